/* What messages mean for toewijzingen, trajecten, onderbrekingen and signalen: one test per sentence of the
 * definitions. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "geval.h"
#include "proto/feit_signaal.h"
#include "proto/feit_toewijzing.h"
#include "proto/feit_traject.h"
#include "transform/reden.h"
#include "transform/signaal.h"

#define TEST(name)                                                                                           \
  static void name##_of(struct geval *g);                                                                    \
  static void name(void **state)                                                                             \
  {                                                                                                          \
    name##_of(*state);                                                                                       \
  }                                                                                                          \
  static void name##_of(struct geval *g)

/* Toewijzingen */

TEST(no_events_give_no_rows)
{
  struct feit_versies versions;
  fold_history(NULL, 0, &g->arena, &versions);
  assert_int_equal(versions.count, 0);
}

TEST(a_toewijzing_that_was_never_started_gives_one_traject_that_waits)
{
  toewijzing(g, .van = "2023-01-01", .tot = "2023-03-31");
  assert_trajecten(g, "1: - .. -\n");
  assert_signalen(g, "");
  assert_string_equal(geval_toewijzingen(g, NULL),
      "1: 2023-01-01 .. 2023-03-31, toegewezen 2023-01-01, eerst 2023-01-01, 1 versies\n");
}

TEST(the_newest_version_is_the_one_with_the_highest_toewijzingsdatum_and_tijd)
{
  toewijzing(g, .van = "2023-03-01", .op = "2023-01-10", .tijd = 7200);
  toewijzing(g, .van = "2023-02-01", .op = "2023-01-10", .tijd = 3600, .dagtekening = "2023-05-31");
  toewijzing(g, .van = "2023-01-01", .op = "2022-12-20", .dagtekening = "2023-05-31");
  assert_string_equal(geval_toewijzingen(g, NULL),
      "1: 2023-03-01 .. -, toegewezen 2022-12-20, eerst 2023-01-01, 3 versies\n");
}

TEST(versions_of_one_moment_go_by_dagtekening_and_then_by_event_id)
{
  toewijzing(g, .van = "2023-03-01", .op = "2023-01-10", .dagtekening = "2023-01-12");
  toewijzing(g, .van = "2023-02-01", .op = "2023-01-10", .dagtekening = "2023-01-11");
  toewijzing(g, .van = "2023-05-01", .op = "2023-01-10", .dagtekening = "2023-01-12");
  assert_string_equal(geval_toewijzingen(g, NULL),
      "1: 2023-05-01 .. -, toegewezen 2023-01-10, eerst 2023-02-01, 3 versies\n");
}

TEST(an_extension_stretches_the_toewijzing_and_keeps_its_first_dates)
{
  toewijzing(g, .van = "2023-01-01", .tot = "2023-06-30", .op = "2022-12-15", .ontvangen = "2022-12-15");
  start(g, .begin = "2023-01-09", .ontvangen = "2023-01-10");
  toewijzing(g, .van = "2023-01-01", .tot = "2023-12-31", .op = "2023-05-20", .ontvangen = "2023-05-20");
  assert_string_equal(
      geval_trajecten(g, "2023-05-19"), "1: 2023-01-09 start .. 2023-06-30 toewijzing niet_gemeld\n");
  assert_trajecten(g, "1: 2023-01-09 start .. 2023-12-31 toewijzing niet_gemeld\n");
  size_t count = 0;
  const struct feit_traject *t = geval_rows(g, FEIT_TRAJECT, NULL, &count)[0];
  assert_int_equal(count, 1);
  assert_int_equal(t->toegewezen, dag("2022-12-15"));
  assert_int_equal(t->ingang, dag("2023-01-01"));
  assert_int_equal(t->toewijzing_einde, dag("2023-12-31"));
}

TEST(a_later_version_with_reden_wijziging_13_takes_row_and_traject_away_from_its_day_on)
{
  toewijzing(g, .van = "2023-01-01", .op = "2022-12-15", .ontvangen = "2022-12-15");
  start(g, .begin = "2023-01-09", .ontvangen = "2023-01-10");
  toewijzing(g, .van = "2023-01-01", .tot = "2023-01-01", .op = "2023-02-01", .ontvangen = "2023-02-01",
      .reden_wijziging = "13");
  assert_string_equal(geval_trajecten(g, "2023-01-31"), "1: 2023-01-09 start .. -\n");
  assert_string_equal(geval_signalen(g, "2023-01-31"), "");
  assert_trajecten(g, "");
  assert_string_equal(geval_toewijzingen(g, NULL), "");
  assert_signalen(g, "TR019:2");
}

TEST(a_version_after_reden_wijziging_13_brings_the_toewijzing_back)
{
  toewijzing(g, .van = "2023-01-01", .op = "2022-12-15");
  toewijzing(g, .van = "2023-01-01", .tot = "2023-01-01", .op = "2023-02-01", .reden_wijziging = "13");
  toewijzing(g, .van = "2023-01-01", .tot = "2023-09-30", .op = "2023-02-03");
  start(g, .begin = "2023-01-09");
  assert_trajecten(g, "1: 2023-01-09 start .. 2023-09-30 toewijzing niet_gemeld\n");
  assert_string_equal(geval_toewijzingen(g, NULL),
      "1: 2023-01-01 .. 2023-09-30, toegewezen 2022-12-15, eerst 2023-01-01, 3 versies\n");
  assert_signalen(g, "");
}

TEST(a_version_with_reden_wijziging_13_alone_gives_nothing)
{
  toewijzing(g, .van = "2023-01-01", .reden_wijziging = "13");
  assert_trajecten(g, "");
  assert_string_equal(geval_toewijzingen(g, NULL), "");
}

