/* All facts anew from the stored events, in one transaction: what readers see is the old rows or the new
 * ones.
 *
 * Takes all sources for itself, so that loaders that are running wait, and then read again what is stored.
 * Memory is bounded by the largest client and a few megabytes of rows. */
#ifndef SLUIS_SINK_REBUILD_H
#define SLUIS_SINK_REBUILD_H

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/must_check.h"
#include "proto/wijziging.h"

struct rebuild_rows {
  const struct feit_versie *items; /* by (kind, key, bekend_van) */
  size_t count;
};

struct rebuild_options {
  /* All rows that follow from the events of one client; they and what they point to lie in the arena or the
   * events. */
  int (*fold)(const struct bekende_gebeurtenis *const *events, size_t count, struct arena *arena,
      struct rebuild_rows *out, void *context, struct error *error);
  /* Now and then, with what is done until now and what there is to do; may be NULL. */
  void (*progress)(uint64_t events, uint64_t total, void *context);
  void *context;
};

struct rebuild_counts {
  uint64_t events;
  uint64_t clients;
  uint64_t rows[FEIT_COUNT];
};

/* Connects by libpq's PG* variables. On any error nothing is changed. */
MUST_CHECK int rebuild(
    const struct rebuild_options *options, struct rebuild_counts *counts, struct error *error);

#endif
