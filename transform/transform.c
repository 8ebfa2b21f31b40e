/* The stage: a partij of events in, changes of rows out.
 *
 * DESIGN. A partij goes in four steps: order its events by client and id; read the sets that the cache has
 * not; merge each client's events into its set; fold what changed, before and after, and note the difference.
 * Only groups of events that hold a change are folded (groep.h): the others give the same rows on both sides.
 * The klantreis looks across groups: where the started trajecten of the changed groups differ, the other
 * groups with care are folded too, once for both sides. The merged sets wait in the arena of the partij until
 * the caller says that all is stored; the cache never holds what may be lost. A partij that begins while
 * another waits finds its outcome unknown: the cache is dropped. */
#include "transform/transform.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "transform/cache.h"
#include "transform/client_set.h"
#include "transform/client_stand.h"
#include "transform/event_copy.h"
#include "transform/groep.h"
#include "transform/historie.h"
#include "transform/klantreis.h"
#include "transform/verschil.h"
#include "transform/volgorde.h"

enum { READ_CLIENTS = 1000 }; /* in one question to the event source */

struct transform {
  struct event_source source;
  struct cache *cache;
  struct historie old; /* working memory of the fold */
  struct historie new;
  struct historie rest;             /* of groups without change */
  struct arena scratch;             /* of one client */
  const struct client_set *waiting; /* sets of the partij in hand, in its arena */
  size_t waiting_count;
};

/* The clients of a partij, each with its events and its stored set. */
struct touched {
  const struct gebeurtenis *const *events; /* by id */
  size_t count;
  struct client_set stored;
  bool is_absent; /* from the cache */
};

struct partij {
  struct transform *transform;
  struct arena *arena;
  int32_t closed_through;
  struct touched *clients; /* by pseudonym */
  size_t client_count;
  struct wijzigingen *changes;
  struct verschil verschil;
};

/* Stored events that were read, in the arena. */
struct loaded {
  struct arena *arena;
  const struct bekende_gebeurtenis **items;
  size_t count;
  size_t capacity;
};

struct transform *transform_new(const struct transform_options *options)
{
  struct transform *transform = memory_new(sizeof *transform);
  transform->source = options->source;
  transform->cache = cache_new(options->cache_bytes);
  historie_init(&transform->old);
  historie_init(&transform->new);
  historie_init(&transform->rest);
  arena_init(&transform->scratch, 0);
  return transform;
}

void transform_free(struct transform **transform)
{
  if (*transform == NULL)
    return;
  cache_free(&(*transform)->cache);
  historie_fini(&(*transform)->old);
  historie_fini(&(*transform)->new);
  historie_fini(&(*transform)->rest);
  arena_fini(&(*transform)->scratch);
  free(*transform);
  *transform = NULL;
}

void transform_forget(struct transform *transform)
{
  transform->waiting = NULL;
  transform->waiting_count = 0;
  cache_clear(transform->cache);
}

void transform_commit(struct transform *transform)
{
  cache_put_all(transform->cache, transform->waiting, transform->waiting_count);
  transform->waiting = NULL;
  transform->waiting_count = 0;
}

/* Which clients */

static int compare_event(const struct gebeurtenis *a, const struct gebeurtenis *b)
{
  int order = id_compare(&a->pseudoniem, &b->pseudoniem);
  return order != 0 ? order : id_compare(&a->id, &b->id);
}

static int compare_incoming(const void *a, const void *b)
{
  return compare_event(*(const struct gebeurtenis *const *)a, *(const struct gebeurtenis *const *)b);
}

static int compare_stored(const void *a, const void *b)
{
  return compare_event(&(*(const struct bekende_gebeurtenis *const *)a)->gebeurtenis,
      &(*(const struct bekende_gebeurtenis *const *)b)->gebeurtenis);
}

