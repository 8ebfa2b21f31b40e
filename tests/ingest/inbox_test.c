/* Folders, days and names: what is taken, what is left alone, which name a file gets. */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/date.h"
#include "base/log.h"
#include "inbox_fixture.h"
#include "ingest/folder.h"
#include "ingest/inbox.h"
#include "ingest/inbox_survey.h"
#include "ingest/push.h"
#include "ingest/taken.h"

static int left_alone;

static void count_left_alone(enum log_level level, const char *id, const char *text, void *context)
{
  (void)level;
  (void)context;
  assert_null(strstr(text, "111222333"));
  if (strcmp(id, "inbox.left_alone") == 0)
    left_alone++;
}

static struct inbox *inbox;

static int setup(void **state)
{
  left_alone = 0;
  log_set_writer(count_left_alone, NULL);
  return fixture_setup(state) != 0 ? -1 : inbox_open("inbox", &inbox, NULL);
}

static int teardown(void **state)
{
  inbox_close(&inbox);
  log_set_writer(NULL, NULL);
  return fixture_teardown(state);
}

static int32_t day_of(const char *text)
{
  int32_t day = 0;
  assert_true(date_parse(text, strlen(text), &day));
  return day;
}

static int push_as(const char *path, const char *organisation)
{
  struct push_options options = {
      .inbox = "inbox", .organisation = organisation, .received = day_of("2024-01-31")};
  return push_files(&options, &path, 1, NULL, NULL, NULL);
}

static struct inbox_borrowed *borrow(const char *organisation)
{
  struct inbox_borrowed *borrowed = NULL;
  assert_int_equal(inbox_borrow(inbox, organisation, &borrowed, NULL), 0);
  assert_non_null(borrowed);
  return borrowed;
}

static bool take_day(struct inbox_borrowed *borrowed, const char *day, struct inbox_taken *taken)
{
  bool found = false;
  assert_int_equal(inbox_take(borrowed, day_of(day), taken, &found, NULL), 0);
  return found;
}

static bool take(struct inbox_borrowed *borrowed, struct inbox_taken *taken)
{
  return take_day(borrowed, "2024-01-31", taken);
}

static bool take_left(struct inbox_borrowed *borrowed, struct inbox_taken *taken)
{
  bool found = false;
  assert_int_equal(inbox_take_left(borrowed, taken, &found, NULL), 0);
  return found;
}

static int count_file(int folder, const char *name, void *context, struct error *error)
{
  (void)folder;
  (void)name;
  (void)error;
  ++*(int *)context;
  return 0;
}

static int scan(const struct inbox_taken *taken)
{
  int count = 0;
  assert_int_equal(taken_scan(inbox, taken, count_file, &count, NULL), 0);
  return count;
}

static int remove_file(int folder, const char *name, void *context, struct error *error)
{
  (void)context;
  (void)error;
  return unlinkat(folder, name, 0);
}

/* --- locks --- */

static void a_second_run_on_one_inbox_is_told_to_try_again(void **state)
{
  (void)state;
  struct inbox *second = NULL;
  assert_int_equal(inbox_lock(inbox, NULL), 0);
  assert_int_equal(inbox_open("inbox", &second, NULL), 0);
  assert_int_equal(inbox_lock(second, NULL), ERROR_AGAIN);
  inbox_close(&inbox);
  assert_int_equal(inbox_lock(second, NULL), 0);
  inbox = second;
}

static void a_borrowed_organisation_is_not_lent_twice(void **state)
{
  (void)state;
  fixture_write("inbox/0983/2024-01-31/a.xml", "a");
  struct inbox_borrowed *first = borrow("0983");
  struct inbox_borrowed *second = NULL;
  assert_int_equal(inbox_borrow(inbox, "0983", &second, NULL), 0);
  assert_null(second);
  inbox_return(&first);
  second = borrow("0983");
  inbox_return(&second);
}

static void push_does_not_wait_for_who_has_borrowed(void **state)
{
  (void)state;
  fixture_write("a.xml", "a");
  fixture_write("inbox/0983/2024-01-31/b.xml", "b");
  struct inbox_borrowed *borrowed = borrow("0983");
  assert_int_equal(push_as("a.xml", "0983"), 0);
  assert_true(fixture_has("inbox/0983/2024-01-31/a.xml"));
  inbox_return(&borrowed);
}

