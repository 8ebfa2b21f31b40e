/* A stay in a shelter or a case of a neighbourhood team, as its aanbieder keeps it: what is written down of
 * it on which day, and so which list holds it and what it says there. */
#ifndef SLUIS_CLI_GENERATE_CASUS_H
#define SLUIS_CLI_GENERATE_CASUS_H

#include <stdbool.h>
#include <stdint.h>

#include "cli/generate/lijst_plan.h"

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
  int damaged_list; /* in which its line is wrong, if it is in it; NO_LIST */
};

enum { MELDER_COUNT = 5, HOOFDDOMEIN_COUNT = 5 };
extern const char *const casus_melders[MELDER_COUNT];
extern const char *const casus_hoofddomeinen[HOOFDDOMEIN_COUNT];

/* What the list says of it; NULL when it is not in it. list: index in plan->items. */
const struct casus_stand *casus_in_list(const struct casus *casus, int list);
/* What is known of it on a day: what the last list says that holds it and was received by then, its line
 * being right. NULL: nothing, or that it was withdrawn. */
const struct casus_stand *casus_known(const struct casus *casus, int32_t day);

#endif
