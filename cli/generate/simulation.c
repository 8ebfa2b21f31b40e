/* A client comes in, has one toewijzing after the other (or beside it), changes aanbieder, moves, and leaves.
 *
 * Products are not given twice to one client, except where the same care is assigned again after the end of
 * the former toewijzing: a line without ToewijzingNummer must have the candidates that its script says. */
#include "cli/generate/simulation.h"

#include <stdio.h>
#include <string.h>

#include "base/date.h"
#include "cli/generate/random.h"
#include "cli/generate/script.h"

enum { MOST_EPISODES = 14, FIRST_NUMMER = 100001, STREAM_LIFE = 1, STREAMS = 4 };
enum { LARGE_AANBIEDER_COUNT = 5, LOCAL_STEP = 5 };
enum { PER_MILLE_SAME_NUMMER = 15 };
enum { BSN_FIRST = 99990000, BSN_TOP = 100000000, BSN_SECOND = 98000000 };

struct journey {
  struct simulation *simulation;
  struct life *life;
  struct random *random;
  int client; /* number */
  bool in_domein[DOMEIN_COUNT];
  bool used[MESSAGE_PRODUCT_COUNT];
  int gemeente;
  int aanbieder[DOMEIN_COUNT]; /* the last one; -1: none yet */
  const struct assignment *previous;
};

void simulation_init(struct simulation *simulation, uint64_t seed, int32_t first_day, int32_t last_day)
{
  *simulation =
      (struct simulation){.seed = seed, .first_day = first_day, .last_day = last_day, .next_bsn = BSN_FIRST};
  /* the same numbers in every gemeente and both domains, on purpose: a join on the number alone must show */
  for (int i = 0; i < GEMEENTE_COUNT; i++)
    for (int j = 0; j < DOMEIN_COUNT; j++)
      simulation->next_nummer[i][j] = FIRST_NUMMER;
}

/* The ninth digit by the 11-proef; 10 when there is none. */
static int check_digit(int prefix)
{
  int sum = 0;
  for (int weight = 2; weight <= 9; weight++, prefix /= 10)
    sum += weight * (prefix % 10);
  return sum % 11;
}

/* Numbers from 9999..., which are kept for tests, then from 98...: issued ones do not reach that far. */
static void next_bsn(struct simulation *simulation, char bsn[10])
{
  while (check_digit(simulation->next_bsn) == 10)
    simulation->next_bsn++;
  snprintf(bsn, 10, "%08u%u", (unsigned)simulation->next_bsn % BSN_TOP,
      (unsigned)check_digit(simulation->next_bsn) % 10);
  simulation->next_bsn++;
  if (simulation->next_bsn == BSN_TOP)
    simulation->next_bsn = BSN_SECOND;
}

int simulation_take_nummer(struct simulation *simulation, int gemeente, int product)
{
  return simulation->next_nummer[gemeente][region_producten[product].domein]++;
}

static struct given_nummer *given_of(struct journey *journey, const struct assignment *assignment)
{
  return &journey->simulation->given[assignment->gemeente][region_producten[assignment->product].domein];
}

/* Now and then the number that another client has already. */
static int draw_nummer(struct journey *journey, const struct assignment *assignment)
{
  const struct given_nummer *given = given_of(journey, assignment);
  if (random_chance(journey->random, PER_MILLE_SAME_NUMMER) && given->nummer != 0 &&
      given->client != journey->client && given->aanbieder != assignment->aanbieder)
    return given->nummer;
  return simulation_take_nummer(journey->simulation, assignment->gemeente, assignment->product);
}

/* TR332 while both clients have it; no third client gets it. */
static void note_nummer(struct journey *journey, const struct assignment *assignment)
{
  struct given_nummer *given = given_of(journey, assignment);
  struct given_nummer own = {.nummer = assignment->nummer,
      .client = journey->client,
      .aanbieder = assignment->aanbieder,
      .from = assignment_known(assignment),
      .until = assignment->removed_known};
  if (given->nummer != own.nummer) {
    *given = own;
    return;
  }
  life_note(journey->life, assignment, SIGNAAL_TR332, own.from > given->from ? own.from : given->from,
      own.until < given->until ? own.until : given->until);
  given->nummer = 0;
}

