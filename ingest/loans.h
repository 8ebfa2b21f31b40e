/* The organisations that one worker has borrowed from the inbox.
 *
 * A worker comes back to an organisation while earlier days of it are still under way: it keeps the folder
 * until none is, so that no other takes them for left behind. */
#ifndef SLUIS_INGEST_LOANS_H
#define SLUIS_INGEST_LOANS_H

#include <stdatomic.h>
#include <stdbool.h>

#include "base/error.h"
#include "base/must_check.h"
#include "ingest/inbox.h"

/* A borrowed folder. Used by days under way, and by the loans that it is one of. */
struct loan {
  struct inbox_borrowed *borrowed;
  char organisation[ORGANISATION_SIZE];
  bool is_spent; /* lent no more: goes back as soon as nothing uses it, to be looked through anew */
  atomic_size_t users;
};
void loan_use(struct loan *loan);
/* From any thread. The last one gives the folder back. */
void loan_drop(struct loan *loan);

/* Of one thread. */
struct loans;
struct loans *loans_new(struct inbox *inbox);
/* Folders that a day still uses go back with that day. */
void loans_free(struct loans **loans);

/* *out is borrowed from the loans until the next call of loans_return_unused(). NULL: another worker has the
 * organisation, or this one has a spent loan of it or too many others. */
MUST_CHECK int loans_borrow(
    struct loans *loans, const char *organisation, struct loan **out, struct error *error);
bool loans_have(const struct loans *loans, const char *organisation);
void loans_return_unused(struct loans *loans);

#endif
