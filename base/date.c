/* Date arithmetic by the usual era method (400 years = 146097 days), and the day in Amsterdam. */
#include "base/date.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

enum { DAYS_PER_ERA = 146097, EPOCH_SHIFT = 719468 };

static bool is_leap(int year)
{
  return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

static int days_in_month(int year, int month)
{
  static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  return month == 2 && is_leap(year) ? 29 : days[month - 1];
}

bool date_from_parts(struct date_parts parts, int32_t *out)
{
  if (parts.year < 1 || parts.year > 9999 || parts.month < 1 || parts.month > 12 || parts.day < 1)
    return false;
  if (parts.day > days_in_month(parts.year, parts.month))
    return false;
  /* years that begin in March, so that the leap day is the last one */
  int year = parts.month <= 2 ? parts.year - 1 : parts.year;
  int era = year / 400;
  int year_of_era = year - era * 400;
  int day_of_year = (153 * (parts.month + (parts.month > 2 ? -3 : 9)) + 2) / 5 + parts.day - 1;
  int day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
  *out = era * DAYS_PER_ERA + day_of_era - EPOCH_SHIFT;
  return true;
}

struct date_parts date_to_parts(int32_t date)
{
  int64_t shifted = (int64_t)date + EPOCH_SHIFT;
  int64_t era = (shifted >= 0 ? shifted : shifted - (DAYS_PER_ERA - 1)) / DAYS_PER_ERA;
  int day_of_era = (int)(shifted - era * DAYS_PER_ERA);
  int year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
  int day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  int shifted_month = (5 * day_of_year + 2) / 153;
  struct date_parts parts = {
      .month = shifted_month < 10 ? shifted_month + 3 : shifted_month - 9,
      .day = day_of_year - (153 * shifted_month + 2) / 5 + 1,
  };
  parts.year = (int)(era * 400) + year_of_era + (parts.month <= 2 ? 1 : 0);
  return parts;
}

static int digits(const char *text, int count)
{
  int value = 0;
  for (int i = 0; i < count; i++) {
    if (text[i] < '0' || text[i] > '9')
      return -1;
    value = value * 10 + (text[i] - '0');
  }
  return value;
}

bool date_parse(const char *text, size_t size, int32_t *out)
{
  if (size != 10 || text[4] != '-' || text[7] != '-')
    return false;
  struct date_parts parts = {digits(text, 4), digits(text + 5, 2), digits(text + 8, 2)};
  return date_from_parts(parts, out);
}

bool date_parse_dutch(const char *text, size_t size, int32_t *out)
{
  if (size != 10 || text[2] != '-')
    return date_parse(text, size, out);
  char iso[10];
  if (text[5] != '-')
    return false;
  memcpy(iso, text + 6, 4);
  memcpy(iso + 4, text + 2, 4);
  memcpy(iso + 8, text, 2);
  return date_parse(iso, sizeof iso, out);
}

void date_format(int32_t date, char text[DATE_TEXT_SIZE])
{
  if (date == DATE_INFINITY || date == DATE_MINUS_INFINITY) {
    snprintf(text, DATE_TEXT_SIZE, "%s", date == DATE_INFINITY ? "infinity" : "-infinity");
    return;
  }
  struct date_parts parts = date_to_parts(date);
  snprintf(text, DATE_TEXT_SIZE, "%04d-%02d-%02d", parts.year, parts.month, parts.day);
}

/* The last Sunday of a month of 31 days (March, October): where the EU's clock changes, at 01:00 UTC. */
static int32_t last_sunday(int year, int month)
{
  int32_t last = 0;
  if (!date_from_parts((struct date_parts){year, month, 31}, &last))
    return 0;
  int weekday = (int)(((int64_t)last + 4) % 7); /* 1970-01-01 was a Thursday; 0 is Sunday */
  return last - weekday;
}

int32_t date_today(void)
{
  /* The rule of directive 2000/84/EC instead of tzset(): the day must not depend on TZ or on tzdata. */
  enum { HOUR = 3600, DAY = 86400 };
  time_t now = time(NULL);
  int year = date_to_parts((int32_t)(now / DAY)).year;
  time_t summer_from = (time_t)last_sunday(year, 3) * DAY + HOUR;
  time_t summer_to = (time_t)last_sunday(year, 10) * DAY + HOUR;
  time_t offset = now >= summer_from && now < summer_to ? 2 * HOUR : HOUR;
  return (int32_t)((now + offset) / DAY);
}
