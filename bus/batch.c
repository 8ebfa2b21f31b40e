/* A growing list of leveringen next to the arena that holds all they point at. */
#include "bus/batch.h"

#include <stdlib.h>

#include "base/memory.h"

enum { FIRST_CAPACITY = 16 };

struct batch *batch_new(void)
{
  struct batch *batch = memory_new(sizeof *batch);
  arena_init(&batch->arena, 0);
  return batch;
}

void batch_free(struct batch **batch)
{
  if (*batch == NULL)
    return;
  arena_fini(&(*batch)->arena);
  free((*batch)->leveringen);
  free(*batch);
  *batch = NULL;
}

void batch_reset(struct batch *batch)
{
  arena_reset(&batch->arena);
  batch->count = 0;
  batch->weight = 0;
  batch->route = NULL;
  batch->part = PART_NONE;
  batch->part_from = 0;
  batch->answer = BATCH_STORED;
  batch->ranges = NULL;
  batch->range_count = 0;
  batch->unreadable = NULL;
  batch->unreadable_count = 0;
}

struct batch_levering *batch_add(struct batch *batch)
{
  if (batch->count == batch->capacity) {
    batch->capacity = batch->capacity > 0 ? 2 * batch->capacity : FIRST_CAPACITY;
    batch->leveringen = memory_resize(batch->leveringen, batch->capacity * sizeof *batch->leveringen);
  }
  struct batch_levering *levering = &batch->leveringen[batch->count++];
  *levering = (struct batch_levering){0};
  return levering;
}

bool batch_is_continuation(const struct batch *batch)
{
  return batch->part != PART_NONE && batch->part_from > 0;
}

size_t batch_bytes(const struct batch *batch)
{
  return sizeof *batch + batch->capacity * sizeof *batch->leveringen + arena_used(&batch->arena);
}
