/* Folders of organisations and their days; who may touch what, and in which order, so that kill -9 between
 * any two steps loses no file, writes over none and gives no name twice.
 *
 * DESIGN.
 *   0983/                 locked (flock) by the worker that has borrowed it; push does not need that lock
 *   0983/2024-01-31/      the day that is being filled
 *   0983/.werk/2024-01-31.20240131T101500Z-1a2b3c4d/    a taken day; no name is used twice
 *   0983/.namen/.2024-01-31                              names taken that day; the folder is the names' lock
 *   0983/.apart/          files that could not be read
 *
 * Laying a file under its day (push, or a loose file of the organisation's folder), under the names' lock: a
 * name that neither waits in the day's folder (link and RENAME_NOREPLACE fail) nor stands in `.namen`.
 *
 * Taking a day, under the names' lock: (1) its names into `.namen`; (2) an empty folder in `.werk`; (3) one
 * rename that exchanges the two, so that the day's folder never is absent for who writes there. Killed after
 * (1): the names stand in `.namen` and the files still wait, taking does it again. Killed after (2): an empty
 * folder in `.werk`, which the next worker removes. Killed after (3): the next worker takes it up; it notes
 * the names again first, since they may not have reached the disk with a machine that lost power. Names are
 * synced (taken_sync_names) before the first file of a taken day is removed.
 *
 * What is done with a taken day until it is gone: taken.c. */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/crash_point.h"
#include "base/date.h"
#include "base/file.h"
#include "base/memory.h"
#include "ingest/folder.h"
#include "ingest/inbox.h"
#include "ingest/inbox_inside.h"
#include "ingest/namen.h"
#include "ingest/taken.h"

enum { DATE_SIZE = 10, PATH_SIZE = 128 };

/* Names of folders, shrinking from the end. */
struct name_list {
  char (*names)[TAKEN_SIZE];
  size_t count, capacity;
};

struct inbox_borrowed {
  struct inbox *inbox;
  int folder; /* locked as long as it is open */
  char organisation[ORGANISATION_SIZE];
  struct name_list left; /* in .werk */
};

/* --- borrowing --- */

static void list_add(struct name_list *list, const char *name)
{
  if (list->count == list->capacity) {
    list->capacity = list->capacity > 0 ? 2 * list->capacity : 16;
    list->names = memory_resize(list->names, list->capacity * sizeof *list->names);
  }
  snprintf(list->names[list->count++], TAKEN_SIZE, "%s", name);
}

static int add_left(int folder, const char *name, enum entry_kind kind, void *context, struct error *error)
{
  (void)folder;
  (void)error;
  struct inbox_borrowed *borrowed = context;
  if (kind == ENTRY_FOLDER && inbox_is_taken(name))
    list_add(&borrowed->left, name);
  return 0;
}

int inbox_borrow(
    struct inbox *inbox, const char *organisation, struct inbox_borrowed **out, struct error *error)
{
  int folder = -1;
  *out = NULL;
  int kind = inbox_open_organisation(inbox, organisation, &folder, error);
  if (kind != 0)
    return kind;
  if (flock(folder, LOCK_EX | LOCK_NB) != 0) {
    int reason = errno;
    close(folder);
    return reason == EWOULDBLOCK
               ? 0
               : error_set_errno(error, reason, "cannot lock the folder of %s", organisation);
  }
  struct inbox_borrowed *borrowed = memory_new(sizeof *borrowed);
  borrowed->inbox = inbox;
  borrowed->folder = folder;
  snprintf(borrowed->organisation, sizeof borrowed->organisation, "%s", organisation);
  int work = -1;
  kind = file_folder(folder, ".werk", &work, error);
  if (kind == 0) {
    kind = folder_scan(work, add_left, borrowed, error);
    close(work);
  }
  if (kind != 0)
    inbox_return(&borrowed);
  *out = borrowed;
  return kind;
}

void inbox_return(struct inbox_borrowed **borrowed)
{
  if (*borrowed == NULL)
    return;
  close((*borrowed)->folder);
  free((*borrowed)->left.names);
  free(*borrowed);
  *borrowed = NULL;
}

/* --- loose files --- */

struct collecting {
  struct inbox_borrowed *borrowed;
  int32_t day;
  int day_folder; /* -1 until there is a file for it */
  struct namen namen;
};

static int open_day(struct collecting *collecting, struct error *error)
{
  if (collecting->day_folder >= 0)
    return 0;
  int kind = namen_open(collecting->borrowed->folder, collecting->day, &collecting->namen, error);
  if (kind != 0)
    return kind;
  char name[DATE_TEXT_SIZE];
  date_format(collecting->day, name);
  return file_folder(collecting->borrowed->folder, name, &collecting->day_folder, error);
}

