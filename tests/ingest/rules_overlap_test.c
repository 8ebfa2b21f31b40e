/* TR302 against a plain reading of it: every pair of lines compared. Random 301s of a few lines, always the
 * same. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "reader_help.h"

#include "base/date.h"

enum { MOST_LINES = 12, MESSAGES = 3000, FIRST_DAY = 19480 };

struct line {
  int categorie;  /* 0: no product */
  int code;       /* 0: none */
  int begin, end; /* days after FIRST_DAY; end -1: open */
  bool is_withdrawn;
};

static struct reading reading;

static uint32_t draw(uint64_t *state, uint32_t below)
{
  *state = *state * 6364136223846793005u + 1442695040888963407u;
  return (uint32_t)(*state >> 33) % below;
}

static struct line draw_line(uint64_t *chance)
{
  struct line line = {.categorie = (int)draw(chance, 4) + 10, .code = (int)draw(chance, 3)};
  if (draw(chance, 12) == 0)
    line.categorie = line.code = 0;
  line.begin = (int)draw(chance, 60);
  line.end = draw(chance, 10) == 0 ? -1 : line.begin + (int)draw(chance, 8);
  line.is_withdrawn = draw(chance, 8) == 0;
  if (line.is_withdrawn)
    line.end = line.begin;
  return line;
}

/* --- the plain reading --- */

static bool takes_part(const struct line *line, bool is_wmo)
{
  return !line->is_withdrawn && !(is_wmo && line->categorie >= 11 && line->categorie <= 14);
}

static bool is_same_product(const struct line *a, const struct line *b)
{
  if (a->categorie == 0 || b->categorie == 0)
    return true;
  return a->categorie == b->categorie && (a->code == b->code || a->code == 0 || b->code == 0);
}

static bool overlaps(const struct line *a, const struct line *b)
{
  bool a_is_over = a->end >= 0 && a->end < b->begin;
  bool b_is_over = b->end >= 0 && b->end < a->begin;
  return !a_is_over && !b_is_over;
}

static bool clashes_with_an_earlier(const struct line *lines, size_t n, bool is_wmo)
{
  for (size_t i = 0; i < n; i++) {
    if (takes_part(&lines[i], is_wmo) && takes_part(&lines[n], is_wmo) &&
        is_same_product(&lines[i], &lines[n]) && overlaps(&lines[i], &lines[n]))
      return true;
  }
  return false;
}

/* --- the message --- */

/* Categories 11 to 14 are of the Wmo; in the Jw the same lines are 41 to 44. */
static void write_product(const struct line *line, bool is_wmo, struct buffer *out)
{
  if (line->categorie == 0)
    return;
  buffer_format(out, "<Product><s:Categorie>%d</s:Categorie>", line->categorie + (is_wmo ? 0 : 30));
  if (line->code > 0)
    buffer_format(out, "<s:Code>C%d</s:Code>", line->code);
  buffer_text(out, "</Product>");
}

static void write_day(const char *name, int day, struct buffer *out)
{
  char text[DATE_TEXT_SIZE];
  date_format(FIRST_DAY + day, text);
  buffer_format(out, "<%s>%s</%s>", name, text, name);
}

static void write_line(const struct line *line, size_t n, bool is_wmo, struct buffer *out)
{
  buffer_format(out, "<ToegewezenProduct><ToewijzingNummer>%zu</ToewijzingNummer>", n + 1);
  write_product(line, is_wmo, out);
  buffer_text(
      out, "<Toewijzingsdatum>2023-04-14</Toewijzingsdatum><Toewijzingstijd>09:00:00</Toewijzingstijd>");
  write_day("Ingangsdatum", line->begin, out);
  if (line->end >= 0)
    write_day("Einddatum", line->end, out);
  if (line->is_withdrawn)
    buffer_text(out, "<RedenWijziging>13</RedenWijziging>");
  if (line->categorie == 0)
    buffer_text(out, "<Budget>1</Budget>");
  else if (line->code > 0)
    buffer_text(out,
        "<Omvang><s:Volume>1</s:Volume><s:Eenheid>04</s:Eenheid><s:Frequentie>4</s:Frequentie></Omvang>");
  buffer_text(out, "</ToegewezenProduct>\n");
}

