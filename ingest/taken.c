/* Files are read where they lie, and removed there (settler.c). What is no finished regular file is put back
 * by a rename: it came with its folder while its writer was not done. Where the name is in use again it gets
 * one that is never taken. */
#include "ingest/taken.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "base/crash_point.h"
#include "base/date.h"
#include "base/file.h"
#include "ingest/folder.h"

enum { PATH_SIZE = 128 };

static void taken_path(const struct inbox_taken *taken, char path[PATH_SIZE])
{
  snprintf(path, PATH_SIZE, "%s/.werk/%s", taken->organisation, taken->name);
}

int taken_folder(const struct inbox *inbox, const struct inbox_taken *taken, int *fd, struct error *error)
{
  char path[PATH_SIZE];
  taken_path(taken, path);
  int opened = openat(inbox_folder(inbox), path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
  if (opened < 0)
    return error_set_errno(error, errno, "cannot open %s", path);
  *fd = opened;
  return 0;
}

/* Under its own name, or a hidden one where that is in use again. */
static int move_out(int folder, const char *name, int target, struct error *error)
{
  char to[NAME_MAX + 1];
  snprintf(to, sizeof to, "%s", name);
  for (unsigned number = 1;; number++) {
    if (renameat2(folder, name, target, to, RENAME_NOREPLACE) == 0 || errno == ENOENT)
      return 0;
    if (errno != EEXIST)
      return error_set_errno(error, errno, "cannot move a file out of a taken day");
    snprintf(to, sizeof to, ".%u~%.240s", number, name);
  }
}

static int move_to(const struct inbox *inbox, const struct inbox_taken *taken, int folder, const char *name,
    const char *target, struct error *error)
{
  int organisation = openat(inbox_folder(inbox), taken->organisation, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (organisation < 0)
    return error_set_errno(error, errno, "cannot open the folder of %s", taken->organisation);
  int to = -1;
  int kind = file_folder(organisation, target, &to, error);
  if (kind == 0) {
    kind = move_out(folder, name, to, error);
    close(to);
  }
  close(organisation);
  return kind;
}

struct scanning {
  const struct inbox *inbox;
  const struct inbox_taken *taken;
  taken_file_taker *taker;
  void *context;
};

static int scan_one(int folder, const char *name, enum entry_kind kind, void *context, struct error *error)
{
  const struct scanning *scanning = context;
  if (kind == ENTRY_FILE)
    return scanning->taker(folder, name, scanning->context, error);
  if (strcmp(name, REPLAY_PART) == 0)
    return unlinkat(folder, name, 0) == 0 || errno == ENOENT
               ? 0
               : error_set_errno(error, errno, "cannot remove what a replay left behind");
  char day[DATE_TEXT_SIZE];
  date_format(scanning->taken->day, day);
  crash_point("ingest.put_back.before");
  int failed = move_to(scanning->inbox, scanning->taken, folder, name, day, error);
  crash_point("ingest.put_back.after");
  return failed;
}

int taken_scan(const struct inbox *inbox, const struct inbox_taken *taken, taken_file_taker *taker,
    void *context, struct error *error)
{
  int folder = -1;
  int kind = taken_folder(inbox, taken, &folder, error);
  if (kind != 0)
    return kind;
  struct scanning scanning = {inbox, taken, taker, context};
  kind = folder_scan(folder, scan_one, &scanning, error);
  close(folder);
  return kind;
}

int taken_set_apart(
    const struct inbox *inbox, const struct inbox_taken *taken, const char *name, struct error *error)
{
  int folder = -1;
  int kind = taken_folder(inbox, taken, &folder, error);
  if (kind != 0)
    return kind;
  kind = move_to(inbox, taken, folder, name, ".apart", error);
  close(folder);
  return kind;
}

int taken_sync_names(const struct inbox *inbox, const struct inbox_taken *taken, struct error *error)
{
  char day[DATE_TEXT_SIZE];
  char path[PATH_SIZE];
  date_format(taken->day, day);
  snprintf(path, sizeof path, "%s/.namen/.%s", taken->organisation, day);
  int file = openat(inbox_folder(inbox), path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
  if (file < 0)
    return error_set_errno(error, errno, "cannot open %s", path);
  int kind = file_sync(file, error);
  close(file);
  return kind;
}

/* The day's folder too when nobody fills it; under the names' lock, since push makes it and lays files in it.
 */
static int remove_day(const struct inbox *inbox, const struct inbox_taken *taken, struct error *error)
{
  char names[PATH_SIZE];
  char date[DATE_TEXT_SIZE];
  char day[PATH_SIZE];
  snprintf(names, sizeof names, "%s/.namen", taken->organisation);
  date_format(taken->day, date);
  snprintf(day, sizeof day, "%s/%s", taken->organisation, date);
  int lock = -1;
  int kind = file_folder(inbox_folder(inbox), names, &lock, error);
  if (kind != 0)
    return kind;
  if (flock(lock, LOCK_EX) != 0)
    kind = error_set_errno(error, errno, "cannot lock the names of an organisation");
  else if (unlinkat(inbox_folder(inbox), day, AT_REMOVEDIR) != 0 && errno != ENOTEMPTY && errno != ENOENT)
    kind = error_set_errno(error, errno, "cannot remove an empty day");
  close(lock);
  return kind;
}

int taken_finish(
    const struct inbox *inbox, const struct inbox_taken *taken, bool *is_empty, struct error *error)
{
  char path[PATH_SIZE];
  taken_path(taken, path);
  *is_empty = unlinkat(inbox_folder(inbox), path, AT_REMOVEDIR) == 0 || errno == ENOENT;
  if (!*is_empty)
    return errno == ENOTEMPTY || errno == EEXIST ? 0
                                                 : error_set_errno(error, errno, "cannot remove %s", path);
  return remove_day(inbox, taken, error);
}
