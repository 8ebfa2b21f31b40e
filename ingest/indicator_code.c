/* A line a code, in order, under a first line that says how many there are: a file that was cut short is not
 * taken for one with fewer codes. */
#include "ingest/indicator_code.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/memory.h"
#include "ingest/snapshot.h"

static const char heading[] = "indicatoren";

struct indicator_codes {
  struct snapshot snapshot;
  struct buffer content; /* the codes point into it */
  const char **items;
  size_t count;
};

static int compare(const void *a, const void *b)
{
  return strcmp(*(const char *const *)a, *(const char *const *)b);
}

int indicator_codes_write(const char *inbox, const char *const *codes, size_t count, struct error *error)
{
  const char **sorted = memory_new((count + 1) * sizeof *sorted);
  if (count > 0)
    memcpy(sorted, codes, count * sizeof *sorted);
  qsort(sorted, count, sizeof *sorted, compare);
  struct buffer content;
  buffer_init(&content, SNAPSHOT_MOST_BYTES);
  buffer_format(&content, "%s %zu\n", heading, count);
  for (size_t i = 0; i < count; i++)
    buffer_format(&content, "%s\n", sorted[i]);
  free(sorted);
  int kind = snapshot_write(inbox, INDICATOR_CODE_FILE, &content, error);
  buffer_fini(&content);
  return kind;
}

struct indicator_codes *indicator_codes_new(const char *inbox)
{
  struct indicator_codes *codes = memory_new(sizeof *codes);
  codes->snapshot = (struct snapshot){.inbox = inbox, .name = INDICATOR_CODE_FILE};
  buffer_init(&codes->content, SNAPSHOT_MOST_BYTES);
  return codes;
}

void indicator_codes_free(struct indicator_codes **codes)
{
  if (*codes == NULL)
    return;
  free((*codes)->items);
  buffer_fini(&(*codes)->content);
  free(*codes);
  *codes = NULL;
}

/* Takes the lines apart in place. */
static bool parse(struct indicator_codes *codes)
{
  char word[sizeof heading];
  size_t count = 0;
  int end = 0;
  char *text = codes->content.data;
  if (text == NULL || sscanf(text, "%11s %zu%n", word, &count, &end) != 2 || strcmp(word, heading) != 0 ||
      text[end] != '\n' || count > codes->content.size)
    return false;
  codes->items = memory_new((count + 1) * sizeof *codes->items);
  char *line = text + end + 1;
  for (; codes->count < count; codes->count++) {
    char *line_end = strchr(line, '\n');
    if (line_end == NULL)
      return false;
    *line_end = '\0';
    codes->items[codes->count] = line;
    line = line_end + 1;
  }
  return *line == '\0';
}

int indicator_codes_refresh(struct indicator_codes *codes, struct error *error)
{
  enum snapshot_state state = SNAPSHOT_SAME;
  int kind = snapshot_look(&codes->snapshot, &codes->content, &state, error);
  if (state == SNAPSHOT_SAME)
    return kind;
  free(codes->items); /* the codes are gone */
  codes->items = NULL;
  codes->count = 0;
  if (kind == 0 && state == SNAPSHOT_NEW && !parse(codes)) {
    codes->count = 0;
    kind = snapshot_refuse(&codes->snapshot, error);
  }
  return kind;
}

bool indicator_codes_has(const struct indicator_codes *codes, const char *code)
{
  return codes->count > 0 &&
         bsearch(&code, codes->items, codes->count, sizeof *codes->items, compare) != NULL;
}
