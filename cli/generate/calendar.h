/* The months of a region, and the days on which its figures are asked. */
#ifndef SLUIS_CLI_GENERATE_CALENDAR_H
#define SLUIS_CLI_GENERATE_CALENDAR_H

#include <stdint.h>
#include <stdio.h>

enum { MOST_MONTHS = 120, MOST_VIEWS = 4, MONTH_TEXT_SIZE = 8 };

/* A message comes at most this long after the last simulated day: 3 + 80 + 75 days on the road, and 20 for a
 * repetition. */
enum { LONGEST_DELAY = 180 };

/* The figures as known on a day are those of the months that lie wholly on or before it. */
struct calendar_view {
  int32_t day; /* in the last one LONGEST_DELAY after the last simulated day */
  int month_count;
};

struct calendar {
  int month_count;
  int32_t first_days[MOST_MONTHS + 1]; /* of each month, and the day after the last one */
  int view_count;
  struct calendar_view views[MOST_VIEWS]; /* in order; the last one is the end: all has been received */
};

/* first_days and month_count are filled. */
void calendar_set_views(struct calendar *calendar);
int32_t calendar_last_day(const struct calendar *calendar);
/* -1 when the day lies outside. */
int calendar_month_of(const struct calendar *calendar, int32_t day);
void calendar_format_month(const struct calendar *calendar, int month, char text[MONTH_TEXT_SIZE]);
/* waarheid/NAME.csv at the end, waarheid/NAME-bekend-DATUM.csv of the other views; without a name (""):
 * waarheid/bekend-DATUM.csv. */
void calendar_format_path(
    const struct calendar *calendar, const char *name, int view, char *path, size_t size);

#endif
