/* Answers are looked at whenever something is sent or waited for, so that nothing piles up on the way back.
 */
#include "ingest/sending.h"

#include <stdlib.h>

#include "base/memory.h"
#include "base/stopwatch.h"

enum {
  BATCH_BYTES = 256 << 10, /* default */
  BATCHES_A_PART = 4,      /* the size of a part: a transaction takes hundreds of small ones slowly */
  BATCH_LEVERINGEN = 4096, /* small refused ones have hardly a weight */
  MOST_SETTLING = 64,      /* batches */
  LEAST_SETTLING = 2,
  SEND_MS = 50, /* a wait for room, between looks at what came back */
  STOP_NOW = 2  /* level of stop: not even what the receiver has begun on is ended */
};

/* The levering that is sent in parts. */
struct parts {
  size_t events;    /* in those that were sent; 0: none was */
  size_t under_way; /* batches without an answer */
  struct id levering;
  bool must_repeat;
  bool is_returned;
};

struct sending {
  struct sending_options options;
  struct bus_sender *bus;
  struct batch *batch; /* being filled; NULL: none */
  size_t sent;         /* batches without acknowledgement */
  struct parts parts;
  bool is_broken;
};

int sending_open(const struct sending_options *options, struct sending **out, struct error *error)
{
  struct bus_sender *bus = NULL;
  int kind = bus_sender_open(options->bus, &bus, error);
  if (kind != 0)
    return kind;
  struct sending *sending = memory_new(sizeof *sending);
  sending->options = *options;
  sending->bus = bus;
  *out = sending;
  return 0;
}

void sending_close(struct sending **sending)
{
  if (*sending == NULL)
    return;
  batch_free(&(*sending)->batch);
  bus_sender_close(&(*sending)->bus);
  free(*sending);
  *sending = NULL;
}

int sending_stop_level(const struct sending *sending)
{
  return sending->options.stop != NULL ? atomic_load(sending->options.stop) : 0;
}

bool sending_is_broken(const struct sending *sending)
{
  return sending->is_broken;
}

size_t sending_under_way(const struct sending *sending)
{
  return sending->sent;
}

/* --- filling --- */

struct arena *sending_arena(struct sending *sending)
{
  if (sending->batch == NULL)
    sending->batch = settler_spare(sending->options.settler);
  return &sending->batch->arena;
}

struct batch_levering *sending_add(struct sending *sending)
{
  (void)sending_arena(sending);
  return batch_add(sending->batch);
}

void sending_reset(struct sending *sending)
{
  if (sending->batch != NULL)
    batch_reset(sending->batch);
}

/* --- batches --- */

