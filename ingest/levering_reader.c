/* Judging one file: reads it by the table of its message, and announces its events only when nothing was
 * found. Used by the worker of the inbox (with a key) and by `sluis check` (without). */
#include "ingest/levering_reader.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "ingest/bericht_gebeurtenis.h"
#include "ingest/bericht_meldingen.h"
#include "ingest/bericht_reader.h"

struct levering_reader {
  const struct pseudonymiser *pseudonymiser; /* NULL: check only */
  struct bericht_reader *bericht;
  struct meldingen meldingen;
};

struct levering_reader *levering_reader_new(const struct pseudonymiser *pseudonymiser)
{
  struct levering_reader *reader = memory_new(sizeof *reader);
  reader->pseudonymiser = pseudonymiser;
  reader->bericht = bericht_reader_new();
  return reader;
}

void levering_reader_free(struct levering_reader **reader)
{
  if (*reader == NULL)
    return;
  bericht_reader_free(&(*reader)->bericht);
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

static void judge(struct levering *levering, const struct meldingen *meldingen, size_t gebeurtenissen)
{
  bool is_good = meldingen->count == 0;
  levering->oordeel = is_good ? OORDEEL_GOED : OORDEEL_AFGEKEURD;
  levering->regels_goed = is_good ? 1 : 0;
  levering->regels_fout = is_good ? 0 : 1;
  levering->gebeurtenissen = is_good ? (int32_t)gebeurtenissen : 0;
  if (is_good)
    return;
  levering->meldingen_count = meldingen->count;
  levering->meldingen = arena_array(meldingen->arena, meldingen->count, sizeof *levering->meldingen);
  memcpy(levering->meldingen, meldingen->items, meldingen->count * sizeof *levering->meldingen);
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
  maker.levering = levering->id;
  meldingen_init(&reader->meldingen, arena);
  struct bericht_reading reading = {.data = data,
      .size = size,
      .ontvangen = source->ontvangen,
      .organisation = source->organisation,
      .meldingen = &reader->meldingen,
      .on_record = reader->pseudonymiser != NULL ? take_record : NULL,
      .context = &maker};
  const struct bericht *bericht = bericht_reader_read(reader->bericht, &reading);
  bericht_reader_forget(reader->bericht);
  if (maker.has_bad_bsn)
    return error_set(error, ERROR_INTERNAL, "a Bsn that no rule has judged");
  meldingen_finish(&reader->meldingen);
  levering->soort = bericht != NULL ? bericht->soort : NULL;
  judge(levering, &reader->meldingen, maker.count);
  out->gebeurtenis_count = (size_t)levering->gebeurtenissen;
  out->gebeurtenissen = out->gebeurtenis_count > 0 ? maker.items : NULL;
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

int levering_sender(
    struct levering_reader *reader, const void *data, size_t size, char organisation[9], struct error *error)
{
  struct arena arena;
  arena_init(&arena, 0);
  meldingen_init(&reader->meldingen, &arena);
  struct bericht_reading reading = {
      .data = data, .size = size, .stop_after = "Header/Afzender", .meldingen = &reader->meldingen};
  const struct bericht *bericht = bericht_reader_read(reader->bericht, &reading);
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
