/* sluis: finds the command, reads the configuration, runs it, turns its error into an exit status. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/config.h"
#include "base/log.h"
#include "base/memory.h"
#include "base/process.h"
#include "cli/command.h"
#include "cli/commands.h"
#include "cli/settings.h"
#include "cli/stop_signal.h"

static const struct command *const commands[] = {
    &command_run,
    &command_ingest,
    &command_load,
    &command_push,
    &command_check,
    &command_migrate,
    &command_reference,
    &command_report,
    &command_status,
    &command_quarantine,
    &command_rebuild,
    &command_keygen,
    &command_access,
    &command_client,
    &command_pseudonymize,
    &command_generate,
    NULL,
};

static void print_settings(FILE *out)
{
  fprintf(out, "\nSettings: --KEY VALUE over SLUIS_KEY over sluis.conf over the default.\n");
  for (const struct config_option *option = settings; option->key != NULL; option++)
    fprintf(out, "  %-18s %s (default: %s)\n", option->key, option->help,
        option->default_value != NULL ? option->default_value : "none");
}

static void print_help(FILE *out)
{
  fprintf(out, "sluis: from berichtenverkeer to figures\n\n");
  for (int i = 0; commands[i] != NULL; i++)
    fprintf(out, "  sluis %-10s %s\n", commands[i]->name, commands[i]->summary);
  fprintf(out, "\n  sluis COMMAND --help    the options of a command\n"
               "  sluis --print-config    the settings as they are in force\n"
               "  sluis --version\n");
  print_settings(out);
}

static void print_command_help(const struct command *command, FILE *out)
{
  fprintf(out, "sluis %s %s\n\n%s\n", command->name, command->synopsis, command->summary);
  for (const struct argument_option *option = command->options; option->name != NULL; option++)
    fprintf(out, "  %s %-12s %s\n", option->name, option->value_name != NULL ? option->value_name : "",
        option->help);
}

static const struct config_option *find_setting(const char *word, size_t size)
{
  for (const struct config_option *option = settings; option->key != NULL; option++) {
    if (strlen(option->key) != size)
      continue;
    size_t same = 0;
    while (
        same < size && (word[same] == option->key[same] || (word[same] == '-' && option->key[same] == '_')))
      same++;
    if (same == size)
      return option;
  }
  return NULL;
}

/* What stands on the command line: settings before a `--` are taken out, the rest stays in order. */
struct command_line {
  const char **flags; /* key, value, ..., NULL */
  const char **words;
  int word_count;
};

static int split_command_line(int count, char **words, struct command_line *out, struct error *error)
{
  out->flags = memory_new((size_t)(2 * count + 1) * sizeof *out->flags);
  out->words = memory_new((size_t)(count + 1) * sizeof *out->words);
  out->word_count = 0;
  size_t flag_count = 0;
  bool flags_ended = false;
  for (int i = 0; i < count; i++) {
    flags_ended = flags_ended || strcmp(words[i], "--") == 0;
    const char *name = !flags_ended && strncmp(words[i], "--", 2) == 0 ? words[i] + 2 : "";
    size_t size = strcspn(name, "=");
    const struct config_option *setting = find_setting(name, size);
    if (setting == NULL) {
      out->words[out->word_count++] = words[i];
      continue;
    }
    const char *value = name[size] == '=' ? name + size + 1 : words[++i];
    if (value == NULL)
      return error_set(error, ERROR_USAGE, "--%s needs a value", setting->key);
    out->flags[flag_count++] = setting->key;
    out->flags[flag_count++] = value;
  }
  return 0;
}

static void free_command_line(struct command_line *line)
{
  free(line->flags);
  free(line->words);
}

static int finish(int kind, const struct error *error)
{
  if (kind == 0 || error->text[0] == '\0')
    return kind;
  fprintf(stderr, "sluis: %s\n", error->text);
  if (error->hint[0] != '\0')
    fprintf(stderr, "       %s\n", error->hint);
  return kind;
}

static const struct command *find_command(const char *name)
{
  for (int i = 0; commands[i] != NULL; i++) {
    if (strcmp(commands[i]->name, name) == 0)
      return commands[i];
  }
  return NULL;
}

static bool has_word(const struct command_line *line, const char *word)
{
  for (int i = 0; i < line->word_count; i++) {
    if (strcmp(line->words[i], word) == 0)
      return true;
  }
  return false;
}

static int set_log_level(const struct config *config, struct error *error)
{
  static const char *const names[] = {"debug", "info", "warning", "error"};
  const char *wanted = config_text(config, "log_level");
  for (int i = 0; i < 4; i++) {
    if (strcmp(wanted, names[i]) == 0) {
      log_set_threshold((enum log_level)i);
      return 0;
    }
  }
  return error_set(error, ERROR_CONFIG, "log_level is not one of debug, info, warning, error");
}

static int run_command(const struct command *command, const struct command_line *line,
    const struct config *config, struct error *error)
{
  struct arguments arguments;
  int kind = arguments_parse(line->word_count - 1, line->words + 1, command->options, &arguments, error);
  if (kind != 0) {
    error_hint(error, "sluis %s %s", command->name, command->synopsis);
    return kind;
  }
  kind = command->run(config, &arguments, error);
  arguments_fini(&arguments);
  return kind;
}

static int configure_and_run(const struct command_line *line, struct error *error)
{
  const char *name = line->words[0];
  const struct command *command = find_command(name);
  bool wants_config = strcmp(name, "--print-config") == 0;
  if (command == NULL && !wants_config) {
    error_set(error, ERROR_USAGE, "no command %s", name);
    error_hint(error, "sluis --help lists them");
    return ERROR_USAGE;
  }
  if (wants_config && line->word_count > 1)
    return error_set(error, ERROR_USAGE, "--print-config does not know %s", line->words[1]);
  if (command != NULL && has_word(line, "--help")) {
    print_command_help(command, stdout);
    return 0;
  }
  if (command != NULL && command->drains)
    stop_signal_install(); /* before anything is waited for, as a configuration on a slow disk */
  if (command != NULL && command->needs_no_config)
    return run_command(command, line, NULL, error);
  struct config *config = NULL;
  int kind = config_load(settings, line->flags, &config, error);
  if (kind == 0)
    kind = set_log_level(config, error);
  if (kind == 0 && wants_config)
    config_print(config, stdout);
  else if (kind == 0)
    kind = run_command(command, line, config, error);
  config_free(&config);
  return kind;
}

static int obey(const struct command_line *line, struct error *error)
{
  if (line->word_count == 0) {
    print_help(stderr);
    return ERROR_USAGE;
  }
  const char *first = line->words[0];
  if (strcmp(first, "--help") == 0 || strcmp(first, "help") == 0)
    print_help(stdout);
  else if (strcmp(first, "--version") == 0)
    printf("sluis %s\n", SLUIS_VERSION);
  else
    return configure_and_run(line, error);
  return 0;
}

int main(int count, char **words)
{
  struct error error = {.kind = ERROR_NONE};
  struct command_line line = {0};
  int kind = process_protect(&error);
  if (kind == 0)
    kind = split_command_line(count - 1, words + 1, &line, &error);
  if (kind == 0)
    kind = obey(&line, &error);
  free_command_line(&line);
  if (fflush(stdout) != 0 && kind == 0)
    kind = error_set(&error, ERROR_IO, "cannot write to stdout");
  return finish(kind, &error);
}
