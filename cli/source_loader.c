/* One partij after another, of records that a bus keeps.
 *
 * DESIGN. The group gives us sources, and gives them to others; PostgreSQL says from where to read each and
 * whether we still may. When what the group gives has changed, and after any error, all of it begins anew:
 * what was read and not stored is dropped, transform forgets its sets, every source that is ours is claimed
 * (a new epoch, which fences who had it before) and read from its position. So nothing that was known under
 * an old epoch is ever used, and a commit that succeeded without an answer is found stored.
 *
 * Who was stopped for longer than the group waits hears no callback: the first statement of its next partij
 * raises inside the server, and before it claims anything again it has polled the group.
 *
 * A partij is the batches in hand, whole. Its ranges hold every source that is ours, also those of which
 * nothing came: that they are still ours is what allows to fold what waits for their clients.
 *
 * Once: where all sources end is asked first, and it is done when each of them is stored up to there, by
 * whoever owns it.
 */
#include "cli/source_loader.h"

#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/memory.h"
#include "base/stopwatch.h"
#include "cli/stop_signal.h"

enum { RECEIVE_WAIT_MS = 100, GATHER_MS = 2000, LOOK_AROUND_MS = 500 };

/* A source that is ours. */
struct owned {
  const char *name;
  int64_t position; /* of the next record to store */
};

struct source_loader {
  struct loading *common;
  bool is_claimed;     /* all of ours, of this generation, on this connection */
  unsigned generation; /* of the sources below */
  struct owned *owned;
  size_t owned_count;
  struct batch **open; /* in order of arrival */
  size_t open_count, open_capacity;
  struct bus_end *ends; /* of a run that loads once, until they are reached */
  size_t end_count;
  int64_t looked_ms; /* for what waits for our clients, and for the end */
};

static void drop_open(struct source_loader *loader)
{
  for (size_t i = 0; i < loader->open_count; i++)
    batch_free(&loader->open[i]);
  loader->open_count = 0;
}

static void keep_open(struct source_loader *loader, struct batch *batch)
{
  if (loader->open_count == loader->open_capacity) {
    loader->open_capacity = loader->open_capacity > 0 ? 2 * loader->open_capacity : 16;
    loader->open = memory_resize(loader->open, loader->open_capacity * sizeof(struct batch *));
  }
  loader->open[loader->open_count++] = batch;
}

static bool is_ours_still(const struct source_loader *loader)
{
  return loader->is_claimed && bus_sources(loader->common->receiver).generation == loader->generation;
}

/* A full batch says that there is more behind it. */
static bool is_worth_waiting(const struct source_loader *loader, size_t bytes)
{
  const struct loader_options *options = loader->common->options;
  return loader->open[loader->open_count - 1]->weight >= options->batch_bytes &&
         bytes < options->gather_bytes && !loading_must_stop(loader->common);
}

/* Takes what is there, up to the limit of a partij; waits for the first, and in a backlog a moment for more.
 * Polls the group also when nothing is ours. */
static int receive_batches(struct source_loader *loader, struct error *error)
{
  const struct loader_options *options = loader->common->options;
  size_t bytes = 0;
  size_t leveringen = 0;
  int64_t until = stopwatch_now_ms() + GATHER_MS;
  int wait = RECEIVE_WAIT_MS;
  while (bytes < options->partij_bytes && leveringen < options->partij_leveringen) {
    struct batch *batch = NULL;
    int kind = bus_receive(loader->common->receiver, wait, &batch, error);
    if (kind != 0 || batch == NULL)
      return kind;
    bytes += batch_bytes(batch);
    leveringen += batch->count;
    keep_open(loader, batch);
    int64_t left = until - stopwatch_now_ms();
    wait = is_worth_waiting(loader, bytes) && left > 0 ? (int)left : 0;
  }
  return 0;
}

/* --- what is ours --- */

static int claim_one(struct source_loader *loader, const char *name, struct error *error)
{
  struct owned *owned = &loader->owned[loader->owned_count];
  owned->name = name;
  int kind = sink_claim(loader->common->sink, name, &owned->position, error);
  if (kind == 0)
    kind = bus_read_from(loader->common->receiver, name, owned->position, error);
  loader->owned_count += kind == 0;
  return kind;
}

/* Everything anew. */
static int claim_all(struct source_loader *loader, struct error *error)
{
  struct loading *common = loader->common;
  struct bus_sources sources = bus_sources(common->receiver);
  drop_open(loader);
  bus_stop_reading(common->receiver);
  transform_forget(common->transform);
  loader->is_claimed = false;
  loader->owned_count = 0;
  loader->owned = memory_resize(loader->owned, (sources.count + 1) * sizeof *loader->owned);
  int kind = loading_connect(common, error);
  if (kind == 0)
    sink_disown(common->sink);
  for (size_t i = 0; kind == 0 && i < sources.count; i++)
    kind = claim_one(loader, sources.names[i], error);
  loader->generation = sources.generation;
  loader->is_claimed = kind == 0;
  return kind;
}

static bool owns_client(const struct id *client, void *context)
{
  const struct source_loader *loader = context;
  return bus_owns_client(loader->common->receiver, client);
}

