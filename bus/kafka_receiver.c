/* DESIGN. The group protocol shares the partitions out; PostgreSQL says where to read and whether we still
 * may. So a partition that is assigned is paused until bus_read_from() has named its position, and a
 * rebalance only changes the list of sources and its generation. Nothing is decided by the callbacks: a
 * process that was stopped for minutes gets none of them, and finds out from its epoch.
 *
 * Only the events are subscribed to: a partition of sluis.levering.v1 goes with the partition of the same
 * number of sluis.gebeurtenis.v1. The group would share out both topics as one heap, and after a change one
 * loader had all the events and another nothing but announcements.
 *
 * A source is kept, with its name, for the life of the receiver: batches that are still under way point at
 * it. Records from before the position, or of a partition that is not being read, are dropped: what
 * librdkafka had fetched before a seek may still come. */
#include "bus/kafka_receiver.h"

#include <librdkafka/rdkafka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/memory.h"
#include "bus/kafka_properties.h"
#include "bus/kafka_refusal.h"
#include "bus/kafka_schemas.h"
#include "proto/single_object.h"

enum {
  SEEK_MS = 10000,
  METADATA_MS = 5000,
  STEP_MS = 100,
  RECORD_BYTES = 8 << 20,
  FIRST_ITEMS = 64,
  NAME_SIZE = KAFKA_TOPIC_SIZE + 12
};

struct source {
  char name[NAME_SIZE]; /* topic:partition */
  bool is_leveringen;   /* of the announcements, else of events */
  int32_t partition;
  bool is_owned;
  bool is_read; /* its position was named since it became ours */
  int64_t next; /* position of the record that is to come */
};

struct kafka_receiver {
  struct bus_receiver receiver;
  rd_kafka_t *consumer;
  struct kafka_schemas *schemas;
  struct buffer resolved; /* a record, as our schema writes it */
  struct kafka_receiver_options options;
  struct source **sources; /* all that were ever ours */
  size_t source_count;
  const char **names; /* of those that are ours now */
  size_t name_count;
  unsigned generation;
  int partitions;      /* of each topic; 0: not asked yet */
  struct error failed; /* kind 0: none */
  struct kafka_refusal refusal;
};

/* A batch while it is filled. */
struct filling {
  struct kafka_receiver *receiver;
  struct batch *batch;
  struct gebeurtenis *events;
  size_t event_count, event_capacity;
  size_t unreadable_capacity;
};

static const char *topic_of(const struct kafka_receiver *receiver, const struct source *source)
{
  return source->is_leveringen ? receiver->options.topics->leveringen
                               : receiver->options.topics->gebeurtenissen;
}

static struct source *find_source(const struct kafka_receiver *receiver, const char *topic, int32_t partition)
{
  for (size_t i = 0; i < receiver->source_count; i++) {
    struct source *source = receiver->sources[i];
    if (source->partition == partition && strcmp(topic_of(receiver, source), topic) == 0)
      return source;
  }
  return NULL;
}

static struct source *source_of(struct kafka_receiver *receiver, const char *topic, int32_t partition)
{
  struct source *source = find_source(receiver, topic, partition);
  if (source != NULL)
    return source;
  source = memory_new(sizeof *source);
  source->is_leveringen = strcmp(topic, receiver->options.topics->leveringen) == 0;
  source->partition = partition;
  snprintf(source->name, sizeof source->name, "%s:%d", topic, (int)partition);
  receiver->sources =
      memory_resize(receiver->sources, (receiver->source_count + 1) * sizeof(struct source *));
  receiver->sources[receiver->source_count++] = source;
  return source;
}

static void list_owned(struct kafka_receiver *receiver)
{
  receiver->names = memory_resize(receiver->names, (receiver->source_count + 1) * sizeof(char *));
  receiver->name_count = 0;
  for (size_t i = 0; i < receiver->source_count; i++) {
    if (receiver->sources[i]->is_owned)
      receiver->names[receiver->name_count++] = receiver->sources[i]->name;
  }
  receiver->generation++;
  receiver->partitions = 0; /* asked again: a change of theirs comes with a new generation */
}

