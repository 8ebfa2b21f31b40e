/* Which toewijzing a start or stop belongs to. */
#ifndef SLUIS_TRANSFORM_KOPPELING_H
#define SLUIS_TRANSFORM_KOPPELING_H

#include <stddef.h>

#include "transform/rijen.h"
#include "transform/toewijzing_stand.h"
#include "transform/zorgmelding.h"

/* Gives every melding without ToewijzingNummer the number of the one toewijzing that it fits, and adds the
 * signalen TR019 and SL02. Numbers are borrowed from the toewijzingen. */
void koppeling_link(const struct toewijzing_stand *toewijzingen, size_t toewijzing_count,
    struct zorgmelding *meldingen, size_t melding_count, struct rijen *rijen);

#endif
