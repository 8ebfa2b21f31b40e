/* Writing events by COPY, renaming them set by set, reading them back.
 *
 * A record that was written under another version of the schema is refused, unless it is known to read as one
 * of this version: else the program would be older than its warehouse. */
#include "sink/events.h"

#include "base/date.h"
#include "warehouse/binary.h"
#include "warehouse/copy.h"

enum { RECORD_BYTES = 1 << 20 }; /* most of one event in Avro */

static const char *const inhoud_names[] = {
    [GEBEURTENIS_INHOUD_TOEWIJZING] = "toewijzing",
    [GEBEURTENIS_INHOUD_START] = "start",
    [GEBEURTENIS_INHOUD_STOP] = "stop",
    [GEBEURTENIS_INHOUD_PRESTATIE] = "prestatie",
    [GEBEURTENIS_INHOUD_AFWIJZING] = "afwijzing",
    [GEBEURTENIS_INHOUD_DECLARATIE_AFKEUR] = "declaratie_afkeur",
    [GEBEURTENIS_INHOUD_TRAJECT_REGEL] = "traject_regel",
    [GEBEURTENIS_INHOUD_INDICATOR_REGEL] = "indicator_regel",
    [GEBEURTENIS_INHOUD_VERHUISD] = "verhuisd",
};
_Static_assert(sizeof inhoud_names / sizeof *inhoud_names == GEBEURTENIS_INHOUD_COUNT, "a name per branch");

const char *events_soort(const struct gebeurtenis *event)
{
  return inhoud_names[event->inhoud_soort];
}

#define TARGET                                                                                               \
  "dwh.gebeurtenis (pseudoniem, id, soort, domein, gemeente, aanbieder, dagtekening, ontvangen, "            \
  "bekend_van, levering, regel, bericht, schema, inhoud, trajectnummer)"
enum { TARGET_COLUMNS = 15 };

static int write_row(
    struct copy *copy, const struct bekende_gebeurtenis *event, struct buffer *record, struct error *error)
{
  const struct gebeurtenis *g = &event->gebeurtenis;
  buffer_reset(record);
  gebeurtenis_encode(g, record);
  if (record->failed)
    return error_set(error, ERROR_INTERNAL, "an event of more than %d bytes", RECORD_BYTES);
  int kind = copy_row(copy, TARGET_COLUMNS, error);
  struct buffer *out = &copy->buffer;
  binary_id(out, &g->pseudoniem);
  binary_id(out, &g->id);
  binary_text(out, events_soort(g));
  binary_text(out, domein_text(g->domein));
  binary_text(out, g->gemeente);
  binary_text(out, g->aanbieder);
  binary_date(out, g->dagtekening);
  binary_date(out, g->ontvangen);
  binary_date(out, event->bekend_van);
  binary_id(out, &g->levering);
  binary_int(out, g->regel);
  binary_id(out, &g->bericht);
  binary_long(out, (int64_t)gebeurtenis_fingerprint);
  binary_bytes(out, record->data, record->size);
  if (g->inhoud_soort == GEBEURTENIS_INHOUD_TRAJECT_REGEL)
    binary_id(out, &g->inhoud.traject_regel.trajectnummer);
  else
    binary_null(out);
  return kind;
}

int events_insert(struct database *database, const struct bekende_gebeurtenis *const *events, size_t count,
    struct error *error)
{
  if (count == 0)
    return 0;
  struct buffer record;
  buffer_init(&record, RECORD_BYTES);
  struct copy copy;
  int kind = copy_begin(&copy, database, TARGET, error);
  for (size_t i = 0; kind == 0 && i < count; i++)
    kind = write_row(&copy, events[i], &record, error);
  if (kind == 0)
    kind = copy_end(&copy, error);
  copy_fini(&copy);
  buffer_fini(&record);
  return kind;
}

