#include "cli/load_stage.h"

#include <stdio.h>

#include "cli/loader.h"
#include "cli/progress.h"
#include "cli/stop_signal.h"

static void show_progress(void *progress, size_t leveringen)
{
  progress_advance(progress, leveringen);
}

static void tell_counts(const struct loader_counts *counts)
{
  printf("%zu leveringen opgeslagen: %zu goed, %zu gedeeltelijk, %zu afgekeurd; %zu gebeurtenissen, "
         "waarvan %zu nieuw, in %zu partijen\n",
      counts->goed + counts->gedeeltelijk + counts->afgekeurd, counts->goed, counts->gedeeltelijk,
      counts->afgekeurd, counts->gebeurtenissen, counts->nieuw, counts->partijen);
  if (counts->geweigerd > 0)
    printf("%zu gebeurtenissen zijn door PostgreSQL geweigerd: sluis quarantine list\n", counts->geweigerd);
}

int load_stage_run(const struct load_stage_options *options, struct error *error)
{
  struct loader_counts counts = {0};
  struct progress *progress = progress_new("leveringen", options->waiting);
  int kind = loader_run(
      &(struct loader_options){
          .bus = options->bus,
          .batch_bytes = (size_t)config_number(options->config, "batch_bytes"),
          .partij_bytes = options->budget->partij,
          .gather_bytes = options->budget->queue / 2,
          .partij_leveringen = (size_t)config_number(options->config, "partij_leveringen"),
          .cache_bytes = options->budget->cache,
          .stop = stop_signal_level(),
          .once = options->once,
          .senders = options->senders,
          .stored = show_progress,
          .context = progress,
      },
      &counts, error);
  progress_free(&progress);
  if (kind == 0 || counts.partijen > 0)
    tell_counts(&counts);
  return kind;
}
