/* Coverage: what counts as received, how far the newest list goes, and how it stands under a table and in
 * JSON. Facts and leveringen are laid down by hand; tests/e2e/dekking has the same by the whole way. */
// clang-format off
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
// clang-format on
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/postgres/test_database.h"
#include "tests/warehouse/report_case.h"
#include "warehouse/report_cause.h"

static const char helpers[] =
    "create function maak_levering(organisatie text, naam text, ontvangen date, soort text default 'traject',"
    "  van date default null, tot date default null, oordeel text default 'goed', bekend date default null)"
    " returns void language sql as $$"
    "  insert into beheer.levering (id, organisatie, ontvangen, naam, soort, oordeel, regels_goed, "
    "regels_fout,"
    "    gebeurtenissen, genoemd, bytes, periode_van, periode_tot, bekend_van) values"
    "    (md5(organisatie || naam || ontvangen)::uuid, organisatie, ontvangen, naam, soort, oordeel, 1, 0, "
    "1, 1,"
    "    1, van, tot, coalesce(bekend, ontvangen)) $$;"
    "create function maak_plan(organisatie text, dataset text, frequentie text, van date default "
    "'-infinity', tot date default 'infinity', bekend_van date default '-infinity') returns void language "
    "sql "
    "as $$"
    "  insert into beheer.leveringsplan values (organisatie, dataset, frequentie, van, tot, bekend_van, "
    "'infinity') $$;"
    "create function maak_overeenkomst(organisatie text, dataset text, van date default '-infinity',"
    "  tot date default 'infinity') returns void language sql as $$"
    "  insert into beheer.overeenkomst values (organisatie, dataset, van, tot, '-infinity', 'infinity') $$;";

static int open_database(void **state)
{
  *state = report_case_open("sluis_dekking");
  test_database_run(*state, helpers);
  return 0;
}

static struct database *facts(void **state, const char *sql)
{
  report_case_clear(*state);
  test_database_run(*state, "truncate beheer.leveringsplan, beheer.overeenkomst;"
                            "select maak_product('K', '2', 'licht', bekostiging => 'plek')");
  test_database_run(*state, sql);
  return *state;
}

#define DAYS_HEADER "clientdagen,dagen,plekbezetting\n"

/* Open from 1 January. */
#define OPEN_STAY "select maak_traject('A', 1, '2023-01-01', product => 'K', bron => 'lijst');"

static void assert_days(struct database *database, const char *peildatum, int expected)
{
  char words[128];
  char found[64];
  snprintf(words, sizeof words, "plekbezetting --tot 2023-12-31 --peildatum %s", peildatum);
  char *csv = report_case_csv(database, words);
  int days = -1;
  assert_int_equal(sscanf(csv, DAYS_HEADER "%d,365,%63s", &days, found), 2);
  assert_int_equal(days, expected);
  free(csv);
}

/* ---- how far an open traject counts ---- */

static void without_a_list_that_says_its_period_nothing_is_cut(void **state)
{
  assert_days(facts(state, OPEN_STAY), "2023-03-31", 90);
  assert_days(
      facts(state, OPEN_STAY "select maak_levering('12345678', 'a.csv', '2023-02-03')"), "2023-03-31", 90);
  /* that of another aanbieder, one that was refused, and one of another kind say nothing */
  assert_days(
      facts(state, OPEN_STAY
          "select maak_levering('23456789', 'a.csv', '2023-02-03', tot => '2023-01-31', van => '2023-01-01'),"
          " maak_levering('12345678', 'b.csv', '2023-02-03', tot => '2023-01-31', oordeel => 'afgekeurd'),"
          " maak_levering('12345678', 'c.csv', '2023-02-03', 'indicator', '2023-01-01', '2023-01-31')"),
      "2023-03-31", 90);
}

static void the_newest_list_is_that_of_the_latest_day_and_of_one_day_the_last_name(void **state)
{
  struct database *database = facts(state, OPEN_STAY
      "select maak_levering('12345678', 'z.csv', '2023-02-03', van => '2023-01-01', tot => '2023-01-31'),"
      " maak_levering('12345678', 'a.csv', '2023-03-03', van => '2023-01-01', tot => '2023-01-20'),"
      " maak_levering('12345678', 'a.csv~2', '2023-03-03', van => '2023-01-01', tot => '2023-01-22'),"
      " maak_levering('12345678', 'a.csv~10', '2023-03-03', van => '2023-01-01', tot => '2023-01-25', "
      "oordeel => 'gedeeltelijk'),"
      " maak_levering('12345678', 'Z.csv', '2023-03-03', van => '2023-01-01', tot => '2023-01-10')");
  assert_days(database, "2023-02-02", 33);
  assert_days(database, "2023-02-03", 31);
  assert_days(database, "2023-03-03", 25);
}

