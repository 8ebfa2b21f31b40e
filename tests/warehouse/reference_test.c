/* Loading reference folders into a real PostgreSQL: which rows are known on which days afterwards. */
#include "warehouse/reference.h"

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
#include <unistd.h>

#include "base/date.h"
#include "tests/postgres/test_database.h"

struct fixture {
  char path[64];
  struct database *database;
};

static int set_up_all(void **state)
{
  (void)state;
  test_database_migrated("test_reference");
  return 0;
}

static int set_up(void **state)
{
  static struct fixture fixture;
  fixture = (struct fixture){.path = "/tmp/sluis-reference.XXXXXX"};
  assert_non_null(mkdtemp(fixture.path));
  test_database_reset();
  fixture.database = test_database_open();
  *state = &fixture;
  return 0;
}

static void put(const struct fixture *fixture, const char *name, const char *text)
{
  char path[128];
  snprintf(path, sizeof path, "%s/%s", fixture->path, name);
  FILE *file = fopen(path, "w");
  assert_non_null(file);
  assert_true(fputs(text, file) >= 0);
  assert_int_equal(fclose(file), 0);
}

static void take_away(const struct fixture *fixture, const char *name)
{
  char path[128];
  snprintf(path, sizeof path, "%s/%s", fixture->path, name);
  unlink(path);
}

static int tear_down(void **state)
{
  struct fixture *fixture = *state;
  static const char *const names[] = {"gemeenten.csv", "aanbieders.csv", "producten.csv",
      "overeenkomsten.csv", "leveringsplan.csv", "budgetten.csv", "tarieven.csv", "capaciteit.csv",
      "indicatoren.csv", "product.csv"};
  for (size_t i = 0; i < sizeof names / sizeof *names; i++)
    take_away(fixture, names[i]);
  assert_int_equal(rmdir(fixture->path), 0);
  database_close(&fixture->database);
  return 0;
}

static int load(const struct fixture *fixture, const char *day, struct error *error)
{
  int32_t received = 0;
  struct reference_counts counts;
  assert_true(date_parse(day, strlen(day), &received));
  return reference_load(fixture->database, fixture->path, received, &counts, error);
}

static void must_load(const struct fixture *fixture, const char *day)
{
  struct error error = {0};
  if (load(fixture, day, &error) != 0)
    fail_msg("%s", error.text);
}

static const char gemeenten_sql[] = "select string_agg(concat_ws(' ', code, naam, regio, bekend_van, "
                                    "bekend_tot), '; ' order by code, bekend_van) "
                                    "from dwh.dim_gemeente where code <> 'onbekend'";

static void a_folder_that_is_not_there_or_empty_is_an_error(void **state)
{
  struct fixture *fixture = *state;
  struct error error = {0};
  assert_int_equal(load(fixture, "2023-01-01", &error), ERROR_NO_INPUT);
  struct fixture nowhere = *fixture;
  snprintf(nowhere.path, sizeof nowhere.path, "%.50s/geen", fixture->path);
  assert_int_equal(load(&nowhere, "2023-01-01", &error), ERROR_NO_INPUT);
}

static void a_file_of_an_unknown_name_is_refused(void **state)
{
  struct fixture *fixture = *state;
  put(fixture, "product.csv", "x\n");
  struct error error = {0};
  assert_int_equal(load(fixture, "2023-01-01", &error), ERROR_DATA);
  assert_string_equal(error.text, "product.csv is not the name of a reference file");
}

static void one_wrong_file_keeps_all_out(void **state)
{
  struct fixture *fixture = *state;
  put(fixture, "gemeenten.csv", "code,naam,regio\n0983,Venlo,Noord\n");
  put(fixture, "aanbieders.csv", "agb,naam\n12345678,Een\n1234,Twee\nabc,Drie\n");
  struct error error = {0};
  assert_int_equal(load(fixture, "2023-01-01", &error), ERROR_DATA);
  assert_string_equal(error.text,
      "aanbieders.csv:3: column agb is not 8 digits (an AGB code keeps its leading "
      "zero) (and more)");
  assert_string_equal(error.hint, "2 findings, nothing was loaded");
  assert_string_equal(test_database_text(fixture->database, gemeenten_sql), "");
}

