/* The contract of bus_backend.h, held against a backend from the outside. Run it under SANITIZER=address (no
 * batch is left behind) and =thread (none is looked at by two threads) as well. */
#include <pthread.h>
#include <sched.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <time.h>

#include <cmocka.h>

#include "bus/bus.h"

enum { PLENTY = 1 << 30, LONG_MS = 20000, SENDERS = 3, EACH = 1500, PORTION = 7 };

static struct bus *open_bus(size_t maximum_bytes)
{
  struct bus_options options = {.backend = "zeromq", .maximum_bytes = maximum_bytes};
  struct bus *bus = NULL;
  assert_int_equal(bus_open(&options, &bus, NULL), 0);
  return bus;
}

static struct bus_sender *open_sender(struct bus *bus)
{
  struct bus_sender *sender = NULL;
  assert_int_equal(bus_sender_open(bus, &sender, NULL), 0);
  return sender;
}

static struct bus_receiver *open_receiver(struct bus *bus)
{
  struct bus_receiver *receiver = NULL;
  assert_int_equal(bus_receiver_open(bus, &receiver, NULL), 0);
  return receiver;
}

/* One levering that carries a number, and a text in the arena, so that a batch that was freed shows. */
static struct batch *numbered(int32_t number)
{
  struct batch *batch = batch_new();
  struct levering *levering = &batch_add(batch)->levering;
  levering->regels_goed = number;
  levering->naam = arena_text(&batch->arena, "naam");
  return batch;
}

static int32_t number_of(const struct batch *batch)
{
  assert_int_equal(batch->count, 1);
  assert_string_equal(batch->leveringen[0].levering.naam, "naam");
  return batch->leveringen[0].levering.regels_goed;
}

static void send_number(struct bus_sender *sender, int32_t number)
{
  struct batch *batch = numbered(number);
  assert_int_equal(bus_send(sender, &batch, LONG_MS, NULL), 0);
  assert_null(batch);
}

static struct batch *receive(struct bus_receiver *receiver, int timeout_ms)
{
  struct batch *batch = NULL;
  assert_int_equal(bus_receive(receiver, timeout_ms, &batch, NULL), 0);
  return batch;
}

static struct batch *acknowledged(struct bus_sender *sender, int timeout_ms)
{
  struct batch *batch = NULL;
  assert_int_equal(bus_acknowledged(sender, timeout_ms, &batch, NULL), 0);
  return batch;
}

static void acknowledge(struct bus_receiver *receiver, struct batch *batch)
{
  assert_int_equal(bus_acknowledge(receiver, &batch, NULL), 0);
  assert_null(batch);
}

static void an_unknown_backend_is_a_configuration_error(void **state)
{
  (void)state;
  struct bus_options options = {.backend = "pigeon", .maximum_bytes = PLENTY};
  struct bus *bus = NULL;
  struct error error = {0};
  assert_int_equal(bus_open(&options, &bus, &error), ERROR_CONFIG);
  assert_string_equal(error.text, "there is no bus called pigeon");
  assert_null(bus);
  bus_close(&bus);
}

static void a_second_receiver_is_refused(void **state)
{
  (void)state;
  struct bus *bus = open_bus(PLENTY);
  struct bus_receiver *receiver = open_receiver(bus);
  struct bus_receiver *second = NULL;
  struct error error = {0};
  assert_int_equal(bus_receiver_open(bus, &second, &error), ERROR_IO);
  assert_null(second);
  bus_receiver_close(&receiver);
  bus_close(&bus);
}

