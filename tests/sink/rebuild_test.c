/* Rebuilding the facts: the same rows as were written live, or none changed at all. The fold here is a small
 * one of the test's own: what rows follow from events is transform's affair. */
#include "sink/rebuild.h"

// clang-format off
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
// clang-format on
#include <stdio.h>
#include <string.h>

#include "base/date.h"
#include "sink/sink.h"
#include "tests/postgres/test_database.h"
#include "tests/sink/partij.h"

enum { CLIENTS = 700, EVENTS_PER_CLIENT = 7, EVENTS = CLIENTS * EVENTS_PER_CLIENT };

static const char facts_sql[] =
    "select md5(string_agg(rij, '|' order by rij)) from (select 'c' || c::text as rij from dwh.client c "
    "union all select 't' || t::text from dwh.traject t) as alles";

static void must(int kind, const struct error *error)
{
  if (kind != 0)
    fail_msg("%s", error->text);
}

/* One client row with the number of events as its year, one traject for each event. */
static int fold(const struct bekende_gebeurtenis *const *events, size_t count, struct arena *arena,
    struct rebuild_rows *out, void *context, struct error *error)
{
  (void)context;
  (void)error;
  struct feit_versie *versions = arena_array(arena, count + 1, sizeof *versions);
  struct feit_client *client = arena_new(arena, sizeof *client);
  *client = (struct feit_client){.pseudoniem = events[0]->gebeurtenis.pseudoniem,
      .has_geboortejaar = true,
      .geboortejaar = (int32_t)count};
  versions[0] = (struct feit_versie){FEIT_CLIENT, DAY_ONE, DATE_INFINITY, client};
  for (size_t i = 0; i < count; i++) {
    struct feit_traject *traject = arena_new(arena, sizeof *traject);
    *traject = test_traject(0, 0);
    traject->pseudoniem = client->pseudoniem;
    traject->sleutel = events[i]->gebeurtenis.id;
    versions[i + 1] = (struct feit_versie){FEIT_TRAJECT, DAY_ONE, DATE_INFINITY, traject};
  }
  *out = (struct rebuild_rows){versions, count + 1};
  return 0;
}

static int refuse(const struct bekende_gebeurtenis *const *events, size_t count, struct arena *arena,
    struct rebuild_rows *out, void *context, struct error *error)
{
  (void)events;
  (void)count;
  (void)arena;
  (void)out;
  (void)context;
  return error_set(error, ERROR_INTERNAL, "no fold today");
}

/* All events and the rows that follow from them, as a live loader would have stored them. */
static void store_live(struct sink *sink)
{
  static struct bekende_gebeurtenis events[EVENTS];
  static const struct bekende_gebeurtenis *pointers[EVENTS];
  static struct feit_versie versions[FEIT_COUNT][EVENTS];
  struct wijzigingen changes = {.nieuw = pointers, .nieuw_count = EVENTS};
  struct arena arena;
  arena_init(&arena, 0);
  struct error error = {0};
  for (uint32_t i = 0; i < EVENTS; i++) {
    events[i] = test_event(1 + i / EVENTS_PER_CLIENT, 1 + i, 1);
    pointers[i] = &events[i];
  }
  for (size_t i = 0; i < EVENTS; i += EVENTS_PER_CLIENT) {
    struct rebuild_rows rows = {0};
    must(fold(&pointers[i], EVENTS_PER_CLIENT, &arena, &rows, NULL, &error), &error);
    for (size_t j = 0; j < rows.count; j++)
      versions[rows.items[j].feit][changes.ingevoegd_count[rows.items[j].feit]++] = rows.items[j];
  }
  for (size_t i = 0; i < FEIT_COUNT; i++)
    changes.ingevoegd[i] = versions[i];
  struct levering levering = test_levering(1, EVENTS);
  const struct levering *leveringen[] = {&levering};
  int32_t closed_through = 0;
  must(test_connect(sink, &error), &error);
  must(sink_begin_inbox(sink, &closed_through, &error), &error);
  must(test_write(sink, leveringen, 1, &changes, 0, &error), &error);
  must(sink_commit(sink, &error), &error);
  arena_fini(&arena);
}

struct fixture {
  struct sink *sink;
  struct database *database;
  char before[64];
  int looks;
};

static int set_up_all(void **state)
{
  (void)state;
  test_database_migrated("test_rebuild");
  return 0;
}

static int set_up(void **state)
{
  static struct fixture fixture;
  test_database_reset();
  fixture.sink = sink_new();
  fixture.database = test_database_open();
  store_live(fixture.sink);
  snprintf(fixture.before, sizeof fixture.before, "%s", test_database_text(fixture.database, facts_sql));
  *state = &fixture;
  return 0;
}

