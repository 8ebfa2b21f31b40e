/* Handing an unsealed original to the inbox again, under the day and the name that it had: its identity is
 * kept. */
#ifndef SLUIS_INGEST_REPLAY_H
#define SLUIS_INGEST_REPLAY_H

#include <stdbool.h>

#include "base/error.h"
#include "base/must_check.h"
#include "ingest/archive.h"

/* A member of a zip goes into a zip of that name, with others that wait there. *is_waiting: it lay there
 * already and nothing was done. On disk when 0 is returned. ERROR_AGAIN: something else waits under that
 * name. */
MUST_CHECK int replay_lay(const char *inbox, const struct archive_place *place,
    const struct archive_original *original, bool *is_waiting, struct error *error);

#endif
