/* 325, answer to a declaratie: the totals, and of the prestaties only those that the gemeente rejects.
 *
 * A Prestatie in it is rejected because it is in it. What rejects the declaratie as a whole may have no
 * client at all, and no DeclaratieAntwoord: it is one event of the whole message. */
#include "ingest/bericht_view.h"
#include "ingest/berichten/berichten.h"
#include "ingest/berichten/declaratie.h"

static const struct element retour_codes[] = {VALUE_REPEATED("RetourCode", type_retour_code)};
static const struct complex_type retour_codes_type =
    COMPLEX_TYPE("RetourCodes", NAMESPACE_BERICHT, retour_codes);

static const struct element header[] = {
    VALUE("BerichtCode", type_bericht_code),
    VALUE("BerichtVersie", type_bericht_versie),
    VALUE("BerichtSubversie", type_bericht_subversie),
    VALUE("Afzender", type_gemeente),
    VALUE("Ontvanger", type_agb_code),
    PART("BerichtIdentificatie", part_bericht_identificatie),
    PART("XsdVersie", part_xsd_versie),
    PART("DeclaratieIdentificatie", part_bericht_identificatie),
    VALUE_OPTIONAL("XsltVersie", type_versie),
    PART("XsdVersieDeclaratie", part_xsd_versie),
    PART("RetourCodes", retour_codes_type),
};
static const struct complex_type header_type = COMPLEX_TYPE("Header", NAMESPACE_BERICHT, header);

static const struct element prestatie[] = {PRESTATIE_ELEMENTS, PART("RetourCodes", retour_codes_type)};
static const struct complex_type prestatie_type = COMPLEX_TYPE("Prestatie", NAMESPACE_BERICHT, prestatie);

static const struct element prestaties[] = {PART_REPEATED("Prestatie", prestatie_type)};
static const struct complex_type prestaties_type = COMPLEX_TYPE("Prestaties", NAMESPACE_BERICHT, prestaties);

static const struct element client[] = {
    VALUE("Bsn", type_burger_servicenummer),
    PART("Prestaties", prestaties_type),
    PART("RetourCodes", retour_codes_type),
};
static const struct complex_type client_type = COMPLEX_TYPE("Client", NAMESPACE_BERICHT, client);

static const struct element clienten[] = {PART_REPEATED("Client", client_type)};
static const struct complex_type clienten_type = COMPLEX_TYPE("Clienten", NAMESPACE_BERICHT, clienten);

static const struct element antwoord[] = {
    VALUE("DeclaratieNummer", type_identificatie_declaratie),
    PART("TotaalIngediendBedrag", part_totaal_bedrag_met_dc),
    PART("TotaalToegekendBedrag", part_totaal_bedrag_met_dc),
    PART_OPTIONAL("Clienten", clienten_type),
    PART("RetourCodes", retour_codes_type),
};
static const struct complex_type antwoord_type =
    COMPLEX_TYPE("DeclaratieAntwoord", NAMESPACE_BERICHT, antwoord);

static const struct element root[] = {
    PART("Header", header_type),
    PART_OPTIONAL("DeclaratieAntwoord", antwoord_type),
};
static const struct complex_type root_type = COMPLEX_TYPE("Root", NAMESPACE_BERICHT, root);

static const struct field_map afwijzing_fields[] = {
    {"/Header/DeclaratieIdentificatie/Identificatie", "declaratie", AANBIEDER_HASH("declaratie")},
    {"/DeclaratieAntwoord/DeclaratieNummer", "declaratie_nummer", AANBIEDER_HASH("declaratienummer")},
    {"ProductReferentie/ReferentieNummer", "referentie_nummer", AANBIEDER_HASH("referentienummer")},
    {"RetourCodes/RetourCode", "retourcodes", NO_HASH},
};

static const struct field_map afkeur_fields[] = {
    {"Header/DeclaratieIdentificatie/Identificatie", "declaratie", AANBIEDER_HASH("declaratie")},
    {"DeclaratieAntwoord/DeclaratieNummer", "declaratie_nummer", AANBIEDER_HASH("declaratienummer")},
    {"Header/RetourCodes/RetourCode", "header_retourcodes", NO_HASH},
    {"DeclaratieAntwoord/RetourCodes/RetourCode", "antwoord_retourcodes", NO_HASH},
    {"DeclaratieAntwoord/TotaalIngediendBedrag/TotaalBedrag", "ingediend_cent", NO_HASH},
    {"DeclaratieAntwoord/TotaalIngediendBedrag/DebetCredit", "debet_credit", NO_HASH},
};

/* Any code but 0200 (no remark) and 8001 (accepted). */
static bool has_rejection(const struct bericht_view *view, const char *path)
{
  static const char *const harmless[] = {"0200", "8001"};
  const struct view_slot *slot = bericht_view_find(view, ROOT_NODE, path);
  uint64_t codes = slot != NULL ? slot->codes : 0;
  for (size_t i = 0; i < COUNT_OF(harmless); i++)
    codes &= ~value_code_bit(&type_retour_code, view->plan->bericht->domein, harmless[i]);
  return codes != 0;
}

static bool rejects_whole(const struct bericht_view *view)
{
  return has_rejection(view, "Header/RetourCodes/RetourCode") ||
         has_rejection(view, "DeclaratieAntwoord/RetourCodes/RetourCode");
}

static const struct record_map records[] = {
    {.path = "DeclaratieAntwoord/Clienten/Client/Prestaties/Prestatie",
        .client = "DeclaratieAntwoord/Clienten/Client",
        .soort = GEBEURTENIS_INHOUD_AFWIJZING,
        .spec = &afwijzing_spec,
        .fields = afwijzing_fields,
        .field_count = COUNT_OF(afwijzing_fields)},
    {.path = "",
        .owner = "declaratie",
        .is_fact = rejects_whole,
        .soort = GEBEURTENIS_INHOUD_DECLARATIE_AFKEUR,
        .spec = &declaratie_afkeur_spec,
        .fields = afkeur_fields,
        .field_count = COUNT_OF(afkeur_fields)},
};

const struct bericht bericht_jw325 = {.soort = "JW325",
    .nummer = "325",
    .domein = DOMEIN_JW,
    .name_space = JW_NAMESPACE("jw325"),
    .basis_name_space = JW_NAMESPACE("basisschema"),
    .code = "491",
    .is_from_gemeente = true,
    .root = &root_type,
    .records = records,
    .record_count = COUNT_OF(records)};

const struct bericht bericht_wmo325 = {.soort = "WMO325",
    .nummer = "325",
    .domein = DOMEIN_WMO,
    .name_space = WMO_NAMESPACE("wmo325"),
    .basis_name_space = WMO_NAMESPACE("basisschema"),
    .code = "485",
    .is_from_gemeente = true,
    .root = &root_type,
    .records = records,
    .record_count = COUNT_OF(records)};
