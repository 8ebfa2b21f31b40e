/* A queue, a thread, and the order of steps that loses nothing.
 *
 * DESIGN. The thread takes all that waits as one group, so that one sync serves many: the slower the disk,
 * the larger the groups. Of a group: (1) verslagen and lines of lists written, under names that are not
 * final; (2) synced, with the names of the days; (3) verslagen renamed; (4) synced; (5) files removed. Only
 * (5) takes anything away, and all before it may be done again, so a group that fails is done again from (1)
 * after a pause. Killed in between, the files are still there, taken up again, and found stored already.
 *
 * Then the days that are done: their list gets its name (synced), the emptied folder goes. A day whose folder
 * is not empty keeps its growing list and is taken up by whoever borrows the organisation next. */
#include "ingest/settler.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/crash_point.h"
#include "base/file.h"
#include "base/log.h"
#include "base/memory.h"
#include "base/stopwatch.h"
#include "ingest/folder.h"
#include "ingest/taken.h"

enum { MOST_SPARE = 4, MOST_SPARE_BYTES = 2 << 20, MOST_SYNCS = 16, PAUSE_MS = 500 };

/* A batch, or a zip or a day that was read. */
struct task {
  struct batch *batch;
  struct bundle *bundle;
  struct day *day;
  struct task *next;
};

struct settler {
  struct settler_options options;
  pthread_t thread;
  pthread_mutex_t mutex; /* over all below */
  pthread_cond_t changed;
  struct task *first, *last;
  size_t batches; /* in the queue or in hand */
  bool in_hand;
  bool stopping, impatient;
  struct batch *spare[MOST_SPARE];
  size_t spare_count;
  struct day *days;
};

/* What is settled together. */
struct group {
  struct settler *settler;
  struct task *tasks;
  struct day *touched;
  struct day *done; /* once they are not touched any more */
  struct bundle *bundles_done;
  size_t refused;
  int outbox;
  enum outbox_sync sync;
};

/* --- days --- */

struct day *settler_day(struct settler *settler, const struct inbox_taken *taken, struct loan *loan)
{
  struct day *day = memory_new(sizeof *day);
  day->taken = *taken;
  day->loan = loan;
  loan_use(loan);
  atomic_init(&day->left, 1);
  ontvangen_init(&day->ontvangen);
  pthread_mutex_lock(&settler->mutex);
  day->next = settler->days;
  if (day->next != NULL)
    day->next->previous = day;
  settler->days = day;
  pthread_mutex_unlock(&settler->mutex);
  return day;
}

static void free_day(struct settler *settler, struct day *day)
{
  pthread_mutex_lock(&settler->mutex);
  if (day->next != NULL)
    day->next->previous = day->previous;
  if (day->previous != NULL)
    day->previous->next = day->next;
  else
    settler->days = day->next;
  pthread_mutex_unlock(&settler->mutex);
  for (struct bundle *bundle = day->bundles, *after = NULL; bundle != NULL; bundle = after) {
    after = bundle->next;
    free(bundle);
  }
  ontvangen_fini(&day->ontvangen);
  loan_drop(day->loan);
  free(day);
}

struct bundle *settler_bundle(struct day *day, const char *name)
{
  size_t size = strlen(name) + 1;
  struct bundle *bundle = memory_new(sizeof *bundle + size);
  memcpy(bundle->name, name, size);
  bundle->day = day;
  bundle->next = day->bundles;
  day->bundles = bundle;
  atomic_init(&bundle->left, 1);
  return bundle;
}

/* --- the steps of a group --- */

static const struct origin *origin_of(const struct batch_levering *entry)
{
  return entry->origin;
}

/* Calls step for every levering of the group. */
typedef int levering_step(struct group *group, const struct batch_levering *entry, struct error *error);

static int for_each(struct group *group, levering_step *step, struct error *error)
{
  for (const struct task *task = group->tasks; task != NULL; task = task->next) {
    for (size_t i = 0; task->batch != NULL && i < task->batch->count; i++) {
      int kind = step(group, &task->batch->leveringen[i], error);
      if (kind != 0)
        return kind;
    }
  }
  return 0;
}

static int touch(struct group *group, const struct batch_levering *entry, struct error *error)
{
  (void)error;
  struct day *day = origin_of(entry)->day;
  group->refused += entry->levering.oordeel != OORDEEL_GOED;
  if (day->is_touched)
    return 0;
  day->is_touched = true;
  day->next_touched = group->touched;
  group->touched = day;
  return 0;
}

