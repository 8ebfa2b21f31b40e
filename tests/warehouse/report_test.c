/* Each report over a few facts whose figures were worked out by hand in the comment above them. */
// clang-format off
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
// clang-format on
#include <jansson.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "tests/postgres/test_database.h"
#include "tests/warehouse/report_case.h"
#include "warehouse/report.h"

static int open_database(void **state)
{
  *state = report_case_open("sluis_report");
  return 0;
}

/* Nothing is known: one row of zeros without --per, a row a month with --per maand, none per gemeente. */
static void a_warehouse_without_facts_gives_zeros(void **state)
{
  struct database *database = report_case_facts(state, "select 1");
  assert_report(
      database, "caseload", "gestart,afgesloten,open_begin,lopend,open_eind,unieke_clienten\n0,0,0,0,0,0\n");
  assert_report(database, "toewijzingen --tot 2023-03-31 --per maand",
      "maand,aantal,unieke_clienten\n2023-01,0,0\n2023-02,0,0\n2023-03,0,0\n");
  assert_report(database, "toewijzingen --per gemeente", "gemeente,aantal,unieke_clienten\n");
  assert_report(database, "doorlooptijd",
      "afgesloten,afgesloten_gemiddeld,afgesloten_mediaan,open_eind,open_gemiddeld,open_mediaan\n0,,,0,,\n");
  assert_report(database, "reden", "aantal,aandeel,reden\n");
  assert_report(database, "datakwaliteit", "soort,code,aantal,leveringen\n");
}

/* A: from December into January, and a second traject from 10 January; B: the last day of February only; C:
 * of an unknown gemeente, ends after the peildatum; D: never started. */
#define CASELOAD_FACTS                                                                                       \
  "select maak_traject('A', 1, '2022-12-20', '2023-01-15', 'volgens_plan'), maak_traject('A', 2, "           \
  "'2023-01-10'),"                                                                                           \
  " maak_traject('B', 1, '2023-02-28', '2023-02-28', 'overleden', gemeente => '0984'),"                      \
  " maak_traject('C', 1, '2023-03-31', '2024-06-30', 'overleden', gemeente => null),"                        \
  " maak_traject('D', 1)"

static void every_month_has_a_row_for_every_gemeente_and_the_unknown_one(void **state)
{
  struct database *database = report_case_facts(state, CASELOAD_FACTS);
  assert_report(database,
      "caseload --van 2022-12-01 --tot 2023-03-31 --per maand,gemeente --peildatum 2024-05-31",
      "maand,gemeente,gestart,afgesloten,open_begin,lopend,open_eind,unieke_clienten\n"
      "2022-12,0983,1,0,0,1,1,1\n"
      "2022-12,0984,0,0,0,0,0,0\n"
      "2022-12,onbekend,0,0,0,0,0,0\n"
      "2023-01,0983,1,1,1,2,1,1\n"
      "2023-01,0984,0,0,0,0,0,0\n"
      "2023-01,onbekend,0,0,0,0,0,0\n"
      "2023-02,0983,0,0,1,1,1,1\n"
      "2023-02,0984,1,1,0,1,0,1\n"
      "2023-02,onbekend,0,0,0,0,0,0\n"
      "2023-03,0983,0,0,1,1,1,1\n"
      "2023-03,0984,0,0,0,0,0,0\n"
      "2023-03,onbekend,1,0,0,1,1,1\n");
}

/* Four trajecten of three clients: clients are counted once over the whole, so 3 and not the sum of the
 * months. */
static void the_whole_period_is_one_row_that_counts_a_client_once(void **state)
{
  struct database *database = report_case_facts(state, CASELOAD_FACTS);
  assert_report(database, "caseload --van 2022-12-01 --tot 2023-03-31 --peildatum 2024-05-31",
      "gestart,afgesloten,open_begin,lopend,open_eind,unieke_clienten\n4,2,0,4,2,3\n");
}

/* C ends on 30 June 2024: open on the 29th, ended on the 30th. A/2 runs on. */
static void an_end_after_the_peildatum_is_not_yet_an_end(void **state)
{
  struct database *database = report_case_facts(state, CASELOAD_FACTS);
  assert_report(database, "caseload --van 2024-06-01 --tot 2024-06-30 --peildatum 2024-06-29",
      "gestart,afgesloten,open_begin,lopend,open_eind,unieke_clienten\n0,0,2,2,2,2\n");
  assert_report(database, "caseload --van 2024-06-01 --tot 2024-06-30 --peildatum 2024-06-30",
      "gestart,afgesloten,open_begin,lopend,open_eind,unieke_clienten\n0,1,2,2,1,2\n");
  assert_report(
      database, "reden --van 2024-06-01 --tot 2024-06-30 --peildatum 2024-06-29", "aantal,aandeel,reden\n");
  assert_report(database, "reden --van 2024-06-01 --tot 2024-06-30 --peildatum 2024-06-30",
      "aantal,aandeel,reden\n1,1.000000,overleden\n");
}

