/* sluis push: hands leveringen to the inbox and says where each one lies. */
#include <stdio.h>

#include "base/config.h"
#include "base/date.h"
#include "base/mask.h"
#include "cli/commands.h"
#include "ingest/push.h"

static void say(const char *path, const char *organisation, const char *name, void *context)
{
  char source[512];
  char given[512];
  mask_copy(path, source, sizeof source);
  mask_copy(name, given, sizeof given);
  printf("%s -> %s/%s/%s\n", source, organisation, (const char *)context, given);
}

static int run(const struct config *config, const struct arguments *arguments, struct error *error)
{
  if (arguments->count == 0)
    return error_set(error, ERROR_USAGE, "push needs at least one FILE");
  struct push_options push = {
      .inbox = config_text(config, "inbox"),
      .organisation = arguments_value(arguments, "--from"),
  };
  int kind = arguments_date(arguments, "--received", date_today(), &push.received, error);
  if (kind != 0)
    return kind;
  if (push.received > date_today())
    return error_set(
        error, ERROR_USAGE, "--received lies in the future: nothing was received on that day yet");
  char day[DATE_TEXT_SIZE];
  date_format(push.received, day);
  return push_files(&push, arguments->items, (size_t)arguments->count, say, day, error);
}

static const struct argument_option options[] = {
    {"--from", "ORG", "gemeente code or AGB code; default: the Afzender in the header"},
    {"--received", "D", "day of receipt; default: today"},
    {NULL, NULL, NULL},
};

const struct command command_push = {
    .name = "push",
    .synopsis = "FILE... [--from ORG] [--received YYYY-MM-DD]",
    .summary = "hand leveringen to the inbox",
    .options = options,
    .run = run,
};
