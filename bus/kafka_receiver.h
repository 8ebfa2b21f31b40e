/* The load side of the bus over Kafka: a member of the consumer group, and the partitions that it owns now.
 */
#ifndef SLUIS_BUS_KAFKA_RECEIVER_H
#define SLUIS_BUS_KAFKA_RECEIVER_H

#include "bus/bus_backend.h"
#include "bus/kafka_topics.h"

struct kafka_receiver_options {
  const struct bus_property *properties;
  size_t property_count;
  const struct kafka_topic_names *topics;
  const char *schemas; /* folder, or NULL */
  size_t batch_bytes;
};

/* The functions of bus_backend.h that are a receiver's. */
MUST_CHECK int kafka_receiver_open(
    const struct kafka_receiver_options *options, struct bus_receiver **out, struct error *error);
void kafka_receiver_close(struct bus_receiver *receiver);
struct bus_sources kafka_sources(const struct bus_receiver *receiver);
MUST_CHECK int kafka_read_from(
    struct bus_receiver *receiver, const char *source, int64_t position, struct error *error);
void kafka_stop_reading(struct bus_receiver *receiver);
bool kafka_owns_client(const struct bus_receiver *receiver, const struct id *client);
MUST_CHECK int kafka_receive(
    struct bus_receiver *receiver, int timeout_ms, struct batch **out, struct error *error);
MUST_CHECK int kafka_acknowledge(struct bus_receiver *receiver, struct batch **batch, struct error *error);

#endif
