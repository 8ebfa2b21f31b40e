/* The composite parts of the basisschema: names, addresses, periods and the like. */
#include "ingest/berichten/onderdelen.h"

#include "ingest/berichten/berichten.h"
#include "ingest/berichten/waarden.h"

static const struct element achternaam[] = {
    VALUE("Achternaam", type_naam),
    VALUE_OPTIONAL("Voorvoegsel", type_voorvoegsel),
};
const struct complex_type part_achternaam = COMPLEX_TYPE("CDT_Achternaam", NAMESPACE_BASIS, achternaam);

static const struct element huis[] = {
    VALUE("Huisnummer", type_huisnummer),
    VALUE_OPTIONAL("Huisletter", type_huisletter),
    VALUE_OPTIONAL("HuisnummerToevoeging", type_huisnummer_toevoeging),
    VALUE_OPTIONAL("AanduidingWoonadres", type_aanduiding_woonadres),
};
const struct complex_type part_huis = COMPLEX_TYPE("CDT_Huis", NAMESPACE_BASIS, huis);

static const struct element adres[] = {
    PART_OPTIONAL("Huis", part_huis),
    VALUE_OPTIONAL("Postcode", type_postcode),
    VALUE_OPTIONAL("Straatnaam", type_straatnaam),
    VALUE_OPTIONAL("Plaatsnaam", type_plaatsnaam),
    VALUE_OPTIONAL("LandCode", type_land_code),
};
const struct complex_type part_adres = COMPLEX_TYPE("CDT_Adres", NAMESPACE_BASIS, adres);

static const struct element bedrag_met_dc[] = {
    VALUE("Bedrag", type_bedrag),
    VALUE("DebetCredit", type_debet_credit),
};
const struct complex_type part_bedrag_met_dc =
    COMPLEX_TYPE("CDT_BedragMetDC", NAMESPACE_BASIS, bedrag_met_dc);

static const struct element bericht_identificatie[] = {
    VALUE("Identificatie", type_identificatie_bericht),
    VALUE("Dagtekening", type_datum),
};
const struct complex_type part_bericht_identificatie =
    COMPLEX_TYPE("CDT_BerichtIdentificatie", NAMESPACE_BASIS, bericht_identificatie);

static const struct element communicatie[] = {
    VALUE("Vorm", type_communicatievorm),
    VALUE_OPTIONAL("Taal", type_taal),
};
const struct complex_type part_communicatie = COMPLEX_TYPE("CDT_Communicatie", NAMESPACE_BASIS, communicatie);

static const struct element geboortedatum[] = {
    VALUE("Datum", type_datum),
    VALUE_OPTIONAL("DatumGebruik", type_datum_gebruik),
};
const struct complex_type part_geboortedatum =
    COMPLEX_TYPE("CDT_Geboortedatum", NAMESPACE_BASIS, geboortedatum);

static const struct element gesloten_periode[] = {
    VALUE("Begindatum", type_datum),
    VALUE("Einddatum", type_datum),
};
const struct complex_type part_gesloten_periode =
    COMPLEX_TYPE("CDT_GeslotenPeriode", NAMESPACE_BASIS, gesloten_periode);

static const struct element omvang[] = {
    VALUE("Volume", type_volume),
    VALUE("Eenheid", type_eenheid),
    VALUE("Frequentie", type_frequentie),
};
const struct complex_type part_omvang = COMPLEX_TYPE("CDT_Omvang", NAMESPACE_BASIS, omvang);

static const struct element open_periode[] = {
    VALUE_OPTIONAL("Begindatum", type_datum),
    VALUE_OPTIONAL("Einddatum", type_datum),
};
const struct complex_type part_open_periode = COMPLEX_TYPE("CDT_OpenPeriode", NAMESPACE_BASIS, open_periode);

static const struct element product[] = {
    VALUE("Categorie", type_product_categorie),
    VALUE_OPTIONAL("Code", type_product_code),
};
const struct complex_type part_product = COMPLEX_TYPE("CDT_Product", NAMESPACE_BASIS, product);

