/* A whole synthetic region: reference data, an inbox full of messages, and what the figures must be. */
#ifndef SLUIS_CLI_GENERATE_GENERATOR_H
#define SLUIS_CLI_GENERATE_GENERATOR_H

#include <stdint.h>

#include "base/error.h"
#include "base/must_check.h"

enum { MOST_MONTHS = 120 };

enum { PER_MILLE_FULL = 350 }; /* unless asked otherwise */

struct generator_options {
  const char *dir; /* new or empty */
  uint64_t seed;
  int clients;        /* 1..MOST_CLIENTS */
  int months;         /* 1..MOST_MONTHS */
  int year, month;    /* the first one */
  int per_mille_full; /* of the 301: with all that a message may hold */
};

struct generator_result {
  int64_t messages, refused, doubles; /* files: all of them, and what is in them */
};

/* The same options give the same bytes, on any day and machine. */
MUST_CHECK int generator_run(
    const struct generator_options *options, struct generator_result *result, struct error *error);

#endif
