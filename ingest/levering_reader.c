/* Judging one file: reads a message by its table, and announces its events only when nothing was found; a
 * list by ingest/lijst_reader.c, twice, and announces the events of its good lines. Used by the worker of the
 * inbox (with a key) and by `sluis check` (without).
 *
 * What is held in memory is read once: its events are made along the way and dropped when a finding turns up.
 * Of a large file the first reading only judges and counts, the second one makes its events and hands them
 * over part by part, at a client where that is near. The file may change under us: both readings take a
 * digest of the bytes, which must be the same. */
#include "ingest/levering_reader.h"

#include <errno.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/memory.h"
#include "ingest/bericht_gebeurtenis.h"
#include "ingest/bericht_meldingen.h"
#include "ingest/bericht_reader.h"
#include "ingest/lijst_reader.h"
#include "ingest/vorm.h"
#include "ingest/xlsx_reader.h"

struct levering_reader {
  const struct pseudonymiser *pseudonymiser; /* NULL: check only */
  struct bericht_reader *bericht;
  struct lijst_reader *lijst;
  struct meldingen meldingen;
  struct buffer content; /* of a file that is held */
};

/* Bytes on their way to the parser. */
struct byte_stream {
  const struct levering_bytes *bytes;
  int64_t at;
  int errno_value; /* of the read that failed */
  crypto_generichash_state digest;
};

/* A file that is read from its beginning, whatever its own position is. */
struct file_bytes {
  int file;
  int64_t at;
};

struct levering_reader *levering_reader_new(const struct pseudonymiser *pseudonymiser)
{
  struct levering_reader *reader = memory_new(sizeof *reader);
  reader->pseudonymiser = pseudonymiser;
  reader->bericht = bericht_reader_new();
  reader->lijst = lijst_reader_new();
  buffer_init(&reader->content, LEVERING_HELD_BYTES);
  return reader;
}

void levering_reader_free(struct levering_reader **reader)
{
  if (*reader == NULL)
    return;
  bericht_reader_free(&(*reader)->bericht);
  lijst_reader_free(&(*reader)->lijst);
  buffer_fini(&(*reader)->content);
  free(*reader);
  *reader = NULL;
}

static void take_record(void *context, const struct bericht_view *view, uint16_t node)
{
  gebeurtenis_maker_add(context, view, node);
}

static void put_texts(struct levering *levering, const struct levering_source *source, struct arena *arena)
{
  char *naam = arena_text(arena, source->name);
  text_mask(naam);
  levering->naam = naam;
  levering->organisatie = arena_text(arena, source->organisation != NULL ? source->organisation : "");
}

static void describe(
    struct levering *levering, const struct levering_source *source, size_t size, struct arena *arena)
{
  *levering = (struct levering){.ontvangen = source->ontvangen, .bytes = (int64_t)size};
  put_texts(levering, source, arena);
}

static void take_meldingen(struct levering *levering, const struct meldingen *meldingen)
{
  if (meldingen->count == 0)
    return;
  levering->meldingen_count = meldingen->count;
  levering->meldingen = arena_array(meldingen->arena, meldingen->count, sizeof *levering->meldingen);
  memcpy(levering->meldingen, meldingen->items, meldingen->count * sizeof *levering->meldingen);
}

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

static void judge(struct levering *levering, const struct meldingen *meldingen, size_t gebeurtenissen)
{
  bool is_good = meldingen->count == 0;
  levering->oordeel = is_good ? OORDEEL_GOED : OORDEEL_AFGEKEURD;
  levering->regels_goed = is_good ? 1 : 0;
  levering->regels_fout = is_good ? 0 : 1;
  levering->gebeurtenissen = is_good ? (int32_t)gebeurtenissen : 0;
  take_meldingen(levering, meldingen);
}

