/* Writing what was found about a levering; used by the outbox and by `sluis check`. What is written holds
 * rules and places, never a value. */
#include "ingest/verslag.h"

#include <inttypes.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "base/id.h"
#include "ingest/prestatie_fouten.h"
#include "ingest/rules.h"
#include "ingest/vorm.h"

enum { MOST_FOUTEN = 128 }; /* more than there are meldingen */

static bool has_id(const struct id *id)
{
  static const struct id none;
  return !id_equal(id, &none);
}

bool levering_is_moved(const struct levering *levering)
{
  return levering->has_bekend_van && levering->bekend_van != levering->ontvangen;
}

static const char *explain(enum oordeel oordeel)
{
  switch (oordeel) {
  case OORDEEL_GOED:
    return "goed";
  case OORDEEL_GEDEELTELIJK:
    return "gedeeltelijk: de goede regels zijn verwerkt, de foute niet";
  default:
    return "afgekeurd: er is niets van verwerkt";
  }
}

static void write_head(const struct levering *levering, struct buffer *out)
{
  char day[DATE_TEXT_SIZE];
  date_format(levering->ontvangen, day);
  buffer_format(out, "Bestand:    %s\n", levering->naam);
  if (has_id(&levering->id)) {
    char id[ID_TEXT_SIZE];
    id_format(&levering->id, id);
    buffer_format(out, "Levering:   %s\n", id);
  }
  if (levering->organisatie[0] != '\0')
    buffer_format(out, "Van:        %s, ontvangen op %s\n", levering->organisatie, day);
  if (levering_is_moved(levering)) {
    char moved[DATE_TEXT_SIZE];
    date_format(levering->bekend_van, moved);
    buffer_format(out, "Verplaatst: telt vanaf %s, want %s was al afgesloten\n", moved, day);
  }
  buffer_format(out, "Soort:      %s\n", levering->soort != NULL ? levering->soort : "onbekend");
  buffer_format(out, "Oordeel:    %s\n", explain(levering->oordeel));
}

static const char *advice_of(const struct melding *melding)
{
  const char *own = strcmp(melding->code, "VORM") == 0 ? vorm_advice(melding->tekst) : NULL;
  return own != NULL ? own : code_advice(melding->code);
}

static void write_melding(const struct melding *melding, size_t number, struct buffer *out)
{
  buffer_format(out, "\n%zu. Regel %" PRId32, number, melding->regel);
  if (melding->kolom != NULL)
    buffer_format(out, ", kolom %s", melding->kolom);
  if (melding->pad != NULL)
    buffer_format(out, ", %s", melding->pad);
  buffer_format(out, "\n   %s: %s\n   Wat te doen: %s\n", melding->code, melding->tekst, advice_of(melding));
  const char *retourcode = code_retourcode(melding->code);
  if (retourcode != NULL)
    buffer_format(out, "   Retourcode van de standaard: %s\n", retourcode);
}

static bool is_repeated(const struct levering *levering, const struct prestatie_fout *fout, size_t n)
{
  for (size_t i = 0; i < n; i++) {
    if (prestatie_fout_has(fout, &levering->meldingen[i]) &&
        strcmp(levering->meldingen[i].code, levering->meldingen[n].code) == 0)
      return true;
  }
  return false;
}

/* Which prestaties of a declaratie it is about, each with its codes. */
static void write_prestaties(const struct levering *levering, struct buffer *out)
{
  struct prestatie_fout fouten[MOST_FOUTEN];
  size_t count = levering_is_declaratie(levering) ? prestatie_fouten(levering, fouten, MOST_FOUTEN) : 0;
  if (count > 0)
    buffer_format(out, "Prestaties: %zu af te wijzen\n", count);
  for (size_t i = 0; i < count; i++) {
    buffer_format(out, "  prestatie %u van client %u, bij regel %" PRId32 ":", fouten[i].prestatie,
        fouten[i].client, fouten[i].regel);
    for (size_t m = 0; m < levering->meldingen_count; m++) {
      if (prestatie_fout_has(&fouten[i], &levering->meldingen[m]) && !is_repeated(levering, &fouten[i], m))
        buffer_format(out, " %s", levering->meldingen[m].code);
    }
    buffer_text(out, "\n");
  }
}