/* The message of the end (20 February) came on 5 March, that of the start on 12 January. */
static void a_row_that_was_closed_later_is_read_as_it_was_known(void **state)
{
  struct database *database = report_case_facts(state,
      "select maak_traject('X', 1, '2023-01-10', bekend_van => '2023-01-12', bekend_tot => '2023-03-05'),"
      " maak_traject('X', 1, '2023-01-10', '2023-02-20', 'overleden', bekend_van => '2023-03-05')");
  static const char *const known[][2] = {
      {"2023-01-11", "0,0,0,0,0,0\n"}, {"2023-03-04", "0,0,1,1,1,1\n"}, {"2023-03-05", "0,1,1,1,0,1\n"}};
  for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
    char line[128];
    char expected[128];
    snprintf(line, sizeof line, "caseload --van 2023-02-01 --tot 2023-02-28 --peildatum %s", known[i][0]);
    snprintf(expected, sizeof expected, "gestart,afgesloten,open_begin,lopend,open_eind,unieke_clienten\n%s",
        known[i][1]);
    assert_report(database, line, expected);
  }
}

/* Of the year from 15 November 2022 the first part is half a month and the last one day. */
static void a_part_of_the_period_is_cut_at_its_ends(void **state)
{
  struct database *database = report_case_facts(state, CASELOAD_FACTS);
  assert_report(database, "caseload --van 2022-12-21 --tot 2023-01-01 --per jaar",
      "jaar,gestart,afgesloten,open_begin,lopend,open_eind,unieke_clienten\n"
      "2022,0,0,1,1,1,1\n"
      "2023,0,0,1,1,1,1\n");
  assert_report(database, "caseload --van 2022-12-21 --tot 2023-01-01 --per kwartaal,maand",
      "kwartaal,maand,gestart,afgesloten,open_begin,lopend,open_eind,unieke_clienten\n"
      "2022-K4,2022-12,0,0,1,1,1,1\n"
      "2023-K1,2023-01,0,0,1,1,1,1\n");
}

/* A value is a value, whatever it looks like; two filters hold both. */
static void filters_all_hold_and_are_never_read_as_sql(void **state)
{
  struct database *database = report_case_facts(state, CASELOAD_FACTS);
#define HEADER "gestart,afgesloten,open_begin,lopend,open_eind,unieke_clienten\n"
  assert_report(
      database, "caseload --van 2022-12-01 --tot 2023-03-31 --where gemeente=0983", HEADER "2,1,0,2,1,1\n");
  assert_report(database, "caseload --van 2022-12-01 --tot 2023-03-31 --where gemeente=onbekend",
      HEADER "1,0,0,1,1,1\n");
  assert_report(database, "caseload --where gemeente=0983 --where gemeente=0984", HEADER "0,0,0,0,0,0\n");
  assert_report(database, "caseload --where bron=bericht --where domein=wmo", HEADER "0,0,0,0,0,0\n");
  assert_report(database, "caseload --where gemeente=x'or'1'='1", HEADER "0,0,0,0,0,0\n");
  assert_report(database, "caseload --where gemeente=:per", HEADER "0,0,0,0,0,0\n");
#undef HEADER
}

/* In April 2023 Good Friday is the 7th, Easter Monday the 10th, Koningsdag the 27th; 5 May, Ascension 18 May
 * and Whit Monday 29 May are no working days either. A: toewijzing Thursday 6 April, ingang 10 April, start
 * Tuesday 11 April: 5 and 1 days, 1 and 1 working days. B: toewijzing 26 April, ingang 1 May, start 8 May: 12
 * and 7 days; 28/4, 1-4/5, 8/5 = 6 and 2-4/5, 8/5 = 4. C: toewijzing 17 April, ingang and start 12 April: -5
 * and 0 days; minus 13, 14, 17 = -3 and 0. A's second traject on the same toewijzing waits for nothing. E:
 * from 15 April, ends 31 May, never started. F: from 2 May, started 1 June: 30 days; 3, 4, 8-12, 15-17, 19,
 * 22-26, 30, 31 May, 1 June = 19.
 * April: (5 - 5) / 2 = 0, (1 - 3) / 2 = -1; ingang (1 + 0) / 2. On 30 April E waits (B's toewijzing is not in
 * force), on 31 May E and F, on 30 June nobody. */
