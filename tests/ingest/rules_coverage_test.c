/* Every rule that one message can break: does it speak where it must, there alone, and nowhere else?
 *
 * The examples (rule_examples.h) always run. Which rules there must be examples of is read from the
 * standard's own tables, and whether an example is valid by its XSD from the official XSDs: both in the
 * folder that SLUIS_ISTANDAARDEN names, and said loudly when it does not. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <libxml/xmlschemas.h>

#include "rule_examples.h"

#include "ingest/levering_reader.h"
#include "ingest/rules.h"

enum { MOST_PATH = 1024 };

static const char *nummer_of(const struct rule_example *example)
{
  return example->base + strcspn(example->base, "0123456789");
}

/* --- what is found --- */

struct judging {
  struct levering_reader *reader;
  size_t examples;
  size_t wrong;
};

static bool is_as_expected(const struct rule_example *example, const struct levering *levering)
{
  if (levering->meldingen_count != example->find_count ||
      (levering->oordeel == OORDEEL_GOED) != example->is_good)
    return false;
  for (size_t i = 0; i < example->find_count; i++) {
    const struct melding *melding = &levering->meldingen[i];
    if (strcmp(melding->code, example->finds[i].code) != 0 || melding->regel != example->finds[i].line ||
        strcmp(melding->pad, example->finds[i].path) != 0)
      return false;
  }
  return true;
}

static void tell(const struct rule_example *example, const struct levering *levering)
{
  printf("%s.txt:%d on %s:\n", example->code, example->line, example->base);
  for (size_t i = 0; i < example->find_count; i++)
    printf(
        "  expected %s line %d %s\n", example->finds[i].code, example->finds[i].line, example->finds[i].path);
  for (size_t i = 0; i < levering->meldingen_count; i++)
    printf("  found    %s line %d %s\n", levering->meldingen[i].code, (int)levering->meldingen[i].regel,
        levering->meldingen[i].pad);
}

static void judge(void *context, const struct rule_example *example)
{
  struct judging *judging = context;
  struct arena arena;
  arena_init(&arena, 0);
  struct levering_source source = {.name = "voorbeeld.xml", .ontvangen = example->received};
  struct batch_levering out = {0};
  struct error error;
  assert_int_equal(levering_reader_read(
                       judging->reader, &source, example->bytes, (size_t)example->size, &arena, &out, &error),
      0);
  judging->examples++;
  if (!is_as_expected(example, &out.levering)) {
    judging->wrong++;
    tell(example, &out.levering);
  }
  arena_fini(&arena);
}

static void every_example_finds_what_it_says_and_nothing_else(void **state)
{
  (void)state;
  struct judging judging = {.reader = levering_reader_new(NULL)};
  rule_examples_each(FIXTURES, judge, &judging);
  levering_reader_free(&judging.reader);
  assert_true(judging.examples > 0);
  assert_int_equal(judging.wrong, 0);
}

/* --- a bad example breaks one rule --- */

/* Held by the XSD too: what breaks them is a finding XSD, and behind it one of the rule itself. */
static const char *const held_by_xsd[] = {"CS015", "CS025", "CS319"};

static bool is_held_by_xsd(const char *code)
{
  for (size_t i = 0; i < sizeof held_by_xsd / sizeof *held_by_xsd; i++) {
    if (strcmp(held_by_xsd[i], code) == 0)
      return true;
  }
  return false;
}

/* Omvang with Budget is forbidden from both sides. */
static bool is_of(const char *found, const char *code)
{
  bool are_a_pair = strcmp(code, "CD077") == 0 || strcmp(code, "CD078") == 0;
  if (are_a_pair && (strcmp(found, "CD077") == 0 || strcmp(found, "CD078") == 0))
    return true;
  return strcmp(found, code) == 0;
}

static void assert_alone(void *context, const struct rule_example *example)
{
  (void)context;
  for (size_t i = 0; i < example->find_count; i++) {
    bool is_twin = is_held_by_xsd(example->code) && strcmp(example->finds[i].code, "XSD") == 0;
    if (!is_twin && !is_of(example->finds[i].code, example->code))
      fail_msg("%s.txt:%d finds %s too", example->code, example->line, example->finds[i].code);
  }
}

