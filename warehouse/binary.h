/* Values in PostgreSQL's binary form, as COPY BINARY and binary parameters want them: a length and the bytes.
 *
 * Appends to a struct buffer and fails as that does. What a record holds is written by its record_spec, so
 * that no table needs a writer of its own. */
#ifndef SLUIS_WAREHOUSE_BINARY_H
#define SLUIS_WAREHOUSE_BINARY_H

#include <stddef.h>
#include <stdint.h>

#include "base/buffer.h"
#include "base/id.h"
#include "proto/field.h"

/* Object ids of built-in types (pg_type.dat): the same in every PostgreSQL. */
enum binary_type {
  BINARY_BOOLEAN = 16,
  BINARY_BYTES = 17,
  BINARY_LONG = 20,
  BINARY_INT = 23,
  BINARY_TEXT = 25,
  BINARY_DATE = 1082,
  BINARY_TIME = 1083,
  BINARY_ID = 2950
};

void binary_null(struct buffer *out);
void binary_id(struct buffer *out, const struct id *id);
void binary_int(struct buffer *out, int32_t value);
void binary_long(struct buffer *out, int64_t value);
void binary_date(struct buffer *out, int32_t date);     /* DATE_INFINITY is infinity */
void binary_text(struct buffer *out, const char *text); /* NULL is null */
void binary_bytes(struct buffer *out, const void *data, size_t size);
/* The value of this field in record, null where it is absent. */
void binary_field(struct buffer *out, const struct field_spec *field, const void *record);
enum binary_type binary_type_of(enum field_kind kind);
const char *binary_type_name(enum field_kind kind); /* "uuid" */

/* What binary_date wrote, read back. */
int32_t binary_read_date(const char *data);
int64_t binary_read_long(const char *data);

/* An array of one dimension without nulls, as a parameter: begin, append elements with the functions above,
 * end. */
void binary_array_begin(struct buffer *out, enum binary_type type);
void binary_array_end(struct buffer *out, size_t count);

#endif
