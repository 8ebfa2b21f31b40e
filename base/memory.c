/* The one place that decides what happens when the machine has no memory left.
 *
 * DESIGN of the claim. The pool is the heap of glibc itself: one for all threads, grown to the size that was
 * asked for and never trimmed, out of which also large pieces come. So libxml2, libpq and libzip draw on it
 * like the arenas do, and pieces of any size are had from it and given back. */
#include "base/memory.h"

#include <limits.h>
#include <malloc.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

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

/* In ordinary pages: large ones would be had with fewer faults, but on a machine whose memory is in pieces
 * the kernel may take a quarter of a second to put them together. One that cannot fill them all at once has
 * them touched one by one. */
static void touch(char *memory, size_t size)
{
  size_t page = (size_t)sysconf(_SC_PAGESIZE);
  char *from = memory + (page - (uintptr_t)memory % page) % page;
  size_t whole = from + page <= memory + size ? (size_t)(memory + size - from) / page * page : 0;
  if (madvise(from, whole, MADV_POPULATE_WRITE) == 0)
    return;
  for (size_t at = 0; at < size; at += page)
    ((volatile char *)memory)[at] = 0;
}

void memory_claim(size_t bytes)
{
  mallopt(M_ARENA_MAX, 1);
  mallopt(M_MMAP_MAX, 0);
  mallopt(M_TRIM_THRESHOLD, INT_MAX);
  char *memory = or_end(malloc(bytes), bytes);
  touch(memory, bytes);
  free(memory); /* to the heap, which keeps it */
}
