/* Both locks: the limit also holds for what is started by exec, dumpable also stops core_pattern pipes. */
#include "base/process.h"

#include <errno.h>
#include <sys/prctl.h>
#include <sys/resource.h>

int process_protect(struct error *error)
{
  if (setrlimit(RLIMIT_CORE, &(struct rlimit){0, 0}) != 0)
    return error_set_errno(error, errno, "cannot forbid core files");
  if (prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0)
    return error_set_errno(error, errno, "cannot make the process undumpable");
  return 0;
}
