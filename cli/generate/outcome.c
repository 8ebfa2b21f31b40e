/* How the care follows from a life, on the day D that it is asked for:
 *
 * - A line counts when it was received on D or before; a withdrawn one until its withdrawal was received.
 * - Once RedenWijziging 13 was received there is no care.
 * - Care began on the Begindatum of the last start that stands. If none was ever received, a stop (also a
 *   temporary one) tells of it. If the start was withdrawn, there is no care.
 * - It ended on the Einddatum of the last definitive stop that stands; without one, on the Einddatum of the
 *   newest version received (but not before it began), reason niet_gemeld. An end after D is not yet an end.
 * - Of a casus the last list that told of it says all of that (casus.h).
 */
#include "cli/generate/outcome.h"

#include <stddef.h>
#include <string.h>

const char *const outcome_redenen[REDEN_COUNT] = {"volgens_plan", "door_client", "door_aanbieder",
    "in_overleg", "externe_oorzaak", "gemeente", "wijzigingsverzoek", "andere_aanbieder", "ander_domein",
    "overleden", "niet_gemeld", "onbekend"};

/* RedenBeeindiging -> index in outcome_redenen. */
static const struct {
  enum domein domein;
  char code[3];
  int reden;
} reden_codes[] = {{DOMEIN_JW, "31", 0}, {DOMEIN_JW, "32", 1}, {DOMEIN_JW, "33", 2}, {DOMEIN_JW, "34", 3},
    {DOMEIN_JW, "35", 4}, {DOMEIN_JW, "36", 5}, {DOMEIN_JW, "37", 6}, {DOMEIN_JW, "38", 7},
    {DOMEIN_JW, "39", 8}, {DOMEIN_JW, "02", 9}, {DOMEIN_WMO, "19", 0}, {DOMEIN_WMO, "21", 1},
    {DOMEIN_WMO, "22", 2}, {DOMEIN_WMO, "23", 3}, {DOMEIN_WMO, "31", 4}, {DOMEIN_WMO, "36", 5},
    {DOMEIN_WMO, "37", 6}, {DOMEIN_WMO, "38", 7}, {DOMEIN_WMO, "39", 8}, {DOMEIN_WMO, "02", 9}};

static bool any_stop_known(const struct care *care, int32_t day)
{
  for (int i = 0; i < care->stop_count; i++)
    if (care->stops[i].known <= day && care->stops[i].withdrawn > day)
      return true;
  for (int i = 0; i < care->pause_count; i++)
    if (care->pauses[i].from_known <= day)
      return true;
  return false;
}

static bool find_start(const struct care *care, int32_t day, int32_t *gestart)
{
  bool was_withdrawn = false;
  for (int i = care->start_count - 1; i >= 0; i--) {
    if (care->starts[i].known <= day && care->starts[i].withdrawn > day) {
      *gestart = care->starts[i].begin;
      return true;
    }
    was_withdrawn = was_withdrawn || care->starts[i].known <= day;
  }
  *gestart = care->begin;
  return !was_withdrawn && any_stop_known(care, day);
}

static int32_t known_einde(const struct assignment *assignment, int32_t day)
{
  for (int i = assignment->version_count - 1; i >= 0; i--)
    if (assignment->versions[i].known <= day)
      return assignment->versions[i].einde;
  return NEVER;
}

static int normalise(enum domein domein, const char *code)
{
  for (size_t i = 0; i < sizeof reden_codes / sizeof *reden_codes; i++)
    if (reden_codes[i].domein == domein && strcmp(reden_codes[i].code, code) == 0)
      return reden_codes[i].reden;
  return REDEN_NIET_GEMELD;
}

static void find_end(
    const struct assignment *assignment, const struct care *care, int32_t day, struct outcome *outcome)
{
  for (int i = care->stop_count - 1; i >= 0; i--)
    if (care->stops[i].known <= day && care->stops[i].withdrawn > day) {
      outcome->einde = care->stops[i].einde;
      outcome->reden = normalise(region_producten[assignment->product].domein, care->stops[i].code);
      return;
    }
  outcome->einde = known_einde(assignment, day);
  if (outcome->einde < outcome->gestart)
    outcome->einde = outcome->gestart;
  outcome->reden = REDEN_NIET_GEMELD;
}

struct outcome outcome_find(const struct assignment *assignment, const struct care *care, int32_t day)
{
  struct outcome outcome = {.einde = NEVER, .gestopt = NEVER};
  if (assignment->removed_known <= day)
    return outcome;
  outcome.started = find_start(care, day, &outcome.gestart);
  if (!outcome.started)
    return outcome;
  find_end(assignment, care, day, &outcome);
  outcome.gestopt = outcome.einde > day ? NEVER : outcome.einde;
  return outcome;
}

bool outcome_is_assigned(const struct assignment *assignment, int32_t day)
{
  if (assignment->removed_known <= day)
    return false;
  for (int i = 0; i < assignment->version_count; i++)
    if (assignment->versions[i].known <= day)
      return true;
  return false;
}

static int list_cares(const struct assignment *assignment, int32_t day, struct bekend *out)
{
  int count = 0;
  for (int i = 0; i < assignment->care_count; i++) {
    struct outcome outcome = outcome_find(assignment, &assignment->cares[i], day);
    if (outcome.started)
      out[count++] = (struct bekend){.place = assignment->gemeente,
          .aanbieder = assignment->aanbieder,
          .product = assignment->product,
          .care = &assignment->cares[i],
          .outcome = outcome};
  }
  return count;
}

static bool find_casus(const struct casus *casus, int32_t day, struct bekend *out)
{
  const struct casus_stand *stand = casus_known(casus, day);
  if (stand == NULL || stand->gestart == NEVER)
    return false;
  *out = (struct bekend){.place = stand->place,
      .aanbieder = casus->plan->aanbieder->aanbieder,
      .product = stand->product,
      .casus = casus,
      .stand = stand,
      .outcome = {.started = true,
          .gestart = stand->gestart,
          .einde = stand->gestopt,
          .gestopt = stand->gestopt > day ? NEVER : stand->gestopt,
          .reden = stand->reden}};
  return true;
}

int outcome_list(const struct life *life, int32_t day, struct bekend out[MOST_BEKEND])
{
  int count = 0;
  for (int i = 0; i < life->assignment_count; i++)
    count += list_cares(&life->assignments[i], day, &out[count]);
  for (int i = 0; i < life->casus_count; i++)
    count += find_casus(&life->casus[i], day, &out[count]);
  return count;
}
