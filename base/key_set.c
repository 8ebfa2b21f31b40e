/* Open addressing with steps of one, at most half full. The keys are parts of hashes, so they need no other.
 */
#include "base/key_set.h"

#include <stdlib.h>

#include "base/memory.h"

enum { FIRST_CAPACITY = 64 };

/* 0 marks an empty slot, so the key 0 goes by another name. */
static uint64_t stored(uint64_t key)
{
  return key != 0 ? key : 1;
}

static size_t slot_of(const struct key_set *set, uint64_t key)
{
  size_t at = (size_t)key & (set->capacity - 1);
  while (set->slots[at] != 0 && set->slots[at] != key)
    at = (at + 1) & (set->capacity - 1);
  return at;
}

static void grow(struct key_set *set)
{
  struct key_set larger = {.capacity = set->capacity > 0 ? 2 * set->capacity : FIRST_CAPACITY};
  larger.slots = memory_new(larger.capacity * sizeof *larger.slots);
  larger.count = set->count;
  for (size_t i = 0; i < set->capacity; i++)
    if (set->slots[i] != 0)
      larger.slots[slot_of(&larger, set->slots[i])] = set->slots[i];
  free(set->slots);
  *set = larger;
}

void key_set_fini(struct key_set *set)
{
  free(set->slots);
  *set = (struct key_set){0};
}

void key_set_add(struct key_set *set, uint64_t key)
{
  if (2 * (set->count + 1) > set->capacity)
    grow(set);
  size_t at = slot_of(set, stored(key));
  if (set->slots[at] == 0)
    set->count++;
  set->slots[at] = stored(key);
}

bool key_set_has(const struct key_set *set, uint64_t key)
{
  return set->capacity > 0 && set->slots[slot_of(set, stored(key))] != 0;
}
