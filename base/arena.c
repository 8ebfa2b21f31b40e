/* A list of chunks, filled one after another. A piece larger than a chunk gets a chunk of its own size. */
#include "base/arena.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

enum { ALIGNMENT = 16, DEFAULT_CHUNK = 64 * 1024 };

struct arena_chunk {
  struct arena_chunk *next;
  size_t size;
  size_t used;
  _Alignas(ALIGNMENT) char data[];
};

void arena_init(struct arena *arena, size_t chunk_size)
{
  *arena = (struct arena){.chunk_size = chunk_size > 0 ? chunk_size : DEFAULT_CHUNK};
}

void arena_fini(struct arena *arena)
{
  struct arena_chunk *chunk = arena->first;
  while (chunk != NULL) {
    struct arena_chunk *next = chunk->next;
    free(chunk);
    chunk = next;
  }
  *arena = (struct arena){.chunk_size = arena->chunk_size};
}

void arena_reset(struct arena *arena)
{
  for (struct arena_chunk *chunk = arena->first; chunk != NULL; chunk = chunk->next)
    chunk->used = 0;
  arena->current = arena->first;
  arena->used = 0;
}

static struct arena_chunk *chunk_new(size_t size)
{
  struct arena_chunk *chunk = memory_resize(NULL, sizeof *chunk + size);
  chunk->next = NULL;
  chunk->size = size;
  chunk->used = 0;
  return chunk;
}

/* Of the chunks behind this place the smallest that has room, taken out of the list; NULL: none. */
static struct arena_chunk *take_fitting(struct arena_chunk **place, size_t size)
{
  struct arena_chunk **best = NULL;
  for (; *place != NULL; place = &(*place)->next)
    if ((*place)->size >= size && (best == NULL || (*place)->size < (*best)->size))
      best = place;
  if (best == NULL)
    return NULL;
  struct arena_chunk *chunk = *best;
  *best = chunk->next;
  return chunk;
}

/* Behind the current chunk comes one that has room: a new one only when none that is free has it, so that an
 * arena that is filled over and over grows to its largest filling and no further. */
static struct arena_chunk *next_chunk(struct arena *arena, size_t size)
{
  struct arena_chunk **place = arena->current != NULL ? &arena->current->next : &arena->first;
  struct arena_chunk *chunk = take_fitting(place, size);
  if (chunk == NULL)
    chunk = chunk_new(size > arena->chunk_size ? size : arena->chunk_size);
  chunk->next = *place;
  *place = chunk;
  return chunk;
}

void *arena_new(struct arena *arena, size_t size)
{
  size_t rounded = (size + ALIGNMENT - 1) & ~(size_t)(ALIGNMENT - 1);
  struct arena_chunk *chunk = arena->current;
  if (chunk == NULL || chunk->size - chunk->used < rounded) {
    chunk = next_chunk(arena, rounded);
    arena->current = chunk;
  }
  void *piece = chunk->data + chunk->used;
  chunk->used += rounded;
  arena->used += rounded;
  return memset(piece, 0, size);
}

void *arena_array(struct arena *arena, size_t count, size_t size)
{
  if (size != 0 && count > SIZE_MAX / 2 / size)
    abort(); /* our own bug: counts from outside are bounded long before */
  return arena_new(arena, count * size);
}

char *arena_bytes(struct arena *arena, const char *data, size_t size)
{
  char *copy = arena_new(arena, size + 1);
  if (size > 0)
    memcpy(copy, data, size);
  return copy;
}

char *arena_text(struct arena *arena, const char *text)
{
  return arena_bytes(arena, text, strlen(text));
}

size_t arena_used(const struct arena *arena)
{
  return arena->used;
}
