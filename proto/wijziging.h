/* What a partij changes: made by transform, written by the sink in one transaction.
 *
 * All of it is borrowed from the arena of the partij and from transform's client sets, valid until the next
 * call of transform. Every list is sorted by key (pseudoniem first), so that rows are written in index order
 * and two writers never wait for each other in a circle. */
#ifndef SLUIS_PROTO_WIJZIGING_H
#define SLUIS_PROTO_WIJZIGING_H

#include <stddef.h>
#include <stdint.h>

#include "proto/feit.h"
#include "proto/gebeurtenis.h"

/* An event and the first day on which it counts as known. */
struct bekende_gebeurtenis {
  struct gebeurtenis gebeurtenis;
  int32_t bekend_van; /* date: the earliest `ontvangen`, or the first open day when that was closed at first
                         storing */
};

/* A stored event that arrived again under a lower (ontvangen, levering, regel) or an earlier day. */
struct hernoeming {
  const struct bekende_gebeurtenis *gebeurtenis; /* as it is to be stored now */
  struct id vorige_levering;                     /* the levering that it named until now, */
  int32_t vorige_regel;                          /* and the line of it */
};

/* A stored version whose end changes: bekend_van and key say which. */
struct sluiting {
  enum feit feit;
  const void *rij;    /* the whole row */
  int32_t bekend_van; /* date */
  int32_t bekend_tot; /* date, the new end; DATE_INFINITY opens it again */
};

/* A stored version that was never so: another event of its first day turned up later. */
struct verwijdering {
  enum feit feit;
  const void *rij;
  int32_t bekend_van;
};

struct wijzigingen {
  const struct bekende_gebeurtenis **nieuw; /* (pseudoniem, id) */
  size_t nieuw_count;
  struct hernoeming *hernoemd; /* (pseudoniem, id) */
  size_t hernoemd_count;
  /* that arrived and are not stored under their own naming: another levering or line of the same event is
   * lower, or its day is closed; (pseudoniem, id), the same naming perhaps twice */
  const struct gebeurtenis **dubbel;
  size_t dubbel_count;
  struct feit_versie *ingevoegd[FEIT_COUNT]; /* per kind by (key, bekend_van) */
  size_t ingevoegd_count[FEIT_COUNT];
  struct sluiting *gesloten; /* by (kind, key, bekend_van) */
  size_t gesloten_count;
  struct verwijdering *verwijderd; /* by (kind, key, bekend_van) */
  size_t verwijderd_count;
};

#endif
