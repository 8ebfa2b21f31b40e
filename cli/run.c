/* `sluis run`: ingest and load in one process.
 *
 * Ingest workers run in threads of their own, the loader in the main thread, the bus between them. A stop
 * goes from front to back: the workers take nothing new, the loader finishes the partij in hand and gives the
 * rest back, the workers remove what is stored, all end. When the loader ends first (PostgreSQL stays away,
 * or an error) the workers are told to leave everything where it is. */
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>

#include "base/config.h"
#include "base/log.h"
#include "base/memory.h"
#include "cli/budget.h"
#include "cli/command.h"
#include "cli/commands.h"
#include "cli/loader.h"
#include "cli/progress.h"
#include "cli/snapshots.h"
#include "cli/stop_signal.h"
#include "ingest/archive.h"
#include "ingest/inbox.h"
#include "ingest/inbox_survey.h"
#include "ingest/pseudonym.h"
#include "ingest/worker.h"

enum { MOST_WORKERS = 16 };

struct worker_thread {
  struct worker_options options;
  atomic_int *running; /* workers that have not ended */
  pthread_t thread;
  struct error error;
  int kind;
};

static void *work(void *context)
{
  struct worker_thread *worker = context;
  worker->kind = worker_run(&worker->options, &worker->error);
  atomic_fetch_sub(worker->running, 1);
  return NULL;
}

static int start_workers(struct worker_thread *workers, int count, struct error *error)
{
  for (int i = 0; i < count; i++) {
    atomic_fetch_add(workers[i].running, 1);
    int failure = pthread_create(&workers[i].thread, NULL, work, &workers[i]);
    if (failure == 0)
      continue;
    atomic_fetch_sub(workers[i].running, 1);
    atomic_store(stop_signal_level(), STOP_ABANDON);
    for (int j = 0; j < i; j++)
      pthread_join(workers[j].thread, NULL);
    return error_set_errno(error, failure, "cannot start an ingest thread");
  }
  return 0;
}

/* The first error of a worker, when the loader had none. */
static int join_workers(struct worker_thread *workers, int count, int kind, struct error *error)
{
  for (int i = 0; i < count; i++) {
    pthread_join(workers[i].thread, NULL);
    if (kind == 0 && workers[i].kind != 0) {
      kind = workers[i].kind;
      *error = workers[i].error;
    }
  }
  return kind;
}

static void show_progress(void *progress, size_t leveringen)
{
  progress_advance(progress, leveringen);
}

/* For the progress bar only: 0 when it cannot be told. */
static size_t count_waiting(const char *inbox)
{
  struct inbox_survey survey;
  if (inbox_survey(inbox, &survey, NULL) != 0)
    return 0;
  size_t waiting = (size_t)survey.total.files;
  inbox_survey_fini(&survey);
  return waiting;
}

static int load(const struct config *config, const struct budget *budget, struct bus *bus,
    const atomic_int *running, size_t waiting, struct loader_counts *counts, struct error *error)
{
  struct progress *progress = progress_new("leveringen", waiting);
  int kind = loader_run(
      &(struct loader_options){
          .bus = bus,
          .batch_bytes = (size_t)config_number(config, "batch_bytes"),
          .partij_bytes = budget->partij,
          .gather_bytes = budget->queue / 2,
          .partij_leveringen = (size_t)config_number(config, "partij_leveringen"),
          .cache_bytes = budget->cache,
          .stop = stop_signal_level(),
          .senders = running,
          .stored = show_progress,
          .context = progress,
      },
      counts, error);
  progress_free(&progress);
  return kind;
}

/* What the stages of ingest read with. */
struct ingest_tools {
  struct pseudonymiser *pseudonymiser;
  struct archive *archive; /* NULL: what is refused is not kept */
};

