/* Settled here: only the BSNs are judged, the rest is for `sluis check`; with one wrong line nothing comes
 * out. Of a CSV the bytes between one BSN and the next are copied as they stand: its separator, quotes, line
 * ends and byte order mark stay what they were. A workbook becomes a CSV with ; and lines that end in LF. */
#include "ingest/pseudonymize.h"

#include <string.h>
#include <strings.h>

#include "ingest/lijst_rows.h"
#include "ingest/xlsx_reader.h"

enum { NO_COLUMN = -1 };

struct rewrite {
  const struct pseudonymize_options *options;
  struct buffer *out;
  const char *data; /* of the CSV; NULL: a workbook */
  size_t size;
  size_t copied; /* of data, into out or replaced there */
  bool has_header;
  int bsn; /* column */
  size_t width;
  size_t findings;
};

static void find(struct rewrite *rewrite, int32_t line, const char *what)
{
  rewrite->findings++;
  if (rewrite->options->taker != NULL)
    rewrite->options->taker(line, what, rewrite->options->context);
}

/* As the first line of the list ends. */
static const char *line_end(const struct rewrite *rewrite)
{
  size_t i = 0;
  while (i < rewrite->size && rewrite->data[i] != '\n' && rewrite->data[i] != '\r')
    i++;
  if (i == rewrite->size || rewrite->data[i] == '\n')
    return "\n";
  return i + 1 < rewrite->size && rewrite->data[i + 1] == '\n' ? "\r\n" : "\r";
}

static void put_key_line(struct rewrite *rewrite)
{
  static const char bom[] = "\xEF\xBB\xBF";
  char key_id[KEY_ID_TEXT_SIZE];
  char check_value[CHECK_VALUE_TEXT_SIZE];
  pseudonymiser_key_id(rewrite->options->pseudonymiser, key_id);
  pseudonymiser_check_value(rewrite->options->pseudonymiser, check_value);
  if (rewrite->size >= 3 && memcmp(rewrite->data, bom, 3) == 0) {
    buffer_text(rewrite->out, bom);
    rewrite->copied = 3;
  }
  buffer_format(rewrite->out, "# sluis-sleutel: %s %s%s", key_id, check_value, line_end(rewrite));
}

static void copy_up_to(struct rewrite *rewrite, size_t end)
{
  if (end > rewrite->copied)
    buffer_append(rewrite->out, rewrite->data + rewrite->copied, end - rewrite->copied);
  rewrite->copied = end;
}

static void put_cell(struct buffer *out, const struct csv_cell *cell)
{
  if (strpbrk(cell->text, ";,\"\r\n") == NULL) {
    buffer_text(out, cell->text);
    return;
  }
  buffer_byte(out, '"');
  for (const char *c = cell->text; *c != '\0'; c++) {
    if (*c == '"')
      buffer_byte(out, '"');
    buffer_byte(out, (uint8_t)*c);
  }
  buffer_byte(out, '"');
}

static void put_row_of_workbook(struct rewrite *rewrite, const struct csv_row *row, const char *replaced)
{
  for (size_t i = 0; i < row->count; i++) {
    if (i > 0)
      buffer_byte(rewrite->out, ';');
    if ((int)i == rewrite->bsn)
      buffer_text(rewrite->out, replaced);
    else
      put_cell(rewrite->out, &row->cells[i]);
  }
  buffer_byte(rewrite->out, '\n');
}

/* Replaced: what stands in the column of the BSN. */
static void put_row(struct rewrite *rewrite, const struct csv_row *row, const char *replaced)
{
  if (rewrite->data == NULL) {
    put_row_of_workbook(rewrite, row, replaced);
  } else if (rewrite->bsn != NO_COLUMN) {
    copy_up_to(rewrite, row->cells[rewrite->bsn].begin);
    buffer_text(rewrite->out, replaced);
    rewrite->copied = row->cells[rewrite->bsn].end;
  }
}