/* --- a partij --- */

static struct partij make_partij(struct source_loader *loader)
{
  size_t leveringen = 0;
  size_t events = 0;
  for (size_t i = 0; i < loader->open_count; i++) {
    const struct batch *batch = loader->open[i];
    leveringen += batch->count;
    for (size_t j = 0; j < batch->count; j++)
      events += batch->leveringen[j].gebeurtenis_count;
  }
  struct arena *arena = &loader->common->arena;
  struct partij partij = {.leveringen = arena_array(arena, leveringen, sizeof(void *)),
      .events = arena_array(arena, events, sizeof(void *))};
  for (size_t i = 0; i < loader->open_count; i++) {
    for (size_t j = 0; j < loader->open[i]->count; j++) {
      struct batch_levering *levering = &loader->open[i]->leveringen[j];
      if (!levering->is_loose)
        partij.leveringen[partij.count++] = levering;
      for (size_t k = 0; k < levering->gebeurtenis_count; k++)
        partij.events[partij.event_count++] = &levering->gebeurtenissen[k];
    }
  }
  return partij;
}

static struct sink_range *find_range(struct sink_range *ranges, size_t count, const char *source)
{
  for (size_t i = 0; i < count; i++) {
    if (strcmp(ranges[i].source, source) == 0)
      return &ranges[i];
  }
  return NULL;
}

/* A range for each source that is ours, those of the batches joined. NULL: a record is missing or comes
 * twice. */
static struct sink_range *make_ranges(struct source_loader *loader)
{
  struct sink_range *ranges = arena_array(&loader->common->arena, loader->owned_count, sizeof *ranges);
  for (size_t i = 0; i < loader->owned_count; i++)
    ranges[i] =
        (struct sink_range){loader->owned[i].name, loader->owned[i].position, loader->owned[i].position};
  for (size_t i = 0; i < loader->open_count; i++) {
    for (size_t j = 0; j < loader->open[i]->range_count; j++) {
      const struct batch_range *piece = &loader->open[i]->ranges[j];
      struct sink_range *range = find_range(ranges, loader->owned_count, piece->source);
      if (range == NULL || range->to != piece->from)
        return NULL;
      range->to = piece->to;
    }
  }
  return ranges;
}

/* What could not be read, with its place: nobody will read it again. */
static int keep_unreadable(struct source_loader *loader, struct error *error)
{
  int kind = 0;
  for (size_t i = 0; kind == 0 && i < loader->open_count; i++) {
    const struct batch *batch = loader->open[i];
    if (batch->unreadable_count == 0)
      continue;
    struct sink_unreadable *records =
        arena_array(&loader->common->arena, batch->unreadable_count, sizeof *records);
    for (size_t j = 0; j < batch->unreadable_count; j++) {
      const struct batch_unreadable *each = &batch->unreadable[j];
      records[j] = (struct sink_unreadable){each->source, each->position, each->reason, each->size};
      log_warning("loader.unreadable", "%s, position %lld: %s", each->source, (long long)each->position,
          each->reason);
    }
    kind = sink_quarantine_unreadable(loader->common->sink, records, batch->unreadable_count, error);
  }
  return kind;
}

/* One attempt: a transaction from begin to commit. */
static int store_once(
    struct source_loader *loader, const struct sink_range *ranges, struct partij *partij, struct error *error)
{
  struct partij_writer *writer = &loader->common->writer;
  int kind = partij_writer_begin(writer, ranges, loader->owned_count, error);
  if (kind == 0)
    kind = keep_unreadable(loader, error);
  if (kind == 0)
    kind = partij_writer_write(writer, partij->events, partij->event_count, error);
  return kind == 0 ? loading_commit(loader->common, partij, 0, error) : kind;
}

static int acknowledge(struct source_loader *loader, struct error *error)
{
  int kind = 0;
  for (size_t i = 0; kind == 0 && i < loader->open_count; i++) {
    loader->open[i]->answer = BATCH_STORED;
    kind = bus_acknowledge(loader->common->receiver, &loader->open[i], error);
  }
  drop_open(loader);
  return kind;
}

/* What is in hand, which may be nothing. */
static int next_partij(struct source_loader *loader, struct error *error)
{
  arena_reset(&loader->common->arena);
  struct sink_range *ranges = make_ranges(loader);
  if (ranges == NULL)
    return error_set(error, ERROR_AGAIN, "the bus left records out");
  struct partij partij = make_partij(loader);
  int kind = store_once(loader, ranges, &partij, error);
  if (kind != 0)
    return kind;
  for (size_t i = 0; i < loader->owned_count; i++)
    loader->owned[i].position = ranges[i].to;
  backoff_reset(&loader->common->backoff);
  if (loader->open_count > 0)
    loading_tell_stored(loader->common, &partij);
  return acknowledge(loader, error);
}

/* --- when nothing comes --- */

/* What waits for our clients was found by others: nobody sends us a record for it. */
static int fold_waiting(struct source_loader *loader, struct error *error)
{
  bool is_waiting = false;
  int kind = sink_has_waiting(loader->common->sink, &loader->common->writer.own, &is_waiting, error);
  return kind == 0 && is_waiting ? next_partij(loader, error) : kind;
}

