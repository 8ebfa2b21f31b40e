/* The reports of what is assigned: verzilvering, budget and herijking, worked out by hand. */
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
  *state = report_case_open("sluis_verzilvering");
  return 0;
}

static struct database *facts(void **state, const char *sql)
{
  report_case_clear(*state);
  test_database_run(*state, "select maak_product('P1', '4', 'licht'), maak_product('P2', '2', 'zwaar')");
  test_database_run(*state, sql);
  return *state;
}

#define MEASURES                                                                                             \
  "toegewezen_cent,gedeclareerd_cent,verzilvering,niet_vergeleken_cent,toewijzingen,ongeprijsd\n"

/* What one toewijzing of P1 (a tarief of 1000 per 04) comes to in January and February 2023. */
static void expect_assigned(void **state, const char *toewijzing, const char *january, const char *february)
{
  char sql[512], expected[512];
  snprintf(sql, sizeof sql, "select maak_tarief('P1', '04', 1000), maak_toewijzing('A', 1, %s)", toewijzing);
  snprintf(expected, sizeof expected, "maand," MEASURES "2023-01,%s\n2023-02,%s\n", january, february);
  assert_report(facts(state, sql), "verzilvering --tot 2023-02-28 --per maand", expected);
}

static void what_is_assigned_follows_from_omvang_and_days(void **state)
{
  /* 2 a day: 10 days of January (22..31), 28 of February */
  expect_assigned(state, "'2023-01-22', omvang => '2/04/1'", "20000.000000,0,0.000000,0,1,0",
      "56000.000000,0,0.000000,0,1,0");
  /* 3 a week: 10 / 7 and 4 weeks */
  expect_assigned(state, "'2023-01-22', omvang => '3/04/2', einddatum => '2023-12-31'",
      "4285.714286,0,0.000000,0,1,0", "12000.000000,0,0.000000,0,1,0");
  /* 4 a month: 10 / 31 of January, half of February */
  expect_assigned(state, "'2023-01-22', omvang => '4/04/4', einddatum => '2023-02-14'",
      "1290.322581,0,0.000000,0,1,0", "2000.000000,0,0.000000,0,1,0");
  /* 40 in all, over 22 January to 2 March, 40 days */
  expect_assigned(state, "'2023-01-22', omvang => '40/04/6', einddatum => '2023-03-02'",
      "10000.000000,0,0.000000,0,1,0", "28000.000000,0,0.000000,0,1,0");
  /* amounts too large to be summed as whole cents: 2,000,000 a day, and a month */
  expect_assigned(state, "'2023-01-22', omvang => '2000000/04/1'", "20000000000.000000,0,0.000000,0,1,0",
      "56000000000.000000,0,0.000000,0,1,0");
  expect_assigned(state, "'2023-01-22', omvang => '2000000/04/4'", "645161290.322581,0,0.000000,0,1,0",
      "2000000000.000000,0,0.000000,0,1,0");
  /* eenheid 83 counts cents itself: 310 a month */
  expect_assigned(state, "'2023-01-22', omvang => '310/83/4'", "100.000000,0,0.000000,0,1,0",
      "310.000000,0,0.000000,0,1,0");
  /* a budget of 4000 cents over 40 days, of no product */
  expect_assigned(state, "'2023-01-22', budget => 4000, einddatum => '2023-03-02', product => null",
      "1000.000000,0,0.000000,0,1,0", "2800.000000,0,0.000000,0,1,0");
}

static void what_cannot_be_priced_is_counted(void **state)
{
  expect_assigned(state, "'2023-01-22', omvang => '2/16/1'", "0.000000,0,,0,1,1", "0.000000,0,,0,1,1");
  expect_assigned(state, "'2023-01-22', omvang => '2/04/6'", "0.000000,0,,0,1,1", "0.000000,0,,0,1,1");
  expect_assigned(state, "'2023-01-22', budget => 4000", "0.000000,0,,0,1,1", "0.000000,0,,0,1,1");
  expect_assigned(state, "'2023-01-22', product => 'P2'", "0.000000,0,,0,1,1", "0.000000,0,,0,1,1");
  expect_assigned(state, "'2023-02-22', einddatum => '2023-02-21'", "0.000000,0,,0,0,0", "0.000000,0,,0,0,0");
}

