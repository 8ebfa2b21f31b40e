/* Where the rows of a list come from: a CSV file (lijst_csv.c) or a workbook (xlsx_reader.c). */
#ifndef SLUIS_INGEST_LIJST_ROWS_H
#define SLUIS_INGEST_LIJST_ROWS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/csv_reader.h"

enum {
  LIJST_MOST_ROW = 64 * 1024, /* bytes of a line */
  LIJST_MOST_CELLS = 64       /* of a line */
};

/* Why there are no rows, or no more of them. */
struct lijst_fault {
  const char *code; /* VORM or LIJST */
  int32_t line;
  const char *tekst; /* Dutch, without a value */
};

struct lijst_taker {
  void (*take_row)(const struct csv_row *row, void *context);
  void (*take_comment)(const char *text, size_t size, int32_t line, void *context); /* before the header */
  void *context;
};

/* Can be read once and again; the same rows each time. */
struct lijst_rows {
  /* Gives all rows and comments; false: *fault says what was wrong after those that were given. */
  bool (*read)(void *context, const struct lijst_taker *taker, struct lijst_fault *fault);
  void *context;
};

/* Fills out with the next bytes, at most size; 0 at the end, or when it cannot be read (the caller knows). */
struct lijst_stream {
  int (*read)(void *context, char *out, int size);
  void *context;
};

/* Bytes that are held, used up by a reading of them. */
struct lijst_bytes {
  const char *data;
  size_t left;
};
struct lijst_stream lijst_bytes_stream(struct lijst_bytes *bytes); /* which are borrowed */

/* The rows of a CSV file, whose bytes stream gives anew for each reading. */
struct lijst_rows lijst_csv_rows(struct lijst_stream *stream);

#endif
