/* beheer.geweigerd: events that PostgreSQL refused, with the names that it gave, until they are stored; and
 * beheer.onleesbaar: records of which no event could be made. */
#ifndef SLUIS_SINK_GEWEIGERD_H
#define SLUIS_SINK_GEWEIGERD_H

#include <stddef.h>

#include "base/error.h"
#include "base/must_check.h"
#include "proto/gebeurtenis.h"
#include "sink/sink.h"
#include "warehouse/database.h"

/* Those that are neither stored under this naming or a lower one nor waiting already. */
MUST_CHECK int geweigerd_insert(struct database *database, const struct gebeurtenis *const *events,
    size_t count, const struct sink_refusal *why, struct error *error);

/* One more for each that still waits. */
MUST_CHECK int geweigerd_count_attempts(
    struct database *database, const struct gebeurtenis *const *events, size_t count, struct error *error);

/* The columns of EVENTS_COLUMNS of those that wait, to be freed. */
MUST_CHECK int geweigerd_read(struct database *database, const struct sink_refused_key *keys, size_t count,
    struct database_rows **out, struct error *error);

/* Those that are not there already. */
MUST_CHECK int onleesbaar_insert(
    struct database *database, const struct sink_unreadable *records, size_t count, struct error *error);

#endif
