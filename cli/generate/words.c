/* Nobody is called this way on purpose: common names and streets, drawn independently of each other. */
#include "cli/generate/words.h"

#include <stddef.h>

#define PICK(random, list) list[random_below(random, (int)(sizeof(list) / sizeof *(list)))]

const char *words_achternaam(struct random *random)
{
  static const char *const list[] = {"Jansen", "Peeters", "Hendriks", "Janssen", "Smeets", "Derks", "Beek",
      "Berg", "Linden", "Kessels", "Vullings", "Geraedts", "Timmermans", "Wijnen", "Cuypers", "Hoeymakers",
      "Bruls", "Coenen", "Teeuwen", "Velden", "Nijssen", "Engels", "Crijns", "Joosten", "Küsters", "Öztürk",
      "El Idrissi", "Kowalczyk", "Nguyen", "Verstegen"};
  return PICK(random, list);
}

const char *words_voorvoegsel(struct random *random)
{
  static const char *const list[] = {NULL, NULL, NULL, NULL, "van", "de", "van der", "van den", "op den"};
  return PICK(random, list);
}

const char *words_voornaam(struct random *random)
{
  static const char *const list[] = {"Sem", "Lotte", "Noah", "Emma", "Daan", "Julia", "Finn", "Mila", "Luuk",
      "Zoë", "Thijs", "Saar", "Jan", "Maria", "Piet", "Anna", "Kees", "Truus", "Mohammed", "Fatima", "Jakub",
      "Zofia", "Harrie", "Mieke", "Sjaak", "Ria", "Wim", "Toos", "René", "Chantal"};
  return PICK(random, list);
}

const char *words_straat(struct random *random)
{
  static const char *const list[] = {"Kerkstraat", "Dorpsstraat", "Molenweg", "Stationsstraat", "Maasstraat",
      "Schoolstraat", "Heideweg", "Lindelaan", "Beukenlaan", "Julianastraat", "Wilhelminasingel",
      "Roermondseweg", "Venloseweg", "Peelstraat", "Burgemeesterslaan", "Kapelstraat", "Veldweg", "Rijksweg",
      "Akkerstraat", "De Bongerd"};
  return PICK(random, list);
}

const char *words_taal(struct random *random)
{
  static const char *const list[] = {"Pools", "Arabisch", "Turks", "Oekraïens", "Tigrinya"};
  return PICK(random, list);
}

const char *words_organisatie(struct random *random)
{
  static const char *const list[] = {
      "Logeerhuis De Eik", "Huis &amp; Haard", "Revalidatie Zuid", "Gasthuis Sint Jan"};
  return PICK(random, list);
}

const char *words_opmerking(struct random *random)
{
  static const char *const list[] = {"Graag eerst bellen.", "Sleutel ligt bij de buren.",
      "Contact loopt via de moeder &amp; de mentor.", "Start in overleg met school.",
      "Vervolg na evaluatie; zie het ondersteuningsplan voor de doelen en de afspraken over de inzet."};
  return PICK(random, list);
}
