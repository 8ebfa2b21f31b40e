/* Which leveringen changed what a report reads between two days. */
#ifndef SLUIS_WAREHOUSE_REPORT_CAUSE_H
#define SLUIS_WAREHOUSE_REPORT_CAUSE_H

#include "base/arena.h"
#include "base/error.h"
#include "base/must_check.h"
#include "warehouse/report.h"

enum { REPORT_CAUSE_COLUMNS = 7 };
/* levering (empty: reference data), organisatie, soort, ontvangen, bekend_van, bestand, rijen: how many rows
 * of facts it touched that are another on the one day than on the other (of reference data and refused
 * leveringen: its own rows). */
extern const char *const report_cause_names[REPORT_CAUSE_COLUMNS];

/* between (from, to]; from is the earlier day. By the day on which they count. */
MUST_CHECK int report_cause_find(struct database *database, const struct report_request *request,
    int32_t from, int32_t to, struct arena *arena, struct database_rows **out, struct error *error);

#endif
