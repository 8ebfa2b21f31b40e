/* The star: every row of every fact view joins every dimension exactly once, whatever is unknown in it. */
// clang-format off
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>
// clang-format on
#include <stdio.h>
#include <string.h>

#include "tests/postgres/test_database.h"
#include "tests/warehouse/report_case.h"

/* Known and unknown gemeenten, aanbieders and products, no gemeente, no product, a product that changed, days
 * outside the calendar and none; each in the past as well, which is not shown. */
static const char facts[] =
    "delete from dwh.dim_gemeente where code <> 'onbekend';"
    "delete from dwh.dim_aanbieder where agb <> 'onbekend';"
    "insert into dwh.dim_gemeente values ('0983', 'Venlo', 'Noord', '-infinity', '2023-01-01'),"
    "  ('0983', 'Venlo', 'Midden', '2023-01-01', 'infinity'), ('0984', 'Venray', null, '-infinity', "
    "'infinity');"
    "insert into dwh.dim_aanbieder values ('12345678', 'Zorg Een', '-infinity', 'infinity');"
    "select maak_product('P1', 'a', 'licht', geldig_tot => '2023-02-14'), maak_product('P1', 'b', 'zwaar', "
    "'2023-02-15'),"
    "  maak_product('P2', null, null, '2023-01-01', '2023-01-31'), maak_product('P1', 'wmo', 'licht', domein "
    "=> "
    "'wmo'),"
    "  maak_product('P3', 'weg', 'licht', bekend_tot => '2023-01-01');"
    "select maak_traject(concat_ws(' ', gemeente, product, aanbieder, domein), nr::integer, dag, dag + 40,"
    "  gemeente => gemeente, product => product, aanbieder => aanbieder, domein => domein, ingang => dag,"
    "  bekend_van => '2023-06-01')"
    "  from unnest(array['0983', '0984', '9999', null]) as gemeente, unnest(array['P1', 'P2', 'P3', null]) "
    "as "
    "product,"
    "  unnest(array['12345678', '99999999']) as aanbieder, unnest(array['jw', 'wmo']) as domein,"
    "  unnest(array['1999-12-20', '2023-01-10', '2051-01-01', null]::date[]) with ordinality as dag (dag, "
    "nr);"
    "select maak_traject('oud', 1, '2022-01-01', bekend_tot => '2022-06-01');"
    "insert into dwh.onderbreking select pseudoniem, md5(sleutel::text)::uuid, sleutel, gestart, gestart + 5,"
    "  bekend_van, bekend_tot from dwh.traject where gestart is not null;"
    "select maak_toewijzing(concat_ws(' ', gemeente, product), nr::integer, dag, gemeente => gemeente, "
    "product "
    "=> product)"
    "  from unnest(array['1999-01-01', '2023-01-10']::date[]) with ordinality as dag (dag, nr),"
    "  unnest(array['0983', '9999']) as gemeente, unnest(array['P1', 'P9', null]) as product;"
    "select maak_prestatie('A', 'd1', 'r' || product || dag, 100, dag, product => product) from"
    "  unnest(array['1999-01-01', '2023-02-14', '2023-02-15']::date[]) as dag, unnest(array['P1', 'P9']) as "
    "product;"
    "select maak_declaratie_afkeur('d1');"
    "insert into dwh.signaal select pseudoniem, md5(sleutel::text)::uuid, 'TR382', domein, "
    "coalesce(gemeente, "
    "'9999'),"
    "  aanbieder, sleutel, sleutel, 1, bekend_van, bekend_tot from dwh.traject";

static int open_database(void **state)
{
  *state = report_case_open("sluis_ster");
  return 0;
}

static const struct fact {
  const char *view;
  bool has_product;
  bool has_team;
} fact_views[] = {{"traject", true, true}, {"traject_maand", true, true}, {"toewijzing", true, false},
    {"prestatie", true, false}, {"onderbreking", false, false}, {"signaal", false, false},
    {"declaratie_afkeur", false, false}};

static void lay_facts(struct database *database)
{
  report_case_clear(database);
  test_database_run(database, facts);
}

