/* What a client's declaraties and their rejections come to, case by case: "declaratie/referentie cents". */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "geval.h"
#include "proto/feit_prestatie.h"
#include "proto/feit_toewijzing.h"

static void a_rejection_without_its_line_gives_no_row_and_waits(void **state)
{
  struct geval *g = *state;
  afwijzing(g, .ontvangen = "2023-06-01");
  prestatie(g, .cent = 500, .ontvangen = "2023-06-10");
  assert_string_equal(geval_prestaties(g, "2023-06-09"), "");
  assert_string_equal(geval_prestaties(g, "2023-06-10"), "1/1 500 regel 9307\n");
}

static void a_rejection_after_its_line_counts_from_its_own_day(void **state)
{
  struct geval *g = *state;
  prestatie(g, .cent = 500, .ontvangen = "2023-06-01");
  afwijzing(g, .ontvangen = "2023-06-10", .codes = "0611|9339");
  assert_string_equal(geval_prestaties(g, "2023-06-09"), "1/1 500\n");
  assert_string_equal(geval_prestaties(g, "2023-06-10"), "1/1 500 regel 0611|9339\n");
}

static void a_rejection_is_of_one_line_of_one_declaratie_of_one_aanbieder(void **state)
{
  struct geval *g = *state;
  prestatie(g, .cent = 100);
  prestatie(g, .cent = 200, .referentie = 2);
  prestatie(g, .cent = 300, .declaratie = 2);
  prestatie(g, .cent = 400, .gemeente = "0984");
  prestatie(g, .cent = 500, .domein = DOMEIN_WMO);
  prestatie(g, .cent = 600, .aanbieder = "87654321");
  afwijzing(g, .declaratie = 1, .referentie = 1);
  assert_prestaties(g, "1/1 100 regel 9307\n1/2 200\n2/1 300\n1/1 400\n1/1 500\n1/1 600\n");
}

/* Declaratie 1 was refused on this line, declaratie 2 brings it again under the same number. */
static void a_number_that_comes_again_in_a_later_declaratie_is_a_line_of_its_own(void **state)
{
  struct geval *g = *state;
  prestatie(g, .declaratie = 1, .cent = 500, .ontvangen = "2023-06-01");
  afwijzing(g, .declaratie = 1, .ontvangen = "2023-06-02");
  prestatie(g, .declaratie = 2, .cent = 450, .ontvangen = "2023-07-01");
  assert_prestaties(g, "1/1 500 regel 9307\n2/1 450\n");
}

static void a_line_that_comes_with_other_content_is_one_row_as_the_last_message_says(void **state)
{
  struct geval *g = *state;
  prestatie(g, .cent = 700, .dagtekening = "2023-06-03", .ontvangen = "2023-06-03");
  prestatie(g, .cent = 500, .dagtekening = "2023-06-02", .ontvangen = "2023-06-04");
  assert_string_equal(geval_prestaties(g, "2023-06-03"), "1/1 700\n");
  assert_string_equal(geval_prestaties(g, "2023-06-04"), "1/1 700\n");
}

static void a_line_that_is_rejected_twice_keeps_the_codes_of_the_last_message(void **state)
{
  struct geval *g = *state;
  afwijzing(g, .codes = "9308", .dagtekening = "2023-06-05");
  afwijzing(g, .codes = "9307", .dagtekening = "2023-06-04");
  prestatie(g, .cent = 500);
  assert_prestaties(g, "1/1 500 regel 9308\n");
}

static void a_credit_of_an_accepted_debit_counts(void **state)
{
  struct geval *g = *state;
  prestatie(g, .declaratie = 1, .referentie = 1, .cent = 500);
  prestatie(g, .declaratie = 2, .referentie = 2, .vorig = 1, .cent = -500);
  assert_prestaties(g, "1/1 500\n2/2 -500\n");
}

static void a_credit_whose_debit_is_rejected_is_rejected_with_it(void **state)
{
  struct geval *g = *state;
  prestatie(g, .declaratie = 1, .referentie = 1, .cent = 500, .ontvangen = "2023-06-01");
  prestatie(g, .declaratie = 2, .referentie = 2, .vorig = 1, .cent = -500, .ontvangen = "2023-07-01");
  afwijzing(g, .declaratie = 1, .referentie = 1, .ontvangen = "2023-07-10");
  assert_string_equal(geval_prestaties(g, "2023-07-09"), "1/1 500\n2/2 -500\n");
  assert_string_equal(geval_prestaties(g, "2023-07-10"), "1/1 500 regel 9307\n2/2 -500 debet 9307\n");
}

