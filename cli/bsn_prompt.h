/* A BSN from somebody who types it or a program that pipes it: never from the command line, which any user of
 * the machine can read and a shell remembers. */
#ifndef SLUIS_CLI_BSN_PROMPT_H
#define SLUIS_CLI_BSN_PROMPT_H

#include "base/error.h"
#include "base/must_check.h"
#include "ingest/pseudonym.h"

/* One line of stdin; where that is a terminal it is asked for, and not shown while it is typed. ERROR_DATA:
 * no BSN (eight or nine digits that pass the 11-proef), or more than one line. Wipe *out (bsn_wipe) when
 * done. */
MUST_CHECK int bsn_prompt(struct bsn *out, struct error *error);

#endif
