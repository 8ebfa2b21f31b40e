/* Judging one file: reads a message by its table, and announces its events only when nothing was found; a
 * list by ingest/levering_lijst.c. Used by the worker of the inbox (with a key) and by `sluis check`
 * (without).
 *
 * What is held in memory is read once: its events are made along the way and dropped when a finding turns up.
 * Of a large file the first reading only judges and counts, the second one makes its events and hands them
 * over part by part, at a client where that is near. The file may change under us: both readings take a
 * digest of the bytes, which must be the same. */
#include "ingest/levering_reader.h"

#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/memory.h"
#include "ingest/bericht_gebeurtenis.h"
#include "ingest/bericht_meldingen.h"
#include "ingest/bericht_reader.h"
#include "ingest/levering_parse.h"
#include "ingest/levering_stream.h"
#include "ingest/lijst_reader.h"
#include "ingest/vorm.h"
#include "ingest/xlsx_reader.h"

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

void levering_put_texts(struct levering *levering, const struct levering_source *source, struct arena *arena)
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
  levering_put_texts(levering, source, arena);
}

void levering_take_meldingen(struct levering *levering, const struct meldingen *meldingen)
{
  if (meldingen->count == 0)
    return;
  levering->meldingen_count = meldingen->count;
  levering->meldingen = arena_array(meldingen->arena, meldingen->count, sizeof *levering->meldingen);
  memcpy(levering->meldingen, meldingen->items, meldingen->count * sizeof *levering->meldingen);
}

static void judge(struct levering *levering, const struct meldingen *meldingen, size_t gebeurtenissen)
{
  bool is_good = meldingen->count == 0;
  levering->oordeel = is_good ? OORDEEL_GOED : OORDEEL_AFGEKEURD;
  levering->regels_goed = is_good ? 1 : 0;
  levering->regels_fout = is_good ? 0 : 1;
  levering->gebeurtenissen = is_good ? (int32_t)gebeurtenissen : 0;
  levering_take_meldingen(levering, meldingen);
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
    return levering_lijst_read(reader, source, data, size, arena, out, error);
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

static void count_record(void *context, const struct bericht_view *view, uint16_t node)
{
  (void)view;
  (void)node;
  size_t *count = context;
  (*count)++;
}

/* One reading of all bytes; what was found is in reader->meldingen. */
static int read_through(struct levering_large *large, struct bericht_reading *reading,
    uint8_t digest[CONTENT_DIGEST_SIZE], struct error *error)
{
  struct levering *levering = &large->out->levering;
  struct levering_stream stream;
  int kind = levering_stream_begin(&stream, large->bytes, error);
  if (kind != 0)
    return kind;
  reading->stream = &(struct xml_stream){levering_stream_read, &stream};
  const struct bericht *bericht = judge_bytes(large->reader, reading, large->findings);
  levering->soort = bericht != NULL ? bericht->soort : NULL;
  kind = levering_stream_finish(&stream, digest, error);
  levering->bytes = stream.at;
  return kind;
}

size_t levering_part_capacity(const struct levering_large *large)
{
  size_t left = large->count - large->taken;
  size_t most = large->parts != NULL ? large->parts->part_bytes / sizeof(struct gebeurtenis) : left;
  return most < left ? most > 0 ? most : 1 : left;
}

/* The rest of a client goes with it when that is not much. */
static bool is_part_full(const struct levering_large *large, const struct bericht_view *view, uint16_t node)
{
  const struct gebeurtenis_maker *maker = &large->maker;
  if (large->parts == NULL) /* there is room for all */
    return false;
  if (maker->count == maker->capacity)
    return true;
  return maker->count >= maker->capacity - maker->capacity / 4 &&
         gebeurtenis_maker_changes_client(maker, view, node);
}

static void hand_over_part(struct levering_large *large)
{
  struct batch_levering part = *large->out;
  part.gebeurtenissen = large->maker.items;
  part.gebeurtenis_count = large->maker.count;
  large->taken += part.gebeurtenis_count;
  large->kind = large->parts->take(large->parts->context, &part, &large->arena, large->error);
  if (large->kind != 0)
    return;
  levering_put_texts(&large->out->levering, large->source, large->arena);
  gebeurtenis_maker_move(&large->maker, large->arena, levering_part_capacity(large));
}

static void take_large_record(void *context, const struct bericht_view *view, uint16_t node)
{
  struct levering_large *large = context;
  size_t made = large->taken + large->maker.count;
  if (large->kind == 0 && made < large->count && is_part_full(large, view, node))
    hand_over_part(large);
  if (large->kind == 0 && made < large->count) /* more than that: it has changed */
    gebeurtenis_maker_add(&large->maker, view, node);
}

/* The second reading, of a file in which the first one found records and no fault. */
static int make_events(struct levering_large *large, struct error *error)
{
  struct batch_levering *out = large->out;
  struct arena unread; /* what is found now was not there before: the digest tells */
  arena_init(&unread, 0);
  large->findings = &unread;
  large->error = error;
  large->maker = (struct gebeurtenis_maker){.pseudonymiser = large->reader->pseudonymiser,
      .levering = out->levering.id,
      .ontvangen = large->source->ontvangen};
  gebeurtenis_maker_move(&large->maker, large->arena, levering_part_capacity(large));
  struct bericht_reading reading = reading_of(large->reader, large->source);
  reading.on_record = take_large_record;
  reading.context = large;
  uint8_t digest[CONTENT_DIGEST_SIZE];
  int kind = read_through(large, &reading, digest, error);
  arena_fini(&unread);
  large->findings = NULL;
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

static int read_large(struct levering_large *large, struct error *error)
{
  struct levering_reader *reader = large->reader;
  const struct levering_source *source = large->source;
  struct levering *levering = &large->out->levering;
  if (levering_is_lijst(large, error))
    return levering_lijst_read_large(large, error);
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

static int read_not_held(struct levering_large large, struct error *error)
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
      (struct levering_large){
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
    struct levering_file from = {.file = file};
    struct levering_bytes bytes = levering_file_bytes(&from);
    struct xlsx_source workbook = {.size = (size_t)size, .file = file};
    return read_not_held((struct levering_large){.reader = reader,
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
  struct levering_stream stream;
  int kind = levering_stream_begin(&stream, bytes, error);
  if (kind != 0)
    return kind;
  struct bericht_reading reading = {.stream = &(struct xml_stream){levering_stream_read, &stream}};
  kind = find_sender(reader, &reading, organisation, error);
  if (stream.errno_value != 0)
    return error_set_errno(error, stream.errno_value, "cannot read a file");
  return kind;
}

int levering_sender_file(struct levering_reader *reader, int file, char organisation[9], struct error *error)
{
  struct levering_file from = {.file = file};
  struct levering_bytes bytes = levering_file_bytes(&from);
  return levering_sender_bytes(reader, &bytes, organisation, error);
}
