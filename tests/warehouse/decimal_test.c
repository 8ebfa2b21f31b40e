/* Differences of figures as text. */
// clang-format off
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
// clang-format on
#include "warehouse/decimal.h"

static void assert_difference(const char *a, const char *b, const char *expected)
{
  char out[DECIMAL_SIZE];
  assert_true(decimal_difference(a, b, out));
  assert_string_equal(out, expected);
}

static void whole_numbers_differ_by_a_whole_number(void **state)
{
  (void)state;
  assert_difference("3", "15", "12");
  assert_difference("15", "3", "-12");
  assert_difference("-4", "-4", "0");
  assert_difference("0", "9223372036854775807", "9223372036854775807");
}

static void decimals_are_kept_to_the_last(void **state)
{
  (void)state;
  assert_difference("1.500000", "1.000000", "-0.500000");
  assert_difference("0.333333", "0.333334", "0.000001");
  assert_difference("-0.250000", "0.250000", "0.500000");
  assert_difference("2", "2.500000", "0.500000");
  assert_difference("0.1", "0.25", "0.15");
}

static void what_is_no_number_or_does_not_fit_has_no_difference(void **state)
{
  (void)state;
  char out[DECIMAL_SIZE];
  assert_false(decimal_difference("onbekend", "1", out));
  assert_false(decimal_difference("1", "", out));
  assert_false(decimal_difference("1", "NaN", out));
  assert_false(decimal_difference("1", "1e3", out));
  assert_false(decimal_difference("0", "9223372036854775808", out));
  assert_false(decimal_difference("-9223372036854775807", "9223372036854775807", out));
  assert_false(decimal_difference("1", "0.1234567890", out));
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(whole_numbers_differ_by_a_whole_number),
      cmocka_unit_test(decimals_are_kept_to_the_last),
      cmocka_unit_test(what_is_no_number_or_does_not_fit_has_no_difference),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
