/* Dates: a declaratie is written 3 to 19 days after its month, the answer 3 to 25 days after that. Nothing is
 * written after the last simulated day, so the last month is not declared. One in sixteen 323 arrives weeks
 * late: most of their answers come before them.
 *
 * A correction waits for the next declaratie that is dated after the line that it corrects: a credit never
 * stands before its debit in business order, though it may arrive before it. */
#include "cli/generate/declaratie.h"

#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "base/memory.h"
#include "cli/generate/outcome.h"
#include "cli/generate/region.h"

enum {
  PER_MILLE_ANSWERED = 970,
  PER_MILLE_WHOLE = 25,             /* of the declaraties */
  PER_MILLE_REJECTED = 40,          /* of the lines */
  PER_MILLE_CREDITED = 35,          /* of the debits that were not rejected */
  PER_MILLE_CREDITED_IN_VAIN = 120, /* of those that were */
  PER_MILLE_DEBITED_ANEW = 700,
  PER_MILLE_CREDITED_TWICE = 130,
  PER_MILLE_DEBITED_TWICE = 4,
  PER_MILLE_ROAD = 60, /* of the 323: weeks on the road */
  PER_MILLE_OTHER_NUMMER = 3,
  PER_MILLE_OTHER_PRODUCT = 5,
  PER_MILLE_OUTSIDE = 110, /* of the first and last months of a toewijzing */
  UNKNOWN_NUMMER = 70000000,
};

struct correction {
  size_t regel;
  bool credit, debit; /* what is to be declared about it */
  int32_t after;      /* in a declaratie with a later Dagtekening */
};

/* ---- what is to be declared ---- */

/* The last day on which it could be known that the toewijzing holds. */
static int32_t day_before_removal(const struct assignment *assignment)
{
  return assignment->removed_known == NEVER ? THE_END : assignment->removed_known - 1;
}

static bool runs_in(const struct assignment *assignment, const struct care *care, int32_t van, int32_t tot)
{
  struct outcome outcome = outcome_find(assignment, care, day_before_removal(assignment));
  if (!outcome.started || outcome.gestart > tot || outcome.einde < van)
    return false;
  for (int i = 0; i < care->pause_count; i++) {
    const struct care_pause *pause = &care->pauses[i];
    bool resumed = pause->to_known != NEVER && pause->to <= tot;
    if (pause->from_known != NEVER && pause->from < van && !resumed)
      return false;
  }
  return true;
}

static const struct version *newest_version(const struct assignment *assignment)
{
  for (int i = assignment->version_count - 1; i >= 0; i--)
    if (assignment->versions[i].known != NEVER)
      return &assignment->versions[i];
  return NULL;
}

/* The whole month, as far as the toewijzing holds (TR387, TR388). */
bool declaratie_prestatie(const struct calendar *calendar, const struct assignment *assignment, int month,
    struct prestatie *prestatie)
{
  int32_t van = calendar->first_days[month];
  int32_t tot = calendar->first_days[month + 1] - 1;
  const struct version *version = newest_version(assignment);
  if (version == NULL || van > day_before_removal(assignment))
    return false;
  bool runs = false;
  for (int i = 0; i < assignment->care_count; i++)
    runs = runs || runs_in(assignment, &assignment->cares[i], van, tot);
  *prestatie = (struct prestatie){.gemeente = (uint8_t)assignment->gemeente,
      .aanbieder = (uint8_t)assignment->aanbieder,
      .product = (uint8_t)assignment->product,
      .month = (uint8_t)month,
      .nummer = assignment->nummer,
      .begin = van > assignment->ingang ? van : assignment->ingang,
      .end = tot < version->einde ? tot : version->einde,
      .toegewezen = {.product = (uint8_t)assignment->product,
          .version_count = (uint8_t)assignment->version_count,
          .ingang = assignment->ingang,
          .removed_known = assignment->removed_known}};
  memcpy(prestatie->toegewezen.versions, assignment->versions, sizeof assignment->versions);
  return runs && prestatie->begin <= prestatie->end;
}

