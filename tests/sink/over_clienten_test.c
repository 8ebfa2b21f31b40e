/* TR332 and SL03 against a real PostgreSQL: random leveringen, cut into random partijen in random order,
 * leave the rows that a slow and obvious question gives day by day, and always the same ones. */
#include "sink/over_clienten.h"

// clang-format off
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
// clang-format on
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sink/rebuild.h"
#include "sink/sink.h"
#include "tests/postgres/test_database.h"
#include "tests/sink/partij.h"
#include "tests/transform/random_client.h"
#include "transform/fold.h"
#include "transform/signaal.h"
#include "transform/transform.h"

enum { MOST_LEVERINGEN = 64, MOST_LINES = 3, DAYS = 6, CLIENTS = 4, NUMBERS = 3, REGIONS = 6, ORDERS = 3 };

/* A message as it was delivered. */
struct zending {
  struct levering levering;
  struct gebeurtenis lines[MOST_LINES];
  int32_t count;
};

struct region {
  struct zending zendingen[MOST_LEVERINGEN];
  size_t count;
};

struct fixture {
  struct sink *sink;
  struct transform *transform;
  struct database *database;
};

static void must(int kind, const struct error *error)
{
  if (kind != 0)
    fail_msg("%s", error->text);
}

static int set_up_all(void **state)
{
  (void)state;
  test_database_migrated("test_over_clienten");
  return 0;
}

static void begin_anew(struct fixture *fixture)
{
  struct error error = {0};
  test_database_reset();
  transform_forget(fixture->transform);
  must(test_connect(fixture->sink, &error), &error);
}

static int set_up(void **state)
{
  static struct fixture fixture;
  fixture.sink = sink_new();
  struct transform_options options = {.cache_bytes = 1 << 16,
      .piece_bytes = 1 << 12,
      .source = {.read = sink_read_events, .context = fixture.sink}};
  fixture.transform = transform_new(&options);
  fixture.database = test_database_open();
  begin_anew(&fixture);
  *state = &fixture;
  return 0;
}

static int tear_down(void **state)
{
  struct fixture *fixture = *state;
  transform_free(&fixture->transform);
  sink_free(&fixture->sink);
  database_close(&fixture->database);
  return 0;
}

/* Storing */

static void store(struct fixture *fixture, const struct zending *const *zendingen, size_t count)
{
  struct arena arena;
  struct error error = {0};
  struct wijzigingen changes;
  int32_t closed_through = 0;
  arena_init(&arena, 0);
  const struct gebeurtenis **events = arena_array(&arena, count * MOST_LINES, sizeof(struct gebeurtenis *));
  const struct levering **leveringen = arena_array(&arena, count, sizeof(struct levering *));
  size_t event_count = 0;
  for (size_t i = 0; i < count; i++) {
    leveringen[i] = &zendingen[i]->levering;
    for (int32_t j = 0; j < zendingen[i]->count; j++)
      events[event_count++] = &zendingen[i]->lines[j];
  }
  must(sink_begin_inbox(fixture->sink, &closed_through, &error), &error);
  transform_begin(fixture->transform, closed_through);
  transform_add(fixture->transform, events, event_count);
  bool found = true;
  while (found) {
    must(transform_next(fixture->transform, &changes, &found, &error), &error);
    if (found)
      must(sink_write(fixture->sink, &changes, &error), &error);
  }
  must(sink_leveringen(fixture->sink, leveringen, count, 0, &error), &error);
  must(sink_commit(fixture->sink, &error), &error);
  transform_commit(fixture->transform);
  arena_fini(&arena);
}

static void store_one(struct fixture *fixture, const struct zending *zending)
{
  store(fixture, &zending, 1);
}

static int fold(const struct bekende_gebeurtenis *const *events, size_t count, struct arena *arena,
    struct rebuild_rows *out, void *context, struct error *error)
{
  (void)context;
  (void)error;
  struct feit_versies versions;
  fold_history(events, count, arena, &versions);
  *out = (struct rebuild_rows){.items = versions.items, .count = versions.count};
  return 0;
}

