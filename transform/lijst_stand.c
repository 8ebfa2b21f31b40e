/* A line replaces the earlier one of its number as a whole: what it leaves empty is empty.
 *
 * Settled here: a traject of a list has no toewijzing and is the first and only one of its number. A stop
 * without a reden is definitive and keeps none. A line may be stopped without a start: asked for and ended
 * before care began.
 *
 * The latest line decides whatever client it names, a withdrawn one too: a number that moved to another
 * client is here told by a Verhuisd (verhuizing.h), and a line after that brings it back. Another team or
 * gemeente under the same number is a correction of the same traject: only a new number is a new traject. */
#include "transform/lijst_stand.h"

#include <stdlib.h>

#include "proto/feit_indicator.h"
#include "proto/feit_traject.h"
#include "transform/sleutel.h"
#include "transform/volgorde.h"

enum { WITHDRAWN = 3 };

static int compare(const void *a, const void *b)
{
  return volgorde_vouwen(&(*(const struct bekende_gebeurtenis *const *)a)->gebeurtenis,
      &(*(const struct bekende_gebeurtenis *const *)b)->gebeurtenis);
}

static bool has_same_number(const struct gebeurtenis *a, const struct gebeurtenis *b)
{
  bool a_is_figure = a->inhoud_soort == GEBEURTENIS_INHOUD_INDICATOR_REGEL;
  bool b_is_figure = b->inhoud_soort == GEBEURTENIS_INHOUD_INDICATOR_REGEL;
  if (a_is_figure || b_is_figure)
    return a_is_figure && b_is_figure;
  return id_equal(volgorde_trajectnummer(a), volgorde_trajectnummer(b));
}

size_t lijst_stand_split(const struct bekende_gebeurtenis **events, size_t count, size_t *ends)
{
  size_t groups = 0;
  if (count > 1)
    qsort(events, count, sizeof(struct bekende_gebeurtenis *), compare);
  for (size_t i = 0; i < count; i++)
    if (i + 1 == count || !has_same_number(&events[i]->gebeurtenis, &events[i + 1]->gebeurtenis))
      ends[groups++] = i + 1;
  return groups;
}

static void add_traject(const struct gebeurtenis *line, struct rijen *rijen)
{
  const struct traject_regel *regel = &line->inhoud.traject_regel;
  struct feit_traject *row = rijen_add(rijen, FEIT_TRAJECT);
  *row = (struct feit_traject){
      .pseudoniem = line->pseudoniem,
      .sleutel = sleutel_traject_lijst(&regel->trajectnummer),
      .bron = "lijst",
      .domein = line->domein,
      .gemeente = line->gemeente,
      .aanbieder = line->aanbieder,
      .volgnummer = 1,
      .product = regel->product,
      .has_aangemeld = regel->has_aangemeld,
      .aangemeld = regel->aangemeld,
      .has_intake = regel->has_intake,
      .intake = regel->intake,
      .has_gestart = regel->has_gestart,
      .gestart = regel->gestart,
      .start_bron = regel->has_gestart ? "lijst" : NULL,
      .has_gestopt = regel->has_gestopt,
      .gestopt = regel->gestopt,
      .einde_bron = regel->has_gestopt ? "lijst" : NULL,
      .reden = regel->reden,
      .voorziening = regel->voorziening,
      .team = regel->team,
      .melder = regel->melder,
      .hoofddomein = regel->hoofddomein,
  };
}

size_t lijst_stand_geldig(
    const struct gebeurtenis *const *lines, size_t count, const struct gebeurtenis **out)
{
  size_t held = 0;
  for (size_t i = 0; i < count; i++) {
    bool is_latest = i + 1 == count || !has_same_number(lines[i], lines[i + 1]);
    if (is_latest && lines[i]->inhoud_soort == GEBEURTENIS_INHOUD_TRAJECT_REGEL &&
        lines[i]->inhoud.traject_regel.status != WITHDRAWN)
      out[held++] = lines[i];
  }
  return held;
}

void traject_regel_fold(const struct gebeurtenis *const *lines, size_t count, struct rijen *rijen)
{
  const struct gebeurtenis **held = arena_array(rijen->arena, count, sizeof(struct gebeurtenis *));
  size_t held_count = lijst_stand_geldig(lines, count, held);
  for (size_t i = 0; i < held_count; i++)
    add_traject(held[i], rijen);
}

void indicator_regel_fold(const struct gebeurtenis *const *lines, size_t count, struct rijen *rijen)
{
  const struct gebeurtenis *line = lines[count - 1];
  const struct indicator_regel *regel = &line->inhoud.indicator_regel;
  if (regel->status == WITHDRAWN)
    return;
  struct feit_indicator *row = rijen_add(rijen, FEIT_INDICATOR);
  *row = (struct feit_indicator){
      .sleutel = line->pseudoniem,
      .aanbieder = line->aanbieder,
      .indicator = regel->indicator,
      .van = regel->van,
      .tot = regel->tot,
      .gemeente = line->gemeente,
      .kenmerk = regel->kenmerk,
      .has_waarde_micro = regel->has_waarde_micro,
      .waarde_micro = regel->waarde_micro,
      .has_teller_micro = regel->has_teller_micro,
      .teller_micro = regel->teller_micro,
      .has_noemer_micro = regel->has_noemer_micro,
      .noemer_micro = regel->noemer_micro,
  };
}
