/* sluis quarantine replay: what was refused is tried again, under the identity that it had.
 *
 * A levering that was refused as a whole goes back into the inbox, from its sealed original. An event that
 * PostgreSQL refused is stored from the quarantine itself. What is stored leaves the quarantine; what is
 * refused again stays, one attempt older. Twice is no mistake. */
#ifndef SLUIS_CLI_QUARANTINE_REPLAY_H
#define SLUIS_CLI_QUARANTINE_REPLAY_H

#include <stdbool.h>

#include "base/config.h"
#include "base/error.h"
#include "base/must_check.h"
#include "cli/arguments.h"
#include "ingest/archive.h"
#include "warehouse/database.h"
#include "warehouse/quarantine.h"

struct quarantine {
  const struct config *config;
  const struct arguments *arguments;
  struct database *database;
};

/* By --organisation, --reason, --since and --max; borrows from arguments. */
MUST_CHECK int quarantine_filter_of(
    const struct arguments *arguments, struct quarantine_filter *out, struct error *error);
MUST_CHECK int quarantine_parse_id(const char *text, struct id *out, struct error *error);
/* Where the levering of this row belongs in the archive; borrows from rows. */
bool quarantine_place(const struct database_rows *rows, size_t row, struct archive_place *out);

MUST_CHECK int quarantine_replay(struct quarantine *quarantine, struct error *error);

#endif