static void a_full_bus_leaves_the_batch_with_its_sender(void **state)
{
  (void)state;
  struct batch *first = numbered(1);
  struct batch *second = numbered(2);
  struct bus *bus = open_bus(2 * batch_bytes(first) - 1);
  struct bus_receiver *receiver = open_receiver(bus);
  struct bus_sender *sender = open_sender(bus);
  size_t weight = batch_bytes(first);
  struct error error = {0};
  assert_int_equal(bus_send(sender, &first, 0, &error), 0);
  assert_int_equal(bus_bytes(bus), weight);
  assert_int_equal(bus_send(sender, &second, 0, &error), ERROR_AGAIN);
  assert_int_equal(error.kind, ERROR_AGAIN);
  assert_int_equal(bus_send(sender, &second, 3, &error), ERROR_AGAIN);
  assert_int_equal(number_of(second), 2);
  assert_int_equal(bus_bytes(bus), weight);
  struct batch *received = receive(receiver, LONG_MS);
  assert_int_equal(number_of(received), 1);
  assert_null(receive(receiver, 0));
  assert_int_equal(bus_bytes(bus), weight); /* received is not yet acknowledged */
  acknowledge(receiver, received);
  assert_int_equal(bus_bytes(bus), 0);
  assert_int_equal(bus_send(sender, &second, 0, &error), 0);
  struct batch *back = acknowledged(sender, LONG_MS);
  assert_int_equal(number_of(back), 1);
  batch_free(&back);
  bus_sender_close(&sender);
  bus_receiver_close(&receiver);
  bus_close(&bus);
}

static void a_batch_above_the_bound_travels_alone(void **state)
{
  (void)state;
  struct bus *bus = open_bus(1);
  struct bus_receiver *receiver = open_receiver(bus);
  struct bus_sender *sender = open_sender(bus);
  struct batch *large = numbered(1);
  struct batch *other = numbered(2);
  assert_int_equal(bus_send(sender, &large, 0, NULL), 0);
  assert_int_equal(bus_send(sender, &other, 0, NULL), ERROR_AGAIN);
  acknowledge(receiver, receive(receiver, LONG_MS));
  assert_int_equal(bus_send(sender, &other, 0, NULL), 0);
  bus_sender_close(&sender);
  bus_receiver_close(&receiver);
  bus_close(&bus);
}

/* A part of a levering; from > 0: the receiver has the ones before it. */
static struct batch *part_of(int32_t number, size_t from)
{
  struct batch *part = numbered(number);
  part->part = PART_MORE;
  part->part_from = from;
  return part;
}

static void a_part_that_continues_goes_onto_a_full_bus_and_gives_back_no_room(void **state)
{
  (void)state;
  struct batch *first = part_of(1, 0);
  struct batch *second = part_of(2, 7);
  struct batch *other = part_of(3, 0);
  size_t weight = batch_bytes(first);
  struct bus *bus = open_bus(weight);
  struct bus_receiver *receiver = open_receiver(bus);
  struct bus_sender *sender = open_sender(bus);
  assert_int_equal(bus_send(sender, &first, 0, NULL), 0);
  assert_int_equal(bus_bytes(bus), weight);                         /* the first one takes room, */
  assert_int_equal(bus_send(sender, &other, 0, NULL), ERROR_AGAIN); /* and so would that of another, */
  assert_int_equal(bus_send(sender, &second, 0, NULL), 0);          /* but not what comes behind it */
  assert_int_equal(bus_bytes(bus), weight);
  struct batch *received[2] = {receive(receiver, LONG_MS), receive(receiver, LONG_MS)};
  assert_int_equal(received[1]->part_from, 7);
  assert_int_equal(received[1]->weight, 0);
  acknowledge(receiver, received[1]);
  assert_int_equal(bus_bytes(bus), weight);
  acknowledge(receiver, received[0]);
  assert_int_equal(bus_bytes(bus), 0);
  assert_int_equal(bus_send(sender, &other, 0, NULL), 0);
  bus_sender_close(&sender);
  bus_receiver_close(&receiver);
  bus_close(&bus);
}

static void a_part_that_nobody_will_read_any_more_gives_back_what_it_took(void **state)
{
  (void)state;
  struct bus *bus = open_bus(PLENTY);
  struct bus_receiver *receiver = open_receiver(bus);
  struct bus_sender *sender = open_sender(bus);
  struct batch *first = part_of(1, 0);
  struct batch *second = part_of(2, 7);
  assert_int_equal(bus_send(sender, &first, LONG_MS, NULL), 0);
  assert_int_equal(bus_send(sender, &second, LONG_MS, NULL), 0);
  bus_sender_close(&sender);
  acknowledge(receiver, receive(receiver, LONG_MS));
  acknowledge(receiver, receive(receiver, LONG_MS));
  assert_int_equal(bus_bytes(bus), 0);
  bus_receiver_close(&receiver);
  bus_close(&bus);
}

