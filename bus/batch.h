/* Whole leveringen with their events: what travels over the bus.
 *
 * A levering whose events are too many for one batch travels in parts: batches that hold it alone, one after
 * another, of which the receiver puts all into one transaction without holding them. It answers each part;
 * when the transaction fails it asks for the levering again, from its first part. The sender keeps at most
 * BATCH_PARTS_AHEAD of them unanswered.
 *
 * Whoever holds the pointer owns the batch and all that lies in its arena; sending and acknowledging hand it
 * over. An acknowledged batch comes back to the sender that made it, which may reset and fill it again. */
#ifndef SLUIS_BUS_BATCH_H
#define SLUIS_BUS_BATCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "proto/gebeurtenis.h"
#include "proto/levering.h"

/* How far a batch reaches in a source of the bus that keeps what was sent: a partition of Kafka. */
struct batch_range {
  const char *source; /* lives as long as the receiver */
  int64_t from;       /* position of its first record, */
  int64_t to;         /* and of the record that follows its last one */
};

/* A record that could not be read: kept aside, in the transaction that moves the position over it. */
struct batch_unreadable {
  const char *source;
  int64_t position;
  const char *reason; /* holds no value of it */
  const void *data;   /* of at most BATCH_UNREADABLE_BYTES */
  size_t size;
};

enum { BATCH_UNREADABLE_BYTES = 64 << 10 };

struct batch_levering {
  struct levering levering;           /* of parts: the same in each, announcing the events of all */
  struct gebeurtenis *gebeurtenissen; /* in the batch's arena */
  size_t gebeurtenis_count;           /* in this batch; none when it was refused */
  bool is_loose; /* nothing but events, of leveringen that are announced elsewhere: `levering` is empty */
  void *origin;  /* the sender's own note of where it came from; nobody else looks at it */
};

enum { BATCH_PARTS_AHEAD = 2 };

enum batch_part {
  PART_NONE, /* whole leveringen */
  PART_MORE, /* others follow */
  PART_LAST,
  PART_WITHDRAWN /* without events: the sender cannot go on, those before it are void */
};

/* What a receiver says when it acknowledges. */
enum batch_answer {
  BATCH_STORED,   /* for good */
  BATCH_WRITTEN,  /* a part, in the transaction in hand */
  BATCH_AGAIN,    /* a part: the levering has to come again, from the first one */
  BATCH_RETURNED, /* not stored, by a receiver that is to stop: its leveringen stay where they are */
};

struct batch {
  struct arena arena;
  struct batch_levering *leveringen;
  size_t count;
  size_t capacity;
  size_t weight; /* bytes that this batch counts for in a bounded queue: set by bus_send */
  void *route;   /* of the bus: the way back; nobody else looks at it */
  enum batch_part part;
  size_t part_from; /* events of the levering in the parts before this one */
  enum batch_answer answer;
  /* of a bus with sources, in the arena: */
  struct batch_range *ranges; /* one a source */
  size_t range_count;
  struct batch_unreadable *unreadable;
  size_t unreadable_count;
};

struct batch *batch_new(void);
void batch_free(struct batch **batch); /* accepts a NULL batch */
void batch_reset(struct batch *batch); /* empty again, memory kept */

/* A new, zeroed levering at the end; valid until the next call. */
struct batch_levering *batch_add(struct batch *batch);
/* A part that is not the first: who receives it has the ones before it in an open transaction. */
bool batch_is_continuation(const struct batch *batch);
size_t batch_bytes(const struct batch *batch); /* memory that it holds */

#endif