static void waiting_is_counted_where_it_ended_and_in_working_days(void **state)
{
  struct database *database = report_case_facts(state,
      "select maak_traject('A', 1, '2023-04-11', '2023-05-01', toegewezen => '2023-04-06', "
      "ingang => '2023-04-10'),"
      " maak_traject('A', 2, '2023-05-20', volgnummer => 2, toegewezen => '2023-04-06', ingang "
      "=> '2023-04-10'),"
      " maak_traject('B', 1, '2023-05-08', toegewezen => '2023-04-26', ingang => '2023-05-01'),"
      " maak_traject('C', 1, '2023-04-12', toegewezen => '2023-04-17', ingang => '2023-04-12'),"
      " maak_traject('E', 1, toegewezen => '2023-04-15', ingang => '2023-04-15', "
      "toewijzing_einde => '2023-05-31'),"
      " maak_traject('F', 1, '2023-06-01', toegewezen => '2023-05-02', ingang => '2023-05-02')");
  assert_report(database, "wachttijd --van 2023-04-01 --tot 2023-06-30 --per maand",
      "maand,soort,aantal,gemiddeld,mediaan,gemiddeld_werkdagen,binnen_norm,aandeel_binnen_norm,nog_"
      "wachtend\n"
      "2023-04,toewijzing_start,2,0.000000,0.000000,-1.000000,2,1.000000,1\n"
      "2023-04,ingang_start,2,0.500000,0.500000,0.500000,2,1.000000,1\n"
      "2023-04,aanmelding_intake,0,,,,0,,0\n"
      "2023-04,aanmelding_start,0,,,,0,,0\n"
      "2023-05,toewijzing_start,1,12.000000,12.000000,6.000000,0,0.000000,2\n"
      "2023-05,ingang_start,1,7.000000,7.000000,4.000000,1,1.000000,2\n"
      "2023-05,aanmelding_intake,0,,,,0,,0\n"
      "2023-05,aanmelding_start,0,,,,0,,0\n"
      "2023-06,toewijzing_start,1,30.000000,30.000000,19.000000,0,0.000000,0\n"
      "2023-06,ingang_start,1,30.000000,30.000000,19.000000,0,0.000000,0\n"
      "2023-06,aanmelding_intake,0,,,,0,,0\n"
      "2023-06,aanmelding_start,0,,,,0,,0\n");
  /* 1, 6, -3 and 19 working days: within 6 there are 3 of 4; mean 42/4, median (5 + 12) / 2, working days
   * 23/4 */
  assert_report(database, "wachttijd --van 2023-04-01 --tot 2023-06-30 --norm 6 --where gemeente=0983",
      "soort,aantal,gemiddeld,mediaan,gemiddeld_werkdagen,binnen_norm,aandeel_binnen_norm,nog_wachtend\n"
      "toewijzing_start,4,10.500000,8.500000,5.750000,3,0.750000,0\n"
      "ingang_start,4,9.500000,4.000000,6.000000,3,0.750000,0\n"
      "aanmelding_intake,0,,,,0,,0\n"
      "aanmelding_start,0,,,,0,,0\n");
}

/* Over new year: toewijzing Friday 30 December 2022, start Monday 2 January 2023: 3 days, 1 working day (1
 * January is a Sunday). It ended in January. The toewijzing of G has no start and no end: it waits on any
 * later day. */
static void waiting_over_new_year_belongs_to_january(void **state)
{
  struct database *database = report_case_facts(state,
      "select maak_traject('A', 1, '2023-01-02', toegewezen => '2022-12-30', ingang => '2022-12-30'),"
      " maak_traject('G', 1, toegewezen => '2022-11-01', ingang => '2022-12-31')");
  assert_report(database, "wachttijd --van 2022-11-01 --tot 2023-01-31 --per maand --where product=P1",
      "maand,soort,aantal,gemiddeld,mediaan,gemiddeld_werkdagen,binnen_norm,aandeel_binnen_norm,nog_"
      "wachtend\n"
      "2022-11,toewijzing_start,0,,,,0,,0\n"
      "2022-11,ingang_start,0,,,,0,,0\n"
      "2022-11,aanmelding_intake,0,,,,0,,0\n"
      "2022-11,aanmelding_start,0,,,,0,,0\n"
      "2022-12,toewijzing_start,0,,,,0,,2\n"
      "2022-12,ingang_start,0,,,,0,,2\n"
      "2022-12,aanmelding_intake,0,,,,0,,0\n"
      "2022-12,aanmelding_start,0,,,,0,,0\n"
      "2023-01,toewijzing_start,1,3.000000,3.000000,1.000000,1,1.000000,1\n"
      "2023-01,ingang_start,1,3.000000,3.000000,1.000000,1,1.000000,1\n"
      "2023-01,aanmelding_intake,0,,,,0,,0\n"
      "2023-01,aanmelding_start,0,,,,0,,0\n");
}

