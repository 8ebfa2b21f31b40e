/* Two connections: one reads the events by a cursor in the order of clients, the other holds the transaction
 * that empties the tables and fills them again. They are emptied by DELETE: TRUNCATE would keep every reader
 * waiting until the commit, and show empty tables to those whose snapshot is older. What the old rows leave
 * behind is vacuumed afterwards.
 *
 * The writer first takes all sources for itself, so no loader can store an event between what the reader sees
 * and the commit. Clients are folded one by one; their rows are kept until there are enough for a
 * COPY into each table. */
#include "sink/rebuild.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/crash_point.h"
#include "base/log.h"
#include "base/memory.h"
#include "sink/events.h"
#include "sink/over_clienten.h"
#include "sink/versions.h"
#include "warehouse/database.h"
#include "warehouse/migrate.h"

enum { FETCH_ROWS = 2000, ROWS_BYTES = 16 << 20, SQL_BYTES = 1024 };

/* Versions of one kind that wait for their COPY. */
struct pending {
  struct feit_versie *items;
  size_t count;
  size_t capacity;
};

struct rebuilder {
  const struct rebuild_options *options;
  struct rebuild_counts *counts;
  struct database *reader;
  struct database *writer;
  uint64_t total;     /* events that the reader sees; 0 when nobody asks */
  struct arena arena; /* of pending rows and of the events that they point into */
  struct pending pending[FEIT_COUNT];
  const struct bekende_gebeurtenis **events; /* of the client in hand */
  size_t event_count;
  size_t event_capacity;
};

static void *with_room(void *items, size_t count, size_t *capacity, size_t size)
{
  if (count < *capacity)
    return items;
  *capacity = *capacity > 0 ? 2 * *capacity : 64;
  return memory_resize(items, *capacity * size);
}

static int connect(struct rebuilder *r, struct error *error)
{
  int kind = database_open("sluis rebuild", &r->writer, error);
  if (kind == 0)
    kind = migrate_check(r->writer, error);
  if (kind == 0)
    kind = database_open("sluis rebuild reader", &r->reader, error);
  return kind;
}

static int count_events(struct rebuilder *r, struct error *error)
{
  struct database_rows *rows = NULL;
  int kind = database_select(r->reader, "select count(*) from dwh.gebeurtenis", &rows, error);
  if (kind != 0)
    return kind;
  r->total = strtoull(database_rows_value(rows, 0, 0), NULL, 10);
  database_rows_free(&rows);
  return 0;
}

static int begin(struct rebuilder *r, struct error *error)
{
  struct buffer sql;
  buffer_init(&sql, SQL_BYTES);
  buffer_text(&sql, "begin; select beheer.sluit_laders_uit()");
  for (size_t i = 0; i < FEIT_COUNT; i++)
    buffer_format(&sql, "; delete from %s", feit_specs[i]->table);
  int kind = database_execute(r->writer, sql.data, error);
  buffer_fini(&sql);
  if (kind != 0)
    return kind;
  kind = database_execute(r->reader, "begin isolation level repeatable read read only", error);
  if (kind == 0 && r->options->progress != NULL)
    kind = count_events(r, error);
  if (kind != 0)
    return kind;
  return database_execute(r->reader,
      "declare gebeurtenissen no scroll cursor for select " EVENTS_COLUMNS
      " from dwh.gebeurtenis order by pseudoniem, id",
      error);
}

static int write_pending(struct rebuilder *r, struct error *error)
{
  for (size_t i = 0; i < FEIT_COUNT; i++) {
    struct pending *pending = &r->pending[i];
    int kind = versions_insert(r->writer, (enum feit)i, pending->items, pending->count, error);
    if (kind != 0)
      return kind;
    r->counts->rows[i] += pending->count;
    pending->count = 0;
  }
  arena_reset(&r->arena);
  return 0;
}

static void add_pending(struct rebuilder *r, const struct rebuild_rows *rows)
{
  for (size_t i = 0; i < rows->count; i++) {
    struct pending *pending = &r->pending[rows->items[i].feit];
    pending->items = with_room(pending->items, pending->count, &pending->capacity, sizeof *pending->items);
    pending->items[pending->count++] = rows->items[i];
  }
}

/* A declaratie that is rejected as a whole, and a figure without persons, are folded like a client and are
 * none.
 */
static bool has_client(const struct bekende_gebeurtenis *event)
{
  return event->gebeurtenis.inhoud_soort != GEBEURTENIS_INHOUD_DECLARATIE_AFKEUR &&
         event->gebeurtenis.inhoud_soort != GEBEURTENIS_INHOUD_INDICATOR_REGEL;
}

