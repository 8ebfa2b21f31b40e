/* Fuzz target of the reader of messages: any bytes are judged without a crash, without a leak and within the
 * bounds of a levering; what is judged good has no meldingen, what is refused has some and no events.
 *
 *   build-fuzz/tests/fuzz/fuzz_bericht -max_len=16384 CORPUS tests/ingest/fixtures */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include "base/buffer.h"
#include "ingest/bericht_meldingen.h"
#include "ingest/levering_reader.h"
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
  verslag_text(&out.levering, &verslag);
  verslag_json(&out.levering, "bericht.xml", &verslag);
  char organisation[9];
  if (levering_sender(reader, data, size, organisation, &error) == 0 && organisation[0] == '\0')
    abort();
  buffer_fini(&verslag);
  arena_fini(&arena);
  return 0;
}