/* --- what is left alone --- */

static void folders_that_are_no_organisation_are_said_once(void **state)
{
  (void)state;
  fixture_write("inbox/098/x", "");
  fixture_write("inbox/09833/x", "");
  fixture_write("inbox/098a/x", "");
  fixture_write("inbox/111222333/x", "");
  fixture_write("inbox/0983/x", "");
  fixture_write("inbox/12345678/x", "");
  fixture_write("inbox/.verborgen/x", "");
  fixture_write("inbox/0984", "a file");
  for (int i = 0; i < 2; i++) {
    struct inbox_organisations organisations;
    assert_int_equal(inbox_organisations(inbox, &organisations, NULL), 0);
    assert_int_equal(organisations.count, 2);
    assert_string_equal(organisations.names[0], "0983");
    assert_string_equal(organisations.names[1], "12345678");
    inbox_organisations_fini(&organisations);
  }
  assert_int_equal(left_alone, 5);
}

static void days_that_do_not_exist_are_not_listed(void **state)
{
  (void)state;
  struct inbox_days days = {0};
  fixture_write("inbox/0983/2024-02-30/a.xml", "");
  fixture_write("inbox/0983/2024-1-31/a.xml", "");
  fixture_write("inbox/0983/map/a.xml", "");
  for (int i = 0; i < 2; i++) {
    bool found = true;
    assert_int_equal(inbox_look(inbox, "0983", &found, NULL), 0);
    assert_false(found);
  }
  assert_int_equal(inbox_days_add(inbox, "0983", &days, NULL), 0);
  assert_int_equal(days.count, 0);
  inbox_days_fini(&days);
  assert_int_equal(left_alone, 3);
}

static void a_day_of_only_odd_things_is_not_taken(void **state)
{
  (void)state;
  fixture_write("inbox/0983/2024-01-31/a.part", "");
  fixture_write("inbox/0983/2024-01-31/.b", "");
  assert_int_equal(symlink("/etc/passwd", "inbox/0983/2024-01-31/c.xml"), 0);
  assert_int_equal(mkfifo("inbox/0983/2024-01-31/111222333.xml", 0660), 0);
  struct inbox_borrowed *borrowed = borrow("0983");
  struct inbox_taken taken;
  assert_false(take(borrowed, &taken));
  inbox_return(&borrowed);
  assert_int_equal(left_alone, 2);
}

/* --- looking --- */

static bool looks_worth_a_visit(const char *organisation)
{
  bool found = false;
  assert_int_equal(inbox_look(inbox, organisation, &found, NULL), 0);
  return found;
}

static bool is_empty(void)
{
  bool empty = false;
  assert_int_equal(inbox_is_empty(inbox, &empty, NULL), 0);
  return empty;
}

static void a_folder_is_worth_a_visit_for_loose_files_and_taken_days(void **state)
{
  (void)state;
  struct inbox_taken taken;
  fixture_write("inbox/0983/los.xml", "");
  fixture_write("inbox/0984/2024-01-31/a.xml", "");
  fixture_write("inbox/0985/onaf.part", "");
  assert_true(looks_worth_a_visit("0983"));
  assert_false(looks_worth_a_visit("0984"));
  assert_false(looks_worth_a_visit("0985"));
  struct inbox_borrowed *borrowed = borrow("0984");
  assert_false(looks_worth_a_visit("0984")); /* an empty .werk */
  assert_true(take(borrowed, &taken));
  assert_true(looks_worth_a_visit("0984"));
  inbox_return(&borrowed);
  assert_int_equal(inbox_look(inbox, "0986", &(bool){false}, NULL), ERROR_NO_INPUT);
}

