/* sluis generate: a synthetic region to try everything on. See cli/generate/generator.h. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "cli/commands.h"
#include "cli/generate/generator.h"
#include "cli/generate/simulation.h"

static int read_number(const struct arguments *arguments, const char *name, int64_t lowest, int64_t highest,
    int64_t otherwise, int64_t *out, struct error *error)
{
  const char *text = arguments_value(arguments, name);
  *out = otherwise;
  if (text == NULL)
    return 0;
  char *end = NULL;
  errno = 0;
  *out = strtoll(text, &end, 10);
  if (errno != 0 || end == text || *end != '\0' || *out < lowest || *out > highest)
    return error_set(error, ERROR_USAGE, "%s must be a number from %lld to %lld", name, (long long)lowest,
        (long long)highest);
  return 0;
}

static int read_first_month(
    const struct arguments *arguments, struct generator_options *options, struct error *error)
{
  const char *text = arguments_value(arguments, "--from");
  int end = 0;
  options->year = 2024;
  options->month = 1;
  if (text == NULL)
    return 0;
  int fields = sscanf(text, "%4d-%2d%n", &options->year, &options->month, &end);
  if (fields != 2 || end != 7 || text[7] != '\0' || options->month < 1 || options->month > 12)
    return error_set(error, ERROR_USAGE, "--from must be a month, YYYY-MM");
  return 0;
}

static int read_options(
    const struct arguments *arguments, struct generator_options *options, struct error *error)
{
  if (arguments->count != 1)
    return error_set(error, ERROR_USAGE, "name one folder to generate into");
  options->dir = arguments->items[0];
  int64_t seed = 0;
  int64_t clients = 0;
  int64_t months = 0;
  int64_t full = 0;
  int64_t declared = 0;
  int failed = read_number(arguments, "--seed", 0, INT64_MAX, 1, &seed, error);
  if (failed == 0)
    failed = read_number(arguments, "--clients", 1, MOST_CLIENTS, 5000, &clients, error);
  if (failed == 0)
    failed = read_number(arguments, "--months", 1, MOST_MONTHS, 16, &months, error);
  if (failed == 0)
    failed = read_number(arguments, "--full", 0, 1000, PER_MILLE_FULL, &full, error);
  if (failed == 0)
    failed = read_number(arguments, "--declared", 0, 1000, PER_MILLE_DECLARED, &declared, error);
  if (failed == 0)
    failed = read_first_month(arguments, options, error);
  options->seed = (uint64_t)seed;
  options->clients = (int)clients;
  options->months = (int)months;
  options->per_mille_full = (int)full;
  options->per_mille_declared = (int)declared;
  options->totals_only = arguments_has(arguments, "--totals-only");
  return failed;
}

static int run_generate(const struct config *config, const struct arguments *arguments, struct error *error)
{
  (void)config;
  struct generator_options options = {0};
  struct generator_result result = {0};
  int failed = read_options(arguments, &options, error);
  if (failed == 0)
    failed = generator_run(&options, &result, error);
  if (failed != 0)
    return failed;
  printf("%lld berichten en lijsten in %s/inbox, waarvan %lld dubbel en %lld kapot\n",
      (long long)result.files, options.dir, (long long)result.doubles, (long long)result.refused);
  return 0;
}

static const struct argument_option options[] = {
    {"--seed", "N", "the same number gives the same region (default 1)"},
    {"--clients", "N", "how many clients (default 5000)"},
    {"--months", "N", "how many months (default 16)"},
    {"--from", "YYYY-MM", "the first month (default 2024-01)"},
    {"--full", "N", "how many of 1000 toewijzingsberichten (301) hold all they may (default 350)"},
    {"--declared", "N", "how many of 1000 toewijzingen are declared each month (323, 325; default 400)"},
    {"--totals-only", NULL, "no expected rows that name clients: of a large region they are many"},
    {NULL, NULL, NULL},
};

const struct command command_generate = {
    .name = "generate",
    .synopsis = "DIR [--seed N] [--clients N] [--months N] [--from YYYY-MM] [--full N] [--declared N] "
                "[--totals-only]",
    .summary = "write a synthetic region: reference data, messages, lists, and what the figures must be",
    .options = options,
    .needs_no_config = true,
    .run = run_generate,
};
