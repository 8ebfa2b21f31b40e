/* The codes of indicatoren that `reference load` leaves for ingest, and what a list may say of them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "inbox_fixture.h"
#include "ingest/indicator_code.h"
#include "reader_help.h"

/* As a file of its own, however fast the clock of the file system is. */
static void write_text(const char *text)
{
  unlink(INDICATOR_CODE_FILE);
  fixture_write(INDICATOR_CODE_FILE, text);
}

static void a_newer_file_is_read_and_one_that_is_cut_short_is_refused(void **state)
{
  (void)state;
  static const char *const bad[] = {"", "indicatoren 1\n", "indicatoren 1\na", "indicatoren 2\na\n",
      "indicatoren 1\na\nb\n", "producten 1\na\n", "indicatoren x\na\n"};
  struct error error;
  struct indicator_codes *codes = indicator_codes_new(".");
  for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
    write_text("indicatoren 1\na\n");
    assert_int_equal(indicator_codes_refresh(codes, &error), 0);
    assert_true(indicator_codes_has(codes, "a"));
    write_text(bad[i]);
    assert_int_equal(indicator_codes_refresh(codes, &error), ERROR_DATA);
    assert_false(indicator_codes_has(codes, "a"));
  }
  indicator_codes_free(&codes);
}

/* "2/1 LIJST:4:indicator" */
static void judge(const char *list, const struct indicator_codes *codes, char out[128])
{
  struct reading reading;
  reading_init(&reading, NULL);
  reading.source.name = "cijfers.csv";
  reading.source.indicatoren = codes;
  reading_set(&reading, list, strlen(list));
  reading_read(&reading);
  const struct levering *levering = &reading.out.levering;
  int size = snprintf(out, 128, "%d/%d", (int)levering->regels_goed, (int)levering->regels_fout);
  for (size_t i = 0; i < levering->meldingen_count; i++)
    size += snprintf(out + size, 128 - (size_t)size, " %s:%d:%s", levering->meldingen[i].code,
        (int)levering->meldingen[i].regel, levering->meldingen[i].kolom);
  reading_fini(&reading);
}

static void a_line_about_an_indicator_that_is_not_known_is_wrong_when_the_reference_is(void **state)
{
  (void)state;
  static const char list[] = "indicator;van;tot\n"
                             "wachtlijst;2023-01-01;2023-01-31\n"
                             "nieuw;2023-01-01;2023-01-31\n"
                             "bijeenkomsten;2023-01-01;2023-01-31\n";
  static const char *const known[] = {"wachtlijst", "tevredenheid", "bijeenkomsten"};
  char found[128];
  struct error error;
  struct indicator_codes *codes = indicator_codes_new(".");
  judge(list, NULL, found);
  assert_string_equal(found, "3/0");
  assert_int_equal(indicator_codes_refresh(codes, &error), 0);
  judge(list, codes, found); /* nobody has loaded any */
  assert_string_equal(found, "0/3 LIJST:2:indicator LIJST:3:indicator LIJST:4:indicator");
  assert_int_equal(indicator_codes_write(".", known, 3, &error), 0);
  assert_int_equal(indicator_codes_refresh(codes, &error), 0);
  judge(list, codes, found);
  assert_string_equal(found, "2/1 LIJST:3:indicator");
  indicator_codes_free(&codes);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup_teardown(
          a_newer_file_is_read_and_one_that_is_cut_short_is_refused, fixture_setup, fixture_teardown),
      cmocka_unit_test_setup_teardown(
          a_line_about_an_indicator_that_is_not_known_is_wrong_when_the_reference_is, fixture_setup,
          fixture_teardown),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
