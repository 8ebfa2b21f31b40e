/* The table of rules and their predicates; judged by ingest/bericht_reader.c. */
#include "ingest/rules.h"

#include <string.h>

#include "ingest/pseudonym.h"

static bool fails_eleven_proof(const struct bericht_view *view, uint16_t where)
{
  const struct view_slot *slot = bericht_view_get(view, where);
  if (slot == NULL)
    return false;
  struct bsn bsn;
  bool passes = bsn_parse(bericht_view_text(view, slot), slot->size, &bsn);
  bsn_wipe(&bsn);
  return !passes;
}

static bool is_after_receipt(const struct bericht_view *view, uint16_t where)
{
  const struct view_slot *slot = bericht_view_get(view, where);
  return slot != NULL && slot->value.number > view->ontvangen;
}

static bool is_organisation(const struct bericht_view *view, const struct view_slot *slot)
{
  return strlen(view->organisation) == slot->size &&
         memcmp(view->organisation, bericht_view_text(view, slot), slot->size) == 0;
}

static bool is_from_another(const struct bericht_view *view, uint16_t where)
{
  if (view->organisation == NULL)
    return false;
  const struct view_slot *sender = bericht_view_find(view, where, "Afzender");
  const struct view_slot *receiver = bericht_view_find(view, where, "Ontvanger");
  if (sender == NULL || receiver == NULL)
    return false;
  return !is_organisation(view, sender) && !is_organisation(view, receiver);
}

static bool is_no_given_or_withdrawn(const struct bericht_view *view, uint16_t where)
{
  const struct view_slot *slot = bericht_view_get(view, where);
  return slot != NULL && strchr("13", *bericht_view_text(view, slot)) == NULL;
}

const struct rule rules[] = {
    {"CS002", NULL, "Client/Bsn", "", fails_eleven_proof, "Het Bsn voldoet niet aan de 11-proef."},
    {"CS058", "305", "Client/StartProducten/StartProduct/StatusAanlevering", "", is_no_given_or_withdrawn,
        "StatusAanlevering is hier 1 of 3."},
    {"CS058", "307", "Client/StopProducten/StopProduct/StatusAanlevering", "", is_no_given_or_withdrawn,
        "StatusAanlevering is hier 1 of 3."},
    {"TR135", NULL, "Header/BerichtIdentificatie/Dagtekening", "", is_after_receipt,
        "De Dagtekening ligt na de dag van ontvangst."},
    {"AFZENDER", NULL, "Header", "Afzender", is_from_another,
        "De organisatie die dit bericht aanleverde is er niet de Afzender of de Ontvanger van."},
};
const size_t rule_count = sizeof rules / sizeof *rules;

bool rule_holds_for(const struct rule *rule, const struct bericht *bericht)
{
  return rule->messages == NULL || strstr(rule->messages, bericht->nummer) != NULL;
}

const char *code_advice(const char *code)
{
  static const struct {
    const char *code;
    const char *advice;
  } table[] = {
      {"VORM", "Maak het bestand opnieuw aan in het systeem waar het vandaan komt, zonder DOCTYPE, en lever "
               "het opnieuw aan."},
      {"SOORT", "Lever alleen berichten aan van een soort en release die gelezen worden."},
      {"XSD", "Controleer het bericht met het XSD van de standaard, herstel het bij de bron en lever het "
              "opnieuw aan."},
      {"DATUM", "Herstel de datum bij de bron: alleen de jaren 0001 tot en met 9999 kunnen worden bewaard."},
      {"CS002", "Controleer het Bsn bij de bron; een fout nummer wordt nooit verwerkt."},
      {"CS058", "Gebruik 1 voor een eerste aanlevering en 3 om een eerdere aanlevering in te trekken."},
      {"TR135", "Herstel de Dagtekening, of lever het bericht aan op of na die dag."},
      {"AFZENDER", "Lever het bericht aan in de map van de gemeente of aanbieder die het verstuurde of "
                   "ontving."},
  };
  for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
    if (strcmp(table[i].code, code) == 0)
      return table[i].advice;
  }
  return "Herstel de gegevens bij de bron en lever opnieuw aan.";
}
