/* From which day on counts as known what came on a closed one, and on an open one. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/date.h"
#include "proto/open_day.h"

enum { CLOSED_THROUGH = 19000 };

static void what_comes_on_a_closed_day_is_known_from_the_first_open_one(void **state)
{
  (void)state;
  assert_int_equal(open_day_from(CLOSED_THROUGH - 400, CLOSED_THROUGH), CLOSED_THROUGH + 1);
  assert_int_equal(open_day_from(CLOSED_THROUGH, CLOSED_THROUGH), CLOSED_THROUGH + 1);
}

static void what_comes_on_an_open_day_is_known_from_that_day(void **state)
{
  (void)state;
  assert_int_equal(open_day_from(CLOSED_THROUGH + 1, CLOSED_THROUGH), CLOSED_THROUGH + 1);
  assert_int_equal(open_day_from(CLOSED_THROUGH + 2, CLOSED_THROUGH), CLOSED_THROUGH + 2);
}

static void where_no_day_is_closed_every_day_is_open(void **state)
{
  (void)state;
  assert_false(open_day_is_past(DATE_MINUS_INFINITY, DATE_MINUS_INFINITY));
  assert_int_equal(open_day_from(DATE_MINUS_INFINITY, DATE_MINUS_INFINITY), DATE_MINUS_INFINITY);
  assert_int_equal(open_day_from(0, DATE_MINUS_INFINITY), 0);
}

static void a_day_is_past_through_the_last_closed_one(void **state)
{
  (void)state;
  assert_true(open_day_is_past(CLOSED_THROUGH, CLOSED_THROUGH));
  assert_false(open_day_is_past(CLOSED_THROUGH + 1, CLOSED_THROUGH));
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(what_comes_on_a_closed_day_is_known_from_the_first_open_one),
      cmocka_unit_test(what_comes_on_an_open_day_is_known_from_that_day),
      cmocka_unit_test(where_no_day_is_closed_every_day_is_open),
      cmocka_unit_test(a_day_is_past_through_the_last_closed_one),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