static void every_answer_travels_back_with_its_batch(void **state)
{
  (void)state;
  static const enum batch_answer answers[] = {BATCH_AGAIN, BATCH_STORED, BATCH_RETURNED, BATCH_WRITTEN};
  enum { ANSWERS = sizeof answers / sizeof *answers };
  struct bus *bus = open_bus(PLENTY);
  struct bus_receiver *receiver = open_receiver(bus);
  struct bus_sender *sender = open_sender(bus);
  for (int32_t i = 0; i < ANSWERS; i++)
    send_number(sender, i);
  for (int32_t i = 0; i < ANSWERS; i++) {
    struct batch *batch = receive(receiver, LONG_MS);
    assert_int_equal(batch->answer, BATCH_STORED); /* what stands in it when nobody says otherwise */
    batch->answer = answers[i];
    acknowledge(receiver, batch);
  }
  for (int32_t i = 0; i < ANSWERS; i++) {
    struct batch *batch = acknowledged(sender, LONG_MS);
    assert_int_equal(number_of(batch), i);
    assert_int_equal(batch->answer, answers[i]);
    batch_free(&batch);
  }
  bus_sender_close(&sender);
  bus_receiver_close(&receiver);
  bus_close(&bus);
}

static void without_a_receiver_any_more_the_batch_stays_with_its_sender(void **state)
{
  (void)state;
  struct bus *bus = open_bus(PLENTY);
  struct bus_receiver *receiver = open_receiver(bus);
  struct bus_sender *sender = open_sender(bus);
  send_number(sender, 1);
  bus_receiver_close(&receiver);
  /* The close is noticed a moment later; what is sent before that is under way and freed with the bus. */
  int kind = 0;
  time_t give_up = time(NULL) + LONG_MS / 1000;
  while (kind == 0 && time(NULL) < give_up) {
    sched_yield();
    struct batch *batch = numbered(2);
    kind = bus_send(sender, &batch, 5, NULL);
    assert_true((kind == 0) == (batch == NULL));
    batch_free(&batch);
  }
  assert_int_equal(kind, ERROR_AGAIN);
  bus_sender_close(&sender);
  bus_close(&bus);
}

static void nothing_within_the_time_is_no_batch_and_no_error(void **state)
{
  (void)state;
  struct bus *bus = open_bus(PLENTY);
  struct bus_receiver *receiver = open_receiver(bus);
  struct bus_sender *sender = open_sender(bus);
  assert_null(receive(receiver, 0));
  assert_null(receive(receiver, 2));
  assert_null(acknowledged(sender, 0));
  assert_null(acknowledged(sender, 2));
  bus_sender_close(&sender);
  bus_receiver_close(&receiver);
  bus_close(&bus);
}

static void a_sender_may_be_there_before_the_receiver(void **state)
{
  (void)state;
  struct bus *bus = open_bus(PLENTY);
  struct bus_sender *sender = open_sender(bus);
  send_number(sender, 1);
  struct bus_receiver *receiver = open_receiver(bus);
  struct batch *batch = receive(receiver, LONG_MS);
  assert_int_equal(number_of(batch), 1);
  acknowledge(receiver, batch);
  batch = acknowledged(sender, LONG_MS);
  assert_int_equal(number_of(batch), 1);
  batch_free(&batch);
  bus_receiver_close(&receiver);
  bus_sender_close(&sender);
  bus_close(&bus);
}

static void what_a_closed_sender_sent_still_arrives_and_may_be_acknowledged(void **state)
{
  (void)state;
  struct bus *bus = open_bus(PLENTY);
  struct bus_receiver *receiver = open_receiver(bus);
  struct bus_sender *sender = open_sender(bus);
  for (int32_t i = 0; i < 10; i++)
    send_number(sender, i);
  bus_sender_close(&sender);
  for (int32_t i = 0; i < 10; i++) {
    struct batch *batch = receive(receiver, LONG_MS);
    assert_int_equal(number_of(batch), i);
    acknowledge(receiver, batch);
  }
  assert_int_equal(bus_bytes(bus), 0);
  bus_receiver_close(&receiver);
  bus_close(&bus);
}

