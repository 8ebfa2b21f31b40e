/* The fold: a client's set of events -> the rows that are known, each with the days on which it was known.
 *
 * A pure function of the set: no clock, no order of arrival, no reference data, no I/O. The rows known on day
 * D are the fold of the events with bekend_van <= D; that is the definition, and fold_history() gives all
 * days. */
#ifndef SLUIS_TRANSFORM_FOLD_H
#define SLUIS_TRANSFORM_FOLD_H

#include <stddef.h>

#include "base/arena.h"
#include "proto/wijziging.h"

struct feit_versies {
  struct feit_versie *items; /* by (kind, key, bekend_van) */
  size_t count;
};

/* events: of one client, in any order, ids distinct. Rows are put in the arena; texts are borrowed from
 * events. */
void fold_history(const struct bekende_gebeurtenis *const *events, size_t count, struct arena *arena,
    struct feit_versies *out);

#endif
