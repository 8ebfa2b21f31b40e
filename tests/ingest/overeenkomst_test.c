/* The snapshot of overeenkomsten in the inbox: written, read again, replaced, damaged, absent. */
#include "ingest/overeenkomst.h"

// clang-format off
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
// clang-format on
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/date.h"

static char inbox[64];
static struct overeenkomsten *known;

static int set_up(void **state)
{
  (void)state;
  strcpy(inbox, "/tmp/sluis-overeenkomst.XXXXXX");
  assert_non_null(mkdtemp(inbox));
  known = overeenkomsten_new(inbox);
  return 0;
}

static void path_of_file(char path[128])
{
  snprintf(path, 128, "%s/%s", inbox, OVEREENKOMSTEN_FILE);
}

static int tear_down(void **state)
{
  (void)state;
  char path[128];
  path_of_file(path);
  unlink(path);
  assert_int_equal(rmdir(inbox), 0);
  overeenkomsten_free(&known);
  return 0;
}

static int32_t day(const char *text)
{
  int32_t date = 0;
  assert_true(date_parse(text, strlen(text), &date));
  return date;
}

static void must_write(const struct overeenkomst *items, size_t count)
{
  struct error error = {0};
  assert_int_equal(overeenkomsten_write(inbox, items, count, &error), 0);
}

static void must_refresh(void)
{
  struct error error = {0};
  assert_int_equal(overeenkomsten_refresh(known, &error), 0);
}

static bool may(const char *organisatie, const char *dataset, const char *on)
{
  return overeenkomsten_in_force(known, organisatie, dataset, day(on));
}

static void an_agreement_holds_for_its_dataset_from_its_first_to_its_last_day(void **state)
{
  (void)state;
  struct overeenkomst items[] = {
      {"0983", "jw", day("2023-01-01"), day("2023-12-31")},
      {"12345678", "traject", DATE_MINUS_INFINITY, DATE_INFINITY},
  };
  must_write(items, 2);
  must_refresh();
  assert_false(may("0983", "jw", "2022-12-31"));
  assert_true(may("0983", "jw", "2023-01-01"));
  assert_true(may("0983", "jw", "2023-12-31"));
  assert_false(may("0983", "jw", "2024-01-01"));
  assert_false(may("0983", "wmo", "2023-06-01"));
  assert_true(may("0983", NULL, "2023-06-01"));
  assert_false(may("0983", NULL, "2024-06-01"));
  assert_true(may("12345678", "traject", "1999-01-01"));
  assert_false(may("12345678", "indicator", "1999-01-01"));
  assert_false(may("0984", NULL, "2023-06-01"));
}

static void without_the_file_nobody_has_an_agreement(void **state)
{
  (void)state;
  must_refresh();
  assert_false(may("0983", NULL, "2023-06-01"));
}

static void a_newer_file_is_seen_and_so_is_that_it_went(void **state)
{
  (void)state;
  struct overeenkomst item = {"0983", "jw", day("2023-01-01"), DATE_INFINITY};
  must_write(&item, 1);
  must_refresh();
  assert_true(may("0983", "jw", "2023-06-01"));
  must_write(NULL, 0);
  must_refresh();
  assert_false(may("0983", "jw", "2023-06-01"));
  must_write(&item, 1);
  must_refresh();
  char path[128];
  path_of_file(path);
  assert_int_equal(unlink(path), 0);
  must_refresh();
  assert_false(may("0983", "jw", "2023-06-01"));
}

static void a_file_that_was_cut_short_or_is_something_else_is_refused(void **state)
{
  (void)state;
  static const char *const damaged[] = {
      "",
      "overeenkomsten 1\n",
      "overeenkomsten 2\n0983 jw 2023-01-01 infinity\n",
      "overeenkomsten 1\n0983 jw 2023-01-01 infi",
      "overeenkomsten 1\n0983 jw 2023-02-30 infinity\n",
      "overeenkomsten 0\n0983 jw 2023-01-01 infinity\n",
      "overeenkomsten 99999999999\n",
      "iets anders\n",
  };
  char path[128];
  path_of_file(path);
  for (size_t i = 0; i < sizeof damaged / sizeof *damaged; i++) {
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fputs(damaged[i], file);
    fclose(file);
    struct error error = {0};
    assert_int_equal(overeenkomsten_refresh(known, &error), ERROR_DATA);
    assert_string_equal(error.hint, "sluis reference load writes it anew");
  }
}

int main(void)
{
#define WITH_INBOX(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)
  const struct CMUnitTest tests[] = {
      WITH_INBOX(an_agreement_holds_for_its_dataset_from_its_first_to_its_last_day),
      WITH_INBOX(without_the_file_nobody_has_an_agreement),
      WITH_INBOX(a_newer_file_is_seen_and_so_is_that_it_went),
      WITH_INBOX(a_file_that_was_cut_short_or_is_something_else_is_refused),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
