/* Rules of a declaratie (323) and of the answer to it (325): periods, amounts, references, sums.
 *
 * A declaratie may hold tens of thousands of prestaties, so what spans lines is kept in keys (rule_memory.h):
 * each line is held against those before it, once. Only TR316 has to wait for the end: the line that is
 * credited may come after the one that credits it. */
#include <ctype.h>
#include <stdlib.h>

#include "base/date.h"
#include "ingest/bericht_value.h"
#include "ingest/berichten/waarden.h"
#include "ingest/rule_case.h"
#include "ingest/rules.h"

#define D323 "Declaratie"
#define D325 "DeclaratieAntwoord"
#define CLIENT_323 D323 "/Clienten/Client"
#define CLIENT_325 D325 "/Clienten/Client"
#define PRESTATIE_323 CLIENT_323 "/Prestaties/Prestatie"
#define PRESTATIE_325 CLIENT_325 "/Prestaties/Prestatie"
#define DAGTEKENING "/Header/BerichtIdentificatie/Dagtekening"

/* --- periods --- */

enum { BEGIN, END, WRITTEN };
#define VALUES_PERIODE "Begindatum Einddatum " DAGTEKENING

static bool ends_outside_period_and_past(const struct rule_case *it)
{
  return rule_is_greater(it, BEGIN, END) || rule_is_greater(it, END, WRITTEN);
}

static bool begins_before_2021(const struct rule_case *it)
{
  int32_t first = 0;
  const struct view_slot *slot = rule_value(it, 0);
  return slot != NULL && date_from_parts((struct date_parts){2021, 1, 1}, &first) &&
         slot->value.number < first;
}

static struct date_parts parts_of(const struct view_slot *slot)
{
  return date_to_parts((int32_t)slot->value.number);
}

static bool has_both_days(const struct rule_case *it)
{
  return rule_value(it, BEGIN) != NULL && rule_value(it, END) != NULL;
}

static bool is_one_month(const struct rule_case *it)
{
  struct date_parts begin = parts_of(rule_value(it, BEGIN));
  struct date_parts end = parts_of(rule_value(it, END));
  return begin.year == end.year && begin.month == end.month;
}

static bool spans_months(const struct rule_case *it)
{
  return has_both_days(it) && !is_one_month(it);
}

static bool is_no_whole_month(const struct rule_case *it)
{
  if (!has_both_days(it))
    return false;
  int32_t after = (int32_t)rule_value(it, END)->value.number + 1;
  return !is_one_month(it) || parts_of(rule_value(it, BEGIN)).day != 1 || date_to_parts(after).day != 1;
}

static bool ends_after_declaratie(const struct rule_case *it)
{
  enum { PRODUCT_END, DECLARATIE_END };
  return rule_is_greater(it, PRODUCT_END, DECLARATIE_END);
}

static bool ended_five_years_ago(const struct rule_case *it)
{
  enum { PRODUCT_END, DECLARATIE_WRITTEN };
  return rule_is_longer_ago(it, PRODUCT_END, DECLARATIE_WRITTEN, 5);
}

/* --- one prestatie --- */

enum { VOLUME, EENHEID, TARIEF, BEDRAG, DEBET_CREDIT, VORIG };
#define VALUES_PRESTATIE                                                                                     \
  "GeleverdVolume Eenheid ProductTarief IngediendBedrag/Bedrag IngediendBedrag/DebetCredit "                 \
  "ProductReferentie/VorigReferentieNummer"

static bool lacks_vorig(const struct rule_case *it)
{
  return rule_is(it, DEBET_CREDIT, "C") && rule_absent(it, VORIG);
}

static bool has_needless_vorig(const struct rule_case *it)
{
  return rule_is(it, DEBET_CREDIT, "D") && rule_filled(it, VORIG);
}

static bool counts_money(const struct rule_case *it)
{
  return rule_is(it, EENHEID, "83");
}

static bool lacks_tarief(const struct rule_case *it)
{
  return rule_value(it, EENHEID) != NULL && !counts_money(it) && rule_absent(it, TARIEF);
}

static bool has_needless_tarief(const struct rule_case *it)
{
  return counts_money(it) && rule_filled(it, TARIEF);
}

static bool differs_from_volume(const struct rule_case *it)
{
  return counts_money(it) && (rule_is_greater(it, VOLUME, BEDRAG) || rule_is_greater(it, BEDRAG, VOLUME));
}

