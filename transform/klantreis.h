/* The klantreis: the started trajecten of one client, over all sources, domains, gemeenten and aanbieders,
 * each with its neighbours in time.
 *
 * The order of trajecten is (gestart, gestopt, domein, gemeente, aanbieder, product, sleutel): open comes
 * last, an unknown gemeente or product too, jw before wmo, texts and sleutel go by their bytes. In SQL: order
 * by gestart, gestopt, domein, gemeente collate "C", aanbieder collate "C", product collate "C", sleutel.
 * gestopt is the stored one: that an end after the peildatum is no end yet is settled by who reads the rows.
 *
 * Of these trajecten
 * - vorige is, of those before this one that ended on or before its start, the one with the latest end, of
 * equal ends the last in the order; gat is the days between;
 * - volgende is the first after this one that starts on or after its end; gat_na is the days between.
 * is_vervolg: this one is the volgende of its vorige;
 * - loopt_naast: one before this one ends after its start;
 * - loopt_door: another one that started on or before the end of this one ends later, or ends that day and
 * comes after it. Open ones have no end, so no volgende and no loopt_door. */
#ifndef SLUIS_TRANSFORM_KLANTREIS_H
#define SLUIS_TRANSFORM_KLANTREIS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "proto/feit_traject.h"
#include "proto/gebeurtenis.h"
#include "transform/fold.h"
#include "transform/historie.h"

/* A started traject, and the days on which it was known so: bekend_van <= D < bekend_tot. */
struct klantreis_traject {
  const struct feit_traject *traject; /* only what decides a klantreis is looked at */
  int32_t bekend_van;                 /* date */
  int32_t bekend_tot;                 /* date; DATE_INFINITY while it holds */
};

struct klantreis_trajecten {
  struct klantreis_traject *items; /* by (sleutel, bekend_van) */
  size_t count;
};

/* The started trajecten in these lists of versions, which have no key in common; other kinds of rows are
 * passed over. Versions that follow on each other and differ in nothing that a klantreis looks at are one.
 * The list lies in the arena, the rows are borrowed. */
struct klantreis_trajecten klantreis_select(
    const struct feit_versies *lists, size_t list_count, struct arena *arena);
/* Whether both give the same klantreis whatever other trajecten the client has. */
bool klantreis_is_same(const struct klantreis_trajecten *a, const struct klantreis_trajecten *b);

/* Whether a traject can be started by this event: a group without any gives none that is. */
bool klantreis_can_start(const struct gebeurtenis *event);

/* Adds the rows of dwh.klantreis that follow from all trajecten of a client, through the days. */
void klantreis_add(
    struct historie *historie, const struct klantreis_trajecten *trajecten, struct arena *scratch);

#endif