static void an_inbox_is_empty_where_no_worker_would_find_anything(void **state)
{
  (void)state;
  assert_true(is_empty());
  fixture_write("inbox/0983/2024-01-31/onaf.xml.part", "");
  fixture_write("inbox/0983/2024-01-31x/geen-dag.xml", "");
  fixture_write("inbox/0983/.verborgen", "");
  fixture_write("inbox/0983/.werk/2024-01-31/geen-genomen-dag.xml", "");
  fixture_write("inbox/0983/.apart/a.xml", "");
  fixture_write("inbox/geen-organisatie/2024-01-31/a.xml", "");
  assert_int_equal(symlink("/etc/passwd", "inbox/0983/c.xml"), 0);
  assert_true(is_empty());
}

static void an_inbox_is_not_empty_before_a_file_has_gone_all_its_way(void **state)
{
  (void)state;
  struct inbox_taken taken;
  bool gone = false;
  fixture_write("inbox/0984/2024-01-30/onaf.part", "");
  fixture_write("inbox/0983/los.xml", "");
  assert_false(is_empty());
  struct inbox_borrowed *borrowed = borrow("0983");
  assert_int_equal(inbox_collect(borrowed, day_of("2024-01-31"), NULL), 0);
  assert_true(fixture_has("inbox/0983/2024-01-31/los.xml"));
  assert_false(is_empty());
  assert_true(take(borrowed, &taken));
  assert_false(fixture_has("inbox/0983/2024-01-31/los.xml"));
  assert_false(is_empty());
  char path[128];
  snprintf(path, sizeof path, "inbox/0983/.werk/%s/los.xml", taken.name);
  assert_int_equal(unlink(path), 0);
  assert_true(is_empty());
  assert_int_equal(taken_finish(inbox, &taken, &gone, NULL), 0);
  inbox_return(&borrowed);
  assert_true(is_empty());
}

static void what_is_not_finished_goes_back_to_its_day(void **state)
{
  (void)state;
  fixture_write("inbox/0983/2024-01-31/a.xml", "a");
  fixture_write("inbox/0983/2024-01-31/b.xml.part", "half");
  struct inbox_borrowed *borrowed = borrow("0983");
  struct inbox_taken taken;
  assert_true(take(borrowed, &taken));
  assert_false(fixture_has("inbox/0983/2024-01-31/b.xml.part"));
  assert_int_equal(scan(&taken), 1);
  fixture_assert_text("inbox/0983/2024-01-31/b.xml.part", "half");
  inbox_return(&borrowed);
}

static void what_a_killed_replay_left_goes_with_its_day(void **state)
{
  (void)state;
  struct inbox_taken taken;
  fixture_write("inbox/0983/2024-01-31/a.xml", "a");
  fixture_write("inbox/0983/2024-01-31/.replay.part", "half");
  struct inbox_borrowed *borrowed = borrow("0983");
  assert_true(take(borrowed, &taken));
  assert_int_equal(scan(&taken), 1);
  assert_false(fixture_has("inbox/0983/2024-01-31/.replay.part"));
  inbox_return(&borrowed);
}

/* A file system without files that have no name. Stands in the place of openat (CMake). */
static bool has_no_unnamed;

int __real_openat(int folder, const char *path, int flags, ...);
int __wrap_openat(int folder, const char *path, int flags, unsigned mode);

int __wrap_openat(int folder, const char *path, int flags, unsigned mode)
{
  if (has_no_unnamed && (flags & O_TMPFILE) == O_TMPFILE) {
    errno = EOPNOTSUPP;
    return -1;
  }
  return __real_openat(folder, path, flags, mode);
}

static void without_unnamed_files_a_push_removes_what_a_killed_one_left_and_no_more(void **state)
{
  (void)state;
  fixture_write("x.xml", "x");
  fixture_write("inbox/0983/.push-1-dead", "half");
  fixture_write("inbox/0983/.push-2-alive", "half");
  int alive = open("inbox/0983/.push-2-alive", O_RDONLY | O_CLOEXEC);
  assert_int_equal(flock(alive, LOCK_EX), 0);
  has_no_unnamed = true;
  int kind = push_as("x.xml", "0983");
  has_no_unnamed = false;
  assert_int_equal(kind, 0);
  assert_true(fixture_has("inbox/0983/2024-01-31/x.xml"));
  assert_false(fixture_has("inbox/0983/.push-1-dead"));
  assert_true(fixture_has("inbox/0983/.push-2-alive"));
  close(alive);
}