static int collect_one(int folder, const char *name, enum entry_kind kind, void *context, struct error *error)
{
  struct collecting *collecting = context;
  struct inbox_borrowed *borrowed = collecting->borrowed;
  if (kind != ENTRY_FILE)
    return 0;
  int failed = open_day(collecting, error);
  if (failed != 0)
    return failed;
  struct unnamed what = {.file = -1, .folder = folder, .name = name};
  char given[NAME_MAX + 1];
  crash_point("ingest.collect.before");
  failed = namen_lay(&collecting->namen, collecting->day_folder, &what, name, given, error);
  crash_point("ingest.collect.after");
  if (failed == ERROR_USAGE) {
    inbox_report_once(
        borrowed->inbox, borrowed->organisation, name, "a name that was taken and too long for ~2");
    return 0;
  }
  return failed == ERROR_NO_INPUT ? 0 : failed; /* its writer took it away */
}

int inbox_collect(struct inbox_borrowed *borrowed, int32_t today, struct error *error)
{
  struct collecting collecting = {
      .borrowed = borrowed, .day = today, .day_folder = -1, .namen = {.lock = -1, .file = -1}};
  int kind = folder_scan(borrowed->folder, collect_one, &collecting, error);
  namen_close(&collecting.namen);
  if (collecting.day_folder < 0)
    return kind;
  if (kind == 0)
    kind = file_sync(collecting.day_folder, error); /* the day survives */
  close(collecting.day_folder);
  return kind;
}

/* --- taking --- */

static void name_taken(const char *day, char name[TAKEN_SIZE])
{
  time_t now = time(NULL);
  struct tm utc;
  char moment[32];
  strftime(moment, sizeof moment, "%Y%m%dT%H%M%SZ", gmtime_r(&now, &utc));
  snprintf(name, TAKEN_SIZE, "%.*s.%s-%08x", DATE_SIZE, day, moment, randombytes_random());
}

static int exchange(struct inbox_borrowed *borrowed, const char *day, const char *taken, struct error *error)
{
  char work[PATH_SIZE];
  snprintf(work, sizeof work, ".werk/%s", taken);
  if (mkdirat(borrowed->folder, work, 0770) != 0)
    return error_set_errno(error, errno, "cannot make a folder in %s/.werk", borrowed->organisation);
  crash_point("ingest.take.before");
  int failed = renameat2(borrowed->folder, day, borrowed->folder, work, RENAME_EXCHANGE);
  if (failed != 0 && (errno == EINVAL || errno == ENOSYS)) /* file systems that only know rename(2) */
    failed = renameat(borrowed->folder, day, borrowed->folder, work);
  int reason = errno;
  crash_point("ingest.take.after");
  if (failed == 0)
    return 0;
  unlinkat(borrowed->folder, work, AT_REMOVEDIR);
  return error_set_errno(error, reason, "cannot take %s/%s", borrowed->organisation, day);
}

static int take_day(struct inbox_borrowed *borrowed, const char *day, int folder, struct inbox_taken *out,
    struct error *error)
{
  struct namen namen;
  int kind = namen_open(borrowed->folder, out->day, &namen, error);
  if (kind != 0)
    return kind;
  name_taken(day, out->name);
  crash_point("ingest.names.before");
  kind = namen_take(&namen, folder, error);
  crash_point("ingest.names.after");
  if (kind == 0)
    kind = exchange(borrowed, day, out->name, error);
  namen_close(&namen);
  return kind;
}

/* The names again: a machine that lost power may have kept the rename and lost them. */
static int take_up(struct inbox_borrowed *borrowed, const struct inbox_taken *taken, struct error *error)
{
  int folder = -1;
  int kind = taken_folder(borrowed->inbox, taken, &folder, error);
  if (kind != 0)
    return kind;
  struct namen namen;
  kind = namen_open(borrowed->folder, taken->day, &namen, error);
  if (kind == 0)
    kind = namen_take(&namen, folder, error);
  namen_close(&namen);
  close(folder);
  return kind;
}

static void start_taken(const struct inbox_borrowed *borrowed, int32_t day, struct inbox_taken *out)
{
  *out = (struct inbox_taken){.day = day};
  memcpy(out->organisation, borrowed->organisation, sizeof out->organisation);
}

int inbox_take_left(
    struct inbox_borrowed *borrowed, struct inbox_taken *out, bool *found, struct error *error)
{
  int32_t day = 0;
  *found = false;
  if (borrowed->left.count == 0)
    return 0;
  const char *name = borrowed->left.names[borrowed->left.count - 1];
  if (!date_parse(name, DATE_SIZE, &day))
    return error_set(error, ERROR_INTERNAL, "a taken day without a day"); /* add_left lists none */
  start_taken(borrowed, day, out);
  snprintf(out->name, sizeof out->name, "%s", name);
  out->is_left = true;
  int kind = take_up(borrowed, out, error);
  *found = kind == 0;
  borrowed->left.count -= kind == 0 ? 1 : 0;
  return kind;
}

int inbox_take(
    struct inbox_borrowed *borrowed, int32_t day, struct inbox_taken *out, bool *found, struct error *error)
{
  char name[DATE_TEXT_SIZE];
  int folder = -1;
  *found = false;
  date_format(day, name);
  start_taken(borrowed, day, out);
  int kind = inbox_open_waiting_day(borrowed->inbox, borrowed->organisation, day, &folder, error);
  if (kind != 0 || folder < 0)
    return kind;
  kind = take_day(borrowed, name, folder, out, error);
  *found = kind == 0;
  close(folder);
  return kind;
}
