/* Partijen of any size and order, with a cache of any size, leave in the warehouse exactly the history of the
 * whole set. The tables are checked through a strict warehouse in memory. Seeds are printed on failure; the
 * program takes one as its argument. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "proto/feit_klantreis.h"
#include "proto/feit_signaal.h"
#include "proto/feit_traject.h"
#include "random_client.h"
#include "transform/transform.h"
#include "warehouse.h"

enum { ROUNDS = 300, MOST_CLIENTS = 6, MOST_EVENTS = 40, CAPACITY = 20000, MOST = 512 };

static uint64_t only_seed;    /* 0: all of them */
static uint64_t current_seed; /* of the region in hand */

/* A region of a few clients, its warehouse and the transform that fills it. */
struct region {
  struct random random;
  struct arena lasting;
  struct warehouse warehouse;
  struct transform *transform;
  const struct gebeurtenis *events[MOST]; /* in order of arrival */
  size_t count;
  const struct bekende_gebeurtenis *known[MOST]; /* the same, by client */
  size_t ends[MOST_CLIENTS];
  size_t clients;
};

static void add_client(struct region *region, uint32_t name, size_t events)
{
  struct random_shape shape = {.events = events,
      .days = 10,
      .numbers = name % 3 == 0 ? 8 : 3,
      .all_numbered = name % 3 == 0, /* groups of their own, which only the klantreis looks across */
      .is_declaratie = name % 4 == 3,
      .client = name};
  struct bekende_gebeurtenis **made = random_client(&region->random, &shape, &region->lasting);
  for (size_t i = 0; i < events; i++) {
    region->known[region->count] = made[i];
    region->events[region->count++] = &made[i]->gebeurtenis;
  }
  region->ends[region->clients++] = region->count;
}

static void region_open_with(struct region *region, uint64_t seed, size_t cache_bytes, size_t piece_bytes)
{
  *region = (struct region){.random = {.state = seed}};
  arena_init(&region->lasting, 0);
  warehouse_init(&region->warehouse, &region->lasting, CAPACITY);
  struct transform_options options = {
      .cache_bytes = cache_bytes, .piece_bytes = piece_bytes, .source = warehouse_source(&region->warehouse)};
  region->transform = transform_new(&options);
}

static void region_open(struct region *region, uint64_t seed, size_t cache_bytes)
{
  region_open_with(region, seed, cache_bytes, 0);
}

static void region_close(struct region *region)
{
  transform_free(&region->transform);
  arena_fini(&region->lasting);
}

static int begin_partij(struct region *region, const struct gebeurtenis *const *events, size_t count,
    int32_t closed_through, struct wijzigingen *changes)
{
  struct error error;
  bool found = false;
  transform_begin(region->transform, closed_through);
  transform_add(region->transform, events, count);
  return transform_next(region->transform, changes, &found, &error);
}

/* The changes of the first piece: of all of it, where pieces are large. */
static void compute(
    struct region *region, const struct gebeurtenis *const *events, size_t count, struct wijzigingen *changes)
{
  assert_int_equal(begin_partij(region, events, count, DATE_MINUS_INFINITY, changes), 0);
}

/* Into the partij in hand. Returns the number of pieces. */
static size_t add_all(struct region *region, const struct gebeurtenis *const *events, size_t count)
{
  struct error error;
  size_t pieces = 0;
  transform_add(region->transform, events, count);
  for (;; pieces++) {
    struct wijzigingen changes;
    bool found = false;
    assert_int_equal(transform_next(region->transform, &changes, &found, &error), 0);
    if (!found)
      return pieces;
    warehouse_apply(&region->warehouse, &changes);
  }
}

static void store(struct region *region, const struct gebeurtenis *const *events, size_t count)
{
  transform_begin(region->transform, DATE_MINUS_INFINITY);
  add_all(region, events, count);
  transform_commit(region->transform);
}

static int compare_versions(const void *a, const void *b)
{
  const struct feit_versie *first = a;
  const struct feit_versie *second = b;
  if (first->feit != second->feit)
    return first->feit < second->feit ? -1 : 1;
  int order = feit_compare_key(feit_specs[first->feit], first->rij, second->rij);
  return order != 0 ? order
                    : (first->bekend_van > second->bekend_van) - (first->bekend_van < second->bekend_van);
}

