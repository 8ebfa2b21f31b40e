/* A levering that is stored already stays as it is, and so do its meldingen: its events are there too,
 * because all of a levering goes into one transaction. But one that was refused and is accepted now (a
 * replay) takes the place of what was stored. Only the owner of the epoch gets this far, so that what is
 * looked up stays true until the commit, and the new rows can go in by COPY. */
#include "sink/leveringen.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "proto/open_day.h"
#include "warehouse/binary.h"
#include "warehouse/copy.h"

enum { FIRST_NAMINGS = 1024 };

static int compare_naming(const void *a, const void *b)
{
  return id_compare(&((const struct naming *)a)->levering, &((const struct naming *)b)->levering);
}

static void sum_equal(struct namings *namings)
{
  size_t kept = 0;
  for (size_t i = 0; i < namings->count; i++) {
    const struct naming *naming = &namings->items[i];
    if (kept > 0 && id_equal(&namings->items[kept - 1].levering, &naming->levering)) {
      namings->items[kept - 1].events += naming->events;
      namings->items[kept - 1].kept_out += naming->kept_out;
    } else {
      namings->items[kept++] = *naming;
    }
  }
  namings->count = kept;
}

static void add_naming(struct namings *namings, struct naming naming)
{
  struct naming *last = namings->count > 0 ? &namings->items[namings->count - 1] : NULL;
  if (last != NULL && id_equal(&last->levering, &naming.levering)) {
    last->events += naming.events;
    last->kept_out += naming.kept_out;
    return;
  }
  if (namings->items == NULL || namings->count == namings->capacity) {
    namings->capacity = namings->capacity > 0 ? 2 * namings->capacity : FIRST_NAMINGS;
    namings->items = memory_resize(namings->items, namings->capacity * sizeof *namings->items);
  }
  namings->items[namings->count++] = naming;
}

static void put_in_order(struct namings *namings)
{
  if (namings->count > 0)
    qsort(namings->items, namings->count, sizeof *namings->items, compare_naming);
  sum_equal(namings);
}

void namings_add(struct namings *namings, const struct wijzigingen *changes)
{
  for (size_t i = 0; i < changes->nieuw_count; i++)
    add_naming(namings, (struct naming){.levering = changes->nieuw[i]->gebeurtenis.levering, .events = 1});
  for (size_t i = 0; i < changes->hernoemd_count; i++) {
    const struct hernoeming *renamed = &changes->hernoemd[i];
    add_naming(namings, (struct naming){.levering = renamed->gebeurtenis->gebeurtenis.levering, .events = 1});
    add_naming(namings, (struct naming){.levering = renamed->vorige_levering, .events = -1});
  }
  put_in_order(namings);
}

void namings_keep_out(struct namings *namings, const struct gebeurtenis *const *events, size_t count)
{
  for (size_t i = 0; i < count; i++)
    add_naming(namings, (struct naming){.levering = events[i]->levering, .kept_out = 1});
  put_in_order(namings);
}

void namings_copy(struct namings *out, const struct namings *from)
{
  if (out->capacity < from->count) {
    out->capacity = from->count;
    out->items = memory_resize(out->items, out->capacity * sizeof *out->items);
  }
  if (from->count > 0)
    memcpy(out->items, from->items, from->count * sizeof *out->items);
  out->count = from->count;
}

void namings_reset(struct namings *namings)
{
  namings->count = 0;
}

void namings_fini(struct namings *namings)
{
  free(namings->items);
  *namings = (struct namings){0};
}

/* The numbers of this levering, which are then no longer to be added to a stored row. */
static struct naming take_naming(struct namings *namings, const struct id *levering)
{
  struct naming key = {.levering = *levering};
  struct naming *found =
      namings->count > 0 ? bsearch(&key, namings->items, namings->count, sizeof key, compare_naming) : NULL;
  if (found == NULL)
    return key;
  struct naming taken = *found;
  found->events = 0;
  return taken;
}

/* Distinct leveringen by id: dense in the index, and what the server says comes in the same order. */
struct distinct {
  const struct levering **items;
  size_t count;
};

static int compare_levering(const void *a, const void *b)
{
  return id_compare(&(*(const struct levering *const *)a)->id, &(*(const struct levering *const *)b)->id);
}

static struct distinct make_distinct(const struct levering *const *leveringen, size_t count)
{
  struct distinct distinct = {.items = memory_new(count * sizeof(void *))};
  if (count > 0)
    memcpy(distinct.items, leveringen, count * sizeof(void *));
  qsort(distinct.items, count, sizeof(void *), compare_levering);
  for (size_t i = 0; i < count; i++) {
    if (distinct.count == 0 || !id_equal(&distinct.items[distinct.count - 1]->id, &distinct.items[i]->id))
      distinct.items[distinct.count++] = distinct.items[i];
  }
  return distinct;
}

enum { MOST_BYTES = 1 << 30 };

