/* sluis pseudonymize FILE: a list with its BSNs replaced, as CSV on stdout; for use at the source, with the
 * key. */
#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdio.h>
#include <unistd.h>

#include "base/config.h"
#include "base/file.h"
#include "cli/commands.h"
#include "ingest/levering_reader.h"
#include "ingest/pseudonymize.h"
#include "ingest/xlsx_reader.h"

static void complain(int32_t line, const char *what, void *context)
{
  (void)context;
  fprintf(stderr, "sluis pseudonymize: line %d: %s\n", (int)line, what);
}

static int read_list(const char *path, struct buffer *out, struct error *error)
{
  int file = -1;
  int64_t size = 0;
  int kind = file_open(AT_FDCWD, path, &file, &size, error);
  if (kind != 0)
    return kind;
  kind = file_read(file, out, error);
  close(file);
  return kind;
}

static int write_list(const struct pseudonymiser *pseudonymiser, bool is_workbook, const struct buffer *list,
    struct error *error)
{
  struct pseudonymize_options options = {
      .pseudonymiser = pseudonymiser, .is_workbook = is_workbook, .taker = complain};
  struct buffer out;
  buffer_init(&out, 2 * (size_t)LEVERING_MOST_BYTES); /* a pseudonym is longer than a BSN */
  int kind = pseudonymize(&options, list->data != NULL ? list->data : "", list->size, &out, error);
  if (kind == 0 && (fwrite(out.data, 1, out.size, stdout) != out.size || fflush(stdout) != 0))
    kind = error_set_errno(error, errno, "cannot write the list");
  buffer_fini(&out);
  return kind;
}

static int run(const struct config *config, const struct arguments *arguments, struct error *error)
{
  if (arguments->count != 1)
    return error_set(error, ERROR_USAGE, "pseudonymize takes one FILE");
  struct pseudonymiser *pseudonymiser = NULL;
  int kind = pseudonymiser_open(config_text(config, "key_file"), &pseudonymiser, error);
  if (kind != 0)
    return kind;
  struct buffer list;
  buffer_init(&list, LEVERING_MOST_BYTES);
  kind = read_list(arguments->items[0], &list, error);
  if (kind == 0)
    kind = write_list(pseudonymiser, xlsx_is_workbook(arguments->items[0]), &list, error);
  if (list.data != NULL)
    sodium_memzero(list.data, list.size);
  buffer_fini(&list);
  pseudonymiser_free(&pseudonymiser);
  return kind;
}

static const struct argument_option options[] = {{NULL, NULL, NULL}};

const struct command command_pseudonymize = {
    .name = "pseudonymize",
    .synopsis = "FILE",
    .summary = "a list, its BSNs replaced, on stdout: for use at the source",
    .options = options,
    .run = run,
};