/* 700 until 31 January, nothing on 1 February, 1400 from the 2nd: 1 a week. A gap twice in one month counts
 * once. */
static void a_tarief_holds_on_its_days(void **state)
{
  struct database *database = facts(state,
      "select maak_tarief('jw:P1', '04', 700, geldig_tot => '2023-01-31'),"
      " maak_tarief('P1', '04', 1400, '2023-02-02', '2023-02-27'), maak_toewijzing('A', 1, '2023-01-01')");
  assert_report(database, "verzilvering --tot 2023-03-31 --per maand",
      "maand," MEASURES "2023-01,3100.000000,0,0.000000,0,1,0\n2023-02,5200.000000,0,0.000000,0,1,1\n"
      "2023-03,0.000000,0,,0,1,1\n");
  assert_report(database, "verzilvering --tot 2023-03-31", MEASURES "8300.000000,0,0.000000,0,1,1\n");
}

/* 100 a day. Declared on it: 1500, a credit of 500 and a rejected 9000. Not compared: 70 before it began, 30
 * of a toewijzing that is not known. B has no price: its 400 are not compared either. */
static void only_what_has_a_price_that_day_is_compared(void **state)
{
  struct database *database = facts(state,
      "select maak_tarief('P1', '04', 100), maak_toewijzing('A', 1, '2023-01-11', '2023-01-12', omvang => "
      "'1/04/1'),"
      " maak_toewijzing('B', 2, '2023-01-01', product => 'P2', gemeente => '0957'),"
      " maak_prestatie('A', 'd', 'r1', 1500, '2023-01-12', toewijzing_nr => 1, product => 'P9'),"
      " maak_prestatie('A', 'd', 'r2', -500, '2023-01-31', toewijzing_nr => 1),"
      " maak_prestatie('A', 'd', 'r3', 9000, '2023-01-31', toewijzing_nr => 1, afgekeurd_door => 'regel'),"
      " maak_prestatie('A', 'd', 'r4', 70, '2023-01-11', toewijzing_nr => 1),"
      " maak_prestatie('A', 'd', 'r5', 30, '2023-01-31', toewijzing_nr => 9),"
      " maak_prestatie('B', 'd', 'r6', 400, '2023-01-31', toewijzing_nr => 2, gemeente => '0957', product => "
      "'P2')");
  assert_report(database, "verzilvering --tot 2023-01-31", MEASURES "2000.000000,1000,0.500000,500,2,1\n");
  assert_report(database, "verzilvering --tot 2023-01-31 --per gemeente,segment",
      "gemeente,segment," MEASURES "0957,2,0.000000,0,,400,1,1\n0983,4,2000.000000,1000,0.500000,100,1,0\n");
  assert_report(database, "verzilvering --tot 2023-01-31 --where bron=lijst", MEASURES "0.000000,0,,0,0,0\n");
}

/* Day by day, as slow, obvious SQL adds it up, over random toewijzingen and a tarief that changes within a
 * month. */
