/* A line a product, `wmo 16A01`, in order of the codes, under a first line that says how many there are: a
 * file that was cut short is not taken for one with fewer products. */
#include "ingest/product_domein.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/file.h"
#include "base/memory.h"

enum { MOST_BYTES = 16 << 20 };

static const char heading[] = "producten";

struct product_domeinen {
  const char *inbox;
  struct buffer content; /* the codes point into it */
  struct product_domein *items;
  size_t count;
  struct stat read; /* of the file that was read; zero: none */
};

static int compare(const void *a, const void *b)
{
  const struct product_domein *first = a;
  const struct product_domein *second = b;
  int order = strcmp(first->code, second->code);
  return order != 0 ? order : (int)first->domein - (int)second->domein;
}

/* --- writing --- */

static int replace(const char *inbox, const struct buffer *content, struct error *error)
{
  if (mkdir(inbox, 0770) != 0 && errno != EEXIST)
    return error_set_errno(error, errno, "cannot make %s", inbox);
  int folder = open(inbox, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (folder < 0)
    return error_set_errno(error, errno, "%s", inbox);
  struct file_new file = {content->data, content->size, 0640};
  int kind = file_replace(folder, PRODUCT_DOMEIN_FILE, &file, error);
  close(folder);
  return kind;
}

int product_domeinen_write(
    const char *inbox, const struct product_domein *items, size_t count, struct error *error)
{
  struct product_domein *sorted = memory_new((count + 1) * sizeof *sorted);
  if (count > 0)
    memcpy(sorted, items, count * sizeof *sorted);
  qsort(sorted, count, sizeof *sorted, compare);
  struct buffer content;
  buffer_init(&content, MOST_BYTES);
  buffer_format(&content, "%s %zu\n", heading, count);
  for (size_t i = 0; i < count; i++)
    buffer_format(&content, "%s %s\n", domein_text(sorted[i].domein), sorted[i].code);
  free(sorted);
  int kind = content.failed ? error_set(error, ERROR_DATA, "more than %d bytes of products", MOST_BYTES)
                            : replace(inbox, &content, error);
  buffer_fini(&content);
  return kind;
}

/* --- reading --- */

struct product_domeinen *product_domeinen_new(const char *inbox)
{
  struct product_domeinen *domeinen = memory_new(sizeof *domeinen);
  domeinen->inbox = inbox;
  buffer_init(&domeinen->content, MOST_BYTES);
  return domeinen;
}

static void forget(struct product_domeinen *domeinen)
{
  free(domeinen->items);
  domeinen->items = NULL;
  domeinen->count = 0;
  domeinen->read = (struct stat){0};
  buffer_reset(&domeinen->content);
}

void product_domeinen_free(struct product_domeinen **domeinen)
{
  if (*domeinen == NULL)
    return;
  free((*domeinen)->items);
  buffer_fini(&(*domeinen)->content);
  free(*domeinen);
  *domeinen = NULL;
}

/* Takes a line apart in place; NULL: it is none. */
static char *parse_line(char *line, struct product_domein *out)
{
  char *end = strchr(line, '\n');
  char *space = strchr(line, ' ');
  if (end == NULL || space == NULL || space > end)
    return NULL;
  *end = *space = '\0';
  *out = (struct product_domein){space + 1, DOMEIN_ONBEKEND};
  return domein_parse(line, &out->domein) ? end + 1 : NULL;
}

static bool parse(struct product_domeinen *domeinen)
{
  char word[sizeof heading];
  size_t count = 0;
  int end = 0;
  char *text = domeinen->content.data;
  if (text == NULL || sscanf(text, "%9s %zu%n", word, &count, &end) != 2 || strcmp(word, heading) != 0 ||
      text[end] != '\n' || count > domeinen->content.size)
    return false;
  domeinen->items = memory_new((count + 1) * sizeof *domeinen->items);
  char *line = text + end + 1;
  for (size_t i = 0; i < count && line != NULL; i++)
    line = parse_line(line, &domeinen->items[i]);
  domeinen->count = count;
  return line != NULL && *line == '\0';
}

static int read_again(struct product_domeinen *domeinen, int folder, struct error *error)
{
  int file = -1;
  int64_t size = 0;
  int kind = file_open(folder, PRODUCT_DOMEIN_FILE, &file, &size, error);
  if (kind != 0)
    return kind;
  struct stat read;
  if (fstat(file, &read) != 0)
    kind = error_set_errno(error, errno, "%s", PRODUCT_DOMEIN_FILE);
  if (kind == 0)
    kind = file_read(file, &domeinen->content, error);
  close(file);
  if (kind == 0 && !parse(domeinen)) {
    kind =
        error_set(error, ERROR_DATA, "%s/%s is not a list of products", domeinen->inbox, PRODUCT_DOMEIN_FILE);
    error_hint(error, "sluis reference load writes it anew");
  }
  if (kind != 0)
    forget(domeinen);
  else
    domeinen->read = read;
  return kind;
}

static bool is_same(const struct stat *a, const struct stat *b)
{
  return a->st_ino == b->st_ino && a->st_size == b->st_size && a->st_mtim.tv_sec == b->st_mtim.tv_sec &&
         a->st_mtim.tv_nsec == b->st_mtim.tv_nsec;
}

int product_domeinen_refresh(struct product_domeinen *domeinen, struct error *error)
{
  struct stat now;
  int folder = open(domeinen->inbox, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (folder < 0)
    return error_set_errno(error, errno, "%s", domeinen->inbox);
  bool is_there = fstatat(folder, PRODUCT_DOMEIN_FILE, &now, AT_SYMLINK_NOFOLLOW) == 0;
  int kind = 0;
  if (!is_there || !is_same(&now, &domeinen->read))
    forget(domeinen);
  if (is_there && domeinen->items == NULL)
    kind = read_again(domeinen, folder, error);
  close(folder);
  return kind;
}

enum domein product_domein_find(const struct product_domeinen *domeinen, const char *code, bool *is_both)
{
  *is_both = false;
  size_t low = 0;
  size_t high = domeinen != NULL ? domeinen->count : 0;
  while (low < high) {
    size_t middle = low + (high - low) / 2;
    if (strcmp(domeinen->items[middle].code, code) < 0)
      low = middle + 1;
    else
      high = middle;
  }
  if (domeinen == NULL || low == domeinen->count || strcmp(domeinen->items[low].code, code) != 0)
    return DOMEIN_ONBEKEND;
  enum domein first = domeinen->items[low].domein;
  for (; low < domeinen->count && strcmp(domeinen->items[low].code, code) == 0; low++)
    *is_both = *is_both || domeinen->items[low].domein != first;
  return *is_both ? DOMEIN_ONBEKEND : first;
}
