/* sluis report: from the command line to a request, and the result to stdout in the form that was asked. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/config.h"
#include "base/date.h"
#include "cli/commands.h"
#include "cli/elapsed.h"
#include "cli/report.h"
#include "ingest/inbox_survey.h"
#include "warehouse/migrate.h"
#include "warehouse/report.h"

enum { MOST_FILTERS = 16 };

/* Options that some reports have: a report says which in its head. */
static const char *const definition_options[] = {"--norm", "--onderbreking", "--laatste-dag", "--gat",
    "--van-naar", "--maanden", "--termijn", "--bekostiging", "--uiterlijk"};

/* Of these one that has no value: it says ja. */
static const char carry_forward[] = "--doortrekken";

enum { DEFINITION_OPTION_COUNT = sizeof definition_options / sizeof *definition_options };

static const struct argument_option options[] = {
    {"--list", NULL, "the reports and what each takes"},
    {"--van", "D", "first day, YYYY-MM-DD (default: 1 January of this year)"},
    {"--tot", "D", "last day (default: 31 December of this year)"},
    {"--per", "A,B", "columns to group by: maand, kwartaal, jaar, gemeente, ..."},
    {"--where", "K=V", "only rows with this value; may be given more than once"},
    {"--peildatum", "D", "as known on this day (default: today)"},
    {"--format", "F", "table (default), csv or json"},
    {"--norm", "N", "wachttijd: norm in working days (default 5)"},
    {"--onderbreking", "W", "mee: days of an interruption count; niet: they do not"},
    {"--gat", "N", "klantreis: most days between trajecten that belong together (default 28)"},
    {"--van-naar", "W", "klantreis: product (default), segment, intensiteit, aanbieder or gemeente"},
    {"--maanden", "N", "recidive: least calendar months between an end and the new begin (default 6)"},
    {"--termijn", "N", "budget: months after which a month has been declared (default 1)"},
    {"--bekostiging", "W", "bezettingsgraad: plek (default), or alle: days of all products"},
    {"--uiterlijk", "N", "dekking: months after its period in which a list is in time (default 1)"},
    {carry_forward, NULL, "days of open trajecten count on after the newest list of their aanbieder"},
    {"--laatste-dag", "W", "wel: the last day counts; niet: it does not"},
    {"--met", "D", "diff: the day to compare --peildatum with"},
    {"--show", "N", "publish: the figure with this number as it was published"},
    {NULL, NULL, NULL},
};

typedef int report_writer(const struct report_result *result, FILE *out, struct error *error);

/* NULL when there is no such format. */
static report_writer *find_writer(const char *format)
{
  static const struct {
    const char *name;
    report_writer *write;
  } writers[] = {{"table", report_write_table}, {"csv", report_write_csv}, {"json", report_write_json}};
  for (size_t i = 0; i < sizeof writers / sizeof *writers; i++) {
    if (strcmp(format, writers[i].name) == 0)
      return writers[i].write;
  }
  return NULL;
}

static int take_dates(
    const struct arguments *arguments, int32_t peildatum, struct report_request *request, struct error *error)
{
  int year = date_to_parts(date_today()).year;
  int32_t first = 0, last = 0;
  if (!date_from_parts((struct date_parts){year, 1, 1}, &first) ||
      !date_from_parts((struct date_parts){year, 12, 31}, &last))
    return error_set(error, ERROR_INTERNAL, "the clock gives no calendar year");
  int kind = arguments_date(arguments, "--van", first, &request->van, error);
  if (kind == 0)
    kind = arguments_date(arguments, "--tot", last, &request->tot, error);
  if (kind == 0)
    kind = arguments_date(arguments, "--peildatum", peildatum, &request->peildatum, error);
  return kind;
}

static int take_per(const char *text, struct arena *arena, struct report_words *out, struct error *error)
{
  while (text != NULL) {
    size_t size = strcspn(text, ",");
    if (size == 0)
      return error_set(error, ERROR_USAGE, "--per has an empty name");
    if (out->count == MOST_WORDS)
      return error_set(error, ERROR_USAGE, "--per has more than %d names", MOST_WORDS);
    out->items[out->count++] = arena_bytes(arena, text, size);
    text = text[size] == ',' ? text + size + 1 : NULL;
  }
  return 0;
}

static int take_where(const struct arguments *arguments, struct arena *arena, struct report_setting *where,
    size_t *count, struct error *error)
{
  const char *text = arguments_value_at(arguments, "--where", 0);
  for (*count = 0; text != NULL; text = arguments_value_at(arguments, "--where", (int)*count)) {
    const char *equals = strchr(text, '=');
    if (equals == NULL || equals == text)
      return error_set(error, ERROR_USAGE, "--where is not NAME=VALUE");
    if (*count == MOST_FILTERS)
      return error_set(error, ERROR_USAGE, "more than %d times --where", MOST_FILTERS);
    where[(*count)++] = (struct report_setting){
        .name = arena_bytes(arena, text, (size_t)(equals - text)), .value = equals + 1};
  }
  return 0;
}

