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
#include "ingest/inbox.h"

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
#include "base/digest.h"
#include "base/file.h"
#include "base/key_set.h"
#include "base/log.h"
#include "base/mask.h"
#include "base/memory.h"
#include "ingest/folder.h"
#include "ingest/namen.h"
#include "ingest/taken.h"

enum { DATE_SIZE = 10, MOST_REPORTED = 4096, PATH_SIZE = 128 };

struct inbox {
  int folder;
  struct key_set reported; /* what was left alone and said so */
};

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

/* --- the inbox --- */

int inbox_open(const char *path, struct inbox **out, struct error *error)
{
  if (mkdir(path, 0770) != 0 && errno != EEXIST)
    return error_set_errno(error, errno, "cannot make the inbox %s", path);
  int folder = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (folder < 0)
    return error_set_errno(error, errno, "cannot open the inbox %s", path);
  struct inbox *inbox = memory_new(sizeof *inbox);
  inbox->folder = folder;
  *out = inbox;
  return 0;
}

void inbox_close(struct inbox **inbox)
{
  if (*inbox == NULL)
    return;
  close((*inbox)->folder);
  key_set_fini(&(*inbox)->reported);
  free(*inbox);
  *inbox = NULL;
}

int inbox_lock(struct inbox *inbox, struct error *error)
{
  if (flock(inbox->folder, LOCK_EX | LOCK_NB) == 0)
    return 0;
  if (errno != EWOULDBLOCK)
    return error_set_errno(error, errno, "cannot lock the inbox");
  int kind = error_set(error, ERROR_AGAIN, "another `sluis run` works on this inbox");
  error_hint(error, "there is one `sluis run` for each inbox");
  return kind;
}

int inbox_folder(const struct inbox *inbox)
{
  return inbox->folder;
}

bool inbox_is_organisation(const char *name)
{
  size_t size = strlen(name);
  return (size == 4 || size == 8) && strspn(name, "0123456789") == size;
}

/* Once for each place, as long as the inbox is open. */
static void report_once(struct inbox *inbox, const char *where, const char *name, const char *what)
{
  char shown[NAME_MAX + 1];
  mask_copy(name, shown, sizeof shown);
  struct digest digest;
  digest_init(&digest, "sluis/v1/reported");
  digest_text(&digest, where);
  digest_text(&digest, name);
  struct id id = digest_final(&digest);
  uint64_t key = 0;
  memcpy(&key, id.bytes, sizeof key);
  if (key_set_has(&inbox->reported, key) || inbox->reported.count >= MOST_REPORTED)
    return;
  key_set_add(&inbox->reported, key);
  log_warning(
      "inbox.left_alone", "%s%s%s is %s and left alone", where, where[0] != '\0' ? "/" : "", shown, what);
}

/* --- organisations --- */

struct finding {
  struct inbox *inbox;
  struct inbox_organisations *out;
};

static int add_organisation(
    int folder, const char *name, enum entry_kind kind, void *context, struct error *error)
{
  (void)folder;
  (void)error;
  const struct finding *finding = context;
  struct inbox_organisations *out = finding->out;
  if (kind == ENTRY_UNFINISHED)
    return 0;
  if (kind != ENTRY_FOLDER || !inbox_is_organisation(name)) {
    report_once(finding->inbox, "", name, "no folder of an organisation");
    return 0;
  }
  out->names = memory_resize(out->names, (out->count + 1) * sizeof *out->names);
  memcpy(out->names[out->count++], name, strlen(name) + 1);
  return 0;
}

static int compare_names(const void *a, const void *b)
{
  return strcmp(a, b);
}

int inbox_organisations(struct inbox *inbox, struct inbox_organisations *out, struct error *error)
{
  *out = (struct inbox_organisations){0};
  struct finding finding = {inbox, out};
  int kind = folder_scan(inbox->folder, add_organisation, &finding, error);
  if (kind != 0)
    inbox_organisations_fini(out);
  else if (out->count > 0)
    qsort(out->names, out->count, sizeof *out->names, compare_names);
  return kind;
}

void inbox_organisations_fini(struct inbox_organisations *organisations)
{
  free(organisations->names);
  *organisations = (struct inbox_organisations){0};
}