static int other_gemeente(struct random *random, int gemeente)
{
  return (gemeente + 1 + random_below(random, GEMEENTE_COUNT - 1)) % GEMEENTE_COUNT;
}

/* -1 when the client had them all. */
static int draw_product(struct journey *journey, enum domein domein)
{
  int candidates[MESSAGE_PRODUCT_COUNT];
  int count = 0;
  for (int i = 0; i < MESSAGE_PRODUCT_COUNT; i++)
    if (region_producten[i].domein == domein && !journey->used[i])
      candidates[count++] = i;
  if (count == 0)
    return -1;
  int product = candidates[random_below(journey->random, count)];
  journey->used[product] = true;
  return product;
}

/* A few large aanbieders work everywhere, the others in two gemeenten each. */
static int draw_any_aanbieder(struct random *random, int gemeente)
{
  if (random_chance(random, 600))
    return random_below(random, LARGE_AANBIEDER_COUNT);
  int aanbieder = gemeente + GEMEENTE_COUNT * random_below(random, 3) + LOCAL_STEP * random_below(random, 2);
  return LARGE_AANBIEDER_COUNT + aanbieder % (MESSAGE_AANBIEDER_COUNT - LARGE_AANBIEDER_COUNT);
}

static int draw_aanbieder(struct journey *journey, enum domein domein)
{
  int *last = &journey->aanbieder[domein];
  if (*last >= 0 && random_chance(journey->random, 600))
    return *last;
  int aanbieder = draw_any_aanbieder(journey->random, journey->gemeente);
  while (!region_aanbieders[aanbieder].in_domein[domein])
    aanbieder = (aanbieder + 1) % MESSAGE_AANBIEDER_COUNT;
  *last = aanbieder;
  return aanbieder;
}

static enum domein draw_domein(struct journey *journey)
{
  if (journey->in_domein[DOMEIN_JW] && journey->in_domein[DOMEIN_WMO])
    return random_chance(journey->random, 500) ? DOMEIN_JW : DOMEIN_WMO;
  return journey->in_domein[DOMEIN_JW] ? DOMEIN_JW : DOMEIN_WMO;
}

static int32_t ingang_after(const struct assignment *previous, int32_t day)
{
  return day > previous->einde ? day : previous->einde + 1;
}

/* Whether the former care may be assigned again under a new number. */
static bool can_repeat(const struct journey *journey)
{
  const struct assignment *previous = journey->previous;
  return previous != NULL && previous->gemeente == journey->gemeente && !previous->without_number &&
         previous->version_count > 0 && previous->einde != NEVER && previous->removed_known == NEVER;
}

static struct assignment *begin_episode(struct journey *journey, int32_t day, bool *repeats)
{
  *repeats = can_repeat(journey) && random_chance(journey->random, 200);
  int product = 0;
  int aanbieder = 0;
  if (*repeats) {
    product = journey->previous->product;
    aanbieder = journey->previous->aanbieder;
    day = ingang_after(journey->previous, day);
  } else {
    enum domein domein = draw_domein(journey);
    product = draw_product(journey, domein);
    if (product < 0)
      return NULL;
    aanbieder = draw_aanbieder(journey, domein);
  }
  struct assignment *assignment = life_add_assignment(journey->life);
  assignment->gemeente = journey->gemeente;
  assignment->aanbieder = aanbieder;
  assignment->product = product;
  assignment->nummer = draw_nummer(journey, assignment);
  assignment->ingang = day;
  return assignment;
}

static void clone_maybe(struct journey *journey, const struct assignment *assignment)
{
  const struct product *product = &region_producten[assignment->product];
  if (!random_chance(journey->random, 70) || product->eenheid == NULL)
    return;
  int other = draw_product(journey, product->domein);
  if (other < 0 || (region_producten[other].eenheid == NULL && assignment->einde == NEVER))
    return; /* a budget needs an end */
  int nummer = simulation_take_nummer(journey->simulation, assignment->gemeente, other);
  life_clone(journey->life, assignment, other, nummer);
}

static const struct care_stop *last_stop(const struct assignment *assignment)
{
  if (assignment->care_count == 0)
    return NULL;
  const struct care *care = &assignment->cares[assignment->care_count - 1];
  return care->stop_count > 0 ? &care->stops[care->stop_count - 1] : NULL;
}

