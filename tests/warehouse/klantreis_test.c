/* The steps of the klantreis: as its sentences say, over seeded random clients and any number of days, and
 * what the report makes of them. Neighbours are stored by the slow SQL here; tests/e2e/klantreis has them
 * from messages. */
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
#include "warehouse/report.h"
#include "warehouse/slow_files.h"

/* What is known changes on these days. */
#define EDITIONS                                                                                             \
  "(values (date '2000-01-01', date '2023-03-15'), ('2023-03-15', '2023-05-01'), ('2023-05-01', "            \
  "'infinity'))"

/* Neighbours of the trajecten that each edition knows, ends in the future included. */
static const char store_neighbours[] =
    "create function store_neighbours() returns void language plpgsql as $$ declare e record; begin"
    "  for e in select * from " EDITIONS " as e (van, tot) loop"
    "    perform slow.read(e.van, 'infinity');"
    "    insert into dwh.klantreis select n.*, e.van, e.tot from slow.neighbours n;"
    "  end loop; end $$";

/* Up to seven trajecten of each of 2,000 clients. Half of the clients have all their starts within twelve
 * days, and with few ends, products and aanbieders to choose from; some of a traject's rows change from
 * edition to edition. */
static const char random_facts[] =
    "select setseed(0.5);"
    "create temporary table gok as select c, i, e.van as bekend_van, e.tot as bekend_tot,"
    "  date '2023-02-01' + (random() * case when c % 2 = 0 then 12 else 200 end)::integer as gestart,"
    "  random() as duur, random() as open, random() as keus, random() as nieuw"
    "  from generate_series(1, 2000) c, generate_series(1, 7) i, " EDITIONS " as e (van, tot)"
    "  where random() < 0.6;"
    "insert into dwh.traject select md5('c' || c)::uuid, md5('t' || c || '/' || i)::uuid, 'bericht',"
    "  case when keus * 10 < 8 then 'jw' else 'wmo' end,"
    "  (array['0983', '0984', null])[1 + (keus * 1000)::integer % 3], (array['1234', 'a', 'B'])[1 + (keus * "
    "7000)::integer % 3],"
    "  null, 1, null, (array['P1', 'P2', 'P3', 'P4', 'p', null])[1 + (keus * 11000)::integer % 6],"
    "  null, null, null, null, null, case when nieuw > 0.05 then gestart end, 'start',"
    "  case when nieuw > 0.05 and open > 0.2 then gestart + case when c % 2 = 0 then (duur * 15)::integer "
    "else (duur * duur * 120)::integer end end, 'stop',"
    "  case when open > 0.9 then 'wijzigingsverzoek' when open > 0.2 then 'volgens_plan' end,"
    "  null, null, null, null, null, bekend_van, bekend_tot from gok;"
    "insert into dwh.onderbreking select pseudoniem, md5('o' || sleutel)::uuid, sleutel, gestart + 3,"
    "  case when gestart < '2023-04-01' then gestart + 10 end, bekend_van, bekend_tot"
    "  from dwh.traject where gestart is not null and coalesce(gestopt, 'infinity') > gestart + 10;"
    "select maak_product('P1', 'wonen', 'licht'), maak_product('P2', 'dag', 'zwaar', geldig_tot => "
    "'2023-03-31'),"
    "  maak_product('P2', 'wonen', 'midden', geldig_van => '2023-04-01'), maak_product('P3', 'dag', "
    "'maatwerk'),"
    "  maak_product('P1', 'hulp', 'zwaar', domein => 'wmo'), maak_product('p', 'dag', 'zwaar', bekend_tot => "
    "'2023-05-01'),"
    "  maak_product('p', 'dag', 'licht', bekend_van => '2023-05-01');"
    "select store_neighbours();"
    "analyze";

static int open_database(void **state)
{
  *state = report_case_open("sluis_klantreis");
  test_database_run(*state, slow_files[0].text);
  test_database_run(*state, store_neighbours);
  return 0;
}

static struct database *facts(void **state, const char *sql)
{
  struct database *database = *state;
  report_case_clear(database);
  test_database_run(database, "truncate dwh.klantreis");
  test_database_run(database, sql);
  test_database_run(database, "select store_neighbours()");
  return database;
}

static const char *const peildatums[] = {
    "2023-02-07", "2023-02-13", "2023-02-20", "2023-03-15", "2023-06-01", "2023-12-31"};
static const int gaps[] = {0, 1, 28, 90};

enum { PEILDATUM_COUNT = sizeof peildatums / sizeof *peildatums, GAP_COUNT = sizeof gaps / sizeof *gaps };

static void read_slowly(struct database *database, const char *peildatum)
{
  char sql[128];
  snprintf(sql, sizeof sql, "select slow.read('%1$s', '%1$s')", peildatum);
  test_database_run(database, sql);
}

