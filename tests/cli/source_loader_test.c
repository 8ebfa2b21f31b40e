/* A load that loads once, on a real PostgreSQL and a bus that does as the test says: when it ends, and what
 * is stored by then. The bus never waits, so that nothing here depends on time. */
#include "cli/loader.h"

// clang-format off
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
// clang-format on
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "bus/bus_backend.h"
#include "cli/stop_signal.h"
#include "tests/postgres/test_database.h"
#include "tests/sink/partij.h"

#define SOURCE "gebeurtenis:0"

enum { CLIENT = 7, NEVER = -1, ENOUGH = 50, CACHE_BYTES = 1 << 20 };

struct fake_receiver {
  struct bus_receiver receiver;
  struct fake *fake;
};

/* One source, which is the loader's from the look `given_at` on. */
struct fake {
  struct bus bus;
  struct fake_receiver receiver;
  int64_t end;     /* of the source when the load began */
  int64_t records; /* that come one at a time from its position on; announcements without events */
  int64_t next;    /* position of the record that is to come */
  int looks, given_at;
  bool is_given;
  atomic_int stop;
};

static struct fake *of_receiver(const struct bus_receiver *receiver)
{
  return ((const struct fake_receiver *)receiver)->fake;
}

static int open_receiver(struct bus *bus, struct bus_receiver **out, struct error *error)
{
  (void)error;
  *out = &((struct fake *)bus)->receiver.receiver;
  return 0;
}

static void close_receiver(struct bus_receiver *receiver)
{
  (void)receiver;
}

static struct batch *make_record(struct fake *fake)
{
  struct batch *batch = batch_new();
  batch_add(batch)->levering = test_levering((uint32_t)fake->next + 1, 0);
  batch->ranges = arena_array(&batch->arena, 1, sizeof *batch->ranges);
  batch->ranges[batch->range_count++] = (struct batch_range){SOURCE, fake->next, fake->next + 1};
  fake->next++;
  return batch;
}

/* A loader that looks so often has not seen that it is done. */
static int receive(struct bus_receiver *receiver, int timeout_ms, struct batch **out, struct error *error)
{
  (void)timeout_ms;
  (void)error;
  struct fake *fake = of_receiver(receiver);
  if (fake->looks == fake->given_at)
    fake->is_given = true;
  else if (fake->is_given && fake->next < fake->records)
    *out = make_record(fake);
  if (++fake->looks == ENOUGH)
    atomic_store(&fake->stop, STOP_DRAIN);
  return 0;
}

static int acknowledge(struct bus_receiver *receiver, struct batch **batch, struct error *error)
{
  (void)receiver;
  (void)error;
  batch_free(batch);
  return 0;
}

static struct bus_sources sources(const struct bus_receiver *receiver)
{
  static const char *const names[] = {SOURCE};
  bool is_given = of_receiver(receiver)->is_given;
  return (struct bus_sources){.names = names, .count = is_given, .generation = is_given};
}

static int read_from(struct bus_receiver *receiver, const char *source, int64_t position, struct error *error)
{
  (void)error;
  assert_string_equal(source, SOURCE);
  of_receiver(receiver)->next = position;
  return 0;
}

static void stop_reading(struct bus_receiver *receiver)
{
  (void)receiver;
}

static bool owns_client(const struct bus_receiver *receiver, const struct id *client)
{
  (void)client;
  return of_receiver(receiver)->is_given;
}

static int find_ends(const struct bus *bus, struct bus_end **out, size_t *count, struct error *error)
{
  (void)error;
  *out = memory_new(sizeof **out);
  **out = (struct bus_end){SOURCE, ((const struct fake *)bus)->end};
  *count = 1;
  return 0;
}

static const struct bus_operations fake_operations = {
    .name = "fake",
    .receiver_open = open_receiver,
    .receiver_close = close_receiver,
    .receive = receive,
    .acknowledge = acknowledge,
    .sources = sources,
    .read_from = read_from,
    .stop_reading = stop_reading,
    .owns_client = owns_client,
    .ends = find_ends,
};

