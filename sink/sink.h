/* Into PostgreSQL: one partij, one transaction.
 *
 * A sink owns one connection and, while it has the newest epoch, the right to write the facts. Any error ends
 * the transaction and leaves nothing behind; then sink_disconnect(), wait, sink_connect() and the whole
 * partij again: never is a single statement retried. One sink belongs to one thread.
 *
 *   sink_connect -> { sink_begin -> { sink_keep_out -> { read sets, fold -> sink_write }* }* ->
 * sink_read_shared
 *     -> { sink_take_waiting, fold -> sink_write }* -> sink_leveringen -> sink_commit }*
 */
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

/* Connects, checks the version of the schema and takes a new epoch, which fences every earlier owner.
 * ERROR_UNAVAILABLE: no server; ERROR_CONFIG: the schema is missing or of another version. */
MUST_CHECK int sink_connect(struct sink *sink, struct error *error);
void sink_disconnect(struct sink *sink);

/* Opens the transaction: its first statement moves the position by compare-and-set and raises inside the
 * server when another owner took over (ERROR_UNAVAILABLE with hint); then reads the last closed day of
 * receipt FOR SHARE. */
MUST_CHECK int sink_begin(struct sink *sink, int32_t *closed_through, struct error *error);

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
/* Events that follow from lines of other clients wait in beheer.te_vouwen for the loader that owns their
 * client: put in by who finds them, unless they are stored, and taken out, as many as fit, by who folds and
 * writes them in the same transaction. What is taken lies in the arena; *count is 0 when nothing waits. */
MUST_CHECK int sink_put_waiting(
    struct sink *sink, const struct bekende_gebeurtenis *events, size_t count, struct error *error);
MUST_CHECK int sink_take_waiting(struct sink *sink, struct arena *arena, struct bekende_gebeurtenis **events,
    size_t *count, struct error *error);

/* --- a record that PostgreSQL refuses --- */

/* What was refused, for the quarantine. */
struct sink_refusal {
  bool is_event; /* the event itself; else a row that follows from it */
  char sqlstate[6];
  char table[64]; /* empty: PostgreSQL does not name it; so are column and constraint */
  char column[64];
  char constraint[64];
};
/* Of the last sink_write() when it returned ERROR_DATA; NULL otherwise. */
const struct sink_refusal *sink_refused(const struct sink *sink);

/* What is written from here on can be taken back without the rest of the partij. One at a time. */
MUST_CHECK int sink_savepoint(struct sink *sink, struct error *error);
MUST_CHECK int sink_release(struct sink *sink, struct error *error);
MUST_CHECK int sink_roll_back(struct sink *sink, struct error *error);

/* Into the quarantine, in this transaction: those of them that are not stored already under this naming or a
 * lower one. Twice is no mistake. They leave it with the partij that stores them. */
MUST_CHECK int sink_quarantine(struct sink *sink, const struct gebeurtenis *const *events, size_t count,
    const struct sink_refusal *why, struct error *error);

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
 * as it is. queue_bytes goes into the position row for `sluis status`. */
MUST_CHECK int sink_leveringen(struct sink *sink, const struct levering *const *leveringen, size_t count,
    size_t queue_bytes, struct error *error);
/* An error here does not say whether it was stored: read again before anything is retried. */
MUST_CHECK int sink_commit(struct sink *sink, struct error *error);
/* When there is nothing to store: brings the planner's statistics up to date if much was stored since the
 * last time. Autovacuum would do it within minutes; until then a report on a new warehouse takes minutes
 * instead of a second. */
MUST_CHECK int sink_maintain(struct sink *sink, struct error *error);

#endif