static void expect_no_differences(
    struct database *database, int gap, const char *peildatum, const char *period)
{
  char sql[256];
  snprintf(sql, sizeof sql, "select slow.differences(%d, '%s', %s)", gap, peildatum, period);
  int64_t differences = test_database_number(database, sql);
  if (differences != 0)
    fail_msg("%s: %lld steps differ", sql, (long long)differences);
}

static void the_steps_are_those_of_the_definition_for_any_days_between_and_any_peildatum(void **state)
{
  struct database *database = *state;
  report_case_clear(database);
  test_database_run(database, "truncate dwh.klantreis");
  test_database_run(database, random_facts);
  for (size_t p = 0; p < PEILDATUM_COUNT; p++) {
    read_slowly(database, peildatums[p]);
    for (size_t g = 0; g < GAP_COUNT; g++) {
      expect_no_differences(database, gaps[g], peildatums[p], "'-infinity', 'infinity'");
    }
    expect_no_differences(database, 28, peildatums[p], "'2023-02-10', '2023-03-05'");
  }
}

/* Else the test above would compare what never occurs. */
static void the_random_clients_take_every_step_and_have_neighbours_that_the_peildatum_changes(void **state)
{
  struct database *database = *state;
  assert_string_equal(
      test_database_text(database,
          "select string_agg(distinct concat_ws('/', stap, richting, verlenging, voorlopig), ' ') "
          "from rapport.klantreis_stappen('-infinity', 'infinity', 28, '2023-06-01')"),
      "doorstroom/af/f doorstroom/gelijk/f doorstroom/gelijk/t doorstroom/onbekend/f doorstroom/onbekend/t "
      "doorstroom/op/f herinstroom hervatting instroom onderbreking stapeling uitstroom/f uitstroom/t");
  read_slowly(database, "2023-02-07");
  assert_true(
      test_database_number(database,
          "select count(*) from slow.neighbours n join dwh.klantreis k using (pseudoniem, sleutel)"
          " where k.bekend_van <= '2023-02-07' and k.bekend_tot > '2023-02-07' and n.gestart <= '2023-02-20'"
          " and (n.loopt_naast <> k.loopt_naast or n.is_vervolg <> k.is_vervolg)") > 50);
}

#define HEAD                                                                                                 \
  "stap,richting,verlenging,van,naar,aantal,clienten,voorlopig,zelfde_aanbieder,zelfde_gemeente,zelfde_"     \
  "product\n"

static void without_steps_there_are_no_rows(void **state)
{
  struct database *database = facts(state, "select maak_traject('A', 1)");
  assert_report(database, "klantreis", HEAD);
  assert_report(database, "klantreis --per maand --gat 0 --van-naar gemeente", "maand," HEAD);
}

/* A goes from light to heavy at another aanbieder; B goes on with the same; C comes back to light after 100
 * days. */
static void a_step_is_named_with_what_it_leaves_and_what_it_enters(void **state)
{
  struct database *database =
      facts(state, "select maak_product('L', 'dag', 'licht'), maak_product('Z', 'wonen', 'zwaar'),"
                   " maak_traject('A', 1, '2023-01-01', '2023-03-31', product => 'L'),"
                   " maak_traject('A', 2, '2023-04-10', product => 'Z', aanbieder => '87654321'),"
                   " maak_traject('B', 1, '2023-01-01', '2023-03-31', product => 'Z'), maak_traject('B', 2, "
                   "'2023-04-01', product => 'Z'),"
                   " maak_traject('C', 1, '2023-01-01', '2023-03-31', product => 'Z'),"
                   " maak_traject('C', 2, '2023-07-09', product => 'L', gemeente => '0984')");
  assert_report(database, "klantreis",
      HEAD "doorstroom,gelijk,ja,Z,Z,1,1,0,1,1,1\ndoorstroom,op,nee,L,Z,1,1,0,0,1,0\nherinstroom,,,,L,1,1,0,"
           "0,0,0\n"
           "instroom,,,,L,1,1,0,0,0,0\ninstroom,,,,Z,2,2,0,0,0,0\nuitstroom,,,Z,,1,1,0,0,0,0\n");
  assert_report(database, "klantreis --gat 100 --where stap=doorstroom --van-naar intensiteit",
      HEAD "doorstroom,af,nee,zwaar,licht,1,1,0,1,0,0\ndoorstroom,gelijk,ja,zwaar,zwaar,1,1,0,1,1,1\n"
           "doorstroom,op,nee,licht,zwaar,1,1,0,0,1,0\n");
  assert_report(database,
      "klantreis --gat 100 --where stap=doorstroom --van-naar segment --where verlenging=nee",
      HEAD "doorstroom,af,nee,wonen,dag,1,1,0,1,0,0\ndoorstroom,op,nee,dag,wonen,1,1,0,0,1,0\n");
  assert_report(database, "klantreis --van 2023-04-01 --tot 2023-04-30 --van-naar aanbieder",
      HEAD "doorstroom,gelijk,ja,12345678,12345678,1,1,0,1,1,1\n"
           "doorstroom,op,nee,12345678,87654321,1,1,0,0,1,0\n");
  assert_report(database, "klantreis --gat 100 --van-naar gemeente --where richting=af",
      HEAD "doorstroom,af,nee,0983,0984,1,1,0,1,0,0\n");
}

