/* Judging one file: reads a message by its table, and announces its events only when nothing was found; a
 * list by ingest/lijst_reader.c, twice, and announces the events of its good lines. Used by the worker of the
 * inbox (with a key) and by `sluis check` (without).
 *
 * What is held in memory is read once: its events are made along the way and dropped when a finding turns up.
 * Of a large file the first reading only judges and counts, so that its events get one piece of memory of the
 * right size. The file may change under us: both readings take a digest of the bytes, which must be the same.
 */
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

struct levering_reader {
  const struct pseudonymiser *pseudonymiser; /* NULL: check only */
  struct bericht_reader *bericht;
  struct lijst_reader *lijst;
  struct meldingen meldingen;
  struct buffer content; /* of a file that is held */
};

/* A file that is read from its beginning, whatever its own position is. */
struct file_stream {
  int file;
  int64_t at;
  int errno_value; /* of the read that failed */
  crypto_generichash_state digest;
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

static void describe(
    struct levering *levering, const struct levering_source *source, size_t size, struct arena *arena)
{
  char *naam = arena_text(arena, source->name);
  text_mask(naam);
  *levering = (struct levering){.organisatie = source->organisation != NULL ? source->organisation : "",
      .ontvangen = source->ontvangen,
      .naam = naam,
      .bytes = (int64_t)size};
  levering->organisatie = arena_text(arena, levering->organisatie);
}

static void take_meldingen(struct levering *levering, const struct meldingen *meldingen)
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
  take_meldingen(levering, meldingen);
}

/* on_record and context are the caller's. */
static struct bericht_reading reading_of(struct levering_reader *reader, const struct levering_source *source)
{
  return (struct bericht_reading){
      .ontvangen = source->ontvangen, .organisation = source->organisation, .meldingen = &reader->meldingen};
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
      .meldingen = &reader->meldingen};
}

/* The first reading; the levering has its oordeel and meldingen. */
static void judge_list(struct levering_reader *reader, const struct levering_source *source,
    const struct lijst_stream *stream, struct arena *arena, struct levering *levering)
{
  struct lijst_reading reading = lijst_reading_of(reader, source);
  meldingen_init(&reader->meldingen, arena);
  lijst_reader_judge(reader->lijst, &reading, stream, levering);
  meldingen_finish(&reader->meldingen);
  take_meldingen(levering, &reader->meldingen);
}

static bool makes_list_events(const struct levering_reader *reader, const struct levering *levering)
{
  return reader->pseudonymiser != NULL && levering->regels_goed > 0;
}

