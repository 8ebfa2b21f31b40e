/* What is in Kafka and not stored yet, of which the tables know nothing. */
#ifndef SLUIS_CLI_LAG_H
#define SLUIS_CLI_LAG_H

#include <stdint.h>

#include "base/config.h"
#include "base/error.h"
#include "base/must_check.h"

enum { LAG_WITHOUT_END = -1 };

/* Returns when all that is in the topics now is stored; at once with another bus than Kafka. ERROR_AGAIN: not
 * within patience_ms, or asked to stop. ERROR_UNAVAILABLE: no broker, or no database. */
MUST_CHECK int lag_wait(const struct config *config, int patience_ms, struct error *error);

/* How many records in the topics are not stored yet; 0 with another bus than Kafka. Errors as above. */
MUST_CHECK int lag_read(const struct config *config, int64_t *records, struct error *error);

#endif
