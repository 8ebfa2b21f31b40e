/* See the header: helpers that end the test program when a fixture is not what the test thinks it is. */
#include "reader_help.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct pseudonymiser *reading_pseudonymiser(void)
{
  static const char key[] = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f\n";
  char path[] = "/tmp/sluis-reader-key-XXXXXX"; /* mkstemp makes it 0600 */
  struct pseudonymiser *pseudonymiser = NULL;
  int fd = mkstemp(path);
  if (fd < 0 || write(fd, key, sizeof key - 1) != (ssize_t)sizeof key - 1)
    abort();
  close(fd);
  if (pseudonymiser_open(path, &pseudonymiser, NULL) != 0)
    abort();
  unlink(path);
  return pseudonymiser;
}

void reading_init(struct reading *reading, const struct pseudonymiser *pseudonymiser)
{
  *reading = (struct reading){.reader = levering_reader_new(pseudonymiser),
      .source = {.name = "bericht.xml", .ontvangen = RECEIVED_DAY}};
  arena_init(&reading->arena, 0);
  buffer_init(&reading->bytes, (size_t)64 << 20);
}

void reading_fini(struct reading *reading)
{
  levering_reader_free(&reading->reader);
  arena_fini(&reading->arena);
  buffer_fini(&reading->bytes);
}

void reading_set(struct reading *reading, const void *data, size_t size)
{
  buffer_reset(&reading->bytes);
  buffer_append(&reading->bytes, data, size);
}

void reading_load(struct reading *reading, const char *fixture)
{
  char path[1024];
  char chunk[4096];
  snprintf(path, sizeof path, FIXTURES "/%s", fixture);
  FILE *file = fopen(path, "rb");
  if (file == NULL)
    abort();
  buffer_reset(&reading->bytes);
  for (size_t size = 1; size > 0;) {
    size = fread(chunk, 1, sizeof chunk, file);
    buffer_append(&reading->bytes, chunk, size);
  }
  fclose(file);
}

void reading_replace(struct reading *reading, const char *old, int n, const char *fresh)
{
  char *at = reading->bytes.data;
  for (int i = 0; i < n; i++) {
    at = strstr(i == 0 ? at : at + 1, old);
    if (at == NULL)
      abort();
  }
  size_t before = (size_t)(at - reading->bytes.data);
  char *copy = strdup(reading->bytes.data);
  buffer_reset(&reading->bytes);
  buffer_append(&reading->bytes, copy, before);
  buffer_text(&reading->bytes, fresh);
  buffer_text(&reading->bytes, copy + before + strlen(old));
  free(copy);
}

void reading_read(struct reading *reading)
{
  struct error error;
  arena_reset(&reading->arena);
  reading->out = (struct batch_levering){0};
  if (levering_reader_read(reading->reader, &reading->source, reading->bytes.data, reading->bytes.size,
          &reading->arena, &reading->out, &error) != 0)
    abort();
}

void reading_judge(struct reading *reading, const char *fixture, const char *old, int n, const char *fresh)
{
  reading_load(reading, fixture);
  reading_replace(reading, old, n, fresh);
  reading_read(reading);
}
