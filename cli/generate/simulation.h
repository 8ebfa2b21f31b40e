/* The clients of the region, one after the other: who they are and how their care follows one upon another.
 */
#ifndef SLUIS_CLI_GENERATE_SIMULATION_H
#define SLUIS_CLI_GENERATE_SIMULATION_H

#include <stdint.h>

#include "cli/generate/life.h"
#include "cli/generate/region.h"

enum {
  MOST_CLIENTS = 500000
}; /* as many as the numbers that no citizen has suffice for, with room to spare */

struct client {
  int number; /* from 0 */
  char bsn[10];
  int32_t geboortedatum;
  int datum_gebruik; /* 0: the whole date is known; 1, 2 as the code */
  char geslacht;
  int gemeente; /* where the first care was assigned */
};

/* A ToewijzingNummer that was given to a client and may be given to another one, too: at another aanbieder,
 * because one declaratie may not name it for both (TR416). */
struct given_nummer {
  int nummer;          /* 0: none */
  int client;          /* number */
  int aanbieder;       /* index in region_aanbieders */
  int32_t from, until; /* while its toewijzing is known, and not removed */
};

struct simulation {
  uint64_t seed;
  int32_t first_day, last_day;
  int next_client;
  int next_bsn; /* its first eight digits */
  int next_nummer[GEMEENTE_COUNT][DOMEIN_COUNT];
  struct given_nummer given[GEMEENTE_COUNT][DOMEIN_COUNT];
};

void simulation_init(struct simulation *simulation, uint64_t seed, int32_t first_day, int32_t last_day);
/* The next client and its life. */
void simulation_next(struct simulation *simulation, struct client *client, struct life *life);
/* A ToewijzingNummer that no client has; product: index in region_producten. */
int simulation_take_nummer(struct simulation *simulation, int gemeente, int product);
/* The next one is in no message. */
void simulation_next_in_lists(struct simulation *simulation, struct client *client, struct life *life);

#endif
