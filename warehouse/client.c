/* The functions of 029-bewaren.sql called; who expires is listed once and looked at again, batch by batch,
 * when no partij is under way. */
#include "warehouse/client.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/buffer.h"
#include "base/crash_point.h"
#include "base/date.h"
#include "warehouse/binary.h"

enum { BATCH = 500, SQL_BYTES = 8192, MOST_BYTES = 1 << 30, NUMBER_SIZE = 16 };

static int end(struct database *database, int kind, struct error *error)
{
  if (kind != 0)
    return database_end(database, kind, error);
  crash_point("client.commit.before");
  kind = database_end(database, kind, error);
  crash_point("client.commit.after");
  return kind;
}

/* --- reading --- */

/* All tables but the event log, whose records are decoded; then where it came from, and what was done before:
 * each with its comment and those of its columns, as CLIENT_MEANING and CLIENT_COLUMNS. */
static const char tables_sql[] =
    "with bron as ("
    "select tabel, beheer.rijen_van_client(tabel, $1::uuid) as rijen from beheer.tabellen_van_client() "
    "where tabel <> 'dwh.gebeurtenis'::regclass "
    "union all "
    "select 'beheer.levering', (select coalesce(json_agg(row_to_json(l) order by ontvangen, id), '[]') "
    "from beheer.levering l where id in (select levering from dwh.gebeurtenis where pseudoniem = $1::uuid "
    "union select levering from beheer.geweigerd where pseudoniem = $1::uuid)) "
    "union all "
    "select 'beheer.avg_log', (select coalesce(json_agg(row_to_json(a) order by nummer), '[]') "
    "from beheer.avg_log a where pseudoniem = $1::uuid)) "
    "select tabel::text, obj_description(tabel, 'pg_class'), "
    "(select json_object_agg(attname, col_description(attrelid, attnum) order by attnum) from pg_attribute "
    "where attrelid = tabel and attnum > 0 and not attisdropped), rijen from bron";

static const char log_sql[] =
    "insert into beheer.avg_log (handeling, pseudoniem, aantallen) select 'export', $1::uuid, "
    "coalesce(jsonb_object_agg(tabel::text, aantal) filter (where aantal > 0), '{}') "
    "from beheer.tabellen_van_client() cross join lateral "
    "(select json_array_length(beheer.rijen_van_client(tabel, $1::uuid)) as aantal) as telling";

static int query(struct database *database, const char *sql, const char *client, enum database_format format,
    struct database_rows **out, struct error *error)
{
  const struct database_parameter parameter = {.value = client};
  return database_query(database, sql, &parameter, 1, format, out, error);
}

/* columns: of the records of a table that has them as dwh.gebeurtenis has. */
static int read_records(struct database *database, const char *client, const char *columns, const char *from,
    struct database_rows **out, struct error *error)
{
  struct buffer sql;
  buffer_init(&sql, SQL_BYTES);
  buffer_format(&sql, "select %s from %s where pseudoniem = $1::uuid order by bekend_van, id", columns, from);
  int kind = query(database, sql.data, client, DATABASE_BINARY, out, error);
  buffer_fini(&sql);
  return kind;
}

static int read_all(struct database *database, const char *client, const char *events_columns,
    struct client_data *out, struct error *error)
{
  int kind = query(database, tables_sql, client, DATABASE_TEXT, &out->tables, error);
  if (kind == 0)
    kind = query(database, "select dag, reden, weert_tot from beheer.gewist where pseudoniem = $1::uuid",
        client, DATABASE_TEXT, &out->tombstones, error);
  if (kind != 0)
    return kind;
  kind = read_records(database, client, events_columns, "dwh.gebeurtenis", &out->events, error);
  if (kind == 0)
    kind = read_records(database, client, events_columns,
        "(select pseudoniem, schema, ontvangen as bekend_van, inhoud, gebeurtenis as id from "
        "beheer.geweigerd) "
        "as geweigerd",
        &out->refused, error);
  return kind;
}

int client_read(struct database *database, const struct id *client, const char *events_columns,
    struct client_data *out, struct error *error)
{
  char text[ID_TEXT_SIZE];
  struct database_rows *none = NULL;
  *out = (struct client_data){0};
  id_format(client, text);
  int kind = database_execute(database, "begin isolation level repeatable read", error);
  if (kind == 0)
    kind = read_all(database, text, events_columns, out, error);
  if (kind == 0)
    kind = query(database, log_sql, text, DATABASE_TEXT, &none, error);
  database_rows_free(&none);
  kind = end(database, kind, error);
  if (kind != 0)
    client_data_fini(out);
  return kind;
}

