/* Lines and rejections stand in the same order and meet in one walk; then each credit looks for its debit.
 *
 * A ReferentieNummer may be used again: a declaratie that was rejected is sent once more under another
 * Identificatie. A credit then takes back the debit that was there to be taken back: of those dated on or
 * before the credit the last one that is not rejected, else the last one; without any, the first one dated
 * after it. What was rejected as a whole declaratie is not known here (rapport.prestatie). */
#include "transform/prestatie_regel.h"

#include <string.h>

#include "transform/declaratie_regel.h"
#include "transform/volgorde.h"

size_t prestatie_regel_last(const struct gebeurtenis *const *events, size_t count, size_t at)
{
  while (at + 1 < count && declaratie_regel_compare(events[at], events[at + 1]) == 0)
    at++;
  return at;
}

/* Moves *at to the events about this line; gives the last of them, or NULL. */
static const struct gebeurtenis *find_afwijzing(
    const struct gebeurtenis *const *afwijzingen, size_t count, size_t *at, const struct gebeurtenis *line)
{
  while (*at < count && declaratie_regel_compare(afwijzingen[*at], line) < 0)
    (*at)++;
  if (*at == count || declaratie_regel_compare(afwijzingen[*at], line) != 0)
    return NULL;
  return afwijzingen[prestatie_regel_last(afwijzingen, count, *at)];
}

static struct prestatie_regels find_regels(
    const struct gebeurtenis *const *events, size_t prestaties, size_t count, struct arena *arena)
{
  struct prestatie_regels regels = {.items = arena_array(arena, prestaties, sizeof *regels.items)};
  size_t afwijzing = 0;
  for (size_t i = 0; i < prestaties; i++) {
    i = prestatie_regel_last(events, prestaties, i);
    regels.items[regels.count++] = (struct prestatie_regel){
        .prestatie = events[i],
        .afwijzing = find_afwijzing(&events[prestaties], count - prestaties, &afwijzing, events[i]),
    };
  }
  return regels;
}

/* Credits and their debits */

bool prestatie_regel_is_debet(const struct prestatie_regel *regel)
{
  return strcmp(regel->prestatie->inhoud.prestatie.debet_credit, "D") == 0;
}

bool prestatie_regel_is_afgekeurd(const struct prestatie_regel *regel)
{
  return regel->afwijzing != NULL || (regel->debet != NULL && regel->debet->afwijzing != NULL);
}

/* Whether a is more likely than b what this credit takes back; both carry the number that it names. */
static bool is_likelier(
    const struct prestatie_regel *a, const struct prestatie_regel *b, const struct gebeurtenis *credit)
{
  bool a_is_before = a->prestatie->dagtekening <= credit->dagtekening;
  bool b_is_before = b->prestatie->dagtekening <= credit->dagtekening;
  if (a_is_before != b_is_before)
    return a_is_before;
  if ((a->afwijzing == NULL) != (b->afwijzing == NULL))
    return a->afwijzing == NULL;
  int order = volgorde_bericht(a->prestatie, b->prestatie);
  return a_is_before ? order > 0 : order < 0;
}

static size_t first_with(
    const struct prestatie_regels *regels, const struct gebeurtenis *credit, const struct id *referentie)
{
  size_t low = 0;
  size_t high = regels->count;
  while (low < high) {
    size_t middle = low + (high - low) / 2;
    if (declaratie_regel_compare_referentie(regels->items[middle].prestatie, credit, referentie) < 0)
      low = middle + 1;
    else
      high = middle;
  }
  return low;
}

static struct prestatie_regel *find_debet(
    const struct prestatie_regels *regels, const struct gebeurtenis *line)
{
  const struct id *referentie = declaratie_regel_neemt_terug(line);
  if (referentie == NULL)
    return NULL;
  struct prestatie_regel *debet = NULL;
  for (size_t i = first_with(regels, line, referentie); i < regels->count; i++) {
    struct prestatie_regel *regel = &regels->items[i];
    if (declaratie_regel_compare_referentie(regel->prestatie, line, referentie) != 0)
      break;
    if (prestatie_regel_is_debet(regel) && (debet == NULL || is_likelier(regel, debet, line)))
      debet = regel;
  }
  return debet;
}

struct prestatie_regels prestatie_regel_list(
    const struct gebeurtenis *const *events, size_t count, struct arena *arena)
{
  size_t prestaties = 0;
  while (prestaties < count && events[prestaties]->inhoud_soort == GEBEURTENIS_INHOUD_PRESTATIE)
    prestaties++;
  struct prestatie_regels regels = find_regels(events, prestaties, count, arena);
  for (size_t i = 0; i < regels.count; i++) {
    struct prestatie_regel *regel = &regels.items[i];
    regel->debet = find_debet(&regels, regel->prestatie);
    if (regel->debet != NULL && !prestatie_regel_is_afgekeurd(regel))
      regel->debet->is_teruggenomen = true;
  }
  return regels;
}