static void a_day_before_an_earlier_load_is_refused(void **state)
{
  struct fixture *fixture = *state;
  put(fixture, "gemeenten.csv", "code,naam,regio\n0983,Venlo,Noord\n");
  must_load(fixture, "2023-06-01");
  put(fixture, "gemeenten.csv", "code,naam,regio\n0983,Venlo,Midden\n");
  struct error error = {0};
  assert_int_equal(load(fixture, "2023-05-31", &error), ERROR_DATA);
  assert_string_equal(
      test_database_text(fixture->database, gemeenten_sql), "0983 Venlo Noord -infinity infinity");
}

static void put_codes(const struct fixture *fixture)
{
  put(fixture, "gemeenten.csv", "code,naam,regio\n0983,Venlo,Noord\n");
  put(fixture, "aanbieders.csv", "agb,naam\n12345678,Een\n");
  put(fixture, "producten.csv",
      "domein,categorie,code,omschrijving,segment,intensiteit,bekostiging,contract,geldig_van,geldig_tot\n"
      "jw,45,45A04,,4,licht,pxq,,,\njw,50,50A01,,4,licht,pxq,,,\nwmo,50,50A01,,,,,,,\n");
}

static void every_other_file_is_kept_with_what_it_refers_to(void **state)
{
  struct fixture *fixture = *state;
  put_codes(fixture);
  put(fixture, "overeenkomsten.csv",
      "organisatie,dataset,geldig_van,geldig_tot\n0983,jw,2023-01-01,31-12-2023\n12345678,traject,,\n");
  put(fixture, "leveringsplan.csv",
      "organisatie,dataset,frequentie,geldig_van,geldig_tot\n12345678,traject,kwartaal,2023-01-01,\n");
  put(fixture, "budgetten.csv",
      "aanbieder,product,jaar,bedrag_cent,aantal\n12345678,45A04,2023,100000000000,\n12345678,wmo:50A01,2023,"
      "1,2\n");
  put(fixture, "tarieven.csv",
      "aanbieder,product,eenheid,tarief_cent,geldig_van,geldig_tot\n12345678,45A04,04,9050,2023-01-01,\n");
  put(fixture, "capaciteit.csv",
      "aanbieder,voorziening,product,plaatsen,geldig_van,geldig_tot\n12345678,De Brug,,12,2023-01-01,\n");
  put(fixture, "indicatoren.csv",
      "code,naam,eenheid,norm\nbezoek,Bezoeken,aantal,\nduur,Duur,dagen,\"4,5\"\n");
  must_load(fixture, "2023-01-01");
  must_load(fixture, "2023-02-01");
  struct {
    const char *sql, *expected;
  } const kept[] = {
      {"select string_agg(concat_ws(' ', organisatie, dataset, geldig_van, geldig_tot, bekend_tot), '; ' "
       "order by organisatie) from beheer.overeenkomst",
          "0983 jw 2023-01-01 2023-12-31 infinity; 12345678 traject -infinity infinity infinity"},
      {"select concat_ws(' ', organisatie, dataset, frequentie, geldig_van) from beheer.leveringsplan",
          "12345678 traject kwartaal 2023-01-01"},
      {"select string_agg(concat_ws(' ', product, jaar, bedrag_cent, aantal), '; ' order by product) from "
       "dwh.budget",
          "45A04 2023 100000000000; wmo:50A01 2023 1 2"},
      {"select concat_ws(' ', product, eenheid, tarief_cent, geldig_van) from dwh.tarief",
          "45A04 04 9050 2023-01-01"},
      {"select concat_ws(' ', voorziening, coalesce(product, '-'), plaatsen) from dwh.capaciteit",
          "De Brug - 12"},
      {"select string_agg(concat_ws(' ', code, eenheid, norm), '; ' order by code) from dwh.dim_indicator",
          "bezoek aantal; duur dagen 4.5"},
  };
  for (size_t i = 0; i < sizeof kept / sizeof *kept; i++)
    assert_string_equal(test_database_text(fixture->database, kept[i].sql), kept[i].expected);
}

static void expect_refused(const struct fixture *fixture, const char *name, const char *text, const char *why)
{
  struct error error = {0};
  put(fixture, name, text);
  assert_int_equal(load(fixture, "2023-01-01", &error), ERROR_DATA);
  assert_string_equal(error.text, why);
  take_away(fixture, name);
}

