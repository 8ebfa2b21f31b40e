/* CLOCK_THREAD_CPUTIME_ID, read twice. */
#include "base/stopwatch.h"

#include <time.h>

static int64_t thread_ns(void)
{
  struct timespec now;
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

void stopwatch_start(struct stopwatch *watch)
{
  if (watch->is_on)
    watch->started = thread_ns();
}

void stopwatch_stop(struct stopwatch *watch)
{
  if (watch->is_on)
    watch->total += thread_ns() - watch->started;
}

int64_t stopwatch_thread_ms(void)
{
  return thread_ns() / 1000000;
}

int64_t stopwatch_ms(const struct stopwatch *watch)
{
  return watch->total / 1000000;
}

int64_t stopwatch_now_ms(void)
{
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}
