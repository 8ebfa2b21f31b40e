/* sluis report publish: computes a figure while no partij can be stored, keeps it and closes the days up to
 * its peildatum.
 *
 * DESIGN. First the closing day is taken (publication_begin): a partij that was under way is stored by then,
 * and the next one reads the day after us. Only then the inbox is looked into, so that a levering is stored
 * and counted, or still there and seen, or comes later and counts from the first open day. After it, what
 * follows from stored lines and waits for the loader of its client: a loader leaves it in the transaction
 * that stores them. Over Kafka leveringen of those days are first waited for there, where neither inbox nor
 * tables know of them. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/config.h"
#include "base/date.h"
#include "base/log.h"
#include "cli/elapsed.h"
#include "cli/lag.h"
#include "cli/report.h"
#include "ingest/inbox_survey.h"
#include "warehouse/migrate.h"
#include "warehouse/publication.h"

enum { KAFKA_PATIENCE_MS = 10000 };

static const struct form {
  const char *name;
  enum publication_form form;
  int (*write)(const struct report_result *result, FILE *out, struct error *error);
} forms[] = {
    {"table", PUBLICATION_TABLE, report_write_table},
    {"csv", PUBLICATION_CSV, report_write_csv},
    {"json", PUBLICATION_JSON, report_write_json},
};

static int find_form(const struct arguments *arguments, const struct form **out, struct error *error)
{
  const char *name = arguments_value(arguments, "--format");
  for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
    *out = &forms[i];
    if (name == NULL || strcmp(name, forms[i].name) == 0)
      return 0;
  }
  return error_set(error, ERROR_USAGE, "--format is not table, csv or json");
}

/* What waits of days that would be closed would be moved to another day, for no better reason than ours. */
static int check_inbox(const struct config *config, int32_t through, struct error *error)
{
  uint64_t waiting = 0;
  int kind = inbox_count_through(config_text(config, "inbox"), through, &waiting, error);
  if (kind == ERROR_NO_INPUT)
    error_hint(error, "publish where the inbox is: it looks whether leveringen wait");
  if (kind != 0 || waiting == 0)
    return kind;
  char day[DATE_TEXT_SIZE];
  date_format(through, day);
  kind = error_set(
      error, ERROR_AGAIN, "%" PRIu64 " leveringen of days up to %s wait in the inbox", waiting, day);
  error_hint(error, "sluis run stores them; sluis status --wait returns when it is done");
  return kind;
}

/* What loaders store without anybody's help. */
static int check_under_way(const struct publication_waiting *waiting, int32_t through, struct error *error)
{
  if (waiting->te_vouwen == 0 && waiting->onderweg == 0)
    return 0;
  char day[DATE_TEXT_SIZE];
  date_format(through, day);
  int kind = waiting->onderweg > 0
                 ? error_set(error, ERROR_AGAIN, "%" PRId64 " leveringen of days up to %s are stored in part",
                       waiting->onderweg, day)
                 : error_set(error, ERROR_AGAIN,
                       "%" PRId64 " events of days up to %s wait for the loader of their client",
                       waiting->te_vouwen, day);
  error_hint(error, "sluis run or load stores them; sluis status --wait returns when it is done");
  return kind;
}

static int compute(
    const struct report_request *request, struct arena *arena, struct report_result *out, struct error *error)
{
  struct database *reader = NULL;
  int kind = database_open("sluis report", &reader, error);
  struct elapsed *elapsed = elapsed_begin(request->name);
  if (kind == 0)
    kind = report_run(reader, request, arena, out, error);
  elapsed_end(&elapsed);
  database_close(&reader);
  return kind;
}

/* People read it under the table, programs in the log. */
static void tell(const struct publication *publication, const struct publication_waiting *waiting,
    const struct form *form, int32_t through)
{
  char day[DATE_TEXT_SIZE];
  date_format(through, day);
  if (publication->differs_from != 0)
    log_warning("report.differs",
        "publication %" PRId64 " was asked for in the same way and says something else",
        publication->differs_from);
  const char *how = publication->is_new ? "Gepubliceerd als" : "Was al gepubliceerd, ongewijzigd, als";
  if (form->form == PUBLICATION_TABLE)
    printf("\n%s nummer %" PRId64 "; dagen van ontvangst tot en met %s zijn afgesloten.\n", how,
        publication->number, day);
  log_info("report.published",
      "publication %" PRId64 "%s; days of receipt up to %s are closed; %" PRId64
      " events of these days were refused by PostgreSQL and are in no figure",
      publication->number, publication->is_new ? "" : " (as it was)", day, waiting->geweigerd);
}

/* Before the loaders have to wait for us: what left the inbox is in Kafka, and what is in Kafka then gets
 * stored. */
static int wait_for_kafka(const struct config *config, int32_t through, struct error *error)
{
  if (strcmp(config_text(config, "bus"), "kafka") != 0)
    return 0;
  int kind = check_inbox(config, through, error);
  return kind == 0 ? lag_wait(config, KAFKA_PATIENCE_MS, error) : kind;
}

