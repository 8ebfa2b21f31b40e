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
  struct buffer *out;
  const char *law;  /* namespace of the message's own elements: jw301 */
  const char *base; /* that of the shared ones: ijw */
  int depth;
};

static void indent(struct writer *writer)
{
  for (int i = 0; i < writer->depth; i++)
    buffer_byte(writer->out, '\t');
}

static void open_element(struct writer *writer, const char *prefix, const char *name)
{
  indent(writer);
  buffer_format(writer->out, "<%s:%s>\n", prefix, name);
  writer->depth++;
}

static void close_element(struct writer *writer, const char *prefix, const char *name)
{
  writer->depth--;
  indent(writer);
  buffer_format(writer->out, "</%s:%s>\n", prefix, name);
}

static void text_element(struct writer *writer, const char *prefix, const char *name, const char *text)
{
  indent(writer);
  buffer_format(writer->out, "<%s:%s>%s</%s:%s>\n", prefix, name, text, prefix, name);
}

static void number_element(struct writer *writer, const char *prefix, const char *name, int number)
{
  char text[16];
  snprintf(text, sizeof text, "%d", number);
  text_element(writer, prefix, name, text);
}

static void date_element(struct writer *writer, const char *prefix, const char *name, int32_t date)
{
  char text[DATE_TEXT_SIZE];
  date_format(date, text);
  text_element(writer, prefix, name, text);
}

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

static void write_identificatie(struct writer *writer)
{
  char text[16];
  snprintf(text, sizeof text, "B%07d", writer->message->identificatie);
  open_element(writer, writer->law, "BerichtIdentificatie");
  text_element(writer, writer->base, "Identificatie", text);
  date_element(writer, writer->base, "Dagtekening", writer->message->lines[0]->dagtekening);
  close_element(writer, writer->law, "BerichtIdentificatie");
}

static void write_header(struct writer *writer)
{
  const struct assignment *assignment = message_assignment(writer->message, 0);
  const char *gemeente = region_gemeenten[assignment->gemeente].code;
  const char *aanbieder = region_aanbieders[assignment->aanbieder].agb;
  open_element(writer, writer->law, "Header");
  text_element(writer, writer->law, "BerichtCode", writer->spec->code[domein_of(writer->message)]);
  text_element(writer, writer->law, "BerichtVersie", "3");
  text_element(writer, writer->law, "BerichtSubversie", "2");
  text_element(writer, writer->law, "Afzender", writer->spec->from_gemeente ? gemeente : aanbieder);
  text_element(writer, writer->law, "Ontvanger", writer->spec->from_gemeente ? aanbieder : gemeente);
  write_identificatie(writer);
  open_element(writer, writer->law, "XsdVersie");
  text_element(writer, writer->base, "BasisschemaXsdVersie", "1.0.0");
  text_element(writer, writer->base, "BerichtXsdVersie", "1.0.0");
  close_element(writer, writer->law, "XsdVersie");
  close_element(writer, writer->law, "Header");
}

/* ---- persons ---- */

static void write_geboortedatum(struct writer *writer, int32_t date, int gebruik)
{
  open_element(writer, writer->law, "Geboortedatum");
  date_element(writer, writer->base, "Datum", date);
  if (gebruik > 0)
    number_element(writer, writer->base, "DatumGebruik", gebruik);
  close_element(writer, writer->law, "Geboortedatum");
}

static void write_achternaam(struct writer *writer, const char *element)
{
  const char *voorvoegsel = words_voorvoegsel(&writer->random);
  open_element(writer, writer->base, element);
  text_element(writer, writer->base, "Achternaam", words_achternaam(&writer->random));
  if (voorvoegsel != NULL)
    text_element(writer, writer->base, "Voorvoegsel", voorvoegsel);
  close_element(writer, writer->base, element);
}

/* NaamGebruik, and the Partnernaam that agrees with it, are in the 301 only. */
static void write_naam(struct writer *writer)
{
  bool is_301 = writer->message->lines[0]->kind == LINE_TOEWIJZING;
  const char *voornaam = words_voornaam(&writer->random);
  bool has_partner = random_chance(&writer->random, 200);
  open_element(writer, writer->law, "Naam");
  write_achternaam(writer, "Geslachtsnaam");
  if (is_301 && has_partner)
    write_achternaam(writer, "Partnernaam");
  text_element(writer, writer->base, "Voornamen", voornaam);
  text_element(writer, writer->base, "Voorletters", (char[]){voornaam[0], '\0'});
  if (is_301)
    text_element(writer, writer->base, "NaamGebruik", has_partner ? "4" : "1");
  close_element(writer, writer->law, "Naam");
}

