/* Numbers that several clients have, against a real PostgreSQL: which lines are given, what two loaders at
 * once see of each other, and events on their way to the loader of their client. */
#include "sink/verhuizing.h"

// clang-format off
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
// clang-format on
#include <stdio.h>
#include <string.h>

#include "sink/events.h"
#include "tests/postgres/test_database.h"
#include "tests/sink/partij.h"

static int set_up_all(void **state)
{
  (void)state;
  test_database_migrated("test_verhuizing");
  return 0;
}

static void must(int kind, const struct error *error)
{
  if (kind != 0)
    fail_msg("%s", error->text);
}

static struct bekende_gebeurtenis line(uint32_t client, uint32_t id, uint32_t number)
{
  struct bekende_gebeurtenis event = test_event(client, id, 1);
  event.gebeurtenis.inhoud_soort = GEBEURTENIS_INHOUD_TRAJECT_REGEL;
  event.gebeurtenis.inhoud.traject_regel =
      (struct traject_regel){.trajectnummer = test_id(number), .lijst = "a", .product = "16A01", .status = 1};
  return event;
}

/* Stores them and gives the numbers that were touched; to be finished. */
static struct nummers store(struct database *database, const struct bekende_gebeurtenis *events, size_t count)
{
  struct error error = {0};
  const struct bekende_gebeurtenis *list[8];
  for (size_t i = 0; i < count; i++)
    list[i] = &events[i];
  must(events_insert(database, list, count, &error), &error);
  struct nummers nummers = {0};
  nummers_add(&nummers, &(struct wijzigingen){.nieuw = list, .nieuw_count = count});
  return nummers;
}

struct given {
  size_t calls;
  size_t count;
  uint8_t ids[8]; /* last byte of the number in test_id */
};

static int take(
    const struct bekende_gebeurtenis *const *lines, size_t count, void *context, struct error *error)
{
  (void)error;
  struct given *given = context;
  given->calls++;
  for (size_t i = 0; i < count; i++)
    given->ids[given->count++] = lines[i]->gebeurtenis.id.bytes[3];
  return 0;
}

static void only_lines_of_numbers_that_several_clients_have_are_given(void **state)
{
  struct database *database = *state;
  struct error error = {0};
  struct given given = {0};
  struct bekende_gebeurtenis stored[] = {line(1, 11, 100), line(1, 12, 101), line(2, 13, 102)};
  struct nummers first = store(database, stored, 3);
  must(nummers_read_shared(database, &first, take, &given, &error), &error);
  assert_int_equal(given.calls, 0);

  struct bekende_gebeurtenis later[] = {line(1, 14, 102), line(2, 15, 100)};
  struct nummers second = store(database, later, 2);
  must(nummers_read_shared(database, &second, take, &given, &error), &error);
  assert_int_equal(given.calls, 1);
  assert_int_equal(given.count, 4);
  assert_memory_equal(given.ids, ((uint8_t[]){11, 15, 14, 13}), 4);
  assert_int_equal(test_database_number(database, "select count(*) from beheer.trajectnummer"), 3);
  nummers_fini(&first);
  nummers_fini(&second);
}

static void events_of_other_kinds_touch_no_number(void **state)
{
  struct database *database = *state;
  struct error error = {0};
  struct given given = {0};
  struct bekende_gebeurtenis start = test_event(1, 11, 1);
  struct nummers nummers = store(database, &start, 1);
  assert_int_equal(nummers.count, 0);
  must(nummers_read_shared(database, &nummers, take, &given, &error), &error);
  assert_int_equal(given.calls, 0);
  assert_int_equal(
      test_database_number(database, "select count(*) from dwh.gebeurtenis where trajectnummer is null"), 1);
  nummers_fini(&nummers);
}

/* Each stores a line of the same number for another client, and neither is committed. */
static void of_two_loaders_the_second_waits_and_sees_the_lines_of_the_first(void **state)
{
  struct database *one = *state;
  struct database *two = test_database_open();
  struct error error = {0};
  struct given given = {0};
  test_database_run(one, "begin");
  struct bekende_gebeurtenis of_one = line(1, 11, 100);
  struct nummers first = store(one, &of_one, 1);
  must(nummers_read_shared(one, &first, take, &given, &error), &error);
  assert_int_equal(given.count, 0);

  test_database_run(two, "set lock_timeout = '50ms'; begin; savepoint voor");
  struct bekende_gebeurtenis of_two = line(2, 12, 100);
  struct nummers second = store(two, &of_two, 1);
  test_database_run(two, "savepoint opgeslagen");
  assert_int_not_equal(nummers_read_shared(two, &second, take, &given, &error), 0);
  assert_int_equal(given.count, 0);

  test_database_run(one, "commit");
  test_database_run(two, "rollback to opgeslagen");
  must(nummers_read_shared(two, &second, take, &given, &error), &error);
  assert_int_equal(given.count, 2);
  assert_memory_equal(given.ids, ((uint8_t[]){11, 12}), 2);
  test_database_run(two, "commit");
  nummers_fini(&first);
  nummers_fini(&second);
  database_close(&two);
}

