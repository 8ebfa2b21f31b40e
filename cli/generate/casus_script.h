/* What happens to the clients of shelters and teams. */
#ifndef SLUIS_CLI_GENERATE_CASUS_SCRIPT_H
#define SLUIS_CLI_GENERATE_CASUS_SCRIPT_H

#include "cli/generate/life.h"
#include "cli/generate/random.h"

/* Where the casus of one client are drawn from. */
struct casus_script {
  const struct lijst_plan *plans; /* LIJST_AANBIEDER_COUNT of them */
  int *next_nummer;               /* the same */
  struct random *random;
};

/* A few casus, one after another or side by side, at one or more aanbieders. */
void casus_script_play(const struct casus_script *script, struct life *life);

#endif
