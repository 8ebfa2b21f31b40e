/* The bus between processes: ZeroMQ over ipc and tcp. bus/remote.h says how. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include "base/memory.h"
#include "bus/batch_codec.h"
#include "bus/remote.h"

int remote_failed(struct error *error, const char *what)
{
  int reason = zmq_errno();
  enum error_kind kind = ERROR_IO;
  if (reason == EMFILE || reason == ENOMEM || reason == EADDRINUSE || reason == EADDRNOTAVAIL)
    kind = ERROR_AGAIN;
  else if (reason == EINVAL || reason == ENAMETOOLONG || reason == EPROTONOSUPPORT || reason == ENOENT)
    kind = ERROR_CONFIG;
  return error_set(error, kind, "bus: %s: %s", what, zmq_strerror(reason));
}

int remote_session(struct id *out, struct error *error)
{
  if (getrandom(out->bytes, sizeof out->bytes, 0) == (ssize_t)sizeof out->bytes)
    return 0;
  return error_set_errno(error, errno, "no random numbers for a session");
}

static bool is_tcp(const char *endpoint)
{
  return strncmp(endpoint, "tcp://", 6) == 0;
}

int remote_socket(struct remote_bus *bus, int type, void **out, struct error *error)
{
  static const struct {
    int option, value;
  } limits[] = {
      {ZMQ_SNDHWM, 0}, /* bounded in bytes, not in messages: by the window and the room */
      {ZMQ_RCVHWM, 0},
      {ZMQ_LINGER, LINGER_MS},
      {ZMQ_RECONNECT_IVL, 50},
      {ZMQ_RECONNECT_IVL_MAX, 1000},
      {ZMQ_IPV6, 1},
  };
  *out = NULL;
  void *socket = zmq_socket(bus->context, type);
  if (socket == NULL)
    return remote_failed(error, "no socket");
  for (size_t i = 0; i < sizeof limits / sizeof *limits; i++)
    zmq_setsockopt(socket, limits[i].option, &limits[i].value, sizeof limits[i].value);
  int64_t most = BATCH_MOST_BYTES;
  zmq_setsockopt(socket, ZMQ_MAXMSGSIZE, &most, sizeof most);
  int kind = 0;
  if (bus->curve.key != NULL && type == ZMQ_ROUTER)
    kind = curve_make_receiver(socket, &bus->curve, error);
  else if (bus->curve.key != NULL)
    kind = curve_make_sender(socket, &bus->curve, error);
  if (kind == 0)
    *out = socket;
  else
    zmq_close(socket);
  return kind;
}

int remote_wait(void *socket, int timeout_ms)
{
  zmq_pollitem_t item = {.socket = socket, .events = ZMQ_POLLIN};
  int ready = zmq_poll(&item, 1, timeout_ms);
  return ready < 0 && zmq_errno() == EINTR ? 0 : ready;
}

static bool has_more(void *socket)
{
  int more = 0;
  size_t size = sizeof more;
  zmq_getsockopt(socket, ZMQ_RCVMORE, &more, &size);
  return more != 0;
}

static void skip_rest(void *socket)
{
  while (has_more(socket)) {
    zmq_msg_t frame;
    zmq_msg_init(&frame);
    int size = zmq_msg_recv(&frame, socket, ZMQ_DONTWAIT);
    zmq_msg_close(&frame);
    if (size < 0)
      return;
  }
}

/* Frames of a message come together: after the first one the others are there. */
bool remote_receive(void *socket, bool has_route, struct remote_message *out)
{
  enum { FRAMES = 3 };
  zmq_msg_t *const frames[FRAMES] = {&out->route, &out->head, &out->body};
  for (size_t i = 0; i < FRAMES; i++)
    zmq_msg_init(frames[i]);
  size_t first = has_route ? 0 : 1;
  out->object = (struct single_object){0};
  if (zmq_msg_recv(frames[first], socket, ZMQ_DONTWAIT) < 0) {
    remote_close(out);
    return false;
  }
  for (size_t i = first + 1; i < FRAMES && has_more(socket); i++)
    if (zmq_msg_recv(frames[i], socket, ZMQ_DONTWAIT) < 0)
      break;
  skip_rest(socket);
  if (!single_object_read(zmq_msg_data(&out->head), zmq_msg_size(&out->head), &out->object))
    out->object.fingerprint = 0;
  return true;
}

void remote_close(struct remote_message *message)
{
  int reason = errno; /* of the call before */
  zmq_msg_close(&message->route);
  zmq_msg_close(&message->head);
  zmq_msg_close(&message->body);
  errno = reason;
}

static int check_options(const struct bus_options *options, struct error *error)
{
  const char *endpoint = options->endpoint;
  if (endpoint == NULL || (strncmp(endpoint, "ipc://", 6) != 0 && !is_tcp(endpoint)))
    return error_set(error, ERROR_CONFIG, "bus_endpoint is ipc://PATH or tcp://HOST:PORT");
  if (is_tcp(endpoint) && options->curve.key == NULL) {
    int kind = error_set(error, ERROR_CONFIG, "bus_endpoint is tcp and bus_curve_key is not set");
    error_hint(error, "`sluis keygen --curve FILE` makes a key pair; docs/operations.md says who gets which");
    return kind;
  }
  if (options->curve.key != NULL && zmq_has("curve") == 0)
    return error_set(error, ERROR_UNAVAILABLE, "this libzmq has no CURVE");
  return 0;
}

static int remote_open(const struct bus_options *options, struct bus **out, struct error *error)
{
  int kind = check_options(options, error);
  if (kind != 0)
    return kind;
  void *context = zmq_ctx_new();
  if (context == NULL)
    return remote_failed(error, "no context");
  struct remote_bus *bus = memory_new(sizeof *bus);
  bus->bus.operations = &zeromq_remote_operations;
  bus->context = context;
  bus->endpoint = memory_text(options->endpoint);
  bus->curve = options->curve;
  bus->maximum = options->maximum_bytes;
  room_init(&bus->room, options->maximum_bytes);
  *out = &bus->bus;
  return 0;
}

static void remote_bus_close(struct bus *base)
{
  struct remote_bus *bus = (struct remote_bus *)base;
  while (zmq_ctx_term(bus->context) != 0 && zmq_errno() == EINTR)
    continue;
  room_fini(&bus->room);
  free(bus->endpoint);
  free(bus);
}

static size_t remote_bytes(const struct bus *base)
{
  const struct remote_bus *bus = (const struct remote_bus *)base;
  return room_taken(&bus->room) + atomic_load(&bus->received);
}

const struct bus_operations zeromq_remote_operations = {
    .name = "zeromq-remote",
    .open = remote_open,
    .close = remote_bus_close,
    .sender_open = remote_sender_open,
    .sender_close = remote_sender_close,
    .receiver_open = remote_receiver_open,
    .receiver_close = remote_receiver_close,
    .send = remote_send,
    .acknowledged = remote_acknowledged,
    .receive = remote_receive_batch,
    .acknowledge = remote_acknowledge,
    .bytes = remote_bytes,
};
