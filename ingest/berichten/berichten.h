/* The tables of ingest/berichten/, for the list in ingest/bericht.c; and what the messages share. */
#ifndef SLUIS_INGEST_BERICHTEN_BERICHTEN_H
#define SLUIS_INGEST_BERICHTEN_BERICHTEN_H

#include "ingest/bericht.h"

extern const struct bericht bericht_jw301;
extern const struct bericht bericht_wmo301;
extern const struct bericht bericht_jw305;
extern const struct bericht bericht_wmo305;
extern const struct bericht bericht_jw307;
extern const struct bericht bericht_wmo307;
extern const struct bericht bericht_jw323;
extern const struct bericht bericht_wmo323;
extern const struct bericht bericht_jw325;
extern const struct bericht bericht_wmo325;

#define COUNT_OF(table) (sizeof(table) / sizeof *(table))

/* A row of an element table: mandatory, optional, or any number of times from one up. */
#define VALUE(n, type)                                                                                       \
  {                                                                                                          \
    .name = (n), .simple = &(type), .least = 1, .most = 1                                                    \
  }
#define VALUE_OPTIONAL(n, type)                                                                              \
  {                                                                                                          \
    .name = (n), .simple = &(type), .least = 0, .most = 1                                                    \
  }
/* More than once only for values out of a code list: they are kept as a set (view_slot.codes). */
#define VALUE_REPEATED(n, type)                                                                              \
  {                                                                                                          \
    .name = (n), .simple = &(type), .least = 1, .most = MANY                                                 \
  }
#define PART(n, type)                                                                                        \
  {                                                                                                          \
    .name = (n), .complex = &(type), .least = 1, .most = 1                                                   \
  }
#define PART_OPTIONAL(n, type)                                                                               \
  {                                                                                                          \
    .name = (n), .complex = &(type), .least = 0, .most = 1                                                   \
  }
#define PART_REPEATED(n, type)                                                                               \
  {                                                                                                          \
    .name = (n), .complex = &(type), .least = 1, .most = MANY                                                \
  }

#define COMPLEX_TYPE(n, whose, table)                                                                        \
  {                                                                                                          \
    .name = (n), .owner = (whose), .elements = (table), .element_count = COUNT_OF(table)                     \
  }

/* The last columns of a field_map: kept as it is, or as a keyed hash in the scope of who gives the number. */
#define NO_HASH NULL, SCOPE_GEMEENTE
#define GEMEENTE_HASH(label) (label), SCOPE_GEMEENTE
#define AANBIEDER_HASH(label) (label), SCOPE_AANBIEDER

/* What the two domeinen call their namespaces, release 3.2. */
#define JW_NAMESPACE(message) "http://www.istandaarden.nl/ijw/3_2/" message "/schema"
#define WMO_NAMESPACE(message) "http://www.istandaarden.nl/iwmo/3_2/" message "/schema"

#endif