static void what_is_assigned_is_what_its_days_come_to(void **state)
{
  struct database *database = facts(state,
      "select setseed(0.75);"
      "select maak_tarief('P1', '04', 1234, geldig_tot => '2023-03-14'), maak_tarief('jw:P1', '04', 4321, "
      "'2023-03-15'),"
      " maak_tarief('P1', '16', 77, '2023-02-01', '2023-05-31');"
      "select maak_toewijzing('c' || i, i, begin, omvang => (i % 9 + 1) || (array['/04/', '/16/', '/83/'])[i "
      "% 3 + 1]"
      "  || (array['1', '2', '4', '6'])[i % 4 + 1], budget => case when i % 10 = 0 then i * 1000 end,"
      "  einddatum => case when i % 7 > 0 then begin + (random() * 120)::integer end)"
      "  from (select i, date '2022-12-01' + (random() * 200)::integer as begin from generate_series(1, 80) "
      "i) g");
  const char *slow = test_database_text(database,
      "with dag as (select d::date as dag from generate_series(date '2023-01-10', '2023-06-20', '1 day') d),"
      " prijs as (select t.sleutel, dag,"
      "  case when budget is not null then budget::numeric / (einddatum - ingangsdatum + 1)"
      "  else volume * case frequentie when '1' then 1 when '2' then 1 / 7.0"
      "   when '4' then 1 / extract(day from date_trunc('month', dag) + interval '1 month - 1 day')"
      "   else 1.0 / (einddatum - ingangsdatum + 1) end * case when eenheid = '83' then 1 else"
      "   (select tarief_cent from dwh.tarief f where f.eenheid = t.eenheid and dag between geldig_van and "
      "geldig_tot)"
      "   end end as cent"
      "  from dwh.toewijzing t join dag on dag between ingangsdatum and coalesce(einddatum, 'infinity'))"
      " select string_agg(regel, E'\\n' order by regel) || E'\\n' from (select concat_ws(',', to_char(dag, "
      "'YYYY-MM'),"
      "  round(sum(cent), 6), count(distinct sleutel), count(distinct sleutel) filter (where cent is null)) "
      "as regel"
      "  from prijs group by to_char(dag, 'YYYY-MM')) x");
  char expected[1024];
  snprintf(expected, sizeof expected, "maand,toegewezen_cent,toewijzingen,ongeprijsd\n%s", slow);
  char *csv = report_case_csv(database, "verzilvering --van 2023-01-10 --tot 2023-06-20 --per maand");
  char found[1024] = "";
  char *rest = NULL;
  for (char *line = strtok_r(csv, "\n", &rest); line != NULL; line = strtok_r(NULL, "\n", &rest)) {
    char month[16], cents[40], counted[16], unpriced[16];
    assert_int_equal(
        sscanf(line, "%15[^,],%39[^,],%*[^,],%*[^,],%*[^,],%15[^,],%15s", month, cents, counted, unpriced),
        4);
    size_t size = strlen(found);
    snprintf(found + size, sizeof found - size, "%s,%s,%s,%s\n", month, cents, counted, unpriced);
  }
  assert_string_equal(found, expected);
  free(csv);
}

static void toewijzing_and_tarief_count_as_they_were_known(void **state)
{
  struct database *database = facts(state,
      "select maak_tarief('P1', '04', 100, bekend_tot => '2023-06-01'),"
      " maak_tarief('P1', '04', 200, bekend_van => '2023-06-01'),"
      " maak_toewijzing('A', 1, '2023-01-01', omvang => '1/04/1', bekend_tot => '2023-07-01'),"
      /* stretched, with a new Ingangsdatum; withdrawn in August */
      " maak_toewijzing('A', 1, '2023-01-01', '2023-01-22', omvang => '1/04/1', bekend_van => '2023-07-01',"
      "   bekend_tot => '2023-08-01')");
  assert_report(database, "verzilvering --tot 2023-01-31 --peildatum 2023-05-31",
      MEASURES "3100.000000,0,0.000000,0,1,0\n");
  assert_report(database, "verzilvering --tot 2023-01-31 --peildatum 2023-06-30",
      MEASURES "6200.000000,0,0.000000,0,1,0\n");
  assert_report(database, "verzilvering --tot 2023-01-31 --peildatum 2023-07-31",
      MEASURES "2000.000000,0,0.000000,0,1,0\n");
  assert_report(
      database, "verzilvering --tot 2023-01-31 --peildatum 2023-08-01", MEASURES "0.000000,0,,0,0,0\n");
}

#undef MEASURES
#define MEASURES                                                                                             \
  "plafond_cent,toegewezen_cent,aandeel_toegewezen,gedeclareerd_cent,aandeel_gedeclareerd,volledige_"        \
  "maanden,"                                                                                                 \
  "prognose_cent,aandeel_prognose,ongeprijsd,zonder_plafond_cent\n"

/* P1: 1000 a month all year, declared 900, 1100 and 400 of January to March; a plafond of 24000. P2 has none.
 */
