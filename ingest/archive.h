/* Originals of refused leveringen, sealed: `archive/<organisation>/<day>/<levering>.sealed`.
 *
 * Sealed with a public key (libsodium's sealed box): whoever runs sluis cannot read them, only who has the
 * private key. An archive is read-only after opening: any number of threads may use one. */
#ifndef SLUIS_INGEST_ARCHIVE_H
#define SLUIS_INGEST_ARCHIVE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buffer.h"
#include "base/error.h"
#include "base/id.h"
#include "base/must_check.h"

struct archive;

struct archive_options {
  const char *path;       /* made when it is not there */
  const char *public_key; /* file, as `keygen --sealing` makes it */
  int64_t days;           /* sealed copies older than this are removed */
};

MUST_CHECK int archive_open(const struct archive_options *options, struct archive **out, struct error *error);
void archive_close(struct archive **archive);

/* Which original. */
struct archive_place {
  const char *organisation;
  int32_t day; /* of receipt */
  struct id levering;
};

/* Under its final name, whole; on disk for good after archive_sync(). name: of the file as it was taken, or
 * `<zip>/<member>`. The same again gives the same. Any trouble with the disk is ERROR_AGAIN. */
MUST_CHECK int archive_seal(const struct archive *archive, const struct archive_place *place,
    const char *name, const void *data, size_t size, struct error *error);
MUST_CHECK int archive_sync(const struct archive *archive, struct error *error);
/* Of a levering that was accepted after all; nothing when there is none. */
MUST_CHECK int archive_remove(
    const struct archive *archive, const struct archive_place *place, struct error *error);
/* Removes what was sealed more than `days` ago. */
MUST_CHECK int archive_remove_old(const struct archive *archive, struct error *error);

bool archive_has(const char *path, const struct archive_place *place);

/* An unsealed original: personal. */
struct archive_original {
  struct buffer content;
  const char *name; /* in content */
  const char *data; /* in content */
  size_t size;
};

/* ERROR_NO_INPUT: there is no sealed copy; ERROR_DATA: it is not one of this key and levering. private_key:
 * 32 bytes. */
MUST_CHECK int archive_unseal(const char *path, const struct archive_place *place,
    const uint8_t private_key[32], struct archive_original *out, struct error *error);
void archive_original_fini(struct archive_original *original); /* wipes */

/* A private key (mode 0600) and, under the name with `.pub` behind it, its public key; never over others. */
MUST_CHECK int archive_keys_create(const char *path, struct error *error);

#endif
