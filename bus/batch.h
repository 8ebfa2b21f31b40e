/* Whole leveringen with their events: what travels over the bus.
 *
 * Whoever holds the pointer owns the batch and all that lies in its arena; sending and acknowledging hand it
 * over. An acknowledged batch comes back to the sender that made it, which may reset and fill it again. */
#ifndef SLUIS_BUS_BATCH_H
#define SLUIS_BUS_BATCH_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "proto/gebeurtenis.h"
#include "proto/levering.h"

struct batch_levering {
  struct levering levering;           /* announces gebeurtenis_count events; none when it was refused */
  struct gebeurtenis *gebeurtenissen; /* in the batch's arena */
  size_t gebeurtenis_count;
  void *origin; /* the sender's own note of where it came from; nobody else looks at it */
};

struct batch {
  struct arena arena;
  struct batch_levering *leveringen;
  size_t count;
  size_t capacity;
  size_t weight;    /* bytes that this batch counts for in a bounded queue: set by bus_send */
  void *route;      /* of the bus: the way back; nobody else looks at it */
  bool is_returned; /* set by a receiver that is to stop and acknowledges what it did not store: it stays
                       where it is */
};

struct batch *batch_new(void);
void batch_free(struct batch **batch); /* accepts a NULL batch */
void batch_reset(struct batch *batch); /* empty again, memory kept */

/* A new, zeroed levering at the end; valid until the next call. */
struct batch_levering *batch_add(struct batch *batch);
size_t batch_bytes(const struct batch *batch); /* memory that it holds */

#endif
