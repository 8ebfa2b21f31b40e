/* The signalen that the fold can give: a rule that needs history, broken by one line of a levering. */
#ifndef SLUIS_TRANSFORM_SIGNAAL_H
#define SLUIS_TRANSFORM_SIGNAAL_H

#include "proto/gebeurtenis.h"
#include "transform/rijen.h"

enum signaal_soort {
  SIGNAAL_TR019, /* start or stop that belongs to no known toewijzing */
  SIGNAAL_TR063, /* start or stop withdrawn that was never given */
  SIGNAAL_TR071, /* start withdrawn for which a stop was sent */
  SIGNAAL_TR074, /* start or stop given that was given already */
  SIGNAAL_TR307, /* prestatie before the Ingangsdatum of its toewijzing */
  SIGNAAL_TR308, /* prestatie after the Einddatum of its toewijzing */
  SIGNAAL_TR323, /* credit without an earlier, approved debit */
  SIGNAAL_TR326, /* start while the traject runs */
  SIGNAAL_TR338, /* prestatie on an unknown ToewijzingNummer */
  SIGNAAL_TR339, /* prestatie of another ProductCategorie than was assigned */
  SIGNAAL_TR340, /* prestatie of another ProductCode than was assigned */
  SIGNAAL_TR382, /* stop whose start is unknown */
  SIGNAAL_TR384, /* prestatie on a withdrawn toewijzing */
  SIGNAAL_TR389, /* a further debit for the same care */
  SIGNAAL_TR390, /* a further credit of the same debit */
  SIGNAAL_TR413, /* a further temporary stop of the same start */
  SIGNAAL_TR414, /* stop with an earlier Einddatum than the stop before it */
  SIGNAAL_TR415, /* a further definitive stop of the same start */
  SIGNAAL_SL01,  /* stop after the end of the toewijzing */
  SIGNAAL_SL02,  /* start or stop without ToewijzingNummer that fits none or several toewijzingen */
  SIGNAAL_SL04,  /* line of a list about care that messages tell of too */
  SIGNAAL_COUNT
};

/* As in column `code`. */
const char *signaal_code(enum signaal_soort soort);

/* One row per soort and line; the caller gives each pair once. */
void signaal_add(struct rijen *rijen, enum signaal_soort soort, const struct gebeurtenis *line);

#endif
