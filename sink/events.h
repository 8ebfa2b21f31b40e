/* dwh.gebeurtenis: events in and out. The record in Avro binary is the truth; the other columns repeat it. */
#ifndef SLUIS_SINK_EVENTS_H
#define SLUIS_SINK_EVENTS_H

#include <stddef.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/must_check.h"
#include "proto/wijziging.h"
#include "warehouse/database.h"

/* What the column `soort` says of it. */
const char *events_soort(const struct gebeurtenis *event);

/* New events, sorted by (pseudoniem, id). */
MUST_CHECK int events_insert(struct database *database, const struct bekende_gebeurtenis *const *events,
    size_t count, struct error *error);
/* Stored events that another levering names now. ERROR_AGAIN when one of them is not stored under the naming
 * that it is said to have. */
MUST_CHECK int events_rename(
    struct database *database, const struct hernoeming *renamed, size_t count, struct error *error);

/* The columns of dwh.gebeurtenis that make an event, and where its client stands among them. */
#define EVENTS_COLUMNS "pseudoniem, schema, bekend_van, inhoud"
enum { EVENTS_CLIENT = 0 };
/* Row `row` of a binary result with these columns; texts are put in the arena. */
MUST_CHECK int events_decode(const struct database_rows *rows, size_t row, struct arena *arena,
    struct bekende_gebeurtenis *out, struct error *error);

#endif
