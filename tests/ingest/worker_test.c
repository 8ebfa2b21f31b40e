/* The way of a file: from the inbox over the bus to a verslag, and out. */
#include <dirent.h>
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/log.h"
#include "inbox_fixture.h"
#include "worker_fixture.h"

static atomic_int paused_lines;

static void count_pauses(enum log_level level, const char *id, const char *text, void *context)
{
  (void)level;
  (void)text;
  (void)context;
  if (strcmp(id, "ingest.paused") == 0)
    atomic_fetch_add(&paused_lines, 1);
}

static int setup(void **state)
{
  atomic_store(&paused_lines, 0);
  log_set_writer(count_pauses, NULL);
  if (fixture_setup(state) != 0)
    return -1;
  struct worker_fixture *fixture = malloc(sizeof *fixture);
  worker_fixture_init(fixture);
  *state = fixture;
  return 0;
}

static int teardown(void **state)
{
  worker_fixture_fini(*state);
  free(*state);
  log_set_writer(NULL, NULL);
  return fixture_teardown(state);
}

static void run_once(struct worker_fixture *fixture)
{
  struct error error = {0};
  int kind = worker_fixture_run(fixture, &error);
  assert_string_equal(error.text, kind == 0 ? error.text : "");
  assert_int_equal(kind, 0);
}

static void a_refused_levering_leaves_a_verslag_of_its_own_and_is_gone(void **state)
{
  struct worker_fixture *fixture = *state;
  fixture_write("inbox/0983/2024-01-31/stuk.xml", "fout");
  run_once(fixture);
  assert_int_equal(fixture_count("inbox", ""), 0);
  assert_int_equal(fixture_count("outbox/0983/2024-01-31", "stuk.xml."), 2);
  assert_int_equal(fixture_count("outbox", ".verslag.txt"), 1);
  assert_int_equal(fixture_count("outbox", ".verslag.json"), 1);
  char *text = fixture_text_of("outbox", ".verslag.json");
  assert_non_null(strstr(text, "\"VORM\""));
  assert_non_null(strstr(text, "\"afgekeurd\""));
  free(text);
  assert_int_equal(atomic_load(&fixture->counts.afgekeurd), 1);
}

static void nine_digits_in_a_name_are_masked_in_the_outbox(void **state)
{
  struct worker_fixture *fixture = *state;
  fixture_write("inbox/0983/2024-01-31/x111222333.xml", "fout");
  fixture_write("inbox/0983/2024-01-31/y111222333.xml", "goed");
  run_once(fixture);
  assert_int_equal(fixture_count("outbox", "111222333"), 0);
  assert_int_equal(fixture_count("outbox", "xxxxxxxxxx.xml."), 2);
  char *text = fixture_text_of("outbox", "ontvangen");
  assert_null(strstr(text, "111222333"));
  assert_non_null(strstr(text, "yxxxxxxxxx.xml"));
  free(text);
}

static void a_file_over_the_limit_is_refused_unread(void **state)
{
  struct worker_fixture *fixture = *state;
  fixture_write("inbox/0983/2024-01-31/groot.xml", "goed");
  assert_int_equal(truncate("inbox/0983/2024-01-31/groot.xml", 25 * 1024 * 1024 + 1), 0);
  fixture_write("inbox/0983/2024-01-31/klein.xml", "goed");
  run_once(fixture);
  assert_int_equal(fixture_count("inbox", ""), 0);
  char *text = fixture_text_of("outbox", ".json");
  assert_int_equal(fixture_occurrences(text, "\"VORM\""), 1);
  free(text);
  assert_int_equal(atomic_load(&fixture->counts.goed), 1);
}

