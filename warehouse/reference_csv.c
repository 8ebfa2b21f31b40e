/* libcsv takes the text apart, byte by byte so that the line of a row is known; the spec says what each cell
 * may hold. Reference files are small (thousands of rows): the whole file is read first. */
#include "warehouse/reference_csv.h"

#include <csv.h>
#include <errno.h>
#include <fcntl.h>
#include <iconv.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/memory.h"

enum { MOST_BYTES = 256 << 20, MOST_COLUMNS = 32, PIECE = 1 << 16, FINDING_SIZE = 400 };

struct reader {
  const struct reference_spec *spec;
  struct arena *arena;
  struct reference_rows *rows;
  reference_finding_taker *taker;
  void *context;
  size_t findings;
  size_t line;     /* of the byte in hand */
  size_t row_line; /* where the row in hand begins; 0 between rows */
  bool has_header;
  int column_of[MOST_COLUMNS]; /* place in the file -> column of the spec */
  size_t header_count;
  const char *cells[MOST_COLUMNS]; /* of the row in hand */
  size_t cell_count;               /* may be more than MOST_COLUMNS: those are not kept */
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

static size_t count_lines(const char *from, const char *to)
{
  size_t lines = 1;
  for (; from < to; from++)
    lines += *from == '\n';
  return lines;
}

/* The first byte that is no UTF-8, or NUL; NULL when all is well. */
static const char *find_bad_byte(const char *data, size_t size)
{
  const char *nul = memchr(data, '\0', size);
  if (nul != NULL)
    return nul;
  iconv_t converter = iconv_open("UTF-32LE", "UTF-8");
  char sink[4096];
  char *in = memory_new(size + 1); /* iconv takes no const */
  memcpy(in, data, size);
  char *at = in;
  size_t left = size;
  size_t result = 0;
  do {
    char *out = sink;
    size_t room = sizeof sink;
    result = iconv(converter, &at, &left, &out, &room);
  } while (result == (size_t)-1 && errno == E2BIG);
  const char *bad = result == (size_t)-1 ? data + (at - in) : NULL;
  free(in);
  iconv_close(converter);
  return bad;
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
  if (reader->cell_count > MOST_COLUMNS) {
    find(reader, reader->row_line, "more than %d columns", MOST_COLUMNS);
    return;
  }
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

static bool is_blank(const struct reader *reader)
{
  for (size_t i = 0; i < reader->cell_count && i < MOST_COLUMNS; i++) {
    if (reader->cells[i] != NULL)
      return false;
  }
  return reader->cell_count <= MOST_COLUMNS;
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

static void on_cell(void *data, size_t size, void *context)
{
  struct reader *reader = context;
  if (reader->cell_count < MOST_COLUMNS)
    reader->cells[reader->cell_count] = size > 0 ? arena_bytes(reader->arena, data, size) : NULL;
  reader->cell_count++;
}

static void on_row(int terminator, void *context)
{
  (void)terminator;
  struct reader *reader = context;
  if (!is_blank(reader) && !reader->has_header)
    take_header(reader);
  else if (!is_blank(reader))
    take_row(reader);
  reader->cell_count = 0;
  reader->row_line = 0;
}

/* Comma or semicolon: what the header has more of. */
static unsigned char delimiter_of(const char *data, size_t size)
{
  int commas = 0;
  int semicolons = 0;
  for (size_t i = 0; i < size && data[i] != '\n'; i++) {
    commas += data[i] == ',';
    semicolons += data[i] == ';';
  }
  return semicolons > commas ? ';' : ',';
}

static void parse(struct reader *reader, const char *data, size_t size)
{
  struct csv_parser parser;
  if (csv_init(&parser, CSV_STRICT | CSV_STRICT_FINI) != 0) {
    find(reader, 1, "the parser cannot be started");
    return;
  }
  csv_set_delim(&parser, delimiter_of(data, size));
  bool is_good = true;
  for (size_t i = 0; is_good && i < size; i++) {
    if (reader->row_line == 0 && data[i] != '\n' && data[i] != '\r')
      reader->row_line = reader->line;
    is_good = csv_parse(&parser, data + i, 1, on_cell, on_row, reader) == 1;
    reader->line += data[i] == '\n';
  }
  if (is_good && reader->row_line == 0)
    reader->row_line = reader->line; /* libcsv ends a last row without a line end here */
  is_good = is_good && csv_fini(&parser, on_cell, on_row, reader) == 0;
  if (!is_good)
    find(reader, reader->row_line, "a quotation mark stands where none may, or is never closed");
  csv_free(&parser);
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
  static const char bom[] = "\xEF\xBB\xBF";
  const char *bad = size > 0 ? find_bad_byte(data, size) : NULL;
  if (bad != NULL) {
    find(reader, count_lines(data, bad), "not UTF-8: save the file as CSV UTF-8");
    return;
  }
  if (size >= 3 && memcmp(data, bom, 3) == 0) {
    data += 3;
    size -= 3;
  }
  parse(reader, data, size);
  if (!reader->has_header)
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
  struct reader reader = {
      .spec = spec, .arena = arena, .rows = out, .taker = taker, .context = context, .line = 1};
  int kind = read_file(folder, spec->file, &data, error);
  if (kind == 0)
    read_text(&reader, data.data, data.size);
  buffer_fini(&data);
  return kind;
}
