/* Neighbours of trajecten: the worked clients of the definition and other cases by hand, through messages;
 * then random trajecten against the slow definition, day by day. Seeds are printed on failure; the program
 * takes one as its argument. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "geval.h"
#include "proto/feit_klantreis.h"
#include "proto/feit_traject.h"
#include "random_client.h"
#include "reis_oracle.h"
#include "transform/klantreis.h"
#include "transform/volgorde.h"

static uint64_t only_seed; /* 0: all of them */

/* A toewijzing with a start and, where v.einde is there, a stop on that day. */
static void care(struct geval *g, struct melding_velden v)
{
  struct melding_velden given = v;
  given.van = given.op = v.begin;
  geval_add(g, GEBEURTENIS_INHOUD_TOEWIJZING, given);
  geval_add(g, GEBEURTENIS_INHOUD_START, v);
  if (v.einde != NULL)
    geval_add(g, GEBEURTENIS_INHOUD_STOP, v);
}

#define care(g, ...) care(g, (struct melding_velden){__VA_ARGS__})

/* The worked clients */

static void client_a_a_next_traject_ten_days_later_follows(void **state)
{
  struct geval *g = *state;
  care(g, .nummer = 1, .product = "licht", .begin = "2023-01-01", .einde = "2023-03-31");
  care(g, .nummer = 2, .product = "zwaar", .begin = "2023-04-10");
  assert_klantreis(g, "a: 2023-01-01 .. 2023-03-31 volgende b 10\n"
                      "b: 2023-04-10 .. - vorige a 10 vervolg\n");
}

static void client_b_the_same_care_from_the_next_day_follows(void **state)
{
  struct geval *g = *state;
  care(g, .nummer = 1, .begin = "2023-01-01", .einde = "2023-03-31");
  care(g, .nummer = 2, .begin = "2023-04-01", .einde = "2023-06-30");
  assert_klantreis(g, "a: 2023-01-01 .. 2023-03-31 volgende b 1\n"
                      "b: 2023-04-01 .. 2023-06-30 vorige a 1 vervolg\n");
}

static void client_c_what_begins_and_ends_inside_another_runs_beside_it(void **state)
{
  struct geval *g = *state;
  care(g, .nummer = 1, .product = "P", .begin = "2023-01-01", .einde = "2023-06-30");
  care(g, .nummer = 2, .product = "Q", .begin = "2023-02-01", .einde = "2023-04-30");
  assert_klantreis(g, "a: 2023-01-01 .. 2023-06-30\n"
                      "b: 2023-02-01 .. 2023-04-30 naast door\n");
}

static void client_d_a_long_gap_is_stored_as_it_is(void **state)
{
  struct geval *g = *state;
  care(g, .nummer = 1, .begin = "2023-01-01", .einde = "2023-03-31");
  care(g, .nummer = 2, .begin = "2023-07-09");
  assert_klantreis(g, "a: 2023-01-01 .. 2023-03-31 volgende b 100\n"
                      "b: 2023-07-09 .. - vorige a 100 vervolg\n");
}

static void client_e_a_hand_over_on_one_day_has_no_gap(void **state)
{
  struct geval *g = *state;
  care(g, .nummer = 1, .begin = "2023-01-01", .einde = "2023-04-15");
  care(g, .nummer = 2, .aanbieder = "87654321", .begin = "2023-04-15");
  assert_klantreis(g, "a: 2023-01-01 .. 2023-04-15 volgende b 0 door\n"
                      "b: 2023-04-15 .. - vorige a 0 vervolg\n");
}

static void client_f_an_onderbreking_is_inside_one_traject(void **state)
{
  struct geval *g = *state;
  care(g, .begin = "2023-01-01");
  stop(g, .begin = "2023-01-01", .reden = "20", .einde = "2023-02-10");
  start(g, .begin = "2023-03-05");
  stop(g, .begin = "2023-03-05", .reden = "31", .einde = "2023-05-01");
  assert_klantreis(g, "a: 2023-01-01 .. 2023-05-01\n");
}

