/* The bytes of a levering on their way to a parser, with the digest of all of them: a file that is read twice
 * may change in between. */
#ifndef SLUIS_INGEST_LEVERING_STREAM_H
#define SLUIS_INGEST_LEVERING_STREAM_H

#include <sodium.h>
#include <stdint.h>

#include "base/error.h"
#include "base/must_check.h"
#include "ingest/levering_reader.h"

struct levering_stream {
  const struct levering_bytes *bytes;
  int64_t at;
  int errno_value; /* of the read that failed */
  crypto_generichash_state digest;
};

/* Starts the bytes from their beginning; they are borrowed. */
MUST_CHECK int levering_stream_begin(
    struct levering_stream *stream, const struct levering_bytes *bytes, struct error *error);
/* context is a struct levering_stream. At most size bytes, 0 at the end, -1: stream->errno_value says why. */
int levering_stream_read(void *context, char *out, int size);
/* The digest of all bytes, also of those behind the point where the parser gave up, up to
 * LEVERING_MOST_BYTES. An error when they could not be read. */
MUST_CHECK int levering_stream_finish(
    struct levering_stream *stream, uint8_t digest[CONTENT_DIGEST_SIZE], struct error *error);

/* A file that is read from its beginning, whatever its own position is. */
struct levering_file {
  int file;
  int64_t at;
};

/* Those of an open file; borrows it. */
struct levering_bytes levering_file_bytes(struct levering_file *file);

#endif
