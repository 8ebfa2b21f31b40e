/* The segment fact and the two reports that count its days: figures worked out by hand, and random trajecten
 * against SQL that looks at every single day. */
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
  *state = report_case_open("sluis_traject_maand");
  return 0;
}

static void assert_fact(struct database *database, const char *expected)
{
  assert_string_equal(test_database_text(database,
                          "select string_agg(concat_ws(' ', product, segment, bekostiging, van, tot, dagen, "
                          "dagen_onderbroken), E'\\n' order by van, product) from dwh.traject_maand"),
      expected);
}

static void without_started_trajecten_there_are_no_days(void **state)
{
  struct database *database = report_case_facts(
      state, "select maak_traject('A', 1, ingang => '2023-01-01'), maak_product('P1', 'a', 'licht')");
  assert_int_equal(test_database_number(database, "select count(*) from dwh.traject_maand"), 0);
  assert_report(
      database, "plekbezetting --tot 2023-01-31", "clientdagen,dagen,plekbezetting\n0,31,0.000000\n");
  assert_report(database, "plekbezetting --tot 2023-01-31 --per gemeente,maand",
      "gemeente,maand,clientdagen,dagen,plekbezetting\n");
  assert_report(database, "intensiteit --tot 2023-01-31",
      "licht,midden,zwaar,maatwerk,aandeel_zwaar_maatwerk,onbekend\n0,0,0,0,,0\n");
}

/* P1 is a until the 10th, in no row from the 11th to the 20th, and b from the 21st to 5 February; P9 is in no
 * table. Known through 1 March, so the open B/1 has 1 day in March. */
static void days_are_split_where_the_product_changes_and_none_is_dropped(void **state)
{
  struct database *database = report_case_facts(state,
      "select maak_product('P1', 'a', 'licht', '2022-01-01', '2023-01-10', bekostiging => 'plek'),"
      " maak_product('P1', 'b', 'zwaar', '2023-01-21', '2023-02-05'),"
      " maak_traject('A', 1, '2023-01-01', '2023-02-06', bekend_van => '2023-03-01'),"
      " maak_traject('B', 1, '2023-02-28', product => 'P9')");
  assert_fact(database, "P1 a plek 2023-01-01 2023-01-10 10 0\n"
                        "P1 onbekend onbekend 2023-01-11 2023-01-20 10 0\n"
                        "P1 b pxq 2023-01-21 2023-01-31 11 0\n"
                        "P1 b pxq 2023-02-01 2023-02-05 5 0\n"
                        "P1 onbekend onbekend 2023-02-06 2023-02-06 1 0\n"
                        "P9 onbekend onbekend 2023-02-28 2023-02-28 1 0\n"
                        "P9 onbekend onbekend 2023-03-01 2023-03-01 1 0");
}

/* From 10 February to 5 March: February 1..10 and none of 18 days, March 5..31. The second one lasts: no day
 * after 20 April. What ends after the last known day (30 April) is open. */
static void a_month_of_onderbreking_has_a_row_without_days(void **state)
{
  struct database *database = report_case_facts(state,
      "select maak_product('P1', 'a', 'licht'), maak_traject('A', 1, '2023-02-01', '2023-12-31'),"
      " maak_onderbreking('A', 1, '2023-02-10', '2023-03-05'),"
      " maak_onderbreking('A', 1, '2023-04-20', bekend_van => '2023-05-31')");
  assert_fact(database, "P1 a pxq 2023-02-01 2023-02-28 10 18\n"
                        "P1 a pxq 2023-03-01 2023-03-31 27 4\n"
                        "P1 a pxq 2023-04-01 2023-04-30 20 10\n"
                        "P1 a pxq 2023-05-01 2023-05-31 0 31");
  assert_report(database, "intensiteit --per maand --van 2023-05-01 --tot 2023-06-30 --peildatum 2023-05-31",
      "maand,licht,midden,zwaar,maatwerk,aandeel_zwaar_maatwerk,onbekend\n"
      "2023-05,1,0,0,0,0.000000,0\n2023-06,0,0,0,0,,0\n");
}

/* A: 17 days of January, 10 of February. B, of an unknown gemeente: February. The pxq of C and the unknown
 * product of D have no places. The mean of 0983 is (17/31 + 10/28 + 0) / 3, of all (17/31 + 38/28 + 0) / 3.
 */