/* As transform makes them; what they say does not matter here. */
static struct bekende_gebeurtenis told(uint32_t client, uint32_t id, uint32_t levering)
{
  struct bekende_gebeurtenis event = test_event(client, id, levering);
  event.gebeurtenis.inhoud_soort = GEBEURTENIS_INHOUD_VERHUISD;
  event.gebeurtenis.inhoud.verhuisd =
      (struct verhuisd){.trajectnummer = test_id(100), .lijst = "a", .bekend_van = event.bekend_van};
  return event;
}

static void what_waits_is_taken_once_and_as_it_was_put(void **state)
{
  struct database *database = *state;
  struct error error = {0};
  struct bekende_gebeurtenis events[] = {told(2, 12, 5), told(1, 11, 5)};
  must(te_vouwen_put(database, events, 2, &error), &error);
  must(te_vouwen_put(database, events, 1, &error), &error);
  assert_int_equal(test_database_number(database, "select count(*) from beheer.te_vouwen"), 2);

  struct arena arena;
  arena_init(&arena, 0);
  struct bekende_gebeurtenis *taken = NULL;
  size_t count = 0;
  must(te_vouwen_take(database, &arena, &taken, &count, &error), &error);
  assert_int_equal(count, 2);
  const struct bekende_gebeurtenis *of_two =
      taken[0].gebeurtenis.pseudoniem.bytes[3] == 2 ? &taken[0] : &taken[1];
  assert_true(id_equal(&of_two->gebeurtenis.id, &events[0].gebeurtenis.id));
  assert_int_equal(of_two->bekend_van, DAY_ONE);
  assert_int_equal(of_two->gebeurtenis.inhoud_soort, GEBEURTENIS_INHOUD_VERHUISD);
  assert_string_equal(of_two->gebeurtenis.inhoud.verhuisd.lijst, "a");
  must(te_vouwen_take(database, &arena, &taken, &count, &error), &error);
  assert_int_equal(count, 0);
  arena_fini(&arena);
}

static void what_is_stored_does_not_wait_unless_another_levering_names_it(void **state)
{
  struct database *database = *state;
  struct error error = {0};
  struct bekende_gebeurtenis event = told(1, 11, 5);
  struct nummers nummers = store(database, &event, 1);
  assert_int_equal(nummers.count, 0);
  must(te_vouwen_put(database, &event, 1, &error), &error);
  assert_int_equal(test_database_number(database, "select count(*) from beheer.te_vouwen"), 0);
  event.gebeurtenis.levering = test_id(4);
  must(te_vouwen_put(database, &event, 1, &error), &error);
  assert_int_equal(test_database_number(database, "select count(*) from beheer.te_vouwen"), 1);
  nummers_fini(&nummers);
}

static void an_event_of_the_schema_without_verhuisd_reads_as_it_did(void **state)
{
  struct database *database = *state;
  struct error error = {0};
  struct bekende_gebeurtenis event = told(1, 11, 5);
  must(te_vouwen_put(database, &event, 1, &error), &error);
  test_database_run(database, "update beheer.te_vouwen set schema = x'7e50ad3f0cd4c8a6'::bigint");
  struct arena arena;
  arena_init(&arena, 0);
  struct bekende_gebeurtenis *taken = NULL;
  size_t count = 0;
  must(te_vouwen_take(database, &arena, &taken, &count, &error), &error);
  assert_int_equal(count, 1);
  must(te_vouwen_put(database, &event, 1, &error), &error);
  test_database_run(database, "update beheer.te_vouwen set schema = schema + 1");
  assert_int_equal(te_vouwen_take(database, &arena, &taken, &count, &error), ERROR_CONFIG);
  arena_fini(&arena);
}

#define WITH_DATABASE(test)                                                                                  \
  cmocka_unit_test_setup_teardown(test, test_database_emptied_setup, test_database_teardown)

int main(void)
{
  const struct CMUnitTest tests[] = {
      WITH_DATABASE(only_lines_of_numbers_that_several_clients_have_are_given),
      WITH_DATABASE(events_of_other_kinds_touch_no_number),
      WITH_DATABASE(of_two_loaders_the_second_waits_and_sees_the_lines_of_the_first),
      WITH_DATABASE(what_waits_is_taken_once_and_as_it_was_put),
      WITH_DATABASE(what_is_stored_does_not_wait_unless_another_levering_names_it),
      WITH_DATABASE(an_event_of_the_schema_without_verhuisd_reads_as_it_did),
  };
  return cmocka_run_group_tests(tests, set_up_all, NULL);
}
