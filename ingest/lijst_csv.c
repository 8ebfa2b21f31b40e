/* A list as CSV: base/csv_reader.h with the limits of a list and with words for its faults. */
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "ingest/lijst_rows.h"

enum { PIECE = 16384 };

static const char *const fault_texts[] = {
    [CSV_FAULT_NUL] = "Het bestand bevat een byte 0 en is dus geen tekst.",
    [CSV_FAULT_UTF8] = "Het bestand is niet in UTF-8, of bevat een stuurteken. Bewaar het als CSV UTF-8.",
    [CSV_FAULT_QUOTE] = "Een aanhalingsteken staat waar het niet mag, of wordt niet gesloten.",
    [CSV_FAULT_LONG_ROW] = "Een regel is langer dan 64 kB.",
    [CSV_FAULT_MANY_CELLS] = "Een regel heeft meer dan 64 kolommen.",
};

static int read_bytes(void *context, char *out, int size)
{
  struct lijst_bytes *bytes = context;
  size_t count = bytes->left < (size_t)size ? bytes->left : (size_t)size;
  if (count > 0)
    memcpy(out, bytes->data, count);
  bytes->data += count;
  bytes->left -= count;
  return (int)count;
}

struct lijst_stream lijst_bytes_stream(struct lijst_bytes *bytes)
{
  return (struct lijst_stream){read_bytes, bytes};
}

static bool read_rows(void *context, const struct lijst_taker *taker, struct lijst_fault *fault)
{
  struct lijst_stream *stream = context;
  struct csv_reader_options options = {.most_row_bytes = LIJST_MOST_ROW,
      .most_cells = LIJST_MOST_CELLS,
      .take_row = taker->take_row,
      .take_comment = taker->take_comment,
      .context = taker->context};
  struct csv_reader *csv = csv_reader_new(&options);
  char *piece = memory_new(PIECE);
  int size = 0;
  do
    size = stream->read(stream->context, piece, PIECE);
  while (size > 0 && csv_reader_feed(csv, piece, (size_t)size));
  bool is_good = csv_reader_finish(csv);
  if (!is_good)
    *fault = (struct lijst_fault){"VORM", csv_reader_line(csv), fault_texts[csv_reader_fault(csv)]};
  free(piece);
  csv_reader_free(&csv);
  return is_good;
}

struct lijst_rows lijst_csv_rows(struct lijst_stream *stream)
{
  return (struct lijst_rows){read_rows, stream};
}