static void a_bad_example_breaks_its_rule_alone(void **state)
{
  (void)state;
  rule_examples_each(FIXTURES, assert_alone, NULL);
}

/* --- the standard's tables --- */

static const char *standards(void)
{
  const char *folder = getenv("SLUIS_ISTANDAARDEN");
  if (folder != NULL && *folder != '\0')
    return folder;
  printf("SKIPPED: SLUIS_ISTANDAARDEN is not set, so the standard's tables and XSDs were NOT consulted\n");
  return NULL;
}

/* Levels above xslt whose rule one message decides all the same. */
static const char *const decided_by_one_message[] = {"TR135", "TR314", "TR319", "TR346"};

static bool is_judged(const char *code, const char *level)
{
  if (level == NULL || strcmp(level, "xslt") == 0)
    return true;
  for (size_t i = 0; i < sizeof decided_by_one_message / sizeof *decided_by_one_message; i++) {
    if (strcmp(decided_by_one_message[i], code) == 0)
      return true;
  }
  return false;
}

/* How many examples there are of a rule in a message. */
struct tally {
  char code[16];
  char nummer[8];
  size_t good, bad;
};

enum { MOST_TALLIES = 1024 };
static struct tally tallies[MOST_TALLIES];
static size_t tally_count;

static struct tally *tally_of(const char *code, const char *nummer)
{
  for (size_t i = 0; i < tally_count; i++) {
    if (strcmp(tallies[i].code, code) == 0 && strcmp(tallies[i].nummer, nummer) == 0)
      return &tallies[i];
  }
  assert_true(tally_count < MOST_TALLIES);
  struct tally *tally = &tallies[tally_count++];
  snprintf(tally->code, sizeof tally->code, "%s", code);
  snprintf(tally->nummer, sizeof tally->nummer, "%s", nummer);
  return tally;
}

static void count_example(void *context, const struct rule_example *example)
{
  (void)context;
  struct tally *tally = tally_of(example->code, nummer_of(example));
  tally->good += example->is_good;
  for (size_t i = 0; i < example->find_count; i++)
    tally->bad += is_of(example->finds[i].code, example->code);
}

static int count_examples(void **state)
{
  (void)state;
  rule_examples_each(FIXTURES, count_example, NULL);
  return 0;
}

/* How many messages lack an example of this rule. */
static size_t count_lacking(const char *code, const char *messages)
{
  size_t lacking = 0;
  bool is_for_all = strncmp(messages, "all", 3) == 0;
  for (size_t i = 0; i < BERICHT_COUNT; i++) {
    const char *nummer = berichten[i]->nummer;
    if (berichten[i]->domein != DOMEIN_JW || (!is_for_all && strstr(messages, nummer) == NULL))
      continue;
    const struct tally *tally = tally_of(code, nummer);
    if (tally->good == 0 || tally->bad == 0) {
      printf("%s in a %s: %zu good and %zu bad examples\n", code, nummer, tally->good, tally->bad);
      lacking++;
    }
  }
  return lacking;
}

static FILE *open_table(const char *name)
{
  char path[MOST_PATH];
  snprintf(path, sizeof path, "%s/%s", standards(), name);
  FILE *table = fopen(path, "r");
  assert_non_null(table);
  return table;
}

/* The first fields of a line; they hold no commas or quotes. A last one may, and is then cut short. */
static size_t split_fields(char *line, char **fields, size_t most)
{
  size_t count = 0;
  line[strcspn(line, "\r\n")] = '\0';
  for (char *field = line; field != NULL && count < most;) {
    char *comma = strchr(field, ',');
    if (comma != NULL)
      *comma = '\0';
    fields[count++] = field;
    field = comma != NULL ? comma + 1 : NULL;
  }
  return count;
}

static void every_technical_rule_has_a_good_and_a_bad_example(void **state)
{
  (void)state;
  if (standards() == NULL)
    skip();
  FILE *table = open_table("technische-regels.csv");
  static char line[65536];
  size_t rows = 0;
  size_t lacking = 0;
  while (fgets(line, sizeof line, table) != NULL) {
    enum { STANDAARD, REGEL, NIVEAU, RETOURCODE, BERICHTEN, FIELDS };
    char *fields[FIELDS];
    bool is_row = strncmp(line, "jw,", 3) == 0 || strncmp(line, "wmo,", 4) == 0;
    if (!is_row || split_fields(line, fields, FIELDS) < FIELDS || !is_judged(fields[REGEL], fields[NIVEAU]))
      continue;
    rows++;
    lacking += count_lacking(fields[REGEL], fields[BERICHTEN]);
    const char *retourcode = code_retourcode(fields[REGEL]);
    if (retourcode != NULL)
      assert_string_equal(retourcode, fields[RETOURCODE]);
  }
  fclose(table);
  assert_true(rows > 0);
  assert_int_equal(lacking, 0);
}

