/* The scripts. Most toewijzingen go as they should (`as_it_should`); each other script shows one thing that
 * happens in real berichtenverkeer, and notes the signaal that it must lead to once its line is sent.
 *
 * Messages of one toewijzing arrive in the order in which they were written, unless a script says otherwise
 * (overtakable): several anomalies at once would make the right outcome a matter of debate. */
#include "cli/generate/script.h"

#include <stddef.h>

enum { SHORTEST = 120, LONGEST = 320 }; /* days that a toewijzing lasts; scripts below rely on SHORTEST */

static int32_t earlier(int32_t a, int32_t b)
{
  return a < b ? a : b;
}

static int32_t later(int32_t a, int32_t b)
{
  return a > b ? a : b;
}

/* For good, from the day on which its line was received. */
static void note(struct life *life, const struct assignment *assignment, enum signaal signaal, int32_t known)
{
  life_note(life, assignment, signaal, known, NEVER);
}

/* The RedenBeeindiging of a definitive stop. */
static const char *draw_reden(struct life *life, const struct assignment *assignment)
{
  static const char *const codes[DOMEIN_COUNT][10] = {
      {"31", "32", "33", "34", "35", "36", "37", "38", "39", "02"},
      {"19", "21", "22", "23", "31", "36", "37", "38", "39", "02"},
  };
  static const int weights[10] = {48, 10, 6, 9, 5, 4, 6, 5, 4, 3};
  enum domein domein = region_producten[assignment->product].domein;
  return codes[domein][random_weighted(life->random, weights, 10)];
}

static int32_t draw_einde(struct life *life, const struct assignment *assignment, int open_per_mille)
{
  bool is_budget = region_producten[assignment->product].eenheid == NULL; /* a budget has an end */
  if (!is_budget && random_chance(life->random, open_per_mille))
    return NEVER;
  return assignment->ingang + random_between(life->random, SHORTEST, LONGEST);
}

static struct posting soon(struct life *life, int32_t day)
{
  return (struct posting){.dagtekening = day + random_below(life->random, 8)};
}

/* The first version; decided before or after the Ingangsdatum. */
static void assign(
    struct life *life, struct assignment *assignment, int open_per_mille, struct posting posting)
{
  assignment->einde = draw_einde(life, assignment, open_per_mille);
  assignment->toewijzingsdatum = assignment->ingang - random_between(life->random, -10, 30);
  posting.dagtekening = assignment->toewijzingsdatum + random_below(life->random, 2);
  life_assign(life, assignment, posting);
}

static void assign_plainly(struct life *life, struct assignment *assignment)
{
  assign(life, assignment, 250, (struct posting){0});
}

static void assign_again(struct life *life, struct assignment *assignment, int32_t decided, int32_t einde)
{
  assignment->toewijzingsdatum = decided;
  assignment->einde = einde;
  life_assign(life, assignment, (struct posting){.dagtekening = decided + random_below(life->random, 2)});
}

/* Starts soon after the Ingangsdatum, so that a script has room for the rest. */
static struct care *start_soon(struct life *life, struct assignment *assignment)
{
  int32_t begin = assignment->ingang + random_below(life->random, 15);
  struct care *care = life_add_care(assignment, begin);
  life_start(life, assignment, care, begin, soon(life, begin));
  return care;
}

/* On a Dagtekening of its own: of two stops of one day neither would be the later one. */
static struct posting soon_after_last(struct life *life, const struct assignment *assignment, int32_t day)
{
  struct posting posting = soon(life, day);
  posting.dagtekening = later(posting.dagtekening, assignment->last_dagtekening + 1);
  return posting;
}

static int32_t stop_on(
    struct life *life, struct assignment *assignment, struct care *care, int32_t einde, int32_t begin)
{
  struct care_stop stop = {.einde = einde, .code = draw_reden(life, assignment)};
  return life_stop(life, assignment, care, stop, begin, soon_after_last(life, assignment, einde));
}

static int32_t stop_maybe(
    struct life *life, struct assignment *assignment, struct care *care, int32_t begin, int least, int most)
{
  if (random_chance(life->random, 400))
    return NEVER;
  return stop_on(life, assignment, care, begin + random_between(life->random, least, most), begin);
}

