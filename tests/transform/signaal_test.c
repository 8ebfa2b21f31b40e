/* Signalen that need history: raised, not raised, and gone on the day that the missing message arrives. The
 * n-th event of a case has regel n; "TR074:3" is that signaal on the third. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <string.h>

#include "geval.h"
#include "transform/signaal.h"

#define TEST(name)                                                                                           \
  static void name##_in(struct geval *g);                                                                    \
  static void name(void **state)                                                                             \
  {                                                                                                          \
    name##_in(*state);                                                                                       \
  }                                                                                                          \
  static void name##_in(struct geval *g)

#define CASE(name) cmocka_unit_test_setup_teardown(name, geval_set_up, geval_tear_down)
#define assert_signalen_op(g, dag, text) assert_string_equal(geval_signalen(g, dag), text)

/* Starts and stops */

TEST(a_withdrawal_without_an_earlier_start_is_TR063_until_the_start_arrives)
{
  toewijzing(g, .van = "2023-01-01", .ontvangen = "2023-01-02");
  start(g, .begin = "2023-01-09", .status = 3, .ontvangen = "2023-02-01");
  start(g, .begin = "2023-01-09", .dagtekening = "2023-01-10", .ontvangen = "2023-02-10");
  assert_signalen_op(g, "2023-01-31", "");
  assert_signalen_op(g, "2023-02-01", "TR063:2");
  assert_signalen_op(g, "2023-02-09", "TR063:2");
  assert_signalen_op(g, "2023-02-10", "");
}

TEST(a_start_that_is_dated_after_its_withdrawal_is_not_an_earlier_one)
{
  toewijzing(g, .van = "2023-01-01");
  start(g, .begin = "2023-01-09", .status = 3, .dagtekening = "2023-02-01");
  start(g, .begin = "2023-01-09", .dagtekening = "2023-02-02");
  assert_signalen(g, "TR063:2");
}

TEST(a_withdrawal_on_the_dagtekening_of_its_start_is_no_TR063)
{
  toewijzing(g, .van = "2023-01-01");
  start(g, .begin = "2023-01-09", .status = 3, .dagtekening = "2023-02-01");
  start(g, .begin = "2023-01-09", .dagtekening = "2023-02-01");
  assert_signalen(g, "");
}

TEST(a_withdrawal_with_another_key_than_the_start_is_TR063)
{
  toewijzing(g, .van = "2023-01-01");
  start(g, .begin = "2023-01-09", .dagtekening = "2023-01-10");
  start(g, .begin = "2023-01-10", .status = 3, .dagtekening = "2023-01-11");
  stop(g, .begin = "2023-01-09", .einde = "2023-03-01", .dagtekening = "2023-03-02");
  stop(g, .begin = "2023-01-09", .einde = "2023-03-01", .reden = "33", .status = 3,
      .dagtekening = "2023-03-03");
  assert_signalen(g, "TR063:3 TR063:5");
}

TEST(the_same_start_given_by_a_second_message_is_TR074_on_the_later_one)
{
  toewijzing(g, .van = "2023-01-01", .ontvangen = "2023-01-02");
  start(g, .begin = "2023-01-09", .dagtekening = "2023-01-20", .ontvangen = "2023-02-01");
  start(g, .begin = "2023-01-09", .dagtekening = "2023-01-10", .ontvangen = "2023-02-02");
  assert_signalen_op(g, "2023-02-01", "");
  assert_signalen_op(g, "2023-02-02", "TR074:2");
}

TEST(a_start_that_was_withdrawn_in_between_may_be_given_again)
{
  toewijzing(g, .van = "2023-01-01", .ontvangen = "2023-01-02");
  start(g, .begin = "2023-01-09", .dagtekening = "2023-01-10", .ontvangen = "2023-01-10");
  start(g, .begin = "2023-01-09", .dagtekening = "2023-01-12", .ontvangen = "2023-01-12");
  start(g, .begin = "2023-01-09", .dagtekening = "2023-01-11", .status = 3, .ontvangen = "2023-01-20");
  assert_signalen_op(g, "2023-01-19", "TR074:3");
  assert_signalen_op(g, "2023-01-20", "");
}

