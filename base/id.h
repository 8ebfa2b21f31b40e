/* 16 bytes that name something: a pseudonym, a keyed hash of a number, a hash of content. A uuid in
 * PostgreSQL. */
#ifndef SLUIS_BASE_ID_H
#define SLUIS_BASE_ID_H

#include <stdbool.h>
#include <stdint.h>

struct id {
  uint8_t bytes[16];
};

enum { ID_TEXT_SIZE = 37 }; /* 8-4-4-4-12 and NUL */

int id_compare(const struct id *a, const struct id *b); /* in the order PostgreSQL gives uuid */
bool id_equal(const struct id *a, const struct id *b);
void id_format(const struct id *id, char text[ID_TEXT_SIZE]);
bool id_parse(const char *text, struct id *out); /* false when text is no uuid */

#endif
