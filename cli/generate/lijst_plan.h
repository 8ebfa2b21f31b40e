/* Which aanbieders deliver lists of trajecten, what they call things, and which lists they send when.
 *
 * Lists of one aanbieder arrive in the order of what they cover: a month or a quarter each, and now and then
 * a list of corrections between two of them. */
#ifndef SLUIS_CLI_GENERATE_LIJST_PLAN_H
#define SLUIS_CLI_GENERATE_LIJST_PLAN_H

#include <stdbool.h>
#include <stdint.h>

#include "cli/generate/calendar.h"

enum { LIJST_AANBIEDER_COUNT = 6, MOST_LISTS = 2 * MOST_MONTHS };
/* Teams and voorzieningen that there are; index 0 is none. Several aanbieders use the same name. */
enum { TEAM_COUNT = 6, VOORZIENING_COUNT = 4 };

extern const char *const lijst_teams[TEAM_COUNT];                /* [0]: "onbekend" */
extern const char *const lijst_voorzieningen[VOORZIENING_COUNT]; /* [0]: "onbekend" */

/* How an aanbieder delivers. */
struct lijst_aanbieder {
  int aanbieder; /* index in region_aanbieders */
  bool is_opvang;
  int months; /* in a list: 1 or 3 */
  char separator;
  bool is_dutch;       /* dates as 30-04-2024 */
  const char *prefix;  /* of its trajectnummers: the same of several, on purpose */
  const int names[3];  /* of teams, or of voorzieningen */
  const int places[3]; /* index in region_gemeenten: where most of its clients come from */
};

extern const struct lijst_aanbieder lijst_aanbieders[LIJST_AANBIEDER_COUNT];

struct lijst_plan_item {
  int32_t van, tot; /* what it covers */
  int32_t cutoff;   /* what was written down by then is in it */
  int32_t received;
  bool is_herstel; /* holds only what changed since the list before it */
};

struct lijst_plan {
  const struct lijst_aanbieder *aanbieder;
  int count;
  struct lijst_plan_item items[MOST_LISTS]; /* in order of receipt */
};

void lijst_plan_init(struct lijst_plan *plan, int number, const struct calendar *calendar);
/* TOT of the newest list received by then; false when there is none. */
bool lijst_plan_tot(const struct lijst_plan *plan, int32_t day, int32_t *tot);

#endif
