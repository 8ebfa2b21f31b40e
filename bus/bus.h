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

#include <stddef.h>

#include "base/error.h"
#include "base/must_check.h"
#include "bus/batch.h"
#include "bus/curve.h"

struct bus;
struct bus_sender;
struct bus_receiver;

struct bus_options {
  const char *backend;      /* "zeromq" between threads, "zeromq-remote" between processes */
  size_t maximum_bytes;     /* of batches sent and not yet acknowledged, over all senders; at least one batch
                               always fits, and so does a part of a levering that the receiver has begun on: it
                               would wait for room that is given back only behind it. Between processes each
                               of them has its own, and a receiver shares its own among its senders */
  const char *endpoint;     /* between processes: ipc://PATH or tcp://HOST:PORT, where the receiver listens */
  struct curve_files curve; /* key NULL: none; tcp is then ERROR_CONFIG */
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

/* Bytes sent and not yet acknowledged; from any thread. */
size_t bus_bytes(const struct bus *bus);

#endif