/* Making */

static void deliver(struct zending *zending, uint32_t levering, int32_t day)
{
  zending->levering = test_levering(levering, zending->count);
  zending->levering.ontvangen = day;
  for (int32_t i = 0; i < zending->count; i++) {
    zending->lines[i].levering = zending->levering.id;
    zending->lines[i].ontvangen = day;
  }
}

/* A toewijzing; event ids are the caller's affair. */
static struct gebeurtenis toewijzing_of(uint32_t event, uint32_t client, uint32_t number, int32_t assigned)
{
  return (struct gebeurtenis){.id = test_id(event),
      .pseudoniem = test_id(client),
      .bericht = test_id(event),
      .regel = (int32_t)event,
      .domein = DOMEIN_JW,
      .gemeente = "0983",
      .aanbieder = "12345678",
      .dagtekening = assigned,
      .inhoud_soort = GEBEURTENIS_INHOUD_TOEWIJZING,
      .inhoud.toewijzing = {.toewijzing_nummer = test_id(number),
          .categorie = "45",
          .product = "45A04",
          .toewijzingsdatum = assigned,
          .ingangsdatum = assigned}};
}

static struct gebeurtenis random_line(struct random *random, uint32_t event, uint32_t bericht)
{
  int32_t assigned = DAY_ONE - (int32_t)random_below(random, 4);
  struct gebeurtenis line =
      toewijzing_of(event, 1 + random_below(random, CLIENTS), 1 + random_below(random, NUMBERS), assigned);
  line.bericht = test_id(bericht);
  line.domein = random_chance(random, 80) ? DOMEIN_JW : DOMEIN_WMO;
  line.dagtekening = DAY_ONE - (int32_t)random_below(random, 3);
  line.inhoud.toewijzing.toewijzingstijd = random_below(random, 2);
  line.inhoud.toewijzing.reden_wijziging = random_chance(random, 25) ? "13" : NULL;
  return line;
}

/* Messages that come up to three times, now and then with one line other than before. Ids are no order: they
 * are drawn from a shuffled row. */
static void make_region(struct region *region, uint64_t seed)
{
  static uint32_t numbers[1000];
  static uint32_t *ids[1000];
  struct random random = {.state = seed};
  for (uint32_t i = 0; i < 1000; i++) {
    numbers[i] = i + 1;
    ids[i] = &numbers[i];
  }
  random_shuffle(&random, ids, 1000);
  size_t next = 0;
  region->count = 0;
  size_t berichten = 6 + random_below(&random, 10);
  for (uint32_t bericht = 0; bericht < berichten; bericht++) {
    struct zending zending = {.count = 1 + (int32_t)random_below(&random, MOST_LINES)};
    for (int32_t i = 0; i < zending.count; i++)
      zending.lines[i] = random_line(&random, *ids[next++], 2000 + bericht);
    for (uint32_t times = 1 + random_below(&random, 3); times > 0; times--) {
      deliver(&zending, *ids[next++], DAY_ONE + (int32_t)random_below(&random, DAYS));
      region->zendingen[region->count++] = zending;
      if (random_chance(&random, 50))
        zending.lines[random_below(&random, (uint32_t)zending.count)] =
            random_line(&random, *ids[next++], 2000 + bericht);
    }
  }
}

static void store_shuffled(struct fixture *fixture, const struct region *region, struct random *random)
{
  const struct zending *order[MOST_LEVERINGEN];
  for (size_t i = 0; i < region->count; i++)
    order[i] = &region->zendingen[i];
  random_shuffle(random, order, region->count);
  for (size_t at = 0; at < region->count;) {
    size_t some = 1 + random_below(random, 6);
    if (some > region->count - at)
      some = region->count - at;
    store(fixture, &order[at], some);
    at += some;
  }
}

/* Judging */

