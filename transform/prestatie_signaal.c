/* The rules of the standard for a 323 that need more than the message itself. They look at lines as they
 * stand: of a line that came with other content, the last in business order.
 *
 * Where the rules leave room:
 * - They hold for debits and credits alike, and for a line that was rejected or taken back too: the signaal
 *   says what was wrong with the line, not what became of it.
 * - A line *stands* when no 325 names it, when it is no credit of a rejected debit, and, of a debit, when no
 *   credit that stands takes it back. TR389 and TR390 look at earlier lines that stand: what was rejected is
 *   sent again, and what was taken back may be. They are not raised where the earlier line fell later on.
 * - TR323: the debit (the line that the VorigReferentieNummer of the credit names, prestatie_regel.c) is
 *   unknown, dated after the credit, or rejected by a 325 that names it. A rejection of the declaratie as a
 *   whole is no event of the client and not seen here.
 * - TR389: of one domein, gemeente and ToewijzingNummer, whichever aanbieder; the same first and last day.
 * - TR390: credits that take back the same debit; where it is unknown, that name the same number.
 * - TR384 alone speaks where the newest version withdraws the toewijzing: the number is known (no TR338) and
 *   nothing is left to compare with. */
#include "transform/prestatie_signaal.h"

#include <stdlib.h>
#include <string.h>

#include "transform/declaratie_regel.h"
#include "transform/signaal.h"
#include "transform/toewijzing_stand.h"
#include "transform/volgorde.h"

/* Among themselves */

static const struct prestatie_regel *regel_at(const void *item)
{
  return *(const struct prestatie_regel *const *)item;
}

static int compare_debets(const void *a, const void *b)
{
  const struct gebeurtenis *first = regel_at(a)->prestatie;
  const struct gebeurtenis *second = regel_at(b)->prestatie;
  int order = declaratie_regel_compare_zorg(first, second);
  return order != 0 ? order : volgorde_bericht(first, second);
}

static bool is_same_zorg(const struct prestatie_regel *a, const struct prestatie_regel *b)
{
  return declaratie_regel_compare_zorg(a->prestatie, b->prestatie) == 0;
}

static int compare_debet(const struct prestatie_regel *a, const struct prestatie_regel *b)
{
  if (a == NULL || b == NULL)
    return (a != NULL) - (b != NULL);
  return (a > b) - (a < b); /* of one array */
}

static int compare_taken(const struct prestatie_regel *a, const struct prestatie_regel *b)
{
  int order = declaratie_regel_compare_neemt_terug(a->prestatie, b->prestatie);
  return order != 0 ? order : compare_debet(a->debet, b->debet);
}

static int compare_credits(const void *a, const void *b)
{
  int order = compare_taken(regel_at(a), regel_at(b));
  return order != 0 ? order : volgorde_bericht(regel_at(a)->prestatie, regel_at(b)->prestatie);
}

static bool is_same_taken(const struct prestatie_regel *a, const struct prestatie_regel *b)
{
  return compare_taken(a, b) == 0;
}

struct dubbel {
  enum signaal_soort soort;
  int (*compare)(const void *, const void *); /* same things together, in business order */
  bool (*is_same)(const struct prestatie_regel *, const struct prestatie_regel *);
};

static const struct dubbel dubbele_debet = {SIGNAAL_TR389, compare_debets, is_same_zorg};
static const struct dubbel dubbele_credit = {SIGNAAL_TR390, compare_credits, is_same_taken};

/* Flags every line that follows one of the same that stands. */
static void flag_dubbele(
    const struct dubbel *dubbel, const struct prestatie_regel **lines, size_t count, struct rijen *rijen)
{
  if (count < 2)
    return;
  qsort(lines, count, sizeof(struct prestatie_regel *), dubbel->compare);
  bool has_earlier = false;
  for (size_t i = 0; i < count; i++) {
    if (i > 0 && !dubbel->is_same(lines[i - 1], lines[i]))
      has_earlier = false;
    if (has_earlier)
      signaal_add(rijen, dubbel->soort, lines[i]->prestatie);
    if (!prestatie_regel_is_afgekeurd(lines[i]) && !lines[i]->is_teruggenomen)
      has_earlier = true;
  }
}

static bool lacks_debet(const struct prestatie_regel *credit)
{
  const struct prestatie_regel *debet = credit->debet;
  return debet == NULL || debet->afwijzing != NULL ||
         debet->prestatie->dagtekening > credit->prestatie->dagtekening;
}

void prestatie_signaal_add(const struct prestatie_regels *regels, struct rijen *rijen)
{
  const struct prestatie_regel **debets =
      arena_array(rijen->arena, regels->count, sizeof(struct prestatie_regel *));
  const struct prestatie_regel **credits =
      arena_array(rijen->arena, regels->count, sizeof(struct prestatie_regel *));
  size_t debet_count = 0;
  size_t credit_count = 0;
  for (size_t i = 0; i < regels->count; i++) {
    const struct prestatie_regel *regel = &regels->items[i];
    if (prestatie_regel_is_debet(regel)) {
      debets[debet_count++] = regel;
      continue;
    }
    if (lacks_debet(regel))
      signaal_add(rijen, SIGNAAL_TR323, regel->prestatie);
    if (declaratie_regel_neemt_terug(regel->prestatie) != NULL)
      credits[credit_count++] = regel;
  }
  flag_dubbele(&dubbele_debet, debets, debet_count, rijen);
  flag_dubbele(&dubbele_credit, credits, credit_count, rijen);
}

/* Next to the toewijzing */

/* The newest version of the toewijzing that this prestatie names; NULL when none is known. */
static const struct gebeurtenis *find_toewijzing(
    const struct gebeurtenis *const *versions, size_t count, const struct gebeurtenis *prestatie)
{
  for (size_t i = count; i > 0; i--)
    if (declaratie_regel_compare_toewijzing(prestatie, versions[i - 1]) == 0)
      return versions[i - 1];
  return NULL;
}

static bool differs(const char *assigned, const char *declared)
{
  return assigned != NULL && strcmp(assigned, declared) != 0;
}

static void toets(const struct gebeurtenis *event, const struct toewijzing *toewijzing, struct rijen *rijen)
{
  const struct prestatie *line = &event->inhoud.prestatie;
  if (line->begindatum < toewijzing->ingangsdatum)
    signaal_add(rijen, SIGNAAL_TR307, event);
  if (toewijzing->has_einddatum && line->einddatum > toewijzing->einddatum)
    signaal_add(rijen, SIGNAAL_TR308, event);
  if (differs(toewijzing->categorie, line->categorie))
    signaal_add(rijen, SIGNAAL_TR339, event);
  if (differs(toewijzing->product, line->product))
    signaal_add(rijen, SIGNAAL_TR340, event);
}

void prestatie_toets(const struct gebeurtenis *const *events, size_t count, struct rijen *rijen)
{
  size_t versions = 0;
  while (versions < count && events[versions]->inhoud_soort == GEBEURTENIS_INHOUD_TOEWIJZING)
    versions++;
  for (size_t i = versions; i < count; i++) {
    i = prestatie_regel_last(events, count, i);
    const struct gebeurtenis *newest = find_toewijzing(events, versions, events[i]);
    if (newest == NULL)
      signaal_add(rijen, SIGNAAL_TR338, events[i]);
    else if (toewijzing_stand_withdraws(newest))
      signaal_add(rijen, SIGNAAL_TR384, events[i]);
    else
      toets(events[i], &newest->inhoud.toewijzing, rijen);
  }
}
