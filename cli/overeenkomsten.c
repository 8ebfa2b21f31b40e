#include "cli/overeenkomsten.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "base/memory.h"
#include "ingest/overeenkomst.h"

/* infinite days stand as empty */
static const char select_sql[] =
    "select organisatie, dataset, nullif(geldig_van, '-infinity'), nullif(geldig_tot, 'infinity') "
    "from beheer.overeenkomst where bekend_tot = 'infinity' order by organisatie, dataset, geldig_van";

static int32_t day_of(const char *text, int32_t when_empty)
{
  int32_t day = when_empty;
  if (text != NULL && !date_parse(text, strlen(text), &day))
    abort(); /* PostgreSQL writes dates in ISO form */
  return day;
}

int overeenkomsten_publish(struct database *database, const char *inbox, struct error *error)
{
  struct database_rows *rows = NULL;
  int kind = database_select(database, select_sql, &rows, error);
  if (kind != 0)
    return kind;
  size_t count = database_rows_count(rows);
  struct overeenkomst *items = memory_new((count + 1) * sizeof *items);
  for (size_t i = 0; i < count; i++) {
    snprintf(items[i].organisatie, sizeof items[i].organisatie, "%s", database_rows_value(rows, i, 0));
    snprintf(items[i].dataset, sizeof items[i].dataset, "%s", database_rows_value(rows, i, 1));
    items[i].van = day_of(database_rows_value(rows, i, 2), DATE_MINUS_INFINITY);
    items[i].tot = day_of(database_rows_value(rows, i, 3), DATE_INFINITY);
  }
  database_rows_free(&rows);
  kind = overeenkomsten_write(inbox, items, count, error);
  free(items);
  return kind;
}
