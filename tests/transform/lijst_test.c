/* Lines of lists: which one holds, and what follows from it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/date.h"
#include "geval.h"
#include "proto/feit_indicator.h"
#include "proto/feit_klantreis.h"
#include "proto/feit_traject.h"

/* The team of each traject that is known on that day, a space behind each; by key. */
static const char *teams(struct geval *geval, const char *op_dag)
{
  size_t count = 0;
  const void **rows = geval_rows(geval, FEIT_TRAJECT, op_dag, &count);
  char *text = arena_new(&geval->arena, 256);
  size_t size = 0;
  for (size_t i = 0; i < count; i++) {
    const char *team = ((const struct feit_traject *)rows[i])->team;
    size += (size_t)snprintf(text + size, 256 - size, "%s ", team != NULL ? team : "-");
  }
  return text;
}

static const struct feit_traject *only_traject(struct geval *geval)
{
  size_t count = 0;
  const void **rows = geval_rows(geval, FEIT_TRAJECT, NULL, &count);
  assert_int_equal(count, 1);
  return rows[0];
}

static void a_line_gives_a_traject_of_its_own(void **state)
{
  struct geval *g = *state;
  traject_regel(g, .nummer = 7, .aangemeld = "2023-01-01", .begin = "2023-01-05", .einde = "2023-02-01",
      .reden = "volgens_plan", .team = "Noord", .domein = DOMEIN_WMO);
  const struct feit_traject *traject = only_traject(g);
  assert_string_equal(traject->bron, "lijst");
  assert_string_equal(traject->start_bron, "lijst");
  assert_string_equal(traject->einde_bron, "lijst");
  assert_string_equal(traject->reden, "volgens_plan");
  assert_string_equal(traject->gemeente, "0983");
  assert_string_equal(traject->product, "16A01");
  assert_string_equal(traject->team, "Noord");
  assert_int_equal(traject->domein, DOMEIN_WMO);
  assert_int_equal(traject->volgnummer, 1);
  assert_false(traject->has_toewijzing);
  assert_null(traject->reden_code);
  assert_int_equal(traject->gestart - traject->aangemeld, 4);
  assert_int_equal(traject->gestopt - traject->gestart, 27);
}

static void what_a_line_leaves_empty_is_empty(void **state)
{
  struct geval *g = *state;
  traject_regel(g, .aangemeld = "2023-01-01", .zonder_gemeente = true);
  const struct feit_traject *traject = only_traject(g);
  assert_null(traject->gemeente);
  assert_false(traject->has_gestart);
  assert_null(traject->start_bron);
  assert_false(traject->has_gestopt);
  assert_null(traject->einde_bron);
  assert_null(traject->reden);
}

static void a_later_list_replaces_the_whole_line(void **state)
{
  struct geval *g = *state;
  traject_regel(g, .team = "A", .begin = "2023-01-05", .ontvangen = "2023-02-01");
  traject_regel(g, .aangemeld = "2023-01-01", .ontvangen = "2023-03-01");
  assert_string_equal(teams(g, "2023-02-28"), "A ");
  assert_string_equal(teams(g, "2023-03-01"), "- ");
  assert_false(only_traject(g)->has_gestart);
}

static void a_b_a_ends_as_a(void **state)
{
  struct geval *g = *state;
  traject_regel(g, .team = "A", .ontvangen = "2023-02-03");
  traject_regel(g, .team = "B", .ontvangen = "2023-02-02");
  traject_regel(g, .team = "A", .ontvangen = "2023-02-01");
  assert_string_equal(teams(g, "2023-02-01"), "A ");
  assert_string_equal(teams(g, "2023-02-02"), "B ");
  assert_string_equal(teams(g, NULL), "A ");
}

static void on_one_day_the_last_name_holds(void **state)
{
  struct geval *g = *state;
  traject_regel(g, .team = "B", .lijst = "lijst\001a2");
  traject_regel(g, .team = "C", .lijst = "lijst\001b10");
  traject_regel(g, .team = "A", .lijst = "lijst\001a1");
  assert_string_equal(teams(g, NULL), "C ");
}

