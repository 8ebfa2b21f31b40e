/* kill -9 before and after every durable step, once and twice in a row: what comes after has each file
 * exactly once. Each life of the worker is a process of its own; what it has stored is a file of lines,
 * written before the acknowledgement. */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/date.h"
#include "base/log.h"
#include "inbox_fixture.h"
#include "ingest/archive.h"
#include "ingest/push.h"
#include "worker_fixture.h"
#include "zip_fixture.h"

enum {
  DAYS = 2,
  FILES = 6,
  LOOSE = 2,
  MEMBERS = 12, /* of a zip, of which one is refused */
  ALL = 2 * DAYS * FILES + LOOSE + MEMBERS,
  REFUSED = 2 * DAYS + 1
};

static const char *const points[] = {"ingest.collect.before", "ingest.collect.after", "ingest.names.before",
    "ingest.names.after", "ingest.take.before", "ingest.take.after", "ingest.answer.before",
    "ingest.answer.after", "ingest.verslag.before", "ingest.verslag.after", "ingest.remove.before",
    "ingest.remove.after", "ingest.list.before", "ingest.list.after", "ingest.finish.before",
    "ingest.finish.after", "ingest.bundle.before", "ingest.bundle.after", "ingest.archive.before",
    "ingest.archive.after"};

enum { POINT_COUNT = sizeof points / sizeof *points };

static void quiet(enum log_level level, const char *id, const char *text, void *context)
{
  (void)level;
  (void)id;
  (void)text;
  (void)context;
}

static void fill(void)
{
  static const char *const organisations[] = {"0983", "12345678"};
  for (size_t o = 0; o < 2; o++)
    for (int d = 1; d <= DAYS; d++)
      for (int f = 0; f < FILES; f++) {
        char path[96];
        char text[96];
        snprintf(path, sizeof path, "inbox/%s/2024-01-0%d/%d.xml", organisations[o], d, f);
        snprintf(text, sizeof text, "%s %zu %d %d", f == 3 ? "fout" : "goed", o, d, f);
        fixture_write(path, text);
      }
  fixture_write("inbox/0983/loose.xml", "goed loose");
  fixture_write("inbox/0984/loose.xml", "goed loose");
  struct zip_text members[MEMBERS + 1] = {{NULL, NULL}};
  static const char *const names[MEMBERS] = {"a.xml", "b.xml", "c.xml", "3.xml", "e.xml", "f.xml", "g.xml",
      "h.xml", "i.xml", "j.xml", "k.xml", "l.xml"};
  for (size_t m = 0; m < MEMBERS; m++)
    members[m] = (struct zip_text){names[m], m == 3 ? "fout in de zip" : "goed in de zip"};
  zip_write("inbox/0983/2024-01-02/bundel.zip", members);
  if (access("archief.key", F_OK) != 0)
    assert_int_equal(archive_keys_create("archief.key", NULL), 0);
}

static void live(const char *crash)
{
  if (crash != NULL)
    setenv("SLUIS_CRASH", crash, 1);
  log_set_writer(quiet, NULL);
  struct worker_fixture fixture;
  worker_fixture_init(&fixture);
  fixture.stored = fopen("stored", "a");
  fixture.options.batch_bytes = 2048;
  struct archive *archive = NULL;
  struct archive_options options = {.path = "archief", .public_key = "archief.key.pub", .days = 90};
  if (archive_open(&options, &archive, NULL) != 0)
    _exit(1);
  fixture.options.archive = archive;
  _exit(worker_fixture_run(&fixture, NULL));
}

/* True when it was killed at that point, false when it came to its end. */
static bool life(const char *point, int count)
{
  char crash[64];
  snprintf(crash, sizeof crash, "%s:%d", point != NULL ? point : "", count);
  pid_t child = fork();
  if (child == 0)
    live(point != NULL ? crash : NULL);
  assert_true(child > 0);
  int status = 0;
  assert_int_equal(waitpid(child, &status, 0), child);
  if (WIFSIGNALED(status)) {
    assert_int_equal(WTERMSIG(status), SIGKILL);
    return true;
  }
  assert_int_equal(WEXITSTATUS(status), 0);
  return false;
}

