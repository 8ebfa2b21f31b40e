/* The receiver's side of the bus between processes: who sends, how far each one is, and the answers that it
 * may not have heard yet. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

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

enum { ROUTE_BYTES = 255, REASON_BYTES = 480, PATH_BYTES = 4096 };

struct answer {
  int64_t number;
  enum bus_answer answer;
  char *reason;        /* of a refusal; else NULL */
  int32_t *bekend_van; /* of what is stored: of each levering */
  size_t bekend_van_count;
};

struct session {
  struct id id;
  uint8_t route[ROUTE_BYTES]; /* of its connection */
  size_t route_size;
  int64_t received; /* number of the last batch that came in order */
  struct answer *answers;
  size_t answer_count, answer_capacity;
  int64_t seen_ms; /* the last sign of life */
  int64_t cut_ms;  /* since when its connection is gone; 0: it is there */
  bool is_in_parts;
  struct id levering; /* of which parts came and not the last one */
};

/* In the batch's arena. */
struct route {
  struct id session;
  int64_t number;
};

struct remote_receiver {
  struct bus_receiver receiver;
  struct remote_bus *bus;
  void *socket; /* ROUTER */
  int lock;     /* of the path of an ipc endpoint; -1: none */
  struct curve_guard *guard;
  struct id id;
  struct session *sessions;
  size_t count, capacity;
  int64_t looked_ms; /* who is still there */
  uint64_t strange;  /* fingerprint that was last complained about */
  struct arena arena;
};

/* --- open and close --- */

/* ZeroMQ takes the path of an ipc endpoint from whoever has it. */
static int lock_path(const char *endpoint, int *lock, struct error *error)
{
  char path[PATH_BYTES];
  *lock = -1;
  if (strncmp(endpoint, "ipc://", 6) != 0)
    return 0;
  snprintf(path, sizeof path, "%s.lock", endpoint + 6);
  *lock = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (*lock < 0)
    return error_set_errno(error, errno, "bus: cannot make %s", path);
  if (flock(*lock, LOCK_EX | LOCK_NB) == 0)
    return 0;
  close(*lock);
  *lock = -1;
  return error_set(error, ERROR_AGAIN, "bus: another process receives at %s", endpoint);
}

static int listen_at(struct remote_receiver *receiver, struct error *error)
{
  struct remote_bus *bus = receiver->bus;
  int mandatory = 1; /* a sender that is gone shows */
  int kind = remote_session(&receiver->id, error);
  if (kind == 0)
    kind = lock_path(bus->endpoint, &receiver->lock, error);
  if (kind == 0)
    kind = curve_guard_start(bus->context, &bus->curve, &receiver->guard, error);
  if (kind == 0)
    kind = remote_socket(bus, ZMQ_ROUTER, &receiver->socket, error);
  if (kind != 0)
    return kind;
  zmq_setsockopt(receiver->socket, ZMQ_ROUTER_MANDATORY, &mandatory, sizeof mandatory);
  if (zmq_bind(receiver->socket, bus->endpoint) != 0)
    return remote_failed(error, "cannot listen at bus_endpoint");
  return 0;
}

int remote_receiver_open(struct bus *base, struct bus_receiver **out, struct error *error)
{
  struct remote_receiver *receiver = memory_new(sizeof *receiver);
  receiver->receiver.operations = base->operations;
  receiver->bus = (struct remote_bus *)base;
  receiver->lock = -1;
  arena_init(&receiver->arena, 0);
  int kind = listen_at(receiver, error);
  if (kind == 0)
    *out = &receiver->receiver;
  else
    remote_receiver_close(&receiver->receiver);
  return kind;
}

static void fini_answer(struct answer *answer)
{
  free(answer->reason);
  free(answer->bekend_van);
}

static void forget_answers(struct session *session, int64_t below)
{
  size_t kept = 0;
  for (size_t i = 0; i < session->answer_count; i++) {
    if (session->answers[i].number < below)
      fini_answer(&session->answers[i]);
    else
      session->answers[kept++] = session->answers[i];
  }
  session->answer_count = kept;
}

