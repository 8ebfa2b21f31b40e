/* Splits the words of one command into options and the rest. `--` ends the options. */
#include "cli/arguments.h"

#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "base/memory.h"

struct given_option {
  const char *name;
  const char *value; /* NULL for a flag */
};

static const struct argument_option *find_option(
    const struct argument_option *options, const char *word, size_t size)
{
  for (; options->name != NULL; options++) {
    if (strlen(options->name) == size && memcmp(options->name, word, size) == 0)
      return options;
  }
  return NULL;
}

/* Takes the option at words[0], and its value at words[1] when that is where it stands; *taken words are used
 * up. */
static int take_option(const char *const *words, const struct argument_option *options,
    struct given_option *given, int *taken, struct error *error)
{
  const char *word = words[0];
  size_t name_size = strcspn(word, "=");
  const struct argument_option *option = find_option(options, word, name_size);
  if (option == NULL)
    return error_set(error, ERROR_USAGE, "unknown option %.*s", (int)name_size, word);
  bool has_inline_value = word[name_size] == '=';
  *given = (struct given_option){.name = option->name};
  *taken = 1;
  if (option->value_name == NULL) {
    if (has_inline_value)
      return error_set(error, ERROR_USAGE, "%s takes no value", option->name);
    return 0;
  }
  if (has_inline_value) {
    given->value = word + name_size + 1;
    return 0;
  }
  if (words[1] == NULL)
    return error_set(error, ERROR_USAGE, "%s needs %s", option->name, option->value_name);
  given->value = words[1];
  *taken = 2;
  return 0;
}

int arguments_parse(int count, const char *const *words, const struct argument_option *options,
    struct arguments *out, struct error *error)
{
  struct given_option *given = memory_new((size_t)(count + 1) * sizeof *given);
  const char **items = memory_new((size_t)(count + 1) * sizeof *items);
  *out = (struct arguments){.options = options, .items = items, .given = given};
  bool options_ended = false;
  for (int i = 0; i < count;) {
    if (!options_ended && strcmp(words[i], "--") == 0) {
      options_ended = true;
      i++;
      continue;
    }
    if (options_ended || words[i][0] != '-' || words[i][1] != '-') {
      items[out->count++] = words[i++];
      continue;
    }
    int taken = 0;
    int kind = take_option(words + i, options, &given[out->given_count], &taken, error);
    if (kind != 0) {
      arguments_fini(out);
      return kind;
    }
    out->given_count++;
    i += taken;
  }
  return 0;
}

void arguments_fini(struct arguments *arguments)
{
  free(arguments->items);
  free(arguments->given);
  *arguments = (struct arguments){.options = arguments->options};
}

static const struct given_option *find_given(const struct arguments *arguments, const char *name, int n)
{
  for (int i = 0; i < arguments->given_count; i++) {
    if (strcmp(arguments->given[i].name, name) == 0 && n-- == 0)
      return &arguments->given[i];
  }
  return NULL;
}

bool arguments_has(const struct arguments *arguments, const char *name)
{
  return find_given(arguments, name, 0) != NULL;
}

const char *arguments_value(const struct arguments *arguments, const char *name)
{
  const char *value = NULL;
  for (int i = 0; i < arguments->given_count; i++) {
    if (strcmp(arguments->given[i].name, name) == 0)
      value = arguments->given[i].value;
  }
  return value;
}

const char *arguments_value_at(const struct arguments *arguments, const char *name, int n)
{
  const struct given_option *given = find_given(arguments, name, n);
  return given != NULL ? given->value : NULL;
}

const void *arguments_part(
    const struct arguments *arguments, const void *rows, size_t row_count, size_t row_size)
{
  const char *row = rows;
  for (size_t i = 0; arguments->count > 0 && i < row_count; i++, row += row_size) {
    const char *name = NULL;
    memcpy(&name, row, sizeof name);
    if (strcmp(arguments->items[0], name) == 0)
      return row;
  }
  return NULL;
}

int arguments_date(
    const struct arguments *arguments, const char *name, int32_t otherwise, int32_t *out, struct error *error)
{
  const char *value = arguments_value(arguments, name);
  *out = otherwise;
  if (value != NULL && !date_parse(value, strlen(value), out))
    return error_set(error, ERROR_USAGE, "%s is no day: write YYYY-MM-DD", name);
  return 0;
}
