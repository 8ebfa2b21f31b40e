/* Fuzz target of the list reader: any bytes as a list are judged within the limits, without a crash or a
 * leak; the second reading makes no more events than the first found good lines; no value gets into a
 * melding.
 *
 *   build-fuzz/tests/fuzz/fuzz_lijst -max_len=65536 CORPUS      (seed the corpus with the lists of tests/e2e)
 */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "ingest/levering_reader.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct pseudonymiser *open_key(void)
{
  static const char key[] = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f\n";
  char path[] = "/tmp/fuzz-lijst-XXXXXX"; /* mkstemp makes it 0600 */
  struct pseudonymiser *pseudonymiser = NULL;
  int file = mkstemp(path);
  if (file < 0 || write(file, key, sizeof key - 1) != (ssize_t)sizeof key - 1 ||
      pseudonymiser_open(path, &pseudonymiser, NULL) != 0)
    abort();
  close(file);
  unlink(path);
  return pseudonymiser;
}

static void check_levering(const struct batch_levering *out)
{
  const struct levering *levering = &out->levering;
  bool is_refused = levering->oordeel == OORDEEL_AFGEKEURD;
  if (is_refused &&
      (levering->regels_goed > 0 || levering->meldingen_count == 0 || out->gebeurtenis_count > 0))
    abort();
  if ((size_t)levering->regels_goed != out->gebeurtenis_count)
    abort();
  for (size_t i = 0; i < levering->meldingen_count; i++)
    if (levering->meldingen[i].regel < 1 || levering->meldingen[i].tekst == NULL)
      abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  static struct pseudonymiser *pseudonymiser;
  static struct levering_reader *reader;
  if (pseudonymiser == NULL) {
    pseudonymiser = open_key();
    reader = levering_reader_new(pseudonymiser);
  }
  struct levering_source source = {.name = "lijst.csv", .organisation = "12345678", .ontvangen = 20000};
  size_t at = 0;
  while (at < size && strchr(" \t\r\n", (char)data[at]) != NULL && data[at] != '\0')
    at++;
  if (at < size && data[at] == '<')
    return 0; /* a message, which has a target of its own */
  struct arena arena;
  struct batch_levering out = {.gebeurtenissen = NULL};
  struct error error;
  arena_init(&arena, 0);
  if (levering_reader_read(reader, &source, data, size, &arena, &out, &error) != 0)
    abort();
  if (size < 3 || memcmp(data, "\xEF\xBB\xBF", 3) != 0)
    check_levering(&out);
  arena_fini(&arena);
  return 0;
}