/* on_record and context are the caller's. */
static struct bericht_reading reading_of(struct levering_reader *reader, const struct levering_source *source)
{
  return (struct bericht_reading){.ontvangen = source->ontvangen,
      .organisation = source->organisation,
      .overeenkomsten = source->overeenkomsten,
      .meldingen = &reader->meldingen};
}

/* The kind of message; what was found is in reader->meldingen. */
static const struct bericht *judge_bytes(
    struct levering_reader *reader, const struct bericht_reading *reading, struct arena *arena)
{
  meldingen_init(&reader->meldingen, arena);
  const struct bericht *bericht = bericht_reader_read(reader->bericht, reading);
  bericht_reader_forget(reader->bericht);
  meldingen_finish(&reader->meldingen);
  return bericht;
}

static int announce(const struct gebeurtenis_maker *maker, struct batch_levering *out, struct error *error)
{
  if (maker->has_bad_bsn)
    return error_set(error, ERROR_INTERNAL, "a Bsn that no rule has judged");
  out->gebeurtenis_count = (size_t)out->levering.gebeurtenissen;
  out->gebeurtenissen = out->gebeurtenis_count > 0 ? maker->items : NULL;
  return 0;
}

/* --- lists --- */

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
  take_meldingen(levering, &reader->meldingen);
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

struct memory_stream {
  const char *data;
  size_t left;
};

static int read_memory(void *context, char *out, int size)
{
  struct memory_stream *stream = context;
  size_t count = stream->left < (size_t)size ? stream->left : (size_t)size;
  if (count > 0)
    memcpy(out, stream->data, count);
  stream->data += count;
  stream->left -= count;
  return (int)count;
}

/* Of bytes that are held; the levering has its id. */
static int read_list(struct levering_reader *reader, const struct levering_source *source, const void *data,
    size_t size, struct arena *arena, struct batch_levering *out, struct error *error)
{
  struct memory_stream memory = {data, size};
  struct lijst_stream stream = {read_memory, &memory};
  struct xlsx_source workbook = {.data = data, .size = size};
  struct lijst_rows rows = xlsx_is_workbook(source->name) ? xlsx_rows(&workbook) : lijst_csv_rows(&stream);
  judge_list(reader, source, &rows, arena, &out->levering);
  if (!makes_list_events(reader, &out->levering))
    return 0;
  memory = (struct memory_stream){data, size};
  size_t count = (size_t)out->levering.regels_goed;
  struct lijst_events events = {
      .arena = arena, .items = arena_array(arena, count, sizeof *events.items), .capacity = count};
  return make_list_events(reader, source, &rows, &events, out, error);
}

int levering_reader_read(struct levering_reader *reader, const struct levering_source *source,
    const void *data, size_t size, struct arena *arena, struct batch_levering *out, struct error *error)
{
  if (source->name == NULL)
    return error_set(error, ERROR_INTERNAL, "a levering without a name");
  struct levering *levering = &out->levering;
  describe(levering, source, size, arena);
  struct gebeurtenis_maker maker = {
      .pseudonymiser = reader->pseudonymiser, .arena = arena, .ontvangen = source->ontvangen};
  if (reader->pseudonymiser != NULL)
    levering->id = levering_id(
        reader->pseudonymiser, levering->organisatie, source->ontvangen, source->name, data, size);
  if (xlsx_is_workbook(source->name) || lijst_is_list(source->name, data, size))
    return read_list(reader, source, data, size, arena, out, error);
  maker.levering = levering->id;
  struct bericht_reading reading = reading_of(reader, source);
  reading.data = data;
  reading.size = size;
  reading.on_record = reader->pseudonymiser != NULL ? take_record : NULL;
  reading.context = &maker;
  const struct bericht *bericht = judge_bytes(reader, &reading, arena);
  levering->soort = bericht != NULL ? bericht->soort : NULL;
  judge(levering, &reader->meldingen, maker.count);
  return announce(&maker, out, error);
}

/* --- bytes that are not held --- */

