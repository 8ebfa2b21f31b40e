/* What was known of one stretch of care on a day: when it began, when it ended and why.
 *
 * Reckoned from the facts of a life by the day of receipt that each of them carries. Shares nothing with
 * transform/: this is what a fold is judged by. */
#ifndef SLUIS_CLI_GENERATE_OUTCOME_H
#define SLUIS_CLI_GENERATE_OUTCOME_H

#include <stdbool.h>
#include <stdint.h>

#include "cli/generate/life.h"

enum { REDEN_COUNT = 11, REDEN_WIJZIGINGSVERZOEK = 6, REDEN_NIET_GEMELD = REDEN_COUNT - 1 };
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

#endif
