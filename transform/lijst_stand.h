/* Lines of lists: of each number, or figure, the latest line holds.
 *
 * Later is by day of receipt, then by the name of the list (volgorde.c), so that A, B, A ends as A. */
#ifndef SLUIS_TRANSFORM_LIJST_STAND_H
#define SLUIS_TRANSFORM_LIJST_STAND_H

#include <stddef.h>

#include "proto/wijziging.h"
#include "transform/rijen.h"

/* events: lines of lists only. Sorts them into volgorde_vouwen; ends (room for count) gets the index behind
 * the last line of each trajectnummer, figures are one group. Returns how many groups there are. */
size_t lijst_stand_split(const struct bekende_gebeurtenis **events, size_t count, size_t *ends);

/* lines: TrajectRegels in volgorde_vouwen. One traject per trajectnummer; none when its latest line is
 * withdrawn. */
void traject_regel_fold(const struct gebeurtenis *const *lines, size_t count, struct rijen *rijen);
/* lines: IndicatorRegels of one figure in volgorde_vouwen. */
void indicator_regel_fold(const struct gebeurtenis *const *lines, size_t count, struct rijen *rijen);

#endif
