/* A batch as bytes: what comes back is what went in, and what cannot be read is named. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "bus/batch_codec.h"
#include "proto/single_object.h"

enum { PLENTY = 1 << 20 };

static struct gebeurtenis event(uint8_t number)
{
  return (struct gebeurtenis){.id = {{number}},
      .pseudoniem = {{9}},
      .regel = number,
      .gemeente = "0983",
      .aanbieder = "12345678",
      .inhoud_soort = GEBEURTENIS_INHOUD_START,
      .inhoud.start = {.categorie = "15", .begindatum = 19000 + number, .status_aanlevering = 1}};
}

/* Two leveringen, of two events and of none. */
static struct batch *two_leveringen(void)
{
  struct batch *batch = batch_new();
  struct batch_levering *first = batch_add(batch);
  first->levering = (struct levering){.organisatie = "0983", .naam = "een.xml", .gebeurtenissen = 2};
  first->gebeurtenis_count = 2;
  first->gebeurtenissen = arena_array(&batch->arena, 2, sizeof *first->gebeurtenissen);
  first->gebeurtenissen[0] = event(1);
  first->gebeurtenissen[1] = event(2);
  batch_add(batch)->levering =
      (struct levering){.organisatie = "12345678", .naam = "twee.csv", .oordeel = OORDEEL_AFGEKEURD};
  return batch;
}

static const int32_t two_and_none[] = {2, 0};

static struct buffer encoded(void)
{
  struct buffer out;
  struct batch *batch = two_leveringen();
  buffer_init(&out, PLENTY);
  batch_encode(batch, &out);
  assert_false(out.failed);
  batch_free(&batch);
  return out;
}

static void what_comes_back_is_what_went_in(void **state)
{
  (void)state;
  struct buffer bytes = encoded();
  struct batch *batch = NULL;
  assert_int_equal(batch_decode(bytes.data, bytes.size, two_and_none, 2, &batch, NULL), 0);
  buffer_fini(&bytes);
  assert_int_equal(batch->count, 2);
  assert_string_equal(batch->leveringen[0].levering.naam, "een.xml");
  assert_int_equal(batch->leveringen[0].gebeurtenis_count, 2);
  assert_int_equal(batch->leveringen[0].gebeurtenissen[1].inhoud.start.begindatum, 19002);
  assert_string_equal(batch->leveringen[0].gebeurtenissen[1].aanbieder, "12345678");
  assert_int_equal(batch->leveringen[1].levering.oordeel, OORDEEL_AFGEKEURD);
  assert_int_equal(batch->leveringen[1].gebeurtenis_count, 0);
  batch_free(&batch);
}

static void a_record_begins_with_the_marker_and_the_fingerprint_of_its_schema(void **state)
{
  (void)state;
  struct buffer bytes = encoded();
  const uint8_t *head = (const uint8_t *)bytes.data + 1; /* behind the length, of a record below 64 bytes */
  assert_int_equal(head[0], 0xc3);
  assert_int_equal(head[1], 0x01);
  for (int i = 0; i < 8; i++)
    assert_int_equal(head[2 + i], (uint8_t)(levering_fingerprint >> (8 * i)));
  buffer_fini(&bytes);
}

static void expect_refused(const struct buffer *bytes, size_t size, const int32_t *events, size_t count,
    enum error_kind kind, const char *text)
{
  struct batch *batch = NULL;
  struct error error = {0};
  char *copy = malloc(size > 0 ? size : 1); /* so that a sanitizer sees a read behind the end */
  memcpy(copy, bytes->data, size);
  assert_int_equal(batch_decode(copy, size, events, count, &batch, &error), kind);
  assert_null(batch);
  if (text != NULL)
    assert_non_null(strstr(error.text, text));
  free(copy);
}

static void a_batch_that_is_cut_off_anywhere_is_refused(void **state)
{
  (void)state;
  struct buffer bytes = encoded();
  for (size_t size = 0; size < bytes.size; size++)
    expect_refused(&bytes, size, two_and_none, 2, ERROR_DATA, NULL);
  buffer_fini(&bytes);
}

static void more_or_fewer_events_than_it_says_are_refused(void **state)
{
  (void)state;
  static const int32_t too_few[] = {1, 0};
  static const int32_t too_many[] = {3, 0};
  static const int32_t negative[] = {-1, 0};
  struct buffer bytes = encoded();
  expect_refused(&bytes, bytes.size, two_and_none, 1, ERROR_DATA, "more in it than it says");
  expect_refused(&bytes, bytes.size, too_few, 2, ERROR_CONFIG, "Levering");
  expect_refused(&bytes, bytes.size, too_many, 2, ERROR_CONFIG, "Gebeurtenis");
  expect_refused(&bytes, bytes.size, negative, 2, ERROR_DATA, "cut off");
  buffer_fini(&bytes);
}

static void another_schema_is_named_by_its_fingerprint(void **state)
{
  (void)state;
  struct buffer bytes = encoded();
  bytes.data[1 + 2] ^= 0x01; /* lowest byte of the fingerprint of the first record */
  char expected[64];
  snprintf(expected, sizeof expected, "%016llx", (unsigned long long)(levering_fingerprint ^ 1));
  expect_refused(&bytes, bytes.size, two_and_none, 2, ERROR_CONFIG, expected);
  bytes.data[1] = 'x';
  expect_refused(&bytes, bytes.size, two_and_none, 2, ERROR_DATA, "single-object");
  buffer_fini(&bytes);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(what_comes_back_is_what_went_in),
      cmocka_unit_test(a_record_begins_with_the_marker_and_the_fingerprint_of_its_schema),
      cmocka_unit_test(a_batch_that_is_cut_off_anywhere_is_refused),
      cmocka_unit_test(more_or_fewer_events_than_it_says_are_refused),
      cmocka_unit_test(another_schema_is_named_by_its_fingerprint),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