static void a_code_that_is_not_known_is_named_by_file_and_line_and_nothing_is_loaded(void **state)
{
  struct fixture *fixture = *state;
  put_codes(fixture);
  static const char unknown[] = "has a code that is not in the reference, or in two domains";
  char why[200];
  snprintf(why, sizeof why, "overeenkomsten.csv:3: column organisatie %s", unknown);
  expect_refused(fixture, "overeenkomsten.csv",
      "organisatie,dataset,geldig_van,geldig_tot\n0983,jw,,\n0984,jw,,\n", why);
  snprintf(why, sizeof why, "budgetten.csv:2: column aanbieder %s (and more)", unknown);
  expect_refused(
      fixture, "budgetten.csv", "aanbieder,product,jaar,bedrag_cent,aantal\n87654321,45A99,2023,1,\n", why);
  snprintf(why, sizeof why, "budgetten.csv:3: column product %s", unknown);
  expect_refused(fixture, "budgetten.csv",
      "aanbieder,product,jaar,bedrag_cent,aantal\n12345678,45A04,2023,1,\n12345678,50A01,2023,1,\n", why);
  assert_int_equal(test_database_number(
                       fixture->database, "select count(*) from dwh.dim_gemeente where code <> 'onbekend'"),
      0);
}

static void a_product_under_both_of_its_names_is_refused_where_both_hold(void **state)
{
  struct fixture *fixture = *state;
  put_codes(fixture);
  expect_refused(fixture, "budgetten.csv",
      "aanbieder,product,jaar,bedrag_cent,aantal\n12345678,45A04,2023,1,\n12345678,jw:45A04,2023,1,\n",
      "budgetten.csv:3: column product names the product of line 2 in another way");
  expect_refused(fixture, "tarieven.csv",
      "aanbieder,product,eenheid,tarief_cent,geldig_van,geldig_tot\n12345678,45A04,04,1,2023-01-01,\n"
      "12345678,jw:45A04,04,2,,2023-01-01\n",
      "tarieven.csv:3: column product names the product of line 2 in another way");
  expect_refused(fixture, "capaciteit.csv",
      "aanbieder,voorziening,product,plaatsen,geldig_van,geldig_tot\n12345678,,jw:45A04,1,,\n"
      "12345678,,45A04,1,,\n",
      "capaciteit.csv:2: column product names the product of line 3 in another way");
  put(fixture, "tarieven.csv",
      "aanbieder,product,eenheid,tarief_cent,geldig_van,geldig_tot\n12345678,45A04,04,1,2023-01-01,\n"
      "12345678,jw:45A04,04,2,,2022-12-31\n12345678,jw:45A04,16,3,,\n");
  must_load(fixture, "2023-01-01");
  assert_int_equal(test_database_number(fixture->database, "select count(*) from dwh.tarief"), 3);
}

static void the_first_load_is_known_from_the_beginning_and_changes_from_their_day(void **state)
{
  struct fixture *fixture = *state;
  put(fixture, "gemeenten.csv", "code,naam,regio\n0889,Beesel,Noord\n0893,Bergen,\n0983,Venlo,Noord\n");
  must_load(fixture, "2023-01-01");
  put(fixture, "gemeenten.csv",
      "code,naam,regio\n0957,Roermond,Midden\n0893,Bergen (L.),\n0983,Venlo,Noord\n");
  must_load(fixture, "2023-06-01");
  assert_string_equal(test_database_text(fixture->database, gemeenten_sql),
      "0889 Beesel Noord -infinity 2023-06-01; 0893 Bergen -infinity 2023-06-01; "
      "0893 Bergen (L.) 2023-06-01 infinity; 0957 Roermond Midden 2023-06-01 infinity; "
      "0983 Venlo Noord -infinity infinity");
  must_load(fixture, "2023-07-01");
  assert_int_equal(
      test_database_number(fixture->database,
          "select count(*) from dwh.dim_gemeente where bekend_tot = 'infinity' and code <> 'onbekend'"),
      3);
  assert_int_equal(test_database_number(
                       fixture->database, "select count(*) from dwh.dim_gemeente where code <> 'onbekend'"),
      5);
}