/* Received on a day that was closed: known from 10 March, and older than what was known all the same. */
static void a_list_of_a_closed_day_is_known_from_the_first_open_one_and_keeps_its_place(void **state)
{
  struct database *database = facts(state, OPEN_STAY
      "select maak_levering('12345678', 'a.csv', '2023-02-03', van => '2023-01-01', tot => '2023-01-31'),"
      " maak_levering('12345678', 'b.csv', '2023-02-02', van => '2023-01-01', tot => '2023-01-15', "
      "bekend => '2023-03-10'),"
      " maak_levering('12345678', 'c.csv', '2023-02-04', van => '2023-02-01', tot => '2023-02-28', "
      "bekend => '2023-03-12')");
  assert_days(database, "2023-03-09", 31);
  assert_days(database, "2023-03-11", 31);
  assert_days(database, "2023-03-12", 59);
}

static void the_newest_list_counts_also_where_it_says_no_period(void **state)
{
  struct database *database = facts(state, OPEN_STAY
      "select maak_levering('12345678', 'a.csv', '2023-02-03', van => '2023-01-01', tot => '2023-01-31'),"
      " maak_levering('12345678', 'b.csv', '2023-02-10')");
  assert_days(database, "2023-02-09", 31);
  assert_days(database, "2023-02-10", 41);
}

/* Days on which it has an end, messages, and days before the list ends, count as ever. One that begins after
 * the list counts none. B ends on 10 February, known on the peildatum 9 February as a day to come. */
static void only_an_open_traject_of_a_list_is_cut(void **state)
{
  struct database *database = facts(state,
      "select maak_traject('B', 1, '2023-01-30', '2023-02-10', product => 'K', bron => 'lijst'),"
      " maak_levering('12345678', 'a.csv', '2023-02-03', van => '2023-01-01', tot => '2023-01-31')");
  assert_days(database, "2023-02-09", 2);
  assert_days(database, "2023-02-10", 12);
  database = facts(state,
      "select maak_traject('C', 1, '2023-01-30', product => 'K'),"
      " maak_traject('D', 1, '2023-02-02', product => 'K', bron => 'lijst'),"
      " maak_levering('12345678', 'a.csv', '2023-02-03', van => '2023-01-01', tot => '2023-01-31')");
  assert_days(database, "2023-02-09", 11);
  assert_int_equal(test_database_number(database, "select sum(dagen) from dwh.traject_maand"), 5);
}

static void the_segment_fact_is_cut_as_well_and_a_list_moves_its_last_day(void **state)
{
  struct database *database = facts(state, OPEN_STAY
      "select maak_traject('B', 1, '2023-01-01', product => 'K', bekend_van => '2023-01-20'),"
      " maak_levering('12345678', 'a.csv', '2023-02-03', van => '2023-01-01', tot => '2023-01-10')");
  assert_string_equal(test_database_text(database, "select dag from dwh.stand"), "2023-02-03");
  assert_string_equal(test_database_text(database,
                          "select string_agg(concat_ws(' ', bron, van, tot, dagen), ', ' order by bron, van) "
                          "from dwh.traject_maand"),
      "bericht 2023-01-01 2023-01-31 31, bericht 2023-02-01 2023-02-03 3, lijst 2023-01-01 2023-01-10 10");
}

static void an_onderbreking_behind_the_cut_takes_nothing_off(void **state)
{
  struct database *database = facts(state, OPEN_STAY
      "select maak_onderbreking('A', 1, '2023-01-28', '2023-02-05'),"
      " maak_levering('12345678', 'a.csv', '2023-02-03', van => '2023-01-01', tot => '2023-01-31')");
  /* 28 January is a day of care; 29, 30 and 31 are not */
  assert_days(database, "2023-03-31", 28);
  assert_report(database,
      "plekbezetting --tot 2023-03-31 --per maand --peildatum 2023-03-31 --doortrekken ja",
      "maand," DAYS_HEADER "2023-01,28,31,0.903226\n2023-02,24,28,0.857143\n2023-03,31,31,1.000000\n");
}

/* A, from 1 January, and B, from 5 March, are open on 31 March; the newest list goes through 31 January: 30
 * days and 0. At the end of January nothing is cut yet. C, of messages, lasts to the day that is asked. */
