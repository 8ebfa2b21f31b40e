/* The formats of DESIGN ("Reference data") as tables. */
#include "warehouse/reference_spec.h"

#include <string.h>

#include "base/date.h"

static bool is_digits(const char *text, size_t count)
{
  return strlen(text) == count && strspn(text, "0123456789") == count;
}

static const char *any_text(const char *text, struct arena *arena)
{
  (void)arena;
  return text;
}

static const char *gemeente_code(const char *text, struct arena *arena)
{
  (void)arena;
  return is_digits(text, 4) ? text : NULL;
}

static const char *agb_code(const char *text, struct arena *arena)
{
  (void)arena;
  return is_digits(text, 8) ? text : NULL;
}

static const char *one_of(const char *text, const char *const *allowed)
{
  for (; *allowed != NULL; allowed++) {
    if (strcmp(text, *allowed) == 0)
      return text;
  }
  return NULL;
}

static const char *domein(const char *text, struct arena *arena)
{
  (void)arena;
  return one_of(text, (const char *const[]){"jw", "wmo", NULL});
}

static const char *intensiteit(const char *text, struct arena *arena)
{
  (void)arena;
  return one_of(text, (const char *const[]){"licht", "midden", "zwaar", "maatwerk", NULL});
}

/* A gemeente or an aanbieder. */
static const char *organisatie(const char *text, struct arena *arena)
{
  return gemeente_code(text, arena) != NULL ? text : agb_code(text, arena);
}

static const char *dataset(const char *text, struct arena *arena)
{
  (void)arena;
  return one_of(text, (const char *const[]){"jw", "wmo", "traject", "indicator", NULL});
}

static const char *frequentie(const char *text, struct arena *arena)
{
  (void)arena;
  return one_of(text, (const char *const[]){"maand", "kwartaal", "halfjaar", "jaar", NULL});
}

static const char *whole(const char *text, size_t most_digits)
{
  size_t size = strlen(text);
  return size > 0 && size <= most_digits && is_digits(text, size) ? text : NULL;
}

static const char *year(const char *text, struct arena *arena)
{
  (void)arena;
  return is_digits(text, 4) ? text : NULL;
}

static const char *number(const char *text, struct arena *arena)
{
  (void)arena;
  return whole(text, 9);
}

static const char *cents(const char *text, struct arena *arena)
{
  (void)arena;
  return whole(text, 15);
}

/* With a point, as PostgreSQL reads it; a decimal comma is taken for one. */
static const char *decimal(const char *text, struct arena *arena)
{
  char *copy = arena_text(arena, text);
  char *comma = strchr(copy, ',');
  if (comma != NULL)
    *comma = '.';
  const char *digits = copy + (*copy == '-');
  size_t before = strspn(digits, "0123456789");
  if (before == 0 || before > 15)
    return NULL;
  if (digits[before] == '\0')
    return copy;
  const char *after = digits + before + 1;
  size_t decimals = strspn(after, "0123456789");
  return digits[before] == '.' && decimals > 0 && decimals <= 6 && after[decimals] == '\0' ? copy : NULL;
}

static const char *bekostiging(const char *text, struct arena *arena)
{
  (void)arena;
  return one_of(text, (const char *const[]){"plek", "traject", "pxq", "lumpsum", NULL});
}

/* YYYY-MM-DD, or DD-MM-YYYY as spreadsheets write it here. */
static const char *date(const char *text, struct arena *arena)
{
  int32_t day = 0;
  char iso[DATE_TEXT_SIZE];
  if (!date_parse_dutch(text, strlen(text), &day))
    return NULL;
  date_format(day, iso);
  return arena_text(arena, iso);
}

static const struct reference_type text_type = {"text", "text", any_text};
static const struct reference_type gemeente_type = {
    "4 digits (a CBS code keeps its leading zero)", "text", gemeente_code};
static const struct reference_type agb_type = {
    "8 digits (an AGB code keeps its leading zero)", "text", agb_code};
static const struct reference_type domein_type = {"jw or wmo", "text", domein};
static const struct reference_type intensiteit_type = {
    "licht, midden, zwaar or maatwerk", "text", intensiteit};
static const struct reference_type bekostiging_type = {"plek, traject, pxq or lumpsum", "text", bekostiging};
static const struct reference_type organisatie_type = {
    "4 digits (gemeente) or 8 digits (aanbieder)", "text", organisatie};
static const struct reference_type dataset_type = {"jw, wmo, traject or indicator", "text", dataset};
static const struct reference_type frequentie_type = {
    "maand, kwartaal, halfjaar or jaar", "text", frequentie};
static const struct reference_type year_type = {"a year of 4 digits", "integer", year};
static const struct reference_type number_type = {"a whole number of at most 9 digits", "integer", number};
static const struct reference_type cents_type = {"a whole number of eurocents", "bigint", cents};
static const struct reference_type decimal_type = {"a number", "numeric", decimal};
static const struct reference_type date_type = {"a date, YYYY-MM-DD or DD-MM-YYYY", "date", date};

static const struct reference_column gemeenten[] = {
    {"code", &gemeente_type, true, true, NULL, NULL},
    {"naam", &text_type, true, false, NULL, NULL},
    {"regio", &text_type, false, false, NULL, NULL},
};

static const struct reference_column aanbieders[] = {
    {"agb", &agb_type, true, true, NULL, NULL},
    {"naam", &text_type, true, false, NULL, NULL},
};

