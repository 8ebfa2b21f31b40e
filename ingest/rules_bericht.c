/* Rules of the header and of what every message has. */
#include <string.h>

#include "ingest/pseudonym.h"
#include "ingest/rule_case.h"
#include "ingest/rules.h"

static bool fails_eleven_proof(const struct rule_case *it)
{
  const struct view_slot *slot = rule_value(it, 0);
  if (slot == NULL)
    return false;
  struct bsn bsn;
  bool passes = bsn_parse(bericht_view_text(it->view, slot), slot->size, &bsn);
  bsn_wipe(&bsn);
  return !passes;
}

static bool is_after_receipt(const struct rule_case *it)
{
  const struct view_slot *slot = rule_value(it, 0);
  return slot != NULL && slot->value.number > it->view->ontvangen;
}

static bool is_organisation(const struct bericht_view *view, const struct view_slot *slot)
{
  return strlen(view->organisation) == slot->size &&
         memcmp(view->organisation, bericht_view_text(view, slot), slot->size) == 0;
}

static bool is_from_another(const struct rule_case *it)
{
  enum { AFZENDER, ONTVANGER };
  const struct view_slot *sender = rule_value(it, AFZENDER);
  const struct view_slot *receiver = rule_value(it, ONTVANGER);
  if (it->view->organisation == NULL || sender == NULL || receiver == NULL)
    return false;
  return !is_organisation(it->view, sender) && !is_organisation(it->view, receiver);
}

static bool is_after_dagtekening(const struct rule_case *it)
{
  return rule_is_greater(it, 0, 1);
}

static bool is_no_value(const struct rule_case *it)
{
  const char *text;
  size_t size;
  return rule_is_no_value(it, 0, &text, &size);
}

#define DAGTEKENING "/Header/BerichtIdentificatie/Dagtekening"

static const struct rule rules[] = {
    {.code = "CS002",
        .retourcode = "0001",
        .where = "Client/Bsn Declaratie/Clienten/Client/Bsn DeclaratieAntwoord/Clienten/Client/Bsn",
        .is_broken = fails_eleven_proof,
        .tekst = "Het Bsn voldoet niet aan de 11-proef.",
        .advies = "Controleer het Bsn bij de bron; een fout nummer wordt nooit verwerkt."},
    {.code = "CS015",
        .retourcode = "0001",
        .where = "Header/BerichtSubversie",
        .is_broken = is_no_value,
        .tekst = "De BerichtSubversie is niet 2.",
        .advies = "Lever berichten aan van release 3.2: BerichtVersie 3 en BerichtSubversie 2."},
    {.code = "CS025",
        .retourcode = "0001",
        .where = "Header/BerichtVersie",
        .is_broken = is_no_value,
        .tekst = "De BerichtVersie is niet 3.",
        .advies = "Lever berichten aan van release 3.2: BerichtVersie 3 en BerichtSubversie 2."},
    {.code = "TR135",
        .retourcode = "8848",
        .where = "Header/BerichtIdentificatie/Dagtekening",
        .is_broken = is_after_receipt,
        .tekst = "De Dagtekening ligt na de dag van ontvangst.",
        .advies = "Herstel de Dagtekening, of lever het bericht aan op of na die dag."},
    {.code = "TR134",
        .retourcode = "0001",
        .where = "Client/Geboortedatum Client/Relaties/Relatie/Geboortedatum",
        .values = "Datum " DAGTEKENING,
        .at = "Datum",
        .is_broken = is_after_dagtekening,
        .tekst = "Deze datum ligt na de Dagtekening van het bericht.",
        .advies = "Herstel de datum of de Dagtekening: een bericht gaat over wat op zijn Dagtekening al is "
                  "gebeurd."},
    {.code = "TR134",
        .retourcode = "0001",
        .messages = "301",
        .where = "Client/ToegewezenProducten/ToegewezenProduct",
        .values = "Toewijzingsdatum " DAGTEKENING,
        .at = "Toewijzingsdatum",
        .is_broken = is_after_dagtekening,
        .tekst = "De Toewijzingsdatum ligt na de Dagtekening van het bericht."},
    {.code = "TR134",
        .retourcode = "0001",
        .messages = "305 307",
        .where = "Client/StartProducten/StartProduct Client/StopProducten/StopProduct",
        .values = "Begindatum " DAGTEKENING,
        .at = "Begindatum",
        .is_broken = is_after_dagtekening,
        .tekst = "De Begindatum ligt na de Dagtekening van het bericht."},
    {.code = "TR134",
        .retourcode = "0001",
        .messages = "307",
        .where = "Client/StopProducten/StopProduct",
        .values = "Einddatum " DAGTEKENING,
        .at = "Einddatum",
        .is_broken = is_after_dagtekening,
        .tekst = "De Einddatum ligt na de Dagtekening van het bericht."},
    {.code = "TR134",
        .retourcode = "0001",
        .messages = "323",
        .where = "Declaratie/DeclaratieDagtekening",
        .values = "/Declaratie/DeclaratieDagtekening " DAGTEKENING,
        .is_broken = is_after_dagtekening,
        .tekst = "De DeclaratieDagtekening ligt na de Dagtekening van het bericht."},
    {.code = "TR134",
        .retourcode = "0001",
        .messages = "325",
        .where = "Header/DeclaratieIdentificatie/Dagtekening",
        .values = "/Header/DeclaratieIdentificatie/Dagtekening " DAGTEKENING,
        .is_broken = is_after_dagtekening,
        .tekst = "De Dagtekening van de declaratie ligt na de Dagtekening van het bericht."},
    {.code = "AFZENDER",
        .where = "Header",
        .values = "Afzender Ontvanger",
        .at = "Afzender",
        .is_broken = is_from_another,
        .tekst = "De organisatie die dit bericht aanleverde is er niet de Afzender of de Ontvanger van.",
        .advies =
            "Lever het bericht aan in de map van de gemeente of aanbieder die het verstuurde of ontving."},
};

const struct rule_table rules_bericht = {rules, sizeof rules / sizeof *rules};
