/* 301, toewijzing: the gemeente assigns this client to this aanbieder. */
#include "ingest/berichten/berichten.h"
#include "ingest/berichten/onderdelen.h"
#include "ingest/berichten/waarden.h"

static const struct element contact[] = {
    VALUE("Soort", type_adres_soort),
    PART_OPTIONAL("Adres", part_adres),
    VALUE_OPTIONAL("Organisatie", type_organisatienaam),
    PART_OPTIONAL("Telefoon", part_telefoonnummers),
    VALUE_OPTIONAL("Emailadres", type_emailadres),
    PART_OPTIONAL("Periode", part_open_periode),
};
static const struct complex_type contact_type = COMPLEX_TYPE("Contact", NAMESPACE_BERICHT, contact);

static const struct element relatie[] = {
    VALUE("Nummer", type_persoonsid),
    VALUE_OPTIONAL("Volgorde", type_relatie_volgorde),
    VALUE("Soort", type_soort_relatie),
    PART_OPTIONAL("Geboortedatum", part_geboortedatum),
    VALUE_OPTIONAL("Geslacht", type_geslacht),
    PART("Naam", part_volledige_naam),
    PART("Contact", contact_type),
};
static const struct complex_type relatie_type = COMPLEX_TYPE("Relatie", NAMESPACE_BERICHT, relatie);

static const struct element relaties[] = {PART_REPEATED("Relatie", relatie_type)};
static const struct complex_type relaties_type = COMPLEX_TYPE("Relaties", NAMESPACE_BERICHT, relaties);

static const struct element contactgegevens[] = {PART_REPEATED("Contact", contact_type)};
static const struct complex_type contactgegevens_type =
    COMPLEX_TYPE("Contactgegevens", NAMESPACE_BERICHT, contactgegevens);

static const struct element toegewezen_product[] = {
    VALUE("ToewijzingNummer", type_nummer),
    VALUE_OPTIONAL("ReferentieAanbieder", type_referentie),
    PART_OPTIONAL("Product", part_product),
    VALUE("Toewijzingsdatum", type_datum),
    VALUE("Toewijzingstijd", type_tijd),
    VALUE("Ingangsdatum", type_datum),
    VALUE_OPTIONAL("Einddatum", type_datum),
    VALUE_OPTIONAL("RedenWijziging", type_reden_wijziging),
    PART_OPTIONAL("Omvang", part_omvang),
    VALUE_OPTIONAL("Budget", type_budget),
    VALUE_OPTIONAL("Commentaar", type_commentaar),
};
static const struct complex_type toegewezen_product_type =
    COMPLEX_TYPE("ToegewezenProduct", NAMESPACE_BERICHT, toegewezen_product);

static const struct element toegewezen_producten[] = {
    PART_REPEATED("ToegewezenProduct", toegewezen_product_type)};
static const struct complex_type toegewezen_producten_type =
    COMPLEX_TYPE("ToegewezenProducten", NAMESPACE_BERICHT, toegewezen_producten);

static const struct element client[] = {
    VALUE("Bsn", type_burger_servicenummer),
    PART("Geboortedatum", part_geboortedatum),
    VALUE("Geslacht", type_geslacht),
    PART("Naam", part_volledige_naam),
    PART_OPTIONAL("Communicatie", part_communicatie),
    VALUE_OPTIONAL("JuridischeStatus", type_juridische_status),
    VALUE_OPTIONAL("WettelijkeVertegenwoordiging", type_wettelijke_vertegenwoordiging),
    VALUE_OPTIONAL("Commentaar", type_commentaar),
    PART_OPTIONAL("Relaties", relaties_type),
    PART("Contactgegevens", contactgegevens_type),
    PART("ToegewezenProducten", toegewezen_producten_type),
};
static const struct complex_type client_type = COMPLEX_TYPE("Client", NAMESPACE_BERICHT, client);

static const struct element root[] = {
    PART("Header", part_header_van_gemeente),
    PART("Client", client_type),
};
static const struct complex_type root_type = COMPLEX_TYPE("Root", NAMESPACE_BERICHT, root);

static const struct field_map fields[] = {
    {"ToewijzingNummer", "toewijzing_nummer", GEMEENTE_HASH("toewijzingnummer")},
    {"ReferentieAanbieder", "referentie_aanbieder", GEMEENTE_HASH("referentieaanbieder")},
    {"Product/Categorie", "categorie", NO_HASH},
    {"Product/Code", "product", NO_HASH},
    {"Toewijzingsdatum", "toewijzingsdatum", NO_HASH},
    {"Toewijzingstijd", "toewijzingstijd", NO_HASH},
    {"Ingangsdatum", "ingangsdatum", NO_HASH},
    {"Einddatum", "einddatum", NO_HASH},
    {"RedenWijziging", "reden_wijziging", NO_HASH},
    {"Omvang/Volume", "volume", NO_HASH},
    {"Omvang/Eenheid", "eenheid", NO_HASH},
    {"Omvang/Frequentie", "frequentie", NO_HASH},
    {"Budget", "budget", NO_HASH},
};

static const struct record_map records[] = {{.path = "Client/ToegewezenProducten/ToegewezenProduct",
    .client = "Client",
    .soort = GEBEURTENIS_INHOUD_TOEWIJZING,
    .spec = &toewijzing_spec,
    .fields = fields,
    .field_count = COUNT_OF(fields)}};

const struct bericht bericht_jw301 = {.soort = "JW301",
    .nummer = "301",
    .domein = DOMEIN_JW,
    .name_space = JW_NAMESPACE("jw301"),
    .basis_name_space = JW_NAMESPACE("basisschema"),
    .code = "436",
    .is_from_gemeente = true,
    .root = &root_type,
    .records = records,
    .record_count = COUNT_OF(records)};

const struct bericht bericht_wmo301 = {.soort = "WMO301",
    .nummer = "301",
    .domein = DOMEIN_WMO,
    .name_space = WMO_NAMESPACE("wmo301"),
    .basis_name_space = WMO_NAMESPACE("basisschema"),
    .code = "414",
    .is_from_gemeente = true,
    .root = &root_type,
    .records = records,
    .record_count = COUNT_OF(records)};
