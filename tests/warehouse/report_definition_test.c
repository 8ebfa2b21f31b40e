/* The heads of the report files, and what may be asked of a report: all of it without a database. */
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

#include "base/date.h"
#include "warehouse/report.h"
#include "warehouse/report_query.h"

static int check(struct report_request request)
{
  struct arena arena;
  struct error error = {0};
  arena_init(&arena, 0);
  if (request.name == NULL)
    request.name = "caseload";
  if (request.tot == 0)
    request.tot = 364;
  int kind = report_check(&request, &arena, &error);
  if (kind != 0)
    assert_true(error.text[0] != '\0');
  arena_fini(&arena);
  return kind;
}

static int check_setting(const char *report, const char *name, const char *value)
{
  struct report_setting option = {.name = name, .value = value};
  return check((struct report_request){.name = report, .options = &option, .option_count = 1});
}

static int check_where(const char *report, const char *name)
{
  struct report_setting where = {.name = name, .value = "x"};
  return check((struct report_request){.name = report, .where = &where, .where_count = 1});
}

static void a_report_that_is_not_there_is_a_mistake_of_usage(void **state)
{
  (void)state;
  assert_int_equal(check((struct report_request){.name = "kaseload"}), ERROR_USAGE);
  assert_int_equal(check((struct report_request){.name = ""}), ERROR_USAGE);
  assert_int_equal(check((struct report_request){.name = "_traject"}), ERROR_USAGE);
}

static void a_dimension_that_the_report_has_not_is_refused(void **state)
{
  (void)state;
  assert_int_equal(check((struct report_request){.per = {{"week"}, 1}}), ERROR_USAGE);
  assert_int_equal(check((struct report_request){.per = {{"pseudoniem"}, 1}}), ERROR_USAGE);
  assert_int_equal(
      check((struct report_request){.per = {{"gemeente; drop table dwh.traject"}, 1}}), ERROR_USAGE);
  assert_int_equal(check((struct report_request){.per = {{"gemeente", "gemeente"}, 2}}), ERROR_USAGE);
  assert_int_equal(
      check((struct report_request){.name = "toewijzingen", .per = {{"reden"}, 1}}), ERROR_USAGE);
  assert_int_equal(check((struct report_request){.per = {{"gemeente", "maand"}, 2}}), 0);
}

static void a_filter_that_the_report_has_not_is_refused(void **state)
{
  (void)state;
  assert_int_equal(check_where("caseload", "pseudoniem"), ERROR_USAGE);
  assert_int_equal(check_where("caseload", "true or gemeente"), ERROR_USAGE);
  assert_int_equal(check_where("caseload", "maand"), ERROR_USAGE);
  assert_int_equal(check_where("datakwaliteit", "bron"), ERROR_USAGE);
  assert_int_equal(check_where("caseload", "bron"), 0);
  assert_int_equal(check_where("caseload", "segment"), 0);
}

static void an_option_belongs_to_the_reports_that_name_it(void **state)
{
  (void)state;
  assert_int_equal(check_setting("caseload", "norm", "5"), ERROR_USAGE);
  assert_int_equal(check_setting("wachttijd", "onderbreking", "mee"), ERROR_USAGE);
  assert_int_equal(check_setting("wachttijd", "norm", "-1"), ERROR_USAGE);
  assert_int_equal(check_setting("wachttijd", "norm", ""), ERROR_USAGE);
  assert_int_equal(check_setting("wachttijd", "norm", "5 days"), ERROR_USAGE);
  assert_int_equal(check_setting("wachttijd", "norm", "12345678901"), ERROR_USAGE);
  assert_int_equal(check_setting("doorlooptijd", "onderbreking", "ja"), ERROR_USAGE);
  assert_int_equal(check_setting("wachttijd", "norm", "0"), 0);
  assert_int_equal(check_setting("doorlooptijd", "onderbreking", "mee"), 0);
  assert_int_equal(check_setting("plekbezetting", "laatste-dag", "niet"), 0);
  assert_int_equal(check_setting("plekbezetting", "laatste-dag", "mee"), ERROR_USAGE);
  assert_int_equal(check_setting("plekbezetting", "laatste_dag", "niet"), ERROR_USAGE);
  assert_int_equal(check_setting("intensiteit", "laatste-dag", "niet"), ERROR_USAGE);
  assert_int_equal(check_setting("recidive", "maanden", "12"), 0);
  assert_int_equal(check_setting("recidive", "maanden", "-6"), ERROR_USAGE);
  assert_int_equal(check_setting("melder", "maanden", "6"), ERROR_USAGE);
  assert_int_equal(check_setting("budget", "termijn", "0"), 0);
  assert_int_equal(check_setting("bezettingsgraad", "bekostiging", "alle"), 0);
  assert_int_equal(check_setting("bezettingsgraad", "bekostiging", "pxq"), ERROR_USAGE);
}