static int answer(struct group *group, const struct batch_levering *entry, struct error *error)
{
  struct day *day = origin_of(entry)->day;
  if (entry->levering.oordeel != OORDEEL_GOED)
    return outbox_prepare(group->outbox, &day->taken, &entry->levering, group->sync, error);
  int kind = ontvangen_resume(&day->ontvangen, group->outbox, &day->taken, error);
  if (kind == 0)
    ontvangen_add(&day->ontvangen, &day->taken, &entry->levering);
  return kind;
}

static int publish(struct group *group, const struct batch_levering *entry, struct error *error)
{
  if (entry->levering.oordeel == OORDEEL_GOED)
    return 0;
  crash_point("ingest.verslag.before");
  int kind =
      outbox_publish(group->outbox, &origin_of(entry)->day->taken, &entry->levering, group->sync, error);
  crash_point("ingest.verslag.after");
  return kind;
}

static int forget_sealed(struct group *group, const struct batch_levering *entry, struct error *error)
{
  if (entry->levering.oordeel != OORDEEL_GOED)
    return 0;
  const struct inbox_taken *taken = &origin_of(entry)->day->taken;
  struct archive_place place = {taken->organisation, taken->day, entry->levering.id};
  return archive_remove(group->settler->options.archive, &place, error);
}

static int write_lists(struct group *group, struct error *error)
{
  int kind = 0;
  for (struct day *day = group->touched; day != NULL && kind == 0; day = day->next_touched) {
    kind = ontvangen_write(&day->ontvangen, group->outbox, &day->taken, group->sync, error);
    if (kind == 0 && !day->names_synced && group->sync == OUTBOX_SYNC_EACH)
      kind = taken_sync_names(group->settler->options.inbox, &day->taken, error);
  }
  return kind;
}

static bool all_names_synced(const struct group *group)
{
  for (const struct day *day = group->touched; day != NULL; day = day->next_touched)
    if (!day->names_synced)
      return false;
  return true;
}

/* By one sync of the file system what would have taken many. */
static int sync_many(struct group *group, bool with_inbox, struct error *error)
{
  if (group->sync == OUTBOX_SYNC_EACH)
    return 0;
  int kind = file_sync_all(group->outbox, error);
  if (kind == 0 && with_inbox)
    kind = file_sync_all(inbox_folder(group->settler->options.inbox), error);
  return kind;
}

static int remove_files(struct group *group, const struct task *task, struct error *error)
{
  struct day *day = NULL;
  int folder = -1;
  int kind = 0;
  for (size_t i = 0; i < task->batch->count && kind == 0; i++) {
    const struct origin *origin = origin_of(&task->batch->leveringen[i]);
    if (origin->bundle != NULL)
      continue; /* goes with the last of its members */
    if (origin->day != day) {
      if (folder >= 0)
        close(folder);
      folder = -1;
      day = origin->day;
      kind = taken_folder(group->settler->options.inbox, &day->taken, &folder, error);
      if (kind != 0)
        break;
    }
    crash_point("ingest.remove.before");
    if (unlinkat(folder, origin->name, 0) != 0 && errno != ENOENT)
      kind = error_set_errno(error, errno, "cannot remove a stored file from the inbox");
    crash_point("ingest.remove.after");
  }
  if (folder >= 0)
    close(folder);
  return kind;
}

static int answer_all(struct group *group, struct error *error)
{
  crash_point("ingest.answer.before");
  int kind = for_each(group, answer, error);
  if (kind == 0)
    kind = write_lists(group, error);
  crash_point("ingest.answer.after");
  if (kind == 0)
    kind = sync_many(group, !all_names_synced(group), error);
  if (kind == 0)
    kind = for_each(group, publish, error);
  if (kind == 0 && group->refused > 0)
    kind = sync_many(group, false, error);
  return kind;
}

/* What was sealed is on disk before its file goes; of what was accepted, perhaps after a replay, nothing is
 * kept. */
static int settle_archive(struct group *group, struct error *error)
{
  const struct archive *archive = group->settler->options.archive;
  if (archive == NULL)
    return 0;
  int kind = for_each(group, forget_sealed, error);
  return kind == 0 && group->refused > 0 ? archive_sync(archive, error) : kind;
}

