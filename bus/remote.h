/* The bus between processes: what its sender, its receiver and zeromq_remote.c have in common.
 *
 * DESIGN. A DEALER at each sender, a ROUTER at the receiver. Either process may be killed and the connection
 * may drop at any moment, so nothing hangs on a message that arrives:
 *
 *   - Both draw a session when they begin. A sender numbers its batches from 1 and keeps each until its
 *     answer has come; the receiver takes them in that order only and drops what comes again or too early.
 *   - Every HELLO_MS a sender says hello: its oldest batch without an answer and the highest that it sent.
 * The receiver answers with the highest that it has; what lies between them was lost and is sent again. It
 *     answers again whatever the sender has not heard the answer of. So a lost message of either side costs
 *     one hello.
 *   - A receiver that does not know a session begins it at its oldest batch without an answer: one that was
 *     started again gets all of those, as batches and not as memories, and finds stored what was stored. A
 *     part that is not the first of its levering is answered with BATCH_AGAIN by who receives it.
 *   - A receiver that is busy for long answers no hello; a sender takes that for nothing. A sender that is
 *     silent for SILENT_MS while the receiver looks, or whose connection is gone for CUT_MS, is forgotten:
 *     what it left of a levering in parts is withdrawn, so that the open transaction does not wait for it.
 *     If it comes back it begins as an unknown session does.
 *
 * What BATCH_RETURNED stands for does not travel: a receiver that ends says nothing, and the next one gets
 * the batch. Every frame is an Avro record in single-object encoding (proto/avro/Bus*.avsc), that of a batch
 * with the records of bus/batch_codec.h in a second frame. */
#ifndef SLUIS_BUS_REMOTE_H
#define SLUIS_BUS_REMOTE_H

#include <stdatomic.h>
#include <stdint.h>
#include <zmq.h>

#include "bus/bus_backend.h"
#include "bus/room.h"
#include "proto/single_object.h"

enum {
  HELLO_MS = 500,
  CUT_MS = 2000,
  SILENT_MS = 10000,
  WAITING_MS = 2000, /* then the log says that nobody is there */
  LINGER_MS = 500,   /* for the last answers */
  HEADER_BYTES = 1 << 20
};

struct remote_bus {
  struct bus bus;
  void *context;
  char *endpoint;
  struct curve_files curve; /* texts are the caller's of bus_open, and outlive the bus */
  size_t maximum;
  struct room room;       /* of the senders of this process */
  atomic_size_t received; /* bytes that the receiver of this process has and has not acknowledged */
};

/* Error of the last call of ZeroMQ. */
int remote_failed(struct error *error, const char *what);
/* A session, drawn at random. */
MUST_CHECK int remote_session(struct id *out, struct error *error);
/* A socket of the bus, with its limits and CURVE set. */
MUST_CHECK int remote_socket(struct remote_bus *bus, int type, void **out, struct error *error);
/* 1: there is something to read, 0: not within timeout_ms, or a signal came, -1: errno. */
int remote_wait(void *socket, int timeout_ms);

/* A message that came: its frames without the routing id. */
struct remote_message {
  zmq_msg_t route; /* of a receiver; empty at a sender */
  zmq_msg_t head;
  zmq_msg_t body;
  struct single_object object; /* the head; fingerprint 0 when it is none */
};

/* What lies there already. False: nothing, or an error (errno is then not EAGAIN). Close what was read. */
bool remote_receive(void *socket, bool has_route, struct remote_message *out);
void remote_close(struct remote_message *message);

int remote_sender_open(struct bus *bus, struct bus_sender **out, struct error *error);
void remote_sender_close(struct bus_sender *sender);
int remote_send(struct bus_sender *sender, struct batch **batch, int timeout_ms, struct error *error);
int remote_acknowledged(struct bus_sender *sender, int timeout_ms, struct batch **out, struct error *error);

int remote_receiver_open(struct bus *bus, struct bus_receiver **out, struct error *error);
void remote_receiver_close(struct bus_receiver *receiver);
int remote_receive_batch(
    struct bus_receiver *receiver, int timeout_ms, struct batch **out, struct error *error);
int remote_acknowledge(struct bus_receiver *receiver, struct batch **batch, struct error *error);

#endif
