/* libcsv takes rows apart; it is given one byte at a time, so that the line of a row is known. Before the
 * first row there is no delimiter yet: physical lines are held until one is neither empty nor a comment. */
#include "base/csv_reader.h"

#include <csv.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/memory.h"
#include "base/utf8.h"

struct csv_reader {
  struct csv_reader_options options;
  struct csv_parser parser;
  char delimiter;     /* '\0': before the first row */
  struct buffer held; /* the physical line in hand, before the first row */
  struct buffer text; /* cells of the row in hand, each with its NUL */
  struct csv_cell *cells;
  size_t *offsets; /* of the cells in text, which may move while it grows */
  size_t cell_count;
  size_t row_bytes;
  int32_t line;     /* of the byte in hand */
  int32_t row_line; /* where the row in hand begins; 0 between rows */
  bool is_blank;    /* nothing but spaces in it so far */
  size_t at;        /* of the byte in hand, from the start of the input */
  size_t cell_at;   /* where the cell in hand begins */
  bool was_return;  /* the byte before was a CR */
  enum csv_fault fault;
  int32_t fault_line;
};

struct csv_reader *csv_reader_new(const struct csv_reader_options *options)
{
  struct csv_reader *reader = memory_new(sizeof *reader);
  reader->options = *options;
  reader->cells = memory_new(options->most_cells * sizeof *reader->cells);
  reader->offsets = memory_new(options->most_cells * sizeof *reader->offsets);
  reader->line = 1;
  buffer_init(&reader->held, options->most_row_bytes + 1);
  buffer_init(&reader->text, options->most_row_bytes + options->most_cells + 1);
  if (csv_init(&reader->parser, CSV_STRICT | CSV_STRICT_FINI) != 0)
    abort(); /* only for options that do not exist */
  return reader;
}

void csv_reader_free(struct csv_reader **reader)
{
  if (*reader == NULL)
    return;
  csv_free(&(*reader)->parser);
  buffer_fini(&(*reader)->held);
  buffer_fini(&(*reader)->text);
  free((*reader)->cells);
  free((*reader)->offsets);
  free(*reader);
  *reader = NULL;
}

static void fail(struct csv_reader *reader, enum csv_fault fault, int32_t line)
{
  if (reader->fault != CSV_FAULT_NONE)
    return;
  reader->fault = fault;
  reader->fault_line = line;
}

/* --- rows --- */

static bool is_text(const char *text, size_t size)
{
  const char *end = text + size;
  while (text < end) {
    bool is_space = *text == '\t' || *text == '\n' || *text == '\r';
    size_t step = is_space ? 1 : utf8_size(text);
    if (step == 0)
      return false;
    text += step;
  }
  return true;
}

static void on_cell(void *data, size_t size, void *context)
{
  struct csv_reader *reader = context;
  const char *text = data;
  if (reader->cell_count == reader->options.most_cells) {
    fail(reader, CSV_FAULT_MANY_CELLS, reader->row_line);
    return;
  }
  for (; size > 0 && (*text == ' ' || *text == '\t'); text++)
    size--;
  while (size > 0 && (text[size - 1] == ' ' || text[size - 1] == '\t'))
    size--;
  reader->offsets[reader->cell_count] = reader->text.size;
  reader->cells[reader->cell_count++] =
      (struct csv_cell){.size = size, .begin = reader->cell_at, .end = reader->at};
  reader->cell_at = reader->at + 1;
  if (size > 0)
    buffer_append(&reader->text, text, size);
  buffer_byte(&reader->text, '\0');
}

static void end_row(struct csv_reader *reader)
{
  buffer_reset(&reader->text);
  reader->cell_count = 0;
  reader->row_bytes = 0;
  reader->row_line = 0;
}

static void on_row(int terminator, void *context)
{
  (void)terminator;
  struct csv_reader *reader = context;
  for (size_t i = 0; i < reader->cell_count; i++) {
    struct csv_cell *cell = &reader->cells[i];
    cell->text = reader->text.data + reader->offsets[i];
    if (!is_text(cell->text, cell->size))
      fail(reader, CSV_FAULT_UTF8, reader->row_line);
  }
  struct csv_row row = {.cells = reader->cells, .count = reader->cell_count, .line = reader->row_line};
  if (reader->fault == CSV_FAULT_NONE)
    reader->options.take_row(&row, reader->options.context);
  end_row(reader);
}

