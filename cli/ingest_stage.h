/* Ingest as `sluis run` and `sluis ingest` have it: what it reads with, and its threads. */
#ifndef SLUIS_CLI_INGEST_STAGE_H
#define SLUIS_CLI_INGEST_STAGE_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>

#include "base/config.h"
#include "base/error.h"
#include "base/must_check.h"
#include "bus/bus.h"
#include "cli/budget.h"
#include "ingest/archive.h"
#include "ingest/pseudonym.h"
#include "ingest/worker.h"

enum { INGEST_MOST_THREADS = 16 };

struct ingest_tools {
  struct pseudonymiser *pseudonymiser;
  struct archive *archive; /* NULL: what is refused is not kept */
};

/* Close also after a failure. */
MUST_CHECK int ingest_tools_open(
    const struct config *config, struct ingest_tools *tools, struct error *error);
void ingest_tools_close(struct ingest_tools *tools);

struct ingest_thread {
  struct worker_options options;
  struct ingest_stage *stage;
  pthread_t thread;
  struct error error;
  int kind;
};

struct ingest_stage {
  atomic_int running; /* threads that have not ended */
  bool fails_whole;   /* one that fails has the others drain */
  int count;
  struct ingest_thread threads[INGEST_MOST_THREADS];
};

struct ingest_stage_options {
  const struct config *config;
  const struct budget *budget;
  const struct ingest_tools *tools;
  struct bus *bus;
  bool once;
  bool fails_whole;
};

/* On failure no thread runs. */
MUST_CHECK int ingest_stage_start(
    const struct ingest_stage_options *options, struct ingest_stage *stage, struct error *error);
/* Waits for their end. kind when it is not 0, else the first error of a thread. */
MUST_CHECK int ingest_stage_join(struct ingest_stage *stage, int kind, struct error *error);

#endif
