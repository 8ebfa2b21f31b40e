/* A worker's side of the bus: the batch that is being filled, those that are under way, what is answered; and
 * the levering that goes in parts (bus/batch.h).
 *
 * Bounded: one batch being filled, what the bus lets through, and settling_bytes of batches acknowledged and
 * not settled; more than that and no new one is sent. Of one thread. */
#ifndef SLUIS_INGEST_SENDING_H
#define SLUIS_INGEST_SENDING_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "base/error.h"
#include "base/must_check.h"
#include "bus/batch.h"
#include "bus/bus.h"
#include "ingest/levering_reader.h"
#include "ingest/settler.h"

/* No error_kinds. ENDED: told to stop. REPEAT: a levering in parts has to be read again. */
enum { SENDING_ENDED = -1, SENDING_REPEAT = -2 };

struct sending_options {
  struct bus *bus;
  struct settler *settler; /* gets what is stored; borrowed, as are: */
  const atomic_int *stop;  /* as worker_options has it; NULL: never */
  size_t batch_bytes;      /* 0: 256 KiB */
  size_t settling_bytes;   /* 0: 64 batches */
};

struct sending;
MUST_CHECK int sending_open(const struct sending_options *options, struct sending **out, struct error *error);
void sending_close(struct sending **sending);

int sending_stop_level(const struct sending *sending);
/* An error was one of the bus, for good. */
bool sending_is_broken(const struct sending *sending);
size_t sending_under_way(const struct sending *sending); /* batches without an answer */

/* The arena of the batch that is being filled. */
struct arena *sending_arena(struct sending *sending);
/* A place in that batch. */
struct batch_levering *sending_add(struct sending *sending);
/* Empties it. */
void sending_reset(struct sending *sending);

/* What was being filled goes onto the bus. ENDED: stopped while there was no room; it stays in the inbox. */
MUST_CHECK int sending_send(struct sending *sending, struct error *error);
/* The same once it is full. */
MUST_CHECK int sending_send_full(struct sending *sending, struct error *error);
/* Takes what came back; waits for the first of it only. */
MUST_CHECK int sending_collect(struct sending *sending, int timeout_ms, struct error *error);
/* Until all that is under way is answered and settled, or for so long. */
MUST_CHECK int sending_wait(struct sending *sending, int timeout_ms, struct error *error);

/* A levering begins; how it goes onto the bus in parts, should it be large. */
struct levering_parts sending_begin_levering(struct sending *sending);
bool sending_is_in_parts(const struct sending *sending); /* parts of it were sent */
/* Its last part is in the batch. Waits for all answers: until then REPEAT may come. */
MUST_CHECK int sending_end_parts(struct sending *sending, struct error *error);
/* After parts were sent it turned out to be unreadable: they must not be waited behind. */
void sending_withdraw(struct sending *sending);
/* Until none of its parts is without an answer. */
MUST_CHECK int sending_wait_for_parts(struct sending *sending, struct error *error);

#endif
