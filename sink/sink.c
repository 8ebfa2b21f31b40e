/* The transaction of a partij.
 *
 * DESIGN. sink_claim takes a new epoch in beheer.positie, which waits for a transaction of the former owner
 * that is still under way and makes its next one fail. sink_begin moves the positions inside the server by
 * compare-and-set: their rows stay locked until the end, so that of one source at most one partij is under
 * way, and what sink_write looks up of the clients of that source stays true until the commit. Locks are
 * waited for a few seconds only: the owner must be able to hear a request to stop while a rebuild holds the
 * positions. */
#include "sink/sink.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/crash_point.h"
#include "base/memory.h"
#include "sink/aankomst.h"
#include "sink/events.h"
#include "sink/geweigerd.h"
#include "sink/gewist.h"
#include "sink/leveringen.h"
#include "sink/over_clienten.h"
#include "sink/verhuizing.h"
#include "sink/versions.h"
#include "warehouse/binary.h"
#include "warehouse/database.h"
#include "warehouse/migrate.h"

/* Statistics grow old with the share of what is new: so many events, and one of so many stored ones. A look
 * at all tables of a large warehouse costs more than loading a day. */
enum { EVENTS_TO_ANALYZE = 10000, SHARE_TO_ANALYZE = 20 };
enum { STATEMENT_BYTES = 512, BEGIN_BYTES = 1 << 20, CLIENTS_AT_ONCE = 1000, MOST_BYTES = 1 << 30 };

#define UNIQUE_VIOLATION "23505"

/* A transaction that its client left open, as a stopped process does, must not hold up the next owner, nor
 * those of other sources; the same in the middle of a COPY, where only the time of the statement counts. All
 * that this connection asks for is rows by primary key, in sorted order: the plan is to say so however young
 * the statistics are. */
static const char session_sql[] =
    "set lock_timeout = '5s'; set statement_timeout = '5min'; set idle_in_transaction_session_timeout = "
    "'30s'; "
    "set enable_hashjoin = off; set enable_mergejoin = off; set enable_seqscan = off; "
    "set jit = off"; /* a plan with a disabled node looks so dear that it would be compiled, at 40 ms each */

/* A source that is ours as long as its epoch is the newest. */
struct claim {
  char *source;
  int64_t epoch;
};

struct sink {
  struct database *database; /* NULL while not connected */
  struct claim *claims;
  size_t claim_count;
  size_t claim_capacity;
  int64_t inbox_position; /* other sources say where their ranges begin */
  bool is_inbox;          /* the partij in hand; or: */
  const char *loose_from; /* the first source of its records; NULL: leveringen come whole */
  bool has_doubles;       /* beheer.levering_dubbel holds something */
  bool has_tombstones;
  size_t queue_bytes;     /* goes into the position with the commit */
  struct namings namings; /* of the partij in hand, as are: */
  int32_t closed_through; /* last closed day of receipt */
  struct nummers nummers; /* with lines that nobody held against those of other clients yet */
  size_t written;         /* new events */
  bool has_refused;       /* something waits in the quarantine, or does so from now on */
  struct namings kept;    /* as namings and written were at the savepoint */
  size_t kept_written;
  struct over_clienten touched; /* and not settled yet */
  bool has_savepoint;
  bool is_refused; /* the last write, as refusal says */
  struct sink_refusal refusal;
  bool has_parts;         /* loose records were stored since parts of leveringen were joined */
  size_t unanalyzed;      /* events stored since the statistics were brought up to date */
  size_t worth_analyzing; /* not before so many */
};

struct sink *sink_new(void)
{
  struct sink *sink = memory_new(sizeof *sink);
  sink->worth_analyzing = EVENTS_TO_ANALYZE;
  over_clienten_init(&sink->touched);
  return sink;
}

void sink_free(struct sink **sink)
{
  if (*sink == NULL)
    return;
  sink_disconnect(*sink);
  free((*sink)->claims);
  namings_fini(&(*sink)->namings);
  namings_fini(&(*sink)->kept);
  nummers_fini(&(*sink)->nummers);
  over_clienten_fini(&(*sink)->touched);
  free(*sink);
  *sink = NULL;
}

