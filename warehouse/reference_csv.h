/* A reference file read, checked and ordered: rows of values as they are to be stored.
 *
 * CSV in UTF-8, a BOM is fine, comma or semicolon, quotes as in RFC 4180, line ends of any system, the
 * columns in any order. Whatever is wrong becomes a finding with its line; a file with findings has no rows
 * to be used. */
#ifndef SLUIS_WAREHOUSE_REFERENCE_CSV_H
#define SLUIS_WAREHOUSE_REFERENCE_CSV_H

#include <stddef.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/must_check.h"
#include "warehouse/reference_spec.h"

struct reference_row {
  size_t line;         /* of the file, from 1, where the row begins */
  const char **values; /* one a column of the spec; NULL is null */
};

struct reference_rows {
  struct reference_row *items; /* by key, then validity */
  size_t count;
  size_t capacity;
};

/* Receives what is wrong: "producten.csv:12: ...", never with a value. */
typedef void reference_finding_taker(const char *text, void *context);

/* Rows are put in the arena, but for items, which is the caller's to free. An error is of the disk only. */
MUST_CHECK int reference_csv_read(int folder, const struct reference_spec *spec, struct arena *arena,
    struct reference_rows *out, reference_finding_taker *taker, void *context, struct error *error);

#endif
