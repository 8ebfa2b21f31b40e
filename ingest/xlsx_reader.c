/* Settled here:
 *  - the line of a row is the number that the spreadsheet shows for it, a column its place;
 *  - a row may end before the header does: what is not there is empty; what stands beyond it makes the row as
 *    wrong as one too many cells does in a CSV;
 *  - of a comment that is spread over cells, these are read with a space between them;
 *  - a day is what a number is whose style shows one, its time left out; true and false are TRUE and FALSE;
 *  - rows and columns that are hidden or filtered out are there. */
#include "ingest/xlsx_reader.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/buffer.h"
#include "base/memory.h"
#include "ingest/lijst.h"
#include "ingest/xlsx_value.h"

enum { MOST_ROWS = 1048576, REFERENCE_SIZE = 16, TYPE_SIZE = 16, ATTRIBUTE_SIZE = 24, ALPHABET = 26 };

enum element { OTHER, ROW, CELL, VALUE, FORMULA, INLINE, TEXT, PHONETIC };
static const char *const element_names[] = {NULL, "row", "c", "v", "f", "is", "t", "rPh"};
enum { ELEMENT_COUNT = sizeof element_names / sizeof *element_names, MOST_DEPTH = 64 };

/* A sheet while it is read. */
struct sheet_reader {
  struct xlsx_book *book;
  const struct lijst_taker *taker; /* NULL: only its header is asked */
  enum element open[MOST_DEPTH];
  int depth;
  bool has_header, is_list; /* the header tells a list */
  size_t width;             /* of the header */
  const char *wrong;        /* why it ends here */
  int32_t line;
  /* the cell in hand */
  long column;
  char type[TYPE_SIZE];
  long style;
  bool has_formula, has_value;
  struct buffer value;
  /* the row in hand */
  struct buffer text; /* cells, each with its NUL */
  size_t offsets[LIJST_MOST_CELLS];
  struct csv_cell cells[LIJST_MOST_CELLS];
  size_t cell_count, used_count; /* up to the last one that holds anything */
};

bool xlsx_is_workbook(const char *name)
{
  const char *tilde = strrchr(name, '~');
  bool has_number = tilde != NULL && tilde[1] != '\0' && strspn(tilde + 1, "0123456789") == strlen(tilde + 1);
  size_t size = has_number ? (size_t)(tilde - name) : strlen(name);
  return size >= 5 &&
         (strncasecmp(name + size - 5, ".xlsx", 5) == 0 || strncasecmp(name + size - 5, ".xlsm", 5) == 0);
}

static void stop(struct sheet_reader *sheet, const char *wrong)
{
  if (sheet->wrong == NULL)
    sheet->wrong = wrong;
  xml_reader_stop(xlsx_book_xml(sheet->book));
}

/* ---- a row ---- */

static void finish_cells(struct sheet_reader *sheet)
{
  for (size_t i = 0; i < sheet->cell_count; i++)
    sheet->cells[i].text = sheet->text.data + sheet->offsets[i];
}

static void add_cell(struct sheet_reader *sheet, const char *text, size_t size, const char *fault)
{
  sheet->offsets[sheet->cell_count] = sheet->text.size;
  sheet->cells[sheet->cell_count++] = (struct csv_cell){.size = size, .fault = fault};
  buffer_append(&sheet->text, text, size);
  buffer_byte(&sheet->text, '\0');
}

static bool is_comment(const struct sheet_reader *sheet)
{
  return !sheet->has_header && sheet->used_count > 0 && sheet->cells[0].text[0] == '#';
}

static void take_comment(struct sheet_reader *sheet)
{
  struct buffer comment;
  buffer_init(&comment, 2 * (size_t)LIJST_MOST_ROW);
  for (size_t i = 0; i < sheet->used_count; i++)
    if (sheet->cells[i].size > 0) {
      buffer_text(&comment, comment.size > 0 ? " " : "");
      buffer_append(&comment, sheet->cells[i].text, sheet->cells[i].size);
    }
  if (sheet->taker != NULL)
    sheet->taker->take_comment(comment.data, comment.size, sheet->line, sheet->taker->context);
  buffer_fini(&comment);
}

static void end_row(struct sheet_reader *sheet)
{
  finish_cells(sheet);
  if (is_comment(sheet)) {
    take_comment(sheet);
    return;
  }
  if (sheet->used_count == 0)
    return;
  size_t count = sheet->used_count;
  while (sheet->has_header && count < sheet->width) {
    if (count == sheet->cell_count)
      add_cell(sheet, "", 0, NULL);
    count++;
  }
  finish_cells(sheet);
  struct csv_row row = {.cells = sheet->cells, .count = count, .line = sheet->line};
  if (!sheet->has_header) {
    sheet->has_header = true;
    sheet->width = count;
    sheet->is_list = lijst_is_header(&row);
  }
  if (sheet->taker == NULL)
    stop(sheet, NULL);
  else
    sheet->taker->take_row(&row, sheet->taker->context);
}

