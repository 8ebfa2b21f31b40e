/* What is found in a message: which rule, on which line, at which path. The fixtures are right; each test
 * breaks one thing in one of them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "reader_help.h"

#include "ingest/bericht_meldingen.h"

static struct reading reading;

static int open_reading(void **state)
{
  (void)state;
  reading_init(&reading, NULL);
  return 0;
}

static int close_reading(void **state)
{
  (void)state;
  reading_fini(&reading);
  return 0;
}

static void judge_text(const char *text)
{
  reading_set(&reading, text, strlen(text));
  reading_read(&reading);
}

static void assert_melding(size_t n, const char *code, int line, const char *path)
{
  const struct levering *levering = &reading.out.levering;
  assert_true(n < levering->meldingen_count);
  const struct melding *melding = &levering->meldingen[n];
  assert_string_equal(melding->code, code);
  assert_int_equal(melding->regel, line);
  if (path == NULL)
    assert_null(melding->pad);
  else
    assert_string_equal(melding->pad, path);
  assert_true(strlen(melding->tekst) > 0);
  assert_null(melding->kolom);
}

static void assert_refused(const char *code, int line, const char *path)
{
  const struct levering *levering = &reading.out.levering;
  assert_int_equal(levering->oordeel, OORDEEL_AFGEKEURD);
  assert_int_equal(levering->regels_goed, 0);
  assert_int_equal(levering->regels_fout, 1);
  assert_int_equal(levering->gebeurtenissen, 0);
  assert_int_equal(reading.out.gebeurtenis_count, 0);
  assert_int_equal(levering->meldingen_count, 1);
  assert_melding(0, code, line, path);
}

/* --- form and kind --- */

static void an_empty_file_is_not_well_formed(void **state)
{
  (void)state;
  judge_text("");
  assert_refused("VORM", 1, NULL);
  assert_null(reading.out.levering.soort);
}

static void garbage_is_not_well_formed(void **state)
{
  (void)state;
  judge_text("geen xml");
  assert_refused("VORM", 1, NULL);
  reading_set(&reading, "\0\0\0\0", 4);
  reading_read(&reading);
  assert_refused("VORM", 1, NULL);
}

static void a_tag_that_is_not_closed_is_named_where_reading_ended(void **state)
{
  (void)state;
  reading_judge(&reading, "jw305.xml", "</b:Geslacht>", 1, "</b:Geslach>");
  assert_refused("VORM", 24, "/Bericht/Client/Geslacht");
  assert_string_equal(reading.out.levering.soort, "JW305");
}

static void what_is_found_before_the_form_breaks_is_not_reported(void **state)
{
  (void)state;
  reading_load(&reading, "jw305.xml");
  reading_replace(&reading, "999990019", 1, "x");
  reading_replace(&reading, "</b:Geslacht>", 1, "");
  reading_read(&reading);
  assert_int_equal(reading.out.levering.meldingen_count, 1);
  assert_string_equal(reading.out.levering.meldingen[0].code, "VORM");
}

static void a_doctype_is_refused_before_anything_it_declares(void **state)
{
  (void)state;
  judge_text("<?xml version=\"1.0\"?>\n<!DOCTYPE a [<!ENTITY e SYSTEM \"file:///etc/passwd\">]>\n<a>&e;</a>");
  assert_refused("VORM", 2, NULL);
}

static void an_entity_that_is_not_of_xml_itself_is_not_expanded(void **state)
{
  (void)state;
  reading_judge(&reading, "jw301.xml", "Belt liever niet", 1, "&nbsp;");
  assert_int_equal(reading.out.levering.meldingen_count, 1);
  assert_string_equal(reading.out.levering.meldingen[0].code, "VORM");
}

static void a_file_over_the_limit_is_refused_unread(void **state)
{
  (void)state;
  static char large[LEVERING_MOST_BYTES + 1];
  memset(large, ' ', sizeof large);
  reading_set(&reading, large, sizeof large);
  reading_read(&reading);
  assert_refused("VORM", 1, NULL);
}