static bool may_be_declared_as(const struct product *product, const struct product *assigned)
{
  return product != assigned && product->domein == assigned->domein &&
         strcmp(product->segment.bekostiging, "lumpsum") != 0;
}

static uint8_t other_product(struct random *random, int assigned)
{
  int product = random_below(random, MESSAGE_PRODUCT_COUNT);
  while (!may_be_declared_as(&region_producten[product], &region_producten[assigned]))
    product = (product + 1) % MESSAGE_PRODUCT_COUNT;
  return (uint8_t)product;
}

void declaratie_mistake_maybe(
    const struct calendar *calendar, struct random *random, struct prestatie *prestatie)
{
  int32_t van = calendar->first_days[prestatie->month];
  int32_t tot = calendar->first_days[prestatie->month + 1] - 1;
  if (prestatie->begin > van && random_chance(random, PER_MILLE_OUTSIDE))
    prestatie->begin = van;
  if (prestatie->end < tot && random_chance(random, PER_MILLE_OUTSIDE))
    prestatie->end = tot;
  if (random_chance(random, PER_MILLE_OTHER_PRODUCT))
    prestatie->product = other_product(random, prestatie->product);
  if (random_chance(random, PER_MILLE_OTHER_NUMMER)) {
    prestatie->nummer += UNKNOWN_NUMMER;
    prestatie->toegewezen.version_count = 0;
  }
}

/* ---- lines ---- */

int64_t regel_cent(const struct regel *regel)
{
  return regel->vorig != 0 ? -regel->bedrag : regel->bedrag;
}

const char *regel_eenheid(const struct regel *regel)
{
  const char *eenheid = region_producten[regel->prestatie->product].eenheid;
  return eenheid != NULL ? eenheid : "83"; /* a budget is declared in cents */
}

/* Agreed is a tarief an hour; a line in minutes names it a minute, rounded. */
static void set_minutes(struct regel *regel, int hour)
{
  regel->tarief = (hour + 30) / 60;
  regel->bedrag = ((int64_t)regel->volume * hour + 30) / 60;
}

static void set_amount(struct ledger *ledger, struct regel *regel)
{
  const char *eenheid = regel_eenheid(regel);
  int base = 3500 + regel->prestatie->product * 263; /* cents */
  int days = regel->prestatie->end - regel->prestatie->begin + 1;
  regel->tarief = 0;
  if (strcmp(eenheid, "83") == 0) {
    regel->volume = random_between(&ledger->random, 5000, 60000);
    regel->bedrag = regel->volume;
    return;
  }
  if (strcmp(eenheid, "01") == 0) {
    regel->volume = random_between(&ledger->random, 30, 900);
    set_minutes(regel, 2 * base);
    return;
  }
  bool is_stay = strcmp(eenheid, "14") == 0;
  regel->volume = random_between(&ledger->random, 1, is_stay ? days : 20);
  regel->tarief = is_stay ? 4 * base : base;
  regel->bedrag = (int64_t)regel->volume * regel->tarief;
}

static struct regel *add_regel(struct ledger *ledger, const struct prestatie *prestatie)
{
  if (ledger->regel_count == ledger->regel_capacity) {
    ledger->regel_capacity = ledger->regel_capacity * 2 + 64;
    ledger->regels = memory_resize(ledger->regels, ledger->regel_capacity * sizeof *ledger->regels);
  }
  struct regel *regel = &ledger->regels[ledger->regel_count++];
  *regel = (struct regel){.prestatie = prestatie, .declaratie = (int)ledger->declaratie_count - 1};
  ledger->declaraties[ledger->declaratie_count - 1].count++;
  return regel;
}

static void add_debit(struct ledger *ledger, const struct prestatie *prestatie)
{
  struct regel *regel = add_regel(ledger, prestatie);
  regel->referentie = ++*ledger->next_referentie;
  set_amount(ledger, regel);
}

