/* The bus between threads of one process: ZeroMQ over inproc, a ROUTER at the receiver and a DEALER at each
 * sender, so that an acknowledgement finds its way by the routing id that came with the batch.
 *
 * Threads: a socket is made, used and closed by the thread of its sender or receiver. The context and the
 * room are shared, and safe to be.
 *
 * Ownership: a message is an envelope with a pointer to the batch in it. Who reads the message takes the
 * batch out; a message that nobody will ever read (its reader is closed) is destroyed by ZeroMQ, which calls
 * envelope_drop, and that frees the batch. So there is no moment at which a batch under way is nobody's.
 *
 * Bounds: the sockets have no limit of their own (a number of messages would be the wrong one); the room
 * does, in bytes. */
#include <errno.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <zmq.h>

#include "base/memory.h"
#include "bus/bus_backend.h"
#include "bus/room.h"

#define ENDPOINT "inproc://sluis"

struct zeromq_bus {
  struct bus bus;
  void *context;
  struct room room;
  /* Counted before a batch is handed to another thread, read before it is looked at there. ZeroMQ orders
   * memory by itself, but a thread sanitizer cannot look into it. */
  atomic_uint handovers;
};

struct zeromq_sender {
  struct bus_sender sender;
  struct zeromq_bus *bus;
  void *socket; /* DEALER */
};

struct zeromq_receiver {
  struct bus_receiver receiver;
  struct zeromq_bus *bus;
  void *socket; /* ROUTER */
};

struct envelope {
  struct batch *batch; /* NULL once it is taken out */
  bool takes_room;     /* on the way to the receiver */
};

/* Where an acknowledgement goes: the routing id of the sender. Lies in the batch's arena. */
struct route {
  size_t size;
  uint8_t id[];
};

static int failed(struct error *error, const char *what)
{
  enum error_kind kind = errno == EMFILE || errno == ENOMEM ? ERROR_AGAIN : ERROR_IO;
  return error_set(error, kind, "bus: %s: %s", what, zmq_strerror(errno));
}

static struct batch *envelope_take(struct envelope *envelope, struct zeromq_bus *bus)
{
  (void)atomic_load_explicit(&bus->handovers, memory_order_acquire);
  struct batch *batch = envelope->batch;
  envelope->batch = NULL;
  return batch;
}

/* ZeroMQ is done with a message, in whatever thread; hint is the bus. */
static void envelope_drop(void *data, void *hint)
{
  struct zeromq_bus *bus = hint;
  struct envelope *envelope = data;
  struct batch *batch = envelope_take(envelope, bus);
  if (batch != NULL && envelope->takes_room)
    room_give(&bus->room, batch->weight);
  batch_free(&batch);
  free(envelope);
}

/* 0: *batch is taken, -1: errno, which zmq_msg_close() here and below leaves as it is (free() does). */
static int send_batch(struct zeromq_bus *bus, void *socket, struct batch **batch, bool takes_room)
{
  struct envelope *envelope = memory_new(sizeof *envelope);
  *envelope = (struct envelope){*batch, takes_room};
  zmq_msg_t message;
  if (zmq_msg_init_data(&message, envelope, sizeof *envelope, envelope_drop, bus) != 0) {
    free(envelope);
    return -1;
  }
  atomic_fetch_add_explicit(&bus->handovers, 1, memory_order_release);
  if (zmq_msg_send(&message, socket, ZMQ_DONTWAIT) >= 0) {
    *batch = NULL;
    return 0;
  }
  envelope->batch = NULL;
  zmq_msg_close(&message);
  return -1;
}

/* The batch of the message that comes next, which is there. NULL: errno. */
static struct batch *receive_batch(struct zeromq_bus *bus, void *socket)
{
  zmq_msg_t message;
  zmq_msg_init(&message);
  struct batch *batch = NULL;
  if (zmq_msg_recv(&message, socket, ZMQ_DONTWAIT) >= 0)
    batch = envelope_take(zmq_msg_data(&message), bus);
  zmq_msg_close(&message);
  return batch;
}