static void a_value_over_the_limit_is_refused(void **state)
{
  (void)state;
  static char large[1024 * 1024 + 2];
  memset(large, 'x', sizeof large - 1);
  reading_judge(&reading, "jw301.xml", "Belt liever niet", 1, large);
  assert_int_equal(reading.out.levering.meldingen_count, 1);
  assert_string_equal(reading.out.levering.meldingen[0].code, "VORM");
  assert_string_equal(reading.out.levering.meldingen[0].pad, "/Bericht/Client/Commentaar");
}

static void what_stands_behind_a_nul_is_read_too_and_refused(void **state)
{
  (void)state;
  reading_load(&reading, "jw305.xml");
  buffer_append(&reading.bytes, "\0<junk>", 7);
  reading_read(&reading);
  assert_int_equal(reading.out.levering.oordeel, OORDEEL_AFGEKEURD);
  assert_string_equal(reading.out.levering.meldingen[0].code, "VORM");
}

static void elements_nested_a_thousand_deep_are_refused(void **state)
{
  (void)state;
  static char deep[3 * 1000 + 1];
  for (size_t i = 0; i < sizeof deep - 1; i++)
    deep[i] = "<a>"[i % 3];
  reading_judge(&reading, "jw305.xml", "<b:Header>", 1, deep);
  assert_int_equal(reading.out.levering.meldingen_count, 1);
  assert_string_equal(reading.out.levering.meldingen[0].code, "VORM");
}

static void another_root_is_another_kind(void **state)
{
  (void)state;
  judge_text("<x/>");
  assert_refused("SOORT", 1, "/x");
  assert_null(reading.out.levering.soort);
}

static void the_kind_comes_before_the_form_once_the_root_was_read(void **state)
{
  (void)state;
  judge_text("<x>\n<y>\n</x>");
  assert_refused("SOORT", 1, "/x");
  judge_text("<x");
  assert_refused("VORM", 1, NULL);
}

static void another_message_or_release_is_refused_by_name(void **state)
{
  (void)state;
  reading_judge(&reading, "jw305.xml", "3_2/jw305", 1, "3_2/jw315");
  assert_refused("SOORT", 2, "/Bericht");
  assert_non_null(strstr(reading.out.levering.meldingen[0].tekst, "JW315 van release 3.2"));
  reading_judge(&reading, "wmo301.xml", "3_2/wmo301", 1, "3_1/wmo301");
  assert_refused("SOORT", 2, "/Bericht");
  assert_non_null(strstr(reading.out.levering.meldingen[0].tekst, "WMO301 van release 3.1"));
}

static void a_name_from_outside_shows_no_nine_digits(void **state)
{
  (void)state;
  judge_text("<B999900006/>");
  assert_refused("SOORT", 1, "/Bxxxxxxxxx");
}

/* --- structure --- */

static void an_element_that_is_absent_is_named_at_its_parent(void **state)
{
  (void)state;
  reading_judge(&reading, "jw305.xml", "<b:Begindatum>2023-04-09</b:Begindatum>", 1, "");
  assert_refused("XSD", 44, "/Bericht/Client/StartProducten/StartProduct[2]");
  assert_non_null(strstr(reading.out.levering.meldingen[0].tekst, "Begindatum"));
}

static void an_element_that_comes_twice_is_named_the_second_time(void **state)
{
  (void)state;
  reading_judge(&reading, "jw305.xml", "<b:Geslacht>2</b:Geslacht>", 1,
      "<b:Geslacht>2</b:Geslacht>\n<b:Geslacht>2</b:Geslacht>");
  assert_refused("XSD", 25, "/Bericht/Client/Geslacht[2]");
}

