/* Four places are read in the order of their weight, each over what the one before it gave: the table's
 * defaults, the file, the environment, the flags. Numbers are read where they are given, so that a mistake is
 * named with its place and asking for a value later cannot fail.
 *
 * A value that is empty is no value, in the file as in the environment; an empty flag is a mistake (a shell
 * variable that was not set). What is said about a mistake names its place and never the value, which may be
 * a password. */
#include "base/config.h"

#include <ctype.h>
#include <errno.h>
#include <ini.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/log.h"
#include "base/memory.h"

#define DEFAULT_FILE "./sluis.conf"
#define FILE_VARIABLE "SLUIS_CONFIG"
#define PREFIX "SLUIS_"
#define KAFKA_VARIABLE "SLUIS_KAFKA_"
#define KAFKA_KEY "kafka."

enum { MOST_NAME = 400 };

/* One key and what it has become. Of the table, or a property that passes through (option is NULL). */
struct entry {
  char *key;
  const struct config_option *option;
  char *text; /* NULL: no value */
  int64_t number;
  int line; /* of the file, where that gave it; 0 elsewhere */
};

struct config {
  struct entry *entries; /* the table in its order, then properties in the order of their arrival */
  size_t count;
};

/* Where a value was found, as a message names it, and what a mistake there is. */
struct place {
  char name[MOST_NAME];
  enum error_kind mistake;
};

static struct entry *find(const struct config *config, const char *key)
{
  for (size_t i = 0; i < config->count; i++) {
    if (strcmp(config->entries[i].key, key) == 0)
      return &config->entries[i];
  }
  return NULL;
}

static struct entry *add(struct config *config, const char *key, const struct config_option *option)
{
  config->entries = memory_resize(config->entries, (config->count + 1) * sizeof *config->entries);
  struct entry *entry = &config->entries[config->count++];
  *entry = (struct entry){.key = memory_text(key), .option = option};
  return entry;
}

static struct entry *find_or_add_property(struct config *config, const char *key)
{
  struct entry *entry = find(config, key);
  return entry != NULL ? entry : add(config, key, NULL);
}

/* What one of `text` stands for; 0 when it is no unit. */
static int64_t unit_size(const char *text)
{
  static const struct {
    const char *text;
    int64_t size;
  } units[] = {{"", 1}, {"K", INT64_C(1) << 10}, {"M", INT64_C(1) << 20}, {"G", INT64_C(1) << 30}};
  for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
    if (strcasecmp(text, units[i].text) == 0)
      return units[i].size;
  }
  return 0;
}

static bool read_number(const char *text, enum config_type type, int64_t *out)
{
  const char *digits = text + (*text == '-' && type == CONFIG_NUMBER);
  if (!isdigit((unsigned char)*digits))
    return false;
  char *rest = NULL;
  errno = 0;
  int64_t count = strtoll(text, &rest, 10);
  int64_t unit = type == CONFIG_BYTES ? unit_size(rest) : (*rest == '\0');
  return errno == 0 && unit > 0 && !__builtin_mul_overflow(count, unit, out);
}

static int set(struct entry *entry, const char *value, const struct place *place, struct error *error)
{
  enum config_type type = entry->option != NULL ? entry->option->type : CONFIG_TEXT;
  if (type != CONFIG_TEXT && !read_number(value, type, &entry->number))
    return error_set(error, place->mistake, "%s: %s is not %s", place->name, entry->key,
        type == CONFIG_BYTES ? "a number of bytes (digits and optionally K, M or G)" : "a whole number");
  free(entry->text);
  entry->text = memory_text(value);
  return 0;
}

static int load_defaults(struct config *config, const struct config_option *options, struct error *error)
{
  struct place place = {.name = "default", .mistake = ERROR_INTERNAL};
  for (; options->key != NULL; options++) {
    struct entry *entry = add(config, options->key, options);
    if (options->default_value == NULL)
      continue;
    int status = set(entry, options->default_value, &place, error);
    if (status != 0)
      return status;
  }
  return 0;
}

/* The file while inih reads it. inih tells its handler no line numbers, so the reader counts them. */
struct file {
  const char *path;
  FILE *stream;
  int line;
  struct config *config;
  struct error *error;
  int status; /* the first mistake that we found; inih finds others */
};

static struct place place_in(const struct file *file)
{
  struct place place = {.mistake = ERROR_CONFIG};
  snprintf(place.name, sizeof place.name, "%.300s:%d", file->path, file->line);
  return place;
}

