/* 307, stop of care: the aanbieder tells the gemeente. */
#include "ingest/berichten/berichten.h"
#include "ingest/berichten/onderdelen.h"
#include "ingest/berichten/waarden.h"

static const struct element stop_product[] = {
    VALUE_OPTIONAL("ToewijzingNummer", type_nummer),
    PART_OPTIONAL("Product", part_product),
    VALUE_OPTIONAL("ToewijzingIngangsdatum", type_datum),
    VALUE("Begindatum", type_datum),
    VALUE("RedenBeeindiging", type_reden_beeindiging),
    VALUE("Einddatum", type_datum),
    VALUE("StatusAanlevering", type_status_aanlevering),
};
static const struct complex_type stop_product_type =
    COMPLEX_TYPE("StopProduct", NAMESPACE_BERICHT, stop_product);

static const struct element stop_producten[] = {PART_REPEATED("StopProduct", stop_product_type)};
static const struct complex_type stop_producten_type =
    COMPLEX_TYPE("StopProducten", NAMESPACE_BERICHT, stop_producten);

static const struct element client[] = {
    VALUE("Bsn", type_burger_servicenummer),
    PART("Geboortedatum", part_geboortedatum),
    VALUE("Geslacht", type_geslacht),
    PART("Naam", part_verkorte_naam),
    PART("StopProducten", stop_producten_type),
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
    {"RedenBeeindiging", "reden_beeindiging", NO_HASH},
    {"Einddatum", "einddatum", NO_HASH},
    {"StatusAanlevering", "status_aanlevering", NO_HASH},
};

static const struct record_map records[] = {{.path = "Client/StopProducten/StopProduct",
    .client = "Client",
    .soort = GEBEURTENIS_INHOUD_STOP,
    .spec = &stop_spec,
    .fields = fields,
    .field_count = COUNT_OF(fields)}};

const struct bericht bericht_jw307 = {.soort = "JW307",
    .nummer = "307",
    .domein = DOMEIN_JW,
    .name_space = JW_NAMESPACE("jw307"),
    .basis_name_space = JW_NAMESPACE("basisschema"),
    .code = "440",
    .is_from_gemeente = false,
    .root = &root_type,
    .records = records,
    .record_count = COUNT_OF(records)};

const struct bericht bericht_wmo307 = {.soort = "WMO307",
    .nummer = "307",
    .domein = DOMEIN_WMO,
    .name_space = WMO_NAMESPACE("wmo307"),
    .basis_name_space = WMO_NAMESPACE("basisschema"),
    .code = "420",
    .is_from_gemeente = false,
    .root = &root_type,
    .records = records,
    .record_count = COUNT_OF(records)};
