/* Telling a list from other files. */
#include <string.h>
#include <strings.h>

#include "ingest/lijst_reader.h"

static const char *after(const char *text, const char *word)
{
  size_t size = strlen(word);
  return strncasecmp(text, word, size) == 0 ? text + size : NULL;
}

static bool ends_in_csv(const char *name)
{
  const char *tilde = strrchr(name, '~');
  size_t size = tilde != NULL && strspn(tilde + 1, "0123456789") == strlen(tilde + 1) ? (size_t)(tilde - name)
                                                                                      : strlen(name);
  return size >= 4 && strncasecmp(name + size - 4, ".csv", 4) == 0;
}

struct peek {
  bool is_ours;
  bool has_row;
};

static void peek_comment(const char *text, size_t size, int32_t line, void *context)
{
  (void)size;
  (void)line;
  struct peek *peek = context;
  peek->is_ours = peek->is_ours || after(text + strspn(text, "# \t"), "sluis-") != NULL;
}

static void peek_row(const struct csv_row *row, void *context)
{
  struct peek *peek = context;
  peek->is_ours = peek->is_ours || (!peek->has_row && lijst_is_header(row));
  peek->has_row = true;
}

static bool has_our_lines(const char *head, size_t size)
{
  struct peek peek = {.is_ours = false};
  struct csv_reader_options options = {.most_row_bytes = LIJST_PEEK,
      .most_cells = LIJST_MOST_CELLS,
      .take_row = peek_row,
      .take_comment = peek_comment,
      .context = &peek};
  struct csv_reader *csv = csv_reader_new(&options);
  if (csv_reader_feed(csv, head, size))
    (void)csv_reader_finish(csv);
  csv_reader_free(&csv);
  return peek.is_ours;
}

bool lijst_is_list(const char *name, const char *head, size_t size)
{
  size_t at = size >= 3 && memcmp(head, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;
  while (at < size && strchr(" \t\r\n", head[at]) != NULL && head[at] != '\0')
    at++;
  if (at < size && head[at] == '<')
    return false;
  return ends_in_csv(name) || has_our_lines(head, size < LIJST_PEEK ? size : LIJST_PEEK);
}
