/* Types of single values, release 3.2: the same in every message and in both domeinen but for two code lists.
 */
#include "ingest/berichten/waarden.h"

#include "ingest/berichten/berichten.h"

#define SAME_CODES(list)                                                                                     \
  {                                                                                                          \
    [DOMEIN_JW] = (list), [DOMEIN_WMO] = (list)                                                              \
  }

const struct simple_type type_bericht_code = {
    .base = VALUE_TEXT, .shape = SHAPE_BERICHT_CODE, .shortest = 1, .longest = 3};
const struct simple_type type_bericht_versie = {
    .base = VALUE_INTEGER, .shape = SHAPE_EXACT, .exact = "3", .lowest = 0, .highest = 99};
const struct simple_type type_bericht_subversie = {
    .base = VALUE_INTEGER, .shape = SHAPE_EXACT, .exact = "2", .lowest = 0, .highest = 99};

const struct simple_type type_aanduiding_woonadres = {.name = "LDT_AanduidingWoonadres",
    .base = VALUE_TEXT,
    .shortest = 2,
    .longest = 2,
    .codes = SAME_CODES("ABBYTOWW")};
const struct simple_type type_adres_soort = {.name = "LDT_AdresSoort",
    .base = VALUE_TEXT,
    .shortest = 2,
    .longest = 2,
    .codes = SAME_CODES("01020304")};
const struct simple_type type_agb_code = {
    .name = "LDT_AgbCode", .base = VALUE_TEXT, .shape = SHAPE_DIGITS, .shortest = 8, .longest = 8};
const struct simple_type type_bedrag = {
    .name = "LDT_Bedrag", .base = VALUE_INTEGER, .lowest = 0, .highest = 99999999};
const struct simple_type type_budget = {
    .name = "LDT_Budget", .base = VALUE_INTEGER, .lowest = 0, .highest = 99999999};
const struct simple_type type_burger_servicenummer = {.name = "LDT_BurgerServicenummer",
    .base = VALUE_TEXT,
    .shape = SHAPE_DIGITS,
    .shortest = 9,
    .longest = 9};
const struct simple_type type_commentaar = {
    .name = "LDT_Commentaar", .base = VALUE_TEXT, .shape = SHAPE_PARAGRAPH, .shortest = 1};
const struct simple_type type_communicatievorm = {.name = "LDT_Communicatievorm",
    .base = VALUE_TEXT,
    .shortest = 1,
    .longest = 1,
    .codes = SAME_CODES("123")};
const struct simple_type type_datum = {.name = "LDT_Datum", .base = VALUE_DATE};
const struct simple_type type_datum_gebruik = {
    .name = "LDT_DatumGebruik", .base = VALUE_TEXT, .shortest = 1, .longest = 1, .codes = SAME_CODES("123")};
const struct simple_type type_debet_credit = {
    .name = "LDT_DebetCredit", .base = VALUE_TEXT, .shortest = 1, .longest = 1, .codes = SAME_CODES("CD")};
const struct simple_type type_declaratie_nummer = {
    .base = VALUE_TEXT, .shape = SHAPE_ALPHANUMERIC, .shortest = 1, .longest = 12};
const struct simple_type type_eenheid = {.name = "LDT_Eenheid",
    .base = VALUE_TEXT,
    .shortest = 2,
    .longest = 2,
    .codes = SAME_CODES("01041416828384")};
const struct simple_type type_emailadres = {
    .name = "LDT_Emailadres", .base = VALUE_TEXT, .shape = SHAPE_LINE, .shortest = 1, .longest = 80};
const struct simple_type type_frequentie = {
    .name = "LDT_Frequentie", .base = VALUE_TEXT, .shortest = 1, .longest = 1, .codes = SAME_CODES("1246")};
const struct simple_type type_gemeente = {
    .name = "LDT_Gemeente", .base = VALUE_TEXT, .shape = SHAPE_DIGITS, .shortest = 4, .longest = 4};
const struct simple_type type_geslacht = {
    .name = "LDT_Geslacht", .base = VALUE_TEXT, .shortest = 1, .longest = 1, .codes = SAME_CODES("012")};
