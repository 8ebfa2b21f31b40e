/* The events of a declaratie (323) and of its answer (325): prestaties, rejected lines, and a declaratie that
 * is rejected as a whole. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "reader_events.h"

static void a_fault_in_the_last_prestatie_leaves_no_event_of_the_declaratie(void **state)
{
  (void)state;
  reading_judge(&reading, "jw323.xml", "<b:Eenheid>83", 1, "<b:Eenheid>85");
  assert_int_equal(reading.out.levering.oordeel, OORDEEL_AFGEKEURD);
  assert_int_equal(reading.out.gebeurtenis_count, 0);
  assert_int_equal(reading.out.levering.meldingen_count, 1);
  assert_string_equal(reading.out.levering.meldingen[0].code, "XSD");
  assert_int_equal(reading.out.levering.meldingen[0].regel, 89);
  assert_string_equal(reading.out.levering.meldingen[0].pad,
      "/Bericht/Declaratie/Clienten/Client[2]/Prestaties/Prestatie[1]/Eenheid");
}

static void a_bsn_of_a_later_client_that_fails_the_eleven_proof_refuses_all(void **state)
{
  (void)state;
  static const char *const fixtures[] = {"jw323.xml", "jw325.xml"};
  for (size_t i = 0; i < 2; i++) {
    reading_judge(&reading, fixtures[i], "<b:Bsn>999994542", 1, "<b:Bsn>999994543");
    assert_int_equal(reading.out.gebeurtenis_count, 0);
    assert_int_equal(reading.out.levering.meldingen_count, 1);
    assert_string_equal(reading.out.levering.meldingen[0].code, "CS002");
  }
}

static void a_retourcode_that_is_not_listed_is_named_with_its_place(void **state)
{
  (void)state;
  reading_judge(&reading, "jw325.xml", "<b:RetourCode>9346", 2, "<b:RetourCode>9999");
  assert_int_equal(reading.out.levering.meldingen_count, 1);
  assert_string_equal(reading.out.levering.meldingen[0].code, "XSD");
  assert_string_equal(reading.out.levering.meldingen[0].pad,
      "/Bericht/DeclaratieAntwoord/Clienten/Client[1]/Prestaties/Prestatie[1]/RetourCodes/RetourCode[3]");
}

static void an_answer_needs_its_retourcodes(void **state)
{
  (void)state;
  reading_judge(&reading, "wmo325-afkeur.xml", "<RetourCode>9056</RetourCode>", 1, "");
  assert_int_equal(reading.out.levering.oordeel, OORDEEL_GOED);
  reading_replace(&reading, "<RetourCode>0001</RetourCode>", 1, "");
  reading_read(&reading);
  assert_int_equal(reading.out.levering.oordeel, OORDEEL_AFGEKEURD);
  assert_string_equal(reading.out.levering.meldingen[0].pad, "/Bericht/Header/RetourCodes");
}

static void a_declaratie_does_not_come_from_a_gemeente(void **state)
{
  (void)state;
  reading_judge(&reading, "jw323.xml", "<b:Afzender>12345678", 1, "<b:Afzender>0983");
  assert_int_equal(reading.out.levering.oordeel, OORDEEL_AFGEKEURD);
  assert_string_equal(reading.out.levering.meldingen[0].pad, "/Bericht/Header/Afzender");
}

static void a_declaratie_of_tomorrow_is_refused_on_the_dagtekening(void **state)
{
  (void)state;
  reading_load(&reading, "jw323.xml");
  reading.source.ontvangen--;
  reading_read(&reading);
  reading.source.ontvangen++;
  assert_int_equal(reading.out.levering.oordeel, OORDEEL_AFGEKEURD);
  assert_string_equal(reading.out.levering.meldingen[0].code, "TR135");
  assert_int_equal(reading.out.levering.meldingen[0].regel, 11);
}

static void a_prestatie_keeps_these_fields_and_no_others(void **state)
{
  (void)state;
  read_fixture("jw323.xml");
  assert_int_equal(reading.out.gebeurtenis_count, 3);
  const struct gebeurtenis *first = event(0);
  assert_id(first->pseudoniem, pseudonym("999990019"));
  assert_id(first->bericht, hash("bericht", "jw:12345678:490", "D-2023-03"));
  assert_int_equal(first->regel, 33);
  assert_string_equal(first->gemeente, "0983");
  assert_string_equal(first->aanbieder, "12345678");
  assert_int_equal(first->dagtekening, day("2023-04-17"));
  assert_false(first->has_geboortejaar);
  assert_null(first->geslacht);
  assert_int_equal(first->inhoud_soort, GEBEURTENIS_INHOUD_PRESTATIE);
  const struct prestatie *p = &first->inhoud.prestatie;
  assert_id(p->declaratie, hash("declaratie", "jw:0983:12345678", "D-2023-03"));
  assert_id(p->declaratie_nummer, hash("declaratienummer", "jw:0983:12345678", "DN202303"));
  assert_int_equal(p->declaratie_begindatum, day("2023-03-01"));
  assert_int_equal(p->declaratie_einddatum, day("2023-03-31"));
  assert_id(p->referentie_nummer, hash("referentienummer", "jw:0983:12345678", "P-2023-03/1"));
  assert_false(p->has_vorig_referentie_nummer);
  assert_id(p->toewijzing_nummer, hash("toewijzingnummer", "jw:0983", "1001")); /* as of a 301 */
  assert_string_equal(p->categorie, "54");
  assert_string_equal(p->product, "54001");
  assert_int_equal(p->begindatum, day("2023-03-01"));
  assert_int_equal(p->einddatum, day("2023-03-31"));
  assert_int_equal(p->volume, 4);
  assert_string_equal(p->eenheid, "04");
  assert_true(p->has_tarief_cent);
  assert_int_equal(p->tarief_cent, 6250);
  assert_int_equal(p->bedrag_cent, 25000);
  assert_string_equal(p->debet_credit, "D");
}

