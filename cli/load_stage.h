/* The loader as `sluis run` and `sluis load` have it. */
#ifndef SLUIS_CLI_LOAD_STAGE_H
#define SLUIS_CLI_LOAD_STAGE_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/config.h"
#include "base/error.h"
#include "base/must_check.h"
#include "bus/bus.h"
#include "cli/budget.h"

struct load_stage_options {
  const struct config *config;
  const struct budget *budget;
  struct bus *bus;
  bool once;                 /* as in loader_options */
  const atomic_int *senders; /* as in loader_options; may be NULL */
  size_t waiting;            /* leveringen, for the progress bar only */
};

/* Ends as loader_run() does, having told on stdout what was stored. */
MUST_CHECK int load_stage_run(const struct load_stage_options *options, struct error *error);

#endif
