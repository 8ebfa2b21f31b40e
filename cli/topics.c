/* `sluis topics`: the two topics of the bus over Kafka, with the settings that the promises need, and the
 * schemas of what is in them. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/config.h"
#include "bus/kafka_schemas.h"
#include "bus/kafka_topics.h"
#include "cli/bus_setting.h"
#include "cli/command.h"
#include "cli/commands.h"

enum { MOST_PARTITIONS = 1000, MOST_REPLICAS = 10, PATIENCE_MS = 30000 };

/* A whole number between 1 and most; the default when it is not given. */
static int read_count(const struct arguments *arguments, const char *name, int otherwise, int most, int *out,
    struct error *error)
{
  const char *text = arguments_value(arguments, name);
  *out = otherwise;
  if (text == NULL)
    return 0;
  char *rest = NULL;
  long value = strtol(text, &rest, 10);
  if (rest == text || *rest != '\0' || value < 1 || value > most)
    return error_set(error, ERROR_USAGE, "%s is not a number between 1 and %d", name, most);
  *out = (int)value;
  return 0;
}

static int create(const struct config *config, const struct arguments *arguments, struct error *error)
{
  struct bus_property *properties = NULL;
  struct kafka_topics_options options = {.timeout_ms = PATIENCE_MS};
  int made = 0;
  int kind = read_count(arguments, "--partitions", 12, MOST_PARTITIONS, &options.partitions, error);
  if (kind == 0)
    kind = read_count(arguments, "--replicas", 3, MOST_REPLICAS, &options.replicas, error);
  if (kind != 0)
    return kind;
  options.property_count = bus_setting_properties(config, &properties);
  options.properties = properties;
  options.prefix = config_text(config, "bus_topics");
  kind = kafka_topics_create(&options, &made, error);
  free(properties);
  if (kind == 0)
    printf("%s.gebeurtenis.v1, %s.levering.v1: %d partitions, %d replicas; %d made\n", options.prefix,
        options.prefix, options.partitions, options.replicas, made);
  return kind;
}

static int run(const struct config *config, const struct arguments *arguments, struct error *error)
{
  if (arguments->count == 1 && strcmp(arguments->items[0], "create") == 0)
    return create(config, arguments, error);
  if (arguments->count == 2 && strcmp(arguments->items[0], "schemas") == 0)
    return kafka_schemas_write(arguments->items[1], error);
  return error_set(error, ERROR_USAGE, "topics create, or topics schemas DIR");
}

static const struct argument_option options[] = {
    {"--partitions", "N", "of each topic: the most loaders that have work at the same time (default 12)"},
    {"--replicas", "N", "brokers that keep each record (default 3)"},
    {NULL, NULL, NULL},
};

const struct command command_topics = {
    .name = "topics",
    .synopsis = "create [--partitions N] [--replicas N] | schemas DIR",
    .summary = "make the topics of the bus over Kafka; write the Avro schemas of what is in them",
    .options = options,
    .run = run,
};