/* Takes *batch. */
static void take_answer(struct sending *sending, struct batch **batch)
{
  struct parts *parts = &sending->parts;
  sending->sent--;
  if ((*batch)->part != PART_NONE)
    parts->under_way--;
  switch ((*batch)->answer) {
  case BATCH_STORED:
    settler_add(sending->options.settler, batch);
    return;
  case BATCH_WRITTEN:
    settler_put_back(sending->options.settler, batch);
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

int sending_collect(struct sending *sending, int timeout_ms, struct error *error)
{
  while (sending->sent > 0) {
    struct batch *batch = NULL;
    int kind = bus_acknowledged(sending->bus, timeout_ms, &batch, error);
    sending->is_broken = sending->is_broken || kind != 0;
    if (kind != 0 || batch == NULL)
      return kind;
    take_answer(sending, &batch);
    timeout_ms = 0;
  }
  return 0;
}

static size_t batch_size(const struct sending *sending)
{
  return sending->options.batch_bytes > 0 ? sending->options.batch_bytes : BATCH_BYTES;
}

static size_t most_settling(const struct sending *sending)
{
  size_t most = sending->options.settling_bytes / batch_size(sending);
  if (sending->options.settling_bytes == 0 || most > MOST_SETTLING)
    return MOST_SETTLING;
  return most > LEAST_SETTLING ? most : LEAST_SETTLING;
}

/* SENDING_ENDED at this level of stop. */
static int wait_for_settler(struct sending *sending, int most_stop, struct error *error)
{
  while (settler_batches(sending->options.settler) >= most_settling(sending)) {
    if (sending_stop_level(sending) >= most_stop)
      return SENDING_ENDED;
    int kind = sending_collect(sending, 0, error);
    if (kind != 0)
      return kind;
    (void)settler_is_idle(sending->options.settler, SEND_MS);
  }
  return 0;
}

int sending_send(struct sending *sending, struct error *error)
{
  if (sending->batch == NULL || sending->batch->count == 0)
    return 0;
  int kind = wait_for_settler(sending, 1, error);
  while (kind == 0) {
    kind = bus_send(sending->bus, &sending->batch, SEND_MS, error);
    if (kind == 0) {
      sending->sent++;
      return sending_collect(sending, 0, error);
    }
    sending->is_broken = kind != ERROR_AGAIN;
    if (kind == ERROR_AGAIN)
      kind = sending_stop_level(sending) > 0 ? SENDING_ENDED : sending_collect(sending, 0, error);
  }
  return kind;
}

int sending_send_full(struct sending *sending, struct error *error)
{
  if (sending->batch == NULL ||
      (batch_bytes(sending->batch) < batch_size(sending) && sending->batch->count < BATCH_LEVERINGEN))
    return 0;
  return sending_send(sending, error);
}

int sending_wait(struct sending *sending, int timeout_ms, struct error *error)
{
  int64_t deadline = stopwatch_now_ms() + timeout_ms;
  int64_t left = timeout_ms;
  while (sending->sent > 0 && left > 0 && sending_stop_level(sending) < STOP_NOW) {
    int kind = sending_collect(sending, left < SEND_MS ? (int)left : SEND_MS, error);
    if (kind != 0)
      return kind;
    left = deadline - stopwatch_now_ms();
  }
  while (left > 0 && sending_stop_level(sending) < STOP_NOW &&
         !settler_is_idle(sending->options.settler, left < SEND_MS ? (int)left : SEND_MS))
    left = deadline - stopwatch_now_ms();
  return 0;
}

/* --- parts --- */

/* Until at most so many of them are without an answer. */
static int wait_for_parts(struct sending *sending, size_t most, struct error *error)
{
  int kind = 0;
  while (kind == 0 && sending->parts.under_way > most)
    kind = sending_stop_level(sending) >= STOP_NOW ? SENDING_ENDED : sending_collect(sending, SEND_MS, error);
  return kind;
}

/* What the receiver has begun on is ended even when told to stop. */
static int send_part(struct sending *sending, enum batch_part part, struct error *error)
{
  struct parts *parts = &sending->parts;
  int most_stop = parts->events > 0 ? STOP_NOW : 1;
  int kind = wait_for_settler(sending, most_stop, error);
  if (kind == 0)
    kind = wait_for_parts(sending, BATCH_PARTS_AHEAD - 1, error);
  sending->batch->part = part;
  sending->batch->part_from = parts->events;
  while (kind == 0) {
    if (parts->is_returned || parts->must_repeat)
      return parts->is_returned ? SENDING_ENDED : SENDING_REPEAT;
    kind = bus_send(sending->bus, &sending->batch, SEND_MS, error);
    if (kind == 0) {
      sending->sent++;
      parts->under_way++;
      return 0;
    }
    sending->is_broken = kind != ERROR_AGAIN;
    if (kind == ERROR_AGAIN)
      kind = sending_stop_level(sending) >= most_stop ? SENDING_ENDED : sending_collect(sending, 0, error);
  }
  return kind;
}

/* What was being filled has nothing but the beginning of this levering in it. */
static int take_part(
    void *context, const struct batch_levering *part, struct arena **arena, struct error *error)
{
  struct sending *sending = context;
  size_t events = part->gebeurtenis_count;
  sending->parts.levering = part->levering.id;
  *batch_add(sending->batch) = *part;
  int kind = send_part(sending, PART_MORE, error);
  if (kind != 0)
    return kind;
  sending->parts.events += events;
  *arena = sending_arena(sending);
  return 0;
}

struct levering_parts sending_begin_levering(struct sending *sending)
{
  sending->parts = (struct parts){.events = 0};
  return (struct levering_parts){BATCHES_A_PART * batch_size(sending), take_part, sending};
}

bool sending_is_in_parts(const struct sending *sending)
{
  return sending->parts.events > 0;
}

int sending_wait_for_parts(struct sending *sending, struct error *error)
{
  return wait_for_parts(sending, 0, error);
}

int sending_end_parts(struct sending *sending, struct error *error)
{
  struct parts *parts = &sending->parts;
  int kind = send_part(sending, PART_LAST, error);
  if (kind == 0)
    kind = wait_for_parts(sending, 0, error);
  if (kind == 0 && (parts->is_returned || parts->must_repeat))
    kind = parts->is_returned ? SENDING_ENDED : SENDING_REPEAT;
  return kind;
}

void sending_withdraw(struct sending *sending)
{
  struct error unsaid;
  if (sending->is_broken || sending_stop_level(sending) >= STOP_NOW)
    return;
  (void)sending_arena(sending);
  batch_reset(sending->batch);
  batch_add(sending->batch)->levering.id = sending->parts.levering;
  if (send_part(sending, PART_WITHDRAWN, &unsaid) != SENDING_ENDED)
    (void)!wait_for_parts(sending, 0, &unsaid);
}
