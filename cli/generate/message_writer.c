/* One function per class of the standard's element tree, in its order. The three messages share header and
 * client; a table says what differs.
 *
 * Persons are drawn from a stream of the client, so that they are the same in each of its messages; the rest
 * of a line follows from its toewijzing by arithmetic, for the same reason. */
#include "cli/generate/message_writer.h"

#include <stdio.h>
#include <string.h>

#include "base/date.h"
#include "cli/generate/random.h"
#include "cli/generate/words.h"
#include "cli/generate/xml_text.h"

enum { STREAM_PERSON = 2, STREAMS = 4 };

struct kind_spec {
  const char *number; /* "301" */
  const char *code[DOMEIN_COUNT];
  const char *list, *item;
  bool from_gemeente;
};

static const struct kind_spec specs[] = {
    [LINE_TOEWIJZING] = {"301", {"436", "414"}, "ToegewezenProducten", "ToegewezenProduct", true},
    [LINE_START] = {"305", {"438", "418"}, "StartProducten", "StartProduct", false},
    [LINE_STOP] = {"307", {"440", "420"}, "StopProducten", "StopProduct", false},
};

struct writer {
  const struct message *message;
  const struct kind_spec *spec;
  struct random random; /* the client's */
  struct xml_text xml;
};

const struct assignment *message_assignment(const struct message *message, int line)
{
  return &message->life->assignments[message->lines[line]->assignment];
}

static enum domein domein_of(const struct message *message)
{
  return region_producten[message_assignment(message, 0)->product].domein;
}

void message_soort(const struct message *message, char soort[MESSAGE_SOORT_SIZE])
{
  snprintf(soort, MESSAGE_SOORT_SIZE, "%s%s", domein_of(message) == DOMEIN_JW ? "JW" : "WMO",
      specs[message->lines[0]->kind].number);
}

/* ---- header ---- */

static void write_header(struct writer *writer)
{
  const struct message *message = writer->message;
  const char *gemeente = region_gemeenten[message_assignment(message, 0)->gemeente].code;
  const char *aanbieder = region_aanbieders[message_assignment(message, 0)->aanbieder].agb;
  bool from_gemeente = writer->spec->from_gemeente;
  xml_text_open(&writer->xml, writer->xml.law, "Header");
  xml_text_parties(&writer->xml, writer->spec->code[domein_of(message)], from_gemeente ? gemeente : aanbieder,
      from_gemeente ? aanbieder : gemeente);
  xml_text_identificatie(
      &writer->xml, "BerichtIdentificatie", message->identificatie, message->lines[0]->dagtekening);
  xml_text_versie(&writer->xml, "XsdVersie");
  xml_text_close(&writer->xml, writer->xml.law, "Header");
}

/* ---- persons ---- */

static void write_geboortedatum(struct writer *writer, int32_t date, int gebruik)
{
  xml_text_open(&writer->xml, writer->xml.law, "Geboortedatum");
  xml_text_date(&writer->xml, writer->xml.base, "Datum", date);
  if (gebruik > 0)
    xml_text_number(&writer->xml, writer->xml.base, "DatumGebruik", gebruik);
  xml_text_close(&writer->xml, writer->xml.law, "Geboortedatum");
}

static void write_achternaam(struct writer *writer, const char *element)
{
  const char *voorvoegsel = words_voorvoegsel(&writer->random);
  xml_text_open(&writer->xml, writer->xml.base, element);
  xml_text_text(&writer->xml, writer->xml.base, "Achternaam", words_achternaam(&writer->random));
  if (voorvoegsel != NULL)
    xml_text_text(&writer->xml, writer->xml.base, "Voorvoegsel", voorvoegsel);
  xml_text_close(&writer->xml, writer->xml.base, element);
}

