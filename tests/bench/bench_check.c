/* Microseconds per message of parse and check: bench_check FILE [TIMES]. Prints one line. */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/buffer.h"
#include "ingest/levering_reader.h"

static double now(void)
{
  struct timespec time;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
  return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static int load(const char *path, struct buffer *bytes)
{
  FILE *file = fopen(path, "rb");
  if (file == NULL)
    return -1;
  char chunk[4096];
  for (size_t size = 1; size > 0;) {
    size = fread(chunk, 1, sizeof chunk, file);
    buffer_append(bytes, chunk, size);
  }
  return fclose(file);
}

int main(int count, char **words)
{
  struct buffer bytes;
  buffer_init(&bytes, LEVERING_MOST_BYTES);
  if (count < 2 || load(words[1], &bytes) != 0) {
    fprintf(stderr, "usage: bench_check FILE [TIMES]\n");
    return 64;
  }
  long times = count > 2 ? strtol(words[2], NULL, 10) : 20000;
  struct levering_reader *reader = levering_reader_new(NULL);
  struct levering_source source = {.name = "bericht.xml", .ontvangen = 30000};
  struct arena arena;
  arena_init(&arena, 0);
  long good = 0;
  double begin = now();
  for (long i = 0; i < times; i++) {
    struct batch_levering out = {0};
    struct error error;
    arena_reset(&arena);
    if (levering_reader_read(reader, &source, bytes.data, bytes.size, &arena, &out, &error) == 0)
      good += out.levering.oordeel == OORDEEL_GOED;
  }
  double seconds = now() - begin;
  printf("%s: %zu bytes, %ld times, %ld good, %.2f us a message\n", words[1], bytes.size, times, good,
      seconds * 1e6 / (double)times);
  arena_fini(&arena);
  levering_reader_free(&reader);
  buffer_fini(&bytes);
  return 0;
}
