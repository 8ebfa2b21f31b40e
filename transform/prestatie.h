/* Prestaties as the known declaraties and rejections leave them.
 *
 * One row per line. The same line twice (the same Identificatie with other content): the last in business
 * order holds. A line is rejected when a 325 names it; a credit also when the debit that it takes back is. */
#ifndef SLUIS_TRANSFORM_PRESTATIE_H
#define SLUIS_TRANSFORM_PRESTATIE_H

#include <stddef.h>

#include "proto/gebeurtenis.h"
#include "transform/rijen.h"

/* events: prestaties, then afwijzingen, in volgorde_vouwen; of whole chains (prestatie_keten.h). A rejection
 * whose line is not known waits: it gives no row. */
void prestatie_fold(const struct gebeurtenis *const *events, size_t count, struct rijen *rijen);

#endif
