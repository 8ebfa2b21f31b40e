/* Fuzz target of the reader of messages: any bytes are judged without a crash, without a leak and within the
 * bounds of a levering; what is judged good has no meldingen, what is refused has some and no events; and
 * read as a stream, as a large file is, a message comes to the same.
 *
 *   build-fuzz/tests/fuzz/fuzz_bericht -max_len=16384 CORPUS tests/ingest/fixtures */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "ingest/bericht_meldingen.h"
#include "ingest/bericht_reader.h"
#include "ingest/levering_reader.h"
#include "ingest/lijst_reader.h"
#include "ingest/verslag.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(const struct batch_levering *out)
{
  bool is_good = out->levering.oordeel == OORDEEL_GOED;
  if (is_good != (out->levering.meldingen_count == 0) || out->levering.meldingen_count > MOST_MELDINGEN + 1)
    abort();
  if (out->gebeurtenis_count > 0)
    abort(); /* without a key there are none */
  for (size_t i = 0; i < out->levering.meldingen_count; i++) {
    if (out->levering.meldingen[i].regel < 1 || out->levering.meldingen[i].tekst == NULL)
      abort();
  }
}

struct stream {
  const uint8_t *data;
  size_t left;
};

static int read_stream(void *context, char *out, int size)
{
  struct stream *stream = context;
  size_t count = stream->left < (size_t)size ? stream->left : (size_t)size;
  memcpy(out, stream->data, count);
  stream->data += count;
  stream->left -= count;
  return (int)count;
}

static void check_streamed(
    const uint8_t *data, size_t size, const struct levering *expected, struct arena *arena)
{
  static struct bericht_reader *reader;
  static struct meldingen found;
  if (reader == NULL)
    reader = bericht_reader_new();
  meldingen_init(&found, arena);
  struct stream stream = {data, size};
  struct bericht_reading reading = {.stream = &(struct xml_stream){read_stream, &stream},
      .ontvangen = expected->ontvangen,
      .organisation = "0983",
      .meldingen = &found};
  const struct bericht *bericht = bericht_reader_read(reader, &reading);
  bericht_reader_forget(reader);
  meldingen_finish(&found);
  if ((bericht != NULL ? bericht->soort : NULL) != expected->soort ||
      found.count != expected->meldingen_count)
    abort();
  for (size_t i = 0; i < found.count; i++) {
    if (strcmp(found.items[i].code, expected->meldingen[i].code) != 0 ||
        found.items[i].regel != expected->meldingen[i].regel)
      abort();
  }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  static struct levering_reader *reader;
  if (reader == NULL)
    reader = levering_reader_new(NULL);
  struct arena arena;
  arena_init(&arena, 0);
  struct buffer verslag;
  buffer_init(&verslag, 1024 * 1024);
  struct levering_source source = {.name = "bericht.xml", .organisation = "0983", .ontvangen = 20000};
  struct batch_levering out = {0};
  struct error error;
  if (levering_reader_read(reader, &source, data, size, &arena, &out, &error) != 0)
    abort();
  check(&out);
  /* bytes that start as a list does are not the message reader's */
  if (!lijst_is_list(source.name, (const char *)data, size))
    check_streamed(data, size, &out.levering, &arena);
  verslag_text(&out.levering, &verslag);
  verslag_json(&out.levering, "bericht.xml", &verslag);
  char organisation[9];
  if (levering_sender(reader, data, size, organisation, &error) == 0 && organisation[0] == '\0')
    abort();
  buffer_fini(&verslag);
  arena_fini(&arena);
  return 0;
}
