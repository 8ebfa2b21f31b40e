/* The crash point of tests: SLUIS_CRASH="name:count" ends the process as kill -9 does when the point of that
 * name is reached for the count-th time. Linked before the libraries, it stands in for base/crash_point.c. */
#include "base/crash_point.h"

#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static atomic_int reached;

void crash_point(const char *name)
{
  const char *wanted = getenv("SLUIS_CRASH");
  size_t size = strlen(name);
  if (wanted == NULL || strncmp(wanted, name, size) != 0 || wanted[size] != ':')
    return;
  if (atomic_fetch_add(&reached, 1) + 1 == atoi(wanted + size + 1))
    kill(getpid(), SIGKILL);
}
