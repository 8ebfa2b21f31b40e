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
 * A levering that is too large for a batch goes onto the bus in parts while it is read (bus/batch.h). Nothing
 * of it is kept: when the receiver asks for it again it is read again. The worker does nothing else
 * meanwhile.
 *
 * Bounded: one batch being filled, what the bus lets through, and settling_bytes of batches acknowledged and
 * not settled; more than that and no new one is sent. Names of files are never collected. */
#include "ingest/worker.h"

#include <errno.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/buffer.h"
#include "base/date.h"
#include "base/file.h"
#include "base/log.h"
#include "base/mask.h"
#include "base/memory.h"
#include "base/stopwatch.h"
#include "ingest/bundle.h"
#include "ingest/inbox.h"
#include "ingest/inbox_survey.h"
#include "ingest/levering_reader.h"
#include "ingest/loans.h"
#include "ingest/overeenkomst.h"
#include "ingest/settler.h"
#include "ingest/taken.h"

enum {
  BATCH_BYTES = 256 << 10, /* default */
  BATCHES_A_PART = 4,      /* the size of a part: a transaction takes hundreds of small ones slowly */
  BATCH_LEVERINGEN = 4096, /* small refused ones have hardly a weight */
  MOST_SETTLING = 64,      /* batches */
  LEAST_SETTLING = 2,
  IDLE_MS = 500,               /* default */
  DRAIN_MS = 25000,            /* default */
  SEND_MS = 50,                /* a wait for room, between looks at what came back */
  PAUSE_AFTER_ERROR_MS = 1000, /* at most; a stop is seen sooner */
  SWEEP_MS = 3600 * 1000,
  ROUND_MS = 10000, /* then looks at what has arrived */
  STOP_NOW = 2
};

/* No error_kinds. ENDED ends a scan: told to stop. REPEAT: a levering in parts has to be read again. */
enum { ENDED = -1, REPEAT = -2 };

/* The levering that is sent in parts. */
struct parts {
  size_t events;    /* in those that were sent; 0: none was */
  size_t under_way; /* batches without an answer */
  struct id levering;
  bool must_repeat;
  bool is_returned;
};

struct worker {
  const struct worker_options *options;
  struct inbox *inbox;
  struct levering_reader *reader;
  struct product_domeinen *producten;
  struct indicator_codes *indicatoren;
  struct overeenkomsten *overeenkomsten;
  struct bus_sender *sender;
  struct settler *settler;
  struct loans *loans;
  struct batch *batch; /* being filled; NULL: none */
  size_t sent;         /* batches without acknowledgement */
  struct day *day;     /* being read */
  struct arena names;  /* of the file in hand */
  struct parts parts;
  bool found;          /* files, in this round */
  bool has_failed;     /* in this round */
  bool is_cut;         /* this round, for it took long: there may be more */
  bool is_complaining; /* said in the log */
  bool is_bus_broken;
  int64_t swept_ms;          /* when the archive was last looked through; 0: never */
  struct stopwatch checking; /* the part that parses and checks */
};

static int stop_level(const struct worker *worker)
{
  return worker->options->stop != NULL ? atomic_load(worker->options->stop) : 0;
}

