/* A small text file that the warehouse's side leaves in the inbox for ingest, which has no database: written
 * by rename, read again when it is another one. What stands in it is for ingest/overeenkomst.c,
 * ingest/product_domein.c and ingest/indicator_code.c. */
#ifndef SLUIS_INGEST_SNAPSHOT_H
#define SLUIS_INGEST_SNAPSHOT_H

#include <stdbool.h>
#include <sys/stat.h>

#include "base/buffer.h"
#include "base/error.h"
#include "base/must_check.h"

enum { SNAPSHOT_MOST_BYTES = 16 << 20 };

/* Over what is there, whole or not at all. inbox: the folder, made when it is not there. content: built in a
 * buffer of SNAPSHOT_MOST_BYTES; ERROR_DATA when it did not fit. */
MUST_CHECK int snapshot_write(
    const char *inbox, const char *name, const struct buffer *content, struct error *error);

/* The file as it was read last. */
struct snapshot {
  const char *inbox, *name;
  struct stat read; /* zero: none */
};

enum snapshot_state { SNAPSHOT_SAME, SNAPSHOT_ABSENT, SNAPSHOT_NEW };

/* SNAPSHOT_NEW: it is another one than at the last snapshot_taken(); all of it is in content, ended by a NUL.
 * content is touched in that case only. */
MUST_CHECK int snapshot_look(
    struct snapshot *snapshot, struct buffer *content, enum snapshot_state *state, struct error *error);
/* What was read is not such a file: it is looked at again next time. Sets ERROR_DATA and returns it. */
int snapshot_refuse(struct snapshot *snapshot, struct error *error);

#endif