static void the_same_day_again_replaces_what_that_day_brought(void **state)
{
  struct fixture *fixture = *state;
  put(fixture, "gemeenten.csv", "code,naam,regio\n0983,Vnelo,Noord\n");
  must_load(fixture, "2023-01-01");
  put(fixture, "gemeenten.csv", "code,naam,regio\n0983,Venlo,Noord\n");
  must_load(fixture, "2023-01-01");
  assert_string_equal(
      test_database_text(fixture->database, gemeenten_sql), "0983 Venlo Noord -infinity infinity");
  put(fixture, "gemeenten.csv", "code,naam,regio\n0983,Venlo,Zuid\n0889,Beesel,Noord\n");
  must_load(fixture, "2023-06-01");
  put(fixture, "gemeenten.csv", "code,naam,regio\n0983,Venlo,Noord\n0957,Roermond,Midden\n");
  must_load(fixture, "2023-06-01");
  assert_string_equal(test_database_text(fixture->database, gemeenten_sql),
      "0957 Roermond Midden 2023-06-01 infinity; 0983 Venlo Noord -infinity infinity");
}

static void the_unknown_member_of_a_dimension_stays_through_every_load(void **state)
{
  struct fixture *fixture = *state;
  for (int i = 0; i < 3; i++) {
    put_codes(fixture);
    must_load(fixture, i == 0 ? "2023-01-01" : "2023-02-01");
  }
  assert_string_equal(
      test_database_text(fixture->database,
          "select concat_ws(' ', g.bekend_van, g.bekend_tot, a.bekend_tot, p.geldig_van, p.bekend_tot) "
          "from dwh.dim_gemeente g, dwh.dim_aanbieder a, dwh.dim_product p "
          "where g.code = 'onbekend' and a.agb = 'onbekend' and p.code = 'onbekend'"),
      "-infinity infinity infinity -infinity infinity");
}

static void a_file_that_is_not_in_the_folder_stays_as_it_is(void **state)
{
  struct fixture *fixture = *state;
  put(fixture, "gemeenten.csv", "code,naam,regio\n0983,Venlo,Noord\n");
  must_load(fixture, "2023-01-01");
  take_away(fixture, "gemeenten.csv");
  put(fixture, "aanbieders.csv", "agb,naam\n12345678,Een\n");
  must_load(fixture, "2023-06-01");
  assert_string_equal(
      test_database_text(fixture->database, gemeenten_sql), "0983 Venlo Noord -infinity infinity");
}

static void a_product_that_changes_segment_has_a_row_per_period(void **state)
{
  struct fixture *fixture = *state;
  put(fixture, "producten.csv",
      "domein,categorie,code,omschrijving,segment,intensiteit,bekostiging,contract,geldig_van,geldig_tot\n"
      "jw,45,45A04,Ambulant,4,licht,pxq,MGR,,2023-12-31\njw,45,45A04,Ambulant,4,midden,pxq,,2024-01-01,\n");
  must_load(fixture, "2024-02-01");
  assert_string_equal(
      test_database_text(fixture->database,
          "select string_agg(concat_ws(' ', domein, code, intensiteit, "
          "coalesce(contract, '-'), geldig_van, geldig_tot, "
          "bekend_van), '; ' order by geldig_van) from dwh.dim_product where domein <> 'onbekend'"),
      "jw 45A04 licht MGR -infinity 2023-12-31 -infinity; jw 45A04 midden - 2024-01-01 infinity -infinity");
  assert_string_equal(test_database_text(fixture->database,
                          "select string_agg(concat_ws(' ', intensiteit, coalesce(geldig_van::text, 'leeg'), "
                          "coalesce(geldig_tot::text, 'leeg')), '; ' order by intensiteit) from "
                          "rapport.product where domein <> 'onbekend'"),
      "licht leeg 2023-12-31; midden 2024-01-01 leeg");
}

static void loads_are_listed_by_day(void **state)
{
  struct fixture *fixture = *state;
  put(fixture, "aanbieders.csv", "agb,naam\n12345678,Een\n");
  must_load(fixture, "2023-01-01");
  must_load(fixture, "2023-01-01");
  must_load(fixture, "2023-02-01");
  assert_string_equal(
      test_database_text(fixture->database,
          "select string_agg(concat_ws(' ', bestand, ontvangen, regels), '; ' order by ontvangen) "
          "from beheer.referentie"),
      "aanbieders.csv 2023-01-01 1; aanbieders.csv 2023-02-01 1");
}