static int restart_file(void *context, struct error *error)
{
  (void)error;
  ((struct file_bytes *)context)->at = 0;
  return 0;
}

static int read_file(void *context, char *out, int size, int *errno_value)
{
  struct file_bytes *file = context;
  ssize_t count = -1;
  do
    count = pread(file->file, out, (size_t)size, file->at);
  while (count < 0 && errno == EINTR);
  if (count < 0)
    *errno_value = errno;
  else
    file->at += count;
  return (int)count;
}

static struct levering_bytes bytes_of(struct file_bytes *file)
{
  return (struct levering_bytes){restart_file, read_file, file};
}

static int read_stream(void *context, char *out, int size)
{
  struct byte_stream *stream = context;
  int count = stream->bytes->read(stream->bytes->context, out, size, &stream->errno_value);
  if (count <= 0)
    return count;
  stream->at += count;
  crypto_generichash_update(&stream->digest, (const uint8_t *)out, (size_t)count);
  return count;
}

/* The digest of all bytes, also of those behind the point where the parser gave up. */
static int finish_stream(struct byte_stream *stream, uint8_t digest[CONTENT_DIGEST_SIZE], struct error *error)
{
  char rest[16384];
  int count = 1;
  while (count > 0 && stream->errno_value == 0 && stream->at <= LEVERING_MOST_BYTES)
    count = read_stream(stream, rest, sizeof rest);
  if (stream->errno_value != 0)
    return error_set_errno(error, stream->errno_value, "cannot read a file");
  crypto_generichash_final(&stream->digest, digest, CONTENT_DIGEST_SIZE);
  return 0;
}

static int begin_stream(struct byte_stream *stream, const struct levering_bytes *bytes, struct error *error)
{
  *stream = (struct byte_stream){.bytes = bytes};
  crypto_generichash_init(&stream->digest, NULL, 0, CONTENT_DIGEST_SIZE);
  return bytes->restart(bytes->context, error);
}

static void count_record(void *context, const struct bericht_view *view, uint16_t node)
{
  (void)view;
  (void)node;
  size_t *count = context;
  (*count)++;
}

/* A levering whose bytes are not held, while it is read. */
struct large {
  struct levering_reader *reader;
  const struct levering_source *source;
  const struct levering_bytes *bytes;
  const struct levering_parts *parts; /* may be NULL */
  struct xlsx_source *workbook;       /* NULL: it is none */
  struct arena *arena;                /* of what is made now */
  struct arena *findings;             /* of the reading in hand */
  struct batch_levering *out;
  size_t count; /* records that the first reading saw */
  uint8_t digest[CONTENT_DIGEST_SIZE];
  struct gebeurtenis_maker maker;
  size_t taken;                  /* events in parts that were taken */
  const struct levering *judged; /* of a list: its meldingen, wherever the arena of now is */
  int kind;                      /* of the part that was not */
  struct error *error;           /* and what was wrong */
};

/* One reading of all bytes; what was found is in reader->meldingen. */
static int read_through(struct large *large, struct bericht_reading *reading,
    uint8_t digest[CONTENT_DIGEST_SIZE], struct error *error)
{
  struct levering *levering = &large->out->levering;
  struct byte_stream stream;
  int kind = begin_stream(&stream, large->bytes, error);
  if (kind != 0)
    return kind;
  reading->stream = &(struct xml_stream){read_stream, &stream};
  const struct bericht *bericht = judge_bytes(large->reader, reading, large->findings);
  levering->soort = bericht != NULL ? bericht->soort : NULL;
  kind = finish_stream(&stream, digest, error);
  levering->bytes = stream.at;
  return kind;
}

static size_t part_capacity(const struct large *large)
{
  size_t left = large->count - large->taken;
  size_t most = large->parts != NULL ? large->parts->part_bytes / sizeof(struct gebeurtenis) : left;
  return most < left ? most > 0 ? most : 1 : left;
}

