/* The reports of who comes and who comes back: melder, recidive and unieke_clienten, worked out by hand. */
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

#include "tests/postgres/test_database.h"
#include "tests/warehouse/report_case.h"

static int open_database(void **state)
{
  *state = report_case_open("sluis_recidive");
  return 0;
}

/* One client with an earlier traject and a new one on new_begin; whether the new one is recidive. */
static void expect_recidive(
    void **state, const char *earlier, const char *later, const char *words, int is_recidive)
{
  char sql[1024], expected[64], asked[256];
  snprintf(
      sql, sizeof sql, "select maak_traject('A', 1, %s); select maak_traject('A', 2, %s)", earlier, later);
  snprintf(asked, sizeof asked, "recidive --van 2024-01-01 --tot 2024-12-31%s", words);
  snprintf(expected, sizeof expected, "recidive,gestart,aandeel\n%d,1,%d.000000\n", is_recidive, is_recidive);
  assert_report(report_case_facts(state, sql), asked, expected);
}

#define HOME ", hoofddomein => 'huisvesting'"

/* 31 August and six months is the last day of February, in a leap year the 29th. */
static void half_a_year_is_six_months_and_ends_with_the_month(void **state)
{
  expect_recidive(state, "'2023-01-01', '2023-08-31'" HOME, "'2024-02-28'" HOME, "", 0);
  expect_recidive(state, "'2023-01-01', '2023-08-31'" HOME, "'2024-02-29'" HOME, "", 1);
  expect_recidive(state, "'2023-01-01', '2023-07-15'" HOME, "'2024-01-14'" HOME, "", 0);
  expect_recidive(state, "'2023-01-01', '2023-07-15'" HOME, "'2024-01-15'" HOME, "", 1);
}

static void the_number_of_months_is_an_option(void **state)
{
  expect_recidive(state, "'2023-01-01', '2024-01-31'" HOME, "'2024-02-28'" HOME, " --maanden 1", 0);
  expect_recidive(state, "'2023-01-01', '2024-01-31'" HOME, "'2024-02-29'" HOME, " --maanden 1", 1);
  expect_recidive(state, "'2023-01-01', '2024-01-31'" HOME, "'2024-02-01'" HOME, " --maanden 0", 1);
  /* the day of the end is still a day of care */
  expect_recidive(state, "'2023-01-01', '2024-01-31'" HOME, "'2024-01-31'" HOME, " --maanden 0", 0);
  expect_recidive(state, "'2023-01-01', '2023-01-31'" HOME, "'2024-12-31'" HOME, " --maanden 24", 0);
}

static void a_hoofddomein_has_to_be_shared_and_an_empty_one_equals_nothing(void **state)
{
  expect_recidive(state, "'2023-01-01', '2023-02-01', hoofddomein => 'geld|huisvesting'",
      "'2024-01-01', hoofddomein => 'werk|geld'", "", 1);
  expect_recidive(state, "'2023-01-01', '2023-02-01', hoofddomein => 'geld|huisvesting'",
      "'2024-01-01', hoofddomein => 'huis'", "", 0);
  expect_recidive(state, "'2023-01-01', '2023-02-01'", "'2024-01-01'" HOME, "", 0);
  expect_recidive(state, "'2023-01-01', '2023-02-01'" HOME, "'2024-01-01'", "", 0);
  expect_recidive(state, "'2023-01-01', '2023-02-01'", "'2024-01-01'", "", 0);
}