static void a_credit_names_the_line_that_it_takes_back(void **state)
{
  (void)state;
  read_fixture("wmo323.xml");
  const struct prestatie *credit = &event(1)->inhoud.prestatie;
  assert_id(event(1)->pseudoniem, pseudonym("999990019"));
  assert_true(credit->has_vorig_referentie_nummer);
  assert_id(credit->vorig_referentie_nummer, hash("referentienummer", "wmo:0983:12345678", "P-2023-02/7"));
  assert_int_equal(credit->bedrag_cent, 6000);
  assert_string_equal(credit->debet_credit, "C");
  assert_int_equal(credit->begindatum, day("2023-02-01"));
  assert_int_equal(credit->declaratie_begindatum, day("2023-03-01"));
}

static void a_prestatie_in_cents_has_no_tarief(void **state)
{
  (void)state;
  read_fixture("wmo323.xml");
  const struct prestatie *last = &event(2)->inhoud.prestatie;
  assert_id(event(2)->pseudoniem, pseudonym("999994542"));
  assert_string_equal(last->eenheid, "83");
  assert_int_equal(last->volume, 12345);
  assert_false(last->has_tarief_cent);
  assert_int_equal(last->tarief_cent, 0);
}

static void a_rejected_line_finds_the_line_of_its_declaratie(void **state)
{
  (void)state;
  read_fixture("jw323.xml");
  struct prestatie line = event(0)->inhoud.prestatie;
  struct id client = event(0)->pseudoniem;
  read_fixture("jw325.xml");
  assert_int_equal(reading.out.gebeurtenis_count, 2);
  const struct gebeurtenis *first = event(0);
  assert_int_equal(first->inhoud_soort, GEBEURTENIS_INHOUD_AFWIJZING);
  assert_id(first->pseudoniem, client);
  assert_string_equal(first->gemeente, "0983");
  assert_string_equal(first->aanbieder, "12345678");
  assert_id(first->bericht, hash("bericht", "jw:0983:491", "A-2023-03"));
  assert_int_equal(first->regel, 44);
  const struct afwijzing *rejection = &first->inhoud.afwijzing;
  assert_id(rejection->declaratie, line.declaratie);
  assert_id(rejection->declaratie_nummer, line.declaratie_nummer);
  assert_id(rejection->referentie_nummer, line.referentie_nummer);
  assert_string_equal(rejection->retourcodes, "0233|9346");            /* written 9346 0233 9346 */
  assert_string_equal(event(1)->inhoud.afwijzing.retourcodes, "0200"); /* and none of the line before */
}

