/* sluis client lookup|export|erase|expire: what is kept of one person, for who asks for it (AVG), and taking
 * it away on request or when it was kept long enough. */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/config.h"
#include "base/date.h"
#include "base/file.h"
#include "base/log.h"
#include "cli/bsn_prompt.h"
#include "cli/client_export.h"
#include "cli/commands.h"
#include "warehouse/client.h"
#include "warehouse/migrate.h"

static const struct argument_option options[] = {
    {"--output", "FILE", "export: a new file with mode 0600; without it stdout"},
    {"--years", "N", "expire: so many years are kept; default: the setting retention_years"},
    {"--day", "D", "expire: as of this day; default: today"},
    {"--dry-run", NULL, "expire: only count who would go, per gemeente"},
    {NULL, NULL, NULL},
};

enum { FILE_MODE = 0600, MOST_YEARS = 200 };

struct request {
  const struct config *config;
  const struct arguments *arguments;
};

/* --- which client --- */

static int ask_client(const struct request *request, struct id *out, struct error *error)
{
  struct pseudonymiser *pseudonymiser = NULL;
  struct bsn bsn;
  int kind = pseudonymiser_open(config_text(request->config, "key_file"), &pseudonymiser, error);
  if (kind == 0)
    kind = bsn_prompt(&bsn, error);
  if (kind == 0) {
    *out = pseudonym_of_bsn(pseudonymiser, &bsn);
    bsn_wipe(&bsn);
  }
  pseudonymiser_free(&pseudonymiser);
  return kind;
}

/* The pseudonym that is given, which needs no key, or that of the BSN that is asked for. A word that is no
 * pseudonym is not repeated: it could be a BSN. */
static int find_client(const struct request *request, struct id *out, struct error *error)
{
  if (request->arguments->count == 1)
    return ask_client(request, out, error);
  if (request->arguments->count == 2 && id_parse(request->arguments->items[1], out))
    return 0;
  error_set(error, ERROR_USAGE, "a client is named by its pseudonym, as `sluis client lookup` prints it");
  error_hint(error, "a BSN is asked for or read from stdin, never given on the command line");
  return ERROR_USAGE;
}

static int open_warehouse(struct database **out, struct error *error)
{
  int kind = database_open("sluis client", out, error);
  return kind == 0 ? migrate_check(*out, error) : kind;
}

/* --- lookup --- */

static int lookup(const struct request *request, struct error *error)
{
  struct id client;
  char text[ID_TEXT_SIZE];
  if (request->arguments->count > 1) {
    error_set(error, ERROR_USAGE, "lookup takes no arguments: the BSN is asked for or read from stdin");
    return ERROR_USAGE;
  }
  int kind = ask_client(request, &client, error);
  if (kind != 0)
    return kind;
  log_info("client.lookup", "user %u looked up a pseudonym", (unsigned)getuid());
  id_format(&client, text);
  printf("%s\n", text);
  return 0;
}

/* --- export --- */

static int write_export(const char *path, const char *text, struct error *error)
{
  if (path == NULL)
    return puts(text) < 0 ? error_set_errno(error, errno, "cannot write to stdout") : 0;
  struct file_new file = {.data = text, .size = strlen(text), .mode = FILE_MODE};
  return file_create(AT_FDCWD, path, &file, error);
}

static int export(const struct request *request, struct error *error)
{
  struct id client;
  struct database *database = NULL;
  char *text = NULL;
  int kind = find_client(request, &client, error);
  if (kind == 0)
    kind = open_warehouse(&database, error);
  if (kind == 0)
    kind = client_export(database, &client, &text, error);
  if (kind == 0)
    kind = write_export(arguments_value(request->arguments, "--output"), text, error);
  free(text);
  database_close(&database);
  return kind;
}

/* --- erase --- */

static int erase(const struct request *request, struct error *error)
{
  struct id client;
  struct database *database = NULL;
  bool found = false;
  int64_t events = 0;
  int kind = find_client(request, &client, error);
  if (kind == 0)
    kind = open_warehouse(&database, error);
  if (kind == 0)
    kind = client_erase(database, &client, date_today(), &found, &events, error);
  database_close(&database);
  if (kind != 0)
    return kind;
  if (!found)
    return error_set(error, ERROR_NO_INPUT, "the warehouse holds nothing of this client; nothing was done");
  log_info("client.erased", "a client was erased on request, with %" PRId64 " events", events);
  printf("gewist: 1 client, %" PRId64 " gebeurtenissen\n", events);
  return 0;
}