const struct simple_type type_huisletter = {
    .name = "LDT_Huisletter", .base = VALUE_TEXT, .shape = SHAPE_LINE, .shortest = 1, .longest = 1};
const struct simple_type type_huisnummer = {
    .name = "LDT_Huisnummer", .base = VALUE_INTEGER, .lowest = 0, .highest = 99999};
const struct simple_type type_huisnummer_toevoeging = {
    .name = "LDT_HuisnummerToevoeging", .base = VALUE_TEXT, .shape = SHAPE_LINE, .shortest = 1, .longest = 4};
const struct simple_type type_identificatie_bericht = {.name = "LDT_IdentificatieBericht",
    .base = VALUE_TEXT,
    .shape = SHAPE_LINE,
    .shortest = 1,
    .longest = 12};
const struct simple_type type_identificatie_declaratie = {
    .name = "LDT_IdentificatieDeclaratie", .base = VALUE_TEXT, .shortest = 1, .longest = 12};
const struct simple_type type_juridische_status = {.name = "LDT_JuridischeStatus",
    .base = VALUE_TEXT,
    .shortest = 2,
    .longest = 2,
    .codes = SAME_CODES("01020304051112")};
const struct simple_type type_land_code = {.name = "LDT_LandCode",
    .base = VALUE_TEXT,
    .shortest = 2,
    .longest = 2,
    .codes = SAME_CODES("ADAEAFAGAIALAMAOAQARASATAUAWAXAZBABBBDBEBFBGBHBIBJBLBMBNBOBQBRBSBTBVBWBYBZCACCCDCFCG"
                        "CHCICKCLCMCNCOCRCUCVCWCXCYCZDEDJDKDMDODZECEEEGEHERESETFIFJFKFMFOFRGAGBGDGEGFGGGHGIGL"
                        "GMGNGPGQGRGSGTGUGWGYHKHMHNHRHTHUIDIEILIMINIOIQIRISITJEJMJOJPKEKGKHKIKMKNKPKRKWKYKZLA"
                        "LBLCLILKLRLSLTLULVLYMAMCMDMEMFMGMHMKMLMMMNMOMPMQMRMSMTMUMVMWMXMYMZNANCNENFNGNINLNONP"
                        "NRNUNZOMPAPEPFPGPHPKPLPMPNPRPSPTPWPYQARERORSRURWSASBSCSDSESGSHSISJSKSLSMSNSOSRSSSTSV"
                        "SXSYSZTCTDTFTGTHTJTKTLTMTNTOTRTTTVTWTZUAUGUMUSUYUZVAVCVEVGVIVNVUWFWSYEYTZAZMZW")};
const struct simple_type type_landnummer = {
    .name = "LDT_Landnummer", .base = VALUE_TEXT, .shape = SHAPE_LINE, .shortest = 1, .longest = 4};
const struct simple_type type_naam = {
    .name = "LDT_Naam", .base = VALUE_TEXT, .shape = SHAPE_LINE, .shortest = 1, .longest = 200};
const struct simple_type type_naam_gebruik = {.name = "LDT_NaamGebruik",
    .base = VALUE_TEXT,
    .shortest = 1,
    .longest = 1,
    .codes = SAME_CODES("123456")};
const struct simple_type type_nummer = {
    .name = "LDT_Nummer", .base = VALUE_INTEGER, .lowest = 0, .highest = 999999999};
const struct simple_type type_organisatienaam = {
    .name = "LDT_Organisatienaam", .base = VALUE_TEXT, .shape = SHAPE_LINE, .shortest = 1, .longest = 35};
const struct simple_type type_persoonsid = {
    .name = "LDT_Persoonsid", .base = VALUE_TEXT, .shape = SHAPE_LINE, .shortest = 1, .longest = 20};
const struct simple_type type_plaatsnaam = {
    .name = "LDT_Plaatsnaam", .base = VALUE_TEXT, .shape = SHAPE_LINE, .shortest = 1, .longest = 80};
const struct simple_type type_postcode = {
    .name = "LDT_Postcode", .base = VALUE_TEXT, .shape = SHAPE_LINE, .shortest = 1, .longest = 8};
