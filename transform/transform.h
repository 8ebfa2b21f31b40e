/* From events to changes of fact rows: the client's set, the fold, the difference.
 *
 * transform keeps the sets of clients in a bounded memory cache; what is not there is read through the event
 * source. The cache may be empty at any time. What a partij in hand puts into it is void unless
 * transform_commit() follows. One transform belongs to one thread.
 *
 *   transform_begin -> { transform_add -> { transform_next -> write }* }* -> commit -> transform_commit */
#ifndef SLUIS_TRANSFORM_TRANSFORM_H
#define SLUIS_TRANSFORM_TRANSFORM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/id.h"
#include "base/must_check.h"
#include "proto/wijziging.h"

/* Called once per stored event; the event is borrowed for the call. Not 0: stop reading and pass it on. */
typedef int event_taker(const struct bekende_gebeurtenis *event, void *context, struct error *error);

/* Where stored events are read from. */
struct event_source {
  /* All events of these clients (sorted, no doubles), grouped by client, each to taker. May block; safe to
   * repeat. */
  int (*read)(void *context, const struct id *clients, size_t count, event_taker *taker, void *taker_context,
      struct error *error);
  void *context;
};

struct transform_options {
  size_t cache_bytes; /* maximum of the cache; 0 keeps nothing */
  size_t piece_bytes; /* of sets and events in one piece, the last client's not counted; 0: 4 MiB */
  struct event_source source;
};

struct transform;
struct transform *transform_new(const struct transform_options *options);
void transform_free(struct transform **transform);

/* A partij begins. One before it that was neither committed nor forgotten has an unknown end: all sets are
 * forgotten. closed_through: last closed day of receipt (DATE_MINUS_INFINITY: none); an event of a closed day
 * counts as known from the day after it. */
void transform_begin(struct transform *transform, int32_t closed_through);
/* Events of it, borrowed until all their changes were given; any number of times. A client of which events
 * come more than once is folded as often, each time from what the partij stored of it until then. */
void transform_add(struct transform *transform, const struct gebeurtenis *const *events, size_t count);
/* What storing the events of the next clients changes; *found is false when there is none left. Events that
 * are stored already change nothing, or only their naming. Must be stored before the next call, in the same
 * transaction; everything in *changes lies in the transform and the events until then. */
MUST_CHECK int transform_next(
    struct transform *transform, struct wijzigingen *changes, bool *found, struct error *error);
/* The changes since transform_begin() are stored. */
void transform_commit(struct transform *transform);
/* They are not, or nobody knows: forget all sets. */
void transform_forget(struct transform *transform);

#endif