TEST(a_version_with_reden_wijziging_13_is_never_the_first_version)
{
  toewijzing(g, .van = "2023-01-01", .op = "2022-12-15", .reden_wijziging = "13");
  toewijzing(g, .van = "2023-02-01", .op = "2023-01-20");
  assert_string_equal(geval_toewijzingen(g, NULL),
      "1: 2023-02-01 .. -, toegewezen 2023-01-20, eerst 2023-02-01, 2 versies\n");
}

TEST(the_same_number_in_two_gemeenten_and_two_domeinen_is_four_toewijzingen)
{
  toewijzing(g, .van = "2023-01-01");
  toewijzing(g, .van = "2023-01-02", .gemeente = "0957");
  toewijzing(g, .van = "2023-01-03", .domein = DOMEIN_WMO);
  toewijzing(g, .van = "2023-01-04", .domein = DOMEIN_WMO, .gemeente = "0957");
  start(g, .begin = "2023-01-09", .domein = DOMEIN_WMO, .gemeente = "0957");
  assert_string_equal(geval_toewijzingen(g, NULL),
      "1: 2023-01-02 .. -, toegewezen 2023-01-02, eerst 2023-01-02, 1 versies\n"
      "1: 2023-01-01 .. -, toegewezen 2023-01-01, eerst 2023-01-01, 1 versies\n"
      "1: 2023-01-04 .. -, toegewezen 2023-01-04, eerst 2023-01-04, 1 versies\n"
      "1: 2023-01-03 .. -, toegewezen 2023-01-03, eerst 2023-01-03, 1 versies\n");
  assert_trajecten(g, "1: - .. -\n1: - .. -\n1: 2023-01-09 start .. -\n1: - .. -\n");
  assert_signalen(g, "");
}

/* Starts */

TEST(a_late_start_starts_the_traject_on_its_begindatum)
{
  toewijzing(g, .van = "2023-01-01", .ontvangen = "2022-12-15");
  start(g, .begin = "2023-02-20", .ontvangen = "2023-02-21");
  assert_string_equal(geval_trajecten(g, "2023-02-20"), "1: - .. -\n");
  assert_string_equal(geval_trajecten(g, "2023-02-21"), "1: 2023-02-20 start .. -\n");
}

TEST(a_start_that_was_withdrawn_leaves_its_toewijzing_waiting)
{
  toewijzing(g, .van = "2023-01-01", .tot = "2023-03-31");
  start(g, .begin = "2023-01-09", .dagtekening = "2023-01-10");
  start(g, .begin = "2023-01-09", .dagtekening = "2023-01-12", .status = 3);
  assert_trajecten(g, "1: - .. -\n");
  assert_signalen(g, "");
}

TEST(a_withdrawal_that_came_without_its_start_changes_nothing)
{
  toewijzing(g, .van = "2023-01-01");
  start(g, .begin = "2023-01-09", .status = 3);
  assert_trajecten(g, "1: - .. -\n");
  assert_signalen(g, "TR063:2");
}

TEST(a_start_given_again_on_a_later_dagtekening_stands)
{
  toewijzing(g, .van = "2023-01-01");
  start(g, .begin = "2023-01-09", .dagtekening = "2023-01-10");
  start(g, .begin = "2023-01-09", .dagtekening = "2023-01-12", .status = 3);
  start(g, .begin = "2023-01-09", .dagtekening = "2023-01-14");
  assert_trajecten(g, "1: 2023-01-09 start .. -\n");
}

TEST(given_and_withdrawn_on_one_dagtekening_leave_the_decision_to_an_earlier_one)
{
  toewijzing(g, .van = "2023-01-01");
  start(g, .begin = "2023-01-09", .dagtekening = "2023-01-10");
  start(g, .begin = "2023-01-09", .dagtekening = "2023-01-12", .status = 3);
  start(g, .begin = "2023-01-09", .dagtekening = "2023-01-12");
  assert_trajecten(g, "1: 2023-01-09 start .. -\n");
}

TEST(given_and_withdrawn_on_its_only_dagtekening_is_withdrawn)
{
  toewijzing(g, .van = "2023-01-01");
  start(g, .begin = "2023-01-09", .dagtekening = "2023-01-12");
  start(g, .begin = "2023-01-09", .dagtekening = "2023-01-12", .status = 3);
  stop(g, .begin = "2023-01-09", .einde = "2023-02-01");
  assert_trajecten(g, "1: - .. -\n");
  assert_signalen(g, "");
}

TEST(given_twice_and_withdrawn_once_on_one_dagtekening_is_given)
{
  toewijzing(g, .van = "2023-01-01");
  start(g, .begin = "2023-01-09", .dagtekening = "2023-01-12");
  start(g, .begin = "2023-01-09", .dagtekening = "2023-01-12");
  start(g, .begin = "2023-01-09", .dagtekening = "2023-01-12", .status = 3);
  assert_trajecten(g, "1: 2023-01-09 start .. -\n");
}

TEST(every_status_but_3_gives)
{
  toewijzing(g, .van = "2023-01-01");
  start(g, .begin = "2023-01-09", .status = 2);
  assert_trajecten(g, "1: 2023-01-09 start .. -\n");
}

TEST(a_withdrawal_of_another_product_withdraws_nothing)
{
  toewijzing(g, .van = "2023-01-01");
  start(g, .begin = "2023-01-09", .dagtekening = "2023-01-10");
  start(g, .begin = "2023-01-09", .dagtekening = "2023-01-12", .status = 3, .product = "54001");
  assert_trajecten(g, "1: 2023-01-09 start .. -\n");
}

