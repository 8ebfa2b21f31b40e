/* sluis status: how the queue is doing. What waits is counted in the inbox, what is stored in the tables. */
#include <inttypes.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/config.h"
#include "base/log.h"
#include "base/memory.h"
#include "cli/commands.h"
#include "cli/lag.h"
#include "cli/stop_signal.h"
#include "ingest/inbox_survey.h"
#include "warehouse/database.h"
#include "warehouse/migrate.h"
#include "warehouse/status.h"

enum { POLL_NS = 200 * 1000 * 1000 };

static const struct argument_option options[] = {
    {"--format", "F", "table (default) or json"},
    {"--wait", NULL, "return when the inbox is empty and all of it is stored"},
    {NULL, NULL, NULL},
};

/* One organisation, or all together. */
struct line {
  const char *name;
  const struct status_row *stored;     /* NULL: nothing is stored yet */
  const struct inbox_waiting *waiting; /* NULL: has no folder */
};

struct overview {
  struct status status;
  struct inbox_survey survey;
  struct line *lines; /* by organisation */
  size_t count;
  struct line total;
  bool is_over_kafka;
  struct lag lag;
};

/* Both lists are sorted by organisation: the next name comes first in one of them, or in both. */
static void merge_lines(struct overview *overview)
{
  const struct status *status = &overview->status;
  const struct inbox_survey *survey = &overview->survey;
  size_t i = 0;
  size_t j = 0;
  overview->lines = memory_new((status->count + survey->count) * sizeof *overview->lines);
  while (i < status->count || j < survey->count) {
    int order = i == status->count   ? 1
                : j == survey->count ? -1
                                     : strcmp(status->rows[i].organisation, survey->rows[j].organisation);
    struct line *line = &overview->lines[overview->count++];
    if (order <= 0)
      line->stored = &status->rows[i++];
    if (order >= 0)
      line->waiting = &survey->rows[j++];
    line->name = line->stored != NULL ? line->stored->organisation : line->waiting->organisation;
  }
  overview->total = (struct line){"totaal", &status->total, &survey->total};
}

/* An inbox that is not there yet holds nothing. */
static int survey_inbox(const struct config *config, struct inbox_survey *out, struct error *error)
{
  *out = (struct inbox_survey){0};
  int kind = inbox_survey(config_text(config, "inbox"), out, error);
  if (kind != ERROR_NO_INPUT)
    return kind;
  log_warning("status.inbox", "%s", error->text);
  *out = (struct inbox_survey){0};
  *error = (struct error){0};
  return 0;
}

/* A levering leaves the inbox only after the transaction that stored it, or when it is in Kafka. */
static int wait_until_empty(const struct config *config, struct error *error)
{
  for (;;) {
    struct inbox_survey survey;
    int kind = survey_inbox(config, &survey, error);
    if (kind != 0)
      return kind;
    uint64_t files = survey.total.files;
    inbox_survey_fini(&survey);
    if (files == 0)
      return 0;
    if (atomic_load(stop_signal_level()) != STOP_NONE)
      return error_set(error, ERROR_AGAIN, "asked to stop while %" PRIu64 " leveringen wait", files);
    nanosleep(&(struct timespec){.tv_nsec = POLL_NS}, NULL);
  }
}

static int read_tables(struct status *out, struct error *error)
{
  struct database *database = NULL;
  int kind = database_open("sluis status", &database, error);
  if (kind == 0)
    kind = migrate_check(database, error);
  if (kind == 0)
    kind = status_read(database, out, error);
  database_close(&database);
  return kind;
}

/* What other loaders store in their own time: the rest of leveringen that are stored in part, and what
 * follows from a levering for their clients. */
static int wait_until_whole(struct error *error)
{
  for (;;) {
    struct status status;
    int kind = read_tables(&status, error);
    if (kind != 0)
      return kind;
    int64_t waiting = status.te_vouwen + status.total.onderweg;
    status_fini(&status);
    if (waiting == 0)
      return 0;
    if (atomic_load(stop_signal_level()) != STOP_NONE)
      return error_set(
          error, ERROR_AGAIN, "asked to stop while %" PRId64 " leveringen or events are under way", waiting);
    nanosleep(&(struct timespec){.tv_nsec = POLL_NS}, NULL);
  }
}

