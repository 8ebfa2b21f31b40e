/* sluis quarantine list|show|replay: what was refused, without its content, and handing it in again. */
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/config.h"
#include "base/date.h"
#include "cli/commands.h"
#include "cli/quarantine_replay.h"
#include "ingest/archive.h"
#include "warehouse/database.h"
#include "warehouse/migrate.h"
#include "warehouse/quarantine.h"

static const struct argument_option options[] = {
    {"--format", "F", "list: table (default), csv or json"},
    {"--organisation", "ORG", "list: only of this gemeente code or AGB code"},
    {"--private-key", "FILE", "replay: what unseals the originals, made by `sluis keygen --sealing`"},
    {"--reason", "CODE", "list, replay: only with this code, SQLSTATE or constraint"},
    {"--since", "D", "list, replay: only what was refused on this day or later"},
    {"--max", "N", "list, replay: at most so many"},
    {"--dry-run", NULL, "replay: say what would be handed in again, and leave it"},
    {NULL, NULL, NULL},
};

/* --- the rows as they are shown --- */

static const struct shown_column {
  const char *name;
  int width; /* in a table; 0: not in it, the last: as wide as it is */
  bool is_number;
} columns[QUARANTINE_COLUMN_COUNT] = {
    [QUARANTINE_LEVERING] = {"levering", 36, false},
    [QUARANTINE_ORGANISATIE] = {"organisatie", 11, false},
    [QUARANTINE_ONTVANGEN] = {"ontvangen", 10, false},
    [QUARANTINE_BESTAND] = {"bestand", 28, false},
    [QUARANTINE_SOORT] = {"soort", 7, false},
    [QUARANTINE_CODE] = {"code", 8, false},
    [QUARANTINE_REGEL] = {"regel", 6, true},
    [QUARANTINE_PAD] = {"pad", 0, false},
    [QUARANTINE_MELDINGEN] = {"meldingen", 9, true},
    [QUARANTINE_BYTES] = {"bytes", 9, true},
    [QUARANTINE_AFGEKEURD] = {"afgekeurd", 0, false},
    [QUARANTINE_POGINGEN] = {"pogingen", 8, true},
    [QUARANTINE_GEBEURTENIS] = {"gebeurtenis", 0, false},
};

/* Told from the archive itself: copies go by their age. */
static bool is_sealed(const struct quarantine *quarantine, const struct database_rows *rows, size_t row)
{
  struct archive_place place;
  return quarantine_place(rows, row, &place) &&
         archive_has(config_text(quarantine->config, "archive"), &place);
}

static void print_table(const struct quarantine *quarantine, const struct database_rows *rows)
{
  for (size_t column = 0; column < QUARANTINE_COLUMN_COUNT; column++)
    if (columns[column].width > 0)
      printf("%*s  ", columns[column].is_number ? columns[column].width : -columns[column].width,
          columns[column].name);
  printf("verzegeld\n");
  for (size_t row = 0; row < database_rows_count(rows); row++) {
    for (size_t column = 0; column < QUARANTINE_COLUMN_COUNT; column++) {
      const char *value = database_rows_value(rows, row, column);
      int width = columns[column].is_number ? columns[column].width : -columns[column].width;
      if (width != 0)
        printf("%*s  ", width, value != NULL ? value : "-");
    }
    printf("%s\n", is_sealed(quarantine, rows, row) ? "ja" : "nee");
  }
}

/* In quotes, quotes doubled (RFC 4180): a file name may hold anything. */
static void print_csv_value(const char *value)
{
  if (value == NULL)
    return;
  bool is_plain = strpbrk(value, ",\"\r\n") == NULL;
  if (!is_plain)
    putchar('"');
  for (const char *c = value; *c != '\0'; c++) {
    if (*c == '"')
      putchar('"');
    putchar(*c);
  }
  if (!is_plain)
    putchar('"');
}

static void print_csv(const struct quarantine *quarantine, const struct database_rows *rows)
{
  for (size_t column = 0; column < QUARANTINE_COLUMN_COUNT; column++)
    printf("%s,", columns[column].name);
  printf("verzegeld\n");
  for (size_t row = 0; row < database_rows_count(rows); row++) {
    for (size_t column = 0; column < QUARANTINE_COLUMN_COUNT; column++) {
      print_csv_value(database_rows_value(rows, row, column));
      putchar(',');
    }
    printf("%s\n", is_sealed(quarantine, rows, row) ? "ja" : "nee");
  }
}

static json_t *json_of_row(const struct quarantine *quarantine, const struct database_rows *rows, size_t row)
{
  json_t *object = json_object();
  for (size_t column = 0; column < QUARANTINE_COLUMN_COUNT; column++) {
    const char *value = database_rows_value(rows, row, column);
    json_t *shown = value == NULL               ? json_null()
                    : columns[column].is_number ? json_integer(strtoll(value, NULL, 10))
                                                : json_string(value);
    json_object_set_new(object, columns[column].name, shown);
  }
  json_object_set_new(object, "verzegeld", json_boolean(is_sealed(quarantine, rows, row)));
  return object;
}

static void print_json(const struct quarantine *quarantine, const struct database_rows *rows)
{
  json_t *list = json_array();
  for (size_t row = 0; row < database_rows_count(rows); row++)
    json_array_append_new(list, json_of_row(quarantine, rows, row));
  json_dumpf(list, stdout, JSON_INDENT(2));
  putchar('\n');
  json_decref(list);
}

