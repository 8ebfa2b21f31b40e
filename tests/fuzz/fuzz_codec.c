/* Any bytes as any record: the first byte says which. What is read must be written and read back the same. */
#include <stdlib.h>
#include <string.h>

#include "record.h"

enum { MOST_BYTES = 1 << 24 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void encode(const struct record *kind, const void *record, struct buffer *out)
{
  buffer_init(out, MOST_BYTES);
  kind->encode(record, out);
  if (out->failed)
    abort();
}

/* The bytes themselves may differ: a varint and an array have more than one spelling. */
static void must_survive(const struct record *kind, const void *record, struct arena *arena)
{
  struct buffer first;
  struct buffer second;
  encode(kind, record, &first);
  void *again = arena_new(arena, kind->spec->size);
  if (!kind->decode(first.data, first.size, arena, again))
    abort();
  encode(kind, again, &second);
  if (first.size != second.size || memcmp(first.data, second.data, first.size) != 0)
    abort();
  buffer_fini(&first);
  buffer_fini(&second);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  if (size == 0)
    return 0;
  const struct record *kind = &records[data[0] % record_count];
  struct arena arena;
  arena_init(&arena, 4096);
  void *record = arena_new(&arena, kind->spec->size);
  if (kind->decode(data + 1, size - 1, &arena, record))
    must_survive(kind, record, &arena);
  arena_fini(&arena);
  return 0;
}