static const struct reference_column producten[] = {
    {"domein", &domein_type, true, true, NULL, NULL},
    {"categorie", &text_type, true, false, NULL, NULL},
    {"code", &text_type, true, true, NULL, NULL},
    {"omschrijving", &text_type, false, false, NULL, NULL},
    {"segment", &text_type, false, false, NULL, NULL},
    {"intensiteit", &intensiteit_type, false, false, NULL, NULL},
    {"bekostiging", &bekostiging_type, false, false, NULL, NULL},
    {"contract", &text_type, false, false, NULL, NULL},
    {"geldig_van", &date_type, false, false, "-infinity", NULL},
    {"geldig_tot", &date_type, false, false, "infinity", NULL},
};

/* What a code must be known in; `a` is the row that refers. */
static const char known_organisatie[] =
    "exists (select from dwh.dim_gemeente d where d.code = a.organisatie and d.bekend_tot = 'infinity') "
    "or exists (select from dwh.dim_aanbieder d where d.agb = a.organisatie and d.bekend_tot = 'infinity')";
static const char known_aanbieder[] =
    "exists (select from dwh.dim_aanbieder d where d.agb = a.aanbieder and d.bekend_tot = 'infinity')";
/* The code alone, where one domain has it, or domein:code. */
static const char known_product[] =
    "a.product is null or (select count(distinct d.domein) from dwh.dim_product d "
    "where d.bekend_tot = 'infinity' and a.product in (d.code, d.domein || ':' || d.code)) = 1";

static const struct reference_column overeenkomsten[] = {
    {"organisatie", &organisatie_type, true, true, NULL, known_organisatie},
    {"dataset", &dataset_type, true, true, NULL, NULL},
    {"geldig_van", &date_type, false, false, "-infinity", NULL},
    {"geldig_tot", &date_type, false, false, "infinity", NULL},
};

static const struct reference_column leveringsplan[] = {
    {"organisatie", &organisatie_type, true, true, NULL, known_organisatie},
    {"dataset", &dataset_type, true, true, NULL, NULL},
    {"frequentie", &frequentie_type, true, false, NULL, NULL},
    {"geldig_van", &date_type, false, false, "-infinity", NULL},
    {"geldig_tot", &date_type, false, false, "infinity", NULL},
};

static const struct reference_column budgetten[] = {
    {"aanbieder", &agb_type, true, true, NULL, known_aanbieder},
    {"product", &text_type, true, true, NULL, known_product},
    {"jaar", &year_type, true, true, NULL, NULL},
    {"bedrag_cent", &cents_type, true, false, NULL, NULL},
    {"aantal", &number_type, false, false, NULL, NULL},
};

static const struct reference_column tarieven[] = {
    {"aanbieder", &agb_type, true, true, NULL, known_aanbieder},
    {"product", &text_type, true, true, NULL, known_product},
    {"eenheid", &text_type, true, true, NULL, NULL},
    {"tarief_cent", &cents_type, true, false, NULL, NULL},
    {"geldig_van", &date_type, false, false, "-infinity", NULL},
    {"geldig_tot", &date_type, false, false, "infinity", NULL},
};

static const struct reference_column capaciteit[] = {
    {"aanbieder", &agb_type, true, true, NULL, known_aanbieder},
    {"voorziening", &text_type, false, true, NULL, NULL},
    {"product", &text_type, false, true, NULL, known_product},
    {"plaatsen", &number_type, true, false, NULL, NULL},
    {"geldig_van", &date_type, false, false, "-infinity", NULL},
    {"geldig_tot", &date_type, false, false, "infinity", NULL},
};

static const struct reference_column indicatoren[] = {
    {"code", &text_type, true, true, NULL, NULL},
    {"naam", &text_type, true, false, NULL, NULL},
    {"eenheid", &text_type, true, false, NULL, NULL},
    {"norm", &decimal_type, false, false, NULL, NULL},
};

#define COLUMNS(table) table, sizeof(table) / sizeof *(table)

const struct reference_spec reference_specs[] = {
    {"gemeenten.csv", "dwh.dim_gemeente", COLUMNS(gemeenten), NO_COLUMN, NO_COLUMN, "code <> 'onbekend'",
        NULL},
    {"aanbieders.csv", "dwh.dim_aanbieder", COLUMNS(aanbieders), NO_COLUMN, NO_COLUMN, "agb <> 'onbekend'",
        NULL},
    {"producten.csv", "dwh.dim_product", COLUMNS(producten), 8, 9, "domein <> 'onbekend'", NULL},
    {"overeenkomsten.csv", "beheer.overeenkomst", COLUMNS(overeenkomsten), 2, 3, NULL, NULL},
    {"leveringsplan.csv", "beheer.leveringsplan", COLUMNS(leveringsplan), 3, 4, NULL, NULL},
    {"budgetten.csv", "dwh.budget", COLUMNS(budgetten), NO_COLUMN, NO_COLUMN, NULL, "a.jaar = b.jaar"},
    {"tarieven.csv", "dwh.tarief", COLUMNS(tarieven), 4, 5, NULL,
        "a.eenheid = b.eenheid and a.geldig_van <= b.geldig_tot and a.geldig_tot >= b.geldig_van"},
    {"capaciteit.csv", "dwh.capaciteit", COLUMNS(capaciteit), 4, 5, NULL,
        "a.voorziening is not distinct from b.voorziening and a.geldig_van <= b.geldig_tot and a.geldig_tot "
        ">= b.geldig_van"},
    {"indicatoren.csv", "dwh.dim_indicator", COLUMNS(indicatoren), NO_COLUMN, NO_COLUMN, NULL, NULL},
};
const size_t reference_specs_count = sizeof reference_specs / sizeof *reference_specs;

const struct reference_spec *reference_spec_find(const char *file)
{
  for (size_t i = 0; i < reference_specs_count; i++) {
    if (strcmp(reference_specs[i].file, file) == 0)
      return &reference_specs[i];
  }
  return NULL;
}
