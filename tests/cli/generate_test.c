/* sluis generate: what it refuses, that it repeats itself to the byte, and that waarheid/ agrees with itself
 * and with the inbox. That waarheid/ is right is for the end-to-end tests to say, which load the region. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/memory.h"
#include "cli/commands.h"
#include "tests/cli/generate_tree.h"

static const struct generator_options small = {.seed = 7,
    .clients = 150,
    .months = 6,
    .year = 2024,
    .month = 1,
    .per_mille_full = PER_MILLE_FULL,
    .per_mille_declared = PER_MILLE_DECLARED};

static int run(const char *const *words)
{
  int count = 0;
  while (words[count] != NULL)
    count++;
  struct arguments arguments;
  struct error error = {0};
  int kind = arguments_parse(count, words, command_generate.options, &arguments, &error);
  if (kind != 0)
    return kind;
  kind = command_generate.run(NULL, &arguments, &error);
  arguments_fini(&arguments);
  return kind;
}

static void a_command_without_a_folder_is_a_usage_error(void **state)
{
  (void)state;
  assert_int_equal(run((const char *const[]){"--seed", "1", NULL}), ERROR_USAGE);
}

static void numbers_and_months_out_of_range_are_usage_errors(void **state)
{
  (void)state;
  char path[64];
  tree_folder_new(path);
  static const char *const wrong[][2] = {{"--clients", "0"}, {"--clients", "5x"}, {"--clients", "900000"},
      {"--months", "0"}, {"--months", "121"}, {"--seed", "-1"}, {"--from", "2024-13"}, {"--from", "2024"},
      {"--from", "1999-01"}, {"--declared", "1001"}};
  for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
    assert_int_equal(run((const char *const[]){path, wrong[i][0], wrong[i][1], NULL}), ERROR_USAGE);
  tree_folder_remove(path); /* which fails if it were not empty */
}

static void a_folder_that_holds_something_is_refused_and_left_as_it_is(void **state)
{
  (void)state;
  char path[64];
  char file[80];
  tree_folder_new(path);
  snprintf(file, sizeof file, "%s/x", path);
  FILE *out = fopen(file, "w");
  assert_non_null(out);
  fclose(out);
  assert_int_equal(run((const char *const[]){path, "--clients", "2", NULL}), ERROR_USAGE);
  assert_int_equal(remove(file), 0);
  assert_int_equal(remove(path), 0);
}

static void the_command_writes_a_region_into_a_folder_it_makes(void **state)
{
  (void)state;
  char path[64];
  char inside[80];
  char peildatum[128];
  tree_folder_new(path);
  snprintf(inside, sizeof inside, "%s/a/b", path);
  assert_int_equal(
      run((const char *const[]){inside, "--clients", "3", "--months", "2", "--from", "2024-05", NULL}), 0);
  snprintf(peildatum, sizeof peildatum, "%s/waarheid/peildatum.txt", inside);
  FILE *in = fopen(peildatum, "r");
  assert_non_null(in);
  char day[16];
  assert_non_null(fgets(day, sizeof day, in));
  assert_true(strcmp(day, "2024-06-30") >= 0);
  fclose(in);
  tree_folder_remove(path);
}

static void the_same_seed_gives_the_same_bytes(void **state)
{
  (void)state;
  struct tree first;
  struct tree second;
  tree_generate(small, &first);
  tree_generate(small, &second);
  assert_int_equal(first.count, second.count);
  for (size_t i = 0; i < first.count; i++) {
    assert_string_equal(first.files[i].path, second.files[i].path);
    assert_int_equal(first.files[i].size, second.files[i].size);
    assert_memory_equal(first.files[i].data, second.files[i].data, first.files[i].size);
  }
  tree_free(&first);
  tree_free(&second);
}