static size_t same_client(const struct gebeurtenis *const *events, size_t count)
{
  size_t n = 1;
  while (n < count && id_equal(&events[0]->pseudoniem, &events[n]->pseudoniem))
    n++;
  return n;
}

static void find_clients(struct partij *partij, const struct gebeurtenis *const *events, size_t count)
{
  const struct gebeurtenis **sorted = arena_array(partij->arena, count, sizeof(struct gebeurtenis *));
  if (count > 0)
    memcpy(sorted, events, count * sizeof(struct gebeurtenis *));
  qsort(sorted, count, sizeof(struct gebeurtenis *), compare_incoming);
  partij->clients = arena_array(partij->arena, count, sizeof *partij->clients);
  for (size_t i = 0; i < count;) {
    struct touched *client = &partij->clients[partij->client_count++];
    client->events = &sorted[i];
    client->count = same_client(&sorted[i], count - i);
    i += client->count;
  }
}

/* Their stored sets */

static int take_loaded(const struct bekende_gebeurtenis *event, void *context, struct error *error)
{
  (void)error;
  struct loaded *loaded = context;
  if (loaded->count == loaded->capacity) {
    loaded->capacity = loaded->capacity > 0 ? loaded->capacity * 2 : 256;
    const struct bekende_gebeurtenis **items =
        arena_array(loaded->arena, loaded->capacity, sizeof(struct bekende_gebeurtenis *));
    if (loaded->count > 0)
      memcpy(items, loaded->items, loaded->count * sizeof(struct bekende_gebeurtenis *));
    loaded->items = items;
  }
  loaded->items[loaded->count++] = event_copy_new(event, loaded->arena);
  return 0;
}

/* loaded: by client and id. Gives every absent client its own part. */
static void share_out(struct partij *partij, const struct loaded *loaded)
{
  size_t at = 0;
  for (size_t i = 0; i < partij->client_count; i++) {
    struct touched *client = &partij->clients[i];
    if (!client->is_absent)
      continue;
    const struct id *pseudoniem = &client->stored.client;
    while (at < loaded->count && id_compare(&loaded->items[at]->gebeurtenis.pseudoniem, pseudoniem) < 0)
      at++;
    client->stored.events = loaded->items != NULL ? &loaded->items[at] : NULL;
    for (; at < loaded->count && id_equal(&loaded->items[at]->gebeurtenis.pseudoniem, pseudoniem); at++)
      client->stored.count++;
  }
}

static int read_absent(struct partij *partij, const struct id *absent, size_t count, struct error *error)
{
  const struct event_source *source = &partij->transform->source;
  struct loaded loaded = {.arena = partij->arena};
  for (size_t at = 0; at < count; at += READ_CLIENTS) {
    size_t some = count - at < READ_CLIENTS ? count - at : READ_CLIENTS;
    int result = source->read(source->context, &absent[at], some, take_loaded, &loaded, error);
    if (result != 0)
      return result;
  }
  if (loaded.count > 1)
    qsort(loaded.items, loaded.count, sizeof(struct bekende_gebeurtenis *), compare_stored);
  share_out(partij, &loaded);
  return 0;
}

static int find_sets(struct partij *partij, struct error *error)
{
  struct id *absent = arena_array(partij->arena, partij->client_count, sizeof *absent);
  size_t absent_count = 0;
  for (size_t i = 0; i < partij->client_count; i++) {
    struct touched *client = &partij->clients[i];
    const struct id *pseudoniem = &client->events[0]->pseudoniem;
    const struct client_set *cached = cache_get(partij->transform->cache, pseudoniem);
    client->is_absent = cached == NULL;
    client->stored = cached != NULL ? *cached : (struct client_set){.client = *pseudoniem};
    if (cached == NULL)
      absent[absent_count++] = *pseudoniem;
  }
  return absent_count > 0 ? read_absent(partij, absent, absent_count, error) : 0;
}

/* What changes */

