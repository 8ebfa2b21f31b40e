/* Bytes that are not held, and their digest. Used by the reader of leveringen for what is too large to hold,
 * and to look only at the beginning of a file. */
#include "ingest/levering_stream.h"

#include <errno.h>
#include <unistd.h>

static int restart_file(void *context, struct error *error)
{
  (void)error;
  ((struct levering_file *)context)->at = 0;
  return 0;
}

static int read_file(void *context, char *out, int size, int *errno_value)
{
  struct levering_file *file = context;
  ssize_t count = -1;
  do
    count = pread(file->file, out, (size_t)size, file->at);
  while (count < 0 && errno == EINTR);
  if (count < 0)
    *errno_value = errno;
  else
    file->at += count;
  return (int)count;
}

struct levering_bytes levering_file_bytes(struct levering_file *file)
{
  return (struct levering_bytes){restart_file, read_file, file};
}

int levering_stream_read(void *context, char *out, int size)
{
  struct levering_stream *stream = context;
  int count = stream->bytes->read(stream->bytes->context, out, size, &stream->errno_value);
  if (count <= 0)
    return count;
  stream->at += count;
  crypto_generichash_update(&stream->digest, (const uint8_t *)out, (size_t)count);
  return count;
}

int levering_stream_finish(
    struct levering_stream *stream, uint8_t digest[CONTENT_DIGEST_SIZE], struct error *error)
{
  char rest[16384];
  int count = 1;
  while (count > 0 && stream->errno_value == 0 && stream->at <= LEVERING_MOST_BYTES)
    count = levering_stream_read(stream, rest, sizeof rest);
  if (stream->errno_value != 0)
    return error_set_errno(error, stream->errno_value, "cannot read a file");
  crypto_generichash_final(&stream->digest, digest, CONTENT_DIGEST_SIZE);
  return 0;
}

int levering_stream_begin(
    struct levering_stream *stream, const struct levering_bytes *bytes, struct error *error)
{
  *stream = (struct levering_stream){.bytes = bytes};
  crypto_generichash_init(&stream->digest, NULL, 0, CONTENT_DIGEST_SIZE);
  return bytes->restart(bytes->context, error);
}
