/* How the stages tell each other: batches one way, acknowledgements back.
 *
 * One receiver (transform + sink), any number of senders (ingest threads), in one process or in several. A
 * batch is acknowledged as stored after the transaction that stored it, and only then may its sender take the
 * leveringen out of the inbox.
 *
 * `struct bus_operations` is what a backend provides; the functions below are how it is used. A sender and a
 * receiver each belong to the thread that opened them. */
#ifndef SLUIS_BUS_BUS_H
#define SLUIS_BUS_BUS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "base/id.h"
#include "base/must_check.h"
#include "bus/batch.h"
#include "bus/curve.h"

struct bus;
struct bus_sender;
struct bus_receiver;

/* What a backend takes by names of its own: librdkafka's properties. */
struct bus_property {
  const char *name;
  const char *value;
};

struct bus_options {
  const char *backend;      /* "zeromq" between threads, "zeromq-remote" between processes, "kafka" */
  size_t maximum_bytes;     /* of batches sent and not yet acknowledged, over all senders; at least one batch
                               always fits, and so does a part of a levering that the receiver has begun on: it
                               would wait for room that is given back only behind it. Between processes each
                               of them has its own, and a receiver shares its own among its senders */
  const char *endpoint;     /* between processes: ipc://PATH or tcp://HOST:PORT, where the receiver listens */
  struct curve_files curve; /* key NULL: none; tcp is then ERROR_CONFIG */
  const struct bus_property *properties; /* of Kafka; copied */
  size_t property_count;
  const char *topics;  /* of Kafka: how the names of its topics begin; NULL: sluis */
  const char *schemas; /* of Kafka: folder of schemas of other versions (bus/kafka_schemas.h); NULL: none */
  size_t batch_bytes;  /* of Kafka: of a batch that a receiver makes by itself, about */
};

MUST_CHECK int bus_open(const struct bus_options *options, struct bus **out, struct error *error);
/* After all its senders and receivers are closed. */
void bus_close(struct bus **bus);

MUST_CHECK int bus_sender_open(struct bus *bus, struct bus_sender **out, struct error *error);
void bus_sender_close(struct bus_sender **sender);
MUST_CHECK int bus_receiver_open(struct bus *bus, struct bus_receiver **out, struct error *error);
void bus_receiver_close(struct bus_receiver **receiver);

/* Takes *batch and nulls it; waits at most timeout_ms for room. ERROR_AGAIN: no room yet, the batch is still
 * yours. */
MUST_CHECK int bus_send(struct bus_sender *sender, struct batch **batch, int timeout_ms, struct error *error);
/* The next batch of this sender that was acknowledged: its answer says how. *out is NULL when there was none
 * within timeout_ms. */
MUST_CHECK int bus_acknowledged(
    struct bus_sender *sender, int timeout_ms, struct batch **out, struct error *error);

/* The next batch, yours now; *out is NULL when there was none within timeout_ms. */
MUST_CHECK int bus_receive(
    struct bus_receiver *receiver, int timeout_ms, struct batch **out, struct error *error);
/* Gives *batch back to its sender, with the answer that stands in it, and nulls it. Batches may be
 * acknowledged in any order. Never blocks. */
MUST_CHECK int bus_acknowledge(struct bus_receiver *receiver, struct batch **batch, struct error *error);

/* Sources: the partitions of a bus that keeps what was sent (Kafka) and shares them out among receivers.
 * Where to read from is not the bus's business but that of who stores: nothing comes from a source before
 * bus_read_from(). A batch says by its ranges what it holds; acknowledging it only tells tools that measure
 * the lag. A bus without sources has none, and its receiver gets what is sent. */
struct bus_sources {
  const char *const *names; /* live as long as the receiver; the array until the next bus_receive() */
  size_t count;
  unsigned generation; /* another one: sources were given or taken, batches of those that are gone are void */
};
bool bus_has_sources(const struct bus_receiver *receiver); /* whether any were given yet or not */
struct bus_sources bus_sources(const struct bus_receiver *receiver);
/* Position: that of the next record wanted; 0 for all that there is. ERROR_AGAIN: the source is no longer
 * ours, or cannot be reached now. ERROR_DATA: records from there on were removed before they were stored. */
MUST_CHECK int bus_read_from(
    struct bus_receiver *receiver, const char *source, int64_t position, struct error *error);
/* Nothing comes from any source until its position is named again. */
void bus_stop_reading(struct bus_receiver *receiver);
/* Whether events of this client come from a source that is ours, once all of ours were told where to read. */
bool bus_owns_client(const struct bus_receiver *receiver, const struct id *client);

enum { BUS_SOURCE_SIZE = 160 };

/* Where a source ended when it was looked at, whoever reads it: the position behind its last record. */
struct bus_end {
  char source[BUS_SOURCE_SIZE];
  int64_t position;
};
/* Of all sources that there are; none of a bus that keeps nothing. From any thread, with or without a
 * receiver. *out is to be freed. ERROR_UNAVAILABLE: not within a few seconds. */
MUST_CHECK int bus_ends(const struct bus *bus, struct bus_end **out, size_t *count, struct error *error);

enum { BUS_NO_RECORD = -1 };

/* When the oldest was written of the records that lie in these sources at these positions, in milliseconds
 * since 1970 by the clock of the brokers; BUS_NO_RECORD when there is none. Of a source that begins behind
 * its position it is the first that there is. From any thread, with or without a receiver, and nobody
 * notices. ERROR_UNAVAILABLE: not within a few seconds, or the sources are not for us to read. */
MUST_CHECK int bus_oldest(const struct bus *bus, const struct bus_end *from, size_t count,
    int64_t *written_ms, struct error *error);

/* Bytes sent and not yet acknowledged; from any thread. */
size_t bus_bytes(const struct bus *bus);

#endif
