/* Nothing here skips: a test that needs a server and has none fails and says so. */
#include "tests/postgres/test_database.h"

// clang-format off
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
// clang-format on
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "warehouse/migrate.h"

static void must(int kind, const struct error *error)
{
  if (kind != 0)
    fail_msg("%s", error->text);
}

static void use_server(void)
{
  const char *where = getenv("SLUIS_TEST_POSTGRES");
  if (where == NULL && getenv("PGHOST") == NULL)
    fail_msg("no PostgreSQL to test with: run this by ctest, or set PGHOST");
  if (where == NULL)
    return;
  char directory[256] = "";
  FILE *file = fopen(where, "r");
  if (file == NULL || fgets(directory, sizeof directory, file) == NULL)
    fail_msg("%s does not name a server: run tests/postgres/start first", where);
  else
    fclose(file);
  directory[strcspn(directory, "\n")] = '\0';
  setenv("PGHOST", directory, 1);
  setenv("PGUSER", "sluis", 1);
}

struct database *test_database_open(void)
{
  struct error error = {0};
  struct database *database = NULL;
  must(database_open("sluis test", &database, &error), &error);
  return database;
}

int test_database_emptied_setup(void **state)
{
  test_database_reset();
  *state = test_database_open();
  return 0;
}

int test_database_teardown(void **state)
{
  struct database *database = *state;
  database_close(&database);
  return 0;
}

void test_database_run(struct database *database, const char *sql)
{
  struct error error = {0};
  must(database_execute(database, sql, &error), &error);
}

void test_database_create(const char *name)
{
  use_server();
  setenv("PGDATABASE", "postgres", 1);
  struct database *database = test_database_open();
  char sql[128];
  snprintf(sql, sizeof sql, "drop database if exists %s with (force)", name);
  test_database_run(database, sql);
  snprintf(sql, sizeof sql, "create database %s", name);
  test_database_run(database, sql);
  database_close(&database);
  setenv("PGDATABASE", name, 1);
}

void test_database_migrated(const char *name)
{
  test_database_create(name);
  struct database *database = test_database_open();
  struct error error = {0};
  int applied = 0;
  must(migrate(database, &applied, &error), &error);
  database_close(&database);
}

void test_database_reset(void)
{
  struct database *database = test_database_open();
  test_database_run(database,
      "set session_replication_role = replica; " /* the log that only grows lets go of its rows */
      "do $$ begin execute (select 'truncate ' || string_agg(oid::regclass::text, ', ') from pg_class "
      "where relkind = 'r' and relnamespace in ('dwh'::regnamespace, 'beheer'::regnamespace) "
      "and relname not in ('dim_datum', 'dim_signaal', 'dim_gemeente', 'dim_aanbieder', 'dim_product', "
      "'migratie')); end "
      "$$; "
      "delete from dwh.dim_gemeente where code <> 'onbekend'; delete from dwh.dim_aanbieder where agb <> "
      "'onbekend'; delete from dwh.dim_product where domein <> 'onbekend'; "
      "insert into beheer.afsluiting default values");
  database_close(&database);
}

const char *test_database_text(struct database *database, const char *sql)
{
  static char text[4096];
  struct error error = {0};
  struct database_rows *rows = NULL;
  must(database_select(database, sql, &rows, &error), &error);
  const char *value = database_rows_count(rows) > 0 ? database_rows_value(rows, 0, 0) : NULL;
  snprintf(text, sizeof text, "%s", value != NULL ? value : "");
  database_rows_free(&rows);
  return text;
}

int64_t test_database_number(struct database *database, const char *sql)
{
  return strtoll(test_database_text(database, sql), NULL, 10);
}
