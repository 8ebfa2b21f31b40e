/* Lists of aanbieders as tables: what columns a kind has, what may stand in them and where it goes.
 *
 * A new column is a row of a table in ingest/lijsten/; a new kind is a table and a row in lijst_soorten. */
#ifndef SLUIS_INGEST_LIJST_H
#define SLUIS_INGEST_LIJST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/csv_reader.h"
#include "proto/gebeurtenis.h"

enum { LIJST_MOST_COLUMNS = 24 }; /* of a kind */

/* A cell as it was understood. Texts are valid as long as the row is. */
struct lijst_value {
  bool is_given; /* not empty */
  bool is_good;  /* and right */
  const char *text;
  int64_t number;
};

/* Where a value goes. */
enum lijst_target {
  TARGET_RECORD,     /* the field of this name of the record: text as text, number as number */
  TARGET_NUMBER,     /* the same, as keyed hash of the text under the aanbieder */
  TARGET_PRODUCT,    /* the field, and the domein of the event: number is what the cell says of it */
  TARGET_INDICATOR,  /* the field; a code that the reference knows */
  TARGET_BSN,        /* the client; text is its nine digits */
  TARGET_PSEUDONIEM, /* the client; text is a uuid */
  TARGET_ENVELOPE,   /* what each event has: soort->fill sees to it */
};

struct lijst_column {
  const char *name; /* lower case */
  /* NULL, or what is wrong in Dutch, without the value. ontvangen: day of receipt. cell is not empty. */
  const char *(*parse)(const struct csv_cell *cell, int32_t ontvangen, struct lijst_value *out);
  enum lijst_target target;
  bool is_mandatory; /* the list has the column, and no cell of it is empty */
  bool is_key;       /* with the others tells what a line is about: once in a list */
  const char *field; /* of the record; NULL: the name */
};

struct lijst_finding {
  const char *column; /* name */
  const char *tekst;  /* Dutch */
};
enum { LIJST_MOST_FINDINGS = 4 }; /* of rules over several columns, a line */

struct lijst_soort {
  const char *name;  /* "traject" */
  const char *label; /* of what tells this kind from all others: a column */
  bool has_client;   /* bsn or pseudoniem is in each line; without: an event lies under its own key */
  const struct lijst_column *columns;
  size_t column_count;
  enum gebeurtenis_inhoud inhoud;
  const struct record_spec *record;
  /* Rules over several columns; returns how many are broken. values: one a column. */
  size_t (*check)(const struct lijst_value *values, struct lijst_finding out[LIJST_MOST_FINDINGS]);
  /* The envelope, and what lines have that leave it out; texts are copied to the arena. */
  void (*fill)(const struct lijst_value *values, struct arena *arena, struct gebeurtenis *event);
};

extern const struct lijst_soort lijst_traject;
extern const struct lijst_soort lijst_indicator;
extern const struct lijst_soort *const lijst_soorten[]; /* ends with NULL */

/* Does the row name a column that tells a kind from all others? */
bool lijst_is_header(const struct csv_row *row);

/* Place of the column in soort->columns; -1 when it has none of this name, however it is spelled. */
int lijst_find_column(const struct lijst_soort *soort, const char *name);

#endif
