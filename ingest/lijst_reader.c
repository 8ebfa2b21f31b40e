/* One parse with two ways to take a line: judging it, or making its event.
 *
 * Settled here:
 *  - what is no CSV or over a limit is VORM, all else that is wrong with a list LIJST;
 *  - of a refused list regels_fout counts its lines, as far as they could be read;
 *  - a list with lines and none of them good is afgekeurd;
 *  - lines without anything in them are passed over;
 *  - a line that is wrong by itself still stands in the way of another with its number;
 *  - comments other than ours say nothing; ours may stand there once. */
#include "ingest/lijst_reader.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/date.h"
#include "base/memory.h"
#include "ingest/lijst_gebeurtenis.h"
#include "ingest/lijst_memory.h"

enum { PIECE = 16384, HASH_SIZE = 16 };

#define CODE "LIJST"

struct lijst_reader {
  struct lijst_memory memory;
  uint8_t hash_key[crypto_generichash_KEYBYTES];
};

/* What one reading has in hand. */
struct parse {
  struct lijst_reader *reader;
  const struct lijst_reading *reading;
  const struct lijst_soort *soort; /* NULL: the header was not there yet, or tells no kind */
  bool has_header;
  bool is_refused;
  bool has_key_line, has_period;
  bool is_making; /* the second reading */
  int32_t period_from, period_to;
  int column_of[LIJST_MOST_CELLS]; /* place in the file -> column of the kind */
  size_t width;
  int32_t good, bad; /* lines */
  struct lijst_value values[LIJST_MOST_COLUMNS];
  const struct csv_cell *cells[LIJST_MOST_COLUMNS]; /* NULL: the list has no such column */
  struct lijst_common common;                       /* when making */
  struct gebeurtenis *items;
  size_t made;
};

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

static void find(struct parse *parse, int32_t line, const char *column, const char *tekst)
{
  if (!parse->is_making)
    meldingen_add_cell(parse->reading->meldingen, CODE, line, column, tekst);
}

static void refuse(struct parse *parse, int32_t line, const char *column, const char *tekst)
{
  find(parse, line, column, tekst);
  parse->is_refused = true;
}

/* --- comments --- */

static void take_key_line(struct parse *parse, const char *text, int32_t line)
{
  char key_id[16], check_value[32], rest[2];
  char own_id[KEY_ID_TEXT_SIZE], own_check[CHECK_VALUE_TEXT_SIZE];
  bool is_again = parse->has_key_line;
  parse->has_key_line = true;
  if (is_again || sscanf(text, " %15s %31s %1s", key_id, check_value, rest) != 2 ||
      strlen(key_id) + 1 != KEY_ID_TEXT_SIZE || strlen(check_value) + 1 != CHECK_VALUE_TEXT_SIZE) {
    refuse(parse, line, NULL,
        "De regel sluis-sleutel heeft niet de vorm # sluis-sleutel: KEYID CHECKVALUE, of staat er vaker.");
    return;
  }
  if (parse->reading->pseudonymiser == NULL)
    return;
  pseudonymiser_key_id(parse->reading->pseudonymiser, own_id);
  pseudonymiser_check_value(parse->reading->pseudonymiser, own_check);
  if (strcasecmp(key_id, own_id) != 0 || strcasecmp(check_value, own_check) != 0)
    refuse(
        parse, line, NULL, "De lijst is gepseudonimiseerd met een andere sleutel of op een andere manier.");
}

static void take_period(struct parse *parse, const char *text, int32_t line)
{
  char from[16], to[16], rest[2];
  bool is_again = parse->has_period;
  parse->has_period = true;
  if (is_again || sscanf(text, " %15s %15s %1s", from, to, rest) != 2 ||
      !date_parse_dutch(from, strlen(from), &parse->period_from) ||
      !date_parse_dutch(to, strlen(to), &parse->period_to) || parse->period_to < parse->period_from)
    refuse(parse, line, NULL,
        "De regel sluis-periode heeft niet de vorm # sluis-periode: VAN TOT, met VAN niet na TOT, of staat "
        "er vaker.");
}

static const char *after(const char *text, const char *word)
{
  size_t size = strlen(word);
  return strncasecmp(text, word, size) == 0 ? text + size : NULL;
}

