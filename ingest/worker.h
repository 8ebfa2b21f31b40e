/* The stage ingest: from the inbox onto the bus, and after the acknowledgement a verslag and out of the
 * inbox.
 *
 * A worker runs in the thread that calls it. Several may share an inbox, in one process or in many. Killed at
 * any moment it loses nothing: what was not acknowledged is taken up again by the next one. */
#ifndef SLUIS_INGEST_WORKER_H
#define SLUIS_INGEST_WORKER_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "base/must_check.h"
#include "bus/bus.h"
#include "ingest/archive.h"
#include "ingest/pseudonym.h"

/* What is answered and out of the inbox; may be read from any thread while workers run. */
struct worker_counts {
  atomic_ullong leveringen;
  atomic_ullong goed, gedeeltelijk, afgekeurd;
  atomic_ullong bytes;
};

struct worker_options {
  const char *inbox;
  const char *outbox;     /* made when it is not there at the start */
  size_t batch_bytes;     /* a batch goes onto the bus at this size; 0: 256 KiB */
  size_t settling_bytes;  /* most that is acknowledged and not out of the inbox yet; 0: 64 batches */
  bool once;              /* return when the inbox is empty and all is acknowledged */
  int idle_ms;            /* how long to wait when there is nothing to do; 0: 500 */
  int drain_ms;           /* most to wait for acknowledgements once stopped; 0: 25,000 */
  const atomic_int *stop; /* 0 go on; 1 take nothing new, finish what was sent; 2 return now. NULL: never */
  const struct pseudonymiser *pseudonymiser;
  const struct archive *archive; /* where refused leveringen are sealed; NULL: nowhere */
  struct bus *bus;
  struct worker_counts *counts; /* added to; may be NULL */
};

/* 0 also when stopped. ERROR_AGAIN: stopped while leveringen were sent and not acknowledged; they are still
 * in the inbox. Disks that are full or away and a reader of the bus that is slow are waited for. */
MUST_CHECK int worker_run(const struct worker_options *options, struct error *error);

#endif
