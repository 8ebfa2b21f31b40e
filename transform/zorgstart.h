/* A start with the stops that belong to it. */
#ifndef SLUIS_TRANSFORM_ZORGSTART_H
#define SLUIS_TRANSFORM_ZORGSTART_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "transform/zorgmelding.h"

struct zorgstart {
  const struct zorgmelding *melding; /* the start; where it is implied, one of its stops */
  bool is_impliciet;                 /* no start is known: its stops say that there was one */
  struct zorgmelding *stops;         /* linked by volgende, in no special order; given ones only */
};

/* meldingen: of one keten, starts before stops, each by Begindatum and volgorde_bericht. Starts in effect by
 * Begindatum, each with its stops: withdrawn starts are left out together with the stops on them. */
size_t zorgstart_list(
    struct zorgmelding *meldingen, size_t count, struct arena *arena, struct zorgstart **out);

#endif
