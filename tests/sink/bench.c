/* What sink_write costs: partijen of 10,000 events into a database that grows, part by part. Not a test: run
 * build/tests/sink/bench_sink with PGHOST, PGUSER and an empty, migrated PGDATABASE. Prints microseconds of
 * CPU per event, client and server together, each part in a transaction of its own. */
#include <inttypes.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/date.h"
#include "base/memory.h"
#include "proto/feit_toewijzing.h"
#include "sink/sink.h"
#include "tests/sink/partij.h"
#include "warehouse/database.h"

enum { EVENTS = 10000, PARTIJEN = 10, EVENTS_PER_CLIENT = 4 };

struct work {
  struct bekende_gebeurtenis events[EVENTS];
  const struct bekende_gebeurtenis *pointers[EVENTS];
  struct feit_toewijzing toewijzingen[EVENTS];
  struct feit_traject trajecten[EVENTS];
  struct feit_versie versions[2][EVENTS];
  struct sluiting closings[EVENTS];
  struct levering leveringen[EVENTS];
  const struct levering *levering_pointers[EVENTS];
};

static void must(int kind, const struct error *error)
{
  if (kind == 0)
    return;
  fprintf(stderr, "%s\n", error->text);
  exit(kind);
}

/* CPU of a process in microseconds; the kernel counts in ticks of 10 ms, a partij takes twenty or more. */
static double process_us(long pid)
{
  char path[64];
  char line[1024] = "";
  snprintf(path, sizeof path, "/proc/%ld/stat", pid);
  FILE *file = fopen(path, "r");
  if (file == NULL || fgets(line, sizeof line, file) == NULL)
    exit(ERROR_IO);
  fclose(file);
  long user = 0;
  long system = 0;
  const char *behind_name = strrchr(line, ')');
  if (behind_name == NULL ||
      sscanf(behind_name, ") %*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %ld %ld", &user, &system) != 2)
    exit(ERROR_IO);
  return (double)(user + system) * 1e6 / (double)sysconf(_SC_CLK_TCK);
}

static long backend;

static void find_backend(void)
{
  struct error error = {0};
  struct database *database = NULL;
  struct database_rows *rows = NULL;
  must(database_open("sluis bench", &database, &error), &error);
  must(database_select(
           database, "select pid from pg_stat_activity where application_name = 'sluis load'", &rows, &error),
      &error);
  backend = strtol(database_rows_value(rows, 0, 0), NULL, 10);
  database_rows_free(&rows);
  database_close(&database);
}

static double now_us(void)
{
  return (double)clock() * 1e6 / CLOCKS_PER_SEC + process_us(backend);
}

static struct id random_id(void)
{
  struct id id;
  randombytes_buf(id.bytes, sizeof id.bytes);
  return id;
}

static int compare_clients(const void *a, const void *b)
{
  return id_compare(a, b);
}

/* New clients, all ids random as hashes are, in the order of the client. */
static void fill(struct work *work)
{
  static struct id clients[EVENTS / EVENTS_PER_CLIENT];
  for (size_t i = 0; i < EVENTS / EVENTS_PER_CLIENT; i++)
    clients[i] = random_id();
  qsort(clients, EVENTS / EVENTS_PER_CLIENT, sizeof *clients, compare_clients);
  for (uint32_t i = 0; i < EVENTS; i++) {
    struct id client = clients[i / EVENTS_PER_CLIENT];
    work->leveringen[i] = test_levering(i, 1);
    work->leveringen[i].id = random_id();
    work->levering_pointers[i] = &work->leveringen[i];
    work->events[i] = test_event(0, 0, 0);
    struct gebeurtenis *event = &work->events[i].gebeurtenis;
    event->pseudoniem = client;
    event->id = random_id();
    event->levering = work->leveringen[i].id;
    work->pointers[i] = &work->events[i];
    work->trajecten[i] = test_traject(0, 0);
    work->trajecten[i].pseudoniem = client;
    work->trajecten[i].sleutel = random_id();
    work->toewijzingen[i] = (struct feit_toewijzing){.pseudoniem = client,
        .sleutel = event->id,
        .domein = DOMEIN_JW,
        .gemeente = "0983",
        .aanbieder = "12345678",
        .toewijzing_nummer = event->id,
        .categorie = "45",
        .product = "45A04",
        .toegewezen = DAY_ONE,
        .volume = 10,
        .has_volume = true,
        .eenheid = "04",
        .versies = 1};
    work->versions[0][i] =
        (struct feit_versie){FEIT_TOEWIJZING, DAY_ONE, DATE_INFINITY, &work->toewijzingen[i]};
    work->versions[1][i] = (struct feit_versie){FEIT_TRAJECT, DAY_ONE, DATE_INFINITY, &work->trajecten[i]};
    work->closings[i] = (struct sluiting){FEIT_TRAJECT, &work->trajecten[i], DAY_ONE, DAY_ONE + 9};
  }
}

