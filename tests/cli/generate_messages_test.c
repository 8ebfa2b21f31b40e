/* The generated messages and lists themselves: good ones pass the official schema and the rules that one
 * message decides, broken ones are broken in the way that waarheid/afgekeurd.csv says. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <libxml/parser.h>
#include <libxml/xmlschemas.h>
#include <libxml/xpath.h>

#include "base/date.h"
#include "ingest/levering_reader.h"
#include "tests/cli/generate_tree.h"

/* There is no official schema of the WMO325. */
static const char *const soorten[] = {
    "JW301", "JW305", "JW307", "JW323", "JW325", "WMO301", "WMO305", "WMO307", "WMO323"};
enum { SOORT_COUNT = sizeof soorten / sizeof *soorten };

static bool is_message(const struct tree_file *file)
{
  return strncmp(file->path, "inbox/", 6) == 0 && strstr(file->path, ".xml") != NULL;
}

/* The code with which it must be refused, "" for a good one. */
static const char *refusal(const struct tree *tree, const struct tree_file *file)
{
  static char code[16];
  const char *line = strstr(tree_find(tree, "waarheid/afgekeurd.csv")->data, file->path);
  code[0] = '\0';
  if (line != NULL)
    assert_int_equal(sscanf(line + strlen(file->path), ",%15s", code), 1);
  return code;
}

static bool is_among(const char *code, const char *codes)
{
  return *code != '\0' && strstr(codes, code) != NULL;
}

static xmlDoc *read_message(const struct tree_file *file)
{
  return xmlReadMemory(file->data, (int)file->size, file->path, NULL,
      XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING);
}

/* ---- schema ---- */

static void stay_silent(void *context, const char *message, ...)
{
  (void)context;
  (void)message;
}

static xmlSchema *load_schema(const char *folder, const char *soort)
{
  char path[512];
  snprintf(path, sizeof path, "%s/xsd/%s/%s.xsd", folder, soort[0] == 'J' ? "jw" : "wmo", soort);
  xmlSchemaParserCtxt *parser = xmlSchemaNewParserCtxt(path);
  assert_non_null(parser);
  xmlSchema *schema = xmlSchemaParse(parser);
  xmlSchemaFreeParserCtxt(parser);
  assert_non_null(schema);
  return schema;
}

static bool passes(xmlSchema *schema, const struct tree_file *file)
{
  xmlDoc *document = read_message(file);
  if (document == NULL)
    return false;
  xmlSchemaValidCtxt *validator = xmlSchemaNewValidCtxt(schema);
  xmlSchemaSetValidErrors(validator, stay_silent, stay_silent, NULL);
  bool valid = xmlSchemaValidateDoc(validator, document) == 0;
  xmlSchemaFreeValidCtxt(validator);
  xmlFreeDoc(document);
  return valid;
}

static void check_soort(const struct tree *tree, xmlSchema *schema, const char *soort)
{
  size_t size = strlen(soort);
  int good = 0;
  for (size_t i = 0; i < tree->count; i++) {
    const struct tree_file *file = &tree->files[i];
    if (!is_message(file) || strncmp(strrchr(file->path, '/') + 1, soort, size) != 0)
      continue;
    bool must_pass = !is_among(refusal(tree, file), "XSD VORM SOORT");
    if (passes(schema, file) != must_pass)
      fail_msg("%s %s", file->path, must_pass ? "does not pass its schema" : "passes its schema");
    good += must_pass;
  }
  assert_true(good > 0);
}

static void the_official_schema_takes_the_good_ones_and_refuses_the_broken(void **state)
{
  const char *folder = getenv("SLUIS_ISTANDAARDEN");
  if (folder == NULL) {
    fprintf(stderr,
        "SKIPPED: SLUIS_ISTANDAARDEN is not set, so NO message was held against the official schema\n");
    skip();
  }
  for (int i = 0; i < SOORT_COUNT; i++) {
    xmlSchema *schema = load_schema(folder, soorten[i]);
    check_soort(*state, schema, soorten[i]);
    xmlSchemaFree(schema);
  }
}

