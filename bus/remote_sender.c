/* The sender's side of the bus between processes: keeps what it sent until the answer is there. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/log.h"
#include "base/memory.h"
#include "base/stopwatch.h"
#include "bus/batch_codec.h"
#include "bus/remote.h"
#include "proto/bus_batch.h"
#include "proto/bus_hello.h"
#include "proto/bus_reply.h"
#include "proto/bus_welcome.h"

enum { SLICE_MS = 50 };

struct sent_batch {
  struct batch *batch;
  int64_t number;
};

struct remote_sender {
  struct bus_sender sender;
  struct remote_bus *bus;
  void *socket; /* DEALER */
  struct id session;
  struct id receiver;       /* session of who answered last */
  bool is_welcome;          /* somebody answered, and the connection was there since */
  int64_t window;           /* bytes, as told by the receiver */
  size_t bytes;             /* sent and not answered */
  int64_t sent;             /* number of the last batch */
  int64_t hello;            /* number of the last hello */
  int64_t sent_at_hello;    /* number of the last batch before it */
  int64_t hello_ms;         /* when it was said */
  int64_t began_ms;         /* to wait for a welcome */
  bool is_complaining;      /* said in the log */
  struct sent_batch *items; /* without an answer, by number */
  size_t count, capacity;
  struct batch **answered; /* to be handed out, in order */
  size_t answered_count, answered_capacity;
  struct error refused; /* kind 0: nothing was */
  struct arena arena;   /* of the message in hand */
};

int remote_sender_open(struct bus *base, struct bus_sender **out, struct error *error)
{
  struct remote_bus *bus = (struct remote_bus *)base;
  struct id session;
  void *socket = NULL;
  int at_once = 1; /* nothing is queued for a connection that is not there */
  int kind = remote_session(&session, error);
  if (kind == 0)
    kind = remote_socket(bus, ZMQ_DEALER, &socket, error);
  if (kind != 0)
    return kind;
  zmq_setsockopt(socket, ZMQ_IMMEDIATE, &at_once, sizeof at_once);
  if (zmq_connect(socket, bus->endpoint) != 0) {
    kind = remote_failed(error, "cannot connect");
    zmq_close(socket);
    return kind;
  }
  struct remote_sender *sender = memory_new(sizeof *sender);
  sender->sender.operations = bus->bus.operations;
  sender->bus = bus;
  sender->socket = socket;
  sender->session = session;
  sender->began_ms = stopwatch_now_ms();
  arena_init(&sender->arena, 0);
  *out = &sender->sender;
  return 0;
}

void remote_sender_close(struct bus_sender *base)
{
  struct remote_sender *sender = (struct remote_sender *)base;
  int at_once = 0;
  zmq_setsockopt(sender->socket, ZMQ_LINGER, &at_once, sizeof at_once);
  zmq_close(sender->socket);
  for (size_t i = 0; i < sender->count; i++) {
    room_give(&sender->bus->room, sender->items[i].batch->weight);
    batch_free(&sender->items[i].batch);
  }
  for (size_t i = 0; i < sender->answered_count; i++)
    batch_free(&sender->answered[i]);
  free(sender->items);
  free(sender->answered);
  arena_fini(&sender->arena);
  free(sender);
}

/* --- out --- */

static void end_wait(struct remote_sender *sender)
{
  if (sender->is_welcome)
    sender->began_ms = stopwatch_now_ms();
  sender->is_welcome = false;
}

static void complain(struct remote_sender *sender)
{
  if (sender->is_welcome || sender->is_complaining || stopwatch_now_ms() - sender->began_ms < WAITING_MS)
    return;
  sender->is_complaining = true;
  log_warning("bus.waiting", "nobody answers at %s; nothing is lost, waiting%s", sender->bus->endpoint,
      sender->bus->curve.key != NULL ? " (are the CURVE keys the right ones?)" : "");
}

static void say_hello(struct remote_sender *sender)
{
  int64_t now = stopwatch_now_ms();
  if (sender->hello > 0 && now - sender->hello_ms < HELLO_MS)
    return;
  struct bus_hello hello = {
      .sender = sender->session,
      .number = sender->hello + 1,
      .sent = sender->sent,
      .oldest = sender->count > 0 ? sender->items[0].number : sender->sent + 1,
  };
  struct buffer record;
  buffer_init(&record, HEADER_BYTES);
  single_object_begin(&record, bus_hello_fingerprint);
  bus_hello_encode(&hello, &record);
  if (zmq_send(sender->socket, record.data, record.size, ZMQ_DONTWAIT) >= 0) {
    sender->hello = hello.number;
    sender->hello_ms = now;
    sender->sent_at_hello = sender->sent;
  } else {
    end_wait(sender);
  }
  buffer_fini(&record);
  complain(sender);
}

static void free_data(void *data, void *hint)
{
  (void)hint;
  free(data);
}

