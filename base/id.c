/* Comparing and spelling of ids. */
#include "base/id.h"

#include <string.h>

int id_compare(const struct id *a, const struct id *b)
{
  return memcmp(a->bytes, b->bytes, sizeof a->bytes);
}

bool id_equal(const struct id *a, const struct id *b)
{
  return id_compare(a, b) == 0;
}

static bool dash_before(int byte)
{
  return byte == 4 || byte == 6 || byte == 8 || byte == 10;
}

void id_format(const struct id *id, char text[ID_TEXT_SIZE])
{
  static const char digits[] = "0123456789abcdef";
  char *at = text;
  for (int i = 0; i < 16; i++) {
    if (dash_before(i))
      *at++ = '-';
    *at++ = digits[id->bytes[i] >> 4];
    *at++ = digits[id->bytes[i] & 15];
  }
  *at = '\0';
}

static int hex_value(char c)
{
  if (c >= '0' && c <= '9')
    return c - '0';
  if (c >= 'a' && c <= 'f')
    return c - 'a' + 10;
  if (c >= 'A' && c <= 'F')
    return c - 'A' + 10;
  return -1;
}

bool id_parse(const char *text, struct id *out)
{
  if (strlen(text) != ID_TEXT_SIZE - 1)
    return false;
  for (int i = 0; i < 16; i++) {
    if (dash_before(i) && *text++ != '-')
      return false;
    int high = hex_value(text[0]);
    int low = hex_value(text[1]);
    if (high < 0 || low < 0)
      return false;
    out->bytes[i] = (uint8_t)(high << 4 | low);
    text += 2;
  }
  return true;
}