/* NULL: it is another's, or nobody's. */
static const struct owned *find_owned(const struct source_loader *loader, const char *source)
{
  for (size_t i = 0; i < loader->owned_count; i++) {
    if (strcmp(loader->owned[i].name, source) == 0)
      return &loader->owned[i];
  }
  return NULL;
}

static bool is_own_end_reached(const struct source_loader *loader)
{
  for (size_t i = 0; i < loader->end_count; i++) {
    const struct owned *owned = find_owned(loader, loader->ends[i].source);
    if (owned != NULL && owned->position < loader->ends[i].position)
      return false;
  }
  return true;
}

/* PostgreSQL is asked only when all of ours is stored. */
static int look_for_end(struct source_loader *loader, bool *is_reached, struct error *error)
{
  *is_reached = loader->ends != NULL && is_own_end_reached(loader);
  for (size_t i = 0; i < loader->end_count && *is_reached; i++) {
    const struct bus_end *end = &loader->ends[i];
    int64_t position = 0;
    if (find_owned(loader, end->source) != NULL)
      continue;
    int kind = sink_read_position(loader->common->sink, end->source, &position, error);
    if (kind != 0)
      return kind;
    *is_reached = position >= end->position;
  }
  return 0;
}

/* At the end nothing may wait for anybody: while the group moves a partition from one loader to another its
 * clients are nobody's, and if both ended then, what waits for them would wait for the next load. */
static int is_all_folded(struct source_loader *loader, bool *out, struct error *error)
{
  const struct sink_own_clients everybody = {NULL, NULL};
  bool is_waiting = false;
  int kind = sink_has_waiting(loader->common->sink, &everybody, &is_waiting, error);
  *out = kind == 0 && !is_waiting;
  return kind;
}

/* Now and then, and at the end. */
static int look_around(struct source_loader *loader, bool *is_done, struct error *error)
{
  bool is_reached = false;
  loading_maintain(loader->common);
  if (!loader->common->is_connected) {
    loader->is_claimed = false;
    return 0;
  }
  int kind = look_for_end(loader, &is_reached, error);
  if (kind == 0 && (is_reached || stopwatch_now_ms() >= loader->looked_ms + LOOK_AROUND_MS)) {
    kind = fold_waiting(loader, error);
    loader->looked_ms = stopwatch_now_ms();
  }
  return kind == 0 && is_reached ? is_all_folded(loader, is_done, error) : kind;
}

/* After a partij: what comes behind the end may never leave a moment in which nothing comes. */
static int look_whether_done(struct source_loader *loader, bool *is_done, struct error *error)
{
  bool is_reached = false;
  int kind = look_for_end(loader, &is_reached, error);
  if (kind == 0 && is_reached)
    kind = is_all_folded(loader, is_done, error);
  if (kind == 0 && *is_done)
    loading_maintain(loader->common);
  return kind;
}

/* --- the whole --- */

static int work(struct source_loader *loader, bool *is_done, struct error *error)
{
  if (!is_ours_still(loader))
    return claim_all(loader, error);
  if (loader->open_count == 0)
    return look_around(loader, is_done, error);
  int kind = next_partij(loader, error);
  return kind == 0 ? look_whether_done(loader, is_done, error) : kind;
}

/* Before anything is read, so that a schema that is missing is told at once. */
static int wait_for_database(struct source_loader *loader, struct error *error)
{
  while (loading_connect(loader->common, error) != 0) {
    int kind = loading_after_failure(loader->common, error);
    if (kind != 0)
      return kind;
  }
  return 0;
}

static int run(struct source_loader *loader, struct error *error)
{
  for (bool is_done = false; !is_done;) {
    int kind = receive_batches(loader, error);
    if (kind != 0 || loading_must_stop(loader->common))
      return kind;
    kind = work(loader, &is_done, error);
    if (kind == 0)
      continue;
    drop_open(loader);
    loader->is_claimed = false;
    bus_stop_reading(loader->common->receiver);
    kind = loading_after_failure(loader->common, error);
    if (kind == 0 && loading_must_stop(loader->common)) /* nothing is in hand: is the server there again? */
      return wait_for_database(loader, error);
    if (kind != 0)
      return kind;
  }
  return 0;
}

static int find_ends(struct source_loader *loader, struct error *error)
{
  if (!loader->common->options->once)
    return 0;
  while (bus_ends(loader->common->options->bus, &loader->ends, &loader->end_count, error) != 0) {
    int kind = loading_after_failure(loader->common, error);
    if (kind != 0)
      return kind;
  }
  return 0;
}

int source_loader_run(struct loading *loading, struct error *error)
{
  struct source_loader loader = {.common = loading};
  loading->writer.own = (struct sink_own_clients){owns_client, &loader};
  int kind = wait_for_database(&loader, error);
  if (kind == 0)
    kind = find_ends(&loader, error);
  if (kind == 0)
    kind = run(&loader, error);
  drop_open(&loader);
  free(loader.open);
  free(loader.owned);
  free(loader.ends);
  return kind;
}
