/* sluis reference load DIR: the reference files into the warehouse, the overeenkomsten and product codes to
 * ingest.
 *
 * A crash between them leaves ingest with the former ones; loading again mends it. */
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "base/config.h"
#include "base/date.h"
#include "cli/commands.h"
#include "cli/snapshots.h"
#include "warehouse/database.h"
#include "warehouse/migrate.h"
#include "warehouse/reference.h"

static const struct argument_option options[] = {
    {"--received", "D", "day from which it is known (default: today; the first load: from the beginning)"},
    {NULL, NULL, NULL},
};

static int load(const struct config *config, const char *folder, int32_t received, struct error *error)
{
  struct database *database = NULL;
  struct reference_counts counts = {0};
  int kind = database_open("sluis reference", &database, error);
  if (kind == 0)
    kind = migrate_check(database, error);
  if (kind == 0)
    kind = reference_load(database, folder, received, &counts, error);
  if (kind == 0)
    kind = snapshots_publish(database, config_text(config, "inbox"), error);
  database_close(&database);
  if (kind == 0)
    printf("%d files, %lld rows: %lld versions opened, %lld closed\n", counts.files, (long long)counts.rows,
        (long long)counts.opened, (long long)counts.closed);
  return kind;
}

static int run(const struct config *config, const struct arguments *arguments, struct error *error)
{
  int32_t received = 0;
  if (arguments->count != 2 || strcmp(arguments->items[0], "load") != 0)
    return error_set(error, ERROR_USAGE, "usage: sluis reference load DIR [--received D]");
  int kind = arguments_date(arguments, "--received", date_today(), &received, error);
  if (kind != 0)
    return kind;
  return load(config, arguments->items[1], received, error);
}

const struct command command_reference = {
    .name = "reference",
    .synopsis = "load DIR [--received D]",
    .summary = "load the reference files of a region, all or nothing",
    .options = options,
    .run = run,
};
