/* The bus between `sluis ingest` and `sluis load`, as the settings `bus` and `bus_*` say. */
#ifndef SLUIS_CLI_BUS_SETTING_H
#define SLUIS_CLI_BUS_SETTING_H

#include <stddef.h>

#include "base/config.h"
#include "base/error.h"
#include "base/must_check.h"
#include "bus/bus.h"

/* maximum_bytes as in bus_options. The texts of config must outlive the bus. */
MUST_CHECK int bus_setting_open(
    const struct config *config, size_t maximum_bytes, struct bus **out, struct error *error);

#endif
