/* The ingest side of the bus over Kafka: the records of a batch, and when all of them are delivered.
 *
 * Stored means here: every record of the batch is acknowledged by all brokers in step. From then on the topic
 * is what does not lose it (for seven days), and the leveringen may leave the inbox. */
#ifndef SLUIS_BUS_KAFKA_SENDER_H
#define SLUIS_BUS_KAFKA_SENDER_H

#include "bus/bus_backend.h"
#include "bus/kafka_topics.h"
#include "bus/room.h"

struct kafka_sender_options {
  const struct bus_property *properties; /* used while the sender lives */
  size_t property_count;
  const struct kafka_topic_names *topics; /* the same */
  struct room *room;                      /* shared by all senders of the bus */
};

/* The functions of bus_backend.h that are a sender's. */
MUST_CHECK int kafka_sender_open(
    const struct kafka_sender_options *options, struct bus_sender **out, struct error *error);
void kafka_sender_close(struct bus_sender *sender);
MUST_CHECK int kafka_send(
    struct bus_sender *sender, struct batch **batch, int timeout_ms, struct error *error);
MUST_CHECK int kafka_acknowledged(
    struct bus_sender *sender, int timeout_ms, struct batch **out, struct error *error);

#endif
