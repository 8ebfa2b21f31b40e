/* One partij after another.
 *
 * DESIGN. A partij is whatever waits on the bus, up to its limits: alone in the morning it is one levering,
 * in a backlog it is thousands, and each client is folded once for all of them. A partij may end inside a
 * batch; a batch is acknowledged when its last levering is stored. Its events are folded and written piece by
 * piece, so that memory is bounded by the batches that wait and by a piece.
 *
 * Any error inside a partij means that nothing is known of what is stored: the connection is closed,
 * transform forgets its sets, and after a pause the whole partij is done again from the batches in memory. A
 * commit that succeeded but was never answered is then found stored, and its second coming changes nothing.
 * The same when PostgreSQL refuses a record; what is different then is in cli/partij_writer.h.
 *
 * A levering in parts is a partij of its own, of which nothing is kept: each part is written and answered,
 * and when the transaction fails its sender, who has it in the inbox, reads it again. What other senders send
 * meanwhile waits. A part that continues nothing (what was under way when its transaction failed) is answered
 * in the same way.
 */
#include "cli/loader.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/date.h"
#include "base/log.h"
#include "base/memory.h"
#include "base/stopwatch.h"
#include "cli/partij_writer.h"
#include "cli/stop_signal.h"
#include "proto/open_day.h"
#include "sink/sink.h"
#include "transform/transform.h"

/* In a backlog, what a partij costs whatever its size (a dozen statements, a commit) is shared by many, and a
 * client that has many leveringen in it is folded once for all of them. The first one is small, so that
 * loading begins while ingest goes on; each next one may be twice as large. */
enum { LEAST_WORTH_WHILE = 4000, MOST_WORTH_WHILE = 16000 /* leveringen */, GATHER_MS = 2000 };
enum { RECEIVE_WAIT_MS = 100, FIRST_PAUSE_MS = 100, LONGEST_PAUSE_MS = 10000, PAUSE_STEP_MS = 50 };

/* A received batch and how far it is stored. */
struct open_batch {
  struct batch *batch;
  size_t stored; /* leveringen from the first one */
};

struct loader {
  const struct loader_options *options;
  struct bus_receiver *receiver;
  struct transform *transform;
  struct sink *sink;
  struct partij_writer writer; /* of these two */
  bool is_connected;
  struct open_batch *open; /* in order of arrival */
  size_t open_count;
  size_t open_capacity;
  size_t worth_while; /* leveringen, that a backlog is gathered up to */
  struct arena arena; /* of the partij in hand */
  int wait_ms;        /* before the next attempt, once one has failed */
  struct loader_counts *counts;
  struct stopwatch folding;
};

/* The leveringen of one transaction, borrowed from the open batches. */
struct partij {
  struct batch_levering **leveringen;
  size_t count;
  const struct gebeurtenis **events;
  size_t event_count;
};

static bool must_stop(const struct loader *loader)
{
  return atomic_load(loader->options->stop) != STOP_NONE;
}

static bool are_senders_gone(const struct loader *loader)
{
  return loader->options->senders != NULL && atomic_load(loader->options->senders) == 0;
}

static void keep_open(struct loader *loader, struct batch *batch)
{
  if (loader->open_count == loader->open_capacity) {
    loader->open_capacity = loader->open_capacity > 0 ? 2 * loader->open_capacity : 16;
    loader->open = memory_resize(loader->open, loader->open_capacity * sizeof *loader->open);
  }
  loader->open[loader->open_count++] = (struct open_batch){.batch = batch};
}

