/* Lists of aanbieders: which line is right, what is said of one that is not, and what a list is refused for.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/date.h"
#include "ingest/lijst_naam.h"
#include "ingest/lijst_reader.h"
#include "ingest/pseudonymize.h"
#include "reader_help.h"

#define BSN "999900006"
#define HEAD "trajectnummer;bsn;product\n"

struct fixture {
  struct pseudonymiser *pseudonymiser;
  struct reading reading; /* with the key */
  struct reading check;   /* without */
  char text[4096];
};

static int set_up(void **state)
{
  struct fixture *fixture = calloc(1, sizeof *fixture);
  fixture->pseudonymiser = reading_pseudonymiser();
  reading_init(&fixture->reading, fixture->pseudonymiser);
  reading_init(&fixture->check, NULL);
  fixture->reading.source.name = fixture->check.source.name = "lijst.csv";
  fixture->reading.source.organisation = "12345678";
  *state = fixture;
  return 0;
}

static int tear_down(void **state)
{
  struct fixture *fixture = *state;
  reading_fini(&fixture->reading);
  reading_fini(&fixture->check);
  pseudonymiser_free(&fixture->pseudonymiser);
  free(fixture);
  return 0;
}

static void read_text(struct reading *reading, const char *list)
{
  reading_set(reading, list, strlen(list));
  reading_read(reading);
}

/* "gedeeltelijk 1/2 LIJST:3:bsn LIJST:4:-": oordeel, good and bad lines, then each melding. */
static const char *judge_with(struct fixture *fixture, struct reading *reading, const char *list)
{
  read_text(reading, list);
  const struct levering *l = &reading->out.levering;
  size_t size = (size_t)snprintf(fixture->text, sizeof fixture->text, "%s %d/%d", oordeel_text(l->oordeel),
      (int)l->regels_goed, (int)l->regels_fout);
  for (size_t i = 0; i < l->meldingen_count; i++)
    size +=
        (size_t)snprintf(fixture->text + size, sizeof fixture->text - size, " %s:%d:%s", l->meldingen[i].code,
            (int)l->meldingen[i].regel, l->meldingen[i].kolom != NULL ? l->meldingen[i].kolom : "-");
  return fixture->text;
}

static const char *judge(void **state, const char *list)
{
  struct fixture *fixture = *state;
  return judge_with(fixture, &fixture->check, list);
}

/* With the key: so many events. */
static size_t count_events(void **state, const char *list)
{
  struct fixture *fixture = *state;
  read_text(&fixture->reading, list);
  return fixture->reading.out.gebeurtenis_count;
}

static const struct gebeurtenis *only_event(void **state, const char *list)
{
  assert_int_equal(count_events(state, list), 1);
  return ((struct fixture *)*state)->reading.out.gebeurtenissen;
}

static void assert_id(struct id a, struct id b)
{
  assert_memory_equal(a.bytes, b.bytes, sizeof a.bytes);
}

/* --- what a list is refused for --- */

