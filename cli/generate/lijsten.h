/* The lists of trajecten: draws what they tell of a client, keeps their lines until the end, and lays them.
 *
 * Holds one line in memory for each line of each list: some 100 bytes. */
#ifndef SLUIS_CLI_GENERATE_LIJSTEN_H
#define SLUIS_CLI_GENERATE_LIJSTEN_H

#include "base/error.h"
#include "base/must_check.h"
#include "cli/generate/delivery.h"
#include "cli/generate/life.h"
#include "cli/generate/lijst_plan.h"
#include "cli/generate/simulation.h"

struct lijsten;

struct lijsten *lijsten_new(const struct calendar *calendar, uint64_t seed);
void lijsten_free(struct lijsten **lijsten);
const struct lijst_plan *lijsten_plan(const struct lijsten *lijsten, int number);

/* Adds casus to the life: to that of one client in four, or (is_sure) surely. Some move to a client that
 * comes later, unless is_sure: those clients are the last ones. */
void lijsten_play(struct lijsten *lijsten, const struct client *client, bool is_sure, struct life *life);
/* Whether a casus waits for the client that it moves to. */
bool lijsten_has_moving(const struct lijsten *lijsten);
/* Puts the lines of this client in the lists. */
void lijsten_add(struct lijsten *lijsten, const struct client *client, const struct life *life);
/* Lays them, with a broken one now and then; out: a line each for waarheid/lijsten.csv. */
MUST_CHECK int lijsten_send(
    struct lijsten *lijsten, struct delivery *delivery, FILE *out, struct error *error);

#endif
