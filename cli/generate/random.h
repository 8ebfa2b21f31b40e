/* Random numbers that are the same on any machine for the same seed and stream (splitmix64).
 *
 * Each client has streams of its own, so that what one client does changes nothing for the next. */
#ifndef SLUIS_CLI_GENERATE_RANDOM_H
#define SLUIS_CLI_GENERATE_RANDOM_H

#include <stdbool.h>
#include <stdint.h>

struct random {
  uint64_t state;
};

void random_init(struct random *random, uint64_t seed, uint64_t stream);
int random_below(struct random *random, int count);                 /* 0..count-1; count > 0 */
int random_between(struct random *random, int lowest, int highest); /* both included */
bool random_chance(struct random *random, int per_mille);
/* The index of one of count weights, in proportion to them; their sum must be positive. */
int random_weighted(struct random *random, const int *weights, int count);

#endif