static size_t distinct_lines(const char *path)
{
  char command[128];
  snprintf(command, sizeof command, "sort -u %s | wc -l", path);
  FILE *pipe = popen(command, "r");
  size_t count = 0;
  assert_int_equal(fscanf(pipe, "%zu", &count), 1);
  pclose(pipe);
  return count;
}

static void assert_each_once(void)
{
  assert_int_equal(distinct_lines("stored"), ALL);
  assert_int_equal(fixture_count("inbox", ""), 0);
  assert_int_equal(fixture_count("outbox", ".part"), 0);
  assert_int_equal(fixture_count("outbox", ".json"), REFUSED);
  assert_int_equal(fixture_count("outbox", "3.xml."), 2 * REFUSED);
  assert_int_equal(fixture_count("archief", ".sealed"), REFUSED + fixture_count("archief", ".part"));
  char *text = fixture_text_of("outbox", "ontvangen.");
  assert_int_equal(fixture_occurrences(text, "\ngoed     JW301 "), ALL - REFUSED);
  free(text);
}

static void kill_and_take_up(const char *first, int first_count, const char *second, int second_count)
{
  assert_int_equal(fixture_setup(NULL), 0);
  fill();
  bool is_killed = life(first, first_count);
  if (first_count == 1)
    assert_true(is_killed); /* the point is there */
  if (second != NULL)
    life(second, second_count);
  assert_false(life(NULL, 0));
  assert_each_once();
  assert_int_equal(fixture_teardown(NULL), 0);
}

static void a_kill_at_any_step_leaves_each_file_exactly_once(void **state)
{
  (void)state;
  static const int counts[] = {1, 2, 5, 11};
  for (size_t i = 0; i < POINT_COUNT; i++)
    for (size_t c = 0; c < sizeof counts / sizeof *counts; c++)
      kill_and_take_up(points[i], counts[c], NULL, 0);
}

static void a_second_kill_while_taking_up_changes_nothing(void **state)
{
  (void)state;
  for (size_t i = 0; i < POINT_COUNT; i++)
    for (size_t j = 0; j < POINT_COUNT; j++)
      kill_and_take_up(points[i], 2, points[j], 1);
}

static int push_three(const char *crash)
{
  pid_t child = fork();
  if (child == 0) {
    if (crash != NULL)
      setenv("SLUIS_CRASH", crash, 1);
    const char *paths[] = {"a.xml", "b.xml", "c.xml"};
    struct push_options options = {.inbox = "inbox", .organisation = "0983"};
    if (!date_parse("2024-01-31", 10, &options.received))
      _exit(1);
    _exit(push_files(&options, paths, 3, NULL, NULL, NULL));
  }
  int status = 0;
  assert_int_equal(waitpid(child, &status, 0), child);
  return WIFSIGNALED(status) ? -1 : WEXITSTATUS(status);
}

static void a_push_that_is_killed_leaves_whole_files_and_no_others(void **state)
{
  (void)state;
  static const char *const names[] = {"push.link.before", "push.link.after"};
  for (size_t i = 0; i < 2; i++)
    for (int count = 1; count <= 3; count++) {
      assert_int_equal(fixture_setup(NULL), 0);
      fixture_write("a.xml", "a");
      fixture_write("b.xml", "b");
      fixture_write("c.xml", "c");
      char crash[64];
      snprintf(crash, sizeof crash, "%s:%d", names[i], count);
      assert_int_equal(push_three(crash), -1);
      size_t laid = (size_t)count - 1 + i;
      assert_int_equal(fixture_count("inbox", ""), laid);
      assert_int_equal(push_three(NULL), 0);
      assert_int_equal(fixture_count("inbox", ""), laid + 3);
      fixture_assert_text("inbox/0983/2024-01-31/a.xml", "a");
      fixture_assert_text("inbox/0983/2024-01-31/c.xml", "c");
      if (laid > 0)
        fixture_assert_text("inbox/0983/2024-01-31/a.xml~2", "a");
      assert_int_equal(fixture_teardown(NULL), 0);
    }
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_kill_at_any_step_leaves_each_file_exactly_once),
      cmocka_unit_test(a_second_kill_while_taking_up_changes_nothing),
      cmocka_unit_test(a_push_that_is_killed_leaves_whole_files_and_no_others),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