/* The new traject counts at a start, the old one at an end; every month has every group. */
static void a_step_belongs_to_the_traject_that_starts_or_ends(void **state)
{
  struct database *database =
      facts(state, "select maak_traject('A', 1, '2023-01-05', '2023-02-10', 'overleden'),"
                   " maak_traject('A', 2, '2023-06-01', gemeente => null, bron => 'lijst', product => null)");
  assert_report(database, "klantreis --per maand,gemeente --tot 2023-02-28",
      "maand,gemeente," HEAD
      "2023-01,0983,instroom,,,,P1,1,1,0,0,0,0\n2023-01,0983,uitstroom,,,P1,,0,0,0,0,0,0\n"
      "2023-02,0983,instroom,,,,P1,0,0,0,0,0,0\n2023-02,0983,uitstroom,,,P1,,1,1,0,0,0,0\n");
  assert_report(database, "klantreis --per gemeente,reden --van 2023-02-01",
      "gemeente,reden," HEAD "0983,overleden,uitstroom,,,P1,,1,1,0,0,0,0\n"
      "onbekend,onbekend,herinstroom,,,,onbekend,1,1,0,0,0,0\n");
  assert_report(database, "klantreis --where bron=lijst", HEAD "herinstroom,,,,onbekend,1,1,0,0,0,0\n");
}

/* N = 28 after 31 March is 28 April: on that day 28 days have passed. */
static void an_uitstroom_is_voorlopig_until_the_days_have_passed(void **state)
{
  struct database *database =
      facts(state, "select maak_traject('A', 1, '2022-01-01', '2023-03-31', 'volgens_plan')");
  assert_report(database, "klantreis --peildatum 2023-03-30", HEAD);
  assert_report(database, "klantreis --peildatum 2023-03-31", HEAD "uitstroom,,,P1,,1,1,1,0,0,0\n");
  assert_report(database, "klantreis --peildatum 2023-04-27", HEAD "uitstroom,,,P1,,1,1,1,0,0,0\n");
  assert_report(database, "klantreis --peildatum 2023-04-28", HEAD "uitstroom,,,P1,,1,1,0,0,0,0\n");
  assert_report(database, "klantreis --peildatum 2023-03-31 --gat 0", HEAD "uitstroom,,,P1,,1,1,0,0,0,0\n");
}

/* Known on 1 March: an end on 31 March and a start on 10 April. None of it has happened yet. A's end lies
 * before a start that is known and not yet made: it leads on to it, and is no uitstroom. */
static void what_lies_after_the_peildatum_is_no_step_yet(void **state)
{
  struct database *database = facts(state, "select maak_traject('A', 1, '2022-01-01', '2023-03-31', "
                                           "'volgens_plan'), maak_traject('A', 2, '2023-04-10')");
  assert_report(database, "klantreis --peildatum 2023-03-01", HEAD);
  assert_report(database, "klantreis --peildatum 2023-04-09", HEAD);
  assert_report(
      database, "klantreis --peildatum 2023-04-10", HEAD "doorstroom,onbekend,ja,P1,P1,1,1,0,1,1,1\n");
  assert_report(database, "klantreis --peildatum 2023-04-09 --gat 9", HEAD "uitstroom,,,P1,,1,1,0,0,0,0\n");
}

/* Both start on 1 March after an end on 1 February. As stored P2 ends first and comes first: doorstroom to P2
 * and stapeling of P1. On 15 March neither has ended, and P1 comes before P2. */
static void an_end_in_the_future_changes_the_order_of_trajecten_that_start_on_one_day(void **state)
{
  struct database *database =
      facts(state, "select maak_traject('A', 1, '2023-01-01', '2023-02-01'), maak_traject('A', 2, "
                   "'2023-03-01', '2023-06-30', product => 'P1'),"
                   " maak_traject('A', 3, '2023-03-01', '2023-03-31', product => 'P2')");
  assert_report(database, "klantreis --van 2023-03-01 --tot 2023-03-01 --peildatum 2023-03-15",
      HEAD "doorstroom,onbekend,ja,P1,P1,1,1,0,1,1,1\nstapeling,,,,P2,1,1,0,0,0,0\n");
  assert_report(database, "klantreis --van 2023-03-01 --tot 2023-03-01 --peildatum 2023-03-31",
      HEAD "doorstroom,onbekend,nee,P1,P2,1,1,0,1,1,0\nstapeling,,,,P1,1,1,0,0,0,0\n");
}

