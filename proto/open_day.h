/* Days of receipt are open or closed: what is first stored of a closed day counts as known from the first
 * open one, so that no figure that was published changes.
 *
 * closed_through: the last closed day; DATE_MINUS_INFINITY: none is. */
#ifndef SLUIS_PROTO_OPEN_DAY_H
#define SLUIS_PROTO_OPEN_DAY_H

#include <stdbool.h>
#include <stdint.h>

bool open_day_is_past(int32_t day, int32_t closed_through); /* the day is closed */
/* The day from which counts as known what was received on this one. */
int32_t open_day_from(int32_t ontvangen, int32_t closed_through);

#endif