static void own(
    struct kafka_receiver *receiver, const rd_kafka_topic_partition_list_t *partitions, bool is_owned)
{
  for (int i = 0; i < partitions->cnt; i++) {
    struct source *source = source_of(receiver, partitions->elems[i].topic, partitions->elems[i].partition);
    source->is_owned = is_owned;
    source->is_read = false;
  }
  list_owned(receiver);
}

/* The given partitions of the events, and those of the leveringen that go with them. */
static rd_kafka_topic_partition_list_t *with_leveringen(
    const struct kafka_receiver *receiver, const rd_kafka_topic_partition_list_t *given)
{
  const struct kafka_topic_names *topics = receiver->options.topics;
  rd_kafka_topic_partition_list_t *both = rd_kafka_topic_partition_list_new(2 * given->cnt);
  for (int i = 0; i < given->cnt; i++) {
    int32_t partition = given->elems[i].partition;
    /* anything but the group's own mark, which is not asked for */
    rd_kafka_topic_partition_list_add(both, topics->gebeurtenissen, partition)->offset =
        RD_KAFKA_OFFSET_BEGINNING;
    rd_kafka_topic_partition_list_add(both, topics->leveringen, partition)->offset =
        RD_KAFKA_OFFSET_BEGINNING;
  }
  return both;
}

/* librdkafka tells of a rebalance, from inside our own poll. */
static void rebalance(rd_kafka_t *consumer, rd_kafka_resp_err_t what,
    rd_kafka_topic_partition_list_t *partitions, void *context)
{
  struct kafka_receiver *receiver = context;
  rd_kafka_error_t *failure = NULL;
  rd_kafka_topic_partition_list_t *both = with_leveringen(receiver, partitions);
  bool is_given = what == RD_KAFKA_RESP_ERR__ASSIGN_PARTITIONS;
  if (is_given) {
    failure = rd_kafka_incremental_assign(consumer, both);
    (void)rd_kafka_pause_partitions(consumer, both);
  } else {
    failure = rd_kafka_incremental_unassign(consumer, both);
  }
  own(receiver, both, is_given);
  log_info("bus.kafka.sources", "%d partitions %s, %zu in all", both->cnt, is_given ? "given" : "taken",
      receiver->name_count);
  rd_kafka_topic_partition_list_destroy(both);
  if (failure == NULL)
    return;
  log_warning("bus.kafka.sources", "%s", rd_kafka_error_string(failure));
  rd_kafka_error_destroy(failure);
}

/* From inside our own poll, as rebalance(). */
static void hear_error(rd_kafka_t *consumer, int failure, const char *text, void *context)
{
  (void)consumer;
  kafka_refusal_hear(&((struct kafka_receiver *)context)->refusal, (rd_kafka_resp_err_t)failure, text);
}

static int open_consumer(struct kafka_receiver *receiver, struct error *error)
{
  const struct kafka_receiver_options *options = &receiver->options;
  rd_kafka_conf_t *conf = NULL;
  int kind = kafka_properties(options->properties, options->property_count, KAFKA_CONSUMER, &conf, error);
  if (kind != 0)
    return kind;
  rd_kafka_conf_set_opaque(conf, receiver);
  rd_kafka_conf_set_rebalance_cb(conf, rebalance);
  rd_kafka_conf_set_error_cb(conf, hear_error);
  return kafka_client_new(RD_KAFKA_CONSUMER, conf, &receiver->consumer, error);
}

static int subscribe(struct kafka_receiver *receiver, struct error *error)
{
  rd_kafka_poll_set_consumer(receiver->consumer);
  rd_kafka_topic_partition_list_t *topics = rd_kafka_topic_partition_list_new(1);
  rd_kafka_topic_partition_list_add(topics, receiver->options.topics->gebeurtenissen, RD_KAFKA_PARTITION_UA);
  rd_kafka_resp_err_t failure = rd_kafka_subscribe(receiver->consumer, topics);
  rd_kafka_topic_partition_list_destroy(topics);
  if (failure == RD_KAFKA_RESP_ERR_NO_ERROR)
    return 0;
  return error_set(error, ERROR_CONFIG, "Kafka: cannot subscribe: %s", rd_kafka_err2str(failure));
}