static void a_file_that_the_reader_cannot_judge_is_set_apart_and_holds_up_nothing(void **state)
{
  struct worker_fixture *fixture = *state;
  fixture_write("inbox/0983/2024-01-31/kapot.xml", "kapot");
  fixture_write("inbox/0983/2024-01-31/a.xml", "goed a");
  run_once(fixture);
  fixture_assert_text("inbox/0983/.apart/kapot.xml", "kapot");
  assert_int_equal(fixture_count("inbox", ""), 1);
  assert_int_equal(atomic_load(&fixture->counts.goed), 1);
}

static void odd_files_never_block_and_stay_where_they_are(void **state)
{
  struct worker_fixture *fixture = *state;
  fixture_write("inbox/0983/2024-01-31/a.xml", "goed a");
  fixture_write("inbox/0983/2024-01-31/b.xml.part", "goed half");
  fixture_write("inbox/0983/2024-01-31/.verborgen", "goed");
  fixture_write("inbox/0983/2024-01-31/map/x.xml", "goed");
  fixture_write("inbox/0983/geen-dag/x.xml", "goed");
  fixture_write("inbox/geen-organisatie/2024-01-31/x.xml", "goed");
  assert_int_equal(mkfifo("inbox/0983/2024-01-31/pijp.xml", 0660), 0);
  assert_int_equal(mkfifo("inbox/0983/pijp.xml", 0660), 0);
  assert_int_equal(symlink("/etc/passwd", "inbox/0983/2024-01-31/wijzer.xml"), 0);
  run_once(fixture);
  assert_int_equal(atomic_load(&fixture->counts.leveringen), 1);
  static const char *const left[] = {"2024-01-31/b.xml.part", "2024-01-31/.verborgen", "2024-01-31/map/x.xml",
      "2024-01-31/pijp.xml", "2024-01-31/wijzer.xml", "geen-dag/x.xml", "pijp.xml"};
  for (size_t i = 0; i < sizeof left / sizeof *left; i++) {
    char path[128];
    snprintf(path, sizeof path, "inbox/0983/%s", left[i]);
    assert_true(fixture_has(path));
  }
  assert_true(fixture_has("inbox/geen-organisatie/2024-01-31/x.xml"));
}

static void accepted_leveringen_of_a_day_stand_in_one_list(void **state)
{
  struct worker_fixture *fixture = *state;
  fixture_write("inbox/0983/2024-01-31/a.xml", "goed a");
  fixture_write("inbox/0983/2024-01-31/b.xml", "goed b");
  fixture_write("inbox/0983/2024-02-01/c.xml", "goed c");
  run_once(fixture);
  assert_int_equal(fixture_count("outbox/0983/2024-01-31", ""), 1);
  assert_int_equal(fixture_count("outbox/0983/2024-02-01", ""), 1);
  assert_int_equal(fixture_count("outbox", ".part"), 0);
  char *text = fixture_text_of("outbox/0983/2024-01-31", "ontvangen.");
  assert_int_equal(
      fixture_occurrences(text, "Ontvangen leveringen van 0983, dag van ontvangst 2024-01-31."), 1);
  assert_int_equal(fixture_occurrences(text, "goed     JW301 "), 2);
  assert_int_equal(fixture_occurrences(text, " a.xml\n"), 1);
  assert_int_equal(fixture_occurrences(text, " b.xml\n"), 1);
  free(text);
}

static void a_loose_file_is_laid_under_today_and_read(void **state)
{
  struct worker_fixture *fixture = *state;
  fixture_write("inbox/12345678/a.xml", "goed a");
  fixture_write("inbox/12345678/b.part", "goed");
  run_once(fixture);
  assert_int_equal(atomic_load(&fixture->counts.goed), 1);
  assert_true(fixture_has("inbox/12345678/b.part"));
  assert_int_equal(fixture_count("inbox", ""), 1);
}

static void an_empty_inbox_ends_a_run_at_once(void **state)
{
  struct worker_fixture *fixture = *state;
  run_once(fixture);
  assert_true(fixture_has("inbox"));
  assert_true(fixture_has("outbox"));
  assert_int_equal(atomic_load(&fixture->batches), 0);
}

