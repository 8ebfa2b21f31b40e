/* A command of sluis: one file, one function, one row in the table of main.c. */
#ifndef SLUIS_CLI_COMMAND_H
#define SLUIS_CLI_COMMAND_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "cli/arguments.h"

struct config;

struct command {
  const char *name;                      /* "report" */
  const char *synopsis;                  /* "NAME [--van D] ..." */
  const char *summary;                   /* one line for --help */
  const struct argument_option *options; /* ends with a NULL name */
  bool needs_no_config;                  /* run gets NULL, and a faulty sluis.conf is none of its business */
  bool drains; /* SIGTERM and SIGINT ask it to stop (cli/stop_signal.h), from the first moment on */
  /* 0, or an error_kind that becomes the exit status; main prints the error unless its text is empty. */
  int (*run)(const struct config *config, const struct arguments *arguments, struct error *error);
};

#endif
