/* Memory that is given out piece by piece and taken back as a whole: one arena per levering, batch or partij.
 *
 * It has no limit of its own: who fills it checks arena_used() against the limit of its input, before
 * storing. Not for use from two threads at once; it may be handed from one thread to another with what lies
 * in it. */
#ifndef SLUIS_BASE_ARENA_H
#define SLUIS_BASE_ARENA_H

#include <stddef.h>

struct arena_chunk;

struct arena {
  struct arena_chunk *first; /* kept by arena_reset */
  struct arena_chunk *current;
  size_t chunk_size;
  size_t used;
};

void arena_init(struct arena *arena, size_t chunk_size); /* chunk_size in bytes, 0 for 64 KiB */
void arena_fini(struct arena *arena);
void arena_reset(struct arena *arena); /* everything given out is void; the chunks stay for reuse */

/* Zeroed, aligned for any type, never NULL. */
void *arena_new(struct arena *arena, size_t size);
/* An array of count elements; size is that of one. */
void *arena_array(struct arena *arena, size_t count, size_t size);
char *arena_text(struct arena *arena, const char *text);               /* a copy */
char *arena_bytes(struct arena *arena, const char *data, size_t size); /* a copy with a NUL behind it */
size_t arena_used(const struct arena *arena); /* bytes given out since the last reset */

#endif