/* The history of every client's whole set, together in one list. */
static struct feit_versies whole_history(struct region *region)
{
  struct feit_versies all = {.items = arena_array(&region->lasting, CAPACITY, sizeof *all.items)};
  size_t from = 0;
  for (size_t i = 0; i < region->clients; i++) {
    struct feit_versies one;
    fold_history(&region->known[from], region->ends[i] - from, &region->lasting, &one);
    if (one.count > 0)
      memcpy(&all.items[all.count], one.items, one.count * sizeof *one.items);
    all.count += one.count;
    from = region->ends[i];
  }
  if (all.count > 1)
    qsort(all.items, all.count, sizeof *all.items, compare_versions);
  return all;
}

static void expect_whole_history(struct region *region)
{
  struct feit_versies all = whole_history(region);
  warehouse_expect(&region->warehouse, &all);
}

static size_t random_cache(struct random *random)
{
  static const size_t sizes[] = {0, 3000, 20000, 16U << 20};
  return sizes[random_below(random, 4)];
}

static size_t random_piece(struct random *random)
{
  static const size_t sizes[] = {1, 20000, 0};
  return sizes[random_below(random, 3)];
}

static void fill_region(struct region *region)
{
  size_t clients = 1 + random_below(&region->random, MOST_CLIENTS);
  for (size_t i = 0; i < clients; i++)
    add_client(region, (uint32_t)i, 1 + random_below(&region->random, MOST_EVENTS));
  random_shuffle(&region->random, region->events, region->count);
}

/* After each test, so that a failure says which region it was. */
static int tell_seed(void **state)
{
  (void)state;
  print_message("last seed: %llu\n", (unsigned long long)current_seed);
  return 0;
}

static void for_all(void (*run)(struct region *))
{
  for (uint64_t seed = 1; seed <= ROUNDS; seed++) {
    if (only_seed != 0 && seed != only_seed)
      continue;
    current_seed = seed;
    struct region region;
    struct random random = {.state = seed * 7919};
    region_open_with(&region, seed, random_cache(&random), random_piece(&random));
    fill_region(&region);
    run(&region);
    region_close(&region);
  }
}

/* Stores all events in partijen of random size. */
static void store_in_pieces(struct region *region, uint32_t largest)
{
  size_t at = 0;
  while (at < region->count) {
    size_t some = 1 + random_below(&region->random, largest);
    if (some > region->count - at)
      some = region->count - at;
    store(region, &region->events[at], some);
    at += some;
  }
}

static void run_pieces(struct region *region)
{
  uint32_t largest = 1 + random_below(&region->random, 40);
  store_in_pieces(region, largest);
  assert_int_equal(region->warehouse.event_count, region->count);
  expect_whole_history(region);
}

static void partijen_of_any_size_and_order_give_the_history_of_the_whole_set(void **state)
{
  (void)state;
  for_all(run_pieces);
}

static bool is_empty(const struct wijzigingen *changes)
{
  size_t count =
      changes->nieuw_count + changes->hernoemd_count + changes->gesloten_count + changes->verwijderd_count;
  for (int feit = 0; feit < FEIT_COUNT; feit++)
    count += changes->ingevoegd_count[feit];
  return count == 0;
}

static void run_twice(struct region *region)
{
  store_in_pieces(region, 20);
  struct error error;
  bool found = true;
  transform_begin(region->transform, DATE_MINUS_INFINITY);
  transform_add(region->transform, region->events, region->count);
  while (found) {
    struct wijzigingen changes;
    assert_int_equal(transform_next(region->transform, &changes, &found, &error), 0);
    assert_true(is_empty(&changes));
  }
  transform_commit(region->transform);
}

static void the_same_events_again_change_nothing(void **state)
{
  (void)state;
  for_all(run_twice);
}

static void run_failures(struct region *region)
{
  size_t at = 0;
  while (at < region->count) {
    size_t some = 1 + random_below(&region->random, 10);
    if (some > region->count - at)
      some = region->count - at;
    uint32_t outcome = random_below(&region->random, 4);
    if (outcome == 0) { /* rolled back */
      struct wijzigingen changes;
      compute(region, &region->events[at], some, &changes);
      transform_forget(region->transform);
      continue;
    }
    transform_begin(region->transform, DATE_MINUS_INFINITY);
    add_all(region, &region->events[at], some);
    if (outcome == 1) /* stored, but nobody was told: the same partij comes again */
      transform_forget(region->transform);
    else
      transform_commit(region->transform);
    if (outcome != 1)
      at += some;
  }
  expect_whole_history(region);
}

