/* sluis rebuild: all facts anew from the events. Wires the fold of transform to the rebuild of the sink. */
#include <stddef.h>
#include <stdio.h>

#include "base/log.h"
#include "cli/commands.h"
#include "cli/progress.h"
#include "sink/rebuild.h"
#include "transform/fold.h"

static const struct argument_option options[] = {{NULL, NULL, NULL}};

static int fold(const struct bekende_gebeurtenis *const *events, size_t count, struct arena *arena,
    struct rebuild_rows *out, void *context, struct error *error)
{
  (void)context;
  (void)error;
  struct feit_versies versions = {0};
  fold_history(events, count, arena, &versions);
  *out = (struct rebuild_rows){versions.items, versions.count};
  return 0;
}

/* Made at the first call, when it is known how much there is. */
struct bar {
  struct progress *progress;
  uint64_t shown;
};

static void show_progress(uint64_t events, uint64_t total, void *context)
{
  struct bar *bar = context;
  if (bar->progress == NULL)
    bar->progress = progress_new("gebeurtenissen", (size_t)total);
  progress_advance(bar->progress, (size_t)(events - bar->shown));
  bar->shown = events;
}

static void print_counts(const struct rebuild_counts *counts)
{
  printf("%llu events of %llu clients folded\n", (unsigned long long)counts->events,
      (unsigned long long)counts->clients);
  for (size_t i = 0; i < FEIT_COUNT; i++)
    printf("%-18s %llu rows\n", feit_specs[i]->table, (unsigned long long)counts->rows[i]);
}

static int run(const struct config *config, const struct arguments *arguments, struct error *error)
{
  (void)config;
  if (arguments->count > 0)
    return error_set(error, ERROR_USAGE, "rebuild takes no arguments");
  struct rebuild_counts counts;
  log_info("rebuild.begin", "a loader that is running waits from here on");
  struct bar bar = {NULL, 0};
  struct rebuild_options rebuilding = {
      .fold = fold, .progress = progress_is_shown() ? show_progress : NULL, .context = &bar};
  int kind = rebuild(&rebuilding, &counts, error);
  progress_free(&bar.progress);
  if (kind == 0)
    print_counts(&counts);
  return kind;
}

const struct command command_rebuild = {
    .name = "rebuild",
    .synopsis = "",
    .summary = "all facts anew from the stored events",
    .options = options,
    .run = run,
};