static void add_credit(struct ledger *ledger, size_t debit)
{
  struct regel *regel = add_regel(ledger, ledger->regels[debit].prestatie);
  const struct regel *taken = &ledger->regels[debit];
  regel->referentie = ++*ledger->next_referentie;
  regel->vorig = taken->referentie;
  regel->volume = taken->volume;
  regel->tarief = taken->tarief;
  regel->bedrag = taken->bedrag;
}

/* ---- declaraties ---- */

static int32_t on_the_road(struct random *random, int32_t dagtekening, int per_mille)
{
  int32_t received = dagtekening + random_below(random, 3);
  return random_chance(random, per_mille) ? received + random_between(random, 20, 60) : received;
}

static struct declaratie *add_declaratie(struct ledger *ledger, int month, int32_t dagtekening)
{
  if (ledger->declaratie_count == ledger->declaratie_capacity) {
    ledger->declaratie_capacity = ledger->declaratie_capacity * 2 + 16;
    ledger->declaraties =
        memory_resize(ledger->declaraties, ledger->declaratie_capacity * sizeof *ledger->declaraties);
  }
  struct declaratie *declaratie = &ledger->declaraties[ledger->declaratie_count++];
  *declaratie = (struct declaratie){.month = month,
      .nummer = ++*ledger->next_nummer,
      .dagtekening = dagtekening,
      .received = on_the_road(&ledger->random, dagtekening, PER_MILLE_ROAD),
      .answer_dagtekening = NEVER,
      .answer_received = NEVER,
      .first = ledger->regel_count};
  return declaratie;
}

static int compare_regels(const void *a, const void *b)
{
  const struct regel *x = a;
  const struct regel *y = b;
  int order = strcmp(x->prestatie->bsn, y->prestatie->bsn);
  return order != 0 ? order : x->referentie - y->referentie;
}

static void close_declaratie(struct ledger *ledger, struct declaratie *declaratie)
{
  qsort(&ledger->regels[declaratie->first], declaratie->count, sizeof *ledger->regels, compare_regels);
  declaratie->total = 0;
  for (size_t i = 0; i < declaratie->count; i++)
    declaratie->total += regel_cent(&ledger->regels[declaratie->first + i]);
}

static void answer(struct ledger *ledger, struct declaratie *declaratie)
{
  int32_t dagtekening = declaratie->dagtekening + random_between(&ledger->random, 3, 25);
  bool is_answered = random_chance(&ledger->random, PER_MILLE_ANSWERED);
  if (!is_answered || dagtekening > calendar_last_day(ledger->calendar))
    return;
  declaratie->answer_dagtekening = dagtekening;
  declaratie->answer_received = on_the_road(&ledger->random, dagtekening, PER_MILLE_ROAD / 2);
}

static void remember(struct ledger *ledger, struct correction correction)
{
  if (!correction.credit && !correction.debit)
    return;
  if (ledger->correction_count == ledger->correction_capacity) {
    ledger->correction_capacity = ledger->correction_capacity * 2 + 16;
    ledger->corrections =
        memory_resize(ledger->corrections, ledger->correction_capacity * sizeof *ledger->corrections);
  }
  ledger->corrections[ledger->correction_count++] = correction;
}

/* What the answer says of a line, and what the aanbieder will do about it. */
static void judge_regel(struct ledger *ledger, const struct declaratie *declaratie, size_t at)
{
  static const char *const codes[] = {"9321", "9322", "0611"};
  struct random *random = &ledger->random;
  struct regel *regel = &ledger->regels[at];
  if (declaratie->answer_received != NEVER && random_chance(random, PER_MILLE_REJECTED))
    regel->code = codes[random_below(random, 3)];
  if (regel->vorig != 0)
    return;
  bool credit = random_chance(random, regel->code != NULL ? PER_MILLE_CREDITED_IN_VAIN : PER_MILLE_CREDITED);
  bool debit = credit || regel->code != NULL ? random_chance(random, PER_MILLE_DEBITED_ANEW)
                                             : random_chance(random, PER_MILLE_DEBITED_TWICE);
  remember(ledger, (struct correction){at, credit, debit, declaratie->dagtekening});
}