static void client_g_a_journey_goes_on_in_another_gemeente(void **state)
{
  struct geval *g = *state;
  care(g, .gemeente = "0983", .begin = "2023-01-01", .einde = "2023-03-31");
  care(g, .gemeente = "0957", .begin = "2023-04-03");
  assert_klantreis(g, "a: 2023-01-01 .. 2023-03-31 volgende b 3\n"
                      "b: 2023-04-03 .. - vorige a 3 vervolg\n");
}

/* More */

static void a_toewijzing_without_start_is_no_part_of_a_klantreis(void **state)
{
  struct geval *g = *state;
  toewijzing(g, .nummer = 1, .van = "2023-01-01");
  assert_klantreis(g, "");
  care(g, .nummer = 2, .begin = "2023-04-01");
  assert_klantreis(g, "a: 2023-04-01 .. -\n");
}

static void of_three_that_overlap_each_sees_the_others(void **state)
{
  struct geval *g = *state;
  care(g, .nummer = 1, .begin = "2023-01-01", .einde = "2023-04-30");
  care(g, .nummer = 2, .begin = "2023-02-01", .einde = "2023-05-31");
  care(g, .nummer = 3, .begin = "2023-03-01", .einde = "2023-06-30");
  care(g, .nummer = 4, .begin = "2023-05-15");
  assert_klantreis(g, "a: 2023-01-01 .. 2023-04-30 volgende d 15 door\n"
                      "b: 2023-02-01 .. 2023-05-31 naast door\n"
                      "c: 2023-03-01 .. 2023-06-30 naast door\n"
                      "d: 2023-05-15 .. - vorige a 15 vervolg naast\n");
}

static void one_traject_is_followed_by_one_although_two_come_after_it(void **state)
{
  struct geval *g = *state;
  care(g, .nummer = 1, .begin = "2023-01-01", .einde = "2023-03-31");
  care(g, .nummer = 2, .begin = "2023-04-05", .einde = "2023-08-31");
  care(g, .nummer = 3, .begin = "2023-04-08");
  assert_klantreis(g, "a: 2023-01-01 .. 2023-03-31 volgende b 5\n"
                      "b: 2023-04-05 .. 2023-08-31 vorige a 5 vervolg door\n"
                      "c: 2023-04-08 .. - vorige a 8 naast\n");
}

static void of_two_that_ended_the_later_end_is_vorige_and_of_equal_ends_the_later_start(void **state)
{
  struct geval *g = *state;
  care(g, .nummer = 1, .begin = "2023-01-01", .einde = "2023-03-31");
  care(g, .nummer = 2, .begin = "2023-02-01", .einde = "2023-03-15");
  care(g, .nummer = 3, .begin = "2023-04-10", .einde = "2023-06-30");
  care(g, .nummer = 4, .begin = "2023-05-01", .einde = "2023-06-30");
  care(g, .nummer = 5, .begin = "2023-07-01");
  assert_klantreis(g, "a: 2023-01-01 .. 2023-03-31 volgende c 10\n"
                      "b: 2023-02-01 .. 2023-03-15 volgende c 26 naast door\n"
                      "c: 2023-04-10 .. 2023-06-30 vorige a 10 vervolg volgende e 1 door\n"
                      "d: 2023-05-01 .. 2023-06-30 vorige a 31 volgende e 1 naast\n"
                      "e: 2023-07-01 .. - vorige d 1 vervolg\n");
}

static void a_chain_of_hand_overs_on_one_day_each_goes_on_in_the_next(void **state)
{
  struct geval *g = *state;
  care(g, .nummer = 1, .begin = "2023-01-01", .einde = "2023-02-01");
  care(g, .nummer = 2, .begin = "2023-02-01", .einde = "2023-02-01");
  care(g, .nummer = 3, .begin = "2023-02-01", .einde = "2023-03-01");
  care(g, .nummer = 4, .begin = "2023-03-01");
  assert_klantreis(g, "a: 2023-01-01 .. 2023-02-01 volgende b 0 door\n"
                      "b: 2023-02-01 .. 2023-02-01 vorige a 0 vervolg volgende c 0 door\n"
                      "c: 2023-02-01 .. 2023-03-01 vorige b 0 vervolg volgende d 0 door\n"
                      "d: 2023-03-01 .. - vorige c 0 vervolg\n");
}

