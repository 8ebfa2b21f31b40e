/* 323, declaratie: the aanbieder invoices one calendar month. A message of many clients. */
#include "ingest/berichten/berichten.h"
#include "ingest/berichten/declaratie.h"

static const struct element prestatie[] = {PRESTATIE_ELEMENTS};
static const struct complex_type prestatie_type = COMPLEX_TYPE("Prestatie", NAMESPACE_BERICHT, prestatie);

static const struct element prestaties[] = {PART_REPEATED("Prestatie", prestatie_type)};
static const struct complex_type prestaties_type = COMPLEX_TYPE("Prestaties", NAMESPACE_BERICHT, prestaties);

static const struct element client[] = {
    VALUE("Bsn", type_burger_servicenummer),
    PART("Prestaties", prestaties_type),
};
static const struct complex_type client_type = COMPLEX_TYPE("Client", NAMESPACE_BERICHT, client);

static const struct element clienten[] = {PART_REPEATED("Client", client_type)};
static const struct complex_type clienten_type = COMPLEX_TYPE("Clienten", NAMESPACE_BERICHT, clienten);

static const struct element declaratie[] = {
    VALUE("DeclaratieNummer", type_declaratie_nummer),
    PART("DeclaratiePeriode", part_gesloten_periode),
    VALUE("DeclaratieDagtekening", type_datum),
    PART("TotaalIngediendBedrag", part_totaal_bedrag_met_dc),
    PART("Clienten", clienten_type),
};
static const struct complex_type declaratie_type = COMPLEX_TYPE("Declaratie", NAMESPACE_BERICHT, declaratie);

static const struct element root[] = {
    PART("Header", part_header_van_aanbieder),
    PART("Declaratie", declaratie_type),
};
static const struct complex_type root_type = COMPLEX_TYPE("Root", NAMESPACE_BERICHT, root);

static const struct field_map fields[] = {
    {"/Header/BerichtIdentificatie/Identificatie", "declaratie", AANBIEDER_HASH("declaratie")},
    {"/Declaratie/DeclaratieNummer", "declaratie_nummer", AANBIEDER_HASH("declaratienummer")},
    {"/Declaratie/DeclaratiePeriode/Begindatum", "declaratie_begindatum", NO_HASH},
    {"/Declaratie/DeclaratiePeriode/Einddatum", "declaratie_einddatum", NO_HASH},
    {"ProductReferentie/ReferentieNummer", "referentie_nummer", AANBIEDER_HASH("referentienummer")},
    {"ProductReferentie/VorigReferentieNummer", "vorig_referentie_nummer",
        AANBIEDER_HASH("referentienummer")},
    {"ToewijzingNummer", "toewijzing_nummer", GEMEENTE_HASH("toewijzingnummer")},
    {"ProductCategorie", "categorie", NO_HASH},
    {"ProductCode", "product", NO_HASH},
    {"ProductPeriode/Begindatum", "begindatum", NO_HASH},
    {"ProductPeriode/Einddatum", "einddatum", NO_HASH},
    {"GeleverdVolume", "volume", NO_HASH},
    {"Eenheid", "eenheid", NO_HASH},
    {"ProductTarief", "tarief_cent", NO_HASH},
    {"IngediendBedrag/Bedrag", "bedrag_cent", NO_HASH},
    {"IngediendBedrag/DebetCredit", "debet_credit", NO_HASH},
};

static const struct record_map records[] = {{.path = "Declaratie/Clienten/Client/Prestaties/Prestatie",
    .client = "Declaratie/Clienten/Client",
    .soort = GEBEURTENIS_INHOUD_PRESTATIE,
    .spec = &prestatie_spec,
    .fields = fields,
    .field_count = COUNT_OF(fields)}};

const struct bericht bericht_jw323 = {.soort = "JW323",
    .nummer = "323",
    .domein = DOMEIN_JW,
    .name_space = JW_NAMESPACE("jw323"),
    .basis_name_space = JW_NAMESPACE("basisschema"),
    .code = "490",
    .is_from_gemeente = false,
    .root = &root_type,
    .records = records,
    .record_count = COUNT_OF(records)};

const struct bericht bericht_wmo323 = {.soort = "WMO323",
    .nummer = "323",
    .domein = DOMEIN_WMO,
    .name_space = WMO_NAMESPACE("wmo323"),
    .basis_name_space = WMO_NAMESPACE("basisschema"),
    .code = "484",
    .is_from_gemeente = false,
    .root = &root_type,
    .records = records,
    .record_count = COUNT_OF(records)};
