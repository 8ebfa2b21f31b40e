/* A number that one client has, as nearly all do, costs a row lock and a look in an index. Lines are read a
 * few hundred numbers at a time. */
#include "sink/verhuizing.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "sink/events.h"
#include "warehouse/binary.h"

enum { FIRST_NUMMERS = 256, NUMBERS_AT_ONCE = 500 };
enum { MOST_BYTES = 1 << 30, RECORD_BYTES = 1 << 20 };

/* Which numbers */

static void add_nummer(struct nummers *nummers, const struct gebeurtenis *event)
{
  if (event->inhoud_soort != GEBEURTENIS_INHOUD_TRAJECT_REGEL)
    return;
  if (nummers->items == NULL || nummers->count == nummers->capacity) {
    nummers->capacity = nummers->capacity > 0 ? 2 * nummers->capacity : FIRST_NUMMERS;
    nummers->items = memory_resize(nummers->items, nummers->capacity * sizeof *nummers->items);
  }
  nummers->items[nummers->count++] =
      (struct genoemd_nummer){event->inhoud.traject_regel.trajectnummer, event->pseudoniem};
}

void nummers_add(struct nummers *nummers, const struct wijzigingen *changes)
{
  for (size_t i = 0; i < changes->nieuw_count; i++)
    add_nummer(nummers, &changes->nieuw[i]->gebeurtenis);
  for (size_t i = 0; i < changes->hernoemd_count; i++)
    add_nummer(nummers, &changes->hernoemd[i].gebeurtenis->gebeurtenis);
}

void nummers_reset(struct nummers *nummers)
{
  nummers->count = 0;
}

void nummers_fini(struct nummers *nummers)
{
  free(nummers->items);
  *nummers = (struct nummers){0};
}

/* The lines of those that are shared */

static int find_shared(struct database *database, const struct nummers *nummers,
    struct database_rows **shared, struct error *error)
{
  struct buffer columns[2];
  for (int i = 0; i < 2; i++) {
    buffer_init(&columns[i], MOST_BYTES);
    binary_array_begin(&columns[i], BINARY_ID);
  }
  for (size_t i = 0; i < nummers->count; i++) {
    binary_id(&columns[0], &nummers->items[i].trajectnummer);
    binary_id(&columns[1], &nummers->items[i].client);
  }
  struct database_parameter parameters[2];
  for (int i = 0; i < 2; i++) {
    binary_array_end(&columns[i], nummers->count);
    parameters[i] = (struct database_parameter){columns[i].data, (int)columns[i].size, true};
  }
  int kind = columns[0].failed || columns[1].failed
                 ? error_set(error, ERROR_INTERNAL, "a partij with lines of too many trajectnummers")
                 : database_query(database, "select beheer.gedeelde_trajectnummers($1::uuid[], $2::uuid[])",
                       parameters, 2, DATABASE_BINARY, shared, error);
  for (int i = 0; i < 2; i++)
    buffer_fini(&columns[i]);
  return kind;
}

static int read_lines(struct database *database, const struct database_rows *shared, size_t first,
    size_t count, struct database_rows **lines, struct error *error)
{
  struct buffer ids;
  buffer_init(&ids, MOST_BYTES);
  binary_array_begin(&ids, BINARY_ID);
  for (size_t i = first; i < first + count; i++) {
    struct id id;
    memcpy(id.bytes, database_rows_value(shared, i, 0), sizeof id.bytes);
    binary_id(&ids, &id);
  }
  binary_array_end(&ids, count);
  struct database_parameter parameter = {ids.data, (int)ids.size, true};
  int kind = database_query(database,
      "select " EVENTS_COLUMNS " from dwh.gebeurtenis where trajectnummer = any($1::uuid[]) "
      "order by trajectnummer, pseudoniem, id",
      &parameter, 1, DATABASE_BINARY, lines, error);
  buffer_fini(&ids);
  return kind;
}

static int hand_over(const struct database_rows *rows, regel_taker *taker, void *context, struct error *error)
{
  struct arena arena;
  arena_init(&arena, 0);
  size_t count = database_rows_count(rows);
  struct bekende_gebeurtenis *lines = arena_array(&arena, count, sizeof *lines);
  const struct bekende_gebeurtenis **list = arena_array(&arena, count, sizeof(void *));
  int kind = 0;
  for (size_t i = 0; kind == 0 && i < count; i++) {
    kind = events_decode(rows, i, &arena, &lines[i], error);
    list[i] = &lines[i];
  }
  if (kind == 0)
    kind = taker(list, count, context, error);
  arena_fini(&arena);
  return kind;
}

