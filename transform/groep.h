/* The events of a client in groups that cannot influence each other, so that a new event costs a fold of its
 * own groups only. */
#ifndef SLUIS_TRANSFORM_GROEP_H
#define SLUIS_TRANSFORM_GROEP_H

#include <stddef.h>

#include "base/arena.h"
#include "proto/wijziging.h"
#include "transform/historie.h"

enum groep_soort {
  GROEP_ZORG,        /* toewijzingen, starts, stops -> toewijzingen, trajecten, onderbrekingen, signalen */
  GROEP_PRESTATIES,  /* prestaties, rejections -> prestaties, and signalen of prestaties among themselves */
  GROEP_TOETS,       /* prestaties, versions of what they name -> signalen of prestaties on a toewijzing */
  GROEP_DECLARATIES, /* declaraties that are rejected as a whole */
  GROEP_LIJST,       /* lines of lists about one trajectnummer or figure -> trajecten, figures */
  GROEP_DUBBEL, /* lines of one aanbieder, and the care from messages that they may tell of too -> SL04 */
  GROEP_SOORT_COUNT
};

struct groep {
  enum groep_soort soort;
  const struct bekende_gebeurtenis **events; /* in volgorde_vouwen */
  size_t count;
};

struct groepen {
  struct groep *items;
  size_t count;
};

/* Each event is in one group; a prestatie is in a GROEP_TOETS as well, next to the versions that it is held
 * against, and what the messages and lists of one aanbieder say is also together in a GROEP_DUBBEL. All lies
 * in the arena. */
struct groepen groep_split(
    const struct bekende_gebeurtenis *const *events, size_t count, struct arena *arena);

/* How groups of each soort are folded: from events in volgorde_vouwen, of one group or of any number of whole
 * groups, or those of them that are known on a day. Events that are of no use to the soort are passed over;
 * the rows are in no special order. */
extern row_fold *const groep_folds[GROEP_SOORT_COUNT];

#endif
