/* What a partij has to say about clients that were erased, on a real PostgreSQL. */
#include "cli/partij_writer.h"

// clang-format off
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
// clang-format on

#include <stdio.h>

#include "tests/postgres/test_database.h"
#include "tests/sink/partij.h"

enum { LOSER = 1, WINNER = 2, NUMBER = 100 };

struct fixture {
  struct sink *sink;
  struct transform *transform;
  struct partij_writer writer;
  struct database *database; /* of the test itself */
};

static void must(int kind, const struct error *error)
{
  if (kind != 0)
    fail_msg("%s", error->text);
}

static int set_up_all(void **state)
{
  (void)state;
  test_database_migrated("test_partij_writer");
  return 0;
}

static int set_up(void **state)
{
  static struct fixture fixture;
  test_database_reset();
  fixture.database = test_database_open();
  fixture.sink = sink_new();
  fixture.transform = transform_new(&(struct transform_options){
      .cache_bytes = 1 << 20, .source = {.read = sink_read_events, .context = fixture.sink}});
  partij_writer_init(&fixture.writer, fixture.transform, fixture.sink);
  *state = &fixture;
  return 0;
}

static int tear_down(void **state)
{
  struct fixture *fixture = *state;
  partij_writer_fini(&fixture->writer);
  transform_free(&fixture->transform);
  sink_free(&fixture->sink);
  database_close(&fixture->database);
  return 0;
}

/* Of care from DAY_ONE until 10 days later, in a list of this day, which is a levering of its own. */
static struct gebeurtenis line(uint32_t client, uint32_t levering, int32_t day)
{
  struct gebeurtenis event = test_event(client, levering, levering).gebeurtenis;
  event.ontvangen = day;
  event.dagtekening = day;
  event.inhoud_soort = GEBEURTENIS_INHOUD_TRAJECT_REGEL;
  event.inhoud.traject_regel = (struct traject_regel){.trajectnummer = test_id(NUMBER),
      .lijst = "lijst.csv",
      .product = "16A01",
      .has_gestart = true,
      .gestart = DAY_ONE,
      .has_gestopt = true,
      .gestopt = DAY_ONE + 10,
      .status = 1};
  return event;
}

static void store(struct fixture *fixture, const struct gebeurtenis *event)
{
  struct error error = {0};
  const struct gebeurtenis *events[] = {event};
  struct levering levering = test_levering(0, 1);
  const struct levering *leveringen[] = {&levering};
  levering.id = event->levering;
  levering.ontvangen = event->ontvangen;
  must(partij_writer_begin_inbox(&fixture->writer, &error), &error);
  must(partij_writer_write(&fixture->writer, events, 1, &error), &error);
  must(sink_leveringen(fixture->sink, leveringen, 1, 0, &error), &error);
  must(sink_commit(fixture->sink, &error), &error);
  partij_writer_committed(&fixture->writer);
}

static int64_t number(const struct fixture *fixture, const char *sql)
{
  return test_database_number(fixture->database, sql);
}

static const char trajecten_now_sql[] =
    "select count(*) from dwh.traject where bekend_tot = 'infinity' and pseudoniem = "
    "'00000001-0000-0000-0000-000000000000'";

/* Both lists are of a day that the tombstone keeps out; the care in them goes on after it. */
static void who_came_back_after_erasure_hears_of_a_number_that_moved(void **state)
{
  struct fixture *fixture = *state;
  struct error error = {0};
  test_database_run(fixture->database,
      "insert into beheer.gewist values ('00000001-0000-0000-0000-000000000000', '2033-01-01', "
      "'bewaartermijn', date '1970-01-01')");
  char sql[96];
  snprintf(sql, sizeof sql, "update beheer.gewist set weert_tot = date '1970-01-01' + %d", DAY_ONE + 5);
  test_database_run(fixture->database, sql);
  must(test_connect(fixture->sink, &error), &error);
  struct gebeurtenis own = line(LOSER, 11, DAY_ONE);
  store(fixture, &own);
  assert_int_equal(number(fixture, trajecten_now_sql), 1);
  struct gebeurtenis other = line(WINNER, 12, DAY_ONE + 1);
  store(fixture, &other);
  assert_int_equal(number(fixture, "select count(*) from dwh.gebeurtenis where soort = 'verhuisd'"), 1);
  assert_int_equal(number(fixture, trajecten_now_sql), 0);
  assert_int_equal(number(fixture, "select sum(geweerd) from beheer.levering"), 0);
  assert_int_equal(fixture->writer.new_events, 1);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup_teardown(
          who_came_back_after_erasure_hears_of_a_number_that_moved, set_up, tear_down),
  };
  return cmocka_run_group_tests(tests, set_up_all, NULL);
}
