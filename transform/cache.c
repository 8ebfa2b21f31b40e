/* A hash table (uthash) of blocks, one per client: the events, the pointers to them and their texts in one
 * piece of memory, so that dropping a client is one free(). uthash keeps its items in the order in which they
 * were added: an item that is used is taken out and added again, and the first one is the one to drop. */
#include "transform/cache.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "transform/event_copy.h"

#define uthash_malloc(size) memory_new(size)
/* A client is 16 bytes of a keyed hash, for which any function will do; uthash's own falls through the cases
 * of a switch, which clang refuses where the macro is used. */
#define HASH_FUNCTION HASH_FNV
#include <uthash.h>

struct cache_item {
  UT_hash_handle hh;
  struct client_set set; /* set.client is the key */
  size_t bytes;
  struct bekende_gebeurtenis events[]; /* then the pointers to them, then texts */
};

struct cache {
  struct cache_item *items;
  size_t bytes;
  size_t maximum;
};

struct cache *cache_new(size_t maximum)
{
  struct cache *cache = memory_new(sizeof *cache);
  cache->maximum = maximum;
  return cache;
}

static void drop(struct cache *cache, struct cache_item *item)
{
  /* The analyzer does not see that an item of the table always has a neighbour or is alone. */
  HASH_DEL(cache->items, item); /* NOLINT(clang-analyzer-core.NullDereference) */
  cache->bytes -= item->bytes;
  free(item);
}

void cache_clear(struct cache *cache)
{
  while (cache->items != NULL)
    drop(cache, cache->items);
}

void cache_free(struct cache **cache)
{
  if (*cache == NULL)
    return;
  cache_clear(*cache);
  free(*cache);
  *cache = NULL;
}

static struct cache_item *find(struct cache *cache, const struct id *client)
{
  struct cache_item *item = NULL;
  HASH_FIND(hh, cache->items, client, sizeof *client, item);
  return item;
}

static void add_last(struct cache *cache, struct cache_item *item)
{
  HASH_ADD(hh, cache->items, set.client, sizeof item->set.client, item);
}

const struct client_set *cache_get(struct cache *cache, const struct id *client)
{
  struct cache_item *item = find(cache, client);
  if (item == NULL)
    return NULL;
  HASH_DEL(cache->items, item);
  add_last(cache, item);
  return &item->set;
}

static size_t size_of(const struct client_set *set)
{
  size_t size = sizeof(struct cache_item);
  for (size_t i = 0; i < set->count; i++)
    size += sizeof(struct bekende_gebeurtenis) + sizeof(struct bekende_gebeurtenis *) +
            event_copy_text_size(set->events[i]);
  return size;
}

static struct cache_item *copy_of(const struct client_set *set, size_t size)
{
  struct cache_item *item = memory_new(size);
  item->bytes = size;
  item->set.client = set->client;
  item->set.count = set->count;
  item->set.events = (const struct bekende_gebeurtenis **)(void *)(item->events + set->count);
  char *texts = (char *)(item->set.events + set->count);
  for (size_t i = 0; i < set->count; i++) {
    texts = event_copy_put(set->events[i], &item->events[i], texts);
    item->set.events[i] = &item->events[i];
  }
  return item;
}

static void replace(struct cache *cache, const struct id *client, struct cache_item *item)
{
  struct cache_item *old = find(cache, client);
  if (old != NULL)
    drop(cache, old);
  if (item == NULL)
    return;
  /* Nor that HASH_DEL moves cache->items on. */
  while (cache->bytes + item->bytes > cache->maximum)
    drop(cache, cache->items); /* NOLINT(clang-analyzer-unix.Malloc) */
  add_last(cache, item);
  cache->bytes += item->bytes;
}

/* All are copied before any is dropped: a set borrows from the item that its copy replaces, and making room
 * for one may drop another. */
void cache_put_all(struct cache *cache, const struct client_set *sets, size_t count)
{
  struct cache_item **copies = memory_new(count * sizeof(struct cache_item *));
  for (size_t i = 0; i < count; i++) {
    size_t size = size_of(&sets[i]);
    copies[i] = size <= cache->maximum ? copy_of(&sets[i], size) : NULL;
  }
  for (size_t i = 0; i < count; i++)
    replace(cache, &sets[i].client, copies[i]);
  free(copies);
}

size_t cache_bytes(const struct cache *cache)
{
  return cache->bytes;
}
