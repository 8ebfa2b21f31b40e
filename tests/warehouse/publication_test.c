/* Publishing on a real PostgreSQL: what is kept, which days are closed, who waits for whom. And the search
 * for the leveringen behind a difference, for every report there is. */
#include "warehouse/publication.h"

// clang-format off
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
// clang-format on
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/date.h"
#include "tests/postgres/test_database.h"
#include "tests/warehouse/report_case.h"
#include "warehouse/report_cause.h"

enum { VAN = 19358 /* 2023-01-01 */, TOT = VAN + 364, PEILDATUM = VAN + 89 /* 31 March */ };

static int open_database(void **state)
{
  *state = report_case_open("sluis_publication");
  return 0;
}

static int forget_publications(void **state)
{
  test_database_run(*state, "truncate beheer.publicatie restart identity; "
                            "update beheer.afsluiting set afgesloten_tot = '-infinity'");
  report_case_clear(*state);
  return 0;
}

/* toewijzingen, as known on a day, over connections of its own. */
static struct publication publish(int32_t peildatum)
{
  struct error error = {0};
  struct arena arena;
  arena_init(&arena, 0);
  struct database *holder = test_database_open();
  struct database *reader = test_database_open();
  struct report_request request = {.name = "toewijzingen", .van = VAN, .tot = TOT, .peildatum = peildatum};
  struct report_result result;
  struct publication publication;
  assert_int_equal(publication_begin(holder, &error), 0);
  assert_int_equal(report_run(reader, &request, &arena, &result, &error), 0);
  assert_int_equal(publication_store(holder, &result, "1", &publication, &error), 0);
  report_result_fini(&result);
  database_close(&reader);
  database_close(&holder);
  arena_fini(&arena);
  return publication;
}

static void a_figure_is_kept_as_it_was_printed_and_closes_its_days(void **state)
{
  struct database *database = report_case_facts(state, "select maak_toewijzing('A', 1, '2023-02-01')");
  struct publication publication = publish(PEILDATUM);
  assert_true(publication.is_new);
  assert_int_equal(publication.number, 1);
  assert_int_equal(publication.differs_from, 0);
  assert_string_equal(
      test_database_text(database, "select afgesloten_tot from beheer.afsluiting"), "2023-03-31");
  assert_string_equal(test_database_text(database, "select als_csv from rapport.publicatie"),
      "aantal,unieke_clienten\n1,1\n");
  assert_string_equal(
      test_database_text(database, "select rij ->> 'aantal' from rapport.publicatie_rij"), "1");
  assert_string_equal(
      test_database_text(
          database, "select concat_ws(' ', rapport, versie, van, tot, peildatum) from rapport.publicatie"),
      "toewijzingen 1 2023-01-01 2023-12-31 2023-03-31");
}

static void the_same_figure_again_has_the_number_that_it_has(void **state)
{
  struct database *database = report_case_facts(state, "select maak_toewijzing('A', 1, '2023-02-01')");
  (void)publish(PEILDATUM);
  struct publication again = publish(PEILDATUM);
  assert_false(again.is_new);
  assert_int_equal(again.number, 1);
  assert_int_equal(test_database_number(database, "select count(*) from beheer.publicatie"), 1);
}

/* As after the removal of a client. */
static void a_figure_that_says_something_else_gets_a_number_and_names_the_other(void **state)
{
  struct database *database = report_case_facts(state, "select maak_toewijzing('A', 1, '2023-02-01')");
  (void)publish(PEILDATUM);
  test_database_run(database, "truncate dwh.toewijzing");
  struct publication other = publish(PEILDATUM);
  assert_true(other.is_new);
  assert_int_equal(other.number, 2);
  assert_int_equal(other.differs_from, 1);
  assert_string_equal(test_database_text(database, "select als_csv from rapport.publicatie where nummer = 1"),
      "aantal,unieke_clienten\n1,1\n");
}

static void an_earlier_peildatum_opens_no_day_again(void **state)
{
  struct database *database = report_case_facts(state, "select 1");
  (void)publish(PEILDATUM);
  (void)publish(PEILDATUM - 31);
  assert_string_equal(
      test_database_text(database, "select afgesloten_tot from beheer.afsluiting"), "2023-03-31");
}

/* The lock that a partij takes at its begin (beheer.begin_partij). */
static int share_closing_day(struct database *database, struct error *error)
{
  return database_execute(
      database, "begin; set local lock_timeout = '50ms'; select from beheer.afsluiting for share", error);
}

static void a_partij_waits_for_who_publishes_and_who_publishes_for_a_partij(void **state)
{
  (void)state;
  struct error error = {0};
  struct database *publisher = test_database_open();
  struct database *loader = test_database_open();
  assert_int_equal(publication_begin(publisher, &error), 0);
  assert_int_equal(share_closing_day(loader, &error), ERROR_AGAIN);
  database_close(&publisher);
  assert_int_equal(database_execute(loader, "rollback", &error), 0);
  assert_int_equal(share_closing_day(loader, &error), 0);
  publisher = test_database_open();
  assert_int_equal(
      database_execute(publisher,
          "begin; set local lock_timeout = '50ms'; select from beheer.afsluiting for update", &error),
      ERROR_AGAIN);
  database_close(&publisher);
  database_close(&loader);
}

