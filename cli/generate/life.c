/* Facts and lines of a life, kept in step: every function here sends one line and writes down when the region
 * received it. What a life does is decided in script.c; this file decides only when a line is written and
 * when it arrives. */
#include "cli/generate/life.h"

#include <assert.h>

enum { LATE_PER_MILLE = 40, LATE_LEAST = 15, LATE_MOST = 75 };

void life_init(struct life *life, struct random *random, int32_t first_day, int32_t last_day)
{
  life->random = random;
  life->first_day = first_day;
  life->last_day = last_day;
  life->assignment_count = 0;
  life->line_count = 0;
  life->oddity_count = 0;
  life->casus_count = 0;
}

struct assignment *life_add_assignment(struct life *life)
{
  assert(life->assignment_count < MOST_ASSIGNMENTS);
  struct assignment *assignment = &life->assignments[life->assignment_count++];
  *assignment = (struct assignment){.einde = NEVER,
      .removed_known = NEVER,
      .last_dagtekening = DATE_MINUS_INFINITY,
      .last_received = DATE_MINUS_INFINITY};
  return assignment;
}

struct casus *life_add_casus(struct life *life)
{
  assert(life->casus_count < MOST_CASUS);
  return &life->casus[life->casus_count++];
}

struct care *life_add_care(struct assignment *assignment, int32_t begin)
{
  assert(assignment->care_count < MOST_CARES);
  struct care *care = &assignment->cares[assignment->care_count++];
  *care = (struct care){.begin = begin};
  return care;
}

/* The day of receipt: a few days after the Dagtekening, sometimes weeks. What was written before the region
 * began to collect came in during its first days. */
static int32_t arrival(
    struct life *life, struct assignment *assignment, int32_t dagtekening, const struct posting *posting)
{
  int32_t received = dagtekening + random_below(life->random, 3) + posting->extra_days;
  if (random_chance(life->random, LATE_PER_MILLE))
    received += random_between(life->random, LATE_LEAST, LATE_MOST);
  if (received < life->first_day)
    received = life->first_day + random_below(life->random, 5);
  if (posting->overtakable)
    return received;
  if (received < assignment->last_received)
    received = assignment->last_received;
  assignment->last_received = received;
  return received;
}

static int32_t send(
    struct life *life, struct assignment *assignment, struct line line, const struct posting *posting)
{
  int32_t dagtekening = posting->dagtekening;
  if (dagtekening < assignment->last_dagtekening)
    dagtekening = assignment->last_dagtekening;
  assignment->last_dagtekening = dagtekening;
  if (dagtekening > life->last_day)
    return NEVER;
  assert(life->line_count < MOST_LINES);
  line.assignment = (int)(assignment - life->assignments);
  line.dagtekening = dagtekening;
  line.received = arrival(life, assignment, dagtekening, posting);
  life->lines[life->line_count++] = line;
  return line.received;
}

int32_t life_assign(struct life *life, struct assignment *assignment, struct posting posting)
{
  /* 04 a longer, 05 a shorter one; the first version changes nothing */
  const char *reden = NULL;
  if (assignment->version_count > 0)
    reden = assignment->einde < assignment->versions[assignment->version_count - 1].einde ? "05" : "04";
  struct line line = {.kind = LINE_TOEWIJZING,
      .toewijzingsdatum = assignment->toewijzingsdatum,
      .einde = assignment->einde,
      .reden = reden};
  int32_t known = send(life, assignment, line, &posting);
  assert(assignment->version_count < MOST_VERSIONS);
  assignment->versions[assignment->version_count++] = (struct version){assignment->einde, known};
  return known;
}

int32_t life_remove(struct life *life, struct assignment *assignment, struct posting posting)
{
  struct line line = {.kind = LINE_TOEWIJZING,
      .toewijzingsdatum = assignment->toewijzingsdatum,
      .einde = assignment->ingang,
      .reden = "13"};
  assignment->removed_known = send(life, assignment, line, &posting);
  return assignment->removed_known;
}

int32_t life_idle_start(
    struct life *life, struct assignment *assignment, int32_t begin, struct posting posting)
{
  struct line line = {.kind = LINE_START, .begin = begin, .status = '1'};
  return send(life, assignment, line, &posting);
}

