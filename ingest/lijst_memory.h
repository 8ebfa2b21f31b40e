/* What a list has said so far, by what its lines are about: 24 bytes a line, nothing of its content. */
#ifndef SLUIS_INGEST_LIJST_MEMORY_H
#define SLUIS_INGEST_LIJST_MEMORY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The first line about something. */
struct lijst_entry {
  uint64_t key;     /* keyed hash of what it is about; 0: an empty slot */
  uint64_t content; /* keyed hash of all it says */
  int32_t line;
  bool is_bad;         /* by itself */
  bool is_conflicting; /* another line about the same says something else */
};

struct lijst_memory {
  struct lijst_entry *entries;
  size_t capacity; /* a power of two, or 0 */
  size_t count;
};

void lijst_memory_reset(struct lijst_memory *memory); /* {0} is an empty one too */
/* The entry of this key; when there was none it is new, with line 0. Valid until the next call. */
struct lijst_entry *lijst_memory_find(struct lijst_memory *memory, uint64_t key);

#endif