static void who_ends_without_storing_leaves_all_as_it_was(void **state)
{
  struct database *database = report_case_facts(state, "select 1");
  struct error error = {0};
  struct database *publisher = test_database_open();
  assert_int_equal(publication_begin(publisher, &error), 0);
  database_close(&publisher);
  assert_string_equal(
      test_database_text(database, "select afgesloten_tot from beheer.afsluiting"), "-infinity");
  assert_int_equal(test_database_number(database, "select count(*) from beheer.publicatie"), 0);
}

/* Of 31 March and the day after. */
static void what_waits_is_counted_of_the_days_that_would_be_closed(void **state)
{
  struct database *database = report_case_facts(state, "select 1");
  struct error error = {0};
  struct publication_waiting waiting = {-1, -1, -1};
  assert_int_equal(publication_count_waiting(database, PEILDATUM, &waiting, &error), 0);
  assert_int_equal(waiting.te_vouwen, 0);
  assert_int_equal(waiting.geweigerd, 0);
  test_database_run(database,
      "insert into beheer.te_vouwen select gen_random_uuid(), gen_random_uuid(), dag, 0, '' "
      "from unnest(array['2023-01-01', '2023-03-31', '2023-04-01']::date[]) as dag;"
      "insert into beheer.geweigerd (levering, gebeurtenis, pseudoniem, regel, ontvangen, soort, sqlstate, "
      "schema, inhoud) select gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), 1, dag, 'start', "
      "'22003', 0, '' from unnest(array['2023-03-31', '2023-04-01', '2023-04-02']::date[]) as dag;"
      "insert into beheer.levering (id, organisatie, ontvangen, naam, oordeel, regels_goed, regels_fout, "
      "gebeurtenissen, genoemd, aangekomen, bytes, bekend_van) select gen_random_uuid(), '0983', dag, 'x', "
      "'goed', 1, 0, 2, 1, 1, 10, dag from unnest(array['2023-03-31', '2023-04-01']::date[]) as dag;"
      "insert into beheer.levering_deel (levering, bron, aangekomen) values (gen_random_uuid(), 'a', 1)");
  assert_int_equal(publication_count_waiting(database, PEILDATUM, &waiting, &error), 0);
  assert_int_equal(waiting.te_vouwen, 2);
  assert_int_equal(waiting.geweigerd, 1);
  assert_int_equal(waiting.onderweg, 2); /* one is not announced: it may be of any day */
  test_database_run(database, "truncate beheer.te_vouwen, beheer.geweigerd, beheer.levering_deel; "
                              "delete from beheer.levering where aangekomen is not null");
}

static void a_number_that_is_not_there_is_no_input(void **state)
{
  struct error error = {0};
  struct database_rows *rows = NULL;
  assert_int_equal(publication_read(*state, "7", PUBLICATION_CSV, &rows, &error), ERROR_NO_INPUT);
  assert_int_equal(publication_read(*state, "x", PUBLICATION_JSON, &rows, &error), ERROR_NO_INPUT);
  assert_null(rows);
}

/* With a filter on each column that it takes. */
static void search_causes(struct database *database, const char *code)
{
  struct error error = {0};
  struct arena arena;
  arena_init(&arena, 0);
  struct report_definition *definition = arena_new(&arena, sizeof *definition);
  assert_int_equal(report_definition_find(code, &arena, definition, &error), 0);
  struct report_setting where[MOST_WORDS];
  size_t count = 0;
  for (size_t i = 0; i < definition->dimensions.count; i++) {
    const char *name = definition->dimensions.items[i];
    if (strcmp(name, "maand") != 0 && strcmp(name, "kwartaal") != 0 && strcmp(name, "jaar") != 0)
      where[count++] = (struct report_setting){name, "x"};
  }
  for (size_t with = 0; with <= count; with += count > 0 ? count : 1) {
    struct database_rows *rows = NULL;
    struct report_request request = {
        .name = code, .van = VAN, .tot = TOT, .peildatum = TOT, .where = where, .where_count = with};
    if (report_cause_find(database, &request, VAN, TOT, &arena, &rows, &error) != 0)
      fail_msg("%s: %s", code, error.text);
    assert_int_equal(database_rows_count(rows), 0);
    assert_int_equal(database_rows_columns(rows), REPORT_CAUSE_COLUMNS);
    database_rows_free(&rows);
  }
  arena_fini(&arena);
}

static void the_leveringen_behind_a_difference_can_be_asked_of_every_report(void **state)
{
  struct database *database = report_case_facts(state, "select 1");
  for (size_t i = 0; i < report_definition_count(); i++)
    search_causes(database, report_definition_code(i));
}

#define WITH_NOTHING(test) cmocka_unit_test_setup(test, forget_publications)

int main(void)
{
  const struct CMUnitTest tests[] = {
      WITH_NOTHING(a_figure_is_kept_as_it_was_printed_and_closes_its_days),
      WITH_NOTHING(the_same_figure_again_has_the_number_that_it_has),
      WITH_NOTHING(a_figure_that_says_something_else_gets_a_number_and_names_the_other),
      WITH_NOTHING(an_earlier_peildatum_opens_no_day_again),
      WITH_NOTHING(a_partij_waits_for_who_publishes_and_who_publishes_for_a_partij),
      WITH_NOTHING(who_ends_without_storing_leaves_all_as_it_was),
      WITH_NOTHING(what_waits_is_counted_of_the_days_that_would_be_closed),
      WITH_NOTHING(a_number_that_is_not_there_is_no_input),
      WITH_NOTHING(the_leveringen_behind_a_difference_can_be_asked_of_every_report),
  };
  return cmocka_run_group_tests(tests, open_database, report_case_close);
}
