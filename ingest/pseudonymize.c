/* Settled here: of a CSV all bytes but those of the cells with a BSN stay as they are (delimiter, quotes,
 * line ends, empty lines), and the key line ends as the first line does; of a workbook CSV is made, separated
 * by ; and with lines that end in LF. Only the BSNs are judged, the rest is for `sluis check`; with one wrong
 * line nothing comes out. */
#include "ingest/pseudonymize.h"

#include <string.h>
#include <strings.h>

#include "ingest/lijst_rows.h"
#include "ingest/xlsx_reader.h"

enum { NO_COLUMN = -1 };

struct rewrite {
  const struct pseudonymize_options *options;
  struct buffer *out;
  const char *data; /* of a CSV; NULL: of a workbook rows are made anew */
  size_t copied;    /* bytes of data that are done */
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

static void put_key_line(const struct pseudonymiser *pseudonymiser, const char *end, struct buffer *out)
{
  char key_id[KEY_ID_TEXT_SIZE];
  char check_value[CHECK_VALUE_TEXT_SIZE];
  pseudonymiser_key_id(pseudonymiser, key_id);
  pseudonymiser_check_value(pseudonymiser, check_value);
  buffer_format(out, "# sluis-sleutel: %s %s%s", key_id, check_value, end);
}

/* Up to where of the CSV. */
static void copy(struct rewrite *rewrite, size_t to)
{
  buffer_append(rewrite->out, rewrite->data + rewrite->copied, to - rewrite->copied);
  rewrite->copied = to;
}

/* Behind a BOM, which stays in front. */
static void begin(struct rewrite *rewrite, size_t size)
{
  static const char bom[] = "\xEF\xBB\xBF";
  const char *end = "\n";
  if (rewrite->data != NULL && size >= 3 && memcmp(rewrite->data, bom, 3) == 0)
    copy(rewrite, 3);
  const char *line = rewrite->data != NULL ? memchr(rewrite->data, '\n', size) : NULL;
  if (line != NULL && line > rewrite->data && line[-1] == '\r')
    end = "\r\n";
  put_key_line(rewrite->options->pseudonymiser, end, rewrite->out);
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

/* Replaced: what stands in the column of the BSN. */
static void put_row(struct rewrite *rewrite, const struct csv_row *row, const char *replaced)
{
  if (rewrite->data != NULL) {
    copy(rewrite, row->cells[rewrite->bsn].from);
    buffer_text(rewrite->out, replaced);
    rewrite->copied = row->cells[rewrite->bsn].to;
    return;
  }
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
  else
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

struct block {
  const char *at;
  size_t left;
};

static int read_block(void *context, char *out, int size)
{
  struct block *block = context;
  size_t count = block->left < (size_t)size ? block->left : (size_t)size;
  if (count > 0)
    memcpy(out, block->at, count);
  block->at += count;
  block->left -= count;
  return (int)count;
}

int pseudonymize(const struct pseudonymize_options *options, const char *data, size_t size,
    struct buffer *out, struct error *error)
{
  struct rewrite rewrite = {
      .options = options, .out = out, .data = options->is_workbook ? NULL : data, .bsn = NO_COLUMN};
  struct block block = {data, size};
  struct lijst_stream stream = {read_block, &block};
  struct xlsx_source workbook = {.data = data, .size = size};
  struct lijst_rows rows = options->is_workbook ? xlsx_rows(&workbook) : lijst_csv_rows(&stream);
  struct lijst_taker taker = {take_row, take_comment, &rewrite};
  struct lijst_fault fault = {.line = 1};
  begin(&rewrite, size);
  if (!rows.read(rows.context, &taker, &fault))
    find(&rewrite, fault.line,
        options->is_workbook ? "not a workbook with one list, within the limits of a list"
                             : "not a CSV file in UTF-8 within the limits of a list");
  else if (!rewrite.has_header)
    find(&rewrite, 1, "no header");
  else if (rewrite.data != NULL)
    copy(&rewrite, size);
  if (out->failed)
    return error_set(error, ERROR_DATA, "the list is larger than a levering may be");
  if (rewrite.findings > 0)
    return error_set(error, ERROR_DATA, "nothing is written: %zu places are wrong", rewrite.findings);
  return 0;
}