TEST(a_start_while_the_traject_runs_is_ignored)
{
  toewijzing(g, .van = "2023-01-01");
  start(g, .begin = "2023-02-01");
  start(g, .begin = "2023-01-09");
  assert_trajecten(g, "1: 2023-01-09 start .. -\n");
  assert_signalen(g, "TR326:2");
}

TEST(the_stop_of_an_ignored_start_is_ignored_with_it)
{
  toewijzing(g, .van = "2023-01-01");
  start(g, .begin = "2023-01-09");
  start(g, .begin = "2023-02-01");
  stop(g, .begin = "2023-02-01", .einde = "2023-03-01");
  assert_trajecten(g, "1: 2023-01-09 start .. -\n");
  assert_signalen(g, "TR326:3");
}

TEST(a_start_with_an_unknown_number_gives_a_traject_without_toewijzing)
{
  start(g, .begin = "2023-01-09", .nummer = 5);
  assert_trajecten(g, "1: 2023-01-09 start .. -\n");
  assert_signalen(g, "TR019:1");
  size_t count = 0;
  const struct feit_traject *t = geval_rows(g, FEIT_TRAJECT, NULL, &count)[0];
  assert_false(t->has_toewijzing);
  assert_false(t->has_toegewezen);
  assert_string_equal(t->aanbieder, "12345678");
  assert_string_equal(t->product, "45A04");
}

TEST(a_toewijzing_that_comes_late_takes_its_start_over)
{
  start(g, .begin = "2023-01-09", .ontvangen = "2023-01-10");
  toewijzing(g, .van = "2023-01-01", .ontvangen = "2023-02-01");
  assert_string_equal(geval_signalen(g, "2023-01-31"), "TR019:1");
  assert_signalen(g, "");
  assert_trajecten(g, "1: 2023-01-09 start .. -\n");
  size_t count = 0;
  assert_true(((const struct feit_traject *)geval_rows(g, FEIT_TRAJECT, NULL, &count)[0])->has_toewijzing);
}

TEST(starts_with_the_same_unknown_number_are_one_chain)
{
  start(g, .begin = "2023-01-09", .nummer = 5);
  stop(g, .begin = "2023-01-09", .einde = "2023-02-01", .nummer = 5, .reden = "31");
  start(g, .begin = "2023-03-01", .nummer = 5);
  start(g, .begin = "2023-04-01", .nummer = 5);
  start(g, .begin = "2023-04-01", .nummer = 6);
  assert_trajecten(g, "1: 2023-01-09 start .. 2023-02-01 stop volgens_plan 31\n"
                      "2: 2023-03-01 start .. -\n"
                      "1: 2023-04-01 start .. -\n");
  assert_signalen(g, "TR019:1 TR019:2 TR019:3 TR019:4 TR019:5 TR326:4");
}

/* Stops */

TEST(a_definitive_stop_ends_the_traject_on_its_einddatum)
{
  toewijzing(g, .van = "2023-01-01", .tot = "2023-12-31");
  start(g, .begin = "2023-01-09");
  stop(g, .begin = "2023-01-09", .einde = "2023-05-31", .reden = "36");
  assert_trajecten(g, "1: 2023-01-09 start .. 2023-05-31 stop gemeente 36\n");
  assert_signalen(g, "");
}

TEST(a_second_start_after_a_definitive_stop_is_the_next_traject)
{
  toewijzing(g, .van = "2023-01-01");
  start(g, .begin = "2023-01-09");
  stop(g, .begin = "2023-01-09", .einde = "2023-03-31");
  start(g, .begin = "2023-03-31");
  assert_trajecten(g, "1: 2023-01-09 start .. 2023-03-31 stop door_client 32\n2: 2023-03-31 start .. -\n");
  assert_signalen(g, "");
}

TEST(a_start_before_the_definitive_stop_takes_effect_is_ignored)
{
  toewijzing(g, .van = "2023-01-01");
  start(g, .begin = "2023-01-09");
  stop(g, .begin = "2023-01-09", .einde = "2023-03-31");
  start(g, .begin = "2023-03-30");
  assert_trajecten(g, "1: 2023-01-09 start .. 2023-03-31 stop door_client 32\n");
  assert_signalen(g, "TR326:4");
}

TEST(a_temporary_stop_and_a_restart_are_an_onderbreking_inside_the_traject)
{
  toewijzing(g, .van = "2023-01-01");
  start(g, .begin = "2023-01-01");
  stop(g, .begin = "2023-01-01", .einde = "2023-02-10", .reden = "20");
  start(g, .begin = "2023-03-05");
  stop(g, .begin = "2023-03-05", .einde = "2023-05-01", .reden = "33");
  assert_trajecten(g, "1: 2023-01-01 start .. 2023-05-01 stop door_aanbieder 33\n");
  assert_onderbrekingen(g, "2023-02-10 .. 2023-03-05\n");
  assert_signalen(g, "");
}

TEST(a_restart_on_the_day_of_the_temporary_stop_is_allowed)
{
  toewijzing(g, .van = "2023-01-01");
  start(g, .begin = "2023-01-01");
  stop(g, .begin = "2023-01-01", .einde = "2023-02-10", .reden = "20");
  start(g, .begin = "2023-02-10");
  assert_trajecten(g, "1: 2023-01-01 start .. -\n");
  assert_onderbrekingen(g, "2023-02-10 .. 2023-02-10\n");
  assert_signalen(g, "");
}

TEST(a_temporary_stop_without_restart_leaves_the_traject_open)
{
  toewijzing(g, .van = "2023-01-01");
  start(g, .begin = "2023-01-01");
  stop(g, .begin = "2023-01-01", .einde = "2023-02-10", .reden = "20");
  assert_trajecten(g, "1: 2023-01-01 start .. -\n");
  assert_onderbrekingen(g, "2023-02-10 .. -\n");
}