static void free_session(struct session *session)
{
  forget_answers(session, INT64_MAX);
  free(session->answers);
}

void remote_receiver_close(struct bus_receiver *base)
{
  struct remote_receiver *receiver = (struct remote_receiver *)base;
  if (receiver->socket != NULL)
    zmq_close(receiver->socket);
  curve_guard_stop(&receiver->guard);
  if (receiver->lock >= 0)
    close(receiver->lock);
  for (size_t i = 0; i < receiver->count; i++)
    free_session(&receiver->sessions[i]);
  free(receiver->sessions);
  arena_fini(&receiver->arena);
  free(receiver);
}

/* --- sessions --- */

static struct session *find_session(struct remote_receiver *receiver, const struct id *id)
{
  for (size_t i = 0; i < receiver->count; i++)
    if (id_equal(&receiver->sessions[i].id, id))
      return &receiver->sessions[i];
  return NULL;
}

static struct session *add_session(struct remote_receiver *receiver, const struct id *id)
{
  if (receiver->count == receiver->capacity) {
    receiver->capacity = receiver->capacity > 0 ? 2 * receiver->capacity : 8;
    receiver->sessions = memory_resize(receiver->sessions, receiver->capacity * sizeof *receiver->sessions);
  }
  struct session *session = &receiver->sessions[receiver->count++];
  *session = (struct session){.id = *id};
  return session;
}

static int64_t window(const struct remote_receiver *receiver)
{
  return (int64_t)(receiver->bus->maximum / (receiver->count > 0 ? receiver->count : 1));
}

/* Nothing hangs on its arrival; that the sender is not there is noted. */
static void send_to(struct remote_receiver *receiver, struct session *session, const struct buffer *record)
{
  bool is_sent =
      zmq_send(receiver->socket, session->route, session->route_size, ZMQ_SNDMORE | ZMQ_DONTWAIT) >= 0 &&
      zmq_send(receiver->socket, record->data, record->size, ZMQ_DONTWAIT) >= 0;
  if (!is_sent && session->cut_ms == 0)
    session->cut_ms = stopwatch_now_ms();
}

static void send_welcome(struct remote_receiver *receiver, struct session *session, int64_t number)
{
  struct bus_welcome welcome = {
      .sender = session->id,
      .receiver = receiver->id,
      .number = number,
      .received = session->received,
      .window = window(receiver),
  };
  struct buffer record;
  buffer_init(&record, HEADER_BYTES);
  single_object_begin(&record, bus_welcome_fingerprint);
  bus_welcome_encode(&welcome, &record);
  send_to(receiver, session, &record);
  buffer_fini(&record);
}

static void send_answer(
    struct remote_receiver *receiver, struct session *session, const struct answer *answer)
{
  struct bus_reply reply = {
      .sender = session->id,
      .number = answer->number,
      .answer = answer->answer,
      .window = window(receiver),
      .reason = answer->reason,
      .bekend_van = answer->bekend_van,
      .bekend_van_count = answer->bekend_van_count,
  };
  struct buffer record;
  buffer_init(&record, HEADER_BYTES);
  single_object_begin(&record, bus_reply_fingerprint);
  bus_reply_encode(&reply, &record);
  send_to(receiver, session, &record);
  buffer_fini(&record);
}

/* Kept until the sender says that it has heard. Takes what hangs on the answer. */
static void keep_answer(struct remote_receiver *receiver, struct session *session, struct answer answer)
{
  if (session->answer_count == session->answer_capacity) {
    session->answer_capacity = session->answer_capacity > 0 ? 2 * session->answer_capacity : 16;
    session->answers = memory_resize(session->answers, session->answer_capacity * sizeof *session->answers);
  }
  session->answers[session->answer_count++] = answer;
  send_answer(receiver, session, &answer);
}

/* --- in --- */