static void what_goes_back_never_writes_over_what_is_new(void **state)
{
  (void)state;
  fixture_write("inbox/0983/2024-01-31/a.xml", "a");
  fixture_write("inbox/0983/2024-01-31/b.xml.part", "old");
  struct inbox_borrowed *borrowed = borrow("0983");
  struct inbox_taken taken;
  assert_true(take(borrowed, &taken));
  fixture_write("inbox/0983/2024-01-31/b.xml.part", "new");
  assert_int_equal(scan(&taken), 1);
  fixture_assert_text("inbox/0983/2024-01-31/b.xml.part", "new");
  fixture_assert_text("inbox/0983/2024-01-31/.1~b.xml.part", "old");
  inbox_return(&borrowed);
}

/* --- days --- */

static void a_taken_day_can_be_filled_again_at_once(void **state)
{
  (void)state;
  fixture_write("inbox/0983/2024-01-31/a.xml", "a");
  struct inbox_borrowed *borrowed = borrow("0983");
  struct inbox_taken taken;
  assert_true(take(borrowed, &taken));
  assert_int_equal(taken.day, day_of("2024-01-31"));
  assert_string_equal(taken.organisation, "0983");
  assert_true(fixture_has("inbox/0983/2024-01-31")); /* never absent */
  fixture_write("inbox/0983/2024-01-31/b.xml", "b");
  assert_int_equal(scan(&taken), 1);
  bool empty = true;
  assert_int_equal(taken_finish(inbox, &taken, &empty, NULL), 0);
  assert_false(empty);
  assert_int_equal(taken_scan(inbox, &taken, remove_file, NULL, NULL), 0);
  assert_int_equal(taken_finish(inbox, &taken, &empty, NULL), 0);
  assert_true(empty);
  assert_true(fixture_has("inbox/0983/2024-01-31/b.xml"));
  inbox_return(&borrowed);
}

static void what_a_worker_left_in_werk_is_taken_up_once(void **state)
{
  (void)state;
  fixture_write("inbox/0983/2024-01-31/a.xml", "a");
  struct inbox_borrowed *borrowed = borrow("0983");
  struct inbox_taken first;
  assert_true(take(borrowed, &first));
  inbox_return(&borrowed);
  fixture_write("inbox/0983/2024-02-01/b.xml", "b");
  borrowed = borrow("0983");
  struct inbox_taken again;
  assert_true(take_left(borrowed, &again));
  assert_string_equal(again.name, first.name);
  assert_int_equal(again.day, first.day);
  assert_true(again.is_left);
  assert_false(take_left(borrowed, &again));
  assert_true(take_day(borrowed, "2024-02-01", &again));
  assert_int_equal(again.day, day_of("2024-02-01"));
  assert_false(again.is_left);
  assert_false(take_day(borrowed, "2024-02-01", &again));
  inbox_return(&borrowed);
}

static void what_arrives_comes_before_the_oldest_day_of_each_organisation(void **state)
{
  (void)state;
  static const struct {
    const char *organisation;
    const char *day;
  } expected[] = {{"0983", "2024-02-01"}, {"0984", "2024-01-31"}, {"0983", "2023-12-31"},
      {"0983", "2024-01-29"}, {"0983", "2024-01-30"}, {"0984", "2024-01-01"}, {"12345678", "2022-01-01"}};
  enum { COUNT = sizeof expected / sizeof *expected };
  for (size_t i = 0; i < COUNT; i++) {
    char path[64];
    snprintf(path, sizeof path, "inbox/%s/%s/a.xml", expected[i].organisation, expected[i].day);
    fixture_write(path, "a");
  }
  struct inbox_days days = {0};
  static const char *const organisations[] = {"12345678", "0983", "0984"};
  for (size_t i = 0; i < 3; i++)
    assert_int_equal(inbox_days_add(inbox, organisations[i], &days, NULL), 0);
  inbox_days_sort(&days, day_of("2024-01-31"));
  assert_int_equal(days.count, COUNT);
  for (size_t i = 0; i < COUNT; i++) {
    assert_string_equal(days.items[i].organisation, expected[i].organisation);
    assert_int_equal(days.items[i].day, day_of(expected[i].day));
  }
  inbox_days_fini(&days);
}

