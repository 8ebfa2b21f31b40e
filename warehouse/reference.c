/* First all files are read and checked without touching the database; then each is laid in a temporary table
 * and compared with what is known now, set against set, in one transaction.
 *
 * Only the reference_spec says what a file is: the SQL is made from it. */
#include "warehouse/reference.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/crash_point.h"
#include "base/date.h"
#include "base/log.h"
#include "base/memory.h"
#include "warehouse/binary.h"
#include "warehouse/copy.h"
#include "warehouse/reference_csv.h"

enum { SQL_BYTES = 1 << 16, MOST_LOGGED = 50 };

/* The files of one load. */
struct load {
  struct database *database;
  int folder;
  int32_t received_day;
  char received[DATE_TEXT_SIZE];
  bool has_closed_days;
  int32_t closed_through;          /* when it has */
  char first_open[DATE_TEXT_SIZE]; /* the day after it; else the beginning */
  bool *is_there;                  /* per spec */
  struct reference_rows *rows;     /* per spec */
  struct arena arena;
  size_t findings;
  char first_finding[400];
  struct reference_counts *counts;
};

static void take_finding(const char *text, void *context)
{
  struct load *load = context;
  if (load->findings == 0)
    snprintf(load->first_finding, sizeof load->first_finding, "%s", text);
  if (load->findings < MOST_LOGGED)
    log_error("reference.wrong", "%s", text);
  load->findings++;
}

static bool is_csv(const char *name)
{
  size_t size = strlen(name);
  return size > 4 && strcmp(name + size - 4, ".csv") == 0;
}

static int note_file(struct load *load, const char *name, struct error *error)
{
  if (!is_csv(name) || name[0] == '.')
    return 0;
  const struct reference_spec *spec = reference_spec_find(name);
  if (spec == NULL) {
    int kind = error_set(error, ERROR_DATA, "%s is not the name of a reference file", name);
    error_hint(error, "names are gemeenten.csv, aanbieders.csv, producten.csv, overeenkomsten.csv, "
                      "leveringsplan.csv, budgetten.csv, tarieven.csv, capaciteit.csv and indicatoren.csv");
    return kind;
  }
  load->is_there[spec - reference_specs] = true;
  load->counts->files++;
  return 0;
}

/* Takes the descriptor. */
static int note_files(struct load *load, int folder, struct error *error)
{
  DIR *directory = fdopendir(folder);
  if (directory == NULL) {
    close(folder);
    return error_set_errno(error, errno, "cannot list the folder");
  }
  int kind = 0;
  for (struct dirent *entry = readdir(directory); kind == 0 && entry != NULL; entry = readdir(directory))
    kind = note_file(load, entry->d_name, error);
  closedir(directory);
  return kind;
}