static void a_list_is_told_by_its_name_or_its_first_lines(void **state)
{
  (void)state;
  static const struct {
    const char *name, *head;
    bool is_list;
  } cases[] = {
      {"a.csv", "x;y\n", true},
      {"a.CSV~2", "", true},
      {"zip~2/a.csv", "", true},
      {"a.csv", "<Bericht/>", false},
      {"a.csv", " \n<Bericht/>", false},
      {"a.txt", "bsn;Trajectnummer\n", true},
      {"a.txt", "\xEF\xBB\xBF# sluis-periode: x\n", true},
      {"a.txt", "# een lijst\n\nindicator,van\n", true},
      {"a.txt", "naam;bsn\n", false},
      {"a.xml", "?", false},
      {"csv", "x", false},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
    if (lijst_is_list(cases[i].name, cases[i].head, strlen(cases[i].head)) != cases[i].is_list)
      fail_msg("case %zu", i);
}

static void a_wrong_header_refuses_the_list(void **state)
{
  static const struct {
    const char *list, *expected;
  } cases[] = {
      {"", "afgekeurd 0/0 LIJST:1:-"},
      {"x;y\n1;2\n", "afgekeurd 0/1 LIJST:1:-"},
      {"trajectnummer;naam;bsn;product\nT1;x;" BSN ";P\n", "afgekeurd 0/1 LIJST:1:2"},
      {"trajectnummer;bsn;;product\n", "afgekeurd 0/0 LIJST:1:3"},
      {"trajectnummer;bsn;BSN\n", "afgekeurd 0/0 LIJST:1:bsn"},
      {"bsn;product\n", "afgekeurd 0/0 LIJST:1:trajectnummer"},
      {"trajectnummer;product\n", "afgekeurd 0/0 LIJST:1:bsn"},
      {"trajectnummer;bsn;pseudoniem\n", "afgekeurd 0/0 LIJST:1:pseudoniem LIJST:1:bsn"},
      {"\n# x\ntrajectnummer;pseudoniem\n", "afgekeurd 0/0 LIJST:3:pseudoniem"},
      {"indicator,van\n", "afgekeurd 0/0 LIJST:1:tot"},
      {"# sluis-sleutel: x\n" HEAD, "afgekeurd 0/0 LIJST:1:-"},
      {"# sluis-periode: 2025-01-01\n" HEAD, "afgekeurd 0/0 LIJST:1:-"},
      {"# sluis-periode: 2025-02-01 2025-01-01\n" HEAD, "afgekeurd 0/0 LIJST:1:-"},
      {"# sluis-periode: 2025-01-01 2025-01-31\n# sluis-periode: 2025-01-01 2025-01-31\n" HEAD,
          "afgekeurd 0/0 LIJST:2:-"},
      {"# sluis-iets: x\n" HEAD, "afgekeurd 0/0 LIJST:1:-"},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
    assert_string_equal(judge(state, cases[i].list), cases[i].expected);
}

static void what_is_no_csv_is_refused_by_line(void **state)
{
  assert_string_equal(judge(state, HEAD "T1;" BSN ";P\xFF\n"), "afgekeurd 0/0 VORM:2:-");
  assert_string_equal(judge(state, HEAD "T1;" BSN ";P\nT2;" BSN ";\x01\n"), "afgekeurd 0/1 VORM:3:-");
  assert_string_equal(judge(state, HEAD "T1;" BSN ";a\"b\n"), "afgekeurd 0/0 VORM:2:-");
  assert_string_equal(judge(state, HEAD "T1;" BSN ";\"P\nT2\n"), "afgekeurd 0/0 VORM:2:-");
  struct fixture *fixture = *state;
  static const char with_nul[] = HEAD "T1;\0;P\n";
  reading_set(&fixture->check, with_nul, sizeof with_nul - 1);
  reading_read(&fixture->check);
  assert_int_equal(fixture->check.out.levering.oordeel, OORDEEL_AFGEKEURD);
  assert_string_equal(fixture->check.out.levering.meldingen[0].code, "VORM");
  assert_int_equal(fixture->check.out.levering.meldingen[0].regel, 2);
}

static void limits_refuse_the_list(void **state)
{
  struct fixture *fixture = *state;
  struct buffer list;
  buffer_init(&list, 1 << 20);
  buffer_text(&list, HEAD "T1;" BSN ";");
  for (size_t i = 0; i < LIJST_MOST_ROW; i++)
    buffer_byte(&list, 'x');
  assert_string_equal(judge(state, list.data), "afgekeurd 0/0 VORM:2:-");
  buffer_reset(&list);
  buffer_text(&list, HEAD);
  for (size_t i = 0; i < LIJST_MOST_CELLS; i++)
    buffer_byte(&list, ';');
  assert_string_equal(judge(state, list.data), "afgekeurd 0/0 VORM:2:-");
  (void)fixture;
  buffer_fini(&list);
}

static void a_gemeente_delivers_no_list(void **state)
{
  struct fixture *fixture = *state;
  fixture->reading.source.organisation = "0983";
  assert_string_equal(
      judge_with(fixture, &fixture->reading, HEAD "T1;" BSN ";P\n"), "afgekeurd 0/1 AFZENDER:1:-");
  assert_int_equal(fixture->reading.out.gebeurtenis_count, 0);
}

/* --- lines --- */

/* value in column, beside a good trajectnummer, bsn and product */
static const char *judge_value(void **state, const char *column, const char *value)
{
  char list[1024];
  snprintf(list, sizeof list, "trajectnummer;bsn;product;%s\nT1;" BSN ";P;%s\n", column, value);
  return judge(state, list);
}

static void values_of_a_traject_are_judged_by_column(void **state)
{
  static const struct {
    const char *column, *good[5], *bad[6];
  } cases[] = {
      {"geboortejaar", {"2010", "1880", "2023", ""}, {"1879", "2024", "10", "2010a", "20 10"}},
      {"geslacht", {"0", "1", "2", "9", ""}, {"3", "M", "01"}},
      {"gemeente", {"0983", "1699", ""}, {"983", "09830", "Venlo"}},
      {"voorziening", {"De Haven", "Huis 12345678", ""}, {"999900006", "9999.00.006", "x 999 900 006"}},
      {"team", {"Noord", "1000000", "12345678"}, {"123456789", "Noord 10000008", "010000008"}},
      {"melder", {"huisarts"}, {"06-12345678901"}},
      {"hoofddomein", {"wonen", "wonen|geld", ""}, {"|wonen", "wonen|", "a||b"}},
      {"aangemeld", {"2025-01-31", "31-01-2025", ""}, {"2025-02-30", "31/01/2025", "2025-1-1", "morgen"}},
      {"intake", {"2024-02-29"}, {"2023-02-29"}},
      {"gestart", {"2025-01-01"}, {"1-1-2025"}},
      {"gestopt", {"2025-01-01"}, {"20250101"}},
      {"status", {"1", "3", ""}, {"2", "13", "x"}},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    char bad[64];
    snprintf(bad, sizeof bad, "afgekeurd 0/1 LIJST:2:%s", cases[i].column);
    for (size_t j = 0; j < 5 && cases[i].good[j] != NULL; j++)
      assert_string_equal(judge_value(state, cases[i].column, cases[i].good[j]), "goed 1/0");
    for (size_t j = 0; j < 6 && cases[i].bad[j] != NULL; j++)
      assert_string_equal(judge_value(state, cases[i].column, cases[i].bad[j]), bad);
  }
}

static void mandatory_values_are_asked_for(void **state)
{
  assert_string_equal(judge(state, HEAD ";" BSN ";P\n"), "afgekeurd 0/1 LIJST:2:trajectnummer");
  assert_string_equal(judge(state, HEAD "T1;;P\n"), "afgekeurd 0/1 LIJST:2:bsn");
  assert_string_equal(judge(state, HEAD "T1;" BSN ";\n"), "afgekeurd 0/1 LIJST:2:product");
  assert_string_equal(judge(state, "trajectnummer;bsn\nT1;" BSN "\n"), "afgekeurd 0/1 LIJST:2:product");
  assert_string_equal(judge(state, "trajectnummer;bsn;status\nT1;" BSN ";3\n"), "goed 1/0");
}

static void a_bsn_is_read_however_it_is_spelled(void **state)
{
  static const char *const good[] = {"999900006", " 999 900 006 ", "\"999900006\"", "010000008", "10000008"};
  static const char *const bad[] = {"123456789", "000000000", "99990000", "x", "9999.00.006"};
  for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
    char list[128];
    snprintf(list, sizeof list, HEAD "T1;%s;P\n", good[i]);
    assert_string_equal(judge(state, list), "goed 1/0");
  }
  for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
    char list[128];
    snprintf(list, sizeof list, HEAD "T1;%s;P\n", bad[i]);
    assert_string_equal(judge(state, list), "afgekeurd 0/1 LIJST:2:bsn");
  }
}

