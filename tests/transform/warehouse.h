/* A warehouse in memory, as strict as the real one: applying changes fails the test when a row that is to be
 * inserted is there, one that is to be closed or deleted is not, or a list is not sorted. */
#ifndef SLUIS_TESTS_TRANSFORM_WAREHOUSE_H
#define SLUIS_TESTS_TRANSFORM_WAREHOUSE_H

#include <stddef.h>

#include "base/arena.h"
#include "transform/fold.h"
#include "transform/transform.h"

struct warehouse {
  struct arena *arena;
  struct bekende_gebeurtenis **events; /* by (pseudoniem, id) */
  size_t event_count;
  struct feit_versie *rows; /* by (kind, key, bekend_van) */
  size_t row_count;
  size_t capacity;   /* of both lists */
  size_t reads;      /* questions to the event source so far */
  size_t most_asked; /* clients in one of them */
  bool is_down;
};

void warehouse_init(struct warehouse *warehouse, struct arena *arena, size_t capacity);
struct event_source warehouse_source(struct warehouse *warehouse);
void warehouse_apply(struct warehouse *warehouse, const struct wijzigingen *changes);
/* Fails the test unless the rows are exactly these. */
void warehouse_expect(const struct warehouse *warehouse, const struct feit_versies *versions);

#endif
