/* A message's table unrolled: every place that an element can have in it, as a node of a tree.
 *
 * The tables share types (a Naam, an Adres); in the plan each place is a node of its own, so that what
 * belongs to a place (which field it fills, which rules are judged at it, its value in the message at hand)
 * can lie beside it in an array. Made once per reader. */
#ifndef SLUIS_INGEST_BERICHT_PLAN_H
#define SLUIS_INGEST_BERICHT_PLAN_H

#include "ingest/bericht.h"
#include "ingest/rules.h"

enum { NO_NODE = UINT16_MAX, ROOT_NODE = 0 };

struct plan_node {
  const struct element *element;
  enum namespace_owner owner; /* of the element */
  uint16_t parent;
  uint16_t first_child; /* children lie side by side, in order */
  uint16_t child_count;
  uint64_t mandatory;  /* a bit per child that may not be absent */
  uint16_t first_rule; /* in plan->rules: judged when the element ends */
  uint16_t rule_count;
  const struct plan_record *record; /* the event that it becomes, or NULL */
  bool is_kept;                     /* its value goes into an event or is compared */
};

struct plan_field {
  uint16_t node;
  const struct field_spec *spec;
};

struct plan_record {
  const struct record_map *map;
  uint16_t client;                /* node; NO_NODE when it has none */
  const struct field_spec *owner; /* NULL when it has a client */
  struct plan_field *fields;      /* one a row of map->fields */
};

/* A rule at one of its places. */
struct plan_rule {
  const struct rule *rule;
  uint16_t at;                       /* node that a finding names */
  uint16_t values[RULE_MOST_VALUES]; /* nodes, as rule->values lists them */
};

struct plan {
  const struct bericht *bericht;
  struct element root;     /* the Bericht: the tables begin below it */
  struct plan_node *nodes; /* ROOT_NODE is the Bericht itself */
  size_t node_count;
  struct plan_rule *rules;
  size_t rule_count;
  struct plan_record *records;
};

void plan_init(struct plan *plan, const struct bericht *bericht);
void plan_fini(struct plan *plan);

/* The node below `from` at a path like "Product/Code"; "" is `from` itself; NO_NODE when there is none. */
uint16_t plan_find(const struct plan *plan, uint16_t from, const char *path);

#endif
