/* What is in Kafka and not stored: librdkafka's mock of a cluster has the records, a real PostgreSQL the
 * positions. */
#include "cli/lag.h"

#include <librdkafka/rdkafka.h>
#include <librdkafka/rdkafka_mock.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "base/log.h"
#include "cli/settings.h"
#include "tests/postgres/test_database.h"

#define EVENTS "sluis.gebeurtenis.v1"
#define LEVERINGEN "sluis.levering.v1"

enum { PARTITIONS = 3, PATIENCE_MS = 30000, FETCH_REQUEST = 1 };

struct house {
  rd_kafka_t *owner;
  rd_kafka_mock_cluster_t *mock;
  struct config *config;
  struct database *database;
};

static int set_up_all(void **state)
{
  (void)state;
  log_set_threshold(LOG_ERROR);
  test_database_migrated("test_lag");
  return 0;
}

static struct config *config_of(const char *bus)
{
  struct config *config = NULL;
  struct error error = {0};
  const char *const flags[] = {"bus", bus, NULL};
  assert_int_equal(config_load(settings, flags, &config, &error), 0);
  return config;
}

static int set_up(void **state)
{
  struct house *house = calloc(1, sizeof *house);
  char reason[256];
  rd_kafka_conf_t *conf = rd_kafka_conf_new();
  assert_int_equal(
      rd_kafka_conf_set(conf, "test.mock.num.brokers", "1", reason, sizeof reason), RD_KAFKA_CONF_OK);
  house->owner = rd_kafka_new(RD_KAFKA_PRODUCER, conf, reason, sizeof reason);
  assert_non_null(house->owner);
  house->mock = rd_kafka_handle_mock_cluster(house->owner);
  rd_kafka_mock_topic_create(house->mock, EVENTS, PARTITIONS, 1);
  rd_kafka_mock_topic_create(house->mock, LEVERINGEN, PARTITIONS, 1);
  setenv("SLUIS_KAFKA_BOOTSTRAP_SERVERS", rd_kafka_mock_cluster_bootstraps(house->mock), 1);
  house->config = config_of("kafka");
  test_database_reset();
  house->database = test_database_open();
  *state = house;
  return 0;
}

static int tear_down(void **state)
{
  struct house *house = *state;
  database_close(&house->database);
  config_free(&house->config);
  rd_kafka_destroy(house->owner); /* the mock goes with it */
  free(house);
  return 0;
}

