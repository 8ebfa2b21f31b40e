/* A worker in a thread, and the other end of its bus: a receiver that acknowledges as the test wants. */
#ifndef SLUIS_TESTS_WORKER_FIXTURE_H
#define SLUIS_TESTS_WORKER_FIXTURE_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "ingest/worker.h"

struct worker_fixture {
  struct pseudonymiser *pseudonymiser;
  struct bus *bus;
  struct worker_counts counts;
  atomic_int stop;
  atomic_bool hold;       /* do not acknowledge */
  atomic_bool give_back;  /* acknowledge without having stored */
  atomic_size_t received; /* leveringen */
  atomic_size_t batches;
  atomic_bool ended; /* of the receiver's thread */
  void (*seen)(
      const struct batch_levering *levering, void *context); /* each that arrives; NULL: nobody asks */
  void *seen_context;
  FILE *stored; /* receives a line for each levering before it is acknowledged; NULL: none */
  struct worker_options options;
};

/* inbox and outbox in the working directory, a key, a bus, options with once set. */
void worker_fixture_init(struct worker_fixture *fixture);
void worker_fixture_fini(struct worker_fixture *fixture);
/* So many leveringen in each of so many days of so many organisations; each fiftieth of a day is refused. */
void worker_fixture_write_many(size_t organisations, size_t days, size_t leveringen);
/* Runs worker_run() until it returns, with a receiver next to it. */
int worker_fixture_run(struct worker_fixture *fixture, struct error *error);
/* Starts count workers with these options, waits for them; the sum of what they returned. */
int worker_fixture_run_many(struct worker_fixture *fixture, size_t count);

#endif
