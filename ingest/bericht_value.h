/* Is a text a value of its type, as XML Schema 1.0 judges it, and which value. */
#ifndef SLUIS_INGEST_BERICHT_VALUE_H
#define SLUIS_INGEST_BERICHT_VALUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "ingest/bericht.h"

struct value {
  int64_t number;       /* of VALUE_INTEGER; microseconds since midnight of VALUE_TIME; days of VALUE_DATE */
  bool is_out_of_range; /* a valid date that cannot be kept: before the year 1 or after 9999 */
};

/* NULL when text (UTF-8, as written, with its spaces) is valid; else what is wrong with it, in Dutch and
 * without the value. */
const char *value_check(const struct simple_type *type, const struct bericht *bericht, const char *text,
    size_t size, struct value *out);

#endif