static void take_comment(const char *text, size_t size, int32_t line, void *context)
{
  (void)size;
  struct parse *parse = context;
  text += strspn(text, "# \t");
  const char *key = after(text, "sluis-sleutel:");
  const char *period = after(text, "sluis-periode:");
  if (key != NULL)
    take_key_line(parse, key, line);
  else if (period != NULL)
    take_period(parse, period, line);
  else if (after(text, "sluis-") != NULL)
    refuse(parse, line, NULL, "Een regel die met # sluis- begint, is sluis-periode: of sluis-sleutel:.");
}

/* --- the header --- */

static const struct lijst_soort *recognise(const struct csv_row *row)
{
  const struct lijst_soort *best = NULL;
  size_t most = 0;
  for (const struct lijst_soort *const *soort = lijst_soorten; *soort != NULL; soort++) {
    size_t known = 0;
    for (size_t i = 0; i < row->count; i++) {
      known += lijst_find_column(*soort, row->cells[i].text) >= 0;
      if (strcasecmp(row->cells[i].text, (*soort)->label) == 0)
        return *soort;
    }
    if (known > most) {
      best = *soort;
      most = known;
    }
  }
  return best;
}

static bool has_column(const struct parse *parse, int column)
{
  for (size_t i = 0; i < parse->width; i++)
    if (parse->column_of[i] == column)
      return true;
  return false;
}

static bool is_client(const struct lijst_column *column)
{
  return column->target == TARGET_BSN || column->target == TARGET_PSEUDONIEM;
}

static bool may_be_read(const struct parse *parse)
{
  const struct lijst_reading *reading = parse->reading;
  return reading->overeenkomsten == NULL ||
         overeenkomsten_in_force(
             reading->overeenkomsten, reading->organisation, parse->soort->name, reading->ontvangen);
}

static void take_columns(struct parse *parse, const struct csv_row *row)
{
  for (size_t i = 0; i < row->count; i++) {
    char number[24];
    int column = lijst_find_column(parse->soort, row->cells[i].text);
    snprintf(number, sizeof number, "%zu", i + 1);
    if (column < 0)
      refuse(parse, row->line, number, "Deze kolom hoort niet in de lijst; de lijst is niet gelezen.");
    else if (has_column(parse, column))
      refuse(parse, row->line, parse->soort->columns[column].name, "Deze kolom staat er twee keer.");
    parse->column_of[parse->width++] = column;
  }
}

static void check_client(struct parse *parse, int32_t line)
{
  size_t ways = 0;
  for (size_t i = 0; i < parse->soort->column_count; i++) {
    const struct lijst_column *column = &parse->soort->columns[i];
    if (!is_client(column) || !has_column(parse, (int)i))
      continue;
    ways++;
    if (column->target == TARGET_PSEUDONIEM && !parse->has_key_line)
      refuse(parse, line, column->name,
          "Een lijst met pseudoniemen begint met # sluis-sleutel: KEYID CHECKVALUE.");
  }
  if (parse->soort->has_client && ways != 1)
    refuse(parse, line, "bsn", "De lijst heeft precies een van de kolommen bsn en pseudoniem.");
}

static void take_header(struct parse *parse, const struct csv_row *row)
{
  parse->has_header = true;
  parse->soort = recognise(row);
  if (parse->soort == NULL) {
    refuse(parse, row->line, NULL, "Aan de kolommen is geen soort lijst te herkennen.");
    return;
  }
  if (!may_be_read(parse)) {
    meldingen_add_cell(parse->reading->meldingen, OVEREENKOMST_CODE, row->line, NULL, OVEREENKOMST_TEKST);
    parse->is_refused = true;
    return;
  }
  take_columns(parse, row);
  for (size_t i = 0; i < parse->soort->column_count; i++)
    if (parse->soort->columns[i].is_mandatory && !has_column(parse, (int)i))
      refuse(parse, row->line, parse->soort->columns[i].name, "Deze kolom ontbreekt.");
  check_client(parse, row->line);
}

/* --- a line --- */

static const char *check_product(const struct parse *parse, const struct lijst_value *product)
{
  bool is_both = false;
  if (product->number == DOMEIN_ONBEKEND)
    (void)product_domein_find(parse->reading->producten, product->text, &is_both);
  return is_both ? "Deze productcode bestaat in jw en in wmo: zet het domein ervoor, als wmo:CODE." : NULL;
}

