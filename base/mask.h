/* Names of files as they may be shown: nine digits in a row, which could be a BSN, become nine times x. */
#ifndef SLUIS_BASE_MASK_H
#define SLUIS_BASE_MASK_H

#include <stddef.h>

/* In place: every digit of a row of nine digits or more becomes x. */
void mask_digits(char *text);
/* A masked copy that fits; what is longer than size - 1 bytes is cut off. */
void mask_copy(const char *text, char *out, size_t size);

#endif