static void every_condition_has_a_good_and_a_bad_example(void **state)
{
  (void)state;
  if (standards() == NULL)
    skip();
  FILE *table = open_table("condities.csv");
  char line[1024];
  size_t rows = 0;
  size_t lacking = 0;
  while (fgets(line, sizeof line, table) != NULL) {
    enum { CODE, BERICHTEN, FIELDS };
    char *fields[FIELDS];
    if (split_fields(line, fields, FIELDS) < FIELDS || line[0] != 'C')
      continue;
    rows++;
    lacking += count_lacking(fields[CODE], fields[BERICHTEN]);
  }
  fclose(table);
  assert_true(rows > 0);
  assert_int_equal(lacking, 0);
}

/* --- the official XSDs --- */

struct schemas {
  struct {
    char base[16];
    xmlSchemaPtr schema;
  } items[BERICHT_COUNT];
  size_t count;
};

static xmlSchemaPtr schema_of(struct schemas *schemas, const char *base)
{
  for (size_t i = 0; i < schemas->count; i++) {
    if (strcmp(schemas->items[i].base, base) == 0)
      return schemas->items[i].schema;
  }
  assert_true(schemas->count < BERICHT_COUNT);
  bool is_jw = strncmp(base, "jw", 2) == 0;
  char path[MOST_PATH];
  snprintf(path, sizeof path, "%s/xsd/%s/%s%s.xsd", standards(), is_jw ? "jw" : "wmo", is_jw ? "JW" : "WMO",
      base + (is_jw ? 2 : 3));
  xmlSchemaParserCtxtPtr parser = xmlSchemaNewParserCtxt(path);
  xmlSchemaPtr schema = parser != NULL ? xmlSchemaParse(parser) : NULL;
  xmlSchemaFreeParserCtxt(parser);
  snprintf(schemas->items[schemas->count].base, sizeof schemas->items[0].base, "%s", base);
  schemas->items[schemas->count++].schema = schema;
  return schema;
}

static void say_nothing(void *context, const char *message, ...)
{
  (void)context;
  (void)message;
}

static void validate(void *context, const struct rule_example *example)
{
  if (strcmp(example->base, "wmo325") == 0)
    return; /* its XSD is not published */
  xmlSchemaPtr schema = schema_of(context, example->base);
  assert_non_null(schema);
  xmlSchemaValidCtxtPtr validation = xmlSchemaNewValidCtxt(schema);
  xmlSchemaSetValidErrors(validation, say_nothing, say_nothing, NULL);
  bool is_valid = xmlSchemaValidateDoc(validation, example->document) == 0;
  xmlSchemaFreeValidCtxt(validation);
  bool is_expected = example->is_good || !is_held_by_xsd(example->code);
  if (is_valid != is_expected)
    fail_msg("%s.txt:%d on %s: the official XSD says %s", example->code, example->line, example->base,
        is_valid ? "valid" : "not valid");
}

static void every_example_is_valid_by_the_official_xsd(void **state)
{
  (void)state;
  if (standards() == NULL)
    skip();
  struct schemas schemas = {.count = 0};
  rule_examples_each(FIXTURES, validate, &schemas);
  for (size_t i = 0; i < schemas.count; i++)
    xmlSchemaFree(schemas.items[i].schema);
  assert_true(schemas.count > 0);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(every_example_finds_what_it_says_and_nothing_else),
      cmocka_unit_test(a_bad_example_breaks_its_rule_alone),
      cmocka_unit_test(every_technical_rule_has_a_good_and_a_bad_example),
      cmocka_unit_test(every_condition_has_a_good_and_a_bad_example),
      cmocka_unit_test(every_example_is_valid_by_the_official_xsd),
  };
  return cmocka_run_group_tests(tests, count_examples, NULL);
}
