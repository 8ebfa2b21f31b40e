/* `sluis load`: from the bus into the warehouse, in a process that has a login of the database, no key, and
 * sees no BSN. Goes on until it is told to stop. */
#include "base/config.h"
#include "base/memory.h"
#include "cli/budget.h"
#include "cli/bus_setting.h"
#include "cli/command.h"
#include "cli/commands.h"
#include "cli/load_stage.h"

static int run(const struct config *config, const struct arguments *arguments, struct error *error)
{
  if (arguments->count > 0)
    return error_set(error, ERROR_USAGE, "load takes no argument %s", arguments->items[0]);
  struct budget budget;
  struct bus *bus = NULL;
  int kind = budget_of(config, &budget, error);
  if (kind != 0)
    return kind;
  kind = bus_setting_open(config, budget.queue, &bus, error);
  if (kind != 0)
    return kind;
  memory_claim(budget.claimed);
  kind = load_stage_run(&(struct load_stage_options){.config = config, .budget = &budget, .bus = bus}, error);
  bus_close(&bus);
  return kind;
}

static const struct argument_option options[] = {{NULL, NULL, NULL}};

const struct command command_load = {
    .name = "load",
    .synopsis = "",
    .summary = "from `sluis ingest` into the warehouse: has the login, needs no key; SIGTERM drains",
    .options = options,
    .drains = true,
    .run = run,
};
