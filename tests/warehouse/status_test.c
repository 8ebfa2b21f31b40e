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

#define WITH_DATABASE(test)                                                                                  \
  cmocka_unit_test_setup_teardown(test, test_database_emptied_setup, test_database_teardown)

int main(void)
{
  const struct CMUnitTest tests[] = {
      WITH_DATABASE(an_empty_warehouse_counts_nothing),
      WITH_DATABASE(every_levering_is_counted_once_and_the_parts_add_up),
  };
  return cmocka_run_group_tests(tests, set_up_all, NULL);
}