static void another_seed_gives_another_region(void **state)
{
  (void)state;
  struct tree first;
  struct tree second;
  struct generator_options other = small;
  other.seed++;
  tree_generate(small, &first);
  tree_generate(other, &second);
  assert_string_not_equal(
      tree_find(&first, "waarheid/maanden.csv")->data, tree_find(&second, "waarheid/maanden.csv")->data);
  tree_free(&first);
  tree_free(&second);
}

/* ---- waarheid ---- */

struct month_line {
  char maand[8], domein[4], gemeente[9], product[8];
  int toewijzingen, gestart, afgesloten, open_begin, lopend, open_eind, onderbroken;
};

static size_t read_months(const char *text, struct month_line **out)
{
  static const char header[] = "maand,domein,gemeente,product,toewijzingen,gestart,afgesloten,open_begin,"
                               "lopend,open_eind,onderbroken\n";
  assert_memory_equal(text, header, sizeof header - 1);
  size_t count = 0;
  *out = NULL;
  for (const char *line = strchr(text, '\n') + 1; *line != '\0'; line = strchr(line, '\n') + 1) {
    *out = memory_resize(*out, (count + 1) * sizeof **out);
    struct month_line *month = &(*out)[count++];
    assert_int_equal(
        sscanf(line, "%7[^,],%3[^,],%8[^,],%7[^,],%d,%d,%d,%d,%d,%d,%d", month->maand, month->domein,
            month->gemeente, month->product, &month->toewijzingen, &month->gestart, &month->afgesloten,
            &month->open_begin, &month->lopend, &month->open_eind, &month->onderbroken),
        11);
  }
  return count;
}

/* Every month has the same lines in the same order: the next month's is a fixed number of lines further. */
enum { LINES_A_MONTH = 16 * 28 };

static void check_flow(const char *text)
{
  struct month_line *months = NULL;
  size_t count = read_months(text, &months);
  int gestart = 0;
  assert_int_equal(count % LINES_A_MONTH, 0);
  for (size_t i = 0; i < count; i++) {
    const struct month_line *month = &months[i];
    assert_int_equal(month->open_begin + month->gestart, month->lopend);
    assert_int_equal(month->lopend - month->afgesloten, month->open_eind);
    assert_true(month->onderbroken <= month->open_eind);
    gestart += month->gestart;
    if (i + LINES_A_MONTH >= count)
      continue;
    assert_string_equal(month->product, months[i + LINES_A_MONTH].product);
    assert_int_equal(month->open_eind, months[i + LINES_A_MONTH].open_begin);
  }
  assert_true(gestart > 0);
  free(months);
}

static void the_figures_flow_from_month_to_month_at_every_peildatum(void **state)
{
  const struct tree *tree = *state;
  int known = 0;
  check_flow(tree_find(tree, "waarheid/maanden.csv")->data);
  for (size_t i = 0; i < tree->count; i++)
    if (strncmp(tree->files[i].path, "waarheid/bekend-", 16) == 0) {
      check_flow(tree->files[i].data);
      known++;
    }
  assert_int_equal(known, 3);
}

static void what_was_known_earlier_differs_from_what_is_known_at_the_end(void **state)
{
  const struct tree *tree = *state;
  const char *early = tree_find(tree, "waarheid/bekend-2024-02-29.csv")->data;
  const char *late = tree_find(tree, "waarheid/maanden.csv")->data;
  assert_int_not_equal(strncmp(early, late, strlen(early)), 0);
}

static void the_reasons_add_up_to_what_was_ended(void **state)
{
  const struct tree *tree = *state;
  struct month_line *months = NULL;
  size_t count = read_months(tree_find(tree, "waarheid/maanden.csv")->data, &months);
  int ended = 0;
  for (size_t i = 0; i < count; i++)
    ended += months[i].afgesloten;
  free(months);
  int by_reason = 0;
  const char *text = tree_find(tree, "waarheid/reden.csv")->data;
  for (const char *line = strchr(text, '\n') + 1; *line != '\0'; line = strchr(line, '\n') + 1) {
    int amount = 0;
    assert_int_equal(sscanf(line, "%*[^,],%*[^,],%*[^,],%d", &amount), 1);
    by_reason += amount;
  }
  assert_int_equal(by_reason, ended);
}

