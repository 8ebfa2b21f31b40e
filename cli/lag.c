#include "cli/lag.h"

#include <inttypes.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/memory.h"
#include "bus/bus.h"
#include "cli/bus_setting.h"
#include "cli/stop_signal.h"
#include "warehouse/database.h"

enum { STEP_MS = 200 };

/* Where all sources ended, and the warehouse that says how far each is stored. */
struct view {
  struct bus *bus;
  struct database *database;
  struct bus_end *ends;
  size_t count;
};

/* Records before the ends that are not stored. */
struct rest {
  int64_t records;
  struct bus_end *first; /* of each source that has any: where they begin */
  size_t count;
};

static bool is_over_kafka(const struct config *config)
{
  return strcmp(config_text(config, "bus"), "kafka") == 0;
}

/* The ends first: what is stored meanwhile is then stored, and never more than there was. */
static int open_view(const struct config *config, struct view *view, struct error *error)
{
  int kind = bus_setting_open(config, 0, &view->bus, error);
  if (kind == 0)
    kind = bus_ends(view->bus, &view->ends, &view->count, error);
  return kind == 0 ? database_open("sluis lag", &view->database, error) : kind;
}

static void close_view(struct view *view)
{
  database_close(&view->database);
  free(view->ends);
  bus_close(&view->bus);
}

static int64_t position_of(const struct database_rows *rows, const char *source)
{
  size_t count = database_rows_count(rows);
  for (size_t i = 0; i < count; i++) {
    if (strcmp(database_rows_value(rows, i, 0), source) == 0)
      return strtoll(database_rows_value(rows, i, 1), NULL, 10);
  }
  return 0;
}

static int find_rest(const struct view *view, struct rest *out, struct error *error)
{
  struct database_rows *rows = NULL;
  *out = (struct rest){0};
  int kind = database_select(view->database, "select bron, positie from beheer.positie", &rows, error);
  if (kind != 0)
    return kind;
  out->first = memory_new((view->count + 1) * sizeof *out->first);
  for (size_t i = 0; i < view->count; i++) {
    int64_t position = position_of(rows, view->ends[i].source);
    if (position >= view->ends[i].position)
      continue;
    out->records += view->ends[i].position - position;
    out->first[out->count] = view->ends[i];
    out->first[out->count++].position = position;
  }
  database_rows_free(&rows);
  return 0;
}

static int count_rest(const struct view *view, int64_t *records, struct error *error)
{
  struct rest rest;
  int kind = find_rest(view, &rest, error);
  *records = rest.records;
  free(rest.first);
  return kind;
}

static int wait_for(const struct view *view, int patience_ms, struct error *error)
{
  for (int waited = 0;; waited += STEP_MS) {
    int64_t left = 0;
    int kind = count_rest(view, &left, error);
    if (kind != 0 || left == 0)
      return kind;
    bool is_over = patience_ms != LAG_WITHOUT_END && waited >= patience_ms;
    if (is_over || atomic_load(stop_signal_level()) != STOP_NONE) {
      kind = error_set(error, ERROR_AGAIN, "%" PRId64 " records in Kafka are not stored yet", left);
      error_hint(error, "sluis load stores them; sluis status --wait returns when it is done");
      return kind;
    }
    nanosleep(&(struct timespec){.tv_nsec = STEP_MS * 1000000L}, NULL);
  }
}

int lag_wait(const struct config *config, int patience_ms, struct error *error)
{
  struct view view = {0};
  if (!is_over_kafka(config))
    return 0;
  int kind = open_view(config, &view, error);
  if (kind == 0)
    kind = wait_for(&view, patience_ms, error);
  close_view(&view);
  return kind;
}

/* Whole seconds; the clocks of the brokers are theirs, and may be ahead of ours. */
static int64_t age_of(int64_t written_ms)
{
  struct timespec now;
  clock_gettime(CLOCK_REALTIME, &now);
  int64_t age_ms = (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000 - written_ms;
  return age_ms > 0 ? age_ms / 1000 : 0;
}

static int read_rest(const struct view *view, struct lag *out, struct error *error)
{
  struct rest rest;
  int64_t written_ms = BUS_NO_RECORD;
  int kind = find_rest(view, &rest, error);
  if (kind == 0) {
    out->records = rest.records;
    kind = bus_oldest(view->bus, rest.first, rest.count, &written_ms, error);
  }
  if (written_ms != BUS_NO_RECORD)
    out->oldest_s = age_of(written_ms);
  free(rest.first);
  return kind;
}

int lag_read(const struct config *config, struct lag *out, struct error *error)
{
  struct view view = {0};
  *out = (struct lag){.records = is_over_kafka(config) ? LAG_UNKNOWN : 0, .oldest_s = LAG_UNKNOWN};
  if (!is_over_kafka(config))
    return 0;
  int kind = open_view(config, &view, error);
  if (kind == 0)
    kind = read_rest(&view, out, error);
  close_view(&view);
  return kind;
}