static void a_withdrawn_line_leaves_no_traject_and_may_come_back(void **state)
{
  struct geval *g = *state;
  traject_regel(g, .team = "A", .ontvangen = "2023-02-01");
  traject_regel(g, .zonder_product = true, .status = 3, .ontvangen = "2023-02-02");
  assert_string_equal(teams(g, "2023-02-01"), "A ");
  assert_string_equal(teams(g, "2023-02-02"), "");
  traject_regel(g, .team = "B", .ontvangen = "2023-02-03");
  assert_string_equal(teams(g, "2023-02-02"), "");
  assert_string_equal(teams(g, NULL), "B ");
}

static void a_number_that_moved_is_gone_from_the_day_of_that_list(void **state)
{
  struct geval *g = *state;
  traject_regel(g, .nummer = 1, .team = "A", .begin = "2023-01-01", .ontvangen = "2023-02-01");
  traject_regel(g, .nummer = 2, .team = "B", .ontvangen = "2023-02-01");
  verhuisd(g, .nummer = 1, .ontvangen = "2023-03-01");
  assert_string_equal(teams(g, "2023-02-28"), "B A ");
  assert_string_equal(teams(g, "2023-03-01"), "B ");
  assert_string_equal(geval_klantreis(g, NULL), "");
}

static void a_number_that_comes_back_is_there_again(void **state)
{
  struct geval *g = *state;
  verhuisd(g, .ontvangen = "2023-03-01");
  traject_regel(g, .team = "A", .ontvangen = "2023-02-01");
  traject_regel(g, .team = "C", .ontvangen = "2023-04-01");
  assert_string_equal(teams(g, "2023-03-31"), "");
  assert_string_equal(teams(g, NULL), "C ");
}

static void on_one_day_the_list_with_the_last_name_has_the_number(void **state)
{
  struct geval *g = *state;
  traject_regel(g, .nummer = 1, .team = "A", .lijst = "b");
  verhuisd(g, .nummer = 1, .lijst = "a");
  traject_regel(g, .nummer = 2, .team = "B", .lijst = "b");
  verhuisd(g, .nummer = 2, .lijst = "c");
  assert_string_equal(teams(g, NULL), "A ");
}

static void a_line_elsewhere_makes_nobody_a_client_sooner(void **state)
{
  struct geval *g = *state;
  traject_regel(g, .team = "A", .lijst = "a", .ontvangen = "2023-03-02");
  verhuisd(g, .lijst = "b", .ontvangen = "2023-03-02");
  g->events[1]->bekend_van = dag("2023-03-01");
  assert_string_equal(geval_client(g, "2023-03-01"), "");
  assert_string_equal(geval_client(g, "2023-03-02"), "-1 -");
}

static void another_number_is_another_traject(void **state)
{
  struct geval *g = *state;
  traject_regel(g, .nummer = 1, .team = "A");
  traject_regel(g, .nummer = 2, .team = "A");
  traject_regel(g, .nummer = 1, .team = "A", .ontvangen = "2023-07-01");
  assert_string_equal(teams(g, NULL), "A A ");
}

static void a_stay_and_an_assigned_traject_are_neighbours(void **state)
{
  struct geval *g = *state;
  traject_regel(g, .begin = "2023-01-01", .einde = "2023-01-31", .domein = DOMEIN_WMO);
  toewijzing(g, .van = "2023-02-03");
  start(g, .begin = "2023-02-03");
  size_t count = 0;
  const void **rows = geval_rows(g, FEIT_KLANTREIS, NULL, &count);
  assert_int_equal(count, 2);
  for (size_t i = 0; i < count; i++) {
    const struct feit_klantreis *reis = rows[i];
    assert_int_equal(reis->has_vorige, reis->gestart == dag("2023-02-03"));
    assert_int_equal(reis->has_volgende, reis->gestart == dag("2023-01-01"));
    if (reis->has_vorige)
      assert_int_equal(reis->gat, 3);
  }
}

static void a_list_tells_birth_year_and_sex_as_a_message_does(void **state)
{
  struct geval *g = *state;
  traject_regel(g, .geboortejaar = 2001, .geslacht = "2", .ontvangen = "2023-05-01");
  start(g, .geboortejaar = 2002, .begin = "2023-01-01", .dagtekening = "2023-04-30");
  assert_string_equal(geval_client(g, NULL), "2001 2");
}