static int64_t now_ms(void)
{
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* A full batch says that its sender has more; the last one of a backlog, and one levering alone, are not
 * full. */
static bool is_more_coming(const struct loader *loader)
{
  return loader->open[loader->open_count - 1].batch->weight >= loader->options->batch_bytes;
}

/* Takes what waits on the bus, up to the limit of a partij; waits for the first when nothing is open, and in
 * a backlog a moment for more. */
static int receive_batches(struct loader *loader, struct error *error)
{
  size_t bytes = 0;
  size_t leveringen = 0;
  int64_t until = now_ms() + GATHER_MS;
  for (size_t i = 0; i < loader->open_count; i++) {
    bytes += batch_bytes(loader->open[i].batch);
    leveringen += loader->open[i].batch->count - loader->open[i].stored;
  }
  while (bytes < loader->options->partij_bytes && leveringen < loader->options->partij_leveringen) {
    struct batch *batch = NULL;
    int wait = loader->open_count == 0 ? RECEIVE_WAIT_MS : 0;
    if (wait == 0 && leveringen < loader->worth_while && bytes < loader->options->gather_bytes &&
        is_more_coming(loader) && until > now_ms() && !must_stop(loader))
      wait = (int)(until - now_ms());
    int kind = bus_receive(loader->receiver, wait, &batch, error);
    if (kind != 0)
      return kind;
    if (batch == NULL)
      return 0;
    bytes += batch_bytes(batch);
    leveringen += batch->count;
    keep_open(loader, batch);
  }
  return 0;
}

/* The batches of whole leveringen up to the first part. */
static size_t count_whole(const struct loader *loader)
{
  size_t count = 0;
  while (count < loader->open_count && loader->open[count].batch->part == PART_NONE)
    count++;
  return count;
}

static struct partij make_partij(struct loader *loader)
{
  size_t most = 0;
  size_t most_events = 0;
  size_t batches = count_whole(loader);
  for (size_t i = 0; i < batches; i++) {
    const struct batch *batch = loader->open[i].batch;
    most += batch->count - loader->open[i].stored;
    for (size_t j = loader->open[i].stored; j < batch->count; j++)
      most_events += batch->leveringen[j].gebeurtenis_count;
  }
  if (most > loader->options->partij_leveringen)
    most = loader->options->partij_leveringen;
  struct partij partij = {
      .leveringen = arena_array(&loader->arena, most, sizeof(void *)),
      .events = arena_array(&loader->arena, most_events, sizeof(void *)),
  };
  for (size_t i = 0; i < batches && partij.count < most; i++) {
    const struct batch *batch = loader->open[i].batch;
    for (size_t j = loader->open[i].stored; j < batch->count && partij.count < most; j++) {
      struct batch_levering *levering = &batch->leveringen[j];
      partij.leveringen[partij.count++] = levering;
      for (size_t k = 0; k < levering->gebeurtenis_count; k++)
        partij.events[partij.event_count++] = &levering->gebeurtenissen[k];
    }
  }
  return partij;
}

/* What is still under way when these leveringen are stored: the batches that end with them are then done. */
static size_t queue_after(const struct loader *loader, size_t count)
{
  size_t bytes = bus_bytes(loader->options->bus);
  for (size_t i = 0; i < loader->open_count; i++) {
    const struct open_batch *open = &loader->open[i];
    size_t left = open->batch->count - open->stored;
    if (left > count)
      break;
    count -= left;
    bytes -= open->batch->weight;
  }
  return bytes;
}

/* For the verslag that its sender writes: as the tables have it. */
static void fix_day(const struct loader *loader, struct levering *levering)
{
  levering->has_bekend_van = true;
  levering->bekend_van = open_day_from(levering->ontvangen, loader->writer.closed_through);
}

static int commit(struct loader *loader, const struct partij *partij, size_t queue_bytes, struct error *error)
{
  const struct levering **leveringen = arena_array(&loader->arena, partij->count, sizeof(void *));
  for (size_t i = 0; i < partij->count; i++) {
    fix_day(loader, &partij->leveringen[i]->levering);
    leveringen[i] = &partij->leveringen[i]->levering;
  }
  int kind = sink_leveringen(loader->sink, leveringen, partij->count, queue_bytes, error);
  if (kind == 0)
    kind = sink_commit(loader->sink, error);
  if (kind == 0)
    partij_writer_committed(&loader->writer);
  return kind;
}

/* One attempt: a transaction from begin to commit. */
static int store_once(struct loader *loader, struct partij *partij, struct error *error)
{
  int kind = partij_writer_begin(&loader->writer, error);
  if (kind == 0)
    kind = partij_writer_write(&loader->writer, partij->events, partij->event_count, error);
  return kind == 0 ? commit(loader, partij, queue_after(loader, partij->count), error) : kind;
}

static void give_up_connection(struct loader *loader)
{
  sink_disconnect(loader->sink);
  loader->is_connected = false;
  transform_forget(loader->transform);
}

static int connect(struct loader *loader, struct error *error)
{
  if (loader->is_connected)
    return 0;
  int kind = sink_connect(loader->sink, error);
  loader->is_connected = kind == 0;
  return kind;
}

/* Waits, in steps, so that a request to stop is heard. */
static void pause_for(const struct loader *loader, int milliseconds)
{
  for (int waited = 0; waited < milliseconds && !must_stop(loader); waited += PAUSE_STEP_MS)
    nanosleep(&(struct timespec){.tv_nsec = PAUSE_STEP_MS * 1000000L}, NULL);
}

/* After a failed attempt: 0 when it is worth another one, else the error that ends the loader. */
static int after_failure(struct loader *loader, struct error *error)
{
  give_up_connection(loader);
  if (!error_is_temporary(error))
    return error->kind;
  log_warning("loader.again", "again in %d ms: %s", loader->wait_ms, error->text);
  pause_for(loader, loader->wait_ms);
  if (must_stop(loader)) {
    error->kind = ERROR_AGAIN;
    return ERROR_AGAIN;
  }
  loader->wait_ms = 2 * loader->wait_ms < LONGEST_PAUSE_MS ? 2 * loader->wait_ms : LONGEST_PAUSE_MS;
  return 0;
}

/* Before the first partij, so that a schema that is missing is told at once and not with the first levering.
 */
static int wait_for_database(struct loader *loader, struct error *error)
{
  while (connect(loader, error) != 0) {
    int kind = after_failure(loader, error);
    if (kind != 0)
      return kind;
  }
  return 0;
}

/* The whole partij again until it is stored, with back-off; gives up on errors that waiting does not mend,
 * and on a request to stop. */
static int store_partij(struct loader *loader, struct partij *partij, struct error *error)
{
  for (;;) {
    int kind = connect(loader, error);
    if (kind == 0)
      kind = store_once(loader, partij, error);
    if (kind == 0) {
      loader->wait_ms = FIRST_PAUSE_MS;
      return 0;
    }
    kind = after_failure(loader, error);
    if (kind != 0)
      return kind;
    arena_reset(&loader->arena);
    *partij = make_partij(loader);
  }
}

static void count_partij(struct loader *loader, const struct partij *partij)
{
  struct loader_counts *counts = loader->counts;
  counts->partijen++;
  counts->gebeurtenissen += partij->event_count;
  counts->nieuw += loader->writer.new_events;
  counts->geweigerd += loader->writer.refused;
  for (size_t i = 0; i < partij->count; i++) {
    enum oordeel oordeel = partij->leveringen[i]->levering.oordeel;
    counts->goed += oordeel == OORDEEL_GOED;
    counts->gedeeltelijk += oordeel == OORDEEL_GEDEELTELIJK;
    counts->afgekeurd += oordeel == OORDEEL_AFGEKEURD;
  }
}

/* Moves the marks of the open batches over `count` stored leveringen and sends back those that are done. */
static int acknowledge(struct loader *loader, size_t count, struct error *error)
{
  size_t done = 0;
  for (size_t i = 0; i < loader->open_count; i++) {
    struct open_batch *open = &loader->open[i];
    size_t left = open->batch->count - open->stored;
    size_t step = left < count ? left : count;
    open->stored += step;
    count -= step;
    if (open->stored < open->batch->count)
      break;
    int kind = bus_acknowledge(loader->receiver, &open->batch, error);
    if (kind != 0)
      return kind;
    done++;
  }
  loader->open_count -= done;
  memmove(loader->open, loader->open + done, loader->open_count * sizeof *loader->open);
  return 0;
}

/* After a partij of so many leveringen. */
static void adapt_gathering(struct loader *loader, size_t stored)
{
  if (stored < LEAST_WORTH_WHILE)
    loader->worth_while = LEAST_WORTH_WHILE;
  else if (stored >= loader->worth_while && loader->worth_while < MOST_WORTH_WHILE)
    loader->worth_while *= 2;
}

static void tell_stored(struct loader *loader, const struct partij *partij)
{
  count_partij(loader, partij);
  if (loader->options->stored != NULL)
    loader->options->stored(loader->options->context, partij->count);
}

static int next_partij(struct loader *loader, struct error *error)
{
  arena_reset(&loader->arena);
  struct partij partij = make_partij(loader);
  if (partij.count > 0) {
    int kind = store_partij(loader, &partij, error);
    if (kind != 0)
      return kind;
    tell_stored(loader, &partij);
    adapt_gathering(loader, partij.count);
  }
  return acknowledge(loader, partij.count, error);
}

/* --- a levering in parts --- */

static struct batch *take_open(struct loader *loader, size_t at)
{
  struct batch *batch = loader->open[at].batch;
  loader->open_count--;
  memmove(loader->open + at, loader->open + at + 1, (loader->open_count - at) * sizeof *loader->open);
  return batch;
}

static int answer(struct loader *loader, struct batch **batch, enum batch_answer answer, struct error *error)
{
  (*batch)->answer = answer;
  return bus_acknowledge(loader->receiver, batch, error);
}

static bool must_abandon(const struct loader *loader)
{
  return atomic_load(loader->options->stop) > STOP_DRAIN;
}

static struct batch *find_part(struct loader *loader, const struct id *levering)
{
  for (size_t i = 0; i < loader->open_count; i++) {
    const struct batch *batch = loader->open[i].batch;
    if (batch->part != PART_NONE && id_equal(&batch->leveringen[0].levering.id, levering))
      return take_open(loader, i);
  }
  return NULL;
}

/* Waits for it; ERROR_AGAIN when its sender is gone, or on a request to abandon. */
static int next_part(
    struct loader *loader, const struct id *levering, struct batch **out, struct error *error)
{
  for (;;) {
    bool senders_gone = are_senders_gone(loader);
    *out = find_part(loader, levering);
    if (*out != NULL)
      return 0;
    struct batch *batch = NULL;
    int kind = bus_receive(loader->receiver, RECEIVE_WAIT_MS, &batch, error);
    if (kind != 0)
      return kind;
    if (batch != NULL)
      keep_open(loader, batch);
    else if (senders_gone || must_abandon(loader))
      break;
  }
  error_set(error, ERROR_AGAIN, "the rest of a levering did not come");
  return ERROR_AGAIN;
}

/* The events of this part, into the transaction in hand. */
static int write_part(
    struct loader *loader, const struct batch *batch, struct partij *partij, struct error *error)
{
  const struct batch_levering *levering = &batch->leveringen[0];
  arena_reset(&loader->arena);
  partij->events = arena_array(&loader->arena, levering->gebeurtenis_count, sizeof(void *));
  for (size_t i = 0; i < levering->gebeurtenis_count; i++)
    partij->events[i] = &levering->gebeurtenissen[i];
  partij->event_count += levering->gebeurtenis_count;
  return partij_writer_write(&loader->writer, partij->events, levering->gebeurtenis_count, error);
}

static int commit_parts(
    struct loader *loader, const struct batch *last, struct partij *partij, struct error *error)
{
  struct batch_levering *levering = &last->leveringen[0];
  partij->leveringen = arena_array(&loader->arena, 1, sizeof(void *));
  partij->leveringen[0] = levering;
  partij->count = 1;
  return commit(loader, partij, bus_bytes(loader->options->bus) - last->weight, error);
}

/* From the first part, in *batch, to the commit; the part in hand stays there. ERROR_AGAIN also when that one
 * withdraws the others. */
static int store_parts(
    struct loader *loader, struct batch **batch, struct partij *partij, struct error *error)
{
  struct id levering = (*batch)->leveringen[0].levering.id;
  int kind = partij_writer_begin(&loader->writer, error);
  while (kind == 0 && (*batch)->part != PART_LAST) {
    if ((*batch)->part == PART_WITHDRAWN)
      return error_set(error, ERROR_AGAIN, "a levering was withdrawn while it was stored");
    kind = write_part(loader, *batch, partij, error);
    if (kind == 0)
      kind = answer(loader, batch, BATCH_WRITTEN, error);
    if (kind == 0)
      kind = next_part(loader, &levering, batch, error);
    if (kind == 0 && (*batch)->part_from != partij->event_count)
      kind = error_set(error, ERROR_AGAIN, "a part of a levering is missing");
  }
  if (kind == 0)
    kind = write_part(loader, *batch, partij, error);
  return kind == 0 ? commit_parts(loader, *batch, partij, error) : kind;
}

/* Of the batch in front. */
static int next_in_parts(struct loader *loader, struct error *error)
{
  if (batch_is_continuation(loader->open[0].batch)) {
    struct batch *stray = take_open(loader, 0);
    return answer(loader, &stray, BATCH_AGAIN, error);
  }
  int kind = wait_for_database(loader, error);
  if (kind != 0)
    return kind;
  struct batch *batch = take_open(loader, 0);
  struct partij partij = {0};
  kind = store_parts(loader, &batch, &partij, error);
  if (kind == 0) {
    loader->wait_ms = FIRST_PAUSE_MS;
    tell_stored(loader, &partij);
    return answer(loader, &batch, BATCH_STORED, error);
  }
  if (batch != NULL && batch->part == PART_WITHDRAWN) { /* no fault of the database, nor one to wait for */
    give_up_connection(loader);
    return answer(loader, &batch, BATCH_AGAIN, error);
  }
  kind = after_failure(loader, error);
  if (batch == NULL)
    return kind;
  struct error unsaid;
  int answered =
      answer(loader, &batch, kind == 0 ? BATCH_AGAIN : BATCH_RETURNED, kind == 0 ? error : &unsaid);
  return kind != 0 ? kind : answered;
}

/* Nothing depends on it: a connection that turns out to be lost is made again for the next partij. */
static void maintain(struct loader *loader)
{
  struct error error;
  if (!loader->is_connected || sink_maintain(loader->sink, &error) == 0)
    return;
  log_warning("loader.maintain", "statistics not brought up to date: %s", error.text);
  give_up_connection(loader);
}

/* What is not stored yet stays in the inbox; of a batch that is stored in part the next run finds that part
 * stored. */
static int give_back(struct loader *loader, struct error *error)
{
  while (loader->open_count > 0) {
    struct batch **batch = &loader->open[--loader->open_count].batch;
    int kind = answer(loader, batch, BATCH_RETURNED, error);
    if (kind != 0)
      return kind;
  }
  return 0;
}

static int run(struct loader *loader, struct error *error)
{
  for (;;) {
    /* looked at before receiving: what a worker sent before it ended is on the bus by then */
    bool senders_gone = are_senders_gone(loader) || (loader->options->senders == NULL && must_stop(loader));
    int kind = receive_batches(loader, error);
    if (kind != 0)
      return kind;
    bool is_empty = loader->open_count == 0;
    if (must_stop(loader))
      kind = give_back(loader, error);
    else if (is_empty)
      maintain(loader);
    else if (loader->open[0].batch->part != PART_NONE)
      kind = next_in_parts(loader, error);
    else
      kind = next_partij(loader, error);
    if (kind != 0 || (is_empty && senders_gone))
      return kind;
  }
}

int loader_run(const struct loader_options *options, struct loader_counts *counts, struct error *error)
{
  struct loader loader = {.options = options,
      .sink = sink_new(),
      .counts = counts,
      .wait_ms = FIRST_PAUSE_MS,
      .worth_while = LEAST_WORTH_WHILE,
      .folding.is_on = log_is_shown(LOG_DEBUG)};
  *counts = (struct loader_counts){0};
  arena_init(&loader.arena, 1 << 20);
  loader.transform = transform_new(&(struct transform_options){
      .cache_bytes = options->cache_bytes,
      .source = {.read = sink_read_events, .context = loader.sink},
  });
  partij_writer_init(&loader.writer, loader.transform, loader.sink);
  loader.writer.folding = &loader.folding;
  int kind = bus_receiver_open(options->bus, &loader.receiver, error);
  if (kind == 0)
    kind = wait_for_database(&loader, error);
  if (kind == 0)
    kind = run(&loader, error);
  for (size_t i = 0; i < loader.open_count; i++)
    batch_free(&loader.open[i].batch);
  free(loader.open);
  bus_receiver_close(&loader.receiver);
  partij_writer_fini(&loader.writer);
  transform_free(&loader.transform);
  sink_free(&loader.sink);
  arena_fini(&loader.arena);
  log_debug("run.cpu", "loading: %lld ms, of which the fold %lld ms", (long long)stopwatch_thread_ms(),
      (long long)stopwatch_ms(&loader.folding));
  return kind;
}
