/* sluis check FILE...: judges files without key, database or configuration, and prints their verslag.
 *
 * Goes on after a file that cannot be read: that one is named on stderr and decides the exit status. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/date.h"
#include "base/file.h"
#include "cli/commands.h"
#include "ingest/levering_reader.h"
#include "ingest/verslag.h"

enum { MOST_VERSLAG = 1024 * 1024 };

static const struct argument_option options[] = {
    {"--format", "FORMAT", "text (default) or json: one object a line"},
    {NULL, NULL, NULL},
};

struct check {
  bool is_json;
  struct levering_reader *reader;
  struct arena arena;
  struct buffer verslag;
  int32_t today;
  int judged; /* files */
};

static int judge(struct check *check, const char *path, struct batch_levering *out, struct error *error)
{
  int fd = -1;
  int64_t size = 0;
  int kind = file_open(AT_FDCWD, path, &fd, &size, error);
  if (kind == ERROR_DATA) {
    error->kind = ERROR_NO_INPUT; /* it is no file that could be checked */
    return ERROR_NO_INPUT;
  }
  if (kind != 0)
    return kind;
  struct levering_source source = {.name = path, .ontvangen = check->today};
  kind = levering_reader_read_file(check->reader, &source, fd, size, &check->arena, out, error);
  close(fd);
  return kind;
}

/* What only reference data, other messages or a key can tell. */
static const char not_judged[] =
    "\nNiet beoordeeld, want daarvoor zijn referentiegegevens, andere berichten of een sleutel nodig:\n"
    "  of gemeente, aanbieder en product bestaan en bij elkaar horen; of de toewijzing bekend is;\n"
    "  of er een verwerkersovereenkomst is; of dit bericht al eerder is ontvangen; of het door de Afzender\n"
    "  of de Ontvanger is aangeleverd.\n";

static int check_file(struct check *check, const char *path, struct error *error)
{
  struct batch_levering levering = {0};
  arena_reset(&check->arena);
  buffer_reset(&check->verslag);
  int kind = judge(check, path, &levering, error);
  if (kind != 0)
    return kind;
  check->judged++;
  if (check->is_json)
    verslag_json(&levering.levering, path, &check->verslag);
  else
    verslag_text(&levering.levering, &check->verslag);
  if (fwrite(check->verslag.data, 1, check->verslag.size, stdout) != check->verslag.size)
    return error_set_errno(error, errno, "cannot write the verslag");
  return levering.levering.oordeel == OORDEEL_GOED ? 0 : ERROR_REJECTED;
}

/* 0, ERROR_REJECTED, or the kind of the last file that could not be read. */
static int check_files(struct check *check, const struct arguments *arguments)
{
  int result = 0;
  for (int i = 0; i < arguments->count; i++) {
    struct error error = {0};
    if (i > 0 && !check->is_json)
      putchar('\n');
    int kind = check_file(check, arguments->items[i], &error);
    if (kind != 0 && kind != ERROR_REJECTED)
      fprintf(stderr, "sluis check: %s\n", error.text);
    if (kind > result)
      result = kind;
  }
  return result;
}

static int finish(const struct check *check, int result, struct error *error)
{
  if (!check->is_json && check->judged > 0)
    fputs(not_judged, stdout);
  if (fflush(stdout) != 0)
    return error_set_errno(error, errno, "cannot write the verslag");
  error_set(error, (enum error_kind)result, "%s", "");
  return result;
}

static int run(const struct config *config, const struct arguments *arguments, struct error *error)
{
  (void)config;
  const char *format = arguments_value(arguments, "--format");
  if (format != NULL && strcmp(format, "text") != 0 && strcmp(format, "json") != 0)
    return error_set(error, ERROR_USAGE, "--format is text or json");
  if (arguments->count == 0)
    return error_set(error, ERROR_USAGE, "which file? sluis check FILE...");
  struct check check = {.is_json = format != NULL && strcmp(format, "json") == 0,
      .reader = levering_reader_new(NULL),
      .today = date_today()};
  arena_init(&check.arena, 0);
  buffer_init(&check.verslag, MOST_VERSLAG);
  int result = check_files(&check, arguments);
  buffer_fini(&check.verslag);
  arena_fini(&check.arena);
  levering_reader_free(&check.reader);
  return finish(&check, result, error);
}

const struct command command_check = {"check", "FILE... [--format text|json]",
    "judge messages and lists: the verslag on stdout, nothing is stored", options, run};
