/* Is a text a value of its type, as XML Schema 1.0 judges it, and which value. */
#ifndef SLUIS_INGEST_BERICHT_VALUE_H
#define SLUIS_INGEST_BERICHT_VALUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "ingest/bericht.h"

struct value {
  int64_t number; /* of VALUE_INTEGER; microseconds since midnight of VALUE_TIME; days of VALUE_DATE; the
                     place in its code list, from 0, of a VALUE_TEXT that has one */
  bool is_out_of_range; /* a valid date that cannot be kept: before the year 1 or after 9999 */
};

/* NULL when text (UTF-8, as written, with its spaces) is valid; else what is wrong with it, in Dutch and
 * without the value. */
const char *value_check(const struct simple_type *type, const struct bericht *bericht, const char *text,
    size_t size, struct value *out);

/* The bit of a code in a set of codes (view_slot.codes); 0 when it is not listed in this domein. */
uint64_t value_code_bit(const struct simple_type *type, enum domein domein, const char *code);
/* The codes of a set in ascending order with `|` between; room for all of a list of 64 codes of 4. */
enum { VALUE_CODES_TEXT_SIZE = 320 };
void value_codes_text(
    const struct simple_type *type, enum domein domein, uint64_t codes, char text[VALUE_CODES_TEXT_SIZE]);

#endif
