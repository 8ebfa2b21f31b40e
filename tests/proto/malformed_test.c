/* What is no record must be refused, and never be read past its end: run it under SANITIZER=address too. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "proto/gebeurtenis.h"
#include "proto/levering.h"
#include "record.h"

enum { MOST_BYTES = 1 << 20 };

/* Decodes a copy that ends where its memory ends. */
static bool is_read(const struct record *kind, const void *data, size_t size)
{
  char *copy = malloc(size > 0 ? size : 1);
  assert_non_null(copy);
  memcpy(copy, data, size);
  struct arena arena;
  arena_init(&arena, 0);
  void *record = arena_new(&arena, kind->spec->size);
  bool good = kind->decode(copy, size, &arena, record);
  arena_fini(&arena);
  free(copy);
  return good;
}

static const struct record *kind_named(const char *name)
{
  for (size_t i = 0; i < record_count; i++) {
    if (strcmp(records[i].spec->name, name) == 0)
      return &records[i];
  }
  fail_msg("no record %s", name);
  return NULL;
}

/* A record of zeroes with a text wherever one may be. */
static void encode_example(const struct record *kind, struct buffer *out)
{
  struct arena arena;
  arena_init(&arena, 0);
  char *record = arena_new(&arena, kind->spec->size);
  for (size_t i = 0; i < kind->spec->field_count; i++) {
    if (kind->spec->fields[i].kind == FIELD_TEXT)
      *(const char **)(record + kind->spec->fields[i].offset) = "tekst";
  }
  buffer_init(out, MOST_BYTES);
  kind->encode(record, out);
  assert_false(out->failed);
  arena_fini(&arena);
}

struct example {
  const char *what;
  const char *bytes;
  size_t size;
};

#define BYTES(text) (text), sizeof(text) - 1

static void assert_read(const char *name, bool expected, const struct example *examples, size_t count)
{
  for (size_t i = 0; i < count; i++) {
    if (is_read(kind_named(name), examples[i].bytes, examples[i].size) != expected)
      fail_msg("%s: %s", name, examples[i].what);
  }
}

/* code, regel, kolom, pad, tekst */
static const struct example bad_meldingen[] = {
    {"nothing", BYTES("")},
    {"a text of -1 bytes", BYTES("\x01\x02\0\0\x02"
                                 "B")},
    {"a text of INT64_MIN bytes", BYTES("\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01")},
    {"a text of INT64_MAX bytes", BYTES("\xfe\xff\xff\xff\xff\xff\xff\xff\xff\x01")},
    {"a text longer than what is left", BYTES("\x02"
                                              "A\x02\0\0\x04"
                                              "B")},
    {"a NUL inside a text", BYTES("\x04"
                                  "A\0\x02\0\0\x02"
                                  "B")},
    {"a varint of eleven bytes", BYTES("\x02"
                                       "A\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\0\0\0\x02"
                                       "B")},
    {"a varint above 64 bits", BYTES("\x02"
                                     "A\x80\x80\x80\x80\x80\x80\x80\x80\x80\x02\0\0\x02"
                                     "B")},
    {"an int of 2^31", BYTES("\x02"
                             "A\x80\x80\x80\x80\x10\0\0\x02"
                             "B")},
    {"branch 2 of null and string", BYTES("\x02"
                                          "A\x02\x04\0\x02"
                                          "B")},
    {"branch -1 of null and string", BYTES("\x02"
                                           "A\x02\x01\0\x02"
                                           "B")},
    {"a byte too many", BYTES("\x02"
                              "A\x02\0\0\x02"
                              "B\0")},
};

static void what_is_no_melding_is_refused(void **state)
{
  (void)state;
  assert_read("melding", false, bad_meldingen, sizeof bad_meldingen / sizeof *bad_meldingen);
}

static void the_least_and_the_largest_int_are_read(void **state)
{
  (void)state;
  static const struct example good[] = {
      {"1", BYTES("\x02"
                  "A\x02\0\0\x02"
                  "B")},
      {"INT32_MAX", BYTES("\x02"
                          "A\xfe\xff\xff\xff\x0f\0\0\x02"
                          "B")},
      {"INT32_MIN", BYTES("\x02"
                          "A\xff\xff\xff\xff\x0f\0\0\x02"
                          "B")},
      {"a longer spelling of 1", BYTES("\x02"
                                       "A\x82\x80\0\0\0\x02"
                                       "B")},
  };
  assert_read("melding", true, good, sizeof good / sizeof *good);
}

static void no_beginning_of_a_record_and_nothing_longer_is_read(void **state)
{
  (void)state;
  for (size_t i = 0; i < record_count; i++) {
    struct buffer bytes;
    encode_example(&records[i], &bytes);
    assert_true(is_read(&records[i], bytes.data, bytes.size));
    for (size_t size = 0; size < bytes.size; size++)
      assert_false(is_read(&records[i], bytes.data, size));
    buffer_byte(&bytes, 0);
    assert_false(is_read(&records[i], bytes.data, bytes.size));
    buffer_fini(&bytes);
  }
}