static void both_domains_are_one_journey(void **state)
{
  struct geval *g = *state;
  care(g, .domein = DOMEIN_JW, .begin = "2023-01-01", .einde = "2023-03-31");
  care(g, .domein = DOMEIN_WMO, .begin = "2023-04-02", .einde = "2023-06-30");
  assert_klantreis(g, "a: 2023-01-01 .. 2023-03-31 volgende b 2\n"
                      "b: 2023-04-02 .. 2023-06-30 vorige a 2 vervolg\n");
}

static void fourteen_gemeenten_in_a_row_are_one_chain(void **state)
{
  static const char *const gemeenten[] = {"0889", "0893", "0907", "1507", "1894", "0983", "0984", "1711",
      "1640", "1641", "0946", "1669", "0957", "0988"};
  struct geval *g = *state;
  for (int i = 0; i < 14; i++) {
    int32_t begin = dag("2022-01-01") + 30 * i;
    char from[DATE_TEXT_SIZE];
    char to[DATE_TEXT_SIZE];
    date_format(begin, from);
    date_format(begin + 29, to);
    care(g, .gemeente = gemeenten[13 - i], .begin = from, .einde = to);
  }
  size_t count = 0;
  const void **rows = geval_rows(g, FEIT_KLANTREIS, NULL, &count);
  assert_int_equal(count, 14);
  for (size_t i = 0; i < count; i++) {
    const struct feit_klantreis *row = rows[i];
    const struct feit_klantreis *before = i > 0 ? rows[i - 1] : NULL;
    assert_int_equal(row->has_vorige, before != NULL);
    assert_int_equal(row->is_vervolg, before != NULL);
    assert_int_equal(row->has_volgende, i < 13);
    assert_false(row->loopt_naast || row->loopt_door);
    if (before == NULL)
      continue;
    assert_int_equal(row->gat, 1);
    assert_int_equal(before->gat_na, 1);
    assert_true(id_equal(&row->vorige, &before->sleutel));
    assert_true(id_equal(&before->volgende, &row->sleutel));
  }
}

static void an_end_of_the_toewijzing_is_an_end_of_the_klantreis(void **state)
{
  struct geval *g = *state;
  toewijzing(g, .nummer = 1, .van = "2023-01-01", .tot = "2023-03-31");
  start(g, .nummer = 1, .begin = "2023-01-01");
  care(g, .nummer = 2, .begin = "2023-04-10");
  assert_klantreis(g, "a: 2023-01-01 .. 2023-03-31 volgende b 10\n"
                      "b: 2023-04-10 .. - vorige a 10 vervolg\n");
}

/* Days */

static void a_corrected_stop_changes_the_neighbour_from_its_day_on(void **state)
{
  struct geval *g = *state;
  care(g, .nummer = 1, .begin = "2023-01-01", .einde = "2023-03-31", .ontvangen = "2023-04-20");
  care(g, .nummer = 2, .begin = "2023-04-10", .ontvangen = "2023-05-01");
  stop(g, .nummer = 1, .begin = "2023-01-01", .einde = "2023-04-30", .ontvangen = "2023-05-10");
  assert_string_equal(geval_klantreis(g, "2023-04-30"), "a: 2023-01-01 .. 2023-03-31\n");
  assert_string_equal(geval_klantreis(g, "2023-05-09"), "a: 2023-01-01 .. 2023-03-31 volgende b 10\n"
                                                        "b: 2023-04-10 .. - vorige a 10 vervolg\n");
  assert_string_equal(geval_klantreis(g, "2023-05-10"), "a: 2023-01-01 .. 2023-04-30 door\n"
                                                        "b: 2023-04-10 .. - naast\n");
}

static void a_withdrawn_middle_traject_joins_its_neighbours(void **state)
{
  struct geval *g = *state;
  care(g, .nummer = 1, .begin = "2023-01-01", .einde = "2023-01-31", .ontvangen = "2023-05-01");
  care(g, .nummer = 2, .gemeente = "0957", .begin = "2023-02-10", .einde = "2023-02-20",
      .ontvangen = "2023-05-01");
  care(g, .nummer = 3, .begin = "2023-03-01", .ontvangen = "2023-05-01");
  start(g, .nummer = 2, .gemeente = "0957", .begin = "2023-02-10", .status = 3, .ontvangen = "2023-05-07");
  assert_string_equal(geval_klantreis(g, "2023-05-06"),
      "a: 2023-01-01 .. 2023-01-31 volgende b 10\n"
      "b: 2023-02-10 .. 2023-02-20 vorige a 10 vervolg volgende c 9\n"
      "c: 2023-03-01 .. - vorige b 9 vervolg\n");
  assert_string_equal(geval_klantreis(g, "2023-05-07"), "a: 2023-01-01 .. 2023-01-31 volgende b 29\n"
                                                        "b: 2023-03-01 .. - vorige a 29 vervolg\n");
}

