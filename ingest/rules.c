/* All rules: their tables behind each other, and what is said about a code beside its rule. */
#include "ingest/rules.h"

#include <string.h>

enum { TABLE_COUNT = 5 };
static const struct rule_table *const tables[TABLE_COUNT] = {
    &rules_bericht, &rules_client, &rules_toewijzing, &rules_levering, &rules_declaratie};

const struct rule *rule_get(size_t n)
{
  for (size_t i = 0; i < TABLE_COUNT; i++) {
    if (n < tables[i]->count)
      return &tables[i]->rules[n];
    n -= tables[i]->count;
  }
  return NULL;
}

bool rule_holds_for(const struct rule *rule, const struct bericht *bericht)
{
  return rule->messages == NULL || strstr(rule->messages, bericht->nummer) != NULL;
}

static const struct rule *find_rule(const char *code)
{
  for (size_t n = 0;; n++) {
    const struct rule *rule = rule_get(n);
    if (rule == NULL || (rule->advies != NULL && strcmp(rule->code, code) == 0))
      return rule;
  }
}

/* Codes of findings that no rule of a table gives. */
static const struct {
  const char *code;
  const char *retourcode;
  const char *advies;
} others[] = {
    {"VORM", NULL,
        "Maak het bestand opnieuw aan in het systeem waar het vandaan komt, zonder DOCTYPE, en lever het "
        "opnieuw aan."},
    {"SOORT", NULL, "Lever alleen berichten aan van een soort en release die gelezen worden."},
    {"XSD", "0001",
        "Controleer het bericht met het XSD van de standaard, herstel het bij de bron en lever het opnieuw "
        "aan."},
    {"LIJST", NULL,
        "Herstel de genoemde regels of de kopregel bij de bron en lever de hele lijst opnieuw aan."},
    {"OVEREENKOMST", NULL,
        "Neem contact op met de regio. Is de overeenkomst er, lever het bestand dan opnieuw aan: er is niets "
        "van "
        "bewaard."},
    {"DATUM", NULL,
        "Herstel de datum bij de bron: alleen de jaren 0001 tot en met 9999 kunnen worden bewaard."},
};

const char *code_advice(const char *code)
{
  const struct rule *rule = find_rule(code);
  if (rule != NULL)
    return rule->advies;
  for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
    if (strcmp(others[i].code, code) == 0)
      return others[i].advies;
  }
  return "Herstel de gegevens bij de bron en lever opnieuw aan.";
}

const char *code_retourcode(const char *code)
{
  const struct rule *rule = find_rule(code);
  if (rule != NULL)
    return rule->retourcode;
  for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
    if (strcmp(others[i].code, code) == 0)
      return others[i].retourcode;
  }
  return NULL;
}