static int find_stored(struct database *database, const struct distinct *distinct,
    struct database_rows **stored, struct error *error)
{
  struct buffer ids;
  buffer_init(&ids, MOST_BYTES);
  binary_array_begin(&ids, BINARY_ID);
  for (size_t i = 0; i < distinct->count; i++)
    binary_id(&ids, &distinct->items[i]->id);
  binary_array_end(&ids, distinct->count);
  struct database_parameter parameter = {ids.data, (int)ids.size, true};
  int kind = database_query(database,
      "select id, oordeel = 'afgekeurd' from beheer.levering where id = any($1::uuid[]) order by id",
      &parameter, 1, DATABASE_BINARY, stored, error);
  buffer_fini(&ids);
  return kind;
}

/* Was refused, and is accepted now: the same file after a replay, judged by other rules. */
static bool is_accepted_after_all(
    const struct levering *levering, const struct database_rows *stored, size_t row)
{
  return levering->oordeel != OORDEEL_AFGEKEURD && database_rows_value(stored, row, 1)[0] != 0;
}

/* What is left in distinct is to be written; what of it replaces a stored row is in replaced, to be freed. */
static void leave_out_stored(
    struct distinct *distinct, const struct database_rows *stored, struct distinct *replaced)
{
  size_t kept = 0;
  size_t row = 0;
  size_t rows = database_rows_count(stored);
  replaced->items = memory_new(rows * sizeof(void *));
  for (size_t i = 0; i < distinct->count; i++) {
    const struct levering *levering = distinct->items[i];
    const struct id *id = &levering->id;
    while (row < rows && memcmp(database_rows_value(stored, row, 0), id->bytes, sizeof id->bytes) < 0)
      row++;
    bool is_stored =
        row < rows && memcmp(database_rows_value(stored, row, 0), id->bytes, sizeof id->bytes) == 0;
    bool is_replaced = is_stored && is_accepted_after_all(levering, stored, row);
    if (is_replaced)
      replaced->items[replaced->count++] = levering;
    if (!is_stored || is_replaced)
      distinct->items[kept++] = levering;
  }
  distinct->count = kept;
}

/* As of its events. */
static int32_t known_from(const struct levering *levering, int32_t closed_through)
{
  return open_day_from(levering->ontvangen, closed_through);
}

/* The rows of a refused levering, that no event names. What it was refused for stays known on the days before
 * it counts as accepted. */
static int remove_replaced(
    struct database *database, const struct distinct *replaced, int32_t closed_through, struct error *error)
{
  static const char *const sql[] = {
      "insert into beheer.afkeuring_voorheen (levering, volgnummer, organisatie, ontvangen, soort, code, "
      "bekend_van, bekend_tot) "
      "select l.id, m.volgnummer, l.organisatie, l.ontvangen, l.soort, m.code, l.bekend_van, u.dag "
      "from unnest($1::uuid[], $2::date[]) as u (levering, dag) join beheer.levering l on l.id = u.levering "
      "join beheer.melding m on m.levering = l.id where l.bekend_van < u.dag",
      "delete from beheer.melding using unnest($1::uuid[], $2::date[]) as u (id, dag) where levering = u.id",
      "delete from beheer.levering l using unnest($1::uuid[], $2::date[]) as u (id, dag) where l.id = u.id"};
  int kind = 0;
  for (size_t s = 0; s < sizeof sql / sizeof *sql && kind == 0 && replaced->count > 0; s++) {
    struct buffer columns[2];
    struct database_rows *none = NULL;
    buffer_init(&columns[0], MOST_BYTES);
    buffer_init(&columns[1], MOST_BYTES);
    binary_array_begin(&columns[0], BINARY_ID);
    binary_array_begin(&columns[1], BINARY_DATE);
    for (size_t i = 0; i < replaced->count; i++) {
      binary_id(&columns[0], &replaced->items[i]->id);
      binary_date(&columns[1], known_from(replaced->items[i], closed_through));
    }
    binary_array_end(&columns[0], replaced->count);
    binary_array_end(&columns[1], replaced->count);
    struct database_parameter parameters[] = {
        {columns[0].data, (int)columns[0].size, true}, {columns[1].data, (int)columns[1].size, true}};
    kind = database_query(database, sql[s], parameters, 2, DATABASE_BINARY, &none, error);
    database_rows_free(&none);
    buffer_fini(&columns[0]);
    buffer_fini(&columns[1]);
  }
  return kind;
}

#define LEVERING_TARGET                                                                                      \
  "beheer.levering (id, organisatie, ontvangen, naam, soort, oordeel, regels_goed, regels_fout, "            \
  "gebeurtenissen, genoemd, geweerd, bytes, periode_van, periode_tot, bekend_van)"
#define MELDING_TARGET "beheer.melding (levering, volgnummer, code, regel, kolom, pad, tekst)"
enum { LEVERING_COLUMNS = 15, MELDING_COLUMNS = 7 };

static void write_day(struct buffer *out, bool is_known, int32_t day)
{
  if (is_known)
    binary_date(out, day);
  else
    binary_null(out);
}

