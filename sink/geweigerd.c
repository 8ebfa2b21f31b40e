/* Sets of events as arrays, as in events.c: refusals are few, but a constraint that is wrong makes them many.
 */
#include "sink/geweigerd.h"

#include "sink/events.h"
#include "warehouse/binary.h"

enum { MOST_BYTES = 1 << 30, RECORD_BYTES = 1 << 20 };

/* The keys stand first in both questions. */
enum { LEVERING, GEBEURTENIS, PSEUDONIEM, KEYS, REGEL = KEYS, ONTVANGEN, SOORT, SCHEMA, INHOUD, COLUMNS };
enum { SQLSTATE = COLUMNS, TABEL, KOLOM, BEPERKING, PARAMETERS };

static const enum binary_type types[COLUMNS] = {[LEVERING] = BINARY_ID,
    [GEBEURTENIS] = BINARY_ID,
    [PSEUDONIEM] = BINARY_ID,
    [REGEL] = BINARY_INT,
    [ONTVANGEN] = BINARY_DATE,
    [SOORT] = BINARY_TEXT,
    [SCHEMA] = BINARY_LONG,
    [INHOUD] = BINARY_BYTES};

static const char insert_sql[] =
    "insert into beheer.geweigerd (levering, gebeurtenis, pseudoniem, regel, ontvangen, soort, schema, "
    "inhoud, "
    "sqlstate, tabel, kolom, beperking) "
    "select u.levering, u.gebeurtenis, u.pseudoniem, u.regel, u.ontvangen, u.soort, u.schema, u.inhoud, "
    "$9::text, nullif($10::text, ''), nullif($11::text, ''), nullif($12::text, '') "
    "from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::integer[], $5::date[], $6::text[], $7::bigint[], "
    "$8::bytea[]) as u (levering, gebeurtenis, pseudoniem, regel, ontvangen, soort, schema, inhoud) "
    "where not exists (select from dwh.gebeurtenis g where g.pseudoniem = u.pseudoniem and g.id = "
    "u.gebeurtenis and (g.ontvangen, g.levering, g.regel) <= (u.ontvangen, u.levering, u.regel)) "
    "on conflict (levering, gebeurtenis, pseudoniem) do nothing";

static const char attempt_sql[] =
    "update beheer.geweigerd q set pogingen = q.pogingen + 1, laatste_poging = current_timestamp "
    "from unnest($1::uuid[], $2::uuid[], $3::uuid[]) as u (levering, gebeurtenis, pseudoniem) "
    "where q.levering = u.levering and q.gebeurtenis = u.gebeurtenis and q.pseudoniem = u.pseudoniem";

static void add_keys(struct buffer *columns, const struct gebeurtenis *event)
{
  binary_id(&columns[LEVERING], &event->levering);
  binary_id(&columns[GEBEURTENIS], &event->id);
  binary_id(&columns[PSEUDONIEM], &event->pseudoniem);
}

static void add_rest(struct buffer *columns, const struct gebeurtenis *event, struct buffer *record)
{
  buffer_reset(record);
  gebeurtenis_encode(event, record);
  binary_int(&columns[REGEL], event->regel);
  binary_date(&columns[ONTVANGEN], event->ontvangen);
  binary_text(&columns[SOORT], events_soort(event));
  binary_long(&columns[SCHEMA], (int64_t)gebeurtenis_fingerprint);
  binary_bytes(&columns[INHOUD], record->data, record->size);
}

static void begin_columns(struct buffer *columns, size_t count)
{
  for (size_t i = 0; i < count; i++) {
    buffer_init(&columns[i], MOST_BYTES);
    binary_array_begin(&columns[i], types[i]);
  }
}

/* Frees the columns. more: behind them, by which parameters has grown. */
static int ask(struct database *database, const char *sql, struct buffer *columns, size_t column_count,
    size_t elements, struct database_parameter *parameters, size_t parameter_count, struct error *error)
{
  struct database_rows *none = NULL;
  int kind = 0;
  for (size_t i = 0; i < column_count; i++) {
    binary_array_end(&columns[i], elements);
    if (columns[i].failed)
      kind = error_set(error, ERROR_INTERNAL, "refused events of more than %d bytes", MOST_BYTES);
    parameters[i] = (struct database_parameter){columns[i].data, (int)columns[i].size, true};
  }
  if (kind == 0)
    kind = database_query(database, sql, parameters, parameter_count, DATABASE_BINARY, &none, error);
  database_rows_free(&none);
  for (size_t i = 0; i < column_count; i++)
    buffer_fini(&columns[i]);
  return kind;
}

