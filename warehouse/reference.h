/* Loading reference data: the files of a folder, all or nothing, dated by the day on which they were
 * received.
 *
 * A row that changes or vanishes is closed on that day and a new one opened, so figures as known earlier stay
 * as they were; the first load of a file is known from the beginning, or, when
 * days are closed, from the first open one. The same day again replaces what that
 * day brought. A file that is not in the folder stays as it is. */
#ifndef SLUIS_WAREHOUSE_REFERENCE_H
#define SLUIS_WAREHOUSE_REFERENCE_H

#include <stdint.h>

#include "base/error.h"
#include "base/must_check.h"
#include "warehouse/database.h"

struct reference_counts {
  int files;
  int64_t rows;   /* in those files */
  int64_t opened; /* versions */
  int64_t closed;
};

/* Everything that is wrong is logged with file and line; the error tells the first. ERROR_DATA: a file is
 * wrong, or of a day before one that was loaded already, or of a closed day. ERROR_NO_INPUT: no folder, or no
 * known file in it.
 */
MUST_CHECK int reference_load(struct database *database, const char *folder, int32_t received,
    struct reference_counts *counts, struct error *error);

#endif
