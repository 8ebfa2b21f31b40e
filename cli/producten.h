/* The product codes on their way from the warehouse, which keeps them, to ingest, which has no database. */
#ifndef SLUIS_CLI_PRODUCTEN_H
#define SLUIS_CLI_PRODUCTEN_H

#include "base/error.h"
#include "base/must_check.h"
#include "warehouse/database.h"

/* Leaves what the warehouse knows now in the inbox (ingest/product_domein.h). */
MUST_CHECK int producten_publish(struct database *database, const char *inbox, struct error *error);

#endif