static void a_period_ends_on_or_after_its_begin_and_has_a_bounded_number_of_parts(void **state)
{
  (void)state;
  assert_int_equal(check((struct report_request){.van = 10, .tot = 9}), ERROR_USAGE);
  assert_int_equal(check((struct report_request){.van = 10, .tot = 10}), 0);
  assert_int_equal(
      check((struct report_request){.van = 0, .tot = 365 * 1000, .per = {{"maand"}, 1}}), ERROR_USAGE);
  assert_int_equal(check((struct report_request){.van = 0, .tot = 365 * 1000, .per = {{"jaar"}, 1}}), 0);
}

static void every_report_file_has_a_whole_head_under_its_own_name(void **state)
{
  (void)state;
  struct arena arena;
  struct error error = {0};
  arena_init(&arena, 0);
  assert_true(report_definition_count() >= 6);
  assert_null(report_definition_code(report_definition_count()));
  for (size_t i = 0; i < report_definition_count(); i++) {
    struct report_definition definition;
    assert_int_equal(report_definition_find(report_definition_code(i), &arena, &definition, &error), 0);
    assert_string_equal(definition.code, report_definition_code(i));
    assert_string_not_equal(definition.title, "");
    assert_string_not_equal(definition.definition, "");
  }
  arena_fini(&arena);
}

static void every_report_can_be_asked_per_each_of_its_dimensions(void **state)
{
  (void)state;
  struct arena arena;
  struct error error = {0};
  arena_init(&arena, 0);
  for (size_t i = 0; i < report_definition_count(); i++) {
    struct report_definition definition;
    assert_int_equal(report_definition_find(report_definition_code(i), &arena, &definition, &error), 0);
    assert_int_equal(
        check((struct report_request){.name = definition.code, .per = definition.dimensions}), 0);
  }
  arena_fini(&arena);
}

static int parse(const char *text)
{
  struct arena arena;
  struct error error = {0};
  struct report_definition definition;
  arena_init(&arena, 0);
  int kind = report_definition_parse(text, &arena, &definition, &error);
  arena_fini(&arena);
  return kind;
}

#define HEAD "-- rapport: x\n-- titel: X\n-- versie: 1\n-- definitie: D\n-- per: maand\n"

static void a_head_that_is_not_whole_is_our_own_mistake(void **state)
{
  (void)state;
  assert_int_equal(parse(HEAD "-- maat: aantal aantal Telling\nselect 1"), 0);
  assert_int_equal(parse(HEAD "select 1"), ERROR_INTERNAL);
  assert_int_equal(parse(HEAD "-- maat: aantal veel Telling\n"), ERROR_INTERNAL);
  assert_int_equal(parse(HEAD "-- maten: aantal aantal Telling\n"), ERROR_INTERNAL);
  assert_int_equal(parse(HEAD "-- maat: aantal aantal T\n-- optie: norm getal\n"), ERROR_INTERNAL);
  assert_int_equal(parse("-- maat: aantal aantal Telling\n"), ERROR_INTERNAL);
}

#define DAYS "-- maat: n aantal Hoeveel\n-- maat: d kalenderdagen Dagen\n"

