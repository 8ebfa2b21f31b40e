/* What is in a file of a taken day: read, judged, sealed when it was refused, and put into the batch that is
 * being filled. A file is a levering, or a zip of them.
 *
 * A levering that is too large for a batch goes onto the bus in parts while it is read (bus/batch.h). Nothing
 * of it is kept: when the receiver asks for it again it is read again. */
#ifndef SLUIS_INGEST_JUDGING_H
#define SLUIS_INGEST_JUDGING_H

#include <stdint.h>

#include "base/error.h"
#include "base/must_check.h"
#include "ingest/archive.h"
#include "ingest/pseudonym.h"
#include "ingest/sending.h"
#include "ingest/settler.h"

/* All borrowed. */
struct judging_options {
  const char *inbox; /* where the snapshots of the reference data are */
  const struct pseudonymiser *pseudonymiser;
  const struct archive *archive; /* NULL: nothing is sealed */
  struct sending *sending;
  struct settler *settler;
};

struct judging;
struct judging *judging_new(const struct judging_options *options);
void judging_free(struct judging **judging);

/* Takes up newer snapshots of the reference data. */
MUST_CHECK int judging_refresh(struct judging *judging, struct error *error);

struct judging_file {
  const char *name;
  int file; /* open, at its beginning */
  int64_t size;
};
/* SENDING_ENDED when told to stop. An error of the file itself leaves no part of it on the bus. */
MUST_CHECK int judging_file(
    struct judging *judging, struct day *day, const struct judging_file *given, struct error *error);

/* What parsing and checking took, with log_level = debug. */
int64_t judging_checking_ms(const struct judging *judging);

#endif