TEST(the_end_of_the_toewijzing_ends_a_traject_that_is_interrupted)
{
  toewijzing(g, .van = "2023-01-01", .tot = "2023-04-30");
  start(g, .begin = "2023-01-01");
  stop(g, .begin = "2023-01-01", .einde = "2023-02-10", .reden = "20");
  assert_trajecten(g, "1: 2023-01-01 start .. 2023-04-30 toewijzing niet_gemeld\n");
  assert_onderbrekingen(g, "2023-02-10 .. -\n");
}

TEST(a_definitive_stop_during_an_onderbreking_ends_the_traject)
{
  toewijzing(g, .van = "2023-01-01");
  start(g, .begin = "2023-01-01");
  stop(g, .begin = "2023-01-01", .einde = "2023-02-10", .reden = "20");
  stop(g, .begin = "2023-01-01", .einde = "2023-03-01", .reden = "38");
  start(g, .begin = "2023-03-02");
  assert_trajecten(
      g, "1: 2023-01-01 start .. 2023-03-01 stop andere_aanbieder 38\n2: 2023-03-02 start .. -\n");
  assert_onderbrekingen(g, "2023-02-10 .. -\n");
  assert_signalen(g, "");
}

TEST(a_stop_that_names_the_first_start_still_ends_the_traject_after_a_restart)
{
  toewijzing(g, .van = "2023-01-01");
  start(g, .begin = "2023-01-01");
  stop(g, .begin = "2023-01-01", .einde = "2023-02-10", .reden = "20");
  start(g, .begin = "2023-03-05");
  stop(g, .begin = "2023-01-01", .einde = "2023-05-01", .reden = "33");
  assert_trajecten(g, "1: 2023-01-01 start .. 2023-05-01 stop door_aanbieder 33\n");
  assert_onderbrekingen(g, "2023-02-10 .. 2023-03-05\n");
  assert_signalen(g, "");
}

TEST(every_temporary_stop_of_one_start_can_be_followed_by_a_restart)
{
  toewijzing(g, .van = "2023-01-01");
  start(g, .begin = "2023-01-01");
  stop(g, .begin = "2023-01-01", .einde = "2023-04-10", .reden = "20");
  stop(g, .begin = "2023-01-01", .einde = "2023-02-10", .reden = "20");
  start(g, .begin = "2023-03-05");
  start(g, .begin = "2023-05-01");
  assert_trajecten(g, "1: 2023-01-01 start .. -\n");
  assert_onderbrekingen(g, "2023-02-10 .. 2023-03-05\n2023-04-10 .. 2023-05-01\n");
}

TEST(stopping_again_on_the_day_of_a_restart_is_one_onderbreking)
{
  toewijzing(g, .van = "2023-01-01");
  start(g, .begin = "2023-01-01");
  stop(g, .begin = "2023-01-01", .einde = "2023-02-10", .reden = "20");
  start(g, .begin = "2023-02-10");
  stop(g, .begin = "2023-02-10", .einde = "2023-02-10", .reden = "20");
  start(g, .begin = "2023-03-01");
  assert_onderbrekingen(g, "2023-02-10 .. 2023-03-01\n");
}

TEST(a_stop_whose_start_is_unknown_implies_it)
{
  toewijzing(g, .van = "2023-01-01");
  stop(g, .begin = "2023-01-09", .einde = "2023-03-01", .reden = "34");
  assert_trajecten(g, "1: 2023-01-09 stop .. 2023-03-01 stop in_overleg 34\n");
  assert_signalen(g, "TR382:2");
}

TEST(a_temporary_stop_whose_start_is_unknown_implies_it_too)
{
  toewijzing(g, .van = "2023-01-01");
  stop(g, .begin = "2023-01-09", .einde = "2023-03-01", .reden = "20");
  start(g, .begin = "2023-04-01");
  assert_trajecten(g, "1: 2023-01-09 stop .. -\n");
  assert_onderbrekingen(g, "2023-03-01 .. 2023-04-01\n");
  assert_signalen(g, "TR382:2");
}

TEST(stops_of_two_products_imply_two_starts_whatever_a_third_leaves_open)
{
  toewijzing(g, .van = "2023-01-01");
  stop(g, .begin = "2023-01-09", .einde = "2023-03-01", .zonder_product = true);
  stop(g, .begin = "2023-01-09", .einde = "2023-04-01", .product = "54001");
  stop(g, .begin = "2023-01-09", .einde = "2023-05-01", .product = "45A04");
  assert_trajecten(g, "1: 2023-01-09 stop .. 2023-04-01 stop door_client 32\n");
  assert_signalen(g, "TR382:2 TR382:3 TR382:4");
}

TEST(a_start_that_comes_after_its_stop_ends_the_signaal)
{
  toewijzing(g, .van = "2023-01-01", .ontvangen = "2023-01-01");
  stop(g, .begin = "2023-01-09", .einde = "2023-03-01", .ontvangen = "2023-03-02");
  start(g, .begin = "2023-01-09", .ontvangen = "2023-03-20");
  assert_string_equal(geval_signalen(g, "2023-03-19"), "TR382:2");
  assert_signalen(g, "");
  assert_trajecten(g, "1: 2023-01-09 start .. 2023-03-01 stop door_client 32\n");
}

TEST(a_stop_on_a_withdrawn_start_has_no_effect)
{
  toewijzing(g, .van = "2023-01-01");
  start(g, .begin = "2023-01-09", .dagtekening = "2023-01-10");
  start(g, .begin = "2023-01-09", .dagtekening = "2023-02-01", .status = 3);
  stop(g, .begin = "2023-01-09", .einde = "2023-03-01");
  assert_trajecten(g, "1: - .. -\n");
  assert_signalen(g, "");
}

