/* What stands before the lines of a list: its comments and its header. Says what kind of list it is, which
 * column stands where, and whether it may be read at all.
 *
 * Settled here: comments other than ours say nothing; ours may stand there once. */
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "base/date.h"
#include "ingest/lijst_parse.h"

static void take_key_line(struct lijst_parse *parse, const char *text, int32_t line)
{
  char key_id[16], check_value[32], rest[2];
  char own_id[KEY_ID_TEXT_SIZE], own_check[CHECK_VALUE_TEXT_SIZE];
  bool is_again = parse->has_key_line;
  parse->has_key_line = true;
  if (is_again || sscanf(text, " %15s %31s %1s", key_id, check_value, rest) != 2 ||
      strlen(key_id) + 1 != KEY_ID_TEXT_SIZE || strlen(check_value) + 1 != CHECK_VALUE_TEXT_SIZE) {
    lijst_parse_refuse(parse, line, NULL,
        "De regel sluis-sleutel heeft niet de vorm # sluis-sleutel: KEYID CHECKVALUE, of staat er vaker.");
    return;
  }
  if (parse->reading->pseudonymiser == NULL)
    return;
  pseudonymiser_key_id(parse->reading->pseudonymiser, own_id);
  pseudonymiser_check_value(parse->reading->pseudonymiser, own_check);
  if (strcasecmp(key_id, own_id) != 0 || strcasecmp(check_value, own_check) != 0)
    lijst_parse_refuse(
        parse, line, NULL, "De lijst is gepseudonimiseerd met een andere sleutel of op een andere manier.");
}

static void take_period(struct lijst_parse *parse, const char *text, int32_t line)
{
  char from[16], to[16], rest[2];
  bool is_again = parse->has_period;
  parse->has_period = true;
  if (is_again || sscanf(text, " %15s %15s %1s", from, to, rest) != 2 ||
      !date_parse_dutch(from, strlen(from), &parse->period_from) ||
      !date_parse_dutch(to, strlen(to), &parse->period_to) || parse->period_to < parse->period_from)
    lijst_parse_refuse(parse, line, NULL,
        "De regel sluis-periode heeft niet de vorm # sluis-periode: VAN TOT, met VAN niet na TOT, of staat "
        "er vaker.");
}

static const char *after(const char *text, const char *word)
{
  size_t size = strlen(word);
  return strncasecmp(text, word, size) == 0 ? text + size : NULL;
}

void lijst_kop_comment(const char *text, size_t size, int32_t line, void *context)
{
  (void)size;
  struct lijst_parse *parse = context;
  text += strspn(text, "# \t");
  const char *key = after(text, "sluis-sleutel:");
  const char *period = after(text, "sluis-periode:");
  if (key != NULL)
    take_key_line(parse, key, line);
  else if (period != NULL)
    take_period(parse, period, line);
  else if (after(text, "sluis-") != NULL)
    lijst_parse_refuse(
        parse, line, NULL, "Een regel die met # sluis- begint, is sluis-periode: of sluis-sleutel:.");
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

static bool has_column(const struct lijst_parse *parse, int column)
{
  for (size_t i = 0; i < parse->width; i++)
    if (parse->column_of[i] == column)
      return true;
  return false;
}

static bool may_be_read(const struct lijst_parse *parse)
{
  const struct lijst_reading *reading = parse->reading;
  return reading->overeenkomsten == NULL ||
         overeenkomsten_in_force(
             reading->overeenkomsten, reading->organisation, parse->soort->name, reading->ontvangen);
}

static void take_columns(struct lijst_parse *parse, const struct csv_row *row)
{
  for (size_t i = 0; i < row->count; i++) {
    char number[24];
    int column = lijst_find_column(parse->soort, row->cells[i].text);
    snprintf(number, sizeof number, "%zu", i + 1);
    if (column < 0)
      lijst_parse_refuse(
          parse, row->line, number, "Deze kolom hoort niet in de lijst; de lijst is niet gelezen.");
    else if (has_column(parse, column))
      lijst_parse_refuse(
          parse, row->line, parse->soort->columns[column].name, "Deze kolom staat er twee keer.");
    parse->column_of[parse->width++] = column;
  }
}

static void check_client(struct lijst_parse *parse, int32_t line)
{
  size_t ways = 0;
  for (size_t i = 0; i < parse->soort->column_count; i++) {
    const struct lijst_column *column = &parse->soort->columns[i];
    if (!lijst_parse_is_client(column) || !has_column(parse, (int)i))
      continue;
    ways++;
    if (column->target == TARGET_PSEUDONIEM && !parse->has_key_line)
      lijst_parse_refuse(parse, line, column->name,
          "Een lijst met pseudoniemen begint met # sluis-sleutel: KEYID CHECKVALUE.");
  }
  if (parse->soort->has_client && ways != 1)
    lijst_parse_refuse(parse, line, "bsn", "De lijst heeft precies een van de kolommen bsn en pseudoniem.");
}

void lijst_kop_take(struct lijst_parse *parse, const struct csv_row *row)
{
  parse->has_header = true;
  parse->soort = recognise(row);
  if (parse->soort == NULL) {
    lijst_parse_refuse(parse, row->line, NULL, "Aan de kolommen is geen soort lijst te herkennen.");
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
      lijst_parse_refuse(parse, row->line, parse->soort->columns[i].name, "Deze kolom ontbreekt.");
  check_client(parse, row->line);
}
