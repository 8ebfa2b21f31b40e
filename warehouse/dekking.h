/* The coverage of a figure: which of the leveringen that the plan expects for its period are in, through
 * which day leveringen are known, and which open trajecten run on after the newest list of their aanbieder.
 * Of the whole region, also where a report is limited by --where: who looks at one gemeente is told of the
 * lists too. What counts as received stands in migration 021 (rapport.dekking_op, rapport.open_na_lijst). */
#ifndef SLUIS_WAREHOUSE_DEKKING_H
#define SLUIS_WAREHOUSE_DEKKING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/must_check.h"
#include "warehouse/database.h"
#include "warehouse/report_definition.h"

/* What a figure does with trajecten that are open after the newest list of their aanbieder. */
enum dekking_open_wijze {
  DEKKING_MEEGETELD,    /* it counts trajecten: they go on */
  DEKKING_AFGEKAPT,     /* it counts days: none after that list */
  DEKKING_DOORGETROKKEN /* it counts days, and was asked to go on */
};

/* Months after its period after which a list is late, where nobody says otherwise. */
#define DEKKING_TERMIJN "1"

struct dekking_vraag {
  int32_t van, tot, peildatum;         /* dates, both ends inclusive */
  const struct report_words *datasets; /* jw, wmo, traject, indicator */
  const char *termijn;                 /* months after which a list is late, in digits */
  enum dekking_open_wijze open_wijze;
};

/* Expected for the period, and of these received. */
struct dekking_telling {
  int gepland, ontvangen;
};

/* A levering that is not there. Days are dates as text, YYYY-MM-DD. */
struct dekking_gemis {
  const char *organisatie, *dataset, *periode, *van, *tot, *uitkomst;
};

/* Open trajecten of an aanbieder whose newest list goes through tot. */
struct dekking_open {
  const char *aanbieder, *tot;
  int64_t trajecten;
};

/* All in the arena of dekking_find(). */
struct dekking {
  struct dekking_telling gemeenten;  /* that delivered all messages expected of them */
  struct dekking_telling aanbieders; /* likewise */
  struct dekking_telling lijsten;
  struct dekking_gemis *gemist; /* by organisatie, dataset, uitkomst and first day */
  size_t gemist_count;
  struct dekking_open *open; /* by aanbieder */
  size_t open_count;
  enum dekking_open_wijze open_wijze;
  const char *ontvangen_tot_en_met; /* last day of receipt; NULL where nothing was received */
};

/* As known on the peildatum. */
MUST_CHECK int dekking_find(struct database *database, const struct dekking_vraag *vraag, struct arena *arena,
    struct dekking *out, struct error *error);

#endif