static void the_duration_of_an_open_traject_is_cut_and_its_count_is_not(void **state)
{
  struct database *database = facts(state, OPEN_STAY
      "select maak_traject('B', 1, '2023-03-05', product => 'K', bron => 'lijst'),"
      " maak_traject('C', 1, '2023-01-21', product => 'P'),"
      " maak_levering('12345678', 'a.csv', '2023-02-03', van => '2023-01-01', tot => '2023-01-31')");
#define COLUMNS "afgesloten,afgesloten_gemiddeld,afgesloten_mediaan,open_eind,open_gemiddeld,open_mediaan\n"
  assert_report(database,
      "doorlooptijd --tot 2023-03-31 --per kwartaal,aanbieder,product --peildatum 2023-03-31",
      "kwartaal,aanbieder,product," COLUMNS "2023-K1,12345678,K,0,,,2,15.000000,15.000000\n"
      "2023-K1,12345678,P,0,,,1,69.000000,69.000000\n");
  assert_report(database, "doorlooptijd --tot 2023-01-30 --per product --peildatum 2023-03-31",
      "product," COLUMNS "K,0,,,1,29.000000,29.000000\nP,0,,,1,9.000000,9.000000\n");
  assert_report(database,
      "doorlooptijd --tot 2023-03-31 --per product --peildatum 2023-03-31 --doortrekken ja",
      "product," COLUMNS "K,0,,,2,57.500000,57.500000\nP,0,,,1,69.000000,69.000000\n");
#undef COLUMNS
}

/* 40 open and ended stays at three aanbieder with lists that come late, are corrected and say no period:
 * what the report counts is what a look at each day counts. */
static void the_report_counts_each_day_that_may_be_counted(void **state)
{
  struct database *database =
      facts(state, "select setseed(0.25);"
                   "select maak_traject('c' || i, i, date '2023-01-01' + (random() * 90)::integer,"
                   "  aanbieder => '1234567' || (i % 3), product => 'K', bron => (array['lijst', 'lijst', "
                   "'bericht'])[1 + i % 3 * i % 2],"
                   "  gestopt => case when i % 4 = 0 then date '2023-04-05' + i end, reden => case when i % "
                   "4 = 0 then 'x' end)"
                   " from generate_series(1, 40) i;"
                   "select maak_levering('1234567' || i % 3, 'l' || i, ontvangen, van => '2023-01-01',"
                   "  tot => case when i % 7 > 0 then ontvangen - (random() * 40)::integer end,"
                   "  oordeel => case when i % 5 = 0 then 'afgekeurd' else 'goed' end, bekend => ontvangen + "
                   "(random() * 30)::integer)"
                   " from (select i, date '2023-01-20' + (random() * 100)::integer as ontvangen from "
                   "generate_series(1, 30) i) l");
  static const char *const peildatums[] = {"2023-02-10", "2023-03-05", "2023-04-15", "2023-05-30"};
  for (size_t i = 0; i < sizeof peildatums / sizeof *peildatums; i++) {
    char sql[1600];
    snprintf(sql, sizeof sql,
        "select count(*) from dwh.traject t"
        " cross join generate_series(t.gestart::timestamp, least(t.gestopt, date '%1$s')::timestamp, '1 "
        "day') dag"
        " where not exists (select from beheer.levering l where t.bron = 'lijst'"
        "  and (t.gestopt is null or t.gestopt > '%1$s') and l.organisatie = t.aanbieder and l.oordeel = "
        "'goed'"
        "  and l.bekend_van <= '%1$s' and dag::date > l.periode_tot and not exists (select from "
        "beheer.levering n"
        "   where n.organisatie = l.organisatie and n.oordeel = 'goed' and n.bekend_van <= '%1$s'"
        "   and (n.ontvangen, n.naam collate \"C\") > (l.ontvangen, l.naam collate \"C\")))",
        peildatums[i]);
    long long expected = test_database_number(database, sql);
    assert_true(expected > 0);
    assert_days(database, peildatums[i], (int)expected);
  }
}

/* ---- what the cut makes of a difference ---- */

/* The files behind the difference between two days of March, with rows of facts: "b.csv 1". */
static char *causes(struct database *database, struct report_request request, int32_t from)
{
  static char found[256];
  struct error error = {0};
  struct arena arena;
  struct database_rows *rows = NULL;
  arena_init(&arena, 0);
  assert_int_equal(report_cause_find(database, &request, from, request.peildatum, &arena, &rows, &error), 0);
  found[0] = '\0';
  for (size_t i = 0; i < database_rows_count(rows); i++)
    snprintf(found + strlen(found), sizeof found - strlen(found), "%s%s %s", i > 0 ? ", " : "",
        database_rows_value(rows, i, 5), database_rows_value(rows, i, 6));
  database_rows_free(&rows);
  arena_fini(&arena);
  return found;
}

enum { JANUARY_1 = 19358, FEBRUARY_28 = JANUARY_1 + 58, MARCH_4 = JANUARY_1 + 62, MARCH_31 = JANUARY_1 + 89 };

