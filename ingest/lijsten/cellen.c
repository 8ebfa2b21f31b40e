/* Settled here:
 *  - a text holds at most 200 bytes and nothing that may be a BSN: nine digits or more in a row (spaces,
 *    points and hyphens between them aside), or eight that are one without its leading zero;
 *  - a birth year lies between 1880 and the year of receipt;
 *  - a decimal has at most twelve digits before and six behind its comma or point, and no thousands marks. */
#include "ingest/lijsten/cellen.h"

#include <string.h>
#include <strings.h>

#include "base/date.h"
#include "base/id.h"
#include "base/utf8.h"
#include "ingest/pseudonym.h"

enum { MOST_TEXT = 200, DIGITS_OF_BSN = 9, FIRST_YEAR = 1880, MOST_WHOLE = 12, MOST_DECIMALS = 6 };

static bool is_digits(const char *text, size_t size)
{
  return strlen(text) == size && strspn(text, "0123456789") == size;
}

static bool holds_long_number(const char *text)
{
  size_t digits = 0;
  for (; *text != '\0'; text++) {
    if (*text >= '0' && *text <= '9')
      digits++;
    else if (strchr(" .-", *text) == NULL)
      digits = 0;
    if (digits >= DIGITS_OF_BSN)
      return true;
  }
  return false;
}

/* Eight digits that are a BSN without its leading zero. */
static bool holds_short_bsn(const char *text)
{
  struct bsn bsn;
  while (*text != '\0') {
    size_t row = strspn(text, "0123456789");
    bool is_bsn = row == DIGITS_OF_BSN - 1 && bsn_parse(text, row, &bsn);
    if (is_bsn) {
      bsn_wipe(&bsn);
      return true;
    }
    text += row > 0 ? row : 1;
  }
  return false;
}

static bool is_one_line(const char *text)
{
  while (*text != '\0') {
    size_t size = utf8_size(text);
    if (size == 0)
      return false;
    text += size;
  }
  return true;
}

CELL_PARSER(cell_number)
{
  (void)ontvangen;
  out->text = cell->text;
  if (cell->size > MOST_TEXT)
    return "De waarde is langer dan 200 tekens.";
  return is_one_line(cell->text) ? NULL : "De waarde bevat een regeleinde of een tab.";
}

CELL_PARSER(cell_text)
{
  const char *wrong = cell_number(cell, ontvangen, out);
  if (wrong == NULL && (holds_long_number(cell->text) || holds_short_bsn(cell->text)))
    return "De waarde bevat een nummer dat een BSN kan zijn.";
  return wrong;
}

CELL_PARSER(cell_texts)
{
  const char *wrong = cell_text(cell, ontvangen, out);
  const char *text = cell->text;
  bool has_empty = text[0] == '|' || text[cell->size - 1] == '|' || strstr(text, "||") != NULL;
  if (wrong == NULL && has_empty)
    return "Tussen twee streepjes | staat niets.";
  return wrong;
}

CELL_PARSER(cell_bsn)
{
  (void)ontvangen;
  (void)out;
  struct bsn bsn;
  bool is_good = bsn_parse(cell->text, cell->size, &bsn);
  bsn_wipe(&bsn);
  return is_good ? NULL : "Het nummer doorstaat de 11-proef niet of is geen BSN van acht of negen cijfers.";
}

CELL_PARSER(cell_pseudoniem)
{
  (void)ontvangen;
  struct id id;
  out->text = cell->text;
  return id_parse(cell->text, &id) ? NULL : "De waarde is geen pseudoniem in de vorm 8-4-4-4-12.";
}

CELL_PARSER(cell_year)
{
  int year = 0;
  if (is_digits(cell->text, 4))
    for (size_t i = 0; i < 4; i++)
      year = 10 * year + (cell->text[i] - '0');
  out->number = year;
  bool is_good = year >= FIRST_YEAR && year <= date_to_parts(ontvangen).year;
  return is_good ? NULL : "De waarde is geen geboortejaar van vier cijfers, van 1880 tot en met nu.";
}

