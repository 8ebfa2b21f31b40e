/* All stored events of one client, and what a partij adds to them. */
#ifndef SLUIS_TRANSFORM_CLIENT_SET_H
#define SLUIS_TRANSFORM_CLIENT_SET_H

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "proto/wijziging.h"

/* Borrowed events by id. */
struct client_set {
  struct id client;
  const struct bekende_gebeurtenis **events;
  size_t count;
};

/* An event that is new, or stored and now to be stored otherwise. */
struct set_change {
  const struct bekende_gebeurtenis *nu;
  const struct bekende_gebeurtenis *was; /* NULL: new */
};

struct set_changes {
  struct set_change *items; /* by event id */
  size_t count;
  const struct gebeurtenis *
      *doubles; /* by event id: came under a naming that is not, nor was, the stored one */
  size_t double_count;
};

/* Same id = same event; it names the lowest (ontvangen, levering, regel), and it is known from the earliest
 * day: bekend_van = min(stored, max(ontvangen, closed_through + 1)), of a Verhuisd that of its line. What is
 * known on a closed day stays as it was stored.
 *
 * events: of the client of stored, by id; doubles allowed. Gives the set with them in it and what changed;
 * both lie in the arena, with copies of what is new; what is as before is borrowed from stored, doubles from
 * events. */
struct client_set client_set_merge(const struct client_set *stored, const struct gebeurtenis *const *events,
    size_t count, int32_t closed_through, struct arena *arena, struct set_changes *changes);

#endif
