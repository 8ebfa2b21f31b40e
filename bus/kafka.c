/* The bus between machines: Kafka. See kafka_sender.c and kafka_receiver.c for its two ends, which need not
 * be in one process. */
#include <stdio.h>
#include <stdlib.h>

#include "base/memory.h"
#include "bus/kafka_oldest.h"
#include "bus/kafka_receiver.h"
#include "bus/kafka_sender.h"
#include "bus/kafka_topics.h"

enum {
  BATCH_BYTES = 256 << 10 /* default */,
  PROPERTY_BYTES = 4096,
  ENDS_MS = 5000,
  OLDEST_MS = 5000,
  LEAST_FETCHED_KBYTES = 1024,
  MOST_FETCHED_KBYTES = 1 << 20
};

struct kafka_bus {
  struct bus bus;
  struct room room;
  struct arena arena; /* of the properties */
  struct bus_property *properties;
  size_t property_count;
  size_t batch_bytes;
  const char *schemas; /* folder, in the arena; or NULL */
  const char *prefix;  /* of the topics, in the arena */
  struct kafka_topic_names topics;
};

static void kafka_close(struct bus *base)
{
  struct kafka_bus *bus = (struct kafka_bus *)base;
  room_fini(&bus->room);
  arena_fini(&bus->arena);
  free(bus);
}

/* What librdkafka holds for a receiver beside its partij: half of what the bus may. */
static const char *fetched_kbytes(const struct bus_options *options, struct arena *arena)
{
  char text[32];
  size_t kbytes = options->maximum_bytes / 2 >> 10;
  if (kbytes < LEAST_FETCHED_KBYTES)
    kbytes = LEAST_FETCHED_KBYTES;
  else if (kbytes > MOST_FETCHED_KBYTES)
    kbytes = MOST_FETCHED_KBYTES;
  snprintf(text, sizeof text, "%zu", kbytes);
  return arena_text(arena, text);
}

static int kafka_open(const struct bus_options *options, struct bus **out, struct error *error)
{
  struct kafka_topic_names topics;
  int kind = kafka_topic_names(options->topics, &topics, error);
  if (kind != 0)
    return kind;
  struct kafka_bus *bus = memory_new(sizeof *bus);
  bus->topics = topics;
  bus->bus.operations = &kafka_operations;
  bus->batch_bytes = options->batch_bytes > 0 ? options->batch_bytes : BATCH_BYTES;
  room_init(&bus->room, options->maximum_bytes);
  arena_init(&bus->arena, PROPERTY_BYTES);
  bus->prefix = arena_text(&bus->arena, options->topics != NULL ? options->topics : KAFKA_PREFIX);
  bus->schemas = options->schemas != NULL ? arena_text(&bus->arena, options->schemas) : NULL;
  bus->properties = arena_array(&bus->arena, options->property_count + 2, sizeof *bus->properties);
  /* one group a warehouse, whatever brokers it shares; what the operator says comes later and wins */
  bus->properties[bus->property_count++] = (struct bus_property){"group.id", bus->prefix};
  bus->properties[bus->property_count++] =
      (struct bus_property){"queued.max.messages.kbytes", fetched_kbytes(options, &bus->arena)};
  for (size_t i = 0; i < options->property_count; i++)
    bus->properties[bus->property_count++] =
        (struct bus_property){arena_text(&bus->arena, options->properties[i].name),
            arena_text(&bus->arena, options->properties[i].value)};
  *out = &bus->bus;
  return 0;
}

static int open_sender(struct bus *base, struct bus_sender **out, struct error *error)
{
  struct kafka_bus *bus = (struct kafka_bus *)base;
  return kafka_sender_open(
      &(struct kafka_sender_options){bus->properties, bus->property_count, &bus->topics, &bus->room}, out,
      error);
}

static int open_receiver(struct bus *base, struct bus_receiver **out, struct error *error)
{
  struct kafka_bus *bus = (struct kafka_bus *)base;
  return kafka_receiver_open(&(struct kafka_receiver_options){bus->properties, bus->property_count,
                                 &bus->topics, bus->schemas, bus->batch_bytes},
      out, error);
}

static size_t kafka_bytes(const struct bus *base)
{
  return room_taken(&((const struct kafka_bus *)base)->room);
}

static int find_ends(const struct bus *base, struct bus_end **out, size_t *count, struct error *error)
{
  const struct kafka_bus *bus = (const struct kafka_bus *)base;
  return kafka_topics_ends(
      &(struct kafka_topics_options){
          .properties = bus->properties,
          .property_count = bus->property_count,
          .prefix = bus->prefix,
          .timeout_ms = ENDS_MS,
      },
      out, count, error);
}

static int find_oldest(const struct bus *base, const struct bus_end *from, size_t count, int64_t *written_ms,
    struct error *error)
{
  const struct kafka_bus *bus = (const struct kafka_bus *)base;
  return kafka_oldest(
      &(struct kafka_oldest_options){
          .properties = bus->properties,
          .property_count = bus->property_count,
          .timeout_ms = OLDEST_MS,
      },
      from, count, written_ms, error);
}

const struct bus_operations kafka_operations = {
    .name = "kafka",
    .open = kafka_open,
    .close = kafka_close,
    .sender_open = open_sender,
    .sender_close = kafka_sender_close,
    .receiver_open = open_receiver,
    .receiver_close = kafka_receiver_close,
    .send = kafka_send,
    .acknowledged = kafka_acknowledged,
    .receive = kafka_receive,
    .acknowledge = kafka_acknowledge,
    .sources = kafka_sources,
    .read_from = kafka_read_from,
    .stop_reading = kafka_stop_reading,
    .owns_client = kafka_owns_client,
    .ends = find_ends,
    .oldest = find_oldest,
    .bytes = kafka_bytes,
};
