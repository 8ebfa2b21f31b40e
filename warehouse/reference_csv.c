/* base/csv_reader.c takes the text apart; the spec says what each cell may hold. Reference files are small
 * (thousands of rows): the whole file is read first. */
#include "warehouse/reference_csv.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/csv_reader.h"
#include "base/memory.h"

enum {
  MOST_BYTES = 256 << 20,
  MOST_COLUMNS = 32,
  MOST_ROW_BYTES = 1 << 20,
  PIECE = 1 << 16,
  FINDING_SIZE = 400
};

struct reader {
  const struct reference_spec *spec;
  struct arena *arena;
  struct reference_rows *rows;
  reference_finding_taker *taker;
  void *context;
  size_t findings;
  size_t row_line; /* where the row in hand begins */
  bool has_header;
  int column_of[MOST_COLUMNS]; /* place in the file -> column of the spec */
  size_t header_count;
  const char *cells[MOST_COLUMNS]; /* of the row in hand */
  size_t cell_count;
};

static void __attribute__((format(printf, 3, 4)))
find(struct reader *reader, size_t line, const char *format, ...)
{
  char what[FINDING_SIZE];
  char text[FINDING_SIZE + 64];
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(what, sizeof what, format, arguments);
  va_end(arguments);
  snprintf(text, sizeof text, "%s:%zu: %s", reader->spec->file, line, what);
  reader->findings++;
  reader->taker(text, reader->context);
}

static int read_file(int folder, const char *name, struct buffer *out, struct error *error)
{
  int fd = openat(folder, name, O_RDONLY | O_CLOEXEC);
  if (fd < 0)
    return error_set_errno(error, errno, "%s", name);
  char *piece = memory_new(PIECE);
  ssize_t size = 0;
  do {
    size = read(fd, piece, PIECE);
    if (size > 0)
      buffer_append(out, piece, (size_t)size);
  } while (size > 0 && !out->failed);
  int kind = size < 0 ? error_set_errno(error, errno, "%s", name) : 0;
  if (kind == 0 && out->failed)
    kind = error_set(error, ERROR_DATA, "%s is larger than %d bytes", name, MOST_BYTES);
  free(piece);
  close(fd);
  return kind;
}

static int find_column(const struct reference_spec *spec, const char *name)
{
  for (size_t i = 0; i < spec->column_count; i++) {
    if (strcasecmp(spec->columns[i].name, name) == 0)
      return (int)i;
  }
  return NO_COLUMN;
}

static bool is_in_header(const struct reader *reader, int column)
{
  for (size_t i = 0; i < reader->header_count; i++) {
    if (reader->column_of[i] == column)
      return true;
  }
  return false;
}

static void take_header(struct reader *reader)
{
  const struct reference_spec *spec = reader->spec;
  reader->has_header = true;
  for (size_t i = 0; i < reader->cell_count; i++) {
    const char *name = reader->cells[i] != NULL ? reader->cells[i] : "";
    int column = find_column(spec, name);
    if (column == NO_COLUMN)
      find(reader, reader->row_line, "column %zu has a name that this file does not know", i + 1);
    else if (is_in_header(reader, column))
      find(reader, reader->row_line, "column %s is there twice", spec->columns[column].name);
    reader->column_of[reader->header_count++] = column;
  }
  for (size_t i = 0; i < spec->column_count; i++) {
    if (!is_in_header(reader, (int)i))
      find(reader, reader->row_line, "column %s is missing", spec->columns[i].name);
  }
}

static void take_value(
    struct reader *reader, const struct reference_column *column, const char *cell, const char **out)
{
  if (cell == NULL) {
    *out = column->when_empty;
    if (column->is_required)
      find(reader, reader->row_line, "column %s is empty", column->name);
    return;
  }
  *out = column->type->normalise(cell, reader->arena);
  if (*out == NULL)
    find(reader, reader->row_line, "column %s is not %s", column->name, column->type->expected);
}

static void take_row(struct reader *reader)
{
  const struct reference_spec *spec = reader->spec;
  if (reader->cell_count != reader->header_count) {
    find(reader, reader->row_line, "%zu values under %zu columns", reader->cell_count, reader->header_count);
    return;
  }
  struct reference_rows *rows = reader->rows;
  if (rows->count == rows->capacity) {
    rows->capacity = rows->capacity > 0 ? 2 * rows->capacity : 64;
    rows->items = memory_resize(rows->items, rows->capacity * sizeof *rows->items);
  }
  struct reference_row *row = &rows->items[rows->count++];
  *row = (struct reference_row){
      reader->row_line, arena_array(reader->arena, spec->column_count, sizeof(char *))};
  for (size_t i = 0; i < reader->header_count; i++) {
    int column = reader->column_of[i];
    if (column != NO_COLUMN)
      take_value(reader, &spec->columns[column], reader->cells[i], &row->values[column]);
  }
}

