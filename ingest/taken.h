/* A taken day (inbox_take): its folder in `.werk/`, where nobody else writes, from its first file to the
 * last.
 *
 * Errors of a full or absent disk are there to be waited out: every function may be called again. */
#ifndef SLUIS_INGEST_TAKEN_H
#define SLUIS_INGEST_TAKEN_H

#include <stdbool.h>

#include "base/error.h"
#include "base/must_check.h"
#include "ingest/inbox.h"

/* The hidden file of a replay in its day's folder, under the names' lock: in a taken day it is one that was
 * killed, and goes. */
#define REPLAY_PART ".replay.part"

/* The folder of a taken day. */
MUST_CHECK int taken_folder(
    const struct inbox *inbox, const struct inbox_taken *taken, int *fd, struct error *error);
/* Called with each file to read; names are borrowed for the call. Not 0 ends the scan and is passed on. */
typedef int taken_file_taker(int folder, const char *name, void *context, struct error *error);
/* What is no finished regular file goes back to its day. Files may be removed meanwhile. */
MUST_CHECK int taken_scan(const struct inbox *inbox, const struct inbox_taken *taken, taken_file_taker *taker,
    void *context, struct error *error);
/* Sets a file apart that cannot be read, in the organisation's `.apart/`: nothing waits for it. */
MUST_CHECK int taken_set_apart(
    const struct inbox *inbox, const struct inbox_taken *taken, const char *name, struct error *error);
/* The names of a taken day are on disk: after this its files may go. */
MUST_CHECK int taken_sync_names(
    const struct inbox *inbox, const struct inbox_taken *taken, struct error *error);
/* Removes the emptied folder. *is_empty is false when something is left in it, for a later inbox_take(). */
MUST_CHECK int taken_finish(
    const struct inbox *inbox, const struct inbox_taken *taken, bool *is_empty, struct error *error);

#endif
