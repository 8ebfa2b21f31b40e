/* Events of leveringen that come in loose records: each counts as arrived once, whatever is sent twice, in
 * whatever order and by whatever loader. Under which namings something arrived and is not stored stands in
 * beheer.levering_dubbel (warehouse/migrations/030-bronnen.sql). */
#ifndef SLUIS_SINK_AANKOMST_H
#define SLUIS_SINK_AANKOMST_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "base/must_check.h"
#include "proto/wijziging.h"
#include "sink/leveringen.h"
#include "warehouse/database.h"

/* After *changes are written: adds to namings what arrived with them. *has_doubles: whether
 * beheer.levering_dubbel holds anything; kept up to date. */
MUST_CHECK int aankomst_write(struct database *database, const struct wijzigingen *changes,
    struct namings *namings, bool *has_doubles, struct error *error);

/* These are not stored: refused, or of clients that were erased, which namings counts as well. */
MUST_CHECK int aankomst_leave_out(struct database *database, const struct gebeurtenis *const *events,
    size_t count, bool is_kept_out, struct namings *namings, bool *has_doubles, struct error *error);

#endif
