/* What the reader of lists has in hand while it reads one: shared by lijst_reader.c (a whole reading),
 * lijst_kop.c (what stands before the lines) and lijst_regel.c (a line). */
#ifndef SLUIS_INGEST_LIJST_PARSE_H
#define SLUIS_INGEST_LIJST_PARSE_H

#include <sodium.h>

#include "ingest/lijst_gebeurtenis.h"
#include "ingest/lijst_memory.h"
#include "ingest/lijst_reader.h"

#define LIJST_CODE "LIJST"

struct lijst_reader {
  struct lijst_memory memory;
  uint8_t hash_key[crypto_generichash_KEYBYTES];
};

/* What one reading has in hand. */
struct lijst_parse {
  struct lijst_reader *reader;
  const struct lijst_reading *reading;
  const struct lijst_soort *soort; /* NULL: the header was not there yet, or tells no kind */
  bool has_header;
  bool is_refused;
  bool has_key_line, has_period;
  bool is_making; /* the second reading */
  int32_t period_from, period_to;
  int column_of[LIJST_MOST_CELLS]; /* place in the file -> column of the kind */
  size_t width;
  int32_t good, bad; /* lines */
  struct lijst_value values[LIJST_MOST_COLUMNS];
  const struct csv_cell *cells[LIJST_MOST_COLUMNS]; /* NULL: the list has no such column */
  /* when making */
  struct lijst_common common;
  const struct levering *levering;
  struct lijst_events *events;
  int32_t made;
  int kind; /* of the handing over that failed */
  struct error *error;
};

/* A finding that says nothing about the list as a whole; the second reading says none. */
void lijst_parse_find(struct lijst_parse *parse, int32_t line, const char *column, const char *tekst);
/* The same, and the list is refused. */
void lijst_parse_refuse(struct lijst_parse *parse, int32_t line, const char *column, const char *tekst);
/* The client is given in it. */
bool lijst_parse_is_client(const struct lijst_column *column);

void lijst_kop_comment(const char *text, size_t size, int32_t line, void *parse);
void lijst_kop_take(struct lijst_parse *parse, const struct csv_row *row);

/* As wide as the header. */
void lijst_regel_judge(struct lijst_parse *parse, const struct csv_row *row);
void lijst_regel_make(struct lijst_parse *parse, const struct csv_row *row);
/* To the arena of the events, and to where the levering has its texts now. */
void lijst_regel_move(struct lijst_parse *parse);
void lijst_regel_count(struct lijst_parse *parse, bool is_good);

#endif
