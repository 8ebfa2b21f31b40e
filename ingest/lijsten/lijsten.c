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
