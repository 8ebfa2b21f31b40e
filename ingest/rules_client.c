/* Rules of persons: date of birth, name, how to reach them. Of the client and of the relaties in a 301. */
#include "base/date.h"
#include "ingest/rule_case.h"
#include "ingest/rules.h"

static struct date_parts parts_of(const struct view_slot *slot)
{
  return date_to_parts((int32_t)slot->value.number);
}

/* --- date of birth --- */

enum { DATUM, DATUM_GEBRUIK, DAGTEKENING };

static bool is_unknown_date(struct date_parts date)
{
  return date.year == 1900 && date.month == 1 && date.day == 1;
}

static bool is_older_than_120(const struct rule_case *it)
{
  const struct view_slot *born = rule_value(it, DATUM);
  bool is_unknown = born != NULL && rule_is(it, DATUM_GEBRUIK, "3") && is_unknown_date(parts_of(born));
  return !is_unknown && rule_is_longer_ago(it, DATUM, DAGTEKENING, 120);
}

/* What is not known of a date is written as 1: of the year 1900 where that is not known either. */
static bool disagrees_with_datum_gebruik(const struct rule_case *it)
{
  const struct view_slot *slot = rule_value(it, DATUM);
  if (slot == NULL || rule_value(it, DATUM_GEBRUIK) == NULL)
    return false;
  struct date_parts date = parts_of(slot);
  if (rule_is(it, DATUM_GEBRUIK, "3"))
    return !is_unknown_date(date);
  return date.day != 1 || (rule_is(it, DATUM_GEBRUIK, "2") && date.month != 1);
}

/* --- names, communication --- */

static bool uses_absent_partnernaam(const struct rule_case *it)
{
  enum { NAAM_GEBRUIK, PARTNERNAAM };
  return rule_is_one_of(it, NAAM_GEBRUIK, "234", 1) && rule_absent(it, PARTNERNAAM);
}

static bool is_no_person(const struct rule_case *it)
{
  return rule_is(it, 0, "6");
}

enum { VORM, TAAL };

static bool lacks_taal(const struct rule_case *it)
{
  return rule_is(it, VORM, "1") && rule_absent(it, TAAL);
}

static bool has_needless_taal(const struct rule_case *it)
{
  return rule_is_one_of(it, VORM, "23", 1) && rule_filled(it, TAAL);
}

/* --- addresses --- */

enum { POSTCODE, LAND_CODE, HUIS };

static bool lacks_land(const struct rule_case *it)
{
  return rule_filled(it, POSTCODE) && rule_absent(it, LAND_CODE);
}

static bool has_needless_land(const struct rule_case *it)
{
  return rule_absent(it, POSTCODE) && rule_filled(it, LAND_CODE);
}

static bool lacks_huis(const struct rule_case *it)
{
  return rule_is(it, LAND_CODE, "NL") && rule_absent(it, HUIS);
}

static bool is_dutch_postcode(const char *text, size_t size)
{
  if (size != 6 || text[0] == '0')
    return false;
  for (size_t i = 0; i < size; i++) {
    bool fits = i < 4 ? text[i] >= '0' && text[i] <= '9' : text[i] >= 'A' && text[i] <= 'Z';
    if (!fits)
      return false;
  }
  return true;
}

static bool is_odd_postcode(const struct rule_case *it)
{
  const struct view_slot *slot = rule_value(it, POSTCODE);
  return slot != NULL && rule_is(it, LAND_CODE, "NL") &&
         !is_dutch_postcode(bericht_view_text(it->view, slot), slot->size);
}

/* --- contacts --- */

enum { SOORT, TELEFOON, ADRES, ADRES_HUIS, ADRES_POSTCODE, PERIODE };

static bool is_out_of_reach(const struct rule_case *it)
{
  return rule_absent(it, TELEFOON) && (rule_absent(it, ADRES_HUIS) || rule_absent(it, ADRES_POSTCODE));
}

static bool has_needless_periode(const struct rule_case *it)
{
  return rule_is_one_of(it, SOORT, "010203", 2) && rule_filled(it, PERIODE);
}

