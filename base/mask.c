/* Rows of more than nine digits are masked as a whole: nine of them could be a BSN wherever they begin. */
#include "base/mask.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

enum { DIGITS_OF_BSN = 9 };

void mask_digits(char *text)
{
  while (*text != '\0') {
    size_t row = strspn(text, "0123456789");
    if (row >= DIGITS_OF_BSN)
      memset(text, 'x', row);
    text += row > 0 ? row : 1;
  }
}

void mask_copy(const char *text, char *out, size_t size)
{
  char *whole = memory_text(text); /* masked before it is cut: a cut could leave eight digits of nine */
  mask_digits(whole);
  snprintf(out, size, "%s", whole);
  free(whole);
}