/* With the peildatum inside the period nog_wachtend is that of the peildatum: E waits on 20 May, on 30 June
 * not. */
static void those_who_wait_are_counted_on_the_peildatum_when_that_is_earlier(void **state)
{
  struct database *database =
      report_case_facts(state, "select maak_traject('E', 1, toegewezen => '2023-04-15', ingang "
                               "=> '2023-04-15', toewijzing_einde => '2023-05-31')");
#define HEADER                                                                                               \
  "soort,aantal,gemiddeld,mediaan,gemiddeld_werkdagen,binnen_norm,aandeel_binnen_norm,nog_wachtend\n"
  assert_report(database, "wachttijd --tot 2023-06-30 --peildatum 2023-05-20",
      HEADER "toewijzing_start,0,,,,0,,1\ningang_start,0,,,,0,,1\naanmelding_intake,0,,,,0,,0\naanmelding_"
             "start,0,,,,0,,0\n");
  assert_report(database, "wachttijd --tot 2023-06-30 --peildatum 2023-06-20",
      HEADER "toewijzing_start,0,,,,0,,0\ningang_start,0,,,,0,,0\naanmelding_intake,0,,,,0,,0\naanmelding_"
             "start,0,,,,0,,0\n");
}

/* G, from a list: aangemeld 3 April, intake 5 April (2 days, 2 working), start 12 April (9 days; 4, 5, 6, 11,
 * 12 = 5). */
static void a_list_gives_waiting_from_aanmelding(void **state)
{
  struct database *database =
      report_case_facts(state, "select maak_traject('G', 1, '2023-04-12', aangemeld => "
                               "'2023-04-03', intake => '2023-04-05', bron => 'lijst')");
  assert_report(database, "wachttijd --where bron=lijst",
      HEADER "toewijzing_start,0,,,,0,,0\ningang_start,0,,,,0,,0\n"
             "aanmelding_intake,1,2.000000,2.000000,2.000000,1,1.000000,0\n"
             "aanmelding_start,1,9.000000,9.000000,5.000000,1,1.000000,0\n");
#undef HEADER
}

/* A: 1 January to 1 May = 120 days, less 11 February .. 4 March = 22. B: open, on 31 May 150 days,
 * interrupted since 10 February: less 110. C: open, 11 to 31 May = 20 days. D: 1 to 10 May, its temporary
 * stop and its end on one day = 9. afgesloten (98 + 9) / 2, open (40 + 20) / 2; with the days of
 * onderbrekingen (120 + 9) / 2 and (150 + 20) / 2. */
static void days_of_an_onderbreking_are_left_out_unless_asked(void **state)
{
  struct database *database = report_case_facts(state,
      "select maak_traject('A', 1, '2023-01-01', '2023-05-01', 'volgens_plan'), maak_traject('B', 1, "
      "'2023-01-01'),"
      " maak_traject('C', 1, '2023-05-11'), maak_traject('D', 1, '2023-05-01', '2023-05-10', 'overleden'),"
      " maak_traject('E', 1, toegewezen => '2023-01-01', ingang => '2023-01-01'),"
      " maak_onderbreking('A', 1, '2023-02-10', '2023-03-05'), maak_onderbreking('B', 1, '2023-02-10'),"
      " maak_onderbreking('D', 1, '2023-05-10'),"
      " maak_onderbreking('C', 1, '2023-05-12', '2023-05-20', bekend_tot => '2023-06-01')");
#define HEADER "afgesloten,afgesloten_gemiddeld,afgesloten_mediaan,open_eind,open_gemiddeld,open_mediaan\n"
  assert_report(database, "doorlooptijd --van 2023-05-01 --tot 2023-05-31",
      HEADER "2,53.500000,53.500000,2,30.000000,30.000000\n");
  assert_report(database, "doorlooptijd --van 2023-05-01 --tot 2023-05-31 --onderbreking mee",
      HEADER "2,64.500000,64.500000,2,85.000000,85.000000\n");
  /* on 21 May C's onderbreking of 7 days is known, B has 140 - 100 and C 10 - 7 */
  assert_report(database, "doorlooptijd --van 2023-05-01 --tot 2023-05-31 --peildatum 2023-05-21",
      HEADER "2,53.500000,53.500000,2,21.500000,21.500000\n");
#undef HEADER
  /* on 28 February A and B both have 58 - 18, on 31 March A 89 - 22 and B 89 - 49 */
  assert_report(database, "doorlooptijd --van 2023-02-01 --tot 2023-03-31 --per maand",
      "maand,afgesloten,afgesloten_gemiddeld,afgesloten_mediaan,open_eind,open_gemiddeld,open_mediaan\n"
      "2023-02,0,,,2,40.000000,40.000000\n2023-03,0,,,2,53.500000,53.500000\n");
}

