/* sluis migrate: creates the warehouse or brings it up to this program; nothing to do is good too. */
#include <stddef.h>
#include <stdio.h>

#include "cli/commands.h"
#include "warehouse/database.h"
#include "warehouse/migrate.h"

static const struct argument_option options[] = {{NULL, NULL, NULL}};

static int run(const struct config *config, const struct arguments *arguments, struct error *error)
{
  (void)config;
  if (arguments->count > 0)
    return error_set(error, ERROR_USAGE, "migrate takes no arguments");
  struct database *database = NULL;
  int kind = database_open("sluis migrate", &database, error);
  if (kind != 0)
    return kind;
  int applied = 0;
  kind = migrate(database, &applied, error);
  database_close(&database);
  if (kind == 0 && applied > 0)
    printf("%d migrations applied\n", applied);
  else if (kind == 0)
    printf("the warehouse is up to date\n");
  return kind;
}

const struct command command_migrate = {
    .name = "migrate",
    .synopsis = "",
    .summary = "create or upgrade the warehouse",
    .options = options,
    .run = run,
};