TEST(a_withdrawal_and_a_new_gift_of_one_dagtekening_go_together)
{
  toewijzing(g, .van = "2023-01-01");
  stop(g, .begin = "2023-01-09", .einde = "2023-02-01", .dagtekening = "2023-02-02");
  stop(g, .begin = "2023-01-09", .einde = "2023-02-01", .dagtekening = "2023-02-03");
  stop(g, .begin = "2023-01-09", .einde = "2023-02-01", .dagtekening = "2023-02-03", .status = 3);
  start(g, .begin = "2023-01-09", .dagtekening = "2023-01-10");
  assert_signalen(g, "");
}

TEST(three_gifts_of_one_dagtekening_are_TR074_but_for_the_first)
{
  toewijzing(g, .van = "2023-01-01");
  start(g, .begin = "2023-01-09");
  start(g, .begin = "2023-01-09");
  start(g, .begin = "2023-01-09");
  assert_signalen(g, "TR074:3 TR074:4");
}

TEST(the_same_message_with_other_content_is_no_TR074)
{
  toewijzing(g, .van = "2023-01-01");
  start(g, .begin = "2023-01-09", .bericht = 50, .geslacht = "1");
  start(g, .begin = "2023-01-09", .bericht = 50, .geslacht = "2");
  assert_signalen(g, "");
}

TEST(a_start_withdrawn_after_its_stop_is_TR071_until_the_stop_is_withdrawn_too)
{
  toewijzing(g, .van = "2023-01-01", .ontvangen = "2023-01-02");
  start(g, .begin = "2023-01-09", .ontvangen = "2023-01-10");
  stop(g, .begin = "2023-01-09", .einde = "2023-02-01", .ontvangen = "2023-02-02");
  start(g, .begin = "2023-01-09", .status = 3, .ontvangen = "2023-03-01");
  stop(g, .begin = "2023-01-09", .einde = "2023-02-01", .status = 3, .ontvangen = "2023-03-10");
  assert_signalen_op(g, "2023-02-28", "");
  assert_signalen_op(g, "2023-03-01", "TR071:4");
  assert_signalen_op(g, "2023-03-09", "TR071:4");
  assert_signalen_op(g, "2023-03-10", "");
}

TEST(a_stop_dated_after_the_withdrawal_of_its_start_is_no_TR071)
{
  toewijzing(g, .van = "2023-01-01");
  start(g, .begin = "2023-01-09", .dagtekening = "2023-01-10");
  start(g, .begin = "2023-01-09", .status = 3, .dagtekening = "2023-01-20");
  stop(g, .begin = "2023-01-09", .einde = "2023-02-01", .dagtekening = "2023-02-02");
  assert_signalen(g, "");
}

TEST(TR071_comes_when_the_stop_turns_up_late_and_is_of_an_earlier_dagtekening)
{
  start(g, .begin = "2023-01-09", .dagtekening = "2023-01-10", .ontvangen = "2023-01-10");
  start(g, .begin = "2023-01-09", .status = 3, .dagtekening = "2023-01-20", .ontvangen = "2023-01-20");
  toewijzing(g, .van = "2023-01-01", .ontvangen = "2023-01-02");
  stop(g, .begin = "2023-01-09", .einde = "2023-01-15", .dagtekening = "2023-01-16",
      .ontvangen = "2023-04-01");
  assert_signalen_op(g, "2023-03-31", "");
  assert_signalen_op(g, "2023-04-01", "TR071:2");
}

TEST(a_stop_of_another_start_is_no_TR071)
{
  toewijzing(g, .van = "2023-01-01");
  start(g, .begin = "2023-01-09", .dagtekening = "2023-01-10");
  stop(g, .begin = "2023-01-09", .einde = "2023-02-01", .dagtekening = "2023-02-02");
  start(g, .begin = "2023-03-09", .dagtekening = "2023-03-10");
  start(g, .begin = "2023-03-09", .status = 3, .dagtekening = "2023-03-20");
  assert_signalen(g, "");
}

TEST(a_second_temporary_stop_of_a_start_is_TR413_on_the_later_one)
{
  toewijzing(g, .van = "2023-01-01");
  start(g, .begin = "2023-01-09", .dagtekening = "2023-01-10");
  stop(g, .begin = "2023-01-09", .einde = "2023-03-01", .reden = "20", .dagtekening = "2023-03-02");
  stop(g, .begin = "2023-01-09", .einde = "2023-02-01", .reden = "20", .dagtekening = "2023-02-02");
  assert_signalen(g, "TR413:3");
}

