/* From a definition and what is asked to one SQL statement.
 *
 * The file's own SQL gives one row per period and group that occurs. Around it stand all periods x all
 * groups, with 0 or empty for what is not there, the order of --per, the rounding to six decimals and the
 * rows of totals and means that a definition asks for (`rand`). Names in the SQL come from the definition
 * alone; everything that was typed by somebody is a parameter. */
#ifndef SLUIS_WAREHOUSE_REPORT_QUERY_H
#define SLUIS_WAREHOUSE_REPORT_QUERY_H

#include "base/buffer.h"
#include "warehouse/database.h"
#include "warehouse/report.h"
#include "warehouse/report_definition.h"

enum { MOST_QUERY_PARAMETERS = 32 };

struct report_query {
  struct buffer sql;
  const char *names[MOST_QUERY_PARAMETERS];
  struct database_parameter parameters[MOST_QUERY_PARAMETERS];
  size_t parameter_count;
};

/* ERROR_USAGE when the request asks for what the report does not have. Texts lie in the arena. */
MUST_CHECK int report_query_build(const struct report_definition *definition,
    const struct report_request *request, struct arena *arena, struct report_query *out, struct error *error);
void report_query_fini(struct report_query *query);

#endif