static void a_bus_that_closes_frees_what_is_under_way(void **state)
{
  (void)state;
  struct bus *bus = open_bus(PLENTY);
  struct bus_receiver *receiver = open_receiver(bus);
  struct bus_sender *senders[SENDERS];
  for (int i = 0; i < SENDERS; i++) {
    senders[i] = open_sender(bus);
    for (int32_t j = 0; j < 50; j++)
      send_number(senders[i], j);
  }
  for (int i = 0; i < 20; i++) /* acknowledged, never picked up */
    acknowledge(receiver, receive(receiver, LONG_MS));
  struct batch *held = receive(receiver, LONG_MS); /* received, never acknowledged */
  bus_sender_close(&senders[1]);
  bus_receiver_close(&receiver);
  bus_sender_close(&senders[0]);
  bus_sender_close(&senders[2]);
  bus_close(&bus);
  assert_null(bus);
  batch_free(&held);
}

static void a_bus_that_never_had_a_receiver_frees_what_was_sent(void **state)
{
  (void)state;
  struct bus *bus = open_bus(PLENTY);
  struct bus_sender *sender = open_sender(bus);
  for (int32_t i = 0; i < 10; i++)
    send_number(sender, i);
  bus_sender_close(&sender);
  bus_close(&bus);
}

/* A sender in a thread of its own: sends EACH numbers, and wants exactly those back. */
struct worker {
  struct bus *bus;
  int32_t first;
  int came_back[EACH];
  int refused; /* for want of room */
  bool has_failed;
};

static void collect(struct worker *worker, struct bus_sender *sender, int timeout_ms)
{
  struct batch *batch = NULL;
  int status = bus_acknowledged(sender, timeout_ms, &batch, NULL);
  int32_t number = batch != NULL ? batch->leveringen[0].levering.regels_goed - worker->first : 0;
  if (status != 0 || number < 0 || number >= EACH)
    worker->has_failed = true;
  else if (batch != NULL)
    worker->came_back[number]++;
  batch_free(&batch);
}

static int total(const int *counts)
{
  int sum = 0;
  for (int i = 0; i < EACH; i++)
    sum += counts[i];
  return sum;
}

static void *work(void *context)
{
  struct worker *worker = context;
  struct bus_sender *sender = NULL;
  worker->has_failed = bus_sender_open(worker->bus, &sender, NULL) != 0;
  for (int32_t i = 0; i < EACH && !worker->has_failed;) {
    struct batch *batch = numbered(worker->first + i);
    int status = bus_send(sender, &batch, 1, NULL);
    if (status == 0)
      i++;
    else if (status == ERROR_AGAIN)
      worker->refused++;
    else
      worker->has_failed = true;
    batch_free(&batch);
    collect(worker, sender, 0);
  }
  while (!worker->has_failed && total(worker->came_back) < EACH)
    collect(worker, sender, LONG_MS);
  bus_sender_close(&sender);
  return NULL;
}

/* Takes portions from the bus and acknowledges each from its end to its begin. */
static void receive_all_in_order(struct bus_receiver *receiver)
{
  int32_t next[SENDERS] = {0};
  for (int done = 0; done < SENDERS * EACH;) {
    struct batch *portion[PORTION];
    int count = 0;
    while (count < PORTION) {
      portion[count] = receive(receiver, count == 0 ? LONG_MS : 0);
      if (portion[count] == NULL)
        break;
      int32_t number = number_of(portion[count]);
      assert_int_equal(number % EACH, next[number / EACH]);
      next[number / EACH]++;
      count++;
    }
    assert_true(count > 0);
    done += count;
    while (count > 0)
      acknowledge(receiver, portion[--count]);
  }
}