static int settle_once(struct group *group, struct error *error)
{
  int kind = answer_all(group, error);
  if (kind == 0)
    kind = settle_archive(group, error);
  for (const struct task *task = group->tasks; task != NULL && kind == 0; task = task->next)
    if (task->batch != NULL)
      kind = remove_files(group, task, error);
  for (struct day *day = group->touched; day != NULL; day = day->next_touched) {
    ontvangen_settle(&day->ontvangen, kind == 0);
    day->names_synced = day->names_synced || kind == 0;
  }
  return kind;
}

/* --- zips that are done --- */

static void release_bundle(struct group *group, struct bundle *bundle)
{
  if (bundle == NULL || atomic_fetch_sub(&bundle->left, 1) > 1)
    return;
  bundle->next_done = group->bundles_done;
  group->bundles_done = bundle;
}

static void release_bundles(struct group *group)
{
  for (const struct task *task = group->tasks; task != NULL; task = task->next) {
    for (size_t i = 0; task->batch != NULL && i < task->batch->count; i++)
      release_bundle(group, origin_of(&task->batch->leveringen[i])->bundle);
    release_bundle(group, task->bundle);
  }
}

static int remove_bundles(struct group *group, struct error *error)
{
  for (const struct bundle *bundle = group->bundles_done; bundle != NULL; bundle = bundle->next_done) {
    int folder = -1;
    int kind = taken_folder(group->settler->options.inbox, &bundle->day->taken, &folder, error);
    if (kind != 0)
      return kind;
    crash_point("ingest.bundle.before");
    if (unlinkat(folder, bundle->name, 0) != 0 && errno != ENOENT)
      kind = error_set_errno(error, errno, "cannot remove a stored zip from the inbox");
    crash_point("ingest.bundle.after");
    close(folder);
    if (kind != 0)
      return kind;
  }
  return 0;
}

/* --- days that are done --- */

static int any_entry(int folder, const char *name, enum entry_kind kind, void *context, struct error *error)
{
  (void)folder;
  (void)name;
  (void)kind;
  (void)error;
  *(bool *)context = true;
  return -1;
}

static int is_emptied(const struct group *group, const struct day *day, bool *emptied, struct error *error)
{
  int folder = -1;
  int kind = taken_folder(group->settler->options.inbox, &day->taken, &folder, error);
  *emptied = false;
  if (kind != 0)
    return kind;
  bool any = false;
  kind = folder_scan(folder, any_entry, &any, error);
  close(folder);
  *emptied = !any;
  return any ? 0 : kind;
}

static int publish_list(struct group *group, struct day *day, struct error *error)
{
  int kind = is_emptied(group, day, &day->is_emptied, error);
  if (kind == ERROR_NO_INPUT)
    return 0; /* gone already, in a try that failed later on */
  if (kind != 0 || !day->is_emptied)
    return kind;
  crash_point("ingest.list.before");
  kind = ontvangen_publish(group->outbox, &day->taken, group->sync, error);
  crash_point("ingest.list.after");
  return kind;
}

static int finish_once(struct group *group, struct error *error)
{
  int kind = 0;
  for (struct day *day = group->done; day != NULL && kind == 0; day = day->next_touched)
    kind = publish_list(group, day, error);
  if (kind == 0)
    kind = sync_many(group, false, error);
  for (struct day *day = group->done; day != NULL && kind == 0; day = day->next_touched) {
    bool gone = false;
    crash_point("ingest.finish.before");
    if (day->is_emptied)
      kind = taken_finish(group->settler->options.inbox, &day->taken, &gone, error);
    crash_point("ingest.finish.after");
  }
  return kind;
}

/* Days of which nothing is left, for the worker has read them and all they held is settled. */
static void release(struct group *group, struct day *day)
{
  if (atomic_fetch_sub(&day->left, 1) > 1)
    return;
  day->next_touched = group->done;
  group->done = day;
}

static size_t release_all(struct group *group)
{
  for (const struct task *task = group->tasks; task != NULL; task = task->next) {
    for (size_t i = 0; task->batch != NULL && i < task->batch->count; i++)
      release(group, origin_of(&task->batch->leveringen[i])->day);
    if (task->day != NULL)
      release(group, task->day);
  }
  size_t count = 0;
  for (const struct day *day = group->done; day != NULL; day = day->next_touched)
    count++;
  return count;
}

/* --- waiting for disks --- */

