/* A batch as bytes, for a bus that leaves the process: each record in Avro single-object encoding with its
 * length (an Avro long) in front, every levering followed by its own events. How many that are, and which
 * part of a levering it is, travels beside it.
 *
 * `origin`, `route`, `weight` and `answer` do not travel. */
#ifndef SLUIS_BUS_BATCH_CODEC_H
#define SLUIS_BUS_BATCH_CODEC_H

#include <stddef.h>
#include <stdint.h>

#include "base/buffer.h"
#include "base/error.h"
#include "base/must_check.h"
#include "bus/batch.h"

enum { BATCH_MOST_BYTES = 256 << 20 /* encoded */ };

/* Appends; a buffer that is full fails as buffers do. */
void batch_encode(const struct batch *batch, struct buffer *out);

/* events: per levering how many follow it. A new batch, the caller's. ERROR_DATA: it cannot be read,
 * ERROR_CONFIG: written by another version of a schema; the text says which record. */
MUST_CHECK int batch_decode(const void *data, size_t size, const int32_t *events, size_t leveringen,
    struct batch **out, struct error *error);

#endif
