/* Single values: which are of their type, as XML Schema has it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "ingest/bericht_value.h"
#include "ingest/berichten/berichten.h"
#include "ingest/berichten/waarden.h"

static struct value value;

static bool is_valid(const struct simple_type *type, const char *text)
{
  return value_check(type, &bericht_jw301, text, strlen(text), &value) == NULL;
}

static void a_code_outside_its_list_is_no_value(void **state)
{
  (void)state;
  assert_false(is_valid(&type_eenheid, "02"));
  assert_false(is_valid(&type_eenheid, "1"));
  assert_false(is_valid(&type_eenheid, " 01"));
  assert_false(is_valid(&type_eenheid, ""));
  assert_false(is_valid(&type_eenheid, "41")); /* over the border of two codes of the list */
  assert_true(is_valid(&type_eenheid, "01"));
  assert_true(is_valid(&type_eenheid, "84"));
}

static void the_same_code_can_be_of_one_domein_only(void **state)
{
  (void)state;
  assert_true(value_check(&type_reden_beeindiging, &bericht_jw307, "32", 2, &value) == NULL);
  assert_false(value_check(&type_reden_beeindiging, &bericht_wmo307, "32", 2, &value) == NULL);
  assert_false(value_check(&type_reden_beeindiging, &bericht_jw307, "19", 2, &value) == NULL);
  assert_true(value_check(&type_reden_beeindiging, &bericht_wmo307, "19", 2, &value) == NULL);
}

static void spaces_are_part_of_a_text_and_not_of_a_number_date_or_time(void **state)
{
  (void)state;
  assert_false(is_valid(&type_burger_servicenummer, " 999900006"));
  assert_false(is_valid(&type_gemeente, "0983\n"));
  assert_true(is_valid(&type_nummer, " \t\n7\r"));
  assert_int_equal(value.number, 7);
  assert_true(is_valid(&type_datum, "\n2023-04-17 "));
  assert_int_equal(value.number, 19464);
  assert_true(is_valid(&type_tijd, " 09:30:15 "));
}

static void an_integer_may_have_a_sign_and_leading_zeros(void **state)
{
  (void)state;
  assert_true(is_valid(&type_nummer, "+007"));
  assert_int_equal(value.number, 7);
  assert_true(is_valid(&type_nummer, "00"));
  assert_int_equal(value.number, 0);
  assert_true(is_valid(&type_nummer, "-0"));
  assert_int_equal(value.number, 0);
  assert_false(is_valid(&type_nummer, "-1"));
  assert_false(is_valid(&type_nummer, "1000000000"));
  assert_true(is_valid(&type_nummer, "999999999"));
  assert_false(is_valid(&type_nummer, "18446744073709551617"));
  assert_false(is_valid(&type_nummer, "1.0"));
  assert_false(is_valid(&type_nummer, "+"));
  assert_false(is_valid(&type_nummer, ""));
  assert_false(is_valid(&type_bericht_versie, "03"));
  assert_true(is_valid(&type_bericht_versie, " 3 "));
}

static void a_day_that_does_not_exist_is_no_date(void **state)
{
  (void)state;
  static const char *const wrong[] = {"2023-02-29", "1900-02-29", "2023-13-01", "2023-04-31", "2023-00-01",
      "2023-4-1", "0000-01-01", "012023-01-01", "2023-04-17Z", "2023-04-17+02:00", "+2023-04-17",
      "17-04-2023", ""};
  for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
    assert_false(is_valid(&type_datum, wrong[i]));
  assert_true(is_valid(&type_datum, "2000-02-29"));
}

static void a_date_outside_the_years_that_can_be_kept_is_valid_and_marked(void **state)
{
  (void)state;
  static const char *const odd[] = {"10000-01-01", "12024-02-29", "-0001-01-01", "-0004-02-29"};
  for (size_t i = 0; i < sizeof odd / sizeof *odd; i++) {
    assert_true(is_valid(&type_datum, odd[i]));
    assert_true(value.is_out_of_range);
  }
  assert_false(is_valid(&type_datum, "12023-02-29"));
  assert_true(is_valid(&type_datum, "9999-12-31"));
  assert_false(value.is_out_of_range);
}

static void a_time_has_no_zone_and_may_end_the_day(void **state)
{
  (void)state;
  static const char *const wrong[] = {
      "24:00:01", "23:59:60", "12:60:00", "12:34", "1:02:03", "12:00:00Z", "12:00:00+01:00", "12:34:56."};
  for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
    assert_false(is_valid(&type_tijd, wrong[i]));
  assert_true(is_valid(&type_tijd, "24:00:00"));
  assert_int_equal(value.number, 0);
  assert_true(is_valid(&type_tijd, "23:59:59.5"));
  assert_int_equal(value.number, INT64_C(86399500000));
}

static void lengths_count_characters_and_not_bytes(void **state)
{
  (void)state;
  assert_true(
      is_valid(&type_straatnaam, "\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9"
                                 "\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9"));
  assert_false(is_valid(&type_straatnaam, "1234567890123456789012345"));
}

static void a_line_has_no_line_breaks_and_a_paragraph_may(void **state)
{
  (void)state;
  assert_false(is_valid(&type_naam, " "));
  assert_false(is_valid(&type_naam, "a\nb"));
  assert_true(is_valid(&type_naam, " a\tb "));
  assert_true(is_valid(&type_commentaar, "a\nb"));
  assert_false(is_valid(&type_commentaar, " \n"));
}

static void initials_are_letters_with_or_without_diacritics(void **state)
{
  (void)state;
  assert_true(is_valid(&type_voorletters, "A\u00c0\u1ef3"));
  assert_false(is_valid(&type_voorletters, "A."));
  assert_false(is_valid(&type_voorletters, "\u1ef4"));
  assert_false(is_valid(&type_voorletters, "\u00bf"));
  assert_false(is_valid(&type_voorletters, "ABCDEFG"));
}

static void a_version_has_three_parts_without_leading_zeros(void **state)
{
  (void)state;
  assert_true(is_valid(&type_versie, "0.10.3"));
  assert_false(is_valid(&type_versie, "1.0"));
  assert_false(is_valid(&type_versie, "01.0.0"));
  assert_false(is_valid(&type_versie, "1.0.0.0"));
  assert_false(is_valid(&type_versie, "1..0"));
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_code_outside_its_list_is_no_value),
      cmocka_unit_test(the_same_code_can_be_of_one_domein_only),
      cmocka_unit_test(spaces_are_part_of_a_text_and_not_of_a_number_date_or_time),
      cmocka_unit_test(an_integer_may_have_a_sign_and_leading_zeros),
      cmocka_unit_test(a_day_that_does_not_exist_is_no_date),
      cmocka_unit_test(a_date_outside_the_years_that_can_be_kept_is_valid_and_marked),
      cmocka_unit_test(a_time_has_no_zone_and_may_end_the_day),
      cmocka_unit_test(lengths_count_characters_and_not_bytes),
      cmocka_unit_test(a_line_has_no_line_breaks_and_a_paragraph_may),
      cmocka_unit_test(initials_are_letters_with_or_without_diacritics),
      cmocka_unit_test(a_version_has_three_parts_without_leading_zeros),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
