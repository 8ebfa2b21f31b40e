/* How the memory of a run is shared out: the setting `memory`, and the settings that say a share themselves.
 */
#ifndef SLUIS_CLI_BUDGET_H
#define SLUIS_CLI_BUDGET_H

#include <stddef.h>

#include "base/config.h"
#include "base/error.h"
#include "base/must_check.h"

/* All in bytes. */
struct budget {
  size_t claimed;  /* at the start: the shares and the rest */
  size_t queue;    /* batches that are not stored yet */
  size_t partij;   /* of those, in one transaction */
  size_t cache;    /* events of recent clients */
  size_t settling; /* of each ingest thread: batches that are stored and not out of the inbox yet */
};

/* ERROR_CONFIG: a size of nothing, or less memory than the ingest threads need. */
MUST_CHECK int budget_of(const struct config *config, struct budget *out, struct error *error);

#endif
