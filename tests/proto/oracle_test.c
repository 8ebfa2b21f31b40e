/* Avro-C as the oracle: random records go through our codec and through Avro-C's generic values, which are
 * made from the schema that our codec carries, and the bytes must be the same in both directions.
 *
 * Avro-C knows no logical types: date and time-micros are an int and a long to it, as they are on the wire.
 */
#include <avro.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/id.h"
#include "proto/feit.h"
#include "proto/gebeurtenis.h"
#include "proto/levering.h"
#include "record.h"

enum { EACH = 1000, MOST_BYTES = 1 << 20, MOST_TEXT = 40, MOST_MELDINGEN = 5, SEED = 20260305 };

/* splitmix64: the same numbers on any machine. */
static uint64_t next_random(uint64_t *seed)
{
  *seed += UINT64_C(0x9e3779b97f4a7c15);
  uint64_t z = *seed;
  z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
  z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
  return z ^ (z >> 31);
}

static size_t below(uint64_t *seed, size_t count)
{
  return (size_t)(next_random(seed) % count);
}

/* Numbers of all magnitudes, so that varints of all lengths occur; now and then the ends. */
static int64_t random_number(uint64_t *seed)
{
  static const int64_t ends[] = {0, -1, 1, 63, 64, -64, -65, INT32_MAX, INT32_MIN, INT64_MAX, INT64_MIN};
  if (below(seed, 4) == 0)
    return ends[below(seed, sizeof ends / sizeof *ends)];
  return (int64_t)next_random(seed) >> below(seed, 64);
}

static const char *random_text(uint64_t *seed, struct arena *arena)
{
  static const char *const characters[] = {"a", "Z", "7", " ", "\"", "\\", "\x01", "é", "€", "😀"};
  struct buffer text;
  buffer_init(&text, (size_t)MOST_TEXT * 4);
  for (size_t i = below(seed, MOST_TEXT); i > 0; i--)
    buffer_text(&text, characters[below(seed, sizeof characters / sizeof *characters)]);
  const char *copy = arena_bytes(arena, text.data, text.size);
  buffer_fini(&text);
  return copy;
}

/* One record twice: ours and Avro-C's. */
struct filler {
  uint64_t seed;
  struct arena *arena;
};

static int32_t symbol_count(const char *const *symbols)
{
  return symbols == domein_symbols ? DOMEIN_COUNT : OORDEEL_COUNT;
}

static void fill_value(struct filler *filler, const struct field_spec *field, void *at, avro_value_t *avro)
{
  int64_t number = random_number(&filler->seed);
  struct id id;
  switch (field->kind) {
  case FIELD_ID:
    for (size_t i = 0; i < sizeof id.bytes; i++)
      id.bytes[i] = (uint8_t)next_random(&filler->seed);
    memcpy(at, &id, sizeof id);
    assert_int_equal(avro_value_set_fixed(avro, id.bytes, sizeof id.bytes), 0);
    break;
  case FIELD_INT:
  case FIELD_DATE:
    *(int32_t *)at = (int32_t)number;
    assert_int_equal(avro_value_set_int(avro, (int32_t)number), 0);
    break;
  case FIELD_LONG:
  case FIELD_TIME:
    *(int64_t *)at = number;
    assert_int_equal(avro_value_set_long(avro, number), 0);
    break;
  case FIELD_BOOLEAN:
    *(bool *)at = number & 1;
    assert_int_equal(avro_value_set_boolean(avro, number & 1), 0);
    break;
  case FIELD_TEXT:
    *(const char **)at = random_text(&filler->seed, filler->arena);
    assert_int_equal(avro_value_set_string(avro, *(const char **)at), 0);
    break;
  case FIELD_ENUM:
    *(int32_t *)at = (int32_t)below(&filler->seed, (size_t)symbol_count(field->symbols));
    assert_int_equal(avro_value_set_enum(avro, *(int32_t *)at), 0);
    break;
  }
}

static avro_value_t child_at(const avro_value_t *avro, size_t index)
{
  avro_value_t child = *avro;
  assert_int_equal(avro_value_get_by_index(avro, index, &child, NULL), 0);
  return child;
}

static void fill_field(
    struct filler *filler, const struct field_spec *field, char *record, avro_value_t *avro)
{
  if (avro_value_get_type(avro) != AVRO_UNION) {
    fill_value(filler, field, record + field->offset, avro);
    return;
  }
  bool has = below(&filler->seed, 2) == 1;
  avro_value_t branch = *avro;
  assert_int_equal(avro_value_set_branch(avro, has ? 1 : 0, &branch), 0);
  if (field->has_offset != FIELD_ALWAYS)
    *(bool *)(record + field->has_offset) = has;
  if (has)
    fill_value(filler, field, record + field->offset, &branch);
  else
    assert_int_equal(avro_value_set_null(&branch), 0);
}

static void fill_fields(
    struct filler *filler, const struct record_spec *spec, void *record, avro_value_t *avro)
{
  for (size_t i = 0; i < spec->field_count; i++) {
    avro_value_t child = child_at(avro, i);
    fill_field(filler, &spec->fields[i], record, &child);
  }
}