static void the_unknown_gemeente_is_in_the_total_and_an_empty_month_in_the_mean(void **state)
{
  struct database *database = report_case_facts(state,
      "select maak_product('K', '2', 'licht', bekostiging => 'plek'), maak_product('P1', '4', 'licht'),"
      " maak_traject('A', 1, '2023-01-15', '2023-02-10', product => 'K'),"
      " maak_traject('B', 1, '2023-02-01', '2023-02-28', product => 'K', gemeente => null),"
      " maak_traject('C', 1, '2023-01-01', gemeente => '0984'), maak_traject('D', 1, '2023-01-01', product "
      "=> "
      "'X')");
  assert_report(database, "plekbezetting --tot 2023-03-31 --per gemeente,maand",
      "gemeente,maand,clientdagen,dagen,plekbezetting\n"
      "0983,2023-01,17,31,0.548387\n0983,2023-02,10,28,0.357143\n0983,2023-03,0,31,0.000000\n"
      "onbekend,2023-01,0,31,0.000000\nonbekend,2023-02,28,28,1.000000\nonbekend,2023-03,0,31,0.000000\n"
      "totaal,2023-01,17,31,0.548387\ntotaal,2023-02,38,28,1.357143\ntotaal,2023-03,0,31,0.000000\n"
      "0983,gemiddeld,,,0.301843\nonbekend,gemiddeld,,,0.333333\ntotaal,gemiddeld,,,0.635177\n");
  assert_report(database, "plekbezetting --van 2023-02-01 --tot 2023-02-28 --per gemeente",
      "gemeente,clientdagen,dagen,plekbezetting\n0983,10,28,0.357143\nonbekend,28,28,1.000000\n");
  assert_report(database, "plekbezetting --tot 2023-03-31 --per kwartaal,gemeente",
      "kwartaal,gemeente,clientdagen,dagen,plekbezetting\n2023-K1,0983,27,90,0.300000\n"
      "2023-K1,onbekend,28,90,0.311111\n");
}

/* A second dimension stays in the totals; a coarser unit beside the months reads `gemiddeld` as well. */
static void totals_are_per_what_else_is_asked(void **state)
{
  struct database *database = report_case_facts(state,
      "select maak_product('K', '2', 'licht', bekostiging => 'plek'), maak_product('L', '3', 'licht', "
      "bekostiging => 'plek'),"
      " maak_traject('A', 1, '2023-01-01', '2023-01-31', product => 'K'),"
      " maak_traject('B', 1, '2023-01-01', '2023-01-31', product => 'L', gemeente => '0984')");
  assert_report(database,
      "plekbezetting --tot 2023-02-28 --per jaar,segment,gemeente,maand --where gemeente=0983",
      "jaar,segment,gemeente,maand,clientdagen,dagen,plekbezetting\n"
      "2023,2,0983,2023-01,31,31,1.000000\n2023,2,0983,2023-02,0,28,0.000000\n"
      "2023,2,totaal,2023-01,31,31,1.000000\n2023,2,totaal,2023-02,0,28,0.000000\n"
      "gemiddeld,2,0983,gemiddeld,,,0.500000\ngemiddeld,2,totaal,gemiddeld,,,0.500000\n");
  char *json = report_case_json(database, "plekbezetting --tot 2023-01-31 --per gemeente,maand");
  assert_non_null(strstr(json, "\"gemeente\": \"totaal\",\n      \"maand\": \"gemiddeld\",\n"
                               "      \"clientdagen\": null,\n      \"dagen\": null,\n"
                               "      \"plekbezetting\": 2.0\n"));
  free(json);
}

/* A starts and ends on 10 January, B runs from 30 January to 2 February, C is open on the peildatum, 3
 * February. Without last days: none of A, 30 31 1 of B, all 3 of C. */
static void the_last_day_is_that_of_the_traject_not_that_of_the_peildatum(void **state)
{
  struct database *database =
      report_case_facts(state, "select maak_product('K', '2', 'licht', bekostiging => 'plek'),"
                               " maak_traject('A', 1, '2023-01-10', '2023-01-10', product => 'K'),"
                               " maak_traject('B', 1, '2023-01-30', '2023-02-02', product => 'K'),"
                               " maak_traject('C', 1, '2023-02-01', '2023-02-04', product => 'K')");
  assert_report(database, "plekbezetting --tot 2023-02-28 --per maand --peildatum 2023-02-03",
      "maand,clientdagen,dagen,plekbezetting\n2023-01,3,31,0.096774\n2023-02,5,28,0.178571\n");
  assert_report(database,
      "plekbezetting --tot 2023-02-28 --per maand --peildatum 2023-02-03 --laatste-dag niet",
      "maand,clientdagen,dagen,plekbezetting\n2023-01,2,31,0.064516\n2023-02,4,28,0.142857\n");
}