static void three_senders_keep_their_order_and_get_their_own_batches_back(void **state)
{
  (void)state;
  struct batch *example = numbered(0);
  struct bus *bus = open_bus(10 * batch_bytes(example)); /* so small that senders wait */
  batch_free(&example);
  struct bus_receiver *receiver = open_receiver(bus);
  struct worker *workers = calloc(SENDERS, sizeof *workers);
  assert_non_null(workers);
  pthread_t threads[SENDERS];
  for (int i = 0; i < SENDERS; i++) {
    workers[i].bus = bus;
    workers[i].first = i * EACH;
    assert_int_equal(pthread_create(&threads[i], NULL, work, &workers[i]), 0);
  }
  receive_all_in_order(receiver);
  for (int i = 0; i < SENDERS; i++) {
    assert_int_equal(pthread_join(threads[i], NULL), 0);
    assert_false(workers[i].has_failed);
    for (int j = 0; j < EACH; j++)
      assert_int_equal(workers[i].came_back[j], 1);
  }
  assert_int_equal(bus_bytes(bus), 0);
  assert_null(receive(receiver, 0));
  free(workers);
  bus_receiver_close(&receiver);
  bus_close(&bus);
}

/* A sender that stops in the middle, with batches under way both ways. */
static void *work_until_stopped(void *context)
{
  struct worker *worker = context;
  struct bus_sender *sender = NULL;
  worker->has_failed = bus_sender_open(worker->bus, &sender, NULL) != 0;
  for (int32_t i = 0; i < 200 && !worker->has_failed && worker->refused < 10; i++) {
    struct batch *batch = numbered(i);
    int status = bus_send(sender, &batch, 1, NULL);
    worker->refused += status == ERROR_AGAIN;
    worker->has_failed = status != 0 && status != ERROR_AGAIN;
    batch_free(&batch);
  }
  bus_sender_close(&sender);
  return NULL;
}

static void senders_and_receiver_may_stop_in_any_order_while_both_are_busy(void **state)
{
  (void)state;
  for (int round = 0; round < 30; round++) {
    struct batch *example = numbered(0);
    struct bus *bus = open_bus(40 * batch_bytes(example));
    batch_free(&example);
    struct bus_receiver *receiver = open_receiver(bus);
    struct worker *workers = calloc(SENDERS, sizeof *workers);
    assert_non_null(workers);
    pthread_t threads[SENDERS];
    for (int i = 0; i < SENDERS; i++) {
      workers[i].bus = bus;
      assert_int_equal(pthread_create(&threads[i], NULL, work_until_stopped, &workers[i]), 0);
    }
    for (int i = 0; i < 20 * round; i++) {
      struct batch *batch = receive(receiver, 1);
      if (batch == NULL)
        break;
      acknowledge(receiver, batch);
    }
    bus_receiver_close(&receiver);
    for (int i = 0; i < SENDERS; i++) {
      assert_int_equal(pthread_join(threads[i], NULL), 0);
      assert_false(workers[i].has_failed);
    }
    free(workers);
    bus_close(&bus);
  }
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(an_unknown_backend_is_a_configuration_error),
      cmocka_unit_test(a_second_receiver_is_refused),
      cmocka_unit_test(a_full_bus_leaves_the_batch_with_its_sender),
      cmocka_unit_test(a_batch_above_the_bound_travels_alone),
      cmocka_unit_test(a_part_that_continues_goes_onto_a_full_bus_and_gives_back_no_room),
      cmocka_unit_test(a_part_that_nobody_will_read_any_more_gives_back_what_it_took),
      cmocka_unit_test(every_answer_travels_back_with_its_batch),
      cmocka_unit_test(without_a_receiver_any_more_the_batch_stays_with_its_sender),
      cmocka_unit_test(nothing_within_the_time_is_no_batch_and_no_error),
      cmocka_unit_test(a_sender_may_be_there_before_the_receiver),
      cmocka_unit_test(what_a_closed_sender_sent_still_arrives_and_may_be_acknowledged),
      cmocka_unit_test(a_bus_that_closes_frees_what_is_under_way),
      cmocka_unit_test(a_bus_that_never_had_a_receiver_frees_what_was_sent),
      cmocka_unit_test(three_senders_keep_their_order_and_get_their_own_batches_back),
      cmocka_unit_test(senders_and_receiver_may_stop_in_any_order_while_both_are_busy),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
