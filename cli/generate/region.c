/* The tables of the made-up region. One product in each domein falls in another segment later on, because a
 * figure by segment must be able to go wrong on it. */
#include "cli/generate/region.h"

#include <stddef.h>
#include <string.h>

const char *const region_domeinen[DOMEIN_COUNT] = {"jw", "wmo"};

const struct gemeente region_gemeenten[GEMEENTE_COUNT] = {
    {"0889", "Beesel", "Noord", 5953},
    {"0893", "Bergen (L.)", "Noord", 5854},
    {"0907", "Gennep", "Noord", 6591},
    {"1507", "Horst aan de Maas", "Noord", 5961},
    {"1894", "Peel en Maas", "Noord", 5981},
    {"0983", "Venlo", "Noord", 5911},
    {"0984", "Venray", "Noord", 5801},
    {"1711", "Echt-Susteren", "Midden", 6101},
    {"1640", "Leudal", "Midden", 6093},
    {"1641", "Maasgouw", "Midden", 6051},
    {"0946", "Nederweert", "Midden", 6031},
    {"1669", "Roerdalen", "Midden", 6074},
    {"0957", "Roermond", "Midden", 6041},
    {"0988", "Weert", "Midden", 6001},
};

const struct aanbieder region_aanbieders[AANBIEDER_COUNT] = {
    {"98970001", "De Linde", {true, true}},
    {"98970008", "Huize Maasdal", {true, false}},
    {"98970015", "Zorggroep Peelrand", {true, true}},
    {"98970022", "Jeugdhuis De Brug", {false, true}},
    {"98970029", "De Kleine Wereld", {true, true}},
    {"98970036", "Thuis in Zorg", {true, false}},
    {"98970043", "Het Kompas Jeugd", {true, true}},
    {"98970050", "Rivierenzorg", {false, true}},
    {"98970057", "De Groene Poort", {true, true}},
    {"98970064", "Samen Sterk Jeugdhulp", {true, false}},
    {"98970071", "Praktijk Zonnehof", {true, true}},
    {"98970078", "Wonen aan de Swalm", {false, true}},
    {"98970085", "De Wilgen Begeleiding", {true, true}},
    {"98970092", "Buurtzorg Leudal", {true, false}},
    {"98970099", "Huishulp Limburg", {true, true}},
    {"98970106", "De Stille Kracht", {false, true}},
    {"98970113", "Gezinshuis De Beek", {true, true}},
    {"98970120", "Kans en Kind", {true, false}},
    {"98970127", "Dagbesteding De Molen", {true, true}},
    {"98970134", "Zorgboerderij Heidezicht", {false, true}},
    {"98970141", "Crisisdienst Zuidoost", {true, true}},
    {"98970148", "De Springplank", {true, false}},
    {"98970155", "Ambulant Plus", {true, true}},
    {"98970162", "Huis van Morgen", {false, true}},
    {"98970169", "Vervoer op Maat", {true, true}},
    {"98970176", "Beschermd Wonen Roer", {true, false}},
    {"98970183", "De Ankerplaats", {true, true}},
    {"98970190", "Jeugdkliniek Maas", {false, true}},
    {"98970197", "Pleegzorg Tussen Peel en Maas", {true, true}},
    {"98970204", "De Regenboog", {true, false}},
    {"98970211", "Begeleid Verder", {true, true}},
    {"98970218", "Steunpunt Thuis", {false, true}},
    {"98970225", "Kinderpraktijk Wijs", {true, true}},
    {"98970232", "Zorg Dichtbij", {true, false}},
    {"98970239", "De Vlinder", {true, true}},
    {"98970246", "Ouderenzorg Echterland", {false, true}},
    {"98970253", "Het Veerhuis", {true, true}},
    {"98970260", "Meander Wonen", {true, false}},
    {"98970267", "Opstap Jeugd", {true, true}},
    {"98970274", "De Horizon", {false, true}},
    {"98970281", "Opvang De Haven", {false, true}},
    {"98970288", "Opvang Maas en Roer", {false, true}},
    {"98970295", "Sociaal Wijkteam Maasoever", {true, true}},
    {"98970302", "Wijkteams Peelrand", {true, true}},
    {"98970309", "Jeugdteam Noord", {true, false}},
    {"98970316", "Dorpsteams Midden", {true, true}},
};

