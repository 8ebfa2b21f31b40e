/* What a generated record looks like from the outside: its fields as a table.
 *
 * Made from the .avsc by generate.py, one `<record>_spec` for each record whose fields are all plain values,
 * and `<record>_<field>_specs` by tag for a field that is one of several records.
 * Drives what treats all records alike: comparing two rows, writing them in PostgreSQL's binary form, tests.
 */
#ifndef SLUIS_PROTO_FIELD_H
#define SLUIS_PROTO_FIELD_H

#include <stddef.h>
#include <stdint.h>

enum field_kind {
  FIELD_ID,      /* struct id */
  FIELD_INT,     /* int32_t */
  FIELD_LONG,    /* int64_t */
  FIELD_DATE,    /* int32_t, days since 1970-01-01 */
  FIELD_TIME,    /* int64_t, microseconds since midnight */
  FIELD_BOOLEAN, /* bool */
  FIELD_TEXT,    /* const char *, UTF-8, NUL-terminated; NULL where null */
  FIELD_ENUM     /* an enum; its values count from 0 in the order of the symbols */
};

#define FIELD_ALWAYS SIZE_MAX /* has_offset of a field that cannot be null, and of FIELD_TEXT */

struct field_spec {
  const char *name;
  enum field_kind kind;
  size_t offset;              /* of the value in the struct */
  size_t has_offset;          /* of its `bool has_...`, or FIELD_ALWAYS */
  const char *const *symbols; /* of FIELD_ENUM */
};

struct record_spec {
  const char *name;
  const char *table; /* where its rows are kept, as "dwh.traject"; NULL for what is no row */
  size_t size;       /* of the struct */
  size_t key_fields; /* so many fields from the first one name the row */
  size_t field_count;
  const struct field_spec *fields;
};

#endif