static int fold_client(struct rebuilder *r, struct error *error)
{
  if (r->event_count == 0)
    return 0;
  struct rebuild_rows rows = {0};
  int kind = r->options->fold(r->events, r->event_count, &r->arena, &rows, r->options->context, error);
  if (kind != 0)
    return kind;
  add_pending(r, &rows);
  r->counts->clients += has_client(r->events[0]);
  r->counts->events += r->event_count;
  r->event_count = 0;
  return arena_used(&r->arena) >= ROWS_BYTES ? write_pending(r, error) : 0;
}

static bool is_other_client(const struct rebuilder *r, const struct database_rows *rows, size_t row)
{
  if (r->event_count == 0)
    return false;
  const struct id *client = &r->events[0]->gebeurtenis.pseudoniem;
  return memcmp(client->bytes, database_rows_value(rows, row, EVENTS_CLIENT), sizeof client->bytes) != 0;
}

static int take_row(struct rebuilder *r, const struct database_rows *rows, size_t row, struct error *error)
{
  int kind = is_other_client(r, rows, row) ? fold_client(r, error) : 0;
  if (kind != 0)
    return kind;
  struct bekende_gebeurtenis *event = arena_new(&r->arena, sizeof *event);
  kind = events_decode(rows, row, &r->arena, event, error);
  if (kind != 0)
    return kind;
  r->events = with_room(r->events, r->event_count, &r->event_capacity, sizeof(void *));
  r->events[r->event_count++] = event;
  return 0;
}

static void tell_progress(const struct rebuilder *r)
{
  if (r->options->progress != NULL)
    r->options->progress(r->counts->events, r->total, r->options->context);
}

/* *more is false when the cursor is at its end. */
static int fetch(struct rebuilder *r, bool *more, struct error *error)
{
  char sql[64];
  snprintf(sql, sizeof sql, "fetch forward %d from gebeurtenissen", FETCH_ROWS);
  struct database_rows *rows = NULL;
  int kind = database_query(r->reader, sql, NULL, 0, DATABASE_BINARY, &rows, error);
  if (kind != 0)
    return kind;
  size_t count = database_rows_count(rows);
  for (size_t i = 0; kind == 0 && i < count; i++)
    kind = take_row(r, rows, i, error);
  database_rows_free(&rows);
  *more = count > 0;
  tell_progress(r);
  return kind;
}

static int refill(struct rebuilder *r, struct error *error)
{
  bool more = true;
  while (more) {
    int kind = fetch(r, &more, error);
    if (kind != 0)
      return kind;
  }
  int kind = fold_client(r, error);
  if (kind == 0)
    kind = write_pending(r, error);
  uint64_t over_clienten = 0;
  if (kind == 0)
    kind = over_clienten_rebuild(r->writer, &over_clienten, error);
  r->counts->rows[FEIT_SIGNAAL] += over_clienten;
  tell_progress(r);
  return kind;
}

/* The facts are rebuilt, whatever becomes of this. */
static void vacuum(struct rebuilder *r)
{
  struct error error;
  struct buffer sql;
  buffer_init(&sql, SQL_BYTES);
  buffer_text(&sql, "vacuum (analyze)");
  for (size_t i = 0; i < FEIT_COUNT; i++)
    buffer_format(&sql, "%s %s", i > 0 ? "," : "", feit_specs[i]->table);
  if (database_execute(r->writer, sql.data, &error) != 0)
    log_warning("rebuild.vacuum", "what the old rows leave behind is left to autovacuum: %s", error.text);
  buffer_fini(&sql);
}

static int rebuild_connected(struct rebuilder *r, struct error *error)
{
  int kind = begin(r, error);
  if (kind == 0)
    kind = refill(r, error);
  if (kind != 0)
    return kind;
  crash_point("rebuild.commit.before");
  kind = database_commit(r->writer, "commit", error);
  if (kind != 0)
    return kind;
  crash_point("rebuild.commit.after");
  database_close(&r->reader); /* its snapshot would keep the old rows from being vacuumed */
  vacuum(r);
  return 0;
}

int rebuild(const struct rebuild_options *options, struct rebuild_counts *counts, struct error *error)
{
  *counts = (struct rebuild_counts){0};
  struct rebuilder r = {.options = options, .counts = counts};
  arena_init(&r.arena, 1 << 20);
  int kind = connect(&r, error);
  if (kind == 0)
    kind = rebuild_connected(&r, error);
  database_close(&r.reader);
  database_close(&r.writer);
  for (size_t i = 0; i < FEIT_COUNT; i++)
    free(r.pending[i].items);
  free(r.events);
  arena_fini(&r.arena);
  return kind;
}
