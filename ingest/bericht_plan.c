/* Unrolling a table into nodes, breadth first, and hanging fields and rules on them. The tables are ours: a
 * path that leads nowhere is a bug, which the tests of the tables find. */
#include "ingest/bericht_plan.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

enum { PATH_SIZE = 128, MOST_RULES = 160 }; /* of a table; places of rules in one message */

static size_t count_nodes(const struct complex_type *type)
{
  size_t count = 1;
  for (size_t i = 0; i < type->element_count; i++)
    count += type->elements[i].complex != NULL ? count_nodes(type->elements[i].complex) : 1;
  return count;
}

static void add_children(struct plan *plan, uint16_t parent)
{
  struct plan_node *node = &plan->nodes[parent];
  const struct complex_type *type = node->element->complex;
  if (type == NULL)
    return;
  assert(type->element_count <= MOST_CHILD_ELEMENTS);
  node->first_child = (uint16_t)plan->node_count;
  node->child_count = (uint16_t)type->element_count;
  for (size_t i = 0; i < type->element_count; i++) {
    node->mandatory |= (uint64_t)(type->elements[i].least > 0) << i;
    plan->nodes[plan->node_count++] =
        (struct plan_node){.element = &type->elements[i], .owner = type->owner, .parent = parent};
  }
}

static void add_nodes(struct plan *plan)
{
  plan->root = (struct element){.name = "Bericht", .complex = plan->bericht->root, .least = 1, .most = 1};
  size_t total = count_nodes(plan->root.complex);
  assert(total < NO_NODE);
  plan->nodes = memory_new(total * sizeof *plan->nodes);
  plan->nodes[ROOT_NODE] =
      (struct plan_node){.element = &plan->root, .owner = NAMESPACE_BERICHT, .parent = NO_NODE};
  plan->node_count = 1;
  for (size_t i = 0; i < plan->node_count; i++)
    add_children(plan, (uint16_t)i);
}

static uint16_t find_child(const struct plan *plan, uint16_t parent, const char *name, size_t size)
{
  const struct plan_node *node = &plan->nodes[parent];
  for (uint16_t i = 0; i < node->child_count; i++) {
    const char *child = plan->nodes[node->first_child + i].element->name;
    if (strncmp(child, name, size) == 0 && child[size] == '\0')
      return (uint16_t)(node->first_child + i);
  }
  return NO_NODE;
}

uint16_t plan_find(const struct plan *plan, uint16_t from, const char *path)
{
  while (from != NO_NODE && *path != '\0') {
    size_t size = strcspn(path, "/");
    from = find_child(plan, from, path, size);
    path += size;
    path += *path == '/';
  }
  return from;
}

static void keep(struct plan *plan, uint16_t node)
{
  if (node != NO_NODE)
    plan->nodes[node].is_kept = true;
}

static const struct field_spec *find_field(const struct record_spec *spec, const char *name)
{
  for (size_t i = 0; i < spec->field_count; i++) {
    if (strcmp(spec->fields[i].name, name) == 0)
      return &spec->fields[i];
  }
  return NULL;
}

/* Below `at`, or below the root where the path begins with "/". */
static uint16_t find_from(const struct plan *plan, uint16_t at, const char *path)
{
  return *path == '/' ? plan_find(plan, ROOT_NODE, path + 1) : plan_find(plan, at, path);
}

static struct plan_field make_field(
    struct plan *plan, const struct record_map *map, uint16_t at, const struct field_map *field)
{
  struct plan_field made = {find_from(plan, at, field->path), find_field(map->spec, field->field)};
  assert(made.node != NO_NODE && made.spec != NULL);
  keep(plan, made.node);
  return made;
}