const struct simple_type type_product_categorie = {.name = "LDT_ProductCategorie",
    .base = VALUE_TEXT,
    .shortest = 2,
    .longest = 2,
    .codes = {[DOMEIN_JW] = "313233343536373840414243444546474849505152535455",
        [DOMEIN_WMO] = "010203040506070809101112131415161718"}};
const struct simple_type type_product_code = {
    .name = "LDT_ProductCode", .base = VALUE_TEXT, .shape = SHAPE_LINE, .shortest = 1, .longest = 5};
const struct simple_type type_reden_beeindiging = {.name = "LDT_RedenBeeindiging",
    .base = VALUE_TEXT,
    .shortest = 2,
    .longest = 2,
    .codes = {[DOMEIN_JW] = "0220313233343536373839", [DOMEIN_WMO] = "0219202122233136373839"}};
const struct simple_type type_reden_wijziging = {.name = "LDT_RedenWijziging",
    .base = VALUE_TEXT,
    .shortest = 2,
    .longest = 2,
    .codes = SAME_CODES("0102030405060708091011121314")};
const struct simple_type type_referentie = {
    .name = "LDT_Referentie", .base = VALUE_TEXT, .shape = SHAPE_LINE, .shortest = 1, .longest = 36};
const struct simple_type type_referentie_nummer = {
    .name = "LDT_ReferentieNummer", .base = VALUE_TEXT, .shortest = 1, .longest = 20};
const struct simple_type type_relatie_volgorde = {
    .name = "LDT_RelatieVolgorde", .base = VALUE_INTEGER, .lowest = 0, .highest = 99};
const struct simple_type type_retour_code = {.name = "LDT_RetourCode",
    .base = VALUE_TEXT,
    .shortest = 4,
    .longest = 4,
    .codes = SAME_CODES("000102000233061180018017802181878214884890199056906390699071907493079308931993219322"
                        "932693329333933893399340934193469347934993509351935593579359936093619365936693679369"
                        "937393749375937993849385938793889389939094119412941394149415S300S329")};
const struct simple_type type_soort_relatie = {.name = "LDT_SoortRelatie",
    .base = VALUE_TEXT,
    .shortest = 2,
    .longest = 2,
    .codes = SAME_CODES("0304050607080910111213141516171819202122232425")};
const struct simple_type type_status_aanlevering = {.name = "LDT_StatusAanlevering",
    .base = VALUE_TEXT,
    .shortest = 1,
    .longest = 1,
    .codes = SAME_CODES("1239")};
const struct simple_type type_straatnaam = {
    .name = "LDT_Straatnaam", .base = VALUE_TEXT, .shape = SHAPE_LINE, .shortest = 1, .longest = 24};
const struct simple_type type_taal = {
    .name = "LDT_Taal", .base = VALUE_TEXT, .shape = SHAPE_LINE, .shortest = 1, .longest = 25};
const struct simple_type type_telefoonnummer = {
    .name = "LDT_Telefoonnummer", .base = VALUE_TEXT, .shape = SHAPE_DIGITS, .shortest = 1, .longest = 15};
const struct simple_type type_tijd = {.name = "LDT_Tijd", .base = VALUE_TIME};
const struct simple_type type_totaal_bedrag = {
    .name = "LDT_TotaalBedrag", .base = VALUE_INTEGER, .lowest = 0, .highest = 999999999999};
const struct simple_type type_versie = {
    .name = "LDT_Versie", .base = VALUE_TEXT, .shape = SHAPE_VERSION, .shortest = 1};
const struct simple_type type_volume = {
    .name = "LDT_Volume", .base = VALUE_INTEGER, .lowest = 0, .highest = 99999999};
const struct simple_type type_voorletters = {
    .name = "LDT_Voorletters", .base = VALUE_TEXT, .shape = SHAPE_LETTERS, .shortest = 1, .longest = 6};
const struct simple_type type_voorvoegsel = {
    .name = "LDT_Voorvoegsel", .base = VALUE_TEXT, .shape = SHAPE_LINE, .shortest = 1, .longest = 10};
const struct simple_type type_wettelijke_vertegenwoordiging = {.name = "LDT_WettelijkeVertegenwoordiging",
    .base = VALUE_TEXT,
    .shortest = 2,
    .longest = 2,
    .codes = SAME_CODES("0607080910")};