/* A tarief per minute is rounded: half a cent a minute either way comes of that. */
static bool differs_from_volume_times_tarief(const struct rule_case *it)
{
  const struct view_slot *volume = rule_value(it, VOLUME);
  const struct view_slot *tarief = rule_value(it, TARIEF);
  const struct view_slot *bedrag = rule_value(it, BEDRAG);
  if (volume == NULL || tarief == NULL || bedrag == NULL || rule_value(it, EENHEID) == NULL ||
      counts_money(it))
    return false;
  int64_t difference = llabs(bedrag->value.number - volume->value.number * tarief->value.number);
  return rule_is(it, EENHEID, "01") ? 2 * difference > volume->value.number : difference != 0;
}

static bool is_credit_of_nothing(const struct rule_case *it)
{
  enum { AMOUNT, SIGN };
  const struct view_slot *amount = rule_value(it, AMOUNT);
  return amount != NULL && amount->value.number == 0 && rule_is(it, SIGN, "C");
}

/* --- what spans lines --- */

static bool is_double_client(const struct rule_case *it)
{
  return rule_is_double(it, 1);
}

/* Within one client; its memory begins anew with each. */
static bool is_double_prestatie(const struct rule_case *it)
{
  enum { REFERENTIE, CLIENT };
  const struct view_slot *client = rule_value(it, CLIENT);
  if (client == NULL)
    return false;
  if (it->memory->sum != client->serial)
    rule_memory_reset(it->memory);
  it->memory->sum = client->serial;
  it->memory->is_set = rule_is_double(it, 1);
  return it->memory->is_set;
}

/* What is double within its client is a finding of TR101 already. */
static bool is_double_referentie(const struct rule_case *it)
{
  bool is_double = rule_is_double(it, 1);
  return is_double && !it->memories[MEMORY_REGELS].is_set;
}

static bool is_double_vorige(const struct rule_case *it)
{
  return rule_value(it, 0) != NULL && rule_is_double(it, 1);
}

static bool is_double_debet(const struct rule_case *it)
{
  enum { KEY = 5, SIGN = 5 };
  return rule_is(it, SIGN, "D") && rule_is_double(it, KEY);
}

static bool remember_credit(const struct rule_case *it)
{
  enum { REFERENTIE, CLIENT };
  const struct view_slot *vorig = rule_value(it, REFERENTIE);
  const struct view_slot *client = rule_value(it, CLIENT);
  const struct view_slot *prestatie = bericht_view_get(it->view, it->rule->at);
  struct rule_credit credit = {0};
  if (vorig == NULL || client == NULL || prestatie == NULL || !rule_key(it, 0, 1, &credit.key))
    return false;
  credit.line = (uint32_t)vorig->line;
  credit.client = client->index;
  credit.prestatie = prestatie->index;
  rule_memory_add_credit(it->memory, credit);
  return false;
}

static bool find_credited_lines(const struct rule_case *it)
{
  for (size_t i = 0; i < it->memory->credit_count; i++) {
    const struct rule_credit *credit = &it->memory->credits[i];
    struct rule_place place = {
        it->rule->values[0], (int32_t)credit->line, {credit->client, credit->prestatie}};
    if (rule_memory_has(&it->memories[MEMORY_REFERENTIES], credit->key))
      it->found(it->context, it, &place);
  }
  return false;
}

/* --- sums --- */

/* Debet counts, credit counts against. */
static bool read_amount(const struct rule_case *it, int amount, int sign, int64_t *out)
{
  const struct view_slot *slot = rule_value(it, amount);
  if (slot == NULL || rule_value(it, sign) == NULL)
    return false;
  *out = rule_is(it, sign, "C") ? -slot->value.number : slot->value.number;
  return true;
}

/* is_set: an amount could not be read, so there is no sum. */
static bool add_to_sum(const struct rule_case *it)
{
  int64_t amount = 0;
  if (!read_amount(it, BEDRAG, DEBET_CREDIT, &amount))
    it->memory->is_set = true;
  it->memory->sum += amount;
  return false;
}

static bool differs_from_sum(const struct rule_case *it)
{
  int64_t total = 0;
  return !it->memory->is_set && read_amount(it, 0, 1, &total) && total != it->memory->sum;
}

