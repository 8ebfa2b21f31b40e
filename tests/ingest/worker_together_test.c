/* Workers that share an inbox: what one has borrowed, another passes over; and each ends by what the inbox
 * holds, whoever has which folder at that moment. */
#include <limits.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "base/date.h"
#include "inbox_fixture.h"
#include "ingest/inbox.h"
#include "worker_fixture.h"

/* --- what workers ask for, and get --- */

static atomic_size_t borrowings; /* asked for by workers */
static atomic_bool is_divided;   /* each worker only gets what is its own */
static atomic_int workers;
static _Thread_local int worker_number;

static void ask_for_all(void)
{
  atomic_store(&borrowings, 0);
  atomic_store(&is_divided, false);
  atomic_store(&workers, 0);
}

/* Organisations with an even code are of one worker, the others of the other. */
static bool is_of_this_worker(const char *organisation)
{
  if (worker_number == 0)
    worker_number = atomic_fetch_add(&workers, 1) + 1;
  return worker_number % 2 == (organisation[strlen(organisation) - 1] - '0') % 2;
}

int __real_inbox_borrow(
    struct inbox *inbox, const char *organisation, struct inbox_borrowed **out, struct error *error);
int __wrap_inbox_borrow(
    struct inbox *inbox, const char *organisation, struct inbox_borrowed **out, struct error *error);

int __wrap_inbox_borrow(
    struct inbox *inbox, const char *organisation, struct inbox_borrowed **out, struct error *error)
{
  atomic_fetch_add(&borrowings, 1);
  *out = NULL;
  if (atomic_load(&is_divided) && !is_of_this_worker(organisation))
    return 0;
  return __real_inbox_borrow(inbox, organisation, out, error);
}

/* --- another that has a folder --- */

struct other {
  struct inbox *inbox;
  struct inbox_borrowed *borrowed;
};

static struct other other_borrows(const char *organisation)
{
  struct other other = {NULL, NULL};
  assert_int_equal(inbox_open("inbox", &other.inbox, NULL), 0);
  assert_int_equal(__real_inbox_borrow(other.inbox, organisation, &other.borrowed, NULL), 0);
  assert_non_null(other.borrowed);
  return other;
}

static void other_returns(struct other *other)
{
  inbox_return(&other->borrowed);
  inbox_close(&other->inbox);
}

/* --- tests --- */

static int setup(void **state)
{
  ask_for_all();
  if (fixture_setup(state) != 0)
    return -1;
  struct worker_fixture *fixture = malloc(sizeof *fixture);
  worker_fixture_init(fixture);
  fixture->options.idle_ms = 1;
  *state = fixture;
  return 0;
}

static int teardown(void **state)
{
  worker_fixture_fini(*state);
  free(*state);
  return fixture_teardown(state);
}

static void expect_all_is_stored(struct worker_fixture *fixture, size_t leveringen, size_t refused)
{
  assert_int_equal(atomic_load(&fixture->received), leveringen);
  assert_int_equal(atomic_load(&fixture->counts.leveringen), leveringen);
  assert_int_equal(atomic_load(&fixture->counts.afgekeurd), refused);
  assert_int_equal(fixture_count("inbox", ""), 0);
  char *text = fixture_text_of("outbox", "ontvangen.");
  assert_int_equal(fixture_occurrences(text, "goed     JW301 "), leveringen - refused);
  free(text);
}

static void two_workers_share_an_inbox(void **state)
{
  struct worker_fixture *fixture = *state;
  worker_fixture_write_many(6, 3, 50);
  assert_int_equal(worker_fixture_run_many(fixture, 2), 0);
  expect_all_is_stored(fixture, 900, 18);
}

/* As two that go about in step would find it in every round. */
static void two_workers_that_always_find_the_others_organisation_borrowed_both_end(void **state)
{
  struct worker_fixture *fixture = *state;
  worker_fixture_write_many(4, 2, 5);
  atomic_store(&is_divided, true);
  assert_int_equal(worker_fixture_run_many(fixture, 2), 0);
  assert_int_equal(atomic_load(&workers), 2);
  expect_all_is_stored(fixture, 40, 0);
}

static void a_worker_ends_while_another_has_folders_in_which_nothing_waits(void **state)
{
  struct worker_fixture *fixture = *state;
  fixture_write("inbox/0983/2024-01-31/onaf.xml.part", "");
  fixture_write("inbox/0984/.iets", "");
  struct other others[2] = {other_borrows("0983"), other_borrows("0984")};
  assert_int_equal(worker_fixture_run(fixture, NULL), 0);
  other_returns(&others[0]);
  other_returns(&others[1]);
}