int32_t life_idle_withdrawal(
    struct life *life, struct assignment *assignment, int32_t begin, struct posting posting)
{
  struct line line = {.kind = LINE_START, .begin = begin, .status = '3'};
  return send(life, assignment, line, &posting);
}

int32_t life_start(struct life *life, struct assignment *assignment, struct care *care, int32_t begin,
    struct posting posting)
{
  int32_t known = life_idle_start(life, assignment, begin, posting);
  assert(care->start_count < MOST_STARTS);
  care->starts[care->start_count++] = (struct care_start){begin, known, NEVER};
  return known;
}

int32_t life_withdraw_start(
    struct life *life, struct assignment *assignment, struct care *care, struct posting posting)
{
  struct care_start *start = &care->starts[care->start_count - 1];
  struct line line = {.kind = LINE_START, .begin = start->begin, .status = '3'};
  start->withdrawn = send(life, assignment, line, &posting);
  return start->withdrawn;
}

static int32_t send_stop(struct life *life, struct assignment *assignment, const struct care_stop *stop,
    int32_t begin, char status, const struct posting *posting)
{
  struct line line = {
      .kind = LINE_STOP, .begin = begin, .einde = stop->einde, .reden = stop->code, .status = status};
  return send(life, assignment, line, posting);
}

int32_t life_stop(struct life *life, struct assignment *assignment, struct care *care, struct care_stop stop,
    int32_t begin, struct posting posting)
{
  stop.known = send_stop(life, assignment, &stop, begin, '1', &posting);
  stop.withdrawn = NEVER;
  assert(care->stop_count < MOST_STOPS);
  care->stops[care->stop_count++] = stop;
  return stop.known;
}

int32_t life_withdraw_stop(struct life *life, struct assignment *assignment, struct care *care, int32_t begin,
    struct posting posting)
{
  struct care_stop *stop = &care->stops[care->stop_count - 1];
  stop->withdrawn = send_stop(life, assignment, stop, begin, '3', &posting);
  return stop->withdrawn;
}

int32_t life_idle_pause(
    struct life *life, struct assignment *assignment, int32_t from, int32_t begin, struct posting posting)
{
  struct care_stop stop = {.einde = from, .code = "20"};
  return send_stop(life, assignment, &stop, begin, '1', &posting);
}

int32_t life_pause(struct life *life, struct assignment *assignment, struct care *care, int32_t from,
    int32_t begin, struct posting posting)
{
  int32_t known = life_idle_pause(life, assignment, from, begin, posting);
  assert(care->pause_count < MOST_PAUSES);
  care->pauses[care->pause_count++] = (struct care_pause){from, known, NEVER, NEVER};
  return known;
}

int32_t life_resume(
    struct life *life, struct assignment *assignment, struct care *care, int32_t to, struct posting posting)
{
  struct care_pause *pause = &care->pauses[care->pause_count - 1];
  pause->to = to;
  pause->to_known = life_idle_start(life, assignment, to, posting);
  return pause->to_known;
}

void life_note(
    struct life *life, const struct assignment *assignment, enum signaal signaal, int32_t from, int32_t until)
{
  if (from >= until)
    return;
  assert(life->oddity_count < MOST_ODDITIES);
  life->oddities[life->oddity_count++] = (struct oddity){
      .signaal = signaal, .assignment = (int)(assignment - life->assignments), .from = from, .until = until};
}

int32_t assignment_known(const struct assignment *assignment)
{
  int32_t known = NEVER;
  for (int i = 0; i < assignment->version_count; i++)
    if (assignment->versions[i].known < known)
      known = assignment->versions[i].known;
  return known;
}

struct assignment *life_clone(struct life *life, const struct assignment *assignment, int product, int nummer)
{
  int from = (int)(assignment - life->assignments);
  struct assignment *twin = life_add_assignment(life);
  *twin = *assignment;
  twin->product = product;
  twin->nummer = nummer;
  int line_count = life->line_count;
  for (int i = 0; i < line_count; i++) {
    if (life->lines[i].assignment != from)
      continue;
    assert(life->line_count < MOST_LINES);
    struct line line = life->lines[i];
    line.assignment = (int)(twin - life->assignments);
    life->lines[life->line_count++] = line;
  }
  return twin;
}
