/* Rules of the lines of a 301: what is assigned, for how long, how much.
 *
 * TR302 needs all lines: each leaves its period, and at the end of the list they are sorted by product and
 * begin and gone through once. Lines can be of a product, of a category (no code) or of neither; a line is
 * held against those of its own kind and of the wider kinds, so that there are three rounds. */
#include <stdlib.h>

#include "base/date.h"
#include "ingest/rule_case.h"
#include "ingest/rules.h"

enum { CATEGORIE, CODE, INGANGSDATUM, EINDDATUM, OMVANG, BUDGET, FREQUENTIE, EENHEID };
#define VALUES                                                                                               \
  "Product/Categorie Product/Code Ingangsdatum Einddatum Omvang Budget Omvang/Frequentie Omvang/Eenheid"

/* After 2020 codes and frequencies became stricter. */
static bool runs_after_2020(const struct rule_case *it)
{
  int32_t last = 0;
  const struct view_slot *end = rule_value(it, EINDDATUM);
  return rule_absent(it, EINDDATUM) ||
         (end != NULL && date_from_parts((struct date_parts){2020, 12, 31}, &last) &&
             end->value.number > last);
}

static bool lacks_omvang(const struct rule_case *it)
{
  return rule_filled(it, CODE) && rule_absent(it, OMVANG) && rule_absent(it, BUDGET);
}

static bool has_budget_without_end(const struct rule_case *it)
{
  return rule_filled(it, BUDGET) && rule_absent(it, EINDDATUM);
}

static bool is_weekly_without_end(const struct rule_case *it)
{
  return rule_is(it, FREQUENTIE, "2") && rule_absent(it, EINDDATUM);
}

static bool has_omvang_and_budget(const struct rule_case *it)
{
  return rule_filled(it, OMVANG) && rule_filled(it, BUDGET);
}

static bool lacks_product(const struct rule_case *it)
{
  return rule_absent(it, BUDGET) && rule_absent(it, CATEGORIE);
}

static bool has_omvang_without_code(const struct rule_case *it)
{
  return rule_absent(it, CODE) && rule_filled(it, OMVANG) && rule_absent(it, BUDGET) && runs_after_2020(it);
}

static bool has_odd_frequentie(const struct rule_case *it)
{
  return rule_is_one_of(it, EENHEID, "14168384", 2) && rule_value(it, FREQUENTIE) != NULL &&
         !rule_is_one_of(it, FREQUENTIE, "246", 1) && runs_after_2020(it);
}

static bool ends_before_it_begins(const struct rule_case *it)
{
  enum { BEGIN, END };
  return rule_is_greater(it, BEGIN, END);
}

/* --- RedenWijziging --- */

enum { REDEN, VAN, TOT };

static bool is_withdrawn_with_days_left(const struct rule_case *it)
{
  if (!rule_is(it, REDEN, "13") || (rule_value(it, TOT) == NULL && rule_filled(it, TOT)))
    return false;
  return rule_absent(it, TOT) || rule_is_greater(it, TOT, VAN) || rule_is_greater(it, VAN, TOT);
}

static bool is_administrative_correction(const struct rule_case *it)
{
  return rule_is(it, 0, "01");
}

static bool is_double_toewijzing(const struct rule_case *it)
{
  return rule_is_double(it, 1);
}

/* --- TR302: the same product twice at a time --- */

enum { P_CATEGORIE, P_CODE, P_BEGIN, P_END, P_REDEN };

enum level { LEVEL_NONE, LEVEL_CATEGORIE, LEVEL_CODE };

/* 16 bits of category, 48 of the code's hash; 0 stands for absent. */
static uint64_t product_of(const struct rule_case *it)
{
  const struct view_slot *category = rule_value(it, P_CATEGORIE);
  const struct view_slot *code = rule_value(it, P_CODE);
  if (category == NULL)
    return 0;
  const unsigned char *text = (const unsigned char *)bericht_view_text(it->view, category);
  uint64_t product = (uint64_t)text[0] << 56 | (uint64_t)text[1] << 48;
  if (code != NULL)
    product |= (rule_hash_bytes(bericht_view_text(it->view, code), code->size) >> 16) | 1;
  return product;
}

static uint64_t product_at(const struct rule_period *period, enum level level)
{
  if (level == LEVEL_CODE)
    return period->product;
  return level == LEVEL_CATEGORIE ? period->product >> 48 : 0;
}

static enum level level_of(const struct rule_period *period)
{
  if (period->product == 0)
    return LEVEL_NONE;
  return (period->product << 16) != 0 ? LEVEL_CODE : LEVEL_CATEGORIE;
}

/* In the Wmo these may overlap anything. */
static bool may_overlap(const struct rule_case *it)
{
  return it->view->plan->bericht->domein == DOMEIN_WMO && rule_is_one_of(it, P_CATEGORIE, "11121314", 2);
}