static int open_organisation(
    const struct inbox *inbox, const char *organisation, int *folder, struct error *error)
{
  *folder = openat(inbox->folder, organisation, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
  return *folder >= 0 ? 0 : error_set_errno(error, errno, "cannot open the folder of %s", organisation);
}

/* --- looking --- */

bool inbox_is_taken(const char *name)
{
  int32_t day = 0;
  size_t size = strlen(name);
  return size > DATE_SIZE && size < TAKEN_SIZE && date_parse(name, DATE_SIZE, &day);
}

/* From one organisation's folder. */
struct look {
  struct inbox *inbox;
  const char *organisation;
  bool found;
};

static int see_loose(int folder, const char *name, enum entry_kind kind, void *context, struct error *error)
{
  (void)folder;
  (void)error;
  struct look *look = context;
  int32_t day = 0;
  look->found = look->found || kind == ENTRY_FILE;
  if (kind == ENTRY_ODD || (kind == ENTRY_FOLDER && !date_parse(name, strlen(name), &day)))
    report_once(look->inbox, look->organisation, name, "neither a file nor a day");
  return 0;
}

static int see_taken(int folder, const char *name, enum entry_kind kind, void *context, struct error *error)
{
  (void)folder;
  (void)error;
  struct look *look = context;
  bool is_taken = kind == ENTRY_FOLDER && inbox_is_taken(name);
  look->found = look->found || is_taken;
  if (!is_taken)
    report_once(look->inbox, look->organisation, name, "no taken day in .werk");
  return 0;
}

static int look_at_taken(int folder, struct look *look, struct error *error)
{
  int work = openat(folder, ".werk", O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
  if (work < 0)
    return errno == ENOENT
               ? 0
               : error_set_errno(error, errno, "cannot look into the folder of %s", look->organisation);
  int kind = folder_scan(work, see_taken, look, error);
  close(work);
  return kind;
}

int inbox_look(struct inbox *inbox, const char *organisation, bool *found, struct error *error)
{
  struct look look = {.inbox = inbox, .organisation = organisation};
  int folder = -1;
  int kind = open_organisation(inbox, organisation, &folder, error);
  if (kind != 0)
    return kind;
  kind = folder_scan(folder, see_loose, &look, error);
  if (kind == 0)
    kind = look_at_taken(folder, &look, error);
  close(folder);
  *found = look.found;
  return kind;
}

/* --- days --- */

struct listing {
  struct inbox_days *days;
  const char *organisation;
};

static int add_day(int folder, const char *name, enum entry_kind kind, void *context, struct error *error)
{
  (void)folder;
  (void)error;
  const struct listing *listing = context;
  struct inbox_days *days = listing->days;
  struct inbox_day found;
  if (kind != ENTRY_FOLDER || !date_parse(name, strlen(name), &found.day))
    return 0;
  if (days->count == days->capacity) {
    days->capacity = days->capacity > 0 ? 2 * days->capacity : 64;
    days->items = memory_resize(days->items, days->capacity * sizeof *days->items);
  }
  snprintf(found.organisation, sizeof found.organisation, "%s", listing->organisation);
  days->items[days->count++] = found;
  return 0;
}

int inbox_days_add(
    const struct inbox *inbox, const char *organisation, struct inbox_days *days, struct error *error)
{
  int folder = -1;
  int kind = open_organisation(inbox, organisation, &folder, error);
  if (kind != 0)
    return kind;
  struct listing listing = {days, organisation};
  kind = folder_scan(folder, add_day, &listing, error);
  close(folder);
  return kind;
}

static int compare_days(const void *a, const void *b, void *context)
{
  const struct inbox_day *left = a;
  const struct inbox_day *right = b;
  const int32_t *today = context;
  bool arrives = left->day >= *today;
  if (arrives != (right->day >= *today))
    return arrives ? -1 : 1;
  int order = strcmp(left->organisation, right->organisation);
  if (order != 0)
    return order;
  return left->day < right->day ? -1 : left->day > right->day;
}

void inbox_days_sort(struct inbox_days *days, int32_t today)
{
  if (days->count > 0)
    qsort_r(days->items, days->count, sizeof *days->items, compare_days, &today);
}

void inbox_days_fini(struct inbox_days *days)
{
  free(days->items);
  *days = (struct inbox_days){0};
}

struct waiting {
  struct inbox *inbox;
  const char *path; /* of the day */
  bool found;
};

enum { ENOUGH = -1 }; /* ends a scan that has seen what it looked for */

static int see_waiting(int folder, const char *name, enum entry_kind kind, void *context, struct error *error)
{
  (void)folder;
  (void)error;
  struct waiting *waiting = context;
  waiting->found = kind == ENTRY_FILE;
  if (kind == ENTRY_ODD || kind == ENTRY_FOLDER)
    report_once(waiting->inbox, waiting->path, name, "no regular file");
  return waiting->found ? ENOUGH : 0;
}

/* -1 in *fd when there is nothing to take in that day. */
static int open_day_with_files(
    struct inbox *inbox, const char *organisation, int32_t day, int *fd, struct error *error)
{
  char path[PATH_SIZE];
  char date[DATE_TEXT_SIZE];
  date_format(day, date);
  snprintf(path, sizeof path, "%s/%s", organisation, date);
  *fd = -1;
  int folder = openat(inbox->folder, path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
  if (folder < 0)
    return errno == ENOENT ? 0 : error_set_errno(error, errno, "cannot open %s", path);
  struct waiting waiting = {.inbox = inbox, .path = path};
  int kind = folder_scan(folder, see_waiting, &waiting, error);
  if (waiting.found)
    *fd = folder;
  else
    close(folder);
  return kind == ENOUGH ? 0 : kind;
}

int inbox_day_waits(struct inbox *inbox, const struct inbox_day *day, bool *waits, struct error *error)
{
  int folder = -1;
  int kind = open_day_with_files(inbox, day->organisation, day->day, &folder, error);
  *waits = folder >= 0;
  if (folder >= 0)
    close(folder);
  return kind;
}

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
  int kind = open_organisation(inbox, organisation, &folder, error);
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
    report_once(borrowed->inbox, borrowed->organisation, name, "a name that was taken and too long for ~2");
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
  int kind = open_day_with_files(borrowed->inbox, borrowed->organisation, day, &folder, error);
  if (kind != 0 || folder < 0)
    return kind;
  kind = take_day(borrowed, name, folder, out, error);
  *found = kind == 0;
  close(folder);
  return kind;
}
