/* From the reference data in the warehouse to what ingest reads of it. */
#ifndef SLUIS_CLI_INDICATOREN_H
#define SLUIS_CLI_INDICATOREN_H

#include "base/error.h"
#include "base/must_check.h"
#include "warehouse/database.h"

/* Leaves the codes of the indicatoren that are known now in the inbox. */
MUST_CHECK int indicatoren_publish(struct database *database, const char *inbox, struct error *error);

#endif
