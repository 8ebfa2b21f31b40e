/* A code with a line end in it could not be written, and no list can name it. */
#include "cli/indicatoren.h"

#include <stdlib.h>

#include "base/memory.h"
#include "ingest/indicator_code.h"

static const char select_sql[] =
    "select code from dwh.dim_indicator where bekend_tot = 'infinity' and code !~ E'[\\n\\r]'";

int indicatoren_publish(struct database *database, const char *inbox, struct error *error)
{
  struct database_rows *rows = NULL;
  int kind = database_select(database, select_sql, &rows, error);
  if (kind != 0)
    return kind;
  size_t count = database_rows_count(rows);
  const char **codes = memory_new((count + 1) * sizeof *codes);
  for (size_t i = 0; i < count; i++)
    codes[i] = database_rows_value(rows, i, 0);
  kind = indicator_codes_write(inbox, codes, count, error);
  free(codes);
  database_rows_free(&rows);
  return kind;
}
