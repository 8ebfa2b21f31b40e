/* The loop of ingest: days of organisations, the files in them; batches out, acknowledgements in.
 *
 * DESIGN. One thread reads, judges, sends and takes acknowledgements; the settler is a second one, for all
 * that waits for disks. Nothing is kept between rounds but what is under way, so any error of the inbox ends
 * the round for that organisation, its day is given back as it is, and a later round takes it up again.
 *
 * A round: what an earlier worker left in `.werk`; then what arrives today; then organisation by
 * organisation, of each the oldest day first. A client's history grows at its end when its days come in their
 * order, and is written anew for each of them otherwise; most of its leveringen are of one organisation, so
 * that they come close together, fold in few partijen and find its set in the cache (all organisations day
 * by day was measured: docs/schaal.md). A round in a backlog ends after some seconds and the next one looks
 * at the inbox again: what arrives meanwhile does not wait for the backlog.
 *
 * Several workers: an organisation that another one has is passed over. A folder is only borrowed where
 * something to do was seen before, and goes back as soon as that is done; so each that is found borrowed is a
 * step that another makes, and none waits for one that waits for it. Which folders are borrowed says nothing
 * about the end: a worker that works until the inbox is empty ends by what the folders hold (inbox_is_empty).
 *
 * What is in a file: judging.c; what is under way: sending.c. While a levering goes onto the bus in parts the
 * worker does nothing else. Names of files are never collected. */
#include "ingest/worker.h"

#include <errno.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/date.h"
#include "base/file.h"
#include "base/log.h"
#include "base/mask.h"
#include "base/stopwatch.h"
#include "ingest/inbox.h"
#include "ingest/inbox_survey.h"
#include "ingest/judging.h"
#include "ingest/loans.h"
#include "ingest/sending.h"
#include "ingest/settler.h"
#include "ingest/taken.h"

enum {
  IDLE_MS = 500,               /* default */
  DRAIN_MS = 25000,            /* default */
  PAUSE_AFTER_ERROR_MS = 1000, /* at most; a stop is seen sooner */
  SWEEP_MS = 3600 * 1000,
  ROUND_MS = 10000 /* then looks at what has arrived */
};

struct worker {
  const struct worker_options *options;
  struct inbox *inbox;
  struct loans *loans;
  struct settler *settler;
  struct sending *sending;
  struct judging *judging;
  struct day *day;     /* being read */
  bool found;          /* files, in this round */
  bool has_failed;     /* in this round */
  bool is_cut;         /* this round, for it took long: there may be more */
  bool is_complaining; /* said in the log */
  int64_t swept_ms;    /* when the archive was last looked through; 0: never */
};

static int stop_level(const struct worker *worker)
{
  return worker->options->stop != NULL ? atomic_load(worker->options->stop) : 0;
}

/* --- files --- */

/* What cannot be read or judged must not hold up the rest, nor be lost. */
static int set_apart(struct worker *worker, const char *name, const struct error *why, struct error *error)
{
  char shown[256];
  mask_copy(name, shown, sizeof shown);
  log_error("inbox.set_apart", "%s of %s cannot be read and lies in .apart: %s", shown,
      worker->day->taken.organisation, why->text);
  return taken_set_apart(worker->inbox, &worker->day->taken, name, error);
}

/* Or about the bus, or a stop: nothing that the file itself is to blame for. */
static bool ends_round(const struct worker *worker, int kind)
{
  return kind == SENDING_ENDED || kind == ERROR_AGAIN || kind == ERROR_UNAVAILABLE ||
         sending_is_broken(worker->sending);
}

static int take_file(int folder, const char *name, void *context, struct error *error)
{
  struct worker *worker = context;
  if (stop_level(worker) > 0)
    return SENDING_ENDED;
  worker->found = true;
  struct judging_file file = {.name = name, .file = -1};
  int kind = file_open(folder, name, &file.file, &file.size, error);
  if (kind == 0) {
    kind = judging_file(worker->judging, worker->day, &file, error);
    close(file.file);
  }
  if (kind == ERROR_NO_INPUT)
    return 0; /* settled while the folder was read */
  if (kind != 0 && ends_round(worker, kind))
    return kind;
  if (kind != 0) {
    struct error why = *error;
    return set_apart(worker, name, &why, error);
  }
  return 0;
}

/* --- rounds --- */

static int read_day(
    struct worker *worker, const struct inbox_taken *taken, struct loan *loan, struct error *error)
{
  struct day *day = settler_day(worker->settler, taken, loan);
  worker->day = day;
  log_debug("inbox.taken", "%s/.werk/%s", taken->organisation, taken->name);
  int kind = taken_scan(worker->inbox, taken, take_file, worker, error);
  worker->day = NULL;
  settler_day_read(worker->settler, day);
  return kind;
}

