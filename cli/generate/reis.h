/* waarheid/ of the klantreis: each started traject with its neighbours, and the steps of each month.
 *
 * Reckoned for one client at a time from what outcome.h says of its care, by comparing every traject with
 * every other one. Shares nothing with transform/ and the reports. */
#ifndef SLUIS_CLI_GENERATE_REIS_H
#define SLUIS_CLI_GENERATE_REIS_H

#include <stdbool.h>

#include "base/error.h"
#include "base/must_check.h"
#include "cli/generate/calendar.h"
#include "cli/generate/life.h"
#include "cli/generate/output_tree.h"
#include "cli/generate/simulation.h"

struct reis;

/* Borrows the calendar. has_rows: with waarheid/klantreis*.csv, which name every traject and its client. Free
 * in any case. */
MUST_CHECK int reis_new(const struct output_tree *tree, const struct calendar *calendar, bool has_rows,
    struct reis **reis, struct error *error);
void reis_add(struct reis *reis, const struct client *client, const struct life *life);
MUST_CHECK int reis_finish(struct reis *reis, const struct output_tree *tree, struct error *error);
void reis_free(struct reis **reis);

#endif
