/* What the forms of `sluis report` share: the request on the command line. */
#ifndef SLUIS_CLI_REPORT_H
#define SLUIS_CLI_REPORT_H

#include <stdint.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/must_check.h"
#include "cli/arguments.h"
#include "warehouse/report.h"

struct config;

/* The report `name` with the options of the command line; lists lie in the arena. peildatum: the default. */
MUST_CHECK int report_request_take(const struct arguments *arguments, const char *name, int32_t peildatum,
    struct arena *arena, struct report_request *out, struct error *error);

/* `report publish`: freezes a figure and closes days; --list and --show read what was published. */
MUST_CHECK int report_publish(
    const struct config *config, const struct arguments *arguments, struct arena *arena, struct error *error);

/* `report diff`: a figure as known on two days, and the leveringen in between. */
MUST_CHECK int report_diff(const struct arguments *arguments, struct arena *arena, struct error *error);

#endif