static int write_levering(
    struct copy *copy, const struct levering *l, struct naming naming, int32_t known, struct error *error)
{
  int kind = copy_row(copy, LEVERING_COLUMNS, error);
  struct buffer *out = &copy->buffer;
  binary_id(out, &l->id);
  binary_text(out, l->organisatie);
  binary_date(out, l->ontvangen);
  binary_text(out, l->naam);
  binary_text(out, l->soort);
  binary_text(out, oordeel_text(l->oordeel));
  binary_int(out, l->regels_goed);
  binary_int(out, l->regels_fout);
  binary_int(out, l->gebeurtenissen);
  binary_int(out, naming.events);
  binary_int(out, naming.kept_out);
  binary_long(out, l->bytes);
  write_day(out, l->has_periode_van, l->periode_van);
  write_day(out, l->has_periode_tot, l->periode_tot);
  binary_date(out, known);
  return kind;
}

static int copy_leveringen(struct database *database, const struct distinct *fresh, struct namings *namings,
    int32_t closed_through, struct error *error)
{
  struct copy copy;
  int kind = copy_begin(&copy, database, LEVERING_TARGET, error);
  for (size_t i = 0; kind == 0 && i < fresh->count; i++)
    kind = write_levering(&copy, fresh->items[i], take_naming(namings, &fresh->items[i]->id),
        known_from(fresh->items[i], closed_through), error);
  if (kind == 0)
    kind = copy_end(&copy, error);
  copy_fini(&copy);
  return kind;
}

static int write_meldingen(struct copy *copy, const struct levering *levering, struct error *error)
{
  int kind = 0;
  for (size_t i = 0; kind == 0 && i < levering->meldingen_count; i++) {
    const struct melding *m = &levering->meldingen[i];
    kind = copy_row(copy, MELDING_COLUMNS, error);
    binary_id(&copy->buffer, &levering->id);
    binary_int(&copy->buffer, (int32_t)i + 1);
    binary_text(&copy->buffer, m->code);
    binary_int(&copy->buffer, m->regel);
    binary_text(&copy->buffer, m->kolom);
    binary_text(&copy->buffer, m->pad);
    binary_text(&copy->buffer, m->tekst);
  }
  return kind;
}

static int copy_meldingen(struct database *database, const struct distinct *fresh, struct error *error)
{
  size_t meldingen = 0;
  for (size_t i = 0; i < fresh->count; i++)
    meldingen += fresh->items[i]->meldingen_count;
  if (meldingen == 0)
    return 0;
  struct copy copy;
  int kind = copy_begin(&copy, database, MELDING_TARGET, error);
  for (size_t i = 0; kind == 0 && i < fresh->count; i++)
    kind = write_meldingen(&copy, fresh->items[i], error);
  if (kind == 0)
    kind = copy_end(&copy, error);
  copy_fini(&copy);
  return kind;
}

/* What take_naming left: leveringen of earlier partijen. */
static int move_namings(struct database *database, const struct namings *namings, struct error *error)
{
  struct buffer columns[2];
  buffer_init(&columns[0], MOST_BYTES);
  buffer_init(&columns[1], MOST_BYTES);
  binary_array_begin(&columns[0], BINARY_ID);
  binary_array_begin(&columns[1], BINARY_INT);
  struct database_set set = {.columns = columns, .column_count = 2};
  for (size_t i = 0; i < namings->count; i++) {
    if (namings->items[i].events == 0)
      continue;
    binary_id(&columns[0], &namings->items[i].levering);
    binary_int(&columns[1], namings->items[i].events);
    set.count++;
  }
  int kind = 0;
  if (set.count > 0)
    kind = database_change_exactly(database,
        "update beheer.levering as l set genoemd = l.genoemd + u.events "
        "from unnest($1::uuid[], $2::integer[]) as u (levering, events) where l.id = u.levering",
        &set, error);
  buffer_fini(&columns[0]);
  buffer_fini(&columns[1]);
  return kind;
}

static int write_fresh(struct database *database, const struct distinct *fresh, struct namings *namings,
    int32_t closed_through, struct error *error)
{
  int kind = fresh->count > 0 ? copy_leveringen(database, fresh, namings, closed_through, error) : 0;
  if (kind == 0)
    kind = copy_meldingen(database, fresh, error);
  if (kind == 0)
    kind = move_namings(database, namings, error);
  return kind;
}

int leveringen_write(struct database *database, const struct levering *const *leveringen, size_t count,
    struct namings *namings, int32_t closed_through, struct error *error)
{
  struct distinct distinct = make_distinct(leveringen, count);
  struct database_rows *stored = NULL;
  int kind = find_stored(database, &distinct, &stored, error);
  struct distinct replaced = {0};
  if (kind == 0) {
    leave_out_stored(&distinct, stored, &replaced);
    kind = remove_replaced(database, &replaced, closed_through, error);
  }
  if (kind == 0)
    kind = write_fresh(database, &distinct, namings, closed_through, error);
  database_rows_free(&stored);
  free(replaced.items);
  free(distinct.items);
  return kind;
}
