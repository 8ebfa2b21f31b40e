#include "cli/partij_writer.h"

#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/memory.h"
#include "transform/verhuizing.h"

void partij_writer_init(struct partij_writer *writer, struct transform *transform, struct sink *sink)
{
  *writer = (struct partij_writer){.transform = transform, .sink = sink};
  arena_init(&writer->moving, 0);
}

void partij_writer_fini(struct partij_writer *writer)
{
  arena_fini(&writer->moving);
}

/* kind: of the begin of the sink's transaction. */
static int begin(struct partij_writer *writer, int kind)
{
  writer->new_events = 0;
  writer->refused = 0;
  if (kind == 0)
    transform_begin(writer->transform, writer->closed_through);
  return kind;
}

int partij_writer_begin(
    struct partij_writer *writer, const struct sink_range *ranges, size_t count, struct error *error)
{
  return begin(writer, sink_begin(writer->sink, ranges, count, &writer->closed_through, error));
}

int partij_writer_begin_inbox(struct partij_writer *writer, struct error *error)
{
  return begin(writer, sink_begin_inbox(writer->sink, &writer->closed_through, error));
}

int partij_writer_begin_alone(struct partij_writer *writer, struct error *error)
{
  return begin(writer, sink_begin_alone(writer->sink, &writer->closed_through, error));
}

void partij_writer_committed(struct partij_writer *writer)
{
  transform_commit(writer->transform);
  writer->is_careful = false;
  if (writer->refused > 0)
    log_warning(
        "loader.refused", "%zu events were refused by PostgreSQL and are in quarantine", writer->refused);
}

static int fold_next(
    struct partij_writer *writer, struct wijzigingen *changes, bool *found, struct error *error)
{
  if (writer->folding != NULL)
    stopwatch_start(writer->folding);
  int kind = transform_next(writer->transform, changes, found, error);
  if (writer->folding != NULL)
    stopwatch_stop(writer->folding);
  return kind;
}

/* *is_refused: by PostgreSQL, for what is in it; the result is then ERROR_DATA. */
static int write_all(struct partij_writer *writer, const struct gebeurtenis *const *events, size_t count,
    bool *is_refused, struct error *error)
{
  size_t new_events = 0;
  *is_refused = false;
  transform_add(writer->transform, events, count);
  for (;;) {
    struct wijzigingen changes;
    bool found = false;
    int kind = fold_next(writer, &changes, &found, error);
    if (kind == 0 && found) {
      kind = sink_write(writer->sink, &changes, error);
      *is_refused = kind == ERROR_DATA && sink_refused(writer->sink) != NULL;
    }
    if (kind == 0 && !found)
      writer->new_events += new_events;
    if (kind != 0 || !found)
      return kind;
    new_events += changes.nieuw_count;
  }
}

/* --- carefully --- */

/* What was written since the savepoint is not there, and nothing in the cache may say that it is. */
static int take_back(struct partij_writer *writer, struct error *error)
{
  int kind = sink_roll_back(writer->sink, error);
  transform_forget(writer->transform);
  transform_begin(writer->transform, writer->closed_through);
  return kind;
}

/* 0: written, or refused as *why says and taken back. */
static int try_write(struct partij_writer *writer, const struct gebeurtenis *const *events, size_t count,
    bool *is_refused, struct sink_refusal *why, struct error *error)
{
  int kind = sink_savepoint(writer->sink, error);
  if (kind == 0)
    kind = write_all(writer, events, count, is_refused, error);
  if (kind == 0)
    return sink_release(writer->sink, error);
  if (!*is_refused)
    return kind;
  *why = *sink_refused(writer->sink);
  return take_back(writer, error);
}

static int keep_out(struct partij_writer *writer, const struct gebeurtenis *const *events, size_t count,
    const struct sink_refusal *why, struct error *error)
{
  writer->refused += count;
  return sink_quarantine(writer->sink, events, count, why, error);
}

/* Whether dwh.gebeurtenis refuses this one. Leaves nothing behind. */
static int probe(struct partij_writer *writer, const struct gebeurtenis *event, bool *is_refused,
    struct sink_refusal *why, struct error *error)
{
  int kind = sink_savepoint(writer->sink, error);
  size_t before = writer->new_events;
  bool is_any = false;
  if (kind == 0)
    kind = write_all(writer, &event, 1, &is_any, error);
  if (kind != 0 && !is_any)
    return kind;
  if (is_any)
    *why = *sink_refused(writer->sink);
  *is_refused = is_any && why->is_event;
  writer->new_events = before;
  return take_back(writer, error);
}

/* The events that are refused by themselves go; the others are tried together. */
static int sift(struct partij_writer *writer, const struct gebeurtenis *const *events, size_t count,
    const struct sink_refusal *why, struct error *error)
{
  const struct gebeurtenis **kept = memory_new(count * sizeof(void *));
  size_t kept_count = 0;
  int kind = 0;
  for (size_t i = 0; kind == 0 && i < count; i++) {
    struct sink_refusal own;
    bool is_refused = false;
    kind = probe(writer, events[i], &is_refused, &own, error);
    if (kind == 0 && is_refused)
      kind = keep_out(writer, &events[i], 1, &own, error);
    else
      kept[kept_count++] = events[i];
  }
  bool is_refused = false;
  struct sink_refusal rest = *why;
  if (kind == 0 && kept_count < count && kept_count > 0)
    kind = try_write(writer, kept, kept_count, &is_refused, &rest, error);
  if (kind == 0 && kept_count > 0 && (is_refused || kept_count == count))
    kind = keep_out(writer, kept, kept_count, &rest, error);
  free(kept);
  return kind;
}

