/* The rights of the roles as the catalog has them after migrate. A table, view or function of a new migration
 * that becomes readable to a gemeente or aanbieder, or to everybody, fails here. */
#include "warehouse/access.h"

// clang-format off
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
// clang-format on
#include <stdio.h>
#include <string.h>

#include "tests/postgres/test_database.h"
#include "warehouse/migrate.h"

static int set_up(void **state)
{
  test_database_migrated("test_toegang");
  *state = test_database_open();
  return 0;
}

/* Roles are of the whole server, and the next test starts without any access. */
static int forget_logins(void **state)
{
  test_database_run(*state,
      "delete from beheer.toegang; drop role if exists toegang_een; drop role if exists toegang_twee; "
      "drop role if exists \"Toe \"\"gang\"");
  return 0;
}

#define OURS "('dwh'::regnamespace, 'beheer'::regnamespace, 'rapport'::regnamespace)"

/* Relations of a schema on which a role has any right. */
static const char *readable(struct database *database, const char *role, const char *schema)
{
  char sql[640];
  snprintf(sql, sizeof sql,
      "select string_agg(relname, ' ' order by relname collate \"C\") from pg_class "
      "where relnamespace = '%s'::regnamespace and relkind in ('r', 'v', 'm', 'p', 'f') "
      "and (has_table_privilege('%s', oid, 'select, insert, update, delete, truncate, references, trigger') "
      "or has_any_column_privilege('%s', oid, 'select'))",
      schema, role, role);
  return test_database_text(database, sql);
}

#define OWN_VIEWS                                                                                            \
  "eigen_declaratie_afkeur eigen_dekking eigen_indicator eigen_klantreis eigen_onderbreking "                \
  "eigen_prestatie eigen_signaal eigen_toewijzing eigen_traject"

static void a_gemeente_and_an_aanbieder_read_what_is_listed_and_nothing_else(void **state)
{
  struct database *database = *state;
  static const char *const roles[] = {"sluis_gemeente", "sluis_aanbieder"};
  for (size_t i = 0; i < 2; i++) {
    assert_string_equal(readable(database, roles[i], "dwh"), "");
    assert_string_equal(readable(database, roles[i], "beheer"), "");
  }
  assert_string_equal(readable(database, "sluis_gemeente", "rapport"),
      "aanbieder datum dim_aanbieder dim_datum dim_gemeente dim_product " OWN_VIEWS " gemeente product");
  assert_string_equal(readable(database, "sluis_aanbieder", "rapport"),
      "aanbieder datum dim_aanbieder dim_datum dim_gemeente dim_product " OWN_VIEWS
      " gemeente product regio_maand");
}

static void a_gemeente_and_an_aanbieder_call_what_their_views_call_and_nothing_else(void **state)
{
  assert_string_equal(
      test_database_text(*state,
          "select string_agg(proname, ' ' order by proname collate \"C\") from pg_proc "
          "where pronamespace in " OURS " and (has_function_privilege('sluis_gemeente', oid, 'execute') "
          "or has_function_privilege('sluis_aanbieder', oid, 'execute'))"),
      OWN_VIEWS " product_sleutel regio_beeld");
}

static void everybody_else_has_no_right_at_all(void **state)
{
  assert_string_equal(
      test_database_text(*state,
          "select string_agg(naam, ' ') from ("
          "select relname as naam, relacl as acl from pg_class where relnamespace in " OURS " "
          "union all select proname, coalesce(proacl, acldefault('f', proowner)) from pg_proc "
          "where pronamespace in " OURS " "
          "union all select nspname, nspacl from pg_namespace where oid in " OURS
          ") as ding cross join aclexplode(acl) as recht where grantee = 0"),
      "");
}

static void the_analyst_reads_facts_and_views_and_changes_nothing(void **state)
{
  struct database *database = *state;
  assert_int_equal(test_database_number(database,
                       "select count(*) from pg_class where relkind in ('r', 'v') and relnamespace in "
                       "('dwh'::regnamespace, 'rapport'::regnamespace) "
                       "and not has_table_privilege('sluis_analist', oid, 'select')"),
      0);
  assert_int_equal(test_database_number(database,
                       "select count(*) from pg_class where relkind in ('r', 'v') and relnamespace in " OURS
                       " and has_table_privilege('sluis_analist', oid, 'insert, update, delete, truncate')"),
      0);
  assert_string_equal(readable(database, "sluis_analist", "beheer"),
      "afkeuring_voorheen afsluiting levering leveringsplan melding migratie overeenkomst referentie");
}

