/* CSV in pieces of any size: rows out, each with the line where it begins. Bounded.
 *
 * UTF-8, a BOM is fine; comma or semicolon, whichever the first row has more of; quotes as in RFC 4180; line
 * ends of any system; lines without anything but spaces are passed over. Spaces around a cell are taken off.
 * Nothing is known here of what the cells mean. */
#ifndef SLUIS_BASE_CSV_READER_H
#define SLUIS_BASE_CSV_READER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct csv_cell {
  const char *text;  /* NUL behind it; never NULL */
  size_t size;       /* in bytes; 0: empty */
  const char *fault; /* what is wrong with it by itself, in Dutch; NULL: nothing, as of every CSV */
  size_t begin, end; /* its bytes of the input, with quotes and spaces around it, counted from 0; end is none
                        of them; both 0 where no CSV is read */
};

struct csv_row {
  const struct csv_cell *cells; /* valid until the taker returns */
  size_t count;
  int32_t line; /* of the file, from 1, where the row begins */
};

struct csv_reader_options {
  size_t most_row_bytes;
  size_t most_cells; /* of a row */
  void (*take_row)(const struct csv_row *row, void *context);
  /* Lines before the first row that begin with #, without their end; NULL: such a line is a row like any. */
  void (*take_comment)(const char *text, size_t size, int32_t line, void *context);
  void *context;
};

enum csv_fault {
  CSV_FAULT_NONE,
  CSV_FAULT_NUL,        /* a byte 0 */
  CSV_FAULT_UTF8,       /* or a control character other than tab and line end */
  CSV_FAULT_QUOTE,      /* a quotation mark where none may be, or never closed */
  CSV_FAULT_LONG_ROW,   /* more than most_row_bytes */
  CSV_FAULT_MANY_CELLS, /* more than most_cells */
};

struct csv_reader;

struct csv_reader *csv_reader_new(const struct csv_reader_options *options); /* options are copied */
void csv_reader_free(struct csv_reader **reader);

/* False from the first fault on: nothing is taken any more. */
bool csv_reader_feed(struct csv_reader *reader, const char *data, size_t size);
bool csv_reader_finish(struct csv_reader *reader); /* after the last piece */

enum csv_fault csv_reader_fault(const struct csv_reader *reader);
int32_t csv_reader_line(const struct csv_reader *reader);   /* of the fault, or of the last byte */
char csv_reader_delimiter(const struct csv_reader *reader); /* known from the first row on; else '\0' */

bool csv_row_is_empty(const struct csv_row *row); /* no cell holds anything, as spreadsheets leave behind */

#endif
