/* SIGTERM and SIGINT: the first one asks for a drain, a second one ends the process at once. So does a drain
 * that takes longer than is promised.
 *
 * Ending at once is safe at any moment (promise G1); the exit status is then 75. */
#ifndef SLUIS_CLI_STOP_SIGNAL_H
#define SLUIS_CLI_STOP_SIGNAL_H

#include <stdatomic.h>

/* What the stages watch: 0 go on; STOP_DRAIN take nothing new and finish what is under way; STOP_ABANDON
 * return now and leave what is under way for the next run. */
enum stop_level { STOP_NONE, STOP_DRAIN, STOP_ABANDON };

void stop_signal_install(void);
atomic_int *stop_signal_level(void);

#endif
