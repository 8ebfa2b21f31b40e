/* Days are numbers: since 1900, with a 29 February 1900 that never was (60), or since 1904. A spreadsheet
 * reckons in doubles of which fifteen digits count. */
#include "ingest/xlsx_value.h"

#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/date.h"

enum { EPOCH_1900 = 25569, EPOCH_1904 = 24107, NEVER_WAS = 60, LAST_DAY = 2958465 };

bool xlsx_is_date_format(long id, const char *code)
{
  if (code == NULL)
    return (id >= 14 && id <= 22) || (id >= 27 && id <= 36) || (id >= 50 && id <= 58);
  for (; *code != '\0'; code++) {
    if (*code == '\\' || *code == '_' || *code == '*') { /* what follows stands for itself */
      code += code[1] != '\0';
    } else if (*code == '"' || *code == '[') {
      const char *end = strchr(code + 1, *code == '[' ? ']' : '"');
      if (end == NULL)
        return false;
      code = end;
    } else if (strchr("dDyYmM", *code) != NULL) {
      return true;
    }
  }
  return false;
}

static const char *format_day(double number, bool is_1904, char out[XLSX_NUMBER_SIZE])
{
  static const char wrong[] =
      "De cel is als datum opgemaakt, maar bevat geen datum van 1900 tot en met 9999.";
  double whole = floor(number);
  if (whole < (is_1904 ? 0 : 1) || whole > LAST_DAY || (!is_1904 && whole == NEVER_WAS))
    return wrong;
  int32_t day = (int32_t)whole - (is_1904 ? EPOCH_1904 : EPOCH_1900);
  if (!is_1904 && whole < NEVER_WAS)
    day++;
  char text[DATE_TEXT_SIZE];
  date_format(day, text);
  snprintf(out, XLSX_NUMBER_SIZE, "%s", text);
  return NULL;
}

static void drop_zeros(char *text)
{
  size_t size = strlen(text);
  if (strchr(text, '.') == NULL)
    return;
  while (text[size - 1] == '0')
    size--;
  size -= text[size - 1] == '.';
  text[size] = '\0';
}

const char *xlsx_number_text(const char *number, bool is_date, bool is_1904, char out[XLSX_NUMBER_SIZE])
{
  char *end = NULL;
  out[0] = '\0';
  double value = strtod(number, &end);
  if (end == number || *end != '\0' || !isfinite(value) || fabs(value) >= 1e15)
    return "De cel bevat geen getal van ten hoogste vijftien cijfers.";
  if (is_date)
    return format_day(value, is_1904, out);
  int whole = value == 0 ? 1 : (int)floor(log10(fabs(value))) + 1;
  int decimals = 15 - (whole > 0 ? whole : 0);
  snprintf(out, XLSX_NUMBER_SIZE, "%.*f", decimals < 0 ? 0 : decimals, value);
  drop_zeros(out);
  return NULL;
}