static void a_credit_that_comes_before_its_debit_finds_it_later(void **state)
{
  struct geval *g = *state;
  prestatie(g, .declaratie = 2, .referentie = 2, .vorig = 1, .cent = -500, .ontvangen = "2023-06-01");
  afwijzing(g, .declaratie = 1, .referentie = 1, .ontvangen = "2023-06-10");
  prestatie(g, .declaratie = 1, .referentie = 1, .cent = 500, .ontvangen = "2023-06-20");
  assert_string_equal(geval_prestaties(g, "2023-06-19"), "2/2 -500\n");
  assert_string_equal(geval_prestaties(g, "2023-06-20"), "1/1 500 regel 9307\n2/2 -500 debet 9307\n");
}

static void a_rejected_credit_leaves_its_debit_as_it_is(void **state)
{
  struct geval *g = *state;
  prestatie(g, .declaratie = 1, .referentie = 1, .cent = 500);
  prestatie(g, .declaratie = 2, .referentie = 2, .vorig = 1, .cent = -500);
  afwijzing(g, .declaratie = 2, .referentie = 2, .codes = "8017");
  assert_prestaties(g, "1/1 500\n2/2 -500 regel 8017\n");
}

static void a_credit_that_is_rejected_itself_shows_its_own_codes(void **state)
{
  struct geval *g = *state;
  prestatie(g, .declaratie = 1, .referentie = 1, .cent = 500);
  prestatie(g, .declaratie = 2, .referentie = 2, .vorig = 1, .cent = -500);
  afwijzing(g, .declaratie = 1, .referentie = 1, .codes = "9307");
  afwijzing(g, .declaratie = 2, .referentie = 2, .codes = "8017");
  assert_prestaties(g, "1/1 500 regel 9307\n2/2 -500 regel 8017\n");
}

static void a_credit_looks_for_its_debit_with_the_same_aanbieder_gemeente_and_domein_only(void **state)
{
  struct geval *g = *state;
  prestatie(g, .referentie = 1, .cent = 500);
  afwijzing(g, .referentie = 1);
  prestatie(g, .declaratie = 2, .referentie = 2, .vorig = 1, .cent = -400, .gemeente = "0984");
  prestatie(g, .declaratie = 2, .referentie = 2, .vorig = 1, .cent = -300, .domein = DOMEIN_WMO);
  prestatie(g, .declaratie = 2, .referentie = 2, .vorig = 1, .cent = -200, .aanbieder = "87654321");
  assert_prestaties(g, "1/1 500 regel 9307\n2/2 -400\n2/2 -300\n2/2 -200\n");
}

/* Rejected in declaratie 1, accepted in declaratie 2: the credit of declaratie 3 takes back what was
 * accepted. */
static void a_credit_takes_back_the_debit_that_was_not_rejected(void **state)
{
  struct geval *g = *state;
  prestatie(g, .declaratie = 1, .cent = 500, .dagtekening = "2023-05-01");
  afwijzing(g, .declaratie = 1);
  prestatie(g, .declaratie = 2, .cent = 500, .dagtekening = "2023-06-01");
  prestatie(g, .declaratie = 3, .referentie = 3, .vorig = 1, .cent = -500, .dagtekening = "2023-07-01");
  assert_prestaties(g, "1/1 500 regel 9307\n2/1 500\n3/3 -500\n");
}

/* The credit of June was of the rejected debit of May; that of July was not there yet. */
static void a_credit_does_not_take_back_what_was_invoiced_after_it(void **state)
{
  struct geval *g = *state;
  prestatie(g, .declaratie = 1, .cent = 500, .dagtekening = "2023-05-01");
  afwijzing(g, .declaratie = 1);
  prestatie(g, .declaratie = 2, .referentie = 3, .vorig = 1, .cent = -500, .dagtekening = "2023-06-01");
  prestatie(g, .declaratie = 3, .cent = 500, .dagtekening = "2023-07-01");
  assert_prestaties(g, "1/1 500 regel 9307\n2/3 -500 debet 9307\n3/1 500\n");
}

