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
  size_t size = strlen(text);
  if (date_parse(text, size, &day))
    return text;
  if (size != 10 || text[2] != '-' || text[5] != '-')
    return NULL;
  memcpy(iso, text + 6, 4);
  memcpy(iso + 4, text + 2, 4);
  memcpy(iso + 8, text, 2);
  iso[10] = '\0';
  return date_parse(iso, size, &day) ? arena_text(arena, iso) : NULL;
}

/* With a point or a comma before the decimals; stored with a point. */
static const char *number(const char *text, struct arena *arena)
{
  const char *digits = text + (*text == '-');
  size_t whole = strspn(digits, "0123456789");
  const char *mark = digits + whole;
  if (whole == 0)
    return NULL;
  if (*mark == '\0')
    return text;
  size_t decimals = strspn(mark + 1, "0123456789");
  if ((*mark != '.' && *mark != ',') || decimals == 0 || mark[1 + decimals] != '\0')
    return NULL;
  char *stored = arena_text(arena, text);
  stored[mark - text] = '.';
  return stored;
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
static const struct reference_type number_type = {"a number", "numeric", number};
static const struct reference_type date_type = {"a date, YYYY-MM-DD or DD-MM-YYYY", "date", date};

static const struct reference_column gemeenten[] = {
    {"code", &gemeente_type, true, true, NULL},
    {"naam", &text_type, true, false, NULL},
    {"regio", &text_type, false, false, NULL},
};

static const struct reference_column aanbieders[] = {
    {"agb", &agb_type, true, true, NULL},
    {"naam", &text_type, true, false, NULL},
};

static const struct reference_column producten[] = {
    {"domein", &domein_type, true, true, NULL},
    {"categorie", &text_type, true, false, NULL},
    {"code", &text_type, true, true, NULL},
    {"omschrijving", &text_type, false, false, NULL},
    {"segment", &text_type, false, false, NULL},
    {"intensiteit", &intensiteit_type, false, false, NULL},
    {"bekostiging", &bekostiging_type, false, false, NULL},
    {"contract", &text_type, false, false, NULL},
    {"geldig_van", &date_type, false, false, "-infinity"},
    {"geldig_tot", &date_type, false, false, "infinity"},
};

static const struct reference_column indicatoren[] = {
    {"code", &text_type, true, true, NULL},
    {"naam", &text_type, true, false, NULL},
    {"eenheid", &text_type, true, false, NULL},
    {"norm", &number_type, false, false, NULL},
};

#define COLUMNS(table) table, sizeof(table) / sizeof *(table)
#define NOT_USED_YET NULL, NULL, 0, NO_COLUMN, NO_COLUMN

const struct reference_spec reference_specs[] = {
    {"gemeenten.csv", "dwh.dim_gemeente", COLUMNS(gemeenten), NO_COLUMN, NO_COLUMN},
    {"aanbieders.csv", "dwh.dim_aanbieder", COLUMNS(aanbieders), NO_COLUMN, NO_COLUMN},
    {"producten.csv", "dwh.dim_product", COLUMNS(producten), 8, 9},
    {"overeenkomsten.csv", NOT_USED_YET},
    {"leveringsplan.csv", NOT_USED_YET},
    {"budgetten.csv", NOT_USED_YET},
    {"tarieven.csv", NOT_USED_YET},
    {"capaciteit.csv", NOT_USED_YET},
    {"indicatoren.csv", "dwh.dim_indicator", COLUMNS(indicatoren), NO_COLUMN, NO_COLUMN},
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
