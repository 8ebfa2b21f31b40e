/* The one place that knows where a prestatie and its rejection keep their name. Hashes of numbers are made
 * within domein, gemeente and aanbieder; they are compared all the same, so that nothing here rests on how a
 * hash was made. */
#include "transform/declaratie_regel.h"

#include <string.h>

#include "transform/volgorde.h"

const struct id *declaratie_regel_declaratie(const struct gebeurtenis *event)
{
  return event->inhoud_soort == GEBEURTENIS_INHOUD_PRESTATIE ? &event->inhoud.prestatie.declaratie
                                                             : &event->inhoud.afwijzing.declaratie;
}

const struct id *declaratie_regel_referentie(const struct gebeurtenis *event)
{
  return event->inhoud_soort == GEBEURTENIS_INHOUD_PRESTATIE ? &event->inhoud.prestatie.referentie_nummer
                                                             : &event->inhoud.afwijzing.referentie_nummer;
}

const struct id *declaratie_regel_neemt_terug(const struct gebeurtenis *event)
{
  if (event->inhoud_soort != GEBEURTENIS_INHOUD_PRESTATIE)
    return NULL;
  const struct prestatie *line = &event->inhoud.prestatie;
  bool is_credit = strcmp(line->debet_credit, "C") == 0;
  return is_credit && line->has_vorig_referentie_nummer ? &line->vorig_referentie_nummer : NULL;
}

int declaratie_regel_compare_referentie(
    const struct gebeurtenis *event, const struct gebeurtenis *other, const struct id *referentie)
{
  int order = volgorde_bereik(event, other);
  if (order == 0)
    order = strcmp(event->aanbieder, other->aanbieder);
  return order != 0 ? order : id_compare(declaratie_regel_referentie(event), referentie);
}

int declaratie_regel_compare(const struct gebeurtenis *a, const struct gebeurtenis *b)
{
  int order = declaratie_regel_compare_referentie(a, b, declaratie_regel_referentie(b));
  return order != 0 ? order : id_compare(declaratie_regel_declaratie(a), declaratie_regel_declaratie(b));
}

int declaratie_regel_compare_toewijzing(
    const struct gebeurtenis *prestatie, const struct gebeurtenis *toewijzing)
{
  int order = volgorde_bereik(prestatie, toewijzing);
  if (order != 0)
    return order;
  return id_compare(
      &prestatie->inhoud.prestatie.toewijzing_nummer, &toewijzing->inhoud.toewijzing.toewijzing_nummer);
}

int declaratie_regel_compare_zorg(const struct gebeurtenis *a, const struct gebeurtenis *b)
{
  const struct prestatie *first = &a->inhoud.prestatie;
  const struct prestatie *second = &b->inhoud.prestatie;
  int order = id_compare(&first->toewijzing_nummer, &second->toewijzing_nummer);
  if (order == 0)
    order = volgorde_getal(first->begindatum, second->begindatum);
  if (order == 0)
    order = volgorde_getal(first->einddatum, second->einddatum);
  if (order == 0)
    order = volgorde_bereik(a, b);
  if (order == 0)
    order = strcmp(first->categorie, second->categorie);
  return order != 0 ? order : strcmp(first->product, second->product);
}

int declaratie_regel_compare_neemt_terug(const struct gebeurtenis *a, const struct gebeurtenis *b)
{
  int order = volgorde_bereik(a, b);
  if (order == 0)
    order = strcmp(a->aanbieder, b->aanbieder);
  return order != 0 ? order : id_compare(declaratie_regel_neemt_terug(a), declaratie_regel_neemt_terug(b));
}
