/* By Unicode 15, table 3-7. Used for what is shown and for what is read as text. */
#include "base/utf8.h"

#include <stdbool.h>

static bool is_continuation(unsigned char byte)
{
  return (byte & 0xC0) == 0x80;
}

size_t utf8_size(const char *at)
{
  const unsigned char *text = (const unsigned char *)at;
  unsigned char lead = text[0];
  if (lead < 0x80)
    return lead >= 0x20 && lead != 0x7F ? 1 : 0;
  if (lead < 0xC2 || lead > 0xF4 || !is_continuation(text[1]))
    return 0;
  if (lead < 0xE0)
    return lead == 0xC2 && text[1] < 0xA0 ? 0 : 2; /* the control characters of ISO 6429 */
  if ((lead == 0xE0 && text[1] < 0xA0) || (lead == 0xED && text[1] > 0x9F) || !is_continuation(text[2]))
    return 0;
  if (lead < 0xF0)
    return 3;
  if ((lead == 0xF0 && text[1] < 0x90) || (lead == 0xF4 && text[1] > 0x8F) || !is_continuation(text[3]))
    return 0;
  return 4;
}
