/* The inbox: folders of organisations, in them the days of receipt, in those the leveringen (DESIGN, Inbox
 * and days).
 *
 * A worker borrows an organisation's folder (inbox_borrow), lays loose files under today, and takes days: a
 * taken day is a folder of its own in `.werk/` where nobody else writes. Descriptors and borrowed
 * folders may be used from any thread, one at a time. Errors of a full or absent disk are there to be waited
 * out: every function may be called again. */
#ifndef SLUIS_INGEST_INBOX_H
#define SLUIS_INGEST_INBOX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "base/must_check.h"

enum { ORGANISATION_SIZE = 9, TAKEN_SIZE = 64 };

struct inbox;

/* Made when it is not there. */
MUST_CHECK int inbox_open(const char *path, struct inbox **out, struct error *error);
void inbox_close(struct inbox **inbox);
/* For the one `run` of this inbox, until inbox_close(). ERROR_AGAIN when another has it. */
MUST_CHECK int inbox_lock(struct inbox *inbox, struct error *error);
int inbox_folder(const struct inbox *inbox); /* the descriptor; still the inbox's */

/* A gemeente code or an AGB code. */
bool inbox_is_organisation(const char *name);

struct inbox_organisations {
  char (*names)[ORGANISATION_SIZE]; /* sorted */
  size_t count;
};
/* Whose folders are there. What is no organisation is left alone and said once in the log. */
MUST_CHECK int inbox_organisations(struct inbox *inbox, struct inbox_organisations *out, struct error *error);
void inbox_organisations_fini(struct inbox_organisations *organisations);

/* Whether there is anything to borrow an organisation's folder for, besides its days: loose files, and taken
 * days, of one who has the folder or left behind. Locks nothing. */
MUST_CHECK int inbox_look(struct inbox *inbox, const char *organisation, bool *found, struct error *error);
/* A name of a taken day in .werk. */
bool inbox_is_taken(const char *name);

/* Days of receipt of organisations that have a folder, empty ones among them. */
struct inbox_days {
  struct inbox_day {
    int32_t day;
    char organisation[ORGANISATION_SIZE];
  } * items;
  size_t count, capacity;
};
/* Adds those of an organisation. Locks nothing: others may take them meanwhile. */
MUST_CHECK int inbox_days_add(
    const struct inbox *inbox, const char *organisation, struct inbox_days *days, struct error *error);
/* What arrives today (and what says it is of a later day) first; then organisation by organisation, of each
 * the oldest day first. */
void inbox_days_sort(struct inbox_days *days, int32_t today);
void inbox_days_fini(struct inbox_days *days);
/* Whether that day holds anything to take. Locks nothing. */
MUST_CHECK int inbox_day_waits(
    struct inbox *inbox, const struct inbox_day *day, bool *waits, struct error *error);

/* An organisation's folder while one worker has it (flock). */
struct inbox_borrowed;
/* *out is NULL when another has it. */
MUST_CHECK int inbox_borrow(
    struct inbox *inbox, const char *organisation, struct inbox_borrowed **out, struct error *error);
void inbox_return(struct inbox_borrowed **borrowed);

/* Moves files laid directly in the organisation's folder under the day of today. */
MUST_CHECK int inbox_collect(struct inbox_borrowed *borrowed, int32_t today, struct error *error);

struct inbox_taken {
  char organisation[ORGANISATION_SIZE];
  char name[TAKEN_SIZE]; /* of the folder in .werk: never used twice */
  int32_t day;
  bool is_left; /* by an earlier worker or round: something of it may be settled */
};
/* What an earlier worker or round left in .werk; *found is false when there is nothing (more) of it. */
MUST_CHECK int inbox_take_left(
    struct inbox_borrowed *borrowed, struct inbox_taken *out, bool *found, struct error *error);
/* *found is false when that day holds nothing to take. */
MUST_CHECK int inbox_take(
    struct inbox_borrowed *borrowed, int32_t day, struct inbox_taken *out, bool *found, struct error *error);

#endif
