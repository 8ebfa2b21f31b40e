/* RedenBeeindiging -> one normalised reason: the same code means different things per domein. */
#ifndef SLUIS_TRANSFORM_REDEN_H
#define SLUIS_TRANSFORM_REDEN_H

#include "proto/domein.h"

/* The end follows from the toewijzing alone; nobody reported a stop. */
#define REDEN_NIET_GEMELD "niet_gemeld"

/* NULL for a code that means nothing in this domein: it is shown as unknown, next to the raw code. */
const char *reden_normalise(enum domein domein, const char *code);

#endif