static void encode_head(const struct remote_sender *sender, const struct sent_batch *item, struct buffer *out)
{
  const struct batch *batch = item->batch;
  static const enum bus_part parts[] = {[PART_NONE] = BUS_PART_WHOLE,
      [PART_MORE] = BUS_PART_MORE,
      [PART_LAST] = BUS_PART_LAST,
      [PART_WITHDRAWN] = BUS_PART_WITHDRAWN};
  struct bus_batch head = {
      .sender = sender->session,
      .number = item->number,
      .part = parts[batch->part],
      .part_from = (int64_t)batch->part_from,
      .weight = (int64_t)batch->weight,
      .events = memory_new((batch->count + 1) * sizeof *head.events),
      .events_count = batch->count,
  };
  for (size_t i = 0; i < batch->count; i++)
    head.events[i] = (int32_t)batch->leveringen[i].gebeurtenis_count;
  single_object_begin(out, bus_batch_fingerprint);
  bus_batch_encode(&head, out);
  free(head.events);
}

/* 0: on its way, ERROR_AGAIN: there is no connection. */
static int transmit(struct remote_sender *sender, const struct sent_batch *item, struct error *error)
{
  struct buffer head;
  struct buffer body;
  buffer_init(&head, HEADER_BYTES);
  buffer_init(&body, BATCH_MOST_BYTES - HEADER_BYTES);
  encode_head(sender, item, &head);
  batch_encode(item->batch, &body);
  int kind = 0;
  if (head.failed || body.failed)
    kind = error_set(error, ERROR_INTERNAL, "a batch of more than %d bytes", BATCH_MOST_BYTES);
  zmq_msg_t message;
  if (kind == 0 && zmq_send(sender->socket, head.data, head.size, ZMQ_SNDMORE | ZMQ_DONTWAIT) < 0) {
    kind = zmq_errno() == EAGAIN ? error_set(error, ERROR_AGAIN, "bus: there is no receiver")
                                 : remote_failed(error, "sending");
    end_wait(sender);
  }
  if (kind == 0) {
    zmq_msg_init_data(&message, body.data, body.size, free_data, NULL);
    body.data = NULL; /* the message's */
    /* an error says that the connection ended between the frames: the next hello sees to it */
    if (zmq_msg_send(&message, sender->socket, ZMQ_DONTWAIT) < 0)
      zmq_msg_close(&message);
  }
  buffer_fini(&head);
  buffer_fini(&body);
  return kind;
}

/* What the receiver says it never had. */
static void send_again(struct remote_sender *sender, int64_t above)
{
  struct error error;
  size_t again = 0;
  for (size_t i = 0; i < sender->count; i++) {
    const struct sent_batch *item = &sender->items[i];
    if (item->number <= above || item->number > sender->sent_at_hello)
      continue;
    if (transmit(sender, item, &error) != 0)
      break;
    again++;
  }
  if (again > 0)
    log_info("bus.again", "%zu batches were sent again: the receiver does not have them", again);
}

/* --- in --- */

static bool is_for(const struct remote_sender *sender, const struct id *session)
{
  return id_equal(&sender->session, session);
}

static void take_welcome(struct remote_sender *sender, const struct bus_welcome *welcome)
{
  if (!is_for(sender, &welcome->sender))
    return;
  if (!sender->is_welcome && sender->is_complaining)
    log_info("bus.resumed", "%s answers", sender->bus->endpoint);
  sender->is_welcome = true;
  sender->is_complaining = false;
  sender->window = welcome->window;
  sender->receiver = welcome->receiver;
  /* each hello once, and only the last: what was sent after it may be on its way */
  if (welcome->number != sender->hello || welcome->received >= sender->sent_at_hello)
    return;
  send_again(sender, welcome->received);
  sender->sent_at_hello = 0;
}

static void hand_out(struct remote_sender *sender, struct batch *batch)
{
  if (sender->answered_count == sender->answered_capacity) {
    sender->answered_capacity = sender->answered_capacity > 0 ? 2 * sender->answered_capacity : 16;
    sender->answered = memory_resize(sender->answered, sender->answered_capacity * sizeof(void *));
  }
  sender->answered[sender->answered_count++] = batch;
}

static void tell_days(struct batch *batch, const struct bus_reply *reply)
{
  for (size_t i = 0; i < batch->count && i < reply->bekend_van_count; i++) {
    batch->leveringen[i].levering.has_bekend_van = true;
    batch->leveringen[i].levering.bekend_van = reply->bekend_van[i];
  }
}

static void take_reply(struct remote_sender *sender, const struct bus_reply *reply)
{
  static const enum batch_answer answers[] = {[BUS_ANSWER_STORED] = BATCH_STORED,
      [BUS_ANSWER_WRITTEN] = BATCH_WRITTEN,
      [BUS_ANSWER_AGAIN] = BATCH_AGAIN,
      [BUS_ANSWER_REFUSED] = BATCH_RETURNED};
  size_t at = 0;
  if (!is_for(sender, &reply->sender))
    return;
  sender->window = reply->window;
  while (at < sender->count && sender->items[at].number != reply->number)
    at++;
  if (at == sender->count)
    return; /* answered before */
  if (reply->answer == BUS_ANSWER_REFUSED) {
    error_set(&sender->refused, ERROR_CONFIG, "%s refused a batch: %s", sender->bus->endpoint,
        reply->reason != NULL ? reply->reason : "no reason");
    error_hint(&sender->refused, "its leveringen are still in the inbox; are both of the same version?");
    return;
  }
  struct batch *batch = sender->items[at].batch;
  sender->count--;
  memmove(&sender->items[at], &sender->items[at + 1], (sender->count - at) * sizeof *sender->items);
  sender->bytes -= batch->weight;
  room_give(&sender->bus->room, batch->weight);
  batch->answer = answers[reply->answer];
  tell_days(batch, reply);
  hand_out(sender, batch);
}