/* The rest of the status is worth telling without a broker too. */
static void read_lag(const struct config *config, struct overview *overview)
{
  struct error error = {0};
  overview->is_over_kafka = strcmp(config_text(config, "bus"), "kafka") == 0;
  if (lag_read(config, &overview->lag, &error) != 0)
    log_warning("status.lag", "%s", error.text);
}

static int wait_until_stored(const struct config *config, struct error *error)
{
  stop_signal_install();
  int kind = wait_until_empty(config, error);
  if (kind == 0)
    kind = lag_wait(config, LAG_WITHOUT_END, error);
  return kind == 0 ? wait_until_whole(error) : kind;
}

static json_t *json_of_line(const struct line *line)
{
  static const struct status_row nothing_stored;
  static const struct inbox_waiting nothing_waits;
  const struct status_row *stored = line->stored != NULL ? line->stored : &nothing_stored;
  const struct inbox_waiting *waiting = line->waiting != NULL ? line->waiting : &nothing_waits;
  return json_pack("{s:{s:I, s:I, s:I, s:I, s:I}, s:I, s:I, s:I, s:I, s:I, s:I, s:o}", "leveringen",
      "wachtend", (json_int_t)waiting->files, "goed", (json_int_t)stored->goed, "gedeeltelijk",
      (json_int_t)stored->gedeeltelijk, "afgekeurd", (json_int_t)stored->afgekeurd, "dubbel",
      (json_int_t)stored->dubbel, "onderweg", (json_int_t)stored->onderweg, "gebeurtenissen",
      (json_int_t)stored->gebeurtenissen, "gewist", (json_int_t)stored->gewist, "geweerd",
      (json_int_t)stored->geweerd, "quarantaine", (json_int_t)stored->quarantaine, "oudste_wachtend_s",
      (json_int_t)waiting->oldest_s, "laatste_levering",
      stored->laatste[0] != '\0' ? json_string(stored->laatste) : json_null());
}

static json_t *json_of_organisations(const struct overview *overview)
{
  json_t *organisations = json_array();
  for (size_t i = 0; i < overview->count; i++) {
    json_t *one = json_of_line(&overview->lines[i]);
    json_object_set_new(one, "organisatie", json_string(overview->lines[i].name));
    json_array_append_new(organisations, one);
  }
  return organisations;
}

static json_t *json_of_lag(int64_t number)
{
  return number == LAG_UNKNOWN ? json_null() : json_integer(number);
}

static void print_json(const struct overview *overview)
{
  const struct status *status = &overview->status;
  json_t *all = json_of_line(&overview->total);
  json_object_set_new(all, "wachtend_bytes", json_integer((json_int_t)overview->survey.total.bytes));
  json_object_set_new(all, "wachtrij_bytes", json_integer(status->queue_bytes));
  json_object_set_new(all, "te_vouwen", json_integer(status->te_vouwen));
  json_object_set_new(all, "onleesbaar", json_integer(status->onleesbaar));
  json_object_set_new(all, "tempo_per_minuut", json_real(status->per_minute));
  json_object_set_new(all, "partij", json_integer(status->partij));
  json_object_set_new(all, "epoch", json_integer(status->epoch));
  if (overview->is_over_kafka) {
    json_object_set_new(all, "achterstand", json_of_lag(overview->lag.records));
    json_object_set_new(all, "oudste_achterstand_s", json_of_lag(overview->lag.oldest_s));
  }
  json_object_set_new(all, "organisaties", json_of_organisations(overview));
  json_dumpf(all, stdout, JSON_INDENT(2));
  putchar('\n');
  json_decref(all);
}