static void a_loose_file_moves_to_today_and_keeps_that_day(void **state)
{
  (void)state;
  fixture_write("inbox/0983/a.xml", "loose");
  fixture_write("inbox/0983/2024-01-31/a.xml", "there");
  struct inbox_borrowed *borrowed = borrow("0983");
  assert_int_equal(inbox_collect(borrowed, day_of("2024-01-31"), NULL), 0);
  assert_int_equal(inbox_collect(borrowed, day_of("2024-02-01"), NULL), 0);
  inbox_return(&borrowed);
  fixture_assert_text("inbox/0983/2024-01-31/a.xml", "there");
  fixture_assert_text("inbox/0983/2024-01-31/a.xml~2", "loose");
  assert_false(fixture_has("inbox/0983/a.xml"));
  assert_false(fixture_has("inbox/0983/2024-02-01"));
}

/* --- push and names --- */

static void a_file_that_is_absent_or_no_file_is_no_input(void **state)
{
  (void)state;
  assert_int_equal(push_as("none.xml", "0983"), ERROR_NO_INPUT);
  assert_int_equal(push_as("inbox", "0983"), ERROR_NO_INPUT);
  assert_int_equal(push_as("inbox/", "0983"), ERROR_NO_INPUT);
  assert_int_equal(mkfifo("pijp", 0660), 0);
  assert_int_equal(push_as("pijp", "0983"), ERROR_NO_INPUT);
  assert_int_equal(fixture_count("inbox", ""), 0);
}

static void a_file_without_a_sender_is_refused_unless_it_is_named(void **state)
{
  (void)state;
  fixture_write("a.xml", "onleesbaar");
  fixture_write("leeg.xml", "");
  assert_int_equal(push_as("a.xml", NULL), ERROR_DATA);
  assert_int_equal(push_as("leeg.xml", NULL), ERROR_DATA);
  assert_int_equal(fixture_count("inbox", ""), 0);
  assert_int_equal(push_as("a.xml", "0983"), 0);
  assert_int_equal(push_as("leeg.xml", "0983"), 0);
  fixture_assert_text("inbox/0983/2024-01-31/leeg.xml", "");
}

static void the_sender_in_the_header_names_the_folder(void **state)
{
  (void)state;
  fixture_write("a.xml", "van 12345678");
  fixture_write("b.xml", "van 0983 iets");
  assert_int_equal(push_as("a.xml", NULL), 0);
  assert_int_equal(push_as("b.xml", NULL), 0);
  fixture_assert_text("inbox/12345678/2024-01-31/a.xml", "van 12345678");
  fixture_assert_text("inbox/0983/2024-01-31/b.xml", "van 0983 iets");
}

static void an_organisation_that_cannot_be_is_a_usage_error(void **state)
{
  (void)state;
  fixture_write("a.xml", "a");
  static const char *const wrong[] = {"", "983", "098a", "../0983", "123456789", "0983/"};
  for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
    assert_int_equal(push_as("a.xml", wrong[i]), ERROR_USAGE);
}

static void a_name_that_would_never_be_taken_is_refused(void **state)
{
  (void)state;
  fixture_write(".a.xml", "a");
  fixture_write("b.xml.part", "b");
  assert_int_equal(push_as(".a.xml", "0983"), ERROR_USAGE);
  assert_int_equal(push_as("./b.xml.part", "0983"), ERROR_USAGE);
}

static void of_a_group_with_one_refused_none_goes_over(void **state)
{
  (void)state;
  fixture_write("a.xml", "van 0983 a");
  fixture_write("b.xml", "onleesbaar");
  struct push_options options = {.inbox = "inbox", .received = day_of("2024-01-31")};
  const char *paths[] = {"a.xml", "b.xml"};
  struct error error = {0};
  assert_int_equal(push_files(&options, paths, 2, NULL, NULL, &error), ERROR_DATA);
  assert_non_null(strstr(error.text, "b.xml"));
  assert_int_equal(fixture_count("inbox", ""), 0);
}

