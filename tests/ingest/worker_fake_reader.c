/* A reader whose judgement stands in the file: `goed`, `fout`, `kapot` (fails), `delen N` (good, its events
 * in N parts where parts are taken), `delen N kapot K` and `delen N anders K` (fails after K parts; the
 * second only the first time, as a file that changed while it was read). So that these tests are about the
 * way of a file, whatever it says; tests/e2e has the real ones. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "ingest/levering_reader.h"

enum { EVENTS_A_PART = 2 };

struct levering_reader {
  const struct pseudonymiser *pseudonymiser;
  bool has_seen_change;
};

/* What a file says after `delen`. */
struct delen {
  unsigned long count; /* 0: it does not say that */
  unsigned long fail_after;
  bool is_change;
};

static struct delen delen_of(const char *data, size_t size)
{
  struct delen delen = {0};
  char text[32];
  if (size < 7 || memcmp(data, "delen ", 6) != 0)
    return delen;
  snprintf(text, sizeof text, "%.*s", (int)(size < sizeof text ? size : sizeof text - 1), data);
  char *rest = NULL;
  delen.count = strtoul(text + 6, &rest, 10);
  delen.is_change = strncmp(rest, " anders ", 8) == 0;
  if (delen.is_change)
    delen.fail_after = strtoul(rest + 8, NULL, 10);
  else if (strncmp(rest, " kapot ", 7) == 0)
    delen.fail_after = strtoul(rest + 7, NULL, 10);
  return delen;
}

struct levering_reader *levering_reader_new(const struct pseudonymiser *pseudonymiser)
{
  struct levering_reader *reader = calloc(1, sizeof *reader);
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
  struct delen delen = delen_of(data, size);
  bool is_good = delen.count > 0 || (size >= 4 && memcmp(data, "goed", 4) == 0);
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
      .gebeurtenissen = (int32_t)delen.count * EVENTS_A_PART,
      .bytes = (int64_t)size,
  };
  if (!is_good) {
    out->levering.meldingen = arena_new(arena, sizeof(struct melding));
    out->levering.meldingen[0] = (struct melding){.code = "VORM", .regel = 1, .tekst = "Geen XML."};
    out->levering.meldingen_count = 1;
  }
  return 0;
}

static void put_events(struct batch_levering *out, struct arena *arena)
{
  out->gebeurtenis_count = EVENTS_A_PART;
  out->gebeurtenissen = arena_array(arena, EVENTS_A_PART, sizeof *out->gebeurtenissen);
  for (size_t i = 0; i < EVENTS_A_PART; i++)
    out->gebeurtenissen[i].levering = out->levering.id;
}

static int fail(struct levering_reader *reader, const struct delen *delen, struct error *error)
{
  if (!delen->is_change)
    return error_set(error, ERROR_INTERNAL, "a reader that fails between parts");
  reader->has_seen_change = true;
  return error_set(error, ERROR_AGAIN, "a file that changed between parts");
}

static int hand_over(struct levering_reader *reader, const struct delen *delen,
    const struct levering_parts *parts, struct arena *arena, struct batch_levering *out, struct error *error)
{
  bool must_fail = delen->fail_after > 0 && !(delen->is_change && reader->has_seen_change);
  const char *naam = out->levering.naam;
  const char *organisatie = out->levering.organisatie;
  for (unsigned long i = 1; i < delen->count; i++) {
    struct batch_levering part = *out;
    put_events(&part, arena);
    char kept[2][128]; /* the part is gone once it is taken */
    snprintf(kept[0], sizeof kept[0], "%s", naam);
    snprintf(kept[1], sizeof kept[1], "%s", organisatie);
    int kind = parts->take(parts->context, &part, &arena, error);
    if (kind != 0)
      return kind;
    naam = out->levering.naam = arena_text(arena, kept[0]);
    organisatie = out->levering.organisatie = arena_text(arena, kept[1]);
    if (must_fail && i == delen->fail_after)
      return fail(reader, delen, error);
  }
  put_events(out, arena);
  return 0;
}

static int read_whole(struct levering_reader *reader, const struct levering_source *source,
    const struct buffer *content, const struct levering_parts *parts, struct arena *arena,
    struct batch_levering *out, struct error *error)
{
  int kind = levering_reader_read(reader, source, content->data, content->size, arena, out, error);
  struct delen delen = delen_of(content->data, content->size);
  bool is_large = parts != NULL && content->size > LEVERING_HELD_BYTES;
  return kind == 0 && is_large && delen.count > 0 ? hand_over(reader, &delen, parts, arena, out, error)
                                                  : kind;
}

int levering_reader_read_file(struct levering_reader *reader, const struct levering_source *source, int file,
    int64_t size, const struct levering_parts *parts, struct arena *arena, struct batch_levering *out,
    struct error *error)
{
  if (size > LEVERING_MOST_BYTES) /* unread */
    return levering_reader_read(reader, source, &size, sizeof size, arena, out, error);
  struct buffer content;
  buffer_init(&content, LEVERING_MOST_BYTES);
  int kind = lseek(file, 0, SEEK_SET) == 0 ? file_read(file, &content, error) /* perhaps once more */
                                           : error_set(error, ERROR_IO, "cannot read a file again");
  if (kind == 0)
    kind = read_whole(reader, source, &content, parts, arena, out, error);
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

int levering_reader_read_bytes(struct levering_reader *reader, const struct levering_source *source,
    const struct levering_bytes *bytes, const struct levering_parts *parts, struct arena *arena,
    struct batch_levering *out, struct error *error)
{
  struct buffer content;
  buffer_init(&content, LEVERING_MOST_BYTES);
  char piece[4096];
  int reason = 0;
  int kind = bytes->restart(bytes->context, error);
  for (int count = 1; kind == 0 && count > 0;) {
    count = bytes->read(bytes->context, piece, sizeof piece, &reason);
    if (count > 0)
      buffer_append(&content, piece, (size_t)count);
  }
  if (kind == 0 && reason != 0)
    kind = error_set_errno(error, reason, "cannot read a file");
  if (kind == 0)
    kind = read_whole(reader, source, &content, parts, arena, out, error);
  buffer_fini(&content);
  return kind;
}

int levering_sender_bytes(struct levering_reader *reader, const struct levering_bytes *bytes,
    char organisation[9], struct error *error)
{
  (void)reader;
  (void)bytes;
  organisation[0] = '\0';
  return error_set(error, ERROR_INTERNAL, "a reader that reads no bytes");
}
