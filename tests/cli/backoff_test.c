/* The pauses between attempts. The stop is asked for out of the log, at the moment that the pause begins: so
 * none of them is waited for. */
#include "cli/backoff.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/log.h"
#include "cli/stop_signal.h"

struct heard {
  atomic_int stop;
  int lines;
  char text[256];
};

static void ask_to_stop(enum log_level level, const char *id, const char *text, void *context)
{
  struct heard *heard = context;
  assert_int_equal(level, LOG_WARNING);
  assert_string_equal(id, "proef.again");
  snprintf(heard->text, sizeof heard->text, "%s", text);
  heard->lines++;
  atomic_store(&heard->stop, STOP_DRAIN);
}

static int set_up(void **state)
{
  static struct heard heard;
  heard = (struct heard){.lines = 0};
  log_set_writer(ask_to_stop, &heard);
  *state = &heard;
  return 0;
}

static int tear_down(void **state)
{
  (void)state;
  log_set_writer(NULL, NULL);
  return 0;
}

static int wait_after(struct backoff *backoff, enum error_kind kind)
{
  struct error error = {0};
  (void)error_set(&error, kind, "niemand thuis");
  return backoff_wait(backoff, &error);
}

static void what_waiting_does_not_mend_is_not_waited_for(void **state)
{
  struct heard *heard = *state;
  struct backoff backoff = {.stop = &heard->stop, .log_id = "proef.again"};
  assert_int_equal(wait_after(&backoff, ERROR_CONFIG), ERROR_CONFIG);
  assert_int_equal(heard->lines, 0);
}

static void a_stop_during_the_pause_leaves_one_attempt(void **state)
{
  struct heard *heard = *state;
  struct backoff backoff = {.stop = &heard->stop, .log_id = "proef.again"};
  assert_int_equal(wait_after(&backoff, ERROR_UNAVAILABLE), 0);
  assert_string_equal(heard->text, "again in 100 ms: niemand thuis");
  assert_int_equal(wait_after(&backoff, ERROR_UNAVAILABLE), ERROR_AGAIN);
  assert_int_equal(heard->lines, 1);
}

static void an_attempt_that_fails_after_a_stop_is_the_last(void **state)
{
  struct heard *heard = *state;
  struct backoff backoff = {.stop = &heard->stop, .log_id = "proef.again"};
  atomic_store(&heard->stop, STOP_DRAIN);
  assert_int_equal(wait_after(&backoff, ERROR_UNAVAILABLE), ERROR_AGAIN);
  assert_int_equal(heard->lines, 0);
}

static void pauses_double_up_to_ten_seconds_and_begin_anew_after_a_success(void **state)
{
  static const char *const texts[] = {"again in 100 ms: niemand thuis", "again in 200 ms: niemand thuis",
      "again in 400 ms: niemand thuis", "again in 800 ms: niemand thuis", "again in 1600 ms: niemand thuis",
      "again in 3200 ms: niemand thuis", "again in 6400 ms: niemand thuis",
      "again in 10000 ms: niemand thuis", "again in 10000 ms: niemand thuis"};
  struct heard *heard = *state;
  struct backoff backoff = {.stop = &heard->stop, .log_id = "proef.again"};
  for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
    atomic_store(&heard->stop, STOP_NONE);
    assert_int_equal(wait_after(&backoff, ERROR_UNAVAILABLE), 0);
    assert_string_equal(heard->text, texts[i]);
  }
  backoff_reset(&backoff);
  atomic_store(&heard->stop, STOP_NONE);
  assert_int_equal(wait_after(&backoff, ERROR_UNAVAILABLE), 0);
  assert_string_equal(heard->text, texts[0]);
}

int main(void)
{
#define BACKOFF_TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
  const struct CMUnitTest tests[] = {
      BACKOFF_TEST(what_waiting_does_not_mend_is_not_waited_for),
      BACKOFF_TEST(a_stop_during_the_pause_leaves_one_attempt),
      BACKOFF_TEST(an_attempt_that_fails_after_a_stop_is_the_last),
      BACKOFF_TEST(pauses_double_up_to_ten_seconds_and_begin_anew_after_a_success),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