/* Day by day: rows of dwh.signaal that should not be there or are missing, or have another line than their
 * event. */
static const char differences_sql[] =
    "with dag as (select date '2022-12-30' + n as dag from generate_series(0, 15) as n), "
    "versie as (select d.dag, t.pseudoniem, t.sleutel, t.eerste_gebeurtenis as id, (t.toegewezen, "
    "t.toegewezen_tijd, g.dagtekening, g.id) as rang from dag d join dwh.toewijzing t on t.bekend_van <= "
    "d.dag "
    "and t.bekend_tot > d.dag join dwh.gebeurtenis g on g.id = t.eerste_gebeurtenis), "
    "regel as (select d.dag, g.* from dag d join dwh.gebeurtenis g on g.bekend_van <= d.dag), "
    "verwacht as (select v.dag, 'TR332' as code, v.id from versie v where exists (select from versie w where "
    "w.dag = v.dag and w.sleutel = v.sleutel and w.pseudoniem <> v.pseudoniem and w.rang < v.rang) "
    "union all select r.dag, 'SL03', r.id from regel r where r.levering <> (select e.levering from regel e "
    "where e.dag = r.dag and e.bericht = r.bericht order by e.ontvangen, e.levering limit 1)), "
    "gevonden as (select d.dag, s.code, s.gebeurtenis as id from dag d join dwh.signaal s on s.bekend_van <= "
    "d.dag and s.bekend_tot > d.dag join dwh.gebeurtenis g on g.id = s.gebeurtenis and g.pseudoniem = "
    "s.pseudoniem and g.levering = s.levering and g.regel = s.regel and g.domein = s.domein) "
    "select string_agg(x.code || ' ' || x.dag || ' ' || x.id, '; ') from ((select * from verwacht except all "
    "select * from gevonden) union all (select * from gevonden except all select * from verwacht)) as x";

static const char facts_sql[] =
    "select md5(string_agg(rij, '|' order by rij)) from (select s::text as rij from dwh.signaal s union all "
    "select t::text from dwh.toewijzing t union all select g::text from dwh.gebeurtenis g) as alles";

static void demand_right(struct fixture *fixture, uint64_t seed)
{
  const char *differences = test_database_text(fixture->database, differences_sql);
  if (*differences != '\0')
    fail_msg("seed %llu: %s", (unsigned long long)seed, differences);
}

/* Two versions of one signaal never touch: then they would be one. */
static const char touching_sql[] =
    "select count(*) from dwh.signaal a join dwh.signaal b on a.pseudoniem = b.pseudoniem and a.sleutel = "
    "b.sleutel and a.bekend_van < b.bekend_van and a.bekend_tot >= b.bekend_van";

static void rows_are_right_and_the_same_in_any_order_and_after_a_rebuild(void **state)
{
  struct fixture *fixture = *state;
  int64_t seen = 0;
  for (uint64_t seed = 1; seed <= REGIONS; seed++) {
    static struct region region;
    char first[64];
    struct random random = {.state = seed + 1000};
    make_region(&region, seed);
    for (int order = 0; order < ORDERS; order++) {
      begin_anew(fixture);
      store_shuffled(fixture, &region, &random);
      demand_right(fixture, seed);
      assert_int_equal(test_database_number(fixture->database, touching_sql), 0);
      if (order == 0)
        snprintf(first, sizeof first, "%s", test_database_text(fixture->database, facts_sql));
      assert_string_equal(test_database_text(fixture->database, facts_sql), first);
    }
    store_shuffled(fixture, &region, &random); /* all of it once more */
    assert_string_equal(test_database_text(fixture->database, facts_sql), first);
    struct rebuild_options options = {.fold = fold};
    struct rebuild_counts counts;
    struct error error = {0};
    must(rebuild(&options, &counts, &error), &error);
    assert_string_equal(test_database_text(fixture->database, facts_sql), first);
    int64_t signalen = test_database_number(fixture->database, "select count(*) from dwh.signaal");
    assert_int_equal(counts.rows[FEIT_SIGNAAL], signalen);
    seen += signalen;
  }
  assert_true(seen > (int64_t)10 * REGIONS);
}

