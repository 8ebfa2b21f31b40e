/* Migrations on a real PostgreSQL, and whether the tables are what the records say. */
#include "warehouse/migrate.h"

// clang-format off
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
// clang-format on
#include <jansson.h>
#include <stdio.h>
#include <string.h>

#include "proto/feit.h"
#include "proto/feit_client.h"
#include "proto/feit_declaratie_afkeur.h"
#include "proto/feit_indicator.h"
#include "proto/feit_klantreis.h"
#include "proto/feit_onderbreking.h"
#include "proto/feit_prestatie.h"
#include "proto/feit_signaal.h"
#include "proto/feit_toewijzing.h"
#include "proto/feit_traject.h"
#include "tests/postgres/test_database.h"
#include "warehouse/binary.h"

static int set_up(void **state)
{
  test_database_create("test_migrate");
  *state = test_database_open();
  return 0;
}

static int apply(struct database *database)
{
  struct error error = {0};
  int applied = 0;
  if (migrate(database, &applied, &error) != 0)
    fail_msg("%s", error.text);
  return applied;
}

static void a_newer_schema_is_refused(void **state)
{
  struct database *database = *state;
  apply(database);
  test_database_run(database, "insert into beheer.migratie (versie, naam) values (999, '999-later')");
  struct error error = {0};
  int applied = 0;
  assert_int_equal(migrate(database, &applied, &error), ERROR_CONFIG);
  assert_int_equal(migrate_check(database, &error), ERROR_CONFIG);
  assert_string_equal(error.hint, "use the newer program");
}

static void a_database_without_schema_is_told_to_migrate(void **state)
{
  struct error error = {0};
  assert_int_equal(migrate_check(*state, &error), ERROR_CONFIG);
  assert_string_equal(error.hint, "run sluis migrate");
}

static void a_migration_that_fails_leaves_whole_steps_behind(void **state)
{
  struct database *database = *state;
  test_database_run(database, "create schema beheer; create table beheer.levering (x integer)");
  struct error error = {0};
  int applied = 0;
  assert_int_not_equal(migrate(database, &applied, &error), 0);
  assert_int_equal(applied, 2);
  assert_int_equal(test_database_number(database, "select max(versie) from beheer.migratie"), 2);
  test_database_run(database, "drop table beheer.levering");
  int rest = apply(database);
  assert_int_equal(test_database_number(database, "select count(*) from beheer.migratie"), 2 + rest);
  assert_int_equal(migrate_check(database, &error), 0);
}

/* As a program without 005 would have left it: nothing after it looks at its table. */
static void a_number_that_is_missing_below_the_highest_is_applied(void **state)
{
  struct database *database = *state;
  int all = apply(database);
  test_database_run(database, "delete from beheer.migratie where versie = 5; drop table beheer.referentie");
  struct error error = {0};
  assert_int_equal(migrate_check(database, &error), ERROR_CONFIG);
  assert_string_equal(error.text, "the warehouse lacks schema version 5 and 0 more");
  assert_string_equal(error.hint, "run sluis migrate");
  assert_int_equal(apply(database), 1);
  assert_int_equal(migrate_check(database, &error), 0);
  assert_int_equal(test_database_number(database, "select count(*) from beheer.migratie"), all);
  assert_int_equal(test_database_number(database, "select count(*) from beheer.referentie"), 0);
}

static void a_number_that_no_file_has_is_refused_below_the_highest_too(void **state)
{
  struct database *database = *state;
  apply(database);
  test_database_run(database, "insert into beheer.migratie (versie, naam) values (0, '000-other')");
  struct error error = {0};
  int applied = 0;
  assert_int_equal(migrate(database, &applied, &error), ERROR_CONFIG);
  assert_int_equal(migrate_check(database, &error), ERROR_CONFIG);
  assert_string_equal(error.hint, "use the newer program");
}

static void migrating_twice_does_the_work_once(void **state)
{
  struct database *database = *state;
  int first = apply(database);
  assert_int_equal(first, test_database_number(database, "select count(*) from beheer.migratie"));
  assert_true(first >= 5);
  assert_int_equal(apply(database), 0);
  struct error error = {0};
  assert_int_equal(migrate_check(database, &error), 0);
}

/* Column by column: name, type and whether it may be null, and the two days, wherever those stand. */
static void expect_table(struct database *database, const struct record_spec *spec)
{
  char expected[4096] = "";
  size_t size = 0;
  for (size_t i = 0; i < spec->field_count; i++) {
    const struct field_spec *field = &spec->fields[i];
    size += (size_t)snprintf(
        expected + size, sizeof expected - size, "%s %s, ", field->name, binary_type_name(field->kind));
  }
  snprintf(expected + size, sizeof expected - size, "bekend_van date, bekend_tot date");
  char sql[512];
  snprintf(sql, sizeof sql,
      "select string_agg(attname || ' ' || replace(format_type(atttypid, atttypmod), ' without time zone', "
      "''), "
      "', ' order by attname in ('bekend_van', 'bekend_tot'), attnum) from pg_attribute where attrelid = "
      "'%s'::regclass and attnum > 0 and attgenerated = ''",
      spec->table);
  assert_string_equal(test_database_text(database, sql), expected);
}