static const struct element referentie[] = {
    VALUE("ReferentieNummer", type_referentie_nummer),
    VALUE_OPTIONAL("VorigReferentieNummer", type_referentie_nummer),
};
const struct complex_type part_referentie = COMPLEX_TYPE("CDT_Referentie", NAMESPACE_BASIS, referentie);

static const struct element telefoon[] = {
    VALUE("Telefoonnummer", type_telefoonnummer),
    VALUE("Landnummer", type_landnummer),
};
const struct complex_type part_telefoon = COMPLEX_TYPE("CDT_Telefoon", NAMESPACE_BASIS, telefoon);

static const struct element telefoonnummers[] = {
    PART("Telefoon01", part_telefoon),
    PART_OPTIONAL("Telefoon02", part_telefoon),
};
const struct complex_type part_telefoonnummers =
    COMPLEX_TYPE("CDT_Telefoonnummers", NAMESPACE_BASIS, telefoonnummers);

static const struct element totaal_bedrag_met_dc[] = {
    VALUE("TotaalBedrag", type_totaal_bedrag),
    VALUE("DebetCredit", type_debet_credit),
};
const struct complex_type part_totaal_bedrag_met_dc =
    COMPLEX_TYPE("CDT_TotaalBedragMetDC", NAMESPACE_BASIS, totaal_bedrag_met_dc);

static const struct element verkorte_naam[] = {
    PART("Geslachtsnaam", part_achternaam),
    VALUE_OPTIONAL("Voornamen", type_naam),
    VALUE_OPTIONAL("Voorletters", type_voorletters),
};
const struct complex_type part_verkorte_naam =
    COMPLEX_TYPE("CDT_VerkorteNaam", NAMESPACE_BASIS, verkorte_naam);

static const struct element volledige_naam[] = {
    PART("Geslachtsnaam", part_achternaam),
    PART_OPTIONAL("Partnernaam", part_achternaam),
    VALUE_OPTIONAL("Voornamen", type_naam),
    VALUE_OPTIONAL("Voorletters", type_voorletters),
    VALUE("NaamGebruik", type_naam_gebruik),
};
const struct complex_type part_volledige_naam =
    COMPLEX_TYPE("CDT_VolledigeNaam", NAMESPACE_BASIS, volledige_naam);

static const struct element xsd_versie[] = {
    VALUE("BasisschemaXsdVersie", type_versie),
    VALUE("BerichtXsdVersie", type_versie),
};
const struct complex_type part_xsd_versie = COMPLEX_TYPE("CDT_XsdVersie", NAMESPACE_BASIS, xsd_versie);

static const struct element header_van_gemeente[] = {
    VALUE("BerichtCode", type_bericht_code),
    VALUE("BerichtVersie", type_bericht_versie),
    VALUE("BerichtSubversie", type_bericht_subversie),
    VALUE("Afzender", type_gemeente),
    VALUE("Ontvanger", type_agb_code),
    PART("BerichtIdentificatie", part_bericht_identificatie),
    PART("XsdVersie", part_xsd_versie),
};
const struct complex_type part_header_van_gemeente =
    COMPLEX_TYPE("Header", NAMESPACE_BERICHT, header_van_gemeente);

static const struct element header_van_aanbieder[] = {
    VALUE("BerichtCode", type_bericht_code),
    VALUE("BerichtVersie", type_bericht_versie),
    VALUE("BerichtSubversie", type_bericht_subversie),
    VALUE("Afzender", type_agb_code),
    VALUE("Ontvanger", type_gemeente),
    PART("BerichtIdentificatie", part_bericht_identificatie),
    PART("XsdVersie", part_xsd_versie),
};
const struct complex_type part_header_van_aanbieder =
    COMPLEX_TYPE("Header", NAMESPACE_BERICHT, header_van_aanbieder);
