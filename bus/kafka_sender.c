/* DESIGN. A sender has a producer of its own, so that all of it belongs to one thread: librdkafka calls back
 * inside our own poll. Each record carries a pointer to the batch it is of, and the last one that is
 * delivered makes the batch done. Batches are kept until then, for two reasons: what was acknowledged is
 * handed out as the batch that was sent, and an idempotent producer that lost its place in a partition (a
 * broker lost records, or its own state) can only be replaced: everything that is not acknowledged is sent
 * again by the new one. That may double a record on the topic, and changes nothing behind it: an event is
 * known by its id.
 *
 * A levering in parts: a part is a batch whose answer is WRITTEN, the last one announces the levering.
 * What one line says twice is announced and sent once: what arrives is counted by event and line.
 * Records of a levering that is withdrawn stay on the topic: they are events that its sender will send again.
 */
#include "bus/kafka_sender.h"

#include <librdkafka/rdkafka.h>
#include <stdlib.h>
#include <time.h>

#include "base/buffer.h"
#include "base/log.h"
#include "base/memory.h"
#include "bus/kafka_properties.h"
#include "bus/kafka_refusal.h"
#include "proto/single_object.h"

#define uthash_malloc(size) memory_new(size)
#define HASH_FUNCTION HASH_FNV /* as in transform/cache.c */
#include <uthash.h>

enum { RECORD_BYTES = 8 << 20, REASON_SIZE = 256 };

/* A batch that was sent, in one of the sender's two lists. */
struct pending {
  struct batch *batch;
  size_t left; /* records without an answer, and 1 while they are made */
  struct pending *next, *previous;
};

struct list {
  struct pending *first, *last;
};

/* An event and the line that said it. */
struct fact_key {
  struct id event;
  int32_t line;
};

struct fact {
  struct fact_key key;
  UT_hash_handle hh;
};

struct kafka_sender {
  struct bus_sender sender;
  struct kafka_sender_options options;
  rd_kafka_t *producer;
  struct buffer record;
  struct list sent;    /* in the order in which they were sent */
  struct list done;    /* in the order in which they became so */
  struct error failed; /* kind 0: nothing failed that cannot be mended */
  struct kafka_refusal refusal;
  struct fact *facts; /* of the levering in hand */
  struct arena facts_memory;
  int32_t doubles; /* left out of it */
};

static void list_add(struct list *list, struct pending *pending)
{
  pending->next = NULL;
  pending->previous = list->last;
  *(list->last != NULL ? &list->last->next : &list->first) = pending;
  list->last = pending;
}

static void list_remove(struct list *list, struct pending *pending)
{
  *(pending->previous != NULL ? &pending->previous->next : &list->first) = pending->next;
  *(pending->next != NULL ? &pending->next->previous : &list->last) = pending->previous;
}

static enum batch_answer answer_of(const struct batch *batch)
{
  switch (batch->part) {
  case PART_MORE:
    return BATCH_WRITTEN;
  case PART_WITHDRAWN:
    return BATCH_AGAIN;
  case PART_NONE:
  case PART_LAST:
    return BATCH_STORED;
  }
  return BATCH_STORED;
}

static void count_down(struct kafka_sender *sender, struct pending *pending)
{
  if (--pending->left > 0)
    return;
  pending->batch->answer = answer_of(pending->batch);
  list_remove(&sender->sent, pending);
  list_add(&sender->done, pending);
}

static enum error_kind kind_of(rd_kafka_resp_err_t failure)
{
  switch (failure) {
  case RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED:
  case RD_KAFKA_RESP_ERR_CLUSTER_AUTHORIZATION_FAILED:
    return ERROR_PERMISSION;
  default:
    return ERROR_CONFIG;
  }
}

/* Sending the same record again would end the same way. */
static void fail(struct kafka_sender *sender, rd_kafka_resp_err_t failure, const char *topic)
{
  if (sender->failed.kind != 0)
    return;
  error_set(&sender->failed, kind_of(failure), "Kafka did not take a record of %s: %s", topic,
      rd_kafka_err2str(failure));
  if (failure == RD_KAFKA_RESP_ERR__UNKNOWN_TOPIC || failure == RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART ||
      failure == RD_KAFKA_RESP_ERR__UNKNOWN_PARTITION)
    error_hint(&sender->failed, "sluis topics create makes the topics");
}

