/* The report bezettingsgraad: days of stays against places, and which rows of capacity count, worked out by
 * hand. */
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
  *state = report_case_open("sluis_bezettingsgraad");
  return 0;
}

/* P1 and P2 are paid by the place, P3 is not. */
static struct database *facts(void **state, const char *sql)
{
  report_case_clear(*state);
  test_database_run(*state, "select maak_product('P1', 'wonen', 'licht', bekostiging => 'plek'),"
                            " maak_product('P2', 'wonen', 'zwaar', bekostiging => 'plek'),"
                            " maak_product('P3', 'dag', 'zwaar'),"
                            " maak_product('P3', 'dag', 'zwaar', domein => 'wmo', bekostiging => 'plek')");
  test_database_run(*state, sql);
  return *state;
}

#define MEASURES "clientdagen,plaatsdagen,bezettingsgraad,zonder_capaciteit\n"

static void without_capacity_the_share_is_empty(void **state)
{
  struct database *database = facts(state, "select maak_traject('A', 1, '2023-01-30', '2023-02-02')");
  assert_report(database, "bezettingsgraad --tot 2023-02-28 --per maand",
      "maand," MEASURES "2023-01,0,0,,2\n2023-02,0,0,,2\n");
  assert_report(facts(state, "select maak_capaciteit(null, null, 3, '2023-02-27', '2023-03-01')"),
      "bezettingsgraad --tot 2023-02-28 --per aanbieder", "aanbieder," MEASURES "12345678,0,6,0.000000,0\n");
}

/* 2 places until 14 February, 4 from the 15th: January 62, February 28 + 56 = 84. A is there from 20 January
 * to 10 February (12 + 10 days), with an onderbreking of 23 and 24 January; B all of February; C's product
 * has no places. */
static void days_of_stays_against_places_times_the_days_they_hold(void **state)
{
  struct database *database = facts(state,
      "select maak_capaciteit(null, null, 2, geldig_tot => '2023-02-14'),"
      " maak_capaciteit(null, null, 4, '2023-02-15'),"
      " maak_traject('A', 1, '2023-01-20', '2023-02-10'), maak_onderbreking('A', 1, '2023-01-22', "
      "'2023-01-25'),"
      " maak_traject('B', 1, '2023-02-01', '2023-02-28', product => 'P2', bron => 'lijst', gemeente => null),"
      " maak_traject('C', 1, '2023-02-01', '2023-02-28', product => 'P3')");
  assert_report(database, "bezettingsgraad --tot 2023-03-31 --per maand",
      "maand," MEASURES "2023-01,10,62,0.161290,0\n2023-02,38,84,0.452381,0\n2023-03,0,124,0.000000,0\n");
  assert_report(database, "bezettingsgraad --tot 2023-02-28", MEASURES "48,146,0.328767,0\n");
  assert_report(
      database, "bezettingsgraad --tot 2023-02-28 --onderbreking mee", MEASURES "50,146,0.342466,0\n");
  assert_report(
      database, "bezettingsgraad --tot 2023-02-28 --laatste-dag niet", MEASURES "46,146,0.315068,0\n");
  assert_report(
      database, "bezettingsgraad --tot 2023-02-28 --bekostiging alle", MEASURES "76,146,0.520548,0\n");
  /* of one bron, against all places */
  assert_report(
      database, "bezettingsgraad --tot 2023-02-28 --where bron=lijst", MEASURES "28,146,0.191781,0\n");
  /* both sides end with the peildatum: 62 + 20 places, 10 + 5 + 5 days */
  assert_report(
      database, "bezettingsgraad --tot 2023-02-28 --peildatum 2023-02-05", MEASURES "20,72,0.277778,0\n");
}

/* 10 places in all, of which 4 in Noord: together 10, per voorziening the 4 of Noord alone. */
static void a_row_within_a_wider_one_is_a_part_of_it(void **state)
{
  struct database *database = facts(state,
      "select maak_capaciteit(null, null, 10, '2023-01-01', '2023-01-20'), maak_capaciteit('Noord', null, 4),"
      " maak_traject('A', 1, '2023-01-01', '2023-01-31', voorziening => 'Noord'),"
      " maak_traject('B', 1, '2023-01-01', '2023-01-31', voorziening => 'Zuid'),"
      " maak_traject('C', 1, '2023-01-31', '2023-01-31')");
  /* 20 days of 10 places, then 11 days of 4; B from the 21st and C have none */
  assert_report(database, "bezettingsgraad --tot 2023-01-31", MEASURES "51,244,0.209016,12\n");
  assert_report(database, "bezettingsgraad --tot 2023-01-31 --per voorziening",
      "voorziening," MEASURES "Noord,31,124,0.250000,0\nZuid,0,0,,31\nonbekend,0,0,,1\n");
  assert_report(
      database, "bezettingsgraad --tot 2023-01-31 --where voorziening=Noord", MEASURES "31,124,0.250000,0\n");
  assert_report(database, "bezettingsgraad --tot 2023-01-31 --where voorziening=Zuid", MEASURES "0,0,,31\n");
}

/* P3 is a code of both domeinen: jw:P3 is named whole. A stay under two rows counts once. */
static void products_are_named_by_code_or_by_domein_and_code(void **state)
{
  struct database *database =
      facts(state, "select maak_capaciteit(null, 'P1', 2), maak_capaciteit(null, 'wmo:P3', 1), "
                   "maak_capaciteit('Noord', null, 5),"
                   " maak_traject('A', 1, '2023-01-01', '2023-01-10', voorziening => 'Noord'),"
                   " maak_traject('B', 1, '2023-01-01', '2023-01-10', product => 'P2'),"
                   " maak_traject('C', 1, '2023-01-01', '2023-01-05', product => 'P3', domein => 'wmo'),"
                   " maak_traject('D', 1, '2023-01-01', '2023-01-05', product => 'P3', domein => 'jw')");
  assert_report(database, "bezettingsgraad --tot 2023-01-10 --per product",
      "product," MEASURES "P1,10,20,0.500000,0\nP2,0,0,,10\nP3,5,10,0.500000,0\n");
  assert_report(database, "bezettingsgraad --tot 2023-01-10", MEASURES "15,80,0.187500,10\n");
}

static void capacity_counts_as_it_was_known(void **state)
{
  struct database *database =
      facts(state, "select maak_capaciteit(null, null, 2, bekend_tot => '2023-06-01'),"
                   " maak_capaciteit(null, null, 4, bekend_van => '2023-06-01'),"
                   " maak_traject('A', 1, '2023-01-01', '2023-01-31')");
  assert_report(
      database, "bezettingsgraad --tot 2023-01-31 --peildatum 2023-05-31", MEASURES "31,62,0.500000,0\n");
  assert_report(
      database, "bezettingsgraad --tot 2023-01-31 --peildatum 2023-06-01", MEASURES "31,124,0.250000,0\n");
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(without_capacity_the_share_is_empty),
      cmocka_unit_test(days_of_stays_against_places_times_the_days_they_hold),
      cmocka_unit_test(a_row_within_a_wider_one_is_a_part_of_it),
      cmocka_unit_test(products_are_named_by_code_or_by_domein_and_code),
      cmocka_unit_test(capacity_counts_as_it_was_known),
  };
  return cmocka_run_group_tests(tests, open_database, report_case_close);
}
