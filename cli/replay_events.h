/* Events from the quarantine into the warehouse. */
#ifndef SLUIS_CLI_REPLAY_EVENTS_H
#define SLUIS_CLI_REPLAY_EVENTS_H

#include <stddef.h>

#include "base/error.h"
#include "base/must_check.h"
#include "sink/sink.h"

struct replay_counts {
  size_t tried;
  size_t refused; /* again */
};

/* Some at a time in partijen of their own, alone in the warehouse: loaders that are running do their partij
 * in hand again. ERROR_AGAIN: one of them holds its position for long, or the connection broke; what is done
 * is done. */
MUST_CHECK int replay_events(
    const struct sink_refused_key *keys, size_t count, struct replay_counts *counts, struct error *error);

#endif