static void a_credit_dated_before_its_only_debit_still_belongs_to_it(void **state)
{
  struct geval *g = *state;
  prestatie(g, .declaratie = 2, .referentie = 2, .vorig = 1, .cent = -500, .dagtekening = "2023-05-01");
  prestatie(g, .declaratie = 1, .cent = 500, .dagtekening = "2023-06-01");
  afwijzing(g, .declaratie = 1);
  assert_prestaties(g, "1/1 500 regel 9307\n2/2 -500 debet 9307\n");
}

/* VorigReferentieNummer of a debit says nothing about money. */
static void only_a_credit_is_rejected_with_another_line(void **state)
{
  struct geval *g = *state;
  prestatie(g, .referentie = 1, .cent = 500);
  afwijzing(g, .referentie = 1);
  prestatie(g, .declaratie = 2, .referentie = 2, .vorig = 1, .cent = 450);
  prestatie(g, .declaratie = 3, .referentie = 3, .vorig = 2, .cent = -450);
  prestatie(g, .declaratie = 4, .referentie = 4, .vorig = 3, .cent = -450);
  afwijzing(g, .declaratie = 3, .referentie = 3, .codes = "8017");
  assert_prestaties(g, "1/1 500 regel 9307\n2/2 450\n3/3 -450 regel 8017\n4/4 -450\n");
}

static void a_credit_knows_the_declaratie_of_its_debit(void **state)
{
  struct geval *g = *state;
  prestatie(g, .declaratie = 1, .referentie = 1, .cent = 500);
  prestatie(g, .declaratie = 2, .referentie = 2, .vorig = 1, .cent = -500);
  prestatie(g, .declaratie = 3, .referentie = 3, .vorig = 9, .cent = -500);
  size_t count = 0;
  const struct feit_prestatie *const *rows =
      (const struct feit_prestatie *const *)geval_rows(g, FEIT_PRESTATIE, NULL, &count);
  assert_int_equal(count, 3);
  assert_false(rows[0]->has_debet_declaratie);
  assert_true(rows[1]->has_debet_declaratie);
  assert_true(id_equal(&rows[1]->debet_declaratie, &rows[0]->declaratie));
  assert_false(rows[2]->has_debet_declaratie);
}

/* Declaratie of the debit that the one credit of the case takes back. */
static int debet_of(struct geval *g)
{
  size_t count = 0;
  const struct feit_prestatie *const *rows =
      (const struct feit_prestatie *const *)geval_rows(g, FEIT_PRESTATIE, NULL, &count);
  for (size_t i = 0; i < count; i++)
    if (rows[i]->has_debet_declaratie)
      return rows[i]->debet_declaratie.bytes[15];
  return 0;
}

/* Declaraties 1 to 4 all have line 1; the credit is of 15 March, the day of declaratie 2. */
static void of_several_debits_a_credit_takes_back_the_last_before_it_else_the_first_after_it(void **state)
{
  struct geval *g = *state;
  prestatie(g, .declaratie = 9, .referentie = 9, .vorig = 1, .cent = -500, .dagtekening = "2023-03-15");
  prestatie(g, .declaratie = 4, .cent = 500, .dagtekening = "2023-05-01");
  assert_int_equal(debet_of(g), 4);
  prestatie(g, .declaratie = 3, .cent = 500, .dagtekening = "2023-04-01");
  assert_int_equal(debet_of(g), 3);
  prestatie(g, .declaratie = 1, .cent = 500, .dagtekening = "2023-02-01");
  assert_int_equal(debet_of(g), 1);
  prestatie(g, .declaratie = 2, .cent = 500, .dagtekening = "2023-03-15");
  assert_int_equal(debet_of(g), 2);
}

static void the_month_of_a_prestatie_is_that_of_its_first_day_not_of_its_declaratie(void **state)
{
  struct geval *g = *state;
  prestatie(g, .cent = 500, .maand = "2023-03-17");
  size_t count = 0;
  const struct feit_prestatie *const *rows =
      (const struct feit_prestatie *const *)geval_rows(g, FEIT_PRESTATIE, NULL, &count);
  assert_int_equal(count, 1);
  assert_int_equal(rows[0]->maand, dag("2023-03-01"));
  assert_int_equal(rows[0]->begindatum, dag("2023-03-17"));
  assert_int_equal(rows[0]->declaratie_maand, dag("2023-05-01"));
}

