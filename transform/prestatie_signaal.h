/* What is odd about prestaties among themselves, and about prestaties next to their toewijzing. */
#ifndef SLUIS_TRANSFORM_PRESTATIE_SIGNAAL_H
#define SLUIS_TRANSFORM_PRESTATIE_SIGNAAL_H

#include <stddef.h>

#include "transform/prestatie_regel.h"
#include "transform/rijen.h"

/* regels: of whole chains. Adds the signalen TR323, TR389, TR390. */
void prestatie_signaal_add(const struct prestatie_regels *regels, struct rijen *rijen);

/* events: all versions of the toewijzingen that the prestaties name, then the prestaties of whole lines, in
 * volgorde_vouwen. Adds the signalen TR307, TR308, TR338, TR339, TR340, TR384 and no other row. */
void prestatie_toets(const struct gebeurtenis *const *events, size_t count, struct rijen *rijen);

#endif
