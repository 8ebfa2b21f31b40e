/* The inbox as whoever looks at it finds it: organisations, their days, what waits. No organisation is locked
 * here, so that all of it may have changed the next moment; who may touch what: inbox_borrowed.c. */
#include "ingest/inbox.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/date.h"
#include "base/digest.h"
#include "base/key_set.h"
#include "base/log.h"
#include "base/mask.h"
#include "base/memory.h"
#include "ingest/folder.h"
#include "ingest/inbox_inside.h"

enum { DATE_SIZE = 10, MOST_REPORTED = 4096, PATH_SIZE = 128 };

struct inbox {
  int folder;
  struct key_set reported; /* what was left alone and said so */
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

void inbox_report_once(struct inbox *inbox, const char *where, const char *name, const char *what)
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
    inbox_report_once(finding->inbox, "", name, "no folder of an organisation");
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

int inbox_open_organisation(
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
    inbox_report_once(look->inbox, look->organisation, name, "neither a file nor a day");
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
    inbox_report_once(look->inbox, look->organisation, name, "no taken day in .werk");
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
  int kind = inbox_open_organisation(inbox, organisation, &folder, error);
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
  int kind = inbox_open_organisation(inbox, organisation, &folder, error);
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
    inbox_report_once(waiting->inbox, waiting->path, name, "no regular file");
  return waiting->found ? ENOUGH : 0;
}

int inbox_open_waiting_day(
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
  int kind = inbox_open_waiting_day(inbox, day->organisation, day->day, &folder, error);
  *waits = folder >= 0;
  if (folder >= 0)
    close(folder);
  return kind;
}
