/* Client by client: simulate, deliver, count, forget; in the end the declaraties and the lists, which are of
 * many clients. What stays in memory is the counts, one line a folder, the lines of the lists and the
 * declared lines of one gemeente. Clients that are in lists only come after all others. */
#include "cli/generate/generator.h"

#include <stdio.h>
#include <string.h>

#include "base/date.h"
#include "cli/generate/cijferlijsten.h"
#include "cli/generate/declaraties.h"
#include "cli/generate/delivery.h"
#include "cli/generate/dubbele_zorg.h"
#include "cli/generate/kosten.h"
#include "cli/generate/lijsten.h"
#include "cli/generate/output_tree.h"
#include "cli/generate/plaatsen.h"
#include "cli/generate/reference_files.h"
#include "cli/generate/reis.h"
#include "cli/generate/signalen.h"
#include "cli/generate/simulation.h"
#include "cli/generate/truth.h"

static const char readme[] =
    "# Een verzonnen regio\n\n"
    "Gemaakt door `sluis generate`. Niemand hierin bestaat: personen, aanbieders, productcodes en berichten "
    "zijn\n"
    "verzonnen; alleen de gemeenten zijn echt.\n\n"
    "- `referentie/`: gemeenten, aanbieders, producten, overeenkomsten, tarieven en zo meer, voor `sluis "
    "reference load`\n"
    "- `inbox/`: berichten en lijsten per organisatie en dag van ontvangst, zoals een inbox: zet "
    "`SLUIS_INBOX` op deze "
    "map, "
    "of\n"
    "  verplaats haar; `sluis push` is niet nodig. `sluis run` haalt eruit wat verwerkt is.\n"
    "  In de lijsten verhuist nu en dan een trajectnummer naar een andere client (een verbeterd BSN), en "
    "soms terug;\n"
    "  een enkel verblijf staat ook in berichten (SL04).\n"
    "- `waarheid/`: wat de cijfers moeten zijn, geteld uit de simulatie zelf en niet uit de berichten\n"
    "  - `maanden.csv`: per maand, domein, gemeente en product, als alles ontvangen is (`peildatum.txt`)\n"
    "  - `bekend-DATUM.csv`: hetzelfde, zoals bekend op DATUM; maanden tot en met die van DATUM\n"
    "  - `reden.csv`: afgesloten trajecten per maand, domein en genormaliseerde reden\n"
    "  - `teams.csv`, `teams-bekend-DATUM.csv`: het rapport `caseload --per maand,gemeente,team --where "
    "bron=lijst`\n"
    "  - `plekken.csv`, `plekken-bekend-DATUM.csv`: clientdagen met een plek, van berichten en lijsten; een "
    "open\n"
    "    verblijf uit een lijst telt tot en met de periode van de nieuwste lijst (`clientdagen`) of loopt "
    "door "
    "(`doorgetrokken`)\n"
    "  - `indicator.csv`, `indicator-bekend-DATUM.csv`: het rapport `indicator --per kwartaal,aanbieder`\n"
    "  - `lijsten.csv`: elke lijst, haar oordeel, haar goede en foute regels en haar periode\n"
    "  - `unieke_clienten.csv`: verschillende clienten in zorg per maand\n"
    "  - `kosten.csv`, `kosten-bekend-DATUM.csv`: het rapport `kosten --per "
    "gemeente,domein,aanbieder,product,maand`\n"
    "  - `prestaties.csv`: elke regel van elke declaratie, en waardoor hij aan het eind is afgekeurd\n"
    "  - `klantreis.csv`, `klantreis-bekend-DATUM.csv`: elk gestart traject met zijn buren; een traject heet "
    "naar\n"
    "    domein, gemeente, aanbieder, product en eerste dag\n"
    "  - `stappen.csv`, `stappen-bekend-DATUM.csv`: de stappen van de klantreis per maand, bij `--gat 28`\n"
    "  - `signalen.csv`, `signalen-bekend-DATUM.csv`: aantal regels per signaal, domein en gemeente\n"
    "  - `leveringen.csv`: goede, gedeeltelijk goede, afgekeurde en dubbele bestanden per organisatie\n"
    "  - `afgekeurd.csv`, `dubbel.csv`: welke bestanden dat zijn, en met welke code ze worden afgekeurd\n\n"
    "`toewijzingen` telt naar de eerste Ingangsdatum. `onderbroken` telt de trajecten die op de laatste dag "
    "van de\n"
    "maand open staan en dan tijdelijk gestopt zijn. De overige kolommen zijn die van het rapport "
    "`caseload`. `prestaties.csv` en `klantreis*.csv` noemen clienten en ontbreken bij `--totals-only`.\n";