static void fill_meldingen(struct filler *filler, struct levering *levering, avro_value_t *avro)
{
  levering->meldingen_count = below(&filler->seed, MOST_MELDINGEN);
  levering->meldingen = arena_array(filler->arena, levering->meldingen_count, sizeof *levering->meldingen);
  for (size_t i = 0; i < levering->meldingen_count; i++) {
    avro_value_t item = *avro;
    assert_int_equal(avro_value_append(avro, &item, NULL), 0);
    fill_fields(filler, &melding_spec, &levering->meldingen[i], &item);
  }
}

static void fill_inhoud(struct filler *filler, struct gebeurtenis *gebeurtenis, avro_value_t *avro)
{
  size_t kind = below(&filler->seed, GEBEURTENIS_INHOUD_COUNT);
  gebeurtenis->inhoud_soort = (enum gebeurtenis_inhoud)kind;
  avro_value_t branch = *avro;
  assert_int_equal(avro_value_set_branch(avro, (int)kind, &branch), 0);
  fill_fields(filler, gebeurtenis_inhoud_specs[kind], &gebeurtenis->inhoud, &branch);
}

static void fill_record(
    struct filler *filler, const struct record_spec *spec, void *record, avro_value_t *avro)
{
  fill_fields(filler, spec, record, avro);
  if (spec != &levering_front_spec && spec != &gebeurtenis_front_spec)
    return;
  avro_value_t last = child_at(avro, spec->field_count);
  if (spec == &levering_front_spec)
    fill_meldingen(filler, record, &last);
  else
    fill_inhoud(filler, record, &last);
}

static bool equal_meldingen(const struct levering *a, const struct levering *b)
{
  if (a->meldingen_count != b->meldingen_count)
    return false;
  for (size_t i = 0; i < a->meldingen_count; i++) {
    if (!feit_equal(&melding_spec, &a->meldingen[i], &b->meldingen[i]))
      return false;
  }
  return true;
}

static bool equal_inhoud(const struct gebeurtenis *a, const struct gebeurtenis *b)
{
  return a->inhoud_soort == b->inhoud_soort &&
         feit_equal(gebeurtenis_inhoud_specs[a->inhoud_soort], &a->inhoud, &b->inhoud);
}

static bool equal_records(const struct record_spec *spec, const void *a, const void *b)
{
  if (!feit_equal(spec, a, b))
    return false;
  if (spec == &levering_front_spec)
    return equal_meldingen(a, b);
  return spec != &gebeurtenis_front_spec || equal_inhoud(a, b);
}

static size_t write_with_avro_c(avro_value_t *avro, char *out)
{
  avro_writer_t writer = avro_writer_memory(out, MOST_BYTES);
  assert_int_equal(avro_value_write(writer, avro), 0);
  size_t size = (size_t)avro_writer_tell(writer);
  avro_writer_free(writer);
  return size;
}

static void compare_one(
    const struct record *kind, avro_value_t *avro, const void *ours, char *theirs, struct arena *arena)
{
  size_t size = write_with_avro_c(avro, theirs);
  struct buffer bytes;
  buffer_init(&bytes, MOST_BYTES);
  kind->encode(ours, &bytes);
  assert_false(bytes.failed);
  assert_int_equal(bytes.size, size);
  assert_memory_equal(bytes.data, theirs, size);
  void *back = arena_new(arena, kind->spec->size);
  assert_true(kind->decode(theirs, size, arena, back));
  assert_true(equal_records(kind->spec, ours, back));
  buffer_fini(&bytes);
}

static void compare_many(const struct record *kind, uint64_t seed)
{
  avro_schema_t schema;
  assert_int_equal(avro_schema_from_json_length(kind->schema, strlen(kind->schema), &schema), 0);
  avro_value_iface_t *class = avro_generic_class_from_schema(schema);
  avro_value_t avro;
  assert_int_equal(avro_generic_value_new(class, &avro), 0);
  struct arena arena;
  arena_init(&arena, 0);
  struct filler filler = {.seed = seed, .arena = &arena};
  char *theirs = malloc(MOST_BYTES);
  assert_non_null(theirs);
  for (int i = 0; i < EACH; i++) {
    arena_reset(&arena);
    assert_int_equal(avro_value_reset(&avro), 0);
    void *ours = arena_new(&arena, kind->spec->size);
    fill_record(&filler, kind->spec, ours, &avro);
    compare_one(kind, &avro, ours, theirs, &arena);
  }
  free(theirs);
  arena_fini(&arena);
  avro_value_decref(&avro);
  avro_value_iface_decref(class);
  avro_schema_decref(schema);
}

static void our_bytes_are_those_of_avro_c_and_its_bytes_give_our_record(void **state)
{
  (void)state;
  size_t compared = 0;
  for (size_t i = 0; i < record_count; i++) {
    compare_many(&records[i], SEED + i);
    compared += EACH;
  }
  print_message("%zu records compared\n", compared);
  assert_true(compared >= 10000);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(our_bytes_are_those_of_avro_c_and_its_bytes_give_our_record),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
