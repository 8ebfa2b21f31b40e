/* Checks of single values. Used by the reader of messages for every element that holds a value.
 *
 * The verdict must be that of an XSD engine: whitespace is part of a text but not of a number, date or time;
 * +007 is an integer; a date may have a year of five digits or before Christ (libxml2 reads years as a C
 * long, a longer one is no date). Such dates are valid and yet cannot be kept: is_out_of_range says so. */
#include "ingest/bericht_value.h"

#include <limits.h>
#include <string.h>

#include "base/date.h"

struct span {
  const char *at;
  const char *end;
};

static bool is_space(char c)
{
  return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static bool is_digit(char c)
{
  return c >= '0' && c <= '9';
}

static bool is_latin(char c)
{
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static struct span collapse(const char *text, size_t size)
{
  struct span span = {text, text + size};
  while (span.at < span.end && is_space(*span.at))
    span.at++;
  while (span.at < span.end && is_space(span.end[-1]))
    span.end--;
  return span;
}

static bool equals(struct span span, const char *text)
{
  size_t size = strlen(text);
  return (size_t)(span.end - span.at) == size && memcmp(span.at, text, size) == 0;
}

static uint32_t characters(const char *text, size_t size)
{
  uint32_t count = 0;
  for (size_t i = 0; i < size; i++)
    count += ((unsigned char)text[i] & 0xC0) != 0x80;
  return count;
}

/* --- shapes of text --- */

static bool is_line(struct span s)
{
  bool filled = false;
  for (; s.at < s.end; s.at++) {
    if (*s.at == '\n' || *s.at == '\r')
      return false;
    filled = filled || !is_space(*s.at);
  }
  return filled;
}

static bool is_paragraph(struct span s)
{
  while (s.at < s.end && is_space(*s.at))
    s.at++;
  return s.at < s.end;
}

static bool is_digits(struct span s)
{
  while (s.at < s.end && is_digit(*s.at))
    s.at++;
  return s.at == s.end;
}

static bool is_alphanumeric(struct span s)
{
  bool filled = s.at < s.end;
  while (s.at < s.end && (is_digit(*s.at) || is_latin(*s.at)))
    s.at++;
  return filled && s.at == s.end;
}

/* U+00C0..U+1EF3, the range of the standard: two or three bytes of UTF-8. */
static size_t accented_letter(struct span s)
{
  const unsigned char *at = (const unsigned char *)s.at;
  size_t left = (size_t)(s.end - s.at);
  if (left >= 2 && at[0] >= 0xC3 && at[0] <= 0xDF)
    return 2;
  if (left < 3 || at[0] < 0xE0 || at[0] > 0xE1)
    return 0;
  uint32_t letter = ((at[0] & 0x0Fu) << 12) | ((at[1] & 0x3Fu) << 6) | (at[2] & 0x3Fu);
  return letter <= 0x1EF3 ? 3 : 0;
}

static bool is_letters(struct span s)
{
  bool filled = s.at < s.end;
  while (s.at < s.end) {
    size_t size = is_latin(*s.at) ? 1 : accented_letter(s);
    if (size == 0)
      return false;
    s.at += size;
  }
  return filled;
}

static bool is_version(struct span s)
{
  for (int part = 0; part < 3; part++) {
    const char *begin = s.at;
    while (s.at < s.end && is_digit(*s.at))
      s.at++;
    if (s.at == begin || (*begin == '0' && s.at - begin > 1))
      return false;
    if (part == 2)
      return s.at == s.end;
    if (s.at == s.end || *s.at != '.')
      return false;
    s.at++;
  }
  return false;
}

static bool has_shape(const struct simple_type *type, const struct bericht *bericht, struct span s)
{
  switch (type->shape) {
  case SHAPE_ANY:
    return true;
  case SHAPE_LINE:
    return is_line(s);
  case SHAPE_PARAGRAPH:
    return is_paragraph(s);
  case SHAPE_DIGITS:
    return is_digits(s);
  case SHAPE_LETTERS:
    return is_letters(s);
  case SHAPE_ALPHANUMERIC:
    return is_alphanumeric(s);
  case SHAPE_VERSION:
    return is_version(s);
  case SHAPE_EXACT:
    return equals(s, type->exact);
  case SHAPE_BERICHT_CODE:
    return equals(s, bericht->code);
  }
  return false;
}

/* Its place in the list, or -1. */
static int64_t place_in_list(const char *codes, size_t width, const char *text)
{
  int64_t place = 0;
  for (const char *at = codes; *at != '\0'; at += width, place++) {
    if (*at == *text && memcmp(at, text, width) == 0)
      return place;
  }
  return -1;
}

uint64_t value_code_bit(const struct simple_type *type, enum domein domein, const char *code)
{
  int64_t place = place_in_list(type->codes[domein], type->longest, code);
  return place >= 0 ? UINT64_C(1) << place : 0;
}

void value_codes_text(
    const struct simple_type *type, enum domein domein, uint64_t codes, char text[VALUE_CODES_TEXT_SIZE])
{
  const char *code = type->codes[domein];
  size_t size = 0;
  for (; codes != 0 && size + 1 + type->longest < VALUE_CODES_TEXT_SIZE; codes >>= 1) {
    if ((codes & 1) != 0) {
      if (size > 0)
        text[size++] = '|';
      memcpy(text + size, code, type->longest);
      size += type->longest;
    }
    code += type->longest;
  }
  text[size] = '\0';
}

static const char *check_text(const struct simple_type *type, const struct bericht *bericht, const char *text,
    size_t size, struct value *out)
{
  if (size == 0 && type->shortest > 0)
    return "De waarde is leeg.";
  uint32_t length = characters(text, size);
  if (type->longest > 0 && length > type->longest)
    return "De waarde is te lang.";
  if (length < type->shortest)
    return "De waarde is te kort.";
  const char *codes = type->codes[bericht->domein];
  out->number = codes != NULL && size == type->longest ? place_in_list(codes, size, text) : -1;
  if (codes != NULL && out->number < 0)
    return "De waarde staat niet in de codelijst van dit element.";
  if (!has_shape(type, bericht, (struct span){text, text + size}))
    return "De waarde heeft niet de vorm die dit element voorschrijft.";
  return NULL;
}

/* --- numbers, dates, times --- */

/* At most 18 digits after leading zeros: more is out of every range of the standard. */
static bool parse_integer(struct span s, int64_t *out)
{
  enum { MOST_DIGITS = 18 };
  bool negative = s.at < s.end && *s.at == '-';
  if (s.at < s.end && (*s.at == '-' || *s.at == '+'))
    s.at++;
  if (s.at == s.end || !is_digits(s))
    return false;
  while (s.at < s.end && *s.at == '0')
    s.at++;
  if (s.end - s.at > MOST_DIGITS) {
    *out = negative ? INT64_MIN : INT64_MAX;
    return true;
  }
  int64_t value = 0;
  for (; s.at < s.end; s.at++)
    value = value * 10 + (*s.at - '0');
  *out = negative ? -value : value;
  return true;
}

static const char *check_integer(
    const struct simple_type *type, const struct bericht *bericht, struct span s, struct value *out)
{
  if (!parse_integer(s, &out->number))
    return "De waarde is geen geheel getal.";
  if (out->number < type->lowest || out->number > type->highest)
    return "Het getal ligt buiten het toegestane bereik.";
  if (!has_shape(type, bericht, s))
    return "De waarde heeft niet de vorm die dit element voorschrijft.";
  return NULL;
}

static bool two_digits(struct span *s, int *out)
{
  if (s->end - s->at < 2 || !is_digit(s->at[0]) || !is_digit(s->at[1]))
    return false;
  *out = (s->at[0] - '0') * 10 + (s->at[1] - '0');
  s->at += 2;
  return true;
}

static bool skip(struct span *s, char c)
{
  if (s->at == s->end || *s->at != c)
    return false;
  s->at++;
  return true;
}

/* Four digits or more, more only without a leading zero, never zero. */
static bool parse_year(struct span *s, long *out)
{
  bool negative = skip(s, '-');
  const char *begin = s->at;
  long year = 0;
  for (; s->at < s->end && is_digit(*s->at); s->at++) {
    int digit = *s->at - '0';
    if (year > (LONG_MAX - digit) / 10)
      return false;
    year = year * 10 + digit;
  }
  if (s->at - begin < 4 || (s->at - begin > 4 && *begin == '0') || year == 0)
    return false;
  *out = negative ? -year : year;
  return true;
}

static bool parse_date(struct span s, struct value *out)
{
  long year = 0;
  struct date_parts parts = {0};
  if (!parse_year(&s, &year) || !skip(&s, '-') || !two_digits(&s, &parts.month) || !skip(&s, '-') ||
      !two_digits(&s, &parts.day) || s.at != s.end)
    return false;
  out->is_out_of_range = year < 1 || year > 9999;
  /* which days a year has depends on its remainder by 400 alone */
  parts.year = out->is_out_of_range ? 2000 + (int)(year % 400) : (int)year;
  int32_t date = 0;
  if (!date_from_parts(parts, &date))
    return false;
  out->number = date;
  return true;
}

/* The fraction is summed as libxml2 does: fifty nines become the next second, which may be no second. */
static bool parse_fraction(struct span *s, double *seconds)
{
  if (!skip(s, '.'))
    return true;
  if (s->at == s->end || !is_digit(*s->at))
    return false;
  double unit = 1;
  for (; s->at < s->end && is_digit(*s->at); s->at++) {
    unit /= 10;
    *seconds += (*s->at - '0') * unit;
  }
  return true;
}

/* The standard's pattern excludes a time zone, but libxml2 takes its trailing '-' for an allowed character,
 * so that a zone west of Greenwich passes; so it does here. What is kept is the time as written. */
static bool parse_western_zone(struct span *s)
{
  enum { MOST_MINUTES = 14 * 60 };
  int hour = 0;
  int minute = 0;
  if (s->at == s->end)
    return true;
  return skip(s, '-') && two_digits(s, &hour) && skip(s, ':') && two_digits(s, &minute) && minute < 60 &&
         hour * 60 + minute <= MOST_MINUTES;
}

static bool parse_time(struct span s, struct value *out)
{
  int hour = 0;
  int minute = 0;
  int whole = 0;
  if (!two_digits(&s, &hour) || !skip(&s, ':') || !two_digits(&s, &minute) || !skip(&s, ':') ||
      !two_digits(&s, &whole))
    return false;
  double seconds = whole;
  if (!parse_fraction(&s, &seconds) || !parse_western_zone(&s) || s.at != s.end || minute > 59 ||
      seconds >= 60)
    return false;
  if (hour == 24 && minute == 0 && seconds == 0)
    hour = 0; /* the end of a day is spelled as the begin of the next */
  if (hour > 23)
    return false;
  out->number = (int64_t)(hour * 60 + minute) * 60 * 1000000 + (int64_t)(seconds * 1e6);
  return true;
}

const char *value_check(const struct simple_type *type, const struct bericht *bericht, const char *text,
    size_t size, struct value *out)
{
  *out = (struct value){0};
  switch (type->base) {
  case VALUE_TEXT:
    return check_text(type, bericht, text, size, out);
  case VALUE_INTEGER:
    return check_integer(type, bericht, collapse(text, size), out);
  case VALUE_DATE:
    return parse_date(collapse(text, size), out) ? NULL : "De waarde is geen bestaande datum (jjjj-mm-dd).";
  case VALUE_TIME:
    return parse_time(collapse(text, size), out) ? NULL : "De waarde is geen bestaande tijd (uu:mm:ss).";
  }
  return "De waarde heeft een onbekend type.";
}
