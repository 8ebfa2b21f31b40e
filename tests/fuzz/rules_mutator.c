/* Changes of a program of messages (rules_message.h) that make sense: a line more, less or other, with a
 * place that is there and a value of its type. What libFuzzer does to bytes by itself would hardly ever get
 * past the types. */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "ingest/bericht.h"
#include "rules_message.h"

enum { MOST_PATH = 256, MOST_LINE = 512, MOST_PLACES = 256, MOST_VALUE = 64, MOST_PROGRAM_LINES = 128 };

size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t max_size); /* of libFuzzer */
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size, unsigned int seed);

/* An element of a fixture. */
struct place {
  char path[MOST_PATH];
  char value[MOST_VALUE]; /* of a simple one */
  const struct complex_type *parent;
  const struct element *element;
};

struct places {
  const struct bericht *bericht;
  struct place items[MOST_PLACES];
  size_t count;
};

static struct places all_places[RULES_BASES];

static uint64_t random_state;

static uint32_t random_below(uint32_t bound)
{
  random_state = random_state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
  return (uint32_t)((random_state >> 33) % bound);
}

/* --- the places of a fixture --- */

static const struct element *find_element(const struct complex_type *type, const char *name)
{
  for (size_t i = 0; i < type->element_count; i++) {
    if (strcmp(type->elements[i].name, name) == 0)
      return &type->elements[i];
  }
  return NULL;
}

static int index_of(xmlNodePtr node)
{
  int index = 1;
  for (xmlNodePtr at = xmlPreviousElementSibling(node); at != NULL; at = xmlPreviousElementSibling(at))
    index += xmlStrcmp(at->name, node->name) == 0;
  return index;
}

static void add_places(
    struct places *places, xmlNodePtr parent, const struct complex_type *type, const char *path)
{
  for (xmlNodePtr node = xmlFirstElementChild(parent); node != NULL; node = xmlNextElementSibling(node)) {
    const char *name = (const char *)node->name;
    const struct element *element = find_element(type, name);
    if (element == NULL || places->count == MOST_PLACES)
      abort(); /* not the fixtures that this was written for */
    struct place *place = &places->items[places->count++];
    *place = (struct place){.parent = type, .element = element};
    int length = element->most == MANY
                     ? snprintf(place->path, MOST_PATH, "%s%s%s[%d]", path, *path == '\0' ? "" : "/", name,
                           index_of(node))
                     : snprintf(place->path, MOST_PATH, "%s%s%s", path, *path == '\0' ? "" : "/", name);
    if (length >= MOST_PATH)
      abort();
    if (element->complex != NULL) {
      add_places(places, node, element->complex, place->path);
      continue;
    }
    xmlChar *value = xmlNodeGetContent(node);
    snprintf(place->value, MOST_VALUE, "%s", (const char *)value);
    xmlFree(value);
  }
}

static const struct places *places_of(size_t base)
{
  struct places *places = &all_places[base];
  if (places->count > 0)
    return places;
  xmlNodePtr root = xmlDocGetRootElement(rules_bases()[base].document);
  places->bericht = bericht_find((const char *)root->ns->href);
  add_places(places, root, places->bericht->root, "");
  return places;
}

static const struct place *random_place(const struct places *places)
{
  return &places->items[random_below((uint32_t)places->count)];
}

/* --- values --- */

static void random_text(const struct simple_type *type, char value[MOST_VALUE])
{
  static const char digits[] = "0123456789";
  static const char letters[] = "QXZqxz"; /* in no text of ours */
  bool is_digits = type->shape == SHAPE_DIGITS || random_below(2) == 0;
  uint32_t longest = type->longest == 0 || type->longest > 20 ? 20 : type->longest;
  uint32_t size = random_below(2) == 0 ? longest : 1 + random_below(longest);
  for (uint32_t i = 0; i < size; i++)
    value[i] = is_digits ? digits[random_below(10)] : letters[random_below(6)];
  value[size] = '\0';
}

