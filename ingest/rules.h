/* The rules that one message can break, as tables by theme: code, messages, where, predicate, text.
 *
 * A rule is judged when the element it stands at has ended, over the values that it names. Values that are
 * not valid by their type are neither there nor absent for a rule: the finding XSD has spoken of them. */
#ifndef SLUIS_INGEST_RULES_H
#define SLUIS_INGEST_RULES_H

#include <stdbool.h>
#include <stddef.h>

#include "ingest/bericht.h"
#include "ingest/rule_memory.h"

enum { RULE_MOST_VALUES = 8 };

struct rule_case;

struct rule {
  const char *code;       /* of the standard, or our own in capitals */
  const char *retourcode; /* that the standard gives; NULL: none */
  const char *messages;   /* numbers, as "305 307"; NULL for all that have `where` */
  const char *where;      /* paths of elements below the root, with spaces between: judged at each */
  const char *values;     /* what it looks at (rule_case.h, from 0): paths below `where`, or "/" and one below
                             the root; NULL: only `where` itself */
  const char *at; /* path below `where`: the place that a finding names; NULL is `where` itself. Where that
                     element is absent the finding is at its nearest parent */
  bool (*is_broken)(const struct rule_case *it);
  enum rule_memory_name memory; /* what it remembers of earlier lines */
  const char *tekst; /* what is wrong, Dutch; NULL: it only remembers, another row of its code judges */
  const char
      *advies; /* what the reader of a verslag can do about it, Dutch; NULL: as the first row of its code */
};

struct rule_table {
  const struct rule *rules;
  size_t count;
};

extern const struct rule_table rules_bericht;    /* the header, and what all messages share */
extern const struct rule_table rules_client;     /* persons, names, addresses */
extern const struct rule_table rules_toewijzing; /* lines of a 301 */
extern const struct rule_table rules_levering;   /* lines of a 305 and a 307 */
extern const struct rule_table rules_declaratie; /* of a 323 and a 325 */

/* All rows, one table after the other; NULL beyond the last. */
const struct rule *rule_get(size_t n);

bool rule_holds_for(const struct rule *rule, const struct bericht *bericht);

/* What the reader of a verslag can do about a finding with this code, Dutch; never NULL. */
const char *code_advice(const char *code);
/* The code that the standard answers a finding with, or NULL. */
const char *code_retourcode(const char *code);

#endif
