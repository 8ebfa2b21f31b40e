/* Growth up to the maximum, and the failure that stays. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/buffer.h"

static void what_goes_past_the_maximum_changes_nothing_and_the_failure_stays(void **state)
{
  (void)state;
  struct buffer buffer;
  buffer_init(&buffer, 5);
  buffer_text(&buffer, "abc");
  buffer_text(&buffer, "def");
  assert_true(buffer.failed);
  assert_string_equal(buffer.data, "abc");
  buffer_byte(&buffer, 'd');
  assert_int_equal(buffer.size, 3);
  buffer_reset(&buffer);
  assert_false(buffer.failed);
  assert_string_equal(buffer.data, "");
  buffer_format(&buffer, "%d", 123456);
  assert_true(buffer.failed);
  buffer_reset(&buffer);
  buffer_format(&buffer, "%d", 12345);
  assert_false(buffer.failed);
  assert_string_equal(buffer.data, "12345");
  buffer_append(&buffer, "", 0);
  assert_false(buffer.failed);
  buffer_fini(&buffer);
}

static void bytes_stay_through_growth(void **state)
{
  (void)state;
  struct buffer buffer;
  buffer_init(&buffer, 1 << 20);
  for (int i = 0; i < 100000; i++)
    buffer_byte(&buffer, (uint8_t)(i % 253));
  assert_int_equal(buffer.size, 100000);
  for (int i = 0; i < 100000; i++)
    assert_int_equal((uint8_t)buffer.data[i], i % 253);
  assert_int_equal(buffer.data[buffer.size], 0);
  buffer_fini(&buffer);
  assert_null(buffer.data);
  buffer_fini(&buffer);
}

static void integers_are_in_network_order(void **state)
{
  (void)state;
  struct buffer buffer;
  buffer_init(&buffer, 100);
  buffer_be16(&buffer, 0x0102);
  buffer_be32(&buffer, 0x03040506);
  buffer_be64(&buffer, UINT64_C(0x0708090a0b0c0d0e));
  assert_int_equal(buffer.size, 14);
  for (int i = 0; i < 14; i++)
    assert_int_equal(buffer.data[i], i + 1);
  buffer_fini(&buffer);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(what_goes_past_the_maximum_changes_nothing_and_the_failure_stays),
      cmocka_unit_test(bytes_stay_through_growth),
      cmocka_unit_test(integers_are_in_network_order),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
