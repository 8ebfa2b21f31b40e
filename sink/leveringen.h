/* beheer.levering and beheer.melding: what was received and what became of it. */
#ifndef SLUIS_SINK_LEVERINGEN_H
#define SLUIS_SINK_LEVERINGEN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "base/must_check.h"
#include "proto/levering.h"
#include "proto/wijziging.h"
#include "warehouse/database.h"

/* How many events name a levering more (or fewer) than before this partij, how many of its own are not stored
 * because their client was erased, and, where it comes in loose records, how many arrived that had not yet.
 */
struct naming {
  struct id levering;
  int32_t events;
  int32_t kept_out;
  int32_t arrived;
};

/* Summed over the pieces of a partij: memory goes with the leveringen that are named. */
struct namings {
  struct naming *items; /* by levering, each once */
  size_t count;
  size_t capacity;
};

void namings_add_one(struct namings *namings, struct naming naming); /* until namings_sort() */
void namings_sort(struct namings *namings);
void namings_add(struct namings *namings, const struct wijzigingen *changes);
/* These, as they came, are not stored. */
void namings_keep_out(struct namings *namings, const struct gebeurtenis *const *events, size_t count);
void namings_copy(struct namings *out, const struct namings *from); /* in place of what out holds */
void namings_reset(struct namings *namings);
void namings_fini(struct namings *namings);

struct leveringen_options {
  const char *source;     /* under which rows of our own are kept in beheer.levering_deel */
  bool is_loose;          /* these are announcements, whose events come by themselves */
  int32_t closed_through; /* last closed day of receipt (DATE_MINUS_INFINITY: none) */
};

/* Stores the leveringen that are not stored yet, with their meldingen and the numbers that namings has of
 * them, and adds to those of other leveringen: of earlier partijen, whose events are named otherwise now, and
 * of loose ones whatever came without them. namings is used up. */
MUST_CHECK int leveringen_write(struct database *database, const struct levering *const *leveringen,
    size_t count, struct namings *namings, const struct leveringen_options *options, struct error *error);

#endif