static void a_name_that_waits_gets_a_number_at_its_end(void **state)
{
  (void)state;
  static const char *const texts[] = {"een", "twee", "drie"};
  for (int i = 0; i < 3; i++) {
    fixture_write("a.xml", texts[i]);
    assert_int_equal(push_as("a.xml", "0983"), 0);
  }
  fixture_assert_text("inbox/0983/2024-01-31/a.xml", "een");
  fixture_assert_text("inbox/0983/2024-01-31/a.xml~2", "twee");
  fixture_assert_text("inbox/0983/2024-01-31/a.xml~3", "drie");
}

static void a_name_that_was_taken_that_day_is_not_given_again(void **state)
{
  (void)state;
  fixture_write("a.xml", "a");
  assert_int_equal(push_as("a.xml", "0983"), 0);
  struct inbox_borrowed *borrowed = borrow("0983");
  struct inbox_taken taken;
  assert_true(take(borrowed, &taken));
  assert_int_equal(push_as("a.xml", "0983"), 0); /* while it is read */
  assert_true(fixture_has("inbox/0983/2024-01-31/a.xml~2"));
  bool empty = false;
  assert_int_equal(taken_scan(inbox, &taken, remove_file, NULL, NULL), 0);
  assert_int_equal(taken_sync_names(inbox, &taken, NULL), 0);
  assert_int_equal(taken_finish(inbox, &taken, &empty, NULL), 0);
  assert_true(take(borrowed, &taken)); /* the same day again */
  inbox_return(&borrowed);
  assert_int_equal(push_as("a.xml", "0983"), 0);
  assert_true(fixture_has("inbox/0983/2024-01-31/a.xml~3"));
  assert_false(fixture_has("inbox/0983/2024-01-31/a.xml"));
}

static void another_day_gives_the_name_again(void **state)
{
  (void)state;
  fixture_write("a.xml", "a");
  fixture_write("inbox/0983/2024-02-01/a.xml", "other day");
  fixture_write("inbox/0984/2024-01-31/a.xml", "other organisation");
  assert_int_equal(push_as("a.xml", "0983"), 0);
  assert_true(fixture_has("inbox/0983/2024-01-31/a.xml"));
}

static void a_torn_line_of_names_is_cut_off(void **state)
{
  (void)state;
  fixture_write("inbox/0983/2024-01-31/a.xml", "a");
  struct inbox_borrowed *borrowed = borrow("0983");
  struct inbox_taken taken;
  assert_true(take(borrowed, &taken));
  inbox_return(&borrowed);
  FILE *names = fopen("inbox/0983/.namen/.2024-01-31", "a");
  fputs("0123", names);
  fclose(names);
  fixture_write("a.xml", "a");
  fixture_write("inbox/0983/2024-01-31/b.xml", "b");
  assert_int_equal(push_as("a.xml", "0983"), 0);
  assert_true(fixture_has("inbox/0983/2024-01-31/a.xml~2"));
  struct stat status;
  assert_int_equal(stat("inbox/0983/.namen/.2024-01-31", &status), 0);
  assert_int_equal(status.st_size, 17);
}

static void names_of_a_bsn_are_not_kept_readable(void **state)
{
  (void)state;
  fixture_write("inbox/0983/2024-01-31/111222333.xml", "a");
  struct inbox_borrowed *borrowed = borrow("0983");
  struct inbox_taken taken;
  assert_true(take(borrowed, &taken));
  inbox_return(&borrowed);
  char *text = fixture_read("inbox/0983/.namen/.2024-01-31");
  assert_non_null(text);
  assert_null(strstr(text, "111222333"));
  free(text);
}

static atomic_int failed_pushes;

static void *push_fifty(void *context)
{
  (void)context;
  for (int i = 0; i < 50; i++)
    atomic_fetch_add(&failed_pushes, push_as("a.xml", "0983") != 0);
  return NULL;
}

