/* Errors and the log: what is filled, what is cut off, what passes the threshold. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <errno.h>

#include "base/error.h"
#include "base/log.h"

static void an_error_may_be_thrown_away(void **state)
{
  (void)state;
  assert_int_equal(error_set(NULL, ERROR_DATA, "x"), ERROR_DATA);
  assert_int_equal(error_set_errno(NULL, ENOENT, "x"), ERROR_NO_INPUT);
  error_hint(NULL, "x");
}

static void a_new_error_has_no_hint_of_the_old_one(void **state)
{
  (void)state;
  struct error error = {0};
  assert_int_equal(error_set(&error, ERROR_CONFIG, "%s:%d", "sluis.conf", 3), ERROR_CONFIG);
  error_hint(&error, "look at line %d", 3);
  assert_string_equal(error.hint, "look at line 3");
  assert_int_equal(error_set(&error, ERROR_IO, "disk"), ERROR_IO);
  assert_int_equal(error.kind, ERROR_IO);
  assert_string_equal(error.text, "disk");
  assert_string_equal(error.hint, "");
}

static void a_long_text_is_cut_off(void **state)
{
  (void)state;
  struct error error = {0};
  char text[2000];
  memset(text, 'x', sizeof text - 1);
  text[sizeof text - 1] = '\0';
  error_set(&error, ERROR_DATA, "%s", text);
  assert_int_equal(strlen(error.text), sizeof error.text - 1);
  error_set_errno(&error, EIO, "%s", text);
  assert_int_equal(strlen(error.text), sizeof error.text - 1);
}

static void errno_becomes_the_kind_that_says_what_to_do(void **state)
{
  (void)state;
  static const struct {
    int value;
    enum error_kind kind;
  } rows[] = {{ENOENT, ERROR_NO_INPUT}, {EACCES, ERROR_PERMISSION}, {EPERM, ERROR_PERMISSION},
      {ENOSPC, ERROR_AGAIN}, {EDQUOT, ERROR_AGAIN}, {EMFILE, ERROR_AGAIN}, {EIO, ERROR_IO}};
  struct error error = {0};
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    assert_int_equal(error_set_errno(&error, rows[i].value, "file"), rows[i].kind);
    assert_int_equal(error_is_temporary(&error), rows[i].kind == ERROR_AGAIN);
  }
  error_set_errno(&error, ENOENT, "file");
  assert_string_equal(error.text, "file: No such file or directory");
  error_set(&error, ERROR_UNAVAILABLE, "PostgreSQL");
  assert_true(error_is_temporary(&error));
}

static void exit_statuses_are_those_of_the_contract(void **state)
{
  (void)state;
  static const struct {
    enum error_kind kind;
    int status;
    const char *name;
  } rows[] = {{ERROR_NONE, 0, "none"}, {ERROR_REJECTED, 1, "rejected"}, {ERROR_USAGE, 64, "usage"},
      {ERROR_DATA, 65, "data"}, {ERROR_NO_INPUT, 66, "no-input"}, {ERROR_UNAVAILABLE, 69, "unavailable"},
      {ERROR_INTERNAL, 70, "internal"}, {ERROR_IO, 74, "io"}, {ERROR_AGAIN, 75, "again"},
      {ERROR_PERMISSION, 77, "permission"}, {ERROR_CONFIG, 78, "config"}};
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    assert_int_equal(rows[i].kind, rows[i].status);
    assert_string_equal(error_kind_name(rows[i].kind), rows[i].name);
  }
}

static void keep(enum log_level level, const char *id, const char *text, void *context)
{
  char *kept = context;
  size_t used = strlen(kept);
  snprintf(kept + used, 4096 - used, "%d %s %s\n", level, id, text);
}

static void the_log_passes_what_reaches_the_threshold(void **state)
{
  (void)state;
  char kept[4096] = "";
  log_set_writer(keep, kept);
  log_debug("a.debug", "no");
  log_info("a.info", "%d", 1);
  log_set_threshold(LOG_ERROR);
  log_warning("a.warning", "no");
  log_error("an.error", "%s", "yes");
  log_set_threshold(LOG_DEBUG);
  log_debug("a.debug", "yes");
  log_set_threshold(LOG_INFO);
  log_set_writer(NULL, NULL);
  assert_string_equal(kept, "1 a.info 1\n3 an.error yes\n0 a.debug yes\n");
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(an_error_may_be_thrown_away),
      cmocka_unit_test(a_new_error_has_no_hint_of_the_old_one),
      cmocka_unit_test(a_long_text_is_cut_off),
      cmocka_unit_test(errno_becomes_the_kind_that_says_what_to_do),
      cmocka_unit_test(exit_statuses_are_those_of_the_contract),
      cmocka_unit_test(the_log_passes_what_reaches_the_threshold),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