static int64_t now_ms(void)
{
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* --- the bus --- */

/* Takes *batch. */
static void take_answer(struct worker *worker, struct batch **batch)
{
  struct parts *parts = &worker->parts;
  worker->sent--;
  if ((*batch)->part != PART_NONE)
    parts->under_way--;
  switch ((*batch)->answer) {
  case BATCH_STORED:
    settler_add(worker->settler, batch);
    return;
  case BATCH_WRITTEN:
    settler_put_back(worker->settler, batch);
    return;
  case BATCH_AGAIN:
    parts->must_repeat = true;
    break;
  case BATCH_RETURNED: /* its days are not done, so that they are left as they are */
    parts->is_returned = parts->is_returned || (*batch)->part != PART_NONE;
    break;
  }
  batch_free(batch);
}

/* Waits for the first acknowledgement only. */
static int collect_acknowledged(struct worker *worker, int timeout_ms, struct error *error)
{
  while (worker->sent > 0) {
    struct batch *batch = NULL;
    int kind = bus_acknowledged(worker->sender, timeout_ms, &batch, error);
    worker->is_bus_broken = worker->is_bus_broken || kind != 0;
    if (kind != 0 || batch == NULL)
      return kind;
    take_answer(worker, &batch);
    timeout_ms = 0;
  }
  return 0;
}

static size_t batch_size(const struct worker *worker)
{
  return worker->options->batch_bytes > 0 ? worker->options->batch_bytes : BATCH_BYTES;
}

static size_t most_settling(const struct worker *worker)
{
  size_t most = worker->options->settling_bytes / batch_size(worker);
  if (worker->options->settling_bytes == 0 || most > MOST_SETTLING)
    return MOST_SETTLING;
  return most > LEAST_SETTLING ? most : LEAST_SETTLING;
}

/* ENDED at this level of stop. */
static int wait_for_settler(struct worker *worker, int most_stop, struct error *error)
{
  while (settler_batches(worker->settler) >= most_settling(worker)) {
    if (stop_level(worker) >= most_stop)
      return ENDED;
    int kind = collect_acknowledged(worker, 0, error);
    if (kind != 0)
      return kind;
    (void)settler_is_idle(worker->settler, SEND_MS);
  }
  return 0;
}

/* What was being filled goes onto the bus. ENDED: stopped while there was no room; it stays in the inbox. */
static int send_batch(struct worker *worker, struct error *error)
{
  if (worker->batch == NULL || worker->batch->count == 0)
    return 0;
  int kind = wait_for_settler(worker, 1, error);
  while (kind == 0) {
    kind = bus_send(worker->sender, &worker->batch, SEND_MS, error);
    if (kind == 0) {
      worker->sent++;
      return collect_acknowledged(worker, 0, error);
    }
    worker->is_bus_broken = kind != ERROR_AGAIN;
    if (kind == ERROR_AGAIN)
      kind = stop_level(worker) > 0 ? ENDED : collect_acknowledged(worker, 0, error);
  }
  return kind;
}

/* --- one file --- */

/* A name as it goes into records: on one line. The reader sees to the rest (text_mask). */
static const char *readable_name(const char *name, struct arena *arena)
{
  char *copy = arena_text(arena, name);
  for (char *c = copy; *c != '\0'; c++)
    if ((unsigned char)*c < 0x20 || *c == 0x7f)
      *c = '?';
  return copy;
}

/* bundle: the zip that holds it, or NULL. */
static void add_judged(
    struct worker *worker, const char *name, struct bundle *bundle, const struct batch_levering *judged)
{
  size_t size = bundle == NULL ? strlen(name) + 1 : 1;
  struct origin *origin = arena_new(&worker->batch->arena, sizeof *origin + size);
  origin->day = worker->day;
  origin->bundle = bundle;
  if (bundle == NULL)
    memcpy(origin->name, name, size);
  else
    atomic_fetch_add(&bundle->left, 1);
  struct batch_levering *entry = batch_add(worker->batch);
  *entry = *judged;
  entry->origin = origin;
  atomic_fetch_add(&worker->day->left, 1);
}

static struct arena *fill_batch(struct worker *worker)
{
  if (worker->batch == NULL)
    worker->batch = settler_spare(worker->settler);
  return &worker->batch->arena;
}

static struct levering_source describe(struct worker *worker, const char *name)
{
  const struct inbox_taken *taken = &worker->day->taken;
  arena_reset(&worker->names);
  return (struct levering_source){
      .name = readable_name(name, &worker->names),
      .organisation = arena_text(&worker->names, taken->organisation),
      .producten = worker->producten,
      .indicatoren = worker->indicatoren,
      .overeenkomsten = worker->overeenkomsten,
      .ontvangen = taken->day,
  };
}

/* A file, or a member of a zip. */
struct piece {
  const char *name; /* of the file that it is, or is in */
  int file;
  int64_t size;
  struct bundle *bundle; /* NULL: a file */
  struct zip_reader *zip;
  const struct zip_member *member;
};

/* --- what is refused --- */

/* Nothing may be kept of what there is no agreement for, sealed or not. */
static bool is_unread(const struct batch_levering *judged)
{
  const struct levering *levering = &judged->levering;
  return levering->meldingen_count > 0 && strcmp(levering->meldingen[0].code, OVEREENKOMST_CODE) == 0;
}

static bool is_kept(const struct worker *worker, const struct batch_levering *judged)
{
  return worker->options->archive != NULL && judged->levering.oordeel != OORDEEL_GOED && !is_unread(judged);
}

static int seal(const struct worker *worker, const struct batch_levering *judged, const char *name,
    const void *data, size_t size, struct error *error)
{
  const struct inbox_taken *taken = &worker->day->taken;
  struct archive_place place = {taken->organisation, taken->day, judged->levering.id};
  return archive_seal(worker->options->archive, &place, name, data, size, error);
}

/* A file that was refused; one that is too large to be read is too large to be kept. */
static int seal_file(const struct worker *worker, const struct batch_levering *judged, const char *name,
    int file, struct error *error)
{
  struct buffer content;
  buffer_init(&content, LEVERING_MOST_BYTES);
  int kind = 0;
  if (lseek(file, 0, SEEK_SET) != 0)
    kind = error_set_errno(error, errno, "cannot read a file again");
  if (kind == 0)
    kind = file_read(file, &content, error);
  if (kind == 0)
    kind = seal(worker, judged, name, content.data, content.size, error);
  else if (content.failed)
    kind = 0;
  if (content.data != NULL)
    sodium_memzero(content.data, content.size);
  buffer_fini(&content);
  return kind;
}

static int read_member(struct zip_reader *zip, size_t size, struct buffer *out, struct error *error)
{
  int kind = zip_reader_restart(zip, error);
  while (kind == 0 && out->size < size) {
    char part[16384];
    int reason = 0;
    int count = zip_reader_read(zip, part, sizeof part, &reason);
    if (count > 0)
      buffer_append(out, part, (size_t)count);
    else
      kind = error_set_errno(error, reason != 0 ? reason : EIO, "cannot read a zip again");
    sodium_memzero(part, sizeof part);
  }
  return kind;
}

static int seal_member(struct worker *worker, const struct batch_levering *judged, const struct piece *piece,
    struct error *error)
{
  const struct zip_member *member = piece->member;
  const char *name = bundle_name(piece->bundle->name, member->name, &worker->names);
  if (member->data != NULL)
    return seal(worker, judged, name, member->data, member->size, error);
  struct buffer content;
  buffer_init(&content, LEVERING_MOST_BYTES);
  int kind = read_member(piece->zip, member->size, &content, error);
  if (kind == 0)
    kind = seal(worker, judged, name, content.data, content.size, error);
  if (content.data != NULL)
    sodium_memzero(content.data, content.size);
  buffer_fini(&content);
  return kind;
}

/* --- parts --- */

/* Until at most so many of them are without an answer. */
static int wait_for_parts(struct worker *worker, size_t most, struct error *error)
{
  int kind = 0;
  while (kind == 0 && worker->parts.under_way > most)
    kind = stop_level(worker) >= STOP_NOW ? ENDED : collect_acknowledged(worker, SEND_MS, error);
  return kind;
}

/* What the receiver has begun on is ended even when told to stop. */
static int send_part(struct worker *worker, enum batch_part part, struct error *error)
{
  struct parts *parts = &worker->parts;
  int most_stop = parts->events > 0 ? STOP_NOW : 1;
  int kind = wait_for_settler(worker, most_stop, error);
  if (kind == 0)
    kind = wait_for_parts(worker, BATCH_PARTS_AHEAD - 1, error);
  worker->batch->part = part;
  worker->batch->part_from = parts->events;
  while (kind == 0) {
    if (parts->is_returned || parts->must_repeat)
      return parts->is_returned ? ENDED : REPEAT;
    kind = bus_send(worker->sender, &worker->batch, SEND_MS, error);
    if (kind == 0) {
      worker->sent++;
      parts->under_way++;
      return 0;
    }
    worker->is_bus_broken = kind != ERROR_AGAIN;
    if (kind == ERROR_AGAIN)
      kind = stop_level(worker) >= most_stop ? ENDED : collect_acknowledged(worker, 0, error);
  }
  return kind;
}

/* What was being filled has nothing but the beginning of this levering in it. */
static int take_part(
    void *context, const struct batch_levering *part, struct arena **arena, struct error *error)
{
  struct worker *worker = context;
  size_t events = part->gebeurtenis_count;
  worker->parts.levering = part->levering.id;
  *batch_add(worker->batch) = *part;
  int kind = send_part(worker, PART_MORE, error);
  if (kind != 0)
    return kind;
  worker->parts.events += events;
  *arena = fill_batch(worker);
  return 0;
}

/* The last one is in the batch. Waits for all answers: until then it may have to be read again. */
static int end_parts(struct worker *worker, struct bundle *bundle, struct error *error)
{
  struct parts *parts = &worker->parts;
  int kind = send_part(worker, PART_LAST, error);
  if (kind == 0)
    kind = wait_for_parts(worker, 0, error);
  if (kind == 0 && (parts->is_returned || parts->must_repeat))
    kind = parts->is_returned ? ENDED : REPEAT;
  if (kind != REPEAT)
    return kind;
  atomic_fetch_sub(&worker->day->left, 1);
  if (bundle != NULL)
    atomic_fetch_sub(&bundle->left, 1);
  return kind;
}

/* After parts were sent the levering turned out to be unreadable: they must not be waited behind. */
static void withdraw(struct worker *worker)
{
  struct error unsaid;
  if (worker->is_bus_broken || stop_level(worker) >= STOP_NOW)
    return;
  (void)fill_batch(worker);
  batch_reset(worker->batch);
  batch_add(worker->batch)->levering.id = worker->parts.levering;
  if (send_part(worker, PART_WITHDRAWN, &unsaid) != ENDED)
    (void)!wait_for_parts(worker, 0, &unsaid);
}

/* --- one file or the members of a zip --- */

static int read_piece(
    struct worker *worker, const struct piece *piece, struct batch_levering *judged, struct error *error)
{
  struct levering_parts parts = {BATCHES_A_PART * batch_size(worker), take_part, worker};
  struct arena *arena = fill_batch(worker);
  struct levering_source source = describe(worker, piece->name);
  stopwatch_start(&worker->checking);
  int kind = 0;
  if (piece->bundle == NULL) {
    kind = levering_reader_read_file(
        worker->reader, &source, piece->file, piece->size, &parts, arena, judged, error);
  } else {
    struct bundle_member what = {
        piece->zip, piece->member, bundle_name(source.name, piece->member->name, &worker->names)};
    kind = bundle_judge(worker->reader, &source, &what, &parts, arena, judged, error);
  }
  stopwatch_stop(&worker->checking);
  return kind;
}

static int seal_piece(struct worker *worker, const struct piece *piece, const struct batch_levering *judged,
    struct error *error)
{
  if (!is_kept(worker, judged))
    return 0;
  if (piece->bundle == NULL)
    return seal_file(worker, judged, piece->name, piece->file, error);
  return piece->member->refusal == NULL ? seal_member(worker, judged, piece, error) : 0;
}

/* Reads it once. REPEAT: the receiver lost the parts of it. */
static int judge_once(struct worker *worker, const struct piece *piece, struct error *error)
{
  struct batch_levering judged = {.gebeurtenissen = NULL};
  worker->parts = (struct parts){.events = 0};
  int kind = read_piece(worker, piece, &judged, error);
  if (kind == 0)
    kind = seal_piece(worker, piece, &judged, error);
  bool is_in_parts = worker->parts.events > 0;
  if (kind == 0) {
    add_judged(worker, piece->name, piece->bundle, &judged);
    return is_in_parts ? end_parts(worker, piece->bundle, error) : 0;
  }
  if (is_in_parts && kind > 0)
    withdraw(worker);
  return kind;
}

/* What is large goes into a batch of its own. */
static int judge_piece(struct worker *worker, const struct piece *piece, struct error *error)
{
  int kind = piece->size > LEVERING_HELD_BYTES ? send_batch(worker, error) : 0;
  if (kind != 0)
    return kind;
  do {
    kind = judge_once(worker, piece, error);
    int waited = kind == REPEAT ? wait_for_parts(worker, 0, error) : 0;
    if (waited != 0)
      return waited;
    if (kind != 0 && worker->batch != NULL && piece->size > LEVERING_HELD_BYTES)
      batch_reset(worker->batch);
  } while (kind == REPEAT);
  return kind;
}

static int send_full_batch(struct worker *worker, struct error *error)
{
  if (worker->batch == NULL ||
      (batch_bytes(worker->batch) < batch_size(worker) && worker->batch->count < BATCH_LEVERINGEN))
    return 0;
  return send_batch(worker, error);
}

static int judge_member(struct worker *worker, struct zip_reader *zip, struct bundle *bundle,
    const struct zip_member *member, struct error *error)
{
  struct piece piece = {
      .name = bundle->name, .size = (int64_t)member->size, .bundle = bundle, .zip = zip, .member = member};
  int kind = judge_piece(worker, &piece, error);
  return kind == 0 ? send_full_batch(worker, error) : kind;
}

static int judge_members(
    struct worker *worker, struct zip_reader *zip, struct bundle *bundle, struct error *error)
{
  for (;;) {
    struct zip_member member;
    bool found = false;
    if (stop_level(worker) > 0)
      return ENDED;
    int kind = zip_reader_next(zip, &member, &found, error);
    if (kind != 0 || !found)
      return kind;
    kind = judge_member(worker, zip, bundle, &member, error);
    if (kind != 0)
      return kind;
  }
}

static int judge_zip(struct worker *worker, int file, const char *name, int64_t size, struct error *error)
{
  struct zip_reader *zip = NULL;
  const char *refusal = NULL;
  int kind = zip_reader_open(file, size, &zip, &refusal, error);
  if (kind != 0)
    return kind;
  if (zip != NULL) {
    struct bundle *bundle = settler_bundle(worker->day, name);
    kind = judge_members(worker, zip, bundle, error);
    zip_reader_close(&zip);
    if (kind == 0)
      settler_bundle_read(worker->settler, bundle);
    return kind;
  }
  struct arena *arena = fill_batch(worker);
  struct levering_source source = describe(worker, name);
  struct batch_levering judged = {.gebeurtenissen = NULL};
  bundle_refuse(worker->reader, &source, refusal, size, arena, &judged);
  if (is_kept(worker, &judged))
    kind = seal_file(worker, &judged, name, file, error);
  if (kind == 0)
    add_judged(worker, name, NULL, &judged);
  return kind;
}

static int judge(struct worker *worker, int file, const char *name, int64_t size, struct error *error)
{
  struct piece piece = {.name = name, .file = file, .size = size};
  int kind = zip_reader_is_zip(file, name) ? judge_zip(worker, file, name, size, error)
                                           : judge_piece(worker, &piece, error);
  return kind == 0 ? send_full_batch(worker, error) : kind;
}

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
  return kind == ENDED || kind == ERROR_AGAIN || kind == ERROR_UNAVAILABLE || worker->is_bus_broken;
}