/* Any code but 0200 (no remark) and 8001 (accepted). */
static bool is_rejected(const struct rule_case *it, int retourcodes)
{
  enum domein domein = it->view->plan->bericht->domein;
  const struct view_slot *slot = rule_value(it, retourcodes);
  uint64_t harmless =
      value_code_bit(&type_retour_code, domein, "0200") | value_code_bit(&type_retour_code, domein, "8001");
  return slot != NULL && (slot->codes & ~harmless) != 0;
}

static bool explains_no_difference(const struct rule_case *it)
{
  enum { INGEDIEND, INGEDIEND_SIGN, TOEGEKEND, TOEGEKEND_SIGN, RETOURCODE };
  int64_t ingediend = 0;
  int64_t toegekend = 0;
  if (!read_amount(it, TOEGEKEND, TOEGEKEND_SIGN, &toegekend))
    return false;
  if (is_rejected(it, RETOURCODE))
    return toegekend != 0;
  return !it->memory->is_set && read_amount(it, INGEDIEND, INGEDIEND_SIGN, &ingediend) &&
         ingediend - toegekend != it->memory->sum;
}

/* Too long or absent is for the XSD alone. */
static bool has_odd_character(const struct rule_case *it)
{
  const char *text;
  size_t size;
  if (!rule_is_no_value(it, 0, &text, &size))
    return false;
  for (size_t i = 0; i < size; i++) {
    if (!isalnum((unsigned char)text[i]))
      return true;
  }
  return false;
}

