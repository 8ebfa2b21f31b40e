#include "cli/ingest_stage.h"

#include "cli/stop_signal.h"

int ingest_tools_open(const struct config *config, struct ingest_tools *tools, struct error *error)
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

void ingest_tools_close(struct ingest_tools *tools)
{
  archive_close(&tools->archive);
  pseudonymiser_free(&tools->pseudonymiser);
}

static void *work(void *context)
{
  struct ingest_thread *thread = context;
  int none = STOP_NONE;
  thread->kind = worker_run(&thread->options, &thread->error);
  if (thread->kind != 0 && thread->stage->fails_whole)
    atomic_compare_exchange_strong(stop_signal_level(), &none, STOP_DRAIN);
  atomic_fetch_sub(&thread->stage->running, 1);
  return NULL;
}

static int start_threads(struct ingest_stage *stage, struct error *error)
{
  for (int i = 0; i < stage->count; i++) {
    atomic_fetch_add(&stage->running, 1);
    int failure = pthread_create(&stage->threads[i].thread, NULL, work, &stage->threads[i]);
    if (failure == 0)
      continue;
    atomic_fetch_sub(&stage->running, 1);
    atomic_store(stop_signal_level(), STOP_ABANDON);
    for (int j = 0; j < i; j++)
      pthread_join(stage->threads[j].thread, NULL);
    return error_set_errno(error, failure, "cannot start an ingest thread");
  }
  return 0;
}

int ingest_stage_start(
    const struct ingest_stage_options *options, struct ingest_stage *stage, struct error *error)
{
  const struct config *config = options->config;
  int count = (int)config_number(config, "ingest_threads");
  if (count < 1 || count > INGEST_MOST_THREADS)
    return error_set(error, ERROR_CONFIG, "ingest_threads is not between 1 and %d", INGEST_MOST_THREADS);
  *stage = (struct ingest_stage){.fails_whole = options->fails_whole, .count = count};
  for (int i = 0; i < count; i++) {
    stage->threads[i] = (struct ingest_thread){
        .options =
            {
                .inbox = config_text(config, "inbox"),
                .outbox = config_text(config, "outbox"),
                .batch_bytes = (size_t)config_number(config, "batch_bytes"),
                .settling_bytes = options->budget->settling,
                .once = options->once,
                .stop = stop_signal_level(),
                .pseudonymiser = options->tools->pseudonymiser,
                .archive = options->tools->archive,
                .bus = options->bus,
            },
        .stage = stage,
    };
  }
  return start_threads(stage, error);
}

int ingest_stage_join(struct ingest_stage *stage, int kind, struct error *error)
{
  for (int i = 0; i < stage->count; i++) {
    pthread_join(stage->threads[i].thread, NULL);
    if (kind == 0 && stage->threads[i].kind != 0) {
      kind = stage->threads[i].kind;
      *error = stage->threads[i].error;
    }
  }
  return kind;
}
