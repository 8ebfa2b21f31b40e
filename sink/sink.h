/* Into PostgreSQL: one partij, one transaction.
 *
 * A sink owns one connection and, while it has the newest epoch of a source, the right to store what comes
 * from there. Any error ends the transaction and leaves nothing behind; then sink_disconnect(), wait,
 * sink_connect(), sink_claim() and the whole partij again: never is a single statement retried. One sink
 * belongs to one thread.
 *
 *   sink_connect -> sink_claim* -> { sink_begin -> { sink_keep_out -> { read sets, fold -> sink_write }* }*
 *     -> sink_read_shared -> { sink_take_waiting, fold -> sink_write }* -> sink_leveringen -> sink_commit }*
 *
 * Sources: the inbox, whose leveringen come whole, each in one partij, and whose position counts partijen; or
 * partitions of a bus that keeps what was sent, of which the records of one levering come in any partij of
 * any owner, before or after its announcement, and whose position is that of the next record. */
#ifndef SLUIS_SINK_SINK_H
#define SLUIS_SINK_SINK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/id.h"
#include "base/must_check.h"
#include "proto/levering.h"
#include "proto/wijziging.h"

struct sink;

struct sink *sink_new(void); /* connects by libpq's PG* variables */
void sink_free(struct sink **sink);

/* Connects and checks the version of the schema; owns nothing yet. ERROR_UNAVAILABLE: no server;
 * ERROR_CONFIG: the schema is missing or of another version. */
MUST_CHECK int sink_connect(struct sink *sink, struct error *error);
void sink_disconnect(struct sink *sink); /* owns nothing any more */

#define SINK_INBOX "inbox"

/* Takes a new epoch of the source, which fences every earlier owner of it. *position: of the next record
 * wanted, 0 of a source that nobody had; may be NULL. What was known of stored events before is void: it may
 * have waited for others. */
MUST_CHECK int sink_claim(struct sink *sink, const char *source, int64_t *position, struct error *error);
/* How far a source is stored, whoever owns it; 0 when nobody ever did. Outside a transaction. */
MUST_CHECK int sink_read_position(
    struct sink *sink, const char *source, int64_t *position, struct error *error);
/* Forgets all claims: the sources were given to others, or are about to be claimed anew. */
void sink_disown(struct sink *sink);

/* From the record at `from` up to the one at `to`, of a claimed source. One that ends where it begins moves
 * nothing: it says that the source is still ours, so that what waits for its clients may be folded. */
struct sink_range {
  const char *source;
  int64_t from, to;
};

/* Opens the transaction of a partij: its first statement moves all these positions by compare-and-set, and
 * raises inside the server when another owner took over one of them (ERROR_UNAVAILABLE with hint); then reads
 * the last closed day of receipt FOR SHARE. Ranges of distinct sources, in any order. */
MUST_CHECK int sink_begin(struct sink *sink, const struct sink_range *ranges, size_t count,
    int32_t *closed_through, struct error *error);
/* The same for the next partij of the inbox. */
MUST_CHECK int sink_begin_inbox(struct sink *sink, int32_t *closed_through, struct error *error);
/* Opens a transaction that moves no position and needs no claim: all partijen wait until it ends, and every
 * owner of every source is fenced. */
MUST_CHECK int sink_begin_alone(struct sink *sink, int32_t *closed_through, struct error *error);

/* Of these events, before they are folded: those that may be stored are put in front, *kept of them. The
 * others are of clients that were erased; they are counted with their levering. */
MUST_CHECK int sink_keep_out(
    struct sink *sink, const struct gebeurtenis **events, size_t count, size_t *kept, struct error *error);

typedef int sink_event_taker(const struct bekende_gebeurtenis *event, void *context, struct error *error);
/* Stored events of these clients (sorted), grouped by client. Has the shape of transform's event source. */
MUST_CHECK int sink_read_events(void *sink, const struct id *clients, size_t count, sink_event_taker *taker,
    void *taker_context, struct error *error);

/* A piece of the changes of this partij; what is read afterwards has them in it. */
MUST_CHECK int sink_write(struct sink *sink, const struct wijzigingen *changes, struct error *error);
typedef int sink_line_taker(
    const struct bekende_gebeurtenis *const *lines, size_t count, void *context, struct error *error);
/* Of the trajectnummers of which lines were written since the last call: locks them until the transaction
 * ends, and gives all stored lines of those that several clients have to taker, borrowed for the call, whole
 * numbers at a time. */
