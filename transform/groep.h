/* The events of a client in groups that cannot influence each other, so that a new event costs a fold of its
 * own group only. */
#ifndef SLUIS_TRANSFORM_GROEP_H
#define SLUIS_TRANSFORM_GROEP_H

#include <stddef.h>

#include "proto/wijziging.h"
#include "transform/rijen.h"

/* Sorts events so that each group stands together, in volgorde_vouwen. ends (room for count) gets the index
 * behind the last event of each group; returns how many groups there are. */
size_t groep_split(
    const struct bekende_gebeurtenis **events, size_t count, size_t *ends, struct arena *scratch);

/* events: of one group, or those of them that are known on a day, in volgorde_vouwen. Adds toewijzingen,
 * trajecten, onderbrekingen, signalen, prestaties and rejected declaraties; the rows are in no special order.
 */
void groep_fold(const struct bekende_gebeurtenis *const *events, size_t count, struct rijen *rijen);

#endif