/* --- expire --- */

static int parse_years(const char *text, int64_t *out, struct error *error)
{
  char *rest = NULL;
  errno = 0;
  long long years = strtoll(text, &rest, 10);
  if (errno != 0 || rest == text || *rest != '\0' || years < 0)
    return error_set(error, ERROR_USAGE, "--years is a number of years");
  *out = years;
  return 0;
}

static int read_retention(const struct request *request, struct retention *out, struct error *error)
{
  const char *given = arguments_value(request->arguments, "--years");
  int64_t years = config_number(request->config, "retention_years");
  int32_t today = date_today();
  int kind = given != NULL ? parse_years(given, &years, error) : 0;
  if (kind == 0)
    kind = arguments_date(request->arguments, "--day", today, &out->day, error);
  if (kind != 0)
    return kind;
  if (years > MOST_YEARS)
    return error_set(error, ERROR_USAGE, "more than %d years are not kept", MOST_YEARS);
  if (out->day > today && !arguments_has(request->arguments, "--dry-run"))
    return error_set(error, ERROR_USAGE, "--day lies in the future, which goes only with --dry-run");
  out->years = (int32_t)years;
  return 0;
}

static int count_expired(struct database *database, const struct retention *retention, struct error *error)
{
  enum { GEMEENTE, CLIENTEN, GEBEURTENISSEN };
  struct database_rows *rows = NULL;
  int kind = client_count_expired(database, retention, &rows, error);
  if (kind != 0)
    return kind;
  printf("%-10s %10s %15s\n", "gemeente", "clienten", "gebeurtenissen");
  for (size_t i = 0; i < database_rows_count(rows); i++) {
    const char *gemeente = database_rows_value(rows, i, GEMEENTE);
    printf("%-10s %10s %15s\n", gemeente != NULL ? gemeente : "totaal",
        database_rows_value(rows, i, CLIENTEN), database_rows_value(rows, i, GEBEURTENISSEN));
  }
  database_rows_free(&rows);
  return 0;
}

struct sum {
  int64_t clients;
  int64_t events;
};

static void add_removed(int64_t clients, int64_t events, void *context)
{
  struct sum *sum = context;
  sum->clients += clients;
  sum->events += events;
  log_info("client.expired", "%" PRId64 " clients and %" PRId64 " events removed until now", sum->clients,
      sum->events);
}

static int remove_expired(struct database *database, const struct retention *retention, struct error *error)
{
  struct sum sum = {0};
  int kind = client_expire(database, retention, add_removed, &sum, error);
  printf("gewist: %" PRId64 " clienten, %" PRId64 " gebeurtenissen\n", sum.clients, sum.events);
  return kind;
}

static int expire(const struct request *request, struct error *error)
{
  struct retention retention;
  struct database *database = NULL;
  if (request->arguments->count > 1)
    return error_set(error, ERROR_USAGE, "expire takes no arguments");
  int kind = read_retention(request, &retention, error);
  if (kind != 0)
    return kind;
  if (retention.years == 0) {
    printf("retention_years is 0: alles blijft bewaard\n");
    return 0;
  }
  kind = open_warehouse(&database, error);
  if (kind == 0)
    kind = arguments_has(request->arguments, "--dry-run") ? count_expired(database, &retention, error)
                                                          : remove_expired(database, &retention, error);
  database_close(&database);
  return kind;
}

static const struct part {
  const char *name;
  int (*run)(const struct request *request, struct error *error);
} parts[] = {{"lookup", lookup}, {"export", export}, {"erase", erase}, {"expire", expire}};

static int run(const struct config *config, const struct arguments *arguments, struct error *error)
{
  const struct part *part = arguments_part(arguments, parts, sizeof parts / sizeof *parts, sizeof *parts);
  if (part == NULL)
    return error_set(error, ERROR_USAGE, "client lookup, export, erase or expire");
  return part->run(&(struct request){.config = config, .arguments = arguments}, error);
}

const struct command command_client = {
    .name = "client",
    .synopsis =
        "lookup | export [PSEUDONIEM] [--output FILE] | erase [PSEUDONIEM] | expire [--years N] [--day D] "
        "[--dry-run]",
    .summary = "what is kept of one person; take it away on request or after a term",
    .options = options,
    .run = run,
};