/* First quarter: 2 volgens_plan and 1 unknown; second: 1 overleden; third: none, so a share of nothing. */
static void the_share_of_a_reden_is_that_in_its_group_unknown_included(void **state)
{
  struct database *database = report_case_facts(state,
      "select maak_traject('A', 1, '2023-01-01', '2023-01-31', 'volgens_plan'),"
      " maak_traject('B', 1, '2023-01-01', '2023-03-31', 'volgens_plan'), maak_traject('C', 1, '2023-01-01', "
      "'2023-02-28'),"
      " maak_traject('D', 1, '2023-01-01', '2023-04-01', 'overleden'), maak_traject('E', 1, '2023-01-01')");
  assert_report(database, "reden --tot 2023-09-30 --per kwartaal,reden",
      "kwartaal,reden,aantal,aandeel\n"
      "2023-K1,onbekend,1,0.333333\n2023-K1,overleden,0,0.000000\n2023-K1,volgens_plan,2,0.666667\n"
      "2023-K2,onbekend,0,0.000000\n2023-K2,overleden,1,1.000000\n2023-K2,volgens_plan,0,0.000000\n"
      "2023-K3,onbekend,0,\n2023-K3,overleden,0,\n2023-K3,volgens_plan,0,\n");
  assert_report(database, "reden --per domein",
      "domein,aantal,aandeel,reden\njw,1,0.250000,onbekend\njw,1,0.250000,overleden\njw,2,0.500000,volgens_"
      "plan\n");
}

/* A/1 was stretched (a later ingangsdatum) and stays on 1 January; A/2 on the 31st; B/1 was withdrawn on 1
 * March. P1 is segment 4 until 30 January and 2 from the 31st; on 1 June the table says 9 for the first
 * stretch. */
static void toewijzingen_keep_their_first_day_and_the_segment_as_known(void **state)
{
  struct database *database = report_case_facts(state,
      "select maak_toewijzing('A', 1, '2023-01-01', '2023-06-01'), maak_toewijzing('A', 2, '2023-01-31'),"
      " maak_toewijzing('B', 1, '2023-02-01', bekend_tot => '2023-03-01'),"
      " maak_product('P1', '4', 'licht', geldig_tot => '2023-01-30', bekend_tot => '2023-06-01'),"
      " maak_product('P1', '9', 'zwaar', geldig_tot => '2023-01-30', bekend_van => '2023-06-01'),"
      " maak_product('P1', '2', 'licht', geldig_van => '2023-01-31'), maak_product('P1', 'w', 'licht', "
      "domein => 'wmo')");
  assert_report(database, "toewijzingen --tot 2023-02-28 --per maand,segment --peildatum 2023-02-28",
      "maand,segment,aantal,unieke_clienten\n2023-01,2,1,1\n2023-01,4,1,1\n2023-02,2,1,1\n2023-02,4,0,0\n");
  assert_report(database, "toewijzingen --tot 2023-02-28 --per maand,segment --peildatum 2023-06-01",
      "maand,segment,aantal,unieke_clienten\n2023-01,2,1,1\n2023-01,9,1,1\n2023-02,2,0,0\n2023-02,9,0,0\n");
  assert_report(
      database, "toewijzingen --tot 2023-02-28 --peildatum 2023-03-01", "aantal,unieke_clienten\n2,1\n");
}