static bool was_withdrawn(const struct rule_case *it)
{
  const struct view_slot *begin = rule_value(it, P_BEGIN);
  const struct view_slot *end = rule_value(it, P_END);
  return rule_is_one_of(it, P_REDEN, "0113", 2) && begin != NULL && end != NULL &&
         begin->value.number == end->value.number;
}

static bool is_readable(const struct rule_case *it)
{
  for (int n = P_CATEGORIE; n <= P_END; n++) {
    if (rule_value(it, n) == NULL && rule_filled(it, n))
      return false;
  }
  return rule_value(it, P_BEGIN) != NULL;
}

static int32_t day_of(const struct view_slot *slot)
{
  return slot->value.is_out_of_range ? DATE_INFINITY : (int32_t)slot->value.number;
}

static bool remember_period(const struct rule_case *it)
{
  if (!is_readable(it) || may_overlap(it) || was_withdrawn(it))
    return false;
  const struct view_slot *end = rule_value(it, P_END);
  const struct view_slot *line = bericht_view_get(it->view, it->rule->at);
  struct rule_period period = {.product = product_of(it),
      .begin = day_of(rule_value(it, P_BEGIN)),
      .end = end != NULL ? day_of(end) : DATE_INFINITY};
  if (line == NULL || period.end < period.begin)
    return false;
  period.index = line->index;
  period.line = line->line;
  rule_memory_add_period(it->memory, period);
  return false;
}

static int compare(uint64_t a, uint64_t b)
{
  return (a > b) - (a < b);
}

static int compare_days(const struct rule_period *a, const struct rule_period *b)
{
  int order = (a->begin > b->begin) - (a->begin < b->begin);
  return order != 0 ? order : compare(a->index, b->index);
}

static int compare_at(const void *left, const void *right, void *level)
{
  const struct rule_period *a = left;
  const struct rule_period *b = right;
  int order = compare(product_at(a, *(enum level *)level), product_at(b, *(enum level *)level));
  return order != 0 ? order : compare_days(a, b);
}

static int compare_index(const void *left, const void *right)
{
  return compare(((const struct rule_period *)left)->index, ((const struct rule_period *)right)->index);
}

/* Of two that overlap the later in the message is at fault. */
static void hold_against(struct rule_period *running, struct rule_period *period)
{
  if (running == NULL || running->end < period->begin)
    return;
  struct rule_period *later = running->index > period->index ? running : period;
  later->is_flagged = true;
}

static struct rule_period *longest(struct rule_period *a, struct rule_period *b)
{
  return a == NULL || b->end > a->end ? b : a;
}

/* The lines of this level against those of this level and of the narrower ones. */
static void sweep(struct rule_memory *memory, enum level level)
{
  qsort_r(memory->periods, memory->period_count, sizeof *memory->periods, compare_at, &level);
  struct rule_period *wide = NULL;    /* of this level: the one that runs longest */
  struct rule_period *running = NULL; /* of any */
  uint64_t product = 0;
  for (size_t i = 0; i < memory->period_count; i++) {
    struct rule_period *period = &memory->periods[i];
    if (level_of(period) < level)
      continue;
    if (running == NULL || product_at(period, level) != product)
      wide = running = NULL;
    product = product_at(period, level);
    bool is_wide = level_of(period) == level;
    hold_against(is_wide ? running : wide, period);
    running = longest(running, period);
    wide = is_wide ? longest(wide, period) : wide;
  }
}

static bool find_overlaps(const struct rule_case *it)
{
  struct rule_memory *memory = it->memory;
  if (memory->period_count < 2)
    return false;
  for (int level = LEVEL_NONE; level <= LEVEL_CODE; level++)
    sweep(memory, (enum level)level);
  qsort(memory->periods, memory->period_count, sizeof *memory->periods, compare_index);
  for (size_t i = 0; i < memory->period_count; i++) {
    const struct rule_period *period = &memory->periods[i];
    struct rule_place place = {it->rule->values[0], period->line, {period->index}};
    if (period->is_flagged)
      it->found(it->context, it, &place);
  }
  return false;
}

#define LINE "Client/ToegewezenProducten/ToegewezenProduct"

