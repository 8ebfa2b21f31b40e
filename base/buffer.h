/* Bytes that grow, up to a maximum set at creation.
 *
 * Appending past the maximum changes nothing and makes the buffer `failed`, which stays until buffer_reset():
 * a writer appends all it has and asks once at the end. */
#ifndef SLUIS_BASE_BUFFER_H
#define SLUIS_BASE_BUFFER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct buffer {
  char *data; /* NUL-terminated behind size, so that text can be read as such; NULL while nothing was appended
               */
  size_t size;
  size_t capacity;
  size_t maximum;
  bool failed;
};

void buffer_init(struct buffer *buffer, size_t maximum); /* bytes */
void buffer_fini(struct buffer *buffer);
void buffer_reset(struct buffer *buffer); /* empty, not failed; the memory stays */

void buffer_append(struct buffer *buffer, const void *data, size_t size);
void buffer_text(struct buffer *buffer, const char *text);
void buffer_byte(struct buffer *buffer, uint8_t byte);
void buffer_format(struct buffer *buffer, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* Integers in network order, as PostgreSQL's binary COPY wants them. */
void buffer_be16(struct buffer *buffer, uint16_t value);
void buffer_be32(struct buffer *buffer, uint32_t value);
void buffer_be64(struct buffer *buffer, uint64_t value);

#endif
