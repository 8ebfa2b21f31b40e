/* The texts of a form that is refused, as a table; used by the readers and by the verslag. */
#include "ingest/vorm.h"

#include <stddef.h>
#include <string.h>

static const struct {
  enum xml_result result;
  const char *tekst;
  const char *advies;
} vormen[] = {
    {XML_EMPTY, "Het bestand is leeg.",
        "Maak het bestand opnieuw aan en lever het opnieuw aan; de overdracht is waarschijnlijk mislukt."},
    {XML_TRUNCATED, "Het bestand is afgebroken: het eindigt midden in het bericht.",
        "Lever het hele bestand opnieuw aan; de overdracht of het wegschrijven is waarschijnlijk "
        "afgebroken."},
    {XML_BAD_ENCODING,
        "Het bestand bevat bytes die niet passen bij zijn tekencodering, of noemt een onbekende "
        "tekencodering.",
        "Sla het bestand op in UTF-8, laat de XML-declaratie ook UTF-8 noemen, en lever het opnieuw aan."},
    {XML_BAD_CHARACTER, "Het bestand bevat een teken dat in XML niet mag voorkomen.",
        "Verwijder stuurtekens (zoals een nulteken) uit de gegevens bij de bron en lever het bericht opnieuw "
        "aan."},
    {XML_DOCTYPE, "Een DOCTYPE is niet toegestaan.",
        "Maak het bestand opnieuw aan zonder DOCTYPE en lever het opnieuw aan."},
    {XML_TOO_DEEP, "De elementen zijn dieper genest dan is toegestaan (256 niveaus).",
        "Controleer het bericht met het XSD van de standaard: geen bericht is zo diep. Lever het daarna "
        "opnieuw aan."},
    {XML_TOO_LARGE, "Het bestand is groter dan 25 MB en is daarom niet gelezen.",
        "Verdeel de inhoud over meer berichten van elk ten hoogste 25 MB en lever die aan."},
    {XML_OVER_LIMIT, "Een waarde in het bestand is langer dan 1 MB, of er zijn te veel namespaces.",
        "Kort de waarde bij de bron in en lever het bericht opnieuw aan."},
    {XML_MALFORMED, "Het bestand is geen welgevormde XML.",
        "Maak het bestand opnieuw aan in het systeem waar het vandaan komt en lever het opnieuw aan."},
};

enum { VORMEN = sizeof vormen / sizeof *vormen };

const char *vorm_tekst(enum xml_result result)
{
  size_t n = 0;
  while (n < VORMEN - 1 && vormen[n].result != result)
    n++;
  return vormen[n].tekst;
}

const char *vorm_advice(const char *tekst)
{
  for (size_t i = 0; i < VORMEN; i++) {
    if (strcmp(vormen[i].tekst, tekst) == 0)
      return vormen[i].advies;
  }
  return NULL;
}