static void partijen_that_fail_or_are_never_answered_leave_no_trace(void **state)
{
  (void)state;
  for_all(run_failures);
}

/* Goes through all pieces of a partij, and all parts of it, of which nothing is ever stored: the sets of each
 * piece but the last of all have been in the cache by then. */
static void compute_all_in_vain(struct region *region, size_t from, size_t parts)
{
  struct error error;
  size_t pieces = 0;
  transform_begin(region->transform, DATE_MINUS_INFINITY);
  for (size_t part = 0; part < parts; part++) {
    bool found = true;
    transform_add(region->transform, &region->events[from], region->count - from);
    for (; found; pieces += found) {
      struct wijzigingen changes;
      assert_int_equal(transform_next(region->transform, &changes, &found, &error), 0);
    }
  }
  assert_true(pieces > parts);
}

static void nothing_of_a_piece_that_is_rolled_back_stays_in_the_cache(void **state)
{
  (void)state;
  for (int is_forgotten = 0; is_forgotten < 2; is_forgotten++) {
    for (size_t parts = 1; parts <= 2; parts++) {
      struct region region;
      region_open_with(&region, 7, 1U << 20, 1); /* a piece a client */
      for (uint32_t name = 0; name < 4; name++)
        add_client(&region, name, 12);
      random_shuffle(&region.random, region.events, region.count);
      size_t half = region.count / 2;
      store(&region, region.events, half);
      compute_all_in_vain(&region, half, parts);
      if (is_forgotten) /* otherwise the next partij finds that one without an end */
        transform_forget(region.transform);
      store(&region, &region.events[half], region.count - half);
      expect_whole_history(&region);
      region_close(&region);
    }
  }
}

/* The same clients in part after part: each part finds what the ones before it have stored. */
static void run_parts(struct region *region)
{
  transform_begin(region->transform, DATE_MINUS_INFINITY);
  for (size_t at = 0; at < region->count;) {
    size_t some = 1 + random_below(&region->random, 10);
    if (some > region->count - at)
      some = region->count - at;
    add_all(region, &region->events[at], some);
    at += some;
  }
  transform_commit(region->transform);
  expect_whole_history(region);
}

static void a_partij_whose_clients_come_in_several_parts_gives_the_whole_history(void **state)
{
  (void)state;
  for_all(run_parts);
}

static void a_piece_ends_at_the_client_with_whom_it_is_full(void **state)
{
  (void)state;
  struct region region;
  region_open_with(&region, 1, 0, 1);
  for (uint32_t name = 0; name < 3; name++)
    add_client(&region, name, 5);
  transform_begin(region.transform, DATE_MINUS_INFINITY);
  assert_int_equal(add_all(&region, region.events, region.count), 3);
  transform_commit(region.transform);
  expect_whole_history(&region);
  region_close(&region);
}

/* Every event arrives under several leveringen; the lowest names it, and it is known from its earliest day.
 */
static void run_renaming(struct region *region)
{
  for (int pass = 0; pass < 3; pass++) {
    random_shuffle(&region->random, region->events, region->count);
    for (size_t i = 0; i < region->count; i++) {
      struct gebeurtenis *again = arena_new(&region->lasting, sizeof *again);
      *again = *region->events[i];
      if (again->inhoud_soort != GEBEURTENIS_INHOUD_TRAJECT_REGEL && /* its day is part of its id */
          again->inhoud_soort != GEBEURTENIS_INHOUD_VERHUISD)
        again->ontvangen += (int32_t)random_below(&region->random, 3);
      again->regel = (int32_t)random_below(&region->random, 50) + again->regel;
      const struct gebeurtenis *one = again;
      store(region, &one, 1);
    }
  }
  random_shuffle(&region->random, region->events, region->count);
  store_in_pieces(region, 30);
  expect_whole_history(region);
}

static void the_lowest_levering_names_an_event_in_any_order(void **state)
{
  (void)state;
  uint64_t kept = only_seed;
  for (uint64_t seed = 1; seed <= 60; seed++) {
    only_seed = seed;
    if (kept == 0 || kept == seed)
      for_all(run_renaming);
  }
  only_seed = kept;
}