/* levering = vorige is part of the condition: a cache that is behind the table must not rename. */
static const char rename_sql[] =
    "update dwh.gebeurtenis as g set levering = u.levering, regel = u.regel, ontvangen = u.ontvangen, "
    "bekend_van = u.bekend_van, schema = u.schema, inhoud = u.inhoud "
    "from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::uuid[], $5::integer[], $6::date[], $7::date[], "
    "$8::bigint[], $9::bytea[]) as u (pseudoniem, id, vorige, levering, regel, ontvangen, bekend_van, "
    "schema, inhoud) "
    "where g.pseudoniem = u.pseudoniem and g.id = u.id and g.levering = u.vorige";

enum { RENAME_COLUMNS = 9, MOST_BYTES = 1 << 30 };
static const enum binary_type rename_types[RENAME_COLUMNS] = {BINARY_ID, BINARY_ID, BINARY_ID, BINARY_ID,
    BINARY_INT, BINARY_DATE, BINARY_DATE, BINARY_LONG, BINARY_BYTES};

static void add_renamed(struct buffer *columns, const struct hernoeming *renamed, struct buffer *record)
{
  const struct bekende_gebeurtenis *event = renamed->gebeurtenis;
  const struct gebeurtenis *g = &event->gebeurtenis;
  buffer_reset(record);
  gebeurtenis_encode(g, record);
  binary_id(&columns[0], &g->pseudoniem);
  binary_id(&columns[1], &g->id);
  binary_id(&columns[2], &renamed->vorige_levering);
  binary_id(&columns[3], &g->levering);
  binary_int(&columns[4], g->regel);
  binary_date(&columns[5], g->ontvangen);
  binary_date(&columns[6], event->bekend_van);
  binary_long(&columns[7], (int64_t)gebeurtenis_fingerprint);
  binary_bytes(&columns[8], record->data, record->size);
}

int events_rename(
    struct database *database, const struct hernoeming *renamed, size_t count, struct error *error)
{
  if (count == 0)
    return 0;
  struct buffer columns[RENAME_COLUMNS];
  struct buffer record;
  buffer_init(&record, RECORD_BYTES);
  for (size_t i = 0; i < RENAME_COLUMNS; i++) {
    buffer_init(&columns[i], MOST_BYTES);
    binary_array_begin(&columns[i], rename_types[i]);
  }
  for (size_t i = 0; i < count; i++)
    add_renamed(columns, &renamed[i], &record);
  int kind = database_change_exactly(
      database, rename_sql, &(struct database_set){columns, RENAME_COLUMNS, count}, error);
  for (size_t i = 0; i < RENAME_COLUMNS; i++)
    buffer_fini(&columns[i]);
  buffer_fini(&record);
  return kind;
}

/* Places in EVENTS_COLUMNS. */
enum { SCHEMA = 1, KNOWN_FROM = 2, RECORD = 3 };

/* Versions that only lack branches at the end of inhoud: their records read as they did. */
static const uint64_t older_fingerprints[] = {
    UINT64_C(0x7e50ad3f0cd4c8a6), /* without Verhuisd */
};

static bool can_read(uint64_t schema)
{
  for (size_t i = 0; i < sizeof older_fingerprints / sizeof *older_fingerprints; i++)
    if (schema == older_fingerprints[i])
      return true;
  return schema == gebeurtenis_fingerprint;
}

int events_decode(const struct database_rows *rows, size_t row, struct arena *arena,
    struct bekende_gebeurtenis *out, struct error *error)
{
  uint64_t schema = (uint64_t)binary_read_long(database_rows_value(rows, row, SCHEMA));
  if (!can_read(schema)) {
    int kind = error_set(error, ERROR_CONFIG,
        "an event was stored under record schema %016llx, this program has %016llx",
        (unsigned long long)schema, (unsigned long long)gebeurtenis_fingerprint);
    error_hint(error, "use the program that fits the warehouse");
    return kind;
  }
  out->bekend_van = binary_read_date(database_rows_value(rows, row, KNOWN_FROM));
  if (!gebeurtenis_decode(database_rows_value(rows, row, RECORD), database_rows_size(rows, row, RECORD),
          arena, &out->gebeurtenis))
    return error_set(error, ERROR_INTERNAL, "a stored event cannot be decoded");
  return 0;
}
