/* A workbook (XLSX) as a list: its rows as if they stood in a CSV file.
 *
 * The one sheet whose first row (comments aside) has the columns of a list is read; of several, none. A
 * formula is never evaluated, and what it gave when the workbook was saved is not believed: its cell is
 * wrong. */
#ifndef SLUIS_INGEST_XLSX_READER_H
#define SLUIS_INGEST_XLSX_READER_H

#include <stdbool.h>

#include "ingest/lijst_rows.h"
#include "ingest/xlsx_book.h"

/* By its name: .xlsx or .xlsm, in any case, with ~2 and so on behind it. */
bool xlsx_is_workbook(const char *name);

struct lijst_rows xlsx_rows(struct xlsx_source *source);

#endif
