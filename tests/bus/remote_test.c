/* The bus between processes: whoever is killed, what was not answered comes again, and nobody waits for who
 * is gone. Processes are made by fork before anything of ZeroMQ is there. */
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include <zmq.h>

#include <cmocka.h>

#include "base/log.h"
#include "bus/bus.h"
#include "proto/bus_batch.h"
#include "proto/bus_hello.h"
#include "proto/bus_reply.h"
#include "proto/bus_welcome.h"
#include "proto/single_object.h"

enum { PLENTY = 1 << 30, TURN_MS = 20, LONG_MS = 20000, FRAME_BYTES = 4096, PATH_BYTES = 200 };

struct place {
  char folder[PATH_BYTES / 2];
  char endpoint[PATH_BYTES];
};

/* One end: a bus with its sender or its receiver. */
struct end {
  struct bus *bus;
  struct bus_sender *sender;
  struct bus_receiver *receiver;
};

static void say_nothing(enum log_level level, const char *id, const char *text, void *context)
{
  (void)level;
  (void)id;
  (void)text;
  (void)context;
}

static int set_up(void **state)
{
  struct place *place = calloc(1, sizeof *place);
  snprintf(place->folder, sizeof place->folder, "%s/sluis-bus-XXXXXX", "/tmp");
  assert_non_null(mkdtemp(place->folder));
  snprintf(place->endpoint, sizeof place->endpoint, "ipc://%s/bus", place->folder);
  log_set_writer(say_nothing, NULL);
  *state = place;
  return 0;
}

static int tear_down(void **state)
{
  struct place *place = *state;
  static const char *const names[] = {
      "bus", "bus.lock", "load", "load.pub", "ingest", "ingest.pub", "stranger", "stranger.pub", "clients"};
  for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
    char path[PATH_BYTES];
    snprintf(path, sizeof path, "%s/%s", place->folder, names[i]);
    unlink(path);
  }
  assert_int_equal(rmdir(place->folder), 0);
  log_set_writer(NULL, NULL);
  free(place);
  return 0;
}

static struct bus *open_bus(const char *endpoint, size_t maximum, struct curve_files curve)
{
  struct bus_options options = {
      .backend = "zeromq-remote", .maximum_bytes = maximum, .endpoint = endpoint, .curve = curve};
  struct bus *bus = NULL;
  assert_int_equal(bus_open(&options, &bus, NULL), 0);
  return bus;
}

static struct end open_sender(const char *endpoint)
{
  struct end end = {.bus = open_bus(endpoint, PLENTY, (struct curve_files){0})};
  assert_int_equal(bus_sender_open(end.bus, &end.sender, NULL), 0);
  return end;
}

static struct end open_receiver(const char *endpoint, size_t maximum)
{
  struct end end = {.bus = open_bus(endpoint, maximum, (struct curve_files){0})};
  assert_int_equal(bus_receiver_open(end.bus, &end.receiver, NULL), 0);
  return end;
}

static void close_end(struct end *end)
{
  bus_sender_close(&end->sender);
  bus_receiver_close(&end->receiver);
  bus_close(&end->bus);
}

