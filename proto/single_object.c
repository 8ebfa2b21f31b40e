/* A record of another version of its schema is refused and named: reading one needs the writer's schema,
 * which a process does not have. */
#include "proto/single_object.h"

static const uint8_t marker[] = {0xc3, 0x01};

void single_object_begin(struct buffer *out, uint64_t fingerprint)
{
  buffer_append(out, marker, sizeof marker);
  for (int shift = 0; shift < 64; shift += 8)
    buffer_byte(out, (uint8_t)(fingerprint >> shift));
}

bool single_object_read(const void *data, size_t size, struct single_object *out)
{
  const uint8_t *bytes = data;
  *out = (struct single_object){0};
  if (size < SINGLE_OBJECT_HEAD || bytes[0] != marker[0] || bytes[1] != marker[1])
    return false;
  for (int i = 0; i < 8; i++)
    out->fingerprint |= (uint64_t)bytes[2 + i] << (8 * i);
  out->record = bytes + SINGLE_OBJECT_HEAD;
  out->size = size - SINGLE_OBJECT_HEAD;
  return true;
}

int single_object_expect(const void *data, size_t size, const char *what, uint64_t fingerprint,
    struct single_object *out, struct error *error)
{
  if (!single_object_read(data, size, out))
    return error_set(error, ERROR_DATA, "%s is not in Avro single-object encoding", what);
  if (out->fingerprint == fingerprint)
    return 0;
  int kind = error_set(error, ERROR_CONFIG, "%s was written by schema %016llx, this program has %016llx",
      what, (unsigned long long)out->fingerprint, (unsigned long long)fingerprint);
  error_hint(error, "ingest and load are of the same version of sluis");
  return kind;
}