static size_t take_options(const struct arguments *arguments, struct report_setting *settings)
{
  size_t count = 0;
  for (int i = 0; i < DEFINITION_OPTION_COUNT; i++) {
    const char *name = definition_options[i];
    const char *value = arguments_value(arguments, name);
    if (value != NULL)
      settings[count++] = (struct report_setting){.name = name + strlen("--"), .value = value};
  }
  if (arguments_has(arguments, carry_forward))
    settings[count++] = (struct report_setting){.name = carry_forward + strlen("--"), .value = "ja"};
  return count;
}

static void list_report(const struct report_definition *definition)
{
  printf("%s: %s (versie %s)\n  %s\n  per:", definition->code, definition->title, definition->version,
      definition->definition);
  for (size_t i = 0; i < definition->dimensions.count; i++)
    printf(" %s", definition->dimensions.items[i]);
  printf("\n");
  for (size_t i = 0; i < definition->filters.count; i++)
    printf("  --where %s=...\n", definition->filters.items[i]);
  for (size_t i = 0; i < definition->option_count; i++)
    printf("  --%s: %s (standaard %s)\n", definition->options[i].name, definition->options[i].text,
        definition->options[i].fallback);
  for (size_t i = 0; i < definition->key_count; i++)
    printf("  %s: %s\n", definition->keys[i].name, definition->keys[i].text);
  for (size_t i = 0; i < definition->measure_count; i++)
    printf("  %s: %s\n", definition->measures[i].name, definition->measures[i].text);
  printf("\n");
}

static int list_reports(struct arena *arena, struct error *error)
{
  for (size_t i = 0; i < report_definition_count(); i++) {
    struct report_definition *definition = arena_new(arena, sizeof *definition);
    int kind = report_definition_find(report_definition_code(i), arena, definition, error);
    if (kind != 0)
      return kind;
    list_report(definition);
  }
  return 0;
}

enum { MOST_NAMED = 6 };

/* What is delivered and in no figure yet. It stands under the table alone: the next minute it is another
 * number, and CSV, JSON and what is published say the same for good. */
struct under_way {
  uint64_t leveringen;           /* in the inbox, where this machine has it */
  int64_t events;                /* stored, and waiting for the loader of their client */
  int64_t in_part;               /* leveringen of which not all is stored, */
  const char *named[MOST_NAMED]; /* and some of them */
  size_t named_count;
};

/* On a peildatum that is over, only leveringen of days up to it; a loose file is of today. */
static void count_inbox(const struct config *config, int32_t peildatum, struct under_way *out)
{
  struct inbox_survey survey;
  const char *inbox = config_text(config, "inbox");
  if (peildatum < date_today()) {
    if (inbox_count_through(inbox, peildatum, &out->leveringen, NULL) != 0)
      out->leveringen = 0;
    return;
  }
  if (inbox_survey(inbox, &survey, NULL) != 0)
    return;
  out->leveringen = survey.total.files;
  inbox_survey_fini(&survey);
}

/* As "0983 bericht.xml (3 van 5)"; as many as MOST_NAMED. */
static const char in_part_sql[] =
    "select coalesce(organisatie || ' ' || bestand || ' (' || aangekomen || ' van ' || gebeurtenissen || "
    "')', "
    "'nog niet aangekondigd (' || aangekomen || ')') "
    "from rapport.levering_onderweg order by ontvangen, organisatie, bestand, levering limit 6";

static int find_in_part(
    struct database *database, struct arena *arena, struct under_way *out, struct error *error)
{
  struct database_rows *rows = NULL;
  int kind = database_select(database, in_part_sql, &rows, error);
  if (kind != 0)
    return kind;
  out->named_count = database_rows_count(rows);
  for (size_t i = 0; i < out->named_count; i++)
    out->named[i] = arena_text(arena, database_rows_value(rows, i, 0));
  database_rows_free(&rows);
  return 0;
}

/* Before the figure: what leaves the inbox meanwhile may be in it, and nothing is missed. */
static int find_under_way(const struct config *config, int32_t peildatum, struct database *database,
    struct arena *arena, struct under_way *out, struct error *error)
{
  struct database_rows *rows = NULL;
  count_inbox(config, peildatum, out);
  int kind = database_select(database, "select gegevens, leveringen from rapport.onderweg", &rows, error);
  if (kind != 0)
    return kind;
  out->events = strtoll(database_rows_value(rows, 0, 0), NULL, 10);
  out->in_part = strtoll(database_rows_value(rows, 0, 1), NULL, 10);
  database_rows_free(&rows);
  return out->in_part > 0 ? find_in_part(database, arena, out, error) : 0;
}

