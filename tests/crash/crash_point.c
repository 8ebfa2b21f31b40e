/* The crash point of tests: SLUIS_CRASH="name:count" ends the process as kill -9 does when the point of that
 * name is reached for the count-th time. With SLUIS_CRASH_STOP set it stops there instead, as SIGSTOP does,
 * until somebody lets it go on. SLUIS_CRASH_TRACE names a file that gets a line for each point that is
 * reached. Linked before the libraries, it stands in for base/crash_point.c. */
#include "base/crash_point.h"

#include <fcntl.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static atomic_int reached;

/* By one write at the end of the file, so that threads do not mix. */
static void trace(const char *name)
{
  const char *path = getenv("SLUIS_CRASH_TRACE");
  if (path == NULL)
    return;
  char line[128];
  int size = snprintf(line, sizeof line, "%s\n", name);
  int file = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  if (file < 0 || write(file, line, (size_t)size) != size)
    abort(); /* a trace with holes would look like points that are never reached */
  close(file);
}

void crash_point(const char *name)
{
  trace(name);
  const char *wanted = getenv("SLUIS_CRASH");
  size_t size = strlen(name);
  if (wanted == NULL || strncmp(wanted, name, size) != 0 || wanted[size] != ':')
    return;
  if (atomic_fetch_add(&reached, 1) + 1 == atoi(wanted + size + 1))
    kill(getpid(), getenv("SLUIS_CRASH_STOP") != NULL ? SIGSTOP : SIGKILL);
}