/* "TR332 7 2023-01-02..infinity": code, event, days, in that order. */
static const char *signalen(struct fixture *fixture)
{
  return test_database_text(fixture->database,
      "select string_agg(s.code || ' ' || s.regel || ' ' || bekend_van || '..' || bekend_tot, ', ' order by "
      "s.code, s.regel, bekend_van) from dwh.signaal s");
}

static struct zending sent(uint32_t levering, int32_t day, struct gebeurtenis line)
{
  struct zending zending = {.lines = {line}, .count = 1};
  deliver(&zending, levering, day);
  return zending;
}

static void TR332_is_on_the_later_toewijzing_and_goes_with_the_withdrawal_of_the_first(void **state)
{
  struct fixture *fixture = *state;
  struct zending later = sent(101, DAY_ONE, toewijzing_of(1, 1, 9, DAY_ONE - 1));
  struct zending earlier = sent(102, DAY_ONE + 1, toewijzing_of(2, 2, 9, DAY_ONE - 3));
  struct zending withdrawn = sent(103, DAY_ONE + 3, toewijzing_of(3, 2, 9, DAY_ONE - 2));
  withdrawn.lines[0].inhoud.toewijzing.reden_wijziging = "13";
  store_one(fixture, &later);
  assert_string_equal(signalen(fixture), "");
  store_one(fixture, &withdrawn);
  assert_string_equal(signalen(fixture), "");
  store_one(fixture, &earlier);
  assert_string_equal(signalen(fixture), "TR332 1 2023-01-02..2023-01-04");
}

/* Late messages of an earlier day: neither toewijzing was ever there, so neither was the signaal. */
static void TR332_goes_when_both_toewijzingen_go_in_one_partij(void **state)
{
  struct fixture *fixture = *state;
  struct zending one = sent(101, DAY_ONE + 2, toewijzing_of(1, 1, 9, DAY_ONE - 3));
  struct zending other = sent(102, DAY_ONE + 2, toewijzing_of(2, 2, 9, DAY_ONE - 2));
  struct zending one_gone = sent(103, DAY_ONE + 1, toewijzing_of(3, 1, 9, DAY_ONE - 1));
  struct zending other_gone = sent(104, DAY_ONE + 1, toewijzing_of(4, 2, 9, DAY_ONE - 1));
  one_gone.lines[0].inhoud.toewijzing.reden_wijziging = "13";
  other_gone.lines[0].inhoud.toewijzing.reden_wijziging = "13";
  store_one(fixture, &one);
  store_one(fixture, &other);
  assert_string_equal(signalen(fixture), "TR332 2 2023-01-03..infinity");
  const struct zending *gone[] = {&one_gone, &other_gone};
  store(fixture, gone, 2);
  assert_int_equal(test_database_number(fixture->database, "select count(*) from dwh.toewijzing"), 0);
  assert_string_equal(signalen(fixture), "");
}

static void the_same_number_in_another_domein_or_gemeente_is_no_TR332(void **state)
{
  struct fixture *fixture = *state;
  struct zending jw = sent(101, DAY_ONE, toewijzing_of(1, 1, 9, DAY_ONE));
  struct zending wmo = sent(102, DAY_ONE, toewijzing_of(2, 2, 9, DAY_ONE));
  struct zending elsewhere = sent(103, DAY_ONE, toewijzing_of(3, 3, 9, DAY_ONE));
  struct zending same_client = sent(104, DAY_ONE, toewijzing_of(4, 1, 9, DAY_ONE + 1));
  wmo.lines[0].domein = DOMEIN_WMO;
  elsewhere.lines[0].gemeente = "0957";
  const struct zending *all[] = {&jw, &wmo, &elsewhere, &same_client};
  store(fixture, all, 4);
  assert_string_equal(signalen(fixture), "");
}

