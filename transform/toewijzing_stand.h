/* A toewijzing as its known versions leave it. */
#ifndef SLUIS_TRANSFORM_TOEWIJZING_STAND_H
#define SLUIS_TRANSFORM_TOEWIJZING_STAND_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "proto/gebeurtenis.h"
#include "transform/rijen.h"

struct toewijzing_stand {
  const struct gebeurtenis *eerste;   /* first version that assigns (RedenWijziging other than 13) */
  const struct gebeurtenis *nieuwste; /* newest version: says what holds */
  int32_t versies;                    /* number of versions known */
  bool is_ingetrokken;                /* the newest has RedenWijziging 13: as if never sent */
  struct id sleutel;
};

/* events: toewijzingen in volgorde_vouwen. One stand per (domein, gemeente, ToewijzingNummer), in that order.
 */
size_t toewijzing_stand_list(const struct gebeurtenis *const *events, size_t count, struct arena *arena,
    struct toewijzing_stand **out);

/* The one with this number in the domein and gemeente of line; NULL when none is known. */
const struct toewijzing_stand *toewijzing_stand_find(const struct toewijzing_stand *list, size_t count,
    const struct gebeurtenis *line, const struct id *nummer);

/* Whether this version withdraws the toewijzing: RedenWijziging 13. */
bool toewijzing_stand_withdraws(const struct gebeurtenis *version);

/* Its row; none when it is withdrawn. */
void toewijzing_stand_add_row(const struct toewijzing_stand *stand, struct rijen *rijen);

#endif
