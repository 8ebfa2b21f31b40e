/* The messages of a program: the text of a file of examples (tests/ingest/rule_examples.h), in which what
 * cannot be done is passed over. Each `bad` or `good` begins a message anew from the first fixture that it
 * names. Used by the fuzz target of the rules and by its mutator. */
#ifndef SLUIS_TESTS_FUZZ_RULES_MESSAGE_H
#define SLUIS_TESTS_FUZZ_RULES_MESSAGE_H

#include <libxml/tree.h>
#include <stddef.h>
#include <stdint.h>

enum {
  MOST_PROGRAM = 4096,  /* bytes */
  MOST_BLOCKS = 3,      /* messages; what comes after them is not looked at */
  MOST_BLOCK_COPIES = 8 /* of one message: a copy may double what was copied before */
};

struct rules_base {
  const char *name; /* "jw301", as its file in fixtures/ */
  xmlDocPtr document;
};

enum { RULES_BASES = 12 };
/* The fixtures, read at the first call; ends the program when one is not there. */
const struct rules_base *rules_bases(void);

struct rules_message {
  xmlDocPtr document;
  const char *bytes; /* the document written out */
  size_t size;
  int32_t received; /* date */
};

typedef void rules_message_taker(const struct rules_message *message);
void rules_messages_each(const uint8_t *program, size_t size, rules_message_taker *taker);

#endif
