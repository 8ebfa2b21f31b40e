/* Doubling growth; see the header for the sticky failure. */
#include "base/buffer.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

void buffer_init(struct buffer *buffer, size_t maximum)
{
  *buffer = (struct buffer){.maximum = maximum};
}

void buffer_fini(struct buffer *buffer)
{
  free(buffer->data);
  *buffer = (struct buffer){.maximum = buffer->maximum};
}

void buffer_reset(struct buffer *buffer)
{
  buffer->size = 0;
  buffer->failed = false;
  if (buffer->data != NULL)
    buffer->data[0] = '\0';
}

static bool has_room(struct buffer *buffer, size_t more)
{
  if (buffer->failed)
    return false;
  if (more > buffer->maximum - buffer->size) {
    buffer->failed = true;
    return false;
  }
  size_t needed = buffer->size + more + 1;
  if (needed <= buffer->capacity)
    return true;
  size_t capacity = buffer->capacity > 0 ? buffer->capacity : 256;
  while (capacity < needed)
    capacity *= 2;
  buffer->data = memory_resize(buffer->data, capacity);
  buffer->capacity = capacity;
  return true;
}

void buffer_append(struct buffer *buffer, const void *data, size_t size)
{
  if (!has_room(buffer, size))
    return;
  if (size > 0)
    memcpy(buffer->data + buffer->size, data, size);
  buffer->size += size;
  buffer->data[buffer->size] = '\0';
}

void buffer_text(struct buffer *buffer, const char *text)
{
  buffer_append(buffer, text, strlen(text));
}

void buffer_byte(struct buffer *buffer, uint8_t byte)
{
  buffer_append(buffer, &byte, 1);
}

void buffer_format(struct buffer *buffer, const char *format, ...)
{
  va_list arguments;
  va_list again;
  va_start(arguments, format);
  va_copy(again, arguments);
  int length = vsnprintf(NULL, 0, format, arguments);
  va_end(arguments);
  if (length >= 0 && has_room(buffer, (size_t)length)) {
    vsnprintf(buffer->data + buffer->size, (size_t)length + 1, format, again);
    buffer->size += (size_t)length;
  }
  va_end(again);
}

void buffer_be16(struct buffer *buffer, uint16_t value)
{
  uint8_t bytes[] = {(uint8_t)(value >> 8), (uint8_t)value};
  buffer_append(buffer, bytes, sizeof bytes);
}

void buffer_be32(struct buffer *buffer, uint32_t value)
{
  uint8_t bytes[] = {(uint8_t)(value >> 24), (uint8_t)(value >> 16), (uint8_t)(value >> 8), (uint8_t)value};
  buffer_append(buffer, bytes, sizeof bytes);
}

void buffer_be64(struct buffer *buffer, uint64_t value)
{
  buffer_be32(buffer, (uint32_t)(value >> 32));
  buffer_be32(buffer, (uint32_t)value);
}