static void the_earlier_traject_may_be_with_any_aanbieder_but_not_open(void **state)
{
  expect_recidive(state, "'2023-01-01', '2023-02-01', aanbieder => '23456789', gemeente => '0957'" HOME,
      "'2024-01-01'" HOME, "", 1);
  expect_recidive(state, "'2023-01-01'" HOME, "'2024-01-01'" HOME, "", 0);
  /* as known on the peildatum the end has not come yet */
  expect_recidive(
      state, "'2023-01-01', '2023-02-01'" HOME, "'2024-01-01'" HOME, " --peildatum 2023-01-31", 0);
  /* an open one with another aanbieder, also where another traject ended long ago */
  assert_report(report_case_facts(state, "select maak_traject('A', 1, '2022-01-01', '2022-02-01'" HOME "),"
                                         " maak_traject('A', 2, '2022-06-01', aanbieder => '23456789'),"
                                         " maak_traject('A', 3, '2024-01-01'" HOME ")"),
      "recidive --van 2024-01-01 --tot 2024-12-31", "recidive,gestart,aandeel\n0,1,0.000000\n");
}

/* The latest end decides, of whatever hoofddomein; of several on that day one that shares a domein will do.
 */
static void the_latest_end_of_the_client_decides(void **state)
{
  struct database *database =
      report_case_facts(state, "select maak_traject('A', 1, '2022-01-01', '2022-02-01'" HOME "),"
                               " maak_traject('A', 2, '2022-03-01', '2023-12-01', hoofddomein => 'geld'),"
                               " maak_traject('A', 3, '2024-01-01'" HOME "),"
                               " maak_traject('B', 1, '2022-01-01', '2022-02-01'" HOME "),"
                               " maak_traject('B', 2, '2022-01-15', '2022-02-01', hoofddomein => 'geld'),"
                               " maak_traject('B', 3, '2022-01-15', '2022-01-20', hoofddomein => 'werk'),"
                               " maak_traject('B', 4, '2024-01-01'" HOME "),"
                               " maak_traject('B', 5, '2024-01-01', hoofddomein => 'geld|werk', team => 'T'),"
                               " maak_traject('B', 6, '2024-01-01', hoofddomein => 'werk', team => 'T'),"
                               " maak_traject('C', 1, '2024-03-01'" HOME ")");
  assert_report(
      database, "recidive --van 2024-01-01 --tot 2024-12-31", "recidive,gestart,aandeel\n2,5,0.400000\n");
  assert_report(database, "recidive --van 2024-01-01 --tot 2024-03-31 --per kwartaal,team",
      "kwartaal,team,recidive,gestart,aandeel\n2024-K1,T,1,2,0.500000\n2024-K1,onbekend,1,3,0.333333\n");
  assert_report(database, "recidive --van 2024-02-01 --tot 2024-03-31 --per maand",
      "maand,recidive,gestart,aandeel\n2024-02,0,0,\n2024-03,0,1,0.000000\n");
}

static void a_melder_has_its_share_of_what_started_unknown_included(void **state)
{
  struct database *database = report_case_facts(state,
      "select maak_traject('A', 1, '2023-01-01', '2023-01-01', melder => 'politie'),"
      " maak_traject('A', 2, '2023-02-28', melder => 'politie', bron => 'lijst'),"
      " maak_traject('B', 1, '2023-03-31', melder => 'huisarts, Venlo'),"
      " maak_traject('C', 1, '2023-03-31'), maak_traject('D', 1, '2023-06-30', melder => 'politie'),"
      " maak_traject('E', 1, melder => 'politie', aangemeld => '2023-01-01'),"
      " maak_traject('F', 1, '2022-12-31', melder => 'politie')");
  assert_report(database, "melder --tot 2023-06-30 --per kwartaal,melder",
      "kwartaal,melder,aantal,aandeel\n2023-K1,\"huisarts, Venlo\",1,0.250000\n2023-K1,onbekend,1,0.250000\n"
      "2023-K1,politie,2,0.500000\n2023-K2,\"huisarts, Venlo\",0,0.000000\n2023-K2,onbekend,0,0.000000\n"
      "2023-K2,politie,1,1.000000\n");
  assert_report(database, "melder --tot 2023-06-30 --where melder=politie",
      "aantal,aandeel,melder\n3,1.000000,politie\n");
  assert_report(database, "melder --where bron=lijst", "aantal,aandeel,melder\n1,1.000000,politie\n");
}