static void nothing_is_left_behind_in_the_inbox_but_names(void **state)
{
  struct worker_fixture *fixture = *state;
  fixture_write("inbox/0983/2024-01-31/a.xml", "goed a");
  run_once(fixture);
  assert_false(fixture_has("inbox/0983/2024-01-31"));
  assert_true(fixture_has("inbox/0983/.namen/.2024-01-31"));
  assert_int_equal(rmdir("inbox/0983/.werk"), 0);
}

static void small_batches_carry_each_levering_once(void **state)
{
  struct worker_fixture *fixture = *state;
  worker_fixture_write_many(3, 4, 100);
  fixture->options.batch_bytes = 4096;
  run_once(fixture);
  assert_int_equal(atomic_load(&fixture->received), 1200);
  assert_true(atomic_load(&fixture->batches) > 20);
  assert_int_equal(atomic_load(&fixture->counts.goed), 1176);
  assert_int_equal(atomic_load(&fixture->counts.afgekeurd), 24);
  assert_int_equal(fixture_count("inbox", ""), 0);
  assert_int_equal(fixture_count("outbox", ".json"), 24);
  char *text = fixture_text_of("outbox", "ontvangen.");
  assert_int_equal(fixture_occurrences(text, "goed     JW301 "), 1176);
  free(text);
}

/* The names in the order in which they were stored, each with a space behind it. */
static void read_names(FILE *stored, char *names, size_t size)
{
  char name[64];
  names[0] = '\0';
  rewind(stored);
  while (fscanf(stored, "%*s %62s", name) == 1)
    snprintf(names + strlen(names), size - strlen(names), "%s ", name);
}

static void days_of_an_organisation_come_in_their_order_behind_what_arrives(void **state)
{
  struct worker_fixture *fixture = *state;
  char names[256];
  fixture_write("inbox/0983/2024-03-01/maart", "goed");
  fixture_write("inbox/0983/2023-12-31/december", "goed");
  fixture_write("inbox/0983/2024-01-15/januari", "goed");
  fixture_write("inbox/0984/2022-01-01/oud", "goed");
  fixture_write("inbox/0984/los", "goed");
  fixture->options.batch_bytes = 1;
  fixture->stored = tmpfile();
  assert_non_null(fixture->stored);
  run_once(fixture);
  read_names(fixture->stored, names, sizeof names);
  fclose(fixture->stored);
  fixture->stored = NULL;
  assert_string_equal(names, "los december januari maart oud ");
}

static void *stop_when_received(void *context)
{
  struct worker_fixture *fixture = context;
  while (atomic_load(&fixture->received) == 0)
    nanosleep(&(struct timespec){.tv_nsec = 1000000}, NULL);
  atomic_store(&fixture->stop, 1);
  return NULL;
}

static void a_stop_without_acknowledgement_leaves_all_for_the_next_run(void **state)
{
  struct worker_fixture *fixture = *state;
  worker_fixture_write_many(1, 2, 10);
  atomic_store(&fixture->hold, true);
  fixture->options.drain_ms = 100;
  pthread_t stopper;
  assert_int_equal(pthread_create(&stopper, NULL, stop_when_received, fixture), 0);
  struct error error = {0};
  assert_int_equal(worker_fixture_run(fixture, &error), ERROR_AGAIN);
  pthread_join(stopper, NULL);
  assert_int_equal(fixture_count("inbox", ""), 20);
  assert_int_equal(fixture_count("outbox", ""), 0);
  atomic_store(&fixture->hold, false);
  atomic_store(&fixture->stop, 0);
  run_once(fixture);
  assert_int_equal(fixture_count("inbox", ""), 0);
  assert_int_equal(atomic_load(&fixture->counts.goed), 20);
}

