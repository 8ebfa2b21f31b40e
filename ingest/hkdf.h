/* HKDF with SHA-256 (RFC 5869), written on libsodium's HMAC: Debian 12's libsodium has none of its own. */
#ifndef SLUIS_INGEST_HKDF_H
#define SLUIS_INGEST_HKDF_H

#include <stddef.h>
#include <stdint.h>

enum { HKDF_BLOCK = 32, HKDF_MOST = 255 * HKDF_BLOCK };

struct hkdf_input {
  const void *key; /* input keying material */
  size_t key_size;
  const void *salt; /* NULL and 0: none */
  size_t salt_size;
  const void *info;
  size_t info_size;
};

/* Fills out with size bytes, at most HKDF_MOST. What it keeps on the stack is wiped. */
void hkdf_sha256(const struct hkdf_input *input, uint8_t *out, size_t size);

#endif
