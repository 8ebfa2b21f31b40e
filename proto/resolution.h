/* A record that was written by another version of its schema, as bytes of ours (Avro's schema resolution).
 *
 * What a version may change: add a field that may be null, drop a field, add or drop a branch of a union or a
 * symbol of an enum; the fields that stay keep their order. What our schema has and the writer's has not is
 * null. A record that says what ours has no place for (a branch, a symbol) cannot be read by it. */
#ifndef SLUIS_PROTO_RESOLUTION_H
#define SLUIS_PROTO_RESOLUTION_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/buffer.h"
#include "base/error.h"
#include "base/must_check.h"

struct resolution;

/* Both as complete JSON, as `<name>_schema`. ERROR_DATA: the writer's is no schema of a record. */
MUST_CHECK int resolution_new(
    const char *writer, const char *reader, struct resolution **out, struct error *error);
void resolution_free(struct resolution **resolution);

/* Appends the record as our schema writes it. False unless data is exactly one record of the writer's schema
 * that ours has place for; what was appended is then of no use. Scratch memory comes from the arena. */
MUST_CHECK bool resolution_apply(const struct resolution *resolution, const void *data, size_t size,
    struct arena *arena, struct buffer *out);

#endif
