/* The members of a zip, one after another: what `ingest` takes as so many leveringen.
 *
 * A zip comes from outside. Before anything is unpacked its directory is held against the limits below: a zip
 * that is over one of them, or is no zip, is refused as a whole. A member that cannot be had (encrypted,
 * torn, a zip itself, too large) is refused by itself. A large one is read through to know that and is not
 * held: its bytes are had by zip_reader_restart() and zip_reader_read(). Nothing is written to disk, so that
 * a name is never a path. */
#ifndef SLUIS_INGEST_ZIP_READER_H
#define SLUIS_INGEST_ZIP_READER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "base/must_check.h"

enum {
  ZIP_MOST_BYTES = 100 * 1024 * 1024, /* of the file */
  ZIP_HELD_BYTES = 1024 * 1024,       /* of a member */
  ZIP_MOST_MEMBERS = 10000,
  ZIP_MOST_TOTAL = 1024 * 1024 * 1024, /* of all members unpacked */
  ZIP_MOST_RATIO = 200,                /* unpacked against the file; above ZIP_FREE_TOTAL */
  ZIP_FREE_TOTAL = 1024 * 1024,
  ZIP_MEMBER_NAME_SIZE = 256
};

struct zip_reader;

struct zip_member {
  char name[ZIP_MEMBER_NAME_SIZE]; /* UTF-8, one line; cut off when longer */
  const char *data;                /* of the reader, until the next call; NULL: above ZIP_HELD_BYTES */
  size_t size;
  const char *refusal; /* why it was not read, in Dutch, without a value; NULL: it was */
  uint64_t claimed_size;
  uint32_t claimed_crc; /* with the size: what tells a member that was not read from another */
};

/* By its first bytes, or by its name: .zip, in any case, with ~2 and so on behind it. A workbook is none. */
bool zip_reader_is_zip(int file, const char *name);

/* How many members a zip says that it has, at the most: to be asked before libzip is, which keeps them all in
 * memory. */
uint64_t zip_claimed_members(const void *data, size_t size);
MUST_CHECK int zip_claimed_members_of_file(int file, int64_t size, uint64_t *out, struct error *error);

/* Refused: *out is NULL and *refusal says why, in Dutch. Errors are those of reading the file. file stays the
 * caller's. */
MUST_CHECK int zip_reader_open(
    int file, int64_t size, struct zip_reader **out, const char **refusal, struct error *error);
void zip_reader_close(struct zip_reader **reader); /* wipes what it read */

/* Folders are passed over. *found is false behind the last member. */
MUST_CHECK int zip_reader_next(
    struct zip_reader *reader, struct zip_member *out, bool *found, struct error *error);

/* The member that zip_reader_next() gave last, from its beginning. */
MUST_CHECK int zip_reader_restart(struct zip_reader *reader, struct error *error);
/* At most size bytes of it, 0 at the end, -1: errno_value says why. */
int zip_reader_read(struct zip_reader *reader, char *out, int size, int *errno_value);

#endif