void sink_disown(struct sink *sink)
{
  for (size_t i = 0; i < sink->claim_count; i++)
    free(sink->claims[i].source);
  sink->claim_count = 0;
}

void sink_disconnect(struct sink *sink)
{
  database_close(&sink->database);
  sink_disown(sink);
}

int sink_connect(struct sink *sink, struct error *error)
{
  sink_disconnect(sink);
  int kind = database_open("sluis load", &sink->database, error);
  if (kind == 0)
    kind = database_execute(sink->database, session_sql, error);
  if (kind == 0)
    kind = migrate_check(sink->database, error);
  if (kind != 0)
    sink_disconnect(sink);
  return kind;
}

/* The calls of sink.h that need a connection. */
static int must_be_connected(const struct sink *sink, struct error *error)
{
  if (sink->database != NULL)
    return 0;
  return error_set(error, ERROR_AGAIN, "not connected to PostgreSQL");
}

/* --- which sources are ours --- */

static const struct claim *find_claim(const struct sink *sink, const char *source)
{
  for (size_t i = 0; i < sink->claim_count; i++)
    if (strcmp(sink->claims[i].source, source) == 0)
      return &sink->claims[i];
  return NULL;
}

/* 0: not ours. */
static int64_t epoch_of(const struct sink *sink, const char *source)
{
  const struct claim *claim = find_claim(sink, source);
  return claim != NULL ? claim->epoch : 0;
}

static void keep_claim(struct sink *sink, const char *source, int64_t epoch)
{
  for (size_t i = 0; i < sink->claim_count; i++) {
    if (strcmp(sink->claims[i].source, source) == 0) {
      sink->claims[i].epoch = epoch;
      return;
    }
  }
  if (sink->claim_count == sink->claim_capacity) {
    sink->claim_capacity = sink->claim_capacity > 0 ? 2 * sink->claim_capacity : 4;
    sink->claims = memory_resize(sink->claims, sink->claim_capacity * sizeof *sink->claims);
  }
  sink->claims[sink->claim_count++] = (struct claim){.source = memory_text(source), .epoch = epoch};
}

static int take_over(struct sink *sink, const char *source, int64_t *position, struct error *error)
{
  struct database_parameter parameter = {.value = source};
  struct database_rows *rows = NULL;
  int kind = database_query(sink->database, "select epoch, positie from beheer.neem_over($1)", &parameter, 1,
      DATABASE_TEXT, &rows, error);
  if (kind != 0)
    return kind;
  keep_claim(sink, source, strtoll(database_rows_value(rows, 0, 0), NULL, 10));
  *position = strtoll(database_rows_value(rows, 0, 1), NULL, 10);
  database_rows_free(&rows);
  return 0;
}

int sink_read_position(struct sink *sink, const char *source, int64_t *position, struct error *error)
{
  struct database_rows *rows = NULL;
  struct database_parameter parameter = {source, (int)strlen(source), false};
  int kind = must_be_connected(sink, error);
  if (kind == 0)
    kind = database_query(sink->database, "select positie from beheer.positie where bron = $1", &parameter, 1,
        DATABASE_TEXT, &rows, error);
  if (kind != 0)
    return kind;
  *position = database_rows_count(rows) > 0 ? strtoll(database_rows_value(rows, 0, 0), NULL, 10) : 0;
  database_rows_free(&rows);
  return 0;
}

int sink_claim(struct sink *sink, const char *source, int64_t *position, struct error *error)
{
  int64_t next = 0;
  int kind = must_be_connected(sink, error);
  if (kind != 0)
    return kind;
  crash_point("sink.connect.before");
  kind = take_over(sink, source, &next, error);
  if (kind == 0) /* in a snapshot of its own: taking over may have waited for a client to be erased */
    kind = gewist_has_any(sink->database, &sink->has_tombstones, error);
  crash_point("sink.connect.after");
  if (kind != 0)
    return kind;
  if (strcmp(source, SINK_INBOX) == 0)
    sink->inbox_position = next;
  if (position != NULL)
    *position = next;
  return 0;
}