/* Two stays go on; the list of February changes no row of them. That of 23456789 says again what was known,
 * the one of 34567890 is the first with a period and cuts what was not cut. The message of A is cut by
 * nothing. */
static void a_list_that_only_moves_the_cut_is_a_cause(void **state)
{
  static const struct report_setting carried = {"doortrekken", "ja"}, elsewhere = {"gemeente", "0957"};
  struct database *database = facts(state, OPEN_STAY
      "select maak_traject('A', 2, '2023-01-01', product => 'K'),"
      " maak_traject('B', 1, '2023-02-10', product => 'K', bron => 'lijst'),"
      " maak_traject('C', 1, '2023-01-01', '2023-01-20', product => 'K', bron => 'lijst'),"
      " maak_traject('D', 1, '2023-01-01', product => 'K', bron => 'lijst', aanbieder => '23456789'),"
      " maak_traject('E', 1, '2023-01-01', product => 'K', bron => 'lijst', aanbieder => '34567890'),"
      " maak_levering('12345678', 'a.csv', '2023-02-03', van => '2023-01-01', tot => '2023-01-31'),"
      " maak_levering('12345678', 'b.csv', '2023-03-03', van => '2023-02-01', tot => '2023-02-28'),"
      " maak_levering('23456789', 'c.csv', '2023-02-03', van => '2023-01-01', tot => '2023-01-31'),"
      " maak_levering('23456789', 'd.csv', '2023-03-04', van => '2023-01-01', tot => '2023-01-31'),"
      " maak_levering('34567890', 'e.csv', '2023-03-05', van => '2023-01-01', tot => '2023-01-31')");
  struct report_request request = {
      .name = "plekbezetting", .van = JANUARY_1, .tot = MARCH_31, .peildatum = MARCH_4};
  assert_string_equal(causes(database, request, FEBRUARY_28), "b.csv 2");
  assert_string_equal(causes(database, request, MARCH_4 - 1), "");
  request.peildatum = MARCH_31;
  assert_string_equal(causes(database, request, FEBRUARY_28), "b.csv 2, e.csv 1");
  request.name = "doorlooptijd";
  assert_string_equal(causes(database, request, FEBRUARY_28), "b.csv 2, e.csv 1");
  request.name = "caseload"; /* counts trajecten, and no days of them */
  assert_string_equal(causes(database, request, FEBRUARY_28), "");
  request.name = "plekbezetting";
  request.tot = JANUARY_1 + 30; /* 31 January: what was cut lies after it */
  assert_string_equal(causes(database, request, FEBRUARY_28), "");
  request.tot = MARCH_31;
  request.options = &carried;
  request.option_count = 1;
  assert_string_equal(causes(database, request, FEBRUARY_28), "");
  request.option_count = 0;
  request.where = &elsewhere;
  request.where_count = 1;
  assert_string_equal(causes(database, request, FEBRUARY_28), "");
}

/* ---- what counts as received ---- */

#define OUTCOMES(van, tot, peildatum)                                                                        \
  "select string_agg(concat_ws(' ', organisatie, dataset, periode, van, tot, uitkomst), ', ' order by "      \
  "organisatie, dataset, van) from rapport.dekking_op('" van "', '" tot "', '" peildatum "')"

static void periods_are_those_of_the_calendar_cut_to_the_days_of_the_plan(void **state)
{
  struct database *database =
      facts(state, "select maak_overeenkomst('12345678', 'traject'), maak_plan('12345678', 'traject', "
                   "'maand', '2023-01-10', '2023-02-28'),"
                   " maak_plan('12345678', 'traject', 'kwartaal', '2023-03-01', '2023-05-15'), "
                   "maak_overeenkomst('12345678', 'indicator'),"
                   " maak_plan('12345678', 'indicator', 'halfjaar')");
  assert_string_equal(test_database_text(database, OUTCOMES("2023-02-28", "2023-07-01", "2023-06-30")),
      "12345678 indicator 2023-H1 2023-01-01 2023-06-30 verwacht, "
      "12345678 traject 2023-02 2023-02-01 2023-02-28 te_laat, "
      "12345678 traject 2023-K1 2023-03-01 2023-03-31 te_laat, "
      "12345678 traject 2023-K2 2023-04-01 2023-05-15 te_laat");
  /* not over yet */
  assert_string_equal(test_database_text(database, OUTCOMES("2023-04-01", "2023-04-30", "2023-05-14")), "");
  assert_string_equal(test_database_text(database, OUTCOMES("2022-12-31", "2022-12-31", "2023-06-30")),
      "12345678 indicator 2022-H2 2022-07-01 2022-12-31 te_laat");
}