int kafka_receiver_open(
    const struct kafka_receiver_options *options, struct bus_receiver **out, struct error *error)
{
  struct kafka_receiver *receiver = memory_new(sizeof *receiver);
  receiver->receiver.operations = &kafka_operations;
  receiver->options = *options;
  buffer_init(&receiver->resolved, RECORD_BYTES);
  int kind = kafka_schemas_open(options->schemas, &receiver->schemas, error);
  if (kind == 0)
    kind = open_consumer(receiver, error);
  if (kind == 0)
    kind = subscribe(receiver, error);
  if (kind != 0) {
    kafka_receiver_close(&receiver->receiver);
    return kind;
  }
  *out = &receiver->receiver;
  return 0;
}

/* What comes now is not wanted, but what librdkafka has to tell is told inside its poll. */
static void poll_in_vain(struct kafka_receiver *receiver)
{
  rd_kafka_message_t *message = rd_kafka_consumer_poll(receiver->consumer, STEP_MS);
  if (message != NULL)
    rd_kafka_message_destroy(message);
}

/* Before 2.3.0 librdkafka aborts the process when a member of a group is closed that was never given
 * anything, not even nothing. */
static bool can_be_closed(struct kafka_receiver *receiver)
{
  enum { FIRST_MENDED = 0x02030000, PATIENCE_MS = 2000 };
  if (rd_kafka_version() >= FIRST_MENDED)
    return true;
  for (int waited = 0; receiver->generation == 0 && waited < PATIENCE_MS; waited += STEP_MS)
    poll_in_vain(receiver);
  return receiver->generation > 0;
}

/* So that the others need not wait for us. False: the brokers do not answer. */
static bool leave_group(struct kafka_receiver *receiver)
{
  enum { PATIENCE_MS = 2500 };
  rd_kafka_queue_t *queue = rd_kafka_queue_get_consumer(receiver->consumer);
  rd_kafka_error_t *failure = rd_kafka_consumer_close_queue(receiver->consumer, queue);
  rd_kafka_queue_destroy(queue);
  if (failure != NULL) {
    rd_kafka_error_destroy(failure);
    return false;
  }
  for (int waited = 0; !rd_kafka_consumer_closed(receiver->consumer) && waited < PATIENCE_MS;
       waited += STEP_MS)
    poll_in_vain(receiver);
  return rd_kafka_consumer_closed(receiver->consumer);
}

/* librdkafka would wait for brokers that are away as long as they are. Who closes is about to end: then it is
 * left as it is, and the group finds out by itself. It goes on calling back from threads of its own only to
 * log. */
static void close_consumer(struct kafka_receiver *receiver)
{
  if (receiver->consumer == NULL)
    return;
  if (can_be_closed(receiver) && leave_group(receiver))
    rd_kafka_destroy(receiver->consumer);
  else
    log_info("bus.kafka.left", "the group was not told that this loader ends");
}

void kafka_receiver_close(struct bus_receiver *base)
{
  struct kafka_receiver *receiver = (struct kafka_receiver *)base;
  close_consumer(receiver);
  kafka_schemas_close(&receiver->schemas);
  buffer_fini(&receiver->resolved);
  for (size_t i = 0; i < receiver->source_count; i++)
    free(receiver->sources[i]);
  free(receiver->sources);
  free(receiver->names);
  free(receiver);
}

struct bus_sources kafka_sources(const struct bus_receiver *base)
{
  const struct kafka_receiver *receiver = (const struct kafka_receiver *)base;
  return (struct bus_sources){receiver->names, receiver->name_count, receiver->generation};
}

static struct source *find_named(const struct kafka_receiver *receiver, const char *name)
{
  for (size_t i = 0; i < receiver->source_count; i++) {
    if (strcmp(receiver->sources[i]->name, name) == 0)
      return receiver->sources[i];
  }
  return NULL;
}

/* Seeks and lets it flow. */
static rd_kafka_resp_err_t start_reading(
    struct kafka_receiver *receiver, const struct source *source, int64_t position)
{
  rd_kafka_topic_partition_list_t *list = rd_kafka_topic_partition_list_new(1);
  rd_kafka_topic_partition_list_add(list, topic_of(receiver, source), source->partition)->offset = position;
  rd_kafka_error_t *failure = rd_kafka_seek_partitions(receiver->consumer, list, SEEK_MS);
  rd_kafka_resp_err_t code = failure != NULL ? rd_kafka_error_code(failure) : list->elems[0].err;
  if (failure != NULL)
    rd_kafka_error_destroy(failure);
  if (code == RD_KAFKA_RESP_ERR_NO_ERROR)
    code = rd_kafka_resume_partitions(receiver->consumer, list);
  rd_kafka_topic_partition_list_destroy(list);
  return code;
}

