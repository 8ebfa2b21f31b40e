/* Extract, then expand, as sections 2.2 and 2.3 of RFC 5869 write them. Used once a run, to make K. */
#include "ingest/hkdf.h"

#include <assert.h>
#include <sodium.h>
#include <string.h>

/* libsodium's functions take no null pointer, not with length 0 either. */
static const void *given(const void *data)
{
  return data != NULL ? data : "";
}

static void expand(const uint8_t *pseudorandom_key, const struct hkdf_input *input, uint8_t *out, size_t size)
{
  uint8_t block[HKDF_BLOCK];
  size_t block_size = 0; /* T(0) is empty */
  for (uint8_t counter = 1; size > 0; counter++) {
    crypto_auth_hmacsha256_state state;
    crypto_auth_hmacsha256_init(&state, pseudorandom_key, HKDF_BLOCK);
    crypto_auth_hmacsha256_update(&state, block, block_size);
    crypto_auth_hmacsha256_update(&state, given(input->info), input->info_size);
    crypto_auth_hmacsha256_update(&state, &counter, 1);
    crypto_auth_hmacsha256_final(&state, block);
    block_size = sizeof block;
    size_t part = size < sizeof block ? size : sizeof block;
    memcpy(out, block, part);
    out += part;
    size -= part;
    sodium_memzero(&state, sizeof state);
  }
  sodium_memzero(block, sizeof block);
}

void hkdf_sha256(const struct hkdf_input *input, uint8_t *out, size_t size)
{
  assert(size <= HKDF_MOST);
  uint8_t pseudorandom_key[HKDF_BLOCK];
  crypto_auth_hmacsha256_state state;
  crypto_auth_hmacsha256_init(&state, given(input->salt), input->salt_size);
  crypto_auth_hmacsha256_update(&state, input->key, input->key_size);
  crypto_auth_hmacsha256_final(&state, pseudorandom_key);
  expand(pseudorandom_key, input, out, size);
  sodium_memzero(&state, sizeof state);
  sodium_memzero(pseudorandom_key, sizeof pseudorandom_key);
}
