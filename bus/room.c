/* A mutex, a counter and a line of waiters that stand on their own stacks. Every change wakes all of them:
 * they are as few as there are ingest threads. */
#include "bus/room.h"

#include <errno.h>
#include <time.h>

struct room_waiter {
  struct room_waiter *next;
};

void room_init(struct room *room, size_t maximum)
{
  *room = (struct room){.maximum = maximum};
  pthread_mutex_init(&room->mutex, NULL);
  pthread_condattr_t attributes;
  pthread_condattr_init(&attributes);
  pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC); /* a clock that is set changes no timeout */
  pthread_cond_init(&room->changed, &attributes);
  pthread_condattr_destroy(&attributes);
}

void room_fini(struct room *room)
{
  pthread_cond_destroy(&room->changed);
  pthread_mutex_destroy(&room->mutex);
}

static struct timespec after(int timeout_ms)
{
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  time.tv_sec += timeout_ms / 1000;
  time.tv_nsec += (timeout_ms % 1000) * 1000000L;
  if (time.tv_nsec >= 1000000000L) {
    time.tv_sec++;
    time.tv_nsec -= 1000000000L;
  }
  return time;
}

static void join_line(struct room *room, struct room_waiter *waiter)
{
  struct room_waiter **end = &room->first;
  while (*end != NULL)
    end = &(*end)->next;
  *end = waiter;
}

static void leave_line(struct room *room, const struct room_waiter *waiter)
{
  struct room_waiter **at = &room->first;
  while (*at != waiter)
    at = &(*at)->next;
  *at = waiter->next;
}

static bool fits(const struct room *room, size_t bytes)
{
  size_t taken = room->taken;
  return taken == 0 || (taken <= room->maximum && bytes <= room->maximum - taken);
}

/* The mutex is held. */
static bool wait_for_turn(struct room *room, const struct room_waiter *waiter, size_t bytes, int timeout_ms)
{
  struct timespec deadline = after(timeout_ms > 0 ? timeout_ms : 0);
  int status = 0;
  while (room->first != waiter || !fits(room, bytes)) {
    if (timeout_ms == 0 || status == ETIMEDOUT)
      return false;
    status = timeout_ms < 0 ? pthread_cond_wait(&room->changed, &room->mutex)
                            : pthread_cond_timedwait(&room->changed, &room->mutex, &deadline);
  }
  return true;
}

bool room_take(struct room *room, size_t bytes, int timeout_ms)
{
  struct room_waiter waiter = {0};
  pthread_mutex_lock(&room->mutex);
  join_line(room, &waiter);
  bool has_turn = wait_for_turn(room, &waiter, bytes, timeout_ms);
  leave_line(room, &waiter);
  if (has_turn)
    room->taken += bytes;
  pthread_cond_broadcast(&room->changed); /* the next in line may fit too */
  pthread_mutex_unlock(&room->mutex);
  return has_turn;
}

void room_give(struct room *room, size_t bytes)
{
  pthread_mutex_lock(&room->mutex);
  room->taken -= bytes;
  pthread_cond_broadcast(&room->changed);
  pthread_mutex_unlock(&room->mutex);
}

size_t room_taken(const struct room *room)
{
  return atomic_load(&room->taken);
}