/* The rest of a client goes with it when that is not much. */
static bool is_part_full(const struct large *large, const struct bericht_view *view, uint16_t node)
{
  const struct gebeurtenis_maker *maker = &large->maker;
  if (large->parts == NULL) /* there is room for all */
    return false;
  if (maker->count == maker->capacity)
    return true;
  return maker->count >= maker->capacity - maker->capacity / 4 &&
         gebeurtenis_maker_changes_client(maker, view, node);
}

static void hand_over_part(struct large *large)
{
  struct batch_levering part = *large->out;
  part.gebeurtenissen = large->maker.items;
  part.gebeurtenis_count = large->maker.count;
  large->taken += part.gebeurtenis_count;
  large->kind = large->parts->take(large->parts->context, &part, &large->arena, large->error);
  if (large->kind != 0)
    return;
  put_texts(&large->out->levering, large->source, large->arena);
  gebeurtenis_maker_move(&large->maker, large->arena, part_capacity(large));
}

static void take_large_record(void *context, const struct bericht_view *view, uint16_t node)
{
  struct large *large = context;
  size_t made = large->taken + large->maker.count;
  if (large->kind == 0 && made < large->count && is_part_full(large, view, node))
    hand_over_part(large);
  if (large->kind == 0 && made < large->count) /* more than that: it has changed */
    gebeurtenis_maker_add(&large->maker, view, node);
}

/* The second reading, of a file in which the first one found records and no fault. */
static int make_events(struct large *large, struct error *error)
{
  struct batch_levering *out = large->out;
  struct arena unread; /* what is found now was not there before: the digest tells */
  arena_init(&unread, 0);
  large->findings = &unread;
  large->error = error;
  large->maker = (struct gebeurtenis_maker){.pseudonymiser = large->reader->pseudonymiser,
      .levering = out->levering.id,
      .ontvangen = large->source->ontvangen};
  gebeurtenis_maker_move(&large->maker, large->arena, part_capacity(large));
  struct bericht_reading reading = reading_of(large->reader, large->source);
  reading.on_record = take_large_record;
  reading.context = large;
  uint8_t digest[CONTENT_DIGEST_SIZE];
  int kind = read_through(large, &reading, digest, error);
  arena_fini(&unread);
  if (kind == 0)
    kind = large->kind;
  if (kind != 0)
    return kind;
  if (memcmp(digest, large->digest, sizeof digest) != 0)
    return error_set(error, ERROR_AGAIN, "a file changed while it was read");
  if (large->maker.has_bad_bsn)
    return error_set(error, ERROR_INTERNAL, "a Bsn that no rule has judged");
  out->gebeurtenissen = large->maker.items;
  out->gebeurtenis_count = large->maker.count;
  return 0;
}

/* --- a list that is not held --- */

static bool is_list(const struct large *large, struct error *error)
{
  char head[LIJST_PEEK];
  struct byte_stream stream;
  if (large->workbook != NULL)
    return true;
  if (begin_stream(&stream, large->bytes, error) != 0)
    return false; /* as the reading that follows will find */
  int size = read_stream(&stream, head, sizeof head);
  return size > 0 && lijst_is_list(large->source->name, head, (size_t)size);
}

static int finish_list(struct byte_stream *stream, struct levering *levering,
    uint8_t digest[CONTENT_DIGEST_SIZE], struct error *error)
{
  int kind = finish_stream(stream, digest, error);
  levering->bytes = stream->at;
  return kind;
}

/* The events of a list that is not held, and whose they are. */
struct large_events {
  struct lijst_events events;
  struct large *large;
};

static void make_event_room(struct large_events *made)
{
  struct lijst_events *events = &made->events;
  events->arena = made->large->arena;
  events->capacity = part_capacity(made->large);
  events->items = arena_array(events->arena, events->capacity, sizeof *events->items);
  events->count = 0;
}

