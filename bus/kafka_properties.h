/* librdkafka's properties: ours first, the operator's over them, and last those that the promises rest on.
 *
 * A property of the operator that would break a promise is refused by its name: what decides when a record
 * counts as delivered (acks, idempotence, timeouts and retries), where a client's events lie (partitioner)
 * and from where a loader reads (commits and offsets, which are PostgreSQL's business). */
#ifndef SLUIS_BUS_KAFKA_PROPERTIES_H
#define SLUIS_BUS_KAFKA_PROPERTIES_H

#include <librdkafka/rdkafka.h>

#include "base/error.h"
#include "base/must_check.h"
#include "bus/bus.h"

/* An onlooker reads records and is in no group: nobody's partitions move for it, and it leaves no mark. */
enum kafka_role { KAFKA_PRODUCER, KAFKA_CONSUMER, KAFKA_ONLOOKER, KAFKA_ADMIN };

/* *out is the caller's until kafka_client_new takes it over. ERROR_CONFIG names the property, never its
 * value. */
MUST_CHECK int kafka_properties(const struct bus_property *properties, size_t count, enum kafka_role role,
    rd_kafka_conf_t **out, struct error *error);

/* Takes conf over, also when it fails: ERROR_CONFIG for properties that do not go together, and *out is NULL.
 */
MUST_CHECK int kafka_client_new(
    rd_kafka_type_t type, rd_kafka_conf_t *conf, rd_kafka_t **out, struct error *error);

#endif