static int count_partitions(struct kafka_receiver *receiver, const char *topic, int *out, struct error *error)
{
  rd_kafka_topic_t *handle = rd_kafka_topic_new(receiver->consumer, topic, NULL);
  const struct rd_kafka_metadata *metadata = NULL;
  rd_kafka_resp_err_t failure = rd_kafka_metadata(receiver->consumer, 0, handle, &metadata, METADATA_MS);
  rd_kafka_topic_destroy(handle);
  if (failure != RD_KAFKA_RESP_ERR_NO_ERROR)
    return error_set(error, ERROR_UNAVAILABLE, "Kafka: %s", rd_kafka_err2str(failure));
  failure = metadata->topic_cnt == 1 ? metadata->topics[0].err : RD_KAFKA_RESP_ERR__UNKNOWN_TOPIC;
  *out = failure == RD_KAFKA_RESP_ERR_NO_ERROR ? metadata->topics[0].partition_cnt : 0;
  rd_kafka_metadata_destroy(metadata);
  if (*out > 0)
    return 0;
  int kind = error_set(error, ERROR_UNAVAILABLE, "the topic %s: %s", topic, rd_kafka_err2str(failure));
  error_hint(error, "sluis topics create makes the topics");
  return kind;
}

/* Both topics have as many, for they go together. */
static int learn_partitions(struct kafka_receiver *receiver, struct error *error)
{
  const struct kafka_topic_names *topics = receiver->options.topics;
  int events = 0;
  int leveringen = 0;
  if (receiver->partitions > 0)
    return 0;
  int kind = count_partitions(receiver, topics->gebeurtenissen, &events, error);
  if (kind == 0)
    kind = count_partitions(receiver, topics->leveringen, &leveringen, error);
  if (kind == 0 && events != leveringen)
    return error_set(error, ERROR_CONFIG, "the topic %s has %d partitions and %s has %d",
        topics->gebeurtenissen, events, topics->leveringen, leveringen);
  receiver->partitions = kind == 0 ? events : 0;
  return kind;
}

bool kafka_owns_client(const struct bus_receiver *base, const struct id *client)
{
  const struct kafka_receiver *receiver = (const struct kafka_receiver *)base;
  if (receiver->partitions == 0)
    return false;
  int32_t partition = rd_kafka_msg_partitioner_murmur2(
      NULL, client->bytes, sizeof client->bytes, receiver->partitions, NULL, NULL);
  const struct source *source = find_source(receiver, receiver->options.topics->gebeurtenissen, partition);
  return source != NULL && source->is_owned;
}

int kafka_read_from(struct bus_receiver *base, const char *name, int64_t position, struct error *error)
{
  struct kafka_receiver *receiver = (struct kafka_receiver *)base;
  int kind = learn_partitions(receiver, error);
  if (kind != 0)
    return kind;
  struct source *source = find_named(receiver, name);
  if (source == NULL || !source->is_owned)
    return error_set(error, ERROR_AGAIN, "the partition %s is no longer ours", name);
  rd_kafka_resp_err_t failure = start_reading(receiver, source, position);
  if (failure != RD_KAFKA_RESP_ERR_NO_ERROR)
    return error_set(error, ERROR_AGAIN, "the partition %s cannot be read from %lld: %s", name,
        (long long)position, rd_kafka_err2str(failure));
  source->is_read = true;
  source->next = position;
  return 0;
}

void kafka_stop_reading(struct bus_receiver *base)
{
  struct kafka_receiver *receiver = (struct kafka_receiver *)base;
  rd_kafka_topic_partition_list_t *list = rd_kafka_topic_partition_list_new((int)receiver->name_count);
  for (size_t i = 0; i < receiver->source_count; i++) {
    struct source *source = receiver->sources[i];
    source->is_read = false;
    if (source->is_owned)
      rd_kafka_topic_partition_list_add(list, topic_of(receiver, source), source->partition);
  }
  (void)rd_kafka_pause_partitions(receiver->consumer, list);
  rd_kafka_topic_partition_list_destroy(list);
}

/* --- what comes --- */