static double store(
    struct sink *sink, const struct work *work, size_t leveringen, const struct wijzigingen *changes)
{
  struct error error = {0};
  int32_t closed = 0;
  double start = now_us();
  must(sink_begin_inbox(sink, &closed, &error), &error);
  must(test_write(
           sink, (const struct levering *const *)work->levering_pointers, leveringen, changes, 0, &error),
      &error);
  must(sink_commit(sink, &error), &error);
  return (now_us() - start) / EVENTS;
}

static int count_event(const struct bekende_gebeurtenis *event, void *context, struct error *error)
{
  (void)event;
  (void)error;
  ++*(size_t *)context;
  return 0;
}

static double read_back(struct sink *sink, const struct work *work)
{
  static struct id clients[EVENTS / EVENTS_PER_CLIENT];
  struct error error = {0};
  int32_t closed = 0;
  size_t seen = 0;
  for (size_t i = 0; i < EVENTS / EVENTS_PER_CLIENT; i++)
    clients[i] = work->events[i * EVENTS_PER_CLIENT].gebeurtenis.pseudoniem;
  must(sink_begin_inbox(sink, &closed, &error), &error);
  double start = now_us();
  must(sink_read_events(sink, clients, EVENTS / EVENTS_PER_CLIENT, count_event, &seen, &error), &error);
  double each = (now_us() - start) / EVENTS;
  must(sink_commit(sink, &error), &error);
  if (seen != EVENTS)
    exit(ERROR_INTERNAL);
  return each;
}

int main(void)
{
  struct error error = {0};
  struct sink *sink = sink_new();
  struct work *work = memory_new(sizeof *work);
  must(test_connect(sink, &error), &error);
  find_backend();
  printf("%-10s %9s %9s %9s %9s %9s\n", "events", "levering", "two rows", "close", "all", "read");
  for (int i = 0; i < PARTIJEN; i++) {
    struct wijzigingen rows = {
        .ingevoegd = {[FEIT_TOEWIJZING] = work->versions[0], [FEIT_TRAJECT] = work->versions[1]},
        .ingevoegd_count = {[FEIT_TOEWIJZING] = EVENTS, [FEIT_TRAJECT] = EVENTS}};
    struct wijzigingen closings = {.gesloten = work->closings, .gesloten_count = EVENTS};
    struct wijzigingen none = {0};
    fill(work);
    double leveringen_us = store(sink, work, EVENTS, &none);
    double rows_us = store(sink, work, 0, &rows);
    double closings_us = store(sink, work, 0, &closings);
    fill(work);
    struct wijzigingen all = rows;
    all.nieuw = work->pointers;
    all.nieuw_count = EVENTS;
    double all_us = store(sink, work, EVENTS, &all);
    double read_us = read_back(sink, work);
    printf("%-10d %9.1f %9.1f %9.1f %9.1f %9.1f\n", (i + 1) * EVENTS, leveringen_us, rows_us, closings_us,
        all_us, read_us);
  }
  free(work);
  sink_free(&sink);
  return 0;
}