static void products_may_name_their_domein(void **state)
{
  static const struct {
    const char *cell, *product;
    enum domein domein;
  } good[] = {{"16A01", "16A01", DOMEIN_ONBEKEND}, {"wmo:16A01", "16A01", DOMEIN_WMO},
      {"JW: 45A04", "45A04", DOMEIN_JW}};
  for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
    char list[128];
    snprintf(list, sizeof list, HEAD "T1;" BSN ";%s\n", good[i].cell);
    const struct gebeurtenis *event = only_event(state, list);
    assert_string_equal(event->inhoud.traject_regel.product, good[i].product);
    assert_int_equal(event->domein, good[i].domein);
  }
  assert_string_equal(judge(state, HEAD "T1;" BSN ";zvw:16A01\n"), "afgekeurd 0/1 LIJST:2:product");
  assert_string_equal(judge(state, HEAD "T1;" BSN ";wmo:\n"), "afgekeurd 0/1 LIJST:2:product");
}

static void reasons_are_the_normalised_ones_and_stand_with_an_end(void **state)
{
  static const char head[] = "trajectnummer;bsn;product;gestart;gestopt;reden\nT1;" BSN ";P;";
  static const struct {
    const char *cells, *expected;
  } cases[] = {
      {"2025-01-01;2025-01-01;volgens_plan", "goed 1/0"},
      {"2025-01-01;2025-01-02;Andere_Aanbieder", "goed 1/0"},
      {"2025-01-01;2025-01-02;", "goed 1/0"},
      {";2025-01-02;door_client", "goed 1/0"},
      {"2025-01-02;2025-01-01;", "afgekeurd 0/1 LIJST:2:gestopt"},
      {"2025-01-01;;overleden", "afgekeurd 0/1 LIJST:2:reden"},
      {"2025-01-01;2025-01-02;tijdelijk", "afgekeurd 0/1 LIJST:2:reden"},
      {"2025-01-01;2025-01-02;niet_gemeld", "afgekeurd 0/1 LIJST:2:reden"},
      {"2025-01-01;2025-01-02;31", "afgekeurd 0/1 LIJST:2:reden"},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    char list[256];
    snprintf(list, sizeof list, "%s%s\n", head, cases[i].cells);
    assert_string_equal(judge(state, list), cases[i].expected);
  }
}

