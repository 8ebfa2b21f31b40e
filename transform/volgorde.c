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

/* Later is a later day of receipt, then a later name; names that only differ in what is masked are told apart
 * by their hash, so that one list stays as a whole before another. */
static int compare_lijsten(
    const struct gebeurtenis *a, const char *lijst_a, const struct gebeurtenis *b, const char *lijst_b)
{
  int order = volgorde_getal(a->ontvangen, b->ontvangen);
  if (order == 0)
    order = strcmp(lijst_a, lijst_b);
  if (order == 0)
    order = id_compare(&a->bericht, &b->bericht);
  return order != 0 ? order : id_compare(&a->id, &b->id);
}

static int compare_traject_regels(const struct gebeurtenis *a, const struct gebeurtenis *b)
{
  const struct traject_regel *first = &a->inhoud.traject_regel;
  const struct traject_regel *second = &b->inhoud.traject_regel;
  int order = id_compare(&first->trajectnummer, &second->trajectnummer);
  return order != 0 ? order : compare_lijsten(a, first->lijst, b, second->lijst);
}

static int compare_indicator_regels(const struct gebeurtenis *a, const struct gebeurtenis *b)
{
  return compare_lijsten(a, a->inhoud.indicator_regel.lijst, b, b->inhoud.indicator_regel.lijst);
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
    [GEBEURTENIS_INHOUD_INDICATOR_REGEL] = compare_indicator_regels,
};

int volgorde_vouwen(const struct gebeurtenis *a, const struct gebeurtenis *b)
{
  if (a->inhoud_soort != b->inhoud_soort)
    return volgorde_getal(a->inhoud_soort, b->inhoud_soort);
  return orders[a->inhoud_soort](a, b);
}
