/* All generated records in one table, so that a test or a fuzz target treats them alike. */
#ifndef SLUIS_TESTS_PROTO_RECORD_H
#define SLUIS_TESTS_PROTO_RECORD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buffer.h"
#include "proto/field.h"

struct record {
  const char *schema;
  const uint64_t *fingerprint;
  const struct record_spec *spec; /* of levering and gebeurtenis: all fields before the last one */
  void (*encode)(const void *record, struct buffer *out);
  bool (*decode)(const void *data, size_t size, struct arena *arena, void *record);
};

extern const struct record records[];
extern const size_t record_count;

/* The specs that generate.py does not make: the plain fields at the front of a record that has others. */
extern const struct record_spec levering_front_spec;
extern const struct record_spec gebeurtenis_front_spec;

#endif