const struct product region_producten[PRODUCT_COUNT] = {
    {DOMEIN_JW, "43", "43A01", "Behandeling met verblijf",
        {"jeugd 1 behandeling en verblijf", "zwaar", "lumpsum", "jeugd 2022"}, {NULL, NULL, NULL, NULL}, "14",
        7},
    {DOMEIN_JW, "43", "43A02", "Opnamevervangende behandeling",
        {"jeugd 1 behandeling en verblijf", "zwaar", "lumpsum", "jeugd 2022"}, {NULL, NULL, NULL, NULL}, "16",
        9},
    {DOMEIN_JW, "44", "44A01", "Gezinshuis", {"jeugd 2 wonen", "midden", "plek", "jeugd 2022"},
        {NULL, NULL, NULL, NULL}, "14", 7},
    {DOMEIN_JW, "44", "44A02", "Kamertraining", {"jeugd 2 wonen", "licht", "plek", "jeugd 2022"},
        {NULL, NULL, NULL, NULL}, "14", 7},
    {DOMEIN_JW, "35", "35P01", "Pleegzorg", {"jeugd 2 wonen", "midden", "plek", "pleegzorg"},
        {NULL, NULL, NULL, NULL}, "14", 7},
    {DOMEIN_JW, "41", "41A01", "Dagbehandeling groep",
        {"jeugd 3 dagbesteding en daginvulling", "midden", "pxq", "jeugd 2022"}, {NULL, NULL, NULL, NULL},
        "16", 9},
    {DOMEIN_JW, "41", "41A02", "Daginvulling licht",
        {"jeugd 3 dagbesteding en daginvulling", "licht", "pxq", "jeugd 2022"}, {NULL, NULL, NULL, NULL},
        "16", 6},
    {DOMEIN_JW, "45", "45A01", "Ambulante begeleiding", {"jeugd 4 ambulant", "licht", "pxq", "jeugd 2022"},
        {NULL, NULL, NULL, NULL}, "01", 240},
    {DOMEIN_JW, "45", "45A02", "Ambulante behandeling", {"jeugd 4 ambulant", "midden", "pxq", "jeugd 2022"},
        {NULL, NULL, NULL, NULL}, "01", 300},
    {DOMEIN_JW, "45", "45A03", "Intensieve gezinsbehandeling",
        {"jeugd 4 ambulant", "zwaar", "traject", "jeugd 2022"}, {NULL, NULL, NULL, NULL}, "82", 1},
    {DOMEIN_JW, "54", "54G01", "Jeugd-ggz specialistisch", {"oud contract", "midden", "pxq", "jeugd-ggz"},
        {"jeugd 4 ambulant", "zwaar", "pxq", "jeugd 2022"}, "01", 400},
    {DOMEIN_JW, "46", "46C01", "Integrale crisishulp",
        {"jeugd 5 integrale crisishulp", "zwaar", "lumpsum", "crisis"}, {NULL, NULL, NULL, NULL}, "14", 7},
    {DOMEIN_WMO, "01", "01H01", "Hulp bij het huishouden basis",
        {"hulp bij het huishouden", "licht", "pxq", "huishouden"}, {NULL, NULL, NULL, NULL}, "04", 4},
    {DOMEIN_WMO, "01", "01H02", "Hulp bij het huishouden plus",
        {"hulp bij het huishouden", "midden", "pxq", "huishouden"}, {NULL, NULL, NULL, NULL}, "04", 6},
    {DOMEIN_WMO, "02", "02B01", "Begeleiding individueel licht",
        {"volwassenen langdurige ondersteuning", "licht", "pxq", "wmo 2023"}, {NULL, NULL, NULL, NULL}, "01",
        180},
    {DOMEIN_WMO, "02", "02B02", "Begeleiding individueel",
        {"volwassenen langdurige ondersteuning", "midden", "pxq", "wmo 2023"}, {NULL, NULL, NULL, NULL}, "01",
        360},
    {DOMEIN_WMO, "02", "02B03", "Begeleiding specialistisch",
        {"volwassenen langdurige ondersteuning", "zwaar", "pxq", "wmo 2023"}, {NULL, NULL, NULL, NULL}, "04",
        12},
    {DOMEIN_WMO, "03", "03P01", "Persoonlijke verzorging", {"ouderen", "midden", "pxq", "wmo 2023"},
        {NULL, NULL, NULL, NULL}, "04", 8},
    {DOMEIN_WMO, "04", "04K01", "Kortdurend verblijf", {"ouderen", "midden", "pxq", "wmo 2023"},
        {NULL, NULL, NULL, NULL}, "14", 3},
    {DOMEIN_WMO, "07", "07D01", "Dagbesteding ouderen", {"ouderen", "licht", "pxq", "wmo 2023"},
        {NULL, NULL, NULL, NULL}, "16", 6},
    {DOMEIN_WMO, "07", "07D02", "Dagbesteding volwassenen", {"oud contract", "midden", "pxq", "oud"},
        {"volwassenen langdurige ondersteuning", "midden", "pxq", "wmo 2023"}, "16", 9},
    {DOMEIN_WMO, "08", "08V01", "Vervoer naar dagbesteding", {"ouderen", "licht", "pxq", "vervoer"},
        {NULL, NULL, NULL, NULL}, "82", 20},
    {DOMEIN_WMO, "15", "15W01", "Beschermd wonen",
        {"volwassenen langdurige ondersteuning", "zwaar", "plek", "beschermd wonen"},
        {NULL, NULL, NULL, NULL}, "14", 7},
    {DOMEIN_WMO, "10", "10M01", "Maatwerkarrangement",
        {"volwassenen langdurige ondersteuning", "maatwerk", "traject", "wmo 2023"}, {NULL, NULL, NULL, NULL},
        NULL, 0},
    {DOMEIN_WMO, "16", "16O01", "Opvang", {"opvang", "zwaar", "plek", "opvang"}, {NULL, NULL, NULL, NULL},
        "14", 7},
    {DOMEIN_WMO, "16", "16O02", "Opvang met begeleiding", {"opvang", "midden", "plek", "opvang"},
        {NULL, NULL, NULL, NULL}, "14", 7},
    {DOMEIN_JW, "48", "48T01", "Casus van het wijkteam", {"wijkteam", "licht", "lumpsum", "wijkteams"},
        {NULL, NULL, NULL, NULL}, NULL, 0},
    {DOMEIN_WMO, "48", "48T01", "Casus van het wijkteam", {"wijkteam", "licht", "lumpsum", "wijkteams"},
        {NULL, NULL, NULL, NULL}, NULL, 0},
};

const char *region_place(int place)
{
  if (place == PLACE_ONBEKEND)
    return "onbekend";
  return place == PLACE_ELDERS ? "0363" : region_gemeenten[place].code;
}

int region_same_code(int product)
{
  int first = 0;
  while (strcmp(region_producten[first].code, region_producten[product].code) != 0)
    first++;
  return first;
}
