/* sluis access grant|revoke|list|regio: which login reads for which organisation, and the fixed figures of
 * the region. */
#include <stdio.h>
#include <string.h>

#include "base/date.h"
#include "cli/commands.h"
#include "warehouse/access.h"
#include "warehouse/migrate.h"

static const struct argument_option options[] = {{NULL, NULL, NULL}};

static int check_count(const struct arguments *arguments, int count, const char *usage, struct error *error)
{
  if (arguments->count == count)
    return 0;
  return error_set(error, ERROR_USAGE, "sluis access %s", usage);
}

static struct access named(const struct arguments *arguments)
{
  return (struct access){.login = arguments->items[1], .organisation = arguments->items[2]};
}

static int grant(struct database *database, const struct arguments *arguments, struct error *error)
{
  int kind = check_count(arguments, 3, "grant LOGIN ORGANISATIE", error);
  if (kind != 0)
    return kind;
  struct access access = named(arguments);
  kind = access_grant(database, &access, error);
  if (kind == 0)
    printf("%s leest voor %s\n", access.login, access.organisation);
  return kind;
}

static int revoke(struct database *database, const struct arguments *arguments, struct error *error)
{
  int kind = check_count(arguments, 3, "revoke LOGIN ORGANISATIE", error);
  if (kind != 0)
    return kind;
  struct access access = named(arguments);
  kind = access_revoke(database, &access, error);
  if (kind == 0)
    printf("%s leest niet voor %s\n", access.login, access.organisation);
  return kind;
}

static int list(struct database *database, const struct arguments *arguments, struct error *error)
{
  static const char *const names[ACCESS_COLUMN_COUNT] = {
      "login", "organisatie", "soort", "naam", "sinds", "rol"};
  static const int widths[ACCESS_COLUMN_COUNT] = {24, 11, 9, 28, 16, 3};
  int kind = check_count(arguments, 1, "list", error);
  if (kind != 0)
    return kind;
  struct database_rows *rows = NULL;
  kind = access_list(database, &rows, error);
  if (kind != 0)
    return kind;
  for (size_t column = 0; column < ACCESS_COLUMN_COUNT; column++)
    printf("%-*s%s", widths[column], names[column], column + 1 < ACCESS_COLUMN_COUNT ? "  " : "\n");
  for (size_t row = 0; row < database_rows_count(rows); row++) {
    for (size_t column = 0; column < ACCESS_COLUMN_COUNT; column++) {
      const char *value = database_rows_value(rows, row, column);
      printf("%-*s%s", widths[column], value != NULL ? value : "-",
          column + 1 < ACCESS_COLUMN_COUNT ? "  " : "\n");
    }
  }
  database_rows_free(&rows);
  return 0;
}

/* YYYY-MM */
static int parse_month(const char *text, int32_t *first_day, struct error *error)
{
  char day[16];
  snprintf(day, sizeof day, "%.8s-01", text);
  if (strlen(text) == strlen("2025-01") && date_parse(day, strlen(day), first_day))
    return 0;
  return error_set(error, ERROR_USAGE, "a month is written as 2025-01");
}

static int regio(struct database *database, const struct arguments *arguments, struct error *error)
{
  int32_t first_day = 0;
  bool fixed = false;
  int kind = check_count(arguments, 2, "regio MAAND", error);
  if (kind == 0)
    kind = parse_month(arguments->items[1], &first_day, error);
  if (kind == 0)
    kind = access_fix_region(database, first_day, &fixed, error);
  if (kind == 0)
    printf("regiocijfers van %s %s\n", arguments->items[1],
        fixed ? "vastgesteld" : "waren al vastgesteld en blijven zoals zij zijn");
  return kind;
}

static const struct part {
  const char *name;
  int (*run)(struct database *database, const struct arguments *arguments, struct error *error);
} parts[] = {{"grant", grant}, {"revoke", revoke}, {"list", list}, {"regio", regio}};

static int run(const struct config *config, const struct arguments *arguments, struct error *error)
{
  (void)config;
  const struct part *part = arguments_part(arguments, parts, sizeof parts / sizeof *parts, sizeof *parts);
  if (part == NULL)
    return error_set(error, ERROR_USAGE, "access grant, revoke, list or regio");
  struct database *database = NULL;
  int kind = database_open("sluis access", &database, error);
  if (kind == 0)
    kind = migrate_check(database, error);
  if (kind == 0)
    kind = part->run(database, arguments, error);
  database_close(&database);
  return kind;
}

const struct command command_access = {
    .name = "access",
    .synopsis = "grant LOGIN ORGANISATIE | revoke LOGIN ORGANISATIE | list | regio MAAND",
    .summary = "which login reads for which gemeente or aanbieder; fix the figures of the region",
    .options = options,
    .run = run,
};