/* ---- declaraties ---- */

enum { MOST_FIELDS = 20 };

/* Splits the line at *text and moves to the next one; false at the end. Fields may be empty. */
static bool read_fields(const char **text, char fields[MOST_FIELDS][64])
{
  if (**text == '\0')
    return false;
  const char *at = *text;
  for (int i = 0; i < MOST_FIELDS; i++) {
    size_t size = strcspn(at, ",\n");
    snprintf(fields[i], sizeof fields[i], "%.*s", (int)size, at);
    at += size;
    if (*at++ == '\n')
      break;
  }
  *text = at;
  return true;
}

static const char *body(const struct tree *tree, const char *path)
{
  return strchr(tree_find(tree, path)->data, '\n') + 1;
}

static void kosten_add_up_to_the_lines_that_were_declared(void **state)
{
  enum { BEDRAG = 16, DEBET_CREDIT, AFGEKEURD };
  char fields[MOST_FIELDS][64];
  long long ingediend = 0;
  long long afgekeurd = 0;
  const char *text = body(*state, "waarheid/prestaties.csv");
  while (read_fields(&text, fields)) {
    long long cent = strtoll(fields[BEDRAG], NULL, 10) * (fields[DEBET_CREDIT][0] == 'C' ? -1 : 1);
    ingediend += cent;
    afgekeurd += fields[AFGEKEURD][0] != '\0' ? cent : 0;
  }
  assert_true(ingediend > afgekeurd && afgekeurd > 0);
  text = body(*state, "waarheid/kosten.csv");
  while (read_fields(&text, fields)) {
    assert_int_equal(
        strtoll(fields[5], NULL, 10), strtoll(fields[6], NULL, 10) - strtoll(fields[7], NULL, 10));
    ingediend -= strtoll(fields[6], NULL, 10);
    afgekeurd -= strtoll(fields[7], NULL, 10);
  }
  assert_int_equal(ingediend, 0);
  assert_int_equal(afgekeurd, 0);
}

static void lines_are_credited_and_rejected_in_every_way(void **state)
{
  static const char *const ways[] = {"", "regel", "declaratie", "debet"};
  int seen[4] = {0};
  int credits = 0;
  char fields[MOST_FIELDS][64];
  const char *text = body(*state, "waarheid/prestaties.csv");
  while (read_fields(&text, fields)) {
    credits += fields[7][0] != '\0';
    for (int i = 0; i < 4; i++)
      seen[i] += strcmp(fields[18], ways[i]) == 0;
  }
  assert_true(credits > 0);
  for (int i = 0; i < 4; i++)
    assert_true(seen[i] > 0);
}

/* The day of receipt of the first 323 with this Identificatie from this aanbieder; "" when there is none. */
static void find_declaratie_day(
    const struct tree *tree, const char *aanbieder, const char *identificatie, char day[11])
{
  char end[32];
  snprintf(end, sizeof end, "323_%s_%s.xml", aanbieder, identificatie);
  day[0] = '\0';
  for (size_t i = 0; i < tree->count; i++) {
    const char *place = strstr(tree->files[i].path, end);
    if (place != NULL && strncmp(tree->files[i].path, "inbox/", 6) == 0)
      snprintf(day, 11, "%.10s", strchr(tree->files[i].path + 6, '/') + 1);
  }
}

