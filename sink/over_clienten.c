/* Arrays for one call of beheer.signalen_over_clienten, so that a partij in which nothing is doubled costs
 * one round trip and a look in two indexes. What is doubled is made anew from the tables, so that it does not
 * matter how often, nor in how many calls. */
#include "sink/over_clienten.h"

#include <stdlib.h>

#include "base/memory.h"
#include "proto/feit_toewijzing.h"
#include "warehouse/binary.h"

/* The parameters of the function, in its order. */
enum { CLIENTEN, SLEUTELS, EERSTEN, BERICHTEN, LEVERINGEN, HERNOEMD_CLIENTEN, HERNOEMD_IDS, PARAMETERS };
_Static_assert((int)PARAMETERS == (int)OVER_CLIENTEN_COLUMNS, "a column a parameter");

static const char sql[] = "select beheer.signalen_over_clienten($1::uuid[], $2::uuid[], $3::uuid[], "
                          "$4::uuid[], $5::uuid[], $6::uuid[], $7::uuid[])";

enum { MOST_BYTES = 1 << 30, LARGE = 1 << 17 /* ids */ };

void over_clienten_init(struct over_clienten *touched)
{
  *touched = (struct over_clienten){0};
  for (int i = 0; i < PARAMETERS; i++)
    buffer_init(&touched->columns[i], MOST_BYTES);
  over_clienten_reset(touched);
}

void over_clienten_fini(struct over_clienten *touched)
{
  for (int i = 0; i < PARAMETERS; i++)
    buffer_fini(&touched->columns[i]);
}

void over_clienten_reset(struct over_clienten *touched)
{
  for (int i = 0; i < PARAMETERS; i++) {
    binary_array_begin(&touched->columns[i], BINARY_ID);
    touched->counts[i] = 0;
  }
}

bool over_clienten_is_large(const struct over_clienten *touched)
{
  return touched->counts[CLIENTEN] + touched->counts[BERICHTEN] + touched->counts[HERNOEMD_IDS] >= LARGE;
}

static void add(struct over_clienten *touched, int column, const struct id *id)
{
  binary_id(&touched->columns[column], id);
  touched->counts[column]++;
}

/* Versions of toewijzingen */

static void add_toewijzing(struct over_clienten *touched, const void *row)
{
  const struct feit_toewijzing *toewijzing = row;
  add(touched, CLIENTEN, &toewijzing->pseudoniem);
  add(touched, SLEUTELS, &toewijzing->sleutel);
  add(touched, EERSTEN, &toewijzing->eerste_gebeurtenis);
}

static void add_toewijzingen(struct over_clienten *touched, const struct wijzigingen *changes)
{
  for (size_t i = 0; i < changes->ingevoegd_count[FEIT_TOEWIJZING]; i++)
    add_toewijzing(touched, changes->ingevoegd[FEIT_TOEWIJZING][i].rij);
  for (size_t i = 0; i < changes->gesloten_count; i++)
    if (changes->gesloten[i].feit == FEIT_TOEWIJZING)
      add_toewijzing(touched, changes->gesloten[i].rij);
  for (size_t i = 0; i < changes->verwijderd_count; i++)
    if (changes->verwijderd[i].feit == FEIT_TOEWIJZING)
      add_toewijzing(touched, changes->verwijderd[i].rij);
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

static void add_berichten(struct over_clienten *touched, const struct wijzigingen *changes)
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
    add(touched, BERICHTEN, &namings[i].bericht);
    add(touched, LEVERINGEN, &namings[i].levering);
  }
  free(namings);
}

static void add_hernoemd(struct over_clienten *touched, const struct wijzigingen *changes)
{
  for (size_t i = 0; i < changes->hernoemd_count; i++) {
    const struct gebeurtenis *event = &changes->hernoemd[i].gebeurtenis->gebeurtenis;
    add(touched, HERNOEMD_CLIENTEN, &event->pseudoniem);
    add(touched, HERNOEMD_IDS, &event->id);
  }
}

void over_clienten_add(struct over_clienten *touched, const struct wijzigingen *changes)
{
  add_toewijzingen(touched, changes);
  add_berichten(touched, changes);
  add_hernoemd(touched, changes);
}

int over_clienten_write(struct database *database, struct over_clienten *touched, struct error *error)
{
  if (touched->counts[CLIENTEN] + touched->counts[BERICHTEN] + touched->counts[HERNOEMD_IDS] == 0)
    return 0;
  struct database_parameter parameters[PARAMETERS];
  for (int i = 0; i < PARAMETERS; i++) {
    struct buffer *column = &touched->columns[i];
    binary_array_end(column, touched->counts[i]);
    if (column->failed)
      return error_set(error, ERROR_INTERNAL, "a partij that touches more than %d bytes of ids", MOST_BYTES);
    parameters[i] =
        (struct database_parameter){.value = column->data, .size = (int)column->size, .is_binary = true};
  }
  struct database_rows *none = NULL;
  int kind = database_query(database, sql, parameters, PARAMETERS, DATABASE_BINARY, &none, error);
  database_rows_free(&none);
  over_clienten_reset(touched);
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
