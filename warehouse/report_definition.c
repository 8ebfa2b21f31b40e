/* Reads the heads of the report files. They are part of the program, so a head that is wrong is our own bug:
 * it is found by the test that reads them all, and answered with ERROR_INTERNAL. */
#include "warehouse/report_definition.h"

#include <string.h>

#include "base/buffer.h"
#include "warehouse/report_files.h"

/* Gives out the next word of *at and moves *at behind it and the spaces that follow. */
static const char *take_word(struct arena *arena, const char **at)
{
  size_t size = strcspn(*at, " ");
  const char *word = arena_bytes(arena, *at, size);
  *at += size;
  *at += strspn(*at, " ");
  return word;
}

static bool take_words(struct arena *arena, const char *text, const char *separator, struct report_words *out)
{
  out->count = 0;
  for (const char *at = text; *at != '\0'; at += strspn(at, separator)) {
    size_t size = strcspn(at, separator);
    if (out->count == MOST_WORDS)
      return false;
    out->items[out->count++] = arena_bytes(arena, at, size);
    at += size;
  }
  return out->count > 0;
}

static bool take_title(struct arena *arena, const char *value, struct report_definition *out)
{
  out->title = arena_text(arena, value);
  return true;
}

static bool take_code(struct arena *arena, const char *value, struct report_definition *out)
{
  out->code = arena_text(arena, value);
  return true;
}

static bool take_version(struct arena *arena, const char *value, struct report_definition *out)
{
  out->version = arena_text(arena, value);
  return true;
}

static bool take_definition(struct arena *arena, const char *value, struct report_definition *out)
{
  out->definition = arena_text(arena, value);
  return true;
}

static bool take_dimensions(struct arena *arena, const char *value, struct report_definition *out)
{
  return take_words(arena, value, " ", &out->dimensions);
}

static bool take_filters(struct arena *arena, const char *value, struct report_definition *out)
{
  return take_words(arena, value, " ", &out->filters);
}

static bool take_datasets(struct arena *arena, const char *value, struct report_definition *out)
{
  return take_words(arena, value, " ", &out->datasets);
}

static bool take_relation(struct arena *arena, const char *value, struct report_definition *out)
{
  (void)arena;
  out->counts_rows = strcmp(value, "rij") == 0;
  return out->counts_rows;
}

static bool take_last(struct arena *arena, const char *value, struct report_definition *out)
{
  out->last_dimension = arena_text(arena, value);
  return true;
}

static bool take_margin(struct arena *arena, const char *value, struct report_definition *out)
{
  out->margin_dimension = take_word(arena, &value);
  out->margin_unit = take_word(arena, &value);
  return *out->margin_unit != '\0' && *value == '\0';
}

static bool take_grouping(struct arena *arena, const char *value, struct report_definition *out)
{
  (void)arena;
  out->groups_by_hash = strcmp(value, "hash") == 0;
  return out->groups_by_hash;
}

static bool take_joining(struct arena *arena, const char *value, struct report_definition *out)
{
  (void)arena;
  out->joins_by_hash = strcmp(value, "hash") == 0;
  return out->joins_by_hash;
}

static bool take_option(struct arena *arena, const char *value, struct report_definition *out)
{
  if (out->option_count == MOST_OPTIONS)
    return false;
  struct report_option *option = &out->options[out->option_count++];
  option->name = take_word(arena, &value);
  const char *form = take_word(arena, &value);
  option->fallback = take_word(arena, &value);
  option->text = arena_text(arena, value);
  if (*option->fallback == '\0')
    return false;
  return strcmp(form, "getal") == 0 || take_words(arena, form, "|", &option->allowed);
}

static bool take_key(struct arena *arena, const char *value, struct report_definition *out)
{
  if (out->key_count == MOST_KEYS)
    return false;
  struct report_key *key = &out->keys[out->key_count++];
  key->name = take_word(arena, &value);
  const char *values = take_word(arena, &value);
  key->text = arena_text(arena, value);
  return strcmp(values, "*") == 0 || take_words(arena, values, "|", &key->values);
}

/* deling:DIVIDEND/DIVISOR */
static bool take_quotient(struct arena *arena, const char *kind, struct report_measure *measure)
{
  size_t size = strcspn(kind, "/");
  if (size == 0 || kind[size] == '\0' || kind[size + 1] == '\0')
    return false;
  measure->kind = REPORT_NUMBER;
  measure->dividend = arena_bytes(arena, kind, size);
  measure->divisor = kind + size + 1;
  return true;
}

static bool take_kind(struct arena *arena, const char *kind, struct report_measure *measure)
{
  static const struct {
    const char *name;
    enum report_kind kind;
    bool adds_up, is_days;
  } kinds[] = {{"aantal", REPORT_COUNT, true, false}, {"som", REPORT_NUMBER, true, false},
      {"getal", REPORT_NUMBER, false, false}, {"aandeel", REPORT_SHARE, false, false},
      {"kalenderdagen", REPORT_COUNT, true, true}};
  for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
    if (strcmp(kind, kinds[i].name) == 0) {
      measure->kind = kinds[i].kind;
      measure->adds_up = kinds[i].adds_up;
      measure->is_days = kinds[i].is_days;
      return true;
    }
  }
  if (strncmp(kind, "deling:", 7) == 0)
    return take_quotient(arena, kind + 7, measure);
  if (strncmp(kind, "deel:", 5) != 0)
    return false;
  measure->kind = REPORT_SHARE;
  measure->share_of = kind + 5;
  return true;
}

