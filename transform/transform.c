/* The stage: a partij of events in, changes of rows out, some clients at a time.
 *
 * DESIGN. Events are ordered by client and id; then goes piece by piece what does not hang on the size of the
 * partij: read the sets that the cache has not, merge each client's events into its set, fold what changed,
 * before and after, and note the difference. A piece ends at a client, as soon as the sets that were read
 * reach piece_bytes, so that memory is bounded by that and by the largest client. Only groups of events that
 * hold a change are folded (groep.h): the others give the same rows on both sides. The klantreis looks across
 * groups: where the started trajecten of the changed groups differ, the other groups with care are folded
 * too, once for both sides.
 *
 * The sets of a piece enter the cache when the next one is asked for, so that events of the same client later
 * in the partij find them; until transform_commit() they are those of an open partij. Whatever ends it
 * otherwise - transform_forget(), or another partij that begins - drops the cache as a whole: nothing that
 * may be lost outlives its partij. */
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

enum { READ_CLIENTS = 250 /* in one question to the event source */, PIECE_BYTES = 4 << 20 /* default */ };

struct transform {
  struct event_source source;
  struct cache *cache;
  struct historie old; /* working memory of the fold */
  struct historie new;
  struct historie rest; /* of groups without change */
  struct arena scratch; /* of one client */
  struct arena piece;   /* of the piece in hand: sets, changes */
  struct arena order;   /* of the events that were added last */
  size_t piece_bytes;
  int32_t closed_through;
  bool is_open;                      /* a partij of which something may be in the cache */
  const struct gebeurtenis **events; /* by client and id */
  size_t event_count;
  size_t done;                      /* events whose changes were given */
  const struct client_set *waiting; /* sets of the piece in hand */
  size_t waiting_count;
};

/* The clients of a piece, each with its events and its stored set. */
struct touched {
  const struct gebeurtenis *const *events; /* by id */
  size_t count;
  struct client_set stored;
  bool is_absent; /* from the cache */
};

struct piece {
  struct transform *transform;
  struct arena *arena;
  struct touched *clients; /* by pseudonym */
  size_t client_count;
  size_t client_capacity;
  size_t event_count;
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
  arena_init(&transform->piece, 0);
  arena_init(&transform->order, 0);
  transform->piece_bytes = options->piece_bytes > 0 ? options->piece_bytes : PIECE_BYTES;
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
  arena_fini(&(*transform)->piece);
  arena_fini(&(*transform)->order);
  free(*transform);
  *transform = NULL;
}

/* What was added is void. */
static void drop_events(struct transform *transform)
{
  arena_reset(&transform->order);
  transform->events = NULL;
  transform->event_count = 0;
  transform->done = 0;
}

static void keep_waiting(struct transform *transform)
{
  cache_put_all(transform->cache, transform->waiting, transform->waiting_count);
  transform->waiting = NULL;
  transform->waiting_count = 0;
}

void transform_forget(struct transform *transform)
{
  drop_events(transform);
  transform->waiting = NULL;
  transform->waiting_count = 0;
  transform->is_open = false;
  cache_clear(transform->cache);
}