static int write_client(struct partij_writer *writer, const struct gebeurtenis *const *events, size_t count,
    const struct sink_refusal *why, struct error *error)
{
  if (why->is_event && count > 1)
    return sift(writer, events, count, why, error);
  return keep_out(writer, events, count, why, error);
}

/* Where the second half of the clients begins: 0 when there is one client. */
static size_t middle_of(const struct gebeurtenis *const *events, size_t count)
{
  size_t below = count / 2;
  size_t above = count / 2;
  while (below > 0 && id_equal(&events[below - 1]->pseudoniem, &events[below]->pseudoniem))
    below--;
  if (below > 0)
    return below;
  while (above < count && id_equal(&events[above]->pseudoniem, &events[0]->pseudoniem))
    above++;
  return above < count ? above : 0;
}

/* events: by client. */
static int write_group(
    struct partij_writer *writer, const struct gebeurtenis *const *events, size_t count, struct error *error)
{
  struct sink_refusal why = {.is_event = false};
  bool is_refused = false;
  int kind = try_write(writer, events, count, &is_refused, &why, error);
  if (kind != 0 || !is_refused)
    return kind;
  size_t middle = middle_of(events, count);
  if (middle == 0)
    return write_client(writer, events, count, &why, error);
  kind = write_group(writer, events, middle, error);
  return kind == 0 ? write_group(writer, events + middle, count - middle, error) : kind;
}

static int compare_event(const void *a, const void *b)
{
  const struct gebeurtenis *first = *(const struct gebeurtenis *const *)a;
  const struct gebeurtenis *second = *(const struct gebeurtenis *const *)b;
  int order = id_compare(&first->pseudoniem, &second->pseudoniem);
  return order != 0 ? order : id_compare(&first->id, &second->id);
}

static int write_carefully(
    struct partij_writer *writer, const struct gebeurtenis *const *events, size_t count, struct error *error)
{
  if (count == 0)
    return 0;
  const struct gebeurtenis **sorted = memory_new(count * sizeof(void *));
  memcpy(sorted, events, count * sizeof(void *));
  qsort(sorted, count, sizeof(void *), compare_event);
  int kind = write_group(writer, sorted, count, error);
  free(sorted);
  return kind;
}

/* From the next attempt on. */
static int be_careful(struct partij_writer *writer, struct error *error)
{
  writer->is_careful = true;
  error->kind = ERROR_AGAIN;
  return ERROR_AGAIN;
}

static int write_kept(
    struct partij_writer *writer, const struct gebeurtenis *const *events, size_t count, struct error *error)
{
  if (writer->is_careful)
    return write_carefully(writer, events, count, error);
  bool is_refused = false;
  int kind = write_all(writer, events, count, &is_refused, error);
  return is_refused ? be_careful(writer, error) : kind;
}

static int write_own(
    struct partij_writer *writer, const struct gebeurtenis **events, size_t count, struct error *error)
{
  size_t kept = 0;
  int kind = sink_keep_out(writer->sink, events, count, &kept, error);
  return kind == 0 ? write_kept(writer, events, kept, error) : kind;
}

/* --- what follows for other clients --- */

/* Lines of trajectnummers that several clients have: who lost one hears of it. */
static int tell_losers(
    const struct bekende_gebeurtenis *const *lines, size_t count, void *context, struct error *error)
{
  struct partij_writer *writer = context;
  arena_reset(&writer->moving);
  struct verhuizingen found = verhuizing_derive(lines, count, &writer->moving);
  return sink_put_waiting(writer->sink, found.items, found.count, error);
}

/* Folds what waits for our own clients. None of it was delivered, so it does not count as new, nor
 * is it kept out: whoever is told of a number has a stored line of it, whatever was erased before. */
static int write_waiting(struct partij_writer *writer, struct error *error)
{
  size_t delivered = writer->new_events;
  for (;;) {
    struct bekende_gebeurtenis *waiting = NULL;
    size_t count = 0;
    arena_reset(&writer->moving);
    int kind = sink_take_waiting(writer->sink, &writer->own, &writer->moving, &waiting, &count, error);
    if (kind != 0 || count == 0)
      return kind;
    const struct gebeurtenis **events = arena_array(&writer->moving, count, sizeof(void *));
    for (size_t i = 0; i < count; i++)
      events[i] = &waiting[i].gebeurtenis;
    kind = write_kept(writer, events, count, error);
    writer->new_events = delivered;
    if (kind != 0)
      return kind;
  }
}

/* What is refused here is found by writing it all again. */
static int settle(struct partij_writer *writer, struct error *error)
{
  int kind = sink_settle(writer->sink, error);
  return kind == ERROR_DATA ? be_careful(writer, error) : kind;
}

int partij_writer_write(
    struct partij_writer *writer, const struct gebeurtenis **events, size_t count, struct error *error)
{
  int kind = write_own(writer, events, count, error);
  if (kind == 0)
    kind = sink_read_shared(writer->sink, tell_losers, writer, error);
  if (kind == 0)
    kind = write_waiting(writer, error);
  return kind == 0 ? settle(writer, error) : kind;
}
