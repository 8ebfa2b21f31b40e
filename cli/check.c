/* sluis check FILE...: judges files, and the members of zips, without key, database or configuration, and
 * prints their verslag.
 *
 * Goes on after a file that cannot be read: that one is named on stderr and decides the exit status. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/date.h"
#include "base/file.h"
#include "base/memory.h"
#include "cli/commands.h"
#include "ingest/bundle.h"
#include "ingest/verslag.h"

enum {
  MOST_VERSLAG = 1024 * 1024,
  MEMORY = 6 << 20 /* what a levering of 25 MB takes at most: mainly what the rules keep of its lines */
};

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
  int judged; /* files and members of zips */
};

/* Prints the verslag of one levering. 0 or ERROR_REJECTED when it could be written. */
static int print(
    struct check *check, const char *name, const struct batch_levering *judged, struct error *error)
{
  if (check->judged++ > 0 && !check->is_json)
    putchar('\n');
  buffer_reset(&check->verslag);
  if (check->is_json)
    verslag_json(&judged->levering, name, &check->verslag);
  else
    verslag_text(&judged->levering, &check->verslag);
  if (fwrite(check->verslag.data, 1, check->verslag.size, stdout) != check->verslag.size)
    return error_set_errno(error, errno, "cannot write the verslag");
  return judged->levering.oordeel == OORDEEL_GOED ? 0 : ERROR_REJECTED;
}

static int check_message(
    struct check *check, const struct levering_source *source, int fd, int64_t size, struct error *error)
{
  struct batch_levering judged = {0};
  arena_reset(&check->arena);
  int kind = levering_reader_read_file(check->reader, source, fd, size, NULL, &check->arena, &judged, error);
  return kind == 0 ? print(check, source->name, &judged, error) : kind;
}

/* ERROR_REJECTED when one of them is. */
static int check_members(
    struct check *check, const struct levering_source *source, struct zip_reader *zip, struct error *error)
{
  int result = 0;
  for (;;) {
    struct zip_member member;
    struct batch_levering judged = {0};
    bool found = false;
    arena_reset(&check->arena);
    int kind = zip_reader_next(zip, &member, &found, error);
    if (kind != 0 || !found)
      return kind != 0 ? kind : result;
    struct bundle_member what = {zip, &member, bundle_name(source->name, member.name, &check->arena)};
    kind = bundle_judge(check->reader, source, &what, NULL, &check->arena, &judged, error);
    if (kind == 0)
      kind = print(check, what.name, &judged, error);
    if (kind != 0 && kind != ERROR_REJECTED)
      return kind;
    result = kind != 0 ? kind : result;
  }
}

static int check_zip(
    struct check *check, const struct levering_source *source, int fd, int64_t size, struct error *error)
{
  struct zip_reader *zip = NULL;
  const char *refusal = NULL;
  int kind = zip_reader_open(fd, size, &zip, &refusal, error);
  if (kind != 0)
    return kind;
  if (zip != NULL) {
    kind = check_members(check, source, zip, error);
    zip_reader_close(&zip);
    return kind;
  }
  struct batch_levering judged = {0};
  arena_reset(&check->arena);
  bundle_refuse(check->reader, source, refusal, size, &check->arena, &judged);
  return print(check, source->name, &judged, error);
}

/* What only reference data, other messages or a key can tell. */
static const char not_judged[] =
    "\nNiet beoordeeld, want daarvoor zijn referentiegegevens, andere berichten of een sleutel nodig:\n"
    "  of gemeente, aanbieder en product bestaan en bij elkaar horen; of de toewijzing bekend is;\n"
    "  of er een verwerkersovereenkomst is; of dit bericht al eerder is ontvangen; of het door de Afzender\n"
    "  of de Ontvanger is aangeleverd; van een lijst: of zij onder de goede sleutel is gepseudonimiseerd, "
    "van\n"
    "  welk domein een productcode zonder domein is, en of een indicator bestaat.\n";

static int check_file(struct check *check, const char *path, struct error *error)
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
  kind = zip_reader_is_zip(fd, path) ? check_zip(check, &source, fd, size, error)
                                     : check_message(check, &source, fd, size, error);
  close(fd);
  return kind;
}

/* 0, ERROR_REJECTED, or the kind of the last file that could not be read. */
static int check_files(struct check *check, const struct arguments *arguments)
{
  int result = 0;
  for (int i = 0; i < arguments->count; i++) {
    struct error error = {0};
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
  memory_claim(MEMORY);
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

const struct command command_check = {
    .name = "check",
    .synopsis = "FILE... [--format text|json]",
    .summary = "judge messages and lists: the verslag on stdout, nothing is stored",
    .options = options,
    .needs_no_config = true,
    .run = run,
};
