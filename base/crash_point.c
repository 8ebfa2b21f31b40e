/* The product's crash point: none. A file of its own, so that the test program can link another. */
#include "base/crash_point.h"

void crash_point(const char *name)
{
  (void)name;
}
