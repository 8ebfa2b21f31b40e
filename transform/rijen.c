/* A list in an arena. It grows by doubling and leaves the old list behind: the arena is reset after the fold.
 */
#include "transform/rijen.h"

#include <stdlib.h>
#include <string.h>

static void grow(struct rijen *rijen)
{
  size_t capacity = rijen->capacity > 0 ? rijen->capacity * 2 : 16;
  struct rij *items = arena_array(rijen->arena, capacity, sizeof *items);
  if (rijen->count > 0)
    memcpy(items, rijen->items, rijen->count * sizeof *items);
  rijen->items = items;
  rijen->capacity = capacity;
}

void *rijen_add(struct rijen *rijen, enum feit feit)
{
  if (rijen->count == rijen->capacity)
    grow(rijen);
  void *rij = arena_new(rijen->arena, feit_specs[feit]->size);
  rijen->items[rijen->count++] = (struct rij){.feit = feit, .rij = rij};
  return rij;
}

int rij_compare(const struct rij *a, const struct rij *b)
{
  if (a->feit != b->feit)
    return a->feit < b->feit ? -1 : 1;
  return feit_compare_key(feit_specs[a->feit], a->rij, b->rij);
}

static int compare(const void *a, const void *b)
{
  return rij_compare(a, b);
}

void rijen_sort(struct rijen *rijen)
{
  if (rijen->count > 1)
    qsort(rijen->items, rijen->count, sizeof *rijen->items, compare);
}