#define BUDGET_FACTS                                                                                         \
  "select maak_budget('P1', 2023, 24000), maak_budget('P1', 2024, 5000), maak_tarief('P1', '04', 500),"      \
  " maak_toewijzing('A', 1, '2022-11-01', omvang => '2/04/4', einddatum => '2023-12-31'),"                   \
  " maak_toewijzing('B', 2, '2023-01-01', omvang => '2/16/4'),"                                              \
  " maak_toewijzing('C', 3, '2023-01-01', product => 'P2', omvang => '2/83/4'),"                             \
  " maak_prestatie('A', 'd', 'r0', 5000, '2022-12-31'), maak_prestatie('A', 'd', 'r1', 900, '2023-01-01'),"  \
  " maak_prestatie('A', 'd', 'r2', 1100, '2023-02-28'), maak_prestatie('A', 'd', 'r3', 400, '2023-03-31'),"  \
  " maak_prestatie('A', 'd', 'r4', 7000, '2023-03-31', afgekeurd_door => 'regel'),"                          \
  " maak_prestatie('C', 'd', 'r5', 60, '2023-01-01', product => 'P2')"

static void a_plafond_stands_beside_what_is_assigned_declared_and_expected(void **state)
{
  struct database *database = facts(state, BUDGET_FACTS);
  /* on 30 April March is complete: (900 + 1100 + 400) / 3 x 12; B has no tarief */
  assert_report(database, "budget --peildatum 2023-04-30",
      MEASURES "24000,12000.000000,0.500000,2400,0.100000,3.000000,9600.000000,0.400000,1,60\n");
  /* the day before it is not: (900 + 1100) / 2 x 12 */
  assert_report(database, "budget --peildatum 2023-04-29",
      MEASURES "24000,12000.000000,0.500000,2400,0.100000,2.000000,12000.000000,0.500000,1,60\n");
  assert_report(database, "budget --peildatum 2023-04-29 --termijn 0 --where product=P1",
      MEASURES "24000,12000.000000,0.500000,2400,0.100000,3.000000,9600.000000,0.400000,1,0\n");
  /* no month is complete */
  assert_report(database, "budget --peildatum 2023-02-27 --per aanbieder,domein,product",
      "aanbieder,domein,product," MEASURES
      "12345678,jw,P1,24000,12000.000000,0.500000,2400,0.100000,0.000000,,,1,0\n"
      "12345678,jw,P2,0,0.000000,,0,,,,,0,60\n");
}

/* A year counts as a whole, however little of it is asked. */
static void each_year_has_its_plafond(void **state)
{
  struct database *database = facts(state, BUDGET_FACTS);
  assert_report(database, "budget --van 2022-12-01 --tot 2024-01-31 --per jaar --peildatum 2024-12-31",
      "jaar," MEASURES "2022,0,0.000000,,0,,,,,0,5000\n"
      "2023,24000,12000.000000,0.500000,2400,0.100000,12.000000,2400.000000,0.100000,1,60\n"
      "2024,5000,0.000000,0.000000,0,0.000000,11.000000,0.000000,0.000000,1,0\n");
  assert_report(database, "budget --van 2023-06-15 --tot 2024-06-15 --peildatum 2024-12-31",
      MEASURES "29000,12000.000000,0.413793,2400,0.082759,11.000000,2400.000000,0.082759,2,60\n");
}

#undef MEASURES
#define MEASURES                                                                                             \
  "trajecten,duur_gemiddeld,duur_mediaan,duur_p90,met_toegewezen_duur,toegewezen_duur_gemiddeld,"            \
  "toegewezen_duur_mediaan,toegewezen_duur_p90,met_weekvolume,weekvolume_gemiddeld,weekvolume_mediaan,"      \
  "weekvolume_p90,met_toegewezen_weekvolume,toegewezen_weekvolume_gemiddeld,toegewezen_weekvolume_mediaan,"  \
  "toegewezen_weekvolume_p90\n"

/* A: 1 to 14 January (13 days, of which 3 and 4 are interrupted: 11; 12 days of care), assigned through the
 * 31st at 1 a day; declared 12 - 2 = 10 of it, 99 in another eenheid, 99 rejected, 99 after the end. B: 1 to
 * 28 January, 27 days, without an end, 2 a month; declared 8. C ran out with its toewijzing, D is of a list,
 * E is paid by a budget. */