static int compare_received(const void *a, const void *b)
{
  const struct gebeurtenis *first = *(const struct gebeurtenis *const *)a;
  const struct gebeurtenis *second = *(const struct gebeurtenis *const *)b;
  return (first->ontvangen > second->ontvangen) - (first->ontvangen < second->ontvangen);
}

static void run_late(struct region *region)
{
  qsort(region->events, region->count, sizeof(struct gebeurtenis *), compare_received);
  const struct gebeurtenis *first = region->events[0];
  for (size_t i = 1; i < region->count; i++)
    store(region, &region->events[i], 1);
  store(region, &first, 1);
  expect_whole_history(region);
}

static void an_event_of_an_earlier_day_that_comes_last_gives_the_history_as_if_it_had_come_first(void **state)
{
  (void)state;
  for_all(run_late);
}

/* Single cases */

static void a_source_that_is_away_fails_the_partij_and_the_next_one_works(void **state)
{
  (void)state;
  struct region region;
  region_open(&region, 1, 1U << 20);
  add_client(&region, 1, 10);
  region.warehouse.is_down = true;
  struct wijzigingen changes;
  assert_int_equal(
      begin_partij(&region, region.events, region.count, DATE_MINUS_INFINITY, &changes), ERROR_UNAVAILABLE);
  assert_true(is_empty(&changes));
  region.warehouse.is_down = false;
  store(&region, region.events, region.count);
  expect_whole_history(&region);
  region_close(&region);
}

static void an_empty_partij_changes_nothing(void **state)
{
  (void)state;
  struct region region;
  region_open(&region, 1, 1U << 20);
  struct wijzigingen changes;
  compute(&region, region.events, 0, &changes);
  assert_true(is_empty(&changes));
  assert_int_equal(region.warehouse.reads, 0);
  transform_commit(region.transform);
  region_close(&region);
}

static void a_cached_client_is_not_read_again_until_the_cache_is_dropped(void **state)
{
  (void)state;
  struct region region;
  region_open(&region, 1, 1U << 20);
  add_client(&region, 1, 10);
  store(&region, region.events, 4);
  assert_int_equal(region.warehouse.reads, 1);
  store(&region, &region.events[4], 3);
  assert_int_equal(region.warehouse.reads, 1);
  transform_forget(region.transform);
  store(&region, &region.events[7], 3);
  assert_int_equal(region.warehouse.reads, 2);
  expect_whole_history(&region);
  region_close(&region);
}

static void a_partij_that_was_never_settled_empties_the_cache(void **state)
{
  (void)state;
  struct region region;
  region_open(&region, 1, 1U << 20);
  add_client(&region, 1, 10);
  store(&region, region.events, 4);
  struct wijzigingen changes;
  compute(&region, &region.events[4], 3, &changes);
  warehouse_apply(&region.warehouse, &changes);
  store(&region, &region.events[7], 3);
  assert_int_equal(region.warehouse.reads, 2);
  expect_whole_history(&region);
  region_close(&region);
}

static void absent_clients_are_read_250_at_a_time(void **state)
{
  (void)state;
  enum { CLIENTS = 2300 };
  struct region region;
  region_open(&region, 1, 0);
  static const struct gebeurtenis *events[CLIENTS];
  for (uint32_t i = 0; i < CLIENTS; i++) {
    struct random_shape shape = {.events = 1, .days = 1, .numbers = 1, .client = i};
    events[i] = &random_client(&region.random, &shape, &region.lasting)[0]->gebeurtenis;
  }
  struct wijzigingen changes;
  compute(&region, events, CLIENTS, &changes);
  assert_int_equal(region.warehouse.reads, 10);
  assert_int_equal(region.warehouse.most_asked, 250);
  assert_int_equal(changes.nieuw_count, CLIENTS);
  assert_int_equal(changes.ingevoegd_count[FEIT_CLIENT], CLIENTS);
  warehouse_apply(&region.warehouse, &changes);
  region_close(&region);
}