static const struct rule rules[] = {
    {.code = "TR101",
        .retourcode = "0001",
        .messages = "301",
        .where = LINE,
        .values = "ToewijzingNummer",
        .is_broken = is_double_toewijzing,
        .memory = MEMORY_REGELS,
        .tekst = "Een ToegewezenProduct met dit ToewijzingNummer staat al in het bericht."},
    {.code = "CS003",
        .retourcode = "0001",
        .messages = "301",
        .where = LINE,
        .values = "Ingangsdatum Einddatum",
        .at = "Einddatum",
        .is_broken = ends_before_it_begins,
        .tekst = "De Einddatum ligt voor de Ingangsdatum.",
        .advies = "Herstel een van beide datums: een periode eindigt op of na haar begin."},
    {.code = "CS003",
        .retourcode = "0001",
        .messages = "301",
        .where = "Client/Contactgegevens/Contact/Periode Client/Relaties/Relatie/Contact/Periode",
        .values = "Begindatum Einddatum",
        .at = "Einddatum",
        .is_broken = ends_before_it_begins,
        .tekst = "De Einddatum ligt voor de Begindatum."},
    {.code = "CS335",
        .retourcode = "0001",
        .messages = "301",
        .where = LINE,
        .values = "RedenWijziging Ingangsdatum Einddatum",
        .at = "RedenWijziging",
        .is_broken = is_withdrawn_with_days_left,
        .tekst = "RedenWijziging 13 (verwijderd) mag alleen als de Einddatum gelijk is aan de Ingangsdatum.",
        .advies = "Maak de Einddatum van een verwijderde toewijzing gelijk aan haar Ingangsdatum."},
    {.code = "CS336",
        .retourcode = "0001",
        .messages = "301",
        .where = LINE "/RedenWijziging",
        .is_broken = is_administrative_correction,
        .tekst = "RedenWijziging 01 is vervallen.",
        .advies = "Gebruik 13 om een toewijzing te verwijderen, en anders de reden die geldt."},
    {.code = "CD079",
        .retourcode = "0001",
        .messages = "301",
        .where = LINE,
        .values = VALUES,
        .is_broken = lacks_product,
        .tekst = "Zonder Budget is Product verplicht.",
        .advies = "Vul het Product, of geef een Budget."},
    {.code = "CD041",
        .retourcode = "0001",
        .messages = "301",
        .where = LINE,
        .values = VALUES,
        .is_broken = lacks_omvang,
        .tekst = "Bij een productcode is Omvang verplicht.",
        .advies = "Vul de Omvang, of geef een Budget."},
    {.code = "CD075",
        .retourcode = "0001",
        .messages = "301",
        .where = LINE,
        .values = VALUES,
        .is_broken = has_budget_without_end,
        .tekst = "Bij een Budget is Einddatum verplicht.",
        .advies = "Vul de Einddatum van de toewijzing."},
    {.code = "CD076",
        .retourcode = "0001",
        .messages = "301",
        .where = LINE,
        .values = VALUES,
        .is_broken = is_weekly_without_end,
        .tekst = "Bij Frequentie 2 (per week) is Einddatum verplicht.",
        .advies = "Vul de Einddatum van de toewijzing."},
    {.code = "CD077",
        .retourcode = "0001",
        .messages = "301",
        .where = LINE,
        .values = VALUES,
        .at = "Omvang",
        .is_broken = has_omvang_and_budget,
        .tekst = "Bij een Budget blijft Omvang leeg.",
        .advies = "Geef een Omvang of een Budget, niet allebei."},
    {.code = "CD078",
        .retourcode = "0001",
        .messages = "301",
        .where = LINE,
        .values = VALUES,
        .at = "Budget",
        .is_broken = has_omvang_and_budget,
        .tekst = "Bij een Omvang blijft Budget leeg.",
        .advies = "Geef een Omvang of een Budget, niet allebei."},
    {.code = "CD080",
        .retourcode = "0001",
        .messages = "301",
        .where = LINE,
        .values = VALUES,
        .at = "Omvang",
        .is_broken = has_omvang_without_code,
        .tekst = "Zonder productcode blijft Omvang leeg (bij een Einddatum na 2020, of zonder Einddatum).",
        .advies = "Vul de productcode, of laat de Omvang weg."},
    {.code = "CS338",
        .retourcode = "0001",
        .messages = "301",
        .where = LINE,
        .values = VALUES,
        .at = "Omvang/Frequentie",
        .is_broken = has_odd_frequentie,
        .tekst = "Bij deze Eenheid is Frequentie 2, 4 of 6 (bij een Einddatum na 2020, of zonder Einddatum).",
        .advies = "Gebruik per week (2), per maand (4) of totaal (6)."},
    {.code = "TR302",
        .retourcode = "0001",
        .messages = "301",
        .where = LINE,
        .values = "Product/Categorie Product/Code Ingangsdatum Einddatum RedenWijziging",
        .is_broken = remember_period,
        .memory = MEMORY_PERIODES},
    {.code = "TR302",
        .retourcode = "0001",
        .messages = "301",
        .where = "Client/ToegewezenProducten",
        .values = "ToegewezenProduct",
        .is_broken = find_overlaps,
        .memory = MEMORY_PERIODES,
        .tekst = "De periode overlapt die van een andere regel van hetzelfde product in dit bericht.",
        .advies = "Laat toewijzingen van hetzelfde product op elkaar aansluiten; een regel zonder code geldt "
                  "voor alle "
                  "codes van zijn categorie."},
};

const struct rule_table rules_toewijzing = {rules, sizeof rules / sizeof *rules};
