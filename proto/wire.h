/* Avro's binary encoding (specification 1.11, "Binary Encoding"), the few pieces that generated codecs are
 * made of.
 *
 * Writing goes to a struct buffer and fails as that does. Reading never reads past its end: what is cut off
 * or malformed sets `failed`, which stays; values read after that are zero. */
#ifndef SLUIS_PROTO_WIRE_H
#define SLUIS_PROTO_WIRE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buffer.h"
#include "base/id.h"

struct wire_reader {
  const uint8_t *at;
  const uint8_t *end;
  struct arena *arena; /* owns the texts and arrays that are read */
  bool failed;
};

void wire_write_long(struct buffer *out, int64_t value); /* also int, date, time, enum and union branch */
void wire_write_boolean(struct buffer *out, bool value);
void wire_write_text(struct buffer *out, const char *text);
void wire_write_id(struct buffer *out, const struct id *id);

int64_t wire_read_long(struct wire_reader *in);
int32_t wire_read_int(struct wire_reader *in); /* fails outside 32 bits */
bool wire_read_boolean(struct wire_reader *in);
const char *wire_read_text(struct wire_reader *in); /* fails on a NUL inside */
struct id wire_read_id(struct wire_reader *in);
/* An enum or a union branch: fails unless 0 <= value < count. */
int32_t wire_read_index(struct wire_reader *in, int32_t count);
/* Items of the next block of an array, 0 at its end; fails when there cannot be so many in what is left. */
size_t wire_read_block(struct wire_reader *in);
/* The array of count items, each of size bytes, with room for needed ones; it may have moved. Grows by
 * doubling: an array in many small blocks costs no more than one in a large block. */
void *wire_grow(struct wire_reader *in, void *items, size_t count, size_t needed, size_t size);

#endif