static void an_event_of_a_closed_day_is_known_from_the_first_open_day(void **state)
{
  (void)state;
  struct region region;
  region_open(&region, 1, 0);
  add_client(&region, 1, 1);
  int32_t received = region.events[0]->ontvangen;
  struct wijzigingen changes;
  assert_int_equal(begin_partij(&region, region.events, 1, received + 4, &changes), 0);
  assert_int_equal(changes.nieuw_count, 1);
  assert_int_equal(changes.nieuw[0]->bekend_van, received + 5);
  assert_int_equal(changes.nieuw[0]->gebeurtenis.ontvangen, received);
  assert_int_equal(changes.ingevoegd[FEIT_CLIENT][0].bekend_van, received + 5);
  warehouse_apply(&region.warehouse, &changes);
  transform_commit(region.transform);
  assert_int_equal(begin_partij(&region, region.events, 1, received + 9, &changes), 0);
  assert_true(is_empty(&changes));
  region_close(&region);
}

static void an_event_that_turns_up_under_an_earlier_closed_day_is_renamed_and_stays_known_as_it_was(
    void **state)
{
  (void)state;
  struct region region;
  region_open(&region, 1, 0);
  add_client(&region, 1, 1);
  store(&region, region.events, 1);
  struct gebeurtenis earlier = *region.events[0];
  earlier.ontvangen -= 10;
  earlier.regel = 7;
  const struct gebeurtenis *one = &earlier;
  struct wijzigingen changes;
  assert_int_equal(begin_partij(&region, &one, 1, region.events[0]->ontvangen - 1, &changes), 0);
  assert_int_equal(changes.hernoemd_count, 1);
  assert_int_equal(changes.hernoemd[0].gebeurtenis->gebeurtenis.ontvangen, earlier.ontvangen);
  assert_int_equal(changes.hernoemd[0].gebeurtenis->gebeurtenis.regel, 7);
  assert_int_equal(changes.hernoemd[0].gebeurtenis->bekend_van, region.events[0]->ontvangen);
  assert_true(id_equal(&changes.hernoemd[0].vorige_levering, &region.events[0]->levering));
  assert_int_equal(changes.nieuw_count, 0);
  region_close(&region);
}

/* Else the signalen and leveringen that a published figure counts would change under it. */
static void an_event_that_is_known_on_a_closed_day_keeps_the_levering_that_it_names(void **state)
{
  (void)state;
  struct region region;
  region_open(&region, 1, 0);
  add_client(&region, 1, 1);
  store(&region, region.events, 1);
  struct gebeurtenis earlier = *region.events[0];
  earlier.ontvangen -= 10;
  const struct gebeurtenis *one = &earlier;
  struct wijzigingen changes;
  assert_int_equal(begin_partij(&region, &one, 1, region.events[0]->ontvangen, &changes), 0);
  assert_true(is_empty(&changes));
  region_close(&region);
}

/* A start that belongs to nothing: its signaal names the levering. */
static const struct gebeurtenis *lonely_start(struct region *region, int32_t ontvangen, uint8_t levering)
{
  struct gebeurtenis *event = arena_new(&region->lasting, sizeof *event);
  *event = (struct gebeurtenis){.id = {{1}},
      .pseudoniem = {{2}},
      .levering = {{levering}},
      .regel = 12,
      .ontvangen = ontvangen,
      .gemeente = "0983",
      .aanbieder = "12345678",
      .inhoud_soort = GEBEURTENIS_INHOUD_START,
      .inhoud.start = {.has_toewijzing_nummer = true,
          .toewijzing_nummer = {{3}},
          .begindatum = 19500,
          .status_aanlevering = 1}};
  return event;
}

static void a_lower_levering_of_the_same_day_replaces_the_signaal_in_place(void **state)
{
  (void)state;
  struct region region;
  region_open(&region, 1, 1U << 20);
  const struct gebeurtenis *high = lonely_start(&region, 19600, 8);
  const struct gebeurtenis *low = lonely_start(&region, 19600, 7);
  store(&region, &high, 1);
  struct wijzigingen changes;
  compute(&region, &low, 1, &changes);
  assert_int_equal(changes.nieuw_count, 0);
  assert_int_equal(changes.hernoemd_count, 1);
  assert_int_equal(changes.verwijderd_count, 1);
  assert_int_equal(changes.verwijderd[0].feit, FEIT_SIGNAAL);
  assert_int_equal(changes.gesloten_count, 0);
  assert_int_equal(changes.ingevoegd_count[FEIT_SIGNAAL], 1);
  assert_int_equal(changes.ingevoegd_count[FEIT_TRAJECT], 0);
  const struct feit_signaal *signaal = changes.ingevoegd[FEIT_SIGNAAL][0].rij;
  assert_int_equal(signaal->levering.bytes[0], 7);
  warehouse_apply(&region.warehouse, &changes);
  transform_commit(region.transform);
  compute(&region, &high, 1, &changes);
  assert_true(is_empty(&changes));
  region_close(&region);
}

