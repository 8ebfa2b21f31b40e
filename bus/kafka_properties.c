#include "bus/kafka_properties.h"

#include <string.h>

#include "base/log.h"

struct setting {
  const char *name;
  const char *value;
};

/* An operator may say otherwise. */
static const struct setting defaults[] = {
    {"client.id", "sluis"},
    {"compression.type", "lz4"},
    {"linger.ms", "20"},
};

/* Nobody may. Idempotence brings acks=all and retries with it; without a timeout a record is sent until it is
 * there or can never be. */
static const struct setting fixed_for_producers[] = {
    {"enable.idempotence", "true"},
    {"acks", "all"},
    {"message.timeout.ms", "0"},
    {"partitioner", "murmur2"}, /* that of the Java client: other tools find a client's partition too */
    /* no bound of its own: bus_options.maximum_bytes is what bounds it, and is waited for where a stop is
       heard */
    {"queue.buffering.max.messages", "0"},
    {"queue.buffering.max.kbytes", "2147483647"},
};
static const struct setting fixed_for_consumers[] = {
    {"enable.auto.commit", "false"},
    {"enable.auto.offset.store", "false"},
    {"auto.offset.reset", "error"}, /* what was removed before it was stored is a loss to be told */
    {"partition.assignment.strategy", "cooperative-sticky"},
    {"isolation.level", "read_committed"},
    {"enable.partition.eof", "false"},
};
static const struct setting fixed_for_onlookers[] = {
    {"group.id", ""},
    {"enable.auto.commit", "false"},
    {"enable.auto.offset.store", "false"},
    {"auto.offset.reset", "earliest"}, /* what was removed is not its business */
    {"isolation.level", "read_committed"},
    {"enable.partition.eof", "true"},
};

/* Other names of what is fixed, and what would undermine it. */
static const char *const refused[] = {
    "request.required.acks",
    "delivery.timeout.ms",
    "message.send.max.retries",
    "retries",
    "transactional.id",
    "enable.gapless.guarantee",
    "auto.commit.enable",
    "auto.commit.interval.ms",
    "queuing.strategy",
    "dr_cb",
    "dr_msg_cb",
    "rebalance_cb",
};

#define COUNT(array) (sizeof(array) / sizeof *(array))

static bool is_among(const char *name, const struct setting *settings, size_t count)
{
  for (size_t i = 0; i < count; i++) {
    if (strcmp(settings[i].name, name) == 0)
      return true;
  }
  return false;
}

static bool is_refused(const char *name)
{
  for (size_t i = 0; i < COUNT(refused); i++) {
    if (strcmp(refused[i], name) == 0)
      return true;
  }
  return is_among(name, fixed_for_producers, COUNT(fixed_for_producers)) ||
         is_among(name, fixed_for_consumers, COUNT(fixed_for_consumers));
}

/* librdkafka's own text holds the value, which may be a password. */
static int set(rd_kafka_conf_t *conf, const struct setting *setting, struct error *error)
{
  char unsaid[256];
  rd_kafka_conf_res_t result = rd_kafka_conf_set(conf, setting->name, setting->value, unsaid, sizeof unsaid);
  if (result == RD_KAFKA_CONF_OK)
    return 0;
  return error_set(error, ERROR_CONFIG, "[kafka] %s: %s", setting->name,
      result == RD_KAFKA_CONF_UNKNOWN ? "librdkafka has no such property"
                                      : "librdkafka does not take its value");
}

static int set_all(rd_kafka_conf_t *conf, const struct setting *settings, size_t count, struct error *error)
{
  int kind = 0;
  for (size_t i = 0; kind == 0 && i < count; i++)
    kind = set(conf, &settings[i], error);
  return kind;
}

static int set_own(
    rd_kafka_conf_t *conf, const struct bus_property *properties, size_t count, struct error *error)
{
  int kind = 0;
  for (size_t i = 0; kind == 0 && i < count; i++) {
    if (is_refused(properties[i].name)) {
      kind = error_set(error, ERROR_CONFIG, "[kafka] %s cannot be set", properties[i].name);
      error_hint(error, "sluis sets it itself: what it promises rests on it");
    } else {
      kind = set(conf, &(struct setting){properties[i].name, properties[i].value}, error);
    }
  }
  return kind;
}

/* Without them librdkafka would look for a broker for ever. */
static int check_servers(const struct bus_property *properties, size_t count, struct error *error)
{
  for (size_t i = 0; i < count; i++) {
    if (strcmp(properties[i].name, "bootstrap.servers") == 0 ||
        strcmp(properties[i].name, "metadata.broker.list") == 0)
      return 0;
  }
  int kind = error_set(error, ERROR_CONFIG, "[kafka] bootstrap.servers is not set");
  error_hint(
      error, "HOST:PORT of some brokers, with commas between; as variable SLUIS_KAFKA_BOOTSTRAP_SERVERS");
  return kind;
}

static int set_fixed(rd_kafka_conf_t *conf, enum kafka_role role, struct error *error)
{
  switch (role) {
  case KAFKA_PRODUCER:
    return set_all(conf, fixed_for_producers, COUNT(fixed_for_producers), error);
  case KAFKA_CONSUMER:
    return set_all(conf, fixed_for_consumers, COUNT(fixed_for_consumers), error);
  case KAFKA_ONLOOKER:
    return set_all(conf, fixed_for_onlookers, COUNT(fixed_for_onlookers), error);
  case KAFKA_ADMIN:
    return 0;
  }
  return 0;
}

/* librdkafka's log into ours. Its texts name brokers, topics and properties, never a record. */
static void take_log(const rd_kafka_t *client, int level, const char *facility, const char *text)
{
  (void)client;
  /* what is for the other side only: one file serves both */
  if (strcmp(facility, "CONFWARN") == 0)
    return;
  if (level <= 4) /* syslog's warning */
    log_warning("bus.kafka", "%s", text);
  else
    log_debug("bus.kafka", "%s", text);
}

int kafka_properties(const struct bus_property *properties, size_t count, enum kafka_role role,
    rd_kafka_conf_t **out, struct error *error)
{
  *out = NULL;
  rd_kafka_conf_t *conf = rd_kafka_conf_new();
  rd_kafka_conf_set_log_cb(conf, take_log);
  int kind = set_all(conf, defaults, COUNT(defaults), error);
  if (kind == 0)
    kind = set_own(conf, properties, count, error);
  if (kind == 0)
    kind = check_servers(properties, count, error);
  if (kind == 0)
    kind = set_fixed(conf, role, error);
  if (kind != 0) {
    rd_kafka_conf_destroy(conf);
    return kind;
  }
  *out = conf;
  return 0;
}

int kafka_client_new(rd_kafka_type_t type, rd_kafka_conf_t *conf, rd_kafka_t **out, struct error *error)
{
  char reason[512];
  *out = rd_kafka_new(type, conf, reason, sizeof reason);
  if (*out != NULL)
    return 0;
  rd_kafka_conf_destroy(conf);
  return error_set(
      error, ERROR_CONFIG, "[kafka] librdkafka does not take the properties together: %s", reason);
}
