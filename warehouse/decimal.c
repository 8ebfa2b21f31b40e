/* Decimal numbers as PostgreSQL writes them, subtracted as whole numbers of their last decimal. */
#include "warehouse/decimal.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { MOST_DECIMALS = 9 };

static size_t decimals_of(const char *text)
{
  const char *point = strchr(text, '.');
  return point != NULL ? strlen(point + 1) : 0;
}

/* The number times 10^scale; false when it is none or does not fit. */
static bool scaled(const char *text, size_t scale, int64_t *out)
{
  bool is_negative = *text == '-';
  const char *digit = text + is_negative;
  size_t decimals = decimals_of(text);
  if (*digit < '0' || *digit > '9' || decimals > scale)
    return false;
  *out = 0;
  for (; *digit != '\0'; digit++) {
    if (*digit == '.')
      continue;
    if (*digit < '0' || *digit > '9' || __builtin_mul_overflow(*out, 10, out) ||
        __builtin_add_overflow(*out, *digit - '0', out))
      return false;
  }
  for (; decimals < scale; decimals++) {
    if (__builtin_mul_overflow(*out, 10, out))
      return false;
  }
  *out = is_negative ? -*out : *out;
  return true;
}

static uint64_t power_of_ten(size_t n)
{
  uint64_t power = 1;
  while (n-- > 0)
    power *= 10;
  return power;
}

bool decimal_difference(const char *a, const char *b, char out[DECIMAL_SIZE])
{
  size_t scale = decimals_of(a) > decimals_of(b) ? decimals_of(a) : decimals_of(b);
  int64_t from = 0, to = 0, difference = 0;
  if (scale > MOST_DECIMALS || !scaled(a, scale, &from) || !scaled(b, scale, &to) ||
      __builtin_sub_overflow(to, from, &difference))
    return false;
  uint64_t size = difference < 0 ? 0 - (uint64_t)difference : (uint64_t)difference;
  uint64_t unit = power_of_ten(scale);
  const char *sign = difference < 0 ? "-" : "";
  if (scale == 0)
    snprintf(out, DECIMAL_SIZE, "%s%" PRIu64, sign, size);
  else
    snprintf(out, DECIMAL_SIZE, "%s%" PRIu64 ".%0*" PRIu64, sign, size / unit, (int)scale, size % unit);
  return true;
}
