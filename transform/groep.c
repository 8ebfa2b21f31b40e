/* Five kinds of events never look at each other: care (toewijzingen, starts, stops), prestaties with their
 * rejections (prestatie_keten.c makes their groups), declaraties rejected as a whole, lines of traject lists
 * (a group a trajectnummer: lijst_stand.c) and figures without persons. The last ones have no client and
 * never stand beside another kind.
 *
 * A group of care is one ToewijzingNummer of one domein and gemeente, or all of a domein and gemeente when
 * the client has a start or stop there without number: that one looks at all of them. The latter is more than
 * needed (only toewijzingen of that aanbieder matter) and kept simple because it is rare. */
#include "transform/groep.h"

#include <stdlib.h>

#include "transform/declaratie_stand.h"
#include "transform/keten.h"
#include "transform/koppeling.h"
#include "transform/lijst_stand.h"
#include "transform/prestatie.h"
#include "transform/prestatie_keten.h"
#include "transform/volgorde.h"

static const struct id *nummer_of(const struct gebeurtenis *event)
{
  if (event->inhoud_soort == GEBEURTENIS_INHOUD_TOEWIJZING)
    return &event->inhoud.toewijzing.toewijzing_nummer;
  return zorgmelding_read(event).nummer;
}

/* By domein and gemeente, events without number first, then by number. */
static int compare_groups(const void *a, const void *b)
{
  const struct gebeurtenis *first = &(*(const struct bekende_gebeurtenis *const *)a)->gebeurtenis;
  const struct gebeurtenis *second = &(*(const struct bekende_gebeurtenis *const *)b)->gebeurtenis;
  int order = volgorde_bereik(first, second);
  return order != 0 ? order : volgorde_nummer(nummer_of(first), nummer_of(second));
}

static int compare_inside(const void *a, const void *b)
{
  return volgorde_vouwen(&(*(const struct bekende_gebeurtenis *const *)a)->gebeurtenis,
      &(*(const struct bekende_gebeurtenis *const *)b)->gebeurtenis);
}

static size_t bereik_length(const struct bekende_gebeurtenis *const *events, size_t count)
{
  size_t n = 1;
  while (n < count && volgorde_bereik(&events[0]->gebeurtenis, &events[n]->gebeurtenis) == 0)
    n++;
  return n;
}

static size_t nummer_length(const struct bekende_gebeurtenis *const *events, size_t count)
{
  const struct id *nummer = nummer_of(&events[0]->gebeurtenis);
  size_t n = 1;
  while (n < count && volgorde_nummer(nummer, nummer_of(&events[n]->gebeurtenis)) == 0)
    n++;
  return n;
}

/* events: of one domein and gemeente, by compare_groups. Length of the first group. */
static size_t first_group(const struct bekende_gebeurtenis *const *events, size_t count, bool is_whole)
{
  return is_whole ? count : nummer_length(events, count);
}

static size_t split_zorg(const struct bekende_gebeurtenis **events, size_t count, size_t *ends)
{
  size_t groups = 0;
  size_t at = 0;
  if (count > 1)
    qsort(events, count, sizeof(struct bekende_gebeurtenis *), compare_groups);
  while (at < count) {
    size_t bereik_end = at + bereik_length(&events[at], count - at);
    bool is_whole = nummer_of(&events[at]->gebeurtenis) == NULL;
    while (at < bereik_end) {
      size_t length = first_group(&events[at], bereik_end - at, is_whole);
      if (length > 1)
        qsort(&events[at], length, sizeof(struct bekende_gebeurtenis *), compare_inside);
      at += length;
      ends[groups++] = at;
    }
  }
  return groups;
}