/* A message counts where it is received. Of lists: the two of January cover it together, not each; the one
 * without a period is of the month before; the one of the year covers March too. */
static void lists_cover_the_days_that_they_say_and_messages_the_period_of_their_receipt(void **state)
{
  struct database *database =
      facts(state, "select maak_overeenkomst('12345678', 'traject'), maak_overeenkomst('0983', 'wmo'),"
                   " maak_plan('12345678', 'traject', 'maand'), maak_plan('0983', 'wmo', 'maand'),"
                   " maak_levering('0983', 'm', '2023-02-28', 'WMO305'), maak_levering('0983', 'n', "
                   "'2023-01-05', 'JW305'),"
                   " maak_levering('12345678', 'a', '2023-03-01', van => '2023-01-16', tot => '2023-01-31')");
  assert_string_equal(test_database_text(database, OUTCOMES("2023-01-01", "2023-02-28", "2023-03-05")),
      "0983 wmo 2023-01 2023-01-01 2023-01-31 te_laat, 0983 wmo 2023-02 2023-02-01 2023-02-28 ontvangen, "
      "12345678 traject 2023-01 2023-01-01 2023-01-31 te_laat, "
      "12345678 traject 2023-02 2023-02-01 2023-02-28 verwacht");
  test_database_run(database,
      "select maak_levering('12345678', 'b', '2023-03-02', van => '2023-01-01', tot => '2023-01-15'),"
      " maak_levering('12345678', 'c', '2023-03-31')");
  assert_string_equal(test_database_text(database, OUTCOMES("2023-01-01", "2023-01-31", "2023-03-01")),
      "0983 wmo 2023-01 2023-01-01 2023-01-31 te_laat, 12345678 traject 2023-01 2023-01-01 2023-01-31 "
      "te_laat");
  assert_string_equal(test_database_text(database, OUTCOMES("2023-01-01", "2023-02-28", "2023-03-31")),
      "0983 wmo 2023-01 2023-01-01 2023-01-31 te_laat, 0983 wmo 2023-02 2023-02-01 2023-02-28 ontvangen, "
      "12345678 traject 2023-01 2023-01-01 2023-01-31 ontvangen, "
      "12345678 traject 2023-02 2023-02-01 2023-02-28 ontvangen");
  test_database_run(database,
      "select maak_levering('12345678', 'd', '2024-02-01', van => '2023-01-01', tot => '2023-12-31')");
  assert_string_equal(test_database_text(database, OUTCOMES("2023-03-01", "2023-03-31", "2024-02-01")),
      "0983 wmo 2023-03 2023-03-01 2023-03-31 te_laat, 12345678 traject 2023-03 2023-03-01 2023-03-31 "
      "ontvangen");
}

/* The plan of 1 March is not known before; a refusal counts while nothing was accepted. */
static void what_was_known_later_changes_nothing_earlier(void **state)
{
  struct database *database =
      facts(state, "select maak_overeenkomst('12345678', 'traject', tot => '2023-01-31'),"
                   " maak_plan('12345678', 'traject', 'maand', bekend_van => '2023-03-01'),"
                   " maak_levering('12345678', 'a', '2023-02-02', oordeel => 'afgekeurd'),"
                   " maak_levering('12345678', 'b', '2023-02-05', van => '2023-01-01', tot => '2023-01-31', "
                   "bekend => '2023-03-05')");
  assert_string_equal(test_database_text(database, OUTCOMES("2023-01-01", "2023-01-31", "2023-02-28")), "");
  assert_string_equal(test_database_text(database, OUTCOMES("2023-01-01", "2023-01-31", "2023-03-04")),
      "12345678 traject 2023-01 2023-01-01 2023-01-31 afgekeurd");
  assert_string_equal(test_database_text(database, OUTCOMES("2023-01-01", "2023-02-28", "2023-03-05")),
      "12345678 traject 2023-01 2023-01-01 2023-01-31 ontvangen, "
      "12345678 traject 2023-02 2023-02-01 2023-02-28 geen_overeenkomst");
}

