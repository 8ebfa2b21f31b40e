#include "cli/replay_events.h"

#include <string.h>

#include "cli/partij_writer.h"
#include "transform/event_copy.h"

enum { AT_ONCE = 1000, ATTEMPTS = 5 };

struct read_events {
  struct arena arena;
  const struct gebeurtenis *items[AT_ONCE];
  size_t count;
};

/* As many as there are keys: a pair of levering and event id may stand under two clients, the second of which
 * waits for the next replay. */
static int take(const struct bekende_gebeurtenis *event, void *context, struct error *error)
{
  (void)error;
  struct read_events *read = context;
  if (read->count < AT_ONCE)
    read->items[read->count++] = &event_copy_new(event, &read->arena)->gebeurtenis;
  return 0;
}

static int replay_some(struct partij_writer *writer, const struct sink_refused_key *keys, size_t count,
    struct replay_counts *counts, struct error *error)
{
  struct read_events read = {.count = 0};
  arena_init(&read.arena, 0);
  writer->is_careful = true; /* it is known that something in it may be refused */
  int kind = partij_writer_begin_alone(writer, error);
  if (kind == 0)
    kind = sink_read_refused(writer->sink, keys, count, take, &read, error);
  if (kind == 0)
    kind = partij_writer_write(writer, read.items, read.count, error);
  if (kind == 0)
    kind = sink_leveringen(writer->sink, NULL, 0, 0, error);
  if (kind == 0)
    kind = sink_count_attempts(writer->sink, read.items, read.count, error);
  if (kind == 0)
    kind = sink_commit(writer->sink, error);
  if (kind == 0) {
    counts->tried += read.count;
    counts->refused += writer->refused;
    partij_writer_committed(writer);
  }
  arena_fini(&read.arena);
  return kind;
}

/* What is stored by then no longer waits, so doing these again is harmless. */
static int replay_until_stored(struct partij_writer *writer, const struct sink_refused_key *keys,
    size_t count, struct replay_counts *counts, struct error *error)
{
  int kind = replay_some(writer, keys, count, counts, error);
  for (int i = 1; i < ATTEMPTS && kind != 0 && error_is_temporary(error); i++) {
    sink_disconnect(writer->sink);
    transform_forget(writer->transform);
    kind = sink_connect(writer->sink, error);
    if (kind == 0)
      kind = replay_some(writer, keys, count, counts, error);
  }
  return kind;
}

int replay_events(
    const struct sink_refused_key *keys, size_t count, struct replay_counts *counts, struct error *error)
{
  *counts = (struct replay_counts){0};
  struct sink *sink = sink_new();
  struct transform *transform =
      transform_new(&(struct transform_options){.source = {.read = sink_read_events, .context = sink}});
  struct partij_writer writer;
  partij_writer_init(&writer, transform, sink);
  int kind = sink_connect(sink, error);
  for (size_t i = 0; kind == 0 && i < count; i += AT_ONCE)
    kind = replay_until_stored(&writer, keys + i, count - i < AT_ONCE ? count - i : AT_ONCE, counts, error);
  partij_writer_fini(&writer);
  transform_free(&transform);
  sink_free(&sink);
  return kind;
}