static void an_answer_may_arrive_before_its_declaratie(void **state)
{
  const struct tree *tree = *state;
  int before = 0;
  int after = 0;
  for (size_t i = 0; i < tree->count; i++) {
    const char *path = tree->files[i].path;
    if (strncmp(path, "inbox/", 6) != 0 || strstr(path, "325_") == NULL ||
        strstr(strstr(path, "325_"), "_nogmaals") != NULL)
      continue;
    const char *place = strstr(tree->files[i].data, ":DeclaratieIdentificatie>");
    const char *receiver = strstr(tree->files[i].data, ":Ontvanger>");
    if (place == NULL || receiver == NULL)
      continue; /* cut off */
    char aanbieder[9];
    char identificatie[8];
    char day[11];
    snprintf(aanbieder, sizeof aanbieder, "%.8s", receiver + strlen(":Ontvanger>"));
    snprintf(identificatie, sizeof identificatie, "%.7s",
        strstr(place, ":Identificatie>B") + strlen(":Identificatie>B"));
    find_declaratie_day(tree, aanbieder, identificatie, day);
    assert_string_not_equal(day, "");
    int order = strncmp(strchr(path + 6, '/') + 1, day, 10);
    before += order < 0;
    after += order > 0;
  }
  assert_true(before > 0 && after > before);
}

static void nothing_is_declared_when_none_is_asked_and_no_client_is_named_with_totals_only(void **state)
{
  (void)state;
  struct tree tree;
  struct generator_options options = small;
  options.per_mille_declared = 0;
  options.totals_only = true;
  tree_generate(options, &tree);
  for (size_t i = 0; i < tree.count; i++) {
    const char *path = tree.files[i].path;
    assert_null(strstr(path, "323_"));
    assert_null(strstr(path, "325_"));
    assert_null(strstr(path, "prestaties"));
    assert_null(strstr(path, "klantreis"));
  }
  assert_string_equal(body(&tree, "waarheid/kosten.csv"), "");
  tree_free(&tree);
}

/* ---- klantreis ---- */

static bool is_start(const char *stap)
{
  return strcmp(stap, "uitstroom") != 0 && strcmp(stap, "onderbreking") != 0 &&
         strcmp(stap, "hervatting") != 0;
}

/* At every peildatum: each traject that begins gives one step. */
static void check_starts(const struct tree *tree, const char *steps, const char *months_path)
{
  struct month_line *months = NULL;
  size_t count = read_months(tree_find(tree, months_path)->data, &months);
  long long starts = 0;
  char fields[MOST_FIELDS][64];
  for (size_t i = 0; i < count; i++)
    starts -= months[i].gestart;
  free(months);
  assert_true(starts < 0);
  const char *text = body(tree, steps);
  while (read_fields(&text, fields)) {
    starts += is_start(fields[1]) ? strtoll(fields[6], NULL, 10) : 0;
    assert_true(strtol(fields[7], NULL, 10) >= 1);
    assert_true(strtol(fields[7], NULL, 10) <= strtol(fields[6], NULL, 10));
  }
  assert_int_equal(starts, 0);
}

static void every_start_is_one_step_at_every_peildatum(void **state)
{
  check_starts(*state, "waarheid/stappen.csv", "waarheid/maanden.csv");
  check_starts(*state, "waarheid/stappen-bekend-2023-12-31.csv", "waarheid/bekend-2023-12-31.csv");
  check_starts(*state, "waarheid/stappen-bekend-2024-02-29.csv", "waarheid/bekend-2024-02-29.csv");
  check_starts(*state, "waarheid/stappen-bekend-2024-04-30.csv", "waarheid/bekend-2024-04-30.csv");
}

static void every_kind_of_step_and_of_doorstroom_occurs(void **state)
{
  static const char *const kinds[] = {"instroom,,", "stapeling,,", "herinstroom,,", "uitstroom,,",
      "onderbreking,,", "hervatting,,", "doorstroom,op,nee", "doorstroom,af,nee", "doorstroom,gelijk,nee",
      "doorstroom,gelijk,ja", "doorstroom,onbekend,nee"};
  const char *text = body(*state, "waarheid/stappen.csv");
  for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
    if (strstr(text, kinds[i]) == NULL)
      fail_msg("no %s", kinds[i]);
}

static const char *field_of_name(const char *name, int field)
{
  while (field-- > 0)
    name = strchr(name, ':') + 1;
  return name;
}