static void print_line(const struct line *line)
{
  static const struct status_row nothing_stored;
  static const struct inbox_waiting nothing_waits;
  const struct status_row *stored = line->stored != NULL ? line->stored : &nothing_stored;
  const struct inbox_waiting *waiting = line->waiting != NULL ? line->waiting : &nothing_waits;
  printf("%-11s %9" PRIu64 " %9" PRId64 " %12" PRId64 " %9" PRId64 " %9" PRId64 " %14" PRId64 " %11" PRId64
         " %17" PRId64 "  %s\n",
      line->name, waiting->files, stored->goed, stored->gedeeltelijk, stored->afgekeurd, stored->dubbel,
      stored->gebeurtenissen, stored->quarantaine, waiting->oldest_s,
      stored->laatste[0] != '\0' ? stored->laatste : "-");
}

static void print_lag(const struct lag *lag)
{
  if (lag->records == LAG_UNKNOWN)
    printf("achterstand: onbekend, Kafka antwoordt niet\n");
  else if (lag->oldest_s == LAG_UNKNOWN)
    printf("achterstand: %" PRId64 " records in Kafka zijn nog niet opgeslagen\n", lag->records);
  else
    printf("achterstand: %" PRId64 " records in Kafka zijn nog niet opgeslagen, het oudste staat er %" PRId64
           " s\n",
        lag->records, lag->oldest_s);
}

static void print_table(const struct overview *overview)
{
  const struct status *status = &overview->status;
  printf("%-11s %9s %9s %12s %9s %9s %14s %11s %17s  %s\n", "organisatie", "wachtend", "goed", "gedeeltelijk",
      "afgekeurd", "dubbel", "gebeurtenissen", "quarantaine", "oudste wachtend s", "laatste levering");
  for (size_t i = 0; i < overview->count; i++)
    print_line(&overview->lines[i]);
  print_line(&overview->total);
  long tenths = (long)(status->per_minute * 10 + 0.5); /* with a decimal comma whatever the locale */
  printf("\npartij %" PRId64 ", wachtrij %" PRId64 " bytes, tempo %ld,%ld leveringen per minuut\n",
      status->partij, status->queue_bytes, tenths / 10, tenths % 10);
  if (status->total.onderweg > 0)
    printf("onderweg: %" PRId64 " leveringen zijn nog maar ten dele opgeslagen\n", status->total.onderweg);
  if (overview->is_over_kafka)
    print_lag(&overview->lag);
  if (status->onleesbaar > 0)
    printf("onleesbaar: %" PRId64 " records (sluis quarantine list)\n", status->onleesbaar);
  if (status->total.gewist + status->total.geweerd > 0)
    printf("van gewiste clienten: %" PRId64 " gebeurtenissen verwijderd, %" PRId64 " daarna geweerd\n",
        status->total.gewist, status->total.geweerd);
}

typedef void printer(const struct overview *overview);

static int find_printer(const char *format, printer **out, struct error *error)
{
  if (format == NULL || strcmp(format, "table") == 0)
    *out = print_table;
  else if (strcmp(format, "json") == 0)
    *out = print_json;
  else
    return error_set(error, ERROR_USAGE, "--format is table or json");
  return 0;
}

static int run(const struct config *config, const struct arguments *arguments, struct error *error)
{
  printer *print = print_table;
  int kind = find_printer(arguments_value(arguments, "--format"), &print, error);
  if (kind == 0 && arguments->count > 0)
    kind = error_set(error, ERROR_USAGE, "status takes no arguments");
  if (kind == 0 && arguments_has(arguments, "--wait"))
    kind = wait_until_stored(config, error);
  struct overview overview = {0};
  if (kind == 0) /* the inbox first: what leaves it meanwhile is then in the tables, and nothing is missed */
    kind = survey_inbox(config, &overview.survey, error);
  if (kind == 0)
    kind = read_tables(&overview.status, error);
  if (kind == 0) {
    read_lag(config, &overview);
    merge_lines(&overview);
    print(&overview);
  }
  free(overview.lines);
  inbox_survey_fini(&overview.survey);
  status_fini(&overview.status);
  return kind;
}

const struct command command_status = {
    .name = "status",
    .synopsis = "[--format table|json] [--wait]",
    .summary = "what waits, what is stored, per organisation",
    .options = options,
    .run = run,
};