static void a_worker_borrows_nothing_where_nothing_waits(void **state)
{
  struct worker_fixture *fixture = *state;
  fixture_write("inbox/0983/2024-01-31/onaf.xml.part", "");
  fixture_write("inbox/0984/.iets", "");
  assert_int_equal(worker_fixture_run(fixture, NULL), 0);
  assert_int_equal(atomic_load(&borrowings), 0);
}

struct returning {
  struct worker_fixture *fixture;
  struct other other;
};

/* Once a worker has been refused in two rounds. */
static void *return_later(void *context)
{
  struct returning *returning = context;
  while (atomic_load(&borrowings) < 2)
    nanosleep(&(struct timespec){.tv_nsec = 1000000}, NULL);
  other_returns(&returning->other);
  return NULL;
}

static void run_until_other_returns(struct worker_fixture *fixture, struct other other)
{
  struct returning returning = {fixture, other};
  pthread_t thread;
  assert_int_equal(pthread_create(&thread, NULL, return_later, &returning), 0);
  assert_int_equal(worker_fixture_run(fixture, NULL), 0);
  pthread_join(thread, NULL);
  expect_all_is_stored(fixture, 1, 0);
}

static void a_worker_waits_for_a_day_in_a_folder_that_another_has(void **state)
{
  fixture_write("inbox/0983/2024-01-31/a.xml", "goed a");
  run_until_other_returns(*state, other_borrows("0983"));
}

static void a_worker_waits_for_a_loose_file_in_a_folder_that_another_has(void **state)
{
  fixture_write("inbox/0983/a.xml", "goed a");
  run_until_other_returns(*state, other_borrows("0983"));
}

static void a_worker_waits_for_what_another_has_taken(void **state)
{
  fixture_write("inbox/0983/2024-01-31/a.xml", "goed a");
  struct other other = other_borrows("0983");
  struct inbox_taken taken;
  bool found = false;
  int32_t day = 0;
  assert_true(date_parse("2024-01-31", 10, &day));
  assert_int_equal(inbox_take(other.borrowed, day, &taken, &found, NULL), 0);
  assert_true(found);
  run_until_other_returns(*state, other);
}

static void more_organisations_than_a_worker_may_borrow_at_a_time_are_all_read(void **state)
{
  enum { MANY = 300 };
  struct worker_fixture *fixture = *state;
  for (int i = 0; i < MANY; i++) {
    char path[64];
    char text[64];
    snprintf(path, sizeof path, "inbox/%04d/los.xml", i);
    snprintf(text, sizeof text, "goed %d", i);
    fixture_write(path, text);
  }
  assert_int_equal(worker_fixture_run(fixture, NULL), 0);
  expect_all_is_stored(fixture, MANY, 0);
}

/* It keeps its name, which was taken that day, and stays where it lies. */
static void a_loose_file_whose_name_has_no_room_for_a_number_is_not_waited_for(void **state)
{
  struct worker_fixture *fixture = *state;
  char path[64 + NAME_MAX] = "inbox/0983/";
  memset(path + strlen(path), 'a', NAME_MAX);
  fixture_write(path, "goed a");
  assert_int_equal(worker_fixture_run(fixture, NULL), 0);
  expect_all_is_stored(fixture, 1, 0);
  fixture_write(path, "goed b");
  assert_int_equal(worker_fixture_run(fixture, NULL), 0);
}

int main(void)
{
#define TOGETHER_TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
  const struct CMUnitTest tests[] = {
      TOGETHER_TEST(two_workers_share_an_inbox),
      TOGETHER_TEST(two_workers_that_always_find_the_others_organisation_borrowed_both_end),
      TOGETHER_TEST(a_worker_ends_while_another_has_folders_in_which_nothing_waits),
      TOGETHER_TEST(a_worker_borrows_nothing_where_nothing_waits),
      TOGETHER_TEST(a_worker_waits_for_a_day_in_a_folder_that_another_has),
      TOGETHER_TEST(a_worker_waits_for_a_loose_file_in_a_folder_that_another_has),
      TOGETHER_TEST(a_worker_waits_for_what_another_has_taken),
      TOGETHER_TEST(more_organisations_than_a_worker_may_borrow_at_a_time_are_all_read),
      TOGETHER_TEST(a_loose_file_whose_name_has_no_room_for_a_number_is_not_waited_for),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
