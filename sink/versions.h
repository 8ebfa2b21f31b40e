/* Versions of fact rows into their tables, by record_spec: no table has code of its own. */
#ifndef SLUIS_SINK_VERSIONS_H
#define SLUIS_SINK_VERSIONS_H

#include <stddef.h>

#include "base/error.h"
#include "base/must_check.h"
#include "proto/wijziging.h"
#include "warehouse/database.h"

/* Takes out, closes, then inserts what changes lists: a version may be taken out and come back as another.
 * ERROR_AGAIN when the tables do not hold what the lists say. */
MUST_CHECK int versions_write(
    struct database *database, const struct wijzigingen *changes, struct error *error);

/* Versions of one kind, by (key, bekend_van). */
MUST_CHECK int versions_insert(struct database *database, enum feit feit, const struct feit_versie *versions,
    size_t count, struct error *error);

#endif
