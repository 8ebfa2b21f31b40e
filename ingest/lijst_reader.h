/* Judges a list of an aanbieder, a CSV file or a workbook, and makes its events: used by
 * ingest/levering_reader.c.
 *
 * Read twice: the first reading judges every line and counts, the second makes events of the
 * good lines; so a list of any size is never held. A list is refused as a whole by its header, its comments,
 * or what makes it no CSV or workbook; a line is refused by its values. Meldingen name line and column, never
 * a value. */
#ifndef SLUIS_INGEST_LIJST_READER_H
#define SLUIS_INGEST_LIJST_READER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "base/must_check.h"
#include "ingest/bericht_meldingen.h"
#include "ingest/indicator_code.h"
#include "ingest/lijst.h"
#include "ingest/lijst_rows.h"
#include "ingest/overeenkomst.h"
#include "ingest/product_domein.h"
#include "ingest/pseudonym.h"
#include "proto/levering.h"

enum {
  LIJST_MOST_LINES = 200000, /* more refuse the list */
  LIJST_PEEK = 4096          /* bytes from the beginning that tell a list */
};

/* Is this file a list? Its content begins with no `<`, and its name ends in .csv (in any case, before ~2), or
 * its first lines are ours: a `# sluis-` line, or a header with the column that tells a kind. head: its first
 * bytes, at most LIJST_PEEK. */
bool lijst_is_list(const char *name, const char *head, size_t size);

struct lijst_reading {
  const char *name;         /* of the file */
  const char *organisation; /* NULL (sluis check): whose it is is not judged */
  int32_t ontvangen;        /* date */
  const struct pseudonymiser
      *pseudonymiser; /* NULL: whether it was pseudonymised under our key is not judged */
  const struct product_domeinen *producten;    /* NULL: the domein of a product code is not known */
  const struct indicator_codes *indicatoren;   /* NULL: whether an indicator is known is not judged */
  const struct overeenkomsten *overeenkomsten; /* of that organisation; NULL: not judged */
  struct meldingen *meldingen;
};

struct lijst_reader;

struct lijst_reader *lijst_reader_new(void);
void lijst_reader_free(struct lijst_reader **reader);

/* First reading: fills soort, oordeel, regels_goed, regels_fout and the period of *levering, and
 * reading->meldingen. A line that is there twice counts once. */
void lijst_reader_judge(struct lijst_reader *reader, const struct lijst_reading *reading,
    const struct lijst_rows *rows, struct levering *levering);

/* Room for events, in an arena. */
struct lijst_events {
  struct arena *arena;
  struct gebeurtenis *items;
  size_t count, capacity;
  /* Called when it is full: takes what is there and makes room, in an arena that may be another one. Not 0
   * ends the making. NULL: there is room for all. */
  int (*hand_over)(struct lijst_events *events, struct error *error);
};

/* Second reading, of the same bytes, with a pseudonymiser: an event for each good line, in *events. levering
 * as the first reading left it, with its id; hand_over may move its texts. The caller knows that the bytes
 * were the same. */
MUST_CHECK int lijst_reader_make(struct lijst_reader *reader, const struct lijst_reading *reading,
    const struct lijst_rows *rows, const struct levering *levering, struct lijst_events *events,
    struct error *error);

#endif