static void a_quotient_is_of_two_measures_that_are_whole(void **state)
{
  (void)state;
  assert_int_equal(parse(HEAD DAYS "-- maat: q deling:n/d Deel\n"), 0);
  assert_int_equal(parse(HEAD DAYS "-- maat: q deling:n/x Deel\n"), ERROR_INTERNAL);
  assert_int_equal(parse(HEAD DAYS "-- maat: q deling:q/d Deel\n"), ERROR_INTERNAL);
  assert_int_equal(parse(HEAD DAYS "-- maat: q deling:n Deel\n"), ERROR_INTERNAL);
  assert_int_equal(parse(HEAD DAYS "-- maat: q deling:/d Deel\n"), ERROR_INTERNAL);
  assert_int_equal(parse(HEAD DAYS "-- maat: q deling:n/ Deel\n"), ERROR_INTERNAL);
}

static void a_sum_adds_up_and_need_not_be_whole(void **state)
{
  (void)state;
#define SUMS "-- maat: n aantal Hoeveel\n-- maat: s som Bedrag\n"
  assert_int_equal(parse(HEAD SUMS "-- maat: q deling:s/n Deel\n"), 0);
  assert_int_equal(
      parse("-- rapport: x\n-- titel: X\n-- versie: 1\n-- definitie: D\n-- per: maand gemeente\n" SUMS
            "-- rand: gemeente maand\n"),
      0);
#undef SUMS
}

/* What a definition and a request come to, as SQL; the caller frees. */
static char *statement(const char *text, struct report_request request)
{
  struct arena arena;
  struct error error = {0};
  struct report_definition definition;
  struct report_query query;
  arena_init(&arena, 0);
  assert_int_equal(report_definition_parse(text, &arena, &definition, &error), 0);
  assert_int_equal(report_query_build(&definition, &request, &arena, &query, &error), 0);
  char *sql = strndup(query.sql.data, query.sql.size);
  for (size_t i = 0; i < query.parameter_count; i++) {
    if (query.names[i] != NULL)
      assert_string_equal(query.parameters[i].value, " maand gemeente bron gemeente");
  }
  report_query_fini(&query);
  arena_fini(&arena);
  return sql;
}

/* Facts that do not have the columns of `waar` are limited by those of `per` alone. */
static void the_sql_knows_what_is_asked_and_limits_by_dimensions_alone(void **state)
{
  (void)state;
  struct report_setting where[] = {{"bron", "lijst"}, {"gemeente", "0983"}};
  char *sql = statement("-- rapport: x\n-- titel: X\n-- versie: 1\n-- definitie: D\n-- per: maand gemeente\n"
                        "-- waar: bron\n-- maat: n aantal N\n-- maat: p deel:n P\n"
                        "a :'kolommen' b :waar c :waar_per d",
      (struct report_request){
          .tot = 30, .per = {{"maand", "gemeente"}, 2}, .where = where, .where_count = 2});
  assert_non_null(strstr(
      sql, "a $1 b true and bron = $2::text and gemeente = $3::text c true and gemeente = $4::text d"));
  /* the share is spread over the last column that is no part of the period */
  assert_non_null(strstr(sql, "over (partition by groep.periode), 0)"));
  free(sql);
}

/* A total of a mean or a share would be no total. */
static void a_margin_is_of_dimensions_that_are_there_and_of_measures_that_add_up(void **state)
{
  (void)state;
#define WIDE "-- rapport: x\n-- titel: X\n-- versie: 1\n-- definitie: D\n-- per: maand gemeente reden\n"
  assert_int_equal(parse(WIDE DAYS "-- rand: gemeente maand\n-- maat: q deling:n/d Deel\n"), 0);
  assert_int_equal(parse(WIDE DAYS "-- rand: aanbieder maand\n"), ERROR_INTERNAL);
  assert_int_equal(parse(WIDE DAYS "-- rand: gemeente jaar\n"), ERROR_INTERNAL);
  assert_int_equal(parse(WIDE DAYS "-- rand: gemeente\n"), ERROR_INTERNAL);
  assert_int_equal(parse(WIDE DAYS "-- rand: gemeente maand jaar\n"), ERROR_INTERNAL);
  assert_int_equal(parse(WIDE DAYS "-- rand: gemeente maand\n-- maat: m getal Gemiddelde\n"), ERROR_INTERNAL);
  assert_int_equal(parse(WIDE DAYS "-- rand: gemeente maand\n-- maat: p deel:n Aandeel\n"), ERROR_INTERNAL);
  assert_int_equal(parse(WIDE DAYS "-- rand: gemeente maand\n-- achteraan: reden\n"), ERROR_INTERNAL);
  assert_int_equal(parse(WIDE DAYS "-- rand: gemeente maand\n-- sleutel: soort a|b Welke\n"), ERROR_INTERNAL);
#undef WIDE
}