/* P9 is in no table, a toewijzing may have no product at all: both are groups of their own. */
static void an_unknown_product_is_a_group(void **state)
{
  struct database *database = report_case_facts(state,
      "select maak_toewijzing('A', 1, '2023-01-01', product => 'P9'), maak_toewijzing('B', 1, "
      "'2023-01-01', product => null),"
      " maak_product('P1', 'wonen, \"licht\"', 'licht'), maak_toewijzing('C', 1, '2023-01-01')");
  assert_report(database, "toewijzingen --per segment,product,intensiteit",
      "segment,product,intensiteit,aantal,unieke_clienten\n"
      "onbekend,P9,onbekend,1,1\nonbekend,onbekend,onbekend,1,1\n\"wonen, \"\"licht\"\"\",P1,licht,1,1\n");
}

/* A levering of 10 January refused on two lines of one rule and one of another, one of 3 February accepted
 * with two signalen, of which one was withdrawn on 1 March. */
static void datakwaliteit_counts_findings_and_leveringen_by_day_of_receipt(void **state)
{
  struct database *database = report_case_facts(state,
      "insert into beheer.levering (id, organisatie, ontvangen, naam, soort, oordeel, regels_goed, "
      "regels_fout, gebeurtenissen, genoemd, bytes, bekend_van) values"
      " (md5('1')::uuid, '0983', '2023-01-10', 'a', 'JW301', 'afgekeurd', 0, 1, 0, 0, 1, '2023-01-10'),"
      " (md5('2')::uuid, '12345678', '2023-02-03', 'b', 'WMO305', 'goed', 1, 0, 2, 2, 1, '2023-02-03');"
      "insert into beheer.melding values (md5('1')::uuid, 1, 'CS002', 1, null, null, 'x'),"
      " (md5('1')::uuid, 2, 'CS002', 2, null, null, 'x'), (md5('1')::uuid, 3, 'XSD', 3, null, null, 'x');"
      "insert into dwh.signaal values"
      " (md5('A')::uuid, md5('s1')::uuid, 'TR019', 'wmo', '0984', '12345678', md5('g')::uuid, "
      "md5('2')::uuid, 1,"
      "  '2023-02-03', 'infinity'),"
      " (md5('A')::uuid, md5('s2')::uuid, 'TR382', 'wmo', '0984', '12345678', md5('g')::uuid, "
      "md5('2')::uuid, 2,"
      "  '2023-02-03', '2023-03-01')");
  assert_report(database, "datakwaliteit --peildatum 2023-02-28",
      "soort,code,aantal,leveringen\nafgekeurd,CS002,2,1\nafgekeurd,XSD,1,1\nsignaal,TR019,1,1\nsignaal,"
      "TR382,1,1\n");
  assert_report(database, "datakwaliteit --peildatum 2023-03-01 --van 2023-02-01",
      "soort,code,aantal,leveringen\nsignaal,TR019,1,1\n");
  assert_report(database, "datakwaliteit --peildatum 2023-01-09", "soort,code,aantal,leveringen\n");
  assert_report(database,
      "datakwaliteit --tot 2023-02-28 --per maand,gemeente,aanbieder,domein --where soort=signaal "
      "--where code=TR019",
      "maand,gemeente,aanbieder,domein,soort,code,aantal,leveringen\n"
      "2023-01,0984,12345678,wmo,signaal,TR019,0,0\n2023-02,0984,12345678,wmo,signaal,TR019,1,1\n");
  assert_report(database, "datakwaliteit --tot 2023-01-31 --per gemeente,aanbieder,domein --where code=XSD",
      "gemeente,aanbieder,domein,soort,code,aantal,leveringen\n0983,onbekend,jw,afgekeurd,XSD,1,1\n");
}

/* SL04 stands on a line of a list, which may have no gemeente. */
static void a_signaal_without_a_gemeente_is_of_an_unknown_one(void **state)
{
  struct database *database = report_case_facts(state,
      "insert into beheer.levering (id, organisatie, ontvangen, naam, soort, oordeel, regels_goed, "
      "regels_fout, gebeurtenissen, genoemd, bytes, bekend_van) values"
      " (md5('1')::uuid, '12345678', '2023-02-03', 'a', 'traject', 'goed', 1, 0, 1, 1, 1, '2023-02-03');"
      "insert into dwh.signaal values (md5('A')::uuid, md5('s1')::uuid, 'SL04', 'wmo', null, '12345678', "
      "md5('g')::uuid, md5('1')::uuid, 1, '2023-02-03', 'infinity')");
  assert_report(database, "datakwaliteit --peildatum 2023-02-28 --per gemeente",
      "gemeente,soort,code,aantal,leveringen\nonbekend,signaal,SL04,1,1\n");
  assert_report(database, "datakwaliteit --peildatum 2023-02-28 --where gemeente=onbekend",
      "soort,code,aantal,leveringen\nsignaal,SL04,1,1\n");
}