/* NaamGebruik, and the Partnernaam that agrees with it, are in the 301 only. */
static void write_naam(struct writer *writer)
{
  bool is_301 = writer->message->lines[0]->kind == LINE_TOEWIJZING;
  const char *voornaam = words_voornaam(&writer->random);
  bool has_partner = random_chance(&writer->random, 200);
  xml_text_open(&writer->xml, writer->xml.law, "Naam");
  write_achternaam(writer, "Geslachtsnaam");
  if (is_301 && has_partner)
    write_achternaam(writer, "Partnernaam");
  xml_text_text(&writer->xml, writer->xml.base, "Voornamen", voornaam);
  xml_text_text(&writer->xml, writer->xml.base, "Voorletters", (char[]){voornaam[0], '\0'});
  if (is_301)
    xml_text_text(&writer->xml, writer->xml.base, "NaamGebruik", has_partner ? "4" : "1");
  xml_text_close(&writer->xml, writer->xml.law, "Naam");
}

static void write_adres(struct writer *writer, bool is_full)
{
  struct random *random = &writer->random;
  int postcode = region_gemeenten[message_assignment(writer->message, 0)->gemeente].postcode;
  char text[8];
  snprintf(text, sizeof text, "%04d%c%c", postcode % 10000, 'A' + random_below(random, 18),
      'B' + random_below(random, 20));
  xml_text_open(&writer->xml, writer->xml.law, "Adres");
  xml_text_open(&writer->xml, writer->xml.base, "Huis");
  xml_text_number(&writer->xml, writer->xml.base, "Huisnummer", random_between(random, 1, 250));
  if (is_full)
    xml_text_text(
        &writer->xml, writer->xml.base, "Huisletter", (char[]){(char)('A' + random_below(random, 4)), '\0'});
  xml_text_close(&writer->xml, writer->xml.base, "Huis");
  xml_text_text(&writer->xml, writer->xml.base, "Postcode", text);
  if (is_full) {
    xml_text_text(&writer->xml, writer->xml.base, "Straatnaam", words_straat(random));
    xml_text_text(&writer->xml, writer->xml.base, "Plaatsnaam",
        region_gemeenten[message_assignment(writer->message, 0)->gemeente].naam);
  }
  xml_text_text(&writer->xml, writer->xml.base, "LandCode", "NL");
  xml_text_close(&writer->xml, writer->xml.law, "Adres");
}

static void write_telefoon(struct writer *writer)
{
  char text[16];
  snprintf(text, sizeof text, "06%08d", random_below(&writer->random, 100000000));
  xml_text_open(&writer->xml, writer->xml.law, "Telefoon");
  xml_text_open(&writer->xml, writer->xml.base, "Telefoon01");
  xml_text_text(&writer->xml, writer->xml.base, "Telefoonnummer", text);
  xml_text_text(&writer->xml, writer->xml.base, "Landnummer", "+31");
  xml_text_close(&writer->xml, writer->xml.base, "Telefoon01");
  xml_text_close(&writer->xml, writer->xml.law, "Telefoon");
}

static void write_contact(struct writer *writer, const char *soort, bool is_full)
{
  xml_text_open(&writer->xml, writer->xml.law, "Contact");
  xml_text_text(&writer->xml, writer->xml.law, "Soort", soort);
  write_adres(writer, is_full);
  if (is_full) {
    if (strcmp(soort, "04") == 0)
      xml_text_text(&writer->xml, writer->xml.law, "Organisatie", words_organisatie(&writer->random));
    write_telefoon(writer);
    char email[32];
    snprintf(email, sizeof email, "post%d@voorbeeld.example", random_below(&writer->random, 10000));
    xml_text_text(&writer->xml, writer->xml.law, "Emailadres", email);
  }
  if (strcmp(soort, "04") == 0) {
    xml_text_open(&writer->xml, writer->xml.law, "Periode");
    xml_text_date(&writer->xml, writer->xml.base, "Begindatum", writer->message->lines[0]->toewijzingsdatum);
    xml_text_close(&writer->xml, writer->xml.law, "Periode");
  }
  xml_text_close(&writer->xml, writer->xml.law, "Contact");
}

