/* A line an agreement, `0983 jw 2023-01-01 infinity`, under a first line that says how many there are: a file
 * that was cut short is not taken for one with fewer agreements. */
#include "ingest/overeenkomst.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/date.h"
#include "base/memory.h"
#include "ingest/snapshot.h"

static const char heading[] = "overeenkomsten";
static const char minus_infinity[] = "-infinity";

struct overeenkomsten {
  struct snapshot snapshot;
  struct overeenkomst *items;
  size_t count;
};

static void append_day(struct buffer *out, int32_t day)
{
  char text[DATE_TEXT_SIZE];
  date_format(day, text);
  buffer_text(out, day == DATE_MINUS_INFINITY ? minus_infinity : text);
}

int overeenkomsten_write(
    const char *inbox, const struct overeenkomst *items, size_t count, struct error *error)
{
  struct buffer content;
  buffer_init(&content, SNAPSHOT_MOST_BYTES);
  buffer_format(&content, "%s %zu\n", heading, count);
  for (size_t i = 0; i < count; i++) {
    buffer_format(&content, "%s %s ", items[i].organisatie, items[i].dataset);
    append_day(&content, items[i].van);
    buffer_text(&content, " ");
    append_day(&content, items[i].tot);
    buffer_text(&content, "\n");
  }
  int kind = snapshot_write(inbox, OVEREENKOMSTEN_FILE, &content, error);
  buffer_fini(&content);
  return kind;
}

struct overeenkomsten *overeenkomsten_new(const char *inbox)
{
  struct overeenkomsten *overeenkomsten = memory_new(sizeof *overeenkomsten);
  overeenkomsten->snapshot = (struct snapshot){.inbox = inbox, .name = OVEREENKOMSTEN_FILE};
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
      *count > SNAPSHOT_MOST_BYTES)
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

static int take(struct overeenkomsten *overeenkomsten, const char *text, struct error *error)
{
  struct overeenkomst *items = NULL;
  size_t count = 0;
  if (!parse(text, &items, &count)) {
    free(items);
    return snapshot_refuse(&overeenkomsten->snapshot, error);
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
}

int overeenkomsten_refresh(struct overeenkomsten *overeenkomsten, struct error *error)
{
  struct buffer content;
  enum snapshot_state state = SNAPSHOT_SAME;
  buffer_init(&content, SNAPSHOT_MOST_BYTES);
  int kind = snapshot_look(&overeenkomsten->snapshot, &content, &state, error);
  if (kind == 0 && state == SNAPSHOT_ABSENT)
    forget(overeenkomsten);
  if (kind == 0 && state == SNAPSHOT_NEW)
    kind = take(overeenkomsten, content.data, error);
  buffer_fini(&content);
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