/* A traject of which nothing is known but its start and end, in every report and every dimension that has it.
 */
static void what_is_not_known_reads_onbekend_in_every_dimension(void **state)
{
  struct database *database = report_case_facts(state,
      "select maak_traject('A', 1, '2023-01-01', '2023-02-01', null, null, product => null, "
      "toegewezen => '2023-01-01',"
      "  ingang => '2023-01-01'), maak_toewijzing('A', 1, '2023-01-01', product => null)");
  static const char *const reports[] = {"toewijzingen", "caseload", "wachttijd", "doorlooptijd", "reden"};
  static const char *const dimensions[] = {"gemeente", "segment", "product", "intensiteit", "team", "melder",
      "reden", "voorziening", "hoofddomein"};
  int asked = 0;
  for (size_t r = 0; r < sizeof reports / sizeof *reports; r++) {
    struct arena arena;
    struct error error = {0};
    struct report_definition definition;
    arena_init(&arena, 0);
    assert_int_equal(report_definition_find(reports[r], &arena, &definition, &error), 0);
    for (size_t d = 0; d < sizeof dimensions / sizeof *dimensions; d++) {
      if (!report_words_have(&definition.dimensions, dimensions[d]) || (r == 0 && d == 0))
        continue;
      char words[64];
      snprintf(words, sizeof words, "%s --per %s", reports[r], dimensions[d]);
      char *csv = report_case_csv(database, words);
      assert_memory_equal(strchr(csv, '\n'), "\nonbekend,", 10);
      assert_null(strstr(csv, "\nonbekend,0,0"));
      free(csv);
      asked++;
    }
    arena_fini(&arena);
  }
  assert_int_equal(asked, 3 + 8 + 8 + 8 + 9);
}

static void json_tells_what_the_figure_is(void **state)
{
  struct database *database = report_case_facts(state, CASELOAD_FACTS);
  char *text = report_case_json(
      database, "doorlooptijd --tot 2023-01-31 --per gemeente --where domein=jw --peildatum 2023-02-01");
  json_t *root = json_loads(text, 0, NULL);
  assert_non_null(root);
  const char *code = NULL, *van = NULL, *tot = NULL, *peildatum = NULL, *where = NULL, *stop = NULL,
             *per = NULL;
  int version = 0;
  json_t *rows = NULL;
  assert_int_equal(
      json_unpack(root, "{s:s, s:i, s:s, s:s, s:s, s:{s:[s], s:[{s:s}], s:s}, s:o}", "rapport", &code,
          "versie", &version, "van", &van, "tot", &tot, "peildatum", &peildatum, "parameters", "per", &per,
          "where", "domein", &where, "onderbreking", &stop, "rijen", &rows),
      0);
  assert_string_equal(code, "doorlooptijd");
  assert_int_equal(version, 2);
  assert_string_equal(van, "2023-01-01");
  assert_string_equal(tot, "2023-01-31");
  assert_string_equal(peildatum, "2023-02-01");
  assert_string_equal(per, "gemeente");
  assert_string_equal(where, "jw");
  assert_string_equal(stop, "niet");
  assert_int_equal(json_array_size(rows), 1);
  json_t *row = json_array_get(rows, 0);
  /* A/1 ended: 26 days; A/2 is open: 21 days on 31 January */
  assert_int_equal(json_integer_value(json_object_get(row, "afgesloten")), 1);
  assert_true(json_real_value(json_object_get(row, "afgesloten_gemiddeld")) == 26.0);
  assert_true(json_real_value(json_object_get(row, "open_mediaan")) == 21.0);
  assert_string_equal(json_string_value(json_object_get(row, "gemeente")), "0983");
  json_decref(root);
  free(text);
}

#define COVERAGE_OF_NOTHING                                                                                  \
  "Dekking: geen leveringen gepland over een periode die voorbij is; niets ontvangen\n"

