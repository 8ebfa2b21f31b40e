/* The receiver stands for loader and PostgreSQL: what it acknowledges is stored. */
#include "worker_fixture.h"

#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "inbox_fixture.h"

/* In the place of a transaction: on disk as far as kill -9 goes, before it is acknowledged. */
static void note(const struct worker_fixture *fixture, const struct batch *batch)
{
  for (size_t i = 0; i < batch->count && fixture->seen != NULL; i++)
    fixture->seen(&batch->leveringen[i], fixture->seen_context);
  for (size_t i = 0; i < batch->count && fixture->stored != NULL; i++) {
    char id[ID_TEXT_SIZE];
    id_format(&batch->leveringen[i].levering.id, id);
    fprintf(fixture->stored, "%s %s\n", id, batch->leveringen[i].levering.naam);
  }
  if (fixture->stored != NULL)
    fflush(fixture->stored);
}

static void *receive(void *context)
{
  struct worker_fixture *fixture = context;
  struct bus_receiver *receiver = NULL;
  struct batch *held[64];
  size_t held_count = 0;
  if (bus_receiver_open(fixture->bus, &receiver, NULL) != 0)
    return NULL;
  while (!atomic_load(&fixture->ended)) {
    struct batch *batch = NULL;
    if (bus_receive(receiver, 5, &batch, NULL) != 0)
      break;
    if (batch != NULL) {
      batch->answer = atomic_load(&fixture->give_back) ? BATCH_RETURNED : BATCH_STORED;
      note(fixture, batch);
      atomic_fetch_add(&fixture->received, batch->count);
      atomic_fetch_add(&fixture->batches, 1);
      held[held_count++] = batch;
    }
    while (held_count > 0 && (!atomic_load(&fixture->hold) || held_count == 64))
      if (bus_acknowledge(receiver, &held[--held_count], NULL) != 0)
        break;
  }
  while (held_count > 0)
    batch_free(&held[--held_count]);
  bus_receiver_close(&receiver);
  return NULL;
}

void worker_fixture_init(struct worker_fixture *fixture)
{
  memset(fixture, 0, sizeof *fixture);
  if (access("key", F_OK) != 0)
    assert_int_equal(key_file_create("key", NULL), 0);
  assert_int_equal(pseudonymiser_open("key", &fixture->pseudonymiser, NULL), 0);
  fixture->options = (struct worker_options){.inbox = "inbox",
      .outbox = "outbox",
      .once = true,
      .idle_ms = 20,
      .drain_ms = 60000,
      .stop = &fixture->stop,
      .pseudonymiser = fixture->pseudonymiser,
      .counts = &fixture->counts};
}

void worker_fixture_fini(struct worker_fixture *fixture)
{
  pseudonymiser_free(&fixture->pseudonymiser);
}

void worker_fixture_write_many(size_t organisations, size_t days, size_t files)
{
  for (size_t o = 0; o < organisations; o++)
    for (size_t d = 1; d <= days; d++)
      for (size_t f = 0; f < files; f++) {
        char path[96];
        char text[96];
        snprintf(path, sizeof path, "inbox/%04zu/2024-01-%02zu/%zu.xml", o, d, f);
        snprintf(text, sizeof text, "%s %zu %zu %zu", f % 50 == 49 ? "fout" : "goed", o, d, f);
        fixture_write(path, text);
      }
}

/* A bus for each run: ZeroMQ closes a receiver in the background, and its place is not free at once. */
static void start_receiver(struct worker_fixture *fixture, pthread_t *receiver)
{
  struct bus_options bus = {.backend = "zeromq", .maximum_bytes = 8 << 20};
  assert_int_equal(bus_open(&bus, &fixture->bus, NULL), 0);
  fixture->options.bus = fixture->bus;
  atomic_store(&fixture->ended, false);
  assert_int_equal(pthread_create(receiver, NULL, receive, fixture), 0);
}

static void stop_receiver(struct worker_fixture *fixture, pthread_t receiver)
{
  atomic_store(&fixture->ended, true);
  pthread_join(receiver, NULL);
  bus_close(&fixture->bus);
}

int worker_fixture_run(struct worker_fixture *fixture, struct error *error)
{
  pthread_t receiver;
  start_receiver(fixture, &receiver);
  int kind = worker_run(&fixture->options, error);
  stop_receiver(fixture, receiver);
  return kind;
}

struct one_worker {
  struct worker_fixture *fixture;
  pthread_t thread;
  int kind;
};

static void *run_one(void *context)
{
  struct one_worker *one = context;
  one->kind = worker_run(&one->fixture->options, NULL);
  return NULL;
}

int worker_fixture_run_many(struct worker_fixture *fixture, size_t count)
{
  pthread_t receiver;
  struct one_worker workers[8];
  assert_true(count <= 8);
  start_receiver(fixture, &receiver);
  for (size_t i = 0; i < count; i++) {
    workers[i] = (struct one_worker){.fixture = fixture};
    assert_int_equal(pthread_create(&workers[i].thread, NULL, run_one, &workers[i]), 0);
  }
  int sum = 0;
  for (size_t i = 0; i < count; i++) {
    pthread_join(workers[i].thread, NULL);
    sum += workers[i].kind;
  }
  stop_receiver(fixture, receiver);
  return sum;
}
