/* The declaraties of a region: gathers what its clients give to declare, then writes them gemeente by
 * gemeente.
 *
 * What is gathered stands in a file of its own without a name in the folder that is generated into (32 bytes
 * a line); in memory are the lines of one gemeente at a time, and what the figures of waarheid/ need. */
#ifndef SLUIS_CLI_GENERATE_DECLARATIES_H
#define SLUIS_CLI_GENERATE_DECLARATIES_H

#include <stdint.h>
#include <stdio.h>

#include "base/error.h"
#include "base/must_check.h"
#include "cli/generate/calendar.h"
#include "cli/generate/delivery.h"
#include "cli/generate/kosten.h"
#include "cli/generate/life.h"
#include "cli/generate/simulation.h"

struct declaraties {
  const struct calendar *calendar;
  uint64_t seed;
  int per_mille; /* of the toewijzingen are declared */
  FILE *gathered;
  int next_referentie[AANBIEDER_COUNT][DOMEIN_COUNT];
  int next_nummer[AANBIEDER_COUNT][DOMEIN_COUNT];
};

/* calendar is borrowed. Fini in any case. */
MUST_CHECK int declaraties_init(struct declaraties *declaraties, const struct output_tree *tree,
    const struct calendar *calendar, uint64_t seed, int per_mille, struct error *error);
void declaraties_fini(struct declaraties *declaraties);
/* What this client gives to declare. */
void declaraties_gather(
    struct declaraties *declaraties, const struct client *client, const struct life *life);
/* After the last client: all of them into the inbox, and what they come to into kosten. */
MUST_CHECK int declaraties_send(
    struct declaraties *declaraties, struct delivery *delivery, struct kosten *kosten, struct error *error);

#endif