static const struct set_change *find_change(const struct set_changes *changes, const struct id *id)
{
  size_t low = 0;
  size_t high = changes->count;
  while (low < high) {
    size_t middle = low + (high - low) / 2;
    int order = id_compare(&changes->items[middle].nu->gebeurtenis.id, id);
    if (order == 0)
      return &changes->items[middle];
    if (order < 0)
      low = middle + 1;
    else
      high = middle;
  }
  return NULL;
}

/* The events as they were, in the same order; returns how many. */
static size_t as_before(const struct bekende_gebeurtenis *const *events, size_t count,
    const struct set_changes *changes, const struct bekende_gebeurtenis **out)
{
  size_t before = 0;
  for (size_t i = 0; i < count; i++) {
    const struct set_change *change = find_change(changes, &events[i]->gebeurtenis.id);
    const struct bekende_gebeurtenis *was = change != NULL ? change->was : events[i];
    if (was != NULL)
      out[before++] = was;
  }
  return before;
}

static bool has_change(
    const struct bekende_gebeurtenis *const *events, size_t count, const struct set_changes *changes)
{
  for (size_t i = 0; i < count; i++)
    if (find_change(changes, &events[i]->gebeurtenis.id) != NULL)
      return true;
  return false;
}

/* Folds these events as they were and as they are. room: for count events. */
static void fold_both(struct transform *transform, row_fold *fold,
    const struct bekende_gebeurtenis *const *events, size_t count, const struct set_changes *changes,
    const struct bekende_gebeurtenis **room)
{
  size_t before = as_before(events, count, changes, room);
  historie_add(&transform->old, fold, room, before);
  historie_add(&transform->new, fold, events, count);
}

static void fold_client_row(struct transform *transform, const struct bekende_gebeurtenis **events,
    size_t count, const struct set_changes *changes, const struct bekende_gebeurtenis **room)
{
  size_t before = as_before(events, count, changes, room);
  historie_add(&transform->old, client_stand_fold, room, client_stand_select(room, before));
  historie_add(&transform->new, client_stand_fold, events, client_stand_select(events, count));
}

struct groups {
  struct groepen groepen;
  bool *has_change; /* of each */
};

static void fold_changed(struct transform *transform, struct groups *groups,
    const struct set_changes *changes, const struct bekende_gebeurtenis **room)
{
  for (size_t i = 0; i < groups->groepen.count; i++) {
    const struct groep *groep = &groups->groepen.items[i];
    groups->has_change[i] = has_change(groep->events, groep->count, changes);
    if (groups->has_change[i])
      fold_both(transform, groep_folds[groep->soort], groep->events, groep->count, changes, room);
  }
}

static bool can_start(const struct bekende_gebeurtenis *const *events, size_t count)
{
  for (size_t i = 0; i < count; i++)
    if (klantreis_can_start(&events[i]->gebeurtenis))
      return true;
  return false;
}

static void fold_rest(struct transform *transform, const struct groups *groups)
{
  historie_begin(&transform->rest, &transform->scratch);
  for (size_t i = 0; i < groups->groepen.count; i++) {
    const struct groep *groep = &groups->groepen.items[i];
    if ((groep->soort == GROEP_ZORG || groep->soort == GROEP_LIJST) && !groups->has_change[i] &&
        can_start(groep->events, groep->count))
      historie_add(&transform->rest, groep_folds[groep->soort], groep->events, groep->count);
  }
}

static void add_klantreis(
    struct historie *historie, struct feit_versies changed, struct feit_versies rest, struct arena *scratch)
{
  struct feit_versies both[] = {changed, rest};
  struct klantreis_trajecten trajecten = klantreis_select(both, 2, scratch);
  klantreis_add(historie, &trajecten, scratch);
}

