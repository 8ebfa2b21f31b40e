/* The verslag: what a person reads and what a program reads. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>
#include <jansson.h>

#include "reader_help.h"

#include "ingest/verslag.h"

static struct reading reading;
static struct buffer out;

static int open_reading(void **state)
{
  (void)state;
  reading_init(&reading, NULL);
  buffer_init(&out, (size_t)1 << 20);
  return 0;
}

static int close_reading(void **state)
{
  (void)state;
  reading_fini(&reading);
  buffer_fini(&out);
  return 0;
}

static void a_refused_message_is_told_with_rule_line_path_and_what_to_do(void **state)
{
  (void)state;
  reading_judge(&reading, "jw301.xml", "999900006", 1, "999900007");
  buffer_reset(&out);
  verslag_text(&reading.out.levering, &out);
  assert_string_equal(out.data,
      "Bestand:    bericht.xml\n"
      "Soort:      JW301\n"
      "Oordeel:    afgekeurd: er is niets van verwerkt\n"
      "Meldingen:  1\n"
      "\n"
      "1. Regel 19, /Bericht/Client/Bsn\n"
      "   CS002: Het Bsn voldoet niet aan de 11-proef.\n"
      "   Wat te doen: Controleer het Bsn bij de bron; een fout nummer wordt nooit verwerkt.\n"
      "   Retourcode van de standaard: 0001\n");
}

static void a_verslag_of_the_inbox_names_levering_organisation_and_day(void **state)
{
  (void)state;
  reading_load(&reading, "jw301.xml");
  reading.source.organisation = "0983";
  reading_read(&reading);
  reading.source.organisation = NULL;
  reading.out.levering.id.bytes[0] = 0xab;
  buffer_reset(&out);
  verslag_text(&reading.out.levering, &out);
  assert_string_equal(out.data, "Bestand:    bericht.xml\n"
                                "Levering:   ab000000-0000-0000-0000-000000000000\n"
                                "Van:        0983, ontvangen op 2023-04-17\n"
                                "Soort:      JW301\n"
                                "Oordeel:    goed\n");
}

static void a_verslag_of_a_levering_for_a_closed_day_says_from_when_it_counts(void **state)
{
  (void)state;
  reading_load(&reading, "jw301.xml");
  reading.source.organisation = "0983";
  reading_read(&reading);
  reading.source.organisation = NULL;
  struct levering *levering = &reading.out.levering;
  levering->has_bekend_van = true;
  levering->bekend_van = levering->ontvangen;
  assert_false(levering_is_moved(levering));
  levering->bekend_van = levering->ontvangen + 14;
  assert_true(levering_is_moved(levering));
  buffer_reset(&out);
  verslag_text(levering, &out);
  assert_string_equal(out.data, "Bestand:    bericht.xml\n"
                                "Van:        0983, ontvangen op 2023-04-17\n"
                                "Verplaatst: telt vanaf 2023-05-01, want 2023-04-17 was al afgesloten\n"
                                "Soort:      JW301\n"
                                "Oordeel:    goed\n");
  buffer_reset(&out);
  verslag_json(levering, "x", &out);
  assert_non_null(strstr(out.data, "\"bekend_van\":\"2023-05-01\""));
}

static void json_is_one_line_with_the_agreed_keys(void **state)
{
  (void)state;
  reading_judge(&reading, "jw305.xml", "<b:Begindatum>2023-04-09</b:Begindatum>", 1, "");
  buffer_reset(&out);
  verslag_json(&reading.out.levering, "map/\"b\n.xml", &out);
  assert_string_equal(out.data,
      "{\"bestand\":\"map/\\\"b\\n.xml\",\"soort\":\"JW305\",\"oordeel\":\"afgekeurd\",\"regels_goed\":0,"
      "\"regels_fout\":1,\"meldingen\":[{\"code\":\"XSD\",\"regel\":44,\"kolom\":null,"
      "\"pad\":\"/Bericht/Client/StartProducten/StartProduct[2]\","
      "\"tekst\":\"Het verplichte element Begindatum ontbreekt.\",\"retourcode\":\"0001\"}]}\n");
}

/* Two faults in one prestatie, and one that is of the whole. */
static void judge_declaratie(void)
{
  reading_load(&reading, "jw323.xml");
  reading_replace(&reading, "<b:GeleverdVolume>12345", 1, "<b:GeleverdVolume>12346");
  reading_replace(&reading, "<s:Begindatum>2023-03-06", 1, "<s:Begindatum>2023-02-06");
  reading_replace(&reading, "31345", 1, "31346");
  reading_read(&reading);
}

static void a_verslag_of_a_declaratie_names_the_prestaties_that_would_be_rejected(void **state)
{
  (void)state;
  judge_declaratie();
  buffer_reset(&out);
  verslag_text(&reading.out.levering, &out);
  assert_non_null(strstr(out.data, "Meldingen:  3\n"
                                   "Prestaties: 1 af te wijzen\n"
                                   "  prestatie 1 van client 2, bij regel 84: CS337 CS339\n"));
  buffer_reset(&out);
  verslag_json(&reading.out.levering, "x", &out);
  assert_non_null(strstr(out.data, "\"prestaties\":[{\"client\":2,\"prestatie\":1,\"regel\":84,"
                                   "\"codes\":[\"CS337\",\"CS339\"]}]}\n"));
}

static void a_declaratie_without_faults_has_no_such_prestaties(void **state)
{
  (void)state;
  reading_load(&reading, "wmo323.xml");
  reading_read(&reading);
  buffer_reset(&out);
  verslag_text(&reading.out.levering, &out);
  assert_null(strstr(out.data, "Prestaties:"));
  buffer_reset(&out);
  verslag_json(&reading.out.levering, "x", &out);
  assert_non_null(strstr(out.data, "\"prestaties\":[]}\n"));
}

static void json_of_a_file_that_is_no_message_has_no_kind(void **state)
{
  (void)state;
  reading_set(&reading, "", 0);
  reading_read(&reading);
  buffer_reset(&out);
  verslag_json(&reading.out.levering, "naam\xff.xml", &out);
  json_t *object = json_loads(out.data, 0, NULL);
  assert_non_null(object);
  assert_true(json_is_null(json_object_get(object, "soort")));
  assert_string_equal(json_string_value(json_object_get(object, "bestand")), "naam\xef\xbf\xbd.xml");
  assert_int_equal(json_array_size(json_object_get(object, "meldingen")), 1);
  json_decref(object);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_refused_message_is_told_with_rule_line_path_and_what_to_do),
      cmocka_unit_test(a_verslag_of_the_inbox_names_levering_organisation_and_day),
      cmocka_unit_test(a_verslag_of_a_levering_for_a_closed_day_says_from_when_it_counts),
      cmocka_unit_test(json_is_one_line_with_the_agreed_keys),
      cmocka_unit_test(a_verslag_of_a_declaratie_names_the_prestaties_that_would_be_rejected),
      cmocka_unit_test(a_declaratie_without_faults_has_no_such_prestaties),
      cmocka_unit_test(json_of_a_file_that_is_no_message_has_no_kind),
  };
  return cmocka_run_group_tests(tests, open_reading, close_reading);
}
