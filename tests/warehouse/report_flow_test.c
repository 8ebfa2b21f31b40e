/* What must hold of any facts: the flow identities of the caseload, and the report against slow, obvious SQL,
 * over seeded random trajecten with history, per month, gemeente, segment and peildatum. */
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

/* 2,000 trajecten of 400 clients in 3 gemeenten (and none), products of which one changes its segment and one
 * is unknown; each row is known some days after its start, and its end some days after that. */
static const char random_facts[] =
    "select setseed(0.25);"
    "create temporary table gok as select i, 'c' || (random() * 400)::integer as client,"
    "  (array['0983', '0984', '0946', null])[1 + (random() * 3)::integer] as gemeente,"
    "  'P' || (1 + (random() * 3)::integer) as product, date '2022-06-01' + (random() * 700)::integer as "
    "gestart,"
    "  (random() * 150)::integer as duur, (random() * 30)::integer as vertraging, random() as lot"
    "  from generate_series(1, 2000) i;"
    "select maak_traject(client, i, case when lot > 0.1 then gestart end, gemeente => gemeente, product => "
    "product,"
    "  toegewezen => gestart - 10, ingang => gestart - 5, bekend_van => gestart + vertraging,"
    "  bekend_tot => case when lot > 0.4 then gestart + duur + vertraging + 1 else 'infinity' end) from gok;"
    "select maak_traject(client, i, gestart, gestart + duur, 'volgens_plan', gemeente => gemeente, product "
    "=> product,"
    "  toegewezen => gestart - 10, ingang => gestart - 5, bekend_van => gestart + duur + vertraging + 1)"
    "  from gok where lot > 0.4;"
    "select maak_product('P1', 'wonen', 'licht'), maak_product('P2', 'dag', 'zwaar', geldig_tot => "
    "'2023-03-31'),"
    "  maak_product('P2', 'wonen', 'zwaar', geldig_van => '2023-04-01'), maak_product('P3', 'dag', 'midden')";

static int open_database(void **state)
{
  *state = report_case_open("sluis_report_flow");
  test_database_run(*state, random_facts);
  return 0;
}

enum { MOST_GROUPS = 64 };

/* open_eind of each group in the month before. */
struct flow {
  char group[MOST_GROUPS][48];
  long open_end[MOST_GROUPS];
  int count;
};

static long *open_end_of(struct flow *flow, const char *group)
{
  for (int i = 0; i < flow->count; i++) {
    if (strcmp(flow->group[i], group) == 0)
      return &flow->open_end[i];
  }
  assert_true(flow->count < MOST_GROUPS);
  snprintf(flow->group[flow->count], sizeof flow->group[0], "%s", group);
  flow->open_end[flow->count] = -1;
  return &flow->open_end[flow->count++];
}

/* line: maand,group,gestart,afgesloten,open_begin,lopend,open_eind,unieke_clienten */
static void assert_flow(char *line, struct flow *flow)
{
  char group[48] = "";
  long started = 0, ended = 0, open_begin = 0, running = 0, open_end = 0, clients = 0;
  int read = sscanf(line, "%*[^,],%47[^,],%ld,%ld,%ld,%ld,%ld,%ld", group, &started, &ended, &open_begin,
      &running, &open_end, &clients);
  assert_int_equal(read, 7);
  long *before = open_end_of(flow, group);
  assert_int_equal(open_begin + started, running);
  assert_int_equal(running - ended, open_end);
  if (*before >= 0)
    assert_int_equal(open_begin, *before);
  assert_true(clients <= running && (clients > 0) == (running > 0));
  *before = open_end;
}

static int assert_flows(struct database *database, const char *words)
{
  struct flow flow = {.count = 0};
  char *csv = report_case_csv(database, words);
  char *rest = NULL;
  int lines = 0;
  strtok_r(csv, "\n", &rest);
  for (char *line = strtok_r(NULL, "\n", &rest); line != NULL; line = strtok_r(NULL, "\n", &rest)) {
    assert_flow(line, &flow);
    lines++;
  }
  free(csv);
  return lines;
}

static const char *const peildatums[] = {
    "2022-06-15", "2022-12-31", "2023-03-31", "2023-04-01", "2023-07-14", "2024-03-01", "2025-01-01"};

static void what_is_open_at_the_end_is_open_at_the_next_begin(void **state)
{
  static const char *const groups[] = {"gemeente", "product", "segment", "aanbieder"};
  for (size_t p = 0; p < sizeof peildatums / sizeof *peildatums; p++) {
    for (size_t g = 0; g < sizeof groups / sizeof *groups; g++) {
      char words[160];
      snprintf(words, sizeof words,
          "caseload --van 2022-05-15 --tot 2024-06-30 --per maand,%s --peildatum %s", groups[g],
          peildatums[p]);
      int lines = assert_flows(*state, words);
      assert_true(lines > 0 && lines % 26 == 0);
    }
  }
}