static bool lacks_postcode(const struct rule_case *it)
{
  return rule_is_one_of(it, SOORT, "0103", 2) && rule_filled(it, ADRES) && rule_absent(it, ADRES_POSTCODE);
}

static bool is_double_value(const struct rule_case *it)
{
  return rule_is_double(it, 1);
}

/* A wrong Soort may have been meant as a right one: then the finding XSD says enough. */
static bool remember_adres(const struct rule_case *it)
{
  it->memory->is_set |= !rule_is(it, 0, "04");
  return false;
}

static bool has_no_lasting_adres(const struct rule_case *it)
{
  return !it->memory->is_set;
}

#define OF_CONTACT "Client/Contactgegevens/Contact Client/Relaties/Relatie/Contact"
#define OF_ADRES "Client/Contactgegevens/Contact/Adres Client/Relaties/Relatie/Contact/Adres"
#define OF_NAAM "Client/Naam Client/Relaties/Relatie/Naam"
#define OF_GEBOORTEDATUM "Client/Geboortedatum Client/Relaties/Relatie/Geboortedatum"
#define VALUES_GEBOORTEDATUM "Datum DatumGebruik /Header/BerichtIdentificatie/Dagtekening"
#define VALUES_ADRES "Postcode LandCode Huis"
#define VALUES_CONTACT "Soort Telefoon Adres Adres/Huis Adres/Postcode Periode"

