/* A hash of content in canonical form: 16 bytes of BLAKE2b over length-prefixed parts.
 *
 * Not keyed: only for what holds no person any more (a pseudonym, keyed hashes, codes, dates). The same parts
 * in the same order give the same id on any machine, now and in ten years: it is part of the data. */
#ifndef SLUIS_BASE_DIGEST_H
#define SLUIS_BASE_DIGEST_H

#include <sodium.h>
#include <stddef.h>
#include <stdint.h>

#include "base/id.h"

struct digest {
  crypto_generichash_state state;
};

void digest_init(struct digest *digest, const char *label); /* label: what is named, as "sluis/v1/traject" */
void digest_bytes(struct digest *digest, const void *data, size_t size);
void digest_text(struct digest *digest, const char *text); /* NULL differs from "" */
void digest_int(struct digest *digest, int64_t value);
void digest_id(struct digest *digest, const struct id *id); /* NULL differs from all zeroes */
struct id digest_final(struct digest *digest);

#endif