static void load_once(struct fake *fake)
{
  struct loader_counts counts;
  struct error error;
  fake->bus.operations = &fake_operations;
  fake->receiver = (struct fake_receiver){{&fake_operations}, fake};
  int kind = loader_run(
      &(struct loader_options){
          .bus = &fake->bus,
          .batch_bytes = 1 << 20,
          .partij_bytes = 1 << 20,
          .partij_leveringen = 1,
          .cache_bytes = CACHE_BYTES,
          .stop = &fake->stop,
          .once = true,
      },
      &counts, &error);
  assert_int_equal(kind, 0);
}

/* A line of the client's trajectnummer stands in a later list under another client. */
static struct bekende_gebeurtenis make_moved(void)
{
  struct bekende_gebeurtenis event = test_event(CLIENT, 100, 5);
  event.gebeurtenis.inhoud_soort = GEBEURTENIS_INHOUD_VERHUISD;
  event.gebeurtenis.inhoud.verhuisd = (struct verhuisd){.trajectnummer = test_id(200),
      .lijst = "lijst.csv",
      .lijst_sleutel = test_id(5),
      .gebeurtenis = test_id(201),
      .bekend_van = DAY_ONE};
  return event;
}

/* Another loader has stored the source up to here, and something waits for a client of it. */
static void store_up_to(int64_t position)
{
  struct sink *sink = sink_new();
  struct bekende_gebeurtenis event = make_moved();
  struct sink_range range = {SOURCE, 0, position};
  int32_t closed_through;
  assert_int_equal(sink_connect(sink, NULL), 0);
  assert_int_equal(sink_claim(sink, SOURCE, NULL, NULL), 0);
  assert_int_equal(sink_begin(sink, &range, 1, &closed_through, NULL), 0);
  assert_int_equal(sink_put_waiting(sink, &event, 1, NULL), 0);
  assert_int_equal(sink_commit(sink, NULL), 0);
  sink_free(&sink);
}

static void a_load_once_does_not_end_while_something_waits_for_a_client_that_is_nobodys(void **state)
{
  struct database *database = *state;
  struct fake fake = {.end = 5, .given_at = 4};
  store_up_to(5);
  load_once(&fake);
  assert_int_equal(test_database_number(database, "select count(*) from beheer.te_vouwen"), 0);
  assert_string_equal(test_database_text(database, "select soort from dwh.gebeurtenis"), "verhuisd");
  assert_true(fake.looks > fake.given_at);
  assert_true(fake.looks < ENOUGH);
}

static void a_load_once_that_is_given_nothing_ends_when_others_have_stored_and_folded_all(void **state)
{
  struct database *database = *state;
  struct fake fake = {.end = 5, .given_at = NEVER};
  store_up_to(5);
  test_database_run(database, "delete from beheer.te_vouwen");
  load_once(&fake);
  assert_true(fake.looks < ENOUGH);
}

static void a_load_once_ends_although_records_keep_coming(void **state)
{
  struct database *database = *state;
  struct fake fake = {.end = 3, .given_at = 0, .records = ENOUGH};
  load_once(&fake);
  assert_true(fake.looks < ENOUGH);
  assert_int_equal(test_database_number(database, "select positie from beheer.positie"), 3);
  assert_int_equal(test_database_number(database, "select count(*) from beheer.levering"), 3);
}

static int set_up_all(void **state)
{
  (void)state;
  test_database_migrated("test_source_loader");
  return 0;
}

int main(void)
{
#define TEST(function)                                                                                       \
  cmocka_unit_test_setup_teardown(function, test_database_emptied_setup, test_database_teardown)
  const struct CMUnitTest tests[] = {
      TEST(a_load_once_does_not_end_while_something_waits_for_a_client_that_is_nobodys),
      TEST(a_load_once_that_is_given_nothing_ends_when_others_have_stored_and_folded_all),
      TEST(a_load_once_ends_although_records_keep_coming),
  };
  return cmocka_run_group_tests(tests, set_up_all, NULL);
}
