/* Versions of fact rows into their tables, by record_spec: no table has code of its own. */
#ifndef SLUIS_SINK_VERSIONS_H
#define SLUIS_SINK_VERSIONS_H

#include <stddef.h>

#include "base/error.h"
#include "base/must_check.h"
#include "proto/wijziging.h"
#include "warehouse/copy.h"
#include "warehouse/database.h"

/* Takes out, closes, then inserts what changes lists: a version may be taken out and come back as another.
 * ERROR_AGAIN when the tables do not hold what the lists say. */
MUST_CHECK int versions_write(
    struct database *database, const struct wijzigingen *changes, struct error *error);

/* Into an open COPY of the version's table. */
MUST_CHECK int versions_copy_row(struct copy *copy, const struct feit_versie *version, struct error *error);

#endif