/* ---- as it should ---- */

static void extend(struct life *life, struct assignment *assignment)
{
  int32_t decided = assignment->einde + random_between(life->random, -20, 30);
  assign_again(life, assignment, decided, assignment->einde + random_between(life->random, 90, 365));
}

/* A pause or two. *begin becomes the Begindatum that the next stop refers to; returns the last day on which
 * something happened. */
static int32_t pause_maybe(
    struct life *life, struct assignment *assignment, struct care *care, int32_t *begin)
{
  int32_t last = *begin;
  for (int i = 0; i < MOST_PAUSES && random_chance(life->random, 200); i++) {
    int32_t from = last + random_between(life->random, 10, 60);
    int32_t to = from + random_between(life->random, 3, 40);
    if (to >= assignment->einde)
      return last;
    life_pause(life, assignment, care, from, *begin, soon(life, from));
    last = from;
    if (random_chance(life->random, 120))
      return last; /* comes back no more: ends with a stop on the same start, or with the toewijzing */
    life_resume(life, assignment, care, to, soon(life, to));
    *begin = to;
    last = to;
  }
  return last;
}

/* Extended once or twice, now and then shortened. Returns the last day on which something was decided. */
static int32_t change_maybe(struct life *life, struct assignment *assignment, int32_t last)
{
  if (assignment->einde == NEVER)
    return last;
  if (random_chance(life->random, 30) && assignment->einde > last + 60) {
    int32_t decided = later(last, assignment->toewijzingsdatum) + random_between(life->random, 5, 20);
    assign_again(life, assignment, decided, decided + random_between(life->random, 5, 25));
    return decided;
  }
  for (int i = 0; i < 2 && random_chance(life->random, 380); i++) {
    extend(life, assignment);
    last = later(last, assignment->toewijzingsdatum);
  }
  return last;
}

static bool may_return(const struct care_stop *stop)
{
  static const char codes[] = "19 21 22 23 32 33 34 35 ";
  for (const char *code = codes; *code != '\0'; code += 3)
    if (code[0] == stop->code[0] && code[1] == stop->code[1])
      return true;
  return false;
}

/* A new start after a definitive stop, on the same toewijzing. */
static void return_maybe(struct life *life, struct assignment *assignment, const struct care *before)
{
  const struct care_stop *stop = &before->stops[0];
  int32_t begin = stop->einde + random_between(life->random, 5, 50);
  if (!may_return(stop) || begin + 10 > assignment->einde || !random_chance(life->random, 250))
    return;
  struct care *care = life_add_care(assignment, begin);
  life_start(life, assignment, care, begin, soon(life, begin));
  if (random_chance(life->random, 500)) {
    int32_t einde = random_between(life->random, begin + 5, earlier(assignment->einde, begin + 200));
    stop_on(life, assignment, care, einde, begin);
  }
}

static void as_it_should(struct life *life, struct assignment *assignment)
{
  assign_plainly(life, assignment);
  int wait = random_chance(life->random, 750) ? random_below(life->random, 15)
                                              : random_between(life->random, 15, 90);
  int32_t begin = assignment->ingang + wait;
  struct care *care = life_add_care(assignment, begin);
  life_start(life, assignment, care, begin, soon(life, begin));
  int32_t last = pause_maybe(life, assignment, care, &begin);
  last = change_maybe(life, assignment, last);
  if (!random_chance(life->random, 600))
    return;
  int32_t einde = random_between(life->random, last, earlier(assignment->einde, last + 300));
  stop_on(life, assignment, care, einde, begin);
  return_maybe(life, assignment, care);
}

/* ---- toewijzingen ---- */

static void never_started(struct life *life, struct assignment *assignment)
{
  assign_plainly(life, assignment);
  if (assignment->einde != NEVER && random_chance(life->random, 150))
    extend(life, assignment);
}

static void removed(struct life *life, struct assignment *assignment)
{
  assign_plainly(life, assignment);
  assignment->toewijzingsdatum += random_between(life->random, 4, 45);
  life_remove(life, assignment,
      (struct posting){.dagtekening = assignment->toewijzingsdatum + random_below(life->random, 2)});
}

