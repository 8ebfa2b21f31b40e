/* The counters of status against tables that were filled by hand. */
#include "warehouse/status.h"

// clang-format off
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
// clang-format on
#include <string.h>

#include "tests/postgres/test_database.h"

static int set_up_all(void **state)
{
  (void)state;
  test_database_migrated("test_status");
  return 0;
}

static struct status read_status(struct database *database)
{
  struct error error = {0};
  struct status status;
  if (status_read(database, &status, &error) != 0)
    fail_msg("%s", error.text);
  return status;
}

static void an_empty_warehouse_counts_nothing(void **state)
{
  struct status status = read_status(*state);
  assert_int_equal(status.count, 0);
  assert_int_equal(status.total.goed, 0);
  assert_int_equal(status.total.gebeurtenissen, 0);
  assert_string_equal(status.total.laatste, "");
  assert_int_equal(status.partij, 0);
  status_fini(&status);
}

static void every_levering_is_counted_once_and_the_parts_add_up(void **state)
{
  struct database *database = *state;
  test_database_run(database,
      "insert into beheer.levering (id, organisatie, ontvangen, naam, oordeel, regels_goed, regels_fout, "
      "gebeurtenissen, genoemd, bytes, opgeslagen, bekend_van) select gen_random_uuid(), organisatie, "
      "'2023-01-01', 'x', "
      "oordeel, 1, 0, gebeurtenissen, genoemd, 10, moment::timestamptz, '2023-01-01' from (values "
      "('0983', 'goed', 2, 2, '2023-01-02 10:00+01'), ('0983', 'goed', 1, 0, '2023-07-02 10:00+02'), "
      "('0983', 'afgekeurd', 0, 0, '2023-01-02 10:00+01'), ('0983', 'goed', 0, 0, '2023-01-02 10:00+01'), "
      "('12345678', 'gedeeltelijk', 5, 3, current_timestamp::text), "
      "('12345678', 'gedeeltelijk', 5, 0, current_timestamp::text)) "
      "as rij (organisatie, oordeel, gebeurtenissen, genoemd, moment); "
      "insert into beheer.positie values ('inbox', 3, 17, current_timestamp, 4096); "
      "insert into beheer.te_vouwen select gen_random_uuid(), gen_random_uuid(), '2023-01-01', 0, '' "
      "from generate_series(1, 2)");
  struct status status = read_status(database);
  assert_int_equal(status.count, 2);
  const struct status_row *venlo = &status.rows[0];
  assert_string_equal(venlo->organisation, "0983");
  assert_int_equal(venlo->goed, 2);
  assert_int_equal(venlo->dubbel, 1);
  assert_int_equal(venlo->afgekeurd, 1);
  assert_int_equal(venlo->gedeeltelijk, 0);
  assert_int_equal(venlo->gebeurtenissen, 2);
  assert_string_equal(venlo->laatste, "2023-07-02T10:00:00+02:00");
  assert_int_equal(status.rows[1].gedeeltelijk, 1);
  assert_int_equal(status.rows[1].dubbel, 1);
  assert_int_equal(
      status.total.goed + status.total.gedeeltelijk + status.total.afgekeurd + status.total.dubbel, 6);
  assert_int_equal(status.total.gebeurtenissen, 5);
  assert_true(status.per_minute > 0.39 && status.per_minute < 0.41); /* 2 in 5 minutes */
  assert_int_equal(status.partij, 17);
  assert_int_equal(status.epoch, 3);
  assert_int_equal(status.queue_bytes, 4096);
  assert_int_equal(status.te_vouwen, 2);
  status_fini(&status);
}

/* One is announced and half there, one has an event and no announcement yet; the third came in two halves. */
static void a_levering_that_is_stored_in_part_is_under_way_and_nothing_else(void **state)
{
  struct database *database = *state;
  test_database_run(database,
      "insert into beheer.levering (id, organisatie, ontvangen, naam, oordeel, regels_goed, regels_fout, "
      "gebeurtenissen, genoemd, aangekomen, bytes, bekend_van) select ('00000000-0000-0000-0000-00000000000' "
      "|| n)::uuid, '0983', '2023-01-01', 'x', 'goed', 1, 0, 2, 0, 0, 10, '2023-01-01' from "
      "generate_series(1, 2) as n; "
      "insert into beheer.levering_deel (levering, bron, genoemd, aangekomen) values "
      "('00000000-0000-0000-0000-000000000001', 'a', 1, 1), "
      "('00000000-0000-0000-0000-000000000002', 'a', 1, 1), "
      "('00000000-0000-0000-0000-000000000002', 'b', 0, 1), "
      "('00000000-0000-0000-0000-000000000003', 'b', 1, 1); "
      "insert into beheer.onleesbaar (bron, positie, reden, bytes) values ('a', 3, 'x', 1)");
  struct status status = read_status(database);
  assert_int_equal(status.count, 1);
  assert_int_equal(status.rows[0].onderweg, 1);
  assert_int_equal(status.rows[0].goed, 1);
  assert_int_equal(status.rows[0].dubbel, 0);
  assert_int_equal(status.rows[0].gebeurtenissen, 2);
  assert_int_equal(status.total.onderweg, 2);
  assert_int_equal(status.total.goed, 1);
  assert_int_equal(status.onleesbaar, 1);
  assert_int_equal(status.total.quarantaine, 1);
  status_fini(&status);
}

#define WITH_DATABASE(test)                                                                                  \
  cmocka_unit_test_setup_teardown(test, test_database_emptied_setup, test_database_teardown)

int main(void)
{
  const struct CMUnitTest tests[] = {
      WITH_DATABASE(an_empty_warehouse_counts_nothing),
      WITH_DATABASE(every_levering_is_counted_once_and_the_parts_add_up),
      WITH_DATABASE(a_levering_that_is_stored_in_part_is_under_way_and_nothing_else),
  };
  return cmocka_run_group_tests(tests, set_up_all, NULL);
}
