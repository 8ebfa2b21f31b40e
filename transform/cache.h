/* Sets of clients in memory, bounded in bytes; the one that was not used for longest goes first. */
#ifndef SLUIS_TRANSFORM_CACHE_H
#define SLUIS_TRANSFORM_CACHE_H

#include <stddef.h>

#include "transform/client_set.h"

struct cache;

struct cache *cache_new(size_t maximum); /* bytes; 0 keeps nothing */
void cache_free(struct cache **cache);

/* The set of this client, borrowed until the next cache_put_all() or cache_clear(); NULL when it is not
 * there. */
const struct client_set *cache_get(struct cache *cache, const struct id *client);
/* Keeps copies in place of what was there; the sets may borrow from each other's and their own old ones. A
 * set that is larger than the maximum is not kept. */
void cache_put_all(struct cache *cache, const struct client_set *sets, size_t count);
void cache_clear(struct cache *cache);
size_t cache_bytes(const struct cache *cache);

#endif