/* One of the two has no product, so nobody knows whether it is the same; jw P1 is not wmo P1; maatwerk has no
 * rank. */
static void what_is_unknown_is_not_the_same(void **state)
{
  struct database *database = facts(state, "select maak_product('M', 'dag', 'maatwerk'),"
                                           " maak_traject('A', 1, '2023-01-01', '2023-02-01', product => "
                                           "null), maak_traject('A', 2, '2023-02-01', product => null),"
                                           " maak_traject('B', 1, '2023-01-01', '2023-02-01'), "
                                           "maak_traject('B', 2, '2023-02-01', domein => 'wmo'),"
                                           " maak_traject('C', 1, '2023-01-01', '2023-02-01', gemeente => "
                                           "null), maak_traject('C', 2, '2023-02-01', gemeente => null),"
                                           " maak_traject('D', 1, '2023-01-01', '2023-02-01', product => "
                                           "'M'), maak_traject('D', 2, '2023-02-01', product => 'M')");
  assert_report(database, "klantreis --van 2023-02-01",
      HEAD "doorstroom,onbekend,ja,M,M,1,1,0,1,1,1\ndoorstroom,onbekend,nee,P1,P1,2,2,0,2,1,1\n"
           "doorstroom,onbekend,nee,onbekend,onbekend,1,1,0,1,1,0\n");
}

static void an_onderbreking_and_a_hervatting_stay_inside_their_traject(void **state)
{
  struct database *database = facts(state,
      "select maak_traject('A', 1, '2022-01-01'), maak_onderbreking('A', 1, '2023-02-10', '2023-03-05'),"
      " maak_onderbreking('A', 1, '2023-05-01')");
  assert_report(
      database, "klantreis", HEAD "hervatting,,,P1,P1,1,1,0,0,0,0\nonderbreking,,,P1,P1,2,1,0,0,0,0\n");
  assert_report(database, "klantreis --peildatum 2023-03-04", HEAD "onderbreking,,,P1,P1,1,1,0,0,0,0\n");
}

/* A name that is empty prints as nothing, in JSON too. */
static void what_a_step_does_not_have_is_null_in_json(void **state)
{
  struct database *database = facts(state, "select maak_traject('A', 1, '2023-01-01')");
  char *json = report_case_json(database, "klantreis");
  assert_non_null(strstr(json, "\"van\": null"));
  assert_non_null(strstr(json, "\"naar\": \"P1\""));
  assert_non_null(strstr(json, "\"van-naar\": \"product\""));
  free(json);
}

/* The views show what is known now: A's first traject in Venlo, then one at another aanbieder. */
static void the_views_name_the_neighbours(void **state)
{
  struct database *database = facts(state, "select maak_product('L', 'dag', 'licht'), maak_traject('A', 1, "
                                           "'2023-01-01', '2023-03-31', product => 'L'),"
                                           " maak_traject('A', 2, '2023-04-10', aanbieder => '87654321')");
  assert_string_equal(
      test_database_text(database,
          "select string_agg(concat_ws(',', product, gat, vorige_product, vorige_segment, "
          "vorige_aanbieder, volgende_aanbieder), ' ' order by gestart) from rapport.klantreis"),
      "L,87654321 P1,10,L,dag,12345678");
  assert_string_equal(test_database_text(database,
                          "select string_agg(concat_ws(',', dag, stap, van_aanbieder, naar_aanbieder), ' ' "
                          "order by dag) from rapport.klantreis_stap"),
      "2023-01-01,instroom,12345678 2023-04-10,doorstroom,12345678,87654321");
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(without_steps_there_are_no_rows),
      cmocka_unit_test(a_step_is_named_with_what_it_leaves_and_what_it_enters),
      cmocka_unit_test(a_step_belongs_to_the_traject_that_starts_or_ends),
      cmocka_unit_test(an_uitstroom_is_voorlopig_until_the_days_have_passed),
      cmocka_unit_test(what_lies_after_the_peildatum_is_no_step_yet),
      cmocka_unit_test(an_end_in_the_future_changes_the_order_of_trajecten_that_start_on_one_day),
      cmocka_unit_test(what_is_unknown_is_not_the_same),
      cmocka_unit_test(an_onderbreking_and_a_hervatting_stay_inside_their_traject),
      cmocka_unit_test(what_a_step_does_not_have_is_null_in_json),
      cmocka_unit_test(the_views_name_the_neighbours),
      cmocka_unit_test(the_steps_are_those_of_the_definition_for_any_days_between_and_any_peildatum),
      cmocka_unit_test(the_random_clients_take_every_step_and_have_neighbours_that_the_peildatum_changes),
  };
  return cmocka_run_group_tests(tests, open_database, report_case_close);
}
