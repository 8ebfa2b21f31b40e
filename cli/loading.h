/* What both ways of loading share: the connection and what is done when it fails, the end of a transaction,
 * the counts.
 *
 * Any error inside a partij means that nothing is known of what is stored: the connection is closed,
 * transform forgets its sets, and after a pause the work is done again. */
#ifndef SLUIS_CLI_LOADING_H
#define SLUIS_CLI_LOADING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/must_check.h"
#include "base/stopwatch.h"
#include "bus/bus.h"
#include "cli/backoff.h"
#include "cli/loader.h"
#include "cli/partij_writer.h"
#include "sink/sink.h"
#include "transform/transform.h"

struct loading {
  const struct loader_options *options;
  struct loader_counts *counts;
  struct bus_receiver *receiver;
  struct transform *transform;
  struct sink *sink;
  struct partij_writer writer; /* of these two */
  bool is_connected;
  struct arena arena; /* of the partij in hand */
  struct backoff backoff;
  struct stopwatch folding;
};

/* Of one transaction; borrowed from batches. */
struct partij {
  struct batch_levering **leveringen;
  size_t count;
  const struct gebeurtenis **events;
  size_t event_count;
};

bool loading_must_stop(const struct loading *loading);

/* When it is not connected; owns nothing then. */
MUST_CHECK int loading_connect(struct loading *loading, struct error *error);
void loading_give_up_connection(struct loading *loading);
/* After a failed attempt: closes the connection and waits, as backoff_wait() says. */
MUST_CHECK int loading_after_failure(struct loading *loading, struct error *error);

/* What is left of a transaction of which all events are written: the leveringen, the commit. queue_bytes:
 * what is still under way when it is done. */
MUST_CHECK int loading_commit(
    struct loading *loading, const struct partij *partij, size_t queue_bytes, struct error *error);
/* Counts what was committed. */
void loading_tell_stored(struct loading *loading, const struct partij *partij);

/* When there is nothing to do. Nothing depends on it: a connection that turns out to be lost is made again.
 */
void loading_maintain(struct loading *loading);

#endif