/* ---- rules ---- */

#define E(name) "*[local-name()='" name "']"
#define DAY(path) "number(translate(" path ",'-',''))"
#define AFTER_2020_OR_OPEN "(not(" E("Einddatum") ") or " DAY(E("Einddatum")) " > 20201231)"

/* What must be found nowhere. Every Einddatum of a generated toewijzing lies after 2020. */
static const struct {
  const char *code, *path;
} rules[] = {
    {"CD005", "//" E("Adres") "[count(" E("Postcode") ") != count(" E("LandCode") ")]"},
    {"CD007", "//" E("Communicatie") "[(" E("Vorm") " = '1') != boolean(" E("Taal") ")]"},
    {"CD009", "//" E("Contact") "[" E("Periode") " and " E("Soort") " != '04']"},
    {"CD025", "//" E("Adres") "[" E("LandCode") " = 'NL' and not(" E("Huis") ")]"},
    {"CD034", "//" E("Contact") "[(" E("Soort") " = '01' or " E("Soort") " = '03') and not(" E("Adres") "/" E(
                  "Postcode") ")]"},
    {"CD041", "//" E("ToegewezenProduct") "[" E("Product") "/" E("Code") " and not(" E(
                  "Budget") ") and not(" E("Omvang") ")]"},
    {"CD075", "//" E("ToegewezenProduct") "[" E("Budget") " and not(" E("Einddatum") ")]"},
    {"CD076", "//" E("ToegewezenProduct") "[" E("Omvang") "/" E("Frequentie") " = '2' and not(" E(
                  "Einddatum") ")]"},
    {"CD077", "//" E("ToegewezenProduct") "[" E("Budget") " and " E("Omvang") "]"},
    {"CD079", "//" E("ToegewezenProduct") "[not(" E("Budget") ") and not(" E("Product") ")]"},
    {"CS003", "//" E("ToegewezenProduct") "[" DAY(E("Einddatum")) " < " DAY(E("Ingangsdatum")) "]"},
    {"CS050", "//" E("Naam") "[" E("NaamGebruik") " and contains('234', " E("NaamGebruik") ") and not(" E(
                  "Partnernaam") ")]"},
    {"CS058", "//" E("StatusAanlevering") "[. != '1' and . != '3']"},
    {"CS089",
        "//" E("Postcode") "[string-length(.) != 6 or translate(substring(., 5), "
                           "'ABCDEFGHIJKLMNOPQRSTUVWXYZ', '') != '' or number(substring(., 1, 4)) < 1000]"},
    {"CS139",
        "//" E("Geboortedatum") "[(" E("DatumGebruik") " = '1' and substring(" E(
            "Datum") ", 9) != '01') or (" E("DatumGebruik") " = '2' and substring(" E("Datum") ", 6) != "
                                                                                               "'01-01')]"},
    {"CS318", "//" E("NaamGebruik") "[. = '6']"},
    {"CS335", "//" E("ToegewezenProduct") "[" E("RedenWijziging") " = '13' and " E("Ingangsdatum") " != " E(
                  "Einddatum") "]"},
    {"CS336", "//" E("RedenWijziging") "[. = '01']"},
    {"CS338", "//" E("ToegewezenProduct") "[contains('14 16 83 84', " E("Omvang") "/" E(
                  "Eenheid") ") and " AFTER_2020_OR_OPEN
                             " and not(contains('246', " E("Omvang") "/" E("Frequentie") "))]"},
    {"TR002", "//" E("Geboortedatum") "[" DAY(E("Datum")) " + 1200000 < " DAY("//" E("Dagtekening")) "]"},
    {"TR006", "//" E("Contact") "[not(" E("Telefoon") ") and not(" E("Adres") "[" E("Huis") " and " E(
                  "Postcode") "])]"},
    {"TR018", "//" E("StopProduct") "[" DAY(E("Einddatum")) " < " DAY(E("Begindatum")) "]"},
    {"TR061", "//" E("Contactgegevens") "[not(" E("Contact") "[" E("Soort") " != '04'])]"},
    {"TR101 301", "//" E("ToegewezenProduct") "[" E("ToewijzingNummer") " = following-sibling::*/" E(
                      "ToewijzingNummer") "]"},
    {"TR101 Relatie", "//" E("Relatie") "[" E("Nummer") " = following-sibling::*/" E("Nummer") "]"},
    {"TR101 Contact",
        "//" E("Contactgegevens") "/" E("Contact") "[" E("Soort") " = following-sibling::*/" E("Soort") "]"},
    {"TR134 301",
        "//" E("ToegewezenProduct") "[" DAY(E("Toewijzingsdatum")) " > " DAY("//" E("Dagtekening")) "]"},
    {"TR134 305 307", "//" E("Client") "/*/*[" DAY(E("Begindatum")) " > " DAY("//" E("Dagtekening")) "]"},
    {"TR134 307", "//" E("StopProduct") "[" DAY(E("Einddatum")) " > " DAY("//" E("Dagtekening")) "]"},
    {"TR302", "//" E("ToegewezenProduct") "[" E("Product") "/" E("Code") " = following-sibling::*/" E(
                  "Product") "/" E("Code") "]"},
};

