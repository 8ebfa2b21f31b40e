/* sluis quarantine list|show|replay: what was refused, without its content, and handing it in again. */
#include <jansson.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/config.h"
#include "base/date.h"
#include "cli/commands.h"
#include "ingest/archive.h"
#include "ingest/pseudonym.h"
#include "ingest/replay.h"
#include "warehouse/database.h"
#include "warehouse/migrate.h"
#include "warehouse/quarantine.h"

static const struct argument_option options[] = {
    {"--format", "F", "list: table (default), csv or json"},
    {"--organisation", "ORG", "list: only of this gemeente code or AGB code"},
    {"--private-key", "FILE", "replay: what unseals the originals, made by `sluis keygen --sealing`"},
    {NULL, NULL, NULL},
};

enum { PRIVATE_KEY_BYTES = 32 };

struct quarantine {
  const struct config *config;
  const struct arguments *arguments;
  struct database *database;
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
};

static bool read_place(const struct database_rows *rows, size_t row, struct archive_place *out)
{
  const char *day = database_rows_value(rows, row, QUARANTINE_ONTVANGEN);
  out->organisation = database_rows_value(rows, row, QUARANTINE_ORGANISATIE);
  return id_parse(database_rows_value(rows, row, QUARANTINE_LEVERING), &out->levering) &&
         date_parse(day, strlen(day), &out->day);
}

/* Told from the archive itself: copies go by their age. */
static bool is_sealed(const struct quarantine *quarantine, const struct database_rows *rows, size_t row)
{
  struct archive_place place;
  return read_place(rows, row, &place) && archive_has(config_text(quarantine->config, "archive"), &place);
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
  int kind = quarantine_list(
      quarantine->database, arguments_value(quarantine->arguments, "--organisation"), NULL, &rows, error);
  if (kind == 0)
    print(quarantine, rows);
  database_rows_free(&rows);
  return kind;
}

static int not_in_quarantine(struct quarantine *quarantine, const struct id *levering, struct error *error)
{
  char id[ID_TEXT_SIZE];
  id_format(levering, id);
  bool known = false;
  int kind = quarantine_knows(quarantine->database, levering, &known, error);
  if (kind != 0)
    return kind;
  return error_set(error, ERROR_NO_INPUT,
      known ? "levering %s was accepted and is not in quarantine" : "no levering %s is stored", id);
}

/* The row of one levering. ERROR_NO_INPUT when it is not in quarantine. */
static int find(
    struct quarantine *quarantine, const struct id *levering, struct database_rows **out, struct error *error)
{
  int kind = quarantine_list(quarantine->database, NULL, levering, out, error);
  if (kind != 0 || database_rows_count(*out) == 1)
    return kind;
  database_rows_free(out);
  *out = NULL;
  return not_in_quarantine(quarantine, levering, error);
}

