/* A signal reaches the process, not an object: this is the one place where a variable of the whole program is
 * needed. */
#include "cli/stop_signal.h"

#include <signal.h>
#include <stddef.h>
#include <unistd.h>

#include "base/error.h"

static atomic_int level;

/* Longer than ingest waits for acknowledgements, shorter than the 30 s that are promised. */
enum { LONGEST_DRAIN_S = 28 };

static void on_signal(int number)
{
  int expected = STOP_NONE;
  if (number != SIGTERM && number != SIGINT)
    _exit(ERROR_AGAIN);
  if (!atomic_compare_exchange_strong(&level, &expected, STOP_DRAIN))
    _exit(ERROR_AGAIN);
  alarm(LONGEST_DRAIN_S); /* a server that is there and does not answer holds the loader inside libpq */
}

void stop_signal_install(void)
{
  struct sigaction action = {.sa_handler = on_signal, .sa_flags = SA_RESTART};
  sigemptyset(&action.sa_mask);
  sigaction(SIGTERM, &action, NULL);
  sigaction(SIGINT, &action, NULL);
  sigaction(SIGALRM, &action, NULL);
  action.sa_handler = SIG_IGN; /* a lost connection is an error of the write, not the end of the program */
  sigaction(SIGPIPE, &action, NULL);
}

atomic_int *stop_signal_level(void)
{
  return &level;
}