/* Lays loose files under today, and reads what an earlier worker left. */
static int visit(struct worker *worker, const char *organisation, struct error *error)
{
  struct loan *loan = NULL;
  bool found = false;
  int kind = inbox_look(worker->inbox, organisation, &found, error);
  if (kind == 0 && found)
    kind = loans_borrow(worker->loans, organisation, &loan, error);
  if (kind != 0 || loan == NULL)
    return kind;
  kind = inbox_collect(loan->borrowed, date_today(), error);
  while (kind == 0 && found) {
    struct inbox_taken taken;
    kind = stop_level(worker) > 0 ? SENDING_ENDED : inbox_take_left(loan->borrowed, &taken, &found, error);
    if (kind == 0 && found)
      kind = read_day(worker, &taken, loan, error);
  }
  loan->is_spent = loan->is_spent || kind != 0;
  return kind;
}

/* Takes it where there is something to take, and reads it. */
static int take_day(struct worker *worker, const struct inbox_day *day, struct error *error)
{
  struct loan *loan = NULL;
  bool found = loans_have(worker->loans, day->organisation); /* then there is no need to look first */
  int kind = found ? 0 : inbox_day_waits(worker->inbox, day, &found, error);
  if (kind == 0 && found)
    kind = loans_borrow(worker->loans, day->organisation, &loan, error);
  if (kind != 0 || loan == NULL)
    return kind;
  struct inbox_taken taken;
  kind = inbox_take(loan->borrowed, day->day, &taken, &found, error);
  if (kind == 0 && found)
    kind = read_day(worker, &taken, loan, error);
  loan->is_spent = loan->is_spent || kind != 0;
  return kind;
}

static void complain(struct worker *worker, const struct error *error)
{
  worker->has_failed = true;
  if (!worker->is_complaining)
    log_error("inbox.paused", "waiting for the inbox, nothing is lost: %s", error->text);
  worker->is_complaining = true;
}

/* 0 for what ends only a part of the round: an error of the inbox, which is said. */
static int go_on_after(struct worker *worker, int kind, const struct error *error)
{
  if (kind <= 0 || sending_is_broken(worker->sending))
    return kind;
  complain(worker, error);
  return 0;
}

static int visit_all(struct worker *worker, struct inbox_days *days, struct error *error)
{
  struct inbox_organisations organisations;
  int kind = inbox_organisations(worker->inbox, &organisations, error);
  if (kind != 0)
    return go_on_after(worker, kind, error);
  for (size_t i = 0; i < organisations.count && kind == 0; i++) {
    const char *organisation = organisations.names[i];
    kind = visit(worker, organisation, error);
    loans_return_unused(worker->loans);
    if (kind == 0)
      kind = inbox_days_add(worker->inbox, organisation, days, error);
    kind = go_on_after(worker, kind, error);
  }
  inbox_organisations_fini(&organisations);
  return kind;
}

static int take_days(struct worker *worker, const struct inbox_days *days, struct error *error)
{
  int64_t until = stopwatch_now_ms() + ROUND_MS;
  int kind = 0;
  for (size_t i = 0; i < days->count && kind == 0 && !worker->is_cut; i++) {
    kind = stop_level(worker) > 0 ? SENDING_ENDED : take_day(worker, &days->items[i], error);
    kind = go_on_after(worker, kind, error);
    worker->is_cut = stopwatch_now_ms() > until && i + 1 < days->count;
  }
  return kind;
}

/* 0 or SENDING_ENDED, or an error of the bus; those of the inbox are said and end only their part of the
 * round. */
static int round_of_inbox(struct worker *worker, struct error *error)
{
  worker->found = worker->has_failed = worker->is_cut = false;
  loans_return_unused(worker->loans);
  if (judging_refresh(worker->judging, error) != 0) {
    complain(worker, error);
    return 0;
  }
  struct inbox_days days = {0};
  int kind = visit_all(worker, &days, error);
  inbox_days_sort(&days, date_today());
  if (kind == 0)
    kind = take_days(worker, &days, error);
  inbox_days_fini(&days);
  if (!worker->has_failed && worker->is_complaining) {
    log_info("inbox.resumed", "the inbox can be read again");
    worker->is_complaining = false;
  }
  return kind;
}

static void rest(const struct worker *worker, int duration_ms)
{
  enum { SLICE_MS = 20 };
  for (int64_t until = stopwatch_now_ms() + duration_ms;
       stopwatch_now_ms() < until && stop_level(worker) == 0;)
    nanosleep(&(struct timespec){.tv_nsec = SLICE_MS * 1000000L}, NULL);
}