static void take_hello(struct remote_receiver *receiver, const struct bus_hello *hello, zmq_msg_t *route)
{
  struct session *session = find_session(receiver, &hello->sender);
  if (zmq_msg_size(route) > ROUTE_BYTES)
    return;
  if (session == NULL) {
    session = add_session(receiver, &hello->sender);
    log_debug("bus.sender", "a sender begins; there are %zu", receiver->count);
  }
  session->route_size = zmq_msg_size(route);
  memcpy(session->route, zmq_msg_data(route), session->route_size);
  session->cut_ms = 0;
  session->seen_ms = stopwatch_now_ms();
  if (session->received < hello->oldest - 1)
    session->received = hello->oldest - 1;
  forget_answers(session, hello->oldest);
  send_welcome(receiver, session, hello->number);
  for (size_t i = 0; i < session->answer_count; i++)
    send_answer(receiver, session, &session->answers[i]);
}

static void refuse_batch(
    struct remote_receiver *receiver, struct session *session, int64_t number, const struct error *why)
{
  log_error("bus.refused", "a batch cannot be read and stays with its sender: %s", why->text);
  keep_answer(receiver, session,
      (struct answer){.number = number, .answer = BUS_ANSWER_REFUSED, .reason = memory_text(why->text)});
}

static void note_parts(struct session *session, const struct batch *batch)
{
  session->is_in_parts = batch->part == PART_MORE;
  if (session->is_in_parts)
    session->levering = batch->leveringen[0].levering.id;
}

static int check_part(const struct bus_batch *head, struct error *error)
{
  bool is_part = head->part != BUS_PART_WHOLE;
  if (head->weight < 0 || head->part_from < 0 || (is_part && head->events_count != 1))
    return error_set(error, ERROR_DATA, "a batch (BusBatch) contradicts itself");
  return 0;
}

/* NULL when it is not the next one of a known session, or cannot be read. */
static struct batch *take_batch(
    struct remote_receiver *receiver, const struct bus_batch *head, struct remote_message *message)
{
  static const enum batch_part parts[] = {[BUS_PART_WHOLE] = PART_NONE,
      [BUS_PART_MORE] = PART_MORE,
      [BUS_PART_LAST] = PART_LAST,
      [BUS_PART_WITHDRAWN] = PART_WITHDRAWN};
  struct session *session = find_session(receiver, &head->sender);
  if (session == NULL || head->number != session->received + 1)
    return NULL;
  session->seen_ms = stopwatch_now_ms();
  session->received = head->number;
  struct batch *batch = NULL;
  struct error error;
  int kind = check_part(head, &error);
  if (kind == 0)
    kind = batch_decode(zmq_msg_data(&message->body), zmq_msg_size(&message->body), head->events,
        head->events_count, &batch, &error);
  if (kind != 0) {
    refuse_batch(receiver, session, head->number, &error);
    return NULL;
  }
  batch->part = parts[head->part];
  batch->part_from = (size_t)head->part_from;
  batch->weight = (size_t)head->weight;
  struct route *route = arena_new(&batch->arena, sizeof *route);
  *route = (struct route){session->id, head->number};
  batch->route = route;
  note_parts(session, batch);
  atomic_fetch_add(&receiver->bus->received, batch->weight);
  return batch;
}

/* Said once for each schema: what cannot be read comes again and again. */
static void complain(struct remote_receiver *receiver, const struct single_object *object)
{
  if (receiver->strange == object->fingerprint && object->fingerprint != 0)
    return;
  receiver->strange = object->fingerprint;
  log_error("bus.strange",
      "a message of schema %016llx (0: none) was not read: is that ingest of another version?",
      (unsigned long long)object->fingerprint);
}

static struct batch *take_message(struct remote_receiver *receiver, struct remote_message *message)
{
  const struct single_object *object = &message->object;
  struct bus_hello hello;
  struct bus_batch head;
  arena_reset(&receiver->arena);
  if (object->fingerprint == bus_batch_fingerprint &&
      bus_batch_decode(object->record, object->size, &receiver->arena, &head))
    return take_batch(receiver, &head, message);
  if (object->fingerprint == bus_hello_fingerprint &&
      bus_hello_decode(object->record, object->size, &receiver->arena, &hello))
    take_hello(receiver, &hello, &message->route);
  else
    complain(receiver, object);
  return NULL;
}

/* --- who is gone --- */