void client_data_fini(struct client_data *data)
{
  database_rows_free(&data->tables);
  database_rows_free(&data->events);
  database_rows_free(&data->refused);
  database_rows_free(&data->tombstones);
}

/* --- removing --- */

static int64_t number(const struct database_rows *rows, size_t column)
{
  return strtoll(database_rows_value(rows, 0, column), NULL, 10);
}

int client_erase(struct database *database, const struct id *client, int32_t today, bool *found,
    int64_t *events, struct error *error)
{
  char id[ID_TEXT_SIZE];
  char day[DATE_TEXT_SIZE];
  id_format(client, id);
  date_format(today, day);
  const struct database_parameter parameters[] = {{.value = id}, {.value = day}};
  struct database_rows *rows = NULL;
  int kind = database_execute(database, "begin", error);
  if (kind == 0)
    kind = database_query(database, "select beheer.wis_op_verzoek($1::uuid, $2::date)", parameters, 2,
        DATABASE_TEXT, &rows, error);
  if (kind == 0) {
    *found = database_rows_value(rows, 0, 0) != NULL;
    *events = *found ? number(rows, 0) : 0;
  }
  database_rows_free(&rows);
  return end(database, kind, error);
}

/* The parameters $1 and $2 of what is asked of a term. */
struct term {
  char day[DATE_TEXT_SIZE];
  char years[NUMBER_SIZE];
};

static struct term term_of(const struct retention *retention)
{
  struct term term;
  date_format(retention->day, term.day);
  snprintf(term.years, sizeof term.years, "%d", (int)retention->years);
  return term;
}

int client_count_expired(struct database *database, const struct retention *retention,
    struct database_rows **out, struct error *error)
{
  struct term term = term_of(retention);
  const struct database_parameter parameters[] = {{.value = term.day}, {.value = term.years}};
  return database_query(database,
      "select case when grouping(gemeente) = 0 then coalesce(gemeente, 'onbekend') end, "
      "count(distinct pseudoniem), count(id) from beheer.verlopen_clienten($1::date, $2::integer) "
      "left join dwh.gebeurtenis using (pseudoniem) "
      "group by grouping sets ((gemeente), ()) order by grouping(gemeente), gemeente nulls last",
      parameters, 2, DATABASE_TEXT, out, error);
}

static int list_expired(
    struct database *database, const struct term *term, struct database_rows **out, struct error *error)
{
  const struct database_parameter parameters[] = {{.value = term->day}, {.value = term->years}};
  return database_query(database,
      "select pseudoniem from beheer.verlopen_clienten($1::date, $2::integer) order by pseudoniem",
      parameters, 2, DATABASE_BINARY, out, error);
}

/* In `begin`: of these rows of the list, from first on. */
static int remove_some(struct database *database, const struct term *term,
    const struct database_rows *expired, size_t first, struct database_rows **out, struct error *error)
{
  struct buffer ids;
  buffer_init(&ids, MOST_BYTES);
  binary_array_begin(&ids, BINARY_ID);
  size_t count = 0;
  for (size_t i = first; i < database_rows_count(expired) && count < BATCH; i++, count++)
    binary_id(&ids, (const struct id *)(const void *)database_rows_value(expired, i, 0));
  binary_array_end(&ids, count);
  const struct database_parameter parameters[] = {
      {ids.data, (int)ids.size, true}, {.value = term->day}, {.value = term->years}};
  int kind = database_query(database,
      "select gegaan, gebeurtenissen from beheer.wis_verlopen($1::uuid[], $2::date, $3::integer)", parameters,
      3, DATABASE_TEXT, out, error);
  buffer_fini(&ids);
  return kind;
}

static int expire_batch(struct database *database, const struct term *term,
    const struct database_rows *expired, size_t first, int64_t counts[2], struct error *error)
{
  struct database_rows *rows = NULL;
  int kind = database_execute(database, "begin", error);
  if (kind == 0)
    kind = remove_some(database, term, expired, first, &rows, error);
  for (size_t i = 0; kind == 0 && i < 2; i++)
    counts[i] = number(rows, i);
  database_rows_free(&rows);
  return end(database, kind, error);
}

int client_expire(struct database *database, const struct retention *retention, expiry_taker *taker,
    void *context, struct error *error)
{
  struct term term = term_of(retention);
  struct database_rows *expired = NULL;
  int kind = list_expired(database, &term, &expired, error);
  size_t count = kind == 0 ? database_rows_count(expired) : 0;
  for (size_t first = 0; kind == 0 && first < count; first += BATCH) {
    int64_t counts[2] = {0, 0};
    kind = expire_batch(database, &term, expired, first, counts, error);
    if (kind == 0)
      taker(counts[0], counts[1], context);
  }
  database_rows_free(&expired);
  return kind;
}
