/* The reference data of the region as `sluis reference load` reads it: referentie/NAME.csv. */
#ifndef SLUIS_CLI_GENERATE_REFERENCE_FILES_H
#define SLUIS_CLI_GENERATE_REFERENCE_FILES_H

#include "base/error.h"
#include "base/must_check.h"
#include "cli/generate/calendar.h"
#include "cli/generate/output_tree.h"

/* Products change segment at the turn of a month, halfway. */
MUST_CHECK int reference_files_write(
    const struct output_tree *tree, const struct calendar *calendar, struct error *error);

#endif
