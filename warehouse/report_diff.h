/* What changed in a figure between two days, and the leveringen that changed it: `sluis report diff`. */
#ifndef SLUIS_WAREHOUSE_REPORT_DIFF_H
#define SLUIS_WAREHOUSE_REPORT_DIFF_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/must_check.h"
#include "warehouse/decimal.h"
#include "warehouse/report.h"

enum { DIFF_ABSENT = -1 };

/* The same group on both days: places in the rows, or DIFF_ABSENT. */
struct report_diff_pair {
  long before, after;
};

struct report_diff {
  struct report_request requests[2]; /* as asked, with the one peildatum and with the other */
  struct report_result before, after;
  struct report_diff_pair *pairs; /* in the order of `after`, then what only `before` has; in the arena */
  size_t count;
  struct database_rows *causes; /* warehouse/report_cause.h */
};

/* request: with the peildatum of `before`. met: that of `after`, earlier or later. */
MUST_CHECK int report_diff_run(struct database *database, const struct report_request *request, int32_t met,
    struct arena *arena, struct report_diff *out, struct error *error);
void report_diff_fini(struct report_diff *diff);

/* A measure of a group on the one day; NULL where it has none. Where the group is absent what adds up is 0,
 * and so is what it comes to a calendar day, unless the other day has none either. */
const char *report_diff_before(const struct report_diff *diff, size_t pair, size_t column);
const char *report_diff_after(const struct report_diff *diff, size_t pair, size_t column);
/* after - before, in out; NULL where one of them is none. */
const char *report_diff_between(
    const struct report_diff *diff, size_t pair, size_t column, char out[DECIMAL_SIZE]);
/* The text of a column that groups. */
const char *report_diff_key(const struct report_diff *diff, size_t pair, size_t column);

/* CSV: the columns of the report as known on the peildatum, then each measure on the other day as NAME_met
 * and what is between as NAME_verschil, then the columns of a levering; a row is a group or a levering and
 * empty in the rest. JSON: groups under `rijen`, leveringen under `leveringen`. Table: only what differs. */
MUST_CHECK int report_diff_write_csv(const struct report_diff *diff, FILE *out, struct error *error);
MUST_CHECK int report_diff_write_json(const struct report_diff *diff, FILE *out, struct error *error);
MUST_CHECK int report_diff_write_table(const struct report_diff *diff, FILE *out, struct error *error);

#endif
