/* All that is kept of one client as JSON for a person to read: tables with what their columns mean, and the
 * events decoded. */
#ifndef SLUIS_CLI_CLIENT_EXPORT_H
#define SLUIS_CLI_CLIENT_EXPORT_H

#include "base/error.h"
#include "base/id.h"
#include "base/must_check.h"
#include "warehouse/database.h"

/* *out is text with a newline at its end, to be freed by the caller. Logs the export in the warehouse. */
MUST_CHECK int client_export(
    struct database *database, const struct id *client, char **out, struct error *error);

#endif
