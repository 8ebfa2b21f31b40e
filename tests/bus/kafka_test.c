/* The bus over Kafka against librdkafka's own mock of a cluster: what happens when brokers are away, answer
 * with errors, or give a partition to somebody else. A real broker has its scenarios in tests/e2e. */
#include <librdkafka/rdkafka.h>
#include <librdkafka/rdkafka_mock.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/log.h"
#include "bus/bus.h"
#include "bus/kafka_refusal.h"

#define KAFKA_GEBEURTENISSEN "sluis.gebeurtenis.v1"
#define KAFKA_LEVERINGEN "sluis.levering.v1"

enum {
  PARTITIONS = 4,
  SOURCES = 2 * PARTITIONS,
  PLENTY = 64 << 20,
  PATIENCE_MS = 30000,
  STEP_MS = 50,
  PRODUCE_REQUEST = 0
};

struct cluster {
  rd_kafka_t *owner;
  rd_kafka_mock_cluster_t *mock;
  struct bus_property properties[6];
  size_t property_count;
};

static int start_cluster(void **state)
{
  static struct cluster cluster;
  char reason[256];
  rd_kafka_conf_t *conf = rd_kafka_conf_new();
  assert_int_equal(
      rd_kafka_conf_set(conf, "test.mock.num.brokers", "1", reason, sizeof reason), RD_KAFKA_CONF_OK);
  cluster.owner = rd_kafka_new(RD_KAFKA_PRODUCER, conf, reason, sizeof reason);
  assert_non_null(cluster.owner);
  cluster.mock = rd_kafka_handle_mock_cluster(cluster.owner);
  assert_non_null(cluster.mock);
  rd_kafka_mock_topic_create(cluster.mock, KAFKA_GEBEURTENISSEN, PARTITIONS, 1);
  rd_kafka_mock_topic_create(cluster.mock, KAFKA_LEVERINGEN, PARTITIONS, 1);
  cluster.properties[0] =
      (struct bus_property){"bootstrap.servers", rd_kafka_mock_cluster_bootstraps(cluster.mock)};
  cluster.properties[1] = (struct bus_property){"linger.ms", "0"};
  cluster.properties[2] = (struct bus_property){"retry.backoff.ms", "10"};
  cluster.properties[3] = (struct bus_property){"session.timeout.ms", "6000"};
  cluster.properties[4] = (struct bus_property){"topic.metadata.propagation.max.ms", "500"};
  cluster.property_count = 5;
  *state = &cluster;
  return 0;
}

static int stop_cluster(void **state)
{
  struct cluster *cluster = *state;
  rd_kafka_destroy(cluster->owner); /* the mock goes with it */
  return 0;
}

static struct bus *open_bus(const struct cluster *cluster)
{
  struct bus *bus = NULL;
  struct error error = {0};
  assert_int_equal(bus_open(&(struct bus_options){.backend = "kafka",
                                .maximum_bytes = PLENTY,
                                .properties = cluster->properties,
                                .property_count = cluster->property_count},
                       &bus, &error),
      0);
  return bus;
}

static struct bus_sender *open_sender(struct bus *bus)
{
  struct bus_sender *sender = NULL;
  struct error error = {0};
  assert_int_equal(bus_sender_open(bus, &sender, &error), 0);
  return sender;
}

static struct bus_receiver *open_receiver(struct bus *bus)
{
  struct bus_receiver *receiver = NULL;
  struct error error = {0};
  assert_int_equal(bus_receiver_open(bus, &receiver, &error), 0);
  return receiver;
}

static struct id id_of(int number)
{
  struct id id = {{0}};
  id.bytes[0] = (uint8_t)number;
  id.bytes[15] = 7;
  return id;
}

/* A levering of so many events, each of a client of its own. */
static struct batch *levering(int number, int events)
{
  struct batch *batch = batch_new();
  struct batch_levering *each = batch_add(batch);
  each->levering = (struct levering){.id = id_of(number),
      .organisatie = "0983",
      .naam = "bericht.xml",
      .ontvangen = 19500,
      .gebeurtenissen = events};
  each->gebeurtenissen = arena_array(&batch->arena, (size_t)events, sizeof(struct gebeurtenis));
  each->gebeurtenis_count = (size_t)events;
  for (int i = 0; i < events; i++) {
    each->gebeurtenissen[i] = (struct gebeurtenis){.id = id_of(100 + i),
        .pseudoniem = id_of(i),
        .levering = id_of(number),
        .regel = i + 1,
        .gemeente = "0983",
        .aanbieder = "12345678",
        .inhoud_soort = GEBEURTENIS_INHOUD_AFWIJZING,
        .inhoud.afwijzing = {.retourcodes = "0001"}};
  }
  return batch;
}