/* Nothing waits, and nothing is under way, of this worker or another. */
static bool is_done(struct worker *worker, struct error *error)
{
  if (worker->has_failed || sending_under_way(worker->sending) > 0 || !settler_is_idle(worker->settler, 0))
    return false;
  bool is_empty = false;
  if (inbox_is_empty(worker->inbox, &is_empty, error) != 0)
    complain(worker, error);
  return is_empty;
}

/* Sealed copies have a maximum age; looked at now and then, and at the start. */
static void sweep_archive(struct worker *worker)
{
  struct error error;
  if (worker->options->archive == NULL ||
      (worker->swept_ms != 0 && stopwatch_now_ms() - worker->swept_ms < SWEEP_MS))
    return;
  worker->swept_ms = stopwatch_now_ms();
  if (archive_remove_old(worker->options->archive, &error) != 0)
    log_warning("archive.sweep", "old sealed copies are left until later: %s", error.text);
}

static int work(struct worker *worker, struct error *error)
{
  int idle_ms = worker->options->idle_ms > 0 ? worker->options->idle_ms : IDLE_MS;
  while (stop_level(worker) == 0) {
    sweep_archive(worker);
    int kind = round_of_inbox(worker, error);
    if (kind == 0 && worker->is_cut && !worker->has_failed)
      continue;
    if (kind == 0)
      kind = sending_send(worker->sending, error);
    bool was_under_way = sending_under_way(worker->sending) > 0 || !settler_is_idle(worker->settler, 0);
    if (kind == 0)
      kind = sending_wait(worker->sending, idle_ms, error);
    if (kind != 0)
      return kind == SENDING_ENDED ? 0 : kind;
    if (worker->options->once && is_done(worker, error))
      return 0;
    if (worker->has_failed)
      rest(worker, PAUSE_AFTER_ERROR_MS);
    else if (!worker->found && !was_under_way)
      rest(worker, idle_ms);
  }
  return 0;
}

/* --- the whole --- */

static int make_outbox(const char *path, struct error *error)
{
  if (mkdir(path, 0770) != 0 && errno != EEXIST)
    return error_set_errno(error, errno, "cannot make the outbox %s", path);
  return 0;
}

static int start(struct worker *worker, struct error *error)
{
  const struct worker_options *options = worker->options;
  int kind = make_outbox(options->outbox, error);
  if (kind == 0)
    kind = inbox_open(options->inbox, &worker->inbox, error);
  if (kind != 0)
    return kind;
  worker->loans = loans_new(worker->inbox);
  struct settler_options settler = {worker->inbox, options->outbox, options->counts, options->archive};
  kind = settler_start(&settler, &worker->settler, error);
  if (kind != 0)
    return kind;
  struct sending_options sending = {.bus = options->bus,
      .settler = worker->settler,
      .stop = options->stop,
      .batch_bytes = options->batch_bytes,
      .settling_bytes = options->settling_bytes};
  kind = sending_open(&sending, &worker->sending, error);
  if (kind != 0)
    return kind;
  worker->judging = judging_new(&(struct judging_options){.inbox = options->inbox,
      .pseudonymiser = options->pseudonymiser,
      .archive = options->archive,
      .sending = worker->sending,
      .settler = worker->settler});
  return 0;
}

/* Settles what was acknowledged, within the time there is; what is being filled stays in the inbox. */
static int drain(struct worker *worker, struct error *error)
{
  int drain_ms = worker->options->drain_ms > 0 ? worker->options->drain_ms : DRAIN_MS;
  int kind = sending_is_broken(worker->sending) ? 0 : sending_wait(worker->sending, drain_ms, error);
  bool is_idle = settler_is_idle(worker->settler, 0);
  settler_stop(&worker->settler, is_idle);
  if (kind == 0 && (sending_under_way(worker->sending) > 0 || !is_idle)) {
    kind = error_set(error, ERROR_AGAIN, "stopped with leveringen under way; they are still in the inbox");
    error_hint(error, "the next run takes them up again");
  }
  return kind;
}

static void finish(struct worker *worker)
{
  settler_stop(&worker->settler, false);
  log_debug("run.cpu", "ingest: %lld ms, of which reading, parsing and checking %lld ms",
      (long long)stopwatch_thread_ms(),
      (long long)(worker->judging != NULL ? judging_checking_ms(worker->judging) : 0));
  judging_free(&worker->judging);
  sending_close(&worker->sending);
  loans_free(&worker->loans);
  inbox_close(&worker->inbox);
}

int worker_run(const struct worker_options *options, struct error *error)
{
  struct error unread; /* the worker itself reads what went wrong */
  error = error != NULL ? error : &unread;
  struct worker worker = {.options = options};
  int kind = start(&worker, error);
  if (kind == 0) {
    struct error later = {0};
    kind = work(&worker, error);
    int drained = drain(&worker, &later);
    if (kind == 0 && drained != 0) {
      kind = drained;
      *error = later;
    }
  }
  finish(&worker);
  return kind;
}
