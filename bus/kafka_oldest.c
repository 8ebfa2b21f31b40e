/* Kafka can tell which record was the first after a moment, and not of which moment a record is: so the
 * record itself is read, one of each partition.
 *
 * DESIGN. All partitions at once into one queue: a broker answers a request for many of them at the same
 * time, and one after another would wait for each what it waits for new records. The first thing that comes
 * of a partition decides: its record, or that it has none (which is then not waited for). Records of one
 * partition lie in the order in which the broker took them, so that the first one there is its oldest. */
#include "bus/kafka_oldest.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/stopwatch.h"
#include "bus/kafka_properties.h"

struct place {
  rd_kafka_topic_t *topic;
  int32_t partition;
  bool is_read; /* what comes of it comes into the queue */
};

struct search {
  rd_kafka_t *client;
  rd_kafka_queue_t *queue;
  struct place *places;
  size_t count, left; /* places, and those of which nothing came yet */
  int64_t written_ms;
};

static int fail(rd_kafka_resp_err_t failure, struct error *error)
{
  return error_set(error, ERROR_UNAVAILABLE, "Kafka: %s", rd_kafka_err2str(failure));
}

/* A source is TOPIC:PARTITION. */
static int start_place(struct search *search, const struct bus_end *from, struct error *error)
{
  char topic[BUS_SOURCE_SIZE];
  snprintf(topic, sizeof topic, "%s", from->source);
  char *colon = strrchr(topic, ':');
  if (colon == NULL)
    return error_set(error, ERROR_INTERNAL, "%s is no source of Kafka", from->source);
  *colon = '\0';
  struct place *place = &search->places[search->count];
  place->topic = rd_kafka_topic_new(search->client, topic, NULL);
  place->partition = (int32_t)strtol(colon + 1, NULL, 10);
  if (place->topic == NULL)
    return fail(rd_kafka_last_error(), error);
  search->count++;
  if (rd_kafka_consume_start_queue(place->topic, place->partition, from->position, search->queue) != 0)
    return fail(rd_kafka_last_error(), error);
  place->is_read = true;
  search->left++;
  return 0;
}

static void stop_place(struct search *search, struct place *place)
{
  (void)rd_kafka_consume_stop(place->topic, place->partition);
  place->is_read = false;
  search->left--;
}

/* NULL: of a place that has had its turn. */
static struct place *place_of(struct search *search, const rd_kafka_message_t *message)
{
  for (size_t i = 0; i < search->count; i++) {
    struct place *place = &search->places[i];
    if (place->is_read && place->partition == message->partition &&
        strcmp(rd_kafka_topic_name(place->topic), rd_kafka_topic_name(message->rkt)) == 0)
      return place;
  }
  return NULL;
}

static int take(struct search *search, const rd_kafka_message_t *message, struct error *error)
{
  bool is_record = message->err == RD_KAFKA_RESP_ERR_NO_ERROR;
  if (!is_record && message->err != RD_KAFKA_RESP_ERR__PARTITION_EOF)
    return fail(message->err, error);
  struct place *place = place_of(search, message);
  if (place == NULL)
    return 0;
  stop_place(search, place);
  rd_kafka_timestamp_type_t type;
  int64_t written = is_record ? rd_kafka_message_timestamp(message, &type) : BUS_NO_RECORD;
  if (written >= 0 && (search->written_ms == BUS_NO_RECORD || written < search->written_ms))
    search->written_ms = written;
  return 0;
}

static int read_all(struct search *search, int timeout_ms, struct error *error)
{
  int64_t until = stopwatch_now_ms() + timeout_ms;
  while (search->left > 0) {
    int64_t wait = until - stopwatch_now_ms();
    rd_kafka_message_t *message = rd_kafka_consume_queue(search->queue, wait > 0 ? (int)wait : 0);
    if (message == NULL)
      return fail(RD_KAFKA_RESP_ERR__TIMED_OUT, error);
    int kind = take(search, message, error);
    rd_kafka_message_destroy(message);
    if (kind != 0)
      return kind;
  }
  return 0;
}

static void close_search(struct search *search)
{
  for (size_t i = 0; i < search->count; i++) {
    if (search->places[i].is_read)
      stop_place(search, &search->places[i]);
    rd_kafka_topic_destroy(search->places[i].topic);
  }
  free(search->places);
  if (search->queue != NULL)
    rd_kafka_queue_destroy(search->queue);
  if (search->client != NULL)
    rd_kafka_destroy(search->client);
}

static int open_client(const struct kafka_oldest_options *options, struct search *search, struct error *error)
{
  rd_kafka_conf_t *conf = NULL;
  int kind = kafka_properties(options->properties, options->property_count, KAFKA_ONLOOKER, &conf, error);
  if (kind == 0)
    kind = kafka_client_new(RD_KAFKA_CONSUMER, conf, &search->client, error);
  if (kind == 0)
    search->queue = rd_kafka_queue_new(search->client);
  return kind;
}

int kafka_oldest(const struct kafka_oldest_options *options, const struct bus_end *from, size_t count,
    int64_t *written_ms, struct error *error)
{
  struct search search = {.written_ms = BUS_NO_RECORD};
  search.places = memory_new(count * sizeof *search.places);
  int kind = open_client(options, &search, error);
  for (size_t i = 0; kind == 0 && i < count; i++)
    kind = start_place(&search, &from[i], error);
  if (kind == 0)
    kind = read_all(&search, options->timeout_ms, error);
  if (kind == 0)
    *written_ms = search.written_ms;
  close_search(&search);
  return kind;
}