static int publish(const struct config *config, const struct report_request *request, const struct form *form,
    struct arena *arena, struct error *error)
{
  struct database *holder = NULL;
  struct report_result *result = arena_new(arena, sizeof *result);
  struct publication publication = {.number = 0};
  struct publication_waiting waiting = {.te_vouwen = 0};
  int kind = wait_for_kafka(config, request->peildatum, error);
  if (kind == 0)
    kind = database_open("sluis report publish", &holder, error);
  if (kind == 0)
    kind = migrate_check(holder, error);
  if (kind == 0)
    kind = publication_begin(holder, error);
  if (kind == 0)
    kind = check_inbox(config, request->peildatum, error);
  if (kind == 0)
    kind = publication_count_waiting(holder, request->peildatum, &waiting, error);
  if (kind == 0)
    kind = check_under_way(&waiting, request->peildatum, error);
  if (kind == 0)
    kind = compute(request, arena, result, error);
  if (kind == 0)
    kind = publication_store(holder, result, SLUIS_VERSION, &publication, error);
  database_close(&holder);
  if (kind == 0)
    kind = form->write(result, stdout, error);
  if (kind == 0)
    tell(&publication, &waiting, form, request->peildatum);
  report_result_fini(result);
  return kind;
}

/* --- what was published --- */

static const char *const columns[PUBLICATION_COLUMN_COUNT] = {"nummer", "rapport", "versie", "van", "tot",
    "peildatum", "parameters", "gepubliceerd", "gepubliceerd_door"};

static int print_rows(struct database_rows *rows, const struct form *form, struct error *error)
{
  if (form->form == PUBLICATION_JSON)
    return error_set(
        error, ERROR_USAGE, "publish --list has --format table or csv; rapport.publicatie has all");
  struct report_result list = {.column_count = PUBLICATION_COLUMN_COUNT, .rows = rows};
  for (size_t i = 0; i < PUBLICATION_COLUMN_COUNT; i++)
    list.columns[i] = (struct report_column){.name = columns[i], .kind = REPORT_TEXT};
  if (form->form == PUBLICATION_CSV)
    return report_write_csv(&list, stdout, error);
  static const int widths[PUBLICATION_COLUMN_COUNT] = {6, 16, 6, 10, 10, 10, 40, 16, 1};
  for (size_t i = 0; i < PUBLICATION_COLUMN_COUNT; i++)
    printf("%-*s%s", widths[i], columns[i], i + 1 < PUBLICATION_COLUMN_COUNT ? "  " : "\n");
  for (size_t row = 0; row < database_rows_count(rows); row++) {
    for (size_t i = 0; i < PUBLICATION_COLUMN_COUNT; i++)
      printf("%-*s%s", widths[i], database_rows_value(rows, row, i),
          i + 1 < PUBLICATION_COLUMN_COUNT ? "  " : "\n");
  }
  return 0;
}

static int print_one(struct database_rows *rows, const struct form *form, struct error *error)
{
  (void)form;
  const char *text = database_rows_value(rows, 0, 0);
  return fputs(text, stdout) >= 0 ? 0 : error_set(error, ERROR_IO, "cannot write the report");
}

/* number: one of them; NULL: a list, of the report that is named or of all. */
static int read_published(
    const struct arguments *arguments, const char *number, const struct form *form, struct error *error)
{
  struct database *database = NULL;
  struct database_rows *rows = NULL;
  const char *report = arguments->count > 1 ? arguments->items[1] : NULL;
  int kind = database_open("sluis report", &database, error);
  if (kind == 0)
    kind = migrate_check(database, error);
  if (kind == 0)
    kind = number != NULL ? publication_read(database, number, form->form, &rows, error)
                          : publication_list(database, report, &rows, error);
  if (kind == 0)
    kind = number != NULL ? print_one(rows, form, error) : print_rows(rows, form, error);
  database_rows_free(&rows);
  database_close(&database);
  return kind;
}

int report_publish(
    const struct config *config, const struct arguments *arguments, struct arena *arena, struct error *error)
{
  const struct form *form = NULL;
  const char *number = arguments_value(arguments, "--show");
  int kind = find_form(arguments, &form, error);
  if (kind != 0)
    return kind;
  if (number != NULL || arguments_has(arguments, "--list"))
    return read_published(arguments, number, form, error);
  if (arguments->count != 2)
    return error_set(error, ERROR_USAGE, "report publish wants one name");
  struct report_request request;
  int32_t today = date_today();
  kind = report_request_take(arguments, arguments->items[1], today - 1, arena, &request, error);
  if (kind == 0)
    kind = report_check(&request, arena, error);
  if (kind == 0 && request.peildatum >= today)
    kind = error_set(error, ERROR_USAGE, "--peildatum is not over yet: yesterday is the last day to publish");
  return kind == 0 ? publish(config, &request, form, arena, error) : kind;
}