static void the_order_of_retourcodes_makes_no_other_event(void **state)
{
  (void)state;
  read_fixture("jw325.xml");
  struct id id = event(0)->id;
  reading_judge(&reading, "jw325.xml", "<b:RetourCode>9346", 1, "<b:RetourCode>0233");
  assert_id(event(0)->id, id);
  reading_judge(&reading, "jw325.xml", "<b:RetourCode>0233", 1, "<b:RetourCode>0001");
  assert_false(id_equal(&event(0)->id, &id));
}

static void a_declaratie_rejected_in_the_answer_is_an_event_without_client(void **state)
{
  (void)state;
  read_fixture("jw325-afkeur.xml");
  assert_int_equal(reading.out.gebeurtenis_count, 1);
  assert_int_equal(reading.out.levering.gebeurtenissen, 1);
  const struct gebeurtenis *only = event(0);
  struct id declaratie = hash("declaratie", "jw:0983:12345678", "D-2023-03");
  assert_int_equal(only->inhoud_soort, GEBEURTENIS_INHOUD_DECLARATIE_AFKEUR);
  assert_id(only->pseudoniem, declaratie);
  assert_false(only->has_geboortejaar);
  assert_null(only->geslacht);
  assert_int_equal(only->regel, 2);
  const struct declaratie_afkeur *afkeur = &only->inhoud.declaratie_afkeur;
  assert_id(afkeur->declaratie, declaratie);
  assert_true(afkeur->has_declaratie_nummer);
  assert_id(afkeur->declaratie_nummer, hash("declaratienummer", "jw:0983:12345678", "DN202303"));
  assert_string_equal(afkeur->header_retourcodes, "0200");
  assert_string_equal(afkeur->antwoord_retourcodes, "9349");
  assert_true(afkeur->has_ingediend_cent);
  assert_int_equal(afkeur->ingediend_cent, 31345);
  assert_string_equal(afkeur->debet_credit, "D");
}

static void a_declaratie_rejected_in_the_header_needs_no_answer(void **state)
{
  (void)state;
  read_fixture("wmo325-afkeur.xml");
  assert_int_equal(reading.out.gebeurtenis_count, 1);
  const struct declaratie_afkeur *afkeur = &event(0)->inhoud.declaratie_afkeur;
  assert_id(event(0)->pseudoniem, hash("declaratie", "wmo:0983:12345678", "D-2023-03"));
  assert_string_equal(afkeur->header_retourcodes, "0001|9056");
  assert_null(afkeur->antwoord_retourcodes);
  assert_false(afkeur->has_declaratie_nummer);
  assert_false(afkeur->has_ingediend_cent);
  assert_null(afkeur->debet_credit);
}

static void an_answer_that_rejects_nothing_is_good_and_gives_no_event(void **state)
{
  (void)state;
  reading_load(&reading, "jw325-afkeur.xml");
  reading_replace(&reading, "<b:RetourCode>9349", 1, "<b:RetourCode>8001");
  reading_replace(&reading, "<s:TotaalBedrag>0<", 1, "<s:TotaalBedrag>31345<"); /* all of it was awarded */
  reading_read(&reading);
  assert_int_equal(reading.out.levering.oordeel, OORDEEL_GOED);
  assert_int_equal(reading.out.levering.gebeurtenissen, 0);
}

