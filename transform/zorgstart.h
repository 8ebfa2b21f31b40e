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

struct zorgstarts {
  struct zorgstart *items; /* in effect, by Begindatum */
  size_t count;
  struct zorgstart *ingetrokken; /* withdrawn while there are stops on them, which go with them */
  size_t ingetrokken_count;
};

/* meldingen: of one keten, starts before stops, each by Begindatum and volgorde_bericht. */
struct zorgstarts zorgstart_list(struct zorgmelding *meldingen, size_t count, struct arena *arena);

#endif
