/* What the tables say about refused leveringen, for `sluis quarantine`. No content of a file is among it. */
#ifndef SLUIS_WAREHOUSE_QUARANTINE_H
#define SLUIS_WAREHOUSE_QUARANTINE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "base/id.h"
#include "base/must_check.h"
#include "warehouse/database.h"

/* Columns of the rows of quarantine_list(), as text. */
enum quarantine_column {
  QUARANTINE_LEVERING,
  QUARANTINE_ORGANISATIE,
  QUARANTINE_ONTVANGEN,
  QUARANTINE_BESTAND,
  QUARANTINE_SOORT, /* this one, code and pad may be null */
  QUARANTINE_CODE,
  QUARANTINE_REGEL,
  QUARANTINE_PAD,
  QUARANTINE_MELDINGEN,
  QUARANTINE_BYTES,
  QUARANTINE_AFGEKEURD,
  QUARANTINE_POGINGEN,
  QUARANTINE_COLUMN_COUNT
};

/* By day of receipt, organisation and name. organisation and levering may be NULL: all. Free the rows. */
MUST_CHECK int quarantine_list(struct database *database, const char *organisation, const struct id *levering,
    struct database_rows **out, struct error *error);
/* code, regel, kolom, pad, tekst of all meldingen of a levering, in order. Free the rows. */
MUST_CHECK int quarantine_meldingen(
    struct database *database, const struct id *levering, struct database_rows **out, struct error *error);
/* One more attempt to hand it in. */
MUST_CHECK int quarantine_count_attempt(
    struct database *database, const struct id *levering, struct error *error);
/* Whether this levering is stored at all, in quarantine or not. */
MUST_CHECK int quarantine_knows(
    struct database *database, const struct id *levering, bool *known, struct error *error);

#endif
