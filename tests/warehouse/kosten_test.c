/* The report kosten over lines whose sums were worked out by hand, and the view rapport.prestatie beside it.
 */
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
  *state = report_case_open("sluis_kosten");
  return 0;
}

/* Each line without its last three columns: what is told beside the amounts. */
static void cut_further_columns(char *csv)
{
  char *to = csv;
  for (char *line = csv; *line != '\0';) {
    char *end = strchr(line, '\n');
    char *cut = end;
    for (int i = 0; i < 3; i++) {
      do
        cut--;
      while (*cut != ',');
    }
    memmove(to, line, (size_t)(cut - line));
    to += cut - line;
    *to++ = '\n';
    line = end + 1;
  }
  *to = '\0';
}

static void assert_amounts(struct database *database, const char *words, const char *expected)
{
  char *csv = report_case_csv(database, words);
  cut_further_columns(csv);
  assert_string_equal(csv, expected);
  free(csv);
}

/* kosten over the whole of 2023; and the view, which has to say the same of the current rows. */
static void expect_kosten(struct database *database, const char *figures)
{
  char expected[128];
  snprintf(expected, sizeof expected, "bedrag_cent,ingediend_cent,afgekeurd_cent\n%s\n", figures);
  assert_amounts(database, "kosten", expected);
  assert_string_equal(
      test_database_text(database,
          "select concat_ws(',', coalesce(sum(kosten_cent), 0), coalesce(sum(ingediend_cent), 0),"
          " coalesce(sum(ingediend_cent) filter (where afgekeurd), 0)) from rapport.prestatie"),
      figures);
}

static void without_declaraties_nothing_is_spent(void **state)
{
  struct database *database = report_case_facts(state, "select 1");
  expect_kosten(database, "0,0,0");
  assert_amounts(database, "kosten --tot 2023-02-28 --per maand",
      "maand,bedrag_cent,ingediend_cent,afgekeurd_cent\n2023-01,0,0,0\n2023-02,0,0,0\n");
}

/* January: 1000 + 500 of one aanbieder, 500 rejected. March: 300, and a credit of 200 in a declaratie of
 * April. A credit of a rejected debit of 2000 and that debit cancel in ingediend and in afgekeurd. */
static void debit_less_credit_by_month_of_the_prestatie(void **state)
{
  struct database *database = report_case_facts(state,
      "select maak_prestatie('A', 'd1', 'r1', 1000, '2023-01-01'),"
      " maak_prestatie('A', 'd1', 'r2', 500, '2023-01-31', afgekeurd_door => 'regel'),"
      " maak_prestatie('B', 'd2', 'r3', 300, '2023-03-01'),"
      " maak_prestatie('B', 'd3', 'r4', -200, '2023-03-01', 'r3', 'd2', dagtekening => '2023-05-01'),"
      " maak_prestatie('C', 'd2', 'r5', 2000, '2023-03-15', afgekeurd_door => 'regel'),"
      " maak_prestatie('C', 'd3', 'r6', -2000, '2023-03-15', 'r5', 'd2', afgekeurd_door => 'debet')");
  expect_kosten(database, "1100,1600,500");
  assert_amounts(database, "kosten --tot 2023-03-31 --per maand",
      "maand,bedrag_cent,ingediend_cent,afgekeurd_cent\n2023-01,1000,1500,500\n2023-02,0,0,0\n2023-03,100,"
      "100,0\n");
  assert_amounts(database, "kosten --van 2023-01-02 --tot 2023-03-01",
      "bedrag_cent,ingediend_cent,afgekeurd_cent\n100,600,500\n");
}

/* Of a debit of 700 that counts, a credit of 700 is rejected by itself: what is rejected is -700. */
static void what_is_rejected_may_be_less_than_nothing(void **state)
{
  struct database *database = report_case_facts(state,
      "select maak_prestatie('A', 'd1', 'r1', 700),"
      " maak_prestatie('A', 'd2', 'r2', -700, vorig => 'r1', debet => 'd1', afgekeurd_door => 'regel')");
  expect_kosten(database, "700,0,-700");
}

/* Line, declaratie as a whole, both: a line is rejected once. d2 has come, d9 has not. */
static void a_declaratie_rejected_as_a_whole_rejects_each_of_its_lines_once(void **state)
{
  struct database *database = report_case_facts(state,
      "select maak_prestatie('A', 'd1', 'r1', 100), maak_prestatie('A', 'd2', 'r2', 20),"
      " maak_prestatie('B', 'd2', 'r3', 3, afgekeurd_door => 'regel'),"
      " maak_declaratie_afkeur('d2'), maak_declaratie_afkeur('d9')");
  expect_kosten(database, "100,123,23");
  assert_string_equal(test_database_text(database,
                          "select string_agg(coalesce(afgekeurd_door, '-') || ' ' || bedrag_cent, ', ' "
                          "order by bedrag_cent desc) from rapport.prestatie"),
      "- 100, declaratie 20, declaratie 3");
}

