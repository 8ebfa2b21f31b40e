/* The lines of declaraties as the known messages leave them: what was said last, whether a 325 rejects it,
 * and of a credit which debit it takes back. */
#ifndef SLUIS_TRANSFORM_PRESTATIE_REGEL_H
#define SLUIS_TRANSFORM_PRESTATIE_REGEL_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "proto/gebeurtenis.h"

struct prestatie_regel {
  const struct gebeurtenis *prestatie;
  const struct gebeurtenis *afwijzing; /* NULL: no 325 names it */
  struct prestatie_regel *debet;       /* of a credit: what it takes back; NULL: nothing known */
  bool is_teruggenomen;                /* of a debit: a credit that is not rejected takes it back */
};

struct prestatie_regels {
  struct prestatie_regel *items; /* by declaratie_regel_compare */
  size_t count;
};

/* Index of the last event about the same line as the one at `at`; events in volgorde_vouwen. */
size_t prestatie_regel_last(const struct gebeurtenis *const *events, size_t count, size_t at);

/* events: prestaties, then afwijzingen, in volgorde_vouwen; of whole chains (prestatie_keten.h). */
struct prestatie_regels prestatie_regel_list(
    const struct gebeurtenis *const *events, size_t count, struct arena *arena);

bool prestatie_regel_is_debet(const struct prestatie_regel *regel);
/* Rejected itself, or a credit whose debit is. */
bool prestatie_regel_is_afgekeurd(const struct prestatie_regel *regel);

#endif