static void real_care_stands_beside_what_was_assigned(void **state)
{
  struct database *database = facts(state,
      "select maak_toewijzing('A', 1, '2023-01-01', omvang => '1/04/1', einddatum => '2023-01-31'),"
      " maak_traject('A', 1, '2023-01-01', '2023-01-14', 'volgens_plan', toegewezen => '2023-01-01'),"
      " maak_onderbreking('A', 1, '2023-01-02', '2023-01-05'),"
      " maak_traject('A', 2, '2023-01-20', toegewezen => '2023-01-01', toewijzing_nr => 1, volgnummer => 2),"
      " maak_prestatie('A', 'd', 'r1', 1, '2023-01-01', toewijzing_nr => 1, volume => 12),"
      " maak_prestatie('A', 'd', 'r2', -1, '2023-01-14', toewijzing_nr => 1, volume => 2),"
      " maak_prestatie('A', 'd', 'r3', 1, '2023-01-01', toewijzing_nr => 1, volume => 99, eenheid => '16'),"
      " maak_prestatie('A', 'd', 'r4', 1, '2023-01-01', toewijzing_nr => 1, volume => 99, afgekeurd_door => "
      "'regel'),"
      " maak_prestatie('A', 'd', 'r5', 1, '2023-01-15', toewijzing_nr => 1, volume => 99),"
      " maak_toewijzing('B', 1, '2023-01-01', omvang => '2/04/4'),"
      " maak_traject('B', 1, '2023-01-01', '2023-01-28', 'door_client', toegewezen => '2023-01-01'),"
      " maak_prestatie('B', 'd', 'r6', 1, '2023-01-01', toewijzing_nr => 1, volume => 8),"
      " maak_toewijzing('C', 1, '2023-01-01', einddatum => '2023-01-31'),"
      " maak_traject('C', 1, '2023-01-01', '2023-01-31', 'niet_gemeld', toegewezen => '2023-01-01'),"
      " maak_traject('D', 1, '2023-01-01', '2023-01-31', 'volgens_plan', bron => 'lijst'),"
      " maak_toewijzing('E', 1, '2023-01-01', budget => 500, einddatum => '2023-01-11'),"
      " maak_traject('E', 1, '2023-01-01', '2023-01-01', 'overleden', toegewezen => '2023-01-01')");
  /* 04: durations 11 and 27, p90 11 + 0.9 x 16; a week 10 x 7 / 12 and 8 x 7 / 28; assigned 7 and 2 x 84 /
   * 365.25 */
  assert_report(database, "herijking --tot 2023-01-31 --per product",
      "product,eenheid," MEASURES
      "P1,04,2,19.000000,19.000000,25.400000,1,30.000000,30.000000,30.000000,2,3.916667,3.916667,5.450000,"
      "2,3.729979,3.729979,6.345996\n"
      "P1,geen,1,0.000000,0.000000,0.000000,1,10.000000,10.000000,10.000000,0,,,,0,,,\n");
  assert_report(database, "herijking --tot 2023-01-31 --onderbreking mee --where reden=volgens_plan",
      "eenheid," MEASURES
      "04,1,13.000000,13.000000,13.000000,1,30.000000,30.000000,30.000000,1,5.000000,5.000000,"
      "5.000000,1,7.000000,7.000000,7.000000\n");
  assert_report(database, "herijking --tot 2023-01-31 --where bron=lijst", "eenheid," MEASURES);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(what_is_assigned_follows_from_omvang_and_days),
      cmocka_unit_test(what_cannot_be_priced_is_counted),
      cmocka_unit_test(a_tarief_holds_on_its_days),
      cmocka_unit_test(only_what_has_a_price_that_day_is_compared),
      cmocka_unit_test(what_is_assigned_is_what_its_days_come_to),
      cmocka_unit_test(toewijzing_and_tarief_count_as_they_were_known),
      cmocka_unit_test(a_plafond_stands_beside_what_is_assigned_declared_and_expected),
      cmocka_unit_test(each_year_has_its_plafond),
      cmocka_unit_test(real_care_stands_beside_what_was_assigned),
  };
  return cmocka_run_group_tests(tests, open_database, report_case_close);
}
