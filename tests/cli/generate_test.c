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
      {"--from", "1999-01"}};
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
  char maand[8], domein[4], gemeente[5], product[8];
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
        sscanf(line, "%7[^,],%3[^,],%4[^,],%7[^,],%d,%d,%d,%d,%d,%d,%d", month->maand, month->domein,
            month->gemeente, month->product, &month->toewijzingen, &month->gestart, &month->afgesloten,
            &month->open_begin, &month->lopend, &month->open_eind, &month->onderbroken),
        11);
  }
  return count;
}

/* Every month has the same lines in the same order: the next month's is a fixed number of lines further. */
enum { LINES_A_MONTH = 14 * 24 };

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
    size_t counts[3];
    assert_int_equal(sscanf(line, "%*[^,],%zu,%zu,%zu", &counts[0], &counts[1], &counts[2]), 3);
    good += counts[0];
    refused += counts[1];
    doubles += counts[2];
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
  static const char *const codes[] = {"TR019", "TR326", "TR382", "TR415", "SL01", "SL02"};
  for (size_t i = 0; i < sizeof codes / sizeof *codes; i++) {
    const char *line = strstr(text, codes[i]);
    int amount = 0;
    assert_true(line != NULL && sscanf(line, "%*[^,],%d", &amount) == 1);
    assert_true(amount > 0);
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
  };
  const struct CMUnitTest region[] = {
      cmocka_unit_test(the_figures_flow_from_month_to_month_at_every_peildatum),
      cmocka_unit_test(what_was_known_earlier_differs_from_what_is_known_at_the_end),
      cmocka_unit_test(the_reasons_add_up_to_what_was_ended),
      cmocka_unit_test(every_file_is_counted_and_few_are_broken_or_double),
      cmocka_unit_test(a_message_that_is_sent_again_is_the_same_message),
      cmocka_unit_test(every_signaal_occurs),
  };
  int failed = cmocka_run_group_tests(refusals, NULL, NULL);
  return failed + cmocka_run_group_tests(region, generate_region, free_region);
}
