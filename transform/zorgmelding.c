/* Starts and stops are two records with the same key; here they become one thing to reason about, and given
 * against withdrawn is settled. What they mean for a traject is the work of keten.c. */
#include "transform/zorgmelding.h"

#include <string.h>

#include "transform/volgorde.h"

enum { STATUS_WITHDRAWN = 3 };

static struct zorgmelding read_start(const struct gebeurtenis *gebeurtenis)
{
  const struct start *start = &gebeurtenis->inhoud.start;
  return (struct zorgmelding){
      .bron = gebeurtenis,
      .nummer = start->has_toewijzing_nummer ? &start->toewijzing_nummer : NULL,
      .categorie = start->categorie,
      .product = start->product,
      .begindatum = start->begindatum,
      .is_gegeven = start->status_aanlevering != STATUS_WITHDRAWN,
  };
}

static struct zorgmelding read_stop(const struct gebeurtenis *gebeurtenis)
{
  const struct stop *stop = &gebeurtenis->inhoud.stop;
  return (struct zorgmelding){
      .bron = gebeurtenis,
      .nummer = stop->has_toewijzing_nummer ? &stop->toewijzing_nummer : NULL,
      .categorie = stop->categorie,
      .product = stop->product,
      .begindatum = stop->begindatum,
      .is_stop = true,
      .einddatum = stop->einddatum,
      .reden = stop->reden_beeindiging,
      .is_gegeven = stop->status_aanlevering != STATUS_WITHDRAWN,
  };
}

struct zorgmelding zorgmelding_read(const struct gebeurtenis *gebeurtenis)
{
  if (gebeurtenis->inhoud_soort == GEBEURTENIS_INHOUD_START)
    return read_start(gebeurtenis);
  return read_stop(gebeurtenis);
}

int zorgmelding_compare_key(const struct zorgmelding *a, const struct zorgmelding *b)
{
  int order = volgorde_getal(a->is_stop, b->is_stop);
  if (order == 0)
    order = volgorde_bereik(a->bron, b->bron);
  if (order == 0)
    order = strcmp(a->bron->aanbieder, b->bron->aanbieder);
  if (order == 0)
    order = volgorde_nummer(a->nummer, b->nummer);
  if (order == 0)
    order = volgorde_tekst(a->categorie, b->categorie);
  if (order == 0)
    order = volgorde_tekst(a->product, b->product);
  if (order == 0)
    order = volgorde_getal(a->begindatum, b->begindatum);
  if (order == 0)
    order = volgorde_tekst(a->reden, b->reden);
  return order != 0 ? order : volgorde_getal(a->einddatum, b->einddatum);
}

bool zorgmelding_is_tijdelijk(const struct zorgmelding *stop)
{
  return strcmp(stop->reden, "20") == 0;
}

/* lines: all of one key, by Dagtekening. */
static struct zorgmelding weigh_key(const struct zorgmelding *lines, size_t count)
{
  struct zorgmelding result = lines[count - 1];
  result.is_gegeven = false;
  size_t i = 0;
  while (i < count) {
    int32_t day = lines[i].bron->dagtekening;
    const struct gebeurtenis *given = NULL;
    int net = 0;
    for (; i < count && lines[i].bron->dagtekening == day; i++) {
      net += lines[i].is_gegeven ? 1 : -1;
      if (lines[i].is_gegeven)
        given = lines[i].bron;
    }
    if (net == 0)
      continue;
    result.is_gegeven = net > 0;
    if (net > 0)
      result.bron = given;
  }
  return result;
}

size_t zorgmelding_weigh(
    const struct gebeurtenis *const *events, size_t count, struct arena *arena, struct zorgmelding **out)
{
  struct zorgmelding *lines = arena_array(arena, count, sizeof *lines);
  for (size_t i = 0; i < count; i++)
    lines[i] = zorgmelding_read(events[i]);
  size_t keys = 0;
  size_t from = 0;
  while (from < count) {
    size_t to = from + 1;
    while (to < count && zorgmelding_compare_key(&lines[from], &lines[to]) == 0)
      to++;
    lines[keys++] =
        weigh_key(&lines[from], to - from); /* keys <= from: never over what is still to be read */
    from = to;
  }
  *out = lines;
  return keys;
}
