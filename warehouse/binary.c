/* The send formats of the few types that sluis uses. A date counts from 2000-01-01 there, a time in
 * microseconds; all numbers are in network order. */
#include "warehouse/binary.h"

#include <stdbool.h>
#include <string.h>

#include "base/date.h"

enum { POSTGRES_EPOCH = 10957 }; /* 2000-01-01 in days since 1970-01-01 */

void binary_null(struct buffer *out)
{
  buffer_be32(out, UINT32_MAX);
}

void binary_bytes(struct buffer *out, const void *data, size_t size)
{
  buffer_be32(out, (uint32_t)size);
  buffer_append(out, data, size);
}

void binary_id(struct buffer *out, const struct id *id)
{
  binary_bytes(out, id->bytes, sizeof id->bytes);
}

void binary_int(struct buffer *out, int32_t value)
{
  buffer_be32(out, sizeof value);
  buffer_be32(out, (uint32_t)value);
}

void binary_long(struct buffer *out, int64_t value)
{
  buffer_be32(out, sizeof value);
  buffer_be64(out, (uint64_t)value);
}

void binary_date(struct buffer *out, int32_t date)
{
  bool is_finite = date != DATE_INFINITY && date != DATE_MINUS_INFINITY;
  binary_int(out, is_finite ? date - POSTGRES_EPOCH : date);
}

void binary_text(struct buffer *out, const char *text)
{
  if (text == NULL)
    binary_null(out);
  else
    binary_bytes(out, text, strlen(text));
}

static void write_id(struct buffer *out, const struct field_spec *field, const void *value)
{
  (void)field;
  binary_id(out, value);
}

static void write_int(struct buffer *out, const struct field_spec *field, const void *value)
{
  (void)field;
  binary_int(out, *(const int32_t *)value);
}

static void write_long(struct buffer *out, const struct field_spec *field, const void *value)
{
  (void)field;
  binary_long(out, *(const int64_t *)value);
}

static void write_date(struct buffer *out, const struct field_spec *field, const void *value)
{
  (void)field;
  binary_date(out, *(const int32_t *)value);
}

static void write_boolean(struct buffer *out, const struct field_spec *field, const void *value)
{
  (void)field;
  uint8_t byte = *(const bool *)value ? 1 : 0;
  binary_bytes(out, &byte, sizeof byte);
}

static void write_text(struct buffer *out, const struct field_spec *field, const void *value)
{
  (void)field;
  binary_text(out, *(const char *const *)value);
}

static void write_enum(struct buffer *out, const struct field_spec *field, const void *value)
{
  binary_text(out, field->symbols[*(const int32_t *)value]); /* gcc and clang keep enums in 32 bits */
}

struct kind {
  enum binary_type type;
  const char *name;
  void (*write)(struct buffer *out, const struct field_spec *field, const void *value);
};

static const struct kind kinds[] = {
    [FIELD_ID] = {BINARY_ID, "uuid", write_id},
    [FIELD_INT] = {BINARY_INT, "integer", write_int},
    [FIELD_LONG] = {BINARY_LONG, "bigint", write_long},
    [FIELD_DATE] = {BINARY_DATE, "date", write_date},
    [FIELD_TIME] = {BINARY_TIME, "time", write_long},
    [FIELD_BOOLEAN] = {BINARY_BOOLEAN, "boolean", write_boolean},
    [FIELD_TEXT] = {BINARY_TEXT, "text", write_text},
    [FIELD_ENUM] = {BINARY_TEXT, "text", write_enum},
};

void binary_field(struct buffer *out, const struct field_spec *field, const void *record)
{
  const char *bytes = record;
  if (field->has_offset != FIELD_ALWAYS && !*(const bool *)(bytes + field->has_offset))
    binary_null(out);
  else
    kinds[field->kind].write(out, field, bytes + field->offset);
}

enum binary_type binary_type_of(enum field_kind kind)
{
  return kinds[kind].type;
}

const char *binary_type_name(enum field_kind kind)
{
  return kinds[kind].name;
}

int64_t binary_read_long(const char *data)
{
  uint64_t value = 0;
  for (int i = 0; i < 8; i++)
    value = value << 8 | (uint8_t)data[i];
  return (int64_t)value;
}

int32_t binary_read_date(const char *data)
{
  uint32_t bits = 0;
  for (int i = 0; i < 4; i++)
    bits = bits << 8 | (uint8_t)data[i];
  int32_t value = (int32_t)bits;
  bool is_finite = value != DATE_INFINITY && value != DATE_MINUS_INFINITY;
  return is_finite ? value + POSTGRES_EPOCH : value;
}

enum { COUNT_AT = 12 }; /* behind the number of dimensions, the mark of nulls and the type */

void binary_array_begin(struct buffer *out, enum binary_type type)
{
  buffer_reset(out);
  buffer_be32(out, 1);
  buffer_be32(out, 0);
  buffer_be32(out, type);
  buffer_be32(out, 0);
  buffer_be32(out, 1);
}

void binary_array_end(struct buffer *out, size_t count)
{
  if (out->failed)
    return;
  for (int i = 0; i < 4; i++)
    out->data[COUNT_AT + i] = (char)(uint8_t)(count >> (24 - 8 * i));
}
