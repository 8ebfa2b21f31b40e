/* An event between two versions of its schema, there and back: what both know stays, what one of them has not
 * is null or gone, and what the reader has no place for is refused. The other version is ours with fields,
 * branches and symbols put in or taken out. */
#include <jansson.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "proto/gebeurtenis.h"
#include "proto/resolution.h"

enum { MOST_BYTES = 1 << 20 };

struct bench {
  struct arena arena;
  struct buffer bytes, other, back;
  json_t *version; /* of the schema, to be changed */
  struct gebeurtenis event;
};

static int set_up(void **state)
{
  struct bench *bench = calloc(1, sizeof *bench);
  arena_init(&bench->arena, 0);
  buffer_init(&bench->bytes, MOST_BYTES);
  buffer_init(&bench->other, MOST_BYTES);
  buffer_init(&bench->back, MOST_BYTES);
  bench->version = json_loads(gebeurtenis_schema, 0, NULL);
  bench->event = (struct gebeurtenis){.id = {{1, 2, 3}},
      .regel = 12,
      .ontvangen = 19500,
      .domein = DOMEIN_WMO,
      .gemeente = "0983",
      .aanbieder = "12345678",
      .dagtekening = 19499,
      .geslacht = "2",
      .inhoud_soort = GEBEURTENIS_INHOUD_AFWIJZING,
      .inhoud.afwijzing = {.declaratie = {{9}}, .retourcodes = "0001|0234"}};
  gebeurtenis_encode(&bench->event, &bench->bytes);
  *state = bench;
  return 0;
}

static int tear_down(void **state)
{
  struct bench *bench = *state;
  json_decref(bench->version);
  buffer_fini(&bench->bytes);
  buffer_fini(&bench->other);
  buffer_fini(&bench->back);
  arena_fini(&bench->arena);
  free(bench);
  return 0;
}

static json_t *fields_of(struct bench *bench)
{
  return json_object_get(bench->version, "fields");
}

static size_t place_of(json_t *fields, const char *name)
{
  size_t place = 0;
  while (strcmp(json_string_value(json_object_get(json_array_get(fields, place), "name")), name) != 0)
    place++;
  return place;
}

static json_t *type_of(struct bench *bench, const char *field)
{
  json_t *fields = fields_of(bench);
  return json_object_get(json_array_get(fields, place_of(fields, field)), "type");
}

static void add_field(struct bench *bench, size_t place, const char *json)
{
  json_t *field = json_loads(json, 0, NULL);
  assert_non_null(field);
  assert_int_equal(json_array_insert_new(fields_of(bench), place, field), 0);
}

static bool convert(
    struct bench *bench, const char *writer, const char *reader, const struct buffer *from, struct buffer *to)
{
  struct resolution *resolution = NULL;
  assert_int_equal(resolution_new(writer, reader, &resolution, NULL), 0);
  bool is_read = resolution_apply(resolution, from->data, from->size, &bench->arena, to);
  resolution_free(&resolution);
  return is_read;
}

/* From ours into the other version and back. */
static bool there(struct bench *bench)
{
  char *text = json_dumps(bench->version, 0);
  bool is_read = convert(bench, gebeurtenis_schema, text, &bench->bytes, &bench->other);
  free(text);
  return is_read;
}

static bool back(struct bench *bench)
{
  char *text = json_dumps(bench->version, 0);
  bool is_read = convert(bench, text, gebeurtenis_schema, &bench->other, &bench->back);
  free(text);
  return is_read;
}

static void assert_same_after_return(struct bench *bench)
{
  assert_true(there(bench));
  assert_true(back(bench));
  assert_int_equal(bench->back.size, bench->bytes.size);
  assert_memory_equal(bench->back.data, bench->bytes.data, bench->bytes.size);
}

static void our_own_version_changes_no_byte(void **state)
{
  struct bench *bench = *state;
  assert_true(there(bench));
  assert_int_equal(bench->other.size, bench->bytes.size);
  assert_memory_equal(bench->other.data, bench->bytes.data, bench->bytes.size);
}

static void a_field_that_a_newer_version_adds_is_null_for_it_and_passed_over_by_us(void **state)
{
  struct bench *bench = *state;
  add_field(bench, 4, "{\"name\":\"bron\",\"type\":[\"null\",\"string\"],\"default\":null}");
  add_field(bench, json_array_size(fields_of(bench)),
      "{\"name\":\"merken\",\"type\":[\"null\",{\"type\":\"array\",\"items\":\"nl.sluis.Id\"}],\"default\":"
      "null}");
  assert_same_after_return(bench);
  assert_int_equal(bench->other.size, bench->bytes.size + 2); /* two nulls */
}