/* TR019 on what was received before the toewijzing, until that comes. */
static void note_what_came_before(struct life *life, const struct assignment *assignment)
{
  int32_t known = assignment_known(assignment);
  for (int i = 0; i < life->line_count; i++)
    if (&life->assignments[life->lines[i].assignment] == assignment && life->lines[i].kind != LINE_TOEWIJZING)
      life_note(life, assignment, SIGNAAL_TR019, life->lines[i].received, known);
}

static void removed_while_it_runs(struct life *life, struct assignment *assignment)
{
  assign_plainly(life, assignment);
  struct care *care = start_soon(life, assignment);
  assignment->toewijzingsdatum = care->begin + random_between(life->random, 40, 90);
  int32_t known =
      life_remove(life, assignment, (struct posting){.dagtekening = assignment->toewijzingsdatum});
  note(life, assignment, SIGNAAL_TR019, known); /* its start */
}

static void assigned_late(struct life *life, struct assignment *assignment)
{
  assign(life, assignment, 250,
      (struct posting){.extra_days = random_between(life->random, 30, 80), .overtakable = true});
  struct care *care = start_soon(life, assignment);
  stop_maybe(life, assignment, care, care->begin, 10, 80);
  note_what_came_before(life, assignment);
}

static void first_version_last(struct life *life, struct assignment *assignment)
{
  assign(life, assignment, 0, (struct posting){.extra_days = 75, .overtakable = true});
  struct care *care = start_soon(life, assignment);
  assign_again(life, assignment, assignment->ingang + 40, assignment->einde + 120);
  stop_maybe(life, assignment, care, care->begin, 45, 200);
  note_what_came_before(life, assignment);
}

static void started_without_toewijzing(struct life *life, struct assignment *assignment)
{
  struct care *care = life_add_care(assignment, assignment->ingang);
  note(life, assignment, SIGNAAL_TR019,
      life_start(life, assignment, care, assignment->ingang, soon(life, assignment->ingang)));
}

/* ---- without a number ---- */

static void one_candidate(struct life *life, struct assignment *assignment)
{
  assignment->without_number = true;
  assign_plainly(life, assignment);
  struct care *care = start_soon(life, assignment);
  stop_maybe(life, assignment, care, care->begin, 10, 90);
}

static void no_candidate(struct life *life, struct assignment *assignment)
{
  assignment->without_number = true;
  struct care *care = life_add_care(assignment, assignment->ingang);
  int32_t known = life_start(life, assignment, care, assignment->ingang, soon(life, assignment->ingang));
  note(life, assignment, SIGNAAL_SL02, known);
  note(life, assignment, SIGNAAL_TR019, known); /* which is silent only where the one toewijzing is found */
}

/* ---- starts ---- */

static struct posting after_last(struct life *life, const struct assignment *assignment, int least, int most)
{
  return (struct posting){
      .dagtekening = assignment->last_dagtekening + random_between(life->random, least, most)};
}

static void start_corrected(struct life *life, struct assignment *assignment)
{
  assign_plainly(life, assignment);
  struct care *care = start_soon(life, assignment);
  int32_t begin = care->begin + random_between(life->random, 1, 5);
  struct posting posting = after_last(life, assignment, 5, 40); /* both on one Dagtekening */
  life_withdraw_start(life, assignment, care, posting);
  life_start(life, assignment, care, begin, posting);
  stop_maybe(life, assignment, care, begin, 40, 95);
}

static void start_withdrawn(struct life *life, struct assignment *assignment)
{
  assign_plainly(life, assignment);
  struct care *care = start_soon(life, assignment);
  life_withdraw_start(life, assignment, care, after_last(life, assignment, 3, 60));
}

static void started_twice(struct life *life, struct assignment *assignment)
{
  assign_plainly(life, assignment);
  struct care *care = start_soon(life, assignment);
  int32_t begin = care->begin + random_between(life->random, 5, 40);
  note(life, assignment, SIGNAAL_TR326, life_idle_start(life, assignment, begin, soon(life, begin)));
  stop_maybe(life, assignment, care, care->begin, 41, 95);
}

