/* The binary forms, byte for byte as PostgreSQL documents them. */
#include "warehouse/binary.h"

// clang-format off
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
// clang-format on
#include <string.h>

#include "base/date.h"

static int set_up(void **state)
{
  static struct buffer buffer;
  buffer_init(&buffer, 4096);
  *state = &buffer;
  return 0;
}

static int tear_down(void **state)
{
  buffer_fini(*state);
  return 0;
}

#define EXPECT(buffer, bytes)                                                                                \
  do {                                                                                                       \
    assert_int_equal((buffer)->size, sizeof(bytes) - 1);                                                     \
    assert_memory_equal((buffer)->data, bytes, sizeof(bytes) - 1);                                           \
  } while (0)

static void a_date_counts_from_the_year_2000(void **state)
{
  binary_date(*state, 10957);
  binary_date(*state, 10956);
  EXPECT((struct buffer *)*state, "\0\0\0\4\0\0\0\0\0\0\0\4\377\377\377\377");
}

static void endless_days_keep_their_marks(void **state)
{
  binary_date(*state, DATE_INFINITY);
  binary_date(*state, DATE_MINUS_INFINITY);
  EXPECT((struct buffer *)*state, "\0\0\0\4\177\377\377\377\0\0\0\4\200\0\0\0");
  assert_int_equal(binary_read_date("\177\377\377\377"), DATE_INFINITY);
  assert_int_equal(binary_read_date("\200\0\0\0"), DATE_MINUS_INFINITY);
}

static void a_date_is_read_back(void **state)
{
  struct buffer *buffer = *state;
  for (int32_t date = -800000; date < 800000; date += 9973) {
    buffer_reset(buffer);
    binary_date(buffer, date);
    assert_int_equal(binary_read_date(buffer->data + 4), date);
  }
}

static void an_absent_text_is_null_and_an_empty_one_is_not(void **state)
{
  binary_text(*state, NULL);
  binary_text(*state, "");
  EXPECT((struct buffer *)*state, "\377\377\377\377\0\0\0\0");
}

struct sample {
  bool has_day;
  int32_t day;
  int32_t choice;
  bool flag;
};

static void fields_are_written_as_their_spec_says(void **state)
{
  static const char *const symbols[] = {"jw", "wmo"};
  static const struct field_spec fields[] = {
      {"day", FIELD_DATE, offsetof(struct sample, day), offsetof(struct sample, has_day), NULL},
      {"choice", FIELD_ENUM, offsetof(struct sample, choice), FIELD_ALWAYS, symbols},
      {"flag", FIELD_BOOLEAN, offsetof(struct sample, flag), FIELD_ALWAYS, NULL},
  };
  struct sample sample = {.has_day = false, .day = 1, .choice = 1, .flag = true};
  for (size_t i = 0; i < 3; i++)
    binary_field(*state, &fields[i], &sample);
  EXPECT((struct buffer *)*state, "\377\377\377\377\0\0\0\3wmo\0\0\0\1\1");
}

static void an_array_begins_with_its_dimension_and_type(void **state)
{
  binary_array_begin(*state, BINARY_INT);
  binary_int(*state, 5);
  binary_int(*state, -1);
  binary_array_end(*state, 2);
  EXPECT((struct buffer *)*state,
      "\0\0\0\1\0\0\0\0\0\0\0\27\0\0\0\2\0\0\0\1\0\0\0\4\0\0\0\5\0\0\0\4\377\377\377\377");
}

#define WITH_BUFFER(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
  const struct CMUnitTest tests[] = {
      WITH_BUFFER(a_date_counts_from_the_year_2000),
      WITH_BUFFER(endless_days_keep_their_marks),
      WITH_BUFFER(a_date_is_read_back),
      WITH_BUFFER(an_absent_text_is_null_and_an_empty_one_is_not),
      WITH_BUFFER(fields_are_written_as_their_spec_says),
      WITH_BUFFER(an_array_begins_with_its_dimension_and_type),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