static void take_byte(struct csv_reader *reader, char byte)
{
  bool is_line_end = byte == '\n' || byte == '\r';
  if (reader->row_line == 0 && !is_line_end) {
    reader->row_line = reader->line;
    reader->cell_at = reader->at;
    reader->is_blank = true;
  }
  reader->is_blank = reader->is_blank && (byte == ' ' || byte == '\t' || is_line_end);
  if (reader->row_line != 0 && ++reader->row_bytes > reader->options.most_row_bytes)
    fail(reader, CSV_FAULT_LONG_ROW, reader->row_line);
  else if (csv_parse(&reader->parser, &byte, 1, on_cell, on_row, reader) != 1)
    fail(reader, CSV_FAULT_QUOTE, reader->row_line);
  else if (is_line_end && reader->is_blank)
    end_row(reader); /* libcsv tells of no row */
}

/* --- before the first row --- */

static char find_delimiter(const char *text, size_t size)
{
  int commas = 0;
  int semicolons = 0;
  for (size_t i = 0; i < size; i++) {
    commas += text[i] == ',';
    semicolons += text[i] == ';';
  }
  return semicolons > commas ? ';' : ',';
}

static bool is_blank(const char *text, size_t size)
{
  for (size_t i = 0; i < size; i++)
    if (text[i] != ' ' && text[i] != '\t')
      return false;
  return true;
}

static void take_held_line(struct csv_reader *reader)
{
  static const char bom[] = "\xEF\xBB\xBF";
  const char *text = reader->held.data != NULL ? reader->held.data : "";
  size_t size = reader->held.size;
  if (reader->line == 1 && size >= 3 && memcmp(text, bom, 3) == 0) {
    text += 3;
    size -= 3;
  }
  if (is_blank(text, size))
    return;
  if (text[0] == '#' && reader->options.take_comment != NULL) {
    if (is_text(text, size))
      reader->options.take_comment(text, size, reader->line, reader->options.context);
    else
      fail(reader, CSV_FAULT_UTF8, reader->line);
    return;
  }
  reader->delimiter = find_delimiter(text, size);
  csv_set_delim(&reader->parser, (unsigned char)reader->delimiter);
  size_t line_end = reader->at;
  for (size_t i = 0; i < size && reader->fault == CSV_FAULT_NONE; i++) {
    reader->at = line_end - size + i;
    take_byte(reader, text[i]);
  }
  reader->at = line_end;
}

static void hold_byte(struct csv_reader *reader, char byte)
{
  if (byte != '\n' && byte != '\r') {
    buffer_byte(&reader->held, (uint8_t)byte);
    if (reader->held.size > reader->options.most_row_bytes)
      fail(reader, CSV_FAULT_LONG_ROW, reader->line);
    return;
  }
  take_held_line(reader);
  buffer_reset(&reader->held);
  if (reader->delimiter != '\0' && reader->fault == CSV_FAULT_NONE)
    take_byte(reader, byte);
}

/* --- in and out --- */

bool csv_reader_feed(struct csv_reader *reader, const char *data, size_t size)
{
  for (size_t i = 0; i < size && reader->fault == CSV_FAULT_NONE; i++) {
    char byte = data[i];
    if (byte == '\0')
      fail(reader, CSV_FAULT_NUL, reader->line);
    else if (reader->delimiter == '\0')
      hold_byte(reader, byte);
    else
      take_byte(reader, byte);
    reader->line += byte == '\r' || (byte == '\n' && !reader->was_return);
    reader->was_return = byte == '\r';
    reader->at++;
  }
  return reader->fault == CSV_FAULT_NONE;
}

bool csv_reader_finish(struct csv_reader *reader)
{
  if (reader->fault == CSV_FAULT_NONE && reader->delimiter == '\0')
    take_held_line(reader);
  if (reader->fault != CSV_FAULT_NONE || reader->delimiter == '\0')
    return reader->fault == CSV_FAULT_NONE;
  if (reader->row_line == 0)
    reader->row_line = reader->line;
  if (csv_fini(&reader->parser, on_cell, on_row, reader) != 0)
    fail(reader, CSV_FAULT_QUOTE, reader->row_line);
  return reader->fault == CSV_FAULT_NONE;
}

enum csv_fault csv_reader_fault(const struct csv_reader *reader)
{
  return reader->fault;
}

int32_t csv_reader_line(const struct csv_reader *reader)
{
  return reader->fault != CSV_FAULT_NONE ? reader->fault_line : reader->line;
}

char csv_reader_delimiter(const struct csv_reader *reader)
{
  return reader->delimiter;
}

bool csv_row_is_empty(const struct csv_row *row)
{
  for (size_t i = 0; i < row->count; i++)
    if (row->cells[i].size > 0 || row->cells[i].fault != NULL)
      return false;
  return true;
}