TEST(a_withdrawn_stop_is_as_never_sent)
{
  toewijzing(g, .van = "2023-01-01");
  start(g, .begin = "2023-01-09");
  stop(g, .begin = "2023-01-09", .einde = "2023-03-01", .dagtekening = "2023-03-02");
  stop(g, .begin = "2023-01-09", .einde = "2023-03-01", .dagtekening = "2023-03-03", .status = 3);
  assert_trajecten(g, "1: 2023-01-09 start .. -\n");
  assert_signalen(g, "");
}

TEST(a_stop_withdrawn_with_another_einddatum_still_stands)
{
  toewijzing(g, .van = "2023-01-01");
  start(g, .begin = "2023-01-09");
  stop(g, .begin = "2023-01-09", .einde = "2023-03-01", .dagtekening = "2023-03-02");
  stop(g, .begin = "2023-01-09", .einde = "2023-03-04", .dagtekening = "2023-03-03", .status = 3);
  assert_trajecten(g, "1: 2023-01-09 start .. 2023-03-01 stop door_client 32\n");
}

TEST(of_several_definitive_stops_the_last_in_business_order_holds)
{
  toewijzing(g, .van = "2023-01-01");
  start(g, .begin = "2023-01-09");
  stop(g, .begin = "2023-01-09", .einde = "2023-03-10", .reden = "36", .dagtekening = "2023-03-09");
  stop(g, .begin = "2023-01-09", .einde = "2023-02-20", .reden = "33", .dagtekening = "2023-03-20");
  stop(g, .begin = "2023-01-09", .einde = "2023-04-01", .reden = "32", .dagtekening = "2023-03-01");
  assert_trajecten(g, "1: 2023-01-09 start .. 2023-02-20 stop door_aanbieder 33\n");
  assert_signalen(g, "TR414:3 TR414:4 TR415:3 TR415:4");
}

TEST(a_temporary_stop_next_to_a_definitive_one_is_no_TR415)
{
  toewijzing(g, .van = "2023-01-01");
  start(g, .begin = "2023-01-09");
  stop(g, .begin = "2023-01-09", .einde = "2023-03-10", .reden = "20");
  stop(g, .begin = "2023-01-09", .einde = "2023-03-10", .reden = "33");
  assert_trajecten(g, "1: 2023-01-09 start .. 2023-03-10 stop door_aanbieder 33\n");
  assert_onderbrekingen(g, "");
  assert_signalen(g, "");
}

TEST(a_stop_of_another_product_does_not_belong_to_the_start)
{
  toewijzing(g, .van = "2023-01-01");
  start(g, .begin = "2023-01-09", .product = "45A04");
  stop(g, .begin = "2023-01-09", .einde = "2023-03-10", .product = "54001");
  assert_trajecten(g, "1: 2023-01-09 start .. -\n");
  assert_signalen(g, "TR382:3");
}

TEST(a_stop_without_product_belongs_to_the_start_of_its_begindatum)
{
  toewijzing(g, .van = "2023-01-01");
  start(g, .begin = "2023-01-09");
  stop(g, .begin = "2023-01-09", .einde = "2023-03-10", .zonder_product = true);
  assert_trajecten(g, "1: 2023-01-09 start .. 2023-03-10 stop door_client 32\n");
  assert_signalen(g, "");
}

TEST(a_stop_belongs_to_a_start_without_product)
{
  toewijzing(g, .van = "2023-01-01");
  start(g, .begin = "2023-01-09", .zonder_product = true);
  stop(g, .begin = "2023-01-09", .einde = "2023-03-10");
  assert_trajecten(g, "1: 2023-01-09 start .. 2023-03-10 stop door_client 32\n");
}

/* The end */

TEST(a_started_traject_without_stop_ends_with_its_toewijzing)
{
  toewijzing(g, .van = "2023-01-01", .tot = "2023-03-31");
  start(g, .begin = "2023-01-09");
  assert_trajecten(g, "1: 2023-01-09 start .. 2023-03-31 toewijzing niet_gemeld\n");
}

TEST(an_end_by_toewijzing_is_never_before_the_start)
{
  toewijzing(g, .van = "2023-01-01", .tot = "2023-03-31");
  start(g, .begin = "2023-04-15");
  assert_trajecten(g, "1: 2023-04-15 start .. 2023-04-15 toewijzing niet_gemeld\n");
}

TEST(the_end_of_the_toewijzing_makes_no_room_for_a_next_traject)
{
  toewijzing(g, .van = "2023-01-01", .tot = "2023-03-31");
  start(g, .begin = "2023-01-09");
  start(g, .begin = "2023-05-01");
  assert_trajecten(g, "1: 2023-01-09 start .. 2023-03-31 toewijzing niet_gemeld\n");
  assert_signalen(g, "TR326:3");
}

TEST(a_stop_after_the_end_of_the_toewijzing_holds_and_is_signalled)
{
  toewijzing(g, .van = "2023-01-01", .tot = "2023-03-31");
  start(g, .begin = "2023-01-09");
  stop(g, .begin = "2023-01-09", .einde = "2023-04-01");
  assert_trajecten(g, "1: 2023-01-09 start .. 2023-04-01 stop door_client 32\n");
  assert_signalen(g, "SL01:3");
}

TEST(a_stop_on_the_last_day_of_the_toewijzing_is_in_time)
{
  toewijzing(g, .van = "2023-01-01", .tot = "2023-03-31");
  start(g, .begin = "2023-01-09");
  stop(g, .begin = "2023-01-09", .einde = "2023-03-31");
  assert_signalen(g, "");
}

