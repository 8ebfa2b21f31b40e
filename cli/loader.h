/* The loader: takes batches from the bus, makes partijen of them, has transform fold and the sink store,
 * acknowledges. batch_loader.c and source_loader.c say how, on a bus that has sources and on one that has
 * none.
 *
 * Only wires stages together; runs in the thread of its caller. */
#ifndef SLUIS_CLI_LOADER_H
#define SLUIS_CLI_LOADER_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "base/must_check.h"
#include "bus/bus.h"

struct loader_options {
  struct bus *bus;
  size_t batch_bytes;  /* at which ingest sends a batch: one of this size has more behind it */
  size_t partij_bytes; /* most memory of batches in one partij; one levering always fits */
  size_t gather_bytes; /* with so much at hand it does not wait for more: must be less than the bus holds */
  size_t partij_leveringen; /* most leveringen in one partij */
  size_t cache_bytes;
  const atomic_int *stop;    /* enum stop_level */
  bool once;                 /* of a bus with sources: ends when what was there at the start is stored */
  const atomic_int *senders; /* ingest workers that may still send; at 0 the loader ends when the bus is
                                empty. NULL: they come and go, and it ends when it is asked to */
  void (*stored)(void *context, size_t leveringen); /* after each partij; may be NULL */
  void *context;
};

struct loader_counts {
  size_t partijen;
  size_t goed;
  size_t gedeeltelijk;
  size_t afgekeurd;
  size_t gebeurtenissen; /* in the leveringen that were accepted */
  size_t nieuw;          /* of those: not stored before, as in a message that came twice */
  size_t geweigerd;      /* of those: refused by PostgreSQL, now in quarantine */
};

/* 0 when all that was sent is stored, or was given back because of a request to stop; ERROR_AGAIN when it was
 * asked to stop while PostgreSQL was away. */
MUST_CHECK int loader_run(
    const struct loader_options *options, struct loader_counts *counts, struct error *error);

#endif
