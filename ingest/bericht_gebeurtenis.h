/* From the values of a record to an event: pseudonymised, hashed where a number leads back to a person, named
 * by its content. */
#ifndef SLUIS_INGEST_BERICHT_GEBEURTENIS_H
#define SLUIS_INGEST_BERICHT_GEBEURTENIS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "ingest/bericht_view.h"
#include "ingest/pseudonym.h"
#include "proto/gebeurtenis.h"

/* Collects the events of one message. */
struct gebeurtenis_maker {
  const struct pseudonymiser *pseudonymiser;
  struct arena *arena; /* owns what is made */
  struct id levering;
  int32_t ontvangen;
  struct gebeurtenis *items;
  size_t count;
  size_t capacity;
  struct gebeurtenis common; /* what all events of the message, or of its client, share */
  bool has_header;
  uint32_t client_serial; /* whose client part `common` has; 0: nobody's */
  char scopes[2][24];     /* by enum number_scope */
  bool has_bad_bsn;       /* one that no rule has refused: what was made is void */
};

/* What is made from now on lies in this arena, in a new list with room for so many; what was made stays as it
 * is. */
void gebeurtenis_maker_move(struct gebeurtenis_maker *maker, struct arena *arena, size_t capacity);
/* Does the event of this record belong to another client than the one before it? */
bool gebeurtenis_maker_changes_client(
    const struct gebeurtenis_maker *maker, const struct bericht_view *view, uint16_t node);
/* node: of a record, in a message that is right so far. */
void gebeurtenis_maker_add(struct gebeurtenis_maker *maker, const struct bericht_view *view, uint16_t node);

#endif
