#include "warehouse.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <string.h>

#include "transform/event_copy.h"
#include "transform/volgorde.h"

void warehouse_init(struct warehouse *warehouse, struct arena *arena, size_t capacity)
{
  *warehouse = (struct warehouse){.arena = arena, .capacity = capacity};
  warehouse->events = arena_array(arena, capacity, sizeof(struct bekende_gebeurtenis *));
  warehouse->rows = arena_array(arena, capacity, sizeof *warehouse->rows);
}

static int source_read(void *context, const struct id *clients, size_t count, event_taker *taker,
    void *taker_context, struct error *error)
{
  struct warehouse *warehouse = context;
  if (warehouse->is_down)
    return error_set(error, ERROR_UNAVAILABLE, "the warehouse is away");
  warehouse->reads++;
  if (count > warehouse->most_asked)
    warehouse->most_asked = count;
  for (size_t i = 0; i < count; i++) {
    if (i > 0)
      assert_true(id_compare(&clients[i - 1], &clients[i]) < 0);
    for (size_t j = 0; j < warehouse->event_count; j++) {
      struct bekende_gebeurtenis once = *warehouse->events[j];
      if (!id_equal(&once.gebeurtenis.pseudoniem, &clients[i]))
        continue;
      int result = taker(&once, taker_context, error);
      if (result != 0)
        return result;
    }
  }
  return 0;
}

struct event_source warehouse_source(struct warehouse *warehouse)
{
  return (struct event_source){.read = source_read, .context = warehouse};
}

static int compare_events(const struct bekende_gebeurtenis *a, const struct bekende_gebeurtenis *b)
{
  int order = id_compare(&a->gebeurtenis.pseudoniem, &b->gebeurtenis.pseudoniem);
  return order != 0 ? order : id_compare(&a->gebeurtenis.id, &b->gebeurtenis.id);
}

static size_t event_place(const struct warehouse *warehouse, const struct bekende_gebeurtenis *event)
{
  size_t at = 0;
  while (at < warehouse->event_count && compare_events(warehouse->events[at], event) < 0)
    at++;
  return at;
}

static bool has_event(const struct warehouse *warehouse, size_t at, const struct bekende_gebeurtenis *event)
{
  return at < warehouse->event_count && compare_events(warehouse->events[at], event) == 0;
}

static void store_new(struct warehouse *warehouse, const struct wijzigingen *changes)
{
  for (size_t i = 0; i < changes->nieuw_count; i++) {
    const struct bekende_gebeurtenis *event = changes->nieuw[i];
    assert_true(i == 0 || compare_events(changes->nieuw[i - 1], event) < 0);
    size_t at = event_place(warehouse, event);
    assert_false(has_event(warehouse, at, event));
    assert_true(warehouse->event_count < warehouse->capacity);
    memmove(&warehouse->events[at + 1], &warehouse->events[at],
        (warehouse->event_count - at) * sizeof(struct bekende_gebeurtenis *));
    warehouse->events[at] = event_copy_new(event, warehouse->arena);
    warehouse->event_count++;
  }
}

static void rename_stored(struct warehouse *warehouse, const struct wijzigingen *changes)
{
  for (size_t i = 0; i < changes->hernoemd_count; i++) {
    const struct hernoeming *change = &changes->hernoemd[i];
    assert_true(i == 0 || compare_events(changes->hernoemd[i - 1].gebeurtenis, change->gebeurtenis) < 0);
    size_t at = event_place(warehouse, change->gebeurtenis);
    assert_true(has_event(warehouse, at, change->gebeurtenis));
    assert_true(id_equal(&warehouse->events[at]->gebeurtenis.levering, &change->vorige_levering));
    warehouse->events[at] = event_copy_new(change->gebeurtenis, warehouse->arena);
  }
}

static int compare_rows(const struct feit_versie *a, const struct feit_versie *b)
{
  if (a->feit != b->feit)
    return a->feit < b->feit ? -1 : 1;
  int order = feit_compare_key(feit_specs[a->feit], a->rij, b->rij);
  return order != 0 ? order : volgorde_getal(a->bekend_van, b->bekend_van);
}