int geweigerd_insert(struct database *database, const struct gebeurtenis *const *events, size_t count,
    const struct sink_refusal *why, struct error *error)
{
  struct buffer columns[COLUMNS];
  struct buffer record;
  struct database_parameter parameters[PARAMETERS] = {
      [SQLSTATE] = {.value = why->sqlstate},
      [TABEL] = {.value = why->table},
      [KOLOM] = {.value = why->column},
      [BEPERKING] = {.value = why->constraint},
  };
  buffer_init(&record, RECORD_BYTES);
  begin_columns(columns, COLUMNS);
  for (size_t i = 0; i < count; i++) {
    add_keys(columns, events[i]);
    add_rest(columns, events[i], &record);
  }
  buffer_fini(&record);
  return ask(database, insert_sql, columns, COLUMNS, count, parameters, PARAMETERS, error);
}

int geweigerd_count_attempts(
    struct database *database, const struct gebeurtenis *const *events, size_t count, struct error *error)
{
  struct buffer columns[KEYS];
  struct database_parameter parameters[KEYS];
  begin_columns(columns, KEYS);
  for (size_t i = 0; i < count; i++)
    add_keys(columns, events[i]);
  return ask(database, attempt_sql, columns, KEYS, count, parameters, KEYS, error);
}

/* What an event counts as known from is settled when it is stored. */
static const char read_sql[] =
    "select q.pseudoniem, q.schema, q.ontvangen as bekend_van, q.inhoud from beheer.geweigerd q "
    "join unnest($1::uuid[], $2::uuid[]) as u (levering, gebeurtenis) "
    "on q.levering = u.levering and q.gebeurtenis = u.gebeurtenis order by q.pseudoniem, q.gebeurtenis";

int geweigerd_read(struct database *database, const struct sink_refused_key *keys, size_t count,
    struct database_rows **out, struct error *error)
{
  struct buffer columns[2];
  struct database_parameter parameters[2];
  begin_columns(columns, 2);
  for (size_t i = 0; i < count; i++) {
    binary_id(&columns[LEVERING], &keys[i].levering);
    binary_id(&columns[GEBEURTENIS], &keys[i].event);
  }
  for (size_t i = 0; i < 2; i++) {
    binary_array_end(&columns[i], count);
    parameters[i] = (struct database_parameter){columns[i].data, (int)columns[i].size, true};
  }
  int kind = database_query(database, read_sql, parameters, 2, DATABASE_BINARY, out, error);
  buffer_fini(&columns[0]);
  buffer_fini(&columns[1]);
  return kind;
}

enum { BRON, POSITIE, REDEN, BYTES, RECORD_COLUMNS };

static const char onleesbaar_sql[] =
    "insert into beheer.onleesbaar (bron, positie, reden, bytes) "
    "select bron, positie, reden, bytes from unnest($1::text[], $2::bigint[], $3::text[], $4::bigint[]) "
    "as u (bron, positie, reden, bytes) on conflict do nothing";

int onleesbaar_insert(
    struct database *database, const struct sink_unreadable *records, size_t count, struct error *error)
{
  static const enum binary_type record_types[RECORD_COLUMNS] = {
      [BRON] = BINARY_TEXT, [POSITIE] = BINARY_LONG, [REDEN] = BINARY_TEXT, [BYTES] = BINARY_LONG};
  struct buffer columns[RECORD_COLUMNS];
  struct database_parameter parameters[RECORD_COLUMNS];
  if (count == 0)
    return 0;
  for (size_t i = 0; i < RECORD_COLUMNS; i++) {
    buffer_init(&columns[i], MOST_BYTES);
    binary_array_begin(&columns[i], record_types[i]);
  }
  for (size_t i = 0; i < count; i++) {
    binary_text(&columns[BRON], records[i].source);
    binary_long(&columns[POSITIE], records[i].position);
    binary_text(&columns[REDEN], records[i].reason);
    binary_long(&columns[BYTES], (int64_t)records[i].size);
  }
  return ask(database, onleesbaar_sql, columns, RECORD_COLUMNS, count, parameters, RECORD_COLUMNS, error);
}