/* As `report publish` leaves it. */
static void close_through(const struct fixture *fixture, const char *day)
{
  char sql[128];
  snprintf(sql, sizeof sql, "update beheer.afsluiting set afgesloten_tot = '%s'", day);
  test_database_run(fixture->database, sql);
}

static void a_file_that_comes_first_when_days_are_closed_is_known_from_the_first_open_day(void **state)
{
  struct fixture *fixture = *state;
  close_through(fixture, "2023-03-31");
  put(fixture, "gemeenten.csv", "code,naam,regio\n0983,Venlo,Noord\n");
  must_load(fixture, "2023-02-01");
  assert_string_equal(
      test_database_text(fixture->database, "select bekend_van from dwh.dim_gemeente where code = '0983'"),
      "2023-04-01");
  close_through(fixture, "-infinity");
}

static void a_file_of_a_closed_day_is_refused_once_it_was_loaded(void **state)
{
  struct fixture *fixture = *state;
  put(fixture, "gemeenten.csv", "code,naam,regio\n0983,Venlo,Noord\n");
  must_load(fixture, "2023-02-01");
  close_through(fixture, "2023-03-31");
  struct error error = {0};
  put(fixture, "gemeenten.csv", "code,naam,regio\n0983,Venlo,Midden\n");
  assert_int_equal(load(fixture, "2023-03-31", &error), ERROR_DATA);
  assert_string_equal(error.text, "gemeenten.csv: the day 2023-03-31 is closed by a published figure");
  assert_string_equal(error.hint, "give --received a day from 2023-04-01 on");
  must_load(fixture, "2023-04-01");
  assert_string_equal(test_database_text(fixture->database,
                          "select string_agg(regio || ' ' || bekend_van, ', ' order by bekend_van) from "
                          "dwh.dim_gemeente"),
      "Noord -infinity, Midden 2023-04-01");
  close_through(fixture, "-infinity");
}

/* The first day of a file may be loaded again, which replaces it from the beginning: not what was published.
 */
static void the_first_day_loaded_again_changes_no_closed_day(void **state)
{
  struct fixture *fixture = *state;
  close_through(fixture, "2023-01-31");
  put(fixture, "gemeenten.csv", "code,naam,regio\n0983,Venlo,Noord\n");
  must_load(fixture, "2023-04-10");
  close_through(fixture, "2023-03-31");
  put(fixture, "gemeenten.csv", "code,naam,regio\n0983,Venlo,Midden\n");
  must_load(fixture, "2023-04-10");
  assert_string_equal(test_database_text(fixture->database,
                          "select string_agg(regio || ' ' || bekend_van, ', ' order by bekend_van) from "
                          "dwh.dim_gemeente"),
      "Noord 2023-02-01, Midden 2023-04-10");
  close_through(fixture, "-infinity");
}

#define WITH_FOLDER(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
  const struct CMUnitTest tests[] = {
      WITH_FOLDER(a_folder_that_is_not_there_or_empty_is_an_error),
      WITH_FOLDER(a_file_of_an_unknown_name_is_refused),
      WITH_FOLDER(one_wrong_file_keeps_all_out),
      WITH_FOLDER(a_day_before_an_earlier_load_is_refused),
      WITH_FOLDER(every_other_file_is_kept_with_what_it_refers_to),
      WITH_FOLDER(a_code_that_is_not_known_is_named_by_file_and_line_and_nothing_is_loaded),
      WITH_FOLDER(a_product_under_both_of_its_names_is_refused_where_both_hold),
      WITH_FOLDER(the_first_load_is_known_from_the_beginning_and_changes_from_their_day),
      WITH_FOLDER(the_same_day_again_replaces_what_that_day_brought),
      WITH_FOLDER(the_unknown_member_of_a_dimension_stays_through_every_load),
      WITH_FOLDER(a_file_that_is_not_in_the_folder_stays_as_it_is),
      WITH_FOLDER(a_product_that_changes_segment_has_a_row_per_period),
      WITH_FOLDER(loads_are_listed_by_day),
      WITH_FOLDER(a_file_that_comes_first_when_days_are_closed_is_known_from_the_first_open_day),
      WITH_FOLDER(a_file_of_a_closed_day_is_refused_once_it_was_loaded),
      WITH_FOLDER(the_first_day_loaded_again_changes_no_closed_day),
  };
  return cmocka_run_group_tests(tests, set_up_all, NULL);
}
