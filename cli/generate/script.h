/* The ways in which one toewijzing can go, each a script of its own whose outcome is known by construction.
 */
#ifndef SLUIS_CLI_GENERATE_SCRIPT_H
#define SLUIS_CLI_GENERATE_SCRIPT_H

#include <stdbool.h>

#include "cli/generate/life.h"

struct script {
  const char *name;          /* for people who read this table */
  int weight;                /* how often, relative to the others */
  bool needs_unique_product; /* the client may have no other toewijzing for this product */
  bool can_be_cloned;
  /* gemeente, aanbieder, product, nummer and ingang of the assignment are filled. */
  void (*play)(struct life *life, struct assignment *assignment);
};

/* Draws one; unique: whether needs_unique_product may be asked for. */
const struct script *script_draw(struct random *random, bool unique);

#endif