int nummers_read_shared(struct database *database, const struct nummers *nummers, regel_taker *taker,
    void *context, struct error *error)
{
  if (nummers->count == 0)
    return 0;
  struct database_rows *shared = NULL;
  int kind = find_shared(database, nummers, &shared, error);
  if (kind != 0)
    return kind;
  size_t count = database_rows_count(shared);
  for (size_t i = 0; kind == 0 && i < count; i += NUMBERS_AT_ONCE) {
    struct database_rows *lines = NULL;
    kind = read_lines(
        database, shared, i, count - i < NUMBERS_AT_ONCE ? count - i : NUMBERS_AT_ONCE, &lines, error);
    if (kind == 0)
      kind = hand_over(lines, taker, context, error);
    database_rows_free(&lines);
  }
  database_rows_free(&shared);
  return kind;
}

/* Events on their way to the owner of their client */

enum { PUT_COLUMNS = 7 };
static const enum binary_type put_types[PUT_COLUMNS] = {
    BINARY_ID, BINARY_ID, BINARY_ID, BINARY_INT, BINARY_DATE, BINARY_LONG, BINARY_BYTES};

/* One that waits and comes again names another levering now. */
static const char put_sql[] =
    "insert into beheer.te_vouwen (pseudoniem, id, bekend_van, schema, inhoud) "
    "select pseudoniem, id, bekend_van, schema, inhoud "
    "from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::integer[], $5::date[], $6::bigint[], $7::bytea[]) "
    "as u (pseudoniem, id, levering, regel, bekend_van, schema, inhoud) "
    "where not exists (select from dwh.gebeurtenis g where g.pseudoniem = u.pseudoniem and g.id = u.id "
    "and g.levering = u.levering and g.regel = u.regel) "
    "order by pseudoniem, id "
    "on conflict (pseudoniem, id) do update set inhoud = excluded.inhoud";

static void add_waiting(
    struct buffer *columns, const struct bekende_gebeurtenis *event, struct buffer *record)
{
  const struct gebeurtenis *g = &event->gebeurtenis;
  buffer_reset(record);
  gebeurtenis_encode(g, record);
  binary_id(&columns[0], &g->pseudoniem);
  binary_id(&columns[1], &g->id);
  binary_id(&columns[2], &g->levering);
  binary_int(&columns[3], g->regel);
  binary_date(&columns[4], event->bekend_van);
  binary_long(&columns[5], (int64_t)gebeurtenis_fingerprint);
  binary_bytes(&columns[6], record->data, record->size);
}

int te_vouwen_put(
    struct database *database, const struct bekende_gebeurtenis *events, size_t count, struct error *error)
{
  if (count == 0)
    return 0;
  struct buffer columns[PUT_COLUMNS];
  struct buffer record;
  struct database_parameter parameters[PUT_COLUMNS];
  buffer_init(&record, RECORD_BYTES);
  for (int i = 0; i < PUT_COLUMNS; i++) {
    buffer_init(&columns[i], MOST_BYTES);
    binary_array_begin(&columns[i], put_types[i]);
  }
  for (size_t i = 0; i < count; i++)
    add_waiting(columns, &events[i], &record);
  for (int i = 0; i < PUT_COLUMNS; i++) {
    binary_array_end(&columns[i], count);
    parameters[i] = (struct database_parameter){columns[i].data, (int)columns[i].size, true};
  }
  struct database_rows *none = NULL;
  int kind = database_query(database, put_sql, parameters, PUT_COLUMNS, DATABASE_BINARY, &none, error);
  database_rows_free(&none);
  for (int i = 0; i < PUT_COLUMNS; i++)
    buffer_fini(&columns[i]);
  buffer_fini(&record);
  return kind;
}

/* --- taking them out again --- */

