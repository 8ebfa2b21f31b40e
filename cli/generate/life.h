/* The simulated life of one client: what really was assigned and given, and which lines were sent about it.
 *
 * Two things are kept side by side. The facts (struct assignment, struct care) say what happened and on which
 * day each part of it became known to the region; waarheid/ is reckoned from them alone. The lines (struct
 * line) are what the messages are written from. A fact becomes known by sending its line, never otherwise. */
#ifndef SLUIS_CLI_GENERATE_LIFE_H
#define SLUIS_CLI_GENERATE_LIFE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/date.h"
#include "cli/generate/casus.h"
#include "cli/generate/random.h"
#include "cli/generate/region.h"

/* Of a date: not yet, never. Later than any day on which something can be known. */
#define NEVER DATE_INFINITY

enum signaal {
  SIGNAAL_TR019,
  SIGNAAL_TR063,
  SIGNAAL_TR071,
  SIGNAAL_TR074,
  SIGNAAL_TR307,
  SIGNAAL_TR308,
  SIGNAAL_TR323,
  SIGNAAL_TR326,
  SIGNAAL_TR332,
  SIGNAAL_TR338,
  SIGNAAL_TR339,
  SIGNAAL_TR340,
  SIGNAAL_TR382,
  SIGNAAL_TR384,
  SIGNAAL_TR389,
  SIGNAAL_TR390,
  SIGNAAL_TR413,
  SIGNAAL_TR414,
  SIGNAAL_TR415,
  SIGNAAL_SL01,
  SIGNAAL_SL02,
  SIGNAAL_SL03,
  SIGNAAL_SL04,
  SIGNAAL_COUNT
};

enum {
  MOST_ASSIGNMENTS = 32,
  MOST_LINES = 450,
  MOST_VERSIONS = 4,
  MOST_CARES = 2,
  MOST_STARTS = 2,
  MOST_STOPS = 2,
  MOST_PAUSES = 2,
  MOST_ODDITIES = 128,
  MOST_CASUS = 10
};

struct version {
  int32_t einde; /* NEVER: open */
  int32_t known; /* day of receipt */
};

struct care_start {
  int32_t begin, known, withdrawn; /* the last two: days of receipt */
};

struct care_stop {
  int32_t einde;
  const char *code; /* RedenBeeindiging */
  int32_t known, withdrawn;
};

struct care_pause {
  int32_t from, from_known; /* Einddatum of the temporary stop */
  int32_t to, to_known;     /* Begindatum of the start after it */
};

/* One stretch of care: what must become one traject. Starts and stops in the order of their Dagtekening. */
struct care {
  int32_t begin; /* what a stop says when its start is not there */
  int start_count, stop_count, pause_count;
  struct care_start starts[MOST_STARTS];
  struct care_stop stops[MOST_STOPS];
  struct care_pause pauses[MOST_PAUSES];
};

/* A toewijzing, or (version_count 0) care that nobody assigned. */
struct assignment {
  int gemeente, aanbieder, product; /* indexes in the tables of region.h */
  int nummer;                       /* ToewijzingNummer */
  int32_t ingang, einde;            /* einde: as the newest version that was thought of says */
  int32_t toewijzingsdatum;         /* of that version */
  int version_count, care_count;
  struct version versions[MOST_VERSIONS]; /* in business order */
  int32_t removed_known;                  /* RedenWijziging 13 */
  struct care cares[MOST_CARES];
  bool without_product; /* its 305 and 307 do not name the product */
  bool without_number;  /* nor the ToewijzingNummer */
  /* while sending */
  int32_t last_dagtekening, last_received;
};

enum line_kind { LINE_TOEWIJZING, LINE_START, LINE_STOP };

struct line {
  enum line_kind kind;
  int assignment; /* index in the life */
  int32_t dagtekening, received;
  int32_t toewijzingsdatum, einde; /* 301; einde also of a stop */
  int32_t begin;                   /* 305, 307 */
  const char *reden;               /* RedenWijziging (NULL: none) or RedenBeeindiging */
  char status;                     /* StatusAanlevering: '1' or '3' */
};

/* A line that leads to a signaal, from one day of receipt until another (NEVER: for good). */
struct oddity {
  enum signaal signaal;
  int assignment; /* index in the life */
  int32_t from, until;
};

struct life {
  struct random *random;
  int32_t first_day, last_day; /* of the simulated period: no line has a Dagtekening after it */
  int assignment_count, line_count, oddity_count, casus_count;
  struct assignment assignments[MOST_ASSIGNMENTS];
  struct line lines[MOST_LINES];
  struct oddity oddities[MOST_ODDITIES];
  struct casus casus[MOST_CASUS]; /* told in lists */
};

/* How a line travels. */
struct posting {
  int32_t dagtekening; /* at the earliest: never before the one of the line before it */
  int extra_days;      /* on the road */
  bool overtakable;    /* what is sent after it may arrive before it */
};

void life_init(struct life *life, struct random *random, int32_t first_day, int32_t last_day);
struct assignment *life_add_assignment(struct life *life);
struct casus *life_add_casus(struct life *life); /* not filled */
/* A new stretch of care that begins on begin. */
struct care *life_add_care(struct assignment *assignment, int32_t begin);

/* Each sends one line and notes in the facts when it was received. They return the day of receipt, or NEVER
 * when the simulated period ends before the line is written. */
int32_t life_assign(struct life *life, struct assignment *assignment, struct posting posting);
int32_t life_remove(struct life *life, struct assignment *assignment, struct posting posting);
int32_t life_start(struct life *life, struct assignment *assignment, struct care *care, int32_t begin,
    struct posting posting);
int32_t life_withdraw_start(
    struct life *life, struct assignment *assignment, struct care *care, struct posting posting);
/* begin: the start to which it belongs, which after a pause is another one than that of the care. */
int32_t life_stop(struct life *life, struct assignment *assignment, struct care *care, struct care_stop stop,
    int32_t begin, struct posting posting);
int32_t life_withdraw_stop(struct life *life, struct assignment *assignment, struct care *care, int32_t begin,
    struct posting posting);
int32_t life_pause(struct life *life, struct assignment *assignment, struct care *care, int32_t from,
    int32_t begin, struct posting posting);
int32_t life_resume(
    struct life *life, struct assignment *assignment, struct care *care, int32_t to, struct posting posting);
/* Lines that change nothing: a start (while the care runs), the withdrawal of a start that was never given,
 * a temporary stop while one holds already. */
int32_t life_idle_start(
    struct life *life, struct assignment *assignment, int32_t begin, struct posting posting);
int32_t life_idle_withdrawal(
    struct life *life, struct assignment *assignment, int32_t begin, struct posting posting);
int32_t life_idle_pause(
    struct life *life, struct assignment *assignment, int32_t from, int32_t begin, struct posting posting);

/* Notes what must be signalled; nothing when the line was never received, or mended before. */
void life_note(struct life *life, const struct assignment *assignment, enum signaal signaal, int32_t from,
    int32_t until);
/* The day on which the first version of the toewijzing was received; NEVER when none was. */
int32_t assignment_known(const struct assignment *assignment);

/* The same life with another product and number, told in the same messages. */
struct assignment *life_clone(
    struct life *life, const struct assignment *assignment, int product, int nummer);

#endif