static void what_a_later_line_leaves_empty_is_no_longer_known_of_the_client(void **state)
{
  struct geval *g = *state;
  traject_regel(g, .nummer = 1, .geboortejaar = 2001, .geslacht = "2", .ontvangen = "2023-05-01");
  traject_regel(g, .nummer = 1, .geslacht = "1", .ontvangen = "2023-06-01");
  assert_string_equal(geval_client(g, "2023-05-31"), "2001 2");
  assert_string_equal(geval_client(g, NULL), "-1 1");
  traject_regel(g, .nummer = 2, .geboortejaar = 2002, .ontvangen = "2023-04-01");
  assert_string_equal(geval_client(g, "2023-05-31"), "2001 2");
  assert_string_equal(geval_client(g, NULL), "2002 1");
}

/* A list had the years of one person under the number of another: with the traject they go. */
static void a_number_that_moves_takes_its_birth_year_and_sex_along(void **state)
{
  struct geval *g = *state;
  start(g, .geboortejaar = 1990, .begin = "2023-01-01", .ontvangen = "2023-01-05");
  traject_regel(g, .geboortejaar = 1950, .geslacht = "2", .ontvangen = "2023-02-01");
  verhuisd(g, .ontvangen = "2023-03-01");
  assert_string_equal(geval_client(g, "2023-01-31"), "1990 -");
  assert_string_equal(geval_client(g, "2023-02-28"), "1950 2");
  assert_string_equal(geval_client(g, NULL), "1990 -");
  traject_regel(g, .geboortejaar = 1951, .ontvangen = "2023-04-01");
  assert_string_equal(geval_client(g, "2023-03-31"), "1990 -");
  assert_string_equal(geval_client(g, NULL), "1951 -");
}

static void of_a_figure_the_latest_line_holds(void **state)
{
  struct geval *g = *state;
  indicator_regel(g, .waarde = 5, .ontvangen = "2023-04-02");
  indicator_regel(g, .waarde = 4, .ontvangen = "2023-04-01");
  size_t count = 0;
  const void **rows = geval_rows(g, FEIT_INDICATOR, NULL, &count);
  assert_int_equal(count, 1);
  assert_int_equal(((const struct feit_indicator *)rows[0])->waarde_micro, 5000000);
  rows = geval_rows(g, FEIT_INDICATOR, "2023-04-01", &count);
  assert_int_equal(((const struct feit_indicator *)rows[0])->waarde_micro, 4000000);
  indicator_regel(g, .waarde = 4, .status = 3, .ontvangen = "2023-04-03");
  geval_rows(g, FEIT_INDICATOR, NULL, &count);
  assert_int_equal(count, 0);
  geval_rows(g, FEIT_CLIENT, NULL, &count);
  assert_int_equal(count, 0);
}

#define WITH_CASE(test) cmocka_unit_test_setup_teardown(test, geval_set_up, geval_tear_down)

int main(void)
{
  const struct CMUnitTest tests[] = {
      WITH_CASE(a_line_gives_a_traject_of_its_own),
      WITH_CASE(what_a_line_leaves_empty_is_empty),
      WITH_CASE(a_later_list_replaces_the_whole_line),
      WITH_CASE(a_b_a_ends_as_a),
      WITH_CASE(on_one_day_the_last_name_holds),
      WITH_CASE(a_withdrawn_line_leaves_no_traject_and_may_come_back),
      WITH_CASE(a_number_that_moved_is_gone_from_the_day_of_that_list),
      WITH_CASE(a_number_that_comes_back_is_there_again),
      WITH_CASE(on_one_day_the_list_with_the_last_name_has_the_number),
      WITH_CASE(a_line_elsewhere_makes_nobody_a_client_sooner),
      WITH_CASE(another_number_is_another_traject),
      WITH_CASE(a_stay_and_an_assigned_traject_are_neighbours),
      WITH_CASE(a_list_tells_birth_year_and_sex_as_a_message_does),
      WITH_CASE(what_a_later_line_leaves_empty_is_no_longer_known_of_the_client),
      WITH_CASE(a_number_that_moves_takes_its_birth_year_and_sex_along),
      WITH_CASE(of_a_figure_the_latest_line_holds),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