TEST(TR413_ends_when_the_first_temporary_stop_turns_out_withdrawn)
{
  toewijzing(g, .van = "2023-01-01", .ontvangen = "2023-01-02");
  start(g, .begin = "2023-01-09", .ontvangen = "2023-01-10");
  stop(g, .begin = "2023-01-09", .einde = "2023-02-01", .reden = "20", .ontvangen = "2023-02-02");
  stop(g, .begin = "2023-01-09", .einde = "2023-03-01", .reden = "20", .ontvangen = "2023-03-02");
  stop(g, .begin = "2023-01-09", .einde = "2023-02-01", .reden = "20", .status = 3,
      .dagtekening = "2023-02-05", .ontvangen = "2023-04-01");
  assert_signalen_op(g, "2023-03-31", "TR413:4");
  assert_signalen_op(g, "2023-04-01", "");
}

TEST(temporary_stops_of_two_starts_are_no_TR413)
{
  toewijzing(g, .van = "2023-01-01");
  start(g, .begin = "2023-01-09", .dagtekening = "2023-01-10");
  stop(g, .begin = "2023-01-09", .einde = "2023-02-01", .reden = "20", .dagtekening = "2023-02-02");
  start(g, .begin = "2023-02-20", .dagtekening = "2023-02-21");
  stop(g, .begin = "2023-02-20", .einde = "2023-03-01", .reden = "20", .dagtekening = "2023-03-02");
  assert_signalen(g, "");
}

TEST(a_stop_that_ends_before_the_stop_sent_before_it_is_TR414)
{
  toewijzing(g, .van = "2023-01-01");
  start(g, .begin = "2023-01-09", .dagtekening = "2023-01-10");
  stop(g, .begin = "2023-01-09", .einde = "2023-02-01", .dagtekening = "2023-03-02");
  stop(g, .begin = "2023-01-09", .einde = "2023-02-15", .reden = "20", .dagtekening = "2023-02-20");
  assert_signalen(g, "TR414:3");
}

TEST(a_definitive_stop_on_the_day_of_the_temporary_one_is_no_TR414)
{
  toewijzing(g, .van = "2023-01-01");
  start(g, .begin = "2023-01-09", .dagtekening = "2023-01-10");
  stop(g, .begin = "2023-01-09", .einde = "2023-02-15", .reden = "20", .dagtekening = "2023-02-20");
  stop(g, .begin = "2023-01-09", .einde = "2023-02-15", .dagtekening = "2023-03-02");
  assert_signalen(g, "");
}

TEST(stops_of_both_domeinen_are_judged_alike)
{
  toewijzing(g, .van = "2023-01-01", .domein = DOMEIN_WMO);
  start(g, .begin = "2023-01-09", .domein = DOMEIN_WMO, .dagtekening = "2023-01-10");
  stop(g, .begin = "2023-01-09", .einde = "2023-02-15", .domein = DOMEIN_WMO, .dagtekening = "2023-02-20");
  stop(g, .begin = "2023-01-09", .einde = "2023-02-10", .reden = "19", .domein = DOMEIN_WMO,
      .dagtekening = "2023-03-02");
  start(g, .begin = "2023-01-09", .domein = DOMEIN_WMO, .dagtekening = "2023-01-11");
  start(g, .begin = "2023-01-10", .domein = DOMEIN_WMO, .status = 3);
  assert_signalen(g, "TR063:6 TR074:5 TR414:4 TR415:4");
}

/* Prestaties and their toewijzing */

TEST(a_prestatie_on_an_unknown_toewijzing_is_TR338_until_the_toewijzing_arrives)
{
  prestatie(g, .cent = 500, .ontvangen = "2023-05-10");
  toewijzing(g, .van = "2023-01-01", .ontvangen = "2023-06-01");
  assert_signalen_op(g, "2023-05-31", "TR338:1");
  assert_signalen_op(g, "2023-06-01", "");
}