/* Finds in *is_bad; what a cell says is in parse->values. */
static void read_cell(struct parse *parse, size_t column_index, int32_t line, bool *is_bad)
{
  const struct lijst_column *column = &parse->soort->columns[column_index];
  const struct csv_cell *cell = parse->cells[column_index];
  struct lijst_value *value = &parse->values[column_index];
  if (cell == NULL)
    return;
  value->is_given = cell->size > 0;
  const char *wrong = NULL;
  if (value->is_given)
    wrong = column->parse(cell, parse->reading->ontvangen, value);
  else if (column->is_mandatory || is_client(column))
    wrong = "De waarde ontbreekt.";
  if (wrong == NULL && value->is_given && column->target == TARGET_PRODUCT)
    wrong = check_product(parse, value);
  value->is_good = value->is_given && wrong == NULL;
  if (wrong == NULL)
    return;
  *is_bad = true;
  find(parse, line, column->name, wrong);
}

/* False when the line is wrong. */
static bool read_values(struct parse *parse, const struct csv_row *row)
{
  bool is_bad = false;
  memset(parse->values, 0, sizeof parse->values);
  memset(parse->cells, 0, sizeof parse->cells);
  for (size_t i = 0; i < parse->width; i++)
    parse->cells[parse->column_of[i]] = &row->cells[i];
  for (size_t i = 0; i < parse->soort->column_count; i++)
    read_cell(parse, i, row->line, &is_bad);
  struct lijst_finding findings[LIJST_MOST_FINDINGS];
  size_t count = parse->soort->check(parse->values, findings);
  for (size_t i = 0; i < count; i++)
    find(parse, row->line, findings[i].column, findings[i].tekst);
  return !is_bad && count == 0;
}

static void hash_part(crypto_generichash_state *state, const void *data, size_t size)
{
  crypto_generichash_update(state, (const uint8_t *)&size, sizeof size);
  crypto_generichash_update(state, data, size);
}

static void hash_bsn(crypto_generichash_state *state, const struct csv_cell *cell)
{
  struct bsn bsn;
  if (bsn_parse(cell->text, cell->size, &bsn))
    hash_part(state, bsn.digits, sizeof bsn.digits);
  bsn_wipe(&bsn);
}

/* What the cell says when it is good, as it is spelled when it is not. */
static void hash_cell(
    crypto_generichash_state *state, const struct lijst_column *column, const struct parse *parse, size_t i)
{
  const struct lijst_value *value = &parse->values[i];
  if (!value->is_given) {
    hash_part(state, "", 0);
    return;
  }
  if (value->is_good && column->target == TARGET_BSN)
    hash_bsn(state, parse->cells[i]);
  else if (value->is_good && value->text != NULL)
    hash_part(state, value->text, strlen(value->text));
  else if (!value->is_good)
    hash_part(state, parse->cells[i]->text, parse->cells[i]->size);
  hash_part(state, &value->number, value->is_good ? sizeof value->number : 0);
}

/* Of all columns, or of those that say what the line is about. */
static uint64_t hash_line(const struct parse *parse, bool keys_only)
{
  crypto_generichash_state state;
  uint8_t hash[HASH_SIZE];
  uint64_t out = 0;
  crypto_generichash_init(&state, parse->reader->hash_key, sizeof parse->reader->hash_key, sizeof hash);
  for (size_t i = 0; i < parse->soort->column_count; i++)
    if (!keys_only || parse->soort->columns[i].is_key)
      hash_cell(&state, &parse->soort->columns[i], parse, i);
  crypto_generichash_final(&state, hash, sizeof hash);
  memcpy(&out, hash, sizeof out);
  return out;
}

static bool has_key(const struct parse *parse)
{
  for (size_t i = 0; i < parse->soort->column_count; i++) {
    const struct lijst_column *column = &parse->soort->columns[i];
    if (column->is_key && column->is_mandatory && !parse->values[i].is_given)
      return false;
  }
  return true;
}

static void count_line(struct parse *parse, bool is_good)
{
  parse->good += is_good;
  parse->bad += !is_good;
}

static const char *key_column(const struct lijst_soort *soort)
{
  size_t i = 0;
  while (!soort->columns[i].is_key)
    i++;
  return soort->columns[i].name;
}