static struct entry *entry_of_line(struct file *file, const char *section, const char *name)
{
  struct place place = place_in(file);
  struct entry *entry = NULL;
  if (strcmp(section, "kafka") == 0) {
    char key[MOST_NAME];
    snprintf(key, sizeof key, KAFKA_KEY "%s", name);
    entry = find_or_add_property(file->config, key);
  } else if (*section == '\0' || strcmp(section, "sluis") == 0) {
    entry = find(file->config, name);
  } else {
    file->status = error_set(file->error, ERROR_CONFIG, "%s: unknown section [%s]", place.name, section);
    error_hint(file->error, "there are [sluis], which may be left out, and [kafka]");
    return NULL;
  }
  if (entry == NULL)
    file->status = error_set(file->error, ERROR_CONFIG, "%s: unknown key %s", place.name, name);
  return entry;
}

/* Non-zero: go on. */
static int handle_line(void *context, const char *section, const char *name, const char *value)
{
  struct file *file = context;
  if (file->status != 0)
    return 0;
  struct entry *entry = entry_of_line(file, section, name);
  if (entry == NULL)
    return 0;
  struct place place = place_in(file);
  if (entry->line != 0) {
    file->status = error_set(file->error, ERROR_CONFIG, "%s: %s is given again, after line %d", place.name,
        entry->key, entry->line);
    error_hint(file->error, "a line that begins with a space continues the one above it");
    return 0;
  }
  entry->line = file->line;
  if (*value != '\0')
    file->status = set(entry, value, &place, file->error);
  return file->status == 0;
}

/* As fgets. inih takes what does not fit in its buffer for a line of its own; here that is an error. */
static char *read_line(char *text, int size, void *context)
{
  struct file *file = context;
  if (file->status != 0 || fgets(text, size, file->stream) == NULL)
    return NULL;
  file->line++;
  size_t length = strlen(text);
  if ((length > 0 && text[length - 1] == '\n') || feof(file->stream))
    return text;
  struct place place = place_in(file);
  file->status = error_set(
      file->error, ERROR_CONFIG, "%s: a line of more than %d bytes, or a NUL", place.name, size - 2);
  error_hint(file->error, "a longer value can be given as variable");
  return NULL;
}

static int load_stream(struct file *file)
{
  int bad_line = ini_parse_stream(read_line, file, handle_line, file);
  if (ferror(file->stream) != 0)
    return error_set(file->error, ERROR_IO, "%s cannot be read", file->path);
  if (bad_line > 0 && (file->status == 0 || bad_line < file->line))
    return error_set(
        file->error, ERROR_CONFIG, "%s:%d: neither a [section] nor key = value", file->path, bad_line);
  return file->status;
}

static int load_file(struct config *config, struct error *error)
{
  const char *named = getenv(FILE_VARIABLE);
  bool is_named = named != NULL && *named != '\0';
  struct file file = {.path = is_named ? named : DEFAULT_FILE, .config = config, .error = error};
  file.stream = fopen(file.path, "re");
  if (file.stream == NULL && errno == ENOENT && !is_named)
    return 0;
  if (file.stream == NULL) {
    char reason[128];
    return error_set(error, ERROR_CONFIG, "%s: %s", file.path, strerror_r(errno, reason, sizeof reason));
  }
  int status = load_stream(&file);
  fclose(file.stream);
  return status;
}

/* "SLUIS_KEY_FILE" of "key_file". */
static void variable_name(const char *key, char name[MOST_NAME])
{
  snprintf(name, MOST_NAME, PREFIX "%s", key);
  for (char *at = name; *at != '\0'; at++)
    *at = (char)toupper((unsigned char)*at);
}

/* "kafka.bootstrap.servers" of "SLUIS_KAFKA_BOOTSTRAP_SERVERS". */
static void property_name(const char *variable, char key[MOST_NAME])
{
  snprintf(key, MOST_NAME, "%s", variable + strlen(PREFIX));
  for (char *at = key; *at != '\0'; at++)
    *at = (char)(*at == '_' ? '.' : tolower((unsigned char)*at));
}

static struct entry *entry_of_variable(struct config *config, const char *variable)
{
  char name[MOST_NAME];
  if (strncmp(variable, KAFKA_VARIABLE, strlen(KAFKA_VARIABLE)) == 0) {
    property_name(variable, name);
    return find_or_add_property(config, name);
  }
  for (size_t i = 0; i < config->count; i++) {
    if (config->entries[i].option == NULL)
      continue;
    variable_name(config->entries[i].key, name);
    if (strcmp(name, variable) == 0)
      return &config->entries[i];
  }
  return NULL;
}

