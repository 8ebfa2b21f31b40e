/* beheer.levering and beheer.melding: what was received and what became of it. */
#ifndef SLUIS_SINK_LEVERINGEN_H
#define SLUIS_SINK_LEVERINGEN_H

#include <stddef.h>

#include "base/error.h"
#include "base/must_check.h"
#include "proto/levering.h"
#include "proto/wijziging.h"
#include "warehouse/database.h"

/* How many events name a levering more (or fewer) than before this partij, and how many of its own are not
 * stored because their client was erased. */
struct naming {
  struct id levering;
  int32_t events;
  int32_t kept_out;
};

/* Summed over the pieces of a partij: memory goes with the leveringen that are named. */
struct namings {
  struct naming *items; /* by levering, each once */
  size_t count;
  size_t capacity;
};

void namings_add(struct namings *namings, const struct wijzigingen *changes);
/* These, as they came, are not stored. */
void namings_keep_out(struct namings *namings, const struct gebeurtenis *const *events, size_t count);
void namings_copy(struct namings *out, const struct namings *from); /* in place of what out holds */
void namings_reset(struct namings *namings);
void namings_fini(struct namings *namings);

/* Stores the leveringen that are not stored yet, with their meldingen, the number of events that name them
 * and the number that was kept out, and moves the first of these for leveringen of earlier partijen that win
 * or lose events. namings is used up. closed_through: last closed day of receipt (DATE_MINUS_INFINITY: none).
 */
MUST_CHECK int leveringen_write(struct database *database, const struct levering *const *leveringen,
    size_t count, struct namings *namings, int32_t closed_through, struct error *error);

#endif