static int hand_over_list_part(struct lijst_events *events, struct error *error)
{
  struct large_events *made = (struct large_events *)events; /* its first member */
  struct large *large = made->large;
  struct batch_levering part = *large->out;
  part.gebeurtenissen = events->items;
  part.gebeurtenis_count = events->count;
  large->taken += events->count;
  int kind = large->parts->take(large->parts->context, &part, &large->arena, error);
  if (kind != 0)
    return kind;
  put_texts(&large->out->levering, large->source, large->arena);
  copy_meldingen(&large->out->levering, large->judged, large->arena);
  make_event_room(made);
  return 0;
}

/* A CSV file is read through the stream; a workbook beside it: the stream then only takes its digest. */
static struct lijst_rows large_rows(const struct large *large, struct lijst_stream *stream)
{
  return large->workbook != NULL ? xlsx_rows(large->workbook) : lijst_csv_rows(stream);
}

static int make_large_list_events(struct large *large, struct error *error)
{
  struct byte_stream content;
  struct lijst_stream stream = {read_stream, &content};
  struct lijst_rows rows = large_rows(large, &stream);
  struct large_events made = {.events = {.hand_over = hand_over_list_part}, .large = large};
  uint8_t digest[CONTENT_DIGEST_SIZE];
  int kind = begin_stream(&content, large->bytes, error);
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

static int judge_large_list(struct large *large, struct error *error)
{
  struct byte_stream content;
  struct lijst_stream stream = {read_stream, &content};
  struct lijst_rows rows = large_rows(large, &stream);
  struct levering *levering = &large->out->levering;
  int kind = begin_stream(&content, large->bytes, error);
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

static int read_large_list(struct large *large, struct error *error)
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
  return kind;
}

static int read_large(struct large *large, struct error *error)
{
  struct levering_reader *reader = large->reader;
  const struct levering_source *source = large->source;
  struct levering *levering = &large->out->levering;
  if (is_list(large, error))
    return read_large_list(large, error);
  struct bericht_reading reading = reading_of(reader, source);
  reading.on_record = count_record;
  reading.context = &large->count;
  int kind = read_through(large, &reading, large->digest, error);
  if (kind != 0)
    return kind;
  bool makes_events = reader->pseudonymiser != NULL && reader->meldingen.count == 0;
  judge(levering, &reader->meldingen, makes_events ? large->count : 0);
  if (reader->pseudonymiser == NULL)
    return 0;
  levering->id = levering_id_of_digest(
      reader->pseudonymiser, levering->organisatie, source->ontvangen, source->name, large->digest);
  return makes_events && large->count > 0 ? make_events(large, error) : 0;
}

static int read_not_held(struct large large, struct error *error)
{
  if (large.source->name == NULL)
    return error_set(error, ERROR_INTERNAL, "a levering without a name");
  large.findings = large.arena;
  describe(&large.out->levering, large.source, 0, large.arena);
  return read_large(&large, error);
}

int levering_reader_read_bytes(struct levering_reader *reader, const struct levering_source *source,
    const struct levering_bytes *bytes, const struct levering_parts *parts, struct arena *arena,
    struct batch_levering *out, struct error *error)
{
  return read_not_held(
      (struct large){
          .reader = reader, .source = source, .bytes = bytes, .parts = parts, .arena = arena, .out = out},
      error);
}

void levering_reader_refuse(struct levering_reader *reader, const struct levering_source *source,
    const struct levering_refusal *refusal, struct arena *arena, struct batch_levering *out)
{
  struct levering *levering = &out->levering;
  describe(levering, source, (size_t)refusal->bytes, arena);
  if (reader->pseudonymiser != NULL)
    levering->id = levering_id(reader->pseudonymiser, levering->organisatie, source->ontvangen, source->name,
        refusal->mark, sizeof refusal->mark);
  meldingen_init(&reader->meldingen, arena);
  meldingen_add(&reader->meldingen, "VORM", 1, NULL, refusal->tekst);
  judge(levering, &reader->meldingen, 0);
}

int levering_reader_read_file(struct levering_reader *reader, const struct levering_source *source, int file,
    int64_t size, const struct levering_parts *parts, struct arena *arena, struct batch_levering *out,
    struct error *error)
{
  if (source->name == NULL)
    return error_set(error, ERROR_INTERNAL, "a levering without a name");
  buffer_reset(&reader->content);
  int kind = size <= LEVERING_HELD_BYTES ? file_read(file, &reader->content, error) : 0;
  bool has_grown = reader->content.failed;
  if (kind != 0 && !has_grown)
    return kind;
  if (has_grown && parts != NULL)
    return error_set(error, ERROR_AGAIN, "a file grew while it was read");
  if (size <= LEVERING_HELD_BYTES && !has_grown) {
    const char *data = reader->content.data != NULL ? reader->content.data : "";
    return levering_reader_read(reader, source, data, reader->content.size, arena, out, error);
  }
  if (size <= LEVERING_MOST_BYTES) {
    struct file_bytes from = {.file = file};
    struct levering_bytes bytes = bytes_of(&from);
    struct xlsx_source workbook = {.size = (size_t)size, .file = file};
    return read_not_held((struct large){.reader = reader,
                             .source = source,
                             .bytes = &bytes,
                             .parts = parts,
                             .workbook = xlsx_is_workbook(source->name) ? &workbook : NULL,
                             .arena = arena,
                             .out = out},
        error);
  }
  struct levering_refusal refusal = {vorm_tekst(XML_TOO_LARGE), size, {(uint64_t)size}};
  levering_reader_refuse(reader, source, &refusal, arena, out);
  return 0;
}

static bool copy_sender(const struct bericht_view *view, char organisation[9])
{
  const struct view_slot *slot = bericht_view_find(view, ROOT_NODE, "Header/Afzender");
  if (slot == NULL || slot->size > 8)
    return false;
  memcpy(organisation, bericht_view_text(view, slot), slot->size);
  organisation[slot->size] = '\0';
  return true;
}

/* reading: where the bytes come from. */
static int find_sender(struct levering_reader *reader, struct bericht_reading *reading, char organisation[9],
    struct error *error)
{
  struct arena arena;
  arena_init(&arena, 0);
  meldingen_init(&reader->meldingen, &arena);
  reading->stop_after = "Header/Afzender";
  reading->meldingen = &reader->meldingen;
  const struct bericht *bericht = bericht_reader_read(reader->bericht, reading);
  bool is_found = bericht != NULL && copy_sender(bericht_reader_view(reader->bericht), organisation);
  bericht_reader_forget(reader->bericht);
  arena_fini(&arena);
  if (is_found)
    return 0;
  organisation[0] = '\0';
  int kind = error_set(error, ERROR_DATA, "no Afzender can be read from this file");
  error_hint(error, "say whose it is with --from");
  return kind;
}

int levering_sender(
    struct levering_reader *reader, const void *data, size_t size, char organisation[9], struct error *error)
{
  struct bericht_reading reading = {.data = data, .size = size};
  return find_sender(reader, &reading, organisation, error);
}

int levering_sender_bytes(struct levering_reader *reader, const struct levering_bytes *bytes,
    char organisation[9], struct error *error)
{
  struct byte_stream stream;
  int kind = begin_stream(&stream, bytes, error);
  if (kind != 0)
    return kind;
  struct bericht_reading reading = {.stream = &(struct xml_stream){read_stream, &stream}};
  kind = find_sender(reader, &reading, organisation, error);
  if (stream.errno_value != 0)
    return error_set_errno(error, stream.errno_value, "cannot read a file");
  return kind;
}

int levering_sender_file(struct levering_reader *reader, int file, char organisation[9], struct error *error)
{
  struct file_bytes from = {.file = file};
  struct levering_bytes bytes = bytes_of(&from);
  return levering_sender_bytes(reader, &bytes, organisation, error);
}
