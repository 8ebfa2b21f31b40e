/* Lines and rejections stand in the same order and meet in one walk; then each credit looks for its debit.
 *
 * A ReferentieNummer may be used again: a declaratie that was rejected is sent once more under another
 * Identificatie. A credit then takes back the debit that was there to be taken back: of those dated on or
 * before the credit the last one that is not rejected, else the last one; without any, the first one dated
 * after it. What was rejected as a whole declaratie is not known here (rapport.prestatie). */
#include "transform/prestatie.h"

#include <stdbool.h>
#include <string.h>

#include "base/date.h"
#include "proto/feit_prestatie.h"
#include "transform/declaratie_regel.h"
#include "transform/sleutel.h"
#include "transform/volgorde.h"

struct regel {
  const struct gebeurtenis *prestatie;
  const struct gebeurtenis *afwijzing; /* NULL: no 325 names it */
};

struct regels {
  struct regel *items; /* by declaratie_regel_compare */
  size_t count;
};

/* Index of the last event about the same line as the one at `at`. */
static size_t last_of_line(const struct gebeurtenis *const *events, size_t count, size_t at)
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
  return afwijzingen[last_of_line(afwijzingen, count, *at)];
}

static struct regels find_regels(
    const struct gebeurtenis *const *events, size_t prestaties, size_t count, struct arena *arena)
{
  struct regels regels = {.items = arena_array(arena, prestaties, sizeof *regels.items)};
  size_t afwijzing = 0;
  for (size_t i = 0; i < prestaties; i++) {
    i = last_of_line(events, prestaties, i);
    regels.items[regels.count++] = (struct regel){
        .prestatie = events[i],
        .afwijzing = find_afwijzing(&events[prestaties], count - prestaties, &afwijzing, events[i]),
    };
  }
  return regels;
}

/* Credits and their debits */

static bool is_debet(const struct regel *regel)
{
  return strcmp(regel->prestatie->inhoud.prestatie.debet_credit, "D") == 0;
}

/* Whether a is more likely than b what this credit takes back; both carry the number that it names. */
static bool is_likelier(const struct regel *a, const struct regel *b, const struct gebeurtenis *credit)
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
    const struct regels *regels, const struct gebeurtenis *credit, const struct id *referentie)
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

static const struct regel *find_debet(const struct regels *regels, const struct gebeurtenis *line)
{
  const struct id *referentie = declaratie_regel_neemt_terug(line);
  if (referentie == NULL)
    return NULL;
  const struct regel *debet = NULL;
  for (size_t i = first_with(regels, line, referentie); i < regels->count; i++) {
    const struct regel *regel = &regels->items[i];
    if (declaratie_regel_compare_referentie(regel->prestatie, line, referentie) != 0)
      break;
    if (is_debet(regel) && (debet == NULL || is_likelier(regel, debet, line)))
      debet = regel;
  }
  return debet;
}

/* Rows */

static int32_t first_of_month(int32_t date)
{
  return date - date_to_parts(date).day + 1;
}

static void set_afgekeurd(struct feit_prestatie *row, const struct gebeurtenis *afwijzing, const char *door)
{
  row->afgekeurd = true;
  row->afgekeurd_door = door;
  row->retourcodes = afwijzing->inhoud.afwijzing.retourcodes;
}

static void add_row(const struct regel *regel, const struct regel *debet, struct rijen *rijen)
{
  const struct gebeurtenis *event = regel->prestatie;
  const struct prestatie *line = &event->inhoud.prestatie;
  struct feit_prestatie *row = rijen_add(rijen, FEIT_PRESTATIE);
  *row = (struct feit_prestatie){
      .pseudoniem = event->pseudoniem,
      .sleutel = sleutel_prestatie(event),
      .domein = event->domein,
      .gemeente = event->gemeente,
      .aanbieder = event->aanbieder,
      .declaratie = line->declaratie,
      .declaratie_nummer = line->declaratie_nummer,
      .declaratie_maand = first_of_month(line->declaratie_begindatum),
      .dagtekening = event->dagtekening,
      .referentie_nummer = line->referentie_nummer,
      .has_vorig_referentie_nummer = line->has_vorig_referentie_nummer,
      .vorig_referentie_nummer = line->vorig_referentie_nummer,
      .has_debet_declaratie = debet != NULL,
      .toewijzing_nummer = line->toewijzing_nummer,
      .toewijzing = sleutel_toewijzing(event, &line->toewijzing_nummer),
      .categorie = line->categorie,
      .product = line->product,
      .maand = first_of_month(line->begindatum),
      .begindatum = line->begindatum,
      .einddatum = line->einddatum,
      .volume = line->volume,
      .eenheid = line->eenheid,
      .has_tarief_cent = line->has_tarief_cent,
      .tarief_cent = line->tarief_cent,
      .bedrag_cent = line->bedrag_cent,
      .debet_credit = line->debet_credit,
  };
  if (debet != NULL)
    row->debet_declaratie = debet->prestatie->inhoud.prestatie.declaratie;
  if (regel->afwijzing != NULL)
    set_afgekeurd(row, regel->afwijzing, "regel");
  else if (debet != NULL && debet->afwijzing != NULL)
    set_afgekeurd(row, debet->afwijzing, "debet");
}

void prestatie_fold(const struct gebeurtenis *const *events, size_t count, struct rijen *rijen)
{
  size_t prestaties = 0;
  while (prestaties < count && events[prestaties]->inhoud_soort == GEBEURTENIS_INHOUD_PRESTATIE)
    prestaties++;
  struct regels regels = find_regels(events, prestaties, count, rijen->arena);
  for (size_t i = 0; i < regels.count; i++)
    add_row(&regels.items[i], find_debet(&regels, regels.items[i].prestatie), rijen);
}
