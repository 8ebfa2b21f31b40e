/* The pauses between attempts at something that needs PostgreSQL or Kafka: each twice as long as the one
 * before, up to ten seconds. */
#ifndef SLUIS_CLI_BACKOFF_H
#define SLUIS_CLI_BACKOFF_H

#include <stdatomic.h>

#include "base/error.h"
#include "base/must_check.h"

struct backoff {
  const atomic_int *stop; /* enum stop_level */
  const char *log_id;
  int wait_ms; /* before the next attempt; 0: none has failed yet */
};

/* After an attempt that failed: waits, and 0 when it is worth another one. A request to stop ends the wait,
 * and the attempt that follows is the last: what was away may be back since. Else the error that is to end
 * it: ERROR_AGAIN when a stop was asked for before. */
MUST_CHECK int backoff_wait(struct backoff *backoff, struct error *error);

/* After an attempt that succeeded. */
void backoff_reset(struct backoff *backoff);

#endif
