/* What a number in a workbook means: a number, or a day. Knows nothing of files. */
#ifndef SLUIS_INGEST_XLSX_VALUE_H
#define SLUIS_INGEST_XLSX_VALUE_H

#include <stdbool.h>
#include <stddef.h>

enum { XLSX_NUMBER_SIZE = 48 };

/* Does this number format show a day? code: of a custom format; NULL: a built-in one. */
bool xlsx_is_date_format(long id, const char *code);

/* As a list writes it: 2024-03-31 of a day, a number without an exponent. NULL, or what is wrong in Dutch.
 * The time of a day is left out. */
const char *xlsx_number_text(const char *number, bool is_date, bool is_1904, char out[XLSX_NUMBER_SIZE]);

#endif
