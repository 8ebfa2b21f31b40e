/* Readings, where the definition leaves room:
 * - Publishing the same again gives the number that it has; nothing is stored twice. "The same" is the whole
 * JSON: report, version, period, peildatum, parameters, rows and coverage. Anything else is a publication of
 * its own.
 * - A publication of the same request that says something else is allowed (a later version of the program or
 * of a definition, clients that were removed) and named to whoever publishes.
 * - A peildatum before the closing day closes nothing more. Days never open again.
 * - What follows from stored lines for clients of another loader (beheer.te_vouwen), and the rest of a
 * levering that is stored in part, comes without anybody's help: publishing waits for it as for the inbox.
 * What PostgreSQL refused (beheer.geweigerd) waits for people, perhaps for good: it is counted for who
 * publishes, and once stored it is known from the first open day.
 * - Who publishes needs the rights of sluis_lader: it is the login that loads that a closed day binds. */
#include "warehouse/publication.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/crash_point.h"
#include "base/date.h"

/* A partij is seconds; a levering of 25 MB in parts may be a minute. The lock of the table is what a partij
 * that is to begin stands in line for: of its row alone it would share the lock of those that are under way,
 * and several loaders would keep us waiting for ever. */
static const char begin_sql[] = "begin; set local lock_timeout = '120s'; "
                                "lock table beheer.afsluiting in exclusive mode; "
                                "select afgesloten_tot from beheer.afsluiting for update";

int publication_begin(struct database *database, struct error *error)
{
  return database_execute(database, begin_sql, error);
}

static int64_t number_at(const struct database_rows *rows, size_t row, size_t column)
{
  return strtoll(database_rows_value(rows, row, column), NULL, 10);
}

static const char waiting_sql[] =
    "select (select count(*) from beheer.te_vouwen where bekend_van <= $1::date), "
    "(select count(*) from rapport.levering_onderweg where ontvangen is null or ontvangen <= $1::date), "
    "(select count(*) from beheer.geweigerd where ontvangen <= $1::date)";

int publication_count_waiting(
    struct database *database, int32_t through, struct publication_waiting *out, struct error *error)
{
  char day[DATE_TEXT_SIZE];
  date_format(through, day);
  struct database_parameter parameter = {.value = day};
  struct database_rows *rows = NULL;
  int kind = database_query(database, waiting_sql, &parameter, 1, DATABASE_TEXT, &rows, error);
  if (kind != 0)
    return kind;
  *out = (struct publication_waiting){.te_vouwen = number_at(rows, 0, 0),
      .onderweg = number_at(rows, 0, 1),
      .geweigerd = number_at(rows, 0, 2)};
  database_rows_free(&rows);
  return 0;
}

typedef int form_writer(const struct report_result *result, FILE *out, struct error *error);

/* *out is freed by the caller. */
static int render(const struct report_result *result, form_writer *write, char **out, struct error *error)
{
  size_t size = 0;
  FILE *stream = open_memstream(out, &size);
  if (stream == NULL)
    return error_set(error, ERROR_INTERNAL, "no memory for a report");
  int kind = write(result, stream, error);
  if (fclose(stream) != 0 && kind == 0)
    kind = error_set(error, ERROR_INTERNAL, "no memory for a report");
  return kind;
}

enum { FORMS = 3, PARAMETERS = FORMS + 1 };

/* The same figure first, else the newest of those that were asked for in the same way. */
static const char find_sql[] =
    "with nieuw as (select $1::text::json as j) "
    "select p.nummer, p.als_json::text = $1::text as is_gelijk from beheer.publicatie p, nieuw "
    "where p.rapport = j ->> 'rapport' and p.peildatum = (j ->> 'peildatum')::date "
    "and p.versie = (j ->> 'versie')::integer and p.van = (j ->> 'van')::date and p.tot = (j ->> "
    "'tot')::date "
    "and p.parameters = (j -> 'parameters')::jsonb order by is_gelijk desc, p.nummer desc limit 1";

