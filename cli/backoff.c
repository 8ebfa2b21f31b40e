#include "cli/backoff.h"

#include <stdbool.h>
#include <time.h>

#include "base/log.h"
#include "cli/stop_signal.h"

enum { FIRST_MS = 100, LONGEST_MS = 10000, STEP_MS = 50 };

static bool must_stop(const struct backoff *backoff)
{
  return atomic_load(backoff->stop) != STOP_NONE;
}

/* In steps, so that a request to stop is heard. */
static void pause_for(const struct backoff *backoff, int milliseconds)
{
  for (int waited = 0; waited < milliseconds && !must_stop(backoff); waited += STEP_MS)
    nanosleep(&(struct timespec){.tv_nsec = STEP_MS * 1000000L}, NULL);
}

int backoff_wait(struct backoff *backoff, struct error *error)
{
  if (!error_is_temporary(error))
    return error->kind;
  if (must_stop(backoff)) {
    error->kind = ERROR_AGAIN;
    return ERROR_AGAIN;
  }
  int next_ms = backoff->wait_ms > 0 ? 2 * backoff->wait_ms : FIRST_MS;
  backoff->wait_ms = next_ms < LONGEST_MS ? next_ms : LONGEST_MS;
  log_warning(backoff->log_id, "again in %d ms: %s", backoff->wait_ms, error->text);
  pause_for(backoff, backoff->wait_ms);
  return 0;
}

void backoff_reset(struct backoff *backoff)
{
  backoff->wait_ms = 0;
}
