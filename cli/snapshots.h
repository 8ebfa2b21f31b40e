/* What ingest reads of the reference data, from the warehouse into the inbox. */
#ifndef SLUIS_CLI_SNAPSHOTS_H
#define SLUIS_CLI_SNAPSHOTS_H

#include <stdatomic.h>

#include "base/error.h"
#include "base/must_check.h"
#include "warehouse/database.h"

/* Leaves overeenkomsten, product codes and indicatoren as they are known now in the inbox. */
MUST_CHECK int snapshots_publish(struct database *database, const char *inbox, struct error *error);

/* The same over a connection of its own, before ingest starts: an inbox that is new, or was not there when
 * the reference data were loaded, is not to refuse everything. Waits with back-off for a server that is away;
 * ERROR_AGAIN when it is still away once *stop has asked for an end. */
MUST_CHECK int snapshots_hand_over(const char *inbox, const atomic_int *stop, struct error *error);

#endif
