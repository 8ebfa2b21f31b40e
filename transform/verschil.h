/* What has to change in a table of versions so that it holds the new history instead of the old one. */
#ifndef SLUIS_TRANSFORM_VERSCHIL_H
#define SLUIS_TRANSFORM_VERSCHIL_H

#include <stddef.h>

#include "base/arena.h"
#include "proto/wijziging.h"
#include "transform/fold.h"

struct verschil_kind {
  struct feit_versie *ingevoegd;
  size_t ingevoegd_count, ingevoegd_capacity;
  struct sluiting *gesloten;
  size_t gesloten_count, gesloten_capacity;
  struct verwijdering *verwijderd;
  size_t verwijderd_count, verwijderd_capacity;
};

/* Collects over clients: lists are per kind, so that clients in sorted order give sorted lists. */
struct verschil {
  struct arena *arena;
  struct verschil_kind kinds[FEIT_COUNT];
};

/* old and new: of one client (or a part of it), by (kind, key, bekend_van). A version with the same key,
 * bekend_van and content only has its end changed; one with other content is deleted and inserted. Rows that
 * are mentioned are copied to the arena, their texts stay where they are. */
void verschil_add(struct verschil *verschil, const struct feit_versies *old, const struct feit_versies *new);

/* Puts the lists into *changes. */
void verschil_finish(const struct verschil *verschil, struct wijzigingen *changes);

#endif
