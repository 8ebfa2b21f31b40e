/* waarheid/signalen*.csv: how many signalen the region must give, by code, domein and gemeente, as known at
 * the end and on each earlier peildatum.
 *
 * Whoever makes something go wrong says so here, with the days on which it can be seen: from the day of
 * receipt that shows it until the one that mends it. */
#ifndef SLUIS_CLI_GENERATE_SIGNALEN_H
#define SLUIS_CLI_GENERATE_SIGNALEN_H

#include <stdint.h>

#include "base/error.h"
#include "base/must_check.h"
#include "cli/generate/calendar.h"
#include "cli/generate/life.h"
#include "cli/generate/output_tree.h"

struct signalen;

/* One line of a message that is odd. */
struct signalering {
  enum signaal signaal;
  enum domein domein;
  int place;           /* see region.h: of a message a gemeente */
  int32_t from, until; /* days of receipt; not on until itself. NEVER: not at all, and for good */
};

struct signalen *signalen_new(const struct calendar *calendar); /* which is borrowed */
void signalen_free(struct signalen **signalen);

void signalen_add(struct signalen *signalen, const struct signalering *signalering);
/* One more on one of the days that are asked: index in the views of the calendar. */
void signalen_count(struct signalen *signalen, int view, enum signaal signaal, enum domein domein, int place);
/* Those that the scripts of a life have noted, and those on its lines in lists (SL04). */
void signalen_add_life(struct signalen *signalen, const struct life *life);
MUST_CHECK int signalen_write(
    const struct signalen *signalen, const struct output_tree *tree, struct error *error);

#endif