static void write_message(const struct line *lines, size_t count, bool is_wmo)
{
  struct buffer out;
  buffer_init(&out, (size_t)64 << 10);
  buffer_format(&out,
      "<Bericht xmlns=\"http://www.istandaarden.nl/%s/3_2/%s301/schema\" xmlns:s=\"http://"
      "www.istandaarden.nl/%s/3_2/basisschema/schema\">",
      is_wmo ? "iwmo" : "ijw", is_wmo ? "wmo" : "jw", is_wmo ? "iwmo" : "ijw");
  buffer_format(&out,
      "<Header><BerichtCode>%s</BerichtCode><BerichtVersie>3</BerichtVersie><BerichtSubversie>2</"
      "BerichtSubversie>"
      "<Afzender>0983</Afzender><Ontvanger>12345678</Ontvanger><BerichtIdentificatie><s:Identificatie>B</"
      "s:Identificatie>"
      "<s:Dagtekening>2023-04-17</s:Dagtekening></"
      "BerichtIdentificatie><XsdVersie><s:BasisschemaXsdVersie>1.0.0"
      "</s:BasisschemaXsdVersie><s:BerichtXsdVersie>1.0.0</s:BerichtXsdVersie></XsdVersie></Header>",
      is_wmo ? "414" : "436");
  buffer_text(&out,
      "<Client><Bsn>999990019</Bsn><Geboortedatum><s:Datum>2009-08-01</s:Datum></Geboortedatum><Geslacht>1</"
      "Geslacht>"
      "<Naam><s:Geslachtsnaam><s:Achternaam>Vos</s:Achternaam></s:Geslachtsnaam><s:NaamGebruik>1</"
      "s:NaamGebruik></Naam>"
      "<Contactgegevens><Contact><Soort>01</Soort><Adres><s:Huis><s:Huisnummer>1</s:Huisnummer></s:Huis>"
      "<s:Postcode>5911AA</s:Postcode><s:LandCode>NL</s:LandCode></Adres></Contact></Contactgegevens>"
      "<ToegewezenProducten>\n");
  for (size_t n = 0; n < count; n++)
    write_line(&lines[n], n, is_wmo, &out);
  buffer_text(&out, "</ToegewezenProducten></Client></Bericht>");
  assert_false(out.failed);
  reading_set(&reading, out.data, out.size);
  buffer_fini(&out);
}

/* Lines of TR302 in the verslag, as bits. Another code may be there: CD075 of an open budget. */
static uint64_t found_lines(void)
{
  uint64_t found = 0;
  for (size_t i = 0; i < reading.out.levering.meldingen_count; i++) {
    unsigned n = 0;
    const struct melding *melding = &reading.out.levering.meldingen[i];
    if (strcmp(melding->code, "TR302") != 0)
      continue;
    assert_int_equal(
        sscanf(melding->pad, "/Bericht/Client/ToegewezenProducten/ToegewezenProduct[%u]", &n), 1);
    assert_int_equal(melding->regel, n + 1);
    found |= UINT64_C(1) << (n - 1);
  }
  return found;
}

static void an_overlap_is_found_as_comparing_every_pair_finds_it(void **state)
{
  (void)state;
  uint64_t chance = 302;
  size_t with_overlap = 0;
  for (int message = 0; message < MESSAGES; message++) {
    bool is_wmo = message % 2 == 1;
    struct line lines[MOST_LINES];
    size_t count = 1 + draw(&chance, MOST_LINES);
    uint64_t expected = 0;
    for (size_t n = 0; n < count; n++) {
      lines[n] = draw_line(&chance);
      expected |= (uint64_t)clashes_with_an_earlier(lines, n, is_wmo) << n;
    }
    write_message(lines, count, is_wmo);
    reading_read(&reading);
    uint64_t found = found_lines();
    /* where several overlap each other not every one need be named, but none that does not, and never none */
    assert_int_equal(found & ~expected, 0);
    assert_int_equal(found != 0, expected != 0);
    with_overlap += expected != 0;
  }
  assert_in_range(with_overlap, MESSAGES / 4, MESSAGES * 3 / 4);
}

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

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(an_overlap_is_found_as_comparing_every_pair_finds_it),
  };
  return cmocka_run_group_tests(tests, open_reading, close_reading);
}