static void what_changes_no_neighbour_opens_no_version(void **state)
{
  struct geval *g = *state;
  care(g, .nummer = 1, .begin = "2023-01-01", .einde = "2023-03-31", .ontvangen = "2023-05-01");
  care(g, .nummer = 2, .begin = "2023-04-10", .ontvangen = "2023-05-01");
  stop(
      g, .nummer = 1, .begin = "2023-01-01", .einde = "2023-03-31", .reden = "31", .ontvangen = "2023-05-10");
  toewijzing(g, .nummer = 3, .van = "2023-06-01", .ontvangen = "2023-05-12");
  struct feit_versies versions;
  fold_history((const struct bekende_gebeurtenis *const *)g->events, g->count, &g->arena, &versions);
  size_t reizen = 0;
  size_t trajecten = 0;
  for (size_t i = 0; i < versions.count; i++) {
    trajecten += versions.items[i].feit == FEIT_TRAJECT;
    if (versions.items[i].feit != FEIT_KLANTREIS)
      continue;
    reizen++;
    assert_int_equal(versions.items[i].bekend_van, dag("2023-05-01"));
    assert_int_equal(versions.items[i].bekend_tot, DATE_INFINITY);
  }
  assert_int_equal(trajecten, 4);
  assert_int_equal(reizen, 2);
}

/* Trajecten without messages */

enum { MOST_TRAJECTEN = 24, MOST_VERSIONS = 4, FIRST = 19400, CLIENTS = 4000, DAYS = 12 };

struct sample {
  struct arena arena;
  struct historie historie;
  struct random random;
  struct feit_versies given; /* of trajecten, by key */
  struct feit_versies found;
};

static void sample_open(struct sample *sample, uint64_t seed)
{
  *sample = (struct sample){.random = {.state = seed}};
  arena_init(&sample->arena, 0);
  historie_init(&sample->historie);
  historie_begin(&sample->historie, &sample->arena);
  sample->given.items =
      arena_array(&sample->arena, (size_t)MOST_TRAJECTEN * MOST_VERSIONS, sizeof *sample->given.items);
}

static void sample_close(struct sample *sample)
{
  historie_fini(&sample->historie);
  arena_fini(&sample->arena);
}

static void sample_add(struct sample *sample, const struct feit_traject *traject, int32_t van, int32_t tot)
{
  struct feit_traject *row = arena_new(&sample->arena, sizeof *row);
  *row = *traject;
  sample->given.items[sample->given.count++] =
      (struct feit_versie){.feit = FEIT_TRAJECT, .bekend_van = van, .bekend_tot = tot, .rij = row};
}

static void sample_find(struct sample *sample)
{
  struct klantreis_trajecten trajecten = klantreis_select(&sample->given, 1, &sample->arena);
  klantreis_add(&sample->historie, &trajecten, &sample->arena);
  sample->found = historie_sort(&sample->historie);
}

static const struct feit_klantreis *found_row(const struct sample *sample, uint8_t name)
{
  for (size_t i = 0; i < sample->found.count; i++) {
    const struct feit_klantreis *row = sample->found.items[i].rij;
    if (row->sleutel.bytes[0] == name)
      return row;
  }
  fail_msg("no row of traject %d", name);
  abort();
}

