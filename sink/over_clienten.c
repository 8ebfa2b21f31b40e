/* Arrays for one call of beheer.signalen_over_clienten, so that a partij in which nothing is doubled costs
 * one round trip and a look in two indexes. */
#include "sink/over_clienten.h"

#include <stdlib.h>

#include "base/memory.h"
#include "proto/feit_toewijzing.h"
#include "warehouse/binary.h"

/* The parameters of the function, in its order. */
enum { CLIENTEN, SLEUTELS, EERSTEN, BERICHTEN, LEVERINGEN, HERNOEMD_CLIENTEN, HERNOEMD_IDS, PARAMETERS };

static const char sql[] = "select beheer.signalen_over_clienten($1::uuid[], $2::uuid[], $3::uuid[], "
                          "$4::uuid[], $5::uuid[], $6::uuid[], $7::uuid[])";

enum { MOST_BYTES = 1 << 30 };

struct column {
  struct buffer values;
  size_t count;
};

static void add(struct column *column, const struct id *id)
{
  binary_id(&column->values, id);
  column->count++;
}

/* Versions of toewijzingen */

static void add_toewijzing(struct column *columns, const void *row)
{
  const struct feit_toewijzing *toewijzing = row;
  add(&columns[CLIENTEN], &toewijzing->pseudoniem);
  add(&columns[SLEUTELS], &toewijzing->sleutel);
  add(&columns[EERSTEN], &toewijzing->eerste_gebeurtenis);
}

static void add_toewijzingen(struct column *columns, const struct wijzigingen *changes)
{
  for (size_t i = 0; i < changes->ingevoegd_count[FEIT_TOEWIJZING]; i++)
    add_toewijzing(columns, changes->ingevoegd[FEIT_TOEWIJZING][i].rij);
  for (size_t i = 0; i < changes->gesloten_count; i++)
    if (changes->gesloten[i].feit == FEIT_TOEWIJZING)
      add_toewijzing(columns, changes->gesloten[i].rij);
  for (size_t i = 0; i < changes->verwijderd_count; i++)
    if (changes->verwijderd[i].feit == FEIT_TOEWIJZING)
      add_toewijzing(columns, changes->verwijderd[i].rij);
}

/* Berichten of new events, each levering of it once */

struct naming {
  struct id bericht;
  struct id levering;
};

static int compare_namings(const void *a, const void *b)
{
  const struct naming *first = a;
  const struct naming *second = b;
  int order = id_compare(&first->bericht, &second->bericht);
  return order != 0 ? order : id_compare(&first->levering, &second->levering);
}

static void add_berichten(struct column *columns, const struct wijzigingen *changes)
{
  struct naming *namings = memory_new(changes->nieuw_count * sizeof *namings);
  for (size_t i = 0; i < changes->nieuw_count; i++) {
    const struct gebeurtenis *event = &changes->nieuw[i]->gebeurtenis;
    namings[i] = (struct naming){.bericht = event->bericht, .levering = event->levering};
  }
  qsort(namings, changes->nieuw_count, sizeof *namings, compare_namings);
  for (size_t i = 0; i < changes->nieuw_count; i++) {
    if (i > 0 && compare_namings(&namings[i - 1], &namings[i]) == 0)
      continue;
    add(&columns[BERICHTEN], &namings[i].bericht);
    add(&columns[LEVERINGEN], &namings[i].levering);
  }
  free(namings);
}

static void add_hernoemd(struct column *columns, const struct wijzigingen *changes)
{
  for (size_t i = 0; i < changes->hernoemd_count; i++) {
    const struct gebeurtenis *event = &changes->hernoemd[i].gebeurtenis->gebeurtenis;
    add(&columns[HERNOEMD_CLIENTEN], &event->pseudoniem);
    add(&columns[HERNOEMD_IDS], &event->id);
  }
}

static int call(struct database *database, struct column *columns, struct error *error)
{
  struct database_parameter parameters[PARAMETERS];
  for (int i = 0; i < PARAMETERS; i++) {
    binary_array_end(&columns[i].values, columns[i].count);
    if (columns[i].values.failed)
      return error_set(error, ERROR_INTERNAL, "a partij that touches more than %d bytes of ids", MOST_BYTES);
    parameters[i] = (struct database_parameter){
        .value = columns[i].values.data, .size = (int)columns[i].values.size, .is_binary = true};
  }
  struct database_rows *none = NULL;
  int kind = database_query(database, sql, parameters, PARAMETERS, DATABASE_BINARY, &none, error);
  database_rows_free(&none);
  return kind;
}

int over_clienten_write(struct database *database, const struct wijzigingen *changes, struct error *error)
{
  struct column columns[PARAMETERS] = {0};
  for (int i = 0; i < PARAMETERS; i++) {
    buffer_init(&columns[i].values, MOST_BYTES);
    binary_array_begin(&columns[i].values, BINARY_ID);
  }
  add_toewijzingen(columns, changes);
  add_berichten(columns, changes);
  add_hernoemd(columns, changes);
  bool has_any =
      columns[CLIENTEN].count > 0 || columns[BERICHTEN].count > 0 || columns[HERNOEMD_IDS].count > 0;
  int kind = has_any ? call(database, columns, error) : 0;
  for (int i = 0; i < PARAMETERS; i++)
    buffer_fini(&columns[i].values);
  return kind;
}

int over_clienten_rebuild(struct database *database, uint64_t *count, struct error *error)
{
  struct database_rows *rows = NULL;
  int kind = database_select(database, "select beheer.herbouw_signalen_over_clienten()", &rows, error);
  if (kind != 0)
    return kind;
  *count = strtoull(database_rows_value(rows, 0, 0), NULL, 10);
  database_rows_free(&rows);
  return 0;
}
