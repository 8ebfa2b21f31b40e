/* sluis keygen: makes the master key of a warehouse and says by what it can be recognised; or the keys of the
 * archive, or of the bus. */
#include <stdio.h>

#include "bus/curve.h"
#include "cli/commands.h"
#include "ingest/archive.h"
#include "ingest/pseudonym.h"

/* A key pair for sealing: the private key is not for this machine. */
static int make_archive_keys(const char *path, struct error *error)
{
  int kind = archive_keys_create(path, error);
  if (kind == 0)
    printf("private key %s: keep it apart, only `quarantine replay` needs it\n"
           "public key %s.pub: the setting archive_public_key\n",
        path, path);
  return kind;
}

static int make_curve_keys(const char *path, struct error *error)
{
  int kind = curve_keys_create(path, error);
  if (kind == 0)
    printf("secret key %s: the setting bus_curve_key of one process\n"
           "public key %s.pub: of `load` the setting bus_curve_server of each `ingest`; of an `ingest` a "
           "line in\n"
           "bus_curve_clients of `load`\n",
        path, path);
  return kind;
}

static int run(const struct config *config, const struct arguments *arguments, struct error *error)
{
  (void)config;
  if (arguments->count != 1)
    return error_set(error, ERROR_USAGE, "keygen takes one argument: the file to make");
  const char *path = arguments->items[0];
  if (arguments_has(arguments, "--sealing"))
    return make_archive_keys(path, error);
  if (arguments_has(arguments, "--curve"))
    return make_curve_keys(path, error);
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

static const struct argument_option options[] = {
    {"--sealing", NULL, "a key pair for sealing refused leveringen: FILE and FILE.pub"},
    {"--curve", NULL, "a key pair for the bus between processes: FILE and FILE.pub"},
    {NULL, NULL, NULL},
};

const struct command command_keygen = {
    .name = "keygen",
    .synopsis = "[--sealing|--curve] FILE",
    .summary = "make a master key (mode 0600, never over an existing file)",
    .options = options,
    .needs_no_config = true,
    .run = run,
};
