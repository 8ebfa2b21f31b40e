/* What is no XML that is read is told apart, by its own text and advice, held in memory and read as a stream
 * alike. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/file.h"
#include "ingest/rules.h"
#include "ingest/verslag.h"
#include "ingest/vorm.h"
#include "reader_help.h"

static struct reading reading;
static int file = -1;

static int open_reading(void **state)
{
  (void)state;
  char path[] = "/tmp/sluis-reader-form-XXXXXX";
  file = mkstemp(path);
  unlink(path);
  reading_init(&reading, NULL);
  return file >= 0 ? 0 : -1;
}

static int close_reading(void **state)
{
  (void)state;
  reading_fini(&reading);
  return close(file);
}

static void assert_form(enum xml_result expected)
{
  const struct levering *levering = &reading.out.levering;
  assert_int_equal(levering->meldingen_count, 1);
  const struct melding *melding = levering->meldingen;
  assert_non_null(melding);
  if (melding == NULL) /* the analyser does not know that the test ends before */
    return;
  assert_string_equal(melding->code, "VORM");
  assert_string_equal(melding->tekst, vorm_tekst(expected));
  struct buffer verslag;
  buffer_init(&verslag, 1 << 16);
  verslag_text(levering, &verslag);
  assert_non_null(strstr(verslag.data, vorm_advice(vorm_tekst(expected))));
  buffer_fini(&verslag);
}

/* As the bytes at hand are, and said to be too large to be held. */
static void assert_both(enum xml_result expected)
{
  reading_read(&reading);
  assert_form(expected);
  assert_int_equal(ftruncate(file, 0), 0);
  assert_int_equal(pwrite(file, reading.bytes.data, reading.bytes.size, 0), reading.bytes.size);
  reading.out = (struct batch_levering){0};
  assert_int_equal(levering_reader_read_file(reading.reader, &reading.source, file, LEVERING_HELD_BYTES + 1,
                       NULL, &reading.arena, &reading.out, NULL),
      0);
  assert_form(expected);
}

static void assert_text(const char *text, enum xml_result expected)
{
  reading_set(&reading, text, strlen(text));
  assert_both(expected);
}

static void every_form_has_its_own_text_and_advice(void **state)
{
  (void)state;
  for (int a = XML_MALFORMED; a <= XML_OVER_LIMIT; a++) {
    assert_non_null(vorm_advice(vorm_tekst((enum xml_result)a)));
    for (int b = XML_MALFORMED; b < a; b++) {
      assert_string_not_equal(vorm_tekst((enum xml_result)a), vorm_tekst((enum xml_result)b));
      assert_string_not_equal(
          vorm_advice(vorm_tekst((enum xml_result)a)), vorm_advice(vorm_tekst((enum xml_result)b)));
    }
  }
  assert_null(vorm_advice("a text that is none of them"));
}

static void nothing_at_all_is_empty(void **state)
{
  (void)state;
  reading_set(&reading, "", 0);
  reading_read(&reading);
  assert_form(XML_EMPTY);
  assert_text(" \n", XML_EMPTY);
}

static void a_message_cut_off_anywhere_is_truncated(void **state)
{
  (void)state;
  reading_load(&reading, "jw305.xml");
  size_t end = (size_t)(strstr(reading.bytes.data, "</b:Bericht>") - reading.bytes.data) + 12;
  char *whole = strndup(reading.bytes.data, end);
  for (size_t size = 8; size < end; size++) {
    reading_set(&reading, whole, size);
    assert_both(XML_TRUNCATED);
  }
  free(whole);
}

static void what_is_no_xml_or_badly_nested_is_malformed(void **state)
{
  (void)state;
  assert_text("geen xml", XML_MALFORMED);
  assert_text("<Bericht", XML_TRUNCATED);
  reading_load(&reading, "jw305.xml");
  reading_replace(&reading, "</b:Geslacht>", 1, "</b:Geslach>");
  assert_both(XML_MALFORMED);
  reading_load(&reading, "jw305.xml");
  buffer_text(&reading.bytes, "<nog iets>");
  assert_both(XML_MALFORMED);
}

static void bytes_that_its_encoding_does_not_have_are_named(void **state)
{
  (void)state;
  reading_load(&reading, "jw305.xml");
  reading_replace(&reading, "Achternaam>", 1, "Achternaam>\xFF");
  assert_both(XML_BAD_ENCODING);
  reading_load(&reading, "jw305.xml");
  reading_replace(&reading, "UTF-8", 1, "KLINGON-1");
  assert_both(XML_BAD_ENCODING);
  reading_set(&reading, "\xFF\xFE\0\xD8<\0a\0>\0<\0/\0a\0>\0", 18); /* UTF-16 with half a pair */
  assert_both(XML_BAD_ENCODING);
}

static void a_control_character_is_named(void **state)
{
  (void)state;
  reading_load(&reading, "jw305.xml");
  reading_replace(&reading, "Achternaam>", 1, "Achternaam>\x01");
  assert_both(XML_BAD_CHARACTER);
  reading_load(&reading, "jw305.xml");
  buffer_append(&reading.bytes, "\0x", 2);
  assert_both(XML_BAD_CHARACTER);
}

static void a_doctype_is_named(void **state)
{
  (void)state;
  assert_text("<!DOCTYPE a><a/>", XML_DOCTYPE);
}

static void what_is_nested_too_deep_is_named(void **state)
{
  (void)state;
  static char deep[3 * 1000 + 1];
  for (size_t i = 0; i < sizeof deep - 1; i++)
    deep[i] = "<a>"[i % 3];
  reading_load(&reading, "jw305.xml");
  reading_replace(&reading, "<b:Header>", 1, deep);
  assert_both(XML_TOO_DEEP);
}

static void a_value_over_its_limit_is_named(void **state)
{
  (void)state;
  static char large[1024 * 1024 + 2];
  memset(large, 'x', sizeof large - 1);
  reading_load(&reading, "jw301.xml");
  reading_replace(&reading, "Belt liever niet", 1, large);
  assert_both(XML_OVER_LIMIT);
}

static void a_file_over_25_mb_is_named(void **state)
{
  (void)state;
  static char large[LEVERING_MOST_BYTES + 1];
  memset(large, ' ', sizeof large);
  reading_set(&reading, large, sizeof large);
  assert_both(XML_TOO_LARGE);
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(every_form_has_its_own_text_and_advice),
      cmocka_unit_test(nothing_at_all_is_empty),
      cmocka_unit_test(a_message_cut_off_anywhere_is_truncated),
      cmocka_unit_test(what_is_no_xml_or_badly_nested_is_malformed),
      cmocka_unit_test(bytes_that_its_encoding_does_not_have_are_named),
      cmocka_unit_test(a_control_character_is_named),
      cmocka_unit_test(a_doctype_is_named),
      cmocka_unit_test(what_is_nested_too_deep_is_named),
      cmocka_unit_test(a_value_over_its_limit_is_named),
      cmocka_unit_test(a_file_over_25_mb_is_named),
  };
  return cmocka_run_group_tests(tests, open_reading, close_reading);
}