static void begin_row(struct sheet_reader *sheet, size_t attributes)
{
  char text[ATTRIBUTE_SIZE];
  struct xml_reader *xml = xlsx_book_xml(sheet->book);
  long number = xlsx_attribute(xml, attributes, "r", text, sizeof text) ? strtol(text, NULL, 10)
                                                                        : (long)sheet->line + 1;
  if (number <= sheet->line || number > MOST_ROWS) {
    stop(sheet, "De regels van het werkblad staan niet in volgorde.");
    return;
  }
  sheet->line = (int32_t)number;
  sheet->column = -1;
  sheet->cell_count = sheet->used_count = 0;
  buffer_reset(&sheet->text);
}

/* ---- a cell ---- */

/* AB12 -> 27, from 0; -1: it says nothing. */
static long column_of(const char *reference)
{
  long column = 0;
  size_t letters = 0;
  for (; reference[letters] >= 'A' && reference[letters] <= 'Z' && letters < 3; letters++)
    column = ALPHABET * column + (reference[letters] - 'A' + 1);
  return letters > 0 ? column - 1 : -1;
}

static void begin_cell(struct sheet_reader *sheet, size_t attributes)
{
  char text[ATTRIBUTE_SIZE];
  struct xml_reader *xml = xlsx_book_xml(sheet->book);
  long column = xlsx_attribute(xml, attributes, "r", text, sizeof text) ? column_of(text) : sheet->column + 1;
  if (column <= sheet->column) {
    stop(sheet, "De cellen van het werkblad staan niet in volgorde.");
    return;
  }
  sheet->column = column;
  sheet->style = xlsx_attribute(xml, attributes, "s", text, sizeof text) ? strtol(text, NULL, 10) : 0;
  (void)xlsx_attribute(xml, attributes, "t", sheet->type, sizeof sheet->type);
  sheet->has_formula = sheet->has_value = false;
  buffer_reset(&sheet->value);
}

static void put_cell(struct sheet_reader *sheet, const char *text, const char *fault)
{
  size_t size = strlen(text);
  for (; size > 0 && strchr(" \t", *text) != NULL; text++)
    size--;
  while (size > 0 && strchr(" \t", text[size - 1]) != NULL)
    size--;
  if (size == 0 && fault == NULL)
    return;
  if (sheet->column >= LIJST_MOST_CELLS) {
    stop(sheet, "Een regel heeft meer dan 64 kolommen.");
    return;
  }
  while (sheet->cell_count < (size_t)sheet->column)
    add_cell(sheet, "", 0, NULL);
  add_cell(sheet, text, size, fault);
  sheet->used_count = sheet->cell_count;
  if (sheet->text.size > LIJST_MOST_ROW)
    stop(sheet, "Een regel is langer dan 64 kB.");
}

static void put_number(struct sheet_reader *sheet, const char *number)
{
  char text[XLSX_NUMBER_SIZE];
  const char *fault = xlsx_number_text(
      number, xlsx_book_is_date(sheet->book, sheet->style), xlsx_book_is_1904(sheet->book), text);
  put_cell(sheet, text, fault);
}

static void put_shared(struct sheet_reader *sheet, const char *number)
{
  char *end = NULL;
  long index = strtol(number, &end, 10);
  const char *text = end != number && *end == '\0' ? xlsx_book_string(sheet->book, index) : NULL;
  if (text == NULL)
    stop(sheet, "Een cel verwijst naar een tekst die de werkmap niet heeft.");
  else
    put_cell(sheet, text, NULL);
}

/* 2024-03-31T00:00:00 */
static void put_day(struct sheet_reader *sheet, char *text)
{
  text[strcspn(text, "T")] = '\0';
  put_cell(sheet, text, NULL);
}

static void end_cell(struct sheet_reader *sheet)
{
  char *value = sheet->value.data;
  const char *type = sheet->type;
  if (sheet->has_formula)
    put_cell(sheet, "", "De cel bevat een formule; zet er de waarde zelf in.");
  else if (strcmp(type, "e") == 0)
    put_cell(sheet, "", "De cel bevat een fout van het rekenblad.");
  else if (!sheet->has_value || value == NULL)
    return;
  else if (strcmp(type, "s") == 0)
    put_shared(sheet, value);
  else if (strcmp(type, "b") == 0)
    put_cell(sheet, strcmp(value, "1") == 0 ? "TRUE" : "FALSE", NULL);
  else if (strcmp(type, "d") == 0)
    put_day(sheet, value);
  else if (strcmp(type, "inlineStr") == 0 || strcmp(type, "str") == 0)
    put_cell(sheet, value, NULL);
  else
    put_number(sheet, value);
}

