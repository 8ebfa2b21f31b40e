/* Open addressing, at most seven eighths full. Keys are hashes under a key of this process, so that nobody
 * can make a list whose keys fall on each other. */
#include "ingest/lijst_memory.h"

#include <stdlib.h>

#include "base/memory.h"

enum { FIRST_CAPACITY = 64 };

void lijst_memory_reset(struct lijst_memory *memory)
{
  free(memory->entries);
  *memory = (struct lijst_memory){0};
}

static struct lijst_entry *find_slot(const struct lijst_memory *memory, uint64_t key)
{
  size_t at = key & (memory->capacity - 1);
  while (memory->entries[at].key != 0 && memory->entries[at].key != key)
    at = (at + 1) & (memory->capacity - 1);
  return &memory->entries[at];
}

static void grow(struct lijst_memory *memory)
{
  struct lijst_memory old = *memory;
  memory->capacity = old.capacity > 0 ? 2 * old.capacity : FIRST_CAPACITY;
  memory->entries = memory_new(memory->capacity * sizeof *memory->entries);
  for (size_t i = 0; i < old.capacity; i++)
    if (old.entries[i].key != 0)
      *find_slot(memory, old.entries[i].key) = old.entries[i];
  free(old.entries);
}

struct lijst_entry *lijst_memory_find(struct lijst_memory *memory, uint64_t key)
{
  key = key != 0 ? key : 1;
  if (8 * (memory->count + 1) > 7 * memory->capacity)
    grow(memory);
  struct lijst_entry *entry = find_slot(memory, key);
  if (entry->key == 0) {
    entry->key = key;
    memory->count++;
  }
  return entry;
}