/* librdkafka's answer about one record, from inside rd_kafka_poll(). */
static void delivered(rd_kafka_t *producer, const rd_kafka_message_t *message, void *context)
{
  struct kafka_sender *sender = context;
  switch (message->err) {
  case RD_KAFKA_RESP_ERR_NO_ERROR:
    count_down(sender, message->_private);
    break;
  case RD_KAFKA_RESP_ERR__PURGE_QUEUE: /* of a producer that is being replaced */
  case RD_KAFKA_RESP_ERR__PURGE_INFLIGHT:
  case RD_KAFKA_RESP_ERR__FATAL:
    break;
  default:
    if (rd_kafka_fatal_error(producer, NULL, 0) == RD_KAFKA_RESP_ERR_NO_ERROR)
      fail(sender, message->err, rd_kafka_topic_name(message->rkt));
  }
}

/* From inside rd_kafka_poll(), as delivered(). */
static void hear_error(rd_kafka_t *producer, int failure, const char *text, void *context)
{
  (void)producer;
  kafka_refusal_hear(&((struct kafka_sender *)context)->refusal, (rd_kafka_resp_err_t)failure, text);
}

static int open_producer(struct kafka_sender *sender, struct error *error)
{
  rd_kafka_conf_t *conf = NULL;
  int kind = kafka_properties(
      sender->options.properties, sender->options.property_count, KAFKA_PRODUCER, &conf, error);
  if (kind != 0)
    return kind;
  sender->refusal = (struct kafka_refusal){0}; /* of the client that it replaces */
  rd_kafka_conf_set_opaque(conf, sender);
  rd_kafka_conf_set_dr_msg_cb(conf, delivered);
  rd_kafka_conf_set_error_cb(conf, hear_error);
  return kafka_client_new(RD_KAFKA_PRODUCER, conf, &sender->producer, error);
}

/* What it still has is not answered any more: its batches are with us. */
static void close_producer(struct kafka_sender *sender)
{
  if (sender->producer == NULL)
    return;
  rd_kafka_purge(sender->producer, RD_KAFKA_PURGE_F_QUEUE | RD_KAFKA_PURGE_F_INFLIGHT);
  rd_kafka_destroy(sender->producer);
  sender->producer = NULL;
}

static void produce(
    struct kafka_sender *sender, const char *topic, const struct id *key, struct pending *pending)
{
  if (sender->record.failed) {
    error_set(&sender->failed, ERROR_INTERNAL, "a record of more than %d bytes", RECORD_BYTES);
    return;
  }
  pending->left++;
  struct id copied = *key; /* librdkafka's macro wants it writable */
  rd_kafka_resp_err_t failure = rd_kafka_producev(sender->producer, RD_KAFKA_V_TOPIC(topic),
      RD_KAFKA_V_KEY(copied.bytes, sizeof copied.bytes),
      RD_KAFKA_V_VALUE(sender->record.data, sender->record.size), RD_KAFKA_V_MSGFLAGS(RD_KAFKA_MSG_F_COPY),
      RD_KAFKA_V_OPAQUE(pending), RD_KAFKA_V_END);
  if (failure != RD_KAFKA_RESP_ERR_NO_ERROR && failure != RD_KAFKA_RESP_ERR__FATAL)
    fail(sender, failure, topic);
}

static void produce_levering(
    struct kafka_sender *sender, const struct levering *levering, struct pending *pending)
{
  buffer_reset(&sender->record);
  single_object_begin(&sender->record, levering_fingerprint);
  levering_encode(levering, &sender->record);
  produce(sender, sender->options.topics->leveringen, &levering->id, pending);
}

static void produce_event(
    struct kafka_sender *sender, const struct gebeurtenis *event, struct pending *pending)
{
  buffer_reset(&sender->record);
  single_object_begin(&sender->record, gebeurtenis_fingerprint);
  gebeurtenis_encode(event, &sender->record);
  produce(sender, sender->options.topics->gebeurtenissen, &event->pseudoniem, pending);
}

static void produce_batch(struct kafka_sender *sender, struct pending *pending)
{
  const struct batch *batch = pending->batch;
  bool announces = batch->part == PART_NONE || batch->part == PART_LAST;
  pending->left = 1;
  for (size_t i = 0; i < batch->count && sender->failed.kind == 0; i++) {
    const struct batch_levering *levering = &batch->leveringen[i];
    for (size_t j = 0; j < levering->gebeurtenis_count && sender->failed.kind == 0; j++)
      produce_event(sender, &levering->gebeurtenissen[j], pending);
    if (announces)
      produce_levering(sender, &levering->levering, pending);
  }
  count_down(sender, pending);
}

static int replace_producer(struct kafka_sender *sender, struct error *error)
{
  char reason[REASON_SIZE];
  rd_kafka_resp_err_t failure = rd_kafka_fatal_error(sender->producer, reason, sizeof reason);
  if (failure == RD_KAFKA_RESP_ERR_NO_ERROR)
    return 0;
  log_warning(
      "bus.kafka.again", "the producer cannot go on, all that is not acknowledged is sent again: %s", reason);
  close_producer(sender);
  int kind = open_producer(sender, error);
  if (kind != 0)
    return kind;
  struct list again = sender->sent;
  sender->sent = (struct list){0};
  while (again.first != NULL) {
    struct pending *pending = again.first;
    list_remove(&again, pending);
    list_add(&sender->sent, pending);
    produce_batch(sender, pending);
  }
  return 0;
}

