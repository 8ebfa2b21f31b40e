/* A named place before or after a durable step, where a test can end the process as kill -9 would.
 *
 * In the product this does nothing. tests/crash/crash_point.c has another body under the same name; the
 * program that is linked with it (build/tests/sluis-crash) ends where SLUIS_CRASH says. Names:
 * `<stage>.<step>.before` and `.after`. */
#ifndef SLUIS_BASE_CRASH_POINT_H
#define SLUIS_BASE_CRASH_POINT_H

void crash_point(const char *name);

#endif
