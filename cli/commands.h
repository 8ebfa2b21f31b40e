/* The commands of sluis, each in cli/<name>.c. */
#ifndef SLUIS_CLI_COMMANDS_H
#define SLUIS_CLI_COMMANDS_H

#include "cli/command.h"

extern const struct command command_run;
extern const struct command command_ingest;
extern const struct command command_load;
extern const struct command command_topics;
extern const struct command command_push;
extern const struct command command_check;
extern const struct command command_migrate;
extern const struct command command_reference;
extern const struct command command_report;
extern const struct command command_status;
extern const struct command command_quarantine;
extern const struct command command_rebuild;
extern const struct command command_keygen;
extern const struct command command_access;
extern const struct command command_client;
extern const struct command command_pseudonymize;
extern const struct command command_generate;

#endif