/* Kinds of events in the order in which they are folded: up to which branch each goes. */
enum soort {
  SOORT_ZORG,
  SOORT_PRESTATIE,
  SOORT_DECLARATIE,
  SOORT_TRAJECT_REGEL,
  SOORT_INDICATOR_REGEL,
  SOORT_COUNT
};
static const enum gebeurtenis_inhoud soort_ends[SOORT_COUNT] = {
    [SOORT_ZORG] = GEBEURTENIS_INHOUD_PRESTATIE,
    [SOORT_PRESTATIE] = GEBEURTENIS_INHOUD_DECLARATIE_AFKEUR,
    [SOORT_DECLARATIE] = GEBEURTENIS_INHOUD_TRAJECT_REGEL,
    [SOORT_TRAJECT_REGEL] = GEBEURTENIS_INHOUD_INDICATOR_REGEL,
    [SOORT_INDICATOR_REGEL] = GEBEURTENIS_INHOUD_COUNT,
};

/* Moves those before `end` to the front; returns how many. */
static size_t take_soort(const struct bekende_gebeurtenis **events, size_t count, enum gebeurtenis_inhoud end)
{
  size_t taken = 0;
  for (size_t i = 0; i < count; i++) {
    const struct bekende_gebeurtenis *event = events[i];
    if (event->gebeurtenis.inhoud_soort >= end)
      continue;
    events[i] = events[taken];
    events[taken++] = event;
  }
  return taken;
}

static void move_ends(size_t *ends, size_t groups, size_t by)
{
  for (size_t i = 0; i < groups; i++)
    ends[i] += by;
}

size_t groep_split(
    const struct bekende_gebeurtenis **events, size_t count, size_t *ends, struct arena *scratch)
{
  size_t zorg = take_soort(events, count, soort_ends[SOORT_ZORG]);
  size_t prestaties = take_soort(&events[zorg], count - zorg, soort_ends[SOORT_PRESTATIE]);
  size_t declaraties =
      take_soort(&events[zorg + prestaties], count - zorg - prestaties, soort_ends[SOORT_DECLARATIE]);
  size_t before_lists = zorg + prestaties + declaraties;
  size_t groups = split_zorg(events, zorg, ends);
  size_t chains = prestatie_keten_split(&events[zorg], prestaties, &ends[groups], scratch);
  move_ends(&ends[groups], chains, zorg);
  groups += chains;
  if (declaraties > 0) {
    qsort(&events[zorg + prestaties], declaraties, sizeof(struct bekende_gebeurtenis *), compare_inside);
    ends[groups++] = before_lists;
  }
  size_t numbers = lijst_stand_split(&events[before_lists], count - before_lists, &ends[groups]);
  move_ends(&ends[groups], numbers, before_lists);
  return groups + numbers;
}

/* Folding one group */

/* By keten, then as zorgstart_list() wants them: starts before stops, each by Begindatum. */
static int compare_for_keten(const void *a, const void *b)
{
  const struct zorgmelding *first = a;
  const struct zorgmelding *second = b;
  int order = volgorde_bereik(first->bron, second->bron);
  if (order == 0)
    order = volgorde_nummer(first->nummer, second->nummer);
  if (order == 0 && first->nummer == NULL)
    order = volgorde_tekst(first->bron->aanbieder, second->bron->aanbieder);
  if (order == 0)
    order = volgorde_getal(first->is_stop, second->is_stop);
  if (order == 0)
    order = volgorde_getal(first->begindatum, second->begindatum);
  return order != 0 ? order : volgorde_bericht(first->bron, second->bron);
}

static bool is_same_keten(const struct zorgmelding *a, const struct zorgmelding *b)
{
  return volgorde_bereik(a->bron, b->bron) == 0 && volgorde_nummer(a->nummer, b->nummer) == 0 &&
         (a->nummer != NULL || volgorde_tekst(a->bron->aanbieder, b->bron->aanbieder) == 0);
}

static size_t keten_length(const struct zorgmelding *meldingen, size_t count)
{
  size_t n = 1;
  while (n < count && is_same_keten(&meldingen[0], &meldingen[n]))
    n++;
  return n;
}

static int compare_to(const struct zorgmelding *melding, const struct toewijzing_stand *stand)
{
  int order = volgorde_bereik(melding->bron, stand->nieuwste);
  const struct id *nummer = &stand->nieuwste->inhoud.toewijzing.toewijzing_nummer;
  return order != 0 ? order : volgorde_nummer(melding->nummer, nummer);
}

