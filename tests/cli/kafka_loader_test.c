/* A loader of what Kafka keeps that is to stop while it waits to try again: librdkafka's mock of a cluster
 * has the records, a real PostgreSQL fails once they are there. */
#include <librdkafka/rdkafka.h>
#include <librdkafka/rdkafka_mock.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/log.h"
#include "cli/loader.h"
#include "cli/stop_signal.h"
#include "tests/postgres/test_database.h"
#include "tests/sink/partij.h"

enum { PARTITIONS = 1, PATIENCE_MS = 60000, STEP_MS = 50, PLENTY = 64 << 20 };

struct load {
  rd_kafka_t *owner;
  struct bus *bus;
  struct database *database; /* of the test itself */
  const char *host;          /* where the server is */
  bool goes_away;            /* when the loader waits */
  atomic_int stop;
};

/* At the moment that the loader begins to wait for another attempt, in its own thread. */
static void ask_to_stop(enum log_level level, const char *id, const char *text, void *context)
{
  struct load *load = context;
  (void)level;
  (void)text;
  if (strcmp(id, "loader.again") != 0)
    return;
  if (load->goes_away)
    setenv("PGHOST", "/nonexistent", 1);
  atomic_store(&load->stop, STOP_DRAIN);
}

static int set_up_all(void **state)
{
  (void)state;
  test_database_migrated("test_kafka_loader");
  return 0;
}

static struct bus *open_bus(const struct load *load)
{
  const struct bus_property properties[] = {
      {"bootstrap.servers", rd_kafka_mock_cluster_bootstraps(rd_kafka_handle_mock_cluster(load->owner))},
      {"session.timeout.ms", "6000"},
  };
  struct bus *bus = NULL;
  struct error error = {0};
  assert_int_equal(bus_open(&(struct bus_options){.backend = "kafka",
                                .maximum_bytes = PLENTY,
                                .properties = properties,
                                .property_count = sizeof properties / sizeof *properties},
                       &bus, &error),
      0);
  return bus;
}

static int set_up(void **state)
{
  struct load *load = calloc(1, sizeof *load);
  char reason[256];
  rd_kafka_conf_t *conf = rd_kafka_conf_new();
  assert_int_equal(
      rd_kafka_conf_set(conf, "test.mock.num.brokers", "1", reason, sizeof reason), RD_KAFKA_CONF_OK);
  load->owner = rd_kafka_new(RD_KAFKA_PRODUCER, conf, reason, sizeof reason);
  assert_non_null(load->owner);
  rd_kafka_mock_cluster_t *mock = rd_kafka_handle_mock_cluster(load->owner);
  rd_kafka_mock_topic_create(mock, "sluis.gebeurtenis.v1", PARTITIONS, 1);
  rd_kafka_mock_topic_create(mock, "sluis.levering.v1", PARTITIONS, 1);
  load->bus = open_bus(load);
  test_database_reset();
  load->database = test_database_open();
  load->host = getenv("PGHOST");
  test_database_run(load->database,
      "create function hapering() returns trigger language plpgsql as $$ begin "
      "raise exception using errcode = '40001', message = 'hapering'; end $$;"
      "create trigger hapering before insert on dwh.gebeurtenis for each row execute function hapering()");
  log_set_writer(ask_to_stop, load);
  *state = load;
  return 0;
}

static int tear_down(void **state)
{
  struct load *load = *state;
  log_set_writer(NULL, NULL);
  test_database_run(load->database, "drop trigger hapering on dwh.gebeurtenis; drop function hapering()");
  database_close(&load->database);
  bus_close(&load->bus);
  rd_kafka_destroy(load->owner); /* the mock goes with it */
  free(load);
  return 0;
}

static void send_levering(struct load *load)
{
  struct bus_sender *sender = NULL;
  struct error error = {0};
  assert_int_equal(bus_sender_open(load->bus, &sender, &error), 0);
  struct batch *batch = batch_new();
  struct batch_levering *entry = batch_add(batch);
  entry->levering = test_levering(1, 1);
  entry->gebeurtenis_count = 1;
  entry->gebeurtenissen = arena_array(&batch->arena, 1, sizeof *entry->gebeurtenissen);
  entry->gebeurtenissen[0] = test_event(1, 1, 1).gebeurtenis;
  assert_int_equal(bus_send(sender, &batch, PATIENCE_MS, &error), 0);
  for (int waited = 0; batch == NULL && waited < PATIENCE_MS; waited += STEP_MS)
    assert_int_equal(bus_acknowledged(sender, STEP_MS, &batch, &error), 0);
  assert_non_null(batch);
  batch_free(&batch);
  bus_sender_close(&sender);
}

static int run_loader(struct load *load)
{
  struct loader_counts counts;
  struct error error = {0};
  return loader_run(
      &(struct loader_options){
          .bus = load->bus,
          .batch_bytes = 1 << 20,
          .partij_bytes = 1 << 20,
          .partij_leveringen = 1000,
          .cache_bytes = 1 << 20,
          .stop = &load->stop,
      },
      &counts, &error);
}

static void expect_nothing_stored(struct load *load)
{
  assert_int_equal(test_database_number(load->database, "select count(*) from dwh.gebeurtenis"), 0);
  assert_int_equal(test_database_number(load->database, "select sum(positie) from beheer.positie"), 0);
}

static void a_loader_that_is_to_stop_while_it_waits_ends_good_when_the_server_is_there(void **state)
{
  struct load *load = *state;
  send_levering(load);
  assert_int_equal(run_loader(load), 0);
  expect_nothing_stored(load);
}

static void and_may_be_tried_again_when_it_is_not(void **state)
{
  struct load *load = *state;
  char host[256];
  snprintf(host, sizeof host, "%s", load->host);
  load->goes_away = true;
  send_levering(load);
  int kind = run_loader(load);
  setenv("PGHOST", host, 1);
  assert_int_equal(kind, ERROR_AGAIN);
  expect_nothing_stored(load);
}

int main(void)
{
#define LOADER_TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
  const struct CMUnitTest tests[] = {
      LOADER_TEST(a_loader_that_is_to_stop_while_it_waits_ends_good_when_the_server_is_there),
      LOADER_TEST(and_may_be_tried_again_when_it_is_not),
  };
  return cmocka_run_group_tests(tests, set_up_all, NULL);
}