/* The debit of 500 was rejected with all of d1, known from 1 May; its credit in d2 goes with it. */
static void a_credit_goes_with_a_debit_whose_declaratie_is_rejected(void **state)
{
  struct database *database = report_case_facts(state,
      "select maak_prestatie('A', 'd1', 'r1', 500), maak_prestatie('A', 'd2', 'r2', -500, vorig => 'r1', "
      "debet => 'd1'),"
      " maak_prestatie('B', 'd1', 'r3', 40), maak_declaratie_afkeur('d1', bekend_van => '2023-05-01')");
  expect_kosten(database, "0,40,40");
  assert_amounts(
      database, "kosten --peildatum 2023-04-30", "bedrag_cent,ingediend_cent,afgekeurd_cent\n40,40,0\n");
}

/* r1 was accepted in d1, came again in d2 and went out with it: the credit of d3 takes back what was
 * accepted. Were d1 rejected as well, or r1 in it, or were it another aanbieder's or of after the credit,
 * there would be no such debit. Declared are 300, 500 and a credit of 200. */
static void a_credit_takes_back_the_debit_whose_declaratie_was_not_rejected(void **state)
{
  static const char *const first_debit[] = {
      "maak_prestatie('A', 'd1', 'r1', 300, dagtekening => '2023-02-01')",
      "maak_prestatie('A', 'd1', 'r1', 300, dagtekening => '2023-02-01', afgekeurd_door => 'regel')",
      "maak_prestatie('A', 'd1', 'r1', 300, dagtekening => '2023-02-01'), maak_declaratie_afkeur('d1')",
      "maak_prestatie('A', 'd1', 'r1', 300, dagtekening => '2023-02-01', aanbieder => '87654321')",
      "maak_prestatie('A', 'd1', 'r1', 300, dagtekening => '2023-02-01', gemeente => '0984')",
      "maak_prestatie('A', 'd1', 'r1', 300, dagtekening => '2023-02-01', domein => 'wmo')",
      "maak_prestatie('A', 'd1', 'r1', 300, dagtekening => '2023-04-02')",
      "maak_prestatie('B', 'd1', 'r1', 300, dagtekening => '2023-02-01')",
      "maak_prestatie('A', 'd1', 'r1', 300, dagtekening => '2023-02-01', bekend_tot => '2023-03-01')",
  };
  static const char *const figures[] = {"100,600,500", "0,600,600", "0,600,600", "300,600,300", "300,600,300",
      "300,600,300", "300,600,300", "300,600,300", "0,300,300"};
  for (size_t i = 0; i < sizeof first_debit / sizeof *first_debit; i++) {
    char sql[1024];
    snprintf(sql, sizeof sql,
        "select %s, maak_prestatie('A', 'd2', 'r1', 500, dagtekening => '2023-03-01'), "
        "maak_declaratie_afkeur('d2'),"
        " maak_prestatie('A', 'd3', 'r9', -200, vorig => 'r1', debet => 'd2', dagtekening => '2023-04-01')",
        first_debit[i]);
    struct database *database = report_case_facts(state, sql);
    expect_kosten(database, figures[i]);
  }
}

/* The line of 100 became known on 1 March, its rejection on 1 June. */
static void a_line_counts_as_it_was_known(void **state)
{
  struct database *database = report_case_facts(state,
      "select maak_prestatie('A', 'd1', 'r1', 100, bekend_van => '2023-03-01', bekend_tot => '2023-06-01'),"
      " maak_prestatie('A', 'd1', 'r1', 100, bekend_van => '2023-06-01', afgekeurd_door => 'regel')");
  assert_amounts(
      database, "kosten --peildatum 2023-02-28", "bedrag_cent,ingediend_cent,afgekeurd_cent\n0,0,0\n");
  assert_amounts(
      database, "kosten --peildatum 2023-05-31", "bedrag_cent,ingediend_cent,afgekeurd_cent\n100,100,0\n");
  assert_amounts(
      database, "kosten --peildatum 2023-06-01", "bedrag_cent,ingediend_cent,afgekeurd_cent\n0,100,100\n");
}