static void an_element_out_of_order_is_named_itself(void **state)
{
  (void)state;
  reading_load(&reading, "jw305.xml");
  reading_replace(&reading, "<b:Geslacht>2</b:Geslacht>", 1, "");
  reading_replace(&reading, "<b:StartProducten>", 1, "<b:StartProducten>\n");
  reading_replace(&reading, "</b:StartProducten>", 1, "</b:StartProducten>\n<b:Geslacht>2</b:Geslacht>");
  reading_read(&reading);
  assert_refused("XSD", 56, "/Bericht/Client/Geslacht");
}

static void an_unknown_element_is_skipped_with_all_that_is_in_it(void **state)
{
  (void)state;
  reading_judge(
      &reading, "jw305.xml", "<b:Geslacht>", 1, "<b:Iets><b:Bsn>1</b:Bsn>tekst</b:Iets><b:Geslacht>");
  assert_refused("XSD", 24, "/Bericht/Client/Iets");
}

static void an_element_of_the_other_namespace_is_unknown(void **state)
{
  (void)state;
  reading_load(&reading, "jw305.xml");
  reading_replace(&reading, "<s:Categorie>54</s:Categorie>", 1, "<b:Categorie>54</b:Categorie>");
  reading_read(&reading);
  assert_int_equal(reading.out.levering.meldingen_count, 2);
  assert_melding(0, "XSD", 36, "/Bericht/Client/StartProducten/StartProduct[1]/Product");
  assert_melding(1, "XSD", 37, "/Bericht/Client/StartProducten/StartProduct[1]/Product/Categorie");
}

static void text_between_elements_is_named_where_it_stands(void **state)
{
  (void)state;
  reading_judge(&reading, "jw305.xml", "</b:Geslacht>", 1, "</b:Geslacht>\n\n los\n");
  assert_refused("XSD", 26, "/Bericht/Client");
}

static void an_attribute_is_refused_unless_xml_schema_gives_it(void **state)
{
  (void)state;
  reading_judge(&reading, "jw305.xml", "<b:Geslacht>", 1, "<b:Geslacht soort=\"1\">");
  assert_refused("XSD", 24, "/Bericht/Client/Geslacht");
  reading_judge(&reading, "jw305.xml", "<b:Geslacht>", 1,
      "<b:Geslacht xmlns:i=\"http://www.w3.org/2001/XMLSchema-instance\" i:nil=\"false\">");
  assert_refused("XSD", 24, "/Bericht/Client/Geslacht");
  reading_judge(&reading, "jw305.xml", "<b:Geslacht>", 1,
      "<b:Geslacht xmlns:i=\"http://www.w3.org/2001/XMLSchema-instance\" i:schemaLocation=\"x\" "
      "i:type=\"s:LDT_Geslacht\">");
  assert_int_equal(reading.out.levering.oordeel, OORDEEL_GOED);
  reading_judge(&reading, "jw305.xml", "<b:Geslacht>", 1,
      "<b:Geslacht xmlns:i=\"http://www.w3.org/2001/XMLSchema-instance\" i:type=\"s:LDT_Datum\">");
  assert_refused("XSD", 24, "/Bericht/Client/Geslacht");
}

static void a_root_with_another_name_is_refused(void **state)
{
  (void)state;
  judge_text("<Header xmlns=\"http://www.istandaarden.nl/ijw/3_2/jw305/schema\"/>");
  assert_refused("XSD", 1, "/Header");
  assert_string_equal(reading.out.levering.soort, "JW305");
}

/* --- values --- */

static void a_wrong_value_is_named_and_never_shown(void **state)
{
  (void)state;
  reading_judge(&reading, "jw301.xml", "2024-04-30", 1, "2024-04-31");
  assert_refused("XSD", 191, "/Bericht/Client/ToegewezenProducten/ToegewezenProduct[2]/Einddatum");
  assert_null(strstr(reading.out.levering.meldingen[0].tekst, "2024"));
}

static void a_code_of_the_other_domein_is_refused(void **state)
{
  (void)state;
  reading_judge(&reading, "wmo307.xml", "<RedenBeeindiging>31", 2, "<RedenBeeindiging>32");
  assert_refused("XSD", 54, "/Bericht/Client/StopProducten/StopProduct[2]/RedenBeeindiging");
}

