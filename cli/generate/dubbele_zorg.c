/* The messages begin the care some days after the list does: trajecten of one aanbieder, product and first
 * day would have no order in the klantreis. Only stays: what a team does has no messages. Some starts are
 * withdrawn, with which the care is told once again. */
#include "cli/generate/dubbele_zorg.h"

#include <stddef.h>

static const uint64_t STREAM_DUBBEL = UINT64_C(1) << 42;
enum { PER_MILLE_DOUBLE = 200, MOST_DOUBLE = 2, PER_MILLE_WITHDRAWN = 300 };
enum { FIRST_LATER = 4, LAST_LATER = 8 }; /* farther than a correction moves the beginning of a stay */

/* What was first written down of it as begun; NULL: nothing. */
static const struct casus_stand *begun(const struct casus *casus)
{
  for (int i = 0; i < casus->version_count; i++)
    if (casus->versions[i].stand.gestart != NEVER)
      return &casus->versions[i].stand;
  return NULL;
}

static void end(struct life *life, struct assignment *assignment, struct care *care, int32_t gestopt)
{
  int32_t begin = care->begin;
  if (random_chance(life->random, PER_MILLE_WITHDRAWN)) {
    struct posting later = {.dagtekening = begin + random_between(life->random, 20, 90)};
    life_withdraw_start(life, assignment, care, later);
    return;
  }
  if (gestopt == NEVER || gestopt < begin)
    return;
  struct care_stop stop = {.einde = gestopt, .code = "19"};
  struct posting soon = {.dagtekening = gestopt + random_below(life->random, 8)};
  life_stop(life, assignment, care, stop, begin, soon);
}

static void tell(struct simulation *simulation, struct life *life, const struct casus *casus,
    const struct casus_stand *stand)
{
  struct assignment *assignment = life_add_assignment(life);
  int32_t begin = stand->gestart + random_between(life->random, FIRST_LATER, LAST_LATER);
  assignment->gemeente =
      stand->place < GEMEENTE_COUNT ? stand->place : random_below(life->random, GEMEENTE_COUNT);
  assignment->aanbieder = casus->plan->aanbieder->aanbieder;
  assignment->product = stand->product;
  assignment->nummer = simulation_take_nummer(simulation, assignment->gemeente, assignment->product);
  assignment->ingang = begin;
  assignment->toewijzingsdatum = begin - random_below(life->random, 10);
  life_assign(life, assignment, (struct posting){.dagtekening = assignment->toewijzingsdatum});
  struct care *care = life_add_care(assignment, begin);
  life_start(
      life, assignment, care, begin, (struct posting){.dagtekening = begin + random_below(life->random, 8)});
  end(life, assignment, care, casus->versions[casus->version_count - 1].stand.gestopt);
}

void dubbele_zorg_play(struct simulation *simulation, const struct client *client, struct life *life)
{
  struct random random;
  random_init(&random, simulation->seed, STREAM_DUBBEL + (uint64_t)client->number);
  life->random = &random;
  int room = MOST_ASSIGNMENTS - life->assignment_count;
  int left = room < MOST_DOUBLE ? room : MOST_DOUBLE;
  for (int i = 0; i < life->casus_count && left > 0; i++) {
    const struct casus *casus = &life->casus[i];
    const struct casus_stand *stand = begun(casus);
    bool is_own_stay = casus->plan->aanbieder->is_opvang && !casus->is_elsewhere;
    if (!is_own_stay || stand == NULL || !random_chance(&random, PER_MILLE_DOUBLE))
      continue;
    tell(simulation, life, casus, stand);
    left--;
  }
  life->random = NULL; /* was borrowed for the time of this call */
}
