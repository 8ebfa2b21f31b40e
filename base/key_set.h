/* A set of 64-bit keys (the first bytes of a hash): 16 bytes or less for each. */
#ifndef SLUIS_BASE_KEY_SET_H
#define SLUIS_BASE_KEY_SET_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct key_set {
  uint64_t *slots; /* 0 is an empty one */
  size_t capacity; /* a power of two, or 0 */
  size_t count;
};

void key_set_fini(struct key_set *set); /* empty again; {0} is an empty set too */
void key_set_add(struct key_set *set, uint64_t key);
bool key_set_has(const struct key_set *set, uint64_t key);

#endif
