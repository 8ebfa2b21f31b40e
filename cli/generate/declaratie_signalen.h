/* The signalen on the lines of declaraties. */
#ifndef SLUIS_CLI_GENERATE_DECLARATIE_SIGNALEN_H
#define SLUIS_CLI_GENERATE_DECLARATIE_SIGNALEN_H

#include "cli/generate/declaratie.h"
#include "cli/generate/signalen.h"

/* A ledger that was sent; counts what was known on each day that is asked. */
void declaratie_signalen_add(struct signalen *signalen, const struct ledger *ledger);

#endif
