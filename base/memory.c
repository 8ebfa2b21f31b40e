/* The one place that decides what happens when the machine has no memory left.
 *
 * DESIGN of the claim. The pool is the heap of glibc itself: one for all threads, grown to the size that was
 * asked for and never trimmed, out of which also large pieces come. So libxml2, libpq and libzip draw on it
 * like the arenas do, and pieces of any size are had from it and given back. */
#include "base/memory.h"

#include <limits.h>
#include <malloc.h>
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

enum { CLAIM_PIECE = 16 << 20, LARGEST_FROM_HEAP = 32 << 20 /* the most that glibc takes */ };

void memory_claim(size_t bytes)
{
  mallopt(M_ARENA_MAX, 1);
  mallopt(M_MMAP_THRESHOLD, LARGEST_FROM_HEAP);
  mallopt(M_TRIM_THRESHOLD, INT_MAX);
  size_t count = (bytes + CLAIM_PIECE - 1) / CLAIM_PIECE;
  void **pieces = memory_new(count * sizeof *pieces);
  for (size_t i = 0; i < count; i++) {
    size_t size = bytes < CLAIM_PIECE ? bytes : CLAIM_PIECE;
    bytes -= size;
    pieces[i] = or_end(malloc(size), size);
    memset(pieces[i], 1, size);
    __asm__ volatile("" : : "r"(pieces[i]) : "memory"); /* the compiler must not leave it out */
  }
  for (size_t i = count; i > 0; i--)
    free(pieces[i - 1]);
  free((void *)pieces);
}
