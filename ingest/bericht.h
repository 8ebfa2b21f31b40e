/* What a message looks like and what is kept of it, as tables.
 *
 * One `struct bericht` per kind of message and domein (ingest/berichten/). It says: the tree of elements
 * (order, how often, type) and, per repeated element that is a fact, which of its values fill which field of
 * an event. Everything that reads messages walks these tables; a new message is a new table. Jw and Wmo share
 * trees: a table differs between them in namespace, BerichtCode and two code lists only. */
#ifndef SLUIS_INGEST_BERICHT_H
#define SLUIS_INGEST_BERICHT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "proto/domein.h"
#include "proto/field.h"
#include "proto/gebeurtenis.h"

enum value_base { VALUE_TEXT, VALUE_INTEGER, VALUE_DATE, VALUE_TIME };

/* The few shapes of text that the standard's patterns describe. */
enum value_shape {
  SHAPE_ANY,
  SHAPE_LINE,         /* one line, not only spaces */
  SHAPE_PARAGRAPH,    /* not only spaces; may have several lines */
  SHAPE_DIGITS,       /* 0-9 only */
  SHAPE_LETTERS,      /* letters, without or with a diacritic */
  SHAPE_ALPHANUMERIC, /* a-z A-Z 0-9 only */
  SHAPE_VERSION,      /* three numbers without leading zeros, with points between */
  SHAPE_EXACT,        /* spelled as `exact` says (after collapse of spaces where the base has that) */
  SHAPE_BERICHT_CODE  /* spelled as the code of the message says */
};

struct simple_type {
  const char *name; /* as xsi:type may repeat it; NULL for a type without a name */
  enum value_base base;
  enum value_shape shape;
  uint32_t shortest, longest; /* characters, of VALUE_TEXT; longest 0: no limit */
  int64_t lowest, highest;    /* of VALUE_INTEGER */
  /* Per domein all codes behind each other, each `longest` characters wide; NULL: no list. Ascending and at
     most 64 where a value of the type may repeat. */
  const char *codes[DOMEIN_COUNT];
  const char *exact;
};

/* Whose namespace an element or type is of. */
enum namespace_owner { NAMESPACE_BERICHT, NAMESPACE_BASIS };

enum { MANY = 0 };                 /* `most` of an element that may come any number of times */
enum { MOST_CHILD_ELEMENTS = 64 }; /* of one complex type */

struct element;

struct complex_type {
  const char *name;
  enum namespace_owner owner;     /* of the type and of the elements in it */
  const struct element *elements; /* in order */
  size_t element_count;
};

struct element {
  const char *name;
  const struct complex_type *complex; /* or NULL: */
  const struct simple_type *simple;
  uint8_t least; /* 0 or 1 */
  uint8_t most;  /* 1 or MANY */
};

/* Whose number it is: within what it names one thing. */
enum number_scope {
  SCOPE_GEMEENTE, /* "jw:0983" */
  SCOPE_AANBIEDER /* "jw:0983:12345678": the aanbieder's, in its dealings with this gemeente */
};

/* One value of a message that is kept. */
struct field_map {
  const char *path;  /* below the element of the record, as "Product/Code"; from the root with "/" before */
  const char *field; /* of the record, as proto/avro names it */
  const char *label; /* of the keyed hash that is kept instead, for FIELD_ID */
  enum number_scope scope; /* of that hash */
};

struct bericht_view;

/* An element that becomes an event. */
struct record_map {
  const char *path;   /* of the element, below the root; "" is the whole message */
  const char *client; /* path of the element that holds Bsn and what else is kept of the client, or NULL: */
  const char *owner;  /* the field whose id the event lies under, for what has no client */
  bool (*is_fact)(const struct bericht_view *view); /* whether it becomes an event; NULL: always */
  enum gebeurtenis_inhoud soort;
  const struct record_spec *spec;
  const struct field_map *fields;
  size_t field_count;
};

struct bericht {
  const char *soort;  /* "JW301" */
  const char *nummer; /* "301" */
  enum domein domein;
  const char *name_space;
  const char *basis_name_space;
  const char *code;      /* BerichtCode */
  bool is_from_gemeente; /* else from the aanbieder */
  const struct complex_type *root;
  const struct record_map *records;
  size_t record_count;
};

/* All messages that are read. */
enum { BERICHT_COUNT = 10 };
extern const struct bericht *const berichten[BERICHT_COUNT];

/* NULL when messages of this namespace are not read. */
const struct bericht *bericht_find(const char *name_space);

#endif
