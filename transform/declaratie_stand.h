/* A declaratie that was rejected as a whole. It has no client: its events are a set of their own. */
#ifndef SLUIS_TRANSFORM_DECLARATIE_STAND_H
#define SLUIS_TRANSFORM_DECLARATIE_STAND_H

#include <stddef.h>

#include "proto/gebeurtenis.h"
#include "transform/rijen.h"

/* events: rejections of whole declaraties, in volgorde_vouwen. One row per declaratie: the last 325 in
 * business order says why. */
void declaratie_stand_fold(const struct gebeurtenis *const *events, size_t count, struct rijen *rijen);

#endif