/* The trajecten stand in this order: each ended on the day on which all begin, so the next one follows it. */
static void expect_chain(const struct feit_traject *trajecten, size_t count)
{
  struct sample sample;
  sample_open(&sample, 1);
  for (size_t i = count; i-- > 0;)
    sample_add(&sample, &trajecten[i], FIRST, DATE_INFINITY);
  sample_find(&sample);
  assert_int_equal(sample.found.count, count);
  for (size_t i = 0; i < count; i++) {
    const struct feit_klantreis *row = found_row(&sample, trajecten[i].sleutel.bytes[0]);
    assert_int_equal(row->has_vorige, i > 0);
    assert_int_equal(row->has_volgende, i + 1 < count);
    assert_int_equal(row->loopt_door, i + 1 < count);
    assert_false(row->loopt_naast);
    if (i > 0)
      assert_true(id_equal(&row->vorige, &trajecten[i - 1].sleutel));
    if (i + 1 < count)
      assert_true(id_equal(&row->volgende, &trajecten[i + 1].sleutel));
  }
  sample_close(&sample);
}

#define day_care(name, ...)                                                                                  \
  {                                                                                                          \
    .sleutel = {{name}}, .has_gestart = true, .gestart = FIRST, .has_gestopt = true, .gestopt = FIRST,       \
    __VA_ARGS__                                                                                              \
  }

static void ties_go_by_domein_gemeente_aanbieder_product_and_key_with_unknown_last(void **state)
{
  (void)state;
  const struct feit_traject trajecten[] = {
      day_care(9, .domein = DOMEIN_JW, .gemeente = "0984", .aanbieder = "22222222", .product = "Z"),
      day_care(8, .domein = DOMEIN_JW, .aanbieder = "11111111", .product = "A"),
      day_care(7, .domein = DOMEIN_WMO, .gemeente = "0889", .aanbieder = "11111111", .product = "Z"),
      day_care(6, .domein = DOMEIN_WMO, .gemeente = "0983", .aanbieder = "11111111", .product = "Z"),
      day_care(5, .domein = DOMEIN_WMO, .gemeente = "0983", .aanbieder = "22222222", .product = "B"),
      day_care(4, .domein = DOMEIN_WMO, .gemeente = "0983", .aanbieder = "22222222", .product = "a"),
      day_care(1, .domein = DOMEIN_WMO, .gemeente = "0983", .aanbieder = "22222222"),
      day_care(2, .domein = DOMEIN_WMO, .gemeente = "0983", .aanbieder = "22222222"),
      day_care(3, .domein = DOMEIN_WMO, .aanbieder = "22222222"),
  };
  expect_chain(trajecten, sizeof trajecten / sizeof trajecten[0]);
}

/* Few days and names, so that ties are many; some end before they begin, which no rule of this module
 * forbids. */
static struct feit_traject random_traject(struct random *random, uint8_t name)
{
  static const char *const gemeenten[] = {"0983", "0957", NULL};
  static const char *const aanbieders[] = {"12345678", "87654321"};
  static const char *const products[] = {"45A04", "54001", NULL};
  int32_t gestart = FIRST + (int32_t)random_below(random, 10);
  return (struct feit_traject){
      .pseudoniem = {{9}},
      .sleutel = {{name}},
      .domein = random_chance(random, 50) ? DOMEIN_JW : DOMEIN_WMO,
      .gemeente = gemeenten[random_below(random, 3)],
      .aanbieder = aanbieders[random_below(random, 2)],
      .product = products[random_below(random, 3)],
      .reden = random_chance(random, 50) ? "gemeente" : NULL,
      .has_gestart = random_chance(random, 90),
      .gestart = gestart,
      .has_gestopt = random_chance(random, 75),
      .gestopt = gestart + (int32_t)random_below(random, 8) - random_chance(random, 5),
  };
}

static void add_random(struct sample *sample, uint8_t name)
{
  int32_t van = FIRST + (int32_t)random_below(&sample->random, DAYS);
  uint32_t versions = 1 + random_below(&sample->random, MOST_VERSIONS);
  for (uint32_t i = 0; i < versions; i++) {
    int32_t tot = van + 1 + (int32_t)random_below(&sample->random, 4);
    bool is_last = i + 1 == versions && random_chance(&sample->random, 70);
    struct feit_traject traject = random_traject(&sample->random, name);
    sample_add(sample, &traject, van, is_last ? DATE_INFINITY : tot);
    van = tot + (random_chance(&sample->random, 20) ? 2 : 0);
  }
}

