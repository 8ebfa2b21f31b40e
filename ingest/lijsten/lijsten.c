/* The kinds of lists, and finding a column in them. */
#include <strings.h>

#include "ingest/lijst.h"

const struct lijst_soort *const lijst_soorten[] = {&lijst_traject, &lijst_indicator, NULL};

int lijst_find_column(const struct lijst_soort *soort, const char *name)
{
  for (size_t i = 0; i < soort->column_count; i++)
    if (strcasecmp(soort->columns[i].name, name) == 0)
      return (int)i;
  return -1;
}

bool lijst_is_header(const struct csv_row *row)
{
  for (size_t i = 0; i < row->count; i++)
    for (const struct lijst_soort *const *soort = lijst_soorten; *soort != NULL; soort++)
      if (strcasecmp(row->cells[i].text, (*soort)->label) == 0)
        return true;
  return false;
}
