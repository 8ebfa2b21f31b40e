/* Rules of the lines of a 305 (start of care) and a 307 (stop). */
#include "ingest/rule_case.h"
#include "ingest/rules.h"

static bool is_no_given_or_withdrawn(const struct rule_case *it)
{
  return rule_value(it, 0) != NULL && !rule_is_one_of(it, 0, "13", 1);
}

static bool stops_before_it_starts(const struct rule_case *it)
{
  enum { BEGIN, END };
  return rule_is_greater(it, BEGIN, END);
}

enum { START_KEY = 4, STOP_KEY = 6 };

static bool is_double_start(const struct rule_case *it)
{
  return rule_is_double(it, START_KEY);
}

static bool is_double_stop(const struct rule_case *it)
{
  return rule_is_double(it, STOP_KEY);
}

#define START "Client/StartProducten/StartProduct"
#define STOP "Client/StopProducten/StopProduct"
#define VALUES_START "ToewijzingNummer Product/Categorie Product/Code Begindatum"

static const struct rule rules[] = {
    {.code = "CS058",
        .retourcode = "0001",
        .messages = "305 307",
        .where = START "/StatusAanlevering " STOP "/StatusAanlevering",
        .is_broken = is_no_given_or_withdrawn,
        .tekst = "StatusAanlevering is hier 1 of 3.",
        .advies = "Gebruik 1 voor een eerste aanlevering en 3 om een eerdere aanlevering in te trekken."},
    {.code = "TR018",
        .retourcode = "0001",
        .messages = "307",
        .where = STOP,
        .values = "Begindatum Einddatum",
        .at = "Einddatum",
        .is_broken = stops_before_it_starts,
        .tekst = "De Einddatum ligt voor de Begindatum.",
        .advies = "Herstel een van beide datums: een stop ligt op of na de start."},
    {.code = "TR101",
        .retourcode = "0001",
        .messages = "305",
        .where = START,
        .values = VALUES_START,
        .is_broken = is_double_start,
        .memory = MEMORY_REGELS,
        .tekst = "Een StartProduct met dezelfde toewijzing, hetzelfde product en dezelfde Begindatum staat "
                 "al in het "
                 "bericht."},
    {.code = "TR101",
        .retourcode = "0001",
        .messages = "307",
        .where = STOP,
        .values = VALUES_START " RedenBeeindiging Einddatum",
        .is_broken = is_double_stop,
        .memory = MEMORY_REGELS,
        .tekst = "Een StopProduct met dezelfde toewijzing, hetzelfde product, dezelfde datums en "
                 "RedenBeeindiging staat "
                 "al in het bericht."},
};

const struct rule_table rules_levering = {rules, sizeof rules / sizeof *rules};