static const char insert_sql[] =
    "with nieuw as (select $1::text::json as j) "
    "insert into beheer.publicatie (rapport, versie, van, tot, peildatum, parameters, als_json, als_csv, "
    "als_tabel, "
    "programma) "
    "select j ->> 'rapport', (j ->> 'versie')::integer, (j ->> 'van')::date, (j ->> 'tot')::date, "
    "(j ->> 'peildatum')::date, (j -> 'parameters')::jsonb, j, $2, $3, $4 from nieuw returning nummer";

static int find(struct database *database, const struct database_parameter *json, struct publication *out,
    struct error *error)
{
  struct database_rows *rows = NULL;
  int kind = database_query(database, find_sql, json, 1, DATABASE_TEXT, &rows, error);
  if (kind != 0)
    return kind;
  if (database_rows_count(rows) > 0) {
    out->is_new = strcmp(database_rows_value(rows, 0, 1), "t") != 0;
    *(out->is_new ? &out->differs_from : &out->number) = number_at(rows, 0, 0);
  }
  database_rows_free(&rows);
  return 0;
}

static int insert(struct database *database, const struct database_parameter *parameters,
    struct publication *out, struct error *error)
{
  struct database_rows *rows = NULL;
  int kind = database_query(database, insert_sql, parameters, PARAMETERS, DATABASE_TEXT, &rows, error);
  if (kind != 0)
    return kind;
  out->number = number_at(rows, 0, 0);
  database_rows_free(&rows);
  return 0;
}

static int close_days(struct database *database, int32_t through, struct error *error)
{
  char day[DATE_TEXT_SIZE];
  char sql[160];
  date_format(through, day);
  snprintf(sql, sizeof sql,
      "update beheer.afsluiting set afgesloten_tot = '%s' where afgesloten_tot < '%s'; commit", day, day);
  crash_point("publish.commit.before");
  int kind = database_commit(database, sql, error);
  if (kind == 0)
    crash_point("publish.commit.after");
  return kind;
}

static int store(struct database *database, const struct report_result *result, char *const *forms,
    const char *program, struct publication *out, struct error *error)
{
  struct database_parameter parameters[PARAMETERS] = {
      {.value = forms[0]}, {.value = forms[1]}, {.value = forms[2]}, {.value = program}};
  *out = (struct publication){.is_new = true};
  int kind = find(database, &parameters[0], out, error);
  if (kind == 0 && out->is_new)
    kind = insert(database, parameters, out, error);
  return kind == 0 ? close_days(database, result->request->peildatum, error) : kind;
}

int publication_store(struct database *database, const struct report_result *result, const char *program,
    struct publication *out, struct error *error)
{
  static form_writer *const writers[FORMS] = {report_write_json, report_write_csv, report_write_table};
  char *forms[FORMS] = {NULL};
  int kind = 0;
  for (size_t i = 0; kind == 0 && i < FORMS; i++)
    kind = render(result, writers[i], &forms[i], error);
  if (kind == 0)
    kind = store(database, result, forms, program, out, error);
  for (size_t i = 0; i < FORMS; i++)
    free(forms[i]);
  return kind;
}

int publication_read(struct database *database, const char *number, enum publication_form form,
    struct database_rows **out, struct error *error)
{
  static const char *const sql[] = {
      [PUBLICATION_TABLE] = "select als_tabel from rapport.publicatie where nummer::text = $1",
      [PUBLICATION_CSV] = "select als_csv from rapport.publicatie where nummer::text = $1",
      [PUBLICATION_JSON] = "select als_json from rapport.publicatie where nummer::text = $1",
  };
  struct database_parameter parameter = {.value = number};
  int kind = database_query(database, sql[form], &parameter, 1, DATABASE_TEXT, out, error);
  if (kind != 0 || database_rows_count(*out) == 1)
    return kind;
  database_rows_free(out);
  return error_set(error, ERROR_NO_INPUT, "there is no published figure %.20s", number);
}

int publication_list(
    struct database *database, const char *report, struct database_rows **out, struct error *error)
{
  struct database_parameter parameter = {.value = report};
  return database_query(database,
      "select nummer, rapport, versie, van, tot, peildatum, parameters, "
      "to_char(gepubliceerd at time zone 'Europe/Amsterdam', 'YYYY-MM-DD HH24:MI'), gepubliceerd_door "
      "from rapport.publicatie where rapport = $1 or $1 is null order by nummer",
      &parameter, 1, DATABASE_TEXT, out, error);
}
