/* The command line of one command: what is an option, what is its value, what is left. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/date.h"
#include "cli/arguments.h"

static const struct argument_option options[] = {
    {"--van", "D", ""}, {"--where", "K=V", ""}, {"--once", NULL, ""}, {NULL, NULL, NULL}};

static int parse(const char *const *words, struct arguments *out)
{
  arguments_fini(out); /* of the call before, in the same test */
  int count = 0;
  while (words[count] != NULL)
    count++;
  return arguments_parse(count, words, options, out, NULL);
}

static void an_unknown_option_is_a_usage_error(void **state)
{
  (void)state;
  struct arguments arguments = {.options = options};
  assert_int_equal(parse((const char *const[]){"--vann", "x", NULL}, &arguments), ERROR_USAGE);
  arguments_fini(&arguments);
}

static void an_option_without_its_value_is_a_usage_error(void **state)
{
  (void)state;
  struct arguments arguments = {.options = options};
  assert_int_equal(parse((const char *const[]){"caseload", "--van", NULL}, &arguments), ERROR_USAGE);
  arguments_fini(&arguments);
}

static void a_flag_with_a_value_is_a_usage_error(void **state)
{
  (void)state;
  struct arguments arguments = {.options = options};
  assert_int_equal(parse((const char *const[]){"--once=yes", NULL}, &arguments), ERROR_USAGE);
  arguments_fini(&arguments);
}

static void a_value_may_stand_behind_a_space_or_an_equals_sign(void **state)
{
  (void)state;
  struct arguments arguments = {.options = options};
  assert_int_equal(parse((const char *const[]){"--van", "a", "--van=b", NULL}, &arguments), 0);
  assert_string_equal(arguments_value_at(&arguments, "--van", 0), "a");
  assert_string_equal(arguments_value(&arguments, "--van"), "b");
  assert_null(arguments_value_at(&arguments, "--van", 2));
  arguments_fini(&arguments);
}

static void what_is_no_option_stays_in_order(void **state)
{
  (void)state;
  struct arguments arguments = {.options = options};
  assert_int_equal(parse((const char *const[]){"a", "--once", "b", "--", "--van", NULL}, &arguments), 0);
  assert_true(arguments_has(&arguments, "--once"));
  assert_int_equal(arguments.count, 3);
  assert_string_equal(arguments.items[0], "a");
  assert_string_equal(arguments.items[1], "b");
  assert_string_equal(arguments.items[2], "--van");
  arguments_fini(&arguments);
}

static void an_absent_day_is_the_default_and_a_wrong_one_a_usage_error(void **state)
{
  (void)state;
  struct arguments arguments = {.options = options};
  int32_t day = 0;
  assert_int_equal(parse((const char *const[]){"x", NULL}, &arguments), 0);
  assert_int_equal(arguments_date(&arguments, "--van", 7, &day, NULL), 0);
  assert_int_equal(day, 7);
  arguments_fini(&arguments);
  assert_int_equal(parse((const char *const[]){"--van", "2025-02-29", NULL}, &arguments), 0);
  assert_int_equal(arguments_date(&arguments, "--van", 7, &day, NULL), ERROR_USAGE);
  arguments_fini(&arguments);
  assert_int_equal(parse((const char *const[]){"--van", "1970-01-02", NULL}, &arguments), 0);
  assert_int_equal(arguments_date(&arguments, "--van", 7, &day, NULL), 0);
  assert_int_equal(day, 1);
  arguments_fini(&arguments);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(an_unknown_option_is_a_usage_error),
      cmocka_unit_test(an_option_without_its_value_is_a_usage_error),
      cmocka_unit_test(a_flag_with_a_value_is_a_usage_error),
      cmocka_unit_test(a_value_may_stand_behind_a_space_or_an_equals_sign),
      cmocka_unit_test(what_is_no_option_stays_in_order),
      cmocka_unit_test(an_absent_day_is_the_default_and_a_wrong_one_a_usage_error),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
