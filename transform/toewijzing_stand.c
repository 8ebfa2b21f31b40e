/* From versions to the toewijzing: the newest by business order says what holds, the first says since when.
 * A withdrawn toewijzing stays in the list, without a row, so that its starts find out that it is withdrawn.
 */
#include "transform/toewijzing_stand.h"

#include <string.h>

#include "proto/feit_toewijzing.h"
#include "transform/sleutel.h"
#include "transform/volgorde.h"

bool toewijzing_stand_withdraws(const struct gebeurtenis *version)
{
  const char *reden = version->inhoud.toewijzing.reden_wijziging;
  return reden != NULL && strcmp(reden, "13") == 0;
}

static bool is_same(const struct gebeurtenis *a, const struct gebeurtenis *b)
{
  return volgorde_bereik(a, b) == 0 &&
         id_equal(&a->inhoud.toewijzing.toewijzing_nummer, &b->inhoud.toewijzing.toewijzing_nummer);
}

/* versions: all of one toewijzing, in business order. */
static struct toewijzing_stand stand_of(const struct gebeurtenis *const *versions, size_t count)
{
  size_t first = 0;
  while (first + 1 < count && toewijzing_stand_withdraws(versions[first]))
    first++;
  return (struct toewijzing_stand){
      .eerste = versions[first],
      .nieuwste = versions[count - 1],
      .versies = (int32_t)count,
      .is_ingetrokken = toewijzing_stand_withdraws(versions[count - 1]),
      .sleutel = sleutel_toewijzing(versions[0], &versions[0]->inhoud.toewijzing.toewijzing_nummer),
  };
}

size_t toewijzing_stand_list(
    const struct gebeurtenis *const *events, size_t count, struct arena *arena, struct toewijzing_stand **out)
{
  struct toewijzing_stand *list = arena_array(arena, count, sizeof *list);
  size_t found = 0;
  size_t from = 0;
  while (from < count) {
    size_t to = from + 1;
    while (to < count && is_same(events[from], events[to]))
      to++;
    list[found++] = stand_of(&events[from], to - from);
    from = to;
  }
  *out = list;
  return found;
}

const struct toewijzing_stand *toewijzing_stand_find(const struct toewijzing_stand *list, size_t count,
    const struct gebeurtenis *line, const struct id *nummer)
{
  size_t low = 0;
  size_t high = count;
  while (low < high) {
    size_t middle = low + (high - low) / 2;
    const struct gebeurtenis *version = list[middle].nieuwste;
    int order = volgorde_bereik(version, line);
    if (order == 0)
      order = id_compare(&version->inhoud.toewijzing.toewijzing_nummer, nummer);
    if (order == 0)
      return &list[middle];
    if (order < 0)
      low = middle + 1;
    else
      high = middle;
  }
  return NULL;
}

void toewijzing_stand_add_row(const struct toewijzing_stand *stand, struct rijen *rijen)
{
  if (stand->is_ingetrokken)
    return;
  const struct toewijzing *first = &stand->eerste->inhoud.toewijzing;
  const struct toewijzing *newest = &stand->nieuwste->inhoud.toewijzing;
  struct feit_toewijzing *row = rijen_add(rijen, FEIT_TOEWIJZING);
  *row = (struct feit_toewijzing){
      .pseudoniem = stand->nieuwste->pseudoniem,
      .sleutel = stand->sleutel,
      .domein = stand->nieuwste->domein,
      .gemeente = stand->nieuwste->gemeente,
      .aanbieder = stand->nieuwste->aanbieder,
      .toewijzing_nummer = newest->toewijzing_nummer,
      .has_referentie_aanbieder = newest->has_referentie_aanbieder,
      .referentie_aanbieder = newest->referentie_aanbieder,
      .categorie = newest->categorie,
      .product = newest->product,
      .toegewezen = first->toewijzingsdatum,
      .eerste_ingangsdatum = first->ingangsdatum,
      .toewijzingsdatum = newest->toewijzingsdatum,
      .toewijzingstijd = newest->toewijzingstijd,
      .ingangsdatum = newest->ingangsdatum,
      .has_einddatum = newest->has_einddatum,
      .einddatum = newest->einddatum,
      .reden_wijziging = newest->reden_wijziging,
      .has_volume = newest->has_volume,
      .volume = newest->volume,
      .eenheid = newest->eenheid,
      .frequentie = newest->frequentie,
      .has_budget = newest->has_budget,
      .budget = newest->budget,
      .versies = stand->versies,
      .toegewezen_tijd = first->toewijzingstijd,
      .eerste_gebeurtenis = stand->eerste->id,
  };
}
