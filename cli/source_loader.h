/* The loader on a bus with sources (Kafka): its share of the partitions, each read from the position that
 * stands in PostgreSQL. */
#ifndef SLUIS_CLI_SOURCE_LOADER_H
#define SLUIS_CLI_SOURCE_LOADER_H

#include "cli/loading.h"

/* As loader_run(). */
MUST_CHECK int source_loader_run(struct loading *loading, struct error *error);

#endif
