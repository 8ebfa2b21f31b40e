/* A record has its length in front, so that one that cannot be decoded is told from one that is cut off. */
#include "bus/batch_codec.h"

#include "proto/single_object.h"
#include "proto/wire.h"

enum { RECORD_BYTES = 64 << 20 /* most of one record: a levering carries all its meldingen */ };

static void append_record(struct buffer *out, const struct buffer *record)
{
  wire_write_long(out, (int64_t)record->size);
  buffer_append(out, record->data, record->size);
  out->failed = out->failed || record->failed;
}

static void append_levering(struct buffer *out, const struct levering *levering, struct buffer *record)
{
  buffer_reset(record);
  single_object_begin(record, levering_fingerprint);
  levering_encode(levering, record);
  append_record(out, record);
}

static void append_event(struct buffer *out, const struct gebeurtenis *event, struct buffer *record)
{
  buffer_reset(record);
  single_object_begin(record, gebeurtenis_fingerprint);
  gebeurtenis_encode(event, record);
  append_record(out, record);
}

void batch_encode(const struct batch *batch, struct buffer *out)
{
  struct buffer record;
  buffer_init(&record, RECORD_BYTES);
  for (size_t i = 0; i < batch->count; i++) {
    const struct batch_levering *levering = &batch->leveringen[i];
    append_levering(out, &levering->levering, &record);
    for (size_t j = 0; j < levering->gebeurtenis_count; j++)
      append_event(out, &levering->gebeurtenissen[j], &record);
  }
  buffer_fini(&record);
}

/* The next record, which must be of this schema. */
static int next_record(struct wire_reader *in, const char *what, uint64_t fingerprint,
    struct single_object *out, struct error *error)
{
  int64_t size = wire_read_long(in);
  if (in->failed || size < 0 || size > in->end - in->at)
    return error_set(error, ERROR_DATA, "%s is cut off", what);
  int kind = single_object_expect(in->at, (size_t)size, what, fingerprint, out, error);
  in->at += size;
  return kind;
}

static int read_events(struct wire_reader *in, struct batch_levering *levering, struct error *error)
{
  for (size_t i = 0; i < levering->gebeurtenis_count; i++) {
    struct single_object object = {.record = NULL};
    int kind = next_record(in, "an event (Gebeurtenis)", gebeurtenis_fingerprint, &object, error);
    if (kind != 0)
      return kind;
    if (!gebeurtenis_decode(object.record, object.size, in->arena, &levering->gebeurtenissen[i]))
      return error_set(error, ERROR_DATA, "event %zu of a levering (Gebeurtenis) cannot be decoded", i + 1);
  }
  return 0;
}

static int read_levering(struct wire_reader *in, struct batch *batch, int32_t events, struct error *error)
{
  struct single_object object = {.record = NULL};
  int kind = next_record(in, "a levering (Levering)", levering_fingerprint, &object, error);
  if (kind != 0)
    return kind;
  struct batch_levering *levering = batch_add(batch);
  if (!levering_decode(object.record, object.size, in->arena, &levering->levering))
    return error_set(error, ERROR_DATA, "a levering (Levering) cannot be decoded");
  if (events < 0 || events > (in->end - in->at) / SINGLE_OBJECT_HEAD)
    return error_set(error, ERROR_DATA, "a levering of %d events is cut off", (int)events);
  levering->gebeurtenis_count = (size_t)events;
  if (events > 0)
    levering->gebeurtenissen = arena_array(in->arena, (size_t)events, sizeof *levering->gebeurtenissen);
  return read_events(in, levering, error);
}

int batch_decode(const void *data, size_t size, const int32_t *events, size_t leveringen, struct batch **out,
    struct error *error)
{
  *out = NULL;
  struct batch *batch = batch_new();
  struct wire_reader in = {.at = data, .end = (const uint8_t *)data + size, .arena = &batch->arena};
  int kind = 0;
  for (size_t i = 0; kind == 0 && i < leveringen; i++)
    kind = read_levering(&in, batch, events[i], error);
  if (kind == 0 && in.at != in.end)
    kind = error_set(error, ERROR_DATA, "a batch has more in it than it says");
  if (kind != 0)
    batch_free(&batch);
  *out = batch;
  return kind;
}