static void a_head_says_all_that_the_engine_needs(void **state)
{
  (void)state;
  struct arena arena;
  struct error error = {0};
  struct report_definition definition;
  arena_init(&arena, 0);
  assert_int_equal(report_definition_parse("-- rapport:   x\n-- titel: Een titel\n-- versie: 3\n"
                                           "-- definitie: Een zin\n--            over twee regels\n"
                                           "-- per: maand gemeente\n-- waar: bron\n"
                                           "-- optie: stop niet|mee mee Of de stop telt\n"
                                           "-- sleutel: soort a|b Welke\n-- sleutel: code * Code\n"
                                           "-- achteraan: gemeente\n"
                                           "-- maat: n aantal Hoeveel\n-- maat: p deel:n Deel\nselect 1\n",
                       &arena, &definition, &error),
      0);
  assert_string_equal(definition.definition, "Een zin over twee regels");
  assert_string_equal(definition.version, "3");
  assert_int_equal(definition.dimensions.count, 2);
  assert_string_equal(definition.filters.items[0], "bron");
  assert_string_equal(definition.options[0].fallback, "mee");
  assert_string_equal(definition.options[0].allowed.items[1], "mee");
  assert_int_equal(definition.keys[0].values.count, 2);
  assert_int_equal(definition.keys[1].values.count, 0);
  assert_string_equal(definition.last_dimension, "gemeente");
  assert_int_equal(definition.measures[0].kind, REPORT_COUNT);
  assert_string_equal(definition.measures[1].share_of, "n");
  arena_fini(&arena);
}

/* A word that no levering has would be a coverage of nothing. */
static void the_coverage_of_every_report_is_about_known_datasets(void **state)
{
  (void)state;
  static const struct report_words known = {{"jw", "wmo", "traject", "indicator"}, 4};
  for (size_t i = 0; i < report_definition_count(); i++) {
    struct arena arena;
    struct error error = {0};
    struct report_definition definition;
    arena_init(&arena, 0);
    assert_int_equal(report_definition_find(report_definition_code(i), &arena, &definition, &error), 0);
    assert_true(definition.datasets.count > 0);
    for (size_t j = 0; j < definition.datasets.count; j++)
      assert_true(report_words_have(&known, definition.datasets.items[j]));
    bool is_about_lists = report_words_have(&definition.datasets, "traject");
    if (strcmp(definition.code, "kosten") == 0)
      assert_false(is_about_lists);
    if (strcmp(definition.code, "caseload") == 0)
      assert_true(is_about_lists);
    arena_fini(&arena);
  }
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_report_that_is_not_there_is_a_mistake_of_usage),
      cmocka_unit_test(a_dimension_that_the_report_has_not_is_refused),
      cmocka_unit_test(a_filter_that_the_report_has_not_is_refused),
      cmocka_unit_test(an_option_belongs_to_the_reports_that_name_it),
      cmocka_unit_test(a_period_ends_on_or_after_its_begin_and_has_a_bounded_number_of_parts),
      cmocka_unit_test(every_report_file_has_a_whole_head_under_its_own_name),
      cmocka_unit_test(every_report_can_be_asked_per_each_of_its_dimensions),
      cmocka_unit_test(a_head_that_is_not_whole_is_our_own_mistake),
      cmocka_unit_test(a_quotient_is_of_two_measures_that_are_whole),
      cmocka_unit_test(a_sum_adds_up_and_need_not_be_whole),
      cmocka_unit_test(the_sql_knows_what_is_asked_and_limits_by_dimensions_alone),
      cmocka_unit_test(a_margin_is_of_dimensions_that_are_there_and_of_measures_that_add_up),
      cmocka_unit_test(the_coverage_of_every_report_is_about_known_datasets),
      cmocka_unit_test(a_head_says_all_that_the_engine_needs),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
