/* What a backend of the bus provides: a row in the table of bus.c and the functions below.
 *
 * A backend puts `struct bus`, `struct bus_sender` and `struct bus_receiver` in front of structs of its own;
 * bus.c reads nothing but `operations` in them. Where batches do not travel by pointer (processes, machines)
 * send() encodes and frees the batch once it is acknowledged, receive() makes a new one, and what
 * acknowledged() hands out is the batch that was sent. In all of them: memory that a function does not hand
 * out is the backend's, and is freed when both ends are closed. */
#ifndef SLUIS_BUS_BUS_BACKEND_H
#define SLUIS_BUS_BUS_BACKEND_H

#include "bus/bus.h"

struct bus {
  const struct bus_operations *operations;
};

struct bus_sender {
  const struct bus_operations *operations;
};

struct bus_receiver {
  const struct bus_operations *operations;
};

struct bus_operations {
  const char *name; /* as in bus_options */

  /* First of all, once. May connect but must not wait for the other side. On failure nothing is left over and
   * *out is NULL; may then be called again. */
  int (*open)(const struct bus_options *options, struct bus **out, struct error *error);

  /* Last of all, once, from any thread, when no sender and no receiver is left. Frees the bus and every batch
   * that is still under way. Does not block on the other side: what was not acknowledged is still with its
   * source. */
  void (*close)(struct bus *bus);

  /* In the thread that will use the sender; any number, at the same time too. Does not wait for a receiver.
   */
  int (*sender_open)(struct bus *bus, struct bus_sender **out, struct error *error);

  /* In the sender's thread, once. Batches that it sent may still be received; those that are acknowledged
   * from now on are freed. Does not block. */
  void (*sender_close)(struct bus_sender *sender);

  /* In the receiver's thread. A bus has one receiver in its life; a second one is an error. Does not wait for
   * senders. */
  int (*receiver_open)(struct bus *bus, struct bus_receiver **out, struct error *error);

  /* In the receiver's thread, once. Frees what was sent and not received; batches that were received are with
   * who has them. Does not block. */
  void (*receiver_close)(struct bus_receiver *receiver);

  /* In the sender's thread. Blocks while maximum_bytes are under way, at most timeout_ms (negative: without
   * end).
   * Result 0: *batch is the backend's and NULL. Anything else: it is untouched and still the caller's,
   * nothing was sent, and the same call may be made again; ERROR_AGAIN means that there was no room or no
   * receiver. Order: batches of one sender arrive as they were sent; between senders there is none.
   * Durability: none by itself. Success says that the batch is under way and no more; until acknowledged()
   * has returned it, its leveringen must stay where they came from. */
  int (*send)(struct bus_sender *sender, struct batch **batch, int timeout_ms, struct error *error);

  /* In the sender's thread. Blocks until there is one, at most timeout_ms; a signal ends the wait early.
   * *out, when not NULL, is the caller's: a batch of this sender, each at most once.
   * Durability: the transaction that holds all its leveringen is committed. A batch that never comes back may
   * have been stored or not: sending it again must be harmless.
   * Order: that in which they were acknowledged. */
  int (*acknowledged)(struct bus_sender *sender, int timeout_ms, struct batch **out, struct error *error);

  /* In the receiver's thread. Blocks until there is one, at most timeout_ms; a signal ends the wait early.
   * *out, when not NULL, is the caller's until acknowledge() or batch_free(); one that is freed counts as
   * under way until the bus is closed. */
  int (*receive)(struct bus_receiver *receiver, int timeout_ms, struct batch **out, struct error *error);

  /* In the receiver's thread, once for a batch, after its transaction; in any order. Never blocks.
   * *batch is the backend's and NULL, also on failure: what is stored need not be told twice. That the sender
   * is gone is no failure; the batch is freed. */
  int (*acknowledge)(struct bus_receiver *receiver, struct batch **batch, struct error *error);

  /* As in bus.h, in the receiver's thread; all NULL in a backend without sources. */
  struct bus_sources (*sources)(const struct bus_receiver *receiver);
  int (*read_from)(struct bus_receiver *receiver, const char *source, int64_t position, struct error *error);
  void (*stop_reading)(struct bus_receiver *receiver);
  bool (*owns_client)(const struct bus_receiver *receiver, const struct id *client);

  /* As in bus.h, from any thread. */
  int (*ends)(const struct bus *bus, struct bus_end **out, size_t *count, struct error *error);
  int (*oldest)(const struct bus *bus, const struct bus_end *from, size_t count, int64_t *written_ms,
      struct error *error);

  /* Bytes sent and not yet acknowledged, of all senders in this process. From any thread; does not block. */
  size_t (*bytes)(const struct bus *bus);
};

extern const struct bus_operations zeromq_operations;
extern const struct bus_operations zeromq_remote_operations;
extern const struct bus_operations kafka_operations;

#endif
