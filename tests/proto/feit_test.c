/* Comparing rows by their specs. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "proto/feit.h"
#include "proto/feit_client.h"
#include "proto/feit_signaal.h"
#include "proto/feit_toewijzing.h"
#include "proto/feit_traject.h"

static int sign(int number)
{
  return (number > 0) - (number < 0);
}

static struct feit_traject traject(uint8_t pseudoniem, uint8_t sleutel)
{
  return (struct feit_traject){.pseudoniem = {{pseudoniem}},
      .sleutel = {{sleutel}},
      .bron = "bericht",
      .aanbieder = "12345678",
      .volgnummer = 1};
}

static void keys_are_ordered_by_their_first_difference(void **state)
{
  (void)state;
  static const struct {
    uint8_t a[2], b[2];
    int order;
  } rows[] = {{{1, 1}, {1, 1}, 0}, {{1, 1}, {1, 2}, -1}, {{1, 9}, {2, 1}, -1}, {{2, 1}, {1, 9}, 1},
      {{0x80, 0}, {0x7f, 0}, 1}, {{1, 0xff}, {1, 0}, 1}};
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    struct feit_traject a = traject(rows[i].a[0], rows[i].a[1]);
    struct feit_traject b = traject(rows[i].b[0], rows[i].b[1]);
    assert_int_equal(sign(feit_compare_key(&feit_traject_spec, &a, &b)), rows[i].order);
    assert_int_equal(sign(feit_compare_key(&feit_traject_spec, &b, &a)), -rows[i].order);
  }
}

static void fields_behind_the_key_do_not_order(void **state)
{
  (void)state;
  struct feit_traject a = traject(1, 1);
  struct feit_traject b = traject(1, 1);
  b.bron = "lijst";
  b.volgnummer = 2;
  assert_int_equal(feit_compare_key(&feit_traject_spec, &a, &b), 0);
  assert_false(feit_equal(&feit_traject_spec, &a, &b));
}

static void texts_are_equal_by_content(void **state)
{
  (void)state;
  char product[] = "45A04";
  struct feit_traject a = traject(1, 1);
  struct feit_traject b = traject(1, 1);
  a.product = "45A04";
  b.product = product;
  assert_true(feit_equal(&feit_traject_spec, &a, &b));
  product[4] = '5';
  assert_false(feit_equal(&feit_traject_spec, &a, &b));
  b.product = NULL;
  assert_false(feit_equal(&feit_traject_spec, &a, &b));
  assert_false(feit_equal(&feit_traject_spec, &b, &a));
  a.product = NULL;
  assert_true(feit_equal(&feit_traject_spec, &a, &b));
}

static void a_value_that_is_absent_differs_from_zero_and_its_memory_does_not_count(void **state)
{
  (void)state;
  struct feit_client a = {.has_geboortejaar = true, .geboortejaar = 0};
  struct feit_client b = {.has_geboortejaar = false, .geboortejaar = 0};
  assert_false(feit_equal(&feit_client_spec, &a, &b));
  a.has_geboortejaar = false;
  a.geboortejaar = 2010;
  assert_true(feit_equal(&feit_client_spec, &a, &b));
}

static void the_last_field_of_every_kind_counts(void **state)
{
  (void)state;
  struct feit_toewijzing a = {.gemeente = "0983", .aanbieder = "12345678"};
  struct feit_toewijzing b = a;
  b.versies = 1;
  assert_false(feit_equal(&feit_toewijzing_spec, &a, &b));
  struct feit_signaal c = {.code = "TR019", .gemeente = "0983", .aanbieder = "12345678"};
  struct feit_signaal d = c;
  assert_true(feit_equal(&feit_signaal_spec, &c, &d));
  d.regel = -1;
  assert_false(feit_equal(&feit_signaal_spec, &c, &d));
  d = c;
  d.domein = DOMEIN_WMO;
  assert_false(feit_equal(&feit_signaal_spec, &c, &d));
}

static void numbers_that_agree_in_their_lower_half_differ(void **state)
{
  (void)state;
  struct feit_toewijzing a = {.gemeente = "0983", .aanbieder = "12345678", .toewijzingstijd = 1};
  struct feit_toewijzing b = a;
  b.toewijzingstijd += INT64_C(1) << 32;
  assert_false(feit_equal(&feit_toewijzing_spec, &a, &b));
}

/* What the fact lies under: its client, or the declaratie or figure where it has none. */
static const char *owner_of(enum feit feit)
{
  if (feit == FEIT_INDICATOR)
    return "sleutel";
  return feit == FEIT_DECLARATIE_AFKEUR ? "declaratie" : "pseudoniem";
}

static void every_kind_of_fact_has_a_table_and_a_key(void **state)
{
  (void)state;
  for (int i = 0; i < FEIT_COUNT; i++) {
    assert_non_null(feit_specs[i]);
    assert_non_null(feit_specs[i]->table);
    assert_true(feit_specs[i]->key_fields >= 1 && feit_specs[i]->key_fields < feit_specs[i]->field_count);
    assert_int_equal(feit_specs[i]->fields[0].kind, FIELD_ID);
    assert_string_equal(feit_specs[i]->fields[0].name, owner_of((enum feit)i));
  }
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(keys_are_ordered_by_their_first_difference),
      cmocka_unit_test(fields_behind_the_key_do_not_order),
      cmocka_unit_test(texts_are_equal_by_content),
      cmocka_unit_test(a_value_that_is_absent_differs_from_zero_and_its_memory_does_not_count),
      cmocka_unit_test(the_last_field_of_every_kind_counts),
      cmocka_unit_test(numbers_that_agree_in_their_lower_half_differ),
      cmocka_unit_test(every_kind_of_fact_has_a_table_and_a_key),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