typedef void row_printer(const struct quarantine *quarantine, const struct database_rows *rows);

/* NULL when there is no such format. */
static row_printer *find_printer(const char *format)
{
  static const struct {
    const char *name;
    row_printer *print;
  } printers[] = {{"table", print_table}, {"csv", print_csv}, {"json", print_json}};
  for (size_t i = 0; i < sizeof printers / sizeof *printers; i++)
    if (strcmp(format, printers[i].name) == 0)
      return printers[i].print;
  return NULL;
}

/* --- the commands --- */

static int list(struct quarantine *quarantine, struct error *error)
{
  const char *format = arguments_value(quarantine->arguments, "--format");
  row_printer *print = find_printer(format != NULL ? format : "table");
  if (print == NULL)
    return error_set(error, ERROR_USAGE, "--format is table, csv or json");
  if (quarantine->arguments->count != 1)
    return error_set(
        error, ERROR_USAGE, "quarantine list takes no argument %s", quarantine->arguments->items[1]);
  struct database_rows *rows = NULL;
  struct quarantine_filter filter;
  int kind = quarantine_filter_of(quarantine->arguments, &filter, error);
  if (kind == 0)
    kind = quarantine_list(quarantine->database, &filter, &rows, error);
  if (kind == 0)
    print(quarantine, rows);
  database_rows_free(&rows);
  return kind;
}

/* What waits of one levering. ERROR_NO_INPUT when nothing does. */
static int find(
    struct quarantine *quarantine, const struct id *levering, struct database_rows **out, struct error *error)
{
  struct quarantine_filter filter = {.levering = levering};
  int kind = quarantine_list(quarantine->database, &filter, out, error);
  if (kind != 0 || database_rows_count(*out) > 0)
    return kind;
  database_rows_free(out);
  *out = NULL;
  bool known = false;
  char id[ID_TEXT_SIZE];
  id_format(levering, id);
  kind = quarantine_knows(quarantine->database, levering, &known, error);
  if (kind != 0)
    return kind;
  return error_set(error, ERROR_NO_INPUT,
      known ? "levering %s was accepted and is not in quarantine" : "no levering %s is stored", id);
}

static void print_one(const struct quarantine *quarantine, const struct database_rows *rows, size_t row)
{
  if (row > 0)
    putchar('\n');
  for (size_t column = 0; column < QUARANTINE_COLUMN_COUNT; column++) {
    const char *value = database_rows_value(rows, row, column);
    printf("%-12s %s\n", columns[column].name, value != NULL ? value : "-");
  }
  printf("%-12s %s\n", "verzegeld", is_sealed(quarantine, rows, row) ? "ja" : "nee");
}

static void print_meldingen(const struct database_rows *rows)
{
  enum { CODE, REGEL, KOLOM, PAD, TEKST };
  for (size_t row = 0; row < database_rows_count(rows); row++) {
    const char *kolom = database_rows_value(rows, row, KOLOM);
    const char *pad = database_rows_value(rows, row, PAD);
    printf("\nregel %s%s%s%s%s\n  %s: %s\n", database_rows_value(rows, row, REGEL),
        kolom != NULL ? ", kolom " : "", kolom != NULL ? kolom : "", pad != NULL ? ", " : "",
        pad != NULL ? pad : "", database_rows_value(rows, row, CODE), database_rows_value(rows, row, TEKST));
  }
}

static int show(struct quarantine *quarantine, struct error *error)
{
  struct id levering;
  if (quarantine->arguments->count != 2)
    return error_set(error, ERROR_USAGE, "which one? sluis quarantine show LEVERING");
  struct database_rows *rows = NULL;
  struct database_rows *meldingen = NULL;
  int kind = quarantine_parse_id(quarantine->arguments->items[1], &levering, error);
  if (kind == 0)
    kind = find(quarantine, &levering, &rows, error);
  if (kind == 0)
    kind = quarantine_meldingen(quarantine->database, &levering, &meldingen, error);
  if (kind == 0) {
    for (size_t row = 0; row < database_rows_count(rows); row++)
      print_one(quarantine, rows, row);
    print_meldingen(meldingen);
  }
  database_rows_free(&rows);
  database_rows_free(&meldingen);
  return kind;
}

static const struct part {
  const char *name;
  int (*run)(struct quarantine *quarantine, struct error *error);
} parts[] = {{"list", list}, {"show", show}, {"replay", quarantine_replay}};

static int run(const struct config *config, const struct arguments *arguments, struct error *error)
{
  const struct part *part = arguments_part(arguments, parts, sizeof parts / sizeof *parts, sizeof *parts);
  if (part == NULL)
    return error_set(error, ERROR_USAGE, "quarantine list, show or replay");
  struct quarantine quarantine = {.config = config, .arguments = arguments};
  int kind = database_open("sluis quarantine", &quarantine.database, error);
  if (kind == 0)
    kind = migrate_check(quarantine.database, error);
  if (kind == 0)
    kind = part->run(&quarantine, error);
  database_close(&quarantine.database);
  return kind;
}

const struct command command_quarantine = {
    .name = "quarantine",
    .synopsis = "list [--format table|csv|json] [--organisation ORG] | show LEVERING | replay [LEVERING...] "
                "[--private-key FILE] [--dry-run] [--reason CODE] [--since D] [--max N]",
    .summary = "what was refused and why, without its content",
    .options = options,
    .run = run,
};