static size_t row_place(const struct warehouse *warehouse, const struct feit_versie *row)
{
  size_t low = 0;
  size_t high = warehouse->row_count;
  while (low < high) {
    size_t middle = low + (high - low) / 2;
    if (compare_rows(&warehouse->rows[middle], row) < 0)
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}

static bool has_row(const struct warehouse *warehouse, size_t at, const struct feit_versie *row)
{
  return at < warehouse->row_count && compare_rows(&warehouse->rows[at], row) == 0;
}

static void delete_rows(struct warehouse *warehouse, const struct wijzigingen *changes)
{
  struct feit_versie before = {.feit = FEIT_CLIENT};
  for (size_t i = 0; i < changes->verwijderd_count; i++) {
    const struct verwijdering *change = &changes->verwijderd[i];
    struct feit_versie row = {.feit = change->feit, .rij = change->rij, .bekend_van = change->bekend_van};
    assert_true(i == 0 || compare_rows(&before, &row) < 0);
    before = row;
    size_t at = row_place(warehouse, &row);
    assert_true(has_row(warehouse, at, &row));
    memmove(&warehouse->rows[at], &warehouse->rows[at + 1],
        (warehouse->row_count - at - 1) * sizeof *warehouse->rows);
    warehouse->row_count--;
  }
}

static void close_rows(struct warehouse *warehouse, const struct wijzigingen *changes)
{
  struct feit_versie before = {.feit = FEIT_CLIENT};
  for (size_t i = 0; i < changes->gesloten_count; i++) {
    const struct sluiting *change = &changes->gesloten[i];
    struct feit_versie row = {.feit = change->feit, .rij = change->rij, .bekend_van = change->bekend_van};
    assert_true(i == 0 || compare_rows(&before, &row) < 0);
    before = row;
    size_t at = row_place(warehouse, &row);
    assert_true(has_row(warehouse, at, &row));
    assert_int_not_equal(warehouse->rows[at].bekend_tot, change->bekend_tot);
    warehouse->rows[at].bekend_tot = change->bekend_tot;
  }
}

/* Copies everything: what is borrowed for the partij is gone after it. */
static struct feit_versie keep_row(struct warehouse *warehouse, const struct feit_versie *row)
{
  const struct record_spec *spec = feit_specs[row->feit];
  char *copy = memcpy(arena_new(warehouse->arena, spec->size), row->rij, spec->size);
  for (size_t i = 0; i < spec->field_count; i++) {
    const char **text = (const char **)(void *)(copy + spec->fields[i].offset);
    if (spec->fields[i].kind == FIELD_TEXT && *text != NULL)
      *text = arena_text(warehouse->arena, *text);
  }
  struct feit_versie kept = *row;
  kept.rij = copy;
  return kept;
}

static void insert_rows(struct warehouse *warehouse, const struct feit_versie *rows, size_t count)
{
  for (size_t i = 0; i < count; i++) {
    assert_true(i == 0 || compare_rows(&rows[i - 1], &rows[i]) < 0);
    size_t at = row_place(warehouse, &rows[i]);
    assert_false(has_row(warehouse, at, &rows[i]));
    assert_true(warehouse->row_count < warehouse->capacity);
    memmove(&warehouse->rows[at + 1], &warehouse->rows[at],
        (warehouse->row_count - at) * sizeof *warehouse->rows);
    warehouse->rows[at] = keep_row(warehouse, &rows[i]);
    warehouse->row_count++;
  }
}

void warehouse_apply(struct warehouse *warehouse, const struct wijzigingen *changes)
{
  store_new(warehouse, changes);
  rename_stored(warehouse, changes);
  delete_rows(warehouse, changes);
  close_rows(warehouse, changes);
  for (int feit = 0; feit < FEIT_COUNT; feit++)
    insert_rows(warehouse, changes->ingevoegd[feit], changes->ingevoegd_count[feit]);
}

void warehouse_expect(const struct warehouse *warehouse, const struct feit_versies *versions)
{
  assert_int_equal(warehouse->row_count, versions->count);
  for (size_t i = 0; i < versions->count; i++) {
    assert_int_equal(compare_rows(&warehouse->rows[i], &versions->items[i]), 0);
    assert_int_equal(warehouse->rows[i].bekend_tot, versions->items[i].bekend_tot);
    assert_true(
        feit_equal(feit_specs[versions->items[i].feit], warehouse->rows[i].rij, versions->items[i].rij));
  }
}
