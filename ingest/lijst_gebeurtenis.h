/* From a good line of a list to an event. */
#ifndef SLUIS_INGEST_LIJST_GEBEURTENIS_H
#define SLUIS_INGEST_LIJST_GEBEURTENIS_H

#include <stdint.h>

#include "base/arena.h"
#include "ingest/lijst.h"
#include "ingest/product_domein.h"
#include "ingest/pseudonym.h"

/* What all lines of a list share; its events hold these texts. */
struct lijst_common {
  const struct lijst_soort *soort;
  const struct pseudonymiser *pseudonymiser;
  const struct product_domeinen *producten;
  struct arena *arena;
  struct id levering;
  struct id lijst;  /* keyed hash of the list's name: Gebeurtenis.bericht */
  const char *naam; /* as lijst_naam_sortable() */
  const char *aanbieder;
  int32_t ontvangen;
};

/* From soort, pseudonymiser, arena, levering, aanbieder and ontvangen; name is that of the file. */
void lijst_common_name(struct lijst_common *common, const char *name);

/* values: one a column, all good; bsn: the client where that is how it is given, else NULL. */
void lijst_gebeurtenis_fill(const struct lijst_common *common, const struct lijst_value *values,
    const struct bsn *bsn, int32_t regel, struct gebeurtenis *out);

#endif