TEST(a_toewijzing_of_another_domein_gemeente_or_number_is_another_toewijzing)
{
  toewijzing(g, .van = "2023-01-01", .domein = DOMEIN_WMO);
  toewijzing(g, .van = "2023-01-01", .gemeente = "0984");
  toewijzing(g, .van = "2023-01-01", .nummer = 2);
  prestatie(g, .cent = 500);
  assert_signalen(g, "TR338:4");
}

TEST(a_prestatie_that_begins_before_its_toewijzing_is_TR307)
{
  toewijzing(g, .van = "2023-04-02");
  prestatie(g, .cent = 500, .maand = "2023-04-01");
  prestatie(g, .cent = 500, .referentie = 2, .maand = "2023-04-02");
  assert_signalen(g, "TR307:2");
}

TEST(a_prestatie_that_ends_after_its_toewijzing_is_TR308_until_the_extension_arrives)
{
  toewijzing(g, .van = "2023-01-01", .tot = "2023-04-27", .ontvangen = "2023-01-02");
  prestatie(g, .cent = 500, .maand = "2023-04-01", .ontvangen = "2023-05-10");
  toewijzing(g, .van = "2023-01-01", .op = "2023-04-20", .tot = "2023-04-28", .ontvangen = "2023-06-01");
  assert_signalen_op(g, "2023-05-31", "TR308:2");
  assert_signalen_op(g, "2023-06-01", "");
}

TEST(a_toewijzing_cut_short_makes_TR308_of_prestaties_that_were_right)
{
  toewijzing(g, .van = "2023-01-01", .ontvangen = "2023-01-02");
  prestatie(g, .cent = 500, .maand = "2023-04-01", .ontvangen = "2023-05-10");
  prestatie(g, .cent = 500, .referentie = 2, .maand = "2023-03-01", .ontvangen = "2023-04-10");
  toewijzing(g, .van = "2023-01-01", .op = "2023-04-20", .tot = "2023-03-31", .ontvangen = "2023-06-01");
  assert_signalen_op(g, "2023-05-31", "");
  assert_signalen_op(g, "2023-06-01", "TR308:2");
}

TEST(another_categorie_or_code_than_was_assigned_is_TR339_and_TR340)
{
  toewijzing(g, .van = "2023-01-01", .categorie = "45");
  prestatie(g, .cent = 500, .categorie = "46", .product = "46A01");
  prestatie(g, .cent = 500, .referentie = 2, .categorie = "45", .product = "45A05", .maand = "2023-03-01");
  prestatie(g, .cent = 500, .referentie = 3, .categorie = "45", .product = "45A04", .maand = "2023-02-01");
  assert_signalen(g, "TR339:2 TR340:2 TR340:3");
}

TEST(what_was_not_assigned_in_full_is_compared_as_far_as_it_goes)
{
  toewijzing(g, .van = "2023-01-01", .zonder_product = true);
  toewijzing(g, .van = "2023-01-01", .nummer = 2, .zonder_product = true, .categorie = "45");
  prestatie(g, .cent = 500, .categorie = "46", .product = "46A01");
  prestatie(g, .cent = 500, .referentie = 2, .nummer = 2, .categorie = "45", .product = "45A99");
  prestatie(g, .cent = 500, .referentie = 3, .nummer = 2, .categorie = "46", .product = "45A99");
  assert_signalen(g, "TR339:5");
}

TEST(a_prestatie_on_a_withdrawn_toewijzing_is_TR384_and_nothing_else)
{
  toewijzing(g, .van = "2023-04-10", .categorie = "46", .ontvangen = "2023-01-02");
  prestatie(g, .cent = 500, .ontvangen = "2023-05-10");
  toewijzing(g, .van = "2023-04-10", .tot = "2023-04-10", .op = "2023-05-01", .reden_wijziging = "13",
      .ontvangen = "2023-06-01");
  toewijzing(g, .van = "2023-01-01", .op = "2023-05-02", .ontvangen = "2023-07-01");
  assert_signalen_op(g, "2023-05-31", "TR307:2 TR339:2");
  assert_signalen_op(g, "2023-06-01", "TR384:2");
  assert_signalen_op(g, "2023-07-01", "");
}

TEST(credits_are_held_against_their_toewijzing_too)
{
  toewijzing(g, .van = "2023-04-02");
  prestatie(g, .cent = 500);
  prestatie(g, .cent = -500, .declaratie = 2, .referentie = 2, .vorig = 1);
  assert_signalen(g, "TR307:2 TR307:3");
}

