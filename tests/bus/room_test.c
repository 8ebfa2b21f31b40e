/* The shared bound by itself. A thread that waits is told from one that does not by looking in the line. */
#include <sched.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "bus/room.h"

enum { WITHOUT_END = -1 };

struct taker {
  struct room *room;
  size_t bytes;
  int timeout_ms;
  bool has_taken;
};

static void *take(void *context)
{
  struct taker *taker = context;
  taker->has_taken = room_take(taker->room, taker->bytes, taker->timeout_ms);
  return NULL;
}

static void wait_until_somebody_waits(struct room *room)
{
  for (bool waits = false; !waits;) {
    pthread_mutex_lock(&room->mutex);
    waits = room->first != NULL;
    pthread_mutex_unlock(&room->mutex);
    sched_yield();
  }
}

static void what_does_not_fit_is_refused_and_changes_nothing(void **state)
{
  (void)state;
  struct room room;
  room_init(&room, 100);
  assert_true(room_take(&room, 60, 0));
  assert_false(room_take(&room, 41, 0));
  assert_false(room_take(&room, SIZE_MAX, 1));
  assert_int_equal(room_taken(&room), 60);
  assert_true(room_take(&room, 40, 0));
  assert_int_equal(room_taken(&room), 100);
  room_give(&room, 100);
  assert_int_equal(room_taken(&room), 0);
  room_fini(&room);
}

static void a_piece_above_the_maximum_fits_when_nothing_else_is_there(void **state)
{
  (void)state;
  struct room room;
  room_init(&room, 100);
  assert_true(room_take(&room, 1000, 0));
  assert_false(room_take(&room, 1, 0));
  assert_false(room_take(&room, 0, 0));
  room_give(&room, 1000);
  assert_true(room_take(&room, 1, 0));
  assert_false(room_take(&room, 1000, 0));
  room_fini(&room);
}

static void who_waits_goes_on_when_room_is_given(void **state)
{
  (void)state;
  struct room room;
  room_init(&room, 100);
  assert_true(room_take(&room, 100, 0));
  struct taker taker = {.room = &room, .bytes = 30, .timeout_ms = WITHOUT_END};
  pthread_t thread;
  assert_int_equal(pthread_create(&thread, NULL, take, &taker), 0);
  wait_until_somebody_waits(&room);
  room_give(&room, 29);
  assert_int_equal(room_taken(&room), 71);
  room_give(&room, 1);
  assert_int_equal(pthread_join(thread, NULL), 0);
  assert_true(taker.has_taken);
  assert_int_equal(room_taken(&room), 100);
  room_fini(&room);
}

static void a_large_piece_that_waits_is_not_overtaken_by_a_small_one(void **state)
{
  (void)state;
  struct room room;
  room_init(&room, 100);
  assert_true(room_take(&room, 50, 0));
  struct taker large = {.room = &room, .bytes = 90, .timeout_ms = WITHOUT_END};
  pthread_t thread;
  assert_int_equal(pthread_create(&thread, NULL, take, &large), 0);
  wait_until_somebody_waits(&room);
  assert_false(room_take(&room, 10, 0));
  room_give(&room, 50);
  assert_int_equal(pthread_join(thread, NULL), 0);
  assert_true(large.has_taken);
  assert_true(room_take(&room, 10, 0));
  room_fini(&room);
}

static void who_gives_up_waiting_leaves_the_line(void **state)
{
  (void)state;
  struct room room;
  room_init(&room, 100);
  assert_true(room_take(&room, 50, 0));
  assert_false(room_take(&room, 90, 5));
  assert_true(room_take(&room, 10, 0));
  assert_null(room.first);
  room_fini(&room);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(what_does_not_fit_is_refused_and_changes_nothing),
      cmocka_unit_test(a_piece_above_the_maximum_fits_when_nothing_else_is_there),
      cmocka_unit_test(who_waits_goes_on_when_room_is_given),
      cmocka_unit_test(a_large_piece_that_waits_is_not_overtaken_by_a_small_one),
      cmocka_unit_test(who_gives_up_waiting_leaves_the_line),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