enum { ONE_IN_LISTS_ONLY = 20 };

static int find_months(
    const struct generator_options *options, struct calendar *calendar, struct error *error)
{
  calendar->month_count = options->months;
  for (int i = 0; i <= options->months; i++) {
    int month = options->month - 1 + i;
    struct date_parts parts = {options->year + month / 12, month % 12 + 1, 1};
    if (!date_from_parts(parts, &calendar->first_days[i]))
      return error_set(error, ERROR_USAGE, "the months lie outside the calendar");
  }
  calendar_set_views(calendar);
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

/* All that is kept while the clients go by. */
struct region_in_the_making {
  const struct generator_options *options;
  const struct output_tree *tree;
  const struct calendar *calendar;
  struct simulation simulation;
  struct delivery delivery;
  struct declaraties declaraties;
  struct truth *truth;
  struct signalen *signalen;
  struct kosten *kosten;
  struct reis *reis;
  struct plaatsen *plaatsen;
  struct lijsten *lijsten;
  struct cijferlijsten *cijferlijsten;
};

static void count(struct region_in_the_making *making, const struct client *client, const struct life *life)
{
  lijsten_add(making->lijsten, client, life);
  truth_add(making->truth, life);
  plaatsen_add(making->plaatsen, life);
  reis_add(making->reis, client, life);
}

static int run_clients(struct region_in_the_making *making, struct error *error)
{
  struct client client;
  struct life life;
  for (int i = 0; i < making->options->clients; i++) {
    simulation_next(&making->simulation, &client, &life);
    lijsten_play(making->lijsten, &client, false, &life);
    dubbele_zorg_play(&making->simulation, &client, &life);
    count(making, &client, &life);
    signalen_add_life(making->signalen, &life);
    declaraties_gather(&making->declaraties, &client, &life);
    int failed = delivery_send(&making->delivery, &client, &life, error);
    if (failed != 0)
      return failed;
  }
  int in_lists_only = making->options->clients / ONE_IN_LISTS_ONLY;
  for (int i = 0; i < in_lists_only || lijsten_has_moving(making->lijsten); i++) {
    simulation_next_in_lists(&making->simulation, &client, &life);
    lijsten_play(making->lijsten, &client, true, &life);
    count(making, &client, &life);
  }
  return 0;
}

static int send_lists(struct region_in_the_making *making, struct error *error)
{
  static const char path[] = "waarheid/lijsten.csv";
  FILE *out = NULL;
  int failed = output_tree_text(making->tree, path, &out, error);
  if (failed != 0)
    return failed;
  fprintf(out, "bestand,soort,oordeel,regels_goed,regels_fout,periode_van,periode_tot\n");
  failed = lijsten_send(making->lijsten, &making->delivery, out, error);
  if (failed == 0)
    failed = cijferlijsten_send(making->cijferlijsten, &making->delivery, out, error);
  if (failed == 0)
    return output_tree_finish(&out, path, error);
  fclose(out);
  return failed;
}

static void sum_up(const struct delivery *delivery, struct generator_result *result)
{
  *result = (struct generator_result){0};
  for (int i = 0; i < ORGANISATION_COUNT; i++) {
    for (int j = 0; j < FATE_COUNT; j++)
      result->files += delivery->counts[i][j];
    result->refused += delivery->counts[i][FATE_REFUSED];
    result->doubles += delivery->counts[i][FATE_DOUBLE];
  }
}

static int begin(struct region_in_the_making *making, struct error *error)
{
  const struct generator_options *options = making->options;
  const struct calendar *calendar = making->calendar;
  int32_t first_day = calendar->first_days[0];
  int32_t last_day = calendar_last_day(calendar);
  simulation_init(&making->simulation, options->seed, first_day, last_day);
  making->truth = truth_new(calendar);
  making->signalen = signalen_new(calendar);
  making->plaatsen = plaatsen_new(calendar);
  making->lijsten = lijsten_new(calendar, options->seed);
  making->cijferlijsten = cijferlijsten_new(calendar, options->seed);
  int failed = delivery_init(&making->delivery, making->tree, options->seed, first_day, last_day, error);
  making->delivery.signalen = making->signalen;
  making->delivery.per_mille_full = options->per_mille_full;
  if (failed == 0)
    failed = declaraties_init(
        &making->declaraties, making->tree, calendar, options->seed, options->per_mille_declared, error);
  if (failed == 0)
    failed = kosten_new(making->tree, calendar, !options->totals_only, &making->kosten, error);
  if (failed == 0)
    failed = reis_new(making->tree, calendar, !options->totals_only, &making->reis, error);
  return failed;
}

static int make(struct region_in_the_making *making, struct error *error)
{
  int failed = run_clients(making, error);
  if (failed == 0)
    failed = declaraties_send(&making->declaraties, &making->delivery, making->kosten, error);
  if (failed == 0)
    failed = send_lists(making, error);
  if (failed == 0)
    failed = delivery_finish(&making->delivery, error);
  if (failed == 0)
    failed = kosten_finish(making->kosten, error);
  if (failed == 0)
    failed = reis_finish(making->reis, making->tree, error);
  if (failed == 0)
    failed = signalen_write(making->signalen, making->tree, error);
  if (failed == 0)
    failed = plaatsen_write(making->plaatsen, making->tree, error);
  if (failed == 0)
    failed = cijferlijsten_write(making->cijferlijsten, making->tree, error);
  if (failed == 0)
    failed = truth_write(making->truth, making->tree, error);
  return failed;
}

static int write_region(const struct generator_options *options, const struct output_tree *tree,
    const struct calendar *calendar, struct generator_result *result, struct error *error)
{
  struct region_in_the_making making = {.options = options, .tree = tree, .calendar = calendar};
  int failed = begin(&making, error);
  if (failed == 0)
    failed = make(&making, error);
  sum_up(&making.delivery, result);
  reis_free(&making.reis);
  kosten_free(&making.kosten);
  declaraties_fini(&making.declaraties);
  delivery_fini(&making.delivery);
  signalen_free(&making.signalen);
  cijferlijsten_free(&making.cijferlijsten);
  lijsten_free(&making.lijsten);
  plaatsen_free(&making.plaatsen);
  truth_free(&making.truth);
  return failed;
}

static int write_tree(const struct generator_options *options, const struct output_tree *tree,
    const struct calendar *calendar, struct generator_result *result, struct error *error)
{
  int failed = reference_files_write(tree, calendar, error);
  if (failed == 0)
    failed = output_tree_folder(tree, "waarheid", error);
  if (failed == 0)
    failed = output_tree_file(tree, "LEESMIJ.md", readme, strlen(readme), error);
  return failed == 0 ? write_region(options, tree, calendar, result, error) : failed;
}

int generator_run(
    const struct generator_options *options, struct generator_result *result, struct error *error)
{
  struct calendar calendar;
  int failed = check_options(options, error);
  if (failed == 0)
    failed = find_months(options, &calendar, error);
  if (failed != 0)
    return failed;
  struct output_tree tree;
  failed = output_tree_open(options->dir, &tree, error);
  if (failed == 0)
    failed = write_tree(options, &tree, &calendar, result, error);
  output_tree_close(&tree);
  return failed;
}
