/* Telling UTF-8 from what is not. */
#ifndef SLUIS_BASE_UTF8_H
#define SLUIS_BASE_UTF8_H

#include <stddef.h>

/* Bytes of the well-formed character at text, which ends with a NUL; 0 when there is none, or a control
 * character, or the end. */
size_t utf8_size(const char *text);

#endif
