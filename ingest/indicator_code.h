/* Which indicatoren there are, as ingest knows it.
 *
 * Ingest has no database: `sluis reference load` leaves their codes in one small file in the inbox, by
 * rename. Without that file none is known. */
#ifndef SLUIS_INGEST_INDICATOR_CODE_H
#define SLUIS_INGEST_INDICATOR_CODE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "base/must_check.h"

/* Name of the file in the inbox's own folder; begins with a dot, so it is no organisation. */
#define INDICATOR_CODE_FILE ".indicatoren"

/* Over what is there, whole or not at all. codes: each one line of text, in any order. inbox: the folder,
 * made when it is not there. */
MUST_CHECK int indicator_codes_write(
    const char *inbox, const char *const *codes, size_t count, struct error *error);

struct indicator_codes;
struct indicator_codes *indicator_codes_new(const char *inbox); /* reads nothing yet; inbox is borrowed */
void indicator_codes_free(struct indicator_codes **codes);
/* Reads the file if it is another one than at the last call. ERROR_DATA: it is not such a file. */
MUST_CHECK int indicator_codes_refresh(struct indicator_codes *codes, struct error *error);

bool indicator_codes_has(const struct indicator_codes *codes, const char *code);

#endif
