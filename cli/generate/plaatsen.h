/* waarheid/ of teams and places: caseload of the trajecten of lists per gemeente and team, and the days of
 * all stays with a place per gemeente and voorziening. Reckoned like truth.h, traject by traject and month by
 * month. */
#ifndef SLUIS_CLI_GENERATE_PLAATSEN_H
#define SLUIS_CLI_GENERATE_PLAATSEN_H

#include "base/error.h"
#include "base/must_check.h"
#include "cli/generate/calendar.h"
#include "cli/generate/life.h"
#include "cli/generate/output_tree.h"

struct plaatsen;

struct plaatsen *plaatsen_new(const struct calendar *calendar); /* which is borrowed */
void plaatsen_free(struct plaatsen **plaatsen);

void plaatsen_add(struct plaatsen *plaatsen, const struct life *life);
MUST_CHECK int plaatsen_write(
    const struct plaatsen *plaatsen, const struct output_tree *tree, struct error *error);

#endif