/* 'a' was refused, and accepted on the first day that was open, 5 March; 'b' had no agreement until then. */
static void a_refusal_stays_what_it_was_before_it_was_accepted(void **state)
{
  struct database *database = facts(state,
      "select maak_overeenkomst('12345678', 'traject'), maak_plan('12345678', 'traject', 'maand'),"
      " maak_levering('12345678', 'a', '2023-02-02', van => '2023-01-01', tot => '2023-01-31', "
      "bekend => '2023-03-05'),"
      " maak_levering('12345678', 'b', '2023-03-02', van => '2023-02-01', tot => '2023-02-28', "
      "bekend => '2023-03-05');"
      "insert into beheer.afkeuring_voorheen select id, volgnummer, organisatie, ontvangen, soort, "
      "case when naam = 'b' and volgnummer = 2 then 'OVEREENKOMST' else 'LIJST' end, ontvangen, bekend_van "
      "from beheer.levering, generate_series(1, 2) as volgnummer");
  assert_string_equal(test_database_text(database, OUTCOMES("2023-01-01", "2023-02-28", "2023-02-01")),
      "12345678 traject 2023-01 2023-01-01 2023-01-31 verwacht");
  assert_string_equal(test_database_text(database, OUTCOMES("2023-01-01", "2023-02-28", "2023-03-04")),
      "12345678 traject 2023-01 2023-01-01 2023-01-31 afgekeurd, "
      "12345678 traject 2023-02 2023-02-01 2023-02-28 geen_overeenkomst");
  assert_string_equal(test_database_text(database, OUTCOMES("2023-01-01", "2023-02-28", "2023-03-05")),
      "12345678 traject 2023-01 2023-01-01 2023-01-31 ontvangen, "
      "12345678 traject 2023-02 2023-02-01 2023-02-28 ontvangen");
  test_database_run(database, "truncate beheer.afkeuring_voorheen");
}

/* ---- under a report ---- */

/* 0983 delivered all, 0957 no wmo; 12345678 the list of January and no other. */
static const char region[] =
    "select maak_plan(organisatie, dataset, 'maand') from (values ('0983', 'jw'), ('0983', 'wmo'), ('0957', "
    "'jw'),"
    "  ('0957', 'wmo'), ('12345678', 'traject'), ('12345678', 'jw')) p (organisatie, dataset);"
    "select maak_overeenkomst(organisatie, dataset) from beheer.leveringsplan;"
    "select maak_levering(o, o || d || m, m, d || '301') from unnest(array['0983', '0957', '12345678']) o,"
    "  unnest(array['JW', 'WMO']) d, unnest(array[date '2023-01-09', '2023-02-09', '2023-03-09']) m"
    "  where not (o = '0957' and d = 'WMO') and (o, m) <> ('12345678', '2023-02-09');"
    "select maak_levering('12345678', 'a.csv', '2023-02-03', van => '2023-01-01', tot => '2023-01-31');"
    "select maak_traject('A', 1, '2023-01-30', product => 'K', bron => 'lijst'),"
    "  maak_traject('B', 1, '2023-02-20', product => 'K', bron => 'lijst')";

static void assert_coverage(struct database *database, const char *words, const char *expected)
{
  char *text = report_case_table(database, words);
  const char *found = strstr(text, "\n\nDekking: ");
  assert_non_null(found);
  assert_string_equal(found + 2, expected);
  free(text);
}

static void every_table_says_what_it_rests_on(void **state)
{
  struct database *database = facts(state, region);
  assert_coverage(database, "caseload --tot 2023-03-31 --peildatum 2023-04-01",
      "Dekking: 1 van 2 gemeenten, 0 van 1 aanbieders, 1 van 3 lijsten; ontbreekt: "
      "0957 wmo 2023-01 tot en met 2023-03 (3 keer te laat), 12345678 jw 2023-02 (te laat), "
      "12345678 traject 2023-02 (te laat), 12345678 traject 2023-03 (verwacht); "
      "ontvangen tot en met 09-03-2023\n"
      "Open trajecten na de nieuwste lijst van hun aanbieder, meegeteld: 2 (12345678 na 31-01-2023: 2)\n");
  assert_coverage(database, "plekbezetting --van 2023-02-01 --tot 2023-02-28 --peildatum 2023-04-01",
      "Dekking: 1 van 2 gemeenten, 0 van 1 aanbieders, 0 van 1 lijsten; ontbreekt: 0957 wmo 2023-02 (te "
      "laat), "
      "12345678 jw 2023-02 (te laat), 12345678 traject 2023-02 (te laat); ontvangen tot en met 09-03-2023\n"
      "Open trajecten na de nieuwste lijst van hun aanbieder, zonder de dagen daarna: 2 (12345678 na "
      "31-01-2023: 2)\n");
  assert_coverage(database,
      "plekbezetting --van 2023-02-01 --tot 2023-02-15 --peildatum 2023-04-01 --doortrekken ja",
      "Dekking: 1 van 2 gemeenten, 0 van 1 aanbieders, 0 van 1 lijsten; ontbreekt: 0957 wmo 2023-02 (te "
      "laat), "
      "12345678 jw 2023-02 (te laat), 12345678 traject 2023-02 (doorgetrokken); ontvangen tot en met "
      "09-03-2023\n"
      "Open trajecten na de nieuwste lijst van hun aanbieder, doorgetrokken: 1 (12345678 na 31-01-2023: "
      "1)\n");
  /* money follows from messages alone */
  assert_coverage(database, "kosten --tot 2023-01-31 --peildatum 2023-02-10",
      "Dekking: 1 van 2 gemeenten, 1 van 1 aanbieders; ontbreekt: 0957 wmo 2023-01 (te laat); "
      "ontvangen tot en met 09-02-2023\n");
  assert_coverage(database, "caseload --tot 2023-01-31 --peildatum 2023-01-09",
      "Dekking: geen leveringen gepland over een periode die voorbij is; ontvangen tot en met 09-01-2023\n");
}

