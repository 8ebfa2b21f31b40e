/* One look in the index for every client of a piece of events; who has no tombstone costs no more than that.
 *
 * A tombstone keeps out what lies on or before its day weert_tot. The day of an event is one of the care and
 * not of its receipt: of a message its Dagtekening, of a line of a list the latest day in it. */
#include "sink/gewist.h"

#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "base/memory.h"
#include "warehouse/binary.h"

enum { MOST_BYTES = 1 << 30 };

int gewist_has_any(struct database *database, bool *out, struct error *error)
{
  struct database_rows *rows = NULL;
  int kind = database_select(database, "select exists (select from beheer.gewist)", &rows, error);
  if (kind != 0)
    return kind;
  *out = strcmp(database_rows_value(rows, 0, 0), "t") == 0;
  database_rows_free(&rows);
  return 0;
}

static int compare_clients(const void *a, const void *b)
{
  return id_compare(a, b);
}

/* Sorted, each once; the caller frees. */
static struct id *list_clients(const struct gebeurtenis *const *events, size_t count, size_t *out)
{
  struct id *clients = memory_new(count * sizeof *clients);
  for (size_t i = 0; i < count; i++)
    clients[i] = events[i]->pseudoniem;
  qsort(clients, count, sizeof *clients, compare_clients);
  size_t kept = 0;
  for (size_t i = 0; i < count; i++)
    if (kept == 0 || !id_equal(&clients[kept - 1], &clients[i]))
      clients[kept++] = clients[i];
  *out = kept;
  return clients;
}

/* Columns of the rows below, which are in binary. */
enum { CLIENT, WEERT_TOT };

static int find_tombstones(struct database *database, const struct id *clients, size_t count,
    struct database_rows **out, struct error *error)
{
  struct buffer ids;
  buffer_init(&ids, MOST_BYTES);
  binary_array_begin(&ids, BINARY_ID);
  for (size_t i = 0; i < count; i++)
    binary_id(&ids, &clients[i]);
  binary_array_end(&ids, count);
  struct database_parameter parameter = {ids.data, (int)ids.size, true};
  int kind = database_query(database,
      "select pseudoniem, weert_tot from beheer.gewist where pseudoniem = any($1::uuid[]) order by "
      "pseudoniem",
      &parameter, 1, DATABASE_BINARY, out, error);
  buffer_fini(&ids);
  return kind;
}

static int32_t later(int32_t day, bool has_other, int32_t other)
{
  return has_other && other > day ? other : day;
}

static int32_t day_of(const struct gebeurtenis *event)
{
  if (event->inhoud_soort != GEBEURTENIS_INHOUD_TRAJECT_REGEL)
    return event->dagtekening;
  const struct traject_regel *regel = &event->inhoud.traject_regel;
  int32_t day = later(DATE_MINUS_INFINITY, regel->has_aangemeld, regel->aangemeld);
  day = later(day, regel->has_intake, regel->intake);
  day = later(day, regel->has_gestart, regel->gestart);
  return later(day, regel->has_gestopt, regel->gestopt);
}

static bool is_kept_out(const struct database_rows *tombstones, const struct gebeurtenis *event)
{
  size_t low = 0;
  size_t high = database_rows_count(tombstones);
  while (low < high) {
    size_t middle = low + (high - low) / 2;
    int order =
        memcmp(database_rows_value(tombstones, middle, CLIENT), event->pseudoniem.bytes, sizeof(struct id));
    if (order == 0)
      return day_of(event) <= binary_read_date(database_rows_value(tombstones, middle, WEERT_TOT));
    if (order < 0)
      low = middle + 1;
    else
      high = middle;
  }
  return false;
}

static size_t put_kept_in_front(
    const struct database_rows *tombstones, const struct gebeurtenis **events, size_t count)
{
  const struct gebeurtenis **out = memory_new(count * sizeof(void *));
  size_t kept = 0;
  size_t left_out = 0;
  for (size_t i = 0; i < count; i++) {
    if (is_kept_out(tombstones, events[i]))
      out[left_out++] = events[i];
    else
      events[kept++] = events[i];
  }
  if (left_out > 0)
    memcpy(events + kept, out, left_out * sizeof(void *));
  free(out);
  return kept;
}

int gewist_sift(struct database *database, const struct gebeurtenis **events, size_t count, size_t *kept,
    struct error *error)
{
  *kept = count;
  if (count == 0)
    return 0;
  size_t client_count = 0;
  struct id *clients = list_clients(events, count, &client_count);
  struct database_rows *tombstones = NULL;
  int kind = find_tombstones(database, clients, client_count, &tombstones, error);
  free(clients);
  if (kind != 0)
    return kind;
  if (database_rows_count(tombstones) > 0)
    *kept = put_kept_in_front(tombstones, events, count);
  database_rows_free(&tombstones);
  return 0;
}