TEST(an_extension_ends_the_signaal_of_a_stop_after_the_end)
{
  toewijzing(g, .van = "2023-01-01", .tot = "2023-03-31", .ontvangen = "2023-01-01");
  start(g, .begin = "2023-01-09", .ontvangen = "2023-01-10");
  stop(g, .begin = "2023-01-09", .einde = "2023-04-10", .ontvangen = "2023-04-11");
  toewijzing(g, .van = "2023-01-01", .tot = "2023-06-30", .op = "2023-03-20", .ontvangen = "2023-04-20");
  assert_string_equal(geval_signalen(g, "2023-04-11"), "SL01:3");
  assert_signalen(g, "");
}

TEST(code_31_is_as_planned_in_jw_and_moved_house_in_wmo)
{
  toewijzing(g, .van = "2023-01-01");
  start(g, .begin = "2023-01-09");
  stop(g, .begin = "2023-01-09", .einde = "2023-03-31", .reden = "31");
  toewijzing(g, .van = "2023-01-01", .domein = DOMEIN_WMO);
  start(g, .begin = "2023-01-09", .domein = DOMEIN_WMO);
  stop(g, .begin = "2023-01-09", .einde = "2023-03-31", .reden = "31", .domein = DOMEIN_WMO);
  assert_trajecten(g, "1: 2023-01-09 start .. 2023-03-31 stop volgens_plan 31\n"
                      "1: 2023-01-09 start .. 2023-03-31 stop externe_oorzaak 31\n");
}

static void every_reason_code_has_its_meaning_per_domein(void **state)
{
  (void)state;
  static const struct {
    const char *code, *jw, *wmo;
  } meanings[] = {
      {"02", "overleden", "overleden"},
      {"19", NULL, "volgens_plan"},
      {"20", "tijdelijk", "tijdelijk"},
      {"21", "door_client", "door_client"},
      {"22", "door_aanbieder", "door_aanbieder"},
      {"23", "in_overleg", "in_overleg"},
      {"31", "volgens_plan", "externe_oorzaak"},
      {"32", "door_client", "door_client"},
      {"33", "door_aanbieder", "door_aanbieder"},
      {"34", "in_overleg", "in_overleg"},
      {"35", "externe_oorzaak", NULL},
      {"36", "gemeente", "gemeente"},
      {"37", "wijzigingsverzoek", "wijzigingsverzoek"},
      {"38", "andere_aanbieder", "andere_aanbieder"},
      {"39", "ander_domein", "ander_domein"},
      {"99", NULL, NULL},
  };
  for (size_t i = 0; i < sizeof meanings / sizeof meanings[0]; i++) {
    const char *jw = reden_normalise(DOMEIN_JW, meanings[i].code);
    const char *wmo = reden_normalise(DOMEIN_WMO, meanings[i].code);
    assert_string_equal(jw != NULL ? jw : "", meanings[i].jw != NULL ? meanings[i].jw : "");
    assert_string_equal(wmo != NULL ? wmo : "", meanings[i].wmo != NULL ? meanings[i].wmo : "");
  }
}

/* Without ToewijzingNummer */

TEST(a_start_without_number_belongs_to_the_one_toewijzing_that_fits)
{
  toewijzing(g, .van = "2023-01-01", .tot = "2023-03-31", .nummer = 3);
  start(g, .begin = "2023-03-31", .zonder_nummer = true);
  stop(g, .begin = "2023-03-31", .einde = "2023-04-10", .zonder_nummer = true);
  assert_trajecten(g, "1: 2023-03-31 start .. 2023-04-10 stop door_client 32\n");
  assert_signalen(g, "SL01:3");
}

TEST(a_start_without_number_outside_the_period_is_a_traject_of_its_own)
{
  toewijzing(g, .van = "2023-01-01", .tot = "2023-03-31");
  start(g, .begin = "2023-04-01", .zonder_nummer = true);
  assert_trajecten(g, "1: - .. -\n1: 2023-04-01 start .. -\n");
  assert_signalen(g, "SL02:2 TR019:2");
}

TEST(a_start_without_number_that_fits_several_is_a_traject_of_its_own)
{
  toewijzing(g, .van = "2023-01-01", .nummer = 1, .product = "45A04");
  toewijzing(g, .van = "2023-02-01", .nummer = 2, .product = "54001");
  start(g, .begin = "2023-02-01", .zonder_nummer = true, .zonder_product = true);
  assert_trajecten(g, "1: - .. -\n1: - .. -\n1: 2023-02-01 start .. -\n");
  assert_signalen(g, "SL02:3 TR019:3");
}

TEST(the_product_of_a_start_without_number_tells_toewijzingen_apart)
{
  toewijzing(g, .van = "2023-01-01", .nummer = 1, .product = "45A04");
  toewijzing(g, .van = "2023-02-01", .nummer = 2, .product = "54001");
  start(g, .begin = "2023-02-02", .zonder_nummer = true, .product = "54001");
  assert_trajecten(g, "1: - .. -\n1: 2023-02-02 start .. -\n");
  assert_signalen(g, "");
  size_t count = 0;
  assert_string_equal(
      ((const struct feit_traject *)geval_rows(g, FEIT_TRAJECT, NULL, &count)[1])->product, "54001");
}

TEST(a_toewijzing_without_product_fits_when_none_has_the_product_itself)
{
  toewijzing(g, .van = "2023-01-01", .nummer = 1, .zonder_product = true);
  start(g, .begin = "2023-02-02", .zonder_nummer = true, .product = "54001");
  assert_trajecten(g, "1: 2023-02-02 start .. -\n");
  size_t count = 0;
  const struct feit_traject *t = geval_rows(g, FEIT_TRAJECT, NULL, &count)[0];
  assert_true(t->has_toewijzing);
  assert_string_equal(t->product, "54001");
  toewijzing(g, .van = "2023-01-15", .nummer = 2, .product = "54001");
  assert_trajecten(g, "1: - .. -\n1: 2023-02-02 start .. -\n");
  assert_signalen(g, "");
}