static void pushes_at_once_of_one_name_lose_none_while_days_are_taken(void **state)
{
  (void)state;
  fixture_write("a.xml", "a");
  enum { THREADS = 4 };
  pthread_t threads[THREADS];
  for (int i = 0; i < THREADS; i++)
    assert_int_equal(pthread_create(&threads[i], NULL, push_fifty, NULL), 0);
  while (!fixture_has("inbox/0983"))
    sched_yield();
  for (int i = 0; i < 20; i++) {
    struct inbox_borrowed *borrowed = borrow("0983");
    struct inbox_taken taken;
    while (take(borrowed, &taken))
      continue;
    inbox_return(&borrowed);
  }
  for (int i = 0; i < THREADS; i++)
    pthread_join(threads[i], NULL);
  assert_int_equal(atomic_load(&failed_pushes), 0);
  assert_int_equal(fixture_count("inbox", ""), 50 * THREADS);
  assert_int_equal(fixture_count("inbox", "=a.xml"), 1);
  for (int i = 2; i <= 50 * THREADS; i++) {
    char name[32];
    snprintf(name, sizeof name, "=a.xml~%d", i);
    assert_int_equal(fixture_count("inbox", name), 1);
  }
}

/* --- survey --- */

static void a_survey_of_no_inbox_is_no_input(void **state)
{
  (void)state;
  struct inbox_survey survey;
  assert_int_equal(inbox_survey("elders", &survey, NULL), ERROR_NO_INPUT);
  assert_false(fixture_has("elders"));
}

static void a_survey_counts_what_waits_and_what_is_under_way(void **state)
{
  (void)state;
  fixture_write("inbox/0983/2024-01-31/a.xml", "12345");
  struct inbox_borrowed *borrowed = borrow("0983");
  struct inbox_taken taken;
  assert_true(take(borrowed, &taken));
  fixture_write("inbox/0983/2024-01-31/b.xml", "123");
  fixture_write("inbox/0983/loose.xml", "1");
  fixture_write("inbox/0983/half.part", "1");
  fixture_write("inbox/0983/2024-02-01/.hidden", "1");
  fixture_write("inbox/0983/map/c.xml", "1");
  fixture_write("inbox/0984/2024-02-01/.hidden", "1");
  const struct timespec old[2] = {{.tv_sec = time(NULL) - 1000}, {.tv_sec = time(NULL) - 1000}};
  assert_int_equal(utimensat(AT_FDCWD, "inbox/0983/2024-01-31/b.xml", old, 0), 0);
  struct inbox_survey survey;
  assert_int_equal(inbox_survey("inbox", &survey, NULL), 0);
  assert_int_equal(survey.count, 2);
  assert_string_equal(survey.rows[0].organisation, "0983");
  assert_int_equal(survey.rows[0].files, 3);
  assert_int_equal(survey.rows[0].bytes, 9);
  assert_in_range(survey.rows[0].oldest_s, 1000, 1060);
  assert_int_equal(survey.rows[1].files, 0);
  assert_int_equal(survey.rows[1].oldest_s, 0);
  assert_int_equal(survey.total.files, 3);
  assert_int_equal(survey.total.bytes, 9);
  inbox_survey_fini(&survey);
  inbox_return(&borrowed);
}

static uint64_t count_through(const char *day)
{
  int32_t last_day = 0;
  uint64_t leveringen = 0;
  assert_true(date_parse(day, strlen(day), &last_day));
  assert_int_equal(inbox_count_through("inbox", last_day, &leveringen, NULL), 0);
  return leveringen;
}

static void what_waits_is_counted_by_its_day_also_when_it_is_taken(void **state)
{
  (void)state;
  uint64_t leveringen = 0;
  assert_int_equal(inbox_count_through("elders", 0, &leveringen, NULL), ERROR_NO_INPUT);
  fixture_write("inbox/0983/2024-01-31/a.xml", "1");
  fixture_write("inbox/0983/2024-01-31/half.part", "1");
  struct inbox_borrowed *borrowed = borrow("0983");
  struct inbox_taken taken;
  assert_true(take(borrowed, &taken));
  fixture_write("inbox/0983/2024-01-31/b.xml", "1");
  fixture_write("inbox/0983/2024-02-01/c.xml", "1");
  fixture_write("inbox/0983/loose.xml", "1");
  fixture_write("inbox/12345678/2024-01-30/d.csv", "1");
  assert_int_equal(count_through("2024-01-29"), 0);
  assert_int_equal(count_through("2024-01-30"), 1);
  assert_int_equal(count_through("2024-01-31"), 3);
  assert_int_equal(count_through("2024-02-01"), 4);
  assert_int_equal(count_through("2026-01-01"), 4);
  inbox_return(&borrowed);
}