/* The second reading, of the same bytes. */
static void make_list_events(struct levering_reader *reader, const struct levering_source *source,
    const struct lijst_stream *stream, struct arena *arena, struct batch_levering *out)
{
  struct lijst_reading reading = lijst_reading_of(reader, source);
  out->gebeurtenis_count =
      lijst_reader_make(reader->lijst, &reading, stream, &out->levering, arena, &out->gebeurtenissen);
  out->levering.gebeurtenissen = (int32_t)out->gebeurtenis_count;
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

/* The levering has its id. */
static int read_list(struct levering_reader *reader, const struct levering_source *source, const void *data,
    size_t size, struct arena *arena, struct batch_levering *out)
{
  struct memory_stream memory = {data, size};
  struct lijst_stream stream = {read_memory, &memory};
  judge_list(reader, source, &stream, arena, &out->levering);
  if (!makes_list_events(reader, &out->levering))
    return 0;
  memory = (struct memory_stream){data, size};
  make_list_events(reader, source, &stream, arena, out);
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
  if (lijst_is_list(source->name, data, size))
    return read_list(reader, source, data, size, arena, out);
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

/* --- a file that is not held --- */

static int read_stream(void *context, char *out, int size)
{
  struct file_stream *stream = context;
  ssize_t count = -1;
  do
    count = pread(stream->file, out, (size_t)size, stream->at);
  while (count < 0 && errno == EINTR);
  if (count < 0)
    stream->errno_value = errno;
  if (count <= 0)
    return (int)count;
  stream->at += count;
  crypto_generichash_update(&stream->digest, (const uint8_t *)out, (size_t)count);
  return (int)count;
}

/* The digest of all bytes, also of those behind the point where the parser gave up. */
static int finish_stream(struct file_stream *stream, uint8_t digest[CONTENT_DIGEST_SIZE], struct error *error)
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

static void begin_stream(struct file_stream *stream, int file)
{
  *stream = (struct file_stream){.file = file};
  crypto_generichash_init(&stream->digest, NULL, 0, CONTENT_DIGEST_SIZE);
}

static void count_record(void *context, const struct bericht_view *view, uint16_t node)
{
  (void)view;
  (void)node;
  size_t *count = context;
  (*count)++;
}

/* One reading of the whole file; what was found is in reader->meldingen. */
static int read_through(struct levering_reader *reader, struct bericht_reading *reading, int file,
    struct levering *levering, uint8_t digest[CONTENT_DIGEST_SIZE], struct arena *arena, struct error *error)
{
  struct file_stream stream;
  begin_stream(&stream, file);
  reading->stream = &(struct xml_stream){read_stream, &stream};
  const struct bericht *bericht = judge_bytes(reader, reading, arena);
  levering->soort = bericht != NULL ? bericht->soort : NULL;
  int kind = finish_stream(&stream, digest, error);
  levering->bytes = stream.at;
  return kind;
}

/* The second reading, of a file in which the first one found `count` records and no fault. */
static int make_events(struct levering_reader *reader, const struct levering_source *source, int file,
    size_t count, const uint8_t judged[CONTENT_DIGEST_SIZE], struct arena *arena, struct batch_levering *out,
    struct error *error)
{
  struct gebeurtenis_maker maker = {.pseudonymiser = reader->pseudonymiser,
      .arena = arena,
      .levering = out->levering.id,
      .ontvangen = source->ontvangen,
      .items = arena_array(arena, count, sizeof *maker.items),
      .capacity = count};
  struct bericht_reading reading = reading_of(reader, source);
  reading.on_record = take_record;
  reading.context = &maker;
  uint8_t digest[CONTENT_DIGEST_SIZE];
  int kind = read_through(reader, &reading, file, &out->levering, digest, arena, error);
  if (kind != 0)
    return kind;
  if (memcmp(digest, judged, sizeof digest) != 0)
    return error_set(error, ERROR_AGAIN, "a file changed while it was read");
  return announce(&maker, out, error);
}

/* --- a list that is not held --- */

static int finish_list(struct file_stream *stream, struct levering *levering,
    uint8_t digest[CONTENT_DIGEST_SIZE], struct error *error)
{
  int kind = finish_stream(stream, digest, error);
  levering->bytes = stream->at;
  return kind;
}

static int read_large_list(struct levering_reader *reader, const struct levering_source *source, int file,
    struct arena *arena, struct batch_levering *out, struct error *error)
{
  struct file_stream content;
  struct lijst_stream stream = {read_stream, &content};
  uint8_t judged[CONTENT_DIGEST_SIZE];
  uint8_t digest[CONTENT_DIGEST_SIZE];
  struct levering *levering = &out->levering;
  begin_stream(&content, file);
  judge_list(reader, source, &stream, arena, levering);
  int kind = finish_list(&content, levering, judged, error);
  if (kind != 0 || reader->pseudonymiser == NULL)
    return kind;
  levering->id = levering_id_of_digest(
      reader->pseudonymiser, levering->organisatie, source->ontvangen, source->name, judged);
  if (!makes_list_events(reader, levering))
    return 0;
  begin_stream(&content, file);
  make_list_events(reader, source, &stream, arena, out);
  kind = finish_list(&content, levering, digest, error);
  if (kind == 0 && memcmp(digest, judged, sizeof digest) != 0)
    return error_set(error, ERROR_AGAIN, "a file changed while it was read");
  return kind;
}

static bool is_list_file(const struct levering_source *source, int file)
{
  char head[LIJST_PEEK];
  struct file_stream stream;
  begin_stream(&stream, file);
  int size = read_stream(&stream, head, sizeof head);
  return size > 0 && lijst_is_list(source->name, head, (size_t)size);
}

static int read_large(struct levering_reader *reader, const struct levering_source *source, int file,
    struct arena *arena, struct batch_levering *out, struct error *error)
{
  if (is_list_file(source, file))
    return read_large_list(reader, source, file, arena, out, error);
  size_t count = 0;
  struct bericht_reading reading = reading_of(reader, source);
  reading.on_record = count_record;
  reading.context = &count;
  uint8_t digest[CONTENT_DIGEST_SIZE];
  struct levering *levering = &out->levering;
  int kind = read_through(reader, &reading, file, levering, digest, arena, error);
  if (kind != 0)
    return kind;
  bool makes_events = reader->pseudonymiser != NULL && reader->meldingen.count == 0;
  judge(levering, &reader->meldingen, makes_events ? count : 0);
  if (reader->pseudonymiser == NULL)
    return 0;
  levering->id = levering_id_of_digest(
      reader->pseudonymiser, levering->organisatie, source->ontvangen, source->name, digest);
  return makes_events && count > 0 ? make_events(reader, source, file, count, digest, arena, out, error) : 0;
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
    int64_t size, struct arena *arena, struct batch_levering *out, struct error *error)
{
  if (source->name == NULL)
    return error_set(error, ERROR_INTERNAL, "a levering without a name");
  buffer_reset(&reader->content);
  int kind = size <= LEVERING_HELD_BYTES ? file_read(file, &reader->content, error) : 0;
  bool has_grown = reader->content.failed;
  if (kind != 0 && !has_grown)
    return kind;
  if (size <= LEVERING_HELD_BYTES && !has_grown) {
    const char *data = reader->content.data != NULL ? reader->content.data : "";
    return levering_reader_read(reader, source, data, reader->content.size, arena, out, error);
  }
  describe(&out->levering, source, (size_t)size, arena);
  if (size <= LEVERING_MOST_BYTES)
    return read_large(reader, source, file, arena, out, error);
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

int levering_sender_file(struct levering_reader *reader, int file, char organisation[9], struct error *error)
{
  struct file_stream stream;
  begin_stream(&stream, file);
  struct bericht_reading reading = {.stream = &(struct xml_stream){read_stream, &stream}};
  int kind = find_sender(reader, &reading, organisation, error);
  if (stream.errno_value != 0)
    return error_set_errno(error, stream.errno_value, "cannot read a file");
  return kind;
}
