/* `sluis run`: ingest and load in one process.
 *
 * Ingest workers run in threads of their own, the loader in the main thread, the bus between them. A stop
 * goes from front to back: the workers take nothing new, the loader finishes the partij in hand and gives the
 * rest back, the workers remove what is stored, all end. When the loader ends first (PostgreSQL stays away,
 * or an error) the workers are told to leave everything where it is. */
#include <stdatomic.h>

#include "base/config.h"
#include "base/memory.h"
#include "cli/budget.h"
#include "cli/command.h"
#include "cli/commands.h"
#include "cli/ingest_stage.h"
#include "cli/load_stage.h"
#include "cli/progress.h"
#include "cli/snapshots.h"
#include "cli/stop_signal.h"
#include "ingest/inbox.h"
#include "ingest/inbox_survey.h"

/* For the progress bar only: 0 when it cannot be told. */
static size_t count_waiting(const char *inbox)
{
  struct inbox_survey survey;
  if (inbox_survey(inbox, &survey, NULL) != 0)
    return 0;
  size_t waiting = (size_t)survey.total.files;
  inbox_survey_fini(&survey);
  return waiting;
}

static int ingest_and_load(const struct ingest_stage_options *options, struct error *error)
{
  struct ingest_stage stage;
  const char *inbox = config_text(options->config, "inbox");
  size_t waiting = options->once && progress_is_shown() ? count_waiting(inbox) : 0;
  int kind = ingest_stage_start(options, &stage, error);
  if (kind != 0)
    return kind;
  kind = load_stage_run(
      &(struct load_stage_options){
          .config = options->config,
          .budget = options->budget,
          .bus = options->bus,
          .senders = &stage.running,
          .waiting = waiting,
      },
      error);
  if (kind != 0)
    atomic_store(stop_signal_level(), STOP_ABANDON);
  return ingest_stage_join(&stage, kind, error);
}

static int run_locked(const struct config *config, const struct budget *budget,
    const struct ingest_tools *tools, bool once, struct error *error)
{
  struct bus *bus = NULL;
  int kind = bus_open(
      &(struct bus_options){
          .backend = config_text(config, "bus"),
          .maximum_bytes = budget->queue,
      },
      &bus, error);
  if (kind != 0)
    return kind;
  kind = ingest_and_load(
      &(struct ingest_stage_options){
          .config = config, .budget = budget, .tools = tools, .bus = bus, .once = once},
      error);
  bus_close(&bus);
  return kind;
}

static int run(const struct config *config, const struct arguments *arguments, struct error *error)
{
  if (arguments->count > 0)
    return error_set(error, ERROR_USAGE, "run takes no argument %s", arguments->items[0]);
  struct budget budget;
  int kind = budget_of(config, &budget, error);
  if (kind != 0)
    return kind;
  struct ingest_tools tools = {0};
  kind = ingest_tools_open(config, &tools, error);
  struct inbox *inbox = NULL;
  if (kind == 0)
    kind = inbox_open(config_text(config, "inbox"), &inbox, error);
  if (kind == 0)
    kind = inbox_lock(inbox, error);
  if (kind == 0)
    kind = snapshots_hand_over(config_text(config, "inbox"), stop_signal_level(), error);
  if (kind == 0)
    memory_claim(budget.claimed);
  if (kind == 0)
    kind = run_locked(config, &budget, &tools, arguments_has(arguments, "--once"), error);
  inbox_close(&inbox);
  ingest_tools_close(&tools);
  return kind;
}

static const struct argument_option options[] = {
    {"--once", NULL, "work until the inbox is empty and all is stored, then exit"},
    {NULL, NULL, NULL},
};

const struct command command_run = {
    .name = "run",
    .synopsis = "[--once]",
    .summary = "ingest and load in one process; SIGTERM drains, a second one aborts",
    .options = options,
    .drains = true,
    .run = run,
};
