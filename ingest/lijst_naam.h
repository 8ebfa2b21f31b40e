/* File names of lists in the form in which they sort: later lists of one day replace earlier ones by name. */
#ifndef SLUIS_INGEST_LIJST_NAAM_H
#define SLUIS_INGEST_LIJST_NAAM_H

#include "base/arena.h"

/* Names order by what stands before a ~NUMBER at their end in bytes, then by that number (none is 1). The
 * form orders so under strcmp(): each part between slashes (a zip and its member) is what stands before it, a
 * byte 1, a letter for how many digits the number has, and the number. Nine or more digits in a row are
 * masked. */
const char *lijst_naam_sortable(const char *name, struct arena *arena);

#endif
