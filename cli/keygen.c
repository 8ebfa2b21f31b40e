/* sluis keygen: makes the master key of a warehouse and says by what it can be recognised. */
#include <stdio.h>

#include "cli/commands.h"
#include "ingest/pseudonym.h"

static int run(const struct config *config, const struct arguments *arguments, struct error *error)
{
  (void)config;
  if (arguments->count != 1)
    return error_set(error, ERROR_USAGE, "keygen takes one argument: the file to make");
  const char *path = arguments->items[0];
  int kind = key_file_create(path, error);
  if (kind != 0)
    return kind;
  struct pseudonymiser *pseudonymiser = NULL;
  kind = pseudonymiser_open(path, &pseudonymiser, error);
  if (kind != 0)
    return kind;
  char key_id[KEY_ID_TEXT_SIZE];
  char check_value[CHECK_VALUE_TEXT_SIZE];
  pseudonymiser_key_id(pseudonymiser, key_id);
  pseudonymiser_check_value(pseudonymiser, check_value);
  pseudonymiser_free(&pseudonymiser);
  printf("KEYID %s\nCHECKVALUE %s\n", key_id, check_value);
  return 0;
}

static const struct argument_option options[] = {{NULL, NULL, NULL}};

const struct command command_keygen = {
    .name = "keygen",
    .synopsis = "FILE",
    .summary = "make a master key (mode 0600, never over an existing file)",
    .options = options,
    .needs_no_config = true,
    .run = run,
};