/* The definitions word by word, as a person would write them for one month and one gemeente. */
#define SLOW                                                                                                 \
  "with trajecten as (select pseudoniem, coalesce(gemeente, 'onbekend') as gemeente, gestart,"               \
  "    case when gestopt <= date '%1$s' then gestopt end as gestopt"                                         \
  "  from dwh.traject where gestart is not null and bekend_van <= date '%1$s' and bekend_tot > date "        \
  "'%1$s'),"                                                                                                 \
  " maanden as (select m::date as van, (m + interval '1 month')::date - 1 as tot"                            \
  "  from generate_series(timestamp '2022-06-01', '2024-05-01', '1 month') m),"                              \
  " lopend as (select van, tot, t.* from maanden, trajecten t"                                               \
  "  where gestart <= tot and (gestopt is null or gestopt >= van))"                                          \
  " select string_agg(regel, E'\\n' order by regel) from (select concat_ws(',', to_char(van, 'YYYY-MM'), "   \
  "gemeente,"                                                                                                \
  "   sum((gestart between van and tot)::integer), sum(coalesce(gestopt between van and tot, "               \
  "false)::integer),"                                                                                        \
  "   sum((gestart < van)::integer), count(*), sum((gestopt is null or gestopt > tot)::integer),"            \
  "   count(distinct pseudoniem)) as regel from lopend group by van, gemeente) x"

/* Rows of zeros are those that the slow query does not have. */
static void assert_same_as_slow(struct database *database, const char *peildatum)
{
  char sql[2048];
  char words[160];
  snprintf(sql, sizeof sql, SLOW, peildatum);
  snprintf(words, sizeof words,
      "caseload --van 2022-06-01 --tot 2024-05-31 --per maand,gemeente --peildatum %s", peildatum);
  char expected[8192];
  struct error error = {0};
  struct database_rows *rows = NULL;
  assert_int_equal(database_query(database, sql, NULL, 0, DATABASE_TEXT, &rows, &error), 0);
  const char *all = database_rows_value(rows, 0, 0);
  snprintf(expected, sizeof expected, "%s", all != NULL ? all : "");
  database_rows_free(&rows);

  char *csv = report_case_csv(database, words);
  char found[8192] = "";
  size_t size = 0;
  char *rest = NULL;
  strtok_r(csv, "\n", &rest);
  for (char *line = strtok_r(NULL, "\n", &rest); line != NULL; line = strtok_r(NULL, "\n", &rest)) {
    if (strstr(line, ",0,0,0,0,0,0") == NULL)
      size += (size_t)snprintf(found + size, sizeof found - size, "%s%s", size > 0 ? "\n" : "", line);
  }
  assert_true(size < sizeof found);
  assert_string_equal(found, expected);
  free(csv);
}

static void the_caseload_is_what_its_definition_says_word_by_word(void **state)
{
  for (size_t p = 0; p < sizeof peildatums / sizeof *peildatums; p++)
    assert_same_as_slow(*state, peildatums[p]);
}

/* What ends in a period is the same number in three reports. */
static void afgesloten_agrees_between_caseload_doorlooptijd_and_reden(void **state)
{
  for (size_t p = 0; p < sizeof peildatums / sizeof *peildatums; p++) {
    char words[160];
    long of_caseload = 0, of_doorlooptijd = 0, of_reden = 0;
    snprintf(words, sizeof words, "caseload --peildatum %s", peildatums[p]);
    char *caseload = report_case_csv(*state, words);
    snprintf(words, sizeof words, "doorlooptijd --peildatum %s", peildatums[p]);
    char *doorlooptijd = report_case_csv(*state, words);
    snprintf(words, sizeof words, "reden --peildatum %s", peildatums[p]);
    char *reden = report_case_csv(*state, words);
    assert_int_equal(sscanf(strchr(caseload, '\n') + 1, "%*d,%ld", &of_caseload), 1);
    assert_int_equal(sscanf(strchr(doorlooptijd, '\n') + 1, "%ld", &of_doorlooptijd), 1);
    assert_int_equal(of_doorlooptijd, of_caseload);
    bool has_reden = sscanf(strchr(reden, '\n') + 1, "%ld", &of_reden) == 1;
    assert_int_equal(has_reden ? of_reden : 0, of_caseload);
    free(caseload);
    free(doorlooptijd);
    free(reden);
  }
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(what_is_open_at_the_end_is_open_at_the_next_begin),
      cmocka_unit_test(the_caseload_is_what_its_definition_says_word_by_word),
      cmocka_unit_test(afgesloten_agrees_between_caseload_doorlooptijd_and_reden),
  };
  return cmocka_run_group_tests(tests, open_database, report_case_close);
}
