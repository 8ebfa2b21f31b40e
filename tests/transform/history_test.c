/* Properties of the history over seeded random clients. A failure prints the seed of its client; run the
 * program with that number as its argument to see only that one. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "random_client.h"
#include "reis_oracle.h"
#include "transform/fold.h"
#include "transform/groep.h"
#include "transform/volgorde.h"

enum { CLIENTS = 3000, MOST_EVENTS = 40, MOST_DAYS = 12 };

static uint64_t only_seed; /* 0: all of them */

typedef const struct bekende_gebeurtenis *const *event_list;

struct sample {
  uint64_t seed;
  struct random random;
  struct arena arena;
  struct bekende_gebeurtenis **events;
  size_t count;
  struct feit_versies versions;
};

static event_list as_list(struct bekende_gebeurtenis **events)
{
  return (event_list)events;
}

static void for_all(void (*check)(struct sample *))
{
  struct sample sample;
  arena_init(&sample.arena, 0);
  for (uint64_t seed = 1; seed <= CLIENTS; seed++) {
    if (only_seed != 0 && seed != only_seed)
      continue;
    arena_reset(&sample.arena);
    sample.seed = seed;
    sample.random = (struct random){.state = seed};
    struct random_shape shape = {.events = 1 + random_below(&sample.random, MOST_EVENTS),
        .days = 1 + random_below(&sample.random, MOST_DAYS),
        .numbers = 1 + random_below(&sample.random, 5),
        .is_declaratie = seed % 20 == 0};
    sample.events = random_client(&sample.random, &shape, &sample.arena);
    sample.count = shape.events;
    fold_history(as_list(sample.events), sample.count, &sample.arena, &sample.versions);
    check(&sample);
  }
  arena_fini(&sample.arena);
}

