/* Zigzag varints, length-prefixed texts, blocks. */
#include "proto/wire.h"

#include <string.h>

void wire_write_long(struct buffer *out, int64_t value)
{
  uint64_t zigzag = ((uint64_t)value << 1) ^ (uint64_t)(value >> 63);
  uint8_t bytes[10];
  size_t size = 0;
  while (zigzag >= 0x80) {
    bytes[size++] = (uint8_t)(zigzag | 0x80);
    zigzag >>= 7;
  }
  bytes[size++] = (uint8_t)zigzag;
  buffer_append(out, bytes, size);
}

void wire_write_boolean(struct buffer *out, bool value)
{
  buffer_byte(out, value ? 1 : 0);
}

void wire_write_text(struct buffer *out, const char *text)
{
  size_t size = strlen(text);
  wire_write_long(out, (int64_t)size);
  buffer_append(out, text, size);
}

void wire_write_id(struct buffer *out, const struct id *id)
{
  buffer_append(out, id->bytes, sizeof id->bytes);
}

int64_t wire_read_long(struct wire_reader *in)
{
  uint64_t zigzag = 0;
  for (int shift = 0; shift < 70 && in->at < in->end; shift += 7) {
    uint8_t byte = *in->at++;
    if (shift == 63 && byte > 1)
      break;
    zigzag |= (uint64_t)(byte & 0x7f) << shift;
    if (byte < 0x80)
      return (int64_t)(zigzag >> 1) ^ -(int64_t)(zigzag & 1);
  }
  in->failed = true;
  in->at = in->end;
  return 0;
}

int32_t wire_read_int(struct wire_reader *in)
{
  int64_t value = wire_read_long(in);
  if (value >= INT32_MIN && value <= INT32_MAX)
    return (int32_t)value;
  in->failed = true;
  return 0;
}

bool wire_read_boolean(struct wire_reader *in)
{
  if (in->at < in->end && *in->at <= 1)
    return *in->at++ == 1;
  in->failed = true;
  return false;
}

static size_t left(const struct wire_reader *in)
{
  return (size_t)(in->end - in->at);
}

const char *wire_read_text(struct wire_reader *in)
{
  int64_t size = wire_read_long(in);
  if (in->failed || size < 0 || (uint64_t)size > left(in) || memchr(in->at, '\0', (size_t)size) != NULL) {
    in->failed = true;
    return "";
  }
  const char *text = arena_bytes(in->arena, (const char *)in->at, (size_t)size);
  in->at += size;
  return text;
}

struct id wire_read_id(struct wire_reader *in)
{
  struct id id = {{0}};
  if (left(in) < sizeof id.bytes) {
    in->failed = true;
    return id;
  }
  memcpy(id.bytes, in->at, sizeof id.bytes);
  in->at += sizeof id.bytes;
  return id;
}

int32_t wire_read_index(struct wire_reader *in, int32_t count)
{
  int64_t value = wire_read_long(in);
  if (value >= 0 && value < count)
    return (int32_t)value;
  in->failed = true;
  return 0;
}

size_t wire_read_block(struct wire_reader *in)
{
  int64_t count = wire_read_long(in);
  if (count < 0) { /* the size of the block in bytes follows, which is for who skips it */
    wire_read_long(in);
    count = count == INT64_MIN ? INT64_MAX : -count;
  }
  if (in->failed || (uint64_t)count > left(in)) {
    in->failed = true;
    return 0;
  }
  return (size_t)count;
}

/* The room of an array is always a power of two, so that it follows from the count. */
static size_t room_for(size_t count)
{
  size_t room = count > 0 ? 1 : 0;
  while (room < count)
    room *= 2;
  return room;
}

void *wire_grow(struct wire_reader *in, void *items, size_t count, size_t needed, size_t size)
{
  if (needed <= room_for(count))
    return items;
  void *grown = arena_array(in->arena, room_for(needed), size);
  if (count > 0)
    memcpy(grown, items, count * size);
  return grown;
}
