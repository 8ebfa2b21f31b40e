/* A code counts on whatever day it is valid. One with a line end in it could not be written, and no list can
 * name it. */
#include "cli/producten.h"

#include <stdlib.h>

#include "base/memory.h"
#include "ingest/product_domein.h"

static const char select_sql[] =
    "select distinct code, domein from dwh.dim_product "
    "where bekend_tot = 'infinity' and domein in ('jw', 'wmo') and code !~ E'[\\n\\r]'";

int producten_publish(struct database *database, const char *inbox, struct error *error)
{
  struct database_rows *rows = NULL;
  int kind = database_select(database, select_sql, &rows, error);
  if (kind != 0)
    return kind;
  size_t count = database_rows_count(rows);
  struct product_domein *items = memory_new((count + 1) * sizeof *items);
  for (size_t i = 0; i < count; i++) {
    items[i].code = database_rows_value(rows, i, 0);
    if (!domein_parse(database_rows_value(rows, i, 1), &items[i].domein))
      abort(); /* reference_spec.c lets no other word in */
  }
  kind = product_domeinen_write(inbox, items, count, error);
  free(items);
  database_rows_free(&rows);
  return kind;
}
