/* Time: what has passed, and CPU time of one thread spent on one thing, for `log_level = debug`. Off it costs
 * one comparison. */
#ifndef SLUIS_BASE_STOPWATCH_H
#define SLUIS_BASE_STOPWATCH_H

#include <stdbool.h>
#include <stdint.h>

struct stopwatch {
  bool is_on;
  int64_t started, total; /* nanoseconds */
};

/* Both in the same thread. */
void stopwatch_start(struct stopwatch *watch);
void stopwatch_stop(struct stopwatch *watch);
int64_t stopwatch_thread_ms(void); /* what the calling thread has used in all */
int64_t stopwatch_ms(const struct stopwatch *watch);

/* Now, by a clock that nobody sets: for deadlines. */
int64_t stopwatch_now_ms(void);

#endif
