/* What the process as a whole owes the people whose data it holds. */
#ifndef SLUIS_BASE_PROCESS_H
#define SLUIS_BASE_PROCESS_H

#include "base/error.h"
#include "base/must_check.h"

/* No core can be written and no other process of this user can look into our memory: PR_SET_DUMPABLE 0 and
 * RLIMIT_CORE 0. Call it first in main, before a key or a levering is read. */
MUST_CHECK int process_protect(struct error *error);

#endif