static int tear_down(void **state)
{
  struct fixture *fixture = *state;
  sink_free(&fixture->sink);
  database_close(&fixture->database);
  return 0;
}

static void a_rebuild_that_fails_leaves_the_facts_and_the_owner(void **state)
{
  struct fixture *fixture = *state;
  struct error error = {0};
  struct rebuild_counts counts;
  assert_int_equal(rebuild(&(struct rebuild_options){.fold = refuse}, &counts, &error), ERROR_INTERNAL);
  assert_string_equal(test_database_text(fixture->database, facts_sql), fixture->before);
  int32_t closed_through = 0;
  must(sink_begin_inbox(fixture->sink, &closed_through, &error), &error);
  must(sink_commit(fixture->sink, &error), &error);
}

static void rebuilt_rows_are_those_that_were_written_live(void **state)
{
  struct fixture *fixture = *state;
  test_database_run(fixture->database,
      "delete from dwh.traject where sleutel < '00000100-0000-0000-0000-000000000000'; "
      "update dwh.client set bekend_tot = '2023-02-01'");
  assert_string_not_equal(test_database_text(fixture->database, facts_sql), fixture->before);
  struct error error = {0};
  struct rebuild_counts counts;
  must(rebuild(&(struct rebuild_options){.fold = fold}, &counts, &error), &error);
  assert_string_equal(test_database_text(fixture->database, facts_sql), fixture->before);
  assert_int_equal(counts.events, EVENTS);
  assert_int_equal(counts.clients, CLIENTS);
  assert_int_equal(counts.rows[FEIT_CLIENT], CLIENTS);
  assert_int_equal(counts.rows[FEIT_TRAJECT], EVENTS);
  assert_int_equal(counts.rows[FEIT_SIGNAAL], 0);
}

/* context: the fixture. Looks at the facts in the middle of the rebuild, over a connection of its own. */
static int fold_and_look(const struct bekende_gebeurtenis *const *events, size_t count, struct arena *arena,
    struct rebuild_rows *out, void *context, struct error *error)
{
  struct fixture *fixture = context;
  if (fixture->looks++ == 0)
    assert_string_equal(test_database_text(fixture->database, facts_sql), fixture->before);
  return fold(events, count, arena, out, NULL, error);
}

static void a_reader_sees_the_old_facts_and_does_not_wait_while_a_rebuild_is_under_way(void **state)
{
  struct fixture *fixture = *state;
  test_database_run(fixture->database, "set statement_timeout = '10s'");
  struct error error = {0};
  struct rebuild_counts counts;
  fixture->looks = 0;
  must(
      rebuild(&(struct rebuild_options){.fold = fold_and_look, .context = fixture}, &counts, &error), &error);
  assert_int_equal(fixture->looks, CLIENTS);
}

static void a_loader_that_is_running_is_fenced_by_a_rebuild(void **state)
{
  struct fixture *fixture = *state;
  struct error error = {0};
  struct rebuild_counts counts;
  must(rebuild(&(struct rebuild_options){.fold = fold}, &counts, &error), &error);
  int32_t closed_through = 0;
  assert_int_equal(sink_begin_inbox(fixture->sink, &closed_through, &error), ERROR_UNAVAILABLE);
  must(test_connect(fixture->sink, &error), &error);
  must(sink_begin_inbox(fixture->sink, &closed_through, &error), &error);
  must(sink_commit(fixture->sink, &error), &error);
}

static void a_warehouse_without_events_is_rebuilt_to_nothing(void **state)
{
  struct fixture *fixture = *state;
  test_database_run(fixture->database, "truncate dwh.gebeurtenis");
  struct error error = {0};
  struct rebuild_counts counts;
  must(rebuild(&(struct rebuild_options){.fold = fold}, &counts, &error), &error);
  assert_int_equal(counts.events, 0);
  assert_int_equal(test_database_number(fixture->database, "select count(*) from dwh.traject"), 0);
}

#define WITH_FACTS(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
  const struct CMUnitTest tests[] = {
      WITH_FACTS(a_rebuild_that_fails_leaves_the_facts_and_the_owner),
      WITH_FACTS(a_loader_that_is_running_is_fenced_by_a_rebuild),
      WITH_FACTS(a_reader_sees_the_old_facts_and_does_not_wait_while_a_rebuild_is_under_way),
      WITH_FACTS(rebuilt_rows_are_those_that_were_written_live),
      WITH_FACTS(a_warehouse_without_events_is_rebuilt_to_nothing),
  };
  return cmocka_run_group_tests(tests, set_up_all, NULL);
}
