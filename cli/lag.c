#include "cli/lag.h"

#include <inttypes.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "bus/bus.h"
#include "cli/bus_setting.h"
#include "cli/stop_signal.h"
#include "warehouse/database.h"

enum { STEP_MS = 200 };

struct ends {
  struct bus_end *items;
  size_t count;
};

static int find_ends(const struct config *config, struct ends *out, struct error *error)
{
  struct bus *bus = NULL;
  int kind = bus_setting_open(config, 0, &bus, error);
  if (kind == 0)
    kind = bus_ends(bus, &out->items, &out->count, error);
  bus_close(&bus);
  return kind;
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

/* Records before the ends that are not stored. */
static int count_left(struct database *database, const struct ends *ends, int64_t *left, struct error *error)
{
  struct database_rows *rows = NULL;
  int kind = database_select(database, "select bron, positie from beheer.positie", &rows, error);
  *left = 0;
  if (kind != 0)
    return kind;
  for (size_t i = 0; i < ends->count; i++) {
    int64_t position = position_of(rows, ends->items[i].source);
    *left += position < ends->items[i].position ? ends->items[i].position - position : 0;
  }
  database_rows_free(&rows);
  return 0;
}

static int wait_for(struct database *database, const struct ends *ends, int patience_ms, struct error *error)
{
  for (int waited = 0;; waited += STEP_MS) {
    int64_t left = 0;
    int kind = count_left(database, ends, &left, error);
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

/* What is to be done with the ends of all sources and the positions in the database. */
typedef int lag_look(struct database *database, const struct ends *ends, void *context, struct error *error);

static int with_ends(const struct config *config, lag_look *look, void *context, struct error *error)
{
  struct ends ends = {NULL, 0};
  struct database *database = NULL;
  if (strcmp(config_text(config, "bus"), "kafka") != 0)
    return 0;
  int kind = find_ends(config, &ends, error);
  if (kind == 0)
    kind = database_open("sluis lag", &database, error);
  if (kind == 0)
    kind = look(database, &ends, context, error);
  database_close(&database);
  free(ends.items);
  return kind;
}

static int look_until_stored(
    struct database *database, const struct ends *ends, void *context, struct error *error)
{
  return wait_for(database, ends, *(const int *)context, error);
}

static int look_once(struct database *database, const struct ends *ends, void *context, struct error *error)
{
  return count_left(database, ends, context, error);
}

int lag_wait(const struct config *config, int patience_ms, struct error *error)
{
  return with_ends(config, look_until_stored, &patience_ms, error);
}

int lag_read(const struct config *config, int64_t *records, struct error *error)
{
  *records = 0;
  return with_ends(config, look_once, records, error);
}
