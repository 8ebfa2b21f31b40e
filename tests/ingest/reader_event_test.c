/* The events of a message: what is kept, how it is hashed, and what makes two of them the same. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "reader_events.h"

static void a_refused_message_gives_no_events(void **state)
{
  (void)state;
  /* the fault comes after the first product was read */
  reading_judge(&reading, "jw301.xml", "2024-04-30", 1, "2024-04-31");
  assert_int_equal(reading.out.levering.oordeel, OORDEEL_AFGEKEURD);
  assert_int_equal(reading.out.gebeurtenis_count, 0);
  assert_int_equal(reading.out.levering.gebeurtenissen, 0);
  assert_null(reading.out.gebeurtenissen);
}

/* That it is absent is said at the end of its parent, after all records have passed. */
static void assert_refused_without(
    const char *fixture, const char *begin, const char *end, const char *missing)
{
  reading_load(&reading, fixture);
  const char *from = strstr(reading.bytes.data, begin);
  const char *to = strstr(reading.bytes.data, end);
  assert_true(from != NULL && to != NULL);
  char *part = strndup(from, (size_t)(to - from) + strlen(end));
  reading_replace(&reading, part, 1, "");
  free(part);
  reading_read(&reading);
  assert_int_equal(reading.out.levering.oordeel, OORDEEL_AFGEKEURD);
  assert_int_equal(reading.out.gebeurtenis_count, 0);
  assert_non_null(strstr(reading.out.levering.meldingen[0].tekst, missing));
}

static void what_its_records_need_may_be_absent_from_a_message(void **state)
{
  (void)state;
  assert_refused_without("jw301.xml", "<b:Header>", "</b:Header>", "Header");
  assert_refused_without("jw305.xml", "<b:Header>", "</b:Header>", "Header");
  assert_refused_without("jw323.xml", "<b:Header>", "</b:Header>", "Header");
  assert_refused_without("jw325.xml", "<b:Header>", "</b:Header>", "Header");
  assert_refused_without("jw301.xml", "<b:Bsn>", "</b:Bsn>", "Bsn");
  assert_refused_without("jw323.xml", "<b:DeclaratieNummer>", "</b:DeclaratieNummer>", "DeclaratieNummer");
}

static void a_bsn_that_fails_the_eleven_proof_is_never_hashed(void **state)
{
  (void)state;
  reading_judge(&reading, "jw301.xml", "999900006", 1, "999900007");
  assert_int_equal(reading.out.gebeurtenis_count, 0);
}

static void a_toewijzing_keeps_these_fields_and_no_others(void **state)
{
  (void)state;
  read_fixture("jw301.xml");
  assert_int_equal(reading.out.gebeurtenis_count, 2);
  assert_int_equal(reading.out.levering.gebeurtenissen, 2);
  const struct gebeurtenis *first = event(0);
  assert_id(first->pseudoniem, pseudonym("999900006"));
  assert_id(first->levering, reading.out.levering.id);
  assert_id(first->bericht, hash("bericht", "jw:0983:436", "V-2023-0417"));
  assert_int_equal(first->regel, 162);
  assert_int_equal(first->ontvangen, RECEIVED_DAY);
  assert_int_equal(first->domein, DOMEIN_JW);
  assert_string_equal(first->gemeente, "0983");
  assert_string_equal(first->aanbieder, "12345678");
  assert_int_equal(first->dagtekening, day("2023-04-17"));
  assert_true(first->has_geboortejaar);
  assert_int_equal(first->geboortejaar, 2009);
  assert_string_equal(first->geslacht, "2");
  assert_int_equal(first->inhoud_soort, GEBEURTENIS_INHOUD_TOEWIJZING);
  const struct toewijzing *t = &first->inhoud.toewijzing;
  assert_id(t->toewijzing_nummer, hash("toewijzingnummer", "jw:0983", "1001")); /* written 0001001 */
  assert_true(t->has_referentie_aanbieder);
  assert_id(t->referentie_aanbieder, hash("referentieaanbieder", "jw:0983", "REF-0001001"));
  assert_string_equal(t->categorie, "54");
  assert_string_equal(t->product, "54001");
  assert_int_equal(t->toewijzingsdatum, day("2023-04-14"));
  assert_int_equal(t->toewijzingstijd, INT64_C(1000000) * (9 * 3600 + 30 * 60 + 15));
  assert_int_equal(t->ingangsdatum, day("2023-05-01"));
  assert_true(t->has_einddatum);
  assert_int_equal(t->einddatum, day("2023-12-31"));
  assert_string_equal(t->reden_wijziging, "05");
  assert_true(t->has_volume);
  assert_int_equal(t->volume, 4);
  assert_string_equal(t->eenheid, "04");
  assert_string_equal(t->frequentie, "2");
  assert_false(t->has_budget);
  assert_int_equal(event(1)->regel, 181);
  assert_int_equal(event(1)->inhoud.toewijzing.einddatum, day("2024-04-30"));
  assert_false(event(1)->inhoud.toewijzing.has_volume);
  assert_true(event(1)->inhoud.toewijzing.has_budget);
  assert_int_equal(event(1)->inhoud.toewijzing.budget, 125000);
}