/* A new table of 1 June puts P1 in another segment and intensiteit from the beginning; its contract is asked
 * for as it was known. */
static void a_new_product_table_changes_nothing_that_was_known_before(void **state)
{
  struct database *database = report_case_facts(state,
      "select maak_product('P1', 'a', 'licht', bekend_tot => '2023-06-01', contract => 'oud'),"
      " maak_product('P1', 'b', 'maatwerk', bekend_van => '2023-06-01'), maak_traject('A', 1, '2023-01-01')");
#define COLUMNS "segment,licht,midden,zwaar,maatwerk,aandeel_zwaar_maatwerk,onbekend\n"
  assert_report(database, "intensiteit --tot 2023-01-31 --per segment --peildatum 2023-05-31",
      COLUMNS "a,1,0,0,0,0.000000,0\n");
  assert_report(database,
      "intensiteit --tot 2023-01-31 --per segment --peildatum 2023-05-31 --where contract=oud",
      COLUMNS "a,1,0,0,0,0.000000,0\n");
  assert_report(database, "intensiteit --tot 2023-01-31 --per segment --peildatum 2023-06-01",
      COLUMNS "b,0,0,0,1,1.000000,0\n");
#undef COLUMNS
}

/* 300 trajecten with history, a third of them interrupted, some twice. P1 has one row; P2 a gap of ten days
 * and another bekostiging after it; P3 another intensiteit, and one segment, from the middle of a month; P4
 * none; P5 is in another segment as known from 1 July. */
static const char random_facts[] =
    "select setseed(0.5);"
    "drop table if exists gok; create temporary table gok as select i, 'c' || (random() * 100)::integer as "
    "client,"
    "  (array['0983', '0984', null])[1 + (random() * 2)::integer] as gemeente,"
    "  'P' || (1 + (random() * 4)::integer) as product, date '2022-11-01' + (random() * 300)::integer as "
    "gestart,"
    "  (random() * 150)::integer as duur, (random() * 30)::integer as vertraging, random() as lot, random() "
    "as "
    "pauze"
    "  from generate_series(1, 300) i;"
    "select maak_traject(client, i, gestart, gemeente => gemeente, product => product, bekend_van => gestart "
    "+ "
    "vertraging,"
    "  bekend_tot => case when lot > 0.4 then gestart + duur + vertraging + 1 else 'infinity' end) from gok;"
    "select maak_traject(client, i, gestart, gestart + duur, 'volgens_plan', gemeente => gemeente,"
    "  product => product, bekend_van => gestart + duur + vertraging + 1) from gok where lot > 0.4;"
    "select maak_onderbreking(client, i, gestart + duur / 4, case when pauze > 0.1 then gestart + duur / 2 "
    "end,"
    "  bekend_van => gestart + duur / 4 + vertraging) from gok where pauze < 0.4;"
    "select maak_onderbreking(client, i, gestart + duur / 2 + 1, gestart + duur / 2 + 9,"
    "  bekend_van => gestart + duur) from gok where pauze between 0.1 and 0.2;"
    "select maak_product('P1', 'wonen', 'licht', bekostiging => 'plek'),"
    "  maak_product('P2', 'dag', 'zwaar', geldig_tot => '2023-03-11', bekostiging => 'plek'),"
    "  maak_product('P2', 'wonen', 'zwaar', '2023-03-22', '2023-05-31'),"
    "  maak_product('P3', 'dag', 'midden', geldig_tot => '2023-04-14', bekostiging => 'plek'),"
    "  maak_product('P3', 'dag', 'maatwerk', '2023-04-15', bekostiging => 'plek'),"
    "  maak_product('P5', 'dag', 'midden', bekostiging => 'plek', bekend_tot => '2023-07-01'),"
    "  maak_product('P5', 'wonen', 'midden', bekostiging => 'plek', bekend_van => '2023-07-01')";

/* Every day of every traject as known on %1$s, as a person would look at them. */
#define DAYS                                                                                                 \
  "with dag as (select t.pseudoniem, t.sleutel, moment::date as dag, to_char(moment, 'YYYY-MM') as maand,"   \
  "  coalesce(p.segment, 'onbekend') as segment, coalesce(p.intensiteit, 'onbekend') as intensiteit,"        \
  "  p.bekostiging, moment::date is not distinct from t.gestopt as is_laatste,"                              \
  "  exists (select from dwh.onderbreking o where o.pseudoniem = t.pseudoniem and o.traject = t.sleutel"     \
  "    and o.bekend_van <= '%1$s' and o.bekend_tot > '%1$s'"                                                 \
  "    and moment::date > o.van and moment::date < coalesce(o.tot, 'infinity')) as is_onderbroken"           \
  "  from dwh.traject t"                                                                                     \
  "  cross join lateral generate_series(t.gestart::timestamp, least(t.gestopt, '%1$s')::timestamp, '1 "      \
  "day') as moment"                                                                                          \
  "  left join dwh.dim_product p on p.domein = t.domein and p.code = t.product and moment::date between"     \
  "    p.geldig_van and p.geldig_tot and p.bekend_van <= '%1$s' and p.bekend_tot > '%1$s'"                   \
  "  where t.bekend_van <= '%1$s' and t.bekend_tot > '%1$s')"

