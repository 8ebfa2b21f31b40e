/* One partij after another, of batches that come once and are answered.
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
#include "cli/batch_loader.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/stopwatch.h"
#include "cli/stop_signal.h"

/* In a backlog, what a partij costs whatever its size (a dozen statements, a commit) is shared by many, and a
 * client that has many leveringen in it is folded once for all of them. The first one is small, so that
 * loading begins while ingest goes on; each next one may be twice as large. */
enum { LEAST_WORTH_WHILE = 4000, MOST_WORTH_WHILE = 16000 /* leveringen */, GATHER_MS = 2000 };
enum { RECEIVE_WAIT_MS = 100 };

/* A received batch and how far it is stored. */
struct open_batch {
  struct batch *batch;
  size_t stored; /* leveringen from the first one */
};

struct loader {
  struct loading *common;
  struct open_batch *open; /* in order of arrival */
  size_t open_count;
  size_t open_capacity;
  size_t worth_while; /* leveringen, that a backlog is gathered up to */
};

static bool are_senders_gone(const struct loader *loader)
{
  return loader->common->options->senders != NULL && atomic_load(loader->common->options->senders) == 0;
}

static void keep_open(struct loader *loader, struct batch *batch)
{
  if (loader->open_count == loader->open_capacity) {
    loader->open_capacity = loader->open_capacity > 0 ? 2 * loader->open_capacity : 16;
    loader->open = memory_resize(loader->open, loader->open_capacity * sizeof *loader->open);
  }
  loader->open[loader->open_count++] = (struct open_batch){.batch = batch};
}

/* A full batch says that its sender has more; the last one of a backlog, and one levering alone, are not
 * full. */
static bool is_more_coming(const struct loader *loader)
{
  return loader->open[loader->open_count - 1].batch->weight >= loader->common->options->batch_bytes;
}

/* Takes what waits on the bus, up to the limit of a partij; waits for the first when nothing is open, and in
 * a backlog a moment for more. */