static void write_adres(struct writer *writer, bool is_full)
{
  struct random *random = &writer->random;
  int postcode = region_gemeenten[message_assignment(writer->message, 0)->gemeente].postcode;
  char text[8];
  snprintf(text, sizeof text, "%04d%c%c", postcode % 10000, 'A' + random_below(random, 18),
      'B' + random_below(random, 20));
  open_element(writer, writer->law, "Adres");
  open_element(writer, writer->base, "Huis");
  number_element(writer, writer->base, "Huisnummer", random_between(random, 1, 250));
  if (is_full)
    text_element(writer, writer->base, "Huisletter", (char[]){(char)('A' + random_below(random, 4)), '\0'});
  close_element(writer, writer->base, "Huis");
  text_element(writer, writer->base, "Postcode", text);
  if (is_full) {
    text_element(writer, writer->base, "Straatnaam", words_straat(random));
    text_element(writer, writer->base, "Plaatsnaam",
        region_gemeenten[message_assignment(writer->message, 0)->gemeente].naam);
  }
  text_element(writer, writer->base, "LandCode", "NL");
  close_element(writer, writer->law, "Adres");
}

static void write_telefoon(struct writer *writer)
{
  char text[16];
  snprintf(text, sizeof text, "06%08d", random_below(&writer->random, 100000000));
  open_element(writer, writer->law, "Telefoon");
  open_element(writer, writer->base, "Telefoon01");
  text_element(writer, writer->base, "Telefoonnummer", text);
  text_element(writer, writer->base, "Landnummer", "+31");
  close_element(writer, writer->base, "Telefoon01");
  close_element(writer, writer->law, "Telefoon");
}

static void write_contact(struct writer *writer, const char *soort, bool is_full)
{
  open_element(writer, writer->law, "Contact");
  text_element(writer, writer->law, "Soort", soort);
  write_adres(writer, is_full);
  if (is_full) {
    if (strcmp(soort, "04") == 0)
      text_element(writer, writer->law, "Organisatie", words_organisatie(&writer->random));
    write_telefoon(writer);
    char email[32];
    snprintf(email, sizeof email, "post%d@voorbeeld.example", random_below(&writer->random, 10000));
    text_element(writer, writer->law, "Emailadres", email);
  }
  if (strcmp(soort, "04") == 0) {
    open_element(writer, writer->law, "Periode");
    date_element(writer, writer->base, "Begindatum", writer->message->lines[0]->toewijzingsdatum);
    close_element(writer, writer->law, "Periode");
  }
  close_element(writer, writer->law, "Contact");
}

static void write_relatie(struct writer *writer, int number)
{
  static const char *const soorten[] = {"10", "12", "15", "22", "17"};
  open_element(writer, writer->law, "Relatie");
  number_element(writer, writer->law, "Nummer", number);
  number_element(writer, writer->law, "Volgorde", number);
  text_element(writer, writer->law, "Soort", soorten[random_below(&writer->random, 5)]);
  int32_t geboren = writer->message->client->geboortedatum - random_between(&writer->random, 1000, 9000);
  int32_t oldest = writer->message->lines[0]->dagtekening - 110 * 365; /* TR002 */
  write_geboortedatum(writer, geboren < oldest ? oldest : geboren, 0);
  text_element(writer, writer->law, "Geslacht", random_chance(&writer->random, 500) ? "1" : "2");
  write_naam(writer);
  write_contact(writer, "03", true);
  close_element(writer, writer->law, "Relatie");
}

static void write_particulars(struct writer *writer)
{
  struct random *random = &writer->random;
  bool needs_interpreter = random_chance(random, 100);
  open_element(writer, writer->law, "Communicatie");
  text_element(writer, writer->base, "Vorm", needs_interpreter ? "1" : "2");
  if (needs_interpreter) /* Taal goes with Vorm 1 only */
    text_element(writer, writer->base, "Taal", words_taal(random));
  close_element(writer, writer->law, "Communicatie");
  if (domein_of(writer->message) == DOMEIN_JW)
    text_element(writer, writer->law, "JuridischeStatus", "04");
  text_element(writer, writer->law, "WettelijkeVertegenwoordiging", random_chance(random, 500) ? "08" : "07");
  text_element(writer, writer->law, "Commentaar", words_opmerking(random));
  open_element(writer, writer->law, "Relaties");
  write_relatie(writer, 1);
  if (random_chance(random, 500))
    write_relatie(writer, 2);
  close_element(writer, writer->law, "Relaties");
}

/* ---- lines ---- */

static void write_product(struct writer *writer, const struct product *product)
{
  open_element(writer, writer->law, "Product");
  text_element(writer, writer->base, "Categorie", product->categorie);
  text_element(writer, writer->base, "Code", product->code);
  close_element(writer, writer->law, "Product");
}

/* Frequentie 2 (a week) needs an Einddatum, 6 (in total) makes sense with one only, 4 is a month. */
static void write_omvang(struct writer *writer, const struct assignment *assignment, bool has_einde)
{
  static const char *const frequenties[] = {"2", "4", "6"};
  const struct product *product = &region_producten[assignment->product];
  if (product->eenheid == NULL) {
    number_element(writer, writer->law, "Budget", 100000 + assignment->nummer % 900 * 1000);
    return;
  }
  open_element(writer, writer->law, "Omvang");
  number_element(writer, writer->base, "Volume", 1 + assignment->nummer % product->volume);
  text_element(writer, writer->base, "Eenheid", product->eenheid);
  text_element(writer, writer->base, "Frequentie", has_einde ? frequenties[assignment->nummer % 3] : "4");
  close_element(writer, writer->law, "Omvang");
}

