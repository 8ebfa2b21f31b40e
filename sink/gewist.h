/* Tombstones (beheer.gewist): what is delivered of a client that was erased stays out.
 *
 * Whoever erases fences the owners of all sources, so while an owner is not fenced there come no tombstones:
 * it asks once whether there are any. */
#ifndef SLUIS_SINK_GEWIST_H
#define SLUIS_SINK_GEWIST_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "base/must_check.h"
#include "proto/gebeurtenis.h"
#include "warehouse/database.h"

MUST_CHECK int gewist_has_any(struct database *database, bool *out, struct error *error);

/* Puts the events that may be stored in front, both parts in the order that they had; *kept is their number.
 */
MUST_CHECK int gewist_sift(struct database *database, const struct gebeurtenis **events, size_t count,
    size_t *kept, struct error *error);

#endif
