/* The queries of `sluis access`. Changes of beheer.toegang wait for each other: who reads for two kinds of
 * organisation at once must not slip in between. */
#include "warehouse/access.h"

#include <stdio.h>
#include <string.h>

#include "base/date.h"

#define LOCK "begin; lock table beheer.toegang in share row exclusive mode"

enum { GEMEENTE_DIGITS = 4, AANBIEDER_DIGITS = 8 };

static int check_organisation(const char *organisation, struct error *error)
{
  size_t digits = strspn(organisation, "0123456789");
  if (organisation[digits] == '\0' && (digits == GEMEENTE_DIGITS || digits == AANBIEDER_DIGITS))
    return 0;
  return error_set(
      error, ERROR_USAGE, "an organisation is a gemeente code of 4 digits or an AGB code of 8 digits");
}

static const char *role_of(const char *organisation)
{
  return strlen(organisation) == GEMEENTE_DIGITS ? "sluis_gemeente" : "sluis_aanbieder";
}

/* Login, organisation and the role of that kind, as $1, $2 and $3. */
static int query(struct database *database, const char *sql, const struct access *access,
    struct database_rows **out, struct error *error)
{
  const struct database_parameter parameters[] = {
      {.value = access->login}, {.value = access->organisation}, {.value = role_of(access->organisation)}};
  return database_query(database, sql, parameters, 3, DATABASE_TEXT, out, error);
}

static int change(
    struct database *database, const char *sql, const struct access *access, struct error *error)
{
  struct database_rows *none = NULL;
  int kind = query(database, sql, access, &none, error);
  database_rows_free(&none);
  return kind;
}

/* Runs the statements that a query makes. */
static int run_made(
    struct database *database, const char *sql, const struct access *access, struct error *error)
{
  struct database_rows *made = NULL;
  int kind = query(database, sql, access, &made, error);
  for (size_t i = 0; kind == 0 && i < database_rows_count(made); i++)
    kind = database_execute(database, database_rows_value(made, i, 0), error);
  database_rows_free(&made);
  return kind;
}

static const char login_sql[] =
    "select r.rolcanlogin, pg_has_role(r.oid, 'sluis_analist', 'member') "
    "or pg_has_role(r.oid, 'sluis_lader', 'member'), exists (select from beheer.toegang t "
    "where t.login = r.rolname and ingetrokken is null and length(t.organisatie) <> length($2::text)) "
    "from pg_roles r where r.rolname = $1 and $3::text is not null";

static int check_login(struct database *database, const struct access *access, struct error *error)
{
  enum { CAN_LOGIN, READS_ALL, OTHER_KIND };
  struct database_rows *rows = NULL;
  int kind = query(database, login_sql, access, &rows, error);
  if (kind != 0)
    return kind;
  if (database_rows_count(rows) == 0 || strcmp(database_rows_value(rows, 0, CAN_LOGIN), "t") != 0) {
    kind = error_set(error, ERROR_NO_INPUT, "PostgreSQL has no login %s", access->login);
    error_hint(error, "make it first: create role ... login");
  } else if (strcmp(database_rows_value(rows, 0, READS_ALL), "t") == 0) {
    kind = error_set(error, ERROR_USAGE,
        "%s reads everything: it is a superuser or has sluis_lader or sluis_analist", access->login);
  } else if (strcmp(database_rows_value(rows, 0, OTHER_KIND), "t") == 0) {
    kind = error_set(error, ERROR_USAGE,
        "%s reads for organisations of the other kind: a login reads for gemeenten or for aanbieders",
        access->login);
  }
  database_rows_free(&rows);
  return kind;
}

/* Opens the transaction of a change. */
static int begin(struct database *database, const struct access *access, struct error *error)
{
  int kind = check_organisation(access->organisation, error);
  return kind == 0 ? database_execute(database, LOCK, error) : kind;
}

int access_grant(struct database *database, const struct access *access, struct error *error)
{
  int kind = begin(database, access, error);
  if (kind != 0)
    return kind;
  kind = check_login(database, access, error);
  if (kind == 0)
    kind = change(database,
        "insert into beheer.toegang (login, organisatie) select $1, $2 where $3::text is not null "
        "on conflict do nothing",
        access, error);
  if (kind == 0)
    kind = run_made(database,
        "select format('grant %I to %I', $3::text, $1::text) where $2::text is not null", access, error);
  return database_end(database, kind, error);
}

/* The role goes with the last organisation of its kind. */
static const char revoke_role_sql[] =
    "select format('revoke %I from %I', $3::text, $1::text) "
    "where exists (select from pg_roles where rolname = $1) and $2::text is not null "
    "and not exists (select from beheer.toegang t where t.login = $1 and t.ingetrokken is null "
    "and length(t.organisatie) = length($2))";

int access_revoke(struct database *database, const struct access *access, struct error *error)
{
  int kind = begin(database, access, error);
  if (kind != 0)
    return kind;
  kind = change(database,
      "update beheer.toegang set ingetrokken = current_timestamp, ingetrokken_door = session_user "
      "where login = $1 and organisatie = $2 and ingetrokken is null and $3::text is not null",
      access, error);
  if (kind == 0)
    kind = run_made(database, revoke_role_sql, access, error);
  return database_end(database, kind, error);
}

int access_list(struct database *database, struct database_rows **out, struct error *error)
{
  return database_select(database,
      "select t.login, t.organisatie, soort, coalesce(g.naam, a.naam), "
      "to_char(t.verleend, 'YYYY-MM-DD HH24:MI'), "
      "case when exists (select from pg_auth_members m where m.member = r.oid "
      "and m.roleid = ('sluis_' || soort)::regrole) then 'ja' else 'nee' end "
      "from beheer.toegang t "
      "cross join lateral (select case length(t.organisatie) when 4 then 'gemeente' else 'aanbieder' end) as "
      "s (soort) "
      "left join pg_roles r on r.rolname = t.login "
      "left join dwh.dim_gemeente g on g.code = t.organisatie and g.bekend_tot = 'infinity' "
      "left join dwh.dim_aanbieder a on a.agb = t.organisatie and a.bekend_tot = 'infinity' "
      "where t.ingetrokken is null order by t.login collate \"C\", t.organisatie",
      out, error);
}

static int check_month(struct database *database, const char *day, struct error *error)
{
  struct database_rows *rows = NULL;
  const struct database_parameter parameter = {.value = day};
  int kind = database_query(database,
      "select coalesce(dag >= ($1::date + interval '1 month')::date - 1, false) from dwh.stand", &parameter,
      1, DATABASE_TEXT, &rows, error);
  if (kind != 0)
    return kind;
  if (strcmp(database_rows_value(rows, 0, 0), "t") != 0) {
    kind = error_set(error, ERROR_USAGE, "the month is not over in what the warehouse knows");
    error_hint(error, "rapport.stand has the last day from which something is known");
  }
  database_rows_free(&rows);
  return kind;
}

int access_fix_region(struct database *database, int32_t first_day, bool *fixed, struct error *error)
{
  char day[DATE_TEXT_SIZE];
  date_format(first_day, day);
  int kind = check_month(database, day, error);
  if (kind != 0)
    return kind;
  struct database_rows *rows = NULL;
  const struct database_parameter parameter = {.value = day};
  kind = database_query(
      database, "select beheer.stel_regio_vast($1::date)", &parameter, 1, DATABASE_TEXT, &rows, error);
  if (kind != 0)
    return kind;
  *fixed = strcmp(database_rows_value(rows, 0, 0), "t") == 0;
  database_rows_free(&rows);
  return 0;
}
