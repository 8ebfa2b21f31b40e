/* Trajectnummers that more than one client has, and the events that follow from it: beheer.trajectnummer and
 * beheer.te_vouwen. What follows is settled by who reads the lines; here it is said which lines, under which
 * lock, and where events wait for the loader that owns their client. */
#ifndef SLUIS_SINK_VERHUIZING_H
#define SLUIS_SINK_VERHUIZING_H

#include <stddef.h>

#include "base/error.h"
#include "base/must_check.h"
#include "proto/wijziging.h"
#include "sink/sink.h"
#include "warehouse/database.h"

/* A line that was stored, or is named by another levering now. */
struct genoemd_nummer {
  struct id trajectnummer;
  struct id client;
};

/* Of which trajectnummers a transaction stored lines: 32 bytes a line. */
struct nummers {
  struct genoemd_nummer *items;
  size_t count;
  size_t capacity;
};

void nummers_add(struct nummers *nummers, const struct wijzigingen *changes);
void nummers_reset(struct nummers *nummers);
void nummers_fini(struct nummers *nummers);

/* All lines of some trajectnummers that several clients have, borrowed for the call. */
typedef int regel_taker(
    const struct bekende_gebeurtenis *const *lines, size_t count, void *context, struct error *error);

/* Locks the numbers until the transaction ends, in their order, so that of two loaders that store lines of
 * one number the second sees those of the first; then gives the lines of those that have several clients to
 * taker, some numbers at a time. The lines of this transaction must be stored already. */
MUST_CHECK int nummers_read_shared(struct database *database, const struct nummers *nummers,
    regel_taker *taker, void *context, struct error *error);

/* Events for clients that may be another loader's, into beheer.te_vouwen; what is stored already, or waits
 * there, is left out. In any order. */
MUST_CHECK int te_vouwen_put(
    struct database *database, const struct bekende_gebeurtenis *events, size_t count, struct error *error);
/* Takes some of what waits for these clients out of beheer.te_vouwen; it lies in the arena. *count is 0 when
 * nothing waits. */
MUST_CHECK int te_vouwen_take(struct database *database, const struct sink_own_clients *own,
    struct arena *arena, struct bekende_gebeurtenis **events, size_t *count, struct error *error);
MUST_CHECK int te_vouwen_has(
    struct database *database, const struct sink_own_clients *own, bool *out, struct error *error);

#endif