static void many_that_are_missing_are_not_all_named(void **state)
{
  struct database *database = facts(state,
      "select maak_plan('1234567' || i, 'traject', 'maand'), maak_overeenkomst('1234567' || i, 'traject') "
      "from generate_series(1, 8) i");
  assert_coverage(database, "caseload --tot 2023-02-28 --peildatum 2023-03-31",
      "Dekking: 0 van 16 lijsten; ontbreekt: 12345671 traject 2023-01 (te laat), 12345671 traject 2023-02 "
      "(verwacht), 12345672 traject 2023-01 (te laat), 12345672 traject 2023-02 (verwacht), 12345673 traject "
      "2023-01 (te laat), 12345673 traject 2023-02 (verwacht) en nog 10 (sluis report dekking); "
      "niets ontvangen\n");
}

static void json_has_the_coverage_whole(void **state)
{
  struct database *database = facts(state, region);
  char *text = report_case_json(database, "plekbezetting --tot 2023-02-28 --peildatum 2023-04-01");
  json_t *root = json_loads(text, 0, NULL);
  char *found = json_dumps(json_object_get(root, "dekking"), JSON_COMPACT);
  assert_string_equal(found,
      "{\"gemeenten\":{\"gepland\":2,\"ontvangen\":1},\"aanbieders\":{\"gepland\":1,\"ontvangen\":0},"
      "\"lijsten\":{\"gepland\":2,\"ontvangen\":1},\"ontbreekt\":["
      "{\"organisatie\":\"0957\",\"dataset\":\"wmo\",\"periode\":\"2023-01\",\"van\":\"2023-01-01\","
      "\"tot\":\"2023-01-31\",\"uitkomst\":\"te_laat\"},"
      "{\"organisatie\":\"0957\",\"dataset\":\"wmo\",\"periode\":\"2023-02\",\"van\":\"2023-02-01\","
      "\"tot\":\"2023-02-28\",\"uitkomst\":\"te_laat\"},"
      "{\"organisatie\":\"12345678\",\"dataset\":\"jw\",\"periode\":\"2023-02\",\"van\":\"2023-02-01\","
      "\"tot\":\"2023-02-28\",\"uitkomst\":\"te_laat\"},"
      "{\"organisatie\":\"12345678\",\"dataset\":\"traject\",\"periode\":\"2023-02\",\"van\":\"2023-02-01\","
      "\"tot\":\"2023-02-28\",\"uitkomst\":\"te_laat\"}],"
      "\"ontvangen_tot_en_met\":\"2023-03-09\",\"open_na_lijst\":{\"wijze\":\"afgekapt\",\"trajecten\":2,"
      "\"aanbieders\":[{\"aanbieder\":\"12345678\",\"tot\":\"2023-01-31\",\"trajecten\":2}]}}");
  free(found);
  json_decref(root);
  free(text);
}

static void the_report_and_what_stands_under_it_agree(void **state)
{
  struct database *database = facts(state, region);
  assert_report(database, "dekking --tot 2023-03-31 --peildatum 2023-04-01 --per gemeente,aanbieder",
      "gemeente,aanbieder,gepland,ontvangen,verwacht,te_laat,afgekeurd,geen_overeenkomst,doorgetrokken\n"
      "0957,onbekend,6,3,0,3,0,0,0\n0983,onbekend,6,6,0,0,0,0,0\nonbekend,12345678,6,3,1,2,0,0,0\n");
  char *csv = report_case_csv(database, "caseload --tot 2023-03-31 --peildatum 2023-04-01");
  assert_string_equal(csv, "gestart,afgesloten,open_begin,lopend,open_eind,unieke_clienten\n2,0,0,2,2,2\n");
  free(csv);
}

/* ---- to a gemeente or aanbieder ---- */