static void write_relatie(struct writer *writer, int number)
{
  static const char *const soorten[] = {"10", "12", "15", "22", "17"};
  xml_text_open(&writer->xml, writer->xml.law, "Relatie");
  xml_text_number(&writer->xml, writer->xml.law, "Nummer", number);
  xml_text_number(&writer->xml, writer->xml.law, "Volgorde", number);
  xml_text_text(&writer->xml, writer->xml.law, "Soort", soorten[random_below(&writer->random, 5)]);
  int32_t geboren = writer->message->client->geboortedatum - random_between(&writer->random, 1000, 9000);
  int32_t oldest = writer->message->lines[0]->dagtekening - 110 * 365; /* TR002 */
  write_geboortedatum(writer, geboren < oldest ? oldest : geboren, 0);
  xml_text_text(&writer->xml, writer->xml.law, "Geslacht", random_chance(&writer->random, 500) ? "1" : "2");
  write_naam(writer);
  write_contact(writer, "03", true);
  xml_text_close(&writer->xml, writer->xml.law, "Relatie");
}

static void write_particulars(struct writer *writer)
{
  struct random *random = &writer->random;
  bool needs_interpreter = random_chance(random, 100);
  xml_text_open(&writer->xml, writer->xml.law, "Communicatie");
  xml_text_text(&writer->xml, writer->xml.base, "Vorm", needs_interpreter ? "1" : "2");
  if (needs_interpreter) /* Taal goes with Vorm 1 only */
    xml_text_text(&writer->xml, writer->xml.base, "Taal", words_taal(random));
  xml_text_close(&writer->xml, writer->xml.law, "Communicatie");
  if (domein_of(writer->message) == DOMEIN_JW)
    xml_text_text(&writer->xml, writer->xml.law, "JuridischeStatus", "04");
  xml_text_text(&writer->xml, writer->xml.law, "WettelijkeVertegenwoordiging",
      random_chance(random, 500) ? "08" : "07");
  xml_text_text(&writer->xml, writer->xml.law, "Commentaar", words_opmerking(random));
  xml_text_open(&writer->xml, writer->xml.law, "Relaties");
  write_relatie(writer, 1);
  if (random_chance(random, 500))
    write_relatie(writer, 2);
  xml_text_close(&writer->xml, writer->xml.law, "Relaties");
}

/* ---- lines ---- */

static void write_product(struct writer *writer, const struct product *product)
{
  xml_text_open(&writer->xml, writer->xml.law, "Product");
  xml_text_text(&writer->xml, writer->xml.base, "Categorie", product->categorie);
  xml_text_text(&writer->xml, writer->xml.base, "Code", product->code);
  xml_text_close(&writer->xml, writer->xml.law, "Product");
}

/* Frequentie 2 (a week) needs an Einddatum, 6 (in total) makes sense with one only, 4 is a month. */
static void write_omvang(struct writer *writer, const struct assignment *assignment, bool has_einde)
{
  static const char *const frequenties[] = {"2", "4", "6"};
  const struct product *product = &region_producten[assignment->product];
  if (product->eenheid == NULL) {
    xml_text_number(&writer->xml, writer->xml.law, "Budget", 100000 + assignment->nummer % 900 * 1000);
    return;
  }
  xml_text_open(&writer->xml, writer->xml.law, "Omvang");
  xml_text_number(&writer->xml, writer->xml.base, "Volume", 1 + assignment->nummer % product->volume);
  xml_text_text(&writer->xml, writer->xml.base, "Eenheid", product->eenheid);
  xml_text_text(
      &writer->xml, writer->xml.base, "Frequentie", has_einde ? frequenties[assignment->nummer % 3] : "4");
  xml_text_close(&writer->xml, writer->xml.law, "Omvang");
}

