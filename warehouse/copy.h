/* COPY ... FROM STDIN (FORMAT BINARY): rows written value by value, sent in pieces.
 *
 *   copy_begin -> { copy_row, then its values with binary_*(&copy.buffer, ...) }* -> copy_end */
#ifndef SLUIS_WAREHOUSE_COPY_H
#define SLUIS_WAREHOUSE_COPY_H

#include <stddef.h>
#include <stdint.h>

#include "base/buffer.h"
#include "base/error.h"
#include "base/must_check.h"
#include "warehouse/database.h"

struct copy {
  struct database *database;
  struct buffer buffer; /* of the rows that are not sent yet */
  int64_t rows;
};

/* target: "dwh.traject" or "beheer.melding (levering, code)". */
MUST_CHECK int copy_begin(
    struct copy *copy, struct database *database, const char *target, struct error *error);
/* Starts a row of so many values; sends what is ready. */
MUST_CHECK int copy_row(struct copy *copy, size_t values, struct error *error);
/* Sends the rest; ERROR_INTERNAL unless the server took as many rows as were written. */
MUST_CHECK int copy_end(struct copy *copy, struct error *error);
/* Frees the memory after an error too; the COPY itself ends with its connection. */
void copy_fini(struct copy *copy);

#endif