void verslag_text(const struct levering *levering, struct buffer *out)
{
  write_head(levering, out);
  if (levering->meldingen_count > 0)
    buffer_format(out, "Meldingen:  %zu\n", levering->meldingen_count);
  write_prestaties(levering, out);
  for (size_t i = 0; i < levering->meldingen_count; i++)
    write_melding(&levering->meldingen[i], i + 1, out);
}

static json_t *text_or_null(const char *text)
{
  return text != NULL ? json_string(text) : json_null();
}

static json_t *melding_json(const struct melding *melding)
{
  return json_pack("{s:s, s:i, s:o, s:o, s:s, s:o}", "code", melding->code, "regel", (int)melding->regel,
      "kolom", text_or_null(melding->kolom), "pad", text_or_null(melding->pad), "tekst", melding->tekst,
      "retourcode", text_or_null(code_retourcode(melding->code)));
}

static json_t *meldingen_json(const struct levering *levering)
{
  json_t *list = json_array();
  for (size_t i = 0; i < levering->meldingen_count; i++)
    json_array_append_new(list, melding_json(&levering->meldingen[i]));
  return list;
}

static json_t *prestatie_json(const struct levering *levering, const struct prestatie_fout *fout)
{
  json_t *codes = json_array();
  for (size_t m = 0; m < levering->meldingen_count; m++) {
    if (prestatie_fout_has(fout, &levering->meldingen[m]) && !is_repeated(levering, fout, m))
      json_array_append_new(codes, json_string(levering->meldingen[m].code));
  }
  return json_pack("{s:i, s:i, s:i, s:o}", "client", (int)fout->client, "prestatie", (int)fout->prestatie,
      "regel", (int)fout->regel, "codes", codes);
}

static json_t *prestaties_json(const struct levering *levering)
{
  struct prestatie_fout fouten[MOST_FOUTEN];
  size_t count = prestatie_fouten(levering, fouten, MOST_FOUTEN);
  json_t *list = json_array();
  for (size_t i = 0; i < count; i++)
    json_array_append_new(list, prestatie_json(levering, &fouten[i]));
  return list;
}

/* A file name is bytes; JSON is UTF-8: what is not becomes U+FFFD. */
static json_t *name_json(const char *name)
{
  json_t *text = json_string(name);
  if (text != NULL)
    return text;
  struct buffer valid;
  buffer_init(&valid, 3 * strlen(name) + 1);
  for (; *name != '\0'; name++) {
    if ((unsigned char)*name < 0x80)
      buffer_byte(&valid, (uint8_t)*name);
    else
      buffer_text(&valid, "\xEF\xBF\xBD");
  }
  text = json_string(valid.data);
  buffer_fini(&valid);
  return text;
}

void verslag_json(const struct levering *levering, const char *bestand, struct buffer *out)
{
  json_t *object = json_pack("{s:o, s:o, s:s, s:i, s:i, s:o}", "bestand", name_json(bestand), "soort",
      text_or_null(levering->soort), "oordeel", oordeel_text(levering->oordeel), "regels_goed",
      (int)levering->regels_goed, "regels_fout", (int)levering->regels_fout, "meldingen",
      meldingen_json(levering));
  if (object != NULL && has_id(&levering->id)) {
    char id[ID_TEXT_SIZE];
    id_format(&levering->id, id);
    json_object_set_new(object, "levering", json_string(id));
  }
  if (object != NULL && levering->has_bekend_van) {
    char day[DATE_TEXT_SIZE];
    date_format(levering->bekend_van, day);
    json_object_set_new(object, "bekend_van", json_string(day));
  }
  if (object != NULL && levering_is_declaratie(levering))
    json_object_set_new(object, "prestaties", prestaties_json(levering));
  char *text = object != NULL ? json_dumps(object, JSON_COMPACT) : NULL;
  if (text == NULL)
    abort(); /* out of memory, as in base/memory: all texts are UTF-8 by now */
  buffer_text(out, text);
  buffer_byte(out, '\n');
  free(text);
  json_decref(object);
}