static void start_told_twice(struct life *life, struct assignment *assignment)
{
  assign_plainly(life, assignment);
  struct care *care = start_soon(life, assignment);
  note(life, assignment, SIGNAAL_TR074,
      life_idle_start(life, assignment, care->begin, after_last(life, assignment, 1, 20)));
  stop_maybe(life, assignment, care, care->begin, 40, 95);
}

static void another_start_withdrawn(struct life *life, struct assignment *assignment)
{
  assign_plainly(life, assignment);
  struct care *care = start_soon(life, assignment);
  int32_t begin = care->begin + random_between(life->random, 5, 40);
  note(life, assignment, SIGNAAL_TR063, life_idle_withdrawal(life, assignment, begin, soon(life, begin)));
  stop_maybe(life, assignment, care, care->begin, 50, 95);
}

static void withdrawal_overtakes_start(struct life *life, struct assignment *assignment)
{
  assign_plainly(life, assignment);
  int32_t begin = assignment->ingang + random_below(life->random, 15);
  struct care *care = life_add_care(assignment, begin);
  int32_t known = life_start(life, assignment, care, begin,
      (struct posting){.dagtekening = begin + 1, .extra_days = 60, .overtakable = true});
  int32_t withdrawn = life_withdraw_start(life, assignment, care, after_last(life, assignment, 3, 20));
  life_note(life, assignment, SIGNAAL_TR063, withdrawn, known);
}

static void start_withdrawn_from_under_its_stop(struct life *life, struct assignment *assignment)
{
  assign_plainly(life, assignment);
  struct care *care = start_soon(life, assignment);
  stop_on(life, assignment, care, care->begin + random_between(life->random, 10, 60), care->begin);
  int32_t known = life_withdraw_start(life, assignment, care, after_last(life, assignment, 3, 30));
  int32_t mended = NEVER;
  if (random_chance(life->random, 500))
    mended = life_withdraw_stop(life, assignment, care, care->begin, after_last(life, assignment, 10, 60));
  life_note(life, assignment, SIGNAAL_TR071, known, mended);
}

static void stop_overtakes_start(struct life *life, struct assignment *assignment)
{
  assign_plainly(life, assignment);
  int32_t begin = assignment->ingang + random_below(life->random, 15);
  struct care *care = life_add_care(assignment, begin);
  int32_t known = life_start(life, assignment, care, begin,
      (struct posting){.dagtekening = begin + 1, .extra_days = 60, .overtakable = true});
  int32_t stopped = stop_on(life, assignment, care, begin + random_between(life->random, 5, 25), begin);
  life_note(life, assignment, SIGNAAL_TR382, stopped, known);
}

/* ---- stops ---- */

static void stop_withdrawn(struct life *life, struct assignment *assignment)
{
  assign_plainly(life, assignment);
  struct care *care = start_soon(life, assignment);
  int32_t einde = care->begin + random_between(life->random, 10, 40);
  stop_on(life, assignment, care, einde, care->begin);
  life_withdraw_stop(life, assignment, care, care->begin, after_last(life, assignment, 3, 30));
  stop_maybe(life, assignment, care, care->begin, 41, 95);
}

static void stop_without_start(struct life *life, struct assignment *assignment)
{
  assign_plainly(life, assignment);
  int32_t begin = assignment->ingang + random_below(life->random, 15);
  struct care *care = life_add_care(assignment, begin);
  note(life, assignment, SIGNAAL_TR382,
      stop_on(life, assignment, care, begin + random_between(life->random, 10, 90), begin));
}

static void stopped_twice(struct life *life, struct assignment *assignment)
{
  assign_plainly(life, assignment);
  struct care *care = start_soon(life, assignment);
  int32_t einde = care->begin + random_between(life->random, 10, 60);
  stop_on(life, assignment, care, einde, care->begin);
  struct care_stop stop = {
      .einde = einde + random_between(life->random, 1, 30), .code = draw_reden(life, assignment)};
  struct posting posting = after_last(life, assignment, 2, 20);
  posting.dagtekening = later(posting.dagtekening, stop.einde);
  note(life, assignment, SIGNAAL_TR415, life_stop(life, assignment, care, stop, care->begin, posting));
}

