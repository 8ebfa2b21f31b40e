/* The end of a levering's way through ingest, in a thread of its own: verslag, removal from the inbox.
 *
 * Removing a file costs as much as parsing it, and a synced verslag more; so the worker hands over what was
 * acknowledged and reads on. A disk that is full or away is waited for, and said once. */
#ifndef SLUIS_INGEST_SETTLER_H
#define SLUIS_INGEST_SETTLER_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "base/must_check.h"
#include "bus/batch.h"
#include "ingest/archive.h"
#include "ingest/inbox.h"
#include "ingest/loans.h"
#include "ingest/outbox.h"
#include "ingest/worker.h"

struct day;

/* A zip under way: it leaves the inbox when the last of its members is settled. Its day's. */
struct bundle {
  struct day *day;
  struct bundle *next;      /* of the day */
  struct bundle *next_done; /* of a group */
  atomic_size_t left;       /* members not settled yet, and 1 while the worker goes through it */
  char name[];
};

/* A taken day under way. Made by the worker; the settler's from then on. */
struct day {
  struct inbox_taken taken;
  struct loan *loan;
  atomic_size_t left;     /* leveringen not settled yet, and 1 while the worker goes through it */
  struct bundle *bundles; /* the worker adds to it */
  /* of the settler alone: */
  struct ontvangen ontvangen;
  bool names_synced;
  struct day *next, *previous; /* all days */
  struct day *next_touched;    /* those of a group */
  bool is_touched;
  bool is_emptied;
};

/* What batch_levering.origin points at; in the batch's arena. */
struct origin {
  struct day *day;
  struct bundle *bundle; /* NULL: a file of its own, */
  char name[];           /* with this name */
};

struct settler;

struct settler_options {
  const struct inbox *inbox;
  const char *outbox;            /* path; opened for each group, so that it may be away for a while */
  struct worker_counts *counts;  /* may be NULL */
  const struct archive *archive; /* NULL: none */
};

MUST_CHECK int settler_start(
    const struct settler_options *options, struct settler **out, struct error *error);
/* Waits until what was handed over is settled (patient), or for the step in hand only; frees all. */
void settler_stop(struct settler **settler, bool patient);

struct day *settler_day(struct settler *settler, const struct inbox_taken *taken, struct loan *loan);
/* Takes *batch and nulls it: its leveringen are stored for good. */
void settler_add(struct settler *settler, struct batch **batch);
/* A zip of this day that the worker begins to read. */
struct bundle *settler_bundle(struct day *day, const char *name);
/* The worker has gone through all of it. When it gives up instead, the zip stays where it is. */
void settler_bundle_read(struct settler *settler, struct bundle *bundle);
/* The worker has gone through the day, or has given up on the rest of it. */
void settler_day_read(struct settler *settler, struct day *day);
/* An empty batch, used or new. */
struct batch *settler_spare(struct settler *settler);

/* Takes *batch and nulls it: to be used again. */
void settler_put_back(struct settler *settler, struct batch **batch);

size_t settler_batches(struct settler *settler); /* handed over and not settled yet */
/* True when nothing is left to do; waits at most timeout_ms for that. */
bool settler_is_idle(struct settler *settler, int timeout_ms);

#endif
