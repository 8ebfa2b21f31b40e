/* How long the oldest record waits that somebody has still to read. */
#ifndef SLUIS_BUS_KAFKA_OLDEST_H
#define SLUIS_BUS_KAFKA_OLDEST_H

#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "base/must_check.h"
#include "bus/bus.h"

struct kafka_oldest_options {
  const struct bus_property *properties;
  size_t property_count;
  int timeout_ms; /* for all of it together */
};

/* As bus_oldest(); count is at least 1. */
MUST_CHECK int kafka_oldest(const struct kafka_oldest_options *options, const struct bus_end *from,
    size_t count, int64_t *written_ms, struct error *error);

#endif
