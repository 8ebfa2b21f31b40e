/* Lines of lists: of each number, or figure, the latest line holds.
 *
 * Later is by day of receipt, then by the name of the list (volgorde.c), so that A, B, A ends as A. */
#ifndef SLUIS_TRANSFORM_LIJST_STAND_H
#define SLUIS_TRANSFORM_LIJST_STAND_H

#include <stddef.h>

#include "proto/wijziging.h"
#include "transform/rijen.h"

/* events: lines of lists only, Verhuisd among them. Sorts them into volgorde_vouwen; ends (room for count)
 * gets the index behind the last line of each trajectnummer, figures are one group. Returns how many groups
 * there are. */
size_t lijst_stand_split(const struct bekende_gebeurtenis **events, size_t count, size_t *ends);

/* lines: TrajectRegels and Verhuisd in volgorde_vouwen. Puts the line that holds of each trajectnummer at out
 * (room for count) and returns how many: none of a number whose latest line is withdrawn or another client's.
 */
size_t lijst_stand_geldig(
    const struct gebeurtenis *const *lines, size_t count, const struct gebeurtenis **out);
/* lines: the same. One traject for each line that holds. */
void traject_regel_fold(const struct gebeurtenis *const *lines, size_t count, struct rijen *rijen);
/* lines: IndicatorRegels of one figure in volgorde_vouwen. */
void indicator_regel_fold(const struct gebeurtenis *const *lines, size_t count, struct rijen *rijen);

#endif
