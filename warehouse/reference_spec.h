/* The reference files: their columns, what may stand in them, and where they are kept. A new file is a row.
 * What others refer to stands before them. */
#ifndef SLUIS_WAREHOUSE_REFERENCE_SPEC_H
#define SLUIS_WAREHOUSE_REFERENCE_SPEC_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"

/* What may stand in a cell. */
struct reference_type {
  const char *expected; /* for people: "8 digits" */
  const char *sql;      /* type of the column in the warehouse */
  /* The value as it is stored (in the arena, or text itself); NULL when it may not be so. */
  const char *(*normalise)(const char *text, struct arena *arena);
};

struct reference_column {
  const char *name;
  const struct reference_type *type;
  bool is_required; /* no empty cell */
  bool is_key;      /* with the other key columns names the row (on a day, where rows have a validity) */
  const char *when_empty; /* stored for an empty cell; NULL is null */
  const char
      *known_when; /* SQL over the row `a`: whether what it refers to is there; NULL: refers to nothing */
};

enum { NO_COLUMN = -1 };

struct reference_spec {
  const char *file;  /* "producten.csv" */
  const char *table; /* "dwh.dim_product" */
  const struct reference_column *columns;
  size_t column_count;
  int valid_from; /* places of the columns of its validity, both days inclusive; NO_COLUMN when it has none */
  int valid_until;
  const char
      *own; /* SQL: the rows of the table that come from the file; NULL: all, there is no unknown member */
  const char *same_when; /* SQL over the rows `a` and `b` of a file that names products by code (`a`) or by
                            domein:code (`b`): whether they say the same thing of one; NULL: no such names */
};

extern const struct reference_spec reference_specs[];
extern const size_t reference_specs_count;

const struct reference_spec *reference_spec_find(const char *file); /* NULL when unknown */

#endif