static void every_fact_joins_every_dimension_exactly_once(void **state)
{
  struct database *database = *state;
  lay_facts(database);
  for (size_t i = 0; i < sizeof fact_views / sizeof *fact_views; i++) {
    char sql[512];
    snprintf(sql, sizeof sql, "select count(*) from rapport.%s", fact_views[i].view);
    int64_t rows = test_database_number(database, sql);
    snprintf(sql, sizeof sql,
        "select count(*) from rapport.%s f join rapport.dim_datum d on d.datum = f.datum_sleutel"
        " join rapport.dim_gemeente g on g.sleutel = f.gemeente_sleutel"
        " join rapport.dim_aanbieder a on a.sleutel = f.aanbieder_sleutel%s%s",
        fact_views[i].view,
        fact_views[i].has_product ? " join rapport.dim_product p on p.sleutel = f.product_sleutel" : "",
        fact_views[i].has_team ? " join rapport.dim_team t on t.sleutel = f.team_sleutel" : "");
    assert_true(rows > 0);
    assert_int_equal(test_database_number(database, sql), rows);
  }
}

static void a_key_is_in_its_dimension_once(void **state)
{
  struct database *database = *state;
  lay_facts(database);
  static const char *const keys[][2] = {{"dim_datum", "datum"}, {"dim_gemeente", "sleutel"},
      {"dim_aanbieder", "sleutel"}, {"dim_product", "sleutel"}, {"dim_team", "sleutel"}};
  for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
    char sql[256];
    snprintf(sql, sizeof sql, "select count(*) - count(distinct %s) from rapport.%s", keys[i][1], keys[i][0]);
    assert_int_equal(test_database_number(database, sql), 0);
  }
  assert_string_equal(
      test_database_text(database, "select string_agg(sleutel, ' ' order by sleutel collate \"C\") from "
                                   "rapport.dim_product"),
      "jw:P1 jw:P1:2023-02-15 jw:P2:2023-01-01 onbekend wmo:P1");
  assert_string_equal(
      test_database_text(database,
          "select string_agg(concat_ws(' ', sleutel, naam, regio), ', ' order by sleutel) from "
          "rapport.dim_gemeente"),
      "0983 Venlo Midden, 0984 Venray onbekend, onbekend onbekend onbekend");
}

/* The dimension says the same of a row as the fact does; what has no member is unknown, and keeps its code.
 */
static void a_member_is_that_of_the_day_of_the_row(void **state)
{
  struct database *database = *state;
  lay_facts(database);
  assert_int_equal(
      test_database_number(database,
          "select count(*) from rapport.traject_maand f join rapport.dim_product p on p.sleutel = "
          "f.product_sleutel where p.segment <> f.segment or p.intensiteit <> f.intensiteit or "
          "p.bekostiging <> f.bekostiging or p.contract <> f.contract"),
      0);
  assert_string_equal(test_database_text(database,
                          "select string_agg(distinct concat_ws(' ', product, begindatum, product_sleutel, "
                          "datum_sleutel), E'\\n') from rapport.prestatie"),
      "P1 1999-01-01 jw:P1 1999-12-31\nP1 2023-02-14 jw:P1 2023-02-14\n"
      "P1 2023-02-15 jw:P1:2023-02-15 2023-02-15\nP9 1999-01-01 onbekend 1999-12-31\n"
      "P9 2023-02-14 onbekend 2023-02-14\nP9 2023-02-15 onbekend 2023-02-15");
  assert_string_equal(test_database_text(database,
                          "select string_agg(distinct concat_ws(' ', gemeente, gemeente_sleutel), ', ') from "
                          "rapport.traject"),
      "0983 0983, 0984 0984, 9999 onbekend, onbekend");
}

/* Power BI wants a table of days without gaps. */
static void the_days_have_no_gap_and_one_of_them_is_unknown(void **state)
{
  assert_string_equal(
      test_database_text(*state,
          "select concat_ws(' ', min(datum), max(datum) - min(datum) + 1 - count(*), count(*) "
          "filter (where maand = 'onbekend')) from rapport.dim_datum"),
      "1999-12-31 0 1");
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(every_fact_joins_every_dimension_exactly_once),
      cmocka_unit_test(a_key_is_in_its_dimension_once),
      cmocka_unit_test(a_member_is_that_of_the_day_of_the_row),
      cmocka_unit_test(the_days_have_no_gap_and_one_of_them_is_unknown),
  };
  return cmocka_run_group_tests(tests, open_database, report_case_close);
}
