/* The prestaties of a declaratie that its meldingen are about: which would be rejected, and why. */
#ifndef SLUIS_INGEST_PRESTATIE_FOUTEN_H
#define SLUIS_INGEST_PRESTATIE_FOUTEN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "proto/levering.h"

struct prestatie_fout {
  unsigned client;    /* which in the message, from 1 */
  unsigned prestatie; /* which of that client, from 1 */
  int32_t regel;      /* of the first melding about it */
};

/* Only a 323 has prestaties that can be rejected. */
bool levering_is_declaratie(const struct levering *levering);
/* One for each prestatie, in the order of their lines; most: room in out. */
size_t prestatie_fouten(const struct levering *levering, struct prestatie_fout *out, size_t most);
/* Is this melding about that prestatie? */
bool prestatie_fout_has(const struct prestatie_fout *fout, const struct melding *melding);

#endif