static void a_version_that_ends_is_closed_and_its_successor_inserted(void **state)
{
  (void)state;
  struct region region;
  region_open(&region, 1, 1U << 20);
  const struct gebeurtenis *given = lonely_start(&region, 19600, 8);
  struct gebeurtenis *stop = arena_new(&region.lasting, sizeof *stop);
  *stop = *given;
  stop->id = (struct id){{9}};
  stop->ontvangen = 19610;
  stop->inhoud_soort = GEBEURTENIS_INHOUD_STOP;
  stop->inhoud.stop = (struct stop){.has_toewijzing_nummer = true,
      .toewijzing_nummer = {{3}},
      .begindatum = 19500,
      .einddatum = 19550,
      .reden_beeindiging = "31",
      .status_aanlevering = 1};
  const struct gebeurtenis *second = stop;
  store(&region, &given, 1);
  struct wijzigingen changes;
  compute(&region, &second, 1, &changes);
  assert_int_equal(changes.verwijderd_count, 0);
  assert_int_equal(changes.gesloten_count, 2);
  assert_int_equal(changes.gesloten[0].feit, FEIT_TRAJECT);
  assert_int_equal(changes.gesloten[0].bekend_van, 19600);
  assert_int_equal(changes.gesloten[0].bekend_tot, 19610);
  assert_int_equal(changes.gesloten[1].feit, FEIT_KLANTREIS);
  assert_int_equal(changes.gesloten[1].bekend_van, 19600);
  assert_int_equal(changes.gesloten[1].bekend_tot, 19610);
  assert_int_equal(changes.ingevoegd_count[FEIT_KLANTREIS], 1);
  assert_int_equal(changes.ingevoegd_count[FEIT_TRAJECT], 1);
  const struct feit_traject *traject = changes.ingevoegd[FEIT_TRAJECT][0].rij;
  assert_int_equal(changes.ingevoegd[FEIT_TRAJECT][0].bekend_van, 19610);
  assert_int_equal(traject->gestopt, 19550);
  assert_string_equal(traject->reden, "volgens_plan");
  region_close(&region);
}

/* The events of a client in two gemeenten: in the first a traject that ended, in the second what is given. */
static const struct gebeurtenis *elsewhere(
    struct region *region, uint8_t name, enum gebeurtenis_inhoud soort, int32_t begindatum)
{
  struct gebeurtenis *event = arena_new(&region->lasting, sizeof *event);
  *event = (struct gebeurtenis){.id = {{name}},
      .pseudoniem = {{2}},
      .levering = {{name}},
      .ontvangen = 19700,
      .gemeente = "0957",
      .aanbieder = "87654321",
      .inhoud_soort = soort};
  if (soort == GEBEURTENIS_INHOUD_START)
    event->inhoud.start = (struct start){.has_toewijzing_nummer = true,
        .toewijzing_nummer = {{3}},
        .begindatum = begindatum,
        .status_aanlevering = 1};
  else
    event->inhoud.toewijzing = (struct toewijzing){
        .toewijzing_nummer = {{3}}, .toewijzingsdatum = begindatum, .ingangsdatum = begindatum};
  return event;
}

static void store_ended_traject(struct region *region)
{
  const struct gebeurtenis *given = lonely_start(region, 19600, 8);
  struct gebeurtenis *stop = arena_new(&region->lasting, sizeof *stop);
  *stop = *given;
  stop->id = (struct id){{9}};
  stop->inhoud_soort = GEBEURTENIS_INHOUD_STOP;
  stop->inhoud.stop = (struct stop){.has_toewijzing_nummer = true,
      .toewijzing_nummer = {{3}},
      .begindatum = 19500,
      .einddatum = 19550,
      .reden_beeindiging = "31",
      .status_aanlevering = 1};
  const struct gebeurtenis *both[] = {given, stop};
  store(region, both, 2);
}