TEST(a_start_tells_the_product_inside_the_categorie_of_its_toewijzing)
{
  toewijzing(g, .van = "2023-01-01", .categorie = "45", .zonder_product = true);
  start(g, .begin = "2023-01-09", .categorie = "45", .product = "45A05");
  size_t count = 0;
  const struct feit_traject *t = geval_rows(g, FEIT_TRAJECT, NULL, &count)[0];
  assert_string_equal(t->categorie, "45");
  assert_string_equal(t->product, "45A05");
}

TEST(a_start_of_another_categorie_does_not_mix_with_that_of_its_toewijzing)
{
  toewijzing(g, .van = "2023-01-01", .categorie = "45", .zonder_product = true);
  start(g, .begin = "2023-01-09", .categorie = "54", .product = "54001");
  size_t count = 0;
  const struct feit_traject *t = geval_rows(g, FEIT_TRAJECT, NULL, &count)[0];
  assert_string_equal(t->categorie, "45");
  assert_null(t->product);
}

TEST(a_toewijzing_of_another_aanbieder_gemeente_or_domein_never_fits)
{
  toewijzing(g, .van = "2023-01-01", .nummer = 1, .aanbieder = "87654321");
  toewijzing(g, .van = "2023-01-01", .nummer = 2, .gemeente = "0957");
  toewijzing(g, .van = "2023-01-01", .nummer = 3, .domein = DOMEIN_WMO);
  toewijzing(g, .van = "2023-01-01", .nummer = 4, .reden_wijziging = "13");
  start(g, .begin = "2023-02-02", .zonder_nummer = true);
  assert_signalen(g, "SL02:5 TR019:5");
}

TEST(starts_without_number_that_fit_nothing_are_each_a_traject)
{
  start(g, .begin = "2023-02-02", .zonder_nummer = true);
  start(g, .begin = "2023-03-02", .zonder_nummer = true);
  stop(g, .begin = "2023-03-02", .einde = "2023-03-20", .zonder_nummer = true);
  stop(g, .begin = "2023-04-02", .einde = "2023-04-20", .zonder_nummer = true);
  assert_trajecten(g, "1: 2023-02-02 start .. -\n"
                      "1: 2023-03-02 start .. 2023-03-20 stop door_client 32\n"
                      "1: 2023-04-02 stop .. 2023-04-20 stop door_client 32\n");
  assert_signalen(g, "SL02:1 SL02:2 SL02:3 SL02:4 TR019:1 TR019:2 TR019:3 TR019:4 TR382:4");
}

TEST(a_second_candidate_that_comes_later_takes_the_start_away_again)
{
  toewijzing(g, .van = "2023-01-01", .nummer = 1, .ontvangen = "2023-01-01");
  start(g, .begin = "2023-02-02", .zonder_nummer = true, .ontvangen = "2023-02-03");
  toewijzing(g, .van = "2023-01-01", .nummer = 2, .ontvangen = "2023-03-01");
  assert_string_equal(geval_trajecten(g, "2023-02-28"), "1: 2023-02-02 start .. -\n");
  assert_string_equal(geval_signalen(g, "2023-02-28"), "");
  assert_trajecten(g, "1: - .. -\n1: - .. -\n1: 2023-02-02 start .. -\n");
  assert_signalen(g, "SL02:2 TR019:2");
}

/* Signalen and client */

TEST(a_signaal_names_the_line_and_its_levering)
{
  start(g, .begin = "2023-01-09", .gemeente = "0957", .domein = DOMEIN_WMO);
  size_t count = 0;
  const struct feit_signaal *s = geval_rows(g, FEIT_SIGNAAL, NULL, &count)[0];
  assert_int_equal(count, 1);
  assert_string_equal(s->code, "TR019");
  assert_string_equal(s->gemeente, "0957");
  assert_string_equal(s->aanbieder, "12345678");
  assert_int_equal(s->domein, DOMEIN_WMO);
  assert_true(id_equal(&s->gebeurtenis, &g->events[0]->gebeurtenis.id));
  assert_true(id_equal(&s->levering, &g->events[0]->gebeurtenis.levering));
  assert_int_equal(s->regel, 1);
}

TEST(year_and_sex_come_from_the_newest_toewijzing_that_fills_them_in)
{
  toewijzing(g, .van = "2023-02-01", .nummer = 1, .geboortejaar = 2010);
  toewijzing(g, .van = "2023-01-01", .nummer = 2, .geboortejaar = 2009, .geslacht = "2");
  start(g, .begin = "2023-05-05", .geboortejaar = 1999, .geslacht = "9", .dagtekening = "2023-06-01");
  assert_string_equal(geval_client(g, NULL), "2010 2");
}

TEST(without_toewijzing_the_client_is_known_by_the_latest_dagtekening)
{
  start(g, .begin = "2023-05-05", .geboortejaar = 1999, .geslacht = "1", .dagtekening = "2023-05-06");
  start(g, .begin = "2023-05-06", .geboortejaar = 1998, .dagtekening = "2023-05-07");
  start(g, .begin = "2023-05-07", .dagtekening = "2023-05-08");
  assert_string_equal(geval_client(g, NULL), "1998 1");
}

TEST(a_client_of_whom_nothing_is_known_has_a_row)
{
  toewijzing(g, .van = "2023-02-01");
  assert_string_equal(geval_client(g, NULL), "-1 -");
  assert_string_equal(geval_client(g, "2023-05-31"), "");
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, geval_set_up, geval_tear_down)

