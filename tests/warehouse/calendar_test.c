/* dwh.dim_datum against days that were looked up by hand. */
// clang-format off
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
// clang-format on
#include <stdio.h>

#include "tests/postgres/test_database.h"

static int set_up(void **state)
{
  test_database_migrated("test_calendar");
  *state = test_database_open();
  return 0;
}

static void expect_holiday(struct database *database, const char *date, const char *name)
{
  char sql[128];
  snprintf(sql, sizeof sql, "select feestdag from dwh.dim_datum where datum = '%s'", date);
  assert_string_equal(test_database_text(database, sql), name);
}

static void every_day_of_the_half_century_is_there_once(void **state)
{
  assert_string_equal(test_database_text(*state,
                          "select concat_ws(' ', min(datum), max(datum), count(*)) from dwh.dim_datum"),
      "2000-01-01 2050-12-31 18628");
}

static void easter_falls_where_the_almanac_says(void **state)
{
  static const char *const days[] = {"2000-04-23", "2008-03-23", "2011-04-24", "2016-03-27", "2019-04-21",
      "2023-04-09", "2024-03-31", "2025-04-20", "2038-04-25", "2049-04-18"};
  for (size_t i = 0; i < sizeof days / sizeof *days; i++)
    expect_holiday(*state, days[i], "Eerste paasdag");
}

static void days_around_easter_move_with_it(void **state)
{
  expect_holiday(*state, "2024-03-29", "Goede Vrijdag");
  expect_holiday(*state, "2024-04-01", "Tweede paasdag");
  expect_holiday(*state, "2024-05-09", "Hemelvaartsdag");
  expect_holiday(*state, "2024-05-20", "Tweede pinksterdag");
}

static void the_birthday_of_the_king_is_not_celebrated_on_a_sunday(void **state)
{
  expect_holiday(*state, "2023-04-27", "Koningsdag");
  expect_holiday(*state, "2014-04-26", "Koningsdag"); /* the 27th was a Sunday */
  expect_holiday(*state, "2014-04-27", "");
  expect_holiday(*state, "2025-04-26", "Koningsdag");
  expect_holiday(*state, "2013-04-30", "Koninginnedag");
  expect_holiday(*state, "2006-04-29", "Koninginnedag");
  expect_holiday(*state, "2006-04-30", "");
}

static void two_holidays_on_one_day_are_both_named(void **state)
{
  expect_holiday(*state, "2016-05-05", "Bevrijdingsdag, Hemelvaartsdag");
}

static void working_days_leave_out_weekends_and_holidays(void **state)
{
  assert_int_equal(
      test_database_number(*state, "select count(*) from dwh.dim_datum where jaar = 2023 and werkdag"), 252);
  assert_int_equal(
      test_database_number(*state,
          "select count(*) from dwh.dim_datum where werkdag and (weekdag > 5 or feestdag is not null)"),
      0);
}

static void the_difference_of_working_day_numbers_counts_the_days_after_the_first_through_the_last(
    void **state)
{
  static const char sql[] =
      "select b.werkdag_nummer - a.werkdag_nummer from dwh.dim_datum a, dwh.dim_datum b "
      "where a.datum = '%s' and b.datum = '%s'";
  static const struct {
    const char *from;
    const char *to;
    int64_t days;
  } cases[] = {
      {"2023-04-06", "2023-04-11", 1}, /* Good Friday, weekend, Easter Monday */
      {"2023-04-03", "2023-04-07", 3}, /* Tuesday to Thursday */
      {"2023-12-22", "2023-12-27", 1}, /* both Christmas days and a weekend */
      {"2023-05-05", "2023-05-05", 0},
      {"2023-05-08", "2023-05-04", -1}, /* Friday 5 May is a holiday; backwards counts negative */
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    char text[512];
    snprintf(text, sizeof text, sql, cases[i].from, cases[i].to);
    assert_int_equal(test_database_number(*state, text), cases[i].days);
  }
}

static void quarters_and_months_are_named_as_reports_do(void **state)
{
  assert_string_equal(
      test_database_text(*state, "select concat_ws(' ', jaar, kwartaal, maand, weekdag) from dwh.dim_datum "
                                 "where datum = '2023-04-30'"),
      "2023 2023-K2 2023-04 7");
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(every_day_of_the_half_century_is_there_once),
      cmocka_unit_test(easter_falls_where_the_almanac_says),
      cmocka_unit_test(days_around_easter_move_with_it),
      cmocka_unit_test(the_birthday_of_the_king_is_not_celebrated_on_a_sunday),
      cmocka_unit_test(two_holidays_on_one_day_are_both_named),
      cmocka_unit_test(working_days_leave_out_weekends_and_holidays),
      cmocka_unit_test(
          the_difference_of_working_day_numbers_counts_the_days_after_the_first_through_the_last),
      cmocka_unit_test(quarters_and_months_are_named_as_reports_do),
  };
  return cmocka_run_group_tests(tests, set_up, test_database_teardown);
}