static void the_days_of_the_fact_are_those_of_each_day_counted(void **state)
{
  struct database *database = report_case_facts(state, random_facts);
  char sql[4096];
  char stand[16];
  snprintf(stand, sizeof stand, "%s", test_database_text(database, "select dag from dwh.stand"));
  snprintf(sql, sizeof sql,
      DAYS
      ", geteld as (select pseudoniem, sleutel, maand, segment, intensiteit,"
      "  sum((not is_onderbroken)::integer) as dagen, sum(is_onderbroken::integer) as dagen_onderbroken"
      "  from dag group by 1, 2, 3, 4, 5),"
      " feit as (select pseudoniem, sleutel, to_char(maand, 'YYYY-MM') as maand, segment, intensiteit,"
      "  sum(dagen) as dagen, sum(dagen_onderbroken) as dagen_onderbroken from dwh.traject_maand group by"
      " 1, 2, 3, 4, 5)"
      " select (select count(*) from geteld) || ' ' || (select count(*) from feit) || ' ' ||"
      "  (select count(*) from (select * from geteld except select * from feit) x) || ' ' ||"
      "  (select count(*) from (select * from feit except select * from geteld) x)",
      stand);
  long counted = 0, in_fact = 0, lacking = 0, extra = 0;
  assert_int_equal(
      sscanf(test_database_text(database, sql), "%ld %ld %ld %ld", &counted, &in_fact, &lacking, &extra), 4);
  assert_true(counted > 1000);
  assert_int_equal(in_fact, counted);
  assert_int_equal(lacking, 0);
  assert_int_equal(extra, 0);
  assert_int_equal(test_database_number(database,
                       "select count(*) - count(distinct (pseudoniem, sleutel, maand, van)) from "
                       "dwh.traject_maand"),
      0);
}

static const char *const peildatums[] = {
    "2023-01-31", "2023-04-20", "2023-06-30", "2023-07-01", "2024-12-31"};

enum { PEILDATUM_COUNT = sizeof peildatums / sizeof *peildatums, MOST_TEXT = 16384 };

static void read_expected(struct database *database, const char *sql, char expected[MOST_TEXT])
{
  struct error error = {0};
  struct database_rows *rows = NULL;
  assert_int_equal(database_select(database, sql, &rows, &error), 0);
  const char *text = database_rows_value(rows, 0, 0);
  assert_true(text != NULL && strlen(text) < MOST_TEXT);
  snprintf(expected, MOST_TEXT, "%s", text);
  database_rows_free(&rows);
}

/* Lines of the report, without the header and without those that have nothing_in_it. */
static void assert_lines(
    struct database *database, const char *words, const char *nothing_in_it, const char *expected)
{
  char *csv = report_case_csv(database, words);
  char found[MOST_TEXT] = "";
  size_t size = 0;
  char *rest = NULL;
  strtok_r(csv, "\n", &rest);
  for (char *line = strtok_r(NULL, "\n", &rest); line != NULL; line = strtok_r(NULL, "\n", &rest)) {
    if (strstr(line, nothing_in_it) == NULL)
      size += (size_t)snprintf(found + size, sizeof found - size, "%s%s", size > 0 ? "\n" : "", line);
    assert_true(size < sizeof found);
  }
  free(csv);
  assert_string_equal(found, expected);
}

#define PLEKBEZETTING                                                                                        \
  " select string_agg(regel, E'\\n' order by regel collate \"C\") from (select concat_ws(',', maand, "       \
  "segment, count(*),"                                                                                       \
  "   extract(day from (maand || '-01')::date + interval '1 month' - interval '1 day'),"                     \
  "   round(count(*) / extract(day from (maand || '-01')::date + interval '1 month' - interval '1 day'), "   \
  "6)) as regel"                                                                                             \
  "  from dag where bekostiging = 'plek' and ('%2$s' = 'wel' or not is_laatste)"                             \
  "   and ('%3$s' = 'mee' or not is_onderbroken) group by maand, segment) as regels"

