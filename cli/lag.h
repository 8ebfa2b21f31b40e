/* What is in Kafka and not stored yet, of which the tables know nothing. */
#ifndef SLUIS_CLI_LAG_H
#define SLUIS_CLI_LAG_H

#include <stdint.h>

#include "base/config.h"
#include "base/error.h"
#include "base/must_check.h"

enum { LAG_WITHOUT_END = -1, LAG_UNKNOWN = -1 };

struct lag {
  int64_t records;  /* LAG_UNKNOWN: no broker or no database answers */
  int64_t oldest_s; /* since the oldest of them was written; LAG_UNKNOWN also when there is none */
};

/* Returns when all that is in the topics now is stored; at once with another bus than Kafka. ERROR_AGAIN: not
 * within patience_ms, or asked to stop. ERROR_UNAVAILABLE: no broker, or no database. */
MUST_CHECK int lag_wait(const struct config *config, int patience_ms, struct error *error);

/* How many records in the topics are not stored yet, and for how long; 0 with another bus than Kafka. Errors
 * as above, of ERROR_AGAIN none; what was learnt before stands in *out. */
MUST_CHECK int lag_read(const struct config *config, struct lag *out, struct error *error);

#endif
