/* A line of a list: judged in the first reading, made into its event in the second.
 *
 * Settled here:
 *  - a line that is wrong by itself still stands in the way of another with its number;
 *  - an indicator that the reference does not know makes its line wrong when the reference is known. */
#include <string.h>

#include "ingest/lijst_parse.h"

enum { HASH_SIZE = 16 };

static const char *check_product(const struct lijst_parse *parse, const struct lijst_value *product)
{
  bool is_both = false;
  if (product->number == DOMEIN_ONBEKEND)
    (void)product_domein_find(parse->reading->producten, product->text, &is_both);
  return is_both ? "Deze productcode bestaat in jw en in wmo: zet het domein ervoor, als wmo:CODE." : NULL;
}

/* What the form of a value does not tell. */
static const char *check_reference(
    const struct lijst_parse *parse, const struct lijst_column *column, const struct lijst_value *value)
{
  const struct indicator_codes *codes = parse->reading->indicatoren;
  if (column->target == TARGET_PRODUCT)
    return check_product(parse, value);
  if (column->target == TARGET_INDICATOR && codes != NULL && !indicator_codes_has(codes, value->text))
    return "Deze indicator is niet bekend in de regio.";
  return NULL;
}

/* Finds in *is_bad; what a cell says is in parse->values. */
static void read_cell(struct lijst_parse *parse, size_t column_index, int32_t line, bool *is_bad)
{
  const struct lijst_column *column = &parse->soort->columns[column_index];
  const struct csv_cell *cell = parse->cells[column_index];
  struct lijst_value *value = &parse->values[column_index];
  if (cell == NULL)
    return;
  value->is_given = cell->size > 0 || cell->fault != NULL;
  const char *wrong = cell->fault;
  if (wrong == NULL && value->is_given)
    wrong = column->parse(cell, parse->reading->ontvangen, value);
  else if (wrong == NULL && (column->is_mandatory || lijst_parse_is_client(column)))
    wrong = "De waarde ontbreekt.";
  if (wrong == NULL && value->is_given)
    wrong = check_reference(parse, column, value);
  value->is_good = value->is_given && wrong == NULL;
  if (wrong == NULL)
    return;
  *is_bad = true;
  lijst_parse_find(parse, line, column->name, wrong);
}

/* False when the line is wrong. */
static bool read_values(struct lijst_parse *parse, const struct csv_row *row)
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
    lijst_parse_find(parse, row->line, findings[i].column, findings[i].tekst);
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
static void hash_cell(crypto_generichash_state *state, const struct lijst_column *column,
    const struct lijst_parse *parse, size_t i)
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
static uint64_t hash_line(const struct lijst_parse *parse, bool keys_only)
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

static bool has_key(const struct lijst_parse *parse)
{
  for (size_t i = 0; i < parse->soort->column_count; i++) {
    const struct lijst_column *column = &parse->soort->columns[i];
    if (column->is_key && column->is_mandatory && !parse->values[i].is_given)
      return false;
  }
  return true;
}

void lijst_regel_count(struct lijst_parse *parse, bool is_good)
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

static void find_conflict(struct lijst_parse *parse, struct lijst_entry *first, int32_t line)
{
  static const char tekst[] =
      "Dit staat er nog eens met andere gegevens; van de regels die elkaar tegenspreken is er geen verwerkt.";
  const char *column = key_column(parse->soort);
  if (!first->is_conflicting) {
    first->is_conflicting = true;
    lijst_parse_find(parse, first->line, column, tekst);
    parse->good -= !first->is_bad;
    parse->bad += !first->is_bad;
  }
  lijst_parse_find(parse, line, column, tekst);
  lijst_regel_count(parse, false);
}

void lijst_regel_judge(struct lijst_parse *parse, const struct csv_row *row)
{
  bool is_good = read_values(parse, row);
  if (!has_key(parse)) {
    lijst_regel_count(parse, is_good);
    return;
  }
  struct lijst_entry *entry = lijst_memory_find(&parse->reader->memory, hash_line(parse, true));
  uint64_t content = hash_line(parse, false);
  if (entry->line == 0) {
    entry->line = row->line;
    entry->content = content;
    entry->is_bad = !is_good;
    lijst_regel_count(parse, is_good);
  } else if (entry->content != content || entry->is_conflicting) {
    find_conflict(parse, entry, row->line);
  }
}

void lijst_regel_move(struct lijst_parse *parse)
{
  parse->common.arena = parse->events->arena;
  parse->common.aanbieder = parse->levering->organisatie;
  lijst_common_name(&parse->common, parse->reading->name);
}

/* Room for one more event; false when what is full could not be handed over. */
static bool make_room(struct lijst_parse *parse)
{
  struct lijst_events *events = parse->events;
  if (events->count < events->capacity)
    return true;
  parse->kind = events->hand_over(events, parse->error);
  if (parse->kind == 0)
    lijst_regel_move(parse);
  return parse->kind == 0;
}

static void make_event(struct lijst_parse *parse, int32_t line)
{
  struct bsn bsn;
  bool has_bsn = false;
  for (size_t i = 0; i < parse->soort->column_count; i++)
    if (parse->soort->columns[i].target == TARGET_BSN && parse->cells[i] != NULL)
      has_bsn = bsn_parse(parse->cells[i]->text, parse->cells[i]->size, &bsn);
  struct lijst_events *events = parse->events;
  lijst_gebeurtenis_fill(
      &parse->common, parse->values, has_bsn ? &bsn : NULL, line, &events->items[events->count++]);
  bsn_wipe(&bsn);
  parse->made++;
}

/* More good lines than the first reading saw: the file has changed, which the digest will tell. */
void lijst_regel_make(struct lijst_parse *parse, const struct csv_row *row)
{
  if (parse->kind != 0 || !read_values(parse, row) || parse->made == parse->levering->regels_goed)
    return;
  const struct lijst_entry *entry = lijst_memory_find(&parse->reader->memory, hash_line(parse, true));
  if (!entry->is_conflicting && entry->line == row->line && make_room(parse))
    make_event(parse, row->line);
}
