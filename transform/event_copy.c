/* The texts inside the kept content are found through the record's spec, so that a new record or a new field
 * needs nothing here. */
#include "transform/event_copy.h"

#include <string.h>

static size_t text_size(const char *text)
{
  return text != NULL ? strlen(text) + 1 : 0;
}

static const char **text_at(void *record, const struct field_spec *field)
{
  return (const char **)(void *)((char *)record + field->offset);
}

size_t event_copy_text_size(const struct bekende_gebeurtenis *event)
{
  struct gebeurtenis copy = event->gebeurtenis;
  const struct record_spec *spec = gebeurtenis_inhoud_specs[copy.inhoud_soort];
  size_t size = text_size(copy.gemeente) + text_size(copy.aanbieder) + text_size(copy.geslacht);
  for (size_t i = 0; i < spec->field_count; i++)
    if (spec->fields[i].kind == FIELD_TEXT)
      size += text_size(*text_at(&copy.inhoud, &spec->fields[i]));
  return size;
}

static char *move_text(const char **text, char *texts)
{
  size_t size = text_size(*text);
  if (size == 0)
    return texts;
  *text = memcpy(texts, *text, size);
  return texts + size;
}

char *event_copy_put(const struct bekende_gebeurtenis *event, struct bekende_gebeurtenis *to, char *texts)
{
  *to = *event;
  struct gebeurtenis *copy = &to->gebeurtenis;
  const struct record_spec *spec = gebeurtenis_inhoud_specs[copy->inhoud_soort];
  texts = move_text(&copy->gemeente, texts);
  texts = move_text(&copy->aanbieder, texts);
  texts = move_text(&copy->geslacht, texts);
  for (size_t i = 0; i < spec->field_count; i++)
    if (spec->fields[i].kind == FIELD_TEXT)
      texts = move_text(text_at(&copy->inhoud, &spec->fields[i]), texts);
  return texts;
}

struct bekende_gebeurtenis *event_copy_new(const struct bekende_gebeurtenis *event, struct arena *arena)
{
  struct bekende_gebeurtenis *copy = arena_new(arena, sizeof *copy + event_copy_text_size(event));
  event_copy_put(event, copy, (char *)(copy + 1));
  return copy;
}
