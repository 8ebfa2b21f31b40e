/* Client by client: simulate, deliver, count, forget. What stays in memory is the counts and one line a
 * folder, whatever the number of clients. */
#include "cli/generate/generator.h"

#include <stdio.h>
#include <string.h>

#include "base/date.h"
#include "cli/generate/delivery.h"
#include "cli/generate/output_tree.h"
#include "cli/generate/reference_files.h"
#include "cli/generate/simulation.h"
#include "cli/generate/truth.h"

static const char readme[] =
    "# Een verzonnen regio\n\n"
    "Gemaakt door `sluis generate`. Niemand hierin bestaat: personen, aanbieders, productcodes en berichten "
    "zijn\n"
    "verzonnen; alleen de gemeenten zijn echt.\n\n"
    "- `referentie/`: gemeenten, aanbieders, producten, overeenkomsten en leveringsplan, voor `sluis "
    "reference load`\n"
    "- `inbox/`: berichten per organisatie en dag van ontvangst; zet `SLUIS_INBOX` op deze map. `sluis run` "
    "haalt\n"
    "  eruit wat verwerkt is.\n"
    "- `waarheid/`: wat de cijfers moeten zijn, geteld uit de simulatie zelf en niet uit de berichten\n"
    "  - `maanden.csv`: per maand, domein, gemeente en product, als alles ontvangen is (`peildatum.txt`)\n"
    "  - `bekend-DATUM.csv`: hetzelfde, zoals bekend op DATUM; maanden tot en met die van DATUM\n"
    "  - `reden.csv`: afgesloten trajecten per maand, domein en genormaliseerde reden\n"
    "  - `unieke_clienten.csv`: verschillende clienten in zorg per maand\n"
    "  - `signalen.csv`: aantal regels per signaal\n"
    "  - `leveringen.csv`: goede, afgekeurde en dubbele bestanden per organisatie\n"
    "  - `afgekeurd.csv`, `dubbel.csv`: welke bestanden dat zijn, en met welke code ze worden afgekeurd\n\n"
    "`toewijzingen` telt naar de eerste Ingangsdatum. `onderbroken` telt de trajecten die op de laatste dag "
    "van de\n"
    "maand open staan en dan tijdelijk gestopt zijn. De overige kolommen zijn die van het rapport "
    "`caseload`.\n";

/* first_days[month_count]: the day after the last month. */
static int find_months(
    const struct generator_options *options, int32_t first_days[MOST_MONTHS + 1], struct error *error)
{
  for (int i = 0; i <= options->months; i++) {
    int month = options->month - 1 + i;
    struct date_parts parts = {options->year + month / 12, month % 12 + 1, 1};
    if (!date_from_parts(parts, &first_days[i]))
      return error_set(error, ERROR_USAGE, "the months lie outside the calendar");
  }
  return 0;
}

static int check_options(const struct generator_options *options, struct error *error)
{
  if (options->clients < 1 || options->clients > MOST_CLIENTS)
    return error_set(error, ERROR_USAGE, "--clients must lie between 1 and %d", MOST_CLIENTS);
  if (options->months < 1 || options->months > MOST_MONTHS)
    return error_set(error, ERROR_USAGE, "--months must lie between 1 and %d", MOST_MONTHS);
  if (options->year < 2021 || options->year > 2100)
    return error_set(error, ERROR_USAGE, "--from must lie between 2021-01 and 2100-12");
  return 0;
}

static int run_clients(struct simulation *simulation, struct delivery *delivery, struct truth *truth,
    int count, struct error *error)
{
  struct client client;
  struct life life;
  for (int i = 0; i < count; i++) {
    simulation_next(simulation, &client, &life);
    truth_add(truth, &life);
    int failed = delivery_send(delivery, &client, &life, error);
    if (failed != 0)
      return failed;
  }
  return 0;
}

static void sum_up(const struct delivery *delivery, struct generator_result *result)
{
  *result = (struct generator_result){0};
  for (int i = 0; i < ORGANISATION_COUNT; i++) {
    for (int j = 0; j < FATE_COUNT; j++)
      result->messages += delivery->counts[i][j];
    result->refused += delivery->counts[i][FATE_REFUSED];
    result->doubles += delivery->counts[i][FATE_DOUBLE];
  }
}

static int write_region(const struct generator_options *options, const struct output_tree *tree,
    const int32_t *first_days, struct delivery *delivery, struct error *error)
{
  struct simulation simulation;
  int32_t last_day = first_days[options->months] - 1;
  simulation_init(&simulation, options->seed, first_days[0], last_day);
  struct truth *truth = truth_new(first_days, options->months);
  int failed = delivery_init(delivery, tree, options->seed, first_days[0], last_day, error);
  delivery->per_mille_full = options->per_mille_full;
  if (failed == 0)
    failed = run_clients(&simulation, delivery, truth, options->clients, error);
  if (failed == 0)
    failed = delivery_finish(delivery, error);
  if (failed == 0)
    failed = truth_write(truth, tree, delivery->last_received, error);
  truth_free(&truth);
  return failed;
}

static int write_tree(const struct generator_options *options, const struct output_tree *tree,
    const int32_t *first_days, struct generator_result *result, struct error *error)
{
  /* the product tables change at the turn of a month, halfway */
  int failed = reference_files_write(tree, first_days[options->months / 2], error);
  if (failed == 0)
    failed = output_tree_folder(tree, "waarheid", error);
  if (failed == 0)
    failed = output_tree_file(tree, "LEESMIJ.md", readme, strlen(readme), error);
  if (failed != 0)
    return failed;
  struct delivery delivery;
  failed = write_region(options, tree, first_days, &delivery, error);
  sum_up(&delivery, result);
  delivery_fini(&delivery);
  return failed;
}

int generator_run(
    const struct generator_options *options, struct generator_result *result, struct error *error)
{
  int32_t first_days[MOST_MONTHS + 1] = {0};
  int failed = check_options(options, error);
  if (failed == 0)
    failed = find_months(options, first_days, error);
  if (failed != 0)
    return failed;
  struct output_tree tree;
  failed = output_tree_open(options->dir, &tree, error);
  if (failed == 0)
    failed = write_tree(options, &tree, first_days, result, error);
  output_tree_close(&tree);
  return failed;
}