static bool pause_for(struct settler *settler, const struct error *error, bool *is_said)
{
  if (!*is_said)
    log_error("ingest.paused", "waiting to settle leveringen, nothing is lost: %s", error->text);
  *is_said = true;
  struct timespec until;
  clock_gettime(CLOCK_REALTIME, &until);
  until.tv_nsec += PAUSE_MS * 1000000L;
  until.tv_sec += until.tv_nsec / 1000000000L;
  until.tv_nsec %= 1000000000L;
  pthread_mutex_lock(&settler->mutex);
  int waited = 0;
  while (!settler->impatient && waited != ETIMEDOUT)
    waited = pthread_cond_timedwait(&settler->changed, &settler->mutex, &until);
  bool go_on = !settler->impatient;
  pthread_mutex_unlock(&settler->mutex);
  return go_on;
}

static int open_outbox(struct group *group, struct error *error)
{
  const char *path = group->settler->options.outbox;
  group->outbox = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  return group->outbox >= 0 ? 0 : error_set_errno(error, errno, "cannot open the outbox %s", path);
}

typedef int group_step(struct group *group, struct error *error);

/* One try, with the outbox as it is there now. */
static int try_step(struct group *group, group_step *step, struct error *error)
{
  int kind = open_outbox(group, error);
  if (kind != 0)
    return kind;
  kind = step(group, error);
  close(group->outbox);
  return kind;
}

/* False when it was told to give up. */
static bool until_done(struct group *group, group_step *step)
{
  bool is_said = false;
  struct error error = {0};
  while (try_step(group, step, &error) != 0)
    if (!pause_for(group->settler, &error, &is_said))
      return false;
  if (is_said)
    log_info("ingest.resumed", "leveringen are settled again");
  return true;
}

/* --- the thread --- */

static void count(const struct group *group)
{
  struct worker_counts *counts = group->settler->options.counts;
  if (counts == NULL)
    return;
  for (const struct task *task = group->tasks; task != NULL; task = task->next) {
    for (size_t i = 0; task->batch != NULL && i < task->batch->count; i++) {
      const struct levering *levering = &task->batch->leveringen[i].levering;
      atomic_ullong *const by_oordeel[OORDEEL_COUNT] = {
          &counts->goed, &counts->gedeeltelijk, &counts->afgekeurd};
      atomic_fetch_add(by_oordeel[levering->oordeel], 1);
      atomic_fetch_add(&counts->bytes, (unsigned long long)levering->bytes);
      atomic_fetch_add(&counts->leveringen, 1);
    }
  }
}

static enum outbox_sync sync_for(size_t syncs)
{
  return syncs <= MOST_SYNCS ? OUTBOX_SYNC_EACH : OUTBOX_SYNC_LATER;
}

/* Returns early when it was told to give up: the days then stay as they are, for the next worker. */
static void settle_group(struct group *group)
{
  (void)!for_each(group, touch, NULL);
  size_t syncs = group->refused * 3;
  for (const struct day *day = group->touched; day != NULL; day = day->next_touched)
    syncs += 2;
  group->sync = sync_for(syncs);
  bool is_settled = group->touched == NULL || until_done(group, settle_once);
  for (struct day *day = group->touched; day != NULL; day = day->next_touched)
    day->is_touched = false;
  if (!is_settled)
    return;
  count(group);
  release_bundles(group);
  if (group->bundles_done != NULL && !until_done(group, remove_bundles))
    return;
  group->sync = sync_for(release_all(group));
  if (group->done != NULL && !until_done(group, finish_once))
    return;
  for (struct day *day = group->done, *next = NULL; day != NULL; day = next) {
    next = day->next_touched;
    free_day(group->settler, day);
  }
}

/* The mutex is held. */
static void keep_spare(struct settler *settler, struct batch *batch)
{
  if (settler->spare_count == MOST_SPARE || batch_bytes(batch) > MOST_SPARE_BYTES) {
    batch_free(&batch);
    return;
  }
  batch_reset(batch);
  settler->spare[settler->spare_count++] = batch;
}

static void recycle(struct settler *settler, struct batch *batch)
{
  if (batch == NULL)
    return;
  settler->batches--;
  keep_spare(settler, batch);
}

static void free_tasks(struct settler *settler, struct task *task)
{
  for (struct task *next = NULL; task != NULL; task = next) {
    next = task->next;
    recycle(settler, task->batch);
    free(task);
  }
}

static struct task *wait_for_tasks(struct settler *settler)
{
  while (settler->first == NULL && !settler->stopping)
    pthread_cond_wait(&settler->changed, &settler->mutex);
  struct task *tasks = settler->impatient ? NULL : settler->first;
  if (tasks != NULL)
    settler->first = settler->last = NULL;
  settler->in_hand = tasks != NULL;
  return tasks;
}