static void check_rules(const struct tree_file *file, int *lines)
{
  xmlDoc *document = read_message(file);
  assert_non_null(document);
  xmlXPathContext *context = xmlXPathNewContext(document);
  for (size_t i = 0; i < sizeof rules / sizeof *rules; i++) {
    xmlXPathObject *found = xmlXPathEvalExpression((const xmlChar *)rules[i].path, context);
    assert_non_null(found);
    if (!xmlXPathNodeSetIsEmpty(found->nodesetval))
      fail_msg("%s breaks %s", file->path, rules[i].code);
    xmlXPathFreeObject(found);
  }
  xmlXPathObject *items = xmlXPathEvalExpression(
      (const xmlChar *)"//" E("Client") "/*/*[" E("ToewijzingNummer") " or " E("StatusAanlevering") "]",
      context);
  *lines += items->nodesetval != NULL && items->nodesetval->nodeNr > 1;
  xmlXPathFreeObject(items);
  xmlXPathFreeContext(context);
  xmlFreeDoc(document);
}

static bool is_declaratie(const struct tree_file *file)
{
  return strstr(file->path, "323_") != NULL || strstr(file->path, "325_") != NULL;
}

static void good_messages_of_one_client_keep_the_rules_that_one_message_decides(void **state)
{
  const struct tree *tree = *state;
  int with_several = 0;
  for (size_t i = 0; i < tree->count; i++)
    if (is_message(&tree->files[i]) && !is_declaratie(&tree->files[i]) &&
        refusal(tree, &tree->files[i])[0] == '\0')
      check_rules(&tree->files[i], &with_several);
  assert_true(with_several > 0);
}

/* ---- what the program says of it ---- */

static int32_t day_of(const struct tree_file *file)
{
  char text[DATE_TEXT_SIZE];
  int32_t day = 0;
  snprintf(text, sizeof text, "%.10s", strchr(file->path + 6, '/') + 1);
  assert_true(date_parse(text, strlen(text), &day));
  return day;
}

/* The code of the first melding, "" when it is accepted. */
static void judge(struct levering_reader *reader, const struct tree_file *file, char soort[8], char code[16])
{
  char organisation[9];
  struct error error = {0};
  struct batch_levering levering;
  struct arena arena;
  arena_init(&arena, 0);
  snprintf(organisation, sizeof organisation, "%.*s", (int)strcspn(file->path + 6, "/"), file->path + 6);
  struct levering_source source = {
      .name = strrchr(file->path, '/') + 1, .organisation = organisation, .ontvangen = day_of(file)};
  assert_int_equal(
      levering_reader_read(reader, &source, file->data, file->size, &arena, &levering, &error), 0);
  bool is_good = levering.levering.oordeel == OORDEEL_GOED;
  snprintf(soort, 8, "%s", levering.levering.soort != NULL ? levering.levering.soort : "");
  snprintf(code, 16, "%s", is_good ? "" : levering.levering.meldingen[0].code);
  arena_fini(&arena);
}

