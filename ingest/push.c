/* Files go over in groups: all of a group are written without a name and synced, then get their names, then
 * the folders are synced.
 *
 * DESIGN. A file without a name (O_TMPFILE) disappears by itself when we are killed; where the file system
 * has none, it has a hidden name in the organisation's folder and a lock (flock), and the next push there
 * removes what nobody holds. The names are given under the names' lock of
 * namen.c, one organisation after the other, and are never over another file. Killed halfway a group: what
 * has its name is whole and on disk, the rest was never there; nobody was told that it was handed over. */
#include "ingest/push.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/crash_point.h"
#include "base/date.h"
#include "base/file.h"
#include "base/mask.h"
#include "ingest/bundle.h"
#include "ingest/folder.h"
#include "ingest/inbox.h"
#include "ingest/namen.h"

enum { GROUP_SIZE = 200, MOST_SYNCS = 8, SHOWN_SIZE = 256, HIDDEN_SIZE = 64 };

static const char hidden[] = ".push-";

struct item {
  const char *path;
  const char *name; /* last part of path */
  char organisation[ORGANISATION_SIZE];
  int file;                 /* without a name; -1: none yet */
  char hidden[HIDDEN_SIZE]; /* or with this one */
  int organisation_folder;
  char given[NAME_MAX + 1]; /* its name in the inbox */
};

struct push {
  const struct push_options *options;
  struct levering_reader *reader; /* NULL when the organisation is given */
  int inbox;
  struct item items[GROUP_SIZE];
  size_t count;
  push_taker *taker;
  void *context;
};

/* --- what is pushed --- */

static int about(struct error *error, int kind, const char *path, const char *what)
{
  char shown[SHOWN_SIZE];
  mask_copy(path, shown, sizeof shown);
  return error_set(error, kind, "%s %s", shown, what);
}