/* All rows of the day, by kind and key. */
static struct feit_versies known_on(struct sample *sample, int32_t day)
{
  const struct feit_versies *lists[] = {&sample->given, &sample->found};
  size_t most = sample->given.count + sample->found.count;
  struct feit_versies known = {.items = arena_array(&sample->arena, most, sizeof *known.items)};
  for (int list = 0; list < 2; list++)
    for (size_t i = 0; i < lists[list]->count; i++)
      if (lists[list]->items[i].bekend_van <= day && day < lists[list]->items[i].bekend_tot)
        known.items[known.count++] = lists[list]->items[i];
  return known;
}

#define demand(condition)                                                                                    \
  do {                                                                                                       \
    if (!(condition))                                                                                        \
      fail_msg("seed %llu: %s", (unsigned long long)seed, #condition);                                       \
  } while (0)

static void check_versions(const struct sample *sample, uint64_t seed)
{
  const struct record_spec *spec = feit_specs[FEIT_KLANTREIS];
  for (size_t i = 0; i < sample->found.count; i++) {
    const struct feit_versie *version = &sample->found.items[i];
    demand(version->bekend_van < version->bekend_tot);
    const struct feit_versie *before = i > 0 ? version - 1 : NULL;
    if (before == NULL || feit_compare_key(spec, before->rij, version->rij) != 0)
      continue;
    demand(before->bekend_tot < version->bekend_van ||
           (before->bekend_tot == version->bekend_van && !feit_equal(spec, before->rij, version->rij)));
  }
}

static void run_random(uint64_t seed)
{
  struct sample sample;
  sample_open(&sample, seed);
  uint32_t most = seed % 10 == 0 ? MOST_TRAJECTEN : 6;
  uint32_t count = 1 + random_below(&sample.random, most);
  for (uint32_t i = 0; i < count; i++)
    add_random(&sample, (uint8_t)i);
  sample_find(&sample);
  check_versions(&sample, seed);
  for (int32_t day = FIRST - 1; day < FIRST + DAYS + 6 * MOST_VERSIONS; day++) {
    struct feit_versies known = known_on(&sample, day);
    demand(reis_oracle_agrees(&known, &sample.arena));
  }
  sample_close(&sample);
}

static void on_every_day_the_neighbours_are_those_of_the_slow_definition(void **state)
{
  (void)state;
  for (uint64_t seed = 1; seed <= CLIENTS; seed++)
    if (only_seed == 0 || seed == only_seed)
      run_random(seed);
}

int main(int argc, char **argv)
{
  if (argc > 1)
    only_seed = strtoull(argv[1], NULL, 10);
#define test(name) cmocka_unit_test_setup_teardown(name, geval_set_up, geval_tear_down)
  const struct CMUnitTest tests[] = {
      test(client_a_a_next_traject_ten_days_later_follows),
      test(client_b_the_same_care_from_the_next_day_follows),
      test(client_c_what_begins_and_ends_inside_another_runs_beside_it),
      test(client_d_a_long_gap_is_stored_as_it_is),
      test(client_e_a_hand_over_on_one_day_has_no_gap),
      test(client_f_an_onderbreking_is_inside_one_traject),
      test(client_g_a_journey_goes_on_in_another_gemeente),
      test(a_toewijzing_without_start_is_no_part_of_a_klantreis),
      test(of_three_that_overlap_each_sees_the_others),
      test(one_traject_is_followed_by_one_although_two_come_after_it),
      test(of_two_that_ended_the_later_end_is_vorige_and_of_equal_ends_the_later_start),
      test(a_chain_of_hand_overs_on_one_day_each_goes_on_in_the_next),
      test(both_domains_are_one_journey),
      test(fourteen_gemeenten_in_a_row_are_one_chain),
      test(an_end_of_the_toewijzing_is_an_end_of_the_klantreis),
      test(a_corrected_stop_changes_the_neighbour_from_its_day_on),
      test(a_withdrawn_middle_traject_joins_its_neighbours),
      test(what_changes_no_neighbour_opens_no_version),
      cmocka_unit_test(ties_go_by_domein_gemeente_aanbieder_product_and_key_with_unknown_last),
      cmocka_unit_test(on_every_day_the_neighbours_are_those_of_the_slow_definition),
  };
#undef test
  return cmocka_run_group_tests(tests, NULL, NULL);
}