static void journeys_cross_domains_gemeenten_and_aanbieders_and_change_hands_on_one_day(void **state)
{
  enum { TRAJECT = 1, VORIGE = 4, GAT, IS_VERVOLG, NAAST = 9 };
  int domeinen = 0;
  int gemeenten = 0;
  int aanbieders = 0;
  int same_day = 0;
  int beside = 0;
  char fields[MOST_FIELDS][64];
  const char *text = body(*state, "waarheid/klantreis.csv");
  while (read_fields(&text, fields)) {
    beside += fields[NAAST][0] == '1';
    if (fields[IS_VERVOLG][0] != '1')
      continue;
    same_day += strcmp(fields[GAT], "0") == 0;
    domeinen += fields[VORIGE][0] != fields[TRAJECT][0];
    gemeenten += strncmp(field_of_name(fields[VORIGE], 1), field_of_name(fields[TRAJECT], 1), 4) != 0;
    aanbieders += strncmp(field_of_name(fields[VORIGE], 2), field_of_name(fields[TRAJECT], 2), 8) != 0;
  }
  assert_true(domeinen > 0 && gemeenten > 0 && aanbieders > 0 && same_day > 0 && beside > 0);
}

static void the_neighbours_of_a_journey_change_with_what_becomes_known(void **state)
{
  /* of a traject that was known in February with its end: another vorige or volgende later on */
  const char *late = body(*state, "waarheid/klantreis.csv");
  int changed = 0;
  char fields[MOST_FIELDS][64];
  const char *text = body(*state, "waarheid/klantreis-bekend-2024-02-29.csv");
  while (read_fields(&text, fields)) {
    char start[160];
    char now[MOST_FIELDS][64];
    snprintf(start, sizeof start, "\n%s,%s,", fields[0], fields[1]);
    const char *line = strstr(late - 1, start);
    if (line == NULL)
      continue; /* withdrawn */
    line++;
    assert_true(read_fields(&line, now));
    changed += strcmp(fields[4], now[4]) != 0 || (fields[7][0] != '\0' && strcmp(fields[7], now[7]) != 0);
  }
  assert_true(changed > 0);
}

/* ---- files ---- */

static size_t count_lines(const char *text)
{
  size_t count = 0;
  for (; *text != '\0'; text++)
    count += *text == '\n';
  return count;
}

static void every_file_is_counted_and_few_are_broken_or_double(void **state)
{
  const struct tree *tree = *state;
  size_t files = 0;
  for (size_t i = 0; i < tree->count; i++)
    files += strncmp(tree->files[i].path, "inbox/", 6) == 0;
  size_t good = 0;
  size_t refused = 0;
  size_t doubles = 0;
  const char *text = tree_find(tree, "waarheid/leveringen.csv")->data;
  for (const char *line = strchr(text, '\n') + 1; *line != '\0'; line = strchr(line, '\n') + 1) {
    size_t counts[4];
    assert_int_equal(
        sscanf(line, "%*[^,],%zu,%zu,%zu,%zu", &counts[0], &counts[1], &counts[2], &counts[3]), 4);
    good += counts[0] + counts[1];
    refused += counts[2];
    doubles += counts[3];
  }
  assert_int_equal(good + refused + doubles, files);
  assert_int_equal(refused, count_lines(tree_find(tree, "waarheid/afgekeurd.csv")->data) - 1);
  assert_int_equal(doubles, count_lines(tree_find(tree, "waarheid/dubbel.csv")->data) - 1);
  assert_true(refused > 0 && refused * 50 < files);
  assert_true(doubles > 0 && doubles * 50 < files);
}

static const char *file_name(const char *path)
{
  return strrchr(path, '/') + 1;
}