static void fold_unassigned(struct zorgmelding *meldingen, size_t count, struct rijen *rijen)
{
  struct keten keten = {.meldingen = meldingen, .count = count, .is_los = meldingen[0].nummer == NULL};
  keten_fold(&keten, rijen);
}

/* A withdrawn toewijzing gives nothing, whatever was started on it. */
static void fold_assigned(
    const struct toewijzing_stand *stand, struct zorgmelding *meldingen, size_t count, struct rijen *rijen)
{
  if (stand->is_ingetrokken)
    return;
  toewijzing_stand_add_row(stand, rijen);
  struct keten keten = {.toewijzing = stand, .meldingen = meldingen, .count = count};
  keten_fold(&keten, rijen);
}

/* Both lists are in the same order: each toewijzing meets its own meldingen; what stands between is nobody's.
 */
static void fold_ketens(const struct toewijzing_stand *toewijzingen, size_t toewijzing_count,
    struct zorgmelding *meldingen, size_t count, struct rijen *rijen)
{
  size_t at = 0;
  for (size_t i = 0; i <= toewijzing_count; i++) {
    const struct toewijzing_stand *stand = i < toewijzing_count ? &toewijzingen[i] : NULL;
    while (at < count && (stand == NULL || compare_to(&meldingen[at], stand) < 0)) {
      size_t length = keten_length(&meldingen[at], count - at);
      fold_unassigned(&meldingen[at], length, rijen);
      at += length;
    }
    if (stand == NULL)
      return;
    bool has_any = at < count && compare_to(&meldingen[at], stand) == 0;
    size_t length = has_any ? keten_length(&meldingen[at], count - at) : 0;
    fold_assigned(stand, &meldingen[at], length, rijen);
    at += length;
  }
}

/* lines: toewijzingen, then starts and stops. */
static void zorg_fold(const struct gebeurtenis *const *lines, size_t count, struct rijen *rijen)
{
  size_t toewijzing_events = 0;
  while (toewijzing_events < count && lines[toewijzing_events]->inhoud_soort == GEBEURTENIS_INHOUD_TOEWIJZING)
    toewijzing_events++;
  struct toewijzing_stand *toewijzingen = NULL;
  size_t toewijzing_count = toewijzing_stand_list(lines, toewijzing_events, rijen->arena, &toewijzingen);
  struct zorgmelding *meldingen = NULL;
  size_t melding_count =
      zorgmelding_weigh(lines + toewijzing_events, count - toewijzing_events, rijen->arena, &meldingen);
  koppeling_link(toewijzingen, toewijzing_count, meldingen, melding_count, rijen);
  if (melding_count > 1)
    qsort(meldingen, melding_count, sizeof *meldingen, compare_for_keten);
  fold_ketens(toewijzingen, toewijzing_count, meldingen, melding_count, rijen);
}

typedef void soort_fold(const struct gebeurtenis *const *lines, size_t count, struct rijen *rijen);

static soort_fold *const soort_folds[SOORT_COUNT] = {
    [SOORT_ZORG] = zorg_fold,
    [SOORT_PRESTATIE] = prestatie_fold,
    [SOORT_DECLARATIE] = declaratie_stand_fold,
    [SOORT_TRAJECT_REGEL] = traject_regel_fold,
    [SOORT_INDICATOR_REGEL] = indicator_regel_fold,
};

void groep_fold(const struct bekende_gebeurtenis *const *events, size_t count, struct rijen *rijen)
{
  const struct gebeurtenis **lines = arena_array(rijen->arena, count, sizeof(struct gebeurtenis *));
  for (size_t i = 0; i < count; i++)
    lines[i] = &events[i]->gebeurtenis;
  size_t from = 0;
  for (int soort = 0; soort < SOORT_COUNT; soort++) {
    size_t to = from;
    while (to < count && lines[to]->inhoud_soort < soort_ends[soort])
      to++;
    if (to > from)
      soort_folds[soort](&lines[from], to - from, rijen);
    from = to;
  }
}