static void every_message_is_judged_as_said_and_all_ten_kinds_occur(void **state)
{
  const struct tree *tree = *state;
  static const char *const kinds[] = {
      "JW301", "JW305", "JW307", "JW323", "JW325", "WMO301", "WMO305", "WMO307", "WMO323", "WMO325"};
  enum { KIND_COUNT = sizeof kinds / sizeof *kinds };
  int seen[KIND_COUNT] = {0};
  struct levering_reader *reader = levering_reader_new(NULL);
  for (size_t i = 0; i < tree->count; i++) {
    char soort[8];
    char code[16];
    if (!is_message(&tree->files[i]))
      continue;
    judge(reader, &tree->files[i], soort, code);
    if (strcmp(code, refusal(tree, &tree->files[i])) != 0)
      fail_msg("%s is judged \"%s\"", tree->files[i].path, code);
    for (int j = 0; j < KIND_COUNT; j++)
      seen[j] += code[0] == '\0' && strcmp(soort, kinds[j]) == 0;
  }
  for (int j = 0; j < KIND_COUNT; j++)
    assert_true(seen[j] > 0);
  levering_reader_free(&reader);
}

/* Of the element at `at`, whose text begins behind it, and of the DebetCredit that follows: cents. */
static long long amount_at(const char *at, const char *element)
{
  long long cent = strtoll(at + strlen(element), NULL, 10);
  return strstr(at, ":DebetCredit>")[strlen(":DebetCredit>")] == 'C' ? -cent : cent;
}

static void what_a_declaratie_asks_is_the_sum_of_its_lines(void **state)
{
  const struct tree *tree = *state;
  int credits = 0;
  int several = 0;
  for (size_t i = 0; i < tree->count; i++) {
    const struct tree_file *file = &tree->files[i];
    if (!is_message(file) || strstr(file->path, "323_") == NULL || refusal(tree, file)[0] != '\0')
      continue;
    static const char total[] = ":TotaalBedrag>";
    const char *base = strncmp(strrchr(file->path, '/') + 1, "JW", 2) == 0 ? "ijw" : "iwmo";
    char tag[24];
    snprintf(tag, sizeof tag, "<%s:Bedrag>", base);
    long long sum = 0;
    int lines = 0;
    for (const char *at = strstr(file->data, tag); at != NULL; at = strstr(at + 1, tag)) {
      sum += amount_at(at, tag);
      lines++;
    }
    assert_int_equal(sum, amount_at(strstr(file->data, total), total));
    credits += strstr(file->data, "VorigReferentieNummer") != NULL;
    several += lines > 10;
  }
  assert_true(credits > 0 && several > 0);
}

/* ---- lists ---- */

/* As a line of waarheid/lijsten.csv behind the name of the file. What the reference knows is not judged here:
 * of an indicator list, which has one line of that in each wrong one, only that it is one. */
static void judge_list(struct levering_reader *reader, const struct tree_file *file, char out[96])
{
  struct error error = {0};
  struct batch_levering judged;
  struct arena arena;
  arena_init(&arena, 0);
  struct levering_source source = {
      .name = strrchr(file->path, '/') + 1, .organisation = "98970281", .ontvangen = day_of(file)};
  assert_int_equal(levering_reader_read(reader, &source, file->data, file->size, &arena, &judged, &error), 0);
  const struct levering *levering = &judged.levering;
  snprintf(out, 96, ",%s,%s,%d,%d,", levering->soort, oordeel_text(levering->oordeel),
      (int)levering->regels_goed, (int)levering->regels_fout);
  arena_fini(&arena);
}