static void the_loader_writes_every_table_but_access_settings_and_what_is_to_stay(void **state)
{
  assert_string_equal(
      test_database_text(*state,
          "select string_agg(relname, ' ' order by relname) from pg_class where relkind = 'r' "
          "and relnamespace in ('dwh'::regnamespace, 'beheer'::regnamespace) and relname !~ '^inzage_' "
          "and not (has_table_privilege('sluis_lader', oid, 'select') and has_table_privilege('sluis_lader', "
          "oid, 'insert') and has_table_privilege('sluis_lader', oid, 'update') "
          "and has_table_privilege('sluis_lader', oid, 'delete'))"),
      "afsluiting avg_log gewist instelling migratie publicatie toegang");
}

/* COPY into a table under row level security is refused to a login that may not go past it. */
static void policies_are_forced_on_the_parents_and_no_fact_table_has_any(void **state)
{
  struct database *database = *state;
  assert_int_equal(
      test_database_number(database,
          "select count(*) from pg_class where relnamespace = 'dwh'::regnamespace and relrowsecurity"),
      0);
  assert_string_equal(
      test_database_text(database,
          "select string_agg(c.relname, ' ' order by c.relname) from pg_class c where c.relname ~ '^inzage_' "
          "and c.relkind = 'r' and c.relrowsecurity and c.relforcerowsecurity "
          "and (select count(*) from pg_policy where polrelid = c.oid and polcmd = 'r' "
          "and polroles = array['sluis_inzage'::regrole::oid]) = 1 "
          "and (select count(*) from pg_inherits where inhparent = c.oid) = 1"),
      "inzage_declaratie_afkeur inzage_indicator inzage_klantreis inzage_onderbreking inzage_prestatie "
      "inzage_signaal "
      "inzage_toewijzing inzage_traject");
}

static int grant(struct database *database, const char *login, const char *organisation, struct error *error)
{
  return access_grant(database, &(struct access){login, organisation}, error);
}

static void a_grant_names_what_is_wrong_with_it(void **state)
{
  struct database *database = *state;
  struct error error = {0};
  test_database_run(database, "create role toegang_een login; create role toegang_twee");
  assert_int_equal(grant(database, "toegang_een", "983", &error), ERROR_USAGE);
  assert_int_equal(grant(database, "toegang_een", "", &error), ERROR_USAGE);
  assert_int_equal(grant(database, "toegang_een", "0983x", &error), ERROR_USAGE);
  assert_int_equal(grant(database, "toegang_drie", "0983", &error), ERROR_NO_INPUT);
  assert_int_equal(grant(database, "toegang_twee", "0983", &error), ERROR_NO_INPUT);
  assert_int_equal(grant(database, "toegang_een", "0983", &error), 0);
  assert_int_equal(grant(database, "toegang_een", "12345678", &error), ERROR_USAGE);
  assert_int_equal(test_database_number(database, "select count(*) from beheer.toegang"), 1);
}

static void a_grant_and_a_revoke_may_be_done_again(void **state)
{
  struct database *database = *state;
  struct error error = {0};
  const struct access odd = {"Toe \"gang", "0983"};
  test_database_run(database, "create role \"Toe \"\"gang\" login");
  static const char member[] = "select pg_has_role('Toe \"gang', 'sluis_gemeente', 'member')::integer";
  for (int i = 0; i < 2; i++)
    assert_int_equal(access_grant(database, &odd, &error), 0);
  assert_int_equal(test_database_number(database, member), 1);
  assert_int_equal(grant(database, "Toe \"gang", "0957", &error), 0);
  for (int i = 0; i < 2; i++)
    assert_int_equal(access_revoke(database, &odd, &error), 0);
  assert_int_equal(test_database_number(database, member), 1);
  assert_int_equal(access_revoke(database, &(struct access){"Toe \"gang", "0957"}, &error), 0);
  assert_int_equal(test_database_number(database, member), 0);
  assert_int_equal(test_database_number(database, "select count(*) from beheer.toegang where ingetrokken is "
                                                  "not null and ingetrokken_door = current_user"),
      2);
  assert_int_equal(grant(database, "Toe \"gang", "0957", &error), 0);
  test_database_run(database, "drop role \"Toe \"\"gang\"");
  assert_int_equal(access_revoke(database, &(struct access){"Toe \"gang", "0957"}, &error), 0);
  assert_int_equal(
      test_database_number(database, "select count(*) from beheer.toegang where ingetrokken is null"), 0);
}

