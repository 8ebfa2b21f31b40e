/* A whole synthetic region: reference data, an inbox full of messages, and what the figures must be. */
#ifndef SLUIS_CLI_GENERATE_GENERATOR_H
#define SLUIS_CLI_GENERATE_GENERATOR_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "base/must_check.h"
#include "cli/generate/calendar.h"

enum { PER_MILLE_FULL = 350, PER_MILLE_DECLARED = 400 }; /* unless asked otherwise */

struct generator_options {
  const char *dir; /* new or empty */
  uint64_t seed;
  int clients;            /* 1..MOST_CLIENTS */
  int months;             /* 1..MOST_MONTHS */
  int year, month;        /* the first one */
  int per_mille_full;     /* of the 301: with all that a message may hold */
  int per_mille_declared; /* of the toewijzingen: month by month in a 323; 0: no 323 and 325 */
  bool totals_only;       /* no waarheid/ that names clients: of a large region it is large */
};

struct generator_result {
  int64_t files, refused, doubles; /* messages and lists: all of them, and what is in them */
};

/* The same options give the same bytes, on any day and machine. */
MUST_CHECK int generator_run(
    const struct generator_options *options, struct generator_result *result, struct error *error);

#endif
