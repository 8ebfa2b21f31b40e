/* An event that follows from another levering's line (Verhuisd) is announced by none and does not arrive.
 *
 * What is stored now counts, unless it arrived before and was left out then. */
#include "sink/aankomst.h"

#include <string.h>

#include "warehouse/binary.h"

enum { CLIENT, GEBEURTENIS, LEVERING, REGEL, COLUMNS, MOST_BYTES = 1 << 30 };
static const enum binary_type types[COLUMNS] = {BINARY_ID, BINARY_ID, BINARY_ID, BINARY_INT};

/* Namings of events, as arrays. */
struct arrivals {
  struct buffer columns[COLUMNS];
  size_t count;
};

static void arrivals_init(struct arrivals *arrivals)
{
  arrivals->count = 0;
  for (int i = 0; i < COLUMNS; i++) {
    buffer_init(&arrivals->columns[i], MOST_BYTES);
    binary_array_begin(&arrivals->columns[i], types[i]);
  }
}

static void arrivals_fini(struct arrivals *arrivals)
{
  for (int i = 0; i < COLUMNS; i++)
    buffer_fini(&arrivals->columns[i]);
}

static bool is_announced(const struct gebeurtenis *event)
{
  return event->inhoud_soort != GEBEURTENIS_INHOUD_VERHUISD;
}

static void add(
    struct arrivals *arrivals, const struct gebeurtenis *event, const struct id *levering, int32_t regel)
{
  binary_id(&arrivals->columns[CLIENT], &event->pseudoniem);
  binary_id(&arrivals->columns[GEBEURTENIS], &event->id);
  binary_id(&arrivals->columns[LEVERING], levering);
  binary_int(&arrivals->columns[REGEL], regel);
  arrivals->count++;
}

/* rows: leveringen, one a naming that the question found. */
static int ask(struct database *database, const char *sql, struct arrivals *arrivals,
    struct database_rows **rows, struct error *error)
{
  struct database_parameter parameters[COLUMNS];
  for (int i = 0; i < COLUMNS; i++) {
    struct buffer *column = &arrivals->columns[i];
    binary_array_end(column, arrivals->count);
    if (column->failed)
      return error_set(error, ERROR_INTERNAL, "a partij in which too much arrives at once");
    parameters[i] = (struct database_parameter){column->data, (int)column->size, true};
  }
  return database_query(database, sql, parameters, COLUMNS, DATABASE_BINARY, rows, error);
}

static void add_each(struct namings *namings, const struct database_rows *rows, struct naming each)
{
  for (size_t i = 0; i < database_rows_count(rows); i++) {
    memcpy(each.levering.bytes, database_rows_value(rows, i, 0), sizeof each.levering.bytes);
    namings_add_one(namings, each);
  }
}

static const char leave_out_sql[] =
    "select beheer.boek_dubbel($1::uuid[], $2::uuid[], $3::uuid[], $4::integer[])";

/* each: what one of them adds that had not arrived yet; NULL: they had. */
static int leave_out(struct database *database, struct arrivals *arrivals, const struct naming *each,
    struct namings *namings, bool *has_doubles, struct error *error)
{
  if (arrivals->count == 0)
    return 0;
  struct database_rows *rows = NULL;
  int kind = ask(database, leave_out_sql, arrivals, &rows, error);
  if (kind == 0 && each != NULL)
    add_each(namings, rows, *each);
  database_rows_free(&rows);
  *has_doubles = true;
  return kind;
}

int aankomst_leave_out(struct database *database, const struct gebeurtenis *const *events, size_t count,
    bool is_kept_out, struct namings *namings, bool *has_doubles, struct error *error)
{
  struct arrivals arrivals;
  arrivals_init(&arrivals);
  for (size_t i = 0; i < count; i++)
    if (is_announced(events[i]))
      add(&arrivals, events[i], &events[i]->levering, events[i]->regel);
  const struct naming each = {.arrived = 1, .kept_out = is_kept_out};
  int kind = leave_out(database, &arrivals, &each, namings, has_doubles, error);
  arrivals_fini(&arrivals);
  namings_sort(namings);
  return kind;
}

static bool is_same_naming(const struct hernoeming *renamed)
{
  const struct gebeurtenis *now = &renamed->gebeurtenis->gebeurtenis;
  return id_equal(&now->levering, &renamed->vorige_levering) && now->regel == renamed->vorige_regel;
}

static const char arrived_sql[] =
    "select d.levering from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::integer[]) "
    "as u (client, gebeurtenis, levering, regel) join beheer.levering_dubbel d "
    "on d.gebeurtenis = u.gebeurtenis and d.levering = u.levering and d.regel = u.regel";

/* What is stored under its own naming from here on. */
static int count_stored(struct database *database, const struct wijzigingen *changes, struct namings *namings,
    bool has_doubles, struct error *error)
{
  struct arrivals stored;
  struct database_rows *rows = NULL;
  arrivals_init(&stored);
  for (size_t i = 0; i < changes->nieuw_count; i++) {
    const struct gebeurtenis *event = &changes->nieuw[i]->gebeurtenis;
    if (!is_announced(event))
      continue;
    namings_add_one(namings, (struct naming){.levering = event->levering, .arrived = 1});
    add(&stored, event, &event->levering, event->regel);
  }
  for (size_t i = 0; i < changes->hernoemd_count; i++) {
    const struct gebeurtenis *event = &changes->hernoemd[i].gebeurtenis->gebeurtenis;
    if (!is_announced(event) || is_same_naming(&changes->hernoemd[i]))
      continue;
    namings_add_one(namings, (struct naming){.levering = event->levering, .arrived = 1});
    add(&stored, event, &event->levering, event->regel);
  }
  int kind = has_doubles && stored.count > 0 ? ask(database, arrived_sql, &stored, &rows, error) : 0;
  if (kind == 0 && rows != NULL)
    add_each(namings, rows, (struct naming){.arrived = -1});
  database_rows_free(&rows);
  arrivals_fini(&stored);
  return kind;
}

/* The namings that were stored until now: they had arrived. */
static int keep_former(struct database *database, const struct wijzigingen *changes, struct namings *namings,
    bool *has_doubles, struct error *error)
{
  struct arrivals former;
  arrivals_init(&former);
  for (size_t i = 0; i < changes->hernoemd_count; i++) {
    const struct hernoeming *renamed = &changes->hernoemd[i];
    if (is_announced(&renamed->gebeurtenis->gebeurtenis) && !is_same_naming(renamed))
      add(&former, &renamed->gebeurtenis->gebeurtenis, &renamed->vorige_levering, renamed->vorige_regel);
  }
  int kind = leave_out(database, &former, NULL, namings, has_doubles, error);
  arrivals_fini(&former);
  return kind;
}

int aankomst_write(struct database *database, const struct wijzigingen *changes, struct namings *namings,
    bool *has_doubles, struct error *error)
{
  int kind = count_stored(database, changes, namings, *has_doubles, error);
  if (kind == 0)
    kind = keep_former(database, changes, namings, has_doubles, error);
  if (kind == 0)
    kind = aankomst_leave_out(
        database, changes->dubbel, changes->dubbel_count, false, namings, has_doubles, error);
  return kind;
}