static void what_a_newer_version_says_in_its_own_field_is_passed_over(void **state)
{
  struct bench *bench = *state;
  size_t end = json_array_size(fields_of(bench));
  add_field(
      bench, end, "{\"name\":\"x\",\"type\":{\"type\":\"array\",\"items\":[\"null\",\"long\",\"string\"]}}");
  static const char items[] = {6, 2, 14, 4, 4, 'j', 'a', 0, 0}; /* three: 7, "ja", null; the end */
  buffer_append(&bench->other, bench->bytes.data, bench->bytes.size);
  buffer_append(&bench->other, items, sizeof items);
  assert_true(back(bench));
  assert_int_equal(bench->back.size, bench->bytes.size);
  assert_memory_equal(bench->back.data, bench->bytes.data, bench->bytes.size);
}

static void a_field_that_an_older_version_does_not_have_is_null(void **state)
{
  struct bench *bench = *state;
  json_array_remove(fields_of(bench), place_of(fields_of(bench), "geslacht"));
  assert_true(there(bench));
  assert_true(back(bench));
  struct gebeurtenis event;
  assert_true(gebeurtenis_decode(bench->back.data, bench->back.size, &bench->arena, &event));
  assert_null(event.geslacht);
  assert_string_equal(event.aanbieder, "12345678");
  assert_string_equal(event.inhoud.afwijzing.retourcodes, "0001|0234");
}

static void a_field_that_must_be_there_and_is_not_makes_it_unreadable(void **state)
{
  struct bench *bench = *state;
  json_array_remove(fields_of(bench), place_of(fields_of(bench), "aanbieder"));
  assert_true(there(bench));
  assert_false(back(bench));
}

static void branches_and_symbols_are_found_by_name_and_not_by_number(void **state)
{
  struct bench *bench = *state;
  json_t *branches = type_of(bench, "inhoud");
  json_t *first = json_incref(json_array_get(branches, 0));
  json_array_remove(branches, 0);
  json_array_append_new(branches, first);
  json_array_insert_new(json_object_get(type_of(bench, "domein"), "symbols"), 0, json_string("zvw"));
  assert_same_after_return(bench);
  assert_memory_not_equal(bench->other.data, bench->bytes.data, bench->bytes.size);
}

static void a_branch_or_a_symbol_that_the_reader_does_not_have_makes_it_unreadable(void **state)
{
  struct bench *bench = *state;
  json_array_remove(json_object_get(type_of(bench, "domein"), "symbols"), DOMEIN_WMO);
  assert_false(there(bench));
  json_decref(bench->version);
  bench->version = json_loads(gebeurtenis_schema, 0, NULL);
  buffer_reset(&bench->other);
  json_array_remove(type_of(bench, "inhoud"), GEBEURTENIS_INHOUD_AFWIJZING);
  assert_false(there(bench));
}

static void what_is_cut_off_or_too_long_is_unreadable(void **state)
{
  struct bench *bench = *state;
  add_field(bench, 4, "{\"name\":\"bron\",\"type\":[\"null\",\"string\"],\"default\":null}");
  assert_true(there(bench));
  size_t whole = bench->other.size;
  for (bench->other.size = 0; bench->other.size < whole; bench->other.size++) {
    assert_false(back(bench));
    buffer_reset(&bench->back);
  }
  buffer_byte(&bench->other, 0);
  assert_false(back(bench));
}

static void what_is_no_schema_of_that_record_is_refused(void **state)
{
  (void)state;
  static const char *const texts[] = {"", "{", "\"string\"", "{\"type\":\"record\",\"name\":\"Levering\"}"};
  for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
    struct resolution *resolution = NULL;
    struct error error = {0};
    assert_int_equal(resolution_new(texts[i], gebeurtenis_schema, &resolution, &error), ERROR_DATA);
    assert_null(resolution);
  }
}

#define ON_BENCH(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
  const struct CMUnitTest tests[] = {
      ON_BENCH(our_own_version_changes_no_byte),
      ON_BENCH(a_field_that_a_newer_version_adds_is_null_for_it_and_passed_over_by_us),
      ON_BENCH(what_a_newer_version_says_in_its_own_field_is_passed_over),
      ON_BENCH(a_field_that_an_older_version_does_not_have_is_null),
      ON_BENCH(a_field_that_must_be_there_and_is_not_makes_it_unreadable),
      ON_BENCH(branches_and_symbols_are_found_by_name_and_not_by_number),
      ON_BENCH(a_branch_or_a_symbol_that_the_reader_does_not_have_makes_it_unreadable),
      ON_BENCH(what_is_cut_off_or_too_long_is_unreadable),
      cmocka_unit_test(what_is_no_schema_of_that_record_is_refused),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
