/* libzip takes the zip apart, ingest/xml_reader.h its parts. Elements are known by their local names: the
 * namespaces of the two editions of the standard differ. */
#include "ingest/xlsx_book.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zip.h>

#include "base/buffer.h"
#include "base/memory.h"
#include "ingest/xlsx_value.h"
#include "ingest/zip_reader.h"

enum { ID_SIZE = 64, PATH_SIZE = 256, TYPE_SIZE = 160, CODE_SIZE = 256, NUMBER_SIZE = 24 };
enum { MOST_FORMATS = 1024 };

static const char not_a_workbook[] =
    "Het bestand is geen werkmap (XLSX), is beschadigd, of is met een wachtwoord beveiligd.";

struct sheet {
  char id[ID_SIZE];
  char path[PATH_SIZE]; /* empty: no worksheet */
};

struct xlsx_book {
  zip_t *archive;
  struct xml_reader *xml;
  zip_file_t *part; /* being read */
  int64_t left;     /* bytes that may still be unpacked */
  bool is_over_limit;
  bool is_1904;
  struct sheet sheets[XLSX_MOST_SHEETS];
  size_t sheet_count;
  char strings_path[PATH_SIZE], styles_path[PATH_SIZE];
  struct buffer text; /* shared strings, each with its NUL */
  size_t *strings;    /* where each begins */
  size_t string_count, string_room;
  int depth, skipped_from; /* of what is read of the shared strings; 0: nothing is skipped */
  bool is_in_text;
  bool *styles; /* does it show a day? */
  size_t style_count;
  long date_formats[MOST_FORMATS]; /* custom ones that do */
  size_t date_format_count;
  bool is_in_xfs;
};

/* ---- a part ---- */

static int read_part_bytes(void *context, char *out, int size)
{
  struct xlsx_book *book = context;
  zip_int64_t count = zip_fread(book->part, out, (zip_uint64_t)size);
  book->left -= count > 0 ? count : 0;
  if (book->left >= 0)
    return (int)count;
  book->is_over_limit = true;
  return -1;
}

static const char *explain(const struct xlsx_book *book, enum xml_result result)
{
  if (result == XML_READ || result == XML_STOPPED)
    return NULL;
  if (book->is_over_limit || result == XML_TOO_LARGE || result == XML_OVER_LIMIT)
    return "De werkmap is uitgepakt groter dan wordt gelezen (25 MB voor een blad). Lever de lijst als CSV "
           "aan.";
  if (result == XML_DOCTYPE)
    return "Een onderdeel van de werkmap bevat een DOCTYPE en is daarom niet gelezen.";
  return not_a_workbook;
}

static const char *read_part(
    struct xlsx_book *book, const char *path, const struct xml_handler *handler, void *context)
{
  book->part = zip_fopen(book->archive, path, 0);
  if (book->part == NULL)
    return not_a_workbook;
  struct xml_stream stream = {read_part_bytes, book};
  int line = 0;
  enum xml_result result = xml_reader_read_stream(book->xml, &stream, handler, context, &line);
  zip_fclose(book->part);
  book->part = NULL;
  return explain(book, result);
}

bool xlsx_attribute(struct xml_reader *xml, size_t count, const char *name, char *out, size_t size)
{
  for (size_t i = 0; i < count; i++) {
    struct xml_attribute attribute = xml_reader_attribute(xml, i);
    if (strcmp(attribute.name.local, name) != 0 || attribute.size >= size)
      continue;
    memcpy(out, attribute.value, attribute.size);
    out[attribute.size] = '\0';
    return true;
  }
  out[0] = '\0';
  return false;
}

static long number_of(struct xml_reader *xml, size_t count, const char *name, long otherwise)
{
  char text[NUMBER_SIZE];
  char *end = NULL;
  if (!xlsx_attribute(xml, count, name, text, sizeof text))
    return otherwise;
  long number = strtol(text, &end, 10);
  return end != text && *end == '\0' ? number : otherwise;
}

static void no_text(void *context, const char *text, size_t size)
{
  (void)context;
  (void)text;
  (void)size;
}

static void no_end(void *context)
{
  (void)context;
}

/* ---- the workbook ---- */

static void take_workbook(void *context, const struct xml_name *name, size_t count)
{
  struct xlsx_book *book = context;
  char text[NUMBER_SIZE];
  if (strcmp(name->local, "workbookPr") == 0) {
    (void)xlsx_attribute(book->xml, count, "date1904", text, sizeof text);
    book->is_1904 = strcmp(text, "1") == 0 || strcmp(text, "true") == 0;
  }
  if (strcmp(name->local, "sheet") != 0)
    return;
  if (book->sheet_count == XLSX_MOST_SHEETS)
    xml_reader_over_limit(book->xml);
  else if (xlsx_attribute(book->xml, count, "id", book->sheets[book->sheet_count].id, ID_SIZE))
    book->sheet_count++;
}

