/* A reader whose judgement stands in the file: `goed`, `fout`, `kapot` (fails). So that these tests are about
 * the way of a file, whatever it says; tests/e2e has the real ones. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "ingest/levering_reader.h"

struct levering_reader {
  const struct pseudonymiser *pseudonymiser;
};

struct levering_reader *levering_reader_new(const struct pseudonymiser *pseudonymiser)
{
  struct levering_reader *reader = malloc(sizeof *reader);
  reader->pseudonymiser = pseudonymiser;
  return reader;
}

void levering_reader_free(struct levering_reader **reader)
{
  free(*reader);
  *reader = NULL;
}

int levering_reader_read(struct levering_reader *reader, const struct levering_source *source,
    const void *data, size_t size, struct arena *arena, struct batch_levering *out, struct error *error)
{
  if (size >= 5 && memcmp(data, "kapot", 5) == 0)
    return error_set(error, ERROR_INTERNAL, "a reader that fails");
  bool is_good = size >= 4 && memcmp(data, "goed", 4) == 0;
  out->levering = (struct levering){
      .id = levering_id(
          reader->pseudonymiser, source->organisation, source->ontvangen, source->name, data, size),
      .organisatie = arena_text(arena, source->organisation),
      .ontvangen = source->ontvangen,
      .naam = arena_text(arena, source->name),
      .soort = is_good ? "JW301" : NULL,
      .oordeel = is_good ? OORDEEL_GOED : OORDEEL_AFGEKEURD,
      .regels_goed = is_good,
      .regels_fout = !is_good,
      .bytes = (int64_t)size,
  };
  if (!is_good) {
    out->levering.meldingen = arena_new(arena, sizeof(struct melding));
    out->levering.meldingen[0] = (struct melding){.code = "VORM", .regel = 1, .tekst = "Geen XML."};
    out->levering.meldingen_count = 1;
  }
  return 0;
}

int levering_reader_read_file(struct levering_reader *reader, const struct levering_source *source, int file,
    int64_t size, const struct levering_parts *parts, struct arena *arena, struct batch_levering *out,
    struct error *error)
{
  (void)parts;
  if (size > LEVERING_MOST_BYTES) /* unread */
    return levering_reader_read(reader, source, &size, sizeof size, arena, out, error);
  struct buffer content;
  buffer_init(&content, LEVERING_MOST_BYTES);
  int kind = file_read(file, &content, error);
  if (kind == 0)
    kind = levering_reader_read(reader, source, content.data, content.size, arena, out, error);
  buffer_fini(&content);
  return kind;
}

void levering_reader_refuse(struct levering_reader *reader, const struct levering_source *source,
    const struct levering_refusal *refusal, struct arena *arena, struct batch_levering *out)
{
  if (levering_reader_read(reader, source, refusal->mark, sizeof refusal->mark, arena, out, NULL) != 0 ||
      out->levering.meldingen_count == 0)
    abort(); /* no mark begins with kapot, and every mark is refused */
  out->levering.meldingen[0].tekst = refusal->tekst;
  out->levering.bytes = refusal->bytes;
}

int levering_sender(
    struct levering_reader *reader, const void *data, size_t size, char organisation[9], struct error *error)
{
  (void)reader;
  if (size < 9 || memcmp(data, "van ", 4) != 0)
    return error_set(error, ERROR_DATA, "no sender");
  snprintf(
      organisation, 9, "%.*s", (int)strspn((const char *)data + 4, "0123456789"), (const char *)data + 4);
  return 0;
}

int levering_sender_file(struct levering_reader *reader, int file, char organisation[9], struct error *error)
{
  char start[64];
  ssize_t size = pread(file, start, sizeof start, 0);
  return levering_sender(reader, start, size > 0 ? (size_t)size : 0, organisation, error);
}

/* No member of a zip in these tests is so large. */
int levering_reader_read_bytes(struct levering_reader *reader, const struct levering_source *source,
    const struct levering_bytes *bytes, const struct levering_parts *parts, struct arena *arena,
    struct batch_levering *out, struct error *error)
{
  (void)reader;
  (void)source;
  (void)bytes;
  (void)parts;
  (void)arena;
  (void)out;
  return error_set(error, ERROR_INTERNAL, "a reader that reads no bytes");
}

int levering_sender_bytes(struct levering_reader *reader, const struct levering_bytes *bytes,
    char organisation[9], struct error *error)
{
  (void)reader;
  (void)bytes;
  organisation[0] = '\0';
  return error_set(error, ERROR_INTERNAL, "a reader that reads no bytes");
}
