/* What inbox.c and inbox_borrowed.c share; nobody else includes it. */
#ifndef SLUIS_INGEST_INBOX_INSIDE_H
#define SLUIS_INGEST_INBOX_INSIDE_H

#include <stdint.h>

#include "base/error.h"
#include "base/must_check.h"
#include "ingest/inbox.h"

/* Says in the log that something is left alone: once for each place, as long as the inbox is open. */
void inbox_report_once(struct inbox *inbox, const char *where, const char *name, const char *what);
MUST_CHECK int inbox_open_organisation(
    const struct inbox *inbox, const char *organisation, int *folder, struct error *error);
/* -1 in *fd when there is nothing to take in that day. */
MUST_CHECK int inbox_open_waiting_day(
    struct inbox *inbox, const char *organisation, int32_t day, int *fd, struct error *error);

#endif
