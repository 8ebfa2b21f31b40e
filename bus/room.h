/* A number of bytes that senders share: taken before sending, given back when it is acknowledged.
 *
 * Full means wait, in order of arrival, so that a large piece is not overtaken for ever by small ones. A
 * piece larger than the maximum has its turn when nothing else is under way. Safe from any thread. */
#ifndef SLUIS_BUS_ROOM_H
#define SLUIS_BUS_ROOM_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>

struct room_waiter;

struct room {
  pthread_mutex_t mutex;
  pthread_cond_t changed;
  size_t maximum;            /* bytes */
  atomic_size_t taken;       /* changed under the mutex, read without */
  struct room_waiter *first; /* who waits, in order of arrival */
};

void room_init(struct room *room, size_t maximum);
void room_fini(struct room *room); /* nobody may wait any more */

/* False when there was no room within timeout_ms; a negative timeout waits without end. */
bool room_take(struct room *room, size_t bytes, int timeout_ms);
void room_give(struct room *room, size_t bytes);
size_t room_taken(const struct room *room); /* does not wait */

#endif