static void gebeurtenis_bytes(struct buffer *out)
{
  struct gebeurtenis gebeurtenis = {.gemeente = "", .aanbieder = ""};
  gebeurtenis.inhoud_soort = GEBEURTENIS_INHOUD_STOP;
  gebeurtenis.inhoud.stop.reden_beeindiging = "";
  buffer_init(out, MOST_BYTES);
  gebeurtenis_encode(&gebeurtenis, out);
}

static void an_enum_or_a_branch_outside_its_list_is_refused(void **state)
{
  (void)state;
  enum { DOMEIN = 3 * 16 + 1 + 1 + 16, INHOUD = DOMEIN + 7 };
  static const char bad[] = {0x01, 0x10, 0x7f}; /* -1, 8, -64 */
  const struct record *kind = kind_named("gebeurtenis");
  struct buffer bytes;
  gebeurtenis_bytes(&bytes);
  assert_true(is_read(kind, bytes.data, bytes.size));
  assert_int_equal(bytes.data[INHOUD], 2 * GEBEURTENIS_INHOUD_STOP);
  for (size_t i = 0; i < sizeof bad; i++) {
    bytes.data[INHOUD] = bad[i];
    assert_false(is_read(kind, bytes.data, bytes.size));
  }
  bytes.data[INHOUD] = 2 * GEBEURTENIS_INHOUD_STOP;
  bytes.data[DOMEIN] = 2 * DOMEIN_WMO;
  assert_true(is_read(kind, bytes.data, bytes.size));
  bytes.data[DOMEIN] = 2 * DOMEIN_COUNT;
  assert_false(is_read(kind, bytes.data, bytes.size));
  bytes.data[DOMEIN] = 1;
  assert_false(is_read(kind, bytes.data, bytes.size));
  buffer_fini(&bytes);
}

/* A levering whose list of meldingen is what the caller appends. */
static void levering_without_end(struct buffer *out)
{
  encode_example(kind_named("levering"), out);
  assert_int_equal(out->data[out->size - 1], 0);
  out->size--;
}

static bool is_read_as_levering(const char *list, size_t size)
{
  struct buffer bytes;
  levering_without_end(&bytes);
  buffer_append(&bytes, list, size);
  bool good = is_read(kind_named("levering"), bytes.data, bytes.size);
  buffer_fini(&bytes);
  return good;
}

#define MELDING                                                                                              \
  "\x02"                                                                                                     \
  "A\x02\0\0\x02"                                                                                            \
  "B"

static void an_array_that_promises_more_than_there_is_is_refused(void **state)
{
  (void)state;
  assert_true(is_read_as_levering(BYTES("\x02" MELDING "\0")));
  assert_true(is_read_as_levering(BYTES("\x01\x0e" MELDING "\0"))); /* a block that says its size */
  assert_false(is_read_as_levering(BYTES("\x04" MELDING "\0")));
  assert_false(is_read_as_levering(BYTES("\x02" MELDING)));
  assert_false(is_read_as_levering(BYTES("\xfe\xff\xff\xff\xff\xff\xff\xff\xff\x01" MELDING "\0")));
  assert_false(is_read_as_levering(BYTES("\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01\x0e" MELDING "\0")));
}

static void many_small_blocks_cost_no_more_than_a_large_one(void **state)
{
  (void)state;
  enum { BLOCKS = 20000 };
  struct buffer bytes;
  levering_without_end(&bytes);
  for (int i = 0; i < BLOCKS; i++)
    buffer_append(&bytes, BYTES("\x02" MELDING));
  buffer_byte(&bytes, 0);
  struct arena arena;
  arena_init(&arena, 0);
  struct levering levering;
  assert_true(levering_decode(bytes.data, bytes.size, &arena, &levering));
  assert_int_equal(levering.meldingen_count, BLOCKS);
  for (size_t i = 0; i < BLOCKS; i++) {
    assert_string_equal(levering.meldingen[i].code, "A");
    assert_string_equal(levering.meldingen[i].tekst, "B");
  }
  assert_true(arena_used(&arena) < 100 * bytes.size);
  arena_fini(&arena);
  buffer_fini(&bytes);
}

static void a_changed_byte_is_read_or_refused_but_never_harms(void **state)
{
  (void)state;
  for (size_t i = 0; i < record_count; i++) {
    struct buffer bytes;
    encode_example(&records[i], &bytes);
    for (size_t at = 0; at < bytes.size; at++) {
      char before = bytes.data[at];
      for (int value = 0; value < 256; value++) {
        bytes.data[at] = (char)value;
        (void)is_read(&records[i], bytes.data, bytes.size);
      }
      bytes.data[at] = before;
    }
    buffer_fini(&bytes);
  }
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(what_is_no_melding_is_refused),
      cmocka_unit_test(the_least_and_the_largest_int_are_read),
      cmocka_unit_test(no_beginning_of_a_record_and_nothing_longer_is_read),
      cmocka_unit_test(an_enum_or_a_branch_outside_its_list_is_refused),
      cmocka_unit_test(an_array_that_promises_more_than_there_is_is_refused),
      cmocka_unit_test(many_small_blocks_cost_no_more_than_a_large_one),
      cmocka_unit_test(a_changed_byte_is_read_or_refused_but_never_harms),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