static int take_file(int folder, const char *name, void *context, struct error *error)
{
  struct worker *worker = context;
  if (stop_level(worker) > 0)
    return ENDED;
  worker->found = true;
  int file = -1;
  int64_t size = 0;
  int kind = file_open(folder, name, &file, &size, error);
  if (kind == 0) {
    kind = judge(worker, file, name, size, error);
    close(file);
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
    kind = stop_level(worker) > 0 ? ENDED : inbox_take_left(loan->borrowed, &taken, &found, error);
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
  bool found = false;
  int kind = inbox_day_waits(worker->inbox, day, &found, error);
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
  if (kind <= 0 || worker->is_bus_broken)
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
  int64_t until = now_ms() + ROUND_MS;
  int kind = 0;
  for (size_t i = 0; i < days->count && kind == 0 && !worker->is_cut; i++) {
    kind = stop_level(worker) > 0 ? ENDED : take_day(worker, &days->items[i], error);
    kind = go_on_after(worker, kind, error);
    worker->is_cut = now_ms() > until && i + 1 < days->count;
  }
  return kind;
}

/* 0 or ENDED, or an error of the bus; those of the inbox are said and end only their part of the round. */
static int round_of_inbox(struct worker *worker, struct error *error)
{
  worker->found = worker->has_failed = worker->is_cut = false;
  loans_return_unused(worker->loans);
  if (product_domeinen_refresh(worker->producten, error) != 0 ||
      indicator_codes_refresh(worker->indicatoren, error) != 0 ||
      overeenkomsten_refresh(worker->overeenkomsten, error) != 0) {
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

/* Until all that is under way is settled, or for so long. */
static int wait_until_quiet(struct worker *worker, int timeout_ms, struct error *error)
{
  int64_t deadline = now_ms() + timeout_ms;
  int64_t left = timeout_ms;
  while (worker->sent > 0 && left > 0 && stop_level(worker) < STOP_NOW) {
    int kind = collect_acknowledged(worker, left < SEND_MS ? (int)left : SEND_MS, error);
    if (kind != 0)
      return kind;
    left = deadline - now_ms();
  }
  while (left > 0 && stop_level(worker) < STOP_NOW &&
         !settler_is_idle(worker->settler, left < SEND_MS ? (int)left : SEND_MS))
    left = deadline - now_ms();
  return 0;
}

static void rest(const struct worker *worker, int duration_ms)
{
  enum { SLICE_MS = 20 };
  for (int64_t until = now_ms() + duration_ms; now_ms() < until && stop_level(worker) == 0;)
    nanosleep(&(struct timespec){.tv_nsec = SLICE_MS * 1000000L}, NULL);
}

/* Nothing waits, and nothing is under way, of this worker or another. */
static bool is_done(struct worker *worker, struct error *error)
{
  if (worker->has_failed || worker->sent > 0 || !settler_is_idle(worker->settler, 0))
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
  if (worker->options->archive == NULL || (worker->swept_ms != 0 && now_ms() - worker->swept_ms < SWEEP_MS))
    return;
  worker->swept_ms = now_ms();
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
      kind = send_batch(worker, error);
    bool was_under_way = worker->sent > 0 || !settler_is_idle(worker->settler, 0);
    if (kind == 0)
      kind = wait_until_quiet(worker, idle_ms, error);
    if (kind != 0)
      return kind == ENDED ? 0 : kind;
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
  if (kind == 0)
    kind = bus_sender_open(options->bus, &worker->sender, error);
  if (kind != 0)
    return kind;
  worker->reader = levering_reader_new(options->pseudonymiser);
  worker->producten = product_domeinen_new(options->inbox);
  worker->indicatoren = indicator_codes_new(options->inbox);
  worker->overeenkomsten = overeenkomsten_new(options->inbox);
  worker->loans = loans_new(worker->inbox);
  struct settler_options settler = {worker->inbox, options->outbox, options->counts, options->archive};
  return settler_start(&settler, &worker->settler, error);
}

/* Settles what was acknowledged, within the time there is; what is being filled stays in the inbox. */
static int drain(struct worker *worker, struct error *error)
{
  int drain_ms = worker->options->drain_ms > 0 ? worker->options->drain_ms : DRAIN_MS;
  int kind = worker->is_bus_broken ? 0 : wait_until_quiet(worker, drain_ms, error);
  bool is_idle = settler_is_idle(worker->settler, 0);
  settler_stop(&worker->settler, is_idle);
  if (kind == 0 && (worker->sent > 0 || !is_idle)) {
    kind = error_set(error, ERROR_AGAIN, "stopped with leveringen under way; they are still in the inbox");
    error_hint(error, "the next run takes them up again");
  }
  return kind;
}

int worker_run(const struct worker_options *options, struct error *error)
{
  struct error unread; /* the worker itself reads what went wrong */
  error = error != NULL ? error : &unread;
  struct worker worker = {.options = options, .checking.is_on = log_is_shown(LOG_DEBUG)};
  arena_init(&worker.names, 4096);
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
  batch_free(&worker.batch);
  arena_fini(&worker.names);
  bus_sender_close(&worker.sender);
  levering_reader_free(&worker.reader);
  product_domeinen_free(&worker.producten);
  indicator_codes_free(&worker.indicatoren);
  overeenkomsten_free(&worker.overeenkomsten);
  loans_free(&worker.loans);
  inbox_close(&worker.inbox);
  log_debug("run.cpu", "ingest: %lld ms, of which reading, parsing and checking %lld ms",
      (long long)stopwatch_thread_ms(), (long long)stopwatch_ms(&worker.checking));
  return kind;
}
