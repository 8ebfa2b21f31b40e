/* Questions of predicates, answered from the view; no rule is known here. */
#include "ingest/rule_case.h"

#include <assert.h>
#include <string.h>

#include "base/date.h"
#include "ingest/rules.h"

const struct view_slot *rule_value(const struct rule_case *it, int n)
{
  return bericht_view_get(it->view, it->rule->values[n]);
}

bool rule_absent(const struct rule_case *it, int n)
{
  return bericht_view_is_absent(it->view, it->rule->values[n]);
}

bool rule_filled(const struct rule_case *it, int n)
{
  return bericht_view_is_there(it->view, it->rule->values[n]);
}

bool rule_is_no_value(const struct rule_case *it, int n, const char **out, size_t *size)
{
  uint16_t node = it->rule->values[n];
  if (!rule_filled(it, n))
    return false;
  const struct view_slot *slot = &it->view->slots[node];
  const struct plan *plan = it->view->plan;
  struct value value;
  *out = bericht_view_text(it->view, slot);
  *size = slot->size;
  return value_check(plan->nodes[node].element->simple, plan->bericht, *out, *size, &value) != NULL;
}

bool rule_is_one_of(const struct rule_case *it, int n, const char *codes, size_t size)
{
  const struct view_slot *slot = rule_value(it, n);
  if (slot == NULL || slot->size != size)
    return false;
  const char *text = bericht_view_text(it->view, slot);
  for (; *codes != '\0'; codes += size) {
    if (memcmp(codes, text, size) == 0)
      return true;
  }
  return false;
}

bool rule_is(const struct rule_case *it, int n, const char *code)
{
  return rule_is_one_of(it, n, code, strlen(code));
}

bool rule_is_greater(const struct rule_case *it, int a, int b)
{
  const struct view_slot *left = rule_value(it, a);
  const struct view_slot *right = rule_value(it, b);
  return left != NULL && right != NULL && left->value.number > right->value.number;
}

bool rule_is_longer_ago(const struct rule_case *it, int a, int b, int years)
{
  const struct view_slot *early = rule_value(it, a);
  const struct view_slot *late = rule_value(it, b);
  if (early == NULL || late == NULL)
    return false;
  struct date_parts from = date_to_parts((int32_t)early->value.number);
  struct date_parts to = date_to_parts((int32_t)late->value.number);
  int months = (to.year - from.year) * 12 + to.month - from.month;
  return months > 12 * years || (months == 12 * years && to.day > from.day);
}

/* A word for a value: numbers by what they say, texts by their bytes. */
static uint64_t word_of(const struct rule_case *it, int n, const struct view_slot *slot)
{
  const struct element *element = it->view->plan->nodes[it->rule->values[n]].element;
  return element->simple->base == VALUE_TEXT ? rule_hash_bytes(bericht_view_text(it->view, slot), slot->size)
                                             : (uint64_t)slot->value.number;
}

bool rule_key(const struct rule_case *it, int from, int to, uint64_t *key)
{
  uint64_t words[RULE_MOST_VALUES + 1] = {0}; /* the first: which are absent */
  assert(to - from <= RULE_MOST_VALUES);
  for (int n = from; n < to; n++) {
    const struct view_slot *slot = rule_value(it, n);
    if (slot == NULL && !rule_absent(it, n))
      return false;
    words[0] |= (uint64_t)(slot == NULL) << (n - from);
    words[1 + n - from] = slot != NULL ? word_of(it, n, slot) : 0;
  }
  *key = rule_hash_words(words, (size_t)(1 + to - from));
  return true;
}

bool rule_is_double(const struct rule_case *it, int count)
{
  uint64_t key;
  return rule_key(it, 0, count, &key) && rule_memory_add(it->memory, key);
}