/* 1: the socket can do what is asked, 0: not within timeout_ms, or a signal came, -1: errno. */
static int wait_for(void *socket, short events, int timeout_ms)
{
  zmq_pollitem_t item = {.socket = socket, .events = events};
  int ready = zmq_poll(&item, 1, timeout_ms);
  return ready < 0 && errno == EINTR ? 0 : ready;
}

static int zeromq_open(const struct bus_options *options, struct bus **out, struct error *error)
{
  void *context = zmq_ctx_new();
  if (context == NULL)
    return failed(error, "no context");
  zmq_ctx_set(context, ZMQ_IO_THREADS, 0); /* they serve other transports than inproc */
  struct zeromq_bus *bus = memory_new(sizeof *bus);
  bus->bus.operations = &zeromq_operations;
  bus->context = context;
  room_init(&bus->room, options->maximum_bytes);
  *out = &bus->bus;
  return 0;
}

static void zeromq_close(struct bus *base)
{
  struct zeromq_bus *bus = (struct zeromq_bus *)base;
  while (zmq_ctx_term(bus->context) != 0 && errno == EINTR)
    continue;
  room_fini(&bus->room); /* after the last envelope */
  free(bus);
}

/* A socket without limits that its owner has not set; NULL: errno. */
static void *socket_new(struct zeromq_bus *bus, int type)
{
  void *socket = zmq_socket(bus->context, type);
  if (socket == NULL)
    return NULL;
  int none = 0;
  zmq_setsockopt(socket, ZMQ_SNDHWM, &none, sizeof none);
  zmq_setsockopt(socket, ZMQ_RCVHWM, &none, sizeof none);
  zmq_setsockopt(socket, ZMQ_LINGER, &none, sizeof none);
  return socket;
}

static int zeromq_sender_open(struct bus *base, struct bus_sender **out, struct error *error)
{
  struct zeromq_bus *bus = (struct zeromq_bus *)base;
  void *socket = socket_new(bus, ZMQ_DEALER);
  if (socket == NULL)
    return failed(error, "no socket for a sender");
  if (zmq_connect(socket, ENDPOINT) != 0) {
    int kind = failed(error, "a sender cannot connect");
    zmq_close(socket);
    return kind;
  }
  struct zeromq_sender *sender = memory_new(sizeof *sender);
  *sender = (struct zeromq_sender){{&zeromq_operations}, bus, socket};
  *out = &sender->sender;
  return 0;
}

static void zeromq_sender_close(struct bus_sender *base)
{
  struct zeromq_sender *sender = (struct zeromq_sender *)base;
  zmq_close(sender->socket);
  free(sender);
}

static int zeromq_receiver_open(struct bus *base, struct bus_receiver **out, struct error *error)
{
  struct zeromq_bus *bus = (struct zeromq_bus *)base;
  void *socket = socket_new(bus, ZMQ_ROUTER);
  if (socket == NULL)
    return failed(error, "no socket for the receiver");
  int mandatory = 1; /* a sender that is gone is told, so that its batch can be freed */
  zmq_setsockopt(socket, ZMQ_ROUTER_MANDATORY, &mandatory, sizeof mandatory);
  if (zmq_bind(socket, ENDPOINT) != 0) {
    int kind = failed(error, "a second receiver cannot bind");
    zmq_close(socket);
    return kind;
  }
  struct zeromq_receiver *receiver = memory_new(sizeof *receiver);
  *receiver = (struct zeromq_receiver){{&zeromq_operations}, bus, socket};
  *out = &receiver->receiver;
  return 0;
}

static void zeromq_receiver_close(struct bus_receiver *base)
{
  struct zeromq_receiver *receiver = (struct zeromq_receiver *)base;
  zmq_close(receiver->socket);
  free(receiver);
}

