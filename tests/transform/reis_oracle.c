#include "reis_oracle.h"

#include <string.h>

#include "base/date.h"
#include "proto/feit_klantreis.h"
#include "proto/feit_traject.h"

struct started {
  const struct feit_traject **items; /* by key */
  size_t count;
};

static long end(const struct feit_traject *t)
{
  return t->has_gestopt ? t->gestopt : DATE_INFINITY;
}

/* Above any text. */
static const char *text(const char *value)
{
  return value != NULL ? value : "\xff";
}

static bool is_before(const struct feit_traject *a, const struct feit_traject *b)
{
  if (a->gestart != b->gestart)
    return a->gestart < b->gestart;
  if (end(a) != end(b))
    return end(a) < end(b);
  if (a->domein != b->domein)
    return a->domein == DOMEIN_JW;
  int order = strcmp(text(a->gemeente), text(b->gemeente));
  if (order == 0)
    order = strcmp(a->aanbieder, b->aanbieder);
  if (order == 0)
    order = strcmp(text(a->product), text(b->product));
  if (order == 0)
    order = memcmp(a->sleutel.bytes, b->sleutel.bytes, sizeof a->sleutel.bytes);
  return order < 0;
}

static const struct feit_traject *vorige_of(const struct started *all, const struct feit_traject *t)
{
  const struct feit_traject *best = NULL;
  for (size_t i = 0; i < all->count; i++) {
    const struct feit_traject *other = all->items[i];
    if (!is_before(other, t) || end(other) > t->gestart)
      continue;
    if (best == NULL || end(other) > end(best) || (end(other) == end(best) && is_before(best, other)))
      best = other;
  }
  return best;
}

static const struct feit_traject *volgende_of(const struct started *all, const struct feit_traject *t)
{
  const struct feit_traject *first = NULL;
  for (size_t i = 0; i < all->count; i++) {
    const struct feit_traject *other = all->items[i];
    if (t->has_gestopt && is_before(t, other) && other->gestart >= t->gestopt &&
        (first == NULL || is_before(other, first)))
      first = other;
  }
  return first;
}

static bool naast(const struct started *all, const struct feit_traject *t)
{
  for (size_t i = 0; i < all->count; i++)
    if (is_before(all->items[i], t) && end(all->items[i]) > t->gestart)
      return true;
  return false;
}

static bool door(const struct started *all, const struct feit_traject *t)
{
  for (size_t i = 0; t->has_gestopt && i < all->count; i++) {
    const struct feit_traject *other = all->items[i];
    if (other != t && other->gestart <= t->gestopt &&
        (end(other) > t->gestopt || (end(other) == t->gestopt && is_before(t, other))))
      return true;
  }
  return false;
}

static struct feit_klantreis expected(const struct started *all, const struct feit_traject *t)
{
  const struct feit_traject *vorige = vorige_of(all, t);
  const struct feit_traject *volgende = volgende_of(all, t);
  struct feit_klantreis row = {.pseudoniem = t->pseudoniem,
      .sleutel = t->sleutel,
      .gestart = t->gestart,
      .has_gestopt = t->has_gestopt,
      .gestopt = t->gestopt,
      .loopt_naast = naast(all, t),
      .loopt_door = door(all, t)};
  if (vorige != NULL) {
    row.has_vorige = row.has_gat = true;
    row.vorige = vorige->sleutel;
    row.gat = t->gestart - vorige->gestopt;
    row.is_vervolg = volgende_of(all, vorige) == t;
  }
  if (volgende != NULL) {
    row.has_volgende = row.has_gat_na = true;
    row.volgende = volgende->sleutel;
    row.gat_na = volgende->gestart - t->gestopt;
  }
  return row;
}

bool reis_oracle_agrees(const struct feit_versies *known, struct arena *arena)
{
  struct started all = {.items = arena_array(arena, known->count, sizeof(struct feit_traject *))};
  const struct feit_versie *reizen = known->items;
  size_t reis_count = 0;
  for (size_t i = 0; i < known->count; i++) {
    const struct feit_versie *version = &known->items[i];
    const struct feit_traject *traject = version->rij;
    if (version->feit == FEIT_TRAJECT && traject->has_gestart)
      all.items[all.count++] = traject;
    if (version->feit == FEIT_KLANTREIS && reis_count++ == 0)
      reizen = version;
  }
  if (reis_count != all.count)
    return false;
  for (size_t i = 0; i < all.count; i++) {
    struct feit_klantreis row = expected(&all, all.items[i]);
    if (!feit_equal(feit_specs[FEIT_KLANTREIS], &row, reizen[i].rij))
      return false;
  }
  return true;
}