static void random_date(char value[MOST_VALUE])
{
  int32_t date = 0;
  date_parse("2023-04-17", 10, &date);
  int32_t spread = random_below(4) == 0 ? 100000 : (int32_t[]){2, 40, 400}[random_below(3)];
  date_format(date + (int32_t)random_below(2 * (uint32_t)spread + 1) - spread, value);
}

static void random_number(char value[MOST_VALUE])
{
  static const uint32_t bounds[] = {3, 100, 30000, 100000000};
  snprintf(value, MOST_VALUE, "%u", random_below(bounds[random_below(4)]));
}

static void random_code(const char *codes, uint32_t size, char value[MOST_VALUE])
{
  uint32_t count = (uint32_t)strlen(codes) / size;
  memcpy(value, codes + (size_t)random_below(count) * size, size);
  value[size] = '\0';
}

/* What stands at another place of the type: rules compare, and add up. */
static bool known_value(const struct places *places, const struct simple_type *type, char value[MOST_VALUE])
{
  for (int tries = 0; tries < 16; tries++) {
    const struct place *place = random_place(places);
    if (place->element->simple == type && place->value[strcspn(place->value, " \n")] == '\0') {
      memcpy(value, place->value, MOST_VALUE);
      return true;
    }
  }
  return false;
}

static void random_value(const struct places *places, const struct simple_type *type, char value[MOST_VALUE])
{
  const char *codes = type->codes[places->bericht->domein];
  if (random_below(4) == 0 && known_value(places, type, value))
    return;
  if (codes != NULL)
    random_code(codes, type->longest, value);
  else if (type->base == VALUE_DATE)
    random_date(value);
  else if (type->base == VALUE_INTEGER)
    random_number(value);
  else if (type->base == VALUE_TIME)
    snprintf(value, MOST_VALUE, "%02u:%02u:%02u", random_below(24), random_below(60), random_below(60));
  else
    random_text(type, value);
}

/* --- lines --- */

static void line_set(const struct places *places, char line[MOST_LINE])
{
  const struct place *place = random_place(places);
  while (place->element->simple == NULL)
    place = random_place(places);
  char value[MOST_VALUE];
  random_value(places, place->element->simple, value);
  snprintf(line, MOST_LINE, "  set %s %s", place->path, value);
}

static void line_remove(const struct places *places, char line[MOST_LINE])
{
  const struct place *place = random_place(places);
  if (place->element->least > 0 && random_below(4) > 0)
    place = random_place(places); /* rather what may be absent */
  snprintf(line, MOST_LINE, "  remove %s", place->path);
}

/* A value that may stand behind a place. */
static void line_add(const struct places *places, char line[MOST_LINE])
{
  const struct place *place = random_place(places);
  const struct element *behind = place->element;
  const struct element *end = place->parent->elements + place->parent->element_count;
  do
    behind++;
  while (behind < end && (behind->simple == NULL || random_below(3) == 0));
  if (behind >= end) {
    line_set(places, line);
    return;
  }
  char value[MOST_VALUE];
  random_value(places, behind->simple, value);
  snprintf(line, MOST_LINE, "  add %s %s %s", place->path, behind->name, value);
}

static void line_copy(const struct places *places, char line[MOST_LINE])
{
  const struct place *from = random_place(places);
  for (int tries = 0; tries < 8 && from->element->most != MANY; tries++)
    from = random_place(places);
  const struct place *to = random_below(4) > 0 ? from : random_place(places);
  snprintf(line, MOST_LINE, "  copy %s %s", from->path, to->path);
}

static void line_received(const struct places *places, char line[MOST_LINE])
{
  (void)places;
  char value[MOST_VALUE];
  random_date(value);
  snprintf(line, MOST_LINE, "  received %s", value);
}

static void random_line(size_t base, char line[MOST_LINE])
{
  static void (*const makers[])(const struct places *, char *) = {
      line_set, line_set, line_set, line_set, line_add, line_remove, line_copy, line_received};
  makers[random_below(sizeof makers / sizeof *makers)](places_of(base), line);
}

/* --- programs --- */