static void prestaties_need_no_toewijzing_and_change_nothing_of_a_traject(void **state)
{
  struct geval *g = *state;
  prestatie(g, .nummer = 1, .cent = 500, .ontvangen = "2023-06-01");
  assert_trajecten(g, "");
  toewijzing(g, .nummer = 1, .van = "2023-01-01", .ontvangen = "2023-06-02");
  assert_trajecten(g, "1: - .. -\n");
  size_t count = 0;
  const struct feit_prestatie *const *rows =
      (const struct feit_prestatie *const *)geval_rows(g, FEIT_PRESTATIE, NULL, &count);
  assert_int_equal(count, 1);
  struct id sleutel = rows[0]->toewijzing;
  const struct feit_toewijzing *const *assigned =
      (const struct feit_toewijzing *const *)geval_rows(g, FEIT_TOEWIJZING, NULL, &count);
  assert_int_equal(count, 1);
  assert_true(id_equal(&sleutel, &assigned[0]->sleutel));
}

static void a_client_known_by_a_prestatie_alone_has_a_row(void **state)
{
  struct geval *g = *state;
  prestatie(g, .cent = 500);
  assert_string_equal(geval_client(g, NULL), "-1 -");
}

static void a_declaratie_rejected_as_a_whole_is_no_client_and_has_one_row(void **state)
{
  struct geval *g = *state;
  declaratie_afkeur(g, .declaratie = 3, .codes = "0001", .ontvangen = "2023-06-01");
  declaratie_afkeur(g, .declaratie = 3, .codes = "8021", .ontvangen = "2023-06-05");
  assert_string_equal(geval_declaraties(g, "2023-05-31"), "");
  assert_string_equal(geval_declaraties(g, "2023-06-04"), "3 header 0001, antwoord -\n");
  assert_string_equal(geval_declaraties(g, NULL), "3 header 8021, antwoord -\n");
  assert_string_equal(geval_client(g, NULL), "");
  assert_prestaties(g, "");
}

#define CASE(test) cmocka_unit_test_setup_teardown(test, geval_set_up, geval_tear_down)

int main(void)
{
  const struct CMUnitTest tests[] = {
      CASE(a_rejection_without_its_line_gives_no_row_and_waits),
      CASE(a_rejection_after_its_line_counts_from_its_own_day),
      CASE(a_rejection_is_of_one_line_of_one_declaratie_of_one_aanbieder),
      CASE(a_number_that_comes_again_in_a_later_declaratie_is_a_line_of_its_own),
      CASE(a_line_that_comes_with_other_content_is_one_row_as_the_last_message_says),
      CASE(a_line_that_is_rejected_twice_keeps_the_codes_of_the_last_message),
      CASE(a_credit_of_an_accepted_debit_counts),
      CASE(a_credit_whose_debit_is_rejected_is_rejected_with_it),
      CASE(a_credit_that_comes_before_its_debit_finds_it_later),
      CASE(a_rejected_credit_leaves_its_debit_as_it_is),
      CASE(a_credit_that_is_rejected_itself_shows_its_own_codes),
      CASE(a_credit_looks_for_its_debit_with_the_same_aanbieder_gemeente_and_domein_only),
      CASE(a_credit_takes_back_the_debit_that_was_not_rejected),
      CASE(a_credit_does_not_take_back_what_was_invoiced_after_it),
      CASE(a_credit_dated_before_its_only_debit_still_belongs_to_it),
      CASE(only_a_credit_is_rejected_with_another_line),
      CASE(a_credit_knows_the_declaratie_of_its_debit),
      CASE(of_several_debits_a_credit_takes_back_the_last_before_it_else_the_first_after_it),
      CASE(the_month_of_a_prestatie_is_that_of_its_first_day_not_of_its_declaratie),
      CASE(prestaties_need_no_toewijzing_and_change_nothing_of_a_traject),
      CASE(a_client_known_by_a_prestatie_alone_has_a_row),
      CASE(a_declaratie_rejected_as_a_whole_is_no_client_and_has_one_row),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
