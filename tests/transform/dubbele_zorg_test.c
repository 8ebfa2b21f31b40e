/* SL04: the same care from messages and from a list. In every case the list line is the last event, unless a
 * later one says otherwise; its regel is what the signaal names. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/date.h"
#include "geval.h"
#include "proto/feit_signaal.h"

/* Care of one toewijzing from 1 February until 31 March: events 1, 2 and 3. */
static void messages(struct geval *g)
{
  toewijzing(g, .van = "2023-02-01");
  start(g, .begin = "2023-02-01");
  stop(g, .begin = "2023-02-01", .einde = "2023-03-31", .reden = "31");
}

static void the_same_days_are_the_same_care(void **state)
{
  struct geval *g = *state;
  messages(g);
  traject_regel(g, .product = "45A04", .begin = "2023-02-01", .einde = "2023-03-31");
  assert_signalen(g, "SL04:4");
}

static void days_that_overlap_are_the_same_care(void **state)
{
  struct geval *g = *state;
  messages(g);
  traject_regel(g, .product = "45A04", .begin = "2023-03-30");
  assert_signalen(g, "SL04:4");
}

static void a_hand_over_on_one_day_is_not(void **state)
{
  struct geval *g = *state;
  messages(g);
  traject_regel(g, .nummer = 1, .product = "45A04", .begin = "2023-03-31");
  traject_regel(g, .nummer = 2, .product = "45A04", .begin = "2023-01-01", .einde = "2023-02-01");
  assert_signalen(g, "");
}

static void two_of_one_day_are(void **state)
{
  struct geval *g = *state;
  toewijzing(g, .van = "2023-02-01", .tot = "2023-02-01");
  start(g, .begin = "2023-02-01");
  traject_regel(g, .product = "45A04", .begin = "2023-02-01", .einde = "2023-02-01");
  assert_signalen(g, "SL04:3");
}

static void another_aanbieder_product_or_domein_is_other_care(void **state)
{
  struct geval *g = *state;
  messages(g);
  traject_regel(g, .nummer = 1, .product = "45A04", .begin = "2023-02-01", .aanbieder = "87654321");
  traject_regel(g, .nummer = 2, .product = "45A05", .begin = "2023-02-01");
  traject_regel(g, .nummer = 3, .product = "45A04", .begin = "2023-02-01", .domein = DOMEIN_WMO);
  assert_signalen(g, "");
}

static void what_is_not_said_does_not_tell_them_apart(void **state)
{
  struct geval *g = *state;
  toewijzing(g, .van = "2023-02-01", .zonder_product = true);
  start(g, .begin = "2023-02-01", .zonder_product = true);
  traject_regel(
      g, .product = "16A01", .begin = "2023-02-01", .domein = DOMEIN_ONBEKEND, .zonder_gemeente = true);
  assert_signalen(g, "SL04:3");
  size_t count = 0;
  const void **rows = geval_rows(g, FEIT_SIGNAAL, NULL, &count);
  assert_int_equal(count, 1);
  assert_null(((const struct feit_signaal *)rows[0])->gemeente);
}

static void what_has_not_started_is_not_yet_care(void **state)
{
  struct geval *g = *state;
  toewijzing(g, .nummer = 1, .van = "2023-02-01");
  traject_regel(g, .nummer = 1, .product = "45A04", .begin = "2023-02-01");
  assert_signalen(g, "");
  start(g, .begin = "2023-02-01", .ontvangen = "2023-07-01");
  traject_regel(g, .nummer = 2, .product = "45A04", .aangemeld = "2023-02-01");
  assert_string_equal(geval_signalen(g, "2023-06-30"), "");
  assert_signalen(g, "SL04:2");
}

static void it_ends_when_the_line_is_withdrawn(void **state)
{
  struct geval *g = *state;
  messages(g);
  traject_regel(g, .product = "45A04", .begin = "2023-02-01");
  traject_regel(g, .zonder_product = true, .status = 3, .ontvangen = "2023-07-01");
  assert_string_equal(geval_signalen(g, "2023-06-30"), "SL04:4");
  assert_signalen(g, "");
}

static void it_ends_when_the_messages_are_withdrawn(void **state)
{
  struct geval *g = *state;
  messages(g);
  traject_regel(g, .product = "45A04", .begin = "2023-02-01");
  toewijzing(g, .van = "2023-02-01", .op = "2023-05-01", .reden_wijziging = "13", .ontvangen = "2023-07-01");
  assert_string_equal(geval_signalen(g, "2023-06-30"), "SL04:4");
  assert_null(strstr(geval_signalen(g, NULL), "SL04"));
}

static void it_ends_when_the_number_moves_to_another_client(void **state)
{
  struct geval *g = *state;
  messages(g);
  traject_regel(g, .product = "45A04", .begin = "2023-02-01");
  verhuisd(g, .ontvangen = "2023-07-01");
  assert_string_equal(geval_signalen(g, "2023-06-30"), "SL04:4");
  assert_signalen(g, "");
}

static void the_next_list_takes_it_over(void **state)
{
  struct geval *g = *state;
  messages(g);
  traject_regel(g, .product = "45A04", .begin = "2023-02-01");
  traject_regel(g, .product = "45A04", .begin = "2023-02-01", .ontvangen = "2023-07-01");
  assert_string_equal(geval_signalen(g, "2023-06-30"), "SL04:4");
  assert_signalen(g, "SL04:5");
}

static void a_line_has_one_however_many_trajecten_it_doubles(void **state)
{
  struct geval *g = *state;
  messages(g);
  start(g, .begin = "2023-04-10");
  traject_regel(g, .nummer = 1, .product = "45A04", .begin = "2023-02-01");
  traject_regel(g, .nummer = 2, .product = "45A04", .begin = "2023-04-10");
  assert_signalen(g, "SL04:5 SL04:6");
}

static void a_start_without_number_counts_too(void **state)
{
  struct geval *g = *state;
  start(g, .zonder_nummer = true, .begin = "2023-02-01");
  traject_regel(g, .product = "45A04", .begin = "2023-02-03");
  assert_signalen(g, "SL02:1 SL04:2 TR019:1");
}

#define WITH_CASE(test) cmocka_unit_test_setup_teardown(test, geval_set_up, geval_tear_down)

int main(void)
{
  const struct CMUnitTest tests[] = {
      WITH_CASE(the_same_days_are_the_same_care),
      WITH_CASE(days_that_overlap_are_the_same_care),
      WITH_CASE(a_hand_over_on_one_day_is_not),
      WITH_CASE(two_of_one_day_are),
      WITH_CASE(another_aanbieder_product_or_domein_is_other_care),
      WITH_CASE(what_is_not_said_does_not_tell_them_apart),
      WITH_CASE(what_has_not_started_is_not_yet_care),
      WITH_CASE(it_ends_when_the_line_is_withdrawn),
      WITH_CASE(it_ends_when_the_messages_are_withdrawn),
      WITH_CASE(it_ends_when_the_number_moves_to_another_client),
      WITH_CASE(the_next_list_takes_it_over),
      WITH_CASE(a_line_has_one_however_many_trajecten_it_doubles),
      WITH_CASE(a_start_without_number_counts_too),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