static void write_toewijzing(
    struct writer *writer, const struct line *line, const struct assignment *assignment)
{
  char text[24];
  int seconds = (assignment->nummer * 37 + assignment->aanbieder) % 28800 + 30600; /* office hours */
  xml_text_number(&writer->xml, writer->xml.law, "ToewijzingNummer", assignment->nummer);
  if (assignment->nummer % 3 == 0) {
    snprintf(text, sizeof text, "R-%d", assignment->nummer * 3 + 1);
    xml_text_text(&writer->xml, writer->xml.law, "ReferentieAanbieder", text);
  }
  write_product(writer, &region_producten[assignment->product]);
  xml_text_date(&writer->xml, writer->xml.law, "Toewijzingsdatum", line->toewijzingsdatum);
  snprintf(text, sizeof text, "%02d:%02d:%02d", seconds / 3600 % 24, seconds / 60 % 60, seconds % 60);
  xml_text_text(&writer->xml, writer->xml.law, "Toewijzingstijd", text);
  xml_text_date(&writer->xml, writer->xml.law, "Ingangsdatum", assignment->ingang);
  if (line->einde != NEVER)
    xml_text_date(&writer->xml, writer->xml.law, "Einddatum", line->einde);
  if (line->reden != NULL)
    xml_text_text(&writer->xml, writer->xml.law, "RedenWijziging", line->reden);
  write_omvang(writer, assignment, line->einde != NEVER);
  if (writer->message->is_full)
    xml_text_text(&writer->xml, writer->xml.law, "Commentaar", words_opmerking(&writer->random));
}

static void write_start_or_stop(
    struct writer *writer, const struct line *line, const struct assignment *assignment)
{
  if (!assignment->without_number)
    xml_text_number(&writer->xml, writer->xml.law, "ToewijzingNummer", assignment->nummer);
  if (!assignment->without_product)
    write_product(writer, &region_producten[assignment->product]);
  if (!assignment->without_number)
    xml_text_date(&writer->xml, writer->xml.law, "ToewijzingIngangsdatum", assignment->ingang);
  xml_text_date(&writer->xml, writer->xml.law, "Begindatum", line->begin);
  if (line->kind == LINE_STOP) {
    xml_text_text(&writer->xml, writer->xml.law, "RedenBeeindiging", line->reden);
    xml_text_date(&writer->xml, writer->xml.law, "Einddatum", line->einde);
  }
  xml_text_text(&writer->xml, writer->xml.law, "StatusAanlevering", (char[]){line->status, '\0'});
}

static void write_lines(struct writer *writer)
{
  const struct message *message = writer->message;
  xml_text_open(&writer->xml, writer->xml.law, writer->spec->list);
  for (int i = 0; i < message->line_count; i++) {
    xml_text_open(&writer->xml, writer->xml.law, writer->spec->item);
    if (message->lines[i]->kind == LINE_TOEWIJZING)
      write_toewijzing(writer, message->lines[i], message_assignment(message, i));
    else
      write_start_or_stop(writer, message->lines[i], message_assignment(message, i));
    xml_text_close(&writer->xml, writer->xml.law, writer->spec->item);
  }
  xml_text_close(&writer->xml, writer->xml.law, writer->spec->list);
}

static void write_client(struct writer *writer)
{
  const struct client *client = writer->message->client;
  xml_text_open(&writer->xml, writer->xml.law, "Client");
  xml_text_text(&writer->xml, writer->xml.law, "Bsn", client->bsn);
  write_geboortedatum(writer, client->geboortedatum, client->datum_gebruik);
  xml_text_text(&writer->xml, writer->xml.law, "Geslacht", (char[]){client->geslacht, '\0'});
  write_naam(writer);
  if (writer->message->lines[0]->kind == LINE_TOEWIJZING) {
    if (writer->message->is_full)
      write_particulars(writer);
    xml_text_open(&writer->xml, writer->xml.law, "Contactgegevens");
    write_contact(writer, "01", writer->message->is_full);
    if (writer->message->is_full && random_chance(&writer->random, 300))
      write_contact(writer, "04", true);
    xml_text_close(&writer->xml, writer->xml.law, "Contactgegevens");
  }
  write_lines(writer);
  xml_text_close(&writer->xml, writer->xml.law, "Client");
}

void message_write(const struct message *message, struct buffer *out)
{
  const struct kind_spec *spec = &specs[message->lines[0]->kind];
  struct writer writer = {.message = message, .spec = spec};
  random_init(&writer.random, message->seed, (uint64_t)message->client->number * STREAMS + STREAM_PERSON);
  xml_text_begin(&writer.xml, out, domein_of(message), spec->number);
  write_header(&writer);
  write_client(&writer);
  xml_text_end(&writer.xml);
}