static void judge_regels(struct ledger *ledger, const struct declaratie *declaratie)
{
  for (size_t i = 0; i < declaratie->count; i++)
    judge_regel(ledger, declaratie, declaratie->first + i);
}

/* The same lines under the same numbers in a new declaratie. */
static void declare_again(struct ledger *ledger, struct declaratie refused)
{
  int32_t dagtekening = refused.answer_dagtekening + random_between(&ledger->random, 3, 10);
  if (dagtekening > calendar_last_day(ledger->calendar))
    return;
  add_declaratie(ledger, refused.month, dagtekening);
  for (size_t i = 0; i < refused.count; i++) {
    struct regel *regel = add_regel(ledger, ledger->regels[refused.first + i].prestatie);
    int declaratie = regel->declaratie;
    *regel = ledger->regels[refused.first + i];
    regel->declaratie = declaratie;
  }
  struct declaratie *again = &ledger->declaraties[ledger->declaratie_count - 1];
  close_declaratie(ledger, again);
  answer(ledger, again);
  judge_regels(ledger, again);
}

static void finish(struct ledger *ledger)
{
  struct declaratie *declaratie = &ledger->declaraties[ledger->declaratie_count - 1];
  close_declaratie(ledger, declaratie);
  answer(ledger, declaratie);
  if (declaratie->answer_received == NEVER || !random_chance(&ledger->random, PER_MILLE_WHOLE)) {
    judge_regels(ledger, declaratie);
    return;
  }
  declaratie->verdict = random_chance(&ledger->random, 500) ? VERDICT_NOT_READ : VERDICT_REFUSED;
  declare_again(ledger, *declaratie);
}

/* Now and then once more in a later declaratie. */
static void credit(struct ledger *ledger, const struct correction *correction, int32_t dagtekening)
{
  add_credit(ledger, correction->regel);
  if (random_chance(&ledger->random, PER_MILLE_CREDITED_TWICE))
    remember(ledger, (struct correction){correction->regel, true, false, dagtekening});
}

static void declare_corrections(struct ledger *ledger, int32_t dagtekening)
{
  size_t kept = 0;
  for (size_t i = 0; i < ledger->correction_count; i++) {
    struct correction correction = ledger->corrections[i];
    if (correction.after >= dagtekening) {
      ledger->corrections[kept++] = correction;
      continue;
    }
    if (correction.credit)
      credit(ledger, &correction, dagtekening);
    if (correction.debit)
      add_debit(ledger, ledger->regels[correction.regel].prestatie);
  }
  ledger->correction_count = kept;
}

static void declare_month(struct ledger *ledger, int month, const struct prestatie *prestaties, size_t count)
{
  int32_t dagtekening = ledger->calendar->first_days[month + 1] + random_between(&ledger->random, 2, 18);
  if (dagtekening > calendar_last_day(ledger->calendar) || count + ledger->correction_count == 0)
    return;
  size_t first = ledger->regel_count;
  add_declaratie(ledger, month, dagtekening);
  declare_corrections(ledger, dagtekening);
  for (size_t i = 0; i < count; i++) {
    if (ledger->regel_count - first >= MOST_REGELS) {
      finish(ledger);
      first = ledger->regel_count;
      add_declaratie(ledger, month, dagtekening);
    }
    add_debit(ledger, &prestaties[i]);
  }
  if (ledger->regel_count > first)
    finish(ledger);
  else /* every correction is of a line of this day or later */
    ledger->declaratie_count--;
}

void ledger_play(struct ledger *ledger, const struct prestatie *prestaties, size_t count)
{
  size_t next = 0;
  for (int month = 0; month < ledger->calendar->month_count; month++) {
    size_t first = next;
    while (next < count && prestaties[next].month == month)
      next++;
    declare_month(ledger, month, &prestaties[first], next - first);
  }
}

void ledger_fini(struct ledger *ledger)
{
  free(ledger->regels);
  free(ledger->declaraties);
  free(ledger->corrections);
  *ledger = (struct ledger){0};
}