static bool ends_with(const char *text, const char *end)
{
  size_t size = strlen(text);
  size_t end_size = strlen(end);
  return size >= end_size && strcmp(text + size - end_size, end) == 0;
}

/* Targets are relative to xl/, or begin with a slash. */
static void set_path(char path[PATH_SIZE], const char *target)
{
  if (target[0] == '/')
    snprintf(path, PATH_SIZE, "%s", target + 1);
  else
    snprintf(path, PATH_SIZE, "xl/%.*s", PATH_SIZE - 4, target);
}

static void take_relation(void *context, const struct xml_name *name, size_t count)
{
  struct xlsx_book *book = context;
  char id[ID_SIZE], type[TYPE_SIZE], target[PATH_SIZE], mode[NUMBER_SIZE];
  if (strcmp(name->local, "Relationship") != 0)
    return;
  (void)xlsx_attribute(book->xml, count, "TargetMode", mode, sizeof mode);
  if (strcmp(mode, "External") == 0 || !xlsx_attribute(book->xml, count, "Id", id, sizeof id) ||
      !xlsx_attribute(book->xml, count, "Type", type, sizeof type) ||
      !xlsx_attribute(book->xml, count, "Target", target, sizeof target))
    return;
  if (ends_with(type, "/sharedStrings"))
    set_path(book->strings_path, target);
  if (ends_with(type, "/styles"))
    set_path(book->styles_path, target);
  for (size_t i = 0; i < book->sheet_count && ends_with(type, "/worksheet"); i++)
    if (strcmp(book->sheets[i].id, id) == 0)
      set_path(book->sheets[i].path, target);
}

static void drop_other_sheets(struct xlsx_book *book)
{
  size_t kept = 0;
  for (size_t i = 0; i < book->sheet_count; i++)
    if (book->sheets[i].path[0] != '\0')
      book->sheets[kept++] = book->sheets[i];
  book->sheet_count = kept;
}

/* ---- shared strings: the texts t of each si, but those that say how it sounds (rPh) ---- */

static void begin_string(struct xlsx_book *book)
{
  if (book->string_count == XLSX_MOST_STRINGS) {
    xml_reader_over_limit(book->xml);
    return;
  }
  if (book->string_count == book->string_room) {
    book->string_room = book->string_room > 0 ? 2 * book->string_room : 1024;
    book->strings = memory_resize(book->strings, book->string_room * sizeof *book->strings);
  }
  book->strings[book->string_count++] = book->text.size;
}

static void begin_of_strings(void *context, const struct xml_name *name, size_t count)
{
  (void)count;
  struct xlsx_book *book = context;
  book->depth++;
  if (book->depth == 2)
    begin_string(book);
  if (strcmp(name->local, "rPh") == 0 && book->skipped_from == 0)
    book->skipped_from = book->depth;
  book->is_in_text = strcmp(name->local, "t") == 0 && book->skipped_from == 0;
}

static void text_of_strings(void *context, const char *text, size_t size)
{
  struct xlsx_book *book = context;
  if (book->is_in_text)
    buffer_append(&book->text, text, size);
  if (book->text.failed)
    xml_reader_over_limit(book->xml);
}

static void end_of_strings(void *context)
{
  struct xlsx_book *book = context;
  book->is_in_text = false;
  if (book->depth == 2)
    buffer_byte(&book->text, '\0');
  if (book->depth == book->skipped_from)
    book->skipped_from = 0;
  book->depth--;
}

/* ---- styles ---- */

static bool shows_day(const struct xlsx_book *book, long format)
{
  for (size_t i = 0; i < book->date_format_count; i++)
    if (book->date_formats[i] == format)
      return true;
  return xlsx_is_date_format(format, NULL);
}

/* Custom formats come before the styles that use them. */
static void take_style(void *context, const struct xml_name *name, size_t count)
{
  struct xlsx_book *book = context;
  char code[CODE_SIZE];
  long format = number_of(book->xml, count, "numFmtId", 0);
  if (strcmp(name->local, "cellXfs") == 0 || strcmp(name->local, "cellStyleXfs") == 0)
    book->is_in_xfs = strcmp(name->local, "cellXfs") == 0;
  if (strcmp(name->local, "numFmt") == 0 && book->date_format_count < MOST_FORMATS &&
      xlsx_attribute(book->xml, count, "formatCode", code, sizeof code) && xlsx_is_date_format(format, code))
    book->date_formats[book->date_format_count++] = format;
  if (strcmp(name->local, "xf") != 0 || !book->is_in_xfs)
    return;
  if (book->style_count == XLSX_MOST_STYLES)
    xml_reader_over_limit(book->xml);
  else
    book->styles[book->style_count++] = shows_day(book, format);
}