static int32_t next_day(struct journey *journey, const struct assignment *assignment)
{
  static const int gaps[] = {0, 1, 7, 20, 45, 110, 200};
  enum { GAP_COUNT = sizeof gaps / sizeof *gaps };
  const struct care_stop *stop = last_stop(assignment);
  int32_t end = stop != NULL ? stop->einde : assignment->einde;
  if (end == NEVER || random_chance(journey->random, 500))
    return assignment->ingang + random_between(journey->random, 10, 50); /* beside it */
  return end + gaps[random_below(journey->random, GAP_COUNT)];
}

/* A large aanbieder may go along. */
static void move_house(struct journey *journey)
{
  journey->gemeente = other_gemeente(journey->random, journey->gemeente);
  for (int i = 0; i < DOMEIN_COUNT; i++)
    if (journey->aanbieder[i] >= LARGE_AANBIEDER_COUNT)
      journey->aanbieder[i] = -1;
}

/* Plays one toewijzing; false when the client leaves for good. */
static bool play_episode(struct journey *journey, int32_t *day)
{
  bool repeats = false;
  struct assignment *assignment = begin_episode(journey, *day, &repeats);
  if (assignment == NULL)
    return false;
  const struct script *script = script_draw(journey->random, !repeats);
  assignment->without_product = script->can_be_cloned && random_chance(journey->random, 80);
  script->play(journey->life, assignment);
  note_nummer(journey, assignment);
  if (script->can_be_cloned && !repeats)
    clone_maybe(journey, assignment);
  journey->previous = script->needs_unique_product ? NULL : assignment;
  const struct care_stop *stop = last_stop(assignment);
  if (stop != NULL && strcmp(stop->code, "02") == 0)
    return false;
  *day = next_day(journey, assignment);
  if (random_chance(journey->random, 80))
    move_house(journey);
  return true;
}

static void draw_person(
    struct simulation *simulation, struct random *random, struct client *client, bool is_young)
{
  next_bsn(simulation, client->bsn);
  int age = is_young ? random_between(random, 2, 17) : random_between(random, 19, 95);
  client->geboortedatum = simulation->first_day - age * 365 - random_below(random, 360);
  client->datum_gebruik = 0;
  if (random_chance(random, 20)) {
    struct date_parts parts = date_to_parts(client->geboortedatum);
    client->datum_gebruik = random_between(random, 1, 2);
    parts.day = 1;
    if (client->datum_gebruik == 2)
      parts.month = 1;
    if (!date_from_parts(parts, &client->geboortedatum))
      client->datum_gebruik = 0;
  }
  client->geslacht = (char)(random_chance(random, 10) ? '0' : "12"[random_below(random, 2)]);
}

void simulation_next(struct simulation *simulation, struct client *client, struct life *life)
{
  struct random random;
  client->number = simulation->next_client++;
  random_init(&random, simulation->seed, (uint64_t)client->number * STREAMS + STREAM_LIFE);
  life_init(life, &random, simulation->first_day, simulation->last_day);
  int kind = random_below(&random, 100); /* below 55 young, below 92 grown up, else in both laws */
  client->gemeente = random_below(&random, GEMEENTE_COUNT);
  draw_person(simulation, &random, client, kind < 55 || kind >= 96);
  struct journey journey = {.simulation = simulation,
      .life = life,
      .random = &random,
      .client = client->number,
      .in_domein = {kind < 55 || kind >= 92, kind >= 55},
      .gemeente = client->gemeente,
      .aanbieder = {-1, -1}};
  int days = simulation->last_day - simulation->first_day;
  int32_t day = simulation->first_day +
                (random_chance(&random, 450) ? -random_below(&random, 365) : random_below(&random, days - 9));
  for (int i = 0; i < MOST_EPISODES && day < simulation->last_day - 10; i++)
    if (!play_episode(&journey, &day) || !random_chance(&random, 960))
      break;
  life->random = NULL; /* was borrowed for the time of this call */
}

void simulation_next_in_lists(struct simulation *simulation, struct client *client, struct life *life)
{
  struct random random;
  client->number = simulation->next_client++;
  random_init(&random, simulation->seed, (uint64_t)client->number * STREAMS + STREAM_LIFE);
  life_init(life, NULL, simulation->first_day, simulation->last_day);
  client->gemeente = random_below(&random, GEMEENTE_COUNT);
  draw_person(simulation, &random, client, random_chance(&random, 300));
}
