/* A progress bar on a terminal; nothing at all in a pipe. */
#ifndef SLUIS_CLI_PROGRESS_H
#define SLUIS_CLI_PROGRESS_H

#include <stdbool.h>
#include <stddef.h>

struct progress;

bool progress_is_shown(void); /* whether a new one would draw */
/* what: "leveringen". Draws on stderr when that is a terminal. total may grow: work can arrive while it runs.
 */
struct progress *progress_new(const char *what, size_t total);
void progress_advance(struct progress *progress, size_t count); /* redraws at most ten times a second */
void progress_free(struct progress **progress);                 /* draws the last state and ends the line */

#endif