TEST(a_line_with_other_content_is_judged_as_it_stands)
{
  toewijzing(g, .van = "2023-04-01");
  prestatie(g, .cent = 500, .maand = "2023-03-01", .dagtekening = "2023-05-01", .ontvangen = "2023-05-01");
  prestatie(g, .cent = 500, .maand = "2023-04-01", .dagtekening = "2023-05-02", .ontvangen = "2023-06-02");
  assert_signalen_op(g, "2023-06-01", "TR307:2");
  assert_signalen_op(g, "2023-06-02", "");
}

/* Prestaties among themselves */

TEST(a_credit_without_its_debit_is_TR323_until_the_debit_arrives)
{
  toewijzing(g, .van = "2023-01-01", .ontvangen = "2023-01-02");
  prestatie(g, .cent = -500, .declaratie = 2, .referentie = 2, .vorig = 1, .ontvangen = "2023-06-01");
  prestatie(g, .cent = 500, .dagtekening = "2023-05-10", .ontvangen = "2023-06-20");
  assert_signalen_op(g, "2023-06-19", "TR323:2");
  assert_signalen_op(g, "2023-06-20", "");
}

TEST(a_credit_of_a_debit_that_is_dated_later_is_TR323)
{
  toewijzing(g, .van = "2023-01-01");
  prestatie(g, .cent = -500, .declaratie = 2, .referentie = 2, .vorig = 1, .dagtekening = "2023-05-01");
  prestatie(g, .cent = 500, .dagtekening = "2023-05-02");
  assert_signalen(g, "TR323:2");
}

TEST(a_credit_of_a_rejected_debit_is_TR323_from_the_day_of_the_rejection)
{
  toewijzing(g, .van = "2023-01-01", .ontvangen = "2023-01-02");
  prestatie(g, .cent = 500, .ontvangen = "2023-05-01");
  prestatie(g, .cent = -500, .declaratie = 2, .referentie = 2, .vorig = 1, .ontvangen = "2023-05-10");
  afwijzing(g, .ontvangen = "2023-05-20");
  assert_signalen_op(g, "2023-05-19", "");
  assert_signalen_op(g, "2023-05-20", "TR323:3");
}

TEST(a_credit_that_names_nothing_is_TR323)
{
  toewijzing(g, .van = "2023-01-01");
  prestatie(g, .cent = -500);
  assert_signalen(g, "TR323:2");
}

TEST(a_second_debit_for_the_same_care_is_TR389_until_the_first_is_taken_back)
{
  toewijzing(g, .van = "2023-01-01", .ontvangen = "2023-01-02");
  prestatie(g, .cent = 500, .dagtekening = "2023-05-10", .ontvangen = "2023-05-10");
  prestatie(g, .cent = 600, .declaratie = 2, .referentie = 2, .dagtekening = "2023-06-10",
      .ontvangen = "2023-06-10");
  prestatie(g, .cent = -500, .declaratie = 3, .referentie = 3, .vorig = 1, .dagtekening = "2023-06-09",
      .ontvangen = "2023-07-10");
  assert_signalen_op(g, "2023-06-09", "");
  assert_signalen_op(g, "2023-06-10", "TR389:3");
  assert_signalen_op(g, "2023-07-10", "");
}

TEST(a_debit_sent_again_after_a_rejection_is_no_TR389)
{
  toewijzing(g, .van = "2023-01-01", .ontvangen = "2023-01-02");
  prestatie(g, .cent = 500, .ontvangen = "2023-05-10");
  prestatie(g, .cent = 500, .declaratie = 2, .ontvangen = "2023-06-10");
  afwijzing(g, .ontvangen = "2023-06-20");
  assert_signalen_op(g, "2023-06-19", "TR389:3");
  assert_signalen_op(g, "2023-06-20", "");
}

TEST(debits_of_another_period_product_or_toewijzing_are_no_TR389)
{
  toewijzing(g, .van = "2023-01-01", .zonder_product = true);
  toewijzing(g, .van = "2023-01-01", .nummer = 2, .zonder_product = true);
  prestatie(g, .cent = 500);
  prestatie(g, .cent = 500, .referentie = 2, .maand = "2023-03-01");
  prestatie(g, .cent = 500, .referentie = 3, .product = "45A05");
  prestatie(g, .cent = 500, .referentie = 4, .nummer = 2);
  prestatie(g, .cent = 500, .referentie = 5, .categorie = "46");
  assert_signalen(g, "");
}