/* After fold_changed(): what that gave is what may differ. */
static void fold_klantreis(struct transform *transform, const struct groups *groups)
{
  struct arena *scratch = &transform->scratch;
  struct feit_versies old = historie_list(&transform->old);
  struct feit_versies new = historie_list(&transform->new);
  struct klantreis_trajecten before = klantreis_select(&old, 1, scratch);
  struct klantreis_trajecten after = klantreis_select(&new, 1, scratch);
  if (klantreis_is_same(&before, &after))
    return;
  fold_rest(transform, groups);
  struct feit_versies rest = historie_list(&transform->rest);
  add_klantreis(&transform->old, old, rest, scratch);
  add_klantreis(&transform->new, new, rest, scratch);
}

static void fold_client(
    struct partij *partij, const struct client_set *set, const struct set_changes *changes)
{
  struct transform *transform = partij->transform;
  struct arena *scratch = &transform->scratch;
  arena_reset(scratch);
  const struct bekende_gebeurtenis **room =
      arena_array(scratch, set->count, sizeof(struct bekende_gebeurtenis *));
  const struct bekende_gebeurtenis **events =
      arena_array(scratch, set->count, sizeof(struct bekende_gebeurtenis *));
  memcpy(events, set->events, set->count * sizeof(struct bekende_gebeurtenis *));
  historie_begin(&transform->old, scratch);
  historie_begin(&transform->new, scratch);
  fold_client_row(transform, events, set->count, changes, room);
  struct groups groups = {.groepen = groep_split(events, set->count, scratch)};
  groups.has_change = arena_array(scratch, groups.groepen.count, sizeof *groups.has_change);
  fold_changed(transform, &groups, changes, room);
  fold_klantreis(transform, &groups);
  struct feit_versies old = historie_sort(&transform->old);
  struct feit_versies new = historie_sort(&transform->new);
  verschil_add(&partij->verschil, &old, &new);
}

static void note_events(struct wijzigingen *out, const struct set_changes *changes)
{
  for (size_t i = 0; i < changes->count; i++) {
    const struct set_change *change = &changes->items[i];
    if (change->was == NULL)
      out->nieuw[out->nieuw_count++] = change->nu;
    else
      out->hernoemd[out->hernoemd_count++] = (struct hernoeming){
          .gebeurtenis = change->nu, .vorige_levering = change->was->gebeurtenis.levering};
  }
}

/* Returns the set that is to be kept once all is stored. */
static struct client_set change_client(struct partij *partij, const struct touched *client)
{
  struct set_changes changes;
  struct client_set set = client_set_merge(
      &client->stored, client->events, client->count, partij->closed_through, partij->arena, &changes);
  if (changes.count > 0)
    fold_client(partij, &set, &changes);
  note_events(partij->changes, &changes);
  return set;
}

static void change_all(struct partij *partij, size_t event_count)
{
  struct arena *arena = partij->arena;
  struct wijzigingen *changes = partij->changes;
  changes->nieuw = arena_array(arena, event_count, sizeof(struct bekende_gebeurtenis *));
  changes->hernoemd = arena_array(arena, event_count, sizeof *changes->hernoemd);
  partij->verschil = (struct verschil){.arena = arena};
  struct client_set *sets = arena_array(arena, partij->client_count, sizeof *sets);
  for (size_t i = 0; i < partij->client_count; i++)
    sets[i] = change_client(partij, &partij->clients[i]);
  verschil_finish(&partij->verschil, changes);
  partij->transform->waiting = sets;
  partij->transform->waiting_count = partij->client_count;
}

int transform_partij(struct transform *transform, const struct gebeurtenis *const *events, size_t count,
    int32_t closed_through, struct arena *arena, struct wijzigingen *changes, struct error *error)
{
  if (transform->waiting != NULL)
    transform_forget(transform);
  *changes = (struct wijzigingen){0};
  struct partij partij = {
      .transform = transform, .arena = arena, .closed_through = closed_through, .changes = changes};
  find_clients(&partij, events, count);
  int result = find_sets(&partij, error);
  if (result != 0)
    return result;
  change_all(&partij, count);
  return 0;
}
