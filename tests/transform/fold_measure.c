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
  struct wijzigingen changes;
  struct error error;
  bool found = true;
  double before = cpu_us();
  transform_begin(transform, DATE_MINUS_INFINITY);
  transform_add(transform, events, count);
  while (found) {
    if (transform_next(transform, &changes, &found, &error) != 0)
      fprintf(stderr, "%s\n", error.text);
  }
  transform_commit(transform);
  return cpu_us() - before;
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

enum { MONTHS = 36, MONTH_CLIENTS = 500, FIRST_MONTH = 19000, VERSIONS = 2, MONTH_LINES = MONTHS + VERSIONS };

static struct id id_of(uint8_t kind, uint32_t client, uint32_t number)
{
  uint64_t spread = ((uint64_t)client << 20 | number) * 0x9e3779b97f4a7c15U;
  struct id id = {{kind}};
  memcpy(id.bytes + 1, &spread, sizeof spread);
  memcpy(id.bytes + 9, &number, sizeof number);
  return id;
}

/* number: 0 and MONTHS + 1 are versions of the toewijzing, between them the months. */
static struct gebeurtenis month_event(uint32_t client, uint32_t number)
{
  int32_t day = FIRST_MONTH + 30 * (int32_t)number;
  struct gebeurtenis event = {
      .id = id_of(1, client, number),
      .pseudoniem = id_of(9, client, 0),
      .levering = id_of(8, 0, number),
      .bericht = id_of(3, 0, number),
      .ontvangen = day,
      .domein = DOMEIN_JW,
      .gemeente = "0983",
      .aanbieder = "12345678",
      .dagtekening = day,
  };
  struct id nummer = id_of(7, client, 0);
  if (number == 0 || number == MONTHS + 1) {
    event.inhoud_soort = GEBEURTENIS_INHOUD_TOEWIJZING;
    event.inhoud.toewijzing = (struct toewijzing){.toewijzing_nummer = nummer,
        .categorie = "45",
        .product = "45A04",
        .toewijzingsdatum = day,
        .ingangsdatum = FIRST_MONTH};
    return event;
  }
  event.inhoud_soort = GEBEURTENIS_INHOUD_PRESTATIE;
  event.inhoud.prestatie = (struct prestatie){.declaratie = id_of(5, 0, number),
      .declaratie_nummer = id_of(4, 0, number),
      .declaratie_begindatum = day - 30,
      .declaratie_einddatum = day - 1,
      .referentie_nummer = id_of(6, client, number),
      .toewijzing_nummer = nummer,
      .categorie = "45",
      .product = "45A04",
      .begindatum = day - 30,
      .einddatum = day - 1,
      .volume = 4,
      .eenheid = "04",
      .bedrag_cent = 100,
      .debet_credit = "D"};
  return event;
}

/* Clients with one toewijzing, of which the months are declared one by one; then a new version. */
static void measure_months(void)
{
  if (strstr("months", only) == NULL)
    return;
  static struct gebeurtenis events[MONTH_CLIENTS];
  static const struct gebeurtenis *pointers[MONTH_CLIENTS];
  struct transform_options options = {.cache_bytes = 256U << 20, .source = {.read = read_nothing}};
  struct transform *transform = transform_new(&options);
  double spent[MONTH_LINES];
  double months = 0;
  for (uint32_t number = 0; number < MONTH_LINES; number++) {
    for (uint32_t i = 0; i < MONTH_CLIENTS; i++) {
      events[i] = month_event(i, number);
      pointers[i] = &events[i];
    }
    spent[number] = one_partij(transform, pointers, MONTH_CLIENTS) / MONTH_CLIENTS;
    months += number > 0 && number <= MONTHS ? spent[number] : 0;
  }
  printf("months on one toewijzing, one by one: %.1f us a month, the first %.1f, the last of %d %.1f, then a "
         "new "
         "version of it %.1f\n",
      months / MONTHS, spent[1], MONTHS, spent[MONTHS], spent[MONTHS + 1]);
  transform_free(&transform);
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
  measure_months();
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
