/* Avro's single-object encoding (specification 1.11): the marker C3 01, the CRC-64-AVRO fingerprint of the
 * writer's schema (8 bytes, little endian), the record. How a record travels between processes and machines:
 * who reads it knows by which schema it was written. */
#ifndef SLUIS_PROTO_SINGLE_OBJECT_H
#define SLUIS_PROTO_SINGLE_OBJECT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buffer.h"
#include "base/error.h"
#include "base/must_check.h"

enum { SINGLE_OBJECT_HEAD = 10 /* bytes in front of the record */ };

struct single_object {
  uint64_t fingerprint;
  const uint8_t *record; /* in the bytes that were read */
  size_t size;
};

/* The head; the record is appended behind it. */
void single_object_begin(struct buffer *out, uint64_t fingerprint);

/* False when it is too short or has another marker. */
MUST_CHECK bool single_object_read(const void *data, size_t size, struct single_object *out);

/* As above, and written by exactly this schema: ERROR_DATA says that it is no Avro record, ERROR_CONFIG by
 * which other schema it was written. what: how the error names the record. */
MUST_CHECK int single_object_expect(const void *data, size_t size, const char *what, uint64_t fingerprint,
    struct single_object *out, struct error *error);

#endif
