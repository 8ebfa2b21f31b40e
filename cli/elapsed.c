/* A thread of its own draws: the one that waits, waits for PostgreSQL. */
#include "cli/elapsed.h"

#include <errno.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/memory.h"
#include "cli/progress.h"

enum { QUIET_SECONDS = 2 };

struct elapsed {
  const char *what;
  bool is_running; /* the thread is there */
  pthread_t thread;
  pthread_mutex_t mutex;
  pthread_cond_t ended;
  bool has_ended;
};

/* True when it ended before that moment. */
static bool wait_until(struct elapsed *elapsed, const struct timespec *moment)
{
  while (!elapsed->has_ended)
    if (pthread_cond_timedwait(&elapsed->ended, &elapsed->mutex, moment) == ETIMEDOUT)
      return elapsed->has_ended;
  return true;
}

static void *draw(void *context)
{
  struct elapsed *elapsed = context;
  bool is_drawn = false;
  struct timespec moment;
  clock_gettime(CLOCK_MONOTONIC, &moment);
  moment.tv_sec += QUIET_SECONDS;
  pthread_mutex_lock(&elapsed->mutex);
  for (int seconds = QUIET_SECONDS; !wait_until(elapsed, &moment); seconds++, moment.tv_sec++) {
    fprintf(stderr, "\r%s: %d s", elapsed->what, seconds);
    fflush(stderr);
    is_drawn = true;
  }
  pthread_mutex_unlock(&elapsed->mutex);
  if (is_drawn)
    fputs("\r\033[K", stderr);
  return NULL;
}

struct elapsed *elapsed_begin(const char *what)
{
  struct elapsed *elapsed = memory_new(sizeof *elapsed);
  elapsed->what = what;
  if (!progress_is_shown())
    return elapsed;
  pthread_condattr_t clock;
  pthread_condattr_init(&clock);
  pthread_condattr_setclock(&clock, CLOCK_MONOTONIC);
  pthread_cond_init(&elapsed->ended, &clock);
  pthread_condattr_destroy(&clock);
  pthread_mutex_init(&elapsed->mutex, NULL);
  elapsed->is_running = pthread_create(&elapsed->thread, NULL, draw, elapsed) == 0;
  return elapsed;
}

static void stop(struct elapsed *elapsed)
{
  pthread_mutex_lock(&elapsed->mutex);
  elapsed->has_ended = true;
  pthread_cond_signal(&elapsed->ended);
  pthread_mutex_unlock(&elapsed->mutex);
  pthread_join(elapsed->thread, NULL);
}

void elapsed_end(struct elapsed **elapsed)
{
  if (*elapsed == NULL)
    return;
  if ((*elapsed)->is_running)
    stop(*elapsed);
  free(*elapsed);
  *elapsed = NULL;
}