TEST(the_first_of_several_debits_is_the_one_of_the_earliest_dagtekening)
{
  toewijzing(g, .van = "2023-01-01");
  prestatie(g, .cent = 500, .dagtekening = "2023-06-10");
  prestatie(g, .cent = 500, .declaratie = 2, .referentie = 2, .dagtekening = "2023-05-10");
  prestatie(g, .cent = 500, .declaratie = 3, .referentie = 3, .dagtekening = "2023-07-10");
  assert_signalen(g, "TR389:2 TR389:4");
}

TEST(a_rejected_credit_takes_nothing_back)
{
  toewijzing(g, .van = "2023-01-01");
  prestatie(g, .cent = 500, .dagtekening = "2023-05-10");
  prestatie(g, .cent = -500, .declaratie = 2, .referentie = 2, .vorig = 1, .dagtekening = "2023-05-11");
  afwijzing(g, .declaratie = 2, .referentie = 2);
  prestatie(g, .cent = 500, .declaratie = 3, .referentie = 3, .dagtekening = "2023-06-10");
  assert_signalen(g, "TR389:5");
}

TEST(a_second_credit_of_the_same_debit_is_TR390)
{
  toewijzing(g, .van = "2023-01-01", .ontvangen = "2023-01-02");
  prestatie(g, .cent = 500, .ontvangen = "2023-05-10");
  prestatie(g, .cent = -500, .declaratie = 2, .referentie = 2, .vorig = 1, .ontvangen = "2023-06-10");
  prestatie(g, .cent = -500, .declaratie = 3, .referentie = 3, .vorig = 1, .ontvangen = "2023-07-10");
  afwijzing(g, .declaratie = 2, .referentie = 2, .ontvangen = "2023-08-10");
  assert_signalen_op(g, "2023-07-09", "");
  assert_signalen_op(g, "2023-07-10", "TR390:4");
  assert_signalen_op(g, "2023-08-10", "");
}

TEST(two_credits_of_an_unknown_debit_are_TR323_and_the_later_one_TR390)
{
  toewijzing(g, .van = "2023-01-01");
  prestatie(g, .cent = -500, .declaratie = 2, .referentie = 2, .vorig = 1, .dagtekening = "2023-06-02");
  prestatie(g, .cent = -500, .declaratie = 3, .referentie = 3, .vorig = 1, .dagtekening = "2023-06-01");
  assert_signalen(g, "TR323:2 TR323:3 TR390:2");
}

/* Both declaraties used number 1; the first was rejected and is not what the second credit takes back. */
TEST(credits_of_two_debits_under_one_number_are_no_TR390)
{
  toewijzing(g, .van = "2023-01-01");
  prestatie(g, .cent = 500, .dagtekening = "2023-05-01");
  prestatie(g, .cent = -500, .declaratie = 2, .referentie = 2, .vorig = 1, .dagtekening = "2023-05-02");
  prestatie(g, .cent = 400, .declaratie = 3, .dagtekening = "2023-05-03");
  prestatie(g, .cent = -400, .declaratie = 4, .referentie = 4, .vorig = 1, .dagtekening = "2023-05-04");
  assert_signalen(g, "");
}

TEST(prestaties_of_both_domeinen_are_judged_alike)
{
  toewijzing(g, .van = "2023-04-02", .domein = DOMEIN_WMO);
  prestatie(g, .cent = 500, .domein = DOMEIN_WMO);
  prestatie(g, .cent = 500, .declaratie = 2, .referentie = 2, .domein = DOMEIN_WMO);
  prestatie(g, .cent = -500, .declaratie = 2, .referentie = 3, .vorig = 9, .domein = DOMEIN_WMO);
  assert_signalen(g, "TR307:2 TR307:3 TR307:4 TR323:4 TR389:3");
}