static bool take_measure(struct arena *arena, const char *value, struct report_definition *out)
{
  if (out->measure_count == MOST_MEASURES)
    return false;
  struct report_measure *measure = &out->measures[out->measure_count++];
  measure->name = take_word(arena, &value);
  bool is_known = take_kind(arena, take_word(arena, &value), measure);
  measure->text = arena_text(arena, value);
  return is_known;
}

typedef bool head_taker(struct arena *arena, const char *value, struct report_definition *out);

static bool take_line(struct arena *arena, const char *line, struct report_definition *out)
{
  static const struct {
    const char *key;
    head_taker *take;
  } keys[] = {{"rapport:", take_code}, {"titel:", take_title}, {"versie:", take_version},
      {"definitie:", take_definition}, {"per:", take_dimensions}, {"waar:", take_filters},
      {"optie:", take_option}, {"sleutel:", take_key}, {"achteraan:", take_last}, {"rand:", take_margin},
      {"groepeert:", take_grouping}, {"koppelt:", take_joining}, {"verband:", take_relation},
      {"dekking:", take_datasets}, {"maat:", take_measure}};
  const char *key = take_word(arena, &line);
  for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
    if (strcmp(key, keys[i].key) == 0)
      return keys[i].take(arena, line, out);
  }
  return false;
}

/* Appends the lines that continue the one at *at, and moves *at behind them. */
static const char *take_whole_line(struct arena *arena, const char **at)
{
  struct buffer line;
  buffer_init(&line, 4096);
  do {
    *at += 2;
    *at += strspn(*at, " ");
    size_t size = strcspn(*at, "\n");
    if (line.size > 0)
      buffer_text(&line, " ");
    buffer_append(&line, *at, size);
    *at += size;
    *at += **at == '\n';
  } while (strncmp(*at, "--   ", 5) == 0);
  const char *whole = arena_bytes(arena, line.size > 0 ? line.data : "", line.size);
  buffer_fini(&line);
  return whole;
}

static bool adds_up(const struct report_definition *definition, const char *name)
{
  for (size_t i = 0; i < definition->measure_count; i++) {
    if (strcmp(definition->measures[i].name, name) == 0)
      return definition->measures[i].adds_up;
  }
  return false;
}

static bool measures_fit(const struct report_definition *definition)
{
  for (size_t i = 0; i < definition->measure_count; i++) {
    const struct report_measure *measure = &definition->measures[i];
    bool is_quotient = measure->dividend != NULL;
    if (is_quotient && (!adds_up(definition, measure->dividend) || !adds_up(definition, measure->divisor)))
      return false;
    if (definition->margin_dimension != NULL && !is_quotient && !measure->adds_up)
      return false;
  }
  return true;
}

static bool margin_fits(const struct report_definition *definition)
{
  if (definition->margin_dimension == NULL)
    return true;
  return report_words_have(&definition->dimensions, definition->margin_dimension) &&
         report_words_have(&definition->dimensions, definition->margin_unit) && definition->key_count == 0 &&
         definition->last_dimension == NULL;
}

int report_definition_parse(
    const char *text, struct arena *arena, struct report_definition *out, struct error *error)
{
  *out = (struct report_definition){.sql = text, .datasets = {{"jw", "wmo", "traject"}, 3}};
  const char *at = text;
  while (strncmp(at, "--", 2) == 0) {
    const char *line = take_whole_line(arena, &at);
    if (!take_line(arena, line, out))
      return error_set(error, ERROR_INTERNAL, "head of a report: cannot read '%.60s'", line);
  }
  if (out->code == NULL || out->title == NULL || out->version == NULL || out->definition == NULL ||
      out->dimensions.count == 0 || out->measure_count == 0 || !measures_fit(out) || !margin_fits(out))
    return error_set(
        error, ERROR_INTERNAL, "head of a report: rapport, titel, versie, definitie, per or maat is missing");
  return 0;
}

int report_definition_find(
    const char *code, struct arena *arena, struct report_definition *out, struct error *error)
{
  const char *text = *code != '_' ? report_file(code, strlen(code)) : NULL;
  if (text == NULL) {
    int kind = error_set(error, ERROR_USAGE, "there is no report '%.40s'", code);
    error_hint(error, "sluis report --list names them");
    return kind;
  }
  return report_definition_parse(text, arena, out, error);
}

size_t report_definition_count(void)
{
  size_t count = 0;
  for (size_t i = 0; i < report_files_count; i++)
    count += report_files[i].name[0] != '_';
  return count;
}

const char *report_definition_code(size_t index)
{
  for (size_t i = 0; i < report_files_count; i++) {
    if (report_files[i].name[0] == '_')
      continue;
    if (index == 0)
      return report_files[i].name;
    index--;
  }
  return NULL;
}

const char *report_file(const char *name, size_t size)
{
  for (size_t i = 0; i < report_files_count; i++) {
    if (strlen(report_files[i].name) == size && memcmp(report_files[i].name, name, size) == 0)
      return report_files[i].text;
  }
  return NULL;
}

bool report_words_have(const struct report_words *words, const char *word)
{
  for (size_t i = 0; i < words->count; i++) {
    if (strcmp(words->items[i], word) == 0)
      return true;
  }
  return false;
}
