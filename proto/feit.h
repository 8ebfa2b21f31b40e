/* The kinds of fact rows, and a version of one: what transform hands to the sink.
 *
 * A row is a generated struct (feit_traject, ...) in somebody's arena; its record_spec says its table, key
 * and columns. A new fact table is a .avsc and a line in feit_specs. */
#ifndef SLUIS_PROTO_FEIT_H
#define SLUIS_PROTO_FEIT_H

#include <stdbool.h>
#include <stdint.h>

#include "proto/field.h"

enum feit {
  FEIT_CLIENT,
  FEIT_TOEWIJZING,
  FEIT_TRAJECT,
  FEIT_ONDERBREKING,
  FEIT_SIGNAAL,
  FEIT_PRESTATIE,
  FEIT_DECLARATIE_AFKEUR,
  FEIT_KLANTREIS,
  FEIT_INDICATOR,
  FEIT_COUNT
};

extern const struct record_spec *const feit_specs[FEIT_COUNT];

/* A row as it was known on the days bekend_van <= D < bekend_tot. */
struct feit_versie {
  enum feit feit;
  int32_t bekend_van; /* date */
  int32_t bekend_tot; /* date; DATE_INFINITY while it holds */
  const void *rij;    /* struct feit_... of this kind */
};

/* Order of the key fields; 0 for two versions of one row. Both are of the kind that spec describes. */
int feit_compare_key(const struct record_spec *spec, const void *a, const void *b);
/* Whether all fields agree. */
bool feit_equal(const struct record_spec *spec, const void *a, const void *b);

#endif