MUST_CHECK int sink_read_shared(
    struct sink *sink, sink_line_taker *taker, void *context, struct error *error);
/* Whose clients are ours: those of the sources in the ranges of the partij in hand. */
struct sink_own_clients {
  bool (*has)(const struct id *client, void *context); /* NULL: all are */
  void *context;
};

/* Events that follow from lines of other clients wait in beheer.te_vouwen for the loader that owns their
 * client: put in by who finds them, unless they are stored, and taken out, as many as fit, by who folds and
 * writes them in the same transaction. What is taken lies in the arena; *count is 0 when nothing waits. */
MUST_CHECK int sink_put_waiting(
    struct sink *sink, const struct bekende_gebeurtenis *events, size_t count, struct error *error);
MUST_CHECK int sink_take_waiting(struct sink *sink, const struct sink_own_clients *own, struct arena *arena,
    struct bekende_gebeurtenis **events, size_t *count, struct error *error);
/* Outside a transaction, for a loader that has nothing to do: others may have put something in. */
MUST_CHECK int sink_has_waiting(
    struct sink *sink, const struct sink_own_clients *own, bool *out, struct error *error);

/* What follows over clients from all that was written (TR332, SL03), brought up to date. From here on no
 * other loader gets this far until the transaction ends. */
MUST_CHECK int sink_settle(struct sink *sink, struct error *error);

/* --- a record that PostgreSQL refuses --- */

/* What was refused, for the quarantine. */
struct sink_refusal {
  bool is_event; /* the event itself; else a row that follows from it */
  char sqlstate[6];
  char table[64]; /* empty: PostgreSQL does not name it; so are column and constraint */
  char column[64];
  char constraint[64];
};
/* Of the last sink_write() or sink_settle() when it returned ERROR_DATA; NULL otherwise. */
const struct sink_refusal *sink_refused(const struct sink *sink);

/* What is written from here on can be taken back without the rest of the partij. One at a time. */
MUST_CHECK int sink_savepoint(struct sink *sink, struct error *error);
MUST_CHECK int sink_release(struct sink *sink, struct error *error);
MUST_CHECK int sink_roll_back(struct sink *sink, struct error *error);

/* Into the quarantine, in this transaction: those of them that are not stored already under this naming or a
 * lower one. Twice is no mistake. They leave it with the partij that stores them. */
MUST_CHECK int sink_quarantine(struct sink *sink, const struct gebeurtenis *const *events, size_t count,
    const struct sink_refusal *why, struct error *error);

/* A record that nobody can read. */
struct sink_unreadable {
  const char *source;
  int64_t position;
  const char *reason; /* holds no value of it */
  size_t size;        /* bytes */
};
/* Into the quarantine, in this transaction, which moves the position over them. Twice is no mistake. */
MUST_CHECK int sink_quarantine_unreadable(
    struct sink *sink, const struct sink_unreadable *records, size_t count, struct error *error);

struct sink_refused_key {
  struct id levering, event;
};
/* Those that wait of these, each to the taker; its bekend_van says nothing. */
MUST_CHECK int sink_read_refused(struct sink *sink, const struct sink_refused_key *keys, size_t count,
    sink_event_taker *taker, void *taker_context, struct error *error);
/* In this transaction: one more attempt for those that still wait. */
MUST_CHECK int sink_count_attempts(
    struct sink *sink, const struct gebeurtenis *const *events, size_t count, struct error *error);

/* After the last piece. leveringen: all of this partij, refused ones included; what is stored already is left
 * as it is. Of loose records those that are announced; a levering is stored once as many of its events
 * arrived, each counted once, as its announcement says. queue_bytes goes into the position row for `sluis
 * status`. */
MUST_CHECK int sink_leveringen(struct sink *sink, const struct levering *const *leveringen, size_t count,
    size_t queue_bytes, struct error *error);
/* An error here does not say whether it was stored: read again before anything is retried. */
MUST_CHECK int sink_commit(struct sink *sink, struct error *error);
/* When there is nothing to store: joins what was counted of leveringen that are whole by now, and brings the
 * planner's statistics up to date if much was stored since the last time. Autovacuum would do it within
 * minutes; until then a report on a new warehouse takes minutes instead of a second. */
MUST_CHECK int sink_maintain(struct sink *sink, struct error *error);

#endif