static void add_event(struct filling *filling, const struct gebeurtenis *event)
{
  if (filling->event_count == filling->event_capacity) {
    filling->event_capacity = filling->event_capacity > 0 ? 2 * filling->event_capacity : FIRST_ITEMS;
    filling->events = memory_resize(filling->events, filling->event_capacity * sizeof *filling->events);
  }
  filling->events[filling->event_count++] = *event;
}

static void add_unreadable(struct filling *filling, const struct source *source,
    const rd_kafka_message_t *message, const char *reason)
{
  struct batch *batch = filling->batch;
  if (batch->unreadable_count == filling->unreadable_capacity) {
    size_t capacity = filling->unreadable_capacity > 0 ? 2 * filling->unreadable_capacity : FIRST_ITEMS;
    struct batch_unreadable *more = arena_array(&batch->arena, capacity, sizeof *more);
    if (batch->unreadable_count > 0)
      memcpy(more, batch->unreadable, batch->unreadable_count * sizeof *more);
    batch->unreadable = more;
    filling->unreadable_capacity = capacity;
  }
  size_t size = message->len < BATCH_UNREADABLE_BYTES ? message->len : BATCH_UNREADABLE_BYTES;
  batch->unreadable[batch->unreadable_count++] = (struct batch_unreadable){
      .source = source->name,
      .position = message->offset,
      .reason = reason,
      .data = arena_bytes(&batch->arena, message->payload, size),
      .size = size,
  };
}

/* What was written by another schema becomes a record of ours. NULL, or why it does not. */
static const char *resolve(
    struct filling *filling, uint64_t fingerprint, const char *schema, struct single_object *object)
{
  struct kafka_receiver *receiver = filling->receiver;
  if (object->fingerprint == fingerprint)
    return NULL;
  const struct resolution *resolution = kafka_schemas_find(receiver->schemas, object->fingerprint, schema);
  if (resolution == NULL)
    return "of a schema that is not known";
  buffer_reset(&receiver->resolved);
  if (!resolution_apply(
          resolution, object->record, object->size, &filling->batch->arena, &receiver->resolved))
    return "of another schema, and says what this version has no place for";
  object->record = (const uint8_t *)receiver->resolved.data;
  object->size = receiver->resolved.size;
  return NULL;
}

/* NULL, or why it cannot be read. */
static const char *read_event(struct filling *filling, struct single_object *object)
{
  const char *reason = resolve(filling, gebeurtenis_fingerprint, gebeurtenis_schema, object);
  if (reason != NULL)
    return reason;
  struct gebeurtenis event;
  if (!gebeurtenis_decode(object->record, object->size, &filling->batch->arena, &event))
    return "cannot be decoded";
  add_event(filling, &event);
  return NULL;
}

static const char *read_levering(struct filling *filling, struct single_object *object)
{
  const char *reason = resolve(filling, levering_fingerprint, levering_schema, object);
  if (reason != NULL)
    return reason;
  struct levering levering;
  if (!levering_decode(object->record, object->size, &filling->batch->arena, &levering))
    return "cannot be decoded";
  batch_add(filling->batch)->levering = levering;
  return NULL;
}

static void read_record(
    struct filling *filling, const struct source *source, const rd_kafka_message_t *message)
{
  struct single_object object;
  const char *reason = "not in Avro single-object encoding";
  if (message->payload != NULL && single_object_read(message->payload, message->len, &object))
    reason = source->is_leveringen ? read_levering(filling, &object) : read_event(filling, &object);
  if (reason != NULL)
    add_unreadable(filling, source, message, reason);
}

static struct batch_range *range_of(
    struct kafka_receiver *receiver, struct batch *batch, const struct source *source)
{
  for (size_t i = 0; i < batch->range_count; i++) {
    if (batch->ranges[i].source == source->name)
      return &batch->ranges[i];
  }
  if (batch->ranges == NULL)
    batch->ranges = arena_array(&batch->arena, receiver->source_count, sizeof *batch->ranges);
  struct batch_range *range = &batch->ranges[batch->range_count++];
  *range = (struct batch_range){source->name, source->next, source->next};
  return range;
}