static void what_is_absent_stays_absent_in_the_line_after_one_that_has_it(void **state)
{
  (void)state;
  reading_load(&reading, "jw305.xml");
  reading_replace(&reading, "<b:ToewijzingNummer>1002</b:ToewijzingNummer>", 1, "");
  reading_replace(&reading, "<s:Code>54001</s:Code>", 2, "");
  reading_replace(&reading, "<b:ToewijzingIngangsdatum>2023-05-01</b:ToewijzingIngangsdatum>", 2, "");
  reading.source.organisation = "12345678";
  reading_read(&reading);
  assert_true(event(0)->inhoud.start.has_toewijzing_nummer);
  assert_string_equal(event(0)->inhoud.start.product, "54001");
  assert_false(event(1)->inhoud.start.has_toewijzing_nummer);
  assert_null(event(1)->inhoud.start.product);
  assert_string_equal(event(1)->inhoud.start.categorie, "54");
  assert_false(event(1)->inhoud.start.has_toewijzing_ingangsdatum);
  assert_int_equal(event(1)->inhoud.start.status_aanlevering, 1);
}

static void a_stop_of_the_wmo_keeps_its_reason_and_both_dates(void **state)
{
  (void)state;
  read_fixture("wmo307.xml");
  assert_int_equal(reading.out.gebeurtenis_count, 2);
  const struct gebeurtenis *first = event(0);
  assert_int_equal(first->inhoud_soort, GEBEURTENIS_INHOUD_STOP);
  assert_int_equal(first->domein, DOMEIN_WMO);
  assert_string_equal(first->gemeente, "0983");
  assert_string_equal(first->aanbieder, "12345678");
  assert_id(first->bericht, hash("bericht", "wmo:12345678:420", "V-2023-0417"));
  const struct stop *stop = &first->inhoud.stop;
  assert_id(stop->toewijzing_nummer, hash("toewijzingnummer", "wmo:0983", "1001"));
  assert_int_equal(stop->begindatum, day("2023-04-08"));
  assert_int_equal(stop->einddatum, day("2023-04-16"));
  assert_string_equal(stop->reden_beeindiging, "31");
  assert_int_equal(stop->status_aanlevering, 1);
}

static void the_year_of_birth_is_not_kept_when_it_is_unknown(void **state)
{
  (void)state;
  reading_load(&reading, "jw305.xml");
  reading_replace(&reading, "2009-08-01", 1, "1900-01-01");
  reading_replace(&reading, "<s:DatumGebruik>1", 1, "<s:DatumGebruik>3");
  reading_read(&reading);
  assert_false(event(0)->has_geboortejaar);
  reading_load(&reading, "jw305.xml");
  reading_replace(&reading, "2009-08-01", 1, "2009-01-01");
  reading_replace(&reading, "<s:DatumGebruik>1", 1, "<s:DatumGebruik>2");
  reading_read(&reading);
  assert_true(event(0)->has_geboortejaar);
  assert_int_equal(event(0)->geboortejaar, 2009);
}

