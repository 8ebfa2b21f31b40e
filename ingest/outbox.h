/* What senders get back: verslagen in `outbox/<organisation>/<day>/`.
 *
 * A levering that is refused, in whole or in part, has a verslag of its own; those that are accepted stand
 * together in one list for each taken day, `ontvangen.<moment>.verslag.txt`. Every verslag appears by rename.
 * All functions may be called again after an error; doing a thing twice gives the same files. `outbox` is a
 * descriptor of its folder. */
#ifndef SLUIS_INGEST_OUTBOX_H
#define SLUIS_INGEST_OUTBOX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/buffer.h"
#include "base/error.h"
#include "base/key_set.h"
#include "base/must_check.h"
#include "ingest/inbox.h"
#include "proto/levering.h"

/* How what is written reaches the disk: with each file, or by one file_sync_all() of the caller. */
enum outbox_sync { OUTBOX_SYNC_EACH, OUTBOX_SYNC_LATER };

/* The verslag of a refused levering: first under hidden names, then, when that is on disk, under its own. */
MUST_CHECK int outbox_prepare(int outbox, const struct inbox_taken *taken, const struct levering *levering,
    enum outbox_sync sync, struct error *error);
MUST_CHECK int outbox_publish(int outbox, const struct inbox_taken *taken, const struct levering *levering,
    enum outbox_sync sync, struct error *error);

/* The list of what was accepted of one taken day, while it grows. */
struct ontvangen {
  off_t size;            /* of what is on disk for good; 0: not begun */
  bool is_read;          /* what an earlier worker listed is known */
  struct key_set listed; /* by that worker; empty otherwise */
  struct buffer lines;   /* to be written; does not outlive a group of leveringen */
};

void ontvangen_init(struct ontvangen *list);
void ontvangen_fini(struct ontvangen *list);
/* Reads what an earlier worker listed before it ended. */
MUST_CHECK int ontvangen_resume(
    struct ontvangen *list, int outbox, const struct inbox_taken *taken, struct error *error);
/* Adds a line in memory; not when it is listed already. */
void ontvangen_add(struct ontvangen *list, const struct inbox_taken *taken, const struct levering *levering);
/* Writes the lines behind what is there. */
MUST_CHECK int ontvangen_write(struct ontvangen *list, int outbox, const struct inbox_taken *taken,
    enum outbox_sync sync, struct error *error);
/* kept: the lines that were written stay; else they are forgotten, to be added and written again. */
void ontvangen_settle(struct ontvangen *list, bool kept);
/* Gives the list its final name; nothing when there is none. */
MUST_CHECK int ontvangen_publish(
    int outbox, const struct inbox_taken *taken, enum outbox_sync sync, struct error *error);

#endif