static const struct rule rules[] = {
    {.code = "CS319",
        .retourcode = "0001",
        .messages = "323",
        .where = D323 "/DeclaratieNummer",
        .is_broken = has_odd_character,
        .tekst = "Het DeclaratieNummer bevat een ander teken dan een letter of een cijfer.",
        .advies = "Geef de declaratie een nummer van letters en cijfers alleen."},
    {.code = "TR137",
        .retourcode = "0001",
        .messages = "323 325",
        .where = D323 "/DeclaratiePeriode " PRESTATIE_323 "/ProductPeriode " PRESTATIE_325 "/ProductPeriode",
        .values = VALUES_PERIODE,
        .at = "Einddatum",
        .is_broken = ends_outside_period_and_past,
        .tekst = "De Einddatum ligt voor de Begindatum van de periode, of na de Dagtekening van het bericht.",
        .advies = "Herstel de periode: declareren kan als zij voorbij is."},
    {.code = "CS100",
        .retourcode = "0001",
        .messages = "323",
        .where = D323 "/DeclaratiePeriode/Begindatum " PRESTATIE_323 "/ProductPeriode/Begindatum",
        .is_broken = begins_before_2021,
        .tekst = "De periode begint voor 2021-01-01.",
        .advies = "Declareer zorg van voor 2021 niet met dit bericht."},
    {.code = "CS340",
        .retourcode = "0001",
        .messages = "323",
        .where = D323 "/DeclaratiePeriode",
        .values = VALUES_PERIODE,
        .is_broken = is_no_whole_month,
        .tekst = "De DeclaratiePeriode is niet precies een kalendermaand.",
        .advies = "Laat de periode lopen van de eerste tot en met de laatste dag van een maand."},
    {.code = "CS337",
        .retourcode = "0001",
        .messages = "323",
        .where = PRESTATIE_323 "/ProductPeriode",
        .values = VALUES_PERIODE,
        .is_broken = spans_months,
        .tekst = "De ProductPeriode valt niet in een enkele kalendermaand.",
        .advies = "Splits de prestatie in een regel per kalendermaand."},
    {.code = "TR319",
        .retourcode = "9319",
        .messages = "323",
        .where = PRESTATIE_323 "/ProductPeriode",
        .values = "Einddatum /" D323 "/DeclaratiePeriode/Einddatum",
        .is_broken = ends_after_declaratie,
        .tekst = "De ProductPeriode loopt door na de DeclaratiePeriode.",
        .advies = "Declareer deze prestatie in de maand waarin zij valt, of later."},
    {.code = "TR335",
        .retourcode = "0001",
        .messages = "323",
        .where = PRESTATIE_323 "/ProductPeriode",
        .values = "Einddatum /" D323 "/DeclaratieDagtekening",
        .at = "Einddatum",
        .is_broken = ended_five_years_ago,
        .tekst = "De Einddatum ligt meer dan 5 jaar voor de DeclaratieDagtekening.",
        .advies = "Een prestatie van meer dan vijf jaar geleden kan niet meer worden gedeclareerd."},
    {.code = "CD060",
        .retourcode = "0001",
        .messages = "323 325",
        .where = PRESTATIE_323 " " PRESTATIE_325,
        .values = VALUES_PRESTATIE,
        .at = "ProductReferentie",
        .is_broken = lacks_vorig,
        .tekst = "Bij een credit is VorigReferentieNummer verplicht.",
        .advies = "Noem bij een credit het ReferentieNummer van de prestatie die wordt gecrediteerd, en "
                  "alleen dan."},
    {.code = "CD060",
        .retourcode = "0001",
        .messages = "323 325",
        .where = PRESTATIE_323 " " PRESTATIE_325,
        .values = VALUES_PRESTATIE,
        .at = "ProductReferentie/VorigReferentieNummer",
        .is_broken = has_needless_vorig,
        .tekst = "Bij een debet blijft VorigReferentieNummer leeg."},
    {.code = "CD087",
        .retourcode = "0001",
        .messages = "323",
        .where = PRESTATIE_323,
        .values = VALUES_PRESTATIE,
        .is_broken = lacks_tarief,
        .tekst = "Bij een andere Eenheid dan 83 (euro's) is ProductTarief verplicht.",
        .advies = "Vul het ProductTarief, en laat het weg bij Eenheid 83."},
    {.code = "CD087",
        .retourcode = "0001",
        .messages = "323",
        .where = PRESTATIE_323,
        .values = VALUES_PRESTATIE,
        .at = "ProductTarief",
        .is_broken = has_needless_tarief,
        .tekst = "Bij Eenheid 83 (euro's) blijft ProductTarief leeg."},
    {.code = "CS339",
        .retourcode = "0001",
        .messages = "323",
        .where = PRESTATIE_323,
        .values = VALUES_PRESTATIE,
        .at = "IngediendBedrag/Bedrag",
        .is_broken = differs_from_volume,
        .tekst = "Bij Eenheid 83 (euro's) is het IngediendBedrag gelijk aan het GeleverdVolume.",
        .advies = "Schrijf het bedrag in eurocenten ook als GeleverdVolume."},
    {.code = "TR346",
        .retourcode = "9346",
        .messages = "323",
        .where = PRESTATIE_323,
        .values = VALUES_PRESTATIE,
        .at = "IngediendBedrag/Bedrag",
        .is_broken = differs_from_volume_times_tarief,
        .tekst = "Het IngediendBedrag is niet GeleverdVolume maal ProductTarief.",
        .advies = "Herstel het bedrag, het volume of het tarief; bij minuten mag het een halve cent per "
                  "minuut schelen."},
    {.code = "CS325",
        .retourcode = "0001",
        .messages = "323 325",
        .where = PRESTATIE_323 "/IngediendBedrag " PRESTATIE_325 "/IngediendBedrag",
        .values = "Bedrag DebetCredit",
        .at = "DebetCredit",
        .is_broken = is_credit_of_nothing,
        .tekst = "Een bedrag van 0 is debet.",
        .advies = "Schrijf D bij een bedrag van 0."},
    {.code = "CS325",
        .retourcode = "0001",
        .messages = "323 325",
        .where = D323 "/TotaalIngediendBedrag " D325 "/TotaalIngediendBedrag " D325 "/TotaalToegekendBedrag",
        .values = "TotaalBedrag DebetCredit",
        .at = "DebetCredit",
        .is_broken = is_credit_of_nothing,
        .tekst = "Een totaal van 0 is debet."},
    {.code = "TR101",
        .retourcode = "0001",
        .messages = "323 325",
        .where = CLIENT_323 " " CLIENT_325,
        .values = "Bsn",
        .is_broken = is_double_client,
        .memory = MEMORY_CLIENTEN,
        .tekst = "Een Client met dit Bsn staat al in het bericht."},
    {.code = "TR101",
        .retourcode = "0001",
        .messages = "323",
        .where = PRESTATIE_323,
        .values = "ProductReferentie/ReferentieNummer /" CLIENT_323,
        .is_broken = is_double_prestatie,
        .memory = MEMORY_REGELS,
        .tekst = "Een Prestatie met dit ReferentieNummer staat al bij deze Client."},
    {.code = "TR101",
        .retourcode = "0001",
        .messages = "325",
        .where = PRESTATIE_325,
        .values = "ProductReferentie/ReferentieNummer /" CLIENT_325,
        .is_broken = is_double_prestatie,
        .memory = MEMORY_REGELS,
        .tekst = "Een Prestatie met dit ReferentieNummer staat al bij deze Client."},
    {.code = "TR314", /* behind TR101 */
        .retourcode = "8021",
        .messages = "323",
        .where = PRESTATIE_323,
        .values = "ProductReferentie/ReferentieNummer",
        .at = "ProductReferentie/ReferentieNummer",
        .is_broken = is_double_referentie,
        .memory = MEMORY_REFERENTIES,
        .tekst = "Dit ReferentieNummer staat al bij een andere Client in het bericht.",
        .advies = "Geef elke prestatie een eigen ReferentieNummer, dat nergens terugkomt."},
    {.code = "TR315",
        .retourcode = "0001",
        .messages = "323",
        .where = PRESTATIE_323,
        .values = "ProductReferentie/VorigReferentieNummer",
        .at = "ProductReferentie/VorigReferentieNummer",
        .is_broken = is_double_vorige,
        .memory = MEMORY_VORIGE,
        .tekst = "Dit VorigReferentieNummer staat al bij een andere prestatie in het bericht.",
        .advies = "Crediteer elke prestatie een keer."},
    {.code = "TR316",
        .retourcode = "0001",
        .messages = "323",
        .where = PRESTATIE_323,
        .values = "ProductReferentie/VorigReferentieNummer /" CLIENT_323,
        .is_broken = remember_credit,
        .memory = MEMORY_VORIGE},
    {.code = "TR316",
        .retourcode = "0001",
        .messages = "323",
        .where = D323 "/Clienten",
        .values = "Client/Prestaties/Prestatie/ProductReferentie/VorigReferentieNummer",
        .is_broken = find_credited_lines,
        .memory = MEMORY_VORIGE,
        .tekst = "De prestatie die hier wordt gecrediteerd staat in hetzelfde bericht.",
        .advies = "Laat de prestatie en haar credit allebei weg, of crediteer in een later bericht."},
    {.code = "TR416",
        .retourcode = "0001",
        .messages = "323",
        .where = PRESTATIE_323,
        .values = "ToewijzingNummer ProductCategorie ProductCode ProductPeriode/Begindatum "
                  "ProductPeriode/Einddatum "
                  "IngediendBedrag/DebetCredit",
        .is_broken = is_double_debet,
        .memory = MEMORY_DEBET,
        .tekst =
            "Een debet met dezelfde toewijzing, hetzelfde product en dezelfde ProductPeriode staat al in het "
            "bericht.",
        .advies = "Neem een prestatie een keer op; tel wat bij elkaar hoort op tot een regel."},
    {.code = "TR358",
        .retourcode = "0001",
        .messages = "323",
        .where = PRESTATIE_323,
        .values = VALUES_PRESTATIE,
        .is_broken = add_to_sum,
        .memory = MEMORY_SOM},
    {.code = "TR358",
        .retourcode = "0001",
        .messages = "323",
        .where = D323,
        .values = "TotaalIngediendBedrag/TotaalBedrag TotaalIngediendBedrag/DebetCredit",
        .at = "TotaalIngediendBedrag/TotaalBedrag",
        .is_broken = differs_from_sum,
        .memory = MEMORY_SOM,
        .tekst = "Het totaal is niet de som van de ingediende bedragen (debet min credit).",
        .advies = "Herstel het totaal, of de prestaties waaruit het bestaat."},
    {.code = "TR342",
        .retourcode = "0001",
        .messages = "325",
        .where = PRESTATIE_325,
        .values = VALUES_PRESTATIE,
        .is_broken = add_to_sum,
        .memory = MEMORY_SOM},
    {.code = "TR342",
        .retourcode = "0001",
        .messages = "325",
        .where = D325,
        .values =
            "TotaalIngediendBedrag/TotaalBedrag TotaalIngediendBedrag/DebetCredit "
            "TotaalToegekendBedrag/TotaalBedrag TotaalToegekendBedrag/DebetCredit RetourCodes/RetourCode",
        .at = "TotaalToegekendBedrag/TotaalBedrag",
        .is_broken = explains_no_difference,
        .memory = MEMORY_SOM,
        .tekst = "Het verschil tussen ingediend en toegekend is niet de som van de afgewezen prestaties; bij "
                 "afkeur van "
                 "de hele declaratie is toegekend 0.",
        .advies = "Neem alle afgewezen prestaties op en geen andere, of herstel de totalen."},
};

const struct rule_table rules_declaratie = {rules, sizeof rules / sizeof *rules};
