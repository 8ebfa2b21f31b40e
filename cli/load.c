/* `sluis load`: from the bus into the warehouse, in a process that has a login of the database, no key, and
 * sees no BSN. Goes on until it is told to stop.
 *
 * Over ZeroMQ nothing is on the bus but what an ingest sends now, so that there is no end to load up to. */
#include <stdbool.h>
#include <string.h>

#include "base/config.h"
#include "base/memory.h"
#include "cli/budget.h"
#include "cli/bus_setting.h"
#include "cli/command.h"
#include "cli/commands.h"
#include "cli/load_stage.h"

static int check_once(const struct config *config, bool once, struct error *error)
{
  if (!once || strcmp(config_text(config, "bus"), "kafka") == 0)
    return 0;
  int kind = error_set(error, ERROR_USAGE, "load --once is for bus = kafka");
  error_hint(error, "over zeromq `sluis ingest --once` ends when all is stored; then stop `sluis load`");
  return kind;
}

static int run(const struct config *config, const struct arguments *arguments, struct error *error)
{
  if (arguments->count > 0)
    return error_set(error, ERROR_USAGE, "load takes no argument %s", arguments->items[0]);
  struct budget budget;
  struct bus *bus = NULL;
  bool once = arguments_has(arguments, "--once");
  int kind = check_once(config, once, error);
  if (kind == 0)
    kind = budget_of(config, &budget, error);
  if (kind != 0)
    return kind;
  kind = bus_setting_open(config, budget.queue, &bus, error);
  if (kind != 0)
    return kind;
  memory_claim(budget.claimed);
  kind = load_stage_run(
      &(struct load_stage_options){.config = config, .budget = &budget, .bus = bus, .once = once}, error);
  bus_close(&bus);
  return kind;
}

static const struct argument_option options[] = {
    {"--once", NULL,
        "over Kafka: until all that was in its topics at the start is stored, by whichever loaders, then "
        "exit"},
    {NULL, NULL, NULL},
};

const struct command command_load = {
    .name = "load",
    .synopsis = "[--once]",
    .summary = "from `sluis ingest` into the warehouse: has the login, needs no key; SIGTERM drains",
    .options = options,
    .drains = true,
    .run = run,
};
