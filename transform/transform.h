/* From events to changes of fact rows: the client's set, the fold, the difference.
 *
 * transform keeps the sets of clients in a bounded memory cache; what is not there is read through the event
 * source. The cache may be empty at any time. It holds only what is known to be stored: the sets of a partij
 * in hand enter it at transform_commit(). One transform belongs to one thread. */
#ifndef SLUIS_TRANSFORM_TRANSFORM_H
#define SLUIS_TRANSFORM_TRANSFORM_H

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
  struct event_source source;
};

struct transform;
struct transform *transform_new(const struct transform_options *options);
void transform_free(struct transform **transform);

/* What storing these events changes. Events that are stored already change nothing, or only their naming.
 * closed_through: last closed day of receipt (DATE_MINUS_INFINITY: none); an event of a closed day counts as
 * known from the day after it. Everything in *changes lies in the arena or the transform until the next call.
 * The arena must live, unchanged but for additions, until transform_commit() or transform_forget(). */
MUST_CHECK int transform_partij(struct transform *transform, const struct gebeurtenis *const *events,
    size_t count, int32_t closed_through, struct arena *arena, struct wijzigingen *changes,
    struct error *error);
/* The changes of the last transform_partij are stored. */
void transform_commit(struct transform *transform);
/* They are not, or nobody knows: forget all sets. */
void transform_forget(struct transform *transform);

#endif
