/* A list with its BSNs replaced by their pseudonyms, for use at the source (`sluis pseudonymize`). */
#ifndef SLUIS_INGEST_PSEUDONYMIZE_H
#define SLUIS_INGEST_PSEUDONYMIZE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buffer.h"
#include "base/error.h"
#include "base/must_check.h"
#include "ingest/pseudonym.h"

/* Receives what is wrong: the line of the file (from 1) and what, English, without a value. */
typedef void pseudonymize_finding_taker(int32_t line, const char *what, void *context);

struct pseudonymize_options {
  const struct pseudonymiser *pseudonymiser;
  bool is_workbook;                  /* the list is one (XLSX); what comes out is CSV all the same */
  pseudonymize_finding_taker *taker; /* called for every line that is wrong */
  void *context;
};

/* The list in data becomes text in *out, which is valid only on 0: first the key line (behind a byte order
 * mark, where there is one), then the list with `pseudoniem` instead of `bsn` and each BSN replaced, every
 * other byte as it was. A workbook becomes its comments, header and lines with ; between the cells.
 * ERROR_DATA: no list with BSNs, or with a wrong one. */
MUST_CHECK int pseudonymize(const struct pseudonymize_options *options, const char *data, size_t size,
    struct buffer *out, struct error *error);

#endif