static int list_files(struct load *load, const char *folder, struct error *error)
{
  int again = openat(load->folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (again < 0)
    return error_set_errno(error, errno, "%s", folder);
  int kind = note_files(load, again, error);
  if (kind == 0 && load->counts->files == 0)
    kind = error_set(
        error, ERROR_NO_INPUT, "%s holds no reference file (gemeenten.csv, producten.csv, ...)", folder);
  return kind;
}

static int refuse_findings(const struct load *load, struct error *error)
{
  if (load->findings == 0)
    return 0;
  int kind =
      error_set(error, ERROR_DATA, "%s%s", load->first_finding, load->findings > 1 ? " (and more)" : "");
  error_hint(error, "%zu findings, nothing was loaded", load->findings);
  return kind;
}

static int read_files(struct load *load, struct error *error)
{
  for (size_t i = 0; i < reference_specs_count; i++) {
    if (!load->is_there[i])
      continue;
    int kind = reference_csv_read(
        load->folder, &reference_specs[i], &load->arena, &load->rows[i], take_finding, load, error);
    if (kind != 0)
      return kind;
    load->counts->rows += (int64_t)load->rows[i].count;
  }
  return refuse_findings(load, error);
}

static void append_columns(struct buffer *sql, const struct reference_spec *spec, const char *prefix)
{
  for (size_t i = 0; i < spec->column_count; i++)
    buffer_format(sql, "%s%s%s", i > 0 ? ", " : "", prefix, spec->columns[i].name);
}

/* The rows of a file as the temporary table `geladen`, with the types of the warehouse and the line of the
 * file.
 */
static int stage(struct load *load, const struct reference_spec *spec, const struct reference_rows *rows,
    struct error *error)
{
  struct buffer sql;
  buffer_init(&sql, SQL_BYTES);
  buffer_text(&sql, "drop table if exists pg_temp.tekst, pg_temp.geladen; create temporary table tekst (");
  for (size_t i = 0; i < spec->column_count; i++)
    buffer_format(&sql, "%s%s text", i > 0 ? ", " : "", spec->columns[i].name);
  buffer_text(&sql, ", regel text) on commit drop");
  int kind = database_execute(load->database, sql.data, error);
  struct copy copy = {0};
  if (kind == 0)
    kind = copy_begin(&copy, load->database, "pg_temp.tekst", error);
  for (size_t i = 0; kind == 0 && i < rows->count; i++) {
    char line[24];
    snprintf(line, sizeof line, "%zu", rows->items[i].line);
    kind = copy_row(&copy, spec->column_count + 1, error);
    for (size_t j = 0; j < spec->column_count; j++)
      binary_text(&copy.buffer, rows->items[i].values[j]);
    binary_text(&copy.buffer, line);
  }
  if (kind == 0)
    kind = copy_end(&copy, error);
  copy_fini(&copy);
  buffer_reset(&sql);
  buffer_text(&sql, "create temporary table geladen on commit drop as select ");
  for (size_t i = 0; i < spec->column_count; i++)
    buffer_format(&sql, "%s::%s, ", spec->columns[i].name, spec->columns[i].type->sql);
  buffer_text(&sql, "regel::bigint from pg_temp.tekst");
  if (kind == 0)
    kind = database_execute(load->database, sql.data, error);
  buffer_fini(&sql);
  return kind;
}

/* Lines of the staged file; *sql is done with. */
static int select_lines(
    struct load *load, struct buffer *sql, struct database_rows **lines, struct error *error)
{
  int kind = database_select(load->database, sql->data, lines, error);
  buffer_fini(sql);
  return kind;
}

/* Codes of a staged file that stand nowhere; what it refers to is stored by now. */
static int check_references(struct load *load, const struct reference_spec *spec, struct error *error)
{
  for (size_t i = 0; i < spec->column_count; i++) {
    const struct reference_column *column = &spec->columns[i];
    if (column->known_when == NULL)
      continue;
    struct buffer sql;
    buffer_init(&sql, SQL_BYTES);
    buffer_format(
        &sql, "select regel from pg_temp.geladen a where not (%s) order by regel", column->known_when);
    struct database_rows *rows = NULL;
    int kind = select_lines(load, &sql, &rows, error);
    if (kind != 0)
      return kind;
    for (size_t row = 0; row < database_rows_count(rows); row++) {
      char text[200];
      snprintf(text, sizeof text,
          "%s:%s: column %s has a code that is not in the reference, or in two domains", spec->file,
          database_rows_value(rows, row, 0), column->name);
      take_finding(text, load);
    }
    database_rows_free(&rows);
  }
  return 0;
}

/* One product under both of its names, which would count twice. */
static int check_names(struct load *load, const struct reference_spec *spec, struct error *error)
{
  if (spec->same_when == NULL)
    return 0;
  struct buffer sql;
  buffer_init(&sql, SQL_BYTES);
  buffer_format(&sql,
      "select b.regel, a.regel from pg_temp.geladen a join pg_temp.geladen b on a.aanbieder = b.aanbieder "
      "and "
      "b.product in ('jw:' || a.product, 'wmo:' || a.product) and %s order by b.regel, a.regel",
      spec->same_when);
  struct database_rows *rows = NULL;
  int kind = select_lines(load, &sql, &rows, error);
  if (kind != 0)
    return kind;
  for (size_t row = 0; row < database_rows_count(rows); row++) {
    char text[200];
    snprintf(text, sizeof text, "%s:%s: column product names the product of line %s in another way",
        spec->file, database_rows_value(rows, row, 0), database_rows_value(rows, row, 1));
    take_finding(text, load);
  }
  database_rows_free(&rows);
  return 0;
}

enum order { LOAD_FIRST, LOAD_AGAIN, LOAD_NEXT, LOAD_TOO_EARLY, LOAD_CLOSED };

/* Figures of a closed day stay as they are: a file that was loaded before changes none of them, and one that
 * was not is known from the first open day on instead of from the beginning. */
static enum order mind_closed_days(const struct load *load, enum order order, bool was_loaded)
{
  if (!load->has_closed_days || !was_loaded || order == LOAD_TOO_EARLY)
    return order;
  if (load->received_day <= load->closed_through)
    return LOAD_CLOSED;
  return order == LOAD_FIRST ? LOAD_AGAIN : order;
}

/* How this day stands to the days on which the file was loaded. */
static int find_order(
    struct load *load, const struct reference_spec *spec, enum order *order, struct error *error)
{
  struct buffer sql;
  buffer_init(&sql, SQL_BYTES);
  buffer_format(&sql,
      "select case when count(*) filter (where ontvangen > '%s') > 0 then %d "
      "when count(*) filter (where ontvangen < '%s') = 0 then %d "
      "when count(*) filter (where ontvangen = '%s') > 0 then %d else %d end, count(*) > 0 "
      "from beheer.referentie where bestand = '%s'",
      load->received, LOAD_TOO_EARLY, load->received, LOAD_FIRST, load->received, LOAD_AGAIN, LOAD_NEXT,
      spec->file);
  struct database_rows *rows = NULL;
  int kind = select_lines(load, &sql, &rows, error);
  if (kind != 0)
    return kind;
  *order = mind_closed_days(load, (enum order)strtol(database_rows_value(rows, 0, 0), NULL, 10),
      strcmp(database_rows_value(rows, 0, 1), "t") == 0);
  database_rows_free(&rows);
  return 0;
}

static const char *own(const struct reference_spec *spec)
{
  return spec->own != NULL ? spec->own : "true";
}

/* What an earlier load of the same day brought is taken back. */
static int take_back(
    struct load *load, const struct reference_spec *spec, enum order order, struct error *error)
{
  struct buffer sql;
  buffer_init(&sql, SQL_BYTES);
  if (order == LOAD_FIRST)
    buffer_format(&sql, "delete from %s where %s", spec->table, own(spec));
  else
    buffer_format(&sql,
        "delete from %s where bekend_van = '%s'; update %s set bekend_tot = 'infinity' where bekend_tot = "
        "'%s'",
        spec->table, load->received, spec->table, load->received);
  int kind = database_execute(load->database, sql.data, error);
  buffer_fini(&sql);
  return kind;
}

/* All columns agree. Where no null can be it is a plain equality, which the server can hash. */
static void append_same(struct buffer *sql, const struct reference_spec *spec)
{
  for (size_t i = 0; i < spec->column_count; i++) {
    const struct reference_column *column = &spec->columns[i];
    bool is_never_null = column->is_required || column->when_empty != NULL;
    buffer_format(sql, "%sa.%s %s b.%s", i > 0 ? " and " : "", column->name,
        is_never_null ? "=" : "is not distinct from", column->name);
  }
}

static int close_changed(struct load *load, const struct reference_spec *spec, struct error *error)
{
  struct buffer sql;
  buffer_init(&sql, SQL_BYTES);
  buffer_format(&sql,
      "update %s as a set bekend_tot = '%s' where a.bekend_tot = 'infinity' and %s and not exists "
      "(select from pg_temp.geladen b where ",
      spec->table, load->received, own(spec));
  append_same(&sql, spec);
  buffer_text(&sql, ")");
  int64_t closed = 0;
  int kind = database_change(load->database, sql.data, &closed, error);
  load->counts->closed += closed;
  buffer_fini(&sql);
  return kind;
}

static int open_new(
    struct load *load, const struct reference_spec *spec, enum order order, struct error *error)
{
  struct buffer sql;
  buffer_init(&sql, SQL_BYTES);
  buffer_format(&sql, "insert into %s (", spec->table);
  append_columns(&sql, spec, "");
  buffer_text(&sql, ", bekend_van, bekend_tot) select ");
  append_columns(&sql, spec, "b.");
  buffer_format(&sql,
      ", '%s'::date, 'infinity'::date from pg_temp.geladen b where not exists "
      "(select from %s a where a.bekend_tot = 'infinity' and ",
      order == LOAD_FIRST ? load->first_open : load->received, spec->table);
  append_same(&sql, spec);
  buffer_text(&sql, ")");
  int64_t opened = 0;
  int kind = database_change(load->database, sql.data, &opened, error);
  load->counts->opened += opened;
  buffer_fini(&sql);
  return kind;
}

static int note_load(struct load *load, const struct reference_spec *spec, size_t rows, struct error *error)
{
  struct buffer sql;
  buffer_init(&sql, SQL_BYTES);
  buffer_format(&sql,
      "insert into beheer.referentie (bestand, ontvangen, regels) values ('%s', '%s', %zu) "
      "on conflict (bestand, ontvangen) do update set regels = excluded.regels, geladen = current_timestamp",
      spec->file, load->received, rows);
  int kind = database_execute(load->database, sql.data, error);
  buffer_fini(&sql);
  return kind;
}

static int store_file(struct load *load, size_t index, struct error *error)
{
  const struct reference_spec *spec = &reference_specs[index];
  enum order order = LOAD_FIRST;
  int kind = find_order(load, spec, &order, error);
  if (kind != 0)
    return kind;
  if (order == LOAD_TOO_EARLY) {
    kind =
        error_set(error, ERROR_DATA, "%s was loaded for a day after %s already", spec->file, load->received);
    error_hint(error, "give --received the day of that load or a later one");
    return kind;
  }
  if (order == LOAD_CLOSED) {
    kind = error_set(
        error, ERROR_DATA, "%s: the day %s is closed by a published figure", spec->file, load->received);
    error_hint(error, "give --received a day from %s on", load->first_open);
    return kind;
  }
  kind = stage(load, spec, &load->rows[index], error);
  if (kind == 0)
    kind = check_references(load, spec, error);
  if (kind == 0)
    kind = check_names(load, spec, error);
  if (kind == 0)
    kind = take_back(load, spec, order, error);
  if (kind == 0)
    kind = close_changed(load, spec, error);
  if (kind == 0)
    kind = open_new(load, spec, order, error);
  if (kind == 0)
    kind = note_load(load, spec, load->rows[index].count, error);
  return kind;
}

/* Held until the end, so that no figure is published in between. */
static int read_closed_days(struct load *load, struct error *error)
{
  struct database_rows *rows = NULL;
  int kind = database_select(load->database,
      "begin; lock table beheer.referentie in share row exclusive mode; "
      "select case when isfinite(afgesloten_tot) then afgesloten_tot - date '1970-01-01' end "
      "from beheer.afsluiting for share",
      &rows, error);
  if (kind != 0)
    return kind;
  const char *closed = database_rows_value(rows, 0, 0);
  load->has_closed_days = closed != NULL;
  snprintf(load->first_open, sizeof load->first_open, "-infinity");
  if (closed != NULL) {
    load->closed_through = (int32_t)strtol(closed, NULL, 10);
    date_format(load->closed_through + 1, load->first_open);
  }
  database_rows_free(&rows);
  return 0;
}

static int store_files(struct load *load, struct error *error)
{
  int kind = read_closed_days(load, error);
  for (size_t i = 0; kind == 0 && i < reference_specs_count; i++) {
    if (load->is_there[i])
      kind = store_file(load, i, error);
  }
  if (kind == 0)
    kind = refuse_findings(load, error);
  if (kind != 0)
    return database_end(load->database, kind, error);
  crash_point("reference.commit.before");
  kind = database_end(load->database, kind, error);
  crash_point("reference.commit.after");
  return kind;
}

int reference_load(struct database *database, const char *folder, int32_t received,
    struct reference_counts *counts, struct error *error)
{
  *counts = (struct reference_counts){0};
  int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0)
    return error_set_errno(error, errno, "%s", folder);
  struct load load = {.database = database, .folder = fd, .counts = counts};
  load.received_day = received;
  date_format(received, load.received);
  load.is_there = memory_new(reference_specs_count * sizeof *load.is_there);
  load.rows = memory_new(reference_specs_count * sizeof *load.rows);
  arena_init(&load.arena, 0);
  int kind = list_files(&load, folder, error);
  if (kind == 0)
    kind = read_files(&load, error);
  if (kind == 0)
    kind = store_files(&load, error);
  for (size_t i = 0; i < reference_specs_count; i++)
    free(load.rows[i].items);
  free(load.rows);
  free(load.is_there);
  arena_fini(&load.arena);
  close(fd);
  return kind;
}
