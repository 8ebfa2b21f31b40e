/* The prestaties and rejections of a client in chains that cannot influence each other: a ReferentieNummer of
 * one aanbieder, with the credits that name it and the other debits for the same care. */
#ifndef SLUIS_TRANSFORM_PRESTATIE_KETEN_H
#define SLUIS_TRANSFORM_PRESTATIE_KETEN_H

#include <stddef.h>

#include "base/arena.h"
#include "proto/wijziging.h"

/* events: prestaties and afwijzingen. As groep_split(). */
size_t prestatie_keten_split(
    const struct bekende_gebeurtenis **events, size_t count, size_t *ends, struct arena *scratch);

#endif