/* P1 is segment 4 until 30 June, 2 after it; P9 is in no table. Eenheid 83 is cents like any other. */
static void costs_are_divided_by_every_dimension(void **state)
{
  struct database *database = report_case_facts(state,
      "select maak_product('P1', '4', 'licht', geldig_tot => '2023-06-30'),"
      " maak_product('P1', '2', 'zwaar', geldig_van => '2023-07-01'),"
      " maak_prestatie('A', 'd1', 'r1', 1, '2023-06-30'), maak_prestatie('A', 'd1', 'r2', 20, '2023-07-01', "
      "eenheid => '83'),"
      " maak_prestatie('A', 'd1', 'r3', 300, '2023-07-01', product => 'P9', domein => 'wmo'),"
      " maak_prestatie('A', 'd1', 'r4', 4000, '2023-12-31', gemeente => '0984', aanbieder => '87654321')");
#define MEASURES "bedrag_cent,ingediend_cent,afgekeurd_cent\n"
  assert_amounts(database, "kosten --per segment,intensiteit,product",
      "segment,intensiteit,product," MEASURES
      "2,zwaar,P1,4020,4020,0\n4,licht,P1,1,1,0\nonbekend,onbekend,P9,300,300,0\n");
  assert_amounts(database, "kosten --per jaar,kwartaal,gemeente,aanbieder --van 2023-07-01",
      "jaar,kwartaal,gemeente,aanbieder," MEASURES
      "2023,2023-K3,0983,12345678,320,320,0\n2023,2023-K3,0984,87654321,0,0,0\n"
      "2023,2023-K4,0983,12345678,0,0,0\n2023,2023-K4,0984,87654321,4000,4000,0\n");
  assert_amounts(database, "kosten --per maand,domein --van 2023-06-01 --tot 2023-07-31",
      "maand,domein," MEASURES
      "2023-06,jw,1,1,0\n2023-06,wmo,0,0,0\n2023-07,jw,20,20,0\n2023-07,wmo,300,300,0\n");
  assert_amounts(database, "kosten --where segment=4", MEASURES "1,1,0\n");
#undef MEASURES
}

/* Three lines of 20 million euro are more cents than 32 bits hold. */
static void sums_are_wider_than_a_line(void **state)
{
  struct database *database = report_case_facts(
      state, "select maak_prestatie('A', 'd1', 'r' || i, 2000000000) from generate_series(1, 3) i");
  expect_kosten(database, "6000000000,6000000000,0");
}

/* Segment 1 is paid as a lumpsum: it has its share of the amount and no cost per client. B's line is
 * rejected. */
static void shares_are_of_the_last_column_and_a_lumpsum_has_no_cost_per_client(void **state)
{
  struct database *database = report_case_facts(state,
      "select maak_product('P1', '4', 'licht'), maak_product('P2', '1', 'zwaar', bekostiging => 'lumpsum'),"
      " maak_prestatie('A', 'd1', 'r1', 1000), maak_prestatie('C', 'd1', 'r2', 501),"
      " maak_prestatie('B', 'd1', 'r3', 700, afgekeurd_door => 'regel'),"
      " maak_prestatie('A', 'd1', 'r4', 4500, product => 'P2'),"
      " maak_prestatie('A', 'd2', 'r5', -500, '2023-02-28', gemeente => '0957'),"
      " maak_prestatie('D', 'd2', 'r6', 250, '2023-02-28', gemeente => '0957', product => 'P2')");
  assert_report(database, "kosten --tot 2023-02-28 --per maand,gemeente,segment",
      "maand,gemeente,segment,bedrag_cent,ingediend_cent,afgekeurd_cent,aandeel,clienten,cent_per_client\n"
      "2023-01,0957,1,0,0,0,,0,\n2023-01,0957,4,0,0,0,,0,\n"
      "2023-01,0983,1,4500,4500,0,0.749875,0,\n2023-01,0983,4,1501,2201,700,0.250125,2,750.500000\n"
      "2023-02,0957,1,250,250,0,-1.000000,0,\n2023-02,0957,4,-500,-500,0,2.000000,1,-500.000000\n"
      "2023-02,0983,1,0,0,0,,0,\n2023-02,0983,4,0,0,0,,0,\n");
  assert_report(database, "kosten --tot 2023-02-28 --where bekostiging=pxq --where bron=bericht",
      "bedrag_cent,ingediend_cent,afgekeurd_cent,aandeel,clienten,cent_per_client\n1001,1701,700,1.000000,2,"
      "500.500000\n");
  assert_report(database, "kosten --where bron=lijst",
      "bedrag_cent,ingediend_cent,afgekeurd_cent,aandeel,clienten,cent_per_client\n0,0,0,,0,\n");
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(without_declaraties_nothing_is_spent),
      cmocka_unit_test(debit_less_credit_by_month_of_the_prestatie),
      cmocka_unit_test(what_is_rejected_may_be_less_than_nothing),
      cmocka_unit_test(a_declaratie_rejected_as_a_whole_rejects_each_of_its_lines_once),
      cmocka_unit_test(a_credit_goes_with_a_debit_whose_declaratie_is_rejected),
      cmocka_unit_test(a_credit_takes_back_the_debit_whose_declaratie_was_not_rejected),
      cmocka_unit_test(a_line_counts_as_it_was_known),
      cmocka_unit_test(costs_are_divided_by_every_dimension),
      cmocka_unit_test(sums_are_wider_than_a_line),
      cmocka_unit_test(shares_are_of_the_last_column_and_a_lumpsum_has_no_cost_per_client),
  };
  return cmocka_run_group_tests(tests, open_database, report_case_close);
}
