/* The rules that one message can break, as a table: code, messages, where, predicate, text.
 *
 * A rule is judged when the element it stands at has ended, over the values below that element and those of
 * the header. Values that are not valid by their type are not there for a rule: the finding XSD has spoken of
 * them. */
#ifndef SLUIS_INGEST_RULES_H
#define SLUIS_INGEST_RULES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "ingest/bericht.h"
#include "ingest/bericht_view.h"

struct rule {
  const char *code;     /* of the standard, or our own in capitals */
  const char *messages; /* numbers, as "305 307"; NULL for all that have `where` */
  const char *where;    /* path of an element below the root */
  const char *at; /* path below `where`: the place that a finding names; "" is `where` itself. Where that
                     element is absent the finding is at `where` */
  bool (*is_broken)(const struct bericht_view *view, uint16_t where);
  const char *tekst; /* what is wrong, Dutch */
};

extern const struct rule rules[];
extern const size_t rule_count;

bool rule_holds_for(const struct rule *rule, const struct bericht *bericht);

/* What the reader of a verslag can do about a finding with this code, Dutch; never NULL. */
const char *code_advice(const char *code);

#endif