static void SL03_is_on_what_a_second_levering_of_the_message_says_otherwise(void **state)
{
  struct fixture *fixture = *state;
  struct zending first = {
      .lines = {toewijzing_of(1, 1, 8, DAY_ONE), toewijzing_of(2, 1, 9, DAY_ONE)}, .count = 2};
  first.lines[1].bericht = first.lines[0].bericht;
  deliver(&first, 101, DAY_ONE);
  struct zending again = first;
  deliver(&again, 102, DAY_ONE + 1);
  struct zending other = first;
  other.lines[1] = toewijzing_of(3, 1, 9, DAY_ONE + 1);
  other.lines[1].bericht = first.lines[0].bericht;
  deliver(&other, 103, DAY_ONE + 2);
  store_one(fixture, &again);
  store_one(fixture, &first);
  assert_string_equal(signalen(fixture), "");
  store_one(fixture, &other);
  assert_string_equal(signalen(fixture), "SL03 3 2023-01-03..infinity");
  store_one(fixture, &other);
  assert_string_equal(signalen(fixture), "SL03 3 2023-01-03..infinity");
}

static void SL03_moves_when_the_other_levering_turns_out_to_be_the_first(void **state)
{
  struct fixture *fixture = *state;
  struct zending here = sent(102, DAY_ONE + 2, toewijzing_of(1, 1, 8, DAY_ONE));
  struct zending there = sent(103, DAY_ONE + 3, toewijzing_of(2, 1, 8, DAY_ONE));
  struct zending there_earlier = sent(101, DAY_ONE + 1, toewijzing_of(2, 1, 8, DAY_ONE));
  there.lines[0].bericht = here.lines[0].bericht;
  there_earlier.lines[0].bericht = here.lines[0].bericht;
  store_one(fixture, &here);
  store_one(fixture, &there);
  assert_string_equal(signalen(fixture), "SL03 2 2023-01-04..infinity");
  store_one(fixture, &there_earlier);
  assert_string_equal(signalen(fixture), "SL03 1 2023-01-03..infinity");
}

static void every_code_that_the_program_gives_is_described(void **state)
{
  struct fixture *fixture = *state;
  char codes[512] = "";
  for (int i = 0; i < SIGNAAL_COUNT; i++)
    snprintf(
        codes + strlen(codes), sizeof codes - strlen(codes), "('%s'), ", signaal_code((enum signaal_soort)i));
  char sql[1024];
  snprintf(sql, sizeof sql,
      "select string_agg(coalesce(d.code, g.code), ' ') from dwh.dim_signaal d "
      "full join (values %s('TR332'), ('SL03')) as g (code) on g.code = d.code "
      "where d.code is null or g.code is null or '' in (d.gegeven, d.omschrijving, d.actie)",
      codes);
  assert_string_equal(test_database_text(fixture->database, sql), "");
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup_teardown(
          TR332_is_on_the_later_toewijzing_and_goes_with_the_withdrawal_of_the_first, set_up, tear_down),
      cmocka_unit_test_setup_teardown(TR332_goes_when_both_toewijzingen_go_in_one_partij, set_up, tear_down),
      cmocka_unit_test_setup_teardown(
          the_same_number_in_another_domein_or_gemeente_is_no_TR332, set_up, tear_down),
      cmocka_unit_test_setup_teardown(
          SL03_is_on_what_a_second_levering_of_the_message_says_otherwise, set_up, tear_down),
      cmocka_unit_test_setup_teardown(
          SL03_moves_when_the_other_levering_turns_out_to_be_the_first, set_up, tear_down),
      cmocka_unit_test_setup_teardown(
          rows_are_right_and_the_same_in_any_order_and_after_a_rebuild, set_up, tear_down),
      cmocka_unit_test_setup_teardown(every_code_that_the_program_gives_is_described, set_up, tear_down),
  };
  return cmocka_run_group_tests(tests, set_up_all, NULL);
}
