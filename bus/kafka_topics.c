#include "bus/kafka_topics.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "bus/kafka_properties.h"
#include "bus/kafka_refusal.h"

/* Seven days: time enough to mend a warehouse, and no archive. */
#define RETENTION_MS "604800000"

enum { REASON_SIZE = 256, MOST_PREFIX = 80 };

int kafka_topic_names(const char *prefix, struct kafka_topic_names *out, struct error *error)
{
  static const char allowed[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-";
  const char *used = prefix != NULL ? prefix : KAFKA_PREFIX;
  size_t size = strlen(used);
  if (size == 0 || size > MOST_PREFIX || strspn(used, allowed) != size)
    return error_set(error, ERROR_CONFIG,
        "bus_topics is not a word of at most %d letters, digits, dots, dashes and underscores", MOST_PREFIX);
  snprintf(out->gebeurtenissen, sizeof out->gebeurtenissen, "%s.gebeurtenis.v1", used);
  snprintf(out->leveringen, sizeof out->leveringen, "%s.levering.v1", used);
  return 0;
}

static void hear_error(rd_kafka_t *client, int failure, const char *text, void *refusal)
{
  (void)client;
  kafka_refusal_hear(refusal, (rd_kafka_resp_err_t)failure, text);
}

/* A client that a broker has let in. refusal lives as long as the client. */
static int open_admin(const struct kafka_topics_options *options, struct kafka_refusal *refusal,
    rd_kafka_t **out, struct error *error)
{
  rd_kafka_conf_t *conf = NULL;
  int kind = kafka_properties(options->properties, options->property_count, KAFKA_ADMIN, &conf, error);
  if (kind != 0)
    return kind;
  rd_kafka_conf_set_opaque(conf, refusal);
  rd_kafka_conf_set_error_cb(conf, hear_error);
  kind = kafka_client_new(RD_KAFKA_PRODUCER, conf, out, error);
  return kind == 0 ? kafka_refusal_wait(refusal, *out, options->timeout_ms, error) : kind;
}

/* *partitions: 0 when there is no such topic. */
static int count_partitions(
    rd_kafka_t *client, const char *name, int timeout_ms, int *partitions, struct error *error)
{
  rd_kafka_topic_t *topic = rd_kafka_topic_new(client, name, NULL);
  const struct rd_kafka_metadata *metadata = NULL;
  rd_kafka_resp_err_t failure = rd_kafka_metadata(client, 0, topic, &metadata, timeout_ms);
  rd_kafka_topic_destroy(topic);
  if (failure != RD_KAFKA_RESP_ERR_NO_ERROR)
    return error_set(error, ERROR_UNAVAILABLE, "Kafka: %s", rd_kafka_err2str(failure));
  bool is_there = metadata->topic_cnt == 1 && metadata->topics[0].err == RD_KAFKA_RESP_ERR_NO_ERROR;
  *partitions = is_there ? metadata->topics[0].partition_cnt : 0;
  rd_kafka_metadata_destroy(metadata);
  return 0;
}

static int refuse_to_set(rd_kafka_resp_err_t failure, const char *name, struct error *error)
{
  return error_set(error, ERROR_INTERNAL, "the topic %s: %s", name, rd_kafka_err2str(failure));
}

static int describe(rd_kafka_NewTopic_t *topic, const struct kafka_topics_options *options, const char *name,
    struct error *error)
{
  const struct {
    const char *name;
    const char *value;
  } settings[] = {
      {"cleanup.policy", "delete"},
      {"retention.ms", RETENTION_MS},
      {"retention.bytes", "-1"},
      {"compression.type", "producer"},
      {"message.timestamp.type", "LogAppendTime"}, /* the age of a record is one that nobody made up */
      {"min.insync.replicas", options->replicas >= 3 ? "2" : "1"},
      {"unclean.leader.election.enable", "false"},
  };
  for (size_t i = 0; i < sizeof settings / sizeof *settings; i++) {
    rd_kafka_resp_err_t failure = rd_kafka_NewTopic_set_config(topic, settings[i].name, settings[i].value);
    if (failure != RD_KAFKA_RESP_ERR_NO_ERROR)
      return refuse_to_set(failure, name, error);
  }
  return 0;
}

/* What the brokers answered for the one topic that was asked for. */
static int read_answer(rd_kafka_event_t *event, const char *name, int *made, struct error *error)
{
  if (event == NULL || rd_kafka_event_error(event) != RD_KAFKA_RESP_ERR_NO_ERROR)
    return error_set(error, ERROR_UNAVAILABLE, "the topic %s could not be made: %s", name,
        event == NULL ? "no answer" : rd_kafka_event_error_string(event));
  size_t count = 0;
  const rd_kafka_topic_result_t **results =
      rd_kafka_CreateTopics_result_topics(rd_kafka_event_CreateTopics_result(event), &count);
  rd_kafka_resp_err_t failure =
      count == 1 ? rd_kafka_topic_result_error(results[0]) : RD_KAFKA_RESP_ERR_UNKNOWN;
  *made += failure == RD_KAFKA_RESP_ERR_NO_ERROR;
  if (failure == RD_KAFKA_RESP_ERR_NO_ERROR || failure == RD_KAFKA_RESP_ERR_TOPIC_ALREADY_EXISTS)
    return 0; /* another sluis was quicker, or the broker that was asked first does not know yet */
  return error_set(error,
      failure == RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED ? ERROR_PERMISSION : ERROR_CONFIG,
      "the topic %s could not be made: %s", name, rd_kafka_err2str(failure));
}

static int ask_for(rd_kafka_t *client, rd_kafka_NewTopic_t *topic, const struct kafka_topics_options *options,
    const char *name, int *made, struct error *error)
{
  char reason[REASON_SIZE];
  rd_kafka_AdminOptions_t *how = rd_kafka_AdminOptions_new(client, RD_KAFKA_ADMIN_OP_CREATETOPICS);
  (void)rd_kafka_AdminOptions_set_operation_timeout(how, options->timeout_ms, reason, sizeof reason);
  (void)rd_kafka_AdminOptions_set_request_timeout(how, options->timeout_ms, reason, sizeof reason);
  rd_kafka_queue_t *queue = rd_kafka_queue_new(client);
  rd_kafka_CreateTopics(client, &topic, 1, how, queue);
  rd_kafka_event_t *event = rd_kafka_queue_poll(queue, options->timeout_ms);
  int kind = read_answer(event, name, made, error);
  if (event != NULL)
    rd_kafka_event_destroy(event);
  rd_kafka_queue_destroy(queue);
  rd_kafka_AdminOptions_destroy(how);
  return kind;
}

static int create(rd_kafka_t *client, const char *name, const struct kafka_topics_options *options, int *made,
    struct error *error)
{
  char reason[REASON_SIZE];
  rd_kafka_NewTopic_t *topic =
      rd_kafka_NewTopic_new(name, options->partitions, options->replicas, reason, sizeof reason);
  if (topic == NULL)
    return error_set(error, ERROR_USAGE, "the topic %s cannot be made: %s", name, reason);
  int kind = describe(topic, options, name, error);
  if (kind == 0)
    kind = ask_for(client, topic, options, name, made, error);
  rd_kafka_NewTopic_destroy(topic);
  return kind;
}

static int create_missing(rd_kafka_t *client, const char *name, const struct kafka_topics_options *options,
    int *made, struct error *error)
{
  int partitions = 0;
  int kind = count_partitions(client, name, options->timeout_ms, &partitions, error);
  if (kind != 0)
    return kind;
  if (partitions == 0)
    return create(client, name, options, made, error);
  if (partitions == options->partitions)
    return 0;
  kind = error_set(
      error, ERROR_CONFIG, "the topic %s has %d partitions, not %d", name, partitions, options->partitions);
  error_hint(error,
      "another number needs new topics: let the loaders store all, remove both topics, make them again");
  return kind;
}

int kafka_topics_create(const struct kafka_topics_options *options, int *made, struct error *error)
{
  *made = 0;
  rd_kafka_t *client = NULL;
  struct kafka_refusal refusal = {0};
  struct kafka_topic_names names;
  int kind = kafka_topic_names(options->prefix, &names, error);
  if (kind == 0)
    kind = open_admin(options, &refusal, &client, error);
  if (kind == 0)
    kind = create_missing(client, names.gebeurtenissen, options, made, error);
  if (kind == 0)
    kind = create_missing(client, names.leveringen, options, made, error);
  if (client != NULL)
    rd_kafka_destroy(client);
  return kind;
}

static int find_end(rd_kafka_t *client, const struct kafka_topics_options *options, const char *topic,
    int partition, struct bus_end *out, struct error *error)
{
  int64_t first = 0;
  rd_kafka_resp_err_t failure =
      rd_kafka_query_watermark_offsets(client, topic, partition, &first, &out->position, options->timeout_ms);
  if (failure != RD_KAFKA_RESP_ERR_NO_ERROR)
    return error_set(error, ERROR_UNAVAILABLE, "Kafka: %s", rd_kafka_err2str(failure));
  snprintf(out->source, sizeof out->source, "%s:%d", topic, partition);
  return 0;
}

static int add_ends(rd_kafka_t *client, const struct kafka_topics_options *options, const char *topic,
    struct bus_end **ends, size_t *count, struct error *error)
{
  int partitions = 0;
  int kind = count_partitions(client, topic, options->timeout_ms, &partitions, error);
  if (kind == 0 && partitions == 0) {
    kind = error_set(error, ERROR_UNAVAILABLE, "there is no topic %s", topic);
    error_hint(error, "sluis topics create makes the topics");
  }
  *ends = memory_resize(*ends, (*count + (size_t)partitions + 1) * sizeof **ends);
  for (int i = 0; kind == 0 && i < partitions; i++)
    kind = find_end(client, options, topic, i, &(*ends)[(*count)++], error);
  return kind;
}

int kafka_topics_ends(
    const struct kafka_topics_options *options, struct bus_end **out, size_t *count, struct error *error)
{
  struct kafka_topic_names names;
  struct kafka_refusal refusal = {0};
  rd_kafka_t *client = NULL;
  *out = NULL;
  *count = 0;
  int kind = kafka_topic_names(options->prefix, &names, error);
  if (kind == 0)
    kind = open_admin(options, &refusal, &client, error);
  if (kind == 0)
    kind = add_ends(client, options, names.gebeurtenissen, out, count, error);
  if (kind == 0)
    kind = add_ends(client, options, names.leveringen, out, count, error);
  if (client != NULL)
    rd_kafka_destroy(client);
  if (kind == 0)
    return 0;
  free(*out);
  *out = NULL;
  *count = 0;
  return kind;
}