static struct batch *withdrawal(const struct id *levering)
{
  struct batch *batch = batch_new();
  batch_add(batch)->levering.id = *levering;
  batch->part = PART_WITHDRAWN;
  batch->part_from = 1; /* it continues something, or nothing that is known */
  return batch;
}

static bool is_gone(const struct session *session, int64_t now)
{
  return (session->cut_ms != 0 && now - session->cut_ms > CUT_MS) || now - session->seen_ms > SILENT_MS;
}

/* The first one; what it leaves open is in *out, which may be NULL. */
static bool forget_one(struct remote_receiver *receiver, int64_t now, struct batch **out)
{
  for (size_t i = 0; i < receiver->count; i++) {
    struct session *session = &receiver->sessions[i];
    if (!is_gone(session, now))
      continue;
    if (session->is_in_parts)
      *out = withdrawal(&session->levering);
    free_session(session);
    *session = receiver->sessions[--receiver->count];
    log_debug("bus.sender", "a sender is gone; there are %zu", receiver->count);
    return true;
  }
  return false;
}

/* Nothing waits to be read: whoever has not been heard of by now was silent. */
static struct batch *look_round(struct remote_receiver *receiver)
{
  int64_t now = stopwatch_now_ms();
  if (now - receiver->looked_ms < HELLO_MS)
    return NULL;
  receiver->looked_ms = now;
  for (size_t i = 0; i < receiver->count; i++)
    send_welcome(receiver, &receiver->sessions[i], 0);
  struct batch *batch = NULL;
  while (batch == NULL && forget_one(receiver, now, &batch))
    continue;
  return batch;
}

/* --- the operations --- */

int remote_receive_batch(struct bus_receiver *base, int timeout_ms, struct batch **out, struct error *error)
{
  struct remote_receiver *receiver = (struct remote_receiver *)base;
  int64_t until = stopwatch_now_ms() + timeout_ms;
  int left_ms = timeout_ms;
  for (;;) {
    struct remote_message message;
    while (*out == NULL && remote_receive(receiver->socket, true, &message)) {
      *out = take_message(receiver, &message);
      remote_close(&message);
    }
    if (*out == NULL)
      *out = look_round(receiver);
    if (*out != NULL)
      return 0;
    int ready = remote_wait(receiver->socket, left_ms > HELLO_MS || left_ms < 0 ? HELLO_MS : left_ms);
    if (ready < 0)
      return remote_failed(error, "receiving");
    left_ms = timeout_ms < 0 ? -1 : (int)(until - stopwatch_now_ms());
    if (ready == 0 && timeout_ms >= 0 && left_ms <= 0)
      return 0;
    left_ms = timeout_ms >= 0 && left_ms < 0 ? 0 : left_ms;
  }
}

/* The sender writes the verslag, which says from when a levering counts. */
static struct answer make_answer(const struct batch *batch, int64_t number, enum bus_answer kind)
{
  struct answer answer = {.number = number, .answer = kind};
  if (kind != BUS_ANSWER_STORED)
    return answer;
  answer.bekend_van = memory_new((batch->count + 1) * sizeof *answer.bekend_van);
  answer.bekend_van_count = batch->count;
  for (size_t i = 0; i < batch->count; i++)
    answer.bekend_van[i] = batch->leveringen[i].levering.bekend_van;
  return answer;
}

int remote_acknowledge(struct bus_receiver *base, struct batch **batch, struct error *error)
{
  (void)error;
  static const enum bus_answer answers[] = {[BATCH_STORED] = BUS_ANSWER_STORED,
      [BATCH_WRITTEN] = BUS_ANSWER_WRITTEN,
      [BATCH_AGAIN] = BUS_ANSWER_AGAIN};
  struct remote_receiver *receiver = (struct remote_receiver *)base;
  const struct route *route = (*batch)->route;
  struct session *session = route != NULL ? find_session(receiver, &route->session) : NULL;
  atomic_fetch_sub(&receiver->bus->received, (*batch)->weight);
  if (session != NULL && (*batch)->answer != BATCH_RETURNED)
    keep_answer(receiver, session, make_answer(*batch, route->number, answers[(*batch)->answer]));
  batch_free(batch);
  return 0;
}
