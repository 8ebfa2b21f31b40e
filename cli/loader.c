#include "cli/loader.h"

#include "base/log.h"
#include "cli/batch_loader.h"
#include "cli/loading.h"
#include "cli/source_loader.h"

enum { ARENA_BYTES = 1 << 20 };

static int load(struct loading *loading, struct error *error)
{
  int kind = bus_receiver_open(loading->options->bus, &loading->receiver, error);
  if (kind != 0)
    return kind;
  kind = bus_has_sources(loading->receiver) ? source_loader_run(loading, error)
                                            : batch_loader_run(loading, error);
  bus_receiver_close(&loading->receiver);
  return kind;
}

int loader_run(const struct loader_options *options, struct loader_counts *counts, struct error *error)
{
  struct loading loading = {.options = options,
      .counts = counts,
      .sink = sink_new(),
      .backoff = {.stop = options->stop, .log_id = "loader.again"},
      .folding.is_on = log_is_shown(LOG_DEBUG)};
  *counts = (struct loader_counts){0};
  arena_init(&loading.arena, ARENA_BYTES);
  loading.transform = transform_new(&(struct transform_options){
      .cache_bytes = options->cache_bytes,
      .source = {.read = sink_read_events, .context = loading.sink},
  });
  partij_writer_init(&loading.writer, loading.transform, loading.sink);
  loading.writer.folding = &loading.folding;
  int kind = load(&loading, error);
  partij_writer_fini(&loading.writer);
  transform_free(&loading.transform);
  sink_free(&loading.sink);
  arena_fini(&loading.arena);
  log_debug("run.cpu", "loading: %lld ms, of which the fold %lld ms", (long long)stopwatch_thread_ms(),
      (long long)stopwatch_ms(&loading.folding));
  return kind;
}
