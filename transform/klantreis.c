/* Neighbours in time, and how they were known through the days.
 *
 * DESIGN. All that was ever known of the trajecten is put in the order once: a traject stands in it as often
 * as it was known differently, each time with the days on which it stood there. On each day on which
 * something changes two walks along the order settle all neighbours, without sorting or searching again:
 * - who starts first on or after a place, and who ends last before a place, are running answers;
 * - where the first start on or after an end stands, and the first after it, is the same on all days;
 * - a traject can be vorige of just those that stand at its volgende or after it: there it has ended, before
 * that it has not. So each hands itself to its volgende, and the best of what was handed over so far is the
 * vorige. This costs a few steps for each place and day; a row is made only when it stops to hold. */
#include "transform/klantreis.h"

#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "proto/feit_klantreis.h"
#include "transform/volgorde.h"

#define NONE SIZE_MAX

/* Which trajecten */

/* As volgorde_tekst, but unknown comes last. */
static int compare_text(const char *a, const char *b)
{
  if (a == NULL || b == NULL)
    return (a == NULL) - (b == NULL);
  return strcmp(a, b);
}

/* DATE_INFINITY: open. */
static int32_t end_of(const struct feit_traject *traject)
{
  return traject->has_gestopt ? traject->gestopt : DATE_INFINITY;
}

/* The order of a klantreis. */
static int compare_order(const struct feit_traject *a, const struct feit_traject *b)
{
  int order = volgorde_getal(a->gestart, b->gestart);
  if (order == 0)
    order = volgorde_getal(end_of(a), end_of(b));
  if (order == 0)
    order = volgorde_getal(a->domein, b->domein);
  if (order == 0)
    order = compare_text(a->gemeente, b->gemeente);
  if (order == 0)
    order = compare_text(a->aanbieder, b->aanbieder);
  if (order == 0)
    order = compare_text(a->product, b->product);
  return order != 0 ? order : id_compare(&a->sleutel, &b->sleutel);
}

bool klantreis_can_start(const struct gebeurtenis *event)
{
  switch (event->inhoud_soort) {
  case GEBEURTENIS_INHOUD_START:
  case GEBEURTENIS_INHOUD_STOP: /* implies its start */
  case GEBEURTENIS_INHOUD_TRAJECT_REGEL:
    return true;
  case GEBEURTENIS_INHOUD_TOEWIJZING:
  case GEBEURTENIS_INHOUD_PRESTATIE:
  case GEBEURTENIS_INHOUD_AFWIJZING:
  case GEBEURTENIS_INHOUD_DECLARATIE_AFKEUR:
  case GEBEURTENIS_INHOUD_INDICATOR_REGEL:
  case GEBEURTENIS_INHOUD_VERHUISD:
  case GEBEURTENIS_INHOUD_COUNT:
    return false;
  }
  return false;
}

static int compare_key(const void *a, const void *b)
{
  const struct klantreis_traject *first = a;
  const struct klantreis_traject *second = b;
  int order = id_compare(&first->traject->sleutel, &second->traject->sleutel);
  return order != 0 ? order : volgorde_getal(first->bekend_van, second->bekend_van);
}

/* Makes one of what is adjacent and equal. */
static void join_equal(struct klantreis_trajecten *list)
{
  size_t kept = 0;
  for (size_t i = 0; i < list->count; i++) {
    struct klantreis_traject *last = kept > 0 ? &list->items[kept - 1] : NULL;
    const struct klantreis_traject *next = &list->items[i];
    if (last != NULL && last->bekend_tot == next->bekend_van &&
        compare_order(last->traject, next->traject) == 0)
      last->bekend_tot = next->bekend_tot;
    else
      list->items[kept++] = *next;
  }
  list->count = kept;
}

static void select_started(struct klantreis_trajecten *list, const struct feit_versies *versions)
{
  for (size_t i = 0; i < versions->count; i++) {
    const struct feit_versie *version = &versions->items[i];
    if (version->feit != FEIT_TRAJECT)
      continue;
    const struct feit_traject *traject = version->rij;
    if (traject->has_gestart)
      list->items[list->count++] = (struct klantreis_traject){
          .traject = traject, .bekend_van = version->bekend_van, .bekend_tot = version->bekend_tot};
  }
}