/* The file that was sent first, by the name without _nogmaals. */
static const struct tree_file *find_original(const struct tree *tree, const struct tree_file *again)
{
  size_t size = (size_t)(strstr(file_name(again->path), "_nogmaals") - file_name(again->path));
  for (size_t i = 0; i < tree->count; i++) {
    const char *name = file_name(tree->files[i].path);
    if (strncmp(tree->files[i].path, "inbox/", 6) == 0 && strncmp(name, file_name(again->path), size) == 0 &&
        strcmp(name + size, ".xml") == 0)
      return &tree->files[i];
  }
  return NULL;
}

static void a_message_that_is_sent_again_is_the_same_message(void **state)
{
  const struct tree *tree = *state;
  for (size_t i = 0; i < tree->count; i++) {
    const struct tree_file *again = &tree->files[i];
    if (strstr(again->path, "_nogmaals") == NULL)
      continue;
    const struct tree_file *original = find_original(tree, again);
    assert_string_equal(original != NULL ? original->data : "no original", again->data);
  }
}

static void every_signaal_occurs(void **state)
{
  const char *text = tree_find(*state, "waarheid/signalen.csv")->data;
  static const char *const codes[] = {"TR019", "TR063", "TR071", "TR074", "TR307", "TR308", "TR323", "TR326",
      "TR332", "TR338", "TR339", "TR340", "TR382", "TR384", "TR389", "TR390", "TR413", "TR414", "TR415",
      "SL01", "SL02", "SL03"};
  for (size_t i = 0; i < sizeof codes / sizeof *codes; i++) {
    if (strstr(text, codes[i]) == NULL)
      fail_msg("%s does not occur", codes[i]);
  }
}

static int generate_region(void **state)
{
  static struct tree tree;
  tree_generate((struct generator_options){.seed = 3,
                    .clients = 900,
                    .months = 8,
                    .year = 2023,
                    .month = 11,
                    .per_mille_full = PER_MILLE_FULL,
                    .per_mille_declared = PER_MILLE_DECLARED},
      &tree);
  *state = &tree;
  return 0;
}

static int free_region(void **state)
{
  tree_free(*state);
  return 0;
}

int main(void)
{
  const struct CMUnitTest refusals[] = {
      cmocka_unit_test(a_command_without_a_folder_is_a_usage_error),
      cmocka_unit_test(numbers_and_months_out_of_range_are_usage_errors),
      cmocka_unit_test(a_folder_that_holds_something_is_refused_and_left_as_it_is),
      cmocka_unit_test(the_command_writes_a_region_into_a_folder_it_makes),
      cmocka_unit_test(the_same_seed_gives_the_same_bytes),
      cmocka_unit_test(another_seed_gives_another_region),
      cmocka_unit_test(nothing_is_declared_when_none_is_asked_and_no_client_is_named_with_totals_only),
  };
  const struct CMUnitTest region[] = {
      cmocka_unit_test(the_figures_flow_from_month_to_month_at_every_peildatum),
      cmocka_unit_test(what_was_known_earlier_differs_from_what_is_known_at_the_end),
      cmocka_unit_test(the_reasons_add_up_to_what_was_ended),
      cmocka_unit_test(every_file_is_counted_and_few_are_broken_or_double),
      cmocka_unit_test(a_message_that_is_sent_again_is_the_same_message),
      cmocka_unit_test(every_signaal_occurs),
      cmocka_unit_test(kosten_add_up_to_the_lines_that_were_declared),
      cmocka_unit_test(lines_are_credited_and_rejected_in_every_way),
      cmocka_unit_test(an_answer_may_arrive_before_its_declaratie),
      cmocka_unit_test(every_start_is_one_step_at_every_peildatum),
      cmocka_unit_test(every_kind_of_step_and_of_doorstroom_occurs),
      cmocka_unit_test(journeys_cross_domains_gemeenten_and_aanbieders_and_change_hands_on_one_day),
      cmocka_unit_test(the_neighbours_of_a_journey_change_with_what_becomes_known),
  };
  int failed = cmocka_run_group_tests(refusals, NULL, NULL);
  return failed + cmocka_run_group_tests(region, generate_region, free_region);
}
