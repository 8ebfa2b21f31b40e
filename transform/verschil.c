/* Old and new go hand in hand by (kind, key, bekend_van). What is equal on both sides is not mentioned. */
#include "transform/verschil.h"

#include <string.h>

#include "transform/volgorde.h"

/* Room for one more item of this size; doubles in the arena. */
static void *grow(struct arena *arena, void *items, size_t count, size_t *capacity, size_t size)
{
  if (count < *capacity)
    return items;
  *capacity = *capacity > 0 ? *capacity * 2 : 64;
  void *larger = arena_array(arena, *capacity, size);
  if (count > 0)
    memcpy(larger, items, count * size);
  return larger;
}

/* The row in the arena of the difference: the histories may be gone when it is written. */
static const void *keep(const struct verschil *verschil, const struct feit_versie *version)
{
  size_t size = feit_specs[version->feit]->size;
  return memcpy(arena_new(verschil->arena, size), version->rij, size);
}

static void insert(struct verschil *verschil, const struct feit_versie *version)
{
  struct verschil_kind *kind = &verschil->kinds[version->feit];
  kind->ingevoegd = grow(verschil->arena, kind->ingevoegd, kind->ingevoegd_count, &kind->ingevoegd_capacity,
      sizeof *kind->ingevoegd);
  struct feit_versie *kept = &kind->ingevoegd[kind->ingevoegd_count++];
  *kept = *version;
  kept->rij = keep(verschil, version);
}

static void remove_version(struct verschil *verschil, const struct feit_versie *version)
{
  struct verschil_kind *kind = &verschil->kinds[version->feit];
  kind->verwijderd = grow(verschil->arena, kind->verwijderd, kind->verwijderd_count,
      &kind->verwijderd_capacity, sizeof *kind->verwijderd);
  kind->verwijderd[kind->verwijderd_count++] = (struct verwijdering){
      .feit = version->feit, .rij = keep(verschil, version), .bekend_van = version->bekend_van};
}

static void move_end(struct verschil *verschil, const struct feit_versie *version)
{
  struct verschil_kind *kind = &verschil->kinds[version->feit];
  kind->gesloten = grow(verschil->arena, kind->gesloten, kind->gesloten_count, &kind->gesloten_capacity,
      sizeof *kind->gesloten);
  kind->gesloten[kind->gesloten_count++] = (struct sluiting){.feit = version->feit,
      .rij = keep(verschil, version),
      .bekend_van = version->bekend_van,
      .bekend_tot = version->bekend_tot};
}

static int compare(const struct feit_versie *a, const struct feit_versie *b)
{
  if (a->feit != b->feit)
    return a->feit < b->feit ? -1 : 1;
  int order = feit_compare_key(feit_specs[a->feit], a->rij, b->rij);
  return order != 0 ? order : volgorde_getal(a->bekend_van, b->bekend_van);
}

static void compare_pair(
    struct verschil *verschil, const struct feit_versie *old, const struct feit_versie *new)
{
  if (!feit_equal(feit_specs[old->feit], old->rij, new->rij)) {
    remove_version(verschil, old);
    insert(verschil, new);
  } else if (old->bekend_tot != new->bekend_tot) {
    move_end(verschil, new);
  }
}

void verschil_add(struct verschil *verschil, const struct feit_versies *old, const struct feit_versies *new)
{
  size_t i = 0;
  size_t j = 0;
  while (i < old->count && j < new->count) {
    int order = compare(&old->items[i], &new->items[j]);
    if (order < 0)
      remove_version(verschil, &old->items[i++]);
    else if (order > 0)
      insert(verschil, &new->items[j++]);
    else
      compare_pair(verschil, &old->items[i++], &new->items[j++]);
  }
  while (i < old->count)
    remove_version(verschil, &old->items[i++]);
  while (j < new->count)
    insert(verschil, &new->items[j++]);
}

static void add_gesloten(struct wijzigingen *changes, const struct verschil_kind *kind)
{
  if (kind->gesloten_count > 0)
    memcpy(changes->gesloten + changes->gesloten_count, kind->gesloten,
        kind->gesloten_count * sizeof *kind->gesloten);
  changes->gesloten_count += kind->gesloten_count;
}

static void add_verwijderd(struct wijzigingen *changes, const struct verschil_kind *kind)
{
  if (kind->verwijderd_count > 0)
    memcpy(changes->verwijderd + changes->verwijderd_count, kind->verwijderd,
        kind->verwijderd_count * sizeof *kind->verwijderd);
  changes->verwijderd_count += kind->verwijderd_count;
}

void verschil_finish(const struct verschil *verschil, struct wijzigingen *changes)
{
  size_t gesloten = 0;
  size_t verwijderd = 0;
  for (int feit = 0; feit < FEIT_COUNT; feit++) {
    gesloten += verschil->kinds[feit].gesloten_count;
    verwijderd += verschil->kinds[feit].verwijderd_count;
  }
  changes->gesloten = arena_array(verschil->arena, gesloten, sizeof *changes->gesloten);
  changes->gesloten_count = 0;
  changes->verwijderd = arena_array(verschil->arena, verwijderd, sizeof *changes->verwijderd);
  changes->verwijderd_count = 0;
  for (int feit = 0; feit < FEIT_COUNT; feit++) {
    const struct verschil_kind *kind = &verschil->kinds[feit];
    changes->ingevoegd[feit] = kind->ingevoegd;
    changes->ingevoegd_count[feit] = kind->ingevoegd_count;
    add_gesloten(changes, kind);
    add_verwijderd(changes, kind);
  }
}
