/* The rows of a group through the days: what was known from when until when. */
#ifndef SLUIS_TRANSFORM_HISTORIE_H
#define SLUIS_TRANSFORM_HISTORIE_H

#include <stddef.h>

#include "base/arena.h"
#include "transform/fold.h"
#include "transform/rijen.h"

typedef void row_fold(const struct bekende_gebeurtenis *const *events, size_t count, struct rijen *rijen);

/* A list of versions under construction. It can be used again and again: its own memory stays. */
struct historie {
  struct arena *arena; /* of the caller: versions, rows and list lie in it */
  struct feit_versie *items;
  size_t count;
  size_t capacity;
  struct arena lasting; /* scratch of one historie_add() */
  struct arena day;     /* scratch of one day */
  struct arena turn[2]; /* open rows, by turns: those of yesterday are read while those of today are made */
};

void historie_init(struct historie *historie);
void historie_fini(struct historie *historie);
/* A new list in this arena. */
void historie_begin(struct historie *historie, struct arena *arena);

/* Adds the versions that fold gives for these events, day after day; adjacent equal ones are one. events keep
 * their order on every day. */
void historie_add(
    struct historie *historie, row_fold *fold, const struct bekende_gebeurtenis *const *events, size_t count);

/* Adds a version that was found otherwise. Its row lies in the arena of the list, or lives as long. */
void historie_append(struct historie *historie, struct feit_versie version);

/* The list so far, in the order of adding; borrowed until the next addition. */
struct feit_versies historie_list(const struct historie *historie);

/* The list so far, by (kind, key, bekend_van). */
struct feit_versies historie_sort(struct historie *historie);

#endif