static int receive_batches(struct loader *loader, struct error *error)
{
  size_t bytes = 0;
  size_t leveringen = 0;
  int64_t until = stopwatch_now_ms() + GATHER_MS;
  for (size_t i = 0; i < loader->open_count; i++) {
    bytes += batch_bytes(loader->open[i].batch);
    leveringen += loader->open[i].batch->count - loader->open[i].stored;
  }
  while (bytes < loader->common->options->partij_bytes &&
         leveringen < loader->common->options->partij_leveringen) {
    struct batch *batch = NULL;
    int wait = loader->open_count == 0 ? RECEIVE_WAIT_MS : 0;
    if (wait == 0 && leveringen < loader->worth_while && bytes < loader->common->options->gather_bytes &&
        is_more_coming(loader) && until > stopwatch_now_ms() && !loading_must_stop(loader->common))
      wait = (int)(until - stopwatch_now_ms());
    int kind = bus_receive(loader->common->receiver, wait, &batch, error);
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
  if (most > loader->common->options->partij_leveringen)
    most = loader->common->options->partij_leveringen;
  struct partij partij = {
      .leveringen = arena_array(&loader->common->arena, most, sizeof(void *)),
      .events = arena_array(&loader->common->arena, most_events, sizeof(void *)),
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
  size_t bytes = bus_bytes(loader->common->options->bus);
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

/* One attempt: a transaction from begin to commit. */
static int store_once(struct loader *loader, struct partij *partij, struct error *error)
{
  int kind = partij_writer_begin_inbox(&loader->common->writer, error);
  if (kind == 0)
    kind = partij_writer_write(&loader->common->writer, partij->events, partij->event_count, error);
  return kind == 0 ? loading_commit(loader->common, partij, queue_after(loader, partij->count), error) : kind;
}

/* Connected, and owner of the inbox. */
static int connect_inbox(struct loader *loader, struct error *error)
{
  struct loading *common = loader->common;
  if (common->is_connected)
    return 0;
  int kind = loading_connect(common, error);
  if (kind == 0)
    kind = sink_claim(common->sink, SINK_INBOX, NULL, error);
  if (kind != 0)
    loading_give_up_connection(common);
  return kind;
}

/* Before the first partij, so that a schema that is missing is told at once and not with the first levering.
 */
static int wait_for_database(struct loader *loader, struct error *error)
{
  while (connect_inbox(loader, error) != 0) {
    int kind = loading_after_failure(loader->common, error);
    if (kind != 0)
      return kind;
  }
  return 0;
}

/* The whole partij again until it is stored, with back-off; gives up on errors that waiting does not mend,
 * and when it failed after a request to stop. */
static int store_partij(struct loader *loader, struct partij *partij, struct error *error)
{
  for (;;) {
    int kind = connect_inbox(loader, error);
    if (kind == 0)
      kind = store_once(loader, partij, error);
    if (kind == 0) {
      backoff_reset(&loader->common->backoff);
      return 0;
    }
    kind = loading_after_failure(loader->common, error);
    if (kind != 0)
      return kind;
    arena_reset(&loader->common->arena);
    *partij = make_partij(loader);
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
    int kind = bus_acknowledge(loader->common->receiver, &open->batch, error);
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

static int next_partij(struct loader *loader, struct error *error)
{
  arena_reset(&loader->common->arena);
  struct partij partij = make_partij(loader);
  if (partij.count > 0) {
    int kind = store_partij(loader, &partij, error);
    if (kind != 0)
      return kind;
    loading_tell_stored(loader->common, &partij);
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
  return bus_acknowledge(loader->common->receiver, batch, error);
}

static bool must_abandon(const struct loader *loader)
{
  return atomic_load(loader->common->options->stop) > STOP_DRAIN;
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
    int kind = bus_receive(loader->common->receiver, RECEIVE_WAIT_MS, &batch, error);
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
  arena_reset(&loader->common->arena);
  partij->events = arena_array(&loader->common->arena, levering->gebeurtenis_count, sizeof(void *));
  for (size_t i = 0; i < levering->gebeurtenis_count; i++)
    partij->events[i] = &levering->gebeurtenissen[i];
  partij->event_count += levering->gebeurtenis_count;
  return partij_writer_write(&loader->common->writer, partij->events, levering->gebeurtenis_count, error);
}

static int commit_parts(
    struct loader *loader, const struct batch *last, struct partij *partij, struct error *error)
{
  struct batch_levering *levering = &last->leveringen[0];
  partij->leveringen = arena_array(&loader->common->arena, 1, sizeof(void *));
  partij->leveringen[0] = levering;
  partij->count = 1;
  return loading_commit(
      loader->common, partij, bus_bytes(loader->common->options->bus) - last->weight, error);
}

/* From the first part, in *batch, to the commit; the part in hand stays there. ERROR_AGAIN also when that one
 * withdraws the others. */
static int store_parts(
    struct loader *loader, struct batch **batch, struct partij *partij, struct error *error)
{
  struct id levering = (*batch)->leveringen[0].levering.id;
  int kind = partij_writer_begin_inbox(&loader->common->writer, error);
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
    backoff_reset(&loader->common->backoff);
    loading_tell_stored(loader->common, &partij);
    return answer(loader, &batch, BATCH_STORED, error);
  }
  if (batch != NULL && batch->part == PART_WITHDRAWN) { /* no fault of the database, nor one to wait for */
    loading_give_up_connection(loader->common);
    return answer(loader, &batch, BATCH_AGAIN, error);
  }
  kind = loading_after_failure(loader->common, error);
  bool is_last = loading_must_stop(loader->common);
  if (kind == 0 &&
      is_last) /* it is not begun with once more: all that is left is whether the server is there */
    kind = wait_for_database(loader, error);
  if (batch == NULL)
    return kind;
  struct error unsaid;
  int answered = answer(
      loader, &batch, kind == 0 && !is_last ? BATCH_AGAIN : BATCH_RETURNED, kind == 0 ? error : &unsaid);
  return kind != 0 ? kind : answered;
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
    bool senders_gone = are_senders_gone(loader) ||
                        (loader->common->options->senders == NULL && loading_must_stop(loader->common));
    int kind = receive_batches(loader, error);
    if (kind != 0)
      return kind;
    bool is_empty = loader->open_count == 0;
    if (loading_must_stop(loader->common))
      kind = give_back(loader, error);
    else if (is_empty)
      loading_maintain(loader->common);
    else if (loader->open[0].batch->part != PART_NONE)
      kind = next_in_parts(loader, error);
    else
      kind = next_partij(loader, error);
    if (kind != 0 || (is_empty && senders_gone))
      return kind;
  }
}

int batch_loader_run(struct loading *common, struct error *error)
{
  struct loader loader = {.common = common, .worth_while = LEAST_WORTH_WHILE};
  int kind = wait_for_database(&loader, error);
  if (kind == 0)
    kind = run(&loader, error);
  for (size_t i = 0; i < loader.open_count; i++)
    batch_free(&loader.open[i].batch);
  free(loader.open);
  return kind;
}
