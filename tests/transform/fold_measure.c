/* How long the fold takes, in microseconds of CPU: ordinary clients, a partij that adds one event to each of
 * them, and the worst clients we could think of. Not a test: it judges nothing. An argument
 * picks the measures whose name holds it. */
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/date.h"
#include "random_client.h"
#include "transform/fold.h"
#include "transform/transform.h"

static const char *only = ""; /* measures whose name holds this text */

static double cpu_us(void)
{
  struct timespec now;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return (double)now.tv_sec * 1e6 + (double)now.tv_nsec / 1e3;
}

static void measure_history(const char *name, struct random_shape shape, size_t clients)
{
  if (strstr(name, only) == NULL)
    return;
  struct arena events_arena;
  struct arena arena;
  arena_init(&events_arena, 0);
  arena_init(&arena, 0);
  struct random random = {.state = 1};
  double total = 0;
  size_t versions = 0;
  for (size_t i = 0; i < clients; i++) {
    arena_reset(&events_arena);
    arena_reset(&arena);
    struct bekende_gebeurtenis **events = random_client(&random, &shape, &events_arena);
    struct feit_versies out;
    double before = cpu_us();
    fold_history((const struct bekende_gebeurtenis *const *)events, shape.events, &arena, &out);
    total += cpu_us() - before;
    versions += out.count;
  }
  printf("%-46s %6zu events %4u days: %10.1f us a client, %8.1f versions, arena %zu KiB\n", name,
      shape.events, (unsigned)shape.days, total / (double)clients, (double)versions / (double)clients,
      arena_used(&arena) / 1024);
  arena_fini(&arena);
  arena_fini(&events_arena);
}

static int read_nothing(void *context, const struct id *clients, size_t count, event_taker *taker,
    void *taker_context, struct error *error)
{
  (void)context, (void)clients, (void)count, (void)taker, (void)taker_context, (void)error;
  return 0;
}

enum { CLIENTS = 2000, MOST_EVENTS = 60 };

static double one_partij(struct transform *transform, const struct gebeurtenis *const *events, size_t count)
{
  struct arena arena;
  arena_init(&arena, 0);
  struct wijzigingen changes;
  struct error error;
  double before = cpu_us();
  if (transform_partij(transform, events, count, DATE_MINUS_INFINITY, &arena, &changes, &error) != 0)
    fprintf(stderr, "%s\n", error.text);
  transform_commit(transform);
  double spent = cpu_us() - before;
  arena_fini(&arena);
  return spent;
}

/* What one more event costs clients that have `events` of this form. clients: at most CLIENTS, fewer of large
 * ones. */
static void measure_partij(const char *kind, struct random_shape shape, uint32_t clients)
{
  if (strstr("partij", only) == NULL)
    return;
  static const struct gebeurtenis *first[CLIENTS * (MOST_EVENTS - 1)];
  static const struct gebeurtenis *last[CLIENTS];
  struct arena arena;
  arena_init(&arena, 0);
  struct random random = {.state = 2};
  size_t count = 0;
  for (uint32_t i = 0; i < clients; i++) {
    shape.client = i;
    struct bekende_gebeurtenis **events = random_client(&random, &shape, &arena);
    last[i] = &events[0]->gebeurtenis;
    for (size_t j = 1; j < shape.events; j++)
      first[count++] = &events[j]->gebeurtenis;
  }
  struct transform_options options = {.cache_bytes = 256U << 20, .source = {.read = read_nothing}};
  struct transform *transform = transform_new(&options);
  printf("partij of new clients, %zu events each, %s: %.1f us a client\n", shape.events - 1, kind,
      one_partij(transform, first, count) / clients);
  printf("partij of one event to each, sets cached, %s: %.1f us a client\n", kind,
      one_partij(transform, last, clients) / clients);
  transform_free(&transform);
  arena_fini(&arena);
}

int main(int argc, char **argv)
{
  if (argc > 1)
    only = argv[1];
  measure_history("ordinary client", (struct random_shape){.events = 30, .days = 15, .numbers = 8}, 2000);
  measure_history("ordinary client, all numbered",
      (struct random_shape){.events = 30, .days = 15, .numbers = 8, .all_numbered = true}, 2000);
  measure_history("large client", (struct random_shape){.events = 50, .days = 20, .numbers = 12}, 2000);
  struct random_shape thirty = {.events = 30, .days = 15, .numbers = 8};
  measure_partij("some without number", thirty, CLIENTS);
  thirty.all_numbered = true;
  measure_partij("all numbered", thirty, CLIENTS);
  measure_partij("prestaties of 60 days",
      (struct random_shape){.events = 60, .days = 60, .numbers = 100, .all_prestaties = true}, CLIENTS);
  measure_partij("one toewijzing",
      (struct random_shape){.events = 6, .days = 6, .numbers = 1, .all_numbered = true}, CLIENTS);
  struct random_shape huge = {.events = 5000, .days = 300, .numbers = 1000, .all_numbered = true};
  measure_partij("1,000 toewijzingen", huge, 10);
  measure_history("huge client, each event on a day of its own",
      (struct random_shape){.events = 5000, .days = 5000, .numbers = 1000, .all_numbered = true}, 3);
  measure_history("huge client, 1,000 toewijzingen",
      (struct random_shape){.events = 5000, .days = 300, .numbers = 1000, .all_numbered = true}, 3);
  measure_history("huge client, one number",
      (struct random_shape){.events = 5000, .days = 300, .numbers = 1, .all_numbered = true}, 3);
  measure_history("huge client, prestaties only",
      (struct random_shape){.events = 5000, .days = 300, .numbers = 2000, .all_prestaties = true}, 3);
  measure_history("huge client, some without number",
      (struct random_shape){.events = 5000, .days = 300, .numbers = 1000}, 3);
  return 0;
}
