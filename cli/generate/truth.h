/* waarheid/: the figures that the region must give, reckoned from what the simulation knows happened.
 *
 * Shares nothing with transform, and is not built to be fast: for each day on which the figures are asked,
 * and each stretch of care, it asks what had been received by then, and counts month by month by the
 * definitions of the measures. */
#ifndef SLUIS_CLI_GENERATE_TRUTH_H
#define SLUIS_CLI_GENERATE_TRUTH_H

#include "base/error.h"
#include "base/must_check.h"
#include "cli/generate/calendar.h"
#include "cli/generate/life.h"
#include "cli/generate/output_tree.h"

struct truth;

struct truth *truth_new(const struct calendar *calendar); /* which is borrowed */
void truth_free(struct truth **truth);

void truth_add(struct truth *truth, const struct life *life);
/* peildatum.txt and the figures of caseload. */
MUST_CHECK int truth_write(const struct truth *truth, const struct output_tree *tree, struct error *error);

#endif
