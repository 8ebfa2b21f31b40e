/* Events of a partij through transform into the sink; and when PostgreSQL refuses one of them, all but that
 * one.
 *
 * A partij is written without looking back. When a record in it is refused (SQLSTATE class 22 or 23) the
 * whole of it fails with ERROR_AGAIN, and the next attempt is careful: piece by piece behind a savepoint,
 * halved by clients until the record is found, which goes into the quarantine in the same transaction. After
 * a commit it looks no more.
 *
 * How a refusal is read: of an event that dwh.gebeurtenis refuses only that event is kept out; it is not
 * folded either. When a row that follows from a client's events is refused, no single event can be blamed,
 * and all that this partij has of that client is kept out: what was stored of it before stays as it was.
 *
 * After its events come those that follow from them for other clients (a trajectnummer that moved), through
 * beheer.te_vouwen, in the same transaction. */
#ifndef SLUIS_CLI_PARTIJ_WRITER_H
#define SLUIS_CLI_PARTIJ_WRITER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/must_check.h"
#include "base/stopwatch.h"
#include "sink/sink.h"
#include "transform/transform.h"

struct partij_writer {
  struct transform *transform;
  struct sink *sink;
  struct stopwatch *folding; /* may be NULL */
  struct sink_own_clients own;
  int32_t closed_through;
  bool is_careful; /* a record was refused: until the partij is stored */
  size_t new_events;
  size_t refused;      /* events that were kept out, doubles among them */
  struct arena moving; /* of trajectnummers that move: a few at a time */
};

/* Both outlive the writer. */
void partij_writer_init(struct partij_writer *writer, struct transform *transform, struct sink *sink);
void partij_writer_fini(struct partij_writer *writer);

/* A transaction of the sink and a partij of transform begin: of these ranges, or of the inbox, or alone in
 * the warehouse. */
MUST_CHECK int partij_writer_begin(
    struct partij_writer *writer, const struct sink_range *ranges, size_t count, struct error *error);
MUST_CHECK int partij_writer_begin_inbox(struct partij_writer *writer, struct error *error);
MUST_CHECK int partij_writer_begin_alone(struct partij_writer *writer, struct error *error);
/* Any number of times. Events of clients that were erased move to the end of the array and are left out. */
MUST_CHECK int partij_writer_write(
    struct partij_writer *writer, const struct gebeurtenis **events, size_t count, struct error *error);
/* The transaction is committed. */
void partij_writer_committed(struct partij_writer *writer);

#endif