static int ingest_and_load(const struct config *config, const struct budget *budget,
    const struct ingest_tools *tools, struct bus *bus, bool once, struct loader_counts *counts,
    struct error *error)
{
  atomic_int running = 0;
  struct worker_thread workers[MOST_WORKERS];
  int count = (int)config_number(config, "ingest_threads");
  if (count < 1 || count > MOST_WORKERS)
    return error_set(error, ERROR_CONFIG, "ingest_threads is not between 1 and %d", MOST_WORKERS);
  for (int i = 0; i < count; i++) {
    workers[i] = (struct worker_thread){
        .options =
            {
                .inbox = config_text(config, "inbox"),
                .outbox = config_text(config, "outbox"),
                .batch_bytes = (size_t)config_number(config, "batch_bytes"),
                .settling_bytes = budget->settling,
                .once = once,
                .stop = stop_signal_level(),
                .pseudonymiser = tools->pseudonymiser,
                .archive = tools->archive,
                .bus = bus,
            },
        .running = &running,
    };
  }
  size_t waiting = once && progress_is_shown() ? count_waiting(config_text(config, "inbox")) : 0;
  int kind = start_workers(workers, count, error);
  if (kind != 0)
    return kind;
  kind = load(config, budget, bus, &running, waiting, counts, error);
  if (kind != 0)
    atomic_store(stop_signal_level(), STOP_ABANDON);
  return join_workers(workers, count, kind, error);
}

static int run_locked(const struct config *config, const struct budget *budget,
    const struct ingest_tools *tools, bool once, struct error *error)
{
  struct bus *bus = NULL;
  int kind = bus_open(
      &(struct bus_options){
          .backend = config_text(config, "bus"),
          .maximum_bytes = budget->queue,
      },
      &bus, error);
  if (kind != 0)
    return kind;
  struct loader_counts counts = {0};
  kind = ingest_and_load(config, budget, tools, bus, once, &counts, error);
  bus_close(&bus);
  if (kind == 0 || counts.partijen > 0)
    printf("%zu leveringen opgeslagen: %zu goed, %zu gedeeltelijk, %zu afgekeurd; %zu gebeurtenissen, "
           "waarvan %zu nieuw, in %zu partijen\n",
        counts.goed + counts.gedeeltelijk + counts.afgekeurd, counts.goed, counts.gedeeltelijk,
        counts.afgekeurd, counts.gebeurtenissen, counts.nieuw, counts.partijen);
  return kind;
}

/* A partij of nothing would never store anything. */
static int check_sizes(const struct config *config, struct error *error)
{
  static const char *const keys[] = {"batch_bytes", "partij_leveringen"};
  for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
    if (config_number(config, keys[i]) < 1)
      return error_set(error, ERROR_CONFIG, "%s is less than 1", keys[i]);
  }
  return 0;
}

static int open_tools(const struct config *config, struct ingest_tools *tools, struct error *error)
{
  struct archive_options archive = {
      .path = config_text(config, "archive"),
      .public_key = config_text(config, "archive_public_key"),
      .days = config_number(config, "archive_days"),
  };
  if (archive.days < 1)
    return error_set(error, ERROR_CONFIG, "archive_days is less than 1");
  int kind = pseudonymiser_open(config_text(config, "key_file"), &tools->pseudonymiser, error);
  if (kind == 0 && archive.public_key != NULL)
    kind = archive_open(&archive, &tools->archive, error);
  return kind;
}

static int run(const struct config *config, const struct arguments *arguments, struct error *error)
{
  if (arguments->count > 0)
    return error_set(error, ERROR_USAGE, "run takes no argument %s", arguments->items[0]);
  struct budget budget;
  int kind = check_sizes(config, error);
  if (kind == 0)
    kind = budget_of(config, &budget, error);
  if (kind != 0)
    return kind;
  stop_signal_install();
  struct ingest_tools tools = {0};
  kind = open_tools(config, &tools, error);
  struct inbox *inbox = NULL;
  if (kind == 0)
    kind = inbox_open(config_text(config, "inbox"), &inbox, error);
  if (kind == 0)
    kind = inbox_lock(inbox, error);
  if (kind == 0)
    kind = snapshots_hand_over(config_text(config, "inbox"), stop_signal_level(), error);
  if (kind == 0)
    memory_claim(budget.claimed);
  if (kind == 0)
    kind = run_locked(config, &budget, &tools, arguments_has(arguments, "--once"), error);
  inbox_close(&inbox);
  archive_close(&tools.archive);
  pseudonymiser_free(&tools.pseudonymiser);
  return kind;
}

static const struct argument_option options[] = {
    {"--once", NULL, "work until the inbox is empty and all is stored, then exit"},
    {NULL, NULL, NULL},
};

const struct command command_run = {
    .name = "run",
    .synopsis = "[--once]",
    .summary = "ingest and load in one process; SIGTERM drains, a second one aborts",
    .options = options,
    .run = run,
};