static void on_row(const struct csv_row *row, void *context)
{
  struct reader *reader = context;
  if (csv_row_is_empty(row))
    return;
  reader->row_line = (size_t)row->line;
  reader->cell_count = row->count;
  for (size_t i = 0; i < row->count; i++)
    reader->cells[i] =
        row->cells[i].size > 0 ? arena_bytes(reader->arena, row->cells[i].text, row->cells[i].size) : NULL;
  if (reader->has_header)
    take_row(reader);
  else
    take_header(reader);
}

static const char *const fault_texts[] = {
    [CSV_FAULT_NUL] = "not UTF-8: save the file as CSV UTF-8",
    [CSV_FAULT_UTF8] = "not UTF-8: save the file as CSV UTF-8",
    [CSV_FAULT_QUOTE] = "a quotation mark stands where none may, or is never closed",
    [CSV_FAULT_LONG_ROW] = "a row is longer than 1 MB",
    [CSV_FAULT_MANY_CELLS] = "more than 32 columns",
};

static void parse(struct reader *reader, const char *data, size_t size)
{
  struct csv_reader_options options = {
      .most_row_bytes = MOST_ROW_BYTES, .most_cells = MOST_COLUMNS, .take_row = on_row, .context = reader};
  struct csv_reader *csv = csv_reader_new(&options);
  bool is_good = csv_reader_feed(csv, data, size) && csv_reader_finish(csv);
  if (!is_good)
    find(reader, (size_t)csv_reader_line(csv), "%s", fault_texts[csv_reader_fault(csv)]);
  csv_reader_free(&csv);
}

static int compare_text(const char *a, const char *b)
{
  return strcmp(a != NULL ? a : "", b != NULL ? b : "");
}

static int compare_key(
    const struct reference_spec *spec, const struct reference_row *a, const struct reference_row *b)
{
  for (size_t i = 0; i < spec->column_count; i++) {
    int order = spec->columns[i].is_key ? compare_text(a->values[i], b->values[i]) : 0;
    if (order != 0)
      return order;
  }
  return 0;
}

/* ISO dates order as texts; "-infinity" stands before them and "infinity" behind. */
static int compare_rows(const void *a, const void *b, void *context)
{
  const struct reference_spec *spec = *(const struct reference_spec *const *)context;
  const struct reference_row *left = a;
  const struct reference_row *right = b;
  int order = compare_key(spec, left, right);
  if (order == 0 && spec->valid_from != NO_COLUMN)
    order = strcmp(left->values[spec->valid_from], right->values[spec->valid_from]);
  return order != 0 ? order : (left->line > right->line) - (left->line < right->line);
}

/* Of rows in order: no two with one key on one day, and none that ends before it begins. */
static void check_order(struct reader *reader)
{
  const struct reference_spec *spec = reader->spec;
  const struct reference_rows *rows = reader->rows;
  bool is_dated = spec->valid_from != NO_COLUMN;
  size_t longest = 0; /* of the rows with this key: the one that is valid longest */
  for (size_t i = 0; i < rows->count; i++) {
    const struct reference_row *row = &rows->items[i];
    if (is_dated && strcmp(row->values[spec->valid_from], row->values[spec->valid_until]) > 0)
      find(reader, row->line, "%s is after %s", spec->columns[spec->valid_from].name,
          spec->columns[spec->valid_until].name);
    if (i == 0 || compare_key(spec, &rows->items[longest], row) != 0) {
      longest = i;
      continue;
    }
    const struct reference_row *earlier = &rows->items[longest];
    if (!is_dated)
      find(reader, row->line, "the same as line %zu", earlier->line);
    else if (strcmp(row->values[spec->valid_from], earlier->values[spec->valid_until]) <= 0)
      find(reader, row->line, "valid on a day on which line %zu is valid too", earlier->line);
    if (is_dated && strcmp(row->values[spec->valid_until], earlier->values[spec->valid_until]) > 0)
      longest = i;
  }
}

static void read_text(struct reader *reader, const char *data, size_t size)
{
  parse(reader, data, size);
  if (!reader->has_header && reader->findings == 0)
    find(reader, 1, "empty: a header is needed");
  if (reader->findings > 0)
    return;
  if (reader->rows->count > 0)
    qsort_r(
        reader->rows->items, reader->rows->count, sizeof *reader->rows->items, compare_rows, &reader->spec);
  check_order(reader);
}

int reference_csv_read(int folder, const struct reference_spec *spec, struct arena *arena,
    struct reference_rows *out, reference_finding_taker *taker, void *context, struct error *error)
{
  struct buffer data;
  buffer_init(&data, MOST_BYTES);
  *out = (struct reference_rows){0};
  struct reader reader = {.spec = spec, .arena = arena, .rows = out, .taker = taker, .context = context};
  int kind = read_file(folder, spec->file, &data, error);
  if (kind == 0)
    read_text(&reader, data.data, data.size);
  buffer_fini(&data);
  return kind;
}
