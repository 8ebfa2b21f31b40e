/* Signalen that the events of one client cannot tell: TR332 (one ToewijzingNummer, two clients) and SL03 (one
 * Identificatie, two contents). What they are is SQL, in warehouse/migrations/009-signalen.sql; here it is
 * said what a partij touched. */
#ifndef SLUIS_SINK_OVER_CLIENTEN_H
#define SLUIS_SINK_OVER_CLIENTEN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buffer.h"
#include "base/error.h"
#include "base/must_check.h"
#include "proto/wijziging.h"
#include "warehouse/database.h"

/* What pieces of a partij touched, as arrays: 16 bytes an id. */
enum { OVER_CLIENTEN_COLUMNS = 7 };
struct over_clienten {
  struct buffer columns[OVER_CLIENTEN_COLUMNS];
  size_t counts[OVER_CLIENTEN_COLUMNS];
};

void over_clienten_init(struct over_clienten *touched);
void over_clienten_fini(struct over_clienten *touched);
void over_clienten_reset(struct over_clienten *touched);

/* *changes are written, in the transaction in hand. Naming more than was touched does no harm. */
void over_clienten_add(struct over_clienten *touched, const struct wijzigingen *changes);
bool over_clienten_is_large(const struct over_clienten *touched); /* worth writing before more comes */

/* Brings these signalen up to date after all that was added, and forgets it. Takes an advisory lock that is
 * held until the transaction ends, so that of two loaders the second sees what the first stored: late, since
 * nobody else gets this far meanwhile. */
MUST_CHECK int over_clienten_write(
    struct database *database, struct over_clienten *touched, struct error *error);

/* All of them, once all other facts are written and while there are none; *count gets the number of rows. */
MUST_CHECK int over_clienten_rebuild(struct database *database, uint64_t *count, struct error *error);

#endif
