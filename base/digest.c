/* Every part is preceded by its length (8 bytes, little endian; UINT64_MAX for what is absent), so that no
 * two lists of parts give the same stream. */
#include "base/digest.h"

#include <string.h>

static void put_length(struct digest *digest, uint64_t length)
{
  uint8_t bytes[8];
  for (int i = 0; i < 8; i++)
    bytes[i] = (uint8_t)(length >> (8 * i));
  crypto_generichash_update(&digest->state, bytes, sizeof bytes);
}

void digest_init(struct digest *digest, const char *label)
{
  crypto_generichash_init(&digest->state, NULL, 0, sizeof(struct id));
  digest_text(digest, label);
}

void digest_bytes(struct digest *digest, const void *data, size_t size)
{
  put_length(digest, size);
  crypto_generichash_update(&digest->state, data, size);
}

void digest_text(struct digest *digest, const char *text)
{
  if (text == NULL)
    put_length(digest, UINT64_MAX);
  else
    digest_bytes(digest, text, strlen(text));
}

void digest_int(struct digest *digest, int64_t value)
{
  uint8_t bytes[8];
  for (int i = 0; i < 8; i++)
    bytes[i] = (uint8_t)((uint64_t)value >> (8 * i));
  digest_bytes(digest, bytes, sizeof bytes);
}

void digest_id(struct digest *digest, const struct id *id)
{
  if (id == NULL)
    put_length(digest, UINT64_MAX);
  else
    digest_bytes(digest, id->bytes, sizeof id->bytes);
}

struct id digest_final(struct digest *digest)
{
  struct id id;
  crypto_generichash_final(&digest->state, id.bytes, sizeof id.bytes);
  return id;
}