static int zeromq_send(struct bus_sender *base, struct batch **batch, int timeout_ms, struct error *error)
{
  struct zeromq_sender *sender = (struct zeromq_sender *)base;
  /* Without limits a socket that cannot be written to has nobody at its other end. */
  int ready = wait_for(sender->socket, ZMQ_POLLOUT, timeout_ms);
  if (ready < 0)
    return failed(error, "waiting to send");
  if (ready == 0)
    return error_set(error, ERROR_AGAIN, "bus: there is no receiver");
  size_t weight = batch_is_continuation(*batch) ? 0 : batch_bytes(*batch);
  struct room *room = &sender->bus->room;
  if (weight > 0 && !room_take(room, weight, timeout_ms))
    return error_set(error, ERROR_AGAIN, "bus: no room for %zu bytes", weight);
  (*batch)->weight = weight;
  if (send_batch(sender->bus, sender->socket, batch, true) == 0)
    return 0;
  int kind =
      errno == EAGAIN ? error_set(error, ERROR_AGAIN, "bus: there is no receiver") : failed(error, "sending");
  room_give(room, weight);
  return kind;
}

static int zeromq_acknowledged(
    struct bus_sender *base, int timeout_ms, struct batch **out, struct error *error)
{
  struct zeromq_sender *sender = (struct zeromq_sender *)base;
  int ready = wait_for(sender->socket, ZMQ_POLLIN, timeout_ms);
  if (ready == 0)
    return 0;
  *out = ready > 0 ? receive_batch(sender->bus, sender->socket) : NULL;
  return *out != NULL ? 0 : failed(error, "reading an acknowledgement");
}

/* As receive_batch, with the routing id that stands in front of it. */
static struct batch *receive_routed_batch(struct zeromq_bus *bus, void *socket)
{
  zmq_msg_t id;
  zmq_msg_init(&id);
  struct batch *batch = NULL;
  if (zmq_msg_recv(&id, socket, ZMQ_DONTWAIT) >= 0)
    batch = receive_batch(bus, socket);
  if (batch != NULL) {
    struct route *route = arena_new(&batch->arena, sizeof *route + zmq_msg_size(&id));
    route->size = zmq_msg_size(&id);
    memcpy(route->id, zmq_msg_data(&id), route->size);
    batch->route = route;
  }
  zmq_msg_close(&id);
  return batch;
}

static int zeromq_receive(struct bus_receiver *base, int timeout_ms, struct batch **out, struct error *error)
{
  struct zeromq_receiver *receiver = (struct zeromq_receiver *)base;
  int ready = wait_for(receiver->socket, ZMQ_POLLIN, timeout_ms);
  if (ready == 0)
    return 0;
  *out = ready > 0 ? receive_routed_batch(receiver->bus, receiver->socket) : NULL;
  return *out != NULL ? 0 : failed(error, "receiving");
}

static int zeromq_acknowledge(struct bus_receiver *base, struct batch **batch, struct error *error)
{
  struct zeromq_receiver *receiver = (struct zeromq_receiver *)base;
  const struct route *route = (*batch)->route;
  room_give(&receiver->bus->room, (*batch)->weight);
  bool is_sent = zmq_send(receiver->socket, route->id, route->size, ZMQ_SNDMORE | ZMQ_DONTWAIT) >= 0 &&
                 send_batch(receiver->bus, receiver->socket, batch, false) == 0;
  if (is_sent)
    return 0;
  int kind = errno == EHOSTUNREACH ? 0 : failed(error, "acknowledging");
  batch_free(batch);
  return kind;
}

static size_t zeromq_bytes(const struct bus *base)
{
  const struct zeromq_bus *bus = (const struct zeromq_bus *)base;
  return room_taken(&bus->room);
}

const struct bus_operations zeromq_operations = {
    .name = "zeromq",
    .open = zeromq_open,
    .close = zeromq_close,
    .sender_open = zeromq_sender_open,
    .sender_close = zeromq_sender_close,
    .receiver_open = zeromq_receiver_open,
    .receiver_close = zeromq_receiver_close,
    .send = zeromq_send,
    .acknowledged = zeromq_acknowledged,
    .receive = zeromq_receive,
    .acknowledge = zeromq_acknowledge,
    .bytes = zeromq_bytes,
};
