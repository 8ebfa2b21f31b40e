/* CPU microseconds a message of reading: bench_check [--parse] FILE [TIMES]. Prints one line.
 *
 * Built twice: as bench_check with all rules, as bench_check_unruled with none (no_rules.c). --parse only
 * lets the parser run. A file above LEVERING_HELD_BYTES is read as the worker reads one, in pieces. */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/buffer.h"
#include "ingest/levering_reader.h"
#include "ingest/xml_reader.h"

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

struct bench {
  struct levering_reader *reader;
  struct xml_reader *xml;
  struct buffer bytes;
  struct arena arena;
  int file;
};

static void on_start(void *context, const struct xml_name *name, size_t attribute_count)
{
  (void)context;
  (void)name;
  (void)attribute_count;
}

static void on_text(void *context, const char *text, size_t size)
{
  (void)context;
  (void)text;
  (void)size;
}

static void on_end(void *context)
{
  (void)context;
}

static bool parse(struct bench *bench)
{
  static const struct xml_handler handler = {on_start, on_text, on_end};
  int line = 0;
  return xml_reader_read(bench->xml, bench->bytes.data, bench->bytes.size, &handler, NULL, &line) == XML_READ;
}

static bool check(struct bench *bench)
{
  struct levering_source source = {.name = "bericht.xml", .ontvangen = 30000};
  struct batch_levering out = {0};
  const struct buffer *bytes = &bench->bytes;
  arena_reset(&bench->arena);
  int kind =
      bytes->size > LEVERING_HELD_BYTES
          ? levering_reader_read_file(
                bench->reader, &source, bench->file, (int64_t)bytes->size, NULL, &bench->arena, &out, NULL)
          : levering_reader_read(bench->reader, &source, bytes->data, bytes->size, &bench->arena, &out, NULL);
  return kind == 0 && out.levering.oordeel == OORDEEL_GOED;
}

int main(int count, char **words)
{
  bool only_parses = count > 1 && strcmp(words[1], "--parse") == 0;
  const char *path = words[only_parses ? 2 : 1];
  struct bench bench = {.file = -1};
  buffer_init(&bench.bytes, LEVERING_MOST_BYTES);
  if (count > 1 + only_parses)
    bench.file = open(path, O_RDONLY | O_CLOEXEC);
  if (bench.file < 0 || load(path, &bench.bytes) != 0 || bench.bytes.failed) {
    fprintf(stderr, "usage: bench_check [--parse] FILE [TIMES]\n");
    return 64;
  }
  long times = count > 2 + only_parses ? strtol(words[2 + only_parses], NULL, 10) : 20000;
  bench.reader = levering_reader_new(NULL);
  bench.xml = xml_reader_new();
  arena_init(&bench.arena, 0);
  long good = 0;
  double begin = now();
  for (long i = 0; i < times; i++)
    good += only_parses ? parse(&bench) : check(&bench);
  double seconds = now() - begin;
  printf("%s: %zu bytes, %ld times, %ld good, %.2f us a message\n", path, bench.bytes.size, times, good,
      seconds * 1e6 / (double)times);
  arena_fini(&bench.arena);
  xml_reader_free(&bench.xml);
  levering_reader_free(&bench.reader);
  buffer_fini(&bench.bytes);
  close(bench.file);
  return 0;
}
