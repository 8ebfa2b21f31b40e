/* A line an agreement, `0983 jw 2023-01-01 infinity`, under a first line that says how many there are: a file
 * that was cut short is not taken for one with fewer agreements. */
#include "ingest/overeenkomst.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/date.h"
#include "base/file.h"
#include "base/memory.h"

enum { MOST_BYTES = 16 << 20 };

static const char heading[] = "overeenkomsten";
static const char minus_infinity[] = "-infinity";

struct overeenkomsten {
  const char *inbox;
  struct overeenkomst *items;
  size_t count;
  struct stat read; /* of the file that was read; zero: none */
};

static void append_day(struct buffer *out, int32_t day)
{
  char text[DATE_TEXT_SIZE];
  date_format(day, text);
  buffer_text(out, day == DATE_MINUS_INFINITY ? minus_infinity : text);
}

static int replace(const char *inbox, const struct buffer *content, struct error *error)
{
  if (mkdir(inbox, 0770) != 0 && errno != EEXIST)
    return error_set_errno(error, errno, "cannot make %s", inbox);
  int folder = open(inbox, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (folder < 0)
    return error_set_errno(error, errno, "%s", inbox);
  struct file_new file = {content->data, content->size, 0640};
  int kind = file_replace(folder, OVEREENKOMSTEN_FILE, &file, error);
  close(folder);
  return kind;
}

int overeenkomsten_write(
    const char *inbox, const struct overeenkomst *items, size_t count, struct error *error)
{
  struct buffer content;
  buffer_init(&content, MOST_BYTES);
  buffer_format(&content, "%s %zu\n", heading, count);
  for (size_t i = 0; i < count; i++) {
    buffer_format(&content, "%s %s ", items[i].organisatie, items[i].dataset);
    append_day(&content, items[i].van);
    buffer_text(&content, " ");
    append_day(&content, items[i].tot);
    buffer_text(&content, "\n");
  }
  int kind = content.failed ? error_set(error, ERROR_DATA, "more than %d bytes of overeenkomsten", MOST_BYTES)
                            : replace(inbox, &content, error);
  buffer_fini(&content);
  return kind;
}

struct overeenkomsten *overeenkomsten_new(const char *inbox)
{
  struct overeenkomsten *overeenkomsten = memory_new(sizeof *overeenkomsten);
  overeenkomsten->inbox = inbox;
  return overeenkomsten;
}

void overeenkomsten_free(struct overeenkomsten **overeenkomsten)
{
  if (*overeenkomsten == NULL)
    return;
  free((*overeenkomsten)->items);
  free(*overeenkomsten);
  *overeenkomsten = NULL;
}

static bool parse_day(const char *text, int32_t *day)
{
  if (strcmp(text, minus_infinity) == 0)
    *day = DATE_MINUS_INFINITY;
  else if (strcmp(text, "infinity") == 0)
    *day = DATE_INFINITY;
  else
    return date_parse(text, strlen(text), day);
  return true;
}

static bool parse_line(const char *line, struct overeenkomst *out)
{
  char van[12], tot[12];
  int end = 0;
  return sscanf(line, "%8[0-9] %11[a-z] %11s %11s%n", out->organisatie, out->dataset, van, tot, &end) == 4 &&
         line[end] == '\n' && parse_day(van, &out->van) && parse_day(tot, &out->tot);
}

/* text ends with a NUL. */
static bool parse(const char *text, struct overeenkomst **items, size_t *count)
{
  char word[sizeof heading];
  int end = 0;
  if (sscanf(text, "%14s %zu%n", word, count, &end) != 2 || strcmp(word, heading) != 0 || text[end] != '\n' ||
      *count > MOST_BYTES)
    return false;
  *items = *count > 0 ? memory_new(*count * sizeof **items) : NULL;
  const char *line = text + end + 1;
  for (size_t i = 0; i < *count; i++) {
    if (!parse_line(line, &(*items)[i]))
      return false;
    line = strchr(line, '\n') + 1;
  }
  return *line == '\0';
}

static bool is_same(const struct stat *a, const struct stat *b)
{
  return a->st_ino == b->st_ino && a->st_size == b->st_size && a->st_mtim.tv_sec == b->st_mtim.tv_sec &&
         a->st_mtim.tv_nsec == b->st_mtim.tv_nsec;
}

static int read_file(struct overeenkomsten *overeenkomsten, int file, struct error *error)
{
  struct buffer content;
  buffer_init(&content, MOST_BYTES);
  int kind = file_read(file, &content, error);
  buffer_append(&content, "", 1);
  struct overeenkomst *items = NULL;
  size_t count = 0;
  if (kind == 0 && (content.failed || !parse(content.data, &items, &count))) {
    kind = error_set(error, ERROR_DATA, "%s/%s is not a list of overeenkomsten", overeenkomsten->inbox,
        OVEREENKOMSTEN_FILE);
    error_hint(error, "sluis reference load writes it anew");
  }
  buffer_fini(&content);
  if (kind != 0) {
    free(items);
    return kind;
  }
  free(overeenkomsten->items);
  overeenkomsten->items = items;
  overeenkomsten->count = count;
  return 0;
}

static void forget(struct overeenkomsten *overeenkomsten)
{
  free(overeenkomsten->items);
  overeenkomsten->items = NULL;
  overeenkomsten->count = 0;
  overeenkomsten->read = (struct stat){0};
}

static int refresh_in(struct overeenkomsten *overeenkomsten, int folder, struct error *error)
{
  struct stat now;
  if (fstatat(folder, OVEREENKOMSTEN_FILE, &now, AT_SYMLINK_NOFOLLOW) != 0) {
    forget(overeenkomsten);
    return 0;
  }
  if (is_same(&now, &overeenkomsten->read))
    return 0;
  int file = -1;
  int64_t size = 0;
  int kind = file_open(folder, OVEREENKOMSTEN_FILE, &file, &size, error);
  if (kind != 0)
    return kind;
  kind = read_file(overeenkomsten, file, error);
  close(file);
  if (kind == 0)
    overeenkomsten->read = now;
  return kind;
}

int overeenkomsten_refresh(struct overeenkomsten *overeenkomsten, struct error *error)
{
  int folder = open(overeenkomsten->inbox, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (folder < 0)
    return error_set_errno(error, errno, "%s", overeenkomsten->inbox);
  int kind = refresh_in(overeenkomsten, folder, error);
  close(folder);
  return kind;
}

bool overeenkomsten_in_force(
    const struct overeenkomsten *overeenkomsten, const char *organisatie, const char *dataset, int32_t day)
{
  for (size_t i = 0; i < overeenkomsten->count; i++) {
    const struct overeenkomst *item = &overeenkomsten->items[i];
    if (strcmp(item->organisatie, organisatie) == 0 &&
        (dataset == NULL || strcmp(item->dataset, dataset) == 0) && item->van <= day && day <= item->tot)
      return true;
  }
  return false;
}
