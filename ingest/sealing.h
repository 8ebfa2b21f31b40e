/* The original of a levering that was refused, read again and sealed into the archive. */
#ifndef SLUIS_INGEST_SEALING_H
#define SLUIS_INGEST_SEALING_H

#include "base/error.h"
#include "base/must_check.h"
#include "ingest/archive.h"
#include "ingest/zip_reader.h"

/* All borrowed. */
struct sealing {
  const struct archive *archive;
  struct archive_place place;
  const char *name;
};

/* A file; one that is too large to be read is too large to be kept, and 0. */
MUST_CHECK int sealing_file(const struct sealing *sealing, int file, struct error *error);
/* The member of the zip that was read last. */
MUST_CHECK int sealing_member(const struct sealing *sealing, struct zip_reader *zip,
    const struct zip_member *member, struct error *error);

#endif