static void a_bericht_code_of_another_message_is_refused(void **state)
{
  (void)state;
  reading_judge(&reading, "jw307.xml", "440", 1, "438");
  assert_refused("XSD", 4, "/Bericht/Header/BerichtCode");
}

static void cdata_comments_and_encodings_make_no_difference(void **state)
{
  (void)state;
  reading_judge(&reading, "jw305.xml", "999990019", 1, "<![CDATA[99999]]><!-- x -->0019<?p i?>");
  assert_int_equal(reading.out.levering.oordeel, OORDEEL_GOED);
  static const char latin[] = "Zo\xeb";
  reading_load(&reading, "jw305.xml");
  reading_replace(&reading, "UTF-8", 1, "ISO-8859-1");
  reading_replace(&reading, "Zo\u00eb", 1, latin);
  reading_read(&reading);
  assert_int_equal(reading.out.levering.oordeel, OORDEEL_GOED);
  reading_judge(&reading, "jw305.xml", "Zo\u00eb", 1, latin);
  assert_int_equal(reading.out.levering.meldingen_count, 1);
  assert_string_equal(reading.out.levering.meldingen[0].code, "VORM");
}

static void a_date_that_cannot_be_kept_has_its_own_code(void **state)
{
  (void)state;
  reading_judge(&reading, "jw305.xml", "2023-04-09", 1, "12023-04-09");
  assert_refused("DATUM", 51, "/Bericht/Client/StartProducten/StartProduct[2]/Begindatum");
  /* of what is not kept nothing is asked beyond the XSD */
  reading_judge(&reading, "jw301.xml", "<s:Einddatum>2023-12-31", 1, "<s:Einddatum>12023-12-31");
  assert_int_equal(reading.out.levering.oordeel, OORDEEL_GOED);
}

static void no_more_than_a_hundred_meldingen_are_given(void **state)
{
  (void)state;
  static char many[400 * 12 + 1];
  for (size_t i = 0; i < sizeof many - 1; i++)
    many[i] = "<b:Iets/>\n  "[i % 12];
  reading_load(&reading, "jw305.xml");
  reading_replace(&reading, "<b:StartProducten>", 1, "<!-- hier --><b:StartProducten>");
  reading_replace(&reading, "<!-- hier -->", 1, many);
  reading_read(&reading);
  assert_int_equal(reading.out.levering.meldingen_count, MOST_MELDINGEN + 1);
  assert_non_null(strstr(reading.out.levering.meldingen[MOST_MELDINGEN].tekst, "300"));
}

static void meldingen_come_in_the_order_of_their_lines(void **state)
{
  (void)state;
  reading_load(&reading, "jw305.xml");
  reading_replace(&reading, "<b:Begindatum>2023-04-08</b:Begindatum>", 1, "");
  reading_replace(&reading, "<s:Code>54001</s:Code>", 1, "<s:Code></s:Code>");
  reading_read(&reading);
  assert_int_equal(reading.out.levering.meldingen_count, 2);
  assert_melding(0, "XSD", 34, "/Bericht/Client/StartProducten/StartProduct[1]");
  assert_melding(1, "XSD", 38, "/Bericht/Client/StartProducten/StartProduct[1]/Product/Code");
}

/* --- rules --- */

static void a_bsn_that_fails_the_eleven_proof_is_refused(void **state)
{
  (void)state;
  reading_judge(&reading, "jw301.xml", "999900006", 1, "999900007");
  assert_refused("CS002", 19, "/Bericht/Client/Bsn");
  reading_judge(&reading, "jw301.xml", "999900006", 1, "000000000");
  assert_refused("CS002", 19, "/Bericht/Client/Bsn");
}

