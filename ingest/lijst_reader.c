/* One parse with two ways to take a line: judging it, or making its event. What stands before the lines is
 * for lijst_kop.c, a line for lijst_regel.c; where rows come from for lijst_rows.h.
 *
 * Settled here:
 *  - what is no CSV or no workbook, or over a limit, is VORM, all else that is wrong with a list LIJST;
 *  - of a refused list regels_fout counts its lines, as far as they could be read;
 *  - a list with lines and none of them good is afgekeurd;
 *  - lines without anything in them are passed over. */
#include "ingest/lijst_reader.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "ingest/lijst_parse.h"

struct lijst_reader *lijst_reader_new(void)
{
  struct lijst_reader *reader = memory_new(sizeof *reader);
  randombytes_buf(reader->hash_key, sizeof reader->hash_key);
  return reader;
}

void lijst_reader_free(struct lijst_reader **reader)
{
  if (*reader == NULL)
    return;
  lijst_memory_reset(&(*reader)->memory);
  free(*reader);
  *reader = NULL;
}

void lijst_parse_find(struct lijst_parse *parse, int32_t line, const char *column, const char *tekst)
{
  if (!parse->is_making)
    meldingen_add_cell(parse->reading->meldingen, LIJST_CODE, line, column, tekst);
}

void lijst_parse_refuse(struct lijst_parse *parse, int32_t line, const char *column, const char *tekst)
{
  lijst_parse_find(parse, line, column, tekst);
  parse->is_refused = true;
}

bool lijst_parse_is_client(const struct lijst_column *column)
{
  return column->target == TARGET_BSN || column->target == TARGET_PSEUDONIEM;
}

static void take_row(const struct csv_row *row, void *context)
{
  struct lijst_parse *parse = context;
  if (csv_row_is_empty(row))
    return;
  if (!parse->has_header) {
    lijst_kop_take(parse, row);
    return;
  }
  if (parse->good + parse->bad == LIJST_MOST_LINES && !parse->is_refused)
    lijst_parse_refuse(parse, row->line, NULL, "De lijst heeft meer dan 200.000 regels.");
  if (parse->is_refused) {
    lijst_regel_count(parse, false);
    return;
  }
  if (row->count != parse->width) {
    lijst_parse_find(parse, row->line, NULL, "De regel heeft niet evenveel kolommen als de kopregel.");
    lijst_regel_count(parse, false);
    return;
  }
  if (parse->is_making)
    lijst_regel_make(parse, row);
  else
    lijst_regel_judge(parse, row);
}

static void read_all(struct lijst_parse *parse, const struct lijst_rows *rows)
{
  struct lijst_taker taker = {take_row, lijst_kop_comment, parse};
  struct lijst_fault fault = {.line = 1};
  if (!rows->read(rows->context, &taker, &fault)) {
    parse->is_refused = true;
    if (!parse->is_making)
      meldingen_add_cell(parse->reading->meldingen, fault.code, fault.line, NULL, fault.tekst);
  } else if (!parse->has_header) {
    lijst_parse_refuse(parse, 1, NULL, "De lijst heeft geen kopregel met de namen van de kolommen.");
  }
}

static void check_organisation(struct lijst_parse *parse)
{
  const char *organisation = parse->reading->organisation;
  if (organisation == NULL || strlen(organisation) == 8)
    return;
  parse->is_refused = true;
  meldingen_add_cell(
      parse->reading->meldingen, "AFZENDER", 1, NULL, "Een lijst wordt aangeleverd door een aanbieder.");
}

static enum oordeel judge_counts(const struct lijst_parse *parse)
{
  if (parse->is_refused || (parse->good == 0 && parse->bad > 0))
    return OORDEEL_AFGEKEURD;
  return parse->bad > 0 ? OORDEEL_GEDEELTELIJK : OORDEEL_GOED;
}

void lijst_reader_judge(struct lijst_reader *reader, const struct lijst_reading *reading,
    const struct lijst_rows *rows, struct levering *levering)
{
  struct lijst_parse parse = {.reader = reader, .reading = reading};
  lijst_memory_reset(&reader->memory);
  check_organisation(&parse);
  read_all(&parse, rows);
  levering->soort = parse.soort != NULL ? parse.soort->name : NULL;
  levering->oordeel = judge_counts(&parse);
  levering->regels_goed = parse.is_refused ? 0 : parse.good;
  levering->regels_fout = parse.is_refused ? parse.good + parse.bad : parse.bad;
  levering->gebeurtenissen = 0;
  bool is_covered = parse.has_period && levering->oordeel != OORDEEL_AFGEKEURD;
  levering->has_periode_van = levering->has_periode_tot = is_covered;
  levering->periode_van = is_covered ? parse.period_from : 0;
  levering->periode_tot = is_covered ? parse.period_to : 0;
}

static const struct lijst_soort *find_soort(const char *name)
{
  const struct lijst_soort *const *soort = lijst_soorten;
  while (*soort != NULL && strcmp((*soort)->name, name) != 0)
    soort++;
  return *soort;
}

int lijst_reader_make(struct lijst_reader *reader, const struct lijst_reading *reading,
    const struct lijst_rows *rows, const struct levering *levering, struct lijst_events *events,
    struct error *error)
{
  struct lijst_parse parse = {.reader = reader,
      .reading = reading,
      .is_making = true,
      .levering = levering,
      .events = events,
      .error = error,
      .common = {.soort = find_soort(levering->soort),
          .pseudonymiser = reading->pseudonymiser,
          .producten = reading->producten,
          .levering = levering->id,
          .ontvangen = reading->ontvangen}};
  lijst_regel_move(&parse);
  read_all(&parse, rows);
  lijst_memory_reset(&reader->memory);
  return parse.kind;
}