int main(void)
{
  const struct CMUnitTest tests[] = {
      CASE(no_events_give_no_rows),
      CASE(a_toewijzing_that_was_never_started_gives_one_traject_that_waits),
      CASE(the_newest_version_is_the_one_with_the_highest_toewijzingsdatum_and_tijd),
      CASE(versions_of_one_moment_go_by_dagtekening_and_then_by_event_id),
      CASE(an_extension_stretches_the_toewijzing_and_keeps_its_first_dates),
      CASE(a_later_version_with_reden_wijziging_13_takes_row_and_traject_away_from_its_day_on),
      CASE(a_version_after_reden_wijziging_13_brings_the_toewijzing_back),
      CASE(a_version_with_reden_wijziging_13_alone_gives_nothing),
      CASE(a_version_with_reden_wijziging_13_is_never_the_first_version),
      CASE(the_same_number_in_two_gemeenten_and_two_domeinen_is_four_toewijzingen),
      CASE(a_late_start_starts_the_traject_on_its_begindatum),
      CASE(a_start_that_was_withdrawn_leaves_its_toewijzing_waiting),
      CASE(a_withdrawal_that_came_without_its_start_changes_nothing),
      CASE(a_start_given_again_on_a_later_dagtekening_stands),
      CASE(given_and_withdrawn_on_one_dagtekening_leave_the_decision_to_an_earlier_one),
      CASE(given_and_withdrawn_on_its_only_dagtekening_is_withdrawn),
      CASE(given_twice_and_withdrawn_once_on_one_dagtekening_is_given),
      CASE(every_status_but_3_gives),
      CASE(a_withdrawal_of_another_product_withdraws_nothing),
      CASE(a_start_while_the_traject_runs_is_ignored),
      CASE(the_stop_of_an_ignored_start_is_ignored_with_it),
      CASE(a_start_with_an_unknown_number_gives_a_traject_without_toewijzing),
      CASE(a_toewijzing_that_comes_late_takes_its_start_over),
      CASE(starts_with_the_same_unknown_number_are_one_chain),
      CASE(a_definitive_stop_ends_the_traject_on_its_einddatum),
      CASE(a_second_start_after_a_definitive_stop_is_the_next_traject),
      CASE(a_start_before_the_definitive_stop_takes_effect_is_ignored),
      CASE(a_temporary_stop_and_a_restart_are_an_onderbreking_inside_the_traject),
      CASE(a_restart_on_the_day_of_the_temporary_stop_is_allowed),
      CASE(a_temporary_stop_without_restart_leaves_the_traject_open),
      CASE(the_end_of_the_toewijzing_ends_a_traject_that_is_interrupted),
      CASE(a_definitive_stop_during_an_onderbreking_ends_the_traject),
      CASE(a_stop_that_names_the_first_start_still_ends_the_traject_after_a_restart),
      CASE(every_temporary_stop_of_one_start_can_be_followed_by_a_restart),
      CASE(stopping_again_on_the_day_of_a_restart_is_one_onderbreking),
      CASE(a_stop_whose_start_is_unknown_implies_it),
      CASE(a_temporary_stop_whose_start_is_unknown_implies_it_too),
      CASE(stops_of_two_products_imply_two_starts_whatever_a_third_leaves_open),
      CASE(a_start_that_comes_after_its_stop_ends_the_signaal),
      CASE(a_stop_on_a_withdrawn_start_has_no_effect),
      CASE(a_withdrawn_stop_is_as_never_sent),
      CASE(a_stop_withdrawn_with_another_einddatum_still_stands),
      CASE(of_several_definitive_stops_the_last_in_business_order_holds),
      CASE(a_temporary_stop_next_to_a_definitive_one_is_no_TR415),
      CASE(a_stop_of_another_product_does_not_belong_to_the_start),
      CASE(a_stop_without_product_belongs_to_the_start_of_its_begindatum),
      CASE(a_stop_belongs_to_a_start_without_product),
      CASE(a_started_traject_without_stop_ends_with_its_toewijzing),
      CASE(an_end_by_toewijzing_is_never_before_the_start),
      CASE(the_end_of_the_toewijzing_makes_no_room_for_a_next_traject),
      CASE(a_stop_after_the_end_of_the_toewijzing_holds_and_is_signalled),
      CASE(a_stop_on_the_last_day_of_the_toewijzing_is_in_time),
      CASE(an_extension_ends_the_signaal_of_a_stop_after_the_end),
      CASE(code_31_is_as_planned_in_jw_and_moved_house_in_wmo),
      CASE(a_start_without_number_belongs_to_the_one_toewijzing_that_fits),
      CASE(a_start_without_number_outside_the_period_is_a_traject_of_its_own),
      CASE(a_start_without_number_that_fits_several_is_a_traject_of_its_own),
      CASE(the_product_of_a_start_without_number_tells_toewijzingen_apart),
      CASE(a_toewijzing_without_product_fits_when_none_has_the_product_itself),
      CASE(a_start_tells_the_product_inside_the_categorie_of_its_toewijzing),
      CASE(a_start_of_another_categorie_does_not_mix_with_that_of_its_toewijzing),
      CASE(a_toewijzing_of_another_aanbieder_gemeente_or_domein_never_fits),
      CASE(starts_without_number_that_fit_nothing_are_each_a_traject),
      CASE(a_second_candidate_that_comes_later_takes_the_start_away_again),
      CASE(a_signaal_names_the_line_and_its_levering),
      CASE(year_and_sex_come_from_the_newest_toewijzing_that_fills_them_in),
      CASE(without_toewijzing_the_client_is_known_by_the_latest_dagtekening),
      CASE(a_client_of_whom_nothing_is_known_has_a_row),
      cmocka_unit_test(every_reason_code_has_its_meaning_per_domein),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
