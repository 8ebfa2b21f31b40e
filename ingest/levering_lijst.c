/* Judging one list: by ingest/lijst_reader.c, twice, and announcing the events of its good lines. The first
 * reading judges every line, the second one makes the events; of a list that is not held they go out part by
 * part, each with a copy of what was found. */
#include <string.h>

#include "ingest/levering_parse.h"
#include "ingest/levering_stream.h"
#include "ingest/pseudonym.h"

static const char *copy_text(const char *text, struct arena *arena)
{
  return text != NULL ? arena_text(arena, text) : NULL;
}

/* Those of another levering, with their texts. */
static void copy_meldingen(struct levering *levering, const struct levering *from, struct arena *arena)
{
  levering->meldingen = arena_array(arena, from->meldingen_count, sizeof *levering->meldingen);
  for (size_t i = 0; i < from->meldingen_count; i++) {
    const struct melding *melding = &from->meldingen[i];
    levering->meldingen[i] = (struct melding){.code = melding->code,
        .regel = melding->regel,
        .kolom = copy_text(melding->kolom, arena),
        .pad = copy_text(melding->pad, arena),
        .tekst = arena_text(arena, melding->tekst)};
  }
}

static struct lijst_reading lijst_reading_of(
    struct levering_reader *reader, const struct levering_source *source)
{
  return (struct lijst_reading){.name = source->name,
      .organisation = source->organisation,
      .ontvangen = source->ontvangen,
      .pseudonymiser = reader->pseudonymiser,
      .producten = source->producten,
      .indicatoren = source->indicatoren,
      .overeenkomsten = source->overeenkomsten,
      .meldingen = &reader->meldingen};
}

/* The first reading; the levering has its oordeel and meldingen. */
static void judge_list(struct levering_reader *reader, const struct levering_source *source,
    const struct lijst_rows *rows, struct arena *arena, struct levering *levering)
{
  struct lijst_reading reading = lijst_reading_of(reader, source);
  meldingen_init(&reader->meldingen, arena);
  lijst_reader_judge(reader->lijst, &reading, rows, levering);
  meldingen_finish(&reader->meldingen);
  levering_take_meldingen(levering, &reader->meldingen);
}

/* The good lines become the events that are announced. */
static bool makes_list_events(const struct levering_reader *reader, struct levering *levering)
{
  bool makes_events = reader->pseudonymiser != NULL && levering->regels_goed > 0;
  levering->gebeurtenissen = makes_events ? levering->regels_goed : 0;
  return makes_events;
}

/* The second reading, of the same bytes; *events has room. What is left in it is the levering's. */
static int make_list_events(struct levering_reader *reader, const struct levering_source *source,
    const struct lijst_rows *rows, struct lijst_events *events, struct batch_levering *out,
    struct error *error)
{
  struct lijst_reading reading = lijst_reading_of(reader, source);
  int kind = lijst_reader_make(reader->lijst, &reading, rows, &out->levering, events, error);
  out->gebeurtenissen = events->items;
  out->gebeurtenis_count = events->count;
  return kind;
}

/* Of bytes that are held; the levering has its id. */
int levering_lijst_read(struct levering_reader *reader, const struct levering_source *source,
    const void *data, size_t size, struct arena *arena, struct batch_levering *out, struct error *error)
{
  struct lijst_bytes bytes = {data, size};
  struct lijst_stream stream = lijst_bytes_stream(&bytes);
  struct xlsx_source workbook = {.data = data, .size = size};
  struct lijst_rows rows = xlsx_is_workbook(source->name) ? xlsx_rows(&workbook) : lijst_csv_rows(&stream);
  judge_list(reader, source, &rows, arena, &out->levering);
  if (!makes_list_events(reader, &out->levering))
    return 0;
  bytes = (struct lijst_bytes){data, size};
  size_t count = (size_t)out->levering.regels_goed;
  struct lijst_events events = {
      .arena = arena, .items = arena_array(arena, count, sizeof *events.items), .capacity = count};
  return make_list_events(reader, source, &rows, &events, out, error);
}

/* --- a list that is not held --- */

