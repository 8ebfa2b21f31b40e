/* The product codes that `reference load` leaves for ingest. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

#include "inbox_fixture.h"
#include "ingest/product_domein.h"

/* As a file of its own, however fast the clock of the file system is. */
static void write_text(const char *text)
{
  unlink(PRODUCT_DOMEIN_FILE);
  fixture_write(PRODUCT_DOMEIN_FILE, text);
}

static void a_code_is_of_the_domein_that_has_it_alone(void **state)
{
  (void)state;
  static const struct product_domein items[] = {{"16A01", DOMEIN_WMO}, {"X 1", DOMEIN_JW},
      {"45A04", DOMEIN_JW}, {"16A01", DOMEIN_WMO}, {"9", DOMEIN_JW}, {"9", DOMEIN_WMO}};
  struct error error;
  bool is_both = false;
  struct product_domeinen *domeinen = product_domeinen_new(".");
  assert_int_equal(product_domeinen_refresh(domeinen, &error), 0);
  assert_int_equal(product_domein_find(domeinen, "16A01", &is_both), DOMEIN_ONBEKEND);
  assert_int_equal(product_domeinen_write(".", items, sizeof items / sizeof *items, &error), 0);
  assert_int_equal(product_domeinen_refresh(domeinen, &error), 0);
  assert_int_equal(product_domein_find(domeinen, "16A01", &is_both), DOMEIN_WMO);
  assert_false(is_both);
  assert_int_equal(product_domein_find(domeinen, "45A04", &is_both), DOMEIN_JW);
  assert_int_equal(product_domein_find(domeinen, "X 1", &is_both), DOMEIN_JW);
  assert_int_equal(product_domein_find(domeinen, "16A02", &is_both), DOMEIN_ONBEKEND);
  assert_false(is_both);
  assert_int_equal(product_domein_find(domeinen, "9", &is_both), DOMEIN_ONBEKEND);
  assert_true(is_both);
  assert_int_equal(product_domein_find(NULL, "9", &is_both), DOMEIN_ONBEKEND);
  assert_false(is_both);
  product_domeinen_free(&domeinen);
}

static void a_newer_file_is_read_and_one_that_is_cut_short_is_refused(void **state)
{
  (void)state;
  static const char *const bad[] = {"", "producten 1\n", "producten 1\njw", "producten 2\njw a\n",
      "producten 1\njw a\njw b\n", "producten 1\nzvw a\n", "iets 1\njw a\n", "producten x\njw a\n"};
  struct error error;
  bool is_both = false;
  struct product_domeinen *domeinen = product_domeinen_new(".");
  for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
    write_text("producten 1\njw a\n");
    assert_int_equal(product_domeinen_refresh(domeinen, &error), 0);
    assert_int_equal(product_domein_find(domeinen, "a", &is_both), DOMEIN_JW);
    write_text(bad[i]);
    assert_int_equal(product_domeinen_refresh(domeinen, &error), ERROR_DATA);
    assert_int_equal(product_domein_find(domeinen, "a", &is_both), DOMEIN_ONBEKEND);
  }
  product_domeinen_free(&domeinen);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup_teardown(
          a_code_is_of_the_domein_that_has_it_alone, fixture_setup, fixture_teardown),
      cmocka_unit_test_setup_teardown(
          a_newer_file_is_read_and_one_that_is_cut_short_is_refused, fixture_setup, fixture_teardown),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