static void *settle(void *context)
{
  struct settler *settler = context;
  pthread_mutex_lock(&settler->mutex);
  for (;;) {
    struct group group = {.settler = settler, .tasks = wait_for_tasks(settler), .outbox = -1};
    if (group.tasks == NULL)
      break;
    pthread_mutex_unlock(&settler->mutex);
    settle_group(&group);
    pthread_mutex_lock(&settler->mutex);
    free_tasks(settler, group.tasks);
    settler->in_hand = false;
    pthread_cond_broadcast(&settler->changed);
  }
  pthread_mutex_unlock(&settler->mutex);
  log_debug("run.cpu", "settling: %lld ms", (long long)stopwatch_thread_ms());
  return NULL;
}

int settler_start(const struct settler_options *options, struct settler **out, struct error *error)
{
  struct settler *settler = memory_new(sizeof *settler);
  settler->options = *options;
  pthread_mutex_init(&settler->mutex, NULL);
  pthread_cond_init(&settler->changed, NULL);
  int failed = pthread_create(&settler->thread, NULL, settle, settler);
  if (failed != 0) {
    free(settler);
    return error_set_errno(error, failed, "cannot start a thread");
  }
  *out = settler;
  return 0;
}

void settler_stop(struct settler **settler, bool patient)
{
  struct settler *ending = *settler;
  if (ending == NULL)
    return;
  pthread_mutex_lock(&ending->mutex);
  ending->stopping = true;
  ending->impatient = !patient;
  pthread_cond_broadcast(&ending->changed);
  pthread_mutex_unlock(&ending->mutex);
  pthread_join(ending->thread, NULL);
  free_tasks(ending, ending->first);
  while (ending->days != NULL)
    free_day(ending, ending->days);
  while (ending->spare_count > 0)
    batch_free(&ending->spare[--ending->spare_count]);
  pthread_cond_destroy(&ending->changed);
  pthread_mutex_destroy(&ending->mutex);
  free(ending);
  *settler = NULL;
}

static void add_task(struct settler *settler, struct task what)
{
  struct task *task = memory_new(sizeof *task);
  *task = what;
  pthread_mutex_lock(&settler->mutex);
  if (settler->last != NULL)
    settler->last->next = task;
  else
    settler->first = task;
  settler->last = task;
  settler->batches += what.batch != NULL;
  pthread_cond_broadcast(&settler->changed);
  pthread_mutex_unlock(&settler->mutex);
}

void settler_add(struct settler *settler, struct batch **batch)
{
  add_task(settler, (struct task){.batch = *batch});
  *batch = NULL;
}

void settler_bundle_read(struct settler *settler, struct bundle *bundle)
{
  add_task(settler, (struct task){.bundle = bundle});
}

void settler_day_read(struct settler *settler, struct day *day)
{
  add_task(settler, (struct task){.day = day});
}

struct batch *settler_spare(struct settler *settler)
{
  pthread_mutex_lock(&settler->mutex);
  struct batch *batch = settler->spare_count > 0 ? settler->spare[--settler->spare_count] : NULL;
  pthread_mutex_unlock(&settler->mutex);
  return batch != NULL ? batch : batch_new();
}

void settler_put_back(struct settler *settler, struct batch **batch)
{
  pthread_mutex_lock(&settler->mutex);
  keep_spare(settler, *batch);
  pthread_mutex_unlock(&settler->mutex);
  *batch = NULL;
}

size_t settler_batches(struct settler *settler)
{
  pthread_mutex_lock(&settler->mutex);
  size_t batches = settler->batches;
  pthread_mutex_unlock(&settler->mutex);
  return batches;
}

bool settler_is_idle(struct settler *settler, int timeout_ms)
{
  struct timespec until;
  clock_gettime(CLOCK_REALTIME, &until);
  until.tv_sec += timeout_ms / 1000;
  until.tv_nsec += (long)(timeout_ms % 1000) * 1000000L;
  until.tv_sec += until.tv_nsec / 1000000000L;
  until.tv_nsec %= 1000000000L;
  pthread_mutex_lock(&settler->mutex);
  int waited = 0;
  while ((settler->first != NULL || settler->in_hand) && waited != ETIMEDOUT)
    waited = pthread_cond_timedwait(&settler->changed, &settler->mutex, &until);
  bool is_idle = settler->first == NULL && !settler->in_hand;
  pthread_mutex_unlock(&settler->mutex);
  return is_idle;
}
