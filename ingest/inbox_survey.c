/* One look at every file: d_type and one fstatat() each. */
#include "ingest/inbox_survey.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/date.h"
#include "base/memory.h"
#include "ingest/folder.h"

enum { DATE_SIZE = 10 };

struct surveying {
  struct inbox_waiting *row;
  time_t now;
  bool in_day; /* else in the organisation's folder, or in .werk */
};

static void add_file(struct surveying *surveying, int folder, const char *name)
{
  struct stat status;
  if (fstatat(folder, name, &status, AT_SYMLINK_NOFOLLOW) != 0)
    return; /* taken since */
  struct inbox_waiting *row = surveying->row;
  int64_t age = surveying->now > status.st_mtime ? surveying->now - status.st_mtime : 0;
  row->files++;
  row->bytes += (uint64_t)status.st_size;
  row->oldest_s = age > row->oldest_s ? age : row->oldest_s;
}

static int look_into(int folder, const char *name, struct surveying *surveying, struct error *error);

static int survey_entry(
    int folder, const char *name, enum entry_kind kind, void *context, struct error *error)
{
  struct surveying *surveying = context;
  int32_t day = 0;
  if (kind == ENTRY_FILE)
    add_file(surveying, folder, name);
  bool is_day = strlen(name) >= DATE_SIZE && date_parse(name, DATE_SIZE, &day);
  bool is_work = strcmp(name, ".werk") == 0;
  if (surveying->in_day || !(is_work || (kind == ENTRY_FOLDER && is_day)))
    return 0;
  surveying->in_day = is_day;
  int failed = look_into(folder, name, surveying, error);
  surveying->in_day = false;
  return failed;
}

