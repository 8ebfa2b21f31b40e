/* Fingerprints made a second time, from the schema text that the program carries: canonical form with a JSON
 * parser, CRC-64-AVRO bit by bit. Vectors: the Avro project's own (share/test/data/schema-tests.txt). */
#include <jansson.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "record.h"

static uint64_t crc64_avro(const char *data, size_t size)
{
  const uint64_t polynomial = UINT64_C(0xc15d213aa4d7a795);
  uint64_t crc = polynomial;
  for (size_t i = 0; i < size; i++) {
    crc ^= (uint8_t)data[i];
    for (int bit = 0; bit < 8; bit++)
      crc = (crc & 1) != 0 ? (crc >> 1) ^ polynomial : crc >> 1;
  }
  return crc;
}

static void write_canonical(const json_t *schema, struct buffer *out);

static void write_names(const json_t *array, struct buffer *out)
{
  for (size_t i = 0; i < json_array_size(array); i++)
    buffer_format(out, "%s\"%s\"", i > 0 ? "," : "", json_string_value(json_array_get(array, i)));
}

static void write_branches(const json_t *array, struct buffer *out)
{
  for (size_t i = 0; i < json_array_size(array); i++) {
    buffer_text(out, i > 0 ? "," : "");
    write_canonical(json_array_get(array, i), out);
  }
}

static void write_fields(const json_t *fields, struct buffer *out)
{
  for (size_t i = 0; i < json_array_size(fields); i++) {
    const json_t *field = json_array_get(fields, i);
    buffer_format(out, "%s{\"name\":\"%s\",\"type\":", i > 0 ? "," : "",
        json_string_value(json_object_get(field, "name")));
    write_canonical(json_object_get(field, "type"), out);
    buffer_text(out, "}");
  }
}

static void write_named(const json_t *schema, const char *type, struct buffer *out)
{
  buffer_format(out, "{\"name\":\"%s.%s\",\"type\":\"%s\",",
      json_string_value(json_object_get(schema, "namespace")),
      json_string_value(json_object_get(schema, "name")), type);
  if (strcmp(type, "record") == 0) {
    buffer_text(out, "\"fields\":[");
    write_fields(json_object_get(schema, "fields"), out);
    buffer_text(out, "]}");
  } else if (strcmp(type, "enum") == 0) {
    buffer_text(out, "\"symbols\":[");
    write_names(json_object_get(schema, "symbols"), out);
    buffer_text(out, "]}");
  } else {
    buffer_format(out, "\"size\":%lld}", (long long)json_integer_value(json_object_get(schema, "size")));
  }
}

static void write_canonical(const json_t *schema, struct buffer *out)
{
  if (json_is_string(schema)) {
    buffer_format(out, "\"%s\"", json_string_value(schema));
    return;
  }
  if (json_is_array(schema)) {
    buffer_text(out, "[");
    write_branches(schema, out);
    buffer_text(out, "]");
    return;
  }
  const char *type = json_string_value(json_object_get(schema, "type"));
  assert_non_null(type);
  if (strcmp(type, "array") == 0) {
    buffer_text(out, "{\"type\":\"array\",\"items\":");
    write_canonical(json_object_get(schema, "items"), out);
    buffer_text(out, "}");
  } else if (json_object_get(schema, "name") != NULL) {
    write_named(schema, type, out);
  } else {
    buffer_format(out, "\"%s\"", type);
  }
}

static uint64_t fingerprint_of(const char *text)
{
  json_t *schema = json_loads(text, JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, NULL);
  assert_non_null(schema);
  struct buffer canonical;
  buffer_init(&canonical, 1 << 20);
  write_canonical(schema, &canonical);
  assert_false(canonical.failed);
  uint64_t fingerprint = crc64_avro(canonical.data, canonical.size);
  buffer_fini(&canonical);
  json_decref(schema);
  return fingerprint;
}

static void the_fingerprints_of_the_avro_project_come_out(void **state)
{
  (void)state;
  assert_true(fingerprint_of("\"null\"") == (uint64_t)INT64_C(7195948357588979594));
  assert_true(fingerprint_of("{\"type\":\"boolean\"}") == (uint64_t)INT64_C(-6970731678124411036));
  assert_true(fingerprint_of("\"int\"") == (uint64_t)INT64_C(8247732601305521295));
  assert_true(fingerprint_of("\"string\"") == (uint64_t)INT64_C(-8142146995180207161));
}

static void every_record_carries_the_fingerprint_of_its_schema(void **state)
{
  (void)state;
  for (size_t i = 0; i < record_count; i++)
    assert_true(*records[i].fingerprint == fingerprint_of(records[i].schema));
}

static void no_two_records_have_the_same_fingerprint(void **state)
{
  (void)state;
  for (size_t i = 0; i < record_count; i++) {
    for (size_t j = 0; j < i; j++)
      assert_true(*records[i].fingerprint != *records[j].fingerprint);
  }
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(the_fingerprints_of_the_avro_project_come_out),
      cmocka_unit_test(every_record_carries_the_fingerprint_of_its_schema),
      cmocka_unit_test(no_two_records_have_the_same_fingerprint),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
