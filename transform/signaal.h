/* The signalen that the fold can give: a rule that needs history, broken by one line of a levering. */
#ifndef SLUIS_TRANSFORM_SIGNAAL_H
#define SLUIS_TRANSFORM_SIGNAAL_H

#include "proto/gebeurtenis.h"
#include "transform/rijen.h"

enum signaal_soort {
  SIGNAAL_TR019, /* start or stop that belongs to no known toewijzing */
  SIGNAAL_TR326, /* start while the traject runs */
  SIGNAAL_TR382, /* stop whose start is unknown */
  SIGNAAL_TR415, /* a further definitive stop of the same start */
  SIGNAAL_SL01,  /* stop after the end of the toewijzing */
  SIGNAAL_SL02,  /* start or stop without ToewijzingNummer that fits none or several toewijzingen */
  SIGNAAL_COUNT
};

/* One row per soort and line; the caller gives each pair once. */
void signaal_add(struct rijen *rijen, enum signaal_soort soort, const struct gebeurtenis *line);

#endif
