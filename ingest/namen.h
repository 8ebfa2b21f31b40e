/* The names that were given out on one day of receipt of one organisation: `.namen/.<day>`.
 *
 * While a struct namen is open nobody else lays files under names of this organisation or takes its days. */
#ifndef SLUIS_INGEST_NAMEN_H
#define SLUIS_INGEST_NAMEN_H

#include <limits.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "base/key_set.h"
#include "base/must_check.h"

struct namen {
  int lock; /* the folder .namen */
  int file;
  struct key_set taken;
};

/* A name of a file that may be taken: does not begin with `.` and does not end in `.part`. */
bool name_is_finished(const char *name);

/* organisation: descriptor of its folder. Waits while another has them. */
MUST_CHECK int namen_open(int organisation, int32_t day, struct namen *out, struct error *error);
void namen_close(struct namen *namen);

/* What is to get a name: a file without one yet, or one to be renamed. */
struct unnamed {
  int file;   /* opened with O_TMPFILE; -1: */
  int folder; /* then it is this one */
  const char *name;
};
/* Lays it in the folder of the day under name, or with the first of ~2, ~3, ... at its end that neither waits
 * nor was taken that day; the name it got is in given. */
MUST_CHECK int namen_lay(const struct namen *namen, int day_folder, const struct unnamed *what,
    const char *name, char given[NAME_MAX + 1], struct error *error);
/* All finished names in this folder count as taken. Not synced. */
MUST_CHECK int namen_take(struct namen *namen, int day_folder, struct error *error);

#endif