static int count_entry(int folder, const char *name, enum entry_kind kind, void *context, struct error *error)
{
  (void)folder;
  (void)name;
  (void)kind;
  (void)error;
  ++*(int *)context;
  return 0;
}

/* As happens to who looks whether leveringen wait while a worker finishes a day. */
static void a_folder_that_goes_while_it_is_open_is_empty(void **state)
{
  (void)state;
  int count = 0;
  assert_int_equal(mkdir("weg", 0770), 0);
  int folder = open("weg", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  assert_true(folder >= 0);
  assert_int_equal(rmdir("weg"), 0);
  assert_int_equal(folder_scan(folder, count_entry, &count, NULL), 0);
  assert_int_equal(count, 0);
  close(folder);
}

int main(void)
{
#define INBOX_TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
  const struct CMUnitTest tests[] = {
      INBOX_TEST(a_second_run_on_one_inbox_is_told_to_try_again),
      INBOX_TEST(a_borrowed_organisation_is_not_lent_twice),
      INBOX_TEST(push_does_not_wait_for_who_has_borrowed),
      INBOX_TEST(folders_that_are_no_organisation_are_said_once),
      INBOX_TEST(days_that_do_not_exist_are_not_listed),
      INBOX_TEST(a_day_of_only_odd_things_is_not_taken),
      INBOX_TEST(a_folder_is_worth_a_visit_for_loose_files_and_taken_days),
      INBOX_TEST(an_inbox_is_empty_where_no_worker_would_find_anything),
      INBOX_TEST(an_inbox_is_not_empty_before_a_file_has_gone_all_its_way),
      INBOX_TEST(what_is_not_finished_goes_back_to_its_day),
      INBOX_TEST(what_a_killed_replay_left_goes_with_its_day),
      INBOX_TEST(without_unnamed_files_a_push_removes_what_a_killed_one_left_and_no_more),
      INBOX_TEST(what_goes_back_never_writes_over_what_is_new),
      INBOX_TEST(a_taken_day_can_be_filled_again_at_once),
      INBOX_TEST(what_a_worker_left_in_werk_is_taken_up_once),
      INBOX_TEST(what_arrives_comes_before_the_oldest_day_of_each_organisation),
      INBOX_TEST(a_loose_file_moves_to_today_and_keeps_that_day),
      INBOX_TEST(a_file_that_is_absent_or_no_file_is_no_input),
      INBOX_TEST(a_file_without_a_sender_is_refused_unless_it_is_named),
      INBOX_TEST(the_sender_in_the_header_names_the_folder),
      INBOX_TEST(an_organisation_that_cannot_be_is_a_usage_error),
      INBOX_TEST(a_name_that_would_never_be_taken_is_refused),
      INBOX_TEST(of_a_group_with_one_refused_none_goes_over),
      INBOX_TEST(a_name_that_waits_gets_a_number_at_its_end),
      INBOX_TEST(a_name_that_was_taken_that_day_is_not_given_again),
      INBOX_TEST(another_day_gives_the_name_again),
      INBOX_TEST(a_torn_line_of_names_is_cut_off),
      INBOX_TEST(names_of_a_bsn_are_not_kept_readable),
      INBOX_TEST(pushes_at_once_of_one_name_lose_none_while_days_are_taken),
      INBOX_TEST(a_survey_of_no_inbox_is_no_input),
      INBOX_TEST(what_waits_is_counted_by_its_day_also_when_it_is_taken),
      INBOX_TEST(a_folder_that_goes_while_it_is_open_is_empty),
      INBOX_TEST(a_survey_counts_what_waits_and_what_is_under_way),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