/* --- a transaction --- */

static void forget_partij(struct sink *sink)
{
  namings_reset(&sink->namings);
  nummers_reset(&sink->nummers);
  over_clienten_reset(&sink->touched);
  sink->has_savepoint = false;
  sink->written = 0;
}

/* call: the function that begins it and gives the last closed day. */
static int begin(struct sink *sink, const char *call, int32_t *closed_through, struct error *error)
{
  forget_partij(sink);
  crash_point("sink.begin.before");
  struct buffer sql;
  buffer_init(&sql, BEGIN_BYTES);
  /* the day as a number: infinite days have no difference, and are told by their own values */
  buffer_format(&sql,
      "begin; select case when isfinite(dag) then dag - date '1970-01-01' else %d end, "
      "exists (select from beheer.geweigerd), exists (select from beheer.levering_dubbel) from %s as dag",
      INT32_MIN, call);
  struct database_rows *rows = NULL;
  int kind = database_select(sink->database, sql.data, &rows, error);
  buffer_fini(&sql);
  if (kind != 0)
    return kind;
  *closed_through = (int32_t)strtol(database_rows_value(rows, 0, 0), NULL, 10);
  sink->closed_through = *closed_through;
  sink->has_refused = database_rows_value(rows, 0, 1)[0] == 't';
  sink->has_doubles = database_rows_value(rows, 0, 2)[0] == 't';
  database_rows_free(&rows);
  crash_point("sink.begin.after");
  return 0;
}

/* "beheer.begin_partij(array['a', 'b'], '{1,1}', '{0,0}', '{7,9}')" */
static void append_ranges(
    struct buffer *call, const struct sink *sink, const struct sink_range *ranges, size_t count)
{
  buffer_text(call, "beheer.begin_partij(array[");
  for (size_t i = 0; i < count; i++)
    buffer_format(call, "%s'%s'", i > 0 ? ", " : "", ranges[i].source);
  buffer_text(call, "]::text[], '{");
  for (size_t i = 0; i < count; i++)
    buffer_format(call, "%s%lld", i > 0 ? "," : "", (long long)epoch_of(sink, ranges[i].source));
  buffer_text(call, "}', '{");
  for (size_t i = 0; i < count; i++)
    buffer_format(call, "%s%lld", i > 0 ? "," : "", (long long)ranges[i].from);
  buffer_text(call, "}', '{");
  for (size_t i = 0; i < count; i++)
    buffer_format(call, "%s%lld", i > 0 ? "," : "", (long long)ranges[i].to);
  buffer_text(call, "}')");
}