int kafka_sender_open(
    const struct kafka_sender_options *options, struct bus_sender **out, struct error *error)
{
  struct kafka_sender *sender = memory_new(sizeof *sender);
  sender->sender.operations = &kafka_operations;
  sender->options = *options;
  buffer_init(&sender->record, RECORD_BYTES);
  arena_init(&sender->facts_memory, 0);
  int kind = open_producer(sender, error);
  if (kind != 0) {
    kafka_sender_close(&sender->sender);
    return kind;
  }
  *out = &sender->sender;
  return 0;
}

static void forget_facts(struct kafka_sender *sender)
{
  HASH_CLEAR(hh, sender->facts);
  arena_reset(&sender->facts_memory);
  sender->doubles = 0;
}

static void drop_all(struct kafka_sender *sender, struct list *list)
{
  struct pending *pending = list->first;
  while (pending != NULL) {
    struct pending *next = pending->next;
    room_give(sender->options.room, pending->batch->weight);
    batch_free(&pending->batch);
    free(pending);
    pending = next;
  }
  *list = (struct list){0};
}

void kafka_sender_close(struct bus_sender *base)
{
  struct kafka_sender *sender = (struct kafka_sender *)base;
  close_producer(sender);
  drop_all(sender, &sender->sent);
  drop_all(sender, &sender->done);
  buffer_fini(&sender->record);
  forget_facts(sender);
  arena_fini(&sender->facts_memory);
  free(sender);
}

/* --- what a line says twice --- */

/* False when this levering said it before on the same line. */
static bool is_new(struct kafka_sender *sender, const struct gebeurtenis *event)
{
  struct fact *found = NULL;
  struct fact_key key = {event->id, event->regel};
  HASH_FIND(hh, sender->facts, &key, sizeof key, found);
  if (found != NULL)
    return false;
  struct fact *fact = arena_new(&sender->facts_memory, sizeof *fact);
  fact->key = key;
  HASH_ADD(hh, sender->facts, key, sizeof key, fact);
  return true;
}

static void drop_doubles(struct kafka_sender *sender, struct batch_levering *levering)
{
  size_t kept = 0;
  for (size_t i = 0; i < levering->gebeurtenis_count; i++) {
    if (is_new(sender, &levering->gebeurtenissen[i]))
      levering->gebeurtenissen[kept++] = levering->gebeurtenissen[i];
    else
      sender->doubles++;
  }
  levering->gebeurtenis_count = kept;
  levering->levering.gebeurtenissen -= sender->doubles;
}

static void prepare(struct kafka_sender *sender, struct batch *batch)
{
  for (size_t i = 0; i < batch->count; i++) {
    if (!batch_is_continuation(batch))
      forget_facts(sender);
    if (batch->part != PART_NONE || batch->leveringen[i].gebeurtenis_count > 1)
      drop_doubles(sender, &batch->leveringen[i]);
  }
}

int kafka_send(struct bus_sender *base, struct batch **batch, int timeout_ms, struct error *error)
{
  struct kafka_sender *sender = (struct kafka_sender *)base;
  size_t weight = batch_is_continuation(*batch) ? 0 : batch_bytes(*batch);
  if (weight > 0 && !room_take(sender->options.room, weight, timeout_ms))
    return error_set(error, ERROR_AGAIN, "bus: no room for %zu bytes", weight);
  (*batch)->weight = weight;
  struct pending *pending = memory_new(sizeof *pending);
  pending->batch = *batch;
  *batch = NULL;
  prepare(sender, pending->batch);
  list_add(&sender->sent, pending);
  produce_batch(sender, pending);
  return 0; /* what failed meanwhile is told by acknowledged(): some of it may be on its way */
}

int kafka_acknowledged(struct bus_sender *base, int timeout_ms, struct batch **out, struct error *error)
{
  struct kafka_sender *sender = (struct kafka_sender *)base;
  rd_kafka_poll(sender->producer, sender->done.first == NULL ? timeout_ms : 0);
  int kind = replace_producer(sender, error);
  if (kind != 0)
    return kind;
  struct pending *pending = sender->done.first;
  if (pending != NULL) {
    list_remove(&sender->done, pending);
    *out = pending->batch;
    room_give(sender->options.room, pending->batch->weight);
    free(pending);
    return 0;
  }
  if (sender->failed.kind == 0)
    return kafka_refusal_check(&sender->refusal, sender->producer, error);
  *error = sender->failed;
  return sender->failed.kind;
}
