/* One element that a rule is judged at: what its predicate asks of the message at hand. */
#ifndef SLUIS_INGEST_RULE_CASE_H
#define SLUIS_INGEST_RULE_CASE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "ingest/bericht_plan.h"
#include "ingest/bericht_view.h"
#include "ingest/rule_memory.h"

/* A place that was passed before. */
struct rule_place {
  uint16_t node;
  int32_t line;
  uint32_t
      indexes[PLACE_MOST_INDEXES]; /* of the repeated elements above it, itself included, outermost first */
};

struct rule_case {
  const struct bericht_view *view;
  const struct plan_rule *rule;
  struct rule_memory *memory;   /* the row's own */
  struct rule_memory *memories; /* all, by name */
  /* For what turns out to be wrong once more was read: a finding at a place that was passed. Such a predicate
   * itself says false. */
  void (*found)(void *context, const struct rule_case *it, const struct rule_place *place);
  void *context;
};

/* n: place in the row's `values`. NULL when it is absent or not valid. */
const struct view_slot *rule_value(const struct rule_case *it, int n);
/* No such element is there, not even one with a wrong value. Below a misplaced element nothing is there or
 * absent. */
bool rule_absent(const struct rule_case *it, int n);
/* Any such element is there. */
bool rule_filled(const struct rule_case *it, int n);
/* Is it there with a text that is no value of its type? *out is that text then, not NUL-terminated. For what
 * the XSD says too: the finding XSD stands before. */
bool rule_is_no_value(const struct rule_case *it, int n, const char **out, size_t *size);
/* Is it one of these codes, all `size` characters wide and written behind each other? */
bool rule_is_one_of(const struct rule_case *it, int n, const char *codes, size_t size);
bool rule_is(const struct rule_case *it, int n, const char *code);
/* Are both there, and is value a greater than value b? Of numbers and dates. */
bool rule_is_greater(const struct rule_case *it, int a, int b);
/* Are both dates there, and lies date a more than so many years before date b? */
bool rule_is_longer_ago(const struct rule_case *it, int a, int b, int years);
/* Are the values from..to-1 absent, or valid? Then *key is a hash of them. */
bool rule_key(const struct rule_case *it, int from, int to, uint64_t *key);
/* Do the first `count` values together occur in this message for the second time? */
bool rule_is_double(const struct rule_case *it, int count);

#endif