static void figures_are_judged_by_column(void **state)
{
  static const char head[] = "indicator,van,tot,gemeente,waarde,teller,noemer\n";
  static const struct {
    const char *cells, *expected;
  } cases[] = {
      {"x,2025-01-01,31-03-2025,,12,,", "goed 1/0"},
      {"x,2025-01-01,2025-01-01,0983,\"-0,5\",1.25,999999999999.999999", "goed 1/0"},
      {",2025-01-01,2025-01-01,,1,,", "afgekeurd 0/1 LIJST:2:indicator"},
      {"x,,2025-01-01,,1,,", "afgekeurd 0/1 LIJST:2:van"},
      {"x,2025-01-02,2025-01-01,,1,,", "afgekeurd 0/1 LIJST:2:tot"},
      {"x,2025-01-01,2025-01-02,98,1,,", "afgekeurd 0/1 LIJST:2:gemeente"},
      {"x,2025-01-01,2025-01-02,,1.000.5,,", "afgekeurd 0/1 LIJST:2:waarde"},
      {"x,2025-01-01,2025-01-02,,1.,,", "afgekeurd 0/1 LIJST:2:waarde"},
      {"x,2025-01-01,2025-01-02,,.5,,", "afgekeurd 0/1 LIJST:2:waarde"},
      {"x,2025-01-01,2025-01-02,,1e3,,", "afgekeurd 0/1 LIJST:2:waarde"},
      {"x,2025-01-01,2025-01-02,,,1.1234567,", "afgekeurd 0/1 LIJST:2:teller"},
      {"x,2025-01-01,2025-01-02,,,,1234567890123", "afgekeurd 0/1 LIJST:2:noemer"},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    char list[256];
    snprintf(list, sizeof list, "%s%s\n", head, cases[i].cells);
    assert_string_equal(judge(state, list), cases[i].expected);
  }
}

static void good_lines_load_and_bad_ones_are_named(void **state)
{
  static const char list[] = "\xEF\xBB\xBF# sluis-periode: 01-01-2025 2025-01-31\r\n# van ons\r\n\r\n"
                             "Product,BSN,trajectnummer\r\n"
                             "P," BSN ",T1\r\n"
                             "P,123456789,T2\r\n"
                             ",,\r\n"
                             "P," BSN "\r\n"
                             "\"P\r\n\"," BSN ",T3\r\n"
                             "P," BSN ",T4";
  assert_string_equal(judge(state, list), "gedeeltelijk 2/3 LIJST:6:bsn LIJST:8:- LIJST:9:product");
  assert_int_equal(count_events(state, list), 2);
  const struct batch_levering *out = &((struct fixture *)*state)->reading.out;
  assert_string_equal(out->levering.soort, "traject");
  assert_int_equal(out->levering.gebeurtenissen, 2);
  assert_int_equal(out->gebeurtenissen[0].regel, 5);
  assert_int_equal(out->gebeurtenissen[1].regel, 11);
  int32_t from = 0;
  assert_true(date_parse("2025-01-01", 10, &from));
  assert_true(out->levering.has_periode_van);
  assert_int_equal(out->levering.periode_van, from);
  assert_int_equal(out->levering.periode_tot, from + 30);
}

static void an_empty_list_is_a_levering(void **state)
{
  assert_string_equal(judge(state, "# sluis-periode: 2025-01-01 2025-01-31\n" HEAD), "goed 0/0");
  assert_int_equal(count_events(state, HEAD), 0);
  assert_int_equal(((struct fixture *)*state)->reading.out.levering.oordeel, OORDEEL_GOED);
}