static void stop_after_end(struct life *life, struct assignment *assignment)
{
  assign(life, assignment, 0, (struct posting){0});
  struct care *care = start_soon(life, assignment);
  int32_t einde = assignment->einde + random_between(life->random, 3, 40);
  note(life, assignment, SIGNAAL_SL01, stop_on(life, assignment, care, einde, care->begin));
}

static void extended_after_its_stop(struct life *life, struct assignment *assignment)
{
  assign(life, assignment, 0, (struct posting){0});
  struct care *care = start_soon(life, assignment);
  int32_t einde = assignment->einde + random_between(life->random, 3, 40);
  int32_t stopped = stop_on(life, assignment, care, einde, care->begin);
  assign_again(life, assignment, einde + random_between(life->random, 10, 60), einde);
  int32_t mended = assignment->versions[assignment->version_count - 1].known;
  life_note(life, assignment, SIGNAAL_SL01, stopped, mended);
}

static void stop_moved_back(struct life *life, struct assignment *assignment)
{
  assign_plainly(life, assignment);
  struct care *care = start_soon(life, assignment);
  int32_t einde = care->begin + random_between(life->random, 20, 60);
  stop_on(life, assignment, care, einde, care->begin);
  struct care_stop stop = {
      .einde = einde - random_between(life->random, 1, 15), .code = draw_reden(life, assignment)};
  int32_t known = life_stop(life, assignment, care, stop, care->begin, after_last(life, assignment, 2, 20));
  note(life, assignment, SIGNAAL_TR414, known);
  note(life, assignment, SIGNAAL_TR415, known);
}

static void paused_twice(struct life *life, struct assignment *assignment)
{
  assign_plainly(life, assignment);
  struct care *care = start_soon(life, assignment);
  int32_t from = care->begin + random_between(life->random, 10, 30);
  life_pause(life, assignment, care, from, care->begin, soon(life, from));
  int32_t again = from + random_between(life->random, 1, 10);
  note(life, assignment, SIGNAAL_TR413,
      life_idle_pause(life, assignment, again, care->begin, soon_after_last(life, assignment, again)));
  int32_t to = again + random_between(life->random, 3, 20);
  life_resume(life, assignment, care, to, soon(life, to));
  stop_maybe(life, assignment, care, to, 10, 25);
}

static const struct script scripts[] = {
    {"as it should", 860, false, true, as_it_should},
    {"never started", 50, false, false, never_started},
    {"removed (RedenWijziging 13)", 10, false, false, removed},
    {"assigned late", 8, false, false, assigned_late},
    {"first version arrives last", 4, false, false, first_version_last},
    {"start names an unknown toewijzing", 3, false, false, started_without_toewijzing},
    {"without number, one candidate", 8, true, false, one_candidate},
    {"without number, no candidate", 5, true, false, no_candidate},
    {"start corrected", 12, false, false, start_corrected},
    {"start withdrawn", 6, false, false, start_withdrawn},
    {"started twice", 5, false, false, started_twice},
    {"stop overtakes start", 8, false, false, stop_overtakes_start},
    {"stop withdrawn", 8, false, false, stop_withdrawn},
    {"stop without start", 5, false, false, stop_without_start},
    {"stopped twice", 5, false, false, stopped_twice},
    {"stop after the end", 7, false, false, stop_after_end},
    {"removed while it runs", 10, false, false, removed_while_it_runs},
    {"start told twice", 4, false, false, start_told_twice},
    {"another start withdrawn", 4, false, false, another_start_withdrawn},
    {"withdrawal overtakes start", 4, false, false, withdrawal_overtakes_start},
    {"start withdrawn from under its stop", 6, false, false, start_withdrawn_from_under_its_stop},
    {"extended after its stop", 6, false, false, extended_after_its_stop},
    {"stop moved back", 4, false, false, stop_moved_back},
    {"paused twice", 4, false, false, paused_twice},
};

enum { SCRIPT_COUNT = sizeof scripts / sizeof *scripts };

const struct script *script_draw(struct random *random, bool unique)
{
  int weights[SCRIPT_COUNT];
  for (int i = 0; i < SCRIPT_COUNT; i++)
    weights[i] = scripts[i].needs_unique_product && !unique ? 0 : scripts[i].weight;
  return &scripts[random_weighted(random, weights, SCRIPT_COUNT)];
}