struct klantreis_trajecten klantreis_select(
    const struct feit_versies *lists, size_t list_count, struct arena *arena)
{
  size_t most = 0;
  for (size_t i = 0; i < list_count; i++)
    most += lists[i].count;
  struct klantreis_trajecten list = {.items = arena_array(arena, most, sizeof *list.items)};
  for (size_t i = 0; i < list_count; i++)
    select_started(&list, &lists[i]);
  if (list.count > 1)
    qsort(list.items, list.count, sizeof *list.items, compare_key);
  join_equal(&list);
  return list;
}

bool klantreis_is_same(const struct klantreis_trajecten *a, const struct klantreis_trajecten *b)
{
  if (a->count != b->count)
    return false;
  for (size_t i = 0; i < a->count; i++) {
    const struct klantreis_traject *first = &a->items[i];
    const struct klantreis_traject *second = &b->items[i];
    if (first->bekend_van != second->bekend_van || first->bekend_tot != second->bekend_tot ||
        compare_order(first->traject, second->traject) != 0)
      return false;
  }
  return true;
}

/* The order */

/* A traject where it stands in the order, on the days on which it stands there. */
struct place {
  const struct feit_traject *traject;
  int32_t gestart;
  int32_t gestopt; /* DATE_INFINITY: open */
  int32_t bekend_van;
  int32_t bekend_tot;
  size_t number; /* of the traject: the same for all places of one */
  size_t after;  /* the first place that starts on or after this end; behind the last when there is none */
  size_t past;   /* the first that starts after this end */
};

/* What a row says. */
struct stand {
  bool is_vervolg;
  bool loopt_naast;
  bool loopt_door;
  int32_t gestart;
  int32_t gestopt;
  size_t vorige; /* number, or NONE */
  int32_t gat;
  size_t volgende; /* number, or NONE */
  int32_t gat_na;
};

/* A traject and the row of it that holds. */
struct reis {
  const struct feit_traject *traject; /* to take names from */
  bool is_open;
  struct stand stand;
  int32_t bekend_van;
  int32_t seen; /* the last day on which the traject was known */
};

/* Working memory of a client. The answers of a day are lists of places, by place; NONE where there is none.
 */
struct walk {
  struct historie *historie;
  struct reis *reizen; /* by number */
  size_t reis_count;
  struct place *places;
  size_t count;
  size_t *next;    /* of each place and behind the last: the first that is known there or after it */
  size_t *longest; /* the same: of those that are known before it, the one that ends last */
  size_t *ended;   /* the same: of those that have it as volgende, the one that ends last */
  size_t *vorige;  /* of each that is known */
  size_t *volgende;
};

static int compare_places(const void *a, const void *b)
{
  return compare_order(((const struct place *)a)->traject, ((const struct place *)b)->traject);
}

