#include "reader_events.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/date.h"

static struct pseudonymiser *pseudonymiser;
struct reading reading;

int open_reading(void **state)
{
  (void)state;
  pseudonymiser = reading_pseudonymiser();
  reading_init(&reading, pseudonymiser);
  reading.source.organisation = "0983";
  return 0;
}

int close_reading(void **state)
{
  (void)state;
  reading_fini(&reading);
  pseudonymiser_free(&pseudonymiser);
  return 0;
}

struct id hash(const char *label, const char *scope, const char *number)
{
  return keyed_hash(pseudonymiser, label, scope, number, strlen(number));
}

struct id pseudonym(const char *digits)
{
  struct bsn bsn;
  assert_true(bsn_parse(digits, 9, &bsn));
  return pseudonym_of_bsn(pseudonymiser, &bsn);
}

struct id levering_of(const char *organisation, int32_t received, const char *name)
{
  return levering_id(pseudonymiser, organisation, received, name, reading.bytes.data, reading.bytes.size);
}

void assert_id(struct id found, struct id expected)
{
  assert_memory_equal(found.bytes, expected.bytes, sizeof expected.bytes);
}

int32_t day(const char *text)
{
  int32_t date = 0;
  assert_true(date_parse(text, 10, &date));
  return date;
}

const struct gebeurtenis *event(size_t n)
{
  assert_int_equal(reading.out.levering.oordeel, OORDEEL_GOED);
  assert_true(n < reading.out.gebeurtenis_count);
  return &reading.out.gebeurtenissen[n];
}

void read_fixture(const char *fixture)
{
  reading_load(&reading, fixture);
  reading_read(&reading);
}
