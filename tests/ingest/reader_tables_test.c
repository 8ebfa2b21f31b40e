/* The tables of messages and rules hang together: every path and name in them leads somewhere. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "ingest/bericht_plan.h"
#include "ingest/rules.h"

static bool has_field(const struct record_spec *spec, const char *name)
{
  for (size_t i = 0; i < spec->field_count; i++) {
    if (name != NULL && strcmp(spec->fields[i].name, name) == 0)
      return true;
  }
  return false;
}

static void check_record(const struct plan *plan, const struct record_map *map)
{
  uint16_t at = plan_find(plan, ROOT_NODE, map->path);
  assert_int_not_equal(at, NO_NODE);
  assert_true((map->client == NULL) == (map->owner != NULL));
  if (map->client != NULL)
    assert_int_not_equal(plan_find(plan, plan_find(plan, ROOT_NODE, map->client), "Bsn"), NO_NODE);
  else
    assert_true(has_field(map->spec, map->owner));
  assert_int_equal(map->field_count, map->spec->field_count);
  for (size_t i = 0; i < map->field_count; i++) {
    const char *path = map->fields[i].path;
    uint16_t node = *path == '/' ? plan_find(plan, ROOT_NODE, path + 1) : plan_find(plan, at, path);
    assert_int_not_equal(node, NO_NODE);
    assert_true(has_field(map->spec, map->fields[i].field));
  }
}

static void every_field_of_an_event_comes_from_a_place_in_its_message(void **state)
{
  (void)state;
  for (size_t i = 0; i < BERICHT_COUNT; i++) {
    struct plan plan;
    plan_init(&plan, berichten[i]);
    assert_true(berichten[i]->record_count > 0);
    for (size_t r = 0; r < berichten[i]->record_count; r++)
      check_record(&plan, &berichten[i]->records[r]);
    plan_fini(&plan);
  }
}

static bool has_path(const char *paths, const struct plan *plan, uint16_t node)
{
  char copy[512];
  char *rest = NULL;
  assert_true(strlen(paths) < sizeof copy);
  for (char *path = strtok_r(strcpy(copy, paths), " ", &rest); path != NULL;
       path = strtok_r(NULL, " ", &rest)) {
    if (plan_find(plan, ROOT_NODE, path) == node)
      return true;
  }
  return false;
}

static size_t count_paths(const char *paths)
{
  size_t count = 0;
  for (; paths != NULL && *paths != '\0'; paths += strcspn(paths, " "), paths += strspn(paths, " "))
    count++;
  return count;
}

/* Its places, and how often each rule has one. */
static void check_placed_rules(const struct plan *plan, int *places)
{
  for (uint16_t n = 0; n < plan->node_count; n++) {
    for (uint16_t i = 0; i < plan->nodes[n].rule_count; i++) {
      const struct plan_rule *placed = &plan->rules[plan->nodes[n].first_rule + i];
      assert_true(has_path(placed->rule->where, plan, n));
      assert_int_not_equal(placed->at, NO_NODE);
      for (size_t v = 0; v < count_paths(placed->rule->values); v++)
        assert_int_not_equal(placed->values[v], NO_NODE);
      for (size_t r = 0; rule_get(r) != NULL; r++)
        places[r] += rule_get(r) == placed->rule;
    }
  }
}

static void every_rule_stands_at_a_place_of_some_message(void **state)
{
  (void)state;
  enum { ENOUGH = 256 };
  int places[ENOUGH] = {0};
  for (size_t i = 0; i < BERICHT_COUNT; i++) {
    struct plan plan;
    plan_init(&plan, berichten[i]);
    check_placed_rules(&plan, places);
    plan_fini(&plan);
  }
  for (size_t r = 0; rule_get(r) != NULL; r++)
    assert_true(r < ENOUGH && places[r] > 0);
}

static void every_code_has_an_advice_of_its_own(void **state)
{
  (void)state;
  const char *other = code_advice("no such code");
  static const char *const codes[] = {"VORM", "SOORT", "XSD", "DATUM"};
  for (size_t i = 0; i < sizeof codes / sizeof *codes; i++)
    assert_string_not_equal(code_advice(codes[i]), other);
  for (size_t r = 0; rule_get(r) != NULL; r++)
    assert_string_not_equal(code_advice(rule_get(r)->code), other);
}

/* --- docs/aanleveren.md --- */

/* The line of a code in the table of codes, or "". */
static void find_row(const char *code, char *row, size_t size)
{
  char begin[32];
  snprintf(begin, sizeof begin, "| `%s` |", code);
  FILE *page = fopen(DOCS "/aanleveren.md", "r");
  assert_non_null(page);
  bool is_found = false;
  while (!is_found && fgets(row, (int)size, page) != NULL)
    is_found = strncmp(row, begin, strlen(begin)) == 0;
  fclose(page);
  if (!is_found)
    row[0] = '\0';
}

static bool code_holds_for(const char *code, const struct bericht *bericht)
{
  struct plan plan;
  plan_init(&plan, bericht);
  bool holds = false;
  for (size_t i = 0; i < plan.rule_count; i++)
    holds |= strcmp(plan.rules[i].rule->code, code) == 0;
  plan_fini(&plan);
  return holds;
}

static void check_row(const char *code, const char *row)
{
  char messages[64] = "| ";
  for (size_t i = 0; i < BERICHT_COUNT; i++) {
    if (berichten[i]->domein == DOMEIN_JW && code_holds_for(code, berichten[i]))
      strcat(strcat(messages, berichten[i]->nummer), " ");
  }
  char retourcode[16];
  snprintf(retourcode, sizeof retourcode, "| %s |\n", code_retourcode(code));
  if (strstr(row, strcat(messages, "|")) == NULL || strstr(row, retourcode) == NULL)
    fail_msg("docs/aanleveren.md on %s: %s%s", code, messages, retourcode);
}

static void every_code_stands_in_the_guide_with_its_messages_and_retourcode(void **state)
{
  (void)state;
  char row[512];
  for (size_t r = 0; rule_get(r) != NULL; r++) {
    const char *code = rule_get(r)->code;
    find_row(code, row, sizeof row);
    if (row[0] == '\0')
      fail_msg("docs/aanleveren.md has no %s", code);
    if (code_retourcode(code) != NULL)
      check_row(code, row);
  }
}

static void a_message_is_found_by_its_namespace_alone(void **state)
{
  (void)state;
  assert_null(bericht_find(NULL));
  assert_null(bericht_find("http://www.istandaarden.nl/ijw/3_1/jw301/schema"));
  assert_null(bericht_find("http://www.istandaarden.nl/ijw/3_2/basisschema/schema"));
  assert_string_equal(bericht_find("http://www.istandaarden.nl/iwmo/3_2/wmo305/schema")->soort, "WMO305");
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(every_field_of_an_event_comes_from_a_place_in_its_message),
      cmocka_unit_test(every_rule_stands_at_a_place_of_some_message),
      cmocka_unit_test(every_code_has_an_advice_of_its_own),
      cmocka_unit_test(every_code_stands_in_the_guide_with_its_messages_and_retourcode),
      cmocka_unit_test(a_message_is_found_by_its_namespace_alone),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
