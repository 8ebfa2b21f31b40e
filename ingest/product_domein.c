/* A line a product, `wmo 16A01`, in order of the codes, under a first line that says how many there are: a
 * file that was cut short is not taken for one with fewer products. */
#include "ingest/product_domein.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/memory.h"
#include "ingest/snapshot.h"

static const char heading[] = "producten";

struct product_domeinen {
  struct snapshot snapshot;
  struct buffer content; /* the codes point into it */
  struct product_domein *items;
  size_t count;
};

static int compare(const void *a, const void *b)
{
  const struct product_domein *first = a;
  const struct product_domein *second = b;
  int order = strcmp(first->code, second->code);
  return order != 0 ? order : (int)first->domein - (int)second->domein;
}

/* --- writing --- */

int product_domeinen_write(
    const char *inbox, const struct product_domein *items, size_t count, struct error *error)
{
  struct product_domein *sorted = memory_new((count + 1) * sizeof *sorted);
  if (count > 0)
    memcpy(sorted, items, count * sizeof *sorted);
  qsort(sorted, count, sizeof *sorted, compare);
  struct buffer content;
  buffer_init(&content, SNAPSHOT_MOST_BYTES);
  buffer_format(&content, "%s %zu\n", heading, count);
  for (size_t i = 0; i < count; i++)
    buffer_format(&content, "%s %s\n", domein_text(sorted[i].domein), sorted[i].code);
  free(sorted);
  int kind = snapshot_write(inbox, PRODUCT_DOMEIN_FILE, &content, error);
  buffer_fini(&content);
  return kind;
}

/* --- reading --- */

struct product_domeinen *product_domeinen_new(const char *inbox)
{
  struct product_domeinen *domeinen = memory_new(sizeof *domeinen);
  domeinen->snapshot = (struct snapshot){.inbox = inbox, .name = PRODUCT_DOMEIN_FILE};
  buffer_init(&domeinen->content, SNAPSHOT_MOST_BYTES);
  return domeinen;
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

int product_domeinen_refresh(struct product_domeinen *domeinen, struct error *error)
{
  enum snapshot_state state = SNAPSHOT_SAME;
  int kind = snapshot_look(&domeinen->snapshot, &domeinen->content, &state, error);
  if (state == SNAPSHOT_SAME)
    return kind;
  free(domeinen->items); /* the codes are gone */
  domeinen->items = NULL;
  domeinen->count = 0;
  if (kind == 0 && state == SNAPSHOT_NEW && !parse(domeinen)) {
    domeinen->count = 0;
    kind = snapshot_refuse(&domeinen->snapshot, error);
  }
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