static void print_one(const struct quarantine *quarantine, const struct database_rows *rows)
{
  for (size_t column = 0; column < QUARANTINE_COLUMN_COUNT; column++) {
    const char *value = database_rows_value(rows, 0, column);
    printf("%-12s %s\n", columns[column].name, value != NULL ? value : "-");
  }
  printf("%-12s %s\n", "verzegeld", is_sealed(quarantine, rows, 0) ? "ja" : "nee");
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

static int parse_id(const char *text, struct id *out, struct error *error)
{
  if (id_parse(text, out))
    return 0;
  return error_set(error, ERROR_USAGE, "a levering is named by its id, as `quarantine list` shows it");
}

static int show(struct quarantine *quarantine, struct error *error)
{
  struct id levering;
  if (quarantine->arguments->count != 2)
    return error_set(error, ERROR_USAGE, "which one? sluis quarantine show LEVERING");
  struct database_rows *rows = NULL;
  struct database_rows *meldingen = NULL;
  int kind = parse_id(quarantine->arguments->items[1], &levering, error);
  if (kind == 0)
    kind = find(quarantine, &levering, &rows, error);
  if (kind == 0)
    kind = quarantine_meldingen(quarantine->database, &levering, &meldingen, error);
  if (kind == 0) {
    print_one(quarantine, rows);
    print_meldingen(meldingen);
  }
  database_rows_free(&rows);
  database_rows_free(&meldingen);
  return kind;
}

/* --- replay --- */

/* Into the inbox again, when it is not there already. */
static int hand_in(struct quarantine *quarantine, const struct archive_place *place,
    const uint8_t *private_key, bool *is_waiting, struct error *error)
{
  struct archive_original original;
  int kind = archive_unseal(config_text(quarantine->config, "archive"), place, private_key, &original, error);
  if (kind != 0)
    return kind;
  kind = replay_lay(config_text(quarantine->config, "inbox"), place, &original, is_waiting, error);
  archive_original_fini(&original);
  if (kind == 0 && !*is_waiting)
    kind = quarantine_count_attempt(quarantine->database, &place->levering, error);
  return kind;
}

/* One that was accepted meanwhile needs nothing more: doing it twice is no mistake. */
static int replay_one(
    struct quarantine *quarantine, const char *word, const uint8_t *private_key, struct error *error)
{
  struct archive_place place = {0};
  struct database_rows *rows = NULL;
  bool is_waiting = false;
  int kind = parse_id(word, &place.levering, error);
  if (kind == 0)
    kind = quarantine_list(quarantine->database, NULL, &place.levering, &rows, error);
  if (kind == 0 && database_rows_count(rows) == 0) {
    bool known = false;
    kind = quarantine_knows(quarantine->database, &place.levering, &known, error);
    if (kind == 0 && !known)
      kind = error_set(error, ERROR_NO_INPUT, "no levering %s is stored", word);
    if (kind == 0)
      printf("%s is opgenomen en wacht niet\n", word);
  } else if (kind == 0 && !read_place(rows, 0, &place)) {
    kind = error_set(error, ERROR_INTERNAL, "a levering without a place");
  } else if (kind == 0) {
    kind = hand_in(quarantine, &place, private_key, &is_waiting, error);
    if (kind == 0)
      printf("%s %s\n", word, is_waiting ? "wacht al in de inbox" : "ligt weer in de inbox");
  }
  database_rows_free(&rows);
  return kind;
}

/* Goes on after one that fails: that one is named, and decides the exit status. */
static int replay_all(struct quarantine *quarantine, const uint8_t *private_key, struct error *error)
{
  int result = 0;
  for (int i = 1; i < quarantine->arguments->count; i++) {
    struct error one = {0};
    int kind = replay_one(quarantine, quarantine->arguments->items[i], private_key, &one);
    if (kind == 0)
      continue;
    fprintf(stderr, "sluis quarantine: %s: %s\n", quarantine->arguments->items[i], one.text);
    result = kind;
  }
  error_set(error, (enum error_kind)result, "%s", "");
  return result;
}

static int replay(struct quarantine *quarantine, struct error *error)
{
  const char *path = arguments_value(quarantine->arguments, "--private-key");
  if (quarantine->arguments->count < 2 || path == NULL)
    return error_set(
        error, ERROR_USAGE, "which ones? sluis quarantine replay LEVERING... --private-key FILE");
  uint8_t *private_key = sodium_init() >= 0 ? sodium_malloc(PRIVATE_KEY_BYTES) : NULL;
  if (private_key == NULL)
    return error_set(error, ERROR_INTERNAL, "no guarded memory for the key");
  int kind = key_file_read(path, private_key, error);
  if (kind == 0)
    kind = replay_all(quarantine, private_key, error);
  sodium_free(private_key);
  return kind;
}

static const struct part {
  const char *name;
  int (*run)(struct quarantine *quarantine, struct error *error);
} parts[] = {{"list", list}, {"show", show}, {"replay", replay}};

static const struct part *find_part(const struct arguments *arguments)
{
  for (size_t i = 0; arguments->count > 0 && i < sizeof parts / sizeof *parts; i++)
    if (strcmp(arguments->items[0], parts[i].name) == 0)
      return &parts[i];
  return NULL;
}

static int run(const struct config *config, const struct arguments *arguments, struct error *error)
{
  const struct part *part = find_part(arguments);
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
    .synopsis = "list [--format table|csv|json] [--organisation ORG] | show LEVERING | replay LEVERING... "
                "--private-key FILE",
    .summary = "what was refused and why, without its content",
    .options = options,
    .run = run,
};
