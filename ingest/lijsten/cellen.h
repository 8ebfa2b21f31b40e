/* What may stand in a cell: parsers for the tables of lists. Each has the form of lijst_column.parse. */
#ifndef SLUIS_INGEST_LIJSTEN_CELLEN_H
#define SLUIS_INGEST_LIJSTEN_CELLEN_H

#include "ingest/lijst.h"

#define CELL_PARSER(name)                                                                                    \
  const char *name(const struct csv_cell *cell, int32_t ontvangen, struct lijst_value *out)

CELL_PARSER(cell_number);     /* what is only hashed: any text */
CELL_PARSER(cell_text);       /* that is kept: no number of nine digits or more in it */
CELL_PARSER(cell_texts);      /* several with |, none empty */
CELL_PARSER(cell_bsn);        /* text: nothing; it is read anew where it is used */
CELL_PARSER(cell_pseudoniem); /* uuid */
CELL_PARSER(cell_year);       /* of birth: 1880 up to the day of receipt */
CELL_PARSER(cell_geslacht);
CELL_PARSER(cell_gemeente);
CELL_PARSER(cell_product); /* CODE or domein:CODE; text is the code, number a value of enum domein */
CELL_PARSER(cell_date);
CELL_PARSER(cell_reden);
CELL_PARSER(cell_status);  /* 1 or 3 */
CELL_PARSER(cell_decimal); /* number: in millionths */

#endif