bool levering_is_lijst(const struct levering_large *large, struct error *error)
{
  char head[LIJST_PEEK];
  struct levering_stream stream;
  if (large->workbook != NULL)
    return true;
  if (levering_stream_begin(&stream, large->bytes, error) != 0)
    return false; /* as the reading that follows will find */
  int size = levering_stream_read(&stream, head, sizeof head);
  return size > 0 && lijst_is_list(large->source->name, head, (size_t)size);
}

static int finish_list(struct levering_stream *stream, struct levering *levering,
    uint8_t digest[CONTENT_DIGEST_SIZE], struct error *error)
{
  int kind = levering_stream_finish(stream, digest, error);
  levering->bytes = stream->at;
  return kind;
}

/* The events of a list that is not held, and whose they are. */
struct large_events {
  struct lijst_events events;
  struct levering_large *large;
};

static void make_event_room(struct large_events *made)
{
  struct lijst_events *events = &made->events;
  events->arena = made->large->arena;
  events->capacity = levering_part_capacity(made->large);
  events->items = arena_array(events->arena, events->capacity, sizeof *events->items);
  events->count = 0;
}

static int hand_over_list_part(struct lijst_events *events, struct error *error)
{
  struct large_events *made = (struct large_events *)events; /* its first member */
  struct levering_large *large = made->large;
  struct batch_levering part = *large->out;
  part.gebeurtenissen = events->items;
  part.gebeurtenis_count = events->count;
  large->taken += events->count;
  int kind = large->parts->take(large->parts->context, &part, &large->arena, error);
  if (kind != 0)
    return kind;
  levering_put_texts(&large->out->levering, large->source, large->arena);
  copy_meldingen(&large->out->levering, large->judged, large->arena);
  make_event_room(made);
  return 0;
}

/* A CSV file is read through the stream; a workbook beside it: the stream then only takes its digest. */
static struct lijst_rows large_rows(const struct levering_large *large, struct lijst_stream *stream)
{
  return large->workbook != NULL ? xlsx_rows(large->workbook) : lijst_csv_rows(stream);
}

static int make_large_list_events(struct levering_large *large, struct error *error)
{
  struct levering_stream content;
  struct lijst_stream stream = {levering_stream_read, &content};
  struct lijst_rows rows = large_rows(large, &stream);
  struct large_events made = {.events = {.hand_over = hand_over_list_part}, .large = large};
  uint8_t digest[CONTENT_DIGEST_SIZE];
  int kind = levering_stream_begin(&content, large->bytes, error);
  if (kind != 0)
    return kind;
  large->count = (size_t)large->out->levering.regels_goed;
  make_event_room(&made);
  kind = make_list_events(large->reader, large->source, &rows, &made.events, large->out, error);
  if (kind != 0)
    return kind;
  kind = finish_list(&content, &large->out->levering, digest, error);
  if (kind == 0 && memcmp(digest, large->digest, sizeof digest) != 0)
    return error_set(error, ERROR_AGAIN, "a file changed while it was read");
  return kind;
}

static int judge_large_list(struct levering_large *large, struct error *error)
{
  struct levering_stream content;
  struct lijst_stream stream = {levering_stream_read, &content};
  struct lijst_rows rows = large_rows(large, &stream);
  struct levering *levering = &large->out->levering;
  int kind = levering_stream_begin(&content, large->bytes, error);
  if (kind != 0)
    return kind;
  judge_list(large->reader, large->source, &rows, large->findings, levering);
  kind = finish_list(&content, levering, large->digest, error);
  if (kind != 0 || large->reader->pseudonymiser == NULL)
    return kind;
  levering->id = levering_id_of_digest(large->reader->pseudonymiser, levering->organisatie,
      large->source->ontvangen, large->source->name, large->digest);
  return 0;
}

int levering_lijst_read_large(struct levering_large *large, struct error *error)
{
  struct levering *levering = &large->out->levering;
  struct arena findings; /* which every part has a copy of */
  arena_init(&findings, 0);
  large->findings = &findings;
  int kind = judge_large_list(large, error);
  struct levering judged = *levering;
  large->judged = &judged;
  copy_meldingen(levering, &judged, large->arena);
  if (kind == 0 && makes_list_events(large->reader, levering))
    kind = make_large_list_events(large, error);
  arena_fini(&findings);
  large->findings = NULL;
  large->judged = NULL;
  return kind;
}