/* The first place that starts on or after this day. */
static size_t first_start(const struct walk *walk, int64_t day)
{
  size_t low = 0;
  size_t high = walk->count;
  while (low < high) {
    size_t middle = low + (high - low) / 2;
    if (walk->places[middle].gestart < day)
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}

static size_t larger(size_t a, size_t b)
{
  return a > b ? a : b;
}

/* trajecten: by key, so that a traject has one number. */
static void fill_places(struct walk *walk, const struct klantreis_trajecten *trajecten)
{
  for (size_t i = 0; i < trajecten->count; i++) {
    const struct klantreis_traject *known = &trajecten->items[i];
    if (i == 0 || !id_equal(&known->traject->sleutel, &trajecten->items[i - 1].traject->sleutel))
      walk->reizen[walk->reis_count++].traject = known->traject;
    walk->places[i] = (struct place){.traject = known->traject,
        .gestart = known->traject->gestart,
        .gestopt = end_of(known->traject),
        .bekend_van = known->bekend_van,
        .bekend_tot = known->bekend_tot,
        .number = walk->reis_count - 1};
  }
}

static void order_places(struct walk *walk)
{
  if (walk->count > 1)
    qsort(walk->places, walk->count, sizeof *walk->places, compare_places);
  for (size_t i = 0; i < walk->count; i++) {
    struct place *place = &walk->places[i];
    place->after = larger(first_start(walk, place->gestopt), i + 1);
    place->past = first_start(walk, (int64_t)place->gestopt + 1);
  }
}

static struct walk walk_new(
    struct historie *historie, const struct klantreis_trajecten *trajecten, struct arena *arena)
{
  size_t count = trajecten->count;
  struct walk walk = {.historie = historie,
      .reizen = arena_array(arena, count, sizeof *walk.reizen),
      .places = arena_array(arena, count, sizeof *walk.places),
      .count = count,
      .next = arena_array(arena, count + 1, sizeof *walk.next),
      .longest = arena_array(arena, count + 1, sizeof *walk.longest),
      .ended = arena_array(arena, count + 1, sizeof *walk.ended),
      .vorige = arena_array(arena, count, sizeof *walk.vorige),
      .volgende = arena_array(arena, count, sizeof *walk.volgende)};
  fill_places(&walk, trajecten);
  order_places(&walk);
  return walk;
}

/* The neighbours on a day */

static bool is_known(const struct place *place, int32_t day)
{
  return place->bekend_van <= day && day < place->bekend_tot;
}

/* Of two places (or NONE) the one that ends last; of equal ends the last in the order. */
static size_t last_end(const struct walk *walk, size_t a, size_t b)
{
  if (a == NONE || b == NONE)
    return a == NONE ? b : a;
  int order = volgorde_getal(walk->places[a].gestopt, walk->places[b].gestopt);
  if (order == 0)
    return larger(a, b);
  return order > 0 ? a : b;
}

static void look_ahead(struct walk *walk, int32_t day)
{
  walk->next[walk->count] = NONE;
  for (size_t i = walk->count; i-- > 0;)
    walk->next[i] = is_known(&walk->places[i], day) ? i : walk->next[i + 1];
}

static void look_back(struct walk *walk, int32_t day)
{
  walk->longest[0] = NONE;
  for (size_t i = 0; i < walk->count; i++) {
    size_t own = is_known(&walk->places[i], day) ? i : NONE;
    walk->longest[i + 1] = last_end(walk, walk->longest[i], own);
  }
}

static void find_neighbours(struct walk *walk)
{
  for (size_t i = 0; i <= walk->count; i++)
    walk->ended[i] = NONE;
  size_t vorige = NONE;
  for (size_t i = walk->next[0]; i != NONE; i = walk->next[i + 1]) {
    vorige = last_end(walk, vorige, walk->ended[i]);
    walk->vorige[i] = vorige;
    size_t volgende = walk->next[walk->places[i].after];
    walk->volgende[i] = volgende;
    if (volgende != NONE)
      walk->ended[volgende] = last_end(walk, walk->ended[volgende], i);
  }
}

static bool loopt_naast(const struct walk *walk, size_t i)
{
  size_t longest = walk->longest[i];
  return longest != NONE && walk->places[longest].gestopt > walk->places[i].gestart;
}

static bool loopt_door(const struct walk *walk, size_t i)
{
  const struct place *place = &walk->places[i];
  return place->gestopt != DATE_INFINITY && last_end(walk, i, walk->longest[place->past]) != i;
}

/* Rows */

static struct stand stand_of(const struct walk *walk, size_t i)
{
  const struct place *place = &walk->places[i];
  struct stand stand = {.is_vervolg = false,
      .loopt_naast = loopt_naast(walk, i),
      .loopt_door = loopt_door(walk, i),
      .gestart = place->gestart,
      .gestopt = place->gestopt,
      .vorige = NONE,
      .volgende = NONE};
  size_t vorige = walk->vorige[i];
  if (vorige != NONE) {
    stand.vorige = walk->places[vorige].number;
    stand.gat = place->gestart - walk->places[vorige].gestopt;
    stand.is_vervolg = walk->volgende[vorige] == i;
  }
  size_t volgende = walk->volgende[i];
  if (volgende != NONE) {
    stand.volgende = walk->places[volgende].number;
    stand.gat_na = walk->places[volgende].gestart - place->gestopt;
  }
  return stand;
}

static bool is_same_stand(const struct stand *a, const struct stand *b)
{
  return a->gestart == b->gestart && a->gestopt == b->gestopt && a->vorige == b->vorige && a->gat == b->gat &&
         a->volgende == b->volgende && a->gat_na == b->gat_na && a->is_vervolg == b->is_vervolg &&
         a->loopt_naast == b->loopt_naast && a->loopt_door == b->loopt_door;
}

static void fill_row(const struct walk *walk, const struct reis *reis, struct feit_klantreis *row)
{
  const struct stand *stand = &reis->stand;
  row->pseudoniem = reis->traject->pseudoniem;
  row->sleutel = reis->traject->sleutel;
  row->gestart = stand->gestart;
  row->has_gestopt = stand->gestopt != DATE_INFINITY;
  row->gestopt = row->has_gestopt ? stand->gestopt : 0;
  row->has_vorige = row->has_gat = stand->vorige != NONE;
  if (row->has_vorige)
    row->vorige = walk->reizen[stand->vorige].traject->sleutel;
  row->gat = stand->gat;
  row->is_vervolg = stand->is_vervolg;
  row->has_volgende = row->has_gat_na = stand->volgende != NONE;
  if (row->has_volgende)
    row->volgende = walk->reizen[stand->volgende].traject->sleutel;
  row->gat_na = stand->gat_na;
  row->loopt_naast = stand->loopt_naast;
  row->loopt_door = stand->loopt_door;
}

/* The row that held until this day becomes a version. */
static void close_reis(struct walk *walk, struct reis *reis, int32_t day)
{
  struct feit_klantreis *row = arena_new(walk->historie->arena, sizeof *row);
  fill_row(walk, reis, row);
  historie_append(walk->historie,
      (struct feit_versie){
          .feit = FEIT_KLANTREIS, .bekend_van = reis->bekend_van, .bekend_tot = day, .rij = row});
  reis->is_open = false;
}

static void update_reis(struct walk *walk, struct reis *reis, const struct stand *today, int32_t day)
{
  reis->seen = day;
  if (reis->is_open && is_same_stand(&reis->stand, today))
    return;
  if (reis->is_open)
    close_reis(walk, reis, day);
  reis->is_open = true;
  reis->stand = *today;
  reis->bekend_van = day;
}

static void close_unseen(struct walk *walk, int32_t day)
{
  for (size_t i = 0; i < walk->reis_count; i++)
    if (walk->reizen[i].is_open && walk->reizen[i].seen != day)
      close_reis(walk, &walk->reizen[i], day);
}

static void add_day(struct walk *walk, int32_t day)
{
  look_ahead(walk, day);
  look_back(walk, day);
  find_neighbours(walk);
  for (size_t i = walk->next[0]; i != NONE; i = walk->next[i + 1]) {
    struct stand today = stand_of(walk, i);
    update_reis(walk, &walk->reizen[walk->places[i].number], &today, day);
  }
  close_unseen(walk, day);
}

static int compare_days(const void *a, const void *b)
{
  return volgorde_getal(*(const int32_t *)a, *(const int32_t *)b);
}

/* The days on which something begins or stops to be known. */
static size_t list_days(const struct klantreis_trajecten *trajecten, struct arena *arena, int32_t **out)
{
  int32_t *days = arena_array(arena, 2 * trajecten->count, sizeof *days);
  size_t count = 0;
  for (size_t i = 0; i < trajecten->count; i++) {
    days[count++] = trajecten->items[i].bekend_van;
    days[count++] = trajecten->items[i].bekend_tot;
  }
  qsort(days, count, sizeof *days, compare_days);
  size_t distinct = 0;
  for (size_t i = 0; i < count; i++)
    if (distinct == 0 || days[i] != days[distinct - 1])
      days[distinct++] = days[i];
  *out = days;
  return distinct;
}

/* DATE_INFINITY may be among the days: then nothing is known any more, and all that is open is closed. */
void klantreis_add(
    struct historie *historie, const struct klantreis_trajecten *trajecten, struct arena *scratch)
{
  if (trajecten->count == 0)
    return;
  int32_t *days = NULL;
  size_t day_count = list_days(trajecten, scratch, &days);
  struct walk walk = walk_new(historie, trajecten, scratch);
  for (size_t i = 0; i < day_count; i++)
    add_day(&walk, days[i]);
}
