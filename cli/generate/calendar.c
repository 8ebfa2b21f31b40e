/* The views lie at about a quarter, half and three quarters of the way; of a short period at every month but
 * the last. */
#include "cli/generate/calendar.h"

#include <stdbool.h>

#include "base/date.h"

static bool is_asked(int month, int month_count)
{
  if (month_count <= MOST_VIEWS)
    return month < month_count - 1;
  return month == month_count / 4 - 1 || month == month_count / 2 - 1 || month == month_count * 3 / 4 - 1;
}

void calendar_set_views(struct calendar *calendar)
{
  calendar->view_count = 0;
  for (int month = 0; month < calendar->month_count; month++)
    if (is_asked(month, calendar->month_count))
      calendar->views[calendar->view_count++] =
          (struct calendar_view){calendar->first_days[month + 1] - 1, month + 1};
  calendar->views[calendar->view_count++] =
      (struct calendar_view){calendar_last_day(calendar) + LONGEST_DELAY, calendar->month_count};
}

int32_t calendar_last_day(const struct calendar *calendar)
{
  return calendar->first_days[calendar->month_count] - 1;
}

int calendar_month_of(const struct calendar *calendar, int32_t day)
{
  for (int month = 0; month < calendar->month_count; month++)
    if (day >= calendar->first_days[month] && day < calendar->first_days[month + 1])
      return month;
  return -1;
}

void calendar_format_month(const struct calendar *calendar, int month, char text[MONTH_TEXT_SIZE])
{
  char date[DATE_TEXT_SIZE];
  date_format(calendar->first_days[month], date);
  snprintf(text, MONTH_TEXT_SIZE, "%.7s", date);
}

void calendar_format_path(
    const struct calendar *calendar, const char *name, int view, char *path, size_t size)
{
  if (view == calendar->view_count - 1) {
    snprintf(path, size, "waarheid/%s.csv", name);
    return;
  }
  char date[DATE_TEXT_SIZE];
  date_format(calendar->views[view].day, date);
  snprintf(path, size, "waarheid/%s%sbekend-%s.csv", name, *name != '\0' ? "-" : "", date);
}