static void take_message(struct remote_sender *sender, const struct remote_message *message)
{
  const struct single_object *object = &message->object;
  struct bus_welcome welcome;
  struct bus_reply reply;
  arena_reset(&sender->arena);
  if (object->fingerprint == bus_welcome_fingerprint &&
      bus_welcome_decode(object->record, object->size, &sender->arena, &welcome))
    take_welcome(sender, &welcome);
  else if (object->fingerprint == bus_reply_fingerprint &&
           bus_reply_decode(object->record, object->size, &sender->arena, &reply))
    take_reply(sender, &reply);
  else
    error_set(&sender->refused, ERROR_CONFIG, "%s answers in a record of another schema (%016llx)",
        sender->bus->endpoint, (unsigned long long)object->fingerprint);
}

/* Says hello when it is time, waits for messages and takes all that is there. */
static int serve(struct remote_sender *sender, int timeout_ms, struct error *error)
{
  struct remote_message message;
  say_hello(sender);
  int ready = remote_wait(sender->socket, timeout_ms);
  if (ready < 0)
    return remote_failed(error, "waiting for answers");
  while (ready > 0 && remote_receive(sender->socket, false, &message)) {
    take_message(sender, &message);
    remote_close(&message);
  }
  if (sender->refused.kind == ERROR_NONE)
    return 0;
  if (error != NULL)
    *error = sender->refused;
  return sender->refused.kind;
}

/* --- the operations --- */

static bool fits(const struct remote_sender *sender, size_t weight)
{
  return weight == 0 || sender->bytes == 0 || (int64_t)(sender->bytes + weight) <= sender->window;
}

static int slice(int64_t until, bool is_endless)
{
  int64_t left = until - stopwatch_now_ms();
  if (is_endless || left > SLICE_MS)
    return SLICE_MS;
  return left > 0 ? (int)left : 0;
}

static int wait_for_window(struct remote_sender *sender, size_t weight, int timeout_ms, struct error *error)
{
  int64_t until = stopwatch_now_ms() + timeout_ms;
  int kind = serve(sender, 0, error);
  while (kind == 0 && !(sender->is_welcome && fits(sender, weight))) {
    int wait_ms = slice(until, timeout_ms < 0);
    if (wait_ms == 0)
      return error_set(error, ERROR_AGAIN,
          sender->is_welcome ? "bus: the receiver has no room for %zu bytes" : "bus: there is no receiver",
          weight);
    kind = serve(sender, wait_ms, error);
  }
  return kind;
}

static void keep(struct remote_sender *sender, struct batch **batch)
{
  if (sender->count == sender->capacity) {
    sender->capacity = sender->capacity > 0 ? 2 * sender->capacity : 16;
    sender->items = memory_resize(sender->items, sender->capacity * sizeof *sender->items);
  }
  sender->sent++;
  sender->bytes += (*batch)->weight;
  sender->items[sender->count++] = (struct sent_batch){*batch, sender->sent};
  *batch = NULL;
}

int remote_send(struct bus_sender *base, struct batch **batch, int timeout_ms, struct error *error)
{
  struct remote_sender *sender = (struct remote_sender *)base;
  size_t weight = batch_is_continuation(*batch) ? 0 : batch_bytes(*batch);
  int kind = wait_for_window(sender, weight, timeout_ms, error);
  if (kind != 0)
    return kind;
  struct room *room = &sender->bus->room;
  if (weight > 0 && !room_take(room, weight, timeout_ms))
    return error_set(error, ERROR_AGAIN, "bus: no room for %zu bytes", weight);
  (*batch)->weight = weight;
  kind = transmit(sender, &(struct sent_batch){*batch, sender->sent + 1}, error);
  if (kind == 0)
    keep(sender, batch);
  else
    room_give(room, weight);
  return kind;
}

int remote_acknowledged(struct bus_sender *base, int timeout_ms, struct batch **out, struct error *error)
{
  struct remote_sender *sender = (struct remote_sender *)base;
  int64_t until = stopwatch_now_ms() + timeout_ms;
  int kind = serve(sender, 0, error);
  for (int wait_ms = slice(until, timeout_ms < 0); kind == 0 && sender->answered_count == 0 && wait_ms > 0;
       wait_ms = slice(until, timeout_ms < 0))
    kind = serve(sender, wait_ms, error);
  if (sender->answered_count == 0)
    return kind;
  *out = sender->answered[0];
  sender->answered_count--;
  memmove(&sender->answered[0], &sender->answered[1], sender->answered_count * sizeof(void *));
  return 0;
}