#define demand(sample, condition)                                                                            \
  do {                                                                                                       \
    if (!(condition))                                                                                        \
      fail_msg("seed %llu: %s", (unsigned long long)(sample)->seed, #condition);                             \
  } while (0)

static bool same_row(const struct feit_versie *a, const struct feit_versie *b)
{
  return a->feit == b->feit && feit_equal(feit_specs[a->feit], a->rij, b->rij);
}

static bool same_key(const struct feit_versie *a, const struct feit_versie *b)
{
  return a->feit == b->feit && feit_compare_key(feit_specs[a->feit], a->rij, b->rij) == 0;
}

/* The rows of versions that are known on this day, in order. */
static struct feit_versies known_on(const struct feit_versies *versions, int32_t day, struct arena *arena)
{
  struct feit_versies known = {.items = arena_array(arena, versions->count, sizeof *known.items)};
  for (size_t i = 0; i < versions->count; i++) {
    const struct feit_versie *version = &versions->items[i];
    if (version->bekend_van <= day && day < version->bekend_tot)
      known.items[known.count++] = *version;
  }
  return known;
}

/* What a fold of the events of these days alone gives as current rows. */
static struct feit_versies fold_until(struct sample *sample, int32_t day)
{
  const struct bekende_gebeurtenis **prefix =
      arena_array(&sample->arena, sample->count, sizeof(struct bekende_gebeurtenis *));
  size_t count = 0;
  for (size_t i = 0; i < sample->count; i++) {
    if (sample->events[i]->bekend_van > day)
      continue;
    struct bekende_gebeurtenis *copy = arena_new(&sample->arena, sizeof *copy);
    *copy = *sample->events[i];
    copy->bekend_van = 0; /* all on one day: nothing of the history machinery is in this answer */
    prefix[count++] = copy;
  }
  struct feit_versies versions;
  fold_history(prefix, count, &sample->arena, &versions);
  return versions;
}

static void check_definition(struct sample *sample)
{
  int32_t first = sample->events[0]->bekend_van - MOST_DAYS;
  for (int32_t day = first; day <= first + 2 * MOST_DAYS; day++) {
    struct feit_versies known = known_on(&sample->versions, day, &sample->arena);
    struct feit_versies fresh = fold_until(sample, day);
    demand(sample, known.count == fresh.count);
    for (size_t i = 0; i < known.count; i++)
      demand(sample, same_row(&known.items[i], &fresh.items[i]));
  }
}

static void the_history_is_the_fold_of_what_was_known_on_each_day(void **state)
{
  (void)state;
  for_all(check_definition);
}

static void demand_same(struct sample *sample, const struct feit_versies *a, const struct feit_versies *b)
{
  demand(sample, a->count == b->count);
  for (size_t i = 0; i < a->count; i++) {
    demand(sample, same_row(&a->items[i], &b->items[i]));
    demand(sample, a->items[i].bekend_van == b->items[i].bekend_van);
    demand(sample, a->items[i].bekend_tot == b->items[i].bekend_tot);
  }
}

static void check_shuffle(struct sample *sample)
{
  struct feit_versies shuffled;
  random_shuffle(&sample->random, sample->events, sample->count);
  fold_history(as_list(sample->events), sample->count, &sample->arena, &shuffled);
  demand_same(sample, &sample->versions, &shuffled);
}

static void the_order_of_the_array_means_nothing(void **state)
{
  (void)state;
  for_all(check_shuffle);
}

static void check_versions(struct sample *sample)
{
  const struct feit_versie *versions = sample->versions.items;
  for (size_t i = 0; i < sample->versions.count; i++) {
    demand(sample, versions[i].bekend_van < versions[i].bekend_tot);
    if (i == 0)
      continue;
    demand(sample, versions[i - 1].feit <= versions[i].feit);
    if (versions[i - 1].feit != versions[i].feit)
      continue;
    const struct record_spec *spec = feit_specs[versions[i].feit];
    demand(sample, feit_compare_key(spec, versions[i - 1].rij, versions[i].rij) <= 0);
    if (!same_key(&versions[i - 1], &versions[i]))
      continue;
    demand(sample, versions[i - 1].bekend_tot <= versions[i].bekend_van);
    demand(sample,
        versions[i - 1].bekend_tot < versions[i].bekend_van || !same_row(&versions[i - 1], &versions[i]));
  }
}

static void versions_of_a_key_never_overlap_and_neighbours_differ(void **state)
{
  (void)state;
  for_all(check_versions);
}

static int compare_folding(const void *a, const void *b)
{
  return volgorde_vouwen(&(*(struct bekende_gebeurtenis *const *)a)->gebeurtenis,
      &(*(struct bekende_gebeurtenis *const *)b)->gebeurtenis);
}

static size_t count_kind(const struct feit_versies *rows, enum feit feit)
{
  size_t count = 0;
  for (size_t i = 0; i < rows->count; i++)
    count += rows->items[i].feit == feit;
  return count;
}

/* The rows of all groups together, and those of one fold of everything: the client's own row, which comes
 * first, and the klantreis, which comes last, apart. */
static void check_groups(struct sample *sample)
{
  qsort(sample->events, sample->count, sizeof(struct bekende_gebeurtenis *), compare_folding);
  struct rijen whole = {.arena = &sample->arena};
  for (int soort = 0; soort < GROEP_SOORT_COUNT; soort++)
    groep_folds[soort](as_list(sample->events), sample->count, &whole);
  rijen_sort(&whole);
  struct feit_versies parts = known_on(&sample->versions, DATE_INFINITY - 1, &sample->arena);
  size_t own = sample->events[0]->gebeurtenis.inhoud_soort != GEBEURTENIS_INHOUD_DECLARATIE_AFKEUR;
  demand(sample, parts.count == own + whole.count + count_kind(&parts, FEIT_KLANTREIS));
  for (size_t i = 0; i < whole.count; i++) {
    struct feit_versie row = {.feit = whole.items[i].feit, .rij = whole.items[i].rij};
    demand(sample, same_row(&row, &parts.items[i + own]));
  }
}

static void groups_of_events_do_not_influence_each_other(void **state)
{
  (void)state;
  for_all(check_groups);
}

/* On every day the klantreis is what a slow look at the trajecten of that day gives. */
static void check_klantreis(struct sample *sample)
{
  int32_t first = sample->events[0]->bekend_van - MOST_DAYS;
  for (int32_t day = first; day <= first + 2 * MOST_DAYS; day++) {
    struct feit_versies known = known_on(&sample->versions, day, &sample->arena);
    demand(sample, reis_oracle_agrees(&known, &sample->arena));
  }
}

static void the_klantreis_of_a_day_follows_from_the_trajecten_of_that_day(void **state)
{
  (void)state;
  for_all(check_klantreis);
}

static int compare_days(const void *a, const void *b)
{
  return (*(struct bekende_gebeurtenis *const *)a)->bekend_van -
         (*(struct bekende_gebeurtenis *const *)b)->bekend_van;
}

/* Events of later days never reach back: cutting them off only cuts versions off. */
static void check_no_reach_back(struct sample *sample)
{
  qsort(sample->events, sample->count, sizeof(struct bekende_gebeurtenis *), compare_days);
  int32_t last = sample->events[sample->count - 1]->bekend_van;
  size_t earlier = sample->count;
  while (earlier > 0 && sample->events[earlier - 1]->bekend_van == last)
    earlier--;
  struct feit_versies before;
  fold_history(as_list(sample->events), earlier, &sample->arena, &before);
  struct feit_versies cut = known_on(&sample->versions, last - 1, &sample->arena);
  struct feit_versies current = known_on(&before, last - 1, &sample->arena);
  demand(sample, cut.count == current.count);
  for (size_t i = 0; i < cut.count; i++)
    demand(sample,
        same_row(&cut.items[i], &current.items[i]) && cut.items[i].bekend_van == current.items[i].bekend_van);
}

static void a_later_day_changes_nothing_that_was_known_before(void **state)
{
  (void)state;
  for_all(check_no_reach_back);
}

int main(int argc, char **argv)
{
  if (argc > 1)
    only_seed = strtoull(argv[1], NULL, 10);
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(the_history_is_the_fold_of_what_was_known_on_each_day),
      cmocka_unit_test(the_order_of_the_array_means_nothing),
      cmocka_unit_test(groups_of_events_do_not_influence_each_other),
      cmocka_unit_test(the_klantreis_of_a_day_follows_from_the_trajecten_of_that_day),
      cmocka_unit_test(versions_of_a_key_never_overlap_and_neighbours_differ),
      cmocka_unit_test(a_later_day_changes_nothing_that_was_known_before),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
