/* What an aanbieder says about care: a start or a stop, after given and withdrawn were weighed.
 *
 * Per key and Dagtekening net = given - withdrawn; the last Dagtekening with a net other than 0 decides.
 * StatusAanlevering 3 withdraws, everything else gives. Where no Dagtekening has such a net, what was given
 * was also withdrawn: it counts as withdrawn. */
#ifndef SLUIS_TRANSFORM_ZORGMELDING_H
#define SLUIS_TRANSFORM_ZORGMELDING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "proto/gebeurtenis.h"
#include "transform/rijen.h"

struct zorgmelding {
  const struct gebeurtenis *bron; /* the line that stands for it: the last of the Dagtekening that decides,
                                     given or withdrawn as it is */
  const struct id *nummer; /* ToewijzingNummer, given or found (koppeling.h); NULL when there is none */
  const char *categorie;   /* NULL: not given */
  const char *product;     /* NULL: not given */
  int32_t begindatum;
  bool is_stop;
  int32_t einddatum;            /* of a stop */
  const char *reden;            /* of a stop: raw RedenBeeindiging */
  bool is_gegeven;              /* false: withdrawn */
  struct zorgmelding *volgende; /* next stop of the same start, in no special order */
};

/* One line, not weighed; is_gegeven by its own StatusAanlevering. */
struct zorgmelding zorgmelding_read(const struct gebeurtenis *gebeurtenis);

/* By key: domein, gemeente, aanbieder, ToewijzingNummer, product, Begindatum; of stops also reden and
 * Einddatum. Product is the pair categorie and code, as the message has it. */
int zorgmelding_compare_key(const struct zorgmelding *a, const struct zorgmelding *b);

bool zorgmelding_is_tijdelijk(const struct zorgmelding *stop); /* RedenBeeindiging 20 */

/* events: starts and stops in volgorde_vouwen. One zorgmelding per key, in the arena of rijen; returns how
 * many. Adds the signalen TR063 and TR074. */
size_t zorgmelding_weigh(
    const struct gebeurtenis *const *events, size_t count, struct rijen *rijen, struct zorgmelding **out);

#endif
