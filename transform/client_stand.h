/* What is known of the client itself, from all messages about it. */
#ifndef SLUIS_TRANSFORM_CLIENT_STAND_H
#define SLUIS_TRANSFORM_CLIENT_STAND_H

#include <stddef.h>

#include "proto/wijziging.h"
#include "transform/rijen.h"

/* Moves the events that decide this row on any day to the front; returns how many. The others change nothing:
 * most messages say no more of the client than that it is known. */
size_t client_stand_select(const struct bekende_gebeurtenis **events, size_t count);

/* events: at least one, of those that were selected and in the order in which that left them. Adds the row of
 * the client; none when they speak of none (a declaratie rejected as a whole). */
void client_stand_fold(const struct bekende_gebeurtenis *const *events, size_t count, struct rijen *rijen);

#endif
