/* A trajectnummer that moves from one client to another (a corrected BSN), settled over all clients.
 *
 * Definition. On day D a number belongs to the client of its latest line (volgorde_lijst) among the lines of
 * all clients that are known on D: as if no others existed. A withdrawn line is a line: it withdraws the
 * number whoever had it. So a client has a number on D when the latest line known on D is its own and is not
 * withdrawn.
 *
 * The fold sees one client. What it needs of the others is told by events: a client gets a Verhuisd for each
 * line of another client that is later than its own earliest one. These are all that can take the number
 * away; a line before its own earliest cannot, on any day. The set of Verhuisd follows from the set of lines,
 * whatever came first, and only grows with it: none is ever taken back, a late line adds what it changes. */
#ifndef SLUIS_TRANSFORM_VERHUIZING_H
#define SLUIS_TRANSFORM_VERHUIZING_H

#include <stddef.h>

#include "base/arena.h"
#include "proto/wijziging.h"

struct verhuizingen {
  struct bekende_gebeurtenis *items;
  size_t count;
};

/* lines: all stored TrajectRegels of these trajectnummers, in any order. Gives all Verhuisd that follow from
 * them; they lie in the arena, their texts are borrowed from the lines. */
struct verhuizingen verhuizing_derive(
    const struct bekende_gebeurtenis *const *lines, size_t count, struct arena *arena);

#endif