static int load_variable(struct config *config, const char *assignment, struct error *error)
{
  const char *value = strchr(assignment, '=');
  if (value == NULL || strncmp(assignment, PREFIX, strlen(PREFIX)) != 0 || value[1] == '\0')
    return 0;
  struct place place = {.mistake = ERROR_CONFIG};
  snprintf(place.name, sizeof place.name, "%.*s", (int)(value - assignment), assignment);
  if (strcmp(place.name, FILE_VARIABLE) == 0)
    return 0;
  struct entry *entry = entry_of_variable(config, place.name);
  if (entry != NULL)
    return set(entry, value + 1, &place, error);
  log_warning("config.unknown_variable", "%s is no setting of sluis", place.name);
  return 0;
}

static int load_environment(struct config *config, struct error *error)
{
  for (char **variable = environ; *variable != NULL; variable++) {
    int status = load_variable(config, *variable, error);
    if (status != 0)
      return status;
  }
  return 0;
}

static int load_flags(struct config *config, const char *const *flags, struct error *error)
{
  for (; flags != NULL && *flags != NULL; flags += 2) {
    struct place place = {.mistake = ERROR_USAGE};
    snprintf(place.name, sizeof place.name, "--%.300s", flags[0]);
    struct entry *entry = find(config, flags[0]);
    if (entry == NULL)
      return error_set(error, ERROR_USAGE, "%s: unknown flag", place.name);
    if (flags[1] == NULL || *flags[1] == '\0')
      return error_set(error, ERROR_USAGE, "%s: has no value", place.name);
    int status = set(entry, flags[1], &place, error);
    if (status != 0)
      return status;
  }
  return 0;
}

int config_load(
    const struct config_option *options, const char *const *flags, struct config **out, struct error *error)
{
  struct config *config = memory_new(sizeof *config);
  int status = load_defaults(config, options, error);
  if (status == 0)
    status = load_file(config, error);
  if (status == 0)
    status = load_environment(config, error);
  if (status == 0)
    status = load_flags(config, flags, error);
  if (status != 0)
    config_free(&config);
  *out = config;
  return status;
}

void config_free(struct config **config)
{
  if (*config == NULL)
    return;
  for (size_t i = 0; i < (*config)->count; i++) {
    free((*config)->entries[i].key);
    free((*config)->entries[i].text);
  }
  free((*config)->entries);
  free(*config);
  *config = NULL;
}

const char *config_text(const struct config *config, const char *key)
{
  const struct entry *entry = find(config, key);
  if (entry == NULL && strncmp(key, KAFKA_KEY, strlen(KAFKA_KEY)) != 0)
    abort(); /* our own bug: a key that is not in the table */
  return entry != NULL ? entry->text : NULL;
}

int64_t config_number(const struct config *config, const char *key)
{
  const struct entry *entry = find(config, key);
  if (entry == NULL || entry->option == NULL || entry->option->type == CONFIG_TEXT)
    abort(); /* our own bug: a key that is no number in the table */
  return entry->number;
}

bool config_property(const struct config *config, size_t n, const char **name, const char **value)
{
  for (size_t i = 0; i < config->count; i++) {
    const struct entry *entry = &config->entries[i];
    if (entry->option != NULL || entry->text == NULL || n-- > 0)
      continue;
    *name = entry->key + strlen(KAFKA_KEY);
    *value = entry->text;
    return true;
  }
  return false;
}

/* librdkafka has no list of its secret properties: these are the words that its documentation has in them.
 * What is misspelled is refused only by who uses it, so that a word is short and its case does not matter. */
static bool is_secret(const struct entry *entry)
{
  if (entry->option != NULL)
    return entry->option->is_secret;
  static const char *const words[] = {"pass", "pasw", "secret", ".pem", "oauthbearer", "token", "jaas"};
  for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
    if (strcasestr(entry->key, words[i]) != NULL)
      return true;
  }
  return false;
}

static void print_entry(const struct entry *entry, const char *name, FILE *out)
{
  if (entry->text == NULL)
    fprintf(out, "# %s has no value\n", name);
  else if (is_secret(entry))
    fprintf(out, "# %s has a value that is not shown\n", name);
  else
    fprintf(out, "%s = %s\n", name, entry->text);
}

void config_print(const struct config *config, FILE *out)
{
  bool in_kafka = false;
  for (size_t i = 0; i < config->count; i++) {
    const struct entry *entry = &config->entries[i];
    if (entry->option != NULL) {
      print_entry(entry, entry->key, out);
      continue;
    }
    if (!in_kafka)
      fprintf(out, "[kafka]\n");
    in_kafka = true;
    print_entry(entry, entry->key + strlen(KAFKA_KEY), out);
  }
}
