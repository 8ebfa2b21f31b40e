#include "cli/loading.h"

#include "base/log.h"
#include "cli/stop_signal.h"
#include "proto/open_day.h"

bool loading_must_stop(const struct loading *loading)
{
  return atomic_load(loading->options->stop) != STOP_NONE;
}

int loading_connect(struct loading *loading, struct error *error)
{
  if (loading->is_connected)
    return 0;
  int kind = sink_connect(loading->sink, error);
  loading->is_connected = kind == 0;
  return kind;
}

void loading_give_up_connection(struct loading *loading)
{
  sink_disconnect(loading->sink);
  loading->is_connected = false;
  transform_forget(loading->transform);
}

int loading_after_failure(struct loading *loading, struct error *error)
{
  loading_give_up_connection(loading);
  return backoff_wait(&loading->backoff, error);
}

/* For the verslag that its sender writes: as the tables have it. */
static void fix_day(const struct loading *loading, struct levering *levering)
{
  levering->has_bekend_van = true;
  levering->bekend_van = open_day_from(levering->ontvangen, loading->writer.closed_through);
}

int loading_commit(
    struct loading *loading, const struct partij *partij, size_t queue_bytes, struct error *error)
{
  const struct levering **leveringen = arena_array(&loading->arena, partij->count, sizeof(void *));
  for (size_t i = 0; i < partij->count; i++) {
    fix_day(loading, &partij->leveringen[i]->levering);
    leveringen[i] = &partij->leveringen[i]->levering;
  }
  int kind = sink_leveringen(loading->sink, leveringen, partij->count, queue_bytes, error);
  if (kind == 0)
    kind = sink_commit(loading->sink, error);
  if (kind == 0)
    partij_writer_committed(&loading->writer);
  return kind;
}

static void count_partij(struct loading *loading, const struct partij *partij)
{
  struct loader_counts *counts = loading->counts;
  counts->partijen++;
  counts->gebeurtenissen += partij->event_count;
  counts->nieuw += loading->writer.new_events;
  counts->geweigerd += loading->writer.refused;
  for (size_t i = 0; i < partij->count; i++) {
    enum oordeel oordeel = partij->leveringen[i]->levering.oordeel;
    counts->goed += oordeel == OORDEEL_GOED;
    counts->gedeeltelijk += oordeel == OORDEEL_GEDEELTELIJK;
    counts->afgekeurd += oordeel == OORDEEL_AFGEKEURD;
  }
}

void loading_tell_stored(struct loading *loading, const struct partij *partij)
{
  count_partij(loading, partij);
  if (loading->options->stored != NULL)
    loading->options->stored(loading->options->context, partij->count);
}

void loading_maintain(struct loading *loading)
{
  struct error error;
  if (!loading->is_connected || sink_maintain(loading->sink, &error) == 0)
    return;
  log_warning("loader.maintain", "statistics not brought up to date: %s", error.text);
  loading_give_up_connection(loading);
}