static void expect_key(struct database *database, const struct record_spec *spec)
{
  char expected[512] = "";
  size_t size = 0;
  for (size_t i = 0; i < spec->key_fields; i++)
    size += (size_t)snprintf(expected + size, sizeof expected - size, "%s, ", spec->fields[i].name);
  snprintf(expected + size, sizeof expected - size, "bekend_van");
  char sql[512];
  snprintf(sql, sizeof sql,
      "select string_agg(attname, ', ' order by array_position(indkey::int[], attnum::int)) from pg_index "
      "join pg_attribute on attrelid = indrelid and attnum = any(indkey) "
      "where indrelid = '%s'::regclass and indisprimary",
      spec->table);
  assert_string_equal(test_database_text(database, sql), expected);
}

/* What may be null is a union with null in the record's schema. */
static void expect_nulls(struct database *database, const char *table, const char *schema)
{
  json_t *record = json_loads(schema, 0, NULL);
  assert_non_null(record);
  size_t i = 0;
  json_t *field = NULL;
  json_array_foreach(json_object_get(record, "fields"), i, field)
  {
    char sql[256];
    snprintf(sql, sizeof sql,
        "select attnotnull from pg_attribute where attrelid = '%s'::regclass and attname = '%s'", table,
        json_string_value(json_object_get(field, "name")));
    const char *expected = json_is_array(json_object_get(field, "type")) ? "f" : "t";
    assert_string_equal(test_database_text(database, sql), expected);
  }
  assert_true(i > 0);
  json_decref(record);
}

static const char *const schemas[FEIT_COUNT] = {
    [FEIT_CLIENT] = feit_client_schema,
    [FEIT_TOEWIJZING] = feit_toewijzing_schema,
    [FEIT_TRAJECT] = feit_traject_schema,
    [FEIT_ONDERBREKING] = feit_onderbreking_schema,
    [FEIT_SIGNAAL] = feit_signaal_schema,
    [FEIT_PRESTATIE] = feit_prestatie_schema,
    [FEIT_DECLARATIE_AFKEUR] = feit_declaratie_afkeur_schema,
    [FEIT_KLANTREIS] = feit_klantreis_schema,
    [FEIT_INDICATOR] = feit_indicator_schema,
};

static void every_fact_table_has_the_columns_of_its_record(void **state)
{
  struct database *database = *state;
  apply(database);
  for (size_t i = 0; i < FEIT_COUNT; i++) {
    expect_table(database, feit_specs[i]);
    expect_key(database, feit_specs[i]);
    expect_nulls(database, feit_specs[i]->table, schemas[i]);
  }
}

static void every_table_view_and_column_is_explained(void **state)
{
  struct database *database = *state;
  apply(database);
  assert_string_equal(
      test_database_text(database,
          "select string_agg(c.oid::regclass || coalesce('.' || attname, ''), ', ') from pg_class c "
          "join pg_namespace n on n.oid = relnamespace "
          "join (select attrelid, attnum, attname from pg_attribute where attnum > 0 "
          "union all select oid, 0, null from pg_class) a on a.attrelid = c.oid "
          "where nspname in ('dwh', 'rapport', 'beheer') and relkind in ('r', 'v') "
          "and coalesce(case when attnum = 0 then obj_description(c.oid, 'pg_class') "
          "else col_description(c.oid, attnum) end, '') = ''"),
      "");
}

static void dwh_holds_no_clock_and_no_sequence(void **state)
{
  struct database *database = *state;
  apply(database);
  assert_int_equal(
      test_database_number(database,
          "select count(*) from pg_attribute a join pg_class c on c.oid = attrelid "
          "where relnamespace = 'dwh'::regnamespace and attnum > 0 and (attidentity <> '' or "
          "(atthasdef and attgenerated = '') or atttypid in ('timestamptz'::regtype, 'timestamp'::regtype))"),
      0);
  assert_int_equal(
      test_database_number(database,
          "select count(*) from pg_class where relkind = 'S' and relnamespace = 'dwh'::regnamespace"),
      0);
}

#define WITH_DATABASE(test) cmocka_unit_test_setup_teardown(test, set_up, test_database_teardown)

int main(void)
{
  const struct CMUnitTest tests[] = {
      WITH_DATABASE(a_newer_schema_is_refused),
      WITH_DATABASE(a_database_without_schema_is_told_to_migrate),
      WITH_DATABASE(a_migration_that_fails_leaves_whole_steps_behind),
      WITH_DATABASE(a_number_that_is_missing_below_the_highest_is_applied),
      WITH_DATABASE(a_number_that_no_file_has_is_refused_below_the_highest_too),
      WITH_DATABASE(migrating_twice_does_the_work_once),
      WITH_DATABASE(every_fact_table_has_the_columns_of_its_record),
      WITH_DATABASE(every_table_view_and_column_is_explained),
      WITH_DATABASE(dwh_holds_no_clock_and_no_sequence),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
