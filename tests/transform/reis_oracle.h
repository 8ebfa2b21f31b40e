/* The klantreis as its definition reads, slow and obvious: every traject looks at every other one. */
#ifndef SLUIS_TESTS_TRANSFORM_REIS_ORACLE_H
#define SLUIS_TESTS_TRANSFORM_REIS_ORACLE_H

#include <stdbool.h>

#include "base/arena.h"
#include "transform/fold.h"

/* known: all rows of a client that are known on one day, by (kind, key). Whether the rows of the klantreis
 * among them are those that the trajecten among them ask for. */
bool reis_oracle_agrees(const struct feit_versies *known, struct arena *arena);

#endif