TEST(every_code_is_given_once_and_has_the_form_of_a_code)
{
  (void)g;
  for (int a = 0; a < SIGNAAL_COUNT; a++) {
    const char *code = signaal_code((enum signaal_soort)a);
    size_t digits = strspn(code + 2, "0123456789");
    assert_true(strncmp(code, "TR", 2) == 0 ? digits == 3 : strncmp(code, "SL", 2) == 0 && digits == 2);
    assert_int_equal(strlen(code), 2 + digits);
    for (int b = 0; b < a; b++)
      assert_string_not_equal(code, signaal_code((enum signaal_soort)b));
  }
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      CASE(a_withdrawal_without_an_earlier_start_is_TR063_until_the_start_arrives),
      CASE(a_start_that_is_dated_after_its_withdrawal_is_not_an_earlier_one),
      CASE(a_withdrawal_on_the_dagtekening_of_its_start_is_no_TR063),
      CASE(a_withdrawal_with_another_key_than_the_start_is_TR063),
      CASE(the_same_start_given_by_a_second_message_is_TR074_on_the_later_one),
      CASE(a_start_that_was_withdrawn_in_between_may_be_given_again),
      CASE(a_withdrawal_and_a_new_gift_of_one_dagtekening_go_together),
      CASE(three_gifts_of_one_dagtekening_are_TR074_but_for_the_first),
      CASE(the_same_message_with_other_content_is_no_TR074),
      CASE(a_start_withdrawn_after_its_stop_is_TR071_until_the_stop_is_withdrawn_too),
      CASE(a_stop_dated_after_the_withdrawal_of_its_start_is_no_TR071),
      CASE(TR071_comes_when_the_stop_turns_up_late_and_is_of_an_earlier_dagtekening),
      CASE(a_stop_of_another_start_is_no_TR071),
      CASE(a_second_temporary_stop_of_a_start_is_TR413_on_the_later_one),
      CASE(TR413_ends_when_the_first_temporary_stop_turns_out_withdrawn),
      CASE(temporary_stops_of_two_starts_are_no_TR413),
      CASE(a_stop_that_ends_before_the_stop_sent_before_it_is_TR414),
      CASE(a_definitive_stop_on_the_day_of_the_temporary_one_is_no_TR414),
      CASE(stops_of_both_domeinen_are_judged_alike),
      CASE(a_prestatie_on_an_unknown_toewijzing_is_TR338_until_the_toewijzing_arrives),
      CASE(a_toewijzing_of_another_domein_gemeente_or_number_is_another_toewijzing),
      CASE(a_prestatie_that_begins_before_its_toewijzing_is_TR307),
      CASE(a_prestatie_that_ends_after_its_toewijzing_is_TR308_until_the_extension_arrives),
      CASE(a_toewijzing_cut_short_makes_TR308_of_prestaties_that_were_right),
      CASE(another_categorie_or_code_than_was_assigned_is_TR339_and_TR340),
      CASE(what_was_not_assigned_in_full_is_compared_as_far_as_it_goes),
      CASE(a_prestatie_on_a_withdrawn_toewijzing_is_TR384_and_nothing_else),
      CASE(credits_are_held_against_their_toewijzing_too),
      CASE(a_line_with_other_content_is_judged_as_it_stands),
      CASE(a_credit_without_its_debit_is_TR323_until_the_debit_arrives),
      CASE(a_credit_of_a_debit_that_is_dated_later_is_TR323),
      CASE(a_credit_of_a_rejected_debit_is_TR323_from_the_day_of_the_rejection),
      CASE(a_credit_that_names_nothing_is_TR323),
      CASE(a_second_debit_for_the_same_care_is_TR389_until_the_first_is_taken_back),
      CASE(a_debit_sent_again_after_a_rejection_is_no_TR389),
      CASE(debits_of_another_period_product_or_toewijzing_are_no_TR389),
      CASE(the_first_of_several_debits_is_the_one_of_the_earliest_dagtekening),
      CASE(a_rejected_credit_takes_nothing_back),
      CASE(a_second_credit_of_the_same_debit_is_TR390),
      CASE(two_credits_of_an_unknown_debit_are_TR323_and_the_later_one_TR390),
      CASE(credits_of_two_debits_under_one_number_are_no_TR390),
      CASE(prestaties_of_both_domeinen_are_judged_alike),
      CASE(every_code_is_given_once_and_has_the_form_of_a_code),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
