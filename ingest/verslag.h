/* The verslag of one levering: for people as Dutch text, for programs as one JSON object. */
#ifndef SLUIS_INGEST_VERSLAG_H
#define SLUIS_INGEST_VERSLAG_H

#include <stdbool.h>

#include "base/buffer.h"
#include "proto/levering.h"

/* Its day of receipt was closed when it was stored: it counts from a later one. */
bool levering_is_moved(const struct levering *levering);

/* UTF-8, ends with a newline. The levering's id is named unless it is all zeroes (check without a key). */
void verslag_text(const struct levering *levering, struct buffer *out);

/* One line (DESIGN, `check --format json`), ends with a newline; the levering's id is in it under the same
 * condition, and once it is stored the day from which it counts. bestand: as the caller was given it. */
void verslag_json(const struct levering *levering, const char *bestand, struct buffer *out);

#endif
