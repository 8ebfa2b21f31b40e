/* The orders of the fold, as comparators. Used for sorting events before they are folded and wherever "the
 * newest" or "the last" is asked; nothing here decides what follows from it. */
#include "transform/volgorde.h"

#include <string.h>

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

int volgorde_vouwen(const struct gebeurtenis *a, const struct gebeurtenis *b)
{
  if (a->inhoud_soort != b->inhoud_soort)
    return volgorde_getal(a->inhoud_soort, b->inhoud_soort);
  if (a->inhoud_soort == GEBEURTENIS_INHOUD_TOEWIJZING)
    return compare_toewijzingen(a, b);
  return compare_meldingen(a, b);
}