static void the_same_line_twice_counts_once_and_others_contradict(void **state)
{
  static const char same[] = HEAD "T1;" BSN ";P\nT1; 999 900 006;P\nT2;" BSN ";P\n";
  assert_string_equal(judge(state, same), "goed 2/0");
  assert_int_equal(count_events(state, same), 2);
  static const char other[] = HEAD "T1;" BSN ";P\nT2;" BSN ";P\nT1;" BSN ";Q\nT1;" BSN ";P\n";
  assert_string_equal(judge(state, other),
      "gedeeltelijk 1/3 LIJST:2:trajectnummer LIJST:4:trajectnummer LIJST:5:trajectnummer");
  const struct gebeurtenis *event = only_event(state, other);
  assert_int_equal(event->regel, 3);
  /* a line that is wrong by itself stands in the way too, and is named once more */
  assert_string_equal(judge(state, HEAD "T1;123456789;P\nT1;" BSN ";P\n"),
      "afgekeurd 0/2 LIJST:2:bsn LIJST:2:trajectnummer LIJST:3:trajectnummer");
  assert_string_equal(judge(state, "indicator;van;tot;kenmerk;waarde\nx;2025-01-01;2025-01-31;a;1\n"
                                   "x;01-01-2025;2025-01-31;a;1,0\nx;2025-01-01;2025-01-31;b;2\n"
                                   "x;2025-01-01;2025-01-31;b;3\n"),
      "gedeeltelijk 1/2 LIJST:4:indicator LIJST:5:indicator");
}

static void meldingen_are_bounded_and_lines_are_counted(void **state)
{
  struct fixture *fixture = *state;
  struct buffer list;
  buffer_init(&list, 1 << 20);
  buffer_text(&list, HEAD "T;" BSN ";P\n");
  for (int i = 0; i < 1000; i++)
    buffer_format(&list, "T%d;1;P\n", i);
  read_text(&fixture->check, list.data);
  assert_int_equal(fixture->check.out.levering.regels_goed, 1);
  assert_int_equal(fixture->check.out.levering.regels_fout, 1000);
  assert_int_equal(fixture->check.out.levering.meldingen_count, MOST_MELDINGEN + 1);
  buffer_fini(&list);
}

/* --- events --- */

static void an_event_has_what_the_line_says(void **state)
{
  const struct gebeurtenis *event = only_event(state,
      "trajectnummer;bsn;geboortejaar;geslacht;gemeente;product;voorziening;team;melder;hoofddomein;"
      "aangemeld;"
      "intake;gestart;gestopt;reden;status\n"
      "T1;" BSN ";2001;2;0957;wmo:16A01;Haven;Noord;politie;wonen|geld;01-02-2023;2023-02-02;2023-02-03;"
      "2023-03-01;in_overleg;1\n");
  struct fixture *fixture = *state;
  const struct traject_regel *regel = &event->inhoud.traject_regel;
  struct bsn bsn;
  assert_true(bsn_parse(BSN, 9, &bsn));
  assert_id(event->pseudoniem, pseudonym_of_bsn(fixture->pseudonymiser, &bsn));
  assert_id(regel->trajectnummer, keyed_hash(fixture->pseudonymiser, "trajectnummer", "12345678", "T1", 2));
  assert_int_equal(event->inhoud_soort, GEBEURTENIS_INHOUD_TRAJECT_REGEL);
  assert_string_equal(event->aanbieder, "12345678");
  assert_string_equal(event->gemeente, "0957");
  assert_int_equal(event->domein, DOMEIN_WMO);
  assert_int_equal(event->ontvangen, RECEIVED_DAY);
  assert_int_equal(event->dagtekening, RECEIVED_DAY);
  assert_true(event->has_geboortejaar);
  assert_int_equal(event->geboortejaar, 2001);
  assert_string_equal(event->geslacht, "2");
  assert_string_equal(regel->voorziening, "Haven");
  assert_string_equal(regel->team, "Noord");
  assert_string_equal(regel->melder, "politie");
  assert_string_equal(regel->hoofddomein, "wonen|geld");
  assert_string_equal(regel->reden, "in_overleg");
  assert_true(regel->has_gestopt);
  assert_int_equal(regel->gestart - regel->aangemeld, 2);
  assert_int_equal(regel->gestart - regel->intake, 1);
  assert_int_equal(regel->gestopt - regel->gestart, 26);
  assert_int_equal(regel->status, 1);
}

