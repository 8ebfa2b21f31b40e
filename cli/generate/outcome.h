/* What was known of one stretch of care on a day: when it began, when it ended and why; of the trajecten of a
 * client all together, those of messages and those of lists.
 *
 * Reckoned from the facts of a life by the day of receipt that each of them carries. Shares nothing with
 * transform/: this is what a fold is judged by. */
#ifndef SLUIS_CLI_GENERATE_OUTCOME_H
#define SLUIS_CLI_GENERATE_OUTCOME_H

#include <stdbool.h>
#include <stdint.h>

#include "cli/generate/life.h"

enum { REDEN_COUNT = 12, REDEN_WIJZIGINGSVERZOEK = 6, REDEN_NIET_GEMELD = 10, REDEN_ONBEKEND = 11 };
extern const char *const outcome_redenen[REDEN_COUNT]; /* normalised */

/* A day after every receipt and before never: what is known at the end. */
#define THE_END (NEVER - 1)

struct outcome {
  bool started;
  int32_t gestart;
  int32_t einde;   /* as it is known, be it after the day; NEVER: open */
  int32_t gestopt; /* the same; NEVER when it lies after the day */
  int reden;       /* index in outcome_redenen */
};

/* On day: the days of receipt up to and including it count. Nothing is started of a removed toewijzing. */
struct outcome outcome_find(const struct assignment *assignment, const struct care *care, int32_t day);
/* Whether any version of the toewijzing was received, and it was not removed. */
bool outcome_is_assigned(const struct assignment *assignment, int32_t day);

/* A traject that is known. */
struct bekend {
  int place, aanbieder, product; /* see region.h */
  const struct care *care;       /* NULL: of a list */
  const struct casus *casus;     /* NULL: of messages */
  const struct casus_stand *stand;
  struct outcome outcome; /* started */
};

enum { MOST_BEKEND = MOST_ASSIGNMENTS * MOST_CARES + MOST_CASUS };

/* The started trajecten as known on day; returns how many. */
int outcome_list(const struct life *life, int32_t day, struct bekend out[MOST_BEKEND]);

#endif