static void a_stop_finishes_what_is_acknowledged(void **state)
{
  struct worker_fixture *fixture = *state;
  worker_fixture_write_many(1, 2, 10);
  fixture->options.once = false;
  pthread_t stopper;
  assert_int_equal(pthread_create(&stopper, NULL, stop_when_received, fixture), 0);
  run_once(fixture);
  pthread_join(stopper, NULL);
  assert_int_equal(fixture_count("inbox", ""), 20 - atomic_load(&fixture->counts.leveringen));
}

static void what_comes_back_unstored_stays_in_the_inbox_for_the_next_run(void **state)
{
  struct worker_fixture *fixture = *state;
  worker_fixture_write_many(1, 2, 10);
  atomic_store(&fixture->give_back, true);
  fixture->options.once = false;
  pthread_t stopper;
  assert_int_equal(pthread_create(&stopper, NULL, stop_when_received, fixture), 0);
  run_once(fixture); /* ends well: nothing is under way any more */
  pthread_join(stopper, NULL);
  assert_int_equal(fixture_count("inbox", ""), 20);
  assert_int_equal(fixture_count("outbox", ""), 0);
  atomic_store(&fixture->give_back, false);
  atomic_store(&fixture->stop, 0);
  fixture->options.once = true;
  run_once(fixture);
  assert_int_equal(fixture_count("inbox", ""), 0);
  assert_int_equal(atomic_load(&fixture->counts.goed), 20);
}

static void *bring_back_outbox(void *context)
{
  struct worker_fixture *fixture = context;
  while (atomic_load(&fixture->received) == 0)
    nanosleep(&(struct timespec){.tv_nsec = 1000000}, NULL);
  while (atomic_load(&paused_lines) == 0)
    nanosleep(&(struct timespec){.tv_nsec = 1000000}, NULL);
  assert_int_equal(fixture_count("inbox", ""), 10);
  assert_int_equal(unlink("outbox/0000"), 0);
  return NULL;
}

static void an_outbox_that_cannot_be_written_pauses_and_loses_nothing(void **state)
{
  struct worker_fixture *fixture = *state;
  worker_fixture_write_many(1, 1, 10);
  fixture_write("outbox/0000", "a file where a folder must be");
  pthread_t mender;
  assert_int_equal(pthread_create(&mender, NULL, bring_back_outbox, fixture), 0);
  run_once(fixture);
  pthread_join(mender, NULL);
  assert_int_equal(atomic_load(&paused_lines), 1);
  assert_int_equal(fixture_count("inbox", ""), 0);
  char *text = fixture_text_of("outbox", "ontvangen.");
  assert_int_equal(fixture_occurrences(text, "goed     JW301 "), 10);
  free(text);
}

int main(void)
{
#define WORKER_TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
  const struct CMUnitTest tests[] = {
      WORKER_TEST(a_refused_levering_leaves_a_verslag_of_its_own_and_is_gone),
      WORKER_TEST(nine_digits_in_a_name_are_masked_in_the_outbox),
      WORKER_TEST(a_file_over_the_limit_is_refused_unread),
      WORKER_TEST(a_file_that_the_reader_cannot_judge_is_set_apart_and_holds_up_nothing),
      WORKER_TEST(odd_files_never_block_and_stay_where_they_are),
      WORKER_TEST(accepted_leveringen_of_a_day_stand_in_one_list),
      WORKER_TEST(a_loose_file_is_laid_under_today_and_read),
      WORKER_TEST(days_of_an_organisation_come_in_their_order_behind_what_arrives),
      WORKER_TEST(an_empty_inbox_ends_a_run_at_once),
      WORKER_TEST(nothing_is_left_behind_in_the_inbox_but_names),
      WORKER_TEST(small_batches_carry_each_levering_once),
      WORKER_TEST(a_stop_without_acknowledgement_leaves_all_for_the_next_run),
      WORKER_TEST(a_stop_finishes_what_is_acknowledged),
      WORKER_TEST(what_comes_back_unstored_stays_in_the_inbox_for_the_next_run),
      WORKER_TEST(an_outbox_that_cannot_be_written_pauses_and_loses_nothing),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