static void the_same_content_is_the_same_event_however_it_is_spelled(void **state)
{
  (void)state;
  read_fixture("jw305.xml");
  struct id id = event(0)->id;
  struct id other_line = event(1)->id;
  assert_false(id_equal(&id, &other_line));
  static const char *const same[][2] = {{"<b:ToewijzingNummer>1001", "<b:ToewijzingNummer>+0001001"},
      {"2023-04-08", "<!-- x -->\n 2023-04-08 "}, {"<s:Voornamen>Zo\u00eb", "<s:Voornamen>Anders"},
      {"999990019", "<![CDATA[999990019]]>"}, {"2009-08-01", "2009-01-01"}};
  for (size_t i = 0; i < sizeof same / sizeof *same; i++) {
    reading_judge(&reading, "jw305.xml", same[i][0], 1, same[i][1]);
    assert_id(event(0)->id, id);
  }
  reading_load(&reading, "jw305.xml");
  reading.source.ontvangen++;
  reading.source.name = "andere naam.xml";
  reading_read(&reading);
  assert_id(event(0)->id, id);
  reading.source.ontvangen--;
  reading.source.name = "bericht.xml";
}

static void other_content_sender_day_or_client_is_another_event(void **state)
{
  (void)state;
  read_fixture("jw305.xml");
  struct id id = event(0)->id;
  static const char *const other[][2] = {{"<b:ToewijzingNummer>1001", "<b:ToewijzingNummer>1003"},
      {"2023-04-08", "2023-04-07"}, {"999990019", "999994542"}, {"12345678", "12345679"}, {"0983", "0984"},
      {"2023-04-17", "2023-04-16"}, {"V-2023-0417", "V-2023-0418"}, {"2009-08-01", "2010-08-01"},
      {"<b:Geslacht>2", "<b:Geslacht>1"}, {"<s:Code>54001</s:Code>", ""}, {"Aanlevering>1", "Aanlevering>3"}};
  reading.source.organisation = NULL;
  for (size_t i = 0; i < sizeof other / sizeof *other; i++) {
    reading_judge(&reading, "jw305.xml", other[i][0], 1, other[i][1]);
    assert_false(id_equal(&event(0)->id, &id));
  }
  reading.source.organisation = "0983";
}

static void a_levering_is_named_by_organisation_day_name_and_bytes(void **state)
{
  (void)state;
  read_fixture("jw305.xml");
  assert_id(reading.out.levering.id, levering_of("0983", RECEIVED_DAY, "bericht.xml"));
  assert_int_equal(reading.out.levering.bytes, reading.bytes.size);
  assert_string_equal(reading.out.levering.organisatie, "0983");
}

static void a_file_name_shows_no_nine_digits(void **state)
{
  (void)state;
  reading_load(&reading, "jw305.xml");
  reading.source.name = "a 999900006 b1234567890.12345678.xml\x01\xff";
  reading_read(&reading);
  assert_string_equal(reading.out.levering.naam, "a xxxxxxxxx bxxxxxxxxxx.12345678.xml??");
  reading.source.name = "bericht.xml";
}

static void without_a_key_a_message_is_judged_and_gives_no_events(void **state)
{
  (void)state;
  struct reading plain;
  reading_init(&plain, NULL);
  reading_load(&plain, "jw301.xml");
  reading_read(&plain);
  static const struct id none;
  assert_int_equal(plain.out.levering.oordeel, OORDEEL_GOED);
  assert_int_equal(plain.out.levering.gebeurtenissen, 0);
  assert_id(plain.out.levering.id, none);
  reading_fini(&plain);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_refused_message_gives_no_events),
      cmocka_unit_test(what_its_records_need_may_be_absent_from_a_message),
      cmocka_unit_test(a_bsn_that_fails_the_eleven_proof_is_never_hashed),
      cmocka_unit_test(a_toewijzing_keeps_these_fields_and_no_others),
      cmocka_unit_test(what_is_absent_stays_absent_in_the_line_after_one_that_has_it),
      cmocka_unit_test(a_stop_of_the_wmo_keeps_its_reason_and_both_dates),
      cmocka_unit_test(the_year_of_birth_is_not_kept_when_it_is_unknown),
      cmocka_unit_test(the_same_content_is_the_same_event_however_it_is_spelled),
      cmocka_unit_test(other_content_sender_day_or_client_is_another_event),
      cmocka_unit_test(a_levering_is_named_by_organisation_day_name_and_bytes),
      cmocka_unit_test(a_file_name_shows_no_nine_digits),
      cmocka_unit_test(without_a_key_a_message_is_judged_and_gives_no_events),
  };
  return cmocka_run_group_tests(tests, open_reading, close_reading);
}
