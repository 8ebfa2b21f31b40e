/* The definition of a report: one SQL file in warehouse/rapport/, its head read into a struct.
 *
 * A file is SQL that psql runs as it stands, once its variables are set (docs/rapporten.md shows how). Its
 * head is made of comments, `-- key: value`, continued by `--     more`:
 *
 *   rapport    code, the name of the file
 *   titel      for people, Dutch
 *   versie     of the definition: goes up when a figure can change
 *   definitie  Dutch
 *   per        the dimensions that --per and --where take
 *   waar       columns that only --where takes
 *   optie      NAME FORM DEFAULT text; FORM is `getal` (0 or more) or the words allowed, as in `niet|mee`
 *   sleutel    NAME VALUES text: a column behind those of --per that has rows of its own; VALUES are the
 *              words that every group has, as in `a|b`, or * for what occurs (an empty text is nothing)
 *   achteraan  a dimension that is always there: as last column when --per does not name it
 *   groepeert  `hash`: the planner is kept from grouping by sort. For statements with many groups of which it
 *              expects a row or two each; it makes others slower
 *   koppelt    `hash`: the planner is kept from joining by loop or by sort. For joins by more columns than
 *              one, of which it expects a few rows and which give most rows of a table
 *   verband    `rij`: what a row of the facts adds to a figure follows from that row alone, apart from
 *              counting a client once. Without it, from all rows of its client: `report diff` then looks at
 *              more
 *   rand       DIMENSION UNIT, as in `gemeente maand`: a --per that names both gets rows behind the others,
 *              with `totaal` for the DIMENSION per UNIT, and with `gemiddeld` for the UNIT: the unweighted
 *              mean over the parts of the period of each measure `deling`, empty parts included, also of
 *              the totals. Only where the other measures are aantal or som, of a kind that adds up, or
 *              kalenderdagen, and without sleutel or achteraan
 *   dekking    the datasets that its coverage is about (default: jw wmo traject)
 *   maat       NAME KIND text: a measure; KIND is aantal (whole, 0 where nothing is), som (not whole, 0
 *              where nothing is), getal (empty where nothing is), aandeel (0..1, likewise), deel:MAAT (not
 *              in the SQL: the share of MAAT in the group without `achteraan`, or of a report that has none
 *              without the last column of --per that is no part of the period), kalenderdagen (of the part
 *              of the period; not in the SQL) or deling:MAAT/MAAT (one measure that adds up by another; not
 *              in the SQL)
 *
 * Files whose name starts with _ are pieces that others take in: _traject.sql by `:traject`. */
#ifndef SLUIS_WAREHOUSE_REPORT_DEFINITION_H
#define SLUIS_WAREHOUSE_REPORT_DEFINITION_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/must_check.h"

enum { MOST_WORDS = 24 };

struct report_words {
  const char *items[MOST_WORDS];
  size_t count;
};

enum report_kind { REPORT_TEXT, REPORT_COUNT, REPORT_NUMBER, REPORT_SHARE };

struct report_measure {
  const char *name;
  enum report_kind kind;
  const char *share_of;           /* of deel:MAAT; else NULL */
  bool is_days;                   /* kalenderdagen */
  bool adds_up;                   /* aantal, som and kalenderdagen: 0 where nothing is */
  const char *dividend, *divisor; /* of deling:MAAT/MAAT; else NULL */
  const char *text;
};

struct report_key {
  const char *name;
  struct report_words values; /* none: what occurs */
  const char *text;
};

struct report_option {
  const char *name;
  struct report_words allowed; /* none: a number */
  const char *fallback;
  const char *text;
};

enum { MOST_MEASURES = 16, MOST_KEYS = 6, MOST_OPTIONS = 6 };

struct report_definition {
  const char *code, *title, *version, *definition;
  struct report_words dimensions;
  struct report_words filters;
  struct report_words datasets; /* `dekking` */
  struct report_option options[MOST_OPTIONS];
  size_t option_count;
  struct report_key keys[MOST_KEYS];
  size_t key_count;
  const char *last_dimension;                 /* `achteraan`, or NULL */
  const char *margin_dimension, *margin_unit; /* `rand`, or NULL */
  bool groups_by_hash;                        /* `groepeert` */
  bool counts_rows;                           /* `verband` */
  bool joins_by_hash;                         /* `koppelt` */
  struct report_measure measures[MOST_MEASURES];
  size_t measure_count;
  const char *sql; /* the whole file */
};

/* Texts lie in the arena or the program. ERROR_USAGE: no such report. */
MUST_CHECK int report_definition_find(
    const char *code, struct arena *arena, struct report_definition *out, struct error *error);
/* The head of a text in the form above; ERROR_INTERNAL when it is not. */
MUST_CHECK int report_definition_parse(
    const char *text, struct arena *arena, struct report_definition *out, struct error *error);
size_t report_definition_count(void);
const char *report_definition_code(size_t index); /* in order of the alphabet */
/* The text of a file of warehouse/rapport/ by its name without .sql, or NULL. */
const char *report_file(const char *name, size_t size);

bool report_words_have(const struct report_words *words, const char *word);

#endif
