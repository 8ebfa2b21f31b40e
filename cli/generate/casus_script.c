/* One casus after another, never two that begin within a week of each other: the klantreis orders trajecten
 * by their dates, and no two may share all that orders them. */
#include "cli/generate/casus_script.h"

#include "cli/generate/outcome.h"

enum { FIRST_PRODUCT_OPVANG = MESSAGE_PRODUCT_COUNT, PRODUCT_TEAM_JW = FIRST_PRODUCT_OPVANG + 2 };
enum { PER_MILLE_CLEAN = 960, LEAST_BETWEEN = 9, MOST_EARLIER = 70 };

/* A casus that is being made. */
struct making {
  const struct casus_script *script;
  struct random *random;
  struct casus *casus;
  struct casus_stand stand; /* as it is now */
  int32_t written;          /* of the version before */
};

static void write_down(struct making *making, int32_t day)
{
  struct casus *casus = making->casus;
  if (casus->version_count == MOST_CASUS_VERSIES)
    return;
  making->written = day > making->written ? day : making->written;
  casus->versions[casus->version_count++] = (struct casus_versie){making->written, making->stand};
}

static int draw_place(struct random *random, const struct lijst_aanbieder *aanbieder)
{
  int kind = random_below(random, 100);
  if (kind < 8)
    return PLACE_ONBEKEND;
  if (kind < 12)
    return PLACE_ELDERS;
  return kind < 80 ? aanbieder->places[random_below(random, 3)] : random_below(random, GEMEENTE_COUNT);
}

static int draw_product(struct random *random, const struct lijst_aanbieder *aanbieder)
{
  int first = aanbieder->is_opvang ? FIRST_PRODUCT_OPVANG : PRODUCT_TEAM_JW;
  return first + random_below(random, 2);
}

static void begin(struct making *making, int32_t day)
{
  const struct lijst_aanbieder *aanbieder = making->casus->plan->aanbieder;
  int name = aanbieder->names[random_below(making->random, 3)];
  making->written = DATE_MINUS_INFINITY;
  making->stand = (struct casus_stand){.place = draw_place(making->random, aanbieder),
      .product = draw_product(making->random, aanbieder),
      .team = aanbieder->is_opvang ? 0 : name,
      .voorziening = aanbieder->is_opvang ? name : 0,
      .melder = aanbieder->is_opvang ? 0 : random_below(making->random, MELDER_COUNT),
      .hoofddomein = aanbieder->is_opvang ? 0 : random_below(making->random, HOOFDDOMEIN_COUNT),
      .aangemeld = aanbieder->is_opvang ? NEVER : day,
      .intake = NEVER,
      .gestart = NEVER,
      .gestopt = NEVER,
      .reden = REDEN_ONBEKEND};
}

/* Told at once, or first that somebody waits. */
static void start(struct making *making, int32_t day)
{
  bool is_opvang = making->casus->plan->aanbieder->is_opvang;
  if (!is_opvang && random_chance(making->random, 500))
    write_down(making, day + random_below(making->random, 4));
  making->stand.gestart = day + (is_opvang ? 0 : random_below(making->random, 30));
  if (!is_opvang)
    making->stand.intake = day + random_below(making->random, making->stand.gestart - day + 1);
  int delay = random_chance(making->random, 900) ? random_below(making->random, 6)
                                                 : random_between(making->random, 20, 60);
  write_down(making, making->stand.gestart + delay);
}

static int draw_reden(struct random *random)
{
  return random_chance(random, 150) ? REDEN_ONBEKEND : random_below(random, REDEN_NIET_GEMELD);
}

/* Sometimes told ahead. */
static void stop(struct making *making)
{
  int longest = making->casus->plan->aanbieder->is_opvang ? 120 : 260;
  making->stand.gestopt = making->stand.gestart + random_below(making->random, longest);
  making->stand.reden = draw_reden(making->random);
  write_down(making, making->stand.gestopt + random_between(making->random, -10, 12));
}

/* ---- what is put right later ---- */

static void correct_begin(struct making *making)
{
  making->stand.gestart += random_between(making->random, -3, 3);
  if (making->stand.gestopt < making->stand.gestart)
    making->stand.gestopt = making->stand.gestart;
}

static void correct_end(struct making *making)
{
  if (making->stand.gestopt != NEVER)
    making->stand.gestopt += random_below(making->random, 12);
}

static void correct_reden(struct making *making)
{
  if (making->stand.gestopt != NEVER)
    making->stand.reden = draw_reden(making->random);
}

static void correct_product(struct making *making)
{
  int first = making->casus->plan->aanbieder->is_opvang ? FIRST_PRODUCT_OPVANG : PRODUCT_TEAM_JW;
  making->stand.product = first + (making->stand.product == first);
}

static void correct_place(struct making *making)
{
  making->stand.place = random_below(making->random, GEMEENTE_COUNT);
}

static void reopen(struct making *making)
{
  making->stand.gestopt = NEVER;
  making->stand.reden = REDEN_ONBEKEND;
}

static void clear_what_may_be(struct making *making)
{
  making->stand.melder = 0;
  making->stand.hoofddomein = 0;
  making->stand.place = PLACE_ONBEKEND;
}

static void withdraw(struct making *making)
{
  making->stand.is_withdrawn = true;
}

static void correct(struct making *making)
{
  static void (*const corrections[])(struct making *) = {correct_begin, correct_end, correct_reden,
      correct_product, correct_place, reopen, clear_what_may_be, withdraw};
  int last = (int)(sizeof corrections / sizeof *corrections);
  corrections[random_below(making->random, last)](making);
  write_down(making, making->written + random_between(making->random, 3, 70));
}

/* Returns the day on which it ended, or NEVER. */
static int32_t play_one(const struct casus_script *script, struct life *life, int32_t day)
{
  int number = random_below(script->random, LIJST_AANBIEDER_COUNT);
  struct casus *casus = life_add_casus(life);
  *casus = (struct casus){.plan = &script->plans[number],
      .nummer = script->next_nummer[number]++,
      .damaged_list = random_chance(script->random, PER_MILLE_CLEAN)
                          ? NO_LIST
                          : random_below(script->random, script->plans[number].count)};
  struct making making = {.script = script, .random = script->random, .casus = casus};
  begin(&making, day);
  if (random_chance(script->random, 60)) {
    write_down(&making, day); /* asked for, and no more */
    return day;
  }
  start(&making, day);
  if (random_chance(script->random, 750))
    stop(&making);
  int32_t end = making.stand.gestopt;
  if (random_chance(script->random, 200))
    correct(&making);
  return end;
}

void casus_script_play(const struct casus_script *script, struct life *life)
{
  static const int gaps[] = {0, 1, 6, 28, 29, 90, 200};
  int32_t day =
      random_between(script->random, life->first_day - MOST_EARLIER, life->last_day - LEAST_BETWEEN);
  for (int i = 0; i < MOST_CASUS && day < life->last_day; i++) {
    int32_t end = play_one(script, life, day);
    int32_t earliest = day + LEAST_BETWEEN + 30; /* a start comes up to a month later */
    if (!random_chance(script->random, 550))
      return;
    bool is_beside = end == NEVER || random_chance(script->random, 300);
    day = is_beside ? earliest : end + gaps[random_below(script->random, 7)];
    day = day > earliest ? day : earliest;
  }
}