static void take_comment(const char *text, size_t size, int32_t line, void *context)
{
  struct rewrite *rewrite = context;
  const char *word = text + strspn(text, "# \t");
  if (strncasecmp(word, "sluis-sleutel", strlen("sluis-sleutel")) == 0)
    find(rewrite, line, "the list has a key line already");
  if (rewrite->data != NULL)
    return;
  buffer_append(rewrite->out, text, size);
  buffer_byte(rewrite->out, '\n');
}

static void take_header(struct rewrite *rewrite, const struct csv_row *row)
{
  rewrite->has_header = true;
  rewrite->width = row->count;
  for (size_t i = 0; i < row->count; i++) {
    if (strcasecmp(row->cells[i].text, "pseudoniem") == 0)
      find(rewrite, row->line, "the list has pseudonyms already");
    if (strcasecmp(row->cells[i].text, "bsn") == 0 && rewrite->bsn != NO_COLUMN)
      find(rewrite, row->line, "column bsn is there twice");
    if (strcasecmp(row->cells[i].text, "bsn") == 0)
      rewrite->bsn = (int)i;
  }
  if (rewrite->bsn == NO_COLUMN)
    find(rewrite, row->line, "the list has no column bsn");
  put_row(rewrite, row, "pseudoniem");
}

static void find_faults(struct rewrite *rewrite, const struct csv_row *row)
{
  for (size_t i = 0; i < row->count; i++)
    if (row->cells[i].fault != NULL)
      find(rewrite, row->line, "a cell holds a formula, an error or a date that is none");
}

static void take_line(struct rewrite *rewrite, const struct csv_row *row)
{
  find_faults(rewrite, row);
  if (row->count != rewrite->width) {
    find(rewrite, row->line, "not as many columns as the header has");
    return;
  }
  const struct csv_cell *cell = &row->cells[rewrite->bsn];
  struct bsn bsn;
  if (!bsn_parse(cell->text, cell->size, &bsn)) {
    find(rewrite, row->line, "the BSN is missing or fails the 11-proef");
    return;
  }
  struct id id = pseudonym_of_bsn(rewrite->options->pseudonymiser, &bsn);
  bsn_wipe(&bsn);
  char pseudonym[ID_TEXT_SIZE];
  id_format(&id, pseudonym);
  put_row(rewrite, row, pseudonym);
}

static void take_row(const struct csv_row *row, void *context)
{
  struct rewrite *rewrite = context;
  if (csv_row_is_empty(row))
    return;
  if (!rewrite->has_header)
    take_header(rewrite, row);
  else if (rewrite->bsn != NO_COLUMN)
    take_line(rewrite, row);
}

int pseudonymize(const struct pseudonymize_options *options, const char *data, size_t size,
    struct buffer *out, struct error *error)
{
  struct rewrite rewrite = {.options = options, .out = out, .bsn = NO_COLUMN};
  if (!options->is_workbook) {
    rewrite.data = data;
    rewrite.size = size;
  }
  struct lijst_bytes bytes = {data, size};
  struct lijst_stream stream = lijst_bytes_stream(&bytes);
  struct xlsx_source workbook = {.data = data, .size = size};
  struct lijst_rows rows = options->is_workbook ? xlsx_rows(&workbook) : lijst_csv_rows(&stream);
  struct lijst_taker taker = {take_row, take_comment, &rewrite};
  struct lijst_fault fault = {.line = 1};
  put_key_line(&rewrite);
  if (!rows.read(rows.context, &taker, &fault))
    find(&rewrite, fault.line,
        options->is_workbook ? "not a workbook with one list, within the limits of a list"
                             : "not a CSV file in UTF-8 within the limits of a list");
  else if (!rewrite.has_header)
    find(&rewrite, 1, "no header");
  copy_up_to(&rewrite, rewrite.size);
  if (out->failed)
    return error_set(error, ERROR_DATA, "the list is larger than a levering may be");
  if (rewrite.findings > 0)
    return error_set(error, ERROR_DATA, "nothing is written: %zu places are wrong", rewrite.findings);
  return 0;
}