CELL_PARSER(cell_geslacht)
{
  (void)ontvangen;
  out->text = cell->text;
  return cell->size == 1 && strchr("0129", cell->text[0]) != NULL ? NULL : "De waarde is niet 0, 1, 2 of 9.";
}

CELL_PARSER(cell_gemeente)
{
  (void)ontvangen;
  out->text = cell->text;
  return is_digits(cell->text, 4) ? NULL : "De waarde is geen gemeentecode van vier cijfers.";
}

CELL_PARSER(cell_product)
{
  const char *wrong = cell_text(cell, ontvangen, out);
  const char *colon = strchr(cell->text, ':');
  out->number = DOMEIN_ONBEKEND;
  if (wrong != NULL || colon == NULL)
    return wrong;
  if (strncasecmp(cell->text, "jw:", 3) == 0)
    out->number = DOMEIN_JW;
  else if (strncasecmp(cell->text, "wmo:", 4) == 0)
    out->number = DOMEIN_WMO;
  else
    return "Voor de dubbele punt staat geen jw of wmo.";
  out->text = colon + 1 + strspn(colon + 1, " ");
  return *out->text != '\0' ? NULL : "Na de dubbele punt staat geen productcode.";
}

CELL_PARSER(cell_date)
{
  (void)ontvangen;
  int32_t day = 0;
  bool is_good = date_parse_dutch(cell->text, cell->size, &day);
  out->number = day;
  return is_good ? NULL : "De waarde is geen datum als 2023-04-30 of 30-04-2023.";
}

CELL_PARSER(cell_reden)
{
  (void)ontvangen;
  static const char *const redenen[] = {"overleden", "volgens_plan", "door_client", "door_aanbieder",
      "in_overleg", "externe_oorzaak", "gemeente", "wijzigingsverzoek", "andere_aanbieder", "ander_domein"};
  for (size_t i = 0; i < sizeof redenen / sizeof *redenen; i++) {
    if (strcasecmp(cell->text, redenen[i]) == 0) {
      out->text = redenen[i];
      return NULL;
    }
  }
  return "De waarde is geen reden van beeindiging uit de lijst in docs/aanleveren.md.";
}

CELL_PARSER(cell_status)
{
  (void)ontvangen;
  bool is_good = cell->size == 1 && (cell->text[0] == '1' || cell->text[0] == '3');
  out->number = is_good ? cell->text[0] - '0' : 0;
  return is_good ? NULL : "De waarde is niet 1 (gegeven) of 3 (ingetrokken).";
}

/* Appends digits to *number; returns how many. */
static size_t take_digits(const char *text, int64_t *number)
{
  size_t count = strspn(text, "0123456789");
  for (size_t i = 0; i < count && i < MOST_WHOLE + 1; i++)
    *number = 10 * *number + (text[i] - '0');
  return count;
}

CELL_PARSER(cell_decimal)
{
  (void)ontvangen;
  static const char wrong[] =
      "De waarde is geen getal van ten hoogste twaalf cijfers voor en zes achter de komma of punt.";
  bool is_negative = cell->text[0] == '-';
  const char *at = cell->text + is_negative;
  int64_t number = 0;
  size_t whole = take_digits(at, &number);
  if (whole == 0 || whole > MOST_WHOLE)
    return wrong;
  at += whole;
  size_t decimals = 0;
  if (*at == ',' || *at == '.') {
    decimals = strspn(at + 1, "0123456789");
    if (decimals == 0 || decimals > MOST_DECIMALS)
      return wrong;
    at += 1 + take_digits(at + 1, &number);
  }
  if (*at != '\0')
    return wrong;
  for (size_t i = decimals; i < MOST_DECIMALS; i++)
    number *= 10;
  out->number = is_negative ? -number : number;
  return NULL;
}