static struct batch *send_batch(struct bus_sender *sender, struct batch *batch)
{
  struct batch *sent = batch;
  struct error error = {0};
  assert_int_equal(bus_send(sender, &batch, PATIENCE_MS, &error), 0);
  assert_null(batch);
  return sent;
}

static int64_t now_ms(void)
{
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* The next that is acknowledged; NULL after the patience of the tests. */
static struct batch *acknowledged(struct bus_sender *sender, int patience_ms)
{
  int64_t end = now_ms() + patience_ms;
  struct batch *batch = NULL;
  struct error error = {0};
  while (batch == NULL && now_ms() < end)
    assert_int_equal(bus_acknowledged(sender, STEP_MS, &batch, &error), 0);
  return batch;
}

static void send_and_free(struct bus_sender *sender, struct batch *batch)
{
  struct batch *sent = send_batch(sender, batch);
  struct batch *back = acknowledged(sender, PATIENCE_MS);
  assert_ptr_equal(back, sent);
  assert_int_equal(back->answer, BATCH_STORED);
  batch_free(&back);
}

/* Until the receiver has so many sources; nothing may come before it was told where to read. */
static struct bus_sources wait_for_sources(struct bus_receiver *receiver, size_t count)
{
  int64_t end = now_ms() + PATIENCE_MS;
  struct error error = {0};
  while (bus_sources(receiver).count != count && now_ms() < end) {
    struct batch *batch = NULL;
    assert_int_equal(bus_receive(receiver, STEP_MS, &batch, &error), 0);
    assert_null(batch);
  }
  assert_int_equal(bus_sources(receiver).count, count);
  return bus_sources(receiver);
}

static void read_all_from(struct bus_receiver *receiver, int64_t position)
{
  struct error error = {0};
  struct bus_sources sources = wait_for_sources(receiver, SOURCES);
  for (size_t i = 0; i < sources.count; i++) {
    int kind = ERROR_AGAIN; /* as a broker says that is slow: to be asked again */
    for (int64_t end = now_ms() + PATIENCE_MS; kind == ERROR_AGAIN && now_ms() < end;)
      kind = bus_read_from(receiver, sources.names[i], position, &error);
    assert_int_equal(kind, 0);
  }
}

struct seen {
  int events, leveringen, unreadable;
  unsigned clients; /* a bit each */
};

static void look_at(const struct batch *batch, struct seen *seen)
{
  assert_true(batch->range_count > 0);
  for (size_t i = 0; i < batch->range_count; i++)
    assert_true(batch->ranges[i].from < batch->ranges[i].to);
  for (size_t i = 0; i < batch->count; i++) {
    const struct batch_levering *each = &batch->leveringen[i];
    seen->leveringen += !each->is_loose;
    seen->events += (int)each->gebeurtenis_count;
    for (size_t j = 0; j < each->gebeurtenis_count; j++)
      seen->clients |= 1u << each->gebeurtenissen[j].pseudoniem.bytes[0];
  }
  seen->unreadable += (int)batch->unreadable_count;
}

static struct seen receive_until(struct bus_receiver *receiver, int events, int leveringen, int unreadable)
{
  struct seen seen = {0};
  struct error error = {0};
  int64_t end = now_ms() + PATIENCE_MS;
  while ((seen.events < events || seen.leveringen < leveringen || seen.unreadable < unreadable) &&
         now_ms() < end) {
    struct batch *batch = NULL;
    assert_int_equal(bus_receive(receiver, STEP_MS, &batch, &error), 0);
    if (batch == NULL)
      continue;
    look_at(batch, &seen);
    assert_int_equal(bus_acknowledge(receiver, &batch, &error), 0);
  }
  assert_int_equal(seen.events, events);
  assert_int_equal(seen.leveringen, leveringen);
  assert_int_equal(seen.unreadable, unreadable);
  return seen;
}

static void assert_refused(const char *name, const char *value, const char *text)
{
  struct bus_property property = {name, value};
  struct bus *bus = NULL;
  struct error error = {0};
  assert_int_equal(
      bus_open(
          &(struct bus_options){
              .backend = "kafka", .maximum_bytes = PLENTY, .properties = &property, .property_count = 1},
          &bus, &error),
      0);
  struct bus_sender *sender = NULL;
  assert_int_equal(bus_sender_open(bus, &sender, &error), ERROR_CONFIG);
  assert_string_equal(error.text, text);
  assert_null(sender);
  bus_close(&bus);
}

static void what_would_break_a_promise_is_refused_by_its_name(void **state)
{
  (void)state;
  assert_refused("enable.auto.commit", "true", "[kafka] enable.auto.commit cannot be set");
  assert_refused("acks", "1", "[kafka] acks cannot be set");
  assert_refused("request.required.acks", "1", "[kafka] request.required.acks cannot be set");
  assert_refused("enable.idempotence", "false", "[kafka] enable.idempotence cannot be set");
  assert_refused("partitioner", "random", "[kafka] partitioner cannot be set");
}

static void an_error_in_a_property_names_it_and_not_its_value(void **state)
{
  (void)state;
  assert_refused("sasl.pasword", "geheim", "[kafka] sasl.pasword: librdkafka has no such property");
  assert_refused("linger.ms", "geheim", "[kafka] linger.ms: librdkafka does not take its value");
}

static void a_batch_comes_back_when_all_its_records_are_there(void **state)
{
  struct bus *bus = open_bus(*state);
  struct bus_sender *sender = open_sender(bus);
  struct bus_receiver *receiver = open_receiver(bus);
  send_and_free(sender, levering(1, 20));
  assert_int_equal(bus_bytes(bus), 0);
  read_all_from(receiver, 0);
  struct seen seen = receive_until(receiver, 20, 1, 0);
  assert_int_equal(seen.clients, (1u << 20) - 1);
  bus_receiver_close(&receiver);
  bus_sender_close(&sender);
  bus_close(&bus);
}

static void parts_are_answered_as_written_and_the_last_one_announces(void **state)
{
  struct bus *bus = open_bus(*state);
  struct bus_sender *sender = open_sender(bus);
  static const enum batch_part parts[] = {PART_MORE, PART_LAST};
  static const enum batch_answer answers[] = {BATCH_WRITTEN, BATCH_STORED};
  for (size_t i = 0; i < 2; i++) {
    struct batch *batch = levering(1, 5);
    batch->part = parts[i];
    batch->part_from = 5 * i;
    for (size_t j = 0; j < 5; j++)
      batch->leveringen[0].gebeurtenissen[j].regel += 5 * (int)i;
    (void)send_batch(sender, batch);
    batch = acknowledged(sender, PATIENCE_MS);
    assert_non_null(batch);
    assert_int_equal(batch->answer, answers[i]);
    batch_free(&batch);
  }
  struct bus_receiver *receiver = open_receiver(bus);
  read_all_from(receiver, 0);
  (void)receive_until(receiver, 10, 1, 0);
  bus_receiver_close(&receiver);
  bus_sender_close(&sender);
  bus_close(&bus);
}

static void what_a_line_says_twice_is_sent_and_announced_once(void **state)
{
  struct bus *bus = open_bus(*state);
  struct bus_sender *sender = open_sender(bus);
  struct bus_receiver *receiver = open_receiver(bus);
  struct batch *batch = levering(1, 5);
  struct gebeurtenis *events = batch->leveringen[0].gebeurtenissen;
  events[2] = events[1]; /* on the same line */
  events[4] = events[3]; /* on another one: both name the levering */
  events[4].regel++;
  send_and_free(sender, batch);
  read_all_from(receiver, 0);
  struct error error = {0};
  int seen = 0;
  int announced = -1;
  for (int64_t end = now_ms() + PATIENCE_MS; (seen < 4 || announced < 0) && now_ms() < end;) {
    batch = NULL;
    assert_int_equal(bus_receive(receiver, STEP_MS, &batch, &error), 0);
    for (size_t i = 0; batch != NULL && i < batch->count; i++) {
      seen += (int)batch->leveringen[i].gebeurtenis_count;
      if (!batch->leveringen[i].is_loose)
        announced = batch->leveringen[i].levering.gebeurtenissen;
    }
    batch_free(&batch);
  }
  assert_int_equal(seen, 4);
  assert_int_equal(announced, 4);
  bus_receiver_close(&receiver);
  bus_sender_close(&sender);
  bus_close(&bus);
}

static void the_ends_of_all_sources_are_told_and_whose_clients_are_whose(void **state)
{
  struct bus *bus = open_bus(*state);
  struct bus_sender *sender = open_sender(bus);
  struct bus_receiver *receiver = open_receiver(bus);
  struct error error = {0};
  struct id client = id_of(3);
  assert_false(bus_owns_client(receiver, &client));
  send_and_free(sender, levering(1, 20));
  struct bus_end *ends = NULL;
  size_t count = 0;
  assert_int_equal(bus_ends(bus, &ends, &count, &error), 0);
  assert_int_equal(count, 2 * PARTITIONS);
  int64_t records = 0;
  for (size_t i = 0; i < count; i++)
    records += ends[i].position;
  assert_int_equal(records, 21);
  free(ends);
  read_all_from(receiver, 0);
  assert_true(bus_owns_client(receiver, &client));
  bus_receiver_close(&receiver);
  bus_sender_close(&sender);
  bus_close(&bus);
}

/* One record of so many bytes in this partition of the events, written at that moment. */
static void produce(struct cluster *cluster, int partition, int64_t written_ms, size_t size)
{
  char *value = calloc(1, size);
  assert_int_equal(
      rd_kafka_producev(cluster->owner, RD_KAFKA_V_TOPIC(KAFKA_GEBEURTENISSEN),
          RD_KAFKA_V_PARTITION(partition), RD_KAFKA_V_VALUE(value, size),
          RD_KAFKA_V_MSGFLAGS(RD_KAFKA_MSG_F_COPY), RD_KAFKA_V_TIMESTAMP(written_ms), RD_KAFKA_V_END),
      RD_KAFKA_RESP_ERR_NO_ERROR);
  free(value);
  assert_int_equal(rd_kafka_flush(cluster->owner, PATIENCE_MS), RD_KAFKA_RESP_ERR_NO_ERROR);
}

static int64_t oldest_of(const struct bus *bus, const struct bus_end *from, size_t count)
{
  int64_t written_ms = 0;
  struct error error = {0};
  int kind = bus_oldest(bus, from, count, &written_ms, &error);
  if (kind != 0)
    print_error("%s\n", error.text);
  assert_int_equal(kind, 0);
  return written_ms;
}

static void the_oldest_of_the_records_at_the_positions_is_told(void **state)
{
  enum { EARLY = 1700000000, STEP = 1000 };
  struct bus *bus = open_bus(*state);
  for (int i = 0; i < 3; i++)
    produce(*state, 0, EARLY + i * STEP, 1);
  produce(*state, 1, EARLY + STEP / 2, 1);
  struct bus_end from[] = {{KAFKA_GEBEURTENISSEN ":0", 0}, {KAFKA_GEBEURTENISSEN ":1", 0}};
  assert_int_equal(oldest_of(bus, from, 2), EARLY);
  from[0].position = 1;
  assert_int_equal(oldest_of(bus, from, 2), EARLY + STEP / 2);
  assert_int_equal(oldest_of(bus, from, 1), EARLY + STEP);
  from[0].position = 2;
  assert_int_equal(oldest_of(bus, from, 1), EARLY + 2 * STEP);
  bus_close(&bus);
}

static void where_no_record_is_none_is_the_oldest(void **state)
{
  struct bus *bus = open_bus(*state);
  produce(*state, 0, 1700000000, 1);
  const struct bus_end from[] = {
      {KAFKA_GEBEURTENISSEN ":0", 1}, {KAFKA_LEVERINGEN ":3", 0}, {KAFKA_GEBEURTENISSEN ":0", 0}};
  assert_int_equal(oldest_of(bus, from, 0), BUS_NO_RECORD);
  assert_int_equal(oldest_of(bus, from, 2), BUS_NO_RECORD);
  assert_int_equal(oldest_of(bus, from + 1, 2), 1700000000);
  bus_close(&bus);
}

/* The mock keeps five megabytes of a partition, in place of seven days. */
static void of_a_position_that_was_removed_the_first_record_that_is_left_is_the_oldest(void **state)
{
  enum { EARLY = 1700000000, RECORDS = 8, MEGABYTE = 900000 };
  struct cluster *cluster = *state;
  struct bus *bus = open_bus(cluster);
  for (int i = 0; i < RECORDS; i++)
    produce(cluster, 0, EARLY + i, MEGABYTE);
  int64_t first = 0;
  int64_t end = 0;
  assert_int_equal(
      rd_kafka_query_watermark_offsets(cluster->owner, KAFKA_GEBEURTENISSEN, 0, &first, &end, PATIENCE_MS),
      RD_KAFKA_RESP_ERR_NO_ERROR);
  assert_int_equal(end, RECORDS);
  assert_in_range(first, 1, RECORDS - 1);
  const struct bus_end from[] = {{KAFKA_GEBEURTENISSEN ":0", 0}};
  assert_int_equal(oldest_of(bus, from, 1), EARLY + first);
  bus_close(&bus);
}

static void without_a_broker_the_oldest_is_unknown(void **state)
{
  struct cluster *cluster = *state;
  struct bus *bus = open_bus(cluster);
  rd_kafka_mock_broker_set_down(cluster->mock, 1);
  const struct bus_end from[] = {{KAFKA_GEBEURTENISSEN ":0", 0}};
  int64_t written_ms = 0;
  struct error error = {0};
  assert_int_equal(bus_oldest(bus, from, 1, &written_ms, &error), ERROR_UNAVAILABLE);
  assert_int_equal(written_ms, BUS_NO_RECORD);
  bus_close(&bus);
}

static void a_part_that_withdraws_is_to_come_again(void **state)
{
  struct bus *bus = open_bus(*state);
  struct bus_sender *sender = open_sender(bus);
  struct batch *batch = levering(1, 0);
  batch->part = PART_WITHDRAWN;
  (void)send_batch(sender, batch);
  batch = acknowledged(sender, PATIENCE_MS);
  assert_non_null(batch);
  assert_int_equal(batch->answer, BATCH_AGAIN);
  batch_free(&batch);
  bus_sender_close(&sender);
  bus_close(&bus);
}

static void a_broker_that_is_away_is_waited_for(void **state)
{
  struct cluster *cluster = *state;
  rd_kafka_mock_broker_set_down(cluster->mock, 1);
  struct bus *bus = open_bus(cluster);
  struct bus_sender *sender = open_sender(bus);
  struct batch *sent = send_batch(sender, levering(1, 5));
  assert_null(acknowledged(sender, 500));
  assert_true(bus_bytes(bus) > 0);
  rd_kafka_mock_broker_set_up(cluster->mock, 1);
  struct batch *back = acknowledged(sender, PATIENCE_MS);
  assert_ptr_equal(back, sent);
  batch_free(&back);
  assert_int_equal(bus_bytes(bus), 0);
  bus_sender_close(&sender);
  bus_close(&bus);
}

static void a_broker_that_answers_with_passing_errors_gets_each_record_once(void **state)
{
  struct cluster *cluster = *state;
  struct bus *bus = open_bus(cluster);
  struct bus_sender *sender = open_sender(bus);
  rd_kafka_mock_push_request_errors(cluster->mock, PRODUCE_REQUEST, 3, RD_KAFKA_RESP_ERR_NOT_ENOUGH_REPLICAS,
      RD_KAFKA_RESP_ERR_NOT_LEADER_FOR_PARTITION, RD_KAFKA_RESP_ERR_REQUEST_TIMED_OUT);
  send_and_free(sender, levering(1, 8));
  struct bus_receiver *receiver = open_receiver(bus);
  read_all_from(receiver, 0);
  (void)receive_until(receiver, 8, 1, 0);
  bus_receiver_close(&receiver);
  bus_sender_close(&sender);
  bus_close(&bus);
}

static void a_producer_that_cannot_go_on_is_replaced_and_all_is_sent(void **state)
{
  struct cluster *cluster = *state;
  struct bus *bus = open_bus(cluster);
  struct bus_sender *sender = open_sender(bus);
  rd_kafka_mock_push_request_errors(
      cluster->mock, PRODUCE_REQUEST, 1, RD_KAFKA_RESP_ERR_OUT_OF_ORDER_SEQUENCE_NUMBER);
  send_and_free(sender, levering(1, 8));
  struct bus_receiver *receiver = open_receiver(bus);
  read_all_from(receiver, 0);
  int64_t end = now_ms() + PATIENCE_MS;
  struct seen seen = {0};
  struct error error = {0};
  while ((seen.clients != (1u << 8) - 1 || seen.leveringen == 0) && now_ms() < end) {
    struct batch *batch = NULL;
    assert_int_equal(bus_receive(receiver, STEP_MS, &batch, &error), 0);
    if (batch == NULL)
      continue;
    look_at(batch, &seen);
    batch_free(&batch);
  }
  assert_int_equal(seen.clients, (1u << 8) - 1);
  assert_true(seen.leveringen >= 1);
  bus_receiver_close(&receiver);
  bus_sender_close(&sender);
  bus_close(&bus);
}

static void a_record_that_is_never_taken_is_an_error_of_the_sender(void **state)
{
  struct cluster *cluster = *state;
  cluster->properties[cluster->property_count++] = (struct bus_property){"message.max.bytes", "1000"};
  struct bus *bus = open_bus(cluster);
  struct bus_sender *sender = open_sender(bus);
  struct batch *batch = levering(1, 1);
  char *naam = arena_new(&batch->arena, 2000);
  memset(naam, 'n', 1999);
  batch->leveringen[0].levering.naam = naam;
  (void)send_batch(sender, batch);
  struct error error = {0};
  assert_int_equal(bus_acknowledged(sender, 0, &batch, &error), ERROR_CONFIG);
  assert_null(batch);
  assert_string_equal(
      error.text, "Kafka did not take a record of sluis.levering.v1: Broker: Message size too large");
  bus_sender_close(&sender);
  bus_close(&bus);
}

/* Fails when none comes. */
static struct batch *receive_first(struct bus_receiver *receiver)
{
  struct batch *batch = NULL;
  struct error error = {0};
  for (int64_t end = now_ms() + PATIENCE_MS; batch == NULL && now_ms() < end;)
    assert_int_equal(bus_receive(receiver, STEP_MS, &batch, &error), 0);
  assert_non_null(batch);
  return batch;
}

static void a_record_that_cannot_be_read_is_put_aside_with_its_place(void **state)
{
  struct cluster *cluster = *state;
  char nonsense[5] = {'o', 'n', 'z', 'i', 'n'};
  assert_int_equal(rd_kafka_producev(cluster->owner, RD_KAFKA_V_TOPIC(KAFKA_LEVERINGEN),
                       RD_KAFKA_V_PARTITION(1), RD_KAFKA_V_VALUE(nonsense, sizeof nonsense), RD_KAFKA_V_END),
      RD_KAFKA_RESP_ERR_NO_ERROR);
  assert_int_equal(rd_kafka_flush(cluster->owner, PATIENCE_MS), RD_KAFKA_RESP_ERR_NO_ERROR);
  struct bus *bus = open_bus(cluster);
  struct bus_receiver *receiver = open_receiver(bus);
  read_all_from(receiver, 0);
  struct batch *batch = receive_first(receiver);
  if (batch == NULL)
    return;
  assert_int_equal(batch->count, 0);
  assert_int_equal(batch->unreadable_count, 1);
  assert_string_equal(batch->unreadable[0].source, KAFKA_LEVERINGEN ":1");
  assert_int_equal(batch->unreadable[0].position, 0);
  assert_string_equal(batch->unreadable[0].reason, "not in Avro single-object encoding");
  assert_int_equal(batch->unreadable[0].size, 5);
  assert_memory_equal(batch->unreadable[0].data, "onzin", 5);
  batch_free(&batch);
  bus_receiver_close(&receiver);
  bus_close(&bus);
}

/* The source of the first batch that comes. */
static const char *receive_source(struct bus_receiver *receiver)
{
  struct batch *batch = receive_first(receiver);
  const char *source = batch != NULL ? batch->ranges[0].source : NULL;
  batch_free(&batch);
  return source;
}

static void reading_goes_on_from_the_position_that_is_named(void **state)
{
  struct bus *bus = open_bus(*state);
  struct bus_sender *sender = open_sender(bus);
  for (int i = 1; i <= 6; i++)
    send_and_free(sender, levering(1, 0)); /* the same key: all in one partition */
  struct bus_receiver *receiver = open_receiver(bus);
  read_all_from(receiver, 0);
  const char *source = receive_source(receiver);
  struct error error = {0};
  assert_int_equal(bus_read_from(receiver, source, 4, &error), 0);
  (void)receive_until(receiver, 0, 2, 0);
  bus_receiver_close(&receiver);
  bus_sender_close(&sender);
  bus_close(&bus);
}

static void nothing_comes_after_reading_was_stopped_until_a_position_is_named(void **state)
{
  struct bus *bus = open_bus(*state);
  struct bus_sender *sender = open_sender(bus);
  send_and_free(sender, levering(1, 0));
  struct bus_receiver *receiver = open_receiver(bus);
  read_all_from(receiver, 0);
  (void)receive_until(receiver, 0, 1, 0);
  bus_stop_reading(receiver);
  send_and_free(sender, levering(1, 0));
  struct error error = {0};
  struct batch *batch = NULL;
  assert_int_equal(bus_receive(receiver, 500, &batch, &error), 0);
  assert_null(batch);
  read_all_from(receiver, 0);
  (void)receive_until(receiver, 0, 2, 0);
  bus_receiver_close(&receiver);
  bus_sender_close(&sender);
  bus_close(&bus);
}

static void records_that_were_removed_before_they_were_stored_are_an_error(void **state)
{
  struct bus *bus = open_bus(*state);
  struct bus_receiver *receiver = open_receiver(bus);
  read_all_from(receiver, 4); /* of partitions that end before it */
  struct error error = {0};
  struct batch *batch = NULL;
  int kind = 0;
  for (int64_t end = now_ms() + PATIENCE_MS; kind == 0 && now_ms() < end;)
    kind = bus_receive(receiver, STEP_MS, &batch, &error);
  assert_null(batch);
  assert_int_equal(kind, ERROR_DATA);
  bus_receiver_close(&receiver);
  bus_close(&bus);
}

/* Half of the events, and of the leveringen the partitions with the same numbers. */
static void assert_goes_together(struct bus_sources sources)
{
  int balance[PARTITIONS] = {0};
  int events = 0;
  for (size_t i = 0; i < sources.count; i++) {
    const char *number = strrchr(sources.names[i], ':') + 1;
    bool is_event = strncmp(sources.names[i], KAFKA_GEBEURTENISSEN, strlen(KAFKA_GEBEURTENISSEN)) == 0;
    balance[number[0] - '0'] += is_event ? 1 : -1;
    events += is_event;
  }
  assert_int_equal(events, PARTITIONS / 2);
  for (int i = 0; i < PARTITIONS; i++)
    assert_int_equal(balance[i], 0);
}

static void the_sources_are_shared_with_another_receiver_and_come_back(void **state)
{
  struct bus *bus = open_bus(*state);
  struct bus *other_bus = open_bus(*state);
  struct bus_receiver *receiver = open_receiver(bus);
  unsigned first = wait_for_sources(receiver, SOURCES).generation;
  struct bus_receiver *other = open_receiver(other_bus);
  struct error error = {0};
  int64_t end = now_ms() + PATIENCE_MS;
  while (bus_sources(other).count != PARTITIONS && now_ms() < end) {
    struct batch *batch = NULL;
    assert_int_equal(bus_receive(receiver, STEP_MS, &batch, &error), 0);
    assert_int_equal(bus_receive(other, STEP_MS, &batch, &error), 0);
  }
  assert_int_equal(bus_sources(other).count, PARTITIONS);
  assert_int_equal(bus_sources(receiver).count, PARTITIONS);
  assert_int_not_equal(bus_sources(receiver).generation, first);
  assert_goes_together(bus_sources(other));
  assert_goes_together(bus_sources(receiver));
  struct bus_sources theirs = bus_sources(other);
  assert_int_equal(bus_read_from(receiver, theirs.names[0], 0, &error), ERROR_AGAIN);
  bus_receiver_close(&other);
  (void)wait_for_sources(receiver, SOURCES);
  bus_receiver_close(&receiver);
  bus_close(&other_bus);
  bus_close(&bus);
}

#define CLUSTER_TEST(name) cmocka_unit_test_setup_teardown(name, start_cluster, stop_cluster)

/* --- who is not let in --- */

static rd_kafka_t *client_of(const char *servers)
{
  char reason[256];
  rd_kafka_conf_t *conf = rd_kafka_conf_new();
  if (servers != NULL)
    assert_int_equal(rd_kafka_conf_set(conf, "bootstrap.servers", servers, reason, sizeof reason), 0);
  rd_kafka_t *client = rd_kafka_new(RD_KAFKA_PRODUCER, conf, reason, sizeof reason);
  assert_non_null(client);
  return client;
}

/* What a client with no broker at all makes of it once its time is over. */
static int answer_after(struct kafka_refusal *refusal, rd_kafka_resp_err_t failure, const char *text)
{
  struct error error = {0};
  rd_kafka_t *client = client_of(NULL);
  kafka_refusal_hear(refusal, failure, text);
  int kind = kafka_refusal_wait(refusal, client, 0, &error);
  rd_kafka_destroy(client);
  return kind;
}

static void a_login_or_a_certificate_that_is_refused_is_told_apart_from_brokers_that_are_away(void **state)
{
  (void)state;
  struct kafka_refusal refusal = {0};
  assert_int_equal(
      answer_after(&refusal, RD_KAFKA_RESP_ERR__TRANSPORT, "Connection refused"), ERROR_UNAVAILABLE);
  assert_int_equal(answer_after(&refusal, RD_KAFKA_RESP_ERR__AUTHENTICATION,
                       "SASL authentication error: Authentication failed"),
      ERROR_PERMISSION);
  assert_int_equal(
      answer_after(&refusal, RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN, "1/1 brokers are down"), ERROR_PERMISSION);
  assert_int_equal(
      answer_after(&refusal, RD_KAFKA_RESP_ERR__SSL, "SSL handshake failed: certificate verify failed: more"),
      ERROR_CONFIG);
  assert_int_equal(
      answer_after(&refusal, RD_KAFKA_RESP_ERR__TRANSPORT, "Connection refused"), ERROR_UNAVAILABLE);
}

static void a_broker_that_goes_away_in_the_middle_of_a_login_refuses_nobody(void **state)
{
  (void)state;
  struct kafka_refusal refusal = {0};
  assert_int_equal(answer_after(&refusal, RD_KAFKA_RESP_ERR__AUTHENTICATION,
                       "SaslAuthenticateRequest failed: Local: Broker transport failure"),
      ERROR_UNAVAILABLE);
  assert_int_equal(
      answer_after(&refusal, RD_KAFKA_RESP_ERR__SSL, "SSL handshake failed: unexpected eof while reading"),
      ERROR_UNAVAILABLE);
}

static void a_refusal_must_stand_for_some_seconds_and_ends_nobody_who_was_let_in(void **state)
{
  const struct cluster *cluster = *state;
  struct error error = {0};
  struct kafka_refusal refusal = {0};
  rd_kafka_t *nobody = client_of(NULL);
  kafka_refusal_hear(&refusal, RD_KAFKA_RESP_ERR__AUTHENTICATION, "Authentication failed");
  assert_int_equal(kafka_refusal_check(&refusal, nobody, &error), 0);
  refusal.since_ms -= 60000;
  assert_int_equal(kafka_refusal_check(&refusal, nobody, &error), ERROR_PERMISSION);
  assert_string_equal(error.text, "Kafka refuses the login: Authentication failed");
  rd_kafka_destroy(nobody);

  struct kafka_refusal none = {0};
  rd_kafka_t *client = client_of(rd_kafka_mock_cluster_bootstraps(cluster->mock));
  assert_int_equal(kafka_refusal_wait(&none, client, PATIENCE_MS, &error), 0);
  assert_int_equal(kafka_refusal_check(&refusal, client, &error), 0);
  rd_kafka_destroy(client);
}

static const struct CMUnitTest tests[] = {
    cmocka_unit_test(what_would_break_a_promise_is_refused_by_its_name),
    cmocka_unit_test(an_error_in_a_property_names_it_and_not_its_value),
    CLUSTER_TEST(a_batch_comes_back_when_all_its_records_are_there),
    CLUSTER_TEST(parts_are_answered_as_written_and_the_last_one_announces),
    CLUSTER_TEST(what_a_line_says_twice_is_sent_and_announced_once),
    CLUSTER_TEST(the_ends_of_all_sources_are_told_and_whose_clients_are_whose),
    CLUSTER_TEST(the_oldest_of_the_records_at_the_positions_is_told),
    CLUSTER_TEST(where_no_record_is_none_is_the_oldest),
    CLUSTER_TEST(of_a_position_that_was_removed_the_first_record_that_is_left_is_the_oldest),
    CLUSTER_TEST(without_a_broker_the_oldest_is_unknown),
    CLUSTER_TEST(a_part_that_withdraws_is_to_come_again),
    CLUSTER_TEST(a_broker_that_is_away_is_waited_for),
    CLUSTER_TEST(a_broker_that_answers_with_passing_errors_gets_each_record_once),
    CLUSTER_TEST(a_producer_that_cannot_go_on_is_replaced_and_all_is_sent),
    CLUSTER_TEST(a_record_that_is_never_taken_is_an_error_of_the_sender),
    CLUSTER_TEST(a_record_that_cannot_be_read_is_put_aside_with_its_place),
    CLUSTER_TEST(reading_goes_on_from_the_position_that_is_named),
    CLUSTER_TEST(nothing_comes_after_reading_was_stopped_until_a_position_is_named),
    CLUSTER_TEST(records_that_were_removed_before_they_were_stored_are_an_error),
    CLUSTER_TEST(the_sources_are_shared_with_another_receiver_and_come_back),
    cmocka_unit_test(a_login_or_a_certificate_that_is_refused_is_told_apart_from_brokers_that_are_away),
    cmocka_unit_test(a_broker_that_goes_away_in_the_middle_of_a_login_refuses_nobody),
    CLUSTER_TEST(a_refusal_must_stand_for_some_seconds_and_ends_nobody_who_was_let_in),
};

/* A group of the mock waits three seconds for its members, and most tests make one: so they wait side by
 * side, each in a process of its own. */
int main(void)
{
  enum { COUNT = sizeof tests / sizeof *tests };
  pid_t children[COUNT];
  int failed = 0;
  log_set_threshold(LOG_ERROR);
  for (int i = 0; i < COUNT; i++) {
    children[i] = fork();
    if (children[i] == 0)
      return _cmocka_run_group_tests(tests[i].name, &tests[i], 1, NULL, NULL);
  }
  for (int i = 0; i < COUNT; i++) {
    int status = 0;
    bool has_ended = children[i] > 0 && waitpid(children[i], &status, 0) == children[i];
    failed += !has_ended || status != 0;
  }
  return failed;
}