/* A in two teams and two gemeenten, B in one; in February only A in team Noord. */
static void a_client_in_two_teams_is_one_client(void **state)
{
  struct database *database = report_case_facts(state,
      "select maak_traject('A', 1, '2023-01-01', '2023-01-31', team => 'Noord'),"
      " maak_traject('A', 2, '2023-01-10', '2023-01-20', team => 'Zuid', gemeente => null),"
      " maak_traject('A', 3, '2023-01-31', '2023-02-01', team => 'Noord', bron => 'lijst'),"
      " maak_traject('B', 1, '2022-01-01', '2023-01-01', team => 'Zuid'),"
      " maak_traject('C', 1, '2023-03-01', team => 'Zuid')");
  assert_report(database, "unieke_clienten --tot 2023-02-28", "unieke_clienten,lopend\n2,4\n");
  assert_report(database, "unieke_clienten --tot 2023-02-28 --per team",
      "team,unieke_clienten,lopend\nNoord,1,2\nZuid,2,2\n");
  assert_report(database, "unieke_clienten --tot 2023-02-28 --per maand,team",
      "maand,team,unieke_clienten,lopend\n2023-01,Noord,1,2\n2023-01,Zuid,2,2\n2023-02,Noord,1,1\n"
      "2023-02,Zuid,0,0\n");
  assert_report(database, "unieke_clienten --tot 2023-01-31 --per gemeente",
      "gemeente,unieke_clienten,lopend\n0983,2,3\nonbekend,1,1\n");
  assert_report(
      database, "unieke_clienten --tot 2023-02-28 --where bron=lijst", "unieke_clienten,lopend\n1,1\n");
}

/* Per month and gemeente as slow, obvious SQL counts them, over random trajecten. */
static void distinct_clients_are_those_that_obvious_sql_counts(void **state)
{
  struct database *database = report_case_facts(state,
      "select setseed(0.5);"
      "select maak_traject('c' || (random() * 60)::integer, i, begin, begin + (random() * 90)::integer,"
      "  gemeente => (array['0983', '0957'])[1 + (random())::integer])"
      "  from (select i, date '2022-12-01' + (random() * 400)::integer as begin from generate_series(1, 400) "
      "i) g");
  char *csv = report_case_csv(database, "unieke_clienten --per maand,gemeente --peildatum 2023-09-30");
  const char *slow = test_database_text(database,
      "select 'maand,gemeente,unieke_clienten,lopend' || E'\\n' ||"
      " string_agg(concat_ws(',', to_char(maand, 'YYYY-MM'), gemeente, clienten, trajecten), E'\\n'"
      "   order by maand, gemeente) || E'\\n' from ("
      " select maand, gemeente, count(distinct pseudoniem) clienten, count(pseudoniem) trajecten"
      " from generate_series(date '2023-01-01', '2023-12-01', '1 month') maand"
      " cross join (values ('0983'), ('0957')) g (gemeente) left join dwh.traject t using (gemeente)"
      " where gestart < maand + interval '1 month'"
      "  and (gestopt >= maand or gestopt > '2023-09-30') group by maand, gemeente) x");
  assert_string_equal(csv, slow);
  free(csv);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(half_a_year_is_six_months_and_ends_with_the_month),
      cmocka_unit_test(the_number_of_months_is_an_option),
      cmocka_unit_test(a_hoofddomein_has_to_be_shared_and_an_empty_one_equals_nothing),
      cmocka_unit_test(the_earlier_traject_may_be_with_any_aanbieder_but_not_open),
      cmocka_unit_test(the_latest_end_of_the_client_decides),
      cmocka_unit_test(a_melder_has_its_share_of_what_started_unknown_included),
      cmocka_unit_test(a_client_in_two_teams_is_one_client),
      cmocka_unit_test(distinct_clients_are_those_that_obvious_sql_counts),
  };
  return cmocka_run_group_tests(tests, open_database, report_case_close);
}