static void what_is_empty_is_absent(void **state)
{
  const struct gebeurtenis *event =
      only_event(state, "trajectnummer;bsn;product;gemeente;team;gestart\nT1;" BSN ";P;;;\n");
  assert_null(event->gemeente);
  assert_null(event->geslacht);
  assert_false(event->has_geboortejaar);
  assert_null(event->inhoud.traject_regel.team);
  assert_false(event->inhoud.traject_regel.has_gestart);
  assert_int_equal(event->inhoud.traject_regel.status, 1);
}

static void a_figure_lies_under_its_own_key(void **state)
{
  static const char head[] = "indicator;van;tot;gemeente;kenmerk;waarde;teller;noemer\n";
  char list[256];
  snprintf(list, sizeof list, "%sx;2025-01-01;2025-03-31;0983;;-1,5;3;-\n", head);
  assert_int_equal(count_events(state, list), 0); /* - is no number */
  snprintf(list, sizeof list, "%sx;2025-01-01;2025-03-31;0983;;-1,5;3;\n", head);
  struct gebeurtenis first = *only_event(state, list);
  assert_int_equal(first.inhoud.indicator_regel.waarde_micro, -1500000);
  assert_int_equal(first.inhoud.indicator_regel.teller_micro, 3000000);
  assert_false(first.inhoud.indicator_regel.has_noemer_micro);
  assert_null(first.inhoud.indicator_regel.kenmerk);
  snprintf(list, sizeof list, "%sx;01-01-2025;2025-03-31;0983;;2;;\n", head);
  assert_id(only_event(state, list)->pseudoniem, first.pseudoniem);
  snprintf(list, sizeof list, "%sx;01-01-2025;2025-03-31;0983;a;2;;\n", head);
  assert_false(id_equal(&only_event(state, list)->pseudoniem, &first.pseudoniem));
}

static void an_event_is_named_by_aanbieder_day_name_and_content(void **state)
{
  struct fixture *fixture = *state;
  struct id id = only_event(state, HEAD "T1;" BSN ";P\n")->id;
  assert_id(only_event(state, "product,Bsn,trajectnummer,team\n\nP, 999 900 006 ,T1,\n")->id, id);
  assert_false(id_equal(&only_event(state, HEAD "T1;" BSN ";Q\n")->id, &id));
  assert_false(id_equal(&only_event(state, HEAD "T2;" BSN ";P\n")->id, &id));
  fixture->reading.source.name = "lijst.csv~2";
  assert_false(id_equal(&only_event(state, HEAD "T1;" BSN ";P\n")->id, &id));
  fixture->reading.source.name = "lijst.csv";
  fixture->reading.source.ontvangen++;
  assert_false(id_equal(&only_event(state, HEAD "T1;" BSN ";P\n")->id, &id));
  fixture->reading.source.ontvangen--;
  fixture->reading.source.organisation = "23456789";
  assert_false(id_equal(&only_event(state, HEAD "T1;" BSN ";P\n")->id, &id));
}

static void names_sort_by_stem_and_then_by_number(void **state)
{
  (void)state;
  static const char *const names[] = {"a", "a.csv", "a.csv~2", "a.csv~10", "a.csv.bak", "a.csv~x", "b.csv",
      "z.zip/a.csv", "z.zip/a.csv~2", "z.zip~2/a.csv", "z.zip~10/a.csv"};
  struct arena arena;
  arena_init(&arena, 0);
  for (size_t i = 1; i < sizeof names / sizeof *names; i++)
    assert_true(strcmp(lijst_naam_sortable(names[i - 1], &arena), lijst_naam_sortable(names[i], &arena)) < 0);
  assert_null(strstr(lijst_naam_sortable("x-" BSN ".csv", &arena), BSN));
  arena_fini(&arena);
}

/* --- pseudonyms of the source --- */

struct findings {
  char text[256];
};

static void note(int32_t line, const char *what, void *context)
{
  (void)what;
  struct findings *findings = context;
  size_t size = strlen(findings->text);
  snprintf(findings->text + size, sizeof findings->text - size, "%d ", (int)line);
}

