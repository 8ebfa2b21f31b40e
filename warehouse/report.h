/* The reports: `sluis report`. One SQL file each (warehouse/report_definition.h), run as known on a
 * peildatum. */
#ifndef SLUIS_WAREHOUSE_REPORT_H
#define SLUIS_WAREHOUSE_REPORT_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/must_check.h"
#include "warehouse/database.h"
#include "warehouse/dekking.h"
#include "warehouse/report_definition.h"

/* A filter (--where gemeente=0983) or the value of an option (--norm 10). */
struct report_setting {
  const char *name;
  const char *value;
};

struct report_request {
  const char *name;
  int32_t van, tot, peildatum; /* dates, both ends inclusive */
  struct report_words per;
  const struct report_setting *where; /* all of them hold */
  size_t where_count;
  const struct report_setting *options;
  size_t option_count;
};

struct report_column {
  const char *name;
  enum report_kind kind;
};

enum { MOST_COLUMNS = 2 * MOST_WORDS };

/* Everything but rows lies in the arena of report_run(). */
struct report_result {
  const struct report_definition *definition;
  const struct report_request *request;
  struct report_column columns[MOST_COLUMNS];
  size_t column_count;
  struct dekking dekking;
  struct database_rows *rows;
};

/* ERROR_USAGE: no such report, dimension, filter or option, or a period that ends before it begins. The
 * request is borrowed as long as the result lives. The coverage is taken before the figure, so that it never
 * claims a levering that the figure lacks. */
MUST_CHECK int report_run(struct database *database, const struct report_request *request,
    struct arena *arena, struct report_result *out, struct error *error);
void report_result_fini(struct report_result *result);

/* Whether this can be asked at all; report_run() checks it too. Needs no database. */
MUST_CHECK int report_check(const struct report_request *request, struct arena *arena, struct error *error);

/* UTF-8. CSV: comma, header, point decimals. JSON: one object with the rows under `rijen` and the coverage
 * under `dekking`. Table: for people, the coverage under it. */
MUST_CHECK int report_write_csv(const struct report_result *result, FILE *out, struct error *error);
MUST_CHECK int report_write_json(const struct report_result *result, FILE *out, struct error *error);
MUST_CHECK int report_write_table(const struct report_result *result, FILE *out, struct error *error);

#endif