static void find_conflict(struct parse *parse, struct lijst_entry *first, int32_t line)
{
  static const char tekst[] =
      "Dit staat er nog eens met andere gegevens; van de regels die elkaar tegenspreken is er geen verwerkt.";
  const char *column = key_column(parse->soort);
  if (!first->is_conflicting) {
    first->is_conflicting = true;
    find(parse, first->line, column, tekst);
    parse->good -= !first->is_bad;
    parse->bad += !first->is_bad;
  }
  find(parse, line, column, tekst);
  count_line(parse, false);
}

static void judge_line(struct parse *parse, const struct csv_row *row)
{
  bool is_good = read_values(parse, row);
  if (!has_key(parse)) {
    count_line(parse, is_good);
    return;
  }
  struct lijst_entry *entry = lijst_memory_find(&parse->reader->memory, hash_line(parse, true));
  uint64_t content = hash_line(parse, false);
  if (entry->line == 0) {
    entry->line = row->line;
    entry->content = content;
    entry->is_bad = !is_good;
    count_line(parse, is_good);
  } else if (entry->content != content || entry->is_conflicting) {
    find_conflict(parse, entry, row->line);
  }
}

static void make_line(struct parse *parse, const struct csv_row *row)
{
  if (!read_values(parse, row) || parse->made == (size_t)parse->good)
    return;
  const struct lijst_entry *entry = lijst_memory_find(&parse->reader->memory, hash_line(parse, true));
  if (entry->is_conflicting || entry->line != row->line)
    return;
  struct bsn bsn;
  bool has_bsn = false;
  for (size_t i = 0; i < parse->soort->column_count; i++)
    if (parse->soort->columns[i].target == TARGET_BSN && parse->cells[i] != NULL)
      has_bsn = bsn_parse(parse->cells[i]->text, parse->cells[i]->size, &bsn);
  lijst_gebeurtenis_fill(
      &parse->common, parse->values, has_bsn ? &bsn : NULL, row->line, &parse->items[parse->made++]);
  bsn_wipe(&bsn);
}

static void take_row(const struct csv_row *row, void *context)
{
  struct parse *parse = context;
  if (csv_row_is_empty(row))
    return;
  if (!parse->has_header) {
    take_header(parse, row);
    return;
  }
  if (parse->good + parse->bad == LIJST_MOST_LINES && !parse->is_refused)
    refuse(parse, row->line, NULL, "De lijst heeft meer dan 200.000 regels.");
  if (parse->is_refused) {
    count_line(parse, false);
    return;
  }
  if (row->count != parse->width) {
    find(parse, row->line, NULL, "De regel heeft niet evenveel kolommen als de kopregel.");
    count_line(parse, false);
    return;
  }
  if (parse->is_making)
    make_line(parse, row);
  else
    judge_line(parse, row);
}

/* --- a whole reading --- */

static const char *const fault_texts[] = {
    [CSV_FAULT_NUL] = "Het bestand bevat een byte 0 en is dus geen tekst.",
    [CSV_FAULT_UTF8] = "Het bestand is niet in UTF-8, of bevat een stuurteken. Bewaar het als CSV UTF-8.",
    [CSV_FAULT_QUOTE] = "Een aanhalingsteken staat waar het niet mag, of wordt niet gesloten.",
    [CSV_FAULT_LONG_ROW] = "Een regel is langer dan 64 kB.",
    [CSV_FAULT_MANY_CELLS] = "Een regel heeft meer dan 64 kolommen.",
};

static void read_all(struct parse *parse, const struct lijst_stream *stream)
{
  struct csv_reader_options options = {.most_row_bytes = LIJST_MOST_ROW,
      .most_cells = LIJST_MOST_CELLS,
      .take_row = take_row,
      .take_comment = take_comment,
      .context = parse};
  struct csv_reader *csv = csv_reader_new(&options);
  char *piece = memory_new(PIECE);
  int size = 0;
  do
    size = stream->read(stream->context, piece, PIECE);
  while (size > 0 && csv_reader_feed(csv, piece, (size_t)size));
  if (!csv_reader_finish(csv)) {
    parse->is_refused = true;
    if (!parse->is_making)
      meldingen_add_cell(
          parse->reading->meldingen, "VORM", csv_reader_line(csv), NULL, fault_texts[csv_reader_fault(csv)]);
  } else if (!parse->has_header) {
    refuse(parse, 1, NULL, "De lijst heeft geen kopregel met de namen van de kolommen.");
  }
  free(piece);
  csv_reader_free(&csv);
}