static void print_under_way(const struct under_way *under_way)
{
  if (under_way->leveringen > 0)
    printf("Onderweg: wachtende leveringen in de inbox: %" PRIu64 "\n", under_way->leveringen);
  if (under_way->events > 0)
    printf("Onderweg: gegevens die wachten op de lader van hun cliënt: %" PRId64 "\n", under_way->events);
  if (under_way->in_part == 0)
    return;
  printf("Onderweg: leveringen die nog maar ten dele zijn opgeslagen: %" PRId64 ": ", under_way->in_part);
  for (size_t i = 0; i < under_way->named_count; i++)
    printf("%s%s", i > 0 ? ", " : "", under_way->named[i]);
  puts(under_way->in_part > (int64_t)under_way->named_count ? ", ..." : "");
}

static int print_report(const struct config *config, const struct report_request *request,
    report_writer *write, struct arena *arena, struct error *error)
{
  struct database *database = NULL;
  int kind = report_check(request, arena, error);
  if (kind == 0)
    kind = database_open("sluis report", &database, error);
  if (kind == 0)
    kind = migrate_check(database, error);
  struct report_result *result = arena_new(arena, sizeof *result);
  struct under_way under_way = {.events = 0};
  if (kind == 0 && write == report_write_table)
    kind = find_under_way(config, request->peildatum, database, arena, &under_way, error);
  struct elapsed *elapsed = elapsed_begin(request->name);
  if (kind == 0)
    kind = report_run(database, request, arena, result, error);
  elapsed_end(&elapsed);
  if (kind == 0)
    kind = write(result, stdout, error);
  if (kind == 0)
    print_under_way(&under_way);
  report_result_fini(result);
  database_close(&database);
  return kind;
}

int report_request_take(const struct arguments *arguments, const char *name, int32_t peildatum,
    struct arena *arena, struct report_request *out, struct error *error)
{
  struct report_setting *where = arena_array(arena, MOST_FILTERS, sizeof *where);
  struct report_setting *settings = arena_array(arena, DEFINITION_OPTION_COUNT + 1, sizeof *settings);
  *out = (struct report_request){.name = name, .where = where, .options = settings};
  int kind = take_dates(arguments, peildatum, out, error);
  if (kind == 0)
    kind = take_per(arguments_value(arguments, "--per"), arena, &out->per, error);
  if (kind == 0)
    kind = take_where(arguments, arena, where, &out->where_count, error);
  out->option_count = take_options(arguments, settings);
  return kind;
}

static int run_named(
    const struct config *config, const struct arguments *arguments, struct arena *arena, struct error *error)
{
  struct report_request request;
  const char *format = arguments_value(arguments, "--format");
  report_writer *write = find_writer(format != NULL ? format : "table");
  if (write == NULL)
    return error_set(error, ERROR_USAGE, "--format is not table, csv or json");
  if (arguments->count != 1)
    return error_set(error, ERROR_USAGE, "report wants one name");
  if (arguments_has(arguments, "--met") || arguments_has(arguments, "--show"))
    return error_set(error, ERROR_USAGE, "--met is for report diff, --show for report publish");
  int kind = report_request_take(arguments, arguments->items[0], date_today(), arena, &request, error);
  return kind == 0 ? print_report(config, &request, write, arena, error) : kind;
}

static bool is_form(const struct arguments *arguments, const char *name)
{
  return arguments->count > 0 && strcmp(arguments->items[0], name) == 0;
}

static int run_form(
    const struct config *config, const struct arguments *arguments, struct arena *arena, struct error *error)
{
  if (is_form(arguments, "publish"))
    return report_publish(config, arguments, arena, error);
  if (is_form(arguments, "diff"))
    return report_diff(arguments, arena, error);
  return arguments_has(arguments, "--list") ? list_reports(arena, error)
                                            : run_named(config, arguments, arena, error);
}

static int run(const struct config *config, const struct arguments *arguments, struct error *error)
{
  struct arena arena;
  arena_init(&arena, 0);
  int kind = run_form(config, arguments, &arena, error);
  arena_fini(&arena);
  return kind;
}

const struct command command_report = {
    .name = "report",
    .synopsis =
        "NAME [--van D] [--tot D] [--per A,B] [--where K=V]... [--peildatum D] [--format table|csv|json]\n"
        "      publish NAME | publish --list [NAME] | publish --show N | diff NAME --peildatum D --met D",
    .summary = "a figure as it was known on a day; --list names the reports",
    .options = options,
    .run = run,
};