static int open_source(const struct item *item, int *fd, struct error *error)
{
  struct stat status;
  *fd = open(item->path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
  if (*fd < 0) {
    int reason = errno;
    char shown[SHOWN_SIZE];
    mask_copy(item->path, shown, sizeof shown);
    return error_set_errno(error, reason, "cannot open %s", shown);
  }
  if (fstat(*fd, &status) == 0 && S_ISREG(status.st_mode))
    return 0;
  close(*fd);
  return about(error, ERROR_NO_INPUT, item->path, "is no regular file");
}

/* Of a zip: that of the first member that has one. */
static int read_sender(struct push *push, struct item *item, int source, struct error *error)
{
  struct stat status;
  if (zip_reader_is_zip(source, item->name)) {
    if (fstat(source, &status) != 0)
      return error_set_errno(error, errno, "cannot look at a zip");
    return bundle_sender(push->reader, source, status.st_size, item->organisation, error);
  }
  return levering_sender_file(push->reader, source, item->organisation, error);
}

static int find_organisation(struct push *push, struct item *item, int source, struct error *error)
{
  if (push->options->organisation != NULL) {
    snprintf(item->organisation, sizeof item->organisation, "%s", push->options->organisation);
    return 0;
  }
  struct error why = {0};
  int kind = read_sender(push, item, source, &why);
  if (kind == 0 && lseek(source, 0, SEEK_SET) != 0)
    return error_set_errno(error, errno, "cannot read a file again");
  if (kind == 0)
    return 0;
  kind = about(error, kind, item->path, "does not say whom it is from");
  if (error != NULL) {
    size_t size = strlen(error->text);
    snprintf(error->text + size, sizeof error->text - size, ": %.200s", why.text);
  }
  error_hint(error, "--from ORGANISATION says so: a gemeente code or an AGB code");
  return kind;
}

/* --- a copy without a name --- */

/* What a push left that was killed: nobody holds its lock. */
static int remove_dead(int folder, const char *name, enum entry_kind kind, void *context, struct error *error)
{
  (void)kind;
  (void)context;
  (void)error;
  if (strncmp(name, hidden, sizeof hidden - 1) != 0)
    return 0;
  int file = openat(folder, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
  if (file < 0)
    return 0;
  if (flock(file, LOCK_EX | LOCK_NB) == 0)
    unlinkat(folder, name, 0);
  close(file);
  return 0;
}

/* Locked as long as it is open. Another push may have taken it for dead before it was. */
static int open_hidden(struct item *item, struct error *error)
{
  struct stat status = {0};
  int kind = folder_scan(item->organisation_folder, remove_dead, NULL, error);
  if (kind != 0)
    return kind;
  snprintf(item->hidden, sizeof item->hidden, "%s%ld-%p", hidden, (long)getpid(), (void *)item);
  while (status.st_nlink == 0) {
    item->file = openat(
        item->organisation_folder, item->hidden, O_CREAT | O_TRUNC | O_WRONLY | O_NOFOLLOW | O_CLOEXEC, 0660);
    if (item->file < 0 || flock(item->file, LOCK_EX) != 0 || fstat(item->file, &status) != 0)
      return error_set_errno(error, errno, "cannot write into the inbox");
    if (status.st_nlink == 0)
      close(item->file);
  }
  return 0;
}

static int open_unnamed(struct item *item, struct error *error)
{
  item->file = openat(item->organisation_folder, ".", O_TMPFILE | O_WRONLY | O_CLOEXEC, 0660);
  if (item->file >= 0 || (errno != EOPNOTSUPP && errno != EISDIR))
    return item->file >= 0 ? 0 : error_set_errno(error, errno, "cannot write into the inbox");
  return open_hidden(item, error);
}

static int copy(int from, int to, struct error *error)
{
  char part[65536];
  for (;;) {
    ssize_t size = read(from, part, sizeof part);
    if (size < 0 && errno == EINTR)
      continue;
    if (size < 0)
      return error_set_errno(error, errno, "cannot read a file that is pushed");
    if (size == 0)
      return 0;
    int kind = file_write(to, part, (size_t)size, error);
    if (kind != 0)
      return kind;
  }
}

static int prepare(struct push *push, struct item *item, struct error *error)
{
  int source = -1;
  int kind = open_source(item, &source, error);
  if (kind != 0)
    return kind;
  kind = find_organisation(push, item, source, error);
  if (kind == 0)
    kind = file_folder(push->inbox, item->organisation, &item->organisation_folder, error);
  if (kind == 0)
    kind = open_unnamed(item, error);
  if (kind == 0)
    kind = copy(source, item->file, error);
  close(source);
  return kind;
}

static int sync_contents(const struct push *push, struct error *error)
{
  if (push->count > MOST_SYNCS)
    return file_sync_all(push->items[0].file, error);
  int kind = 0;
  for (size_t i = 0; i < push->count && kind == 0; i++)
    kind = file_sync(push->items[i].file, error);
  return kind;
}

/* --- names --- */

static int compare_items(const void *a, const void *b)
{
  return strcmp(((const struct item *)a)->organisation, ((const struct item *)b)->organisation);
}

/* Files of one organisation. */
static int lay(const struct push *push, struct item *items, size_t count, struct error *error)
{
  struct namen namen;
  int kind = namen_open(items->organisation_folder, push->options->received, &namen, error);
  if (kind != 0)
    return kind;
  char day_name[DATE_TEXT_SIZE];
  date_format(push->options->received, day_name);
  int day = -1;
  kind = file_folder(items->organisation_folder, day_name, &day, error);
  for (size_t i = 0; i < count && kind == 0; i++) {
    struct unnamed what = {.file = items[i].hidden[0] == '\0' ? items[i].file : -1,
        .folder = items[i].organisation_folder,
        .name = items[i].hidden};
    crash_point("push.link.before");
    kind = namen_lay(&namen, day, &what, items[i].name, items[i].given, error);
    crash_point("push.link.after");
  }
  namen_close(&namen);
  if (kind == 0)
    kind = file_sync(day, error);
  if (kind == 0)
    kind = file_sync(items->organisation_folder, error);
  if (day >= 0)
    close(day);
  return kind;
}

static int lay_all(struct push *push, struct error *error)
{
  int kind = 0;
  for (size_t from = 0, to = 0; from < push->count && kind == 0; from = to) {
    while (to < push->count && compare_items(&push->items[from], &push->items[to]) == 0)
      to++;
    kind = lay(push, push->items + from, to - from, error);
  }
  if (kind == 0)
    kind = file_sync(push->inbox, error);
  for (size_t i = 0; i < push->count && kind == 0 && push->taker != NULL; i++)
    push->taker(push->items[i].path, push->items[i].organisation, push->items[i].given, push->context);
  return kind;
}

/* --- groups --- */

static int check_name(const char *path, const char *name, struct error *error)
{
  if (name[0] == '\0')
    return about(error, ERROR_NO_INPUT, path, "is no regular file");
  if (!name_is_finished(name)) {
    int kind = about(error, ERROR_USAGE, path, "would never be taken from the inbox");
    error_hint(error, "rename it: not with a . in front, not with .part at the end");
    return kind;
  }
  return 0;
}

static void close_items(struct push *push)
{
  for (size_t i = 0; i < push->count; i++) {
    struct item *item = &push->items[i];
    if (item->hidden[0] != '\0')
      unlinkat(item->organisation_folder, item->hidden, 0);
    if (item->file >= 0)
      close(item->file);
    if (item->organisation_folder >= 0)
      close(item->organisation_folder);
  }
}

static int push_group(struct push *push, const char *const *paths, size_t count, struct error *error)
{
  int kind = 0;
  for (push->count = 0; push->count < count && kind == 0;) {
    const char *path = paths[push->count];
    const char *slash = strrchr(path, '/');
    struct item *item = &push->items[push->count++];
    *item = (struct item){
        .path = path, .name = slash != NULL ? slash + 1 : path, .file = -1, .organisation_folder = -1};
    kind = check_name(path, item->name, error);
    if (kind == 0)
      kind = prepare(push, item, error);
  }
  crash_point("push.sync.before");
  if (kind == 0)
    kind = sync_contents(push, error);
  crash_point("push.sync.after");
  if (kind == 0) {
    qsort(push->items, push->count, sizeof *push->items, compare_items);
    kind = lay_all(push, error);
  }
  close_items(push);
  return kind;
}

static int open_inbox(const char *path, int *fd, struct error *error)
{
  struct inbox *inbox = NULL; /* makes it when it is not there */
  int kind = inbox_open(path, &inbox, error);
  if (kind != 0)
    return kind;
  *fd = fcntl(inbox_folder(inbox), F_DUPFD_CLOEXEC, 0);
  inbox_close(&inbox);
  return *fd >= 0 ? 0 : error_set_errno(error, errno, "cannot open the inbox %s", path);
}

int push_files(const struct push_options *options, const char *const *paths, size_t count, push_taker *taker,
    void *context, struct error *error)
{
  if (options->organisation != NULL && !inbox_is_organisation(options->organisation))
    return error_set(error, ERROR_USAGE, "an organisation is a gemeente code (4 digits) or an AGB code (8)");
  struct push push = {.options = options, .inbox = -1, .taker = taker, .context = context};
  int kind = open_inbox(options->inbox, &push.inbox, error);
  if (kind != 0)
    return kind;
  if (options->organisation == NULL)
    push.reader = levering_reader_new(NULL);
  for (size_t from = 0; from < count && kind == 0; from += GROUP_SIZE)
    kind = push_group(&push, paths + from, count - from < GROUP_SIZE ? count - from : GROUP_SIZE, error);
  levering_reader_free(&push.reader);
  close(push.inbox);
  return kind;
}
