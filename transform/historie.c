/* Two lists of rows, both sorted by key, go hand in hand: what was known until yesterday and what the fold
 * gives today. A row that stays the same stays open; one that changed or went is written as a version that
 * ends today. Only what becomes a version is copied out of the scratch memory of the day. */
#include "transform/historie.h"

#include <stdlib.h>
#include <string.h>

#include "base/date.h"

struct open_rij {
  struct rij rij;
  int32_t bekend_van;
};

struct open_rijen {
  struct open_rij *items;
  size_t count;
};

void historie_init(struct historie *historie)
{
  *historie = (struct historie){.arena = NULL};
  arena_init(&historie->lasting, 0);
  arena_init(&historie->day, 0);
  arena_init(&historie->turn[0], 0);
  arena_init(&historie->turn[1], 0);
}

void historie_fini(struct historie *historie)
{
  arena_fini(&historie->lasting);
  arena_fini(&historie->day);
  arena_fini(&historie->turn[0]);
  arena_fini(&historie->turn[1]);
}

void historie_begin(struct historie *historie, struct arena *arena)
{
  historie->arena = arena;
  historie->items = NULL;
  historie->count = 0;
  historie->capacity = 0;
}

void historie_append(struct historie *historie, struct feit_versie version)
{
  if (historie->count == historie->capacity) {
    size_t capacity = historie->capacity > 0 ? historie->capacity * 2 : 32;
    struct feit_versie *items = arena_array(historie->arena, capacity, sizeof *items);
    if (historie->count > 0)
      memcpy(items, historie->items, historie->count * sizeof *items);
    historie->items = items;
    historie->capacity = capacity;
  }
  historie->items[historie->count++] = version;
}

static void close_row(struct historie *historie, const struct open_rij *row, int32_t day)
{
  historie_append(historie,
      (struct feit_versie){
          .feit = row->rij.feit, .bekend_van = row->bekend_van, .bekend_tot = day, .rij = row->rij.rij});
}

static struct open_rij open_row(struct historie *historie, const struct rij *row, int32_t day)
{
  size_t size = feit_specs[row->feit]->size;
  void *copy = arena_new(historie->arena, size);
  memcpy(copy, row->rij, size);
  return (struct open_rij){.rij = {.feit = row->feit, .rij = copy}, .bekend_van = day};
}

static bool is_equal(const struct rij *a, const struct rij *b)
{
  return feit_equal(feit_specs[a->feit], a->rij, b->rij);
}

/* known: what is open; today: sorted rows. Gives what is open from this day on. */
static struct open_rijen advance(struct historie *historie, const struct open_rijen *known,
    const struct rijen *today, struct open_rij *room, int32_t day)
{
  struct open_rijen next = {.items = room};
  size_t i = 0;
  size_t j = 0;
  while (i < known->count || j < today->count) {
    int order = i == known->count   ? 1
                : j == today->count ? -1
                                    : rij_compare(&known->items[i].rij, &today->items[j]);
    if (order == 0 && is_equal(&known->items[i].rij, &today->items[j])) {
      next.items[next.count++] = known->items[i++];
      j++;
      continue;
    }
    if (order <= 0)
      close_row(historie, &known->items[i++], day);
    if (order >= 0)
      next.items[next.count++] = open_row(historie, &today->items[j++], day);
  }
  return next;
}

static int compare_days(const void *a, const void *b)
{
  int32_t first = *(const int32_t *)a;
  int32_t second = *(const int32_t *)b;
  return (first > second) - (first < second);
}

static size_t distinct_days(const struct bekende_gebeurtenis *const *events, size_t count, int32_t *days)
{
  for (size_t i = 0; i < count; i++)
    days[i] = events[i]->bekend_van;
  qsort(days, count, sizeof *days, compare_days);
  size_t distinct = 0;
  for (size_t i = 0; i < count; i++)
    if (distinct == 0 || days[i] != days[distinct - 1])
      days[distinct++] = days[i];
  return distinct;
}

static size_t known_on(const struct bekende_gebeurtenis *const *events, size_t count, int32_t day,
    const struct bekende_gebeurtenis **out)
{
  size_t known = 0;
  for (size_t i = 0; i < count; i++)
    if (events[i]->bekend_van <= day)
      out[known++] = events[i];
  return known;
}

/* What is known after this day. turn: whose list is free. */
static struct open_rijen add_day(struct historie *historie, struct arena *turn,
    const struct open_rijen *known, struct rijen *today, int32_t day)
{
  rijen_sort(today);
  arena_reset(turn);
  struct open_rij *room = arena_array(turn, known->count + today->count, sizeof *room);
  return advance(historie, known, today, room, day);
}

void historie_add(
    struct historie *historie, row_fold *fold, const struct bekende_gebeurtenis *const *events, size_t count)
{
  if (count == 0)
    return;
  arena_reset(&historie->lasting);
  int32_t *days = arena_array(&historie->lasting, count, sizeof *days);
  const struct bekende_gebeurtenis **on_day =
      arena_array(&historie->lasting, count, sizeof(struct bekende_gebeurtenis *));
  size_t day_count = distinct_days(events, count, days);
  struct open_rijen known = {NULL, 0};
  for (size_t i = 0; i < day_count; i++) {
    arena_reset(&historie->day);
    struct rijen today = {.arena = &historie->day};
    fold(on_day, known_on(events, count, days[i], on_day), &today);
    known = add_day(historie, &historie->turn[i % 2], &known, &today, days[i]);
  }
  for (size_t i = 0; i < known.count; i++)
    close_row(historie, &known.items[i], DATE_INFINITY);
}

struct feit_versies historie_list(const struct historie *historie)
{
  return (struct feit_versies){.items = historie->items, .count = historie->count};
}

static int compare_versions(const void *a, const void *b)
{
  const struct feit_versie *first = a;
  const struct feit_versie *second = b;
  if (first->feit != second->feit)
    return first->feit < second->feit ? -1 : 1;
  int order = feit_compare_key(feit_specs[first->feit], first->rij, second->rij);
  return order != 0 ? order : compare_days(&first->bekend_van, &second->bekend_van);
}

struct feit_versies historie_sort(struct historie *historie)
{
  if (historie->count > 1)
    qsort(historie->items, historie->count, sizeof *historie->items, compare_versions);
  return historie_list(historie);
}
