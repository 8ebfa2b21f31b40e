/* sluis report diff: a figure as known on two days side by side, and the leveringen in between. */
#include <stdio.h>
#include <string.h>

#include "base/date.h"
#include "cli/elapsed.h"
#include "cli/report.h"
#include "warehouse/migrate.h"
#include "warehouse/report_diff.h"

typedef int diff_writer(const struct report_diff *diff, FILE *out, struct error *error);

static diff_writer *find_writer(const char *format)
{
  static const struct {
    const char *name;
    diff_writer *write;
  } writers[] = {
      {"table", report_diff_write_table}, {"csv", report_diff_write_csv}, {"json", report_diff_write_json}};
  for (size_t i = 0; i < sizeof writers / sizeof *writers; i++) {
    if (format == NULL || strcmp(format, writers[i].name) == 0)
      return writers[i].write;
  }
  return NULL;
}

static int compare(const struct report_request *request, int32_t met, diff_writer *write, struct arena *arena,
    struct error *error)
{
  struct database *database = NULL;
  struct report_diff *diff = arena_new(arena, sizeof *diff);
  int kind = report_check(request, arena, error);
  if (kind == 0)
    kind = database_open("sluis report", &database, error);
  if (kind == 0)
    kind = migrate_check(database, error);
  struct elapsed *elapsed = elapsed_begin(request->name);
  if (kind == 0)
    kind = report_diff_run(database, request, met, arena, diff, error);
  elapsed_end(&elapsed);
  if (kind == 0)
    kind = write(diff, stdout, error);
  report_diff_fini(diff);
  database_close(&database);
  return kind;
}

int report_diff(const struct arguments *arguments, struct arena *arena, struct error *error)
{
  diff_writer *write = find_writer(arguments_value(arguments, "--format"));
  if (write == NULL)
    return error_set(error, ERROR_USAGE, "--format is not table, csv or json");
  if (arguments->count != 2)
    return error_set(error, ERROR_USAGE, "report diff wants one name");
  if (!arguments_has(arguments, "--peildatum") || !arguments_has(arguments, "--met"))
    return error_set(error, ERROR_USAGE, "report diff wants --peildatum D and --met D");
  int32_t met = 0;
  struct report_request request;
  int kind = report_request_take(arguments, arguments->items[1], date_today(), arena, &request, error);
  if (kind == 0)
    kind = arguments_date(arguments, "--met", 0, &met, error);
  return kind == 0 ? compare(&request, met, write, arena, error) : kind;
}
