/* Four kinds of events: care (toewijzingen, starts, stops), prestaties with their rejections
 * (prestatie_keten.c makes their groups), declaraties rejected as a whole, and lines of
 * lists (lijst_stand.c) with the Verhuisd that tell of lines elsewhere.
 *
 * A group of care is one ToewijzingNummer of one domein and gemeente, or all of a domein and gemeente when
 * the client has a start or stop there without number: that one looks at all of them. The latter is more than
 * needed (only toewijzingen of that aanbieder matter) and kept simple because it is rare.
 *
 * Prestaties are held against their toewijzing in groups of their own: a chain of prestaties with the
 * versions that it names, which may stand in many groups. A client may have three years of prestaties on one
 * toewijzing that arrive month by month; in one group with it each of them would be folded on every day of
 * all others. Like this a new month costs a fold of that month, and a new version of the toewijzing a look at
 * each month without making its row again.
 *
 * Whether a list and messages tell of the same care is asked per aanbieder that has both: its lines, with the
 * groups of care in which it occurs, folded once more (dubbele_zorg.h). Few clients have any. */
#include "transform/groep.h"

#include <stdlib.h>
#include <string.h>

#include "transform/declaratie_regel.h"
#include "transform/declaratie_stand.h"
#include "transform/dubbele_zorg.h"
#include "transform/keten.h"
#include "transform/koppeling.h"
#include "transform/lijst_stand.h"
#include "transform/prestatie.h"
#include "transform/prestatie_keten.h"
#include "transform/prestatie_signaal.h"
#include "transform/volgorde.h"

typedef const struct bekende_gebeurtenis **event_list;

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

/* The events of a client by kind. */
struct soorten {
  event_list zorg;
  event_list prestaties;
  event_list declaraties;
  size_t zorg_count;
  size_t prestatie_count;
  size_t declaratie_count;
  event_list lijsten;
  size_t lijst_count;
};

static struct soorten sort_out(
    const struct bekende_gebeurtenis *const *events, size_t count, struct arena *arena)
{
  event_list room = arena_array(arena, count, sizeof(struct bekende_gebeurtenis *));
  struct soorten soorten = {
      .zorg = room, .lijsten = arena_array(arena, count, sizeof(struct bekende_gebeurtenis *))};
  for (size_t i = 0; i < count; i++)
    if (events[i]->gebeurtenis.inhoud_soort < GEBEURTENIS_INHOUD_PRESTATIE)
      room[soorten.zorg_count++] = events[i];
  soorten.prestaties = &room[soorten.zorg_count];
  size_t last = count;
  for (size_t i = 0; i < count; i++) {
    if (events[i]->gebeurtenis.inhoud_soort == GEBEURTENIS_INHOUD_DECLARATIE_AFKEUR)
      room[--last] = events[i];
    else if (events[i]->gebeurtenis.inhoud_soort > GEBEURTENIS_INHOUD_DECLARATIE_AFKEUR)
      soorten.lijsten[soorten.lijst_count++] = events[i];
    else if (events[i]->gebeurtenis.inhoud_soort >= GEBEURTENIS_INHOUD_PRESTATIE)
      soorten.prestaties[soorten.prestatie_count++] = events[i];
  }
  soorten.declaraties = &room[last];
  soorten.declaratie_count = count - last;
  return soorten;
}

static void add_groep(struct groepen *groepen, enum groep_soort soort, event_list events, size_t count)
{
  groepen->items[groepen->count++] = (struct groep){.soort = soort, .events = events, .count = count};
}

static void add_groepen(
    struct groepen *groepen, enum groep_soort soort, event_list events, const size_t *ends, size_t count)
{
  size_t from = 0;
  for (size_t i = 0; i < count; i++) {
    add_groep(groepen, soort, &events[from], ends[i] - from);
    from = ends[i];
  }
}

/* Prestaties and the toewijzingen that they name */

struct versies {
  event_list items; /* in volgorde_vouwen */
  size_t count;
};