static const struct rule rules[] = {
    {.code = "TR002",
        .retourcode = "0001",
        .messages = "301 305 307",
        .where = OF_GEBOORTEDATUM,
        .values = VALUES_GEBOORTEDATUM,
        .at = "Datum",
        .is_broken = is_older_than_120,
        .tekst = "De geboortedatum ligt meer dan 120 jaar voor de Dagtekening.",
        .advies = "Herstel de datum; is hij onbekend, gebruik dan 1900-01-01 met DatumGebruik 3."},
    {.code = "CS139",
        .retourcode = "0001",
        .messages = "301 305 307",
        .where = OF_GEBOORTEDATUM,
        .values = VALUES_GEBOORTEDATUM,
        .at = "Datum",
        .is_broken = disagrees_with_datum_gebruik,
        .tekst = "De Datum past niet bij DatumGebruik.",
        .advies =
            "Schrijf wat onbekend is als 1: bij DatumGebruik 1 de dag, bij 2 dag en maand, bij 3 is de datum "
            "1900-01-01."},
    {.code = "CS050",
        .retourcode = "0001",
        .messages = "301",
        .where = OF_NAAM,
        .values = "NaamGebruik Partnernaam",
        .at = "NaamGebruik",
        .is_broken = uses_absent_partnernaam,
        .tekst = "NaamGebruik noemt een Partnernaam die er niet is.",
        .advies = "Vul de Partnernaam, of kies een NaamGebruik zonder partner."},
    {.code = "CS318",
        .retourcode = "0001",
        .messages = "301",
        .where = "Client/Naam/NaamGebruik Client/Relaties/Relatie/Naam/NaamGebruik",
        .is_broken = is_no_person,
        .tekst = "NaamGebruik 6 (geen natuurlijk persoon) is hier niet toegestaan.",
        .advies = "Gebruik een NaamGebruik van 1 tot en met 5."},
    {.code = "CD007",
        .retourcode = "0001",
        .messages = "301",
        .where = "Client/Communicatie",
        .values = "Vorm Taal",
        .is_broken = lacks_taal,
        .tekst = "Bij Vorm 1 (tolk) is Taal verplicht.",
        .advies = "Vul de Taal bij Vorm 1, en laat haar weg bij een andere Vorm."},
    {.code = "CD007",
        .retourcode = "0001",
        .messages = "301",
        .where = "Client/Communicatie",
        .values = "Vorm Taal",
        .at = "Taal",
        .is_broken = has_needless_taal,
        .tekst = "Taal hoort alleen bij Vorm 1 (tolk)."},
    {.code = "CD005",
        .retourcode = "0001",
        .messages = "301",
        .where = OF_ADRES,
        .values = VALUES_ADRES,
        .is_broken = lacks_land,
        .tekst = "Bij een Postcode is LandCode verplicht.",
        .advies = "Vul Postcode en LandCode allebei, of laat ze allebei weg."},
    {.code = "CD005",
        .retourcode = "0001",
        .messages = "301",
        .where = OF_ADRES,
        .values = VALUES_ADRES,
        .at = "LandCode",
        .is_broken = has_needless_land,
        .tekst = "Zonder Postcode blijft LandCode leeg."},
    {.code = "CD025",
        .retourcode = "0001",
        .messages = "301",
        .where = OF_ADRES,
        .values = VALUES_ADRES,
        .is_broken = lacks_huis,
        .tekst = "Bij LandCode NL is Huis verplicht.",
        .advies = "Vul het huisnummer van een adres in Nederland."},
    {.code = "CS089",
        .retourcode = "0001",
        .messages = "301",
        .where = OF_ADRES,
        .values = VALUES_ADRES,
        .at = "Postcode",
        .is_broken = is_odd_postcode,
        .tekst = "Dit is geen Nederlandse postcode: vier cijfers en twee hoofdletters, zonder spatie.",
        .advies = "Herstel de Postcode, of de LandCode als het adres in een ander land is."},
    {.code = "CD009",
        .retourcode = "0001",
        .messages = "301",
        .where = OF_CONTACT,
        .values = VALUES_CONTACT,
        .at = "Periode",
        .is_broken = has_needless_periode,
        .tekst = "Een Periode hoort alleen bij Soort 04 (tijdelijk verblijfadres).",
        .advies = "Laat de Periode weg, of gebruik Soort 04."},
    {.code = "CD034",
        .retourcode = "0001",
        .messages = "301",
        .where = OF_CONTACT,
        .values = VALUES_CONTACT,
        .at = "Adres",
        .is_broken = lacks_postcode,
        .tekst = "Bij Soort 01 (BRP-adres) of 03 (verblijfadres) is Postcode verplicht.",
        .advies = "Vul de Postcode van dit adres."},
    {.code = "TR006",
        .retourcode = "0001",
        .messages = "301",
        .where = OF_CONTACT,
        .values = VALUES_CONTACT,
        .is_broken = is_out_of_reach,
        .tekst = "Dit Contact heeft geen Telefoon, en ook niet Huis en Postcode samen.",
        .advies = "Geef een telefoonnummer, of een adres met huisnummer en postcode."},
    {.code = "TR061",
        .retourcode = "0001",
        .messages = "301",
        .where = "Client/Contactgegevens/Contact",
        .values = VALUES_CONTACT,
        .is_broken = remember_adres,
        .memory = MEMORY_ADRES},
    {.code = "TR061",
        .retourcode = "0001",
        .messages = "301",
        .where = "Client/Contactgegevens",
        .is_broken = has_no_lasting_adres,
        .memory = MEMORY_ADRES,
        .tekst =
            "De client heeft geen BRP-adres, correspondentie-adres of verblijfadres (Soort 01, 02 of 03).",
        .advies = "Voeg een Contact toe met Soort 01, 02 of 03."},
    {.code = "TR101",
        .retourcode = "0001",
        .messages = "301",
        .where = "Client/Contactgegevens/Contact",
        .values = VALUES_CONTACT,
        .is_broken = is_double_value,
        .memory = MEMORY_CONTACTEN,
        .tekst = "Een Contact van deze Soort staat al in het bericht.",
        .advies = "Neem elke regel een keer op: geen twee regels met dezelfde sleutel in een bericht."},
    {.code = "TR101",
        .retourcode = "0001",
        .messages = "301",
        .where = "Client/Relaties/Relatie",
        .values = "Nummer",
        .is_broken = is_double_value,
        .memory = MEMORY_RELATIES,
        .tekst = "Een Relatie met dit Nummer staat al in het bericht."},
};

const struct rule_table rules_client = {rules, sizeof rules / sizeof *rules};
