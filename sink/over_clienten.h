/* Signalen that the events of one client cannot tell: TR332 (one ToewijzingNummer, two clients) and SL03 (one
 * Identificatie, two contents). What they are is SQL, in warehouse/migrations/009-signalen.sql; here it is
 * said what a partij touched. */
#ifndef SLUIS_SINK_OVER_CLIENTEN_H
#define SLUIS_SINK_OVER_CLIENTEN_H

#include <stdint.h>

#include "base/error.h"
#include "base/must_check.h"
#include "proto/wijziging.h"
#include "warehouse/database.h"

/* After the events and versions of changes were written, in their transaction: brings these signalen up to
 * date. Takes an advisory lock that is held until the transaction ends. */
MUST_CHECK int over_clienten_write(
    struct database *database, const struct wijzigingen *changes, struct error *error);

/* All of them, once all other facts are written and while there are none; *count gets the number of rows. */
MUST_CHECK int over_clienten_rebuild(struct database *database, uint64_t *count, struct error *error);

#endif