/* ---- opening ---- */

static const char *read_parts(struct xlsx_book *book)
{
  const struct xml_handler workbook = {take_workbook, no_text, no_end};
  const struct xml_handler relations = {take_relation, no_text, no_end};
  const struct xml_handler strings = {begin_of_strings, text_of_strings, end_of_strings};
  const struct xml_handler styles = {take_style, no_text, no_end};
  const char *wrong = read_part(book, "xl/workbook.xml", &workbook, book);
  if (wrong == NULL)
    wrong = read_part(book, "xl/_rels/workbook.xml.rels", &relations, book);
  drop_other_sheets(book);
  if (wrong == NULL && book->sheet_count == 0)
    wrong = "De werkmap heeft geen werkblad.";
  if (wrong == NULL && book->strings_path[0] != '\0')
    wrong = read_part(book, book->strings_path, &strings, book);
  if (wrong == NULL && book->styles_path[0] != '\0')
    wrong = read_part(book, book->styles_path, &styles, book);
  return wrong;
}

static zip_t *open_file(int file)
{
  int code = 0;
  int own = fcntl(file, F_DUPFD_CLOEXEC, 0); /* libzip closes what it is given */
  zip_t *archive = own >= 0 && lseek(own, 0, SEEK_SET) == 0 ? zip_fdopen(own, 0, &code) : NULL;
  if (archive == NULL && own >= 0)
    close(own);
  return archive;
}

static zip_t *open_memory(const void *data, size_t size)
{
  zip_error_t error;
  zip_error_init(&error);
  zip_source_t *source = zip_source_buffer_create(data, size, 0, &error);
  zip_t *archive = source != NULL ? zip_open_from_source(source, ZIP_RDONLY, &error) : NULL;
  if (archive == NULL && source != NULL)
    zip_source_free(source);
  zip_error_fini(&error);
  return archive;
}

/* libzip keeps the whole directory in memory: what it would be is looked up first. */
static bool claims_too_much(const struct xlsx_source *source)
{
  uint64_t members = 0;
  if (source->data != NULL)
    return zip_claimed_members(source->data, source->size) > XLSX_MOST_PARTS;
  return zip_claimed_members_of_file(source->file, (int64_t)source->size, &members, NULL) != 0 ||
         members > XLSX_MOST_PARTS;
}

void xlsx_book_open(const struct xlsx_source *source, struct xlsx_book **out, const char **refusal)
{
  struct xlsx_book *book = memory_new(sizeof *book);
  book->left = XLSX_MOST_UNPACKED;
  book->xml = xml_reader_new();
  book->styles = memory_new(XLSX_MOST_STYLES);
  buffer_init(&book->text, XLSX_MOST_TEXT);
  *out = book;
  *refusal = not_a_workbook;
  if (claims_too_much(source))
    return;
  book->archive = source->data != NULL ? open_memory(source->data, source->size) : open_file(source->file);
  if (book->archive != NULL)
    *refusal = read_parts(book);
}

void xlsx_book_close(struct xlsx_book **book)
{
  if ((*book)->archive != NULL)
    zip_discard((*book)->archive);
  xml_reader_free(&(*book)->xml);
  buffer_fini(&(*book)->text);
  free((*book)->strings);
  free((*book)->styles);
  free(*book);
  *book = NULL;
}

size_t xlsx_book_sheets(const struct xlsx_book *book)
{
  return book->sheet_count;
}

bool xlsx_book_is_1904(const struct xlsx_book *book)
{
  return book->is_1904;
}

const char *xlsx_book_string(const struct xlsx_book *book, long number)
{
  bool is_there = number >= 0 && (size_t)number < book->string_count;
  return is_there ? book->text.data + book->strings[number] : NULL;
}

bool xlsx_book_is_date(const struct xlsx_book *book, long style)
{
  return style >= 0 && (size_t)style < book->style_count && book->styles[style];
}

struct xml_reader *xlsx_book_xml(struct xlsx_book *book)
{
  return book->xml;
}

const char *xlsx_book_read_sheet(
    struct xlsx_book *book, size_t sheet, const struct xml_handler *handler, void *context)
{
  return read_part(book, book->sheets[sheet].path, handler, context);
}
