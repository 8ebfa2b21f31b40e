/* All keys of the configuration, as the one table that parsing, --help and --print-config come from. */
#ifndef SLUIS_CLI_SETTINGS_H
#define SLUIS_CLI_SETTINGS_H

#include "base/config.h"

extern const struct config_option settings[];

#endif
