/* `sluis ingest`: from the inbox onto the bus, in a process that holds the key and sees BSNs and has no login
 * of the database.
 *
 * What it knows of the reference data lies in the inbox, left there by `sluis reference load`. Without the
 * overeenkomsten everything would be refused unread, so then it does not start. */
#include <sys/stat.h>

#include "base/buffer.h"
#include "base/config.h"
#include "base/memory.h"
#include "cli/budget.h"
#include "cli/bus_setting.h"
#include "cli/command.h"
#include "cli/commands.h"
#include "cli/ingest_stage.h"
#include "ingest/inbox.h"
#include "ingest/overeenkomst.h"

enum { PATH_BYTES = 8192 };

static int check_overeenkomsten(const char *inbox, struct error *error)
{
  struct buffer path;
  struct stat status;
  buffer_init(&path, PATH_BYTES);
  buffer_format(&path, "%s/%s", inbox, OVEREENKOMSTEN_FILE);
  bool is_there = !path.failed && stat(path.data, &status) == 0;
  buffer_fini(&path);
  if (is_there)
    return 0;
  int kind = error_set(error, ERROR_CONFIG,
      "%s is not in the inbox: without overeenkomsten everything would be refused unread",
      OVEREENKOMSTEN_FILE);
  error_hint(error, "`sluis reference load` leaves it there; docs/operations.md, Processes");
  return kind;
}

static int work(const struct ingest_stage_options *options, struct error *error)
{
  struct ingest_stage stage;
  int kind = ingest_stage_start(options, &stage, error);
  return kind == 0 ? ingest_stage_join(&stage, 0, error) : kind;
}

static int check_places(const struct config *config, struct error *error)
{
  struct inbox *inbox = NULL;
  int kind = inbox_open(config_text(config, "inbox"), &inbox, error);
  inbox_close(&inbox);
  return kind == 0 ? check_overeenkomsten(config_text(config, "inbox"), error) : kind;
}

static int run(const struct config *config, const struct arguments *arguments, struct error *error)
{
  if (arguments->count > 0)
    return error_set(error, ERROR_USAGE, "ingest takes no argument %s", arguments->items[0]);
  struct budget budget;
  struct ingest_tools tools = {0};
  struct bus *bus = NULL;
  int kind = budget_of(config, &budget, error);
  if (kind != 0)
    return kind;
  kind = ingest_tools_open(config, &tools, error);
  if (kind == 0)
    kind = check_places(config, error);
  if (kind == 0)
    kind = bus_setting_open(config, budget.queue, &bus, error);
  if (kind == 0) {
    memory_claim(budget.queue + budget.settling * (size_t)config_number(config, "ingest_threads"));
    kind = work(
        &(struct ingest_stage_options){
            .config = config,
            .budget = &budget,
            .tools = &tools,
            .bus = bus,
            .once = arguments_has(arguments, "--once"),
            .fails_whole = true,
        },
        error);
  }
  bus_close(&bus);
  ingest_tools_close(&tools);
  return kind;
}

static const struct argument_option options[] = {
    {"--once", NULL, "work until the inbox is empty and `sluis load` has stored all, then exit"},
    {NULL, NULL, NULL},
};

const struct command command_ingest = {
    .name = "ingest",
    .synopsis = "[--once]",
    .summary = "from the inbox to `sluis load`: holds the key, needs no database",
    .options = options,
    .drains = true,
    .run = run,
};
