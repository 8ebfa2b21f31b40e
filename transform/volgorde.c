/* The orders of the fold, as comparators. Used for sorting events before they are folded and wherever "the
 * newest" or "the last" is asked; nothing here decides what follows from it. */
#include "transform/volgorde.h"

#include <string.h>

#include "transform/declaratie_regel.h"
#include "transform/zorgmelding.h"

int volgorde_getal(int64_t a, int64_t b)
{
  return (a > b) - (a < b);
}

int volgorde_tekst(const char *a, const char *b)
{
  if (a == NULL || b == NULL)
    return (a != NULL) - (b != NULL);
  return strcmp(a, b);
}

int volgorde_nummer(const struct id *a, const struct id *b)
{
  if (a == NULL || b == NULL)
    return (a != NULL) - (b != NULL);
  return id_compare(a, b);
}

int volgorde_bereik(const struct gebeurtenis *a, const struct gebeurtenis *b)
{
  int order = volgorde_getal(a->domein, b->domein);
  return order != 0 ? order : strcmp(a->gemeente, b->gemeente);
}

int volgorde_bericht(const struct gebeurtenis *a, const struct gebeurtenis *b)
{
  int order = volgorde_getal(a->dagtekening, b->dagtekening);
  return order != 0 ? order : id_compare(&a->id, &b->id);
}

int volgorde_versie(const struct gebeurtenis *a, const struct gebeurtenis *b)
{
  const struct toewijzing *first = &a->inhoud.toewijzing;
  const struct toewijzing *second = &b->inhoud.toewijzing;
  int order = volgorde_getal(first->toewijzingsdatum, second->toewijzingsdatum);
  if (order == 0)
    order = volgorde_getal(first->toewijzingstijd, second->toewijzingstijd);
  return order != 0 ? order : volgorde_bericht(a, b);
}

static int compare_toewijzingen(const struct gebeurtenis *a, const struct gebeurtenis *b)
{
  int order = volgorde_bereik(a, b);
  if (order == 0)
    order = id_compare(&a->inhoud.toewijzing.toewijzing_nummer, &b->inhoud.toewijzing.toewijzing_nummer);
  return order != 0 ? order : volgorde_versie(a, b);
}

static int compare_meldingen(const struct gebeurtenis *a, const struct gebeurtenis *b)
{
  struct zorgmelding first = zorgmelding_read(a);
  struct zorgmelding second = zorgmelding_read(b);
  int order = zorgmelding_compare_key(&first, &second);
  return order != 0 ? order : volgorde_bericht(a, b);
}

static int compare_regels(const struct gebeurtenis *a, const struct gebeurtenis *b)
{
  int order = declaratie_regel_compare(a, b);
  return order != 0 ? order : volgorde_bericht(a, b);
}

static int compare_declaraties(const struct gebeurtenis *a, const struct gebeurtenis *b)
{
  int order = id_compare(&a->inhoud.declaratie_afkeur.declaratie, &b->inhoud.declaratie_afkeur.declaratie);
  return order != 0 ? order : volgorde_bericht(a, b);
}

/* Where a line stands: its list, and in it the line. Of a Verhuisd that of the line that it tells of. */
struct plek {
  int32_t ontvangen;
  const char *lijst;
  const struct id *lijst_sleutel;
  const struct id *regel;
};

static struct plek plek_of(const struct gebeurtenis *line)
{
  struct plek plek = {.ontvangen = line->ontvangen, .lijst_sleutel = &line->bericht, .regel = &line->id};
  if (line->inhoud_soort == GEBEURTENIS_INHOUD_VERHUISD) {
    plek.lijst = line->inhoud.verhuisd.lijst;
    plek.lijst_sleutel = &line->inhoud.verhuisd.lijst_sleutel;
    plek.regel = &line->inhoud.verhuisd.gebeurtenis;
  } else if (line->inhoud_soort == GEBEURTENIS_INHOUD_TRAJECT_REGEL) {
    plek.lijst = line->inhoud.traject_regel.lijst;
  } else {
    plek.lijst = line->inhoud.indicator_regel.lijst;
  }
  return plek;
}

/* Later is a later day of receipt, then a later name; names that only differ in what is masked are told apart
 * by their hash, so that one list stays as a whole before another. */
int volgorde_lijst(const struct gebeurtenis *a, const struct gebeurtenis *b)
{
  struct plek first = plek_of(a);
  struct plek second = plek_of(b);
  int order = volgorde_getal(first.ontvangen, second.ontvangen);
  if (order == 0)
    order = strcmp(first.lijst, second.lijst);
  if (order == 0)
    order = id_compare(first.lijst_sleutel, second.lijst_sleutel);
  return order != 0 ? order : id_compare(first.regel, second.regel);
}

const struct id *volgorde_trajectnummer(const struct gebeurtenis *line)
{
  if (line->inhoud_soort == GEBEURTENIS_INHOUD_VERHUISD)
    return &line->inhoud.verhuisd.trajectnummer;
  return &line->inhoud.traject_regel.trajectnummer;
}

static int compare_traject_regels(const struct gebeurtenis *a, const struct gebeurtenis *b)
{
  int order = id_compare(volgorde_trajectnummer(a), volgorde_trajectnummer(b));
  return order != 0 ? order : volgorde_lijst(a, b);
}

static int (*const orders[GEBEURTENIS_INHOUD_COUNT])(
    const struct gebeurtenis *a, const struct gebeurtenis *b) = {
    [GEBEURTENIS_INHOUD_TOEWIJZING] = compare_toewijzingen,
    [GEBEURTENIS_INHOUD_START] = compare_meldingen,
    [GEBEURTENIS_INHOUD_STOP] = compare_meldingen,
    [GEBEURTENIS_INHOUD_PRESTATIE] = compare_regels,
    [GEBEURTENIS_INHOUD_AFWIJZING] = compare_regels,
    [GEBEURTENIS_INHOUD_DECLARATIE_AFKEUR] = compare_declaraties,
    [GEBEURTENIS_INHOUD_TRAJECT_REGEL] = compare_traject_regels,
    [GEBEURTENIS_INHOUD_INDICATOR_REGEL] = volgorde_lijst,
    [GEBEURTENIS_INHOUD_VERHUISD] = compare_traject_regels,
};

/* A Verhuisd stands among the lines of its number. */
static enum gebeurtenis_inhoud rang(const struct gebeurtenis *event)
{
  return event->inhoud_soort == GEBEURTENIS_INHOUD_VERHUISD ? GEBEURTENIS_INHOUD_TRAJECT_REGEL
                                                            : event->inhoud_soort;
}

int volgorde_vouwen(const struct gebeurtenis *a, const struct gebeurtenis *b)
{
  if (rang(a) != rang(b))
    return volgorde_getal(rang(a), rang(b));
  return orders[a->inhoud_soort](a, b);
}
