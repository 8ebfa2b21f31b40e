/* The trajecten of one toewijzing, or of starts and stops that share a ToewijzingNummer nobody assigned yet.
 */
#ifndef SLUIS_TRANSFORM_KETEN_H
#define SLUIS_TRANSFORM_KETEN_H

#include <stddef.h>

#include "transform/rijen.h"
#include "transform/toewijzing_stand.h"
#include "transform/zorgmelding.h"

struct keten {
  const struct toewijzing_stand *toewijzing; /* NULL: none is known; never a withdrawn one */
  struct zorgmelding *meldingen;             /* as zorgstart_list() wants them */
  size_t count;
  bool is_los; /* without ToewijzingNummer: every start is a traject of its own */
};

/* Adds trajecten, onderbrekingen and the signalen TR071, TR326, TR382, TR413, TR414, TR415, SL01. */
void keten_fold(const struct keten *keten, struct rijen *rijen);

#endif