struct program {
  const char *lines[MOST_PROGRAM_LINES]; /* not NUL-terminated */
  size_t sizes[MOST_PROGRAM_LINES];
  size_t count;
};

static void split(const char *text, size_t size, struct program *program)
{
  program->count = 0;
  for (size_t at = 0; at < size && program->count < MOST_PROGRAM_LINES;) {
    const char *end = memchr(text + at, '\n', size - at);
    size_t length = end != NULL ? (size_t)(end - text) - at : size - at;
    program->lines[program->count] = text + at;
    program->sizes[program->count++] = length;
    at += length + 1;
  }
}

static bool is_head(const struct program *program, size_t n)
{
  return program->sizes[n] > 4 &&
         (strncmp(program->lines[n], "bad ", 4) == 0 || strncmp(program->lines[n], "good", 4) == 0);
}

/* The fixture that a line belongs to; RULES_BASES for a line before the first head. */
static size_t base_of(const struct program *program, size_t n)
{
  while (n > 0 && !is_head(program, n))
    n--;
  if (program->count == 0 || !is_head(program, n))
    return RULES_BASES;
  char head[MOST_LINE];
  char name[32] = "";
  snprintf(head, sizeof head, "%.*s", (int)program->sizes[n], program->lines[n]);
  if (sscanf(head, "%*s %31s", name) != 1)
    return RULES_BASES;
  for (size_t i = 0; i < RULES_BASES; i++) {
    if (strcmp(rules_bases()[i].name, name) == 0)
      return i;
  }
  return RULES_BASES;
}

static void replace_line(struct program *program, size_t n, const char *line)
{
  program->lines[n] = line;
  program->sizes[n] = strlen(line);
}

static void insert_line(struct program *program, size_t n, const char *line)
{
  if (program->count == MOST_PROGRAM_LINES)
    return;
  size_t moved = program->count++ - n;
  memmove(&program->lines[n + 1], &program->lines[n], moved * sizeof program->lines[0]);
  memmove(&program->sizes[n + 1], &program->sizes[n], moved * sizeof program->sizes[0]);
  replace_line(program, n, line);
}

static void drop_line(struct program *program, size_t n)
{
  size_t moved = --program->count - n;
  memmove(&program->lines[n], &program->lines[n + 1], moved * sizeof program->lines[0]);
  memmove(&program->sizes[n], &program->sizes[n + 1], moved * sizeof program->sizes[0]);
}

static void random_head(char line[MOST_LINE])
{
  snprintf(line, MOST_LINE, "bad %s", rules_bases()[random_below(RULES_BASES)].name);
}

static void change_program(struct program *program, char line[MOST_LINE])
{
  size_t n = program->count > 0 ? random_below((uint32_t)program->count) : 0;
  size_t base = base_of(program, n);
  if (base == RULES_BASES) {
    random_head(line);
    insert_line(program, 0, line);
    return;
  }
  if (is_head(program, n) && random_below(4) == 0) {
    random_head(line);
    replace_line(program, n, line);
    return;
  }
  uint32_t what = is_head(program, n) ? 0 : random_below(4);
  if (what == 3) {
    drop_line(program, n);
    return;
  }
  random_line(base, line);
  if (what == 2)
    replace_line(program, n, line);
  else
    insert_line(program, n + 1, line);
}

static size_t join(const struct program *program, char *out, size_t room)
{
  size_t size = 0;
  for (size_t i = 0; i < program->count && size + program->sizes[i] + 1 <= room; i++) {
    memcpy(out + size, program->lines[i], program->sizes[i]);
    size += program->sizes[i];
    out[size++] = '\n';
  }
  return size;
}

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size, unsigned int seed)
{
  random_state = seed;
  if (random_below(8) == 0)
    return LLVMFuzzerMutate(data, size, max_size);
  char before[MOST_PROGRAM];
  char line[MOST_LINE];
  struct program program;
  size = size < MOST_PROGRAM ? size : MOST_PROGRAM;
  memcpy(before, data, size);
  split(before, size, &program);
  change_program(&program, line);
  return join(&program, (char *)data, max_size);
}