/* Names of sources are letters, digits and these: they stand in a statement as they are. */
static bool is_name(const char *source)
{
  return source[strspn(source, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._:-")] == '\0';
}

static int must_be_ours(
    const struct sink *sink, const struct sink_range *ranges, size_t count, struct error *error)
{
  int kind = must_be_connected(sink, error);
  for (size_t i = 0; kind == 0 && i < count; i++)
    if (!is_name(ranges[i].source) || epoch_of(sink, ranges[i].source) == 0)
      kind = error_set(error, ERROR_INTERNAL, "a partij of a source that was not claimed");
  return kind;
}

/* Any of them would do, as long as nobody else has it: by name, so that it is the same one next time. */
static const char *first_source(const struct sink *sink, const struct sink_range *ranges, size_t count)
{
  const char *first = NULL;
  for (size_t i = 0; i < count; i++)
    if (first == NULL || strcmp(ranges[i].source, first) < 0)
      first = ranges[i].source;
  const struct claim *claim = first != NULL ? find_claim(sink, first) : NULL;
  return claim != NULL ? claim->source : NULL;
}

static int begin_ranges(struct sink *sink, const struct sink_range *ranges, size_t count,
    int32_t *closed_through, struct error *error)
{
  int kind = must_be_ours(sink, ranges, count, error);
  if (kind != 0)
    return kind;
  struct buffer call;
  buffer_init(&call, BEGIN_BYTES);
  append_ranges(&call, sink, ranges, count);
  kind = call.failed ? error_set(error, ERROR_INTERNAL, "a partij of too many sources")
                     : begin(sink, call.data, closed_through, error);
  buffer_fini(&call);
  if (kind == ERROR_UNAVAILABLE)
    error_hint(error, "another sluis loads into this warehouse, it was rebuilt, or clients were erased: "
                      "all of this partij is done again");
  return kind;
}

int sink_begin(struct sink *sink, const struct sink_range *ranges, size_t count, int32_t *closed_through,
    struct error *error)
{
  sink->is_inbox = false;
  sink->loose_from = first_source(sink, ranges, count);
  return begin_ranges(sink, ranges, count, closed_through, error);
}

int sink_begin_inbox(struct sink *sink, int32_t *closed_through, struct error *error)
{
  struct sink_range next = {
      .source = SINK_INBOX, .from = sink->inbox_position, .to = sink->inbox_position + 1};
  sink->is_inbox = true;
  sink->loose_from = NULL;
  return begin_ranges(sink, &next, 1, closed_through, error);
}

int sink_begin_alone(struct sink *sink, int32_t *closed_through, struct error *error)
{
  int kind = must_be_connected(sink, error);
  sink->is_inbox = false;
  sink->loose_from = NULL;
  if (kind == 0)
    kind = begin(sink, "beheer.begin_alleen()", closed_through, error);
  if (kind == 0) /* now that nobody erases */
    kind = gewist_has_any(sink->database, &sink->has_tombstones, error);
  return kind;
}

int sink_keep_out(
    struct sink *sink, const struct gebeurtenis **events, size_t count, size_t *kept, struct error *error)
{
  *kept = count;
  int kind = must_be_connected(sink, error);
  if (kind != 0 || !sink->has_tombstones)
    return kind;
  kind = gewist_sift(sink->database, events, count, kept, error);
  if (kind != 0)
    return kind;
  if (sink->loose_from != NULL)
    return aankomst_leave_out(
        sink->database, events + *kept, count - *kept, true, &sink->namings, &sink->has_doubles, error);
  namings_keep_out(&sink->namings, events + *kept, count - *kept);
  return 0;
}

static int read_some(struct sink *sink, const struct id *clients, size_t count, struct database_rows **rows,
    struct error *error)
{
  struct buffer ids;
  buffer_init(&ids, MOST_BYTES);
  binary_array_begin(&ids, BINARY_ID);
  for (size_t i = 0; i < count; i++)
    binary_id(&ids, &clients[i]);
  binary_array_end(&ids, count);
  struct database_parameter parameter = {ids.data, (int)ids.size, true};
  int kind = database_query(sink->database,
      "select " EVENTS_COLUMNS
      " from dwh.gebeurtenis where pseudoniem = any($1::uuid[]) order by pseudoniem, id",
      &parameter, 1, DATABASE_BINARY, rows, error);
  buffer_fini(&ids);
  return kind;
}

static int hand_over(
    const struct database_rows *rows, sink_event_taker *taker, void *taker_context, struct error *error)
{
  struct arena arena;
  arena_init(&arena, 0);
  int kind = 0;
  size_t count = database_rows_count(rows);
  for (size_t i = 0; kind == 0 && i < count; i++) {
    struct bekende_gebeurtenis event;
    arena_reset(&arena);
    kind = events_decode(rows, i, &arena, &event, error);
    if (kind == 0)
      kind = taker(&event, taker_context, error);
  }
  arena_fini(&arena);
  return kind;
}

/* In pieces, so that the answer to a partij of many clients does not lie in memory as a whole. */
int sink_read_events(void *context, const struct id *clients, size_t count, sink_event_taker *taker,
    void *taker_context, struct error *error)
{
  struct sink *sink = context;
  int kind = must_be_connected(sink, error);
  for (size_t i = 0; kind == 0 && i < count; i += CLIENTS_AT_ONCE) {
    size_t piece = count - i < CLIENTS_AT_ONCE ? count - i : CLIENTS_AT_ONCE;
    struct database_rows *rows = NULL;
    kind = read_some(sink, clients + i, piece, &rows, error);
    if (kind == 0)
      kind = hand_over(rows, taker, taker_context, error);
    database_rows_free(&rows);
  }
  return kind;
}

static int write_events(struct sink *sink, const struct wijzigingen *changes, struct error *error)
{
  crash_point("sink.events.before");
  int kind = events_insert(sink->database, changes->nieuw, changes->nieuw_count, error);
  if (kind == 0)
    kind = events_rename(sink->database, changes->hernoemd, changes->hernoemd_count, error);
  if (kind == 0)
    crash_point("sink.events.after");
  return kind;
}

/* What spans clients is settled as late as can be, under a lock that keeps other loaders waiting; but at once
 * where a refusal is to be blamed on these changes. */
static int write_rows(struct sink *sink, const struct wijzigingen *changes, struct error *error)
{
  crash_point("sink.rows.before");
  int kind = versions_write(sink->database, changes, error);
  if (kind != 0)
    return kind;
  over_clienten_add(&sink->touched, changes);
  if (sink->has_savepoint || over_clienten_is_large(&sink->touched))
    kind = over_clienten_write(sink->database, &sink->touched, error);
  if (kind == 0)
    crash_point("sink.rows.after");
  return kind;
}

static void note_refusal(struct sink *sink, bool is_event)
{
  const struct database_refusal *said = database_refused(sink->database);
  struct sink_refusal *refusal = &sink->refusal;
  sink->is_refused = true;
  refusal->is_event = is_event;
  memcpy(refusal->sqlstate, said->sqlstate, sizeof refusal->sqlstate);
  memcpy(refusal->table, said->table, sizeof refusal->table);
  if (is_event && refusal->table[0] == '\0') /* PostgreSQL names none for a value that no type takes */
    snprintf(refusal->table, sizeof refusal->table, "dwh.gebeurtenis");
  memcpy(refusal->column, said->column, sizeof refusal->column);
  memcpy(refusal->constraint, said->constraint, sizeof refusal->constraint);
}

const struct sink_refusal *sink_refused(const struct sink *sink)
{
  return sink->is_refused ? &sink->refusal : NULL;
}

int sink_write(struct sink *sink, const struct wijzigingen *changes, struct error *error)
{
  struct error unread; /* the kind is read here */
  error = error != NULL ? error : &unread;
  sink->is_refused = false;
  int kind = must_be_connected(sink, error);
  if (kind != 0)
    return kind;
  kind = write_events(sink, changes, error);
  bool is_event = kind != 0;
  if (kind == 0)
    kind = write_rows(sink, changes, error);
  if (kind == ERROR_DATA)
    note_refusal(sink, is_event);
  if (kind != 0)
    return kind;
  if (!sink->is_inbox)
    kind = aankomst_write(sink->database, changes, &sink->namings, &sink->has_doubles, error);
  if (kind != 0)
    return kind;
  namings_add(&sink->namings, changes);
  nummers_add(&sink->nummers, changes);
  sink->written += changes->nieuw_count;
  return 0;
}

int sink_settle(struct sink *sink, struct error *error)
{
  sink->is_refused = false;
  int kind = must_be_connected(sink, error);
  if (kind == 0)
    kind = over_clienten_write(sink->database, &sink->touched, error);
  if (kind == ERROR_DATA)
    note_refusal(sink, false);
  return kind;
}

int sink_savepoint(struct sink *sink, struct error *error)
{
  int kind = sink_settle(sink, error);
  namings_copy(&sink->kept, &sink->namings);
  sink->kept_written = sink->written;
  sink->has_savepoint = true;
  return kind == 0 ? database_execute(sink->database, "savepoint poging", error) : kind;
}

int sink_release(struct sink *sink, struct error *error)
{
  int kind = must_be_connected(sink, error);
  sink->has_savepoint = false;
  return kind == 0 ? database_execute(sink->database, "release savepoint poging", error) : kind;
}

int sink_roll_back(struct sink *sink, struct error *error)
{
  int kind = must_be_connected(sink, error);
  namings_copy(&sink->namings, &sink->kept);
  over_clienten_reset(&sink->touched);
  sink->written = sink->kept_written;
  sink->has_savepoint = false;
  if (kind != 0)
    return kind;
  return database_execute(sink->database, "rollback to savepoint poging; release savepoint poging", error);
}

int sink_quarantine(struct sink *sink, const struct gebeurtenis *const *events, size_t count,
    const struct sink_refusal *why, struct error *error)
{
  int kind = must_be_connected(sink, error);
  if (kind == 0)
    kind = geweigerd_insert(sink->database, events, count, why, error);
  if (kind == 0 && sink->loose_from != NULL)
    kind =
        aankomst_leave_out(sink->database, events, count, false, &sink->namings, &sink->has_doubles, error);
  return kind;
}

int sink_quarantine_unreadable(
    struct sink *sink, const struct sink_unreadable *records, size_t count, struct error *error)
{
  int kind = must_be_connected(sink, error);
  return kind == 0 ? onleesbaar_insert(sink->database, records, count, error) : kind;
}

int sink_read_refused(struct sink *sink, const struct sink_refused_key *keys, size_t count,
    sink_event_taker *taker, void *taker_context, struct error *error)
{
  struct database_rows *rows = NULL;
  int kind = must_be_connected(sink, error);
  if (kind == 0)
    kind = geweigerd_read(sink->database, keys, count, &rows, error);
  if (kind == 0)
    kind = hand_over(rows, taker, taker_context, error);
  database_rows_free(&rows);
  return kind;
}

int sink_count_attempts(
    struct sink *sink, const struct gebeurtenis *const *events, size_t count, struct error *error)
{
  int kind = must_be_connected(sink, error);
  return kind == 0 ? geweigerd_count_attempts(sink->database, events, count, error) : kind;
}

int sink_read_shared(struct sink *sink, sink_line_taker *taker, void *context, struct error *error)
{
  int kind = must_be_connected(sink, error);
  if (kind != 0)
    return kind;
  crash_point("sink.verhuizing.before");
  kind = nummers_read_shared(sink->database, &sink->nummers, taker, context, error);
  nummers_reset(&sink->nummers);
  return kind;
}

int sink_put_waiting(
    struct sink *sink, const struct bekende_gebeurtenis *events, size_t count, struct error *error)
{
  int kind = must_be_connected(sink, error);
  return kind == 0 ? te_vouwen_put(sink->database, events, count, error) : kind;
}

int sink_take_waiting(struct sink *sink, const struct sink_own_clients *own, struct arena *arena,
    struct bekende_gebeurtenis **events, size_t *count, struct error *error)
{
  int kind = must_be_connected(sink, error);
  if (kind == 0)
    kind = te_vouwen_take(sink->database, own, arena, events, count, error);
  if (kind == 0)
    crash_point("sink.verhuizing.after");
  return kind;
}

int sink_has_waiting(struct sink *sink, const struct sink_own_clients *own, bool *out, struct error *error)
{
  int kind = must_be_connected(sink, error);
  return kind == 0 ? te_vouwen_has(sink->database, own, out, error) : kind;
}

/* A row that another loader stored first, as it may when a source was taken over: no fault of ours. */
static int as_race(const struct sink *sink, int kind, struct error *error)
{
  if (kind != ERROR_DATA || strcmp(database_refused(sink->database)->sqlstate, UNIQUE_VIOLATION) != 0)
    return kind;
  error->kind = ERROR_AGAIN;
  return ERROR_AGAIN;
}

/* Whoever is alone shares its rows with nobody either. */
static const char *source_of_numbers(const struct sink *sink)
{
  if (sink->loose_from != NULL)
    return sink->loose_from;
  return sink->is_inbox ? SINK_INBOX : "quarantaine";
}

int sink_leveringen(struct sink *sink, const struct levering *const *leveringen, size_t count,
    size_t queue_bytes, struct error *error)
{
  struct error unread; /* the kind is set here */
  error = error != NULL ? error : &unread;
  int kind = must_be_connected(sink, error);
  if (kind != 0)
    return kind;
  kind = sink_settle(sink, error);
  if (kind != 0)
    return kind;
  crash_point("sink.leveringen.before");
  struct leveringen_options options = {.source = source_of_numbers(sink),
      .is_loose = sink->loose_from != NULL,
      .closed_through = sink->closed_through};
  kind = leveringen_write(sink->database, leveringen, count, &sink->namings, &options, error);
  kind = as_race(sink, kind, error);
  if (kind == 0 && sink->has_refused)
    kind = database_execute(sink->database, "select beheer.wis_opgenomen()", error);
  if (kind != 0)
    return kind;
  crash_point("sink.leveringen.after");
  sink->queue_bytes = queue_bytes;
  return 0;
}

int sink_commit(struct sink *sink, struct error *error)
{
  int kind = must_be_connected(sink, error);
  if (kind != 0)
    return kind;
  crash_point("sink.commit.before");
  struct buffer sql;
  buffer_init(&sql, STATEMENT_BYTES);
  if (sink->is_inbox)
    buffer_format(&sql, "update beheer.positie set wachtrij_bytes = %zu where bron = '%s'; ",
        sink->queue_bytes, SINK_INBOX);
  buffer_text(&sql, "commit");
  kind = database_commit(sink->database, sql.data, error);
  buffer_fini(&sql);
  if (kind != 0)
    return kind;
  crash_point("sink.commit.after");
  if (sink->is_inbox)
    sink->inbox_position++;
  sink->unanalyzed += sink->written;
  sink->has_parts |= sink->loose_from != NULL;
  return 0;
}

/* What another loader is looking at is left to that one. */
static int analyze(struct sink *sink, struct error *error)
{
  struct buffer sql;
  buffer_init(&sql, STATEMENT_BYTES);
  buffer_text(&sql, "analyze (skip_locked) dwh.gebeurtenis, beheer.levering, beheer.melding");
  for (size_t i = 0; i < FEIT_COUNT; i++)
    buffer_format(&sql, ", %s", feit_specs[i]->table);
  int kind = database_execute(sink->database, sql.data, error);
  buffer_fini(&sql);
  return kind;
}

/* By the statistics that there are: none count as no event, so that a new warehouse is looked at early. */
static int read_events_known(struct sink *sink, size_t *out, struct error *error)
{
  struct database_rows *rows = NULL;
  int kind = database_select(sink->database,
      "select greatest(reltuples, 0)::bigint from pg_class where oid = 'dwh.gebeurtenis'::regclass", &rows,
      error);
  if (kind != 0)
    return kind;
  *out = (size_t)strtoll(database_rows_value(rows, 0, 0), NULL, 10);
  database_rows_free(&rows);
  return 0;
}

/* Rows that loaders kept apart of leveringen that are whole by now. */
static int join_parts(struct sink *sink, struct error *error)
{
  struct database_rows *rows = NULL;
  int kind = must_be_connected(sink, error);
  if (kind == 0)
    kind = database_select(sink->database, "select beheer.voeg_delen_samen(10000)", &rows, error);
  database_rows_free(&rows);
  sink->has_parts = kind != 0;
  return kind;
}

int sink_maintain(struct sink *sink, struct error *error)
{
  size_t known = 0;
  if (sink->has_parts) {
    int joined = join_parts(sink, error);
    if (joined != 0)
      return joined;
  }
  if (sink->unanalyzed < sink->worth_analyzing)
    return 0;
  int kind = must_be_connected(sink, error);
  if (kind == 0)
    kind = read_events_known(sink, &known, error);
  if (kind != 0)
    return kind;
  if (sink->unanalyzed < known / SHARE_TO_ANALYZE) {
    sink->worth_analyzing = known / SHARE_TO_ANALYZE;
    return 0;
  }
  kind = analyze(sink, error);
  if (kind == 0) {
    sink->unanalyzed = 0;
    sink->worth_analyzing = EVENTS_TO_ANALYZE;
  }
  return kind;
}