/* Clients for which something waits, some at a time, by pseudonym. */
static int read_clients(
    struct database *database, const struct id *after, struct database_rows **out, struct error *error)
{
  struct database_parameter parameter = {(const char *)after->bytes, sizeof after->bytes, true};
  return database_query(database,
      "select distinct pseudoniem from beheer.te_vouwen where pseudoniem > $1::uuid order by pseudoniem "
      "limit 2000",
      &parameter, 1, DATABASE_BINARY, out, error);
}

/* The next of them that are ours, as an array of ids; *more is false when none are left behind them. */
static int find_own(struct database *database, const struct sink_own_clients *own, struct id *after,
    struct buffer *ids, size_t *count, bool *more, struct error *error)
{
  struct database_rows *rows = NULL;
  int kind = read_clients(database, after, &rows, error);
  if (kind != 0)
    return kind;
  *count = 0;
  *more = database_rows_count(rows) > 0;
  binary_array_begin(ids, BINARY_ID);
  for (size_t i = 0; i < database_rows_count(rows); i++) {
    memcpy(after->bytes, database_rows_value(rows, i, 0), sizeof after->bytes);
    if (!own->has(after, own->context))
      continue;
    binary_id(ids, after);
    ++*count;
  }
  binary_array_end(ids, *count);
  database_rows_free(&rows);
  return 0;
}

/* As find_own(), going on until there are some or none waits any more. */
static int find_some_own(struct database *database, const struct sink_own_clients *own, struct buffer *ids,
    size_t *count, struct error *error)
{
  struct id after = {{0}}; /* nobody's pseudonym */
  bool more = true;
  int kind = 0;
  *count = 0;
  while (kind == 0 && more && *count == 0)
    kind = find_own(database, own, &after, ids, count, &more, error);
  return kind;
}

static const char take_sql[] =
    "delete from beheer.te_vouwen where (pseudoniem, id) in "
    "(select pseudoniem, id from beheer.te_vouwen order by pseudoniem, id limit 2000) "
    "returning " EVENTS_COLUMNS;

static const char take_own_sql[] =
    "delete from beheer.te_vouwen where (pseudoniem, id) in "
    "(select pseudoniem, id from beheer.te_vouwen where pseudoniem = any($1::uuid[]) "
    "order by pseudoniem, id limit 2000) returning " EVENTS_COLUMNS;

static int take_rows(struct database *database, const struct sink_own_clients *own,
    struct database_rows **out, struct error *error)
{
  if (own->has == NULL)
    return database_query(database, take_sql, NULL, 0, DATABASE_BINARY, out, error);
  struct buffer ids;
  size_t count = 0;
  buffer_init(&ids, MOST_BYTES);
  int kind = find_some_own(database, own, &ids, &count, error);
  struct database_parameter parameter = {ids.data, (int)ids.size, true};
  if (kind == 0 && count > 0)
    kind = database_query(database, take_own_sql, &parameter, 1, DATABASE_BINARY, out, error);
  buffer_fini(&ids);
  return kind;
}

int te_vouwen_take(struct database *database, const struct sink_own_clients *own, struct arena *arena,
    struct bekende_gebeurtenis **events, size_t *count, struct error *error)
{
  *count = 0;
  struct database_rows *rows = NULL;
  int kind = take_rows(database, own, &rows, error);
  if (kind != 0 || rows == NULL)
    return kind;
  *count = database_rows_count(rows);
  *events = arena_array(arena, *count, sizeof **events);
  for (size_t i = 0; kind == 0 && i < *count; i++)
    kind = events_decode(rows, i, arena, &(*events)[i], error);
  database_rows_free(&rows);
  return kind;
}

static int has_any(struct database *database, bool *out, struct error *error)
{
  struct database_rows *rows = NULL;
  int kind = database_select(database, "select exists (select from beheer.te_vouwen)", &rows, error);
  if (kind != 0)
    return kind;
  *out = strcmp(database_rows_value(rows, 0, 0), "t") == 0;
  database_rows_free(&rows);
  return 0;
}

int te_vouwen_has(
    struct database *database, const struct sink_own_clients *own, bool *out, struct error *error)
{
  if (own->has == NULL)
    return has_any(database, out, error);
  struct buffer ids;
  size_t count = 0;
  buffer_init(&ids, MOST_BYTES);
  int kind = find_some_own(database, own, &ids, &count, error);
  buffer_fini(&ids);
  *out = count > 0;
  return kind;
}
