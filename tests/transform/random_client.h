/* Seeded random clients: few numbers, dates, products and days, so that everything collides with everything.
 */
#ifndef SLUIS_TESTS_TRANSFORM_RANDOM_CLIENT_H
#define SLUIS_TESTS_TRANSFORM_RANDOM_CLIENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "proto/wijziging.h"

struct random {
  uint64_t state;
};

uint32_t random_below(struct random *random, uint32_t limit); /* 0 .. limit - 1 */
bool random_chance(struct random *random, uint32_t percent);

struct random_shape {
  size_t events;       /* exactly so many */
  uint32_t days;       /* days of receipt to choose from */
  uint32_t numbers;    /* ToewijzingNummers to choose from */
  bool all_numbered;   /* no start or stop without ToewijzingNummer */
  bool all_prestaties; /* prestaties and their rejections only */
  bool is_declaratie;  /* not a client: rejections of one whole declaratie */
  uint32_t client;     /* names the pseudonym */
};

/* Events with distinct ids, in the arena; bekend_van = ontvangen. */
struct bekende_gebeurtenis **random_client(
    struct random *random, const struct random_shape *shape, struct arena *arena);
/* pointers: an array of count pointers of any type. */
void random_shuffle(struct random *random, void *pointers, size_t count);

#endif
