/* The reference data of the region as `sluis reference load` reads it: referentie/NAME.csv. */
#ifndef SLUIS_CLI_GENERATE_REFERENCE_FILES_H
#define SLUIS_CLI_GENERATE_REFERENCE_FILES_H

#include <stdint.h>

#include "base/error.h"
#include "base/must_check.h"
#include "cli/generate/output_tree.h"

/* segment_change: the day from which the later segment of a product holds. */
MUST_CHECK int reference_files_write(
    const struct output_tree *tree, int32_t segment_change, struct error *error);

#endif