static void a_table_is_dutch_and_aligned(void **state)
{
  struct database *database = report_case_facts(state,
      "select maak_traject('A' || i, 1, '2023-01-01', '2023-01-31', 'volgens_plan') from "
      "generate_series(1, 1233) i;"
      "select maak_traject('B' || i, 1, '2023-01-01', '2023-01-31', 'overleden') from "
      "generate_series(1, 617) i;"
      "select maak_traject('C', 1, '2023-02-01', '2023-02-11', 'overleden')");
  char *text = report_case_table(database, "reden --tot 2023-01-31 --per reden --where domein=jw");
  assert_string_equal(text,
      "Redenen van beëindiging, 01-01-2023 tot en met 31-01-2023, zoals bekend op 31-12-2024\n"
      "reden, definitie versie 1, domein = jw\n\n"
      "reden         aantal  aandeel\n"
      "overleden        617    33,4%\n"
      "volgens_plan   1.233    66,6%\n\n" COVERAGE_OF_NOTHING);
  free(text);
  text = report_case_table(database, "doorlooptijd --van 2023-02-01 --tot 2023-02-28");
  assert_string_equal(text,
      "Doorlooptijd, 01-02-2023 tot en met 28-02-2023, zoals bekend op 31-12-2024\n"
      "doorlooptijd, definitie versie 2, onderbreking niet, doortrekken nee\n\n"
      "afgesloten  afgesloten_gemiddeld  afgesloten_mediaan  open_eind  open_gemiddeld  open_mediaan\n"
      "         1                  10,0                10,0          0               -             "
      "-\n\n" COVERAGE_OF_NOTHING);
  free(text);
}

static void *ask_for_caseload(void *database)
{
  return report_case_csv(database, "caseload");
}

static void wait_for_a_blocked_statement(struct database *database)
{
  for (int i = 0; i < 3000; i++) {
    if (test_database_number(database,
            "select count(*) from pg_locks where not granted and database = "
            "(select oid from pg_database where datname = current_database())") > 0)
      return;
    nanosleep(&(struct timespec){.tv_nsec = 10000000}, NULL);
  }
  fail_msg("the report does not wait for the rebuild");
}

/* truncate shows an empty table to a snapshot that was taken before it: the report must take its own after
 * it. */
static void a_report_that_waits_for_a_rebuild_sees_the_facts_of_it(void **state)
{
  struct database *database = report_case_facts(state, CASELOAD_FACTS);
  char *expected = report_case_csv(database, "caseload");
  struct database *rebuild = test_database_open();
  test_database_run(rebuild, "begin; create temporary table oud on commit drop as select * from dwh.traject; "
                             "truncate dwh.traject; insert into dwh.traject select * from oud");
  pthread_t thread;
  assert_int_equal(pthread_create(&thread, NULL, ask_for_caseload, database), 0);
  wait_for_a_blocked_statement(rebuild);
  test_database_run(rebuild, "commit");
  void *found = NULL;
  assert_int_equal(pthread_join(thread, &found), 0);
  assert_string_equal(found, expected);
  free(found);
  free(expected);
  database_close(&rebuild);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_warehouse_without_facts_gives_zeros),
      cmocka_unit_test(filters_all_hold_and_are_never_read_as_sql),
      cmocka_unit_test(every_month_has_a_row_for_every_gemeente_and_the_unknown_one),
      cmocka_unit_test(the_whole_period_is_one_row_that_counts_a_client_once),
      cmocka_unit_test(an_end_after_the_peildatum_is_not_yet_an_end),
      cmocka_unit_test(a_row_that_was_closed_later_is_read_as_it_was_known),
      cmocka_unit_test(a_part_of_the_period_is_cut_at_its_ends),
      cmocka_unit_test(waiting_is_counted_where_it_ended_and_in_working_days),
      cmocka_unit_test(waiting_over_new_year_belongs_to_january),
      cmocka_unit_test(those_who_wait_are_counted_on_the_peildatum_when_that_is_earlier),
      cmocka_unit_test(a_list_gives_waiting_from_aanmelding),
      cmocka_unit_test(days_of_an_onderbreking_are_left_out_unless_asked),
      cmocka_unit_test(the_share_of_a_reden_is_that_in_its_group_unknown_included),
      cmocka_unit_test(toewijzingen_keep_their_first_day_and_the_segment_as_known),
      cmocka_unit_test(an_unknown_product_is_a_group),
      cmocka_unit_test(datakwaliteit_counts_findings_and_leveringen_by_day_of_receipt),
      cmocka_unit_test(a_signaal_without_a_gemeente_is_of_an_unknown_one),
      cmocka_unit_test(what_is_not_known_reads_onbekend_in_every_dimension),
      cmocka_unit_test(json_tells_what_the_figure_is),
      cmocka_unit_test(a_table_is_dutch_and_aligned),
      cmocka_unit_test(a_report_that_waits_for_a_rebuild_sees_the_facts_of_it),
  };
  return cmocka_run_group_tests(tests, open_database, report_case_close);
}