static int64_t now_ms(void)
{
  struct timespec now;
  clock_gettime(CLOCK_REALTIME, &now);
  return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* A record that was written at that moment. */
static void produce(struct house *house, const char *topic, int partition, int64_t written_ms)
{
  char value[] = "x";
  assert_int_equal(rd_kafka_producev(house->owner, RD_KAFKA_V_TOPIC(topic), RD_KAFKA_V_PARTITION(partition),
                       RD_KAFKA_V_VALUE(value, sizeof value), RD_KAFKA_V_MSGFLAGS(RD_KAFKA_MSG_F_COPY),
                       RD_KAFKA_V_TIMESTAMP(written_ms), RD_KAFKA_V_END),
      RD_KAFKA_RESP_ERR_NO_ERROR);
  assert_int_equal(rd_kafka_flush(house->owner, PATIENCE_MS), RD_KAFKA_RESP_ERR_NO_ERROR);
}

/* As a loader leaves it that stored everything before that position. */
static void store_up_to(struct house *house, const char *source, int position)
{
  char sql[256];
  snprintf(sql, sizeof sql,
      "insert into beheer.positie (bron, epoch, positie, bijgewerkt, wachtrij_bytes) values ('%s', 1, %d, "
      "now(), 0) "
      "on conflict (bron) do update set positie = excluded.positie",
      source, position);
  test_database_run(house->database, sql);
}

static void assert_lag(const struct house *house, int64_t records, int64_t written_ms)
{
  struct lag lag;
  struct error error = {0};
  int64_t least_s = (now_ms() - written_ms) / 1000;
  assert_int_equal(lag_read(house->config, &lag, &error), 0);
  int64_t most_s = (now_ms() - written_ms) / 1000;
  assert_int_equal(lag.records, records);
  assert_true(least_s <= lag.oldest_s && lag.oldest_s <= most_s);
}

static void what_is_not_stored_is_counted_and_its_oldest_has_an_age(void **state)
{
  struct house *house = *state;
  int64_t now = now_ms();
  produce(house, EVENTS, 0, now - 500000);
  produce(house, EVENTS, 0, now - 300000);
  produce(house, EVENTS, 0, now - 100000);
  produce(house, LEVERINGEN, 2, now - 400000);
  store_up_to(house, "inbox", 12);
  assert_lag(house, 4, now - 500000);
  store_up_to(house, EVENTS ":0", 1);
  assert_lag(house, 3, now - 400000);
  store_up_to(house, LEVERINGEN ":2", 1);
  assert_lag(house, 2, now - 300000);
  store_up_to(house, EVENTS ":0", 2);
  assert_lag(house, 1, now - 100000);
}

static void what_is_all_stored_has_no_age(void **state)
{
  struct house *house = *state;
  struct lag lag;
  struct error error = {0};
  assert_int_equal(lag_read(house->config, &lag, &error), 0); /* nothing was ever sent */
  assert_int_equal(lag.records, 0);
  assert_int_equal(lag.oldest_s, LAG_UNKNOWN);
  produce(house, EVENTS, 0, now_ms());
  store_up_to(house, EVENTS ":0", 1);
  store_up_to(
      house, EVENTS ":1", 9); /* of topics that were made again: less than nothing counts as nothing */
  assert_int_equal(lag_read(house->config, &lag, &error), 0);
  assert_int_equal(lag.records, 0);
  assert_int_equal(lag.oldest_s, LAG_UNKNOWN);
}

static void a_clock_that_is_behind_the_brokers_makes_no_negative_age(void **state)
{
  struct house *house = *state;
  struct lag lag;
  struct error error = {0};
  produce(house, EVENTS, 0, now_ms() + 3600000);
  assert_int_equal(lag_read(house->config, &lag, &error), 0);
  assert_int_equal(lag.records, 1);
  assert_int_equal(lag.oldest_s, 0);
}

static void who_may_not_read_the_records_is_told_how_many_there_are(void **state)
{
  struct house *house = *state;
  struct lag lag;
  struct error error = {0};
  produce(house, EVENTS, 0, now_ms());
  rd_kafka_mock_push_request_errors(
      house->mock, FETCH_REQUEST, 1, RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED);
  assert_int_equal(lag_read(house->config, &lag, &error), ERROR_UNAVAILABLE);
  assert_string_equal(error.text, "Kafka: Broker: Topic authorization failed");
  assert_int_equal(lag.records, 1);
  assert_int_equal(lag.oldest_s, LAG_UNKNOWN);
}

static void without_a_broker_nothing_is_known(void **state)
{
  struct house *house = *state;
  struct lag lag;
  struct error error = {0};
  rd_kafka_mock_broker_set_down(house->mock, 1);
  assert_int_equal(lag_read(house->config, &lag, &error), ERROR_UNAVAILABLE);
  assert_int_equal(lag.records, LAG_UNKNOWN);
  assert_int_equal(lag.oldest_s, LAG_UNKNOWN);
}

static void another_bus_has_no_lag(void **state)
{
  struct house *house = *state;
  struct lag lag;
  struct error error = {0};
  struct config *config = config_of("zeromq");
  produce(house, EVENTS, 0, now_ms());
  assert_int_equal(lag_read(config, &lag, &error), 0);
  assert_int_equal(lag.records, 0);
  assert_int_equal(lag.oldest_s, LAG_UNKNOWN);
  assert_int_equal(lag_wait(config, 0, &error), 0);
  config_free(&config);
}

static void waiting_ends_when_all_is_stored_and_says_what_is_not(void **state)
{
  struct house *house = *state;
  struct error error = {0};
  produce(house, EVENTS, 0, now_ms());
  produce(house, LEVERINGEN, 1, now_ms());
  assert_int_equal(lag_wait(house->config, 0, &error), ERROR_AGAIN);
  assert_string_equal(error.text, "2 records in Kafka are not stored yet");
  store_up_to(house, EVENTS ":0", 1);
  store_up_to(house, LEVERINGEN ":1", 1);
  assert_int_equal(lag_wait(house->config, LAG_WITHOUT_END, &error), 0);
}

#define HOUSE_TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
  const struct CMUnitTest tests[] = {
      HOUSE_TEST(what_is_not_stored_is_counted_and_its_oldest_has_an_age),
      HOUSE_TEST(what_is_all_stored_has_no_age),
      HOUSE_TEST(a_clock_that_is_behind_the_brokers_makes_no_negative_age),
      HOUSE_TEST(who_may_not_read_the_records_is_told_how_many_there_are),
      HOUSE_TEST(without_a_broker_nothing_is_known),
      HOUSE_TEST(another_bus_has_no_lag),
      HOUSE_TEST(waiting_ends_when_all_is_stored_and_says_what_is_not),
  };
  return cmocka_run_group_tests(tests, set_up_all, NULL);
}