static void an_answer_with_lines_may_reject_the_whole_as_well(void **state)
{
  (void)state;
  reading_judge(&reading, "wmo325.xml", "<RetourCode>0200", 1, "<RetourCode>0233");
  assert_int_equal(reading.out.gebeurtenis_count, 3);
  assert_int_equal(event(1)->inhoud_soort, GEBEURTENIS_INHOUD_AFWIJZING);
  assert_id(event(1)->pseudoniem, pseudonym("999994542"));
  assert_int_equal(event(2)->inhoud_soort, GEBEURTENIS_INHOUD_DECLARATIE_AFKEUR);
  assert_id(event(2)->pseudoniem, event(2)->inhoud.declaratie_afkeur.declaratie);
  assert_string_equal(event(2)->inhoud.declaratie_afkeur.antwoord_retourcodes, "0200|8001");
}

static void the_same_declaratie_of_another_aanbieder_or_gemeente_is_another(void **state)
{
  (void)state;
  read_fixture("wmo325-afkeur.xml");
  struct id declaratie = event(0)->pseudoniem;
  reading.source.organisation = NULL;
  reading_judge(&reading, "wmo325-afkeur.xml", "12345678", 1, "12345679");
  assert_false(id_equal(&event(0)->pseudoniem, &declaratie));
  reading_judge(&reading, "wmo325-afkeur.xml", "0983", 1, "0984");
  assert_false(id_equal(&event(0)->pseudoniem, &declaratie));
  reading.source.organisation = "0983";
}

static void the_sender_is_the_aanbieder_of_a_323_and_the_gemeente_of_a_325(void **state)
{
  (void)state;
  static const char *const senders[][2] = {{"jw323.xml", "12345678"}, {"wmo323.xml", "12345678"},
      {"jw325.xml", "0983"}, {"wmo325-afkeur.xml", "0983"}};
  for (size_t i = 0; i < sizeof senders / sizeof *senders; i++) {
    char organisation[9];
    struct error error;
    reading_load(&reading, senders[i][0]);
    assert_int_equal(
        levering_sender(reading.reader, reading.bytes.data, reading.bytes.size, organisation, &error), 0);
    assert_string_equal(organisation, senders[i][1]);
  }
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(a_fault_in_the_last_prestatie_leaves_no_event_of_the_declaratie),
      cmocka_unit_test(a_bsn_of_a_later_client_that_fails_the_eleven_proof_refuses_all),
      cmocka_unit_test(a_retourcode_that_is_not_listed_is_named_with_its_place),
      cmocka_unit_test(an_answer_needs_its_retourcodes),
      cmocka_unit_test(a_declaratie_does_not_come_from_a_gemeente),
      cmocka_unit_test(a_declaratie_of_tomorrow_is_refused_on_the_dagtekening),
      cmocka_unit_test(a_prestatie_keeps_these_fields_and_no_others),
      cmocka_unit_test(a_credit_names_the_line_that_it_takes_back),
      cmocka_unit_test(a_prestatie_in_cents_has_no_tarief),
      cmocka_unit_test(a_rejected_line_finds_the_line_of_its_declaratie),
      cmocka_unit_test(the_order_of_retourcodes_makes_no_other_event),
      cmocka_unit_test(a_declaratie_rejected_in_the_answer_is_an_event_without_client),
      cmocka_unit_test(a_declaratie_rejected_in_the_header_needs_no_answer),
      cmocka_unit_test(an_answer_that_rejects_nothing_is_good_and_gives_no_event),
      cmocka_unit_test(an_answer_with_lines_may_reject_the_whole_as_well),
      cmocka_unit_test(the_same_declaratie_of_another_aanbieder_or_gemeente_is_another),
      cmocka_unit_test(the_sender_is_the_aanbieder_of_a_323_and_the_gemeente_of_a_325),
  };
  return cmocka_run_group_tests(tests, open_reading, close_reading);
}