static void write_toewijzing(
    struct writer *writer, const struct line *line, const struct assignment *assignment)
{
  char text[24];
  int seconds = (assignment->nummer * 37 + assignment->aanbieder) % 28800 + 30600; /* office hours */
  number_element(writer, writer->law, "ToewijzingNummer", assignment->nummer);
  if (assignment->nummer % 3 == 0) {
    snprintf(text, sizeof text, "R-%d", assignment->nummer * 3 + 1);
    text_element(writer, writer->law, "ReferentieAanbieder", text);
  }
  write_product(writer, &region_producten[assignment->product]);
  date_element(writer, writer->law, "Toewijzingsdatum", line->toewijzingsdatum);
  snprintf(text, sizeof text, "%02d:%02d:%02d", seconds / 3600 % 24, seconds / 60 % 60, seconds % 60);
  text_element(writer, writer->law, "Toewijzingstijd", text);
  date_element(writer, writer->law, "Ingangsdatum", assignment->ingang);
  if (line->einde != NEVER)
    date_element(writer, writer->law, "Einddatum", line->einde);
  if (line->reden != NULL)
    text_element(writer, writer->law, "RedenWijziging", line->reden);
  write_omvang(writer, assignment, line->einde != NEVER);
  if (writer->message->is_full)
    text_element(writer, writer->law, "Commentaar", words_opmerking(&writer->random));
}

static void write_start_or_stop(
    struct writer *writer, const struct line *line, const struct assignment *assignment)
{
  if (!assignment->without_number)
    number_element(writer, writer->law, "ToewijzingNummer", assignment->nummer);
  if (!assignment->without_product)
    write_product(writer, &region_producten[assignment->product]);
  if (!assignment->without_number)
    date_element(writer, writer->law, "ToewijzingIngangsdatum", assignment->ingang);
  date_element(writer, writer->law, "Begindatum", line->begin);
  if (line->kind == LINE_STOP) {
    text_element(writer, writer->law, "RedenBeeindiging", line->reden);
    date_element(writer, writer->law, "Einddatum", line->einde);
  }
  text_element(writer, writer->law, "StatusAanlevering", (char[]){line->status, '\0'});
}

static void write_lines(struct writer *writer)
{
  const struct message *message = writer->message;
  open_element(writer, writer->law, writer->spec->list);
  for (int i = 0; i < message->line_count; i++) {
    open_element(writer, writer->law, writer->spec->item);
    if (message->lines[i]->kind == LINE_TOEWIJZING)
      write_toewijzing(writer, message->lines[i], message_assignment(message, i));
    else
      write_start_or_stop(writer, message->lines[i], message_assignment(message, i));
    close_element(writer, writer->law, writer->spec->item);
  }
  close_element(writer, writer->law, writer->spec->list);
}

static void write_client(struct writer *writer)
{
  const struct client *client = writer->message->client;
  open_element(writer, writer->law, "Client");
  text_element(writer, writer->law, "Bsn", client->bsn);
  write_geboortedatum(writer, client->geboortedatum, client->datum_gebruik);
  text_element(writer, writer->law, "Geslacht", (char[]){client->geslacht, '\0'});
  write_naam(writer);
  if (writer->message->lines[0]->kind == LINE_TOEWIJZING) {
    if (writer->message->is_full)
      write_particulars(writer);
    open_element(writer, writer->law, "Contactgegevens");
    write_contact(writer, "01", writer->message->is_full);
    if (writer->message->is_full && random_chance(&writer->random, 300))
      write_contact(writer, "04", true);
    close_element(writer, writer->law, "Contactgegevens");
  }
  write_lines(writer);
  close_element(writer, writer->law, "Client");
}

void message_write(const struct message *message, struct buffer *out)
{
  static const char *const laws[DOMEIN_COUNT] = {"jw", "wmo"};
  static const char *const bases[DOMEIN_COUNT] = {"ijw", "iwmo"};
  enum domein domein = domein_of(message);
  const struct kind_spec *spec = &specs[message->lines[0]->kind];
  char law[16];
  snprintf(law, sizeof law, "%s%s", laws[domein], spec->number);
  struct writer writer = {.message = message, .spec = spec, .out = out, .law = law, .base = bases[domein]};
  random_init(&writer.random, message->seed, (uint64_t)message->client->number * STREAMS + STREAM_PERSON);
  buffer_reset(out);
  buffer_text(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
  buffer_format(out,
      "<%s:Bericht xmlns:%s=\"http://www.istandaarden.nl/%s/3_2/basisschema/schema\" "
      "xmlns:%s=\"http://www.istandaarden.nl/%s/3_2/%s/schema\">\n",
      law, writer.base, writer.base, law, writer.base, law);
  writer.depth = 1;
  write_header(&writer);
  write_client(&writer);
  buffer_format(out, "</%s:Bericht>\n", law);
}