static void fail(struct kafka_receiver *receiver, const rd_kafka_message_t *message)
{
  bool is_lost = message->err == RD_KAFKA_RESP_ERR__AUTO_OFFSET_RESET ||
                 message->err == RD_KAFKA_RESP_ERR_OFFSET_OUT_OF_RANGE;
  if (!is_lost) { /* librdkafka goes on by itself: a broker that is away, a topic that is not there yet */
    log_warning("bus.kafka", "%s", rd_kafka_message_errstr(message));
    return;
  }
  error_set(&receiver->failed, ERROR_DATA, "records of %s:%d were removed before they were stored",
      message->rkt != NULL ? rd_kafka_topic_name(message->rkt) : "a topic", (int)message->partition);
  error_hint(
      &receiver->failed, "topics keep a record for seven days; deliver the leveringen of that time again");
}

static void take(struct kafka_receiver *receiver, struct filling *filling, const rd_kafka_message_t *message)
{
  if (message->err != RD_KAFKA_RESP_ERR_NO_ERROR) {
    fail(receiver, message);
    return;
  }
  struct source *source = find_source(receiver, rd_kafka_topic_name(message->rkt), message->partition);
  if (source == NULL || !source->is_read || message->offset < source->next)
    return;
  struct batch_range *range = range_of(receiver, filling->batch, source);
  read_record(filling, source, message);
  source->next = message->offset + 1;
  range->to = source->next;
}

/* What is there by now, up to the size of a batch; waits for the first record only. */
static void fill(struct kafka_receiver *receiver, struct filling *filling, int timeout_ms)
{
  unsigned generation = receiver->generation;
  int wait = timeout_ms;
  while (batch_bytes(filling->batch) + filling->event_count * sizeof(struct gebeurtenis) <
         receiver->options.batch_bytes) {
    rd_kafka_message_t *message = rd_kafka_consumer_poll(receiver->consumer, wait);
    if (message != NULL) {
      take(receiver, filling, message);
      rd_kafka_message_destroy(message);
    }
    if (message == NULL || generation != receiver->generation || receiver->failed.kind != 0)
      return;
    if (filling->batch->range_count > 0)
      wait = 0;
  }
}

static void close_filling(struct filling *filling)
{
  if (filling->event_count > 0) {
    struct batch_levering *loose = batch_add(filling->batch);
    loose->is_loose = true;
    loose->gebeurtenis_count = filling->event_count;
    loose->gebeurtenissen =
        arena_array(&filling->batch->arena, filling->event_count, sizeof *loose->gebeurtenissen);
    memcpy(loose->gebeurtenissen, filling->events, filling->event_count * sizeof *filling->events);
  }
  free(filling->events);
}

int kafka_receive(struct bus_receiver *base, int timeout_ms, struct batch **out, struct error *error)
{
  struct kafka_receiver *receiver = (struct kafka_receiver *)base;
  struct filling filling = {.receiver = receiver, .batch = batch_new()};
  fill(receiver, &filling, timeout_ms);
  close_filling(&filling);
  if (filling.batch->range_count > 0) {
    filling.batch->weight = batch_bytes(filling.batch);
    *out = filling.batch;
    return 0;
  }
  batch_free(&filling.batch);
  if (receiver->failed.kind == 0)
    return kafka_refusal_check(&receiver->refusal, receiver->consumer, error);
  *error = receiver->failed;
  return receiver->failed.kind;
}

/* For tools that measure the lag: where to go on is PostgreSQL's to say. So nothing waits for it. */
int kafka_acknowledge(struct bus_receiver *base, struct batch **batch, struct error *error)
{
  (void)error;
  struct kafka_receiver *receiver = (struct kafka_receiver *)base;
  rd_kafka_topic_partition_list_t *stored = rd_kafka_topic_partition_list_new((int)(*batch)->range_count);
  for (size_t i = 0; i < (*batch)->range_count && (*batch)->answer == BATCH_STORED; i++) {
    const struct batch_range *range = &(*batch)->ranges[i];
    const struct source *source = find_named(receiver, range->source);
    if (source != NULL && source->is_owned)
      rd_kafka_topic_partition_list_add(stored, topic_of(receiver, source), source->partition)->offset =
          range->to;
  }
  if (stored->cnt > 0)
    (void)rd_kafka_commit(receiver->consumer, stored, true);
  rd_kafka_topic_partition_list_destroy(stored);
  batch_free(batch);
  return 0;
}