static void add_record(struct plan *plan, const struct record_map *map, struct plan_record *record)
{
  uint16_t at = plan_find(plan, ROOT_NODE, map->path);
  assert(at != NO_NODE);
  struct plan_field *fields = memory_new(map->field_count * sizeof *fields);
  for (size_t i = 0; i < map->field_count; i++)
    fields[i] = make_field(plan, map, at, &map->fields[i]);
  *record = (struct plan_record){.map = map, .client = NO_NODE, .fields = fields};
  if (map->client != NULL)
    record->client = plan_find(plan, ROOT_NODE, map->client);
  else
    record->owner = find_field(map->spec, map->owner);
  assert(record->client != NO_NODE || record->owner != NULL);
  keep(plan, plan_find(plan, record->client, "Geboortedatum/Datum"));
  plan->nodes[at].record = record;
}

static void add_records(struct plan *plan)
{
  const struct bericht *bericht = plan->bericht;
  plan->records = memory_new(bericht->record_count * sizeof *plan->records);
  for (size_t i = 0; i < bericht->record_count; i++)
    add_record(plan, &bericht->records[i], &plan->records[i]);
}

/* --- rules --- */

/* The next of some paths with spaces between; false at the end. */
static bool next_path(const char **rest, char path[PATH_SIZE])
{
  *rest += strspn(*rest, " ");
  size_t size = strcspn(*rest, " ");
  assert(size < PATH_SIZE);
  memcpy(path, *rest, size);
  path[size] = '\0';
  *rest += size;
  return size > 0;
}

static void place_rule(
    const struct plan *plan, const struct rule *rule, uint16_t where, struct plan_rule *placed)
{
  char path[PATH_SIZE];
  size_t count = 0;
  *placed = (struct plan_rule){.rule = rule, .at = where};
  if (rule->at != NULL)
    placed->at = plan_find(plan, where, rule->at);
  const char *rest = rule->values != NULL ? rule->values : "";
  for (; next_path(&rest, path); count++) {
    assert(count < RULE_MOST_VALUES);
    placed->values[count] = find_from(plan, where, path);
  }
  if (rule->values == NULL)
    placed->values[0] = where;
}

/* The places of all rules that hold for the message, in the order of their tables. */
static size_t collect_rules(const struct plan *plan, struct plan_rule *placed, uint16_t *nodes)
{
  size_t count = 0;
  char path[PATH_SIZE];
  for (size_t n = 0; rule_get(n) != NULL; n++) {
    const struct rule *rule = rule_get(n);
    const char *rest = rule_holds_for(rule, plan->bericht) ? rule->where : "";
    while (next_path(&rest, path)) {
      uint16_t node = plan_find(plan, ROOT_NODE, path);
      if (node == NO_NODE)
        continue;
      assert(count < MOST_RULES);
      place_rule(plan, rule, node, &placed[count]);
      nodes[count++] = node;
    }
  }
  return count;
}

/* Rules lie together per node, in the order of their table. */
static void add_rules(struct plan *plan)
{
  struct plan_rule *placed = memory_new(MOST_RULES * sizeof *placed);
  uint16_t nodes[MOST_RULES];
  size_t count = collect_rules(plan, placed, nodes);
  plan->rules = memory_new((count + 1) * sizeof *plan->rules);
  for (size_t i = 0; i < count; i++)
    plan->nodes[nodes[i]].rule_count++;
  for (size_t n = 0; n < plan->node_count; n++) {
    plan->nodes[n].first_rule = (uint16_t)plan->rule_count;
    plan->rule_count += plan->nodes[n].rule_count;
    plan->nodes[n].rule_count = 0;
  }
  for (size_t i = 0; i < count; i++) {
    struct plan_node *node = &plan->nodes[nodes[i]];
    plan->rules[node->first_rule + node->rule_count++] = placed[i];
  }
  free(placed);
}

void plan_init(struct plan *plan, const struct bericht *bericht)
{
  *plan = (struct plan){.bericht = bericht};
  add_nodes(plan);
  keep(plan, plan_find(plan, ROOT_NODE, "Header/BerichtIdentificatie/Dagtekening"));
  add_records(plan);
  add_rules(plan);
}

void plan_fini(struct plan *plan)
{
  for (size_t i = 0; i < plan->bericht->record_count; i++)
    free(plan->records[i].fields);
  free(plan->records);
  free(plan->rules);
  free(plan->nodes);
  *plan = (struct plan){0};
}
