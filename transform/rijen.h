/* The rows that one fold gives, before anything is known about days. */
#ifndef SLUIS_TRANSFORM_RIJEN_H
#define SLUIS_TRANSFORM_RIJEN_H

#include <stddef.h>

#include "base/arena.h"
#include "proto/feit.h"

struct rij {
  enum feit feit;
  const void *rij; /* struct feit_... of this kind */
};

struct rijen {
  struct arena *arena; /* the rows and the list lie in it */
  struct rij *items;
  size_t count;
  size_t capacity;
};

/* A zeroed row of this kind, to be filled in by the caller. */
void *rijen_add(struct rijen *rijen, enum feit feit);
/* Order of (kind, key); keys of one fold are distinct. */
int rij_compare(const struct rij *a, const struct rij *b);
void rijen_sort(struct rijen *rijen);

#endif
