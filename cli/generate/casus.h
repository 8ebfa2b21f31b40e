/* A stay in a shelter or a case of a neighbourhood team, as its aanbieder keeps it: what is written down of
 * it on which day, and so which list holds it and what it says there.
 *
 * One that moves (a corrected BSN) is told in some lists under another client: there are two casus with one
 * number then, alike but for is_elsewhere, each in the life of its client. */
#ifndef SLUIS_CLI_GENERATE_CASUS_H
#define SLUIS_CLI_GENERATE_CASUS_H

#include <stdbool.h>
#include <stdint.h>

#include "cli/generate/lijst_plan.h"
#include "cli/generate/random.h"

enum { MOST_CASUS_VERSIES = 5, NO_LIST = -1 };

/* What a line says. Dates: NEVER is empty. */
struct casus_stand {
  int place, product; /* index; see region.h */
  int team, voorziening;
  int melder, hoofddomein; /* index in casus_melders, casus_hoofddomeinen; 0: none */
  int32_t aangemeld, intake, gestart, gestopt;
  int reden; /* index in outcome_redenen; REDEN_ONBEKEND: none */
  bool is_withdrawn;
};

struct casus_versie {
  int32_t written; /* no earlier than the one before it */
  struct casus_stand stand;
};

struct casus {
  const struct lijst_plan *plan;
  int nummer;
  int version_count;
  struct casus_versie versions[MOST_CASUS_VERSIES];
  int damaged_list;                    /* in which its line is wrong, if it is in it; NO_LIST */
  int elsewhere_from, elsewhere_until; /* lists in which it stands under the other client; equal: in none */
  bool is_elsewhere;                   /* this is the one of that other client */
};

enum { MELDER_COUNT = 5, HOOFDDOMEIN_COUNT = 5 };
extern const char *const casus_melders[MELDER_COUNT];
extern const char *const casus_hoofddomeinen[HOOFDDOMEIN_COUNT];

/* What the list says of it, under whichever client; NULL when it is not in it. list: index in plan->items. */
const struct casus_stand *casus_in_list(const struct casus *casus, int list);
/* Whether a list that holds it does so under the client of this one. */
bool casus_is_own(const struct casus *casus, int list);
/* Makes it move: from some list on that holds it it stands under another client, whose casus *out becomes.
 * Sometimes it comes back. False when too few lists hold it. */
bool casus_move(struct casus *casus, struct random *random, struct casus *out);
/* What is known of it on a day: what the last list says that holds it and was received by then, its line
 * being right. NULL: nothing, that it was withdrawn, or that it is another client's. */
const struct casus_stand *casus_known(const struct casus *casus, int32_t day);

#endif
