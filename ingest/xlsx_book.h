/* The parts of a workbook (XLSX: a zip of XML) that are needed to read a sheet: which sheets there are, its
 * shared strings, and which styles show a day. Used by ingest/xlsx_reader.c alone.
 *
 * A workbook comes from outside. Nothing is unpacked beyond the limits below; DOCTYPE and entities are
 * refused by ingest/xml_reader.h; external links, macros and formulas are never looked at. */
#ifndef SLUIS_INGEST_XLSX_BOOK_H
#define SLUIS_INGEST_XLSX_BOOK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "ingest/xml_reader.h"

enum {
  XLSX_MOST_PARTS = 2000, /* files in the zip */
  XLSX_MOST_SHEETS = 64,
  XLSX_MOST_UNPACKED = 100 * 1024 * 1024, /* of all parts, as often as each is read */
  XLSX_MOST_TEXT = 8 * 1024 * 1024,       /* bytes of shared strings */
  XLSX_MOST_STRINGS = 1000000,
  XLSX_MOST_STYLES = 65536
};

/* The bytes of a workbook; both borrowed. */
struct xlsx_source {
  const void *data; /* NULL: the file, from its beginning */
  size_t size;
  int file;
};

struct xlsx_book;

/* Dutch, without a value, in *refusal, which is NULL when *out is a workbook. */
void xlsx_book_open(const struct xlsx_source *source, struct xlsx_book **out, const char **refusal);
void xlsx_book_close(struct xlsx_book **book);

size_t xlsx_book_sheets(const struct xlsx_book *book);
bool xlsx_book_is_1904(const struct xlsx_book *book);
/* NULL when there is none of this number. */
const char *xlsx_book_string(const struct xlsx_book *book, long number);
bool xlsx_book_is_date(const struct xlsx_book *book, long style);

/* Reads the XML of a sheet; NULL, or what was wrong in Dutch. Stopping by the handler is fine. */
const char *xlsx_book_read_sheet(
    struct xlsx_book *book, size_t sheet, const struct xml_handler *handler, void *context);
/* What the handler asks for its attributes. */
struct xml_reader *xlsx_book_xml(struct xlsx_book *book);

/* Inside start: copies the attribute of this local name; false when it is not there or does not fit. */
bool xlsx_attribute(struct xml_reader *xml, size_t count, const char *name, char *out, size_t size);

#endif
