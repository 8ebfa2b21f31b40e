/* The two topics, and what they have to be.
 *
 *   sluis.gebeurtenis.v1  one event a record, key = the client's pseudonym (16 bytes)
 *   sluis.levering.v1     one levering a record, key = its id (16 bytes): announces its events
 *
 * Values are Avro in single-object encoding. A client's events lie in one partition, which one loader owns.
 */
#ifndef SLUIS_BUS_KAFKA_TOPICS_H
#define SLUIS_BUS_KAFKA_TOPICS_H

#include "base/error.h"
#include "base/must_check.h"
#include "bus/bus.h"

#define KAFKA_PREFIX "sluis"

enum { KAFKA_TOPIC_SIZE = 120 };

struct kafka_topic_names {
  char gebeurtenissen[KAFKA_TOPIC_SIZE];
  char leveringen[KAFKA_TOPIC_SIZE];
};

/* prefix: what stands for `sluis` above, so that several warehouses can share brokers; NULL: KAFKA_PREFIX.
 * ERROR_CONFIG: too long, or of other characters than letters, digits, dot, dash and underscore. */
MUST_CHECK int kafka_topic_names(const char *prefix, struct kafka_topic_names *out, struct error *error);

struct kafka_topics_options {
  const struct bus_property *properties;
  size_t property_count;
  const char *prefix; /* as above */
  int partitions;     /* of each topic: the most loaders that have work at the same time */
  int replicas;       /* 3 or more: a record is there when two hold it */
  int timeout_ms;
};

/* Makes those that are missing; *made: how many. One that is there stays as it is, but ERROR_CONFIG when it
 * has another number of partitions: with another number a client's events would move to another partition,
 * while those that lie in the first one are not stored yet. ERROR_UNAVAILABLE: no broker within the time. */
MUST_CHECK int kafka_topics_create(
    const struct kafka_topics_options *options, int *made, struct error *error);

/* As bus_ends(). timeout_ms is for each question. */
MUST_CHECK int kafka_topics_ends(
    const struct kafka_topics_options *options, struct bus_end **out, size_t *count, struct error *error);

#endif