static void a_dagtekening_after_the_day_of_receipt_is_refused(void **state)
{
  (void)state;
  reading_judge(&reading, "jw301.xml", "2023-04-17", 1, "2023-04-18");
  assert_refused("TR135", 11, "/Bericht/Header/BerichtIdentificatie/Dagtekening");
  reading.source.ontvangen++;
  reading_read(&reading);
  assert_int_equal(reading.out.levering.oordeel, OORDEEL_GOED);
  reading.source.ontvangen--;
}

static void an_organisation_that_neither_sent_nor_received_is_refused(void **state)
{
  (void)state;
  reading_load(&reading, "jw301.xml");
  reading.source.organisation = "0984";
  reading_read(&reading);
  assert_refused("AFZENDER", 7, "/Bericht/Header/Afzender");
  reading.source.organisation = "098";
  reading_read(&reading);
  assert_refused("AFZENDER", 7, "/Bericht/Header/Afzender");
  reading.source.organisation = "0983";
  reading_read(&reading);
  assert_int_equal(reading.out.levering.oordeel, OORDEEL_GOED);
  reading.source.organisation = "12345678";
  reading_read(&reading);
  assert_int_equal(reading.out.levering.oordeel, OORDEEL_GOED);
  reading.source.organisation = NULL;
}

static void a_start_is_given_or_withdrawn_and_nothing_else(void **state)
{
  (void)state;
  reading_judge(&reading, "jw305.xml", "<b:StatusAanlevering>1", 2, "<b:StatusAanlevering>2");
  assert_refused("CS058", 52, "/Bericht/Client/StartProducten/StartProduct[2]/StatusAanlevering");
  reading_judge(&reading, "wmo307.xml", "<StatusAanlevering>1", 1, "<StatusAanlevering>9");
  assert_refused("CS058", 44, "/Bericht/Client/StopProducten/StopProduct[1]/StatusAanlevering");
}

/* Found by the fuzz target: the second ProductReferentie is not in its place, so it neither has nor lacks
 * anything. */
static void a_rule_says_nothing_of_what_is_below_a_misplaced_element(void **state)
{
  (void)state;
  reading_judge(&reading, "jw323.xml", "</b:ProductReferentie>", 1,
      "</b:ProductReferentie><b:ProductReferentie><s:ReferentieNummer>P</s:ReferentieNummer></"
      "b:ProductReferentie>");
  const struct levering *levering = &reading.out.levering;
  assert_int_equal(levering->oordeel, OORDEEL_AFGEKEURD);
  for (size_t i = 0; i < levering->meldingen_count; i++) {
    assert_string_equal(levering->meldingen[i].code, "XSD");
    assert_true(levering->meldingen[i].regel > 0);
  }
}

static void all_six_messages_are_good_as_they_are(void **state)
{
  (void)state;
  static const char *const files[] = {
      "jw301.xml", "wmo301.xml", "jw305.xml", "wmo305.xml", "jw307.xml", "wmo307.xml"};
  static const char *const kinds[] = {"JW301", "WMO301", "JW305", "WMO305", "JW307", "WMO307"};
  for (size_t i = 0; i < 6; i++) {
    reading_load(&reading, files[i]);
    reading_read(&reading);
    assert_int_equal(reading.out.levering.oordeel, OORDEEL_GOED);
    assert_string_equal(reading.out.levering.soort, kinds[i]);
    assert_int_equal(reading.out.levering.regels_goed, 1);
    assert_int_equal(reading.out.levering.regels_fout, 0);
    assert_int_equal(reading.out.levering.meldingen_count, 0);
  }
}

/* --- the sender, for push --- */

static void the_sender_is_read_from_the_header(void **state)
{
  (void)state;
  char organisation[9];
  struct error error;
  reading_load(&reading, "jw301.xml");
  assert_int_equal(
      levering_sender(reading.reader, reading.bytes.data, reading.bytes.size, organisation, &error), 0);
  assert_string_equal(organisation, "0983");
  reading_load(&reading, "wmo305.xml");
  assert_int_equal(
      levering_sender(reading.reader, reading.bytes.data, reading.bytes.size, organisation, &error), 0);
  assert_string_equal(organisation, "12345678");
}