/* ---- the XML of a sheet ---- */

static enum element element_of(const char *local)
{
  for (int i = 1; i < ELEMENT_COUNT; i++)
    if (strcmp(element_names[i], local) == 0)
      return (enum element)i;
  return OTHER;
}

static bool is_in(const struct sheet_reader *sheet, enum element element)
{
  for (int i = 0; i < sheet->depth; i++)
    if (sheet->open[i] == element)
      return true;
  return false;
}

static void on_start(void *context, const struct xml_name *name, size_t attributes)
{
  struct sheet_reader *sheet = context;
  enum element element = element_of(name->local);
  if (sheet->depth == MOST_DEPTH) {
    xml_reader_over_limit(xlsx_book_xml(sheet->book));
    return;
  }
  bool is_row = element == ROW && !is_in(sheet, ROW);
  bool is_cell = element == CELL && is_in(sheet, ROW) && !is_in(sheet, CELL);
  if ((element == ROW && !is_row) || (element == CELL && !is_cell))
    element = OTHER;
  sheet->open[sheet->depth++] = element;
  if (is_row)
    begin_row(sheet, attributes);
  else if (is_cell)
    begin_cell(sheet, attributes);
  sheet->has_formula = sheet->has_formula || element == FORMULA;
}

static void on_text(void *context, const char *text, size_t size)
{
  struct sheet_reader *sheet = context;
  enum element element = sheet->depth > 0 ? sheet->open[sheet->depth - 1] : OTHER;
  bool is_inline = element == TEXT && is_in(sheet, INLINE) && !is_in(sheet, PHONETIC);
  if (!is_in(sheet, CELL) || (element != VALUE && !is_inline))
    return;
  sheet->has_value = true;
  buffer_append(&sheet->value, text, size);
  if (sheet->value.failed)
    stop(sheet, "Een regel is langer dan 64 kB.");
}

static void on_end(void *context)
{
  struct sheet_reader *sheet = context;
  enum element element = sheet->open[--sheet->depth];
  if (element == CELL)
    end_cell(sheet);
  if (element == ROW && sheet->wrong == NULL)
    end_row(sheet);
}

/* taker NULL: up to the header. */
static const char *read_sheet(
    struct sheet_reader *sheet, struct xlsx_book *book, size_t number, const struct lijst_taker *taker)
{
  static const struct xml_handler handler = {on_start, on_text, on_end};
  memset(sheet, 0, sizeof *sheet);
  sheet->book = book;
  sheet->taker = taker;
  buffer_init(&sheet->value, LIJST_MOST_ROW);
  buffer_init(&sheet->text, 3 * (size_t)LIJST_MOST_ROW);
  const char *wrong = xlsx_book_read_sheet(book, number, &handler, sheet);
  buffer_fini(&sheet->value);
  buffer_fini(&sheet->text);
  return sheet->wrong != NULL ? sheet->wrong : wrong;
}

/* ---- the workbook ---- */

/* The first one when none has the columns of a list: what is wrong with it is then said as of any list. */
static const char *choose_sheet(
    struct sheet_reader *sheet, struct xlsx_book *book, size_t *chosen, struct lijst_fault *fault)
{
  size_t lists = 0;
  *chosen = 0;
  for (size_t i = 0; i < xlsx_book_sheets(book); i++) {
    const char *wrong = read_sheet(sheet, book, i, NULL);
    if (wrong != NULL)
      return wrong;
    if (sheet->is_list && lists++ == 0)
      *chosen = i;
  }
  if (lists < 2)
    return NULL;
  fault->code = "LIJST";
  return "Meer dan een blad heeft de kolommen van een lijst: lever een werkmap met een enkele lijst aan.";
}

static bool read_rows(void *context, const struct lijst_taker *taker, struct lijst_fault *fault)
{
  struct xlsx_book *book = NULL;
  struct sheet_reader *sheet = memory_new(sizeof *sheet);
  const char *wrong = NULL;
  size_t chosen = 0;
  *fault = (struct lijst_fault){.code = "VORM", .line = 1};
  xlsx_book_open(context, &book, &wrong);
  if (wrong == NULL)
    wrong = choose_sheet(sheet, book, &chosen, fault);
  if (wrong == NULL) {
    wrong = read_sheet(sheet, book, chosen, taker);
    fault->line = sheet->line > 0 ? sheet->line : 1;
  }
  xlsx_book_close(&book);
  free(sheet);
  fault->tekst = wrong;
  return wrong == NULL;
}

struct lijst_rows xlsx_rows(struct xlsx_source *source)
{
  return (struct lijst_rows){read_rows, source};
}