static int pseudonymized(
    const struct fixture *fixture, const char *list, struct buffer *out, struct findings *findings)
{
  struct pseudonymize_options options = {
      .pseudonymiser = fixture->pseudonymiser, .taker = note, .context = findings};
  struct error error;
  buffer_reset(out);
  findings->text[0] = '\0';
  return pseudonymize(&options, list, strlen(list), out, &error);
}

static void a_list_pseudonymised_at_its_source_gives_the_same_events(void **state)
{
  struct fixture *fixture = *state;
  static const char list[] = "# sluis-periode: 2025-01-01 2025-01-31\nbsn,trajectnummer,product,team\n" BSN
                             ",T1,16A01,\"a; \"\"b\"\"\"\n";
  struct buffer out;
  struct findings findings;
  buffer_init(&out, 1 << 20);
  struct gebeurtenis raw = *only_event(state, list);
  assert_int_equal(pseudonymized(fixture, list, &out, &findings), 0);
  assert_null(strstr(out.data, BSN));
  const struct gebeurtenis *event = only_event(state, out.data);
  assert_id(event->id, raw.id);
  assert_id(event->pseudoniem, raw.pseudoniem);
  assert_string_equal(event->inhoud.traject_regel.team, "a; \"b\"");
  assert_int_equal(event->regel, raw.regel + 1);
  buffer_fini(&out);
}

/* The text with the key line for each $ and the pseudonym for each @. */
static const char *filled_in(
    const struct fixture *fixture, const char *text, struct id pseudonym, struct buffer *out)
{
  char key_id[KEY_ID_TEXT_SIZE];
  char check_value[CHECK_VALUE_TEXT_SIZE];
  char id[ID_TEXT_SIZE];
  pseudonymiser_key_id(fixture->pseudonymiser, key_id);
  pseudonymiser_check_value(fixture->pseudonymiser, check_value);
  id_format(&pseudonym, id);
  buffer_reset(out);
  for (; *text != '\0'; text++)
    if (*text == '$')
      buffer_format(out, "# sluis-sleutel: %s %s", key_id, check_value);
    else if (*text == '@')
      buffer_text(out, id);
    else
      buffer_byte(out, (uint8_t)*text);
  buffer_byte(out, '\0');
  return out->data;
}

static void nothing_is_changed_but_the_column_bsn(void **state)
{
  struct fixture *fixture = *state;
  struct id pseudonym = only_event(state, HEAD "T1;" BSN ";P\n")->pseudoniem;
  static const struct {
    const char *list, *made;
  } cases[] = {
      {"bsn,trajectnummer\n" BSN ",\"T1\"\n", "$\npseudoniem,trajectnummer\n@,\"T1\"\n"},
      {"product;team; BSN \nP ; T1;\" " BSN " \" \n", "$\nproduct;team;pseudoniem\nP ; T1;@\n"},
      {"\xEF\xBB\xBF# van ons\r\nteam;bsn\r\n\"a \"\"b\"\"\r\nc\";" BSN "\r\n",
          "\xEF\xBB\xBF$\r\n# van ons\r\nteam;pseudoniem\r\n\"a \"\"b\"\"\r\nc\";@\r\n"},
      {"bsn\r" BSN "\r", "$\rpseudoniem\r@\r"},
      {"\n bsn;product\n  \n" BSN ";P\n;\n " BSN ";P", "$\n\npseudoniem;product\n  \n@;P\n;\n@;P"},
  };
  struct buffer out;
  struct buffer made;
  struct findings findings;
  buffer_init(&out, 1 << 20);
  buffer_init(&made, 1 << 20);
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    assert_int_equal(pseudonymized(fixture, cases[i].list, &out, &findings), 0);
    buffer_byte(&out, '\0');
    assert_string_equal(out.data, filled_in(fixture, cases[i].made, pseudonym, &made));
  }
  buffer_fini(&out);
  buffer_fini(&made);
}

static void what_cannot_be_pseudonymised_is_named_by_line(void **state)
{
  struct fixture *fixture = *state;
  static const struct {
    const char *list, *lines;
  } cases[] = {
      {HEAD "T1;" BSN ";P\nT2;123456789;P\nT3;;P\nT4;" BSN "\n", "3 4 5 "},
      {"trajectnummer;product\nT1;P\n", "1 "},
      {"trajectnummer;pseudoniem\n", "1 1 "},
      {"# sluis-sleutel: a b\n" HEAD, "1 "},
      {"bsn;bsn\n", "1 "},
      {"", "1 "},
      {"bsn\n\xFF\n", "2 "},
  };
  struct buffer out;
  struct findings findings;
  buffer_init(&out, 1 << 20);
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    assert_int_equal(pseudonymized(fixture, cases[i].list, &out, &findings), ERROR_DATA);
    assert_string_equal(findings.text, cases[i].lines);
  }
  buffer_fini(&out);
}

