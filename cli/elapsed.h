/* That something still goes on, and for how long: for work that cannot tell how far it is. On a terminal
 * only. */
#ifndef SLUIS_CLI_ELAPSED_H
#define SLUIS_CLI_ELAPSED_H

struct elapsed;

/* From two seconds on draws what and the seconds on stderr, when that is a terminal. what is borrowed. */
struct elapsed *elapsed_begin(const char *what);
void elapsed_end(struct elapsed **elapsed); /* wipes what was drawn */

#endif