static void a_file_whose_header_is_not_readable_has_no_sender(void **state)
{
  (void)state;
  static const char *const afzenders[] = {"<b:Afzender>", "<b:Afzender>x", "<b:Afzender></b:Afzende"};
  char organisation[9];
  struct error error;
  for (size_t i = 1; i < 3; i++) {
    reading_load(&reading, "jw305.xml");
    reading_replace(&reading, afzenders[0], 1, afzenders[i]);
    assert_int_equal(
        levering_sender(reading.reader, reading.bytes.data, reading.bytes.size, organisation, &error),
        ERROR_DATA);
    assert_string_equal(organisation, "");
  }
  assert_int_equal(levering_sender(reading.reader, "<x/>", 4, organisation, &error), ERROR_DATA);
  assert_int_equal(levering_sender(reading.reader, "", 0, organisation, &error), ERROR_DATA);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(an_empty_file_is_not_well_formed),
      cmocka_unit_test(garbage_is_not_well_formed),
      cmocka_unit_test(a_tag_that_is_not_closed_is_named_where_reading_ended),
      cmocka_unit_test(what_is_found_before_the_form_breaks_is_not_reported),
      cmocka_unit_test(a_doctype_is_refused_before_anything_it_declares),
      cmocka_unit_test(an_entity_that_is_not_of_xml_itself_is_not_expanded),
      cmocka_unit_test(a_file_over_the_limit_is_refused_unread),
      cmocka_unit_test(a_value_over_the_limit_is_refused),
      cmocka_unit_test(what_stands_behind_a_nul_is_read_too_and_refused),
      cmocka_unit_test(elements_nested_a_thousand_deep_are_refused),
      cmocka_unit_test(another_root_is_another_kind),
      cmocka_unit_test(the_kind_comes_before_the_form_once_the_root_was_read),
      cmocka_unit_test(another_message_or_release_is_refused_by_name),
      cmocka_unit_test(a_name_from_outside_shows_no_nine_digits),
      cmocka_unit_test(an_element_that_is_absent_is_named_at_its_parent),
      cmocka_unit_test(an_element_that_comes_twice_is_named_the_second_time),
      cmocka_unit_test(an_element_out_of_order_is_named_itself),
      cmocka_unit_test(an_unknown_element_is_skipped_with_all_that_is_in_it),
      cmocka_unit_test(an_element_of_the_other_namespace_is_unknown),
      cmocka_unit_test(text_between_elements_is_named_where_it_stands),
      cmocka_unit_test(an_attribute_is_refused_unless_xml_schema_gives_it),
      cmocka_unit_test(a_root_with_another_name_is_refused),
      cmocka_unit_test(a_wrong_value_is_named_and_never_shown),
      cmocka_unit_test(a_code_of_the_other_domein_is_refused),
      cmocka_unit_test(a_bericht_code_of_another_message_is_refused),
      cmocka_unit_test(cdata_comments_and_encodings_make_no_difference),
      cmocka_unit_test(a_date_that_cannot_be_kept_has_its_own_code),
      cmocka_unit_test(no_more_than_a_hundred_meldingen_are_given),
      cmocka_unit_test(meldingen_come_in_the_order_of_their_lines),
      cmocka_unit_test(a_bsn_that_fails_the_eleven_proof_is_refused),
      cmocka_unit_test(a_dagtekening_after_the_day_of_receipt_is_refused),
      cmocka_unit_test(an_organisation_that_neither_sent_nor_received_is_refused),
      cmocka_unit_test(a_start_is_given_or_withdrawn_and_nothing_else),
      cmocka_unit_test(a_rule_says_nothing_of_what_is_below_a_misplaced_element),
      cmocka_unit_test(all_six_messages_are_good_as_they_are),
      cmocka_unit_test(the_sender_is_read_from_the_header),
      cmocka_unit_test(a_file_whose_header_is_not_readable_has_no_sender),
  };
  return cmocka_run_group_tests(tests, open_reading, close_reading);
}
