/* The loader on a bus without sources: batches of whole leveringen, or leveringen in parts, that come once
 * and are answered. Until then they are with their senders. */
#ifndef SLUIS_CLI_BATCH_LOADER_H
#define SLUIS_CLI_BATCH_LOADER_H

#include "cli/loading.h"

/* As loader_run(). */
MUST_CHECK int batch_loader_run(struct loading *loading, struct error *error);

#endif
