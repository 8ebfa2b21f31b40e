/* The command line of one command, parsed by its table of options: `--name value`, `--name=value`, flags, the
 * rest. */
#ifndef SLUIS_CLI_ARGUMENTS_H
#define SLUIS_CLI_ARGUMENTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "base/must_check.h"

struct argument_option {
  const char *name;       /* "--van" */
  const char *value_name; /* "D"; NULL for a flag */
  const char *help;
};

struct arguments {
  const struct argument_option *options;
  int count;          /* of what is left when the options are taken out */
  const char **items; /* those, in order */
  int given_count;
  struct given_option *given;
};

/* ERROR_USAGE: an unknown option, a value that is missing; there is nothing to free then. The words are
 * borrowed. */
MUST_CHECK int arguments_parse(int count, const char *const *words, const struct argument_option *options,
    struct arguments *out, struct error *error);
void arguments_fini(struct arguments *arguments);
bool arguments_has(const struct arguments *arguments, const char *name);
/* The last value given, or NULL. */
const char *arguments_value(const struct arguments *arguments, const char *name);
/* The n-th value given (--where may come more than once), or NULL. */
const char *arguments_value_at(const struct arguments *arguments, const char *name, int n);
/* The row of a table that the first argument names, as {"list", list}; NULL: none. A row is row_size bytes
 * and begins with its name, a const char *. */
const void *arguments_part(
    const struct arguments *arguments, const void *rows, size_t row_count, size_t row_size);
/* A day argument: YYYY-MM-DD; absent: otherwise. ERROR_USAGE when it is no date. */
MUST_CHECK int arguments_date(const struct arguments *arguments, const char *name, int32_t otherwise,
    int32_t *out, struct error *error);

#endif
