/* waarheid/ of what was declared: the figures of the report kosten, and every line with what became of it.
 *
 * Reckoned from the declaraties as they were meant, slowly: for each day that is asked and each line, which
 * declaraties and answers had been received by then. */
#ifndef SLUIS_CLI_GENERATE_KOSTEN_H
#define SLUIS_CLI_GENERATE_KOSTEN_H

#include <stdbool.h>

#include "base/error.h"
#include "base/must_check.h"
#include "cli/generate/calendar.h"
#include "cli/generate/declaratie.h"
#include "cli/generate/output_tree.h"

struct kosten;

/* Borrows the calendar. has_lines: with waarheid/prestaties.csv, which names every line and its client. Free
 * in any case. */
MUST_CHECK int kosten_new(const struct output_tree *tree, const struct calendar *calendar, bool has_lines,
    struct kosten **kosten, struct error *error);
/* A ledger that was sent. */
void kosten_add(struct kosten *kosten, const struct ledger *ledger);
/* After the last ledger of a gemeente; index in region_gemeenten. */
void kosten_end_gemeente(struct kosten *kosten, int gemeente);
MUST_CHECK int kosten_finish(struct kosten *kosten, struct error *error);
void kosten_free(struct kosten **kosten);

#endif