static void check_organisation(struct parse *parse)
{
  const char *organisation = parse->reading->organisation;
  if (organisation == NULL || strlen(organisation) == 8)
    return;
  parse->is_refused = true;
  meldingen_add_cell(
      parse->reading->meldingen, "AFZENDER", 1, NULL, "Een lijst wordt aangeleverd door een aanbieder.");
}

static enum oordeel judge_counts(const struct parse *parse)
{
  if (parse->is_refused || (parse->good == 0 && parse->bad > 0))
    return OORDEEL_AFGEKEURD;
  return parse->bad > 0 ? OORDEEL_GEDEELTELIJK : OORDEEL_GOED;
}

void lijst_reader_judge(struct lijst_reader *reader, const struct lijst_reading *reading,
    const struct lijst_stream *stream, struct levering *levering)
{
  struct parse parse = {.reader = reader, .reading = reading};
  lijst_memory_reset(&reader->memory);
  check_organisation(&parse);
  read_all(&parse, stream);
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

size_t lijst_reader_make(struct lijst_reader *reader, const struct lijst_reading *reading,
    const struct lijst_stream *stream, const struct levering *levering, struct arena *arena,
    struct gebeurtenis **out)
{
  struct parse parse = {.reader = reader,
      .reading = reading,
      .is_making = true,
      .good = levering->regels_goed,
      .items = arena_array(arena, (size_t)levering->regels_goed, sizeof(struct gebeurtenis)),
      .common = {.soort = find_soort(levering->soort),
          .pseudonymiser = reading->pseudonymiser,
          .producten = reading->producten,
          .arena = arena,
          .levering = levering->id,
          .aanbieder = levering->organisatie,
          .ontvangen = reading->ontvangen}};
  lijst_common_name(&parse.common, reading->name);
  read_all(&parse, stream);
  lijst_memory_reset(&reader->memory);
  *out = parse.items;
  return parse.made;
}

/* --- telling a list --- */

static bool ends_in_csv(const char *name)
{
  const char *tilde = strrchr(name, '~');
  size_t size = tilde != NULL && strspn(tilde + 1, "0123456789") == strlen(tilde + 1) ? (size_t)(tilde - name)
                                                                                      : strlen(name);
  return size >= 4 && strncasecmp(name + size - 4, ".csv", 4) == 0;
}

struct peek {
  bool is_ours;
  bool has_row;
};

static void peek_comment(const char *text, size_t size, int32_t line, void *context)
{
  (void)size;
  (void)line;
  struct peek *peek = context;
  peek->is_ours = peek->is_ours || after(text + strspn(text, "# \t"), "sluis-") != NULL;
}

static void peek_row(const struct csv_row *row, void *context)
{
  struct peek *peek = context;
  for (size_t i = 0; i < row->count && !peek->has_row; i++)
    for (const struct lijst_soort *const *soort = lijst_soorten; *soort != NULL; soort++)
      peek->is_ours = peek->is_ours || strcasecmp(row->cells[i].text, (*soort)->label) == 0;
  peek->has_row = true;
}

static bool has_our_lines(const char *head, size_t size)
{
  struct peek peek = {.is_ours = false};
  struct csv_reader_options options = {.most_row_bytes = LIJST_PEEK,
      .most_cells = LIJST_MOST_CELLS,
      .take_row = peek_row,
      .take_comment = peek_comment,
      .context = &peek};
  struct csv_reader *csv = csv_reader_new(&options);
  if (csv_reader_feed(csv, head, size))
    (void)csv_reader_finish(csv);
  csv_reader_free(&csv);
  return peek.is_ours;
}

bool lijst_is_list(const char *name, const char *head, size_t size)
{
  size_t at = size >= 3 && memcmp(head, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;
  while (at < size && strchr(" \t\r\n", head[at]) != NULL && head[at] != '\0')
    at++;
  if (at < size && head[at] == '<')
    return false;
  return ends_in_csv(name) || has_our_lines(head, size < LIJST_PEEK ? size : LIJST_PEEK);
}