static struct versies find_versies(const struct soorten *soorten, struct arena *arena)
{
  struct versies versies = {
      .items = arena_array(arena, soorten->zorg_count, sizeof(struct bekende_gebeurtenis *))};
  for (size_t i = 0; i < soorten->zorg_count; i++)
    if (soorten->zorg[i]->gebeurtenis.inhoud_soort == GEBEURTENIS_INHOUD_TOEWIJZING)
      versies.items[versies.count++] = soorten->zorg[i];
  if (versies.count > 1)
    qsort(versies.items, versies.count, sizeof(struct bekende_gebeurtenis *), compare_inside);
  return versies;
}

/* Index of the first version of the toewijzing that the prestatie names, or where it would stand. */
static size_t first_versie(const struct versies *versies, const struct gebeurtenis *prestatie)
{
  size_t low = 0;
  size_t high = versies->count;
  while (low < high) {
    size_t middle = low + (high - low) / 2;
    if (declaratie_regel_compare_toewijzing(prestatie, &versies->items[middle]->gebeurtenis) > 0)
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}

/* The making of a group for each chain. */
struct toetsing {
  struct versies versies;
  const struct groep **taken_for; /* of each version: the last chain that took it */
  event_list room;                /* for all versions */
  struct arena *arena;
};

/* Puts the versions that the prestatie names at out, unless its chain has them; returns how many. */
static size_t take_versies(const struct toetsing *toetsing, const struct groep *keten,
    const struct gebeurtenis *prestatie, event_list out)
{
  const struct versies *versies = &toetsing->versies;
  size_t first = first_versie(versies, prestatie);
  size_t i = first;
  for (; i < versies->count && toetsing->taken_for[i] != keten &&
         declaratie_regel_compare_toewijzing(prestatie, &versies->items[i]->gebeurtenis) == 0;
       i++) {
    toetsing->taken_for[i] = keten;
    out[i - first] = versies->items[i];
  }
  return i - first;
}

static size_t count_prestaties(const struct groep *keten)
{
  size_t count = 0;
  while (
      count < keten->count && keten->events[count]->gebeurtenis.inhoud_soort == GEBEURTENIS_INHOUD_PRESTATIE)
    count++;
  return count;
}

static void add_toets(struct groepen *groepen, const struct toetsing *toetsing, const struct groep *keten)
{
  size_t prestaties = count_prestaties(keten);
  if (prestaties == 0)
    return;
  event_list room = toetsing->room;
  size_t count = 0;
  for (size_t i = 0; i < prestaties && count < toetsing->versies.count; i++)
    count += take_versies(toetsing, keten, &keten->events[i]->gebeurtenis, &room[count]);
  if (count > 1)
    qsort(room, count, sizeof(struct bekende_gebeurtenis *), compare_inside);
  event_list events = arena_array(toetsing->arena, count + prestaties, sizeof(struct bekende_gebeurtenis *));
  memcpy(events, room, count * sizeof(struct bekende_gebeurtenis *));
  memcpy(&events[count], keten->events, prestaties * sizeof(struct bekende_gebeurtenis *));
  add_groep(groepen, GROEP_TOETS, events, count + prestaties);
}

static void add_prestaties(
    struct groepen *groepen, const struct soorten *soorten, size_t *ends, struct arena *arena)
{
  if (soorten->prestatie_count == 0)
    return;
  size_t ketens = prestatie_keten_split(soorten->prestaties, soorten->prestatie_count, ends, arena);
  size_t first = groepen->count;
  add_groepen(groepen, GROEP_PRESTATIES, soorten->prestaties, ends, ketens);
  struct toetsing toetsing = {.versies = find_versies(soorten, arena), .arena = arena};
  toetsing.taken_for = arena_array(arena, toetsing.versies.count, sizeof(struct groep *));
  toetsing.room = arena_array(arena, toetsing.versies.count, sizeof(struct bekende_gebeurtenis *));
  for (size_t i = first; i < first + ketens; i++)
    add_toets(groepen, &toetsing, &groepen->items[i]);
}

/* Lists and messages about the same client */

static bool has_aanbieder(const struct groep *groep, const char *aanbieder)
{
  for (size_t i = 0; i < groep->count; i++)
    if (strcmp(groep->events[i]->gebeurtenis.aanbieder, aanbieder) == 0)
      return true;
  return false;
}

/* Of a GROEP_LIJST all events have one aanbieder: it is in the hash of the number. */
static const char *aanbieder_of(const struct groep *lijst)
{
  return lijst->events[0]->gebeurtenis.aanbieder;
}

static size_t take_groep(const struct groep *groep, event_list out)
{
  memcpy(out, groep->events, groep->count * sizeof(struct bekende_gebeurtenis *));
  return groep->count;
}

/* The groups of care and of lists of this aanbieder as one; nothing where it has not both. */
static void add_dubbel(
    struct groepen *groepen, size_t count, const char *aanbieder, size_t events, struct arena *arena)
{
  event_list room = arena_array(arena, events, sizeof(struct bekende_gebeurtenis *));
  size_t taken = 0;
  for (size_t i = 0; i < count; i++)
    if (groepen->items[i].soort == GROEP_ZORG && has_aanbieder(&groepen->items[i], aanbieder))
      taken += take_groep(&groepen->items[i], &room[taken]);
  if (taken == 0)
    return;
  for (size_t i = 0; i < count; i++)
    if (groepen->items[i].soort == GROEP_LIJST && strcmp(aanbieder_of(&groepen->items[i]), aanbieder) == 0)
      taken += take_groep(&groepen->items[i], &room[taken]);
  qsort(room, taken, sizeof(struct bekende_gebeurtenis *), compare_inside);
  add_groep(groepen, GROEP_DUBBEL, room, taken);
}

/* first: of the GROEP_LIJST among them. */
static bool is_first_of_aanbieder(const struct groepen *groepen, size_t first, size_t at)
{
  for (size_t i = first; i < at; i++)
    if (strcmp(aanbieder_of(&groepen->items[i]), aanbieder_of(&groepen->items[at])) == 0)
      return false;
  return true;
}

static void add_dubbels(
    struct groepen *groepen, size_t first, const struct soorten *soorten, struct arena *arena)
{
  if (soorten->zorg_count == 0)
    return;
  size_t count = groepen->count;
  for (size_t i = first; i < count; i++)
    if (is_first_of_aanbieder(groepen, first, i))
      add_dubbel(groepen, count, aanbieder_of(&groepen->items[i]), soorten->zorg_count + soorten->lijst_count,
          arena);
}

struct groepen groep_split(const struct bekende_gebeurtenis *const *events, size_t count, struct arena *arena)
{
  struct soorten soorten = sort_out(events, count, arena);
  size_t *ends = arena_array(arena, count, sizeof *ends);
  struct groepen groepen = {.items = arena_array(arena, count + soorten.prestatie_count + soorten.lijst_count,
                                sizeof *groepen.items)};
  size_t zorg = split_zorg(soorten.zorg, soorten.zorg_count, ends);
  add_groepen(&groepen, GROEP_ZORG, soorten.zorg, ends, zorg);
  add_prestaties(&groepen, &soorten, ends, arena);
  if (soorten.declaratie_count > 1)
    qsort(
        soorten.declaraties, soorten.declaratie_count, sizeof(struct bekende_gebeurtenis *), compare_inside);
  if (soorten.declaratie_count > 0)
    add_groep(&groepen, GROEP_DECLARATIES, soorten.declaraties, soorten.declaratie_count);
  size_t numbers = lijst_stand_split(soorten.lijsten, soorten.lijst_count, ends);
  size_t first_lijst = groepen.count;
  add_groepen(&groepen, GROEP_LIJST, soorten.lijsten, ends, numbers);
  add_dubbels(&groepen, first_lijst, &soorten, arena);
  return groepen;
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
      zorgmelding_weigh(lines + toewijzing_events, count - toewijzing_events, rijen, &meldingen);
  koppeling_link(toewijzingen, toewijzing_count, meldingen, melding_count, rijen);
  if (melding_count > 1)
    qsort(meldingen, melding_count, sizeof *meldingen, compare_for_keten);
  fold_ketens(toewijzingen, toewijzing_count, meldingen, melding_count, rijen);
}

/* What a fold looks at: the lines of some kinds, in the order of the events. */
struct lines {
  const struct gebeurtenis **items;
  size_t count;
};

static void add_lines(struct lines *lines, const struct bekende_gebeurtenis *const *events, size_t count,
    enum gebeurtenis_inhoud from, enum gebeurtenis_inhoud to)
{
  for (size_t i = 0; i < count; i++)
    if (events[i]->gebeurtenis.inhoud_soort >= from && events[i]->gebeurtenis.inhoud_soort <= to)
      lines->items[lines->count++] = &events[i]->gebeurtenis;
}

/* Those of trajecten, and the Verhuisd among them. */
static void add_regels(struct lines *lines, const struct bekende_gebeurtenis *const *events, size_t count)
{
  for (size_t i = 0; i < count; i++)
    if (events[i]->gebeurtenis.inhoud_soort == GEBEURTENIS_INHOUD_TRAJECT_REGEL ||
        events[i]->gebeurtenis.inhoud_soort == GEBEURTENIS_INHOUD_VERHUISD)
      lines->items[lines->count++] = &events[i]->gebeurtenis;
}

static struct lines room_for(size_t count, struct rijen *rijen)
{
  return (struct lines){.items = arena_array(rijen->arena, count, sizeof(struct gebeurtenis *))};
}

static void fold_zorg(const struct bekende_gebeurtenis *const *events, size_t count, struct rijen *rijen)
{
  struct lines lines = room_for(count, rijen);
  add_lines(&lines, events, count, GEBEURTENIS_INHOUD_TOEWIJZING, GEBEURTENIS_INHOUD_STOP);
  zorg_fold(lines.items, lines.count, rijen);
}

static void fold_prestaties(
    const struct bekende_gebeurtenis *const *events, size_t count, struct rijen *rijen)
{
  struct lines lines = room_for(count, rijen);
  add_lines(&lines, events, count, GEBEURTENIS_INHOUD_PRESTATIE, GEBEURTENIS_INHOUD_AFWIJZING);
  prestatie_fold(lines.items, lines.count, rijen);
}

static void fold_toets(const struct bekende_gebeurtenis *const *events, size_t count, struct rijen *rijen)
{
  struct lines lines = room_for(count, rijen);
  add_lines(&lines, events, count, GEBEURTENIS_INHOUD_TOEWIJZING, GEBEURTENIS_INHOUD_TOEWIJZING);
  add_lines(&lines, events, count, GEBEURTENIS_INHOUD_PRESTATIE, GEBEURTENIS_INHOUD_PRESTATIE);
  prestatie_toets(lines.items, lines.count, rijen);
}

static void fold_declaraties(
    const struct bekende_gebeurtenis *const *events, size_t count, struct rijen *rijen)
{
  struct lines lines = room_for(count, rijen);
  add_lines(
      &lines, events, count, GEBEURTENIS_INHOUD_DECLARATIE_AFKEUR, GEBEURTENIS_INHOUD_DECLARATIE_AFKEUR);
  declaratie_stand_fold(lines.items, lines.count, rijen);
}

static void fold_lijst(const struct bekende_gebeurtenis *const *events, size_t count, struct rijen *rijen)
{
  struct lines regels = room_for(count, rijen);
  struct lines figures = room_for(count, rijen);
  add_regels(&regels, events, count);
  add_lines(&figures, events, count, GEBEURTENIS_INHOUD_INDICATOR_REGEL, GEBEURTENIS_INHOUD_INDICATOR_REGEL);
  traject_regel_fold(regels.items, regels.count, rijen);
  if (figures.count > 0)
    indicator_regel_fold(figures.items, figures.count, rijen);
}

static void fold_dubbel(const struct bekende_gebeurtenis *const *events, size_t count, struct rijen *rijen)
{
  struct lines zorg = room_for(count, rijen);
  struct lines regels = room_for(count, rijen);
  add_lines(&zorg, events, count, GEBEURTENIS_INHOUD_TOEWIJZING, GEBEURTENIS_INHOUD_STOP);
  add_regels(&regels, events, count);
  struct rijen trajecten = {.arena = rijen->arena};
  zorg_fold(zorg.items, zorg.count, &trajecten);
  dubbele_zorg_fold(&trajecten, regels.items, regels.count, rijen);
}

row_fold *const groep_folds[GROEP_SOORT_COUNT] = {
    [GROEP_ZORG] = fold_zorg,
    [GROEP_PRESTATIES] = fold_prestaties,
    [GROEP_TOETS] = fold_toets,
    [GROEP_DECLARATIES] = fold_declaraties,
    [GROEP_LIJST] = fold_lijst,
    [GROEP_DUBBEL] = fold_dubbel,
};
