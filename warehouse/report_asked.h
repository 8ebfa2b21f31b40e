/* What a report may be asked, and what was. */
#ifndef SLUIS_WAREHOUSE_REPORT_ASKED_H
#define SLUIS_WAREHOUSE_REPORT_ASKED_H

#include <stdbool.h>

#include "base/error.h"
#include "base/must_check.h"
#include "warehouse/report.h"
#include "warehouse/report_definition.h"

/* The units a period can be split in, coarse to fine, and how many months each has. */
enum { REPORT_UNIT_COUNT = 3 };
struct report_unit {
  const char *name;
  int months;
};
extern const struct report_unit report_units[REPORT_UNIT_COUNT];
bool report_is_unit(const char *name);

/* ERROR_USAGE when the request asks for what the report does not have. */
MUST_CHECK int report_asked_check(
    const struct report_definition *definition, const struct report_request *request, struct error *error);

/* NULL: the report has no such option. */
const struct report_option *report_option_find(const struct report_definition *definition, const char *name);
/* The value of an option: as asked, else its default. */
const char *report_option_value(const struct report_option *option, const struct report_request *request);

#endif
