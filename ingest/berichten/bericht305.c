/* 305, start of care: the aanbieder tells the gemeente. */
#include "ingest/berichten/berichten.h"
#include "ingest/berichten/onderdelen.h"
#include "ingest/berichten/waarden.h"

static const struct element start_product[] = {
    VALUE_OPTIONAL("ToewijzingNummer", type_nummer),
    PART_OPTIONAL("Product", part_product),
    VALUE_OPTIONAL("ToewijzingIngangsdatum", type_datum),
    VALUE("Begindatum", type_datum),
    VALUE("StatusAanlevering", type_status_aanlevering),
};
static const struct complex_type start_product_type =
    COMPLEX_TYPE("StartProduct", NAMESPACE_BERICHT, start_product);

static const struct element start_producten[] = {PART_REPEATED("StartProduct", start_product_type)};
static const struct complex_type start_producten_type =
    COMPLEX_TYPE("StartProducten", NAMESPACE_BERICHT, start_producten);

static const struct element client[] = {
    VALUE("Bsn", type_burger_servicenummer),
    PART("Geboortedatum", part_geboortedatum),
    VALUE("Geslacht", type_geslacht),
    PART("Naam", part_verkorte_naam),
    PART("StartProducten", start_producten_type),
};
static const struct complex_type client_type = COMPLEX_TYPE("Client", NAMESPACE_BERICHT, client);

static const struct element root[] = {
    PART("Header", part_header_van_aanbieder),
    PART("Client", client_type),
};
static const struct complex_type root_type = COMPLEX_TYPE("Root", NAMESPACE_BERICHT, root);

static const struct field_map fields[] = {
    {"ToewijzingNummer", "toewijzing_nummer", GEMEENTE_HASH("toewijzingnummer")},
    {"Product/Categorie", "categorie", NO_HASH},
    {"Product/Code", "product", NO_HASH},
    {"ToewijzingIngangsdatum", "toewijzing_ingangsdatum", NO_HASH},
    {"Begindatum", "begindatum", NO_HASH},
    {"StatusAanlevering", "status_aanlevering", NO_HASH},
};

static const struct record_map records[] = {{.path = "Client/StartProducten/StartProduct",
    .client = "Client",
    .soort = GEBEURTENIS_INHOUD_START,
    .spec = &start_spec,
    .fields = fields,
    .field_count = COUNT_OF(fields)}};

const struct bericht bericht_jw305 = {.soort = "JW305",
    .nummer = "305",
    .domein = DOMEIN_JW,
    .name_space = JW_NAMESPACE("jw305"),
    .basis_name_space = JW_NAMESPACE("basisschema"),
    .code = "438",
    .is_from_gemeente = false,
    .root = &root_type,
    .records = records,
    .record_count = COUNT_OF(records)};

const struct bericht bericht_wmo305 = {.soort = "WMO305",
    .nummer = "305",
    .domein = DOMEIN_WMO,
    .name_space = WMO_NAMESPACE("wmo305"),
    .basis_name_space = WMO_NAMESPACE("basisschema"),
    .code = "418",
    .is_from_gemeente = false,
    .root = &root_type,
    .records = records,
    .record_count = COUNT_OF(records)};