static void the_list_says_who_lacks_the_role(void **state)
{
  struct database *database = *state;
  struct error error = {0};
  struct database_rows *rows = NULL;
  test_database_run(database, "create role toegang_een login");
  assert_int_equal(grant(database, "toegang_een", "12345678", &error), 0);
  test_database_run(database, "revoke sluis_aanbieder from toegang_een");
  assert_int_equal(access_list(database, &rows, &error), 0);
  assert_int_equal(database_rows_count(rows), 1);
  assert_int_equal(database_rows_columns(rows), ACCESS_COLUMN_COUNT);
  assert_string_equal(database_rows_value(rows, 0, ACCESS_LOGIN), "toegang_een");
  assert_string_equal(database_rows_value(rows, 0, ACCESS_ORGANISATIE), "12345678");
  assert_string_equal(database_rows_value(rows, 0, ACCESS_SOORT), "aanbieder");
  assert_null(database_rows_value(rows, 0, ACCESS_NAAM));
  assert_string_equal(database_rows_value(rows, 0, ACCESS_ROL), "nee");
  database_rows_free(&rows);
}

static void a_month_that_is_not_over_is_not_fixed(void **state)
{
  struct database *database = *state;
  struct error error = {0};
  bool fixed = false;
  int32_t first_day = 19783; /* 2024-03-01 */
  assert_int_equal(access_fix_region(database, first_day, &fixed, &error), ERROR_USAGE);
  static const char known_until[] =
      "insert into dwh.traject (pseudoniem, sleutel, bron, domein, aanbieder, volgnummer, bekend_van, "
      "bekend_tot) "
      "values (gen_random_uuid(), gen_random_uuid(), 'bericht', 'jw', '12345678', 1, '%s', 'infinity')";
  char sql[512];
  snprintf(sql, sizeof sql, known_until, "2024-03-30");
  test_database_run(database, sql);
  assert_int_equal(access_fix_region(database, first_day, &fixed, &error), ERROR_USAGE);
  snprintf(sql, sizeof sql, known_until, "2024-03-31");
  test_database_run(database, sql);
  assert_int_equal(access_fix_region(database, first_day, &fixed, &error), 0);
  assert_true(fixed);
  assert_int_equal(access_fix_region(database, first_day, &fixed, &error), 0);
  assert_false(fixed);
  assert_int_equal(
      test_database_number(database, "select count(*) from beheer.regio_maand where not onderdrukt"), 0);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_teardown(
          a_gemeente_and_an_aanbieder_read_what_is_listed_and_nothing_else, forget_logins),
      cmocka_unit_test_teardown(
          a_gemeente_and_an_aanbieder_call_what_their_views_call_and_nothing_else, forget_logins),
      cmocka_unit_test_teardown(everybody_else_has_no_right_at_all, forget_logins),
      cmocka_unit_test_teardown(the_analyst_reads_facts_and_views_and_changes_nothing, forget_logins),
      cmocka_unit_test_teardown(
          the_loader_writes_every_table_but_access_settings_and_what_is_to_stay, forget_logins),
      cmocka_unit_test_teardown(policies_are_forced_on_the_parents_and_no_fact_table_has_any, forget_logins),
      cmocka_unit_test_teardown(a_grant_names_what_is_wrong_with_it, forget_logins),
      cmocka_unit_test_teardown(a_grant_and_a_revoke_may_be_done_again, forget_logins),
      cmocka_unit_test_teardown(the_list_says_who_lacks_the_role, forget_logins),
      cmocka_unit_test_teardown(a_month_that_is_not_over_is_not_fixed, forget_logins),
  };
  return cmocka_run_group_tests(tests, set_up, test_database_teardown);
}
