/* splitmix64 (Steele, Lea, Flood 2014): small, good enough for made-up lives, and its own definition on any
 * machine, which rand() is not. */
#include "cli/generate/random.h"

static uint64_t next(struct random *random)
{
  random->state += 0x9e3779b97f4a7c15u;
  uint64_t z = random->state;
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
  return z ^ (z >> 31);
}

void random_init(struct random *random, uint64_t seed, uint64_t stream)
{
  random->state = seed;
  random->state = next(random) ^ (stream * 0xd1342543de82ef95u);
  random->state = next(random);
}

int random_below(struct random *random, int count)
{
  /* the upper half times count: no visible bias for counts this small */
  return (int)(((next(random) >> 32) * (uint64_t)count) >> 32);
}

int random_between(struct random *random, int lowest, int highest)
{
  return highest <= lowest ? lowest : lowest + random_below(random, highest - lowest + 1);
}

bool random_chance(struct random *random, int per_mille)
{
  return random_below(random, 1000) < per_mille;
}

int random_weighted(struct random *random, const int *weights, int count)
{
  int sum = 0;
  for (int i = 0; i < count; i++)
    sum += weights[i];
  int point = random_below(random, sum);
  int chosen = 0;
  while (point >= weights[chosen]) {
    point -= weights[chosen];
    chosen++;
  }
  return chosen;
}