static void every_list_is_judged_as_said(void **state)
{
  const struct tree *tree = *state;
  const char *told = tree_find(tree, "waarheid/lijsten.csv")->data;
  struct levering_reader *reader = levering_reader_new(NULL);
  int lists = 0;
  for (size_t i = 0; i < tree->count; i++) {
    const struct tree_file *file = &tree->files[i];
    if (strncmp(file->path, "inbox/", 6) != 0 || strstr(file->path, ".csv") == NULL)
      continue;
    char found[96];
    const char *line = strstr(told, file->path);
    assert_non_null(line);
    judge_list(reader, file, found);
    size_t size = strncmp(found, ",indicator,", 11) == 0 ? 11 : strlen(found);
    if (strncmp(line + strlen(file->path), found, size) != 0)
      fail_msg("%s is judged %s", file->path, found);
    lists++;
  }
  assert_true(lists > 50);
  levering_reader_free(&reader);
}

/* ---- more ---- */

static bool passes_the_11_proef(const char *bsn)
{
  int sum = -(bsn[8] - '0');
  for (int i = 0; i < 8; i++)
    sum += (9 - i) * (bsn[i] - '0');
  return sum % 11 == 0;
}

static void every_bsn_passes_the_11_proef_but_those_said_to_fail(void **state)
{
  const struct tree *tree = *state;
  int wrong = 0;
  for (size_t i = 0; i < tree->count; i++) {
    const struct tree_file *file = &tree->files[i];
    const char *bsn = is_message(file) ? strstr(file->data, ":Bsn>") : NULL;
    if (bsn == NULL)
      continue;
    bool must_fail = strcmp(refusal(tree, file), "CS002") == 0;
    assert_int_equal(passes_the_11_proef(bsn + 5), !must_fail);
    wrong += must_fail;
  }
  assert_true(wrong > 0);
}

static void a_message_lies_with_its_sender_or_receiver_but_those_said_not_to(void **state)
{
  const struct tree *tree = *state;
  for (size_t i = 0; i < tree->count; i++) {
    const struct tree_file *file = &tree->files[i];
    if (!is_message(file) || is_among(refusal(tree, file), "VORM SOORT"))
      continue;
    char element[16];
    snprintf(element, sizeof element, ">%.*s<", (int)strcspn(file->path + 6, "/"), file->path + 6);
    bool is_party = strstr(file->data, element) != NULL;
    assert_int_equal(is_party, strcmp(refusal(tree, file), "AFZENDER") != 0);
  }
}

static void no_message_is_received_before_its_dagtekening(void **state)
{
  const struct tree *tree = *state;
  for (size_t i = 0; i < tree->count; i++) {
    const struct tree_file *file = &tree->files[i];
    const char *dagtekening = is_message(file) ? strstr(file->data, ":Dagtekening>") : NULL;
    if (dagtekening != NULL)
      assert_true(strncmp(dagtekening + 13, strchr(file->path + 6, '/') + 1, 10) <= 0);
  }
}

static int generate_region(void **state)
{
  static struct tree tree;
  tree_generate((struct generator_options){.seed = 11,
                    .clients = 900,
                    .months = 10,
                    .year = 2024,
                    .month = 1,
                    .per_mille_full = PER_MILLE_FULL,
                    .per_mille_declared = 1000},
      &tree);
  *state = &tree;
  return 0;
}

static int free_region(void **state)
{
  tree_free(*state);
  xmlCleanupParser();
  return 0;
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(the_official_schema_takes_the_good_ones_and_refuses_the_broken),
      cmocka_unit_test(good_messages_of_one_client_keep_the_rules_that_one_message_decides),
      cmocka_unit_test(every_message_is_judged_as_said_and_all_ten_kinds_occur),
      cmocka_unit_test(every_list_is_judged_as_said),
      cmocka_unit_test(what_a_declaratie_asks_is_the_sum_of_its_lines),
      cmocka_unit_test(every_bsn_passes_the_11_proef_but_those_said_to_fail),
      cmocka_unit_test(a_message_lies_with_its_sender_or_receiver_but_those_said_not_to),
      cmocka_unit_test(no_message_is_received_before_its_dagtekening),
  };
  return cmocka_run_group_tests(tests, generate_region, free_region);
}
