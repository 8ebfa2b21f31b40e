/* The one place that decides what happens when the machine has no memory left. */
#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/log.h"

static void *or_end(void *memory, size_t size)
{
  if (memory != NULL)
    return memory;
  log_error("memory.out", "no %zu bytes of memory left", size);
  _Exit(ERROR_AGAIN);
}

void *memory_new(size_t size)
{
  return or_end(calloc(1, size > 0 ? size : 1), size);
}

void *memory_resize(void *old, size_t size)
{
  return or_end(realloc(old, size > 0 ? size : 1), size);
}

char *memory_text(const char *text)
{
  size_t size = strlen(text) + 1;
  return memcpy(memory_new(size), text, size);
}
