/* Care that is told twice: stays that stand in a list, and in messages of the same aanbieder as well (SL04).
 */
#ifndef SLUIS_CLI_GENERATE_DUBBELE_ZORG_H
#define SLUIS_CLI_GENERATE_DUBBELE_ZORG_H

#include "cli/generate/life.h"
#include "cli/generate/simulation.h"

/* Adds a toewijzing with its start, and often its stop, for some of the stays among the casus of the life. */
void dubbele_zorg_play(struct simulation *simulation, const struct client *client, struct life *life);

#endif