static void check_plekbezetting(
    struct database *database, const char *peildatum, const char *last_day, const char *pause)
{
  char sql[8192];
  char words[200];
  char expected[MOST_TEXT];
  snprintf(sql, sizeof sql, DAYS PLEKBEZETTING, peildatum, last_day, pause);
  read_expected(database, sql, expected);
  snprintf(words, sizeof words,
      "plekbezetting --van 2022-11-01 --tot 2025-01-31 --per maand,segment --peildatum %s --laatste-dag %s "
      "--onderbreking %s",
      peildatum, last_day, pause);
  assert_lines(database, words, ",0.000000", expected);
}

static void plekbezetting_counts_each_day(void **state)
{
  struct database *database = report_case_facts(state, random_facts);
  for (size_t i = 0; i < PEILDATUM_COUNT; i++) {
    check_plekbezetting(database, peildatums[i], "wel", "niet");
    check_plekbezetting(database, peildatums[i], "niet", "niet");
    check_plekbezetting(database, peildatums[i], "wel", "mee");
    check_plekbezetting(database, peildatums[i], "niet", "mee");
  }
}

#define INTENSITEIT                                                                                          \
  ", traject as (select distinct maand, segment, intensiteit, pseudoniem, sleutel from dag)"                 \
  " select string_agg(regel, E'\\n' order by regel collate \"C\") from (select concat_ws(',', maand, "       \
  "segment,"                                                                                                 \
  "   sum((intensiteit = 'licht')::integer), sum((intensiteit = 'midden')::integer),"                        \
  "   sum((intensiteit = 'zwaar')::integer), sum((intensiteit = 'maatwerk')::integer),"                      \
  "   coalesce(round(avg((intensiteit in ('zwaar', 'maatwerk'))::integer)"                                   \
  "     filter (where intensiteit <> 'onbekend'), 6)::text, ''), sum((intensiteit = "                        \
  "'onbekend')::integer))"                                                                                   \
  "  as regel from traject group by maand, segment) as regels"

static void intensiteit_counts_each_traject_once_an_intensiteit(void **state)
{
  struct database *database = report_case_facts(state, random_facts);
  for (size_t i = 0; i < PEILDATUM_COUNT; i++) {
    char sql[8192];
    char words[200];
    char expected[MOST_TEXT];
    snprintf(sql, sizeof sql, DAYS INTENSITEIT, peildatums[i]);
    read_expected(database, sql, expected);
    snprintf(words, sizeof words,
        "intensiteit --van 2022-11-01 --tot 2025-01-31 --per maand,segment --peildatum %s", peildatums[i]);
    assert_lines(database, words, ",0,0,0,0,,0", expected);
  }
}

/* The report as known on the last day from which something is known, and the fact. */
static void the_report_and_the_fact_say_the_same(void **state)
{
  struct database *database = report_case_facts(state, random_facts);
  char stand[16];
  char words[120];
  char line[64];
  snprintf(stand, sizeof stand, "%s", test_database_text(database, "select dag from dwh.stand"));
  snprintf(words, sizeof words, "plekbezetting --van 2023-01-01 --tot 2023-12-31 --peildatum %s", stand);
  char *csv = report_case_csv(database, words);
  snprintf(line, sizeof line, "\n%lld,365,",
      (long long)test_database_number(database, "select sum(dagen) from dwh.traject_maand where bekostiging "
                                                "= 'plek' and maand between '2023-01-01' "
                                                "and '2023-12-31'"));
  assert_non_null(strstr(csv, line));
  free(csv);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(without_started_trajecten_there_are_no_days),
      cmocka_unit_test(days_are_split_where_the_product_changes_and_none_is_dropped),
      cmocka_unit_test(a_month_of_onderbreking_has_a_row_without_days),
      cmocka_unit_test(the_unknown_gemeente_is_in_the_total_and_an_empty_month_in_the_mean),
      cmocka_unit_test(totals_are_per_what_else_is_asked),
      cmocka_unit_test(the_last_day_is_that_of_the_traject_not_that_of_the_peildatum),
      cmocka_unit_test(a_new_product_table_changes_nothing_that_was_known_before),
      cmocka_unit_test(the_days_of_the_fact_are_those_of_each_day_counted),
      cmocka_unit_test(plekbezetting_counts_each_day),
      cmocka_unit_test(intensiteit_counts_each_traject_once_an_intensiteit),
      cmocka_unit_test(the_report_and_the_fact_say_the_same),
  };
  return cmocka_run_group_tests(tests, open_database, report_case_close);
}