static void a_list_under_another_key_is_refused(void **state)
{
  struct fixture *fixture = *state;
  char key_id[KEY_ID_TEXT_SIZE];
  char list[512];
  pseudonymiser_key_id(fixture->pseudonymiser, key_id);
  snprintf(list, sizeof list,
      "# sluis-sleutel: %s 0000000000000000\ntrajectnummer;pseudoniem;product\n"
      "T1;01234567-89ab-cdef-0123-456789abcdef;P\n",
      key_id);
  assert_string_equal(judge_with(fixture, &fixture->reading, list), "afgekeurd 0/1 LIJST:1:-");
  assert_int_equal(fixture->reading.out.gebeurtenis_count, 0);
  assert_string_equal(judge(state, list), "goed 1/0"); /* without the key that is not judged */
}

/* --- a list that is not held --- */

static void a_large_list_is_read_as_a_small_one(void **state)
{
  struct fixture *fixture = *state;
  enum { LINES = 40000 };
  struct buffer list;
  buffer_init(&list, 16 << 20);
  buffer_text(&list, HEAD);
  for (int i = 0; i < LINES; i++)
    buffer_format(&list, "T%d;%s;wmo:16A01-%d\n", i % (LINES - 1), i == 7 ? "1" : BSN, i);
  assert_true(list.size > LEVERING_HELD_BYTES);
  FILE *file = tmpfile();
  assert_non_null(file);
  assert_int_equal(fwrite(list.data, 1, list.size, file), list.size);
  fflush(file);
  struct batch_levering out = {0};
  struct error error;
  assert_int_equal(levering_reader_read_file(fixture->reading.reader, &fixture->reading.source, fileno(file),
                       (int64_t)list.size, NULL, &fixture->reading.arena, &out, &error),
      0);
  assert_int_equal(out.levering.oordeel, OORDEEL_GEDEELTELIJK);
  assert_int_equal(out.levering.regels_fout, 3); /* line 7, and T0 which is there twice */
  assert_int_equal(out.levering.regels_goed, LINES - 3);
  assert_int_equal(out.gebeurtenis_count, LINES - 3);
  assert_int_equal(out.levering.bytes, list.size);
  read_text(&fixture->reading, list.data);
  assert_id(fixture->reading.out.levering.id, out.levering.id);
  fclose(file);
  buffer_fini(&list);
}

#define WITH_READER(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
  const struct CMUnitTest tests[] = {
      WITH_READER(a_list_is_told_by_its_name_or_its_first_lines),
      WITH_READER(a_wrong_header_refuses_the_list),
      WITH_READER(what_is_no_csv_is_refused_by_line),
      WITH_READER(limits_refuse_the_list),
      WITH_READER(a_gemeente_delivers_no_list),
      WITH_READER(values_of_a_traject_are_judged_by_column),
      WITH_READER(mandatory_values_are_asked_for),
      WITH_READER(a_bsn_is_read_however_it_is_spelled),
      WITH_READER(products_may_name_their_domein),
      WITH_READER(reasons_are_the_normalised_ones_and_stand_with_an_end),
      WITH_READER(figures_are_judged_by_column),
      WITH_READER(good_lines_load_and_bad_ones_are_named),
      WITH_READER(an_empty_list_is_a_levering),
      WITH_READER(the_same_line_twice_counts_once_and_others_contradict),
      WITH_READER(meldingen_are_bounded_and_lines_are_counted),
      WITH_READER(an_event_has_what_the_line_says),
      WITH_READER(what_is_empty_is_absent),
      WITH_READER(a_figure_lies_under_its_own_key),
      WITH_READER(an_event_is_named_by_aanbieder_day_name_and_content),
      WITH_READER(names_sort_by_stem_and_then_by_number),
      WITH_READER(a_list_pseudonymised_at_its_source_gives_the_same_events),
      WITH_READER(nothing_is_changed_but_the_column_bsn),
      WITH_READER(what_cannot_be_pseudonymised_is_named_by_line),
      WITH_READER(a_list_under_another_key_is_refused),
      WITH_READER(a_large_list_is_read_as_a_small_one),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
