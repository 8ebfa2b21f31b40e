/* A progress bar on a terminal; nothing at all in a pipe. */
#ifndef SLUIS_CLI_PROGRESS_H
#define SLUIS_CLI_PROGRESS_H

#include <stddef.h>

struct progress;

/* what: "leveringen". Draws on stderr when that is a terminal. total may grow: work can arrive while it runs.
 */
struct progress *progress_new(const char *what, size_t total);
void progress_advance(struct progress *progress, size_t count); /* redraws at most ten times a second */
void progress_free(struct progress **progress);                 /* draws the last state and ends the line */

#endif