/* A folder that is gone meanwhile holds nothing. */
static int scan_inner(int folder, const char *name, folder_taker *taker, void *context, struct error *error)
{
  int inner = openat(folder, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
  if (inner < 0)
    return errno == ENOENT || errno == ENOTDIR ? 0
                                               : error_set_errno(error, errno, "cannot look into the inbox");
  int kind = folder_scan(inner, taker, context, error);
  close(inner);
  return kind;
}

static int look_into(int folder, const char *name, struct surveying *surveying, struct error *error)
{
  return scan_inner(folder, name, survey_entry, surveying, error);
}

static void add_total(struct inbox_survey *out)
{
  for (size_t i = 0; i < out->count; i++) {
    out->total.files += out->rows[i].files;
    out->total.bytes += out->rows[i].bytes;
    if (out->rows[i].oldest_s > out->total.oldest_s)
      out->total.oldest_s = out->rows[i].oldest_s;
  }
}

static int survey(struct inbox *inbox, struct inbox_survey *out, struct error *error)
{
  struct inbox_organisations organisations;
  int kind = inbox_organisations(inbox, &organisations, error);
  if (kind != 0)
    return kind;
  out->rows = memory_new(organisations.count * sizeof *out->rows);
  out->count = organisations.count;
  for (size_t i = 0; i < out->count && kind == 0; i++) {
    memcpy(out->rows[i].organisation, organisations.names[i], ORGANISATION_SIZE);
    struct surveying surveying = {.row = &out->rows[i], .now = time(NULL)};
    kind = look_into(inbox_folder(inbox), organisations.names[i], &surveying, error);
  }
  inbox_organisations_fini(&organisations);
  add_total(out);
  return kind;
}

/* An inbox that is not there is not made. */
static int open_existing(const char *path, struct inbox **inbox, struct error *error)
{
  if (access(path, F_OK) != 0)
    return error_set_errno(error, errno, "cannot open the inbox %s", path);
  return inbox_open(path, inbox, error);
}

int inbox_survey(const char *path, struct inbox_survey *out, struct error *error)
{
  *out = (struct inbox_survey){0};
  struct inbox *inbox = NULL;
  int kind = open_existing(path, &inbox, error);
  if (kind != 0)
    return kind;
  kind = survey(inbox, out, error);
  inbox_close(&inbox);
  if (kind != 0)
    inbox_survey_fini(out);
  return kind;
}

void inbox_survey_fini(struct inbox_survey *survey)
{
  free(survey->rows);
  *survey = (struct inbox_survey){0};
}

/* --- days --- */

struct counting {
  int32_t last_day;
  uint64_t leveringen;
};

static int count_file(int folder, const char *name, enum entry_kind kind, void *context, struct error *error)
{
  (void)folder;
  (void)name;
  (void)error;
  struct counting *counting = context;
  counting->leveringen += kind == ENTRY_FILE;
  return 0;
}

/* Taken days begin with their day as well. */
static int count_day(int folder, const char *name, enum entry_kind kind, void *context, struct error *error)
{
  struct counting *counting = context;
  int32_t day = 0;
  bool is_day = kind == ENTRY_FOLDER && strlen(name) >= DATE_SIZE && date_parse(name, DATE_SIZE, &day);
  if (!is_day || day > counting->last_day)
    return 0;
  return scan_inner(folder, name, count_file, counting, error);
}

/* First the days, then what was taken: a day goes from the one to the other by a rename, and never back. */
static int count_organisation(
    int inbox, const char *organisation, struct counting *counting, struct error *error)
{
  int folder = openat(inbox, organisation, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
  if (folder < 0)
    return errno == ENOENT || errno == ENOTDIR ? 0
                                               : error_set_errno(error, errno, "cannot look into the inbox");
  int kind = folder_scan(folder, count_day, counting, error);
  if (kind == 0)
    kind = scan_inner(folder, ".werk", count_day, counting, error);
  close(folder);
  return kind;
}

int inbox_count_through(const char *path, int32_t last_day, uint64_t *leveringen, struct error *error)
{
  struct counting counting = {.last_day = last_day};
  struct inbox *inbox = NULL;
  int kind = open_existing(path, &inbox, error);
  if (kind != 0)
    return kind;
  struct inbox_organisations organisations;
  kind = inbox_organisations(inbox, &organisations, error);
  for (size_t i = 0; kind == 0 && i < organisations.count; i++)
    kind = count_organisation(inbox_folder(inbox), organisations.names[i], &counting, error);
  inbox_organisations_fini(&organisations);
  inbox_close(&inbox);
  *leveringen = counting.leveringen;
  return kind;
}

/* --- the end --- */

enum { NUMBER_SIZE = 11 /* ~4294967295 */, ENOUGH = -1 };

static int find_file(int folder, const char *name, enum entry_kind kind, void *context, struct error *error)
{
  (void)folder;
  (void)name;
  (void)context;
  (void)error;
  return kind == ENTRY_FILE ? ENOUGH : 0;
}

static int find_loose(int folder, const char *name, enum entry_kind kind, void *context, struct error *error)
{
  bool has_room = strlen(name) + NUMBER_SIZE <= NAME_MAX;
  return has_room ? find_file(folder, name, kind, context, error) : 0;
}

static int find_in_day(int folder, const char *name, enum entry_kind kind, void *context, struct error *error)
{
  int32_t day = 0;
  bool is_day = kind == ENTRY_FOLDER && date_parse(name, strlen(name), &day);
  return is_day ? scan_inner(folder, name, find_file, context, error) : 0;
}

static int find_in_taken(
    int folder, const char *name, enum entry_kind kind, void *context, struct error *error)
{
  bool is_taken = kind == ENTRY_FOLDER && inbox_is_taken(name);
  return is_taken ? scan_inner(folder, name, find_file, context, error) : 0;
}

/* ENOUGH when anything waits. In the order in which files go on, so that none is missed on its way. */
static int find_in_organisation(int inbox, const char *organisation, struct error *error)
{
  int kind = scan_inner(inbox, organisation, find_loose, NULL, error);
  if (kind == 0)
    kind = scan_inner(inbox, organisation, find_in_day, NULL, error);
  char work[ORGANISATION_SIZE + sizeof "/.werk"];
  snprintf(work, sizeof work, "%s/.werk", organisation);
  return kind == 0 ? scan_inner(inbox, work, find_in_taken, NULL, error) : kind;
}

int inbox_is_empty(struct inbox *inbox, bool *is_empty, struct error *error)
{
  struct inbox_organisations organisations;
  int kind = inbox_organisations(inbox, &organisations, error);
  if (kind != 0)
    return kind;
  for (size_t i = 0; kind == 0 && i < organisations.count; i++)
    kind = find_in_organisation(inbox_folder(inbox), organisations.names[i], error);
  inbox_organisations_fini(&organisations);
  *is_empty = kind == 0;
  return kind == ENOUGH ? 0 : kind;
}