static void a_start_changes_the_klantreis_of_a_traject_in_another_gemeente_and_nothing_else_of_it(
    void **state)
{
  (void)state;
  struct region region;
  region_open(&region, 1, 1U << 20);
  store_ended_traject(&region);
  const struct gebeurtenis *start = elsewhere(&region, 20, GEBEURTENIS_INHOUD_START, 19560);
  struct wijzigingen changes;
  compute(&region, &start, 1, &changes);
  assert_int_equal(changes.verwijderd_count, 0);
  assert_int_equal(changes.gesloten_count, 1);
  assert_int_equal(changes.gesloten[0].feit, FEIT_KLANTREIS);
  assert_int_equal(changes.gesloten[0].bekend_van, 19600);
  assert_int_equal(changes.gesloten[0].bekend_tot, 19700);
  assert_int_equal(changes.ingevoegd_count[FEIT_TRAJECT], 1);
  assert_int_equal(changes.ingevoegd_count[FEIT_KLANTREIS], 2);
  for (size_t i = 0; i < 2; i++) {
    const struct feit_versie *version = &changes.ingevoegd[FEIT_KLANTREIS][i];
    const struct feit_klantreis *row = version->rij;
    assert_int_equal(version->bekend_van, 19700);
    assert_int_equal(row->has_volgende, row->gestart == 19500);
    assert_int_equal(row->has_vorige, row->gestart == 19560);
    assert_int_equal(row->gestart == 19500 ? row->gat_na : row->gat, 10);
  }
  region_close(&region);
}

static void a_toewijzing_that_nobody_starts_changes_no_klantreis(void **state)
{
  (void)state;
  struct region region;
  region_open(&region, 1, 1U << 20);
  store_ended_traject(&region);
  const struct gebeurtenis *assigned = elsewhere(&region, 20, GEBEURTENIS_INHOUD_TOEWIJZING, 19560);
  struct wijzigingen changes;
  compute(&region, &assigned, 1, &changes);
  assert_int_equal(changes.gesloten_count, 0);
  assert_int_equal(changes.ingevoegd_count[FEIT_TRAJECT], 1);
  assert_int_equal(changes.ingevoegd_count[FEIT_KLANTREIS], 0);
  region_close(&region);
}

int main(int argc, char **argv)
{
  if (argc > 1)
    only_seed = strtoull(argv[1], NULL, 10);
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_source_that_is_away_fails_the_partij_and_the_next_one_works),
      cmocka_unit_test(an_empty_partij_changes_nothing),
      cmocka_unit_test(a_partij_whose_clients_come_in_several_parts_gives_the_whole_history),
      cmocka_unit_test(nothing_of_a_piece_that_is_rolled_back_stays_in_the_cache),
      cmocka_unit_test(a_piece_ends_at_the_client_with_whom_it_is_full),
      cmocka_unit_test(a_cached_client_is_not_read_again_until_the_cache_is_dropped),
      cmocka_unit_test(a_partij_that_was_never_settled_empties_the_cache),
      cmocka_unit_test(absent_clients_are_read_250_at_a_time),
      cmocka_unit_test(an_event_of_a_closed_day_is_known_from_the_first_open_day),
      cmocka_unit_test(
          an_event_that_turns_up_under_an_earlier_closed_day_is_renamed_and_stays_known_as_it_was),
      cmocka_unit_test(an_event_that_is_known_on_a_closed_day_keeps_the_levering_that_it_names),
      cmocka_unit_test(a_lower_levering_of_the_same_day_replaces_the_signaal_in_place),
      cmocka_unit_test(a_version_that_ends_is_closed_and_its_successor_inserted),
      cmocka_unit_test(a_start_changes_the_klantreis_of_a_traject_in_another_gemeente_and_nothing_else_of_it),
      cmocka_unit_test(a_toewijzing_that_nobody_starts_changes_no_klantreis),
      cmocka_unit_test_teardown(partijen_of_any_size_and_order_give_the_history_of_the_whole_set, tell_seed),
      cmocka_unit_test_teardown(the_same_events_again_change_nothing, tell_seed),
      cmocka_unit_test_teardown(partijen_that_fail_or_are_never_answered_leave_no_trace, tell_seed),
      cmocka_unit_test_teardown(the_lowest_levering_names_an_event_in_any_order, tell_seed),
      cmocka_unit_test_teardown(
          an_event_of_an_earlier_day_that_comes_last_gives_the_history_as_if_it_had_come_first, tell_seed),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