static int64_t now_ms(void)
{
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* One levering that carries a number. */
static struct batch *numbered(int32_t number)
{
  struct batch *batch = batch_new();
  struct levering *levering = &batch_add(batch)->levering;
  levering->id.bytes[0] = (uint8_t)number;
  levering->regels_goed = number;
  levering->organisatie = arena_text(&batch->arena, "0983");
  levering->naam = arena_text(&batch->arena, "naam.xml");
  return batch;
}

static int32_t number_of(const struct batch *batch)
{
  assert_non_null(batch);
  assert_int_equal(batch->count, 1);
  assert_string_equal(batch->leveringen[0].levering.naam, "naam.xml");
  return batch->leveringen[0].levering.regels_goed;
}

/* Both ends have a turn until the batch is on its way; the receiver has nothing to hand out meanwhile. */
static void send_while_receiving(struct end *sender, struct end *receiver, struct batch *batch)
{
  int kind = ERROR_AGAIN;
  for (int64_t until = now_ms() + LONG_MS; kind == ERROR_AGAIN && now_ms() < until;) {
    struct batch *none = NULL;
    kind = bus_send(sender->sender, &batch, TURN_MS, NULL);
    if (kind == ERROR_AGAIN)
      assert_int_equal(bus_receive(receiver->receiver, 0, &none, NULL), 0);
    assert_null(none);
  }
  assert_int_equal(kind, 0);
}

/* The next one, while the sender has turns too. */
static struct batch *receive(struct end *receiver, struct end *sender)
{
  struct batch *batch = NULL;
  for (int64_t until = now_ms() + LONG_MS; batch == NULL && now_ms() < until;) {
    struct batch *answered = NULL;
    assert_int_equal(bus_receive(receiver->receiver, TURN_MS, &batch, NULL), 0);
    if (batch == NULL && sender != NULL)
      assert_int_equal(bus_acknowledged(sender->sender, 0, &answered, NULL), 0);
    assert_null(answered);
  }
  assert_non_null(batch);
  return batch;
}

static struct batch *acknowledged(struct end *sender, struct end *receiver)
{
  struct batch *batch = NULL;
  for (int64_t until = now_ms() + LONG_MS; batch == NULL && now_ms() < until;) {
    struct batch *none = NULL;
    assert_int_equal(bus_acknowledged(sender->sender, TURN_MS, &batch, NULL), 0);
    assert_int_equal(bus_receive(receiver->receiver, 0, &none, NULL), 0);
    assert_null(none);
  }
  assert_non_null(batch);
  return batch;
}

static void answer(struct end *receiver, struct batch *batch, enum batch_answer answer)
{
  batch->answer = answer;
  assert_int_equal(bus_acknowledge(receiver->receiver, &batch, NULL), 0);
  assert_null(batch);
}

/* --- both ends in one process --- */

static void a_batch_arrives_and_its_answer_finds_the_batch_that_was_sent(void **state)
{
  const struct place *place = *state;
  struct end receiver = open_receiver(place->endpoint, PLENTY);
  struct end sender = open_sender(place->endpoint);
  struct batch *batch = numbered(7);
  batch->leveringen[0].origin = &sender;
  send_while_receiving(&sender, &receiver, batch);
  struct batch *received = receive(&receiver, &sender);
  assert_int_equal(number_of(received), 7);
  assert_null(received->leveringen[0].origin);
  assert_int_equal(received->weight, bus_bytes(receiver.bus));
  received->leveringen[0].levering.bekend_van = 19500;
  answer(&receiver, received, BATCH_STORED);
  assert_int_equal(bus_bytes(receiver.bus), 0);
  struct batch *back = acknowledged(&sender, &receiver);
  assert_ptr_equal(back, batch);
  assert_ptr_equal(back->leveringen[0].origin, &sender);
  assert_int_equal(back->answer, BATCH_STORED);
  assert_true(back->leveringen[0].levering.has_bekend_van);
  assert_int_equal(back->leveringen[0].levering.bekend_van, 19500);
  assert_int_equal(bus_bytes(sender.bus), 0);
  batch_free(&back);
  close_end(&sender);
  close_end(&receiver);
}

static void each_sender_gets_its_own_answers(void **state)
{
  const struct place *place = *state;
  struct end receiver = open_receiver(place->endpoint, PLENTY);
  struct end senders[] = {open_sender(place->endpoint), open_sender(place->endpoint)};
  for (int32_t i = 0; i < 2; i++) {
    send_while_receiving(&senders[i], &receiver, numbered(i));
    answer(&receiver, receive(&receiver, &senders[i]), i == 0 ? BATCH_STORED : BATCH_AGAIN);
  }
  for (int32_t i = 0; i < 2; i++) {
    struct batch *back = acknowledged(&senders[i], &receiver);
    assert_int_equal(number_of(back), i);
    assert_int_equal(back->answer, i == 0 ? BATCH_STORED : BATCH_AGAIN);
    batch_free(&back);
    close_end(&senders[i]);
  }
  close_end(&receiver);
}

static void without_a_receiver_the_batch_stays_with_its_sender(void **state)
{
  const struct place *place = *state;
  struct end sender = open_sender(place->endpoint);
  struct batch *batch = numbered(1);
  struct error error = {0};
  assert_int_equal(bus_send(sender.sender, &batch, TURN_MS, &error), ERROR_AGAIN);
  assert_string_equal(error.text, "bus: there is no receiver");
  assert_int_equal(number_of(batch), 1);
  assert_int_equal(bus_bytes(sender.bus), 0);
  batch_free(&batch);
  close_end(&sender);
}

static void a_receiver_that_is_full_lets_nothing_more_come(void **state)
{
  const struct place *place = *state;
  struct end receiver = open_receiver(place->endpoint, 1);
  struct end sender = open_sender(place->endpoint);
  send_while_receiving(&sender, &receiver, numbered(1));
  struct batch *received = receive(&receiver, &sender);
  struct batch *second = numbered(2);
  assert_int_equal(bus_send(sender.sender, &second, TURN_MS, NULL), ERROR_AGAIN);
  second->part = PART_LAST; /* what it has begun on may come */
  second->part_from = 4;
  assert_int_equal(bus_send(sender.sender, &second, TURN_MS, NULL), 0);
  answer(&receiver, received, BATCH_STORED);
  received = receive(&receiver, NULL);
  assert_int_equal(received->part, PART_LAST);
  assert_int_equal(received->part_from, 4);
  answer(&receiver, received, BATCH_STORED);
  for (int32_t i = 1; i <= 2; i++) {
    struct batch *back = acknowledged(&sender, &receiver);
    assert_int_equal(number_of(back), i);
    batch_free(&back);
  }
  send_while_receiving(&sender, &receiver, numbered(3));
  close_end(&sender);
  close_end(&receiver);
}

static void what_was_not_answered_comes_again_to_the_next_receiver(void **state)
{
  const struct place *place = *state;
  struct end receiver = open_receiver(place->endpoint, PLENTY);
  struct end sender = open_sender(place->endpoint);
  for (int32_t i = 1; i <= 3; i++) {
    send_while_receiving(&sender, &receiver, numbered(i));
    struct batch *received = receive(&receiver, NULL);
    answer(&receiver, received, i == 1 ? BATCH_STORED : BATCH_RETURNED);
  }
  struct batch *back = acknowledged(&sender, &receiver);
  assert_int_equal(number_of(back), 1);
  batch_free(&back);
  close_end(&receiver);
  receiver = open_receiver(place->endpoint, PLENTY);
  for (int32_t i = 2; i <= 3; i++) {
    struct batch *again = receive(&receiver, &sender);
    assert_int_equal(number_of(again), i);
    answer(&receiver, again, BATCH_STORED);
  }
  for (int32_t i = 2; i <= 3; i++) {
    back = acknowledged(&sender, &receiver);
    assert_int_equal(number_of(back), i);
    assert_int_equal(back->answer, BATCH_STORED);
    batch_free(&back);
  }
  close_end(&sender);
  close_end(&receiver);
}

static void a_second_receiver_at_a_path_is_refused(void **state)
{
  const struct place *place = *state;
  struct end receiver = open_receiver(place->endpoint, PLENTY);
  struct end second = {.bus = open_bus(place->endpoint, PLENTY, (struct curve_files){0})};
  assert_int_equal(bus_receiver_open(second.bus, &second.receiver, NULL), ERROR_AGAIN);
  assert_null(second.receiver);
  close_end(&second);
  close_end(&receiver);
}

/* --- processes --- */

/* What a child does between fork and its kill; says over the pipe when it is there. */
typedef void child_work(const struct place *place, int tell);

struct child {
  pid_t pid;
  int told;
};

static struct child start_child(const struct place *place, child_work *work)
{
  int ends[2];
  assert_int_equal(pipe(ends), 0);
  pid_t pid = fork();
  assert_true(pid >= 0);
  if (pid == 0) {
    alarm(60); /* should the test end without killing it */
    close(ends[0]);
    work(place, ends[1]);
    _exit(1);
  }
  close(ends[1]);
  return (struct child){pid, ends[0]};
}

static void kill_child(struct child *child)
{
  int status = 0;
  assert_int_equal(kill(child->pid, SIGKILL), 0);
  assert_int_equal(waitpid(child->pid, &status, 0), child->pid);
  assert_true(WIFSIGNALED(status));
  close(child->told);
}

static bool has_told(const struct child *child)
{
  char byte = 0;
  struct timespec wait = {.tv_nsec = 1000000};
  fcntl(child->told, F_SETFL, O_NONBLOCK);
  nanosleep(&wait, NULL);
  return read(child->told, &byte, 1) == 1;
}

static void receive_one_and_hang(const struct place *place, int tell)
{
  struct end receiver = open_receiver(place->endpoint, PLENTY);
  struct batch *batch = NULL;
  while (batch == NULL)
    if (bus_receive(receiver.receiver, LONG_MS, &batch, NULL) != 0)
      return;
  if (write(tell, "!", 1) == 1)
    for (;;)
      pause();
}

static void what_a_killed_receiver_had_comes_to_the_next_one(void **state)
{
  const struct place *place = *state;
  struct child child = start_child(place, receive_one_and_hang);
  struct end sender = open_sender(place->endpoint);
  struct batch *batch = numbered(5);
  assert_int_equal(bus_send(sender.sender, &batch, LONG_MS, NULL), 0);
  while (!has_told(&child)) {
    struct batch *none = NULL;
    assert_int_equal(bus_acknowledged(sender.sender, 0, &none, NULL), 0);
    assert_null(none);
  }
  kill_child(&child);
  struct end receiver = open_receiver(place->endpoint, PLENTY);
  struct batch *again = receive(&receiver, &sender);
  assert_int_equal(number_of(again), 5);
  answer(&receiver, again, BATCH_STORED);
  struct batch *back = acknowledged(&sender, &receiver);
  assert_int_equal(number_of(back), 5);
  batch_free(&back);
  close_end(&sender);
  close_end(&receiver);
}

static void send_first_part_and_hang(const struct place *place, int tell)
{
  struct end sender = open_sender(place->endpoint);
  struct batch *batch = numbered(6);
  batch->part = PART_MORE;
  if (bus_send(sender.sender, &batch, LONG_MS, NULL) == 0 && write(tell, "!", 1) == 1)
    for (;;)
      pause();
}

static void what_a_killed_sender_left_open_is_withdrawn(void **state)
{
  const struct place *place = *state;
  struct child child = start_child(place, send_first_part_and_hang);
  struct end receiver = open_receiver(place->endpoint, PLENTY);
  struct batch *part = receive(&receiver, NULL);
  assert_int_equal(number_of(part), 6);
  assert_int_equal(part->part, PART_MORE);
  answer(&receiver, part, BATCH_WRITTEN);
  kill_child(&child);
  struct batch *end = receive(&receiver, NULL);
  assert_int_equal(end->part, PART_WITHDRAWN);
  assert_int_equal(end->leveringen[0].levering.id.bytes[0], 6);
  assert_int_equal(end->leveringen[0].gebeurtenis_count, 0);
  answer(&receiver, end, BATCH_AGAIN); /* to nobody */
  assert_int_equal(bus_bytes(receiver.bus), 0);
  close_end(&receiver);
}

/* --- what is not understood --- */

static void send_frame(void *socket, const struct buffer *frame, int flags)
{
  assert_int_equal(zmq_send(socket, frame->data, frame->size, flags), (int)frame->size);
}

static void send_hello(void *socket, int64_t sent)
{
  struct buffer frame;
  struct bus_hello hello = {.sender = {{1}}, .number = 1, .sent = sent, .oldest = 1};
  buffer_init(&frame, FRAME_BYTES);
  single_object_begin(&frame, bus_hello_fingerprint);
  bus_hello_encode(&hello, &frame);
  send_frame(socket, &frame, 0);
  buffer_fini(&frame);
}

static void send_body(void *socket, const char *body)
{
  struct buffer frame;
  int32_t events = 0;
  struct bus_batch head = {.sender = {{1}}, .number = 1, .events = &events, .events_count = 1};
  buffer_init(&frame, FRAME_BYTES);
  single_object_begin(&frame, bus_batch_fingerprint);
  bus_batch_encode(&head, &frame);
  send_frame(socket, &frame, ZMQ_SNDMORE);
  assert_int_equal(zmq_send(socket, body, strlen(body), 0), (int)strlen(body));
  buffer_fini(&frame);
}

/* The frame of this schema that comes to a socket while the receiver has turns. */
static struct single_object next_frame(
    void *socket, struct end *receiver, uint64_t fingerprint, char frame[FRAME_BYTES])
{
  struct single_object object = {0};
  for (int64_t until = now_ms() + LONG_MS; object.fingerprint != fingerprint && now_ms() < until;) {
    struct batch *none = NULL;
    assert_int_equal(bus_receive(receiver->receiver, TURN_MS, &none, NULL), 0);
    assert_null(none);
    int size = zmq_recv(socket, frame, FRAME_BYTES, ZMQ_DONTWAIT);
    if (size > 0)
      assert_true(single_object_read(frame, (size_t)size, &object));
  }
  assert_true(object.fingerprint == fingerprint);
  return object;
}

static void a_batch_that_cannot_be_read_is_refused_by_name(void **state)
{
  const struct place *place = *state;
  struct end receiver = open_receiver(place->endpoint, PLENTY);
  void *context = zmq_ctx_new();
  void *socket = zmq_socket(context, ZMQ_DEALER);
  char frame[FRAME_BYTES];
  struct arena arena;
  struct bus_reply reply;
  arena_init(&arena, 0);
  assert_int_equal(zmq_connect(socket, place->endpoint), 0);
  assert_int_equal(zmq_send(socket, "rubbish", 7, 0), 7); /* said in the log, and no more */
  send_hello(socket, 0);
  next_frame(socket, &receiver, bus_welcome_fingerprint, frame);
  send_body(socket, "rubbish");
  struct single_object object = next_frame(socket, &receiver, bus_reply_fingerprint, frame);
  assert_true(bus_reply_decode(object.record, object.size, &arena, &reply));
  assert_int_equal(reply.number, 1);
  assert_int_equal(reply.answer, BUS_ANSWER_REFUSED);
  assert_string_equal(reply.reason, "a levering (Levering) is cut off");
  arena_fini(&arena);
  zmq_close(socket);
  zmq_ctx_term(context);
  close_end(&receiver);
}

static void send_routed(void *socket, zmq_msg_t *route, const struct buffer *frame)
{
  zmq_msg_t copy;
  zmq_msg_init(&copy);
  assert_int_equal(zmq_msg_copy(&copy, route), 0);
  assert_true(zmq_msg_send(&copy, socket, ZMQ_SNDMORE) >= 0);
  send_frame(socket, frame, 0);
}

static void a_sender_whose_batch_is_refused_says_why_and_keeps_it(void **state)
{
  const struct place *place = *state;
  void *context = zmq_ctx_new();
  void *socket = zmq_socket(context, ZMQ_ROUTER);
  struct end sender = open_sender(place->endpoint);
  struct batch *batch = numbered(1);
  struct error error = {0};
  zmq_msg_t route;
  char frame[FRAME_BYTES];
  struct single_object object;
  struct bus_hello hello;
  assert_int_equal(zmq_bind(socket, place->endpoint), 0);
  zmq_msg_init(&route);
  assert_int_equal(bus_send(sender.sender, &batch, 500, NULL), ERROR_AGAIN); /* says hello */
  assert_true(zmq_msg_recv(&route, socket, 0) > 0);
  int size = zmq_recv(socket, frame, sizeof frame, 0);
  assert_true(single_object_read(frame, (size_t)size, &object));
  assert_true(bus_hello_decode(object.record, object.size, &batch->arena, &hello));
  struct buffer out;
  buffer_init(&out, FRAME_BYTES);
  single_object_begin(&out, bus_welcome_fingerprint);
  bus_welcome_encode(
      &(struct bus_welcome){.sender = hello.sender, .number = hello.number, .window = PLENTY}, &out);
  send_routed(socket, &route, &out);
  assert_int_equal(bus_send(sender.sender, &batch, LONG_MS, NULL), 0);
  char reason[] = "because";
  buffer_reset(&out);
  single_object_begin(&out, bus_reply_fingerprint);
  bus_reply_encode(&(struct bus_reply){.sender = hello.sender,
                       .number = 1,
                       .answer = BUS_ANSWER_REFUSED,
                       .window = PLENTY,
                       .reason = reason},
      &out);
  send_routed(socket, &route, &out);
  struct batch *back = NULL;
  assert_int_equal(bus_acknowledged(sender.sender, LONG_MS, &back, &error), ERROR_CONFIG);
  assert_null(back);
  assert_non_null(strstr(error.text, "refused a batch: because"));
  assert_true(bus_bytes(sender.bus) > 0);
  buffer_fini(&out);
  zmq_msg_close(&route);
  close_end(&sender);
  zmq_close(socket);
  zmq_ctx_term(context);
}

/* --- tcp and CURVE --- */

static struct curve_files files_in(
    const struct place *place, const char *own, char paths[3][PATH_BYTES], const char *list)
{
  snprintf(paths[0], PATH_BYTES, "%s/%s", place->folder, own);
  snprintf(paths[1], PATH_BYTES, "%s/load.pub", place->folder);
  snprintf(paths[2], PATH_BYTES, "%s/%s", place->folder, list != NULL ? list : "");
  return (struct curve_files){
      .key = paths[0], .receiver = paths[1], .senders = list != NULL ? paths[2] : NULL};
}

static void make_keys(const struct place *place)
{
  static const char *const names[] = {"load", "ingest", "stranger"};
  char path[PATH_BYTES];
  char line[64] = "";
  for (size_t i = 0; i < 3; i++) {
    snprintf(path, sizeof path, "%s/%s", place->folder, names[i]);
    assert_int_equal(curve_keys_create(path, NULL), 0);
  }
  snprintf(path, sizeof path, "%s/ingest.pub", place->folder);
  FILE *file = fopen(path, "r");
  assert_non_null(fgets(line, sizeof line, file));
  fclose(file);
  snprintf(path, sizeof path, "%s/clients", place->folder);
  file = fopen(path, "w");
  fprintf(file, "# who may send\n\n%s", line);
  fclose(file);
}

static void tcp_without_keys_is_refused(void **state)
{
  (void)state;
  struct bus_options options = {
      .backend = "zeromq-remote", .maximum_bytes = PLENTY, .endpoint = "tcp://127.0.0.1:1"};
  struct bus *bus = NULL;
  struct error error = {0};
  assert_int_equal(bus_open(&options, &bus, &error), ERROR_CONFIG);
  assert_string_equal(error.text, "bus_endpoint is tcp and bus_curve_key is not set");
  options.endpoint = "pigeon://here";
  assert_int_equal(bus_open(&options, &bus, &error), ERROR_CONFIG);
  assert_string_equal(error.text, "bus_endpoint is ipc://PATH or tcp://HOST:PORT");
  assert_null(bus);
}

/* A receiver on a free port of the loopback. */
static struct end listen_on_loopback(const struct place *place, char endpoint[PATH_BYTES], const char *list)
{
  char paths[3][PATH_BYTES];
  for (int port = 20000 + (int)(getpid() % 20000);; port++) {
    snprintf(endpoint, PATH_BYTES, "tcp://127.0.0.1:%d", port);
    struct end end = {.bus = open_bus(endpoint, PLENTY, files_in(place, "load", paths, list))};
    int kind = bus_receiver_open(end.bus, &end.receiver, NULL);
    if (kind == 0)
      return end;
    assert_int_equal(kind, ERROR_AGAIN);
    close_end(&end);
  }
}

static void a_sender_that_is_on_the_list_is_heard_and_a_stranger_is_not(void **state)
{
  const struct place *place = *state;
  char endpoint[PATH_BYTES];
  char paths[2][3][PATH_BYTES];
  make_keys(place);
  struct end receiver = listen_on_loopback(place, endpoint, "clients");
  struct end stranger = {.bus = open_bus(endpoint, PLENTY, files_in(place, "stranger", paths[0], NULL))};
  struct end known = {.bus = open_bus(endpoint, PLENTY, files_in(place, "ingest", paths[1], NULL))};
  assert_int_equal(bus_sender_open(stranger.bus, &stranger.sender, NULL), 0);
  assert_int_equal(bus_sender_open(known.bus, &known.sender, NULL), 0);
  struct batch *refused = numbered(1);
  assert_int_equal(bus_send(stranger.sender, &refused, TURN_MS, NULL), ERROR_AGAIN);
  send_while_receiving(&known, &receiver, numbered(2));
  struct batch *received = receive(&receiver, &known);
  assert_int_equal(number_of(received), 2);
  answer(&receiver, received, BATCH_STORED);
  /* it began first and the other one is through */
  assert_int_equal(bus_send(stranger.sender, &refused, TURN_MS, NULL), ERROR_AGAIN);
  batch_free(&refused);
  close_end(&stranger);
  close_end(&known);
  close_end(&receiver);
}

/* Z85 has a character that begins a comment elsewhere. */
static void a_list_takes_every_character_of_a_key(void **state)
{
  const struct place *place = *state;
  char public_key[CURVE_KEY_SIZE] = "";
  char secret_key[CURVE_KEY_SIZE];
  char path[PATH_BYTES];
  char endpoint[PATH_BYTES];
  make_keys(place);
  while (strchr(public_key, '#') == NULL)
    assert_int_equal(zmq_curve_keypair(public_key, secret_key), 0);
  snprintf(path, sizeof path, "%s/clients", place->folder);
  FILE *file = fopen(path, "w");
  fprintf(file, "# who may send\n%s # of the other machine\r\n", public_key);
  fclose(file);
  struct end receiver = listen_on_loopback(place, endpoint, "clients");
  close_end(&receiver);
  file = fopen(path, "w");
  fprintf(file, "%.39s\n", public_key);
  fclose(file);
  char paths[3][PATH_BYTES];
  struct error error = {0};
  struct end end = {.bus = open_bus(endpoint, PLENTY, files_in(place, "load", paths, "clients"))};
  assert_int_equal(bus_receiver_open(end.bus, &end.receiver, &error), ERROR_CONFIG);
  assert_non_null(strstr(error.text, "clients, line 1: no CURVE key"));
  close_end(&end);
}

static void a_secret_key_that_others_can_read_is_refused(void **state)
{
  const struct place *place = *state;
  char paths[3][PATH_BYTES];
  struct error error = {0};
  make_keys(place);
  struct end end = {.bus = open_bus("tcp://127.0.0.1:1", PLENTY, files_in(place, "ingest", paths, NULL))};
  assert_int_equal(chmod(paths[0], 0640), 0);
  assert_int_equal(bus_sender_open(end.bus, &end.sender, &error), ERROR_PERMISSION);
  assert_int_equal(chmod(paths[0], 0600), 0);
  assert_int_equal(truncate(paths[1], 30), 0);
  assert_int_equal(bus_sender_open(end.bus, &end.sender, &error), ERROR_CONFIG);
  assert_int_equal(unlink(paths[1]), 0);
  assert_int_equal(bus_sender_open(end.bus, &end.sender, &error), ERROR_CONFIG);
  assert_null(end.sender);
  close_end(&end);
}

int main(void)
{
#define REMOTE_TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
  const struct CMUnitTest tests[] = {
      REMOTE_TEST(what_a_killed_receiver_had_comes_to_the_next_one),
      REMOTE_TEST(what_a_killed_sender_left_open_is_withdrawn),
      REMOTE_TEST(a_batch_arrives_and_its_answer_finds_the_batch_that_was_sent),
      REMOTE_TEST(each_sender_gets_its_own_answers),
      REMOTE_TEST(without_a_receiver_the_batch_stays_with_its_sender),
      REMOTE_TEST(a_receiver_that_is_full_lets_nothing_more_come),
      REMOTE_TEST(what_was_not_answered_comes_again_to_the_next_receiver),
      REMOTE_TEST(a_second_receiver_at_a_path_is_refused),
      REMOTE_TEST(a_batch_that_cannot_be_read_is_refused_by_name),
      REMOTE_TEST(a_sender_whose_batch_is_refused_says_why_and_keeps_it),
      REMOTE_TEST(tcp_without_keys_is_refused),
      REMOTE_TEST(a_sender_that_is_on_the_list_is_heard_and_a_stranger_is_not),
      REMOTE_TEST(a_list_takes_every_character_of_a_key),
      REMOTE_TEST(a_secret_key_that_others_can_read_is_refused),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
