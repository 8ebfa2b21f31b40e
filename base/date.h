/* Calendar dates as days since 1970-01-01 (Avro's `date`), proleptic Gregorian, no time zone. */
#ifndef SLUIS_BASE_DATE_H
#define SLUIS_BASE_DATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { DATE_TEXT_SIZE = 16 };

#define DATE_INFINITY INT32_MAX /* bekend_tot of what is still known */
#define DATE_MINUS_INFINITY INT32_MIN

struct date_parts {
  int year, month, day;
};

bool date_from_parts(struct date_parts parts, int32_t *out); /* false when there is no such day */
struct date_parts date_to_parts(int32_t date);
/* Exactly YYYY-MM-DD, size characters; false for anything else. */
bool date_parse(const char *text, size_t size, int32_t *out);
/* The same, or exactly DD-MM-YYYY as spreadsheets write it here. */
bool date_parse_dutch(const char *text, size_t size, int32_t *out);
void date_format(int32_t date, char text[DATE_TEXT_SIZE]); /* "infinity" for DATE_INFINITY */
/* The calendar day of now in Europe/Amsterdam, whatever TZ says. */
int32_t date_today(void);

#endif
