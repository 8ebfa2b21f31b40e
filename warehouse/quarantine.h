/* What the tables say about refused leveringen, about events that PostgreSQL refused and about records that
 * could not be read, for `sluis quarantine`. No content is among it. */
#ifndef SLUIS_WAREHOUSE_QUARANTINE_H
#define SLUIS_WAREHOUSE_QUARANTINE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "base/id.h"
#include "base/must_check.h"
#include "warehouse/database.h"

#define QUARANTINE_UNREADABLE "ONLEESBAAR"

/* Columns of the rows of quarantine_list(), as text. Of an event code is the SQLSTATE, pad the table, column
 * and constraint that PostgreSQL named; organisatie and bestand are null until its levering is announced. Of
 * a record that could not be read levering is null, code QUARANTINE_UNREADABLE, bestand its place
 * (SOURCE@POSITION), ontvangen the day on which it was found, pad why. */
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
  QUARANTINE_GEBEURTENIS, /* null: the levering as a whole */
  QUARANTINE_COLUMN_COUNT
};

/* NULL and 0: all. */
struct quarantine_filter {
  const char *organisation;
  const struct id *levering;
  const char *reason; /* a code, an SQLSTATE or the name of a constraint */
  const char *since;  /* date: refused on or after it */
  int64_t most;       /* rows */
  const char *record; /* SOURCE@POSITION */
};

/* By day of receipt, organisation, name and line. Free the rows. */
MUST_CHECK int quarantine_list(struct database *database, const struct quarantine_filter *filter,
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