/* Six others are expected to deliver: of each number of them that did. */
static void the_number_of_others_that_delivered_is_shown_where_it_is_about_none_of_them(void **state)
{
  struct database *database = facts(state,
      "select maak_plan('089' || i, 'jw', 'maand', '2023-02-01', '2023-02-28') from generate_series(1, 7) i;"
      "select maak_overeenkomst('089' || i, 'jw') from generate_series(1, 7) i;"
      "select maak_levering('0897', 'eigen', '2023-02-09', 'JW301');"
      "insert into beheer.toegang (login, organisatie) values (session_user, '0897')");
  static const char *const shown[] = {"7", "7", "7 3", "7 4", "7 5", "7", "7"};
  for (int delivered = 0; delivered <= 6; delivered++) {
    char sql[160];
    snprintf(sql, sizeof sql, "select maak_levering('089%d', 'a', '2023-02-09', 'JW301')", delivered);
    if (delivered > 0)
      test_database_run(database, sql);
    assert_string_equal(
        test_database_text(
            database, "select concat_ws(' ', regio_gepland, regio_ontvangen) from rapport.eigen_dekking"),
        shown[delivered]);
  }
  test_database_run(database, "truncate beheer.toegang");
}

/* The owner of the test database has no organisation, so it is given one. */
static void an_organisation_sees_its_own_and_of_the_others_a_number(void **state)
{
  struct database *database = facts(state, region);
  test_database_run(database,
      "update beheer.leveringsplan set geldig_van = '2023-02-01', geldig_tot = '2023-02-28';"
      "insert into beheer.toegang (login, organisatie) values (session_user, '0957')");
#define OWN                                                                                                  \
  "select string_agg(concat_ws(' ', organisatie, dataset, periode, uitkomst, regio_gepland, "                \
  "regio_ontvangen), ', ' order by dataset) from rapport.eigen_dekking"
  /* jw is expected of 0983 and 12345678 besides, wmo of 0983 alone: too few to say anything */
  assert_string_equal(
      test_database_text(database, OWN), "0957 jw 2023-02 ontvangen, 0957 wmo 2023-02 te_laat");
  /* nor does one that stands in the plan twice count for two, and it is in when both are */
  test_database_run(database, "update beheer.leveringsplan set geldig_tot = '2023-02-14' where organisatie = "
                              "'0983' and dataset = 'jw';"
                              "select maak_plan('0983', 'jw', 'maand', '2023-02-15', '2023-02-28')");
  assert_string_equal(
      test_database_text(database, OWN), "0957 jw 2023-02 ontvangen, 0957 wmo 2023-02 te_laat");
  test_database_run(database, "select maak_plan('0984', 'jw', 'maand', '2023-02-01', '2023-02-28')");
  assert_string_equal(
      test_database_text(database, OWN), "0957 jw 2023-02 ontvangen 4, 0957 wmo 2023-02 te_laat");
  test_database_run(database, "truncate beheer.toegang");
  assert_string_equal(test_database_text(database, OWN), "");
#undef OWN
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(without_a_list_that_says_its_period_nothing_is_cut),
      cmocka_unit_test(the_newest_list_is_that_of_the_latest_day_and_of_one_day_the_last_name),
      cmocka_unit_test(a_list_of_a_closed_day_is_known_from_the_first_open_one_and_keeps_its_place),
      cmocka_unit_test(the_newest_list_counts_also_where_it_says_no_period),
      cmocka_unit_test(only_an_open_traject_of_a_list_is_cut),
      cmocka_unit_test(the_segment_fact_is_cut_as_well_and_a_list_moves_its_last_day),
      cmocka_unit_test(an_onderbreking_behind_the_cut_takes_nothing_off),
      cmocka_unit_test(the_duration_of_an_open_traject_is_cut_and_its_count_is_not),
      cmocka_unit_test(the_report_counts_each_day_that_may_be_counted),
      cmocka_unit_test(a_list_that_only_moves_the_cut_is_a_cause),
      cmocka_unit_test(periods_are_those_of_the_calendar_cut_to_the_days_of_the_plan),
      cmocka_unit_test(lists_cover_the_days_that_they_say_and_messages_the_period_of_their_receipt),
      cmocka_unit_test(what_was_known_later_changes_nothing_earlier),
      cmocka_unit_test(a_refusal_stays_what_it_was_before_it_was_accepted),
      cmocka_unit_test(every_table_says_what_it_rests_on),
      cmocka_unit_test(many_that_are_missing_are_not_all_named),
      cmocka_unit_test(json_has_the_coverage_whole),
      cmocka_unit_test(the_report_and_what_stands_under_it_agree),
      cmocka_unit_test(an_organisation_sees_its_own_and_of_the_others_a_number),
      cmocka_unit_test(the_number_of_others_that_delivered_is_shown_where_it_is_about_none_of_them),
  };
  return cmocka_run_group_tests(tests, open_database, report_case_close);
}