void transform_commit(struct transform *transform)
{
  keep_waiting(transform);
  drop_events(transform);
  transform->is_open = false;
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

/* The next client of the partij; false when there is none left. */
static bool add_client(struct piece *piece)
{
  const struct transform *transform = piece->transform;
  size_t at = transform->done + piece->event_count;
  if (at == transform->event_count)
    return false;
  if (piece->client_count == piece->client_capacity) {
    piece->client_capacity = piece->client_capacity > 0 ? 2 * piece->client_capacity : READ_CLIENTS;
    struct touched *larger = arena_array(piece->arena, piece->client_capacity, sizeof *larger);
    if (piece->client_count > 0)
      memcpy(larger, piece->clients, piece->client_count * sizeof *larger);
    piece->clients = larger;
  }
  struct touched *client = &piece->clients[piece->client_count++];
  client->events = &transform->events[at];
  client->count = same_client(client->events, transform->event_count - at);
  piece->event_count += client->count;
  return true;
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

/* loaded: by client and id. Gives every absent client from `first` on its own part. */
static void share_out(struct piece *piece, size_t first, const struct loaded *loaded)
{
  size_t at = 0;
  for (size_t i = first; i < piece->client_count; i++) {
    struct touched *client = &piece->clients[i];
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

static int read_absent(
    struct piece *piece, size_t first, const struct id *absent, size_t count, struct error *error)
{
  const struct event_source *source = &piece->transform->source;
  struct loaded loaded = {.arena = piece->arena};
  int result = source->read(source->context, absent, count, take_loaded, &loaded, error);
  if (result != 0)
    return result;
  if (loaded.count > 1)
    qsort(loaded.items, loaded.count, sizeof(struct bekende_gebeurtenis *), compare_stored);
  share_out(piece, first, &loaded);
  return 0;
}

/* What a client adds to the piece at least: copies of its events. */
static bool is_full(const struct piece *piece)
{
  size_t bytes = arena_used(piece->arena) + piece->event_count * sizeof(struct bekende_gebeurtenis);
  return bytes >= piece->transform->piece_bytes;
}

/* Adds clients with their sets, up to READ_CLIENTS that the cache has not. */
static int add_clients(struct piece *piece, struct error *error)
{
  struct id absent[READ_CLIENTS];
  size_t absent_count = 0;
  size_t first = piece->client_count;
  while (piece->client_count - first < READ_CLIENTS && !is_full(piece) && add_client(piece)) {
    struct touched *client = &piece->clients[piece->client_count - 1];
    const struct id *pseudoniem = &client->events[0]->pseudoniem;
    const struct client_set *cached = cache_get(piece->transform->cache, pseudoniem);
    client->is_absent = cached == NULL;
    client->stored = cached != NULL ? *cached : (struct client_set){.client = *pseudoniem};
    if (cached == NULL)
      absent[absent_count++] = *pseudoniem;
  }
  return absent_count > 0 ? read_absent(piece, first, absent, absent_count, error) : 0;
}

static int find_clients(struct piece *piece, struct error *error)
{
  size_t before = 0;
  do {
    before = piece->client_count;
    int result = add_clients(piece, error);
    if (result != 0)
      return result;
  } while (piece->client_count > before);
  return 0;
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

/* The events as they were, in the same order, since none looks at what may change of an event: the day of
 * receipt decides among lines of lists, and there it is part of the id. Returns how many. */
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

static void fold_client(struct piece *piece, const struct client_set *set, const struct set_changes *changes)
{
  struct transform *transform = piece->transform;
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
  verschil_add(&piece->verschil, &old, &new);
}

static void note_events(struct wijzigingen *out, const struct set_changes *changes)
{
  for (size_t i = 0; i < changes->count; i++) {
    const struct set_change *change = &changes->items[i];
    if (change->was == NULL)
      out->nieuw[out->nieuw_count++] = change->nu;
    else
      out->hernoemd[out->hernoemd_count++] = (struct hernoeming){.gebeurtenis = change->nu,
          .vorige_levering = change->was->gebeurtenis.levering,
          .vorige_regel = change->was->gebeurtenis.regel};
  }
  for (size_t i = 0; i < changes->double_count; i++)
    out->dubbel[out->dubbel_count++] = changes->doubles[i];
}

/* Returns the set that is to be kept once all is stored. */
static struct client_set change_client(struct piece *piece, const struct touched *client)
{
  struct set_changes changes;
  struct client_set set = client_set_merge(&client->stored, client->events, client->count,
      piece->transform->closed_through, piece->arena, &changes);
  if (changes.count > 0)
    fold_client(piece, &set, &changes);
  note_events(piece->changes, &changes);
  return set;
}

static void change_all(struct piece *piece)
{
  struct arena *arena = piece->arena;
  struct wijzigingen *changes = piece->changes;
  changes->nieuw = arena_array(arena, piece->event_count, sizeof(struct bekende_gebeurtenis *));
  changes->hernoemd = arena_array(arena, piece->event_count, sizeof *changes->hernoemd);
  changes->dubbel = arena_array(arena, piece->event_count, sizeof(struct gebeurtenis *));
  piece->verschil = (struct verschil){.arena = arena};
  struct client_set *sets = arena_array(arena, piece->client_count, sizeof *sets);
  for (size_t i = 0; i < piece->client_count; i++)
    sets[i] = change_client(piece, &piece->clients[i]);
  verschil_finish(&piece->verschil, changes);
  piece->transform->waiting = sets;
  piece->transform->waiting_count = piece->client_count;
}

void transform_begin(struct transform *transform, int32_t closed_through)
{
  if (transform->is_open)
    transform_forget(transform);
  transform->closed_through = closed_through;
  transform->is_open = true;
}

void transform_add(struct transform *transform, const struct gebeurtenis *const *events, size_t count)
{
  keep_waiting(transform);
  drop_events(transform);
  transform->events = arena_array(&transform->order, count, sizeof(struct gebeurtenis *));
  transform->event_count = count;
  if (count > 0)
    memcpy(transform->events, events, count * sizeof(struct gebeurtenis *));
  qsort(transform->events, count, sizeof(struct gebeurtenis *), compare_incoming);
}

int transform_next(struct transform *transform, struct wijzigingen *changes, bool *found, struct error *error)
{
  keep_waiting(transform);
  arena_reset(&transform->piece);
  *changes = (struct wijzigingen){0};
  struct piece piece = {.transform = transform, .arena = &transform->piece, .changes = changes};
  int result = find_clients(&piece, error);
  *found = result == 0 && piece.client_count > 0;
  if (!*found)
    return result;
  change_all(&piece);
  transform->done += piece.event_count;
  return 0;
}
