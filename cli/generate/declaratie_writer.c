/* One function per class of the standard's element tree. An answer tells of lines only when it rejects them,
 * with all that the declaratie said of them. */
#include "cli/generate/declaratie_writer.h"

#include <stdio.h>
#include <string.h>

#include "cli/generate/region.h"
#include "cli/generate/xml_text.h"

struct writer {
  const struct ledger *ledger;
  const struct declaratie *declaratie;
  bool is_answer;
  struct xml_text xml;
};

void declaratie_format_nummer(int nummer, char text[DECLARATIE_TEXT_SIZE])
{
  snprintf(text, DECLARATIE_TEXT_SIZE, "D%06d", nummer);
}

void declaratie_format_referentie(int referentie, char text[DECLARATIE_TEXT_SIZE])
{
  text[0] = '\0';
  if (referentie != 0)
    snprintf(text, DECLARATIE_TEXT_SIZE, "P%08d", referentie);
}

static const struct regel *first_regel(const struct writer *writer)
{
  return &writer->ledger->regels[writer->declaratie->first];
}

static enum domein domein_of(const struct writer *writer)
{
  return region_producten[first_regel(writer)->prestatie->product].domein;
}

static void write_period(struct writer *writer, const char *name, int32_t begin, int32_t end)
{
  struct xml_text *xml = &writer->xml;
  xml_text_open(xml, xml->law, name);
  xml_text_date(xml, xml->base, "Begindatum", begin);
  xml_text_date(xml, xml->base, "Einddatum", end);
  xml_text_close(xml, xml->law, name);
}

static void write_amount(struct writer *writer, const char *name, const char *inner, int64_t cent)
{
  struct xml_text *xml = &writer->xml;
  xml_text_open(xml, xml->law, name);
  xml_text_number(xml, xml->base, inner, cent < 0 ? -cent : cent);
  xml_text_text(xml, xml->base, "DebetCredit", cent < 0 ? "C" : "D");
  xml_text_close(xml, xml->law, name);
}

static void write_code(struct writer *writer, const char *code)
{
  struct xml_text *xml = &writer->xml;
  xml_text_open(xml, xml->law, "RetourCodes");
  xml_text_text(xml, xml->law, "RetourCode", code);
  xml_text_close(xml, xml->law, "RetourCodes");
}

/* ---- lines ---- */

static void write_referentie(struct writer *writer, const struct regel *regel)
{
  struct xml_text *xml = &writer->xml;
  char text[DECLARATIE_TEXT_SIZE];
  xml_text_open(xml, xml->law, "ProductReferentie");
  declaratie_format_referentie(regel->referentie, text);
  xml_text_text(xml, xml->base, "ReferentieNummer", text);
  declaratie_format_referentie(regel->vorig, text);
  if (regel->vorig != 0)
    xml_text_text(xml, xml->base, "VorigReferentieNummer", text);
  xml_text_close(xml, xml->law, "ProductReferentie");
}

static void write_prestatie(struct writer *writer, const struct regel *regel)
{
  struct xml_text *xml = &writer->xml;
  const struct product *product = &region_producten[regel->prestatie->product];
  xml_text_open(xml, xml->law, "Prestatie");
  write_referentie(writer, regel);
  xml_text_number(xml, xml->law, "ToewijzingNummer", regel->prestatie->nummer);
  xml_text_text(xml, xml->law, "ProductCategorie", product->categorie);
  xml_text_text(xml, xml->law, "ProductCode", product->code);
  write_period(writer, "ProductPeriode", regel->prestatie->begin, regel->prestatie->end);
  xml_text_number(xml, xml->law, "GeleverdVolume", regel->volume);
  xml_text_text(xml, xml->law, "Eenheid", regel_eenheid(regel));
  if (regel->tarief != 0)
    xml_text_number(xml, xml->law, "ProductTarief", regel->tarief);
  write_amount(writer, "IngediendBedrag", "Bedrag", regel_cent(regel));
  if (writer->is_answer)
    write_code(writer, regel->code);
  xml_text_close(xml, xml->law, "Prestatie");
}

static bool is_told(const struct writer *writer, const struct regel *regel)
{
  return !writer->is_answer || regel->code != NULL;
}

/* The lines of one client from `at` on; the place of the next client. */
static size_t write_client(struct writer *writer, size_t at)
{
  struct xml_text *xml = &writer->xml;
  const struct regel *regels = first_regel(writer);
  const char *bsn = regels[at].prestatie->bsn;
  xml_text_open(xml, xml->law, "Client");
  xml_text_text(xml, xml->law, "Bsn", bsn);
  xml_text_open(xml, xml->law, "Prestaties");
  for (; at < writer->declaratie->count && strcmp(regels[at].prestatie->bsn, bsn) == 0; at++)
    if (is_told(writer, &regels[at]))
      write_prestatie(writer, &regels[at]);
  xml_text_close(xml, xml->law, "Prestaties");
  if (writer->is_answer)
    write_code(writer, "0200");
  xml_text_close(xml, xml->law, "Client");
  return at;
}

static bool tells_of_lines(const struct writer *writer)
{
  for (size_t i = 0; i < writer->declaratie->count; i++)
    if (is_told(writer, &first_regel(writer)[i]))
      return true;
  return false;
}

static void write_clients(struct writer *writer)
{
  struct xml_text *xml = &writer->xml;
  if (!tells_of_lines(writer))
    return;
  xml_text_open(xml, xml->law, "Clienten");
  for (size_t i = 0; i < writer->declaratie->count;) {
    if (is_told(writer, &first_regel(writer)[i]))
      i = write_client(writer, i);
    else
      i++;
  }
  xml_text_close(xml, xml->law, "Clienten");
}

/* ---- the two messages ---- */

static struct writer begin(const struct declaratie_message *message, bool is_answer, struct buffer *out)
{
  struct writer writer = {
      .ledger = message->ledger, .declaratie = message->declaratie, .is_answer = is_answer};
  xml_text_begin(&writer.xml, out, domein_of(&writer), is_answer ? "325" : "323");
  return writer;
}

static void write_header_start(struct writer *writer, int identificatie)
{
  static const char *const codes[2][DOMEIN_COUNT] = {{"490", "484"}, {"491", "485"}};
  struct xml_text *xml = &writer->xml;
  const struct prestatie *prestatie = first_regel(writer)->prestatie;
  const char *gemeente = region_gemeenten[prestatie->gemeente].code;
  const char *aanbieder = region_aanbieders[prestatie->aanbieder].agb;
  bool is_answer = writer->is_answer;
  int32_t dagtekening = is_answer ? writer->declaratie->answer_dagtekening : writer->declaratie->dagtekening;
  xml_text_open(xml, xml->law, "Header");
  xml_text_parties(xml, codes[is_answer][domein_of(writer)], is_answer ? gemeente : aanbieder,
      is_answer ? aanbieder : gemeente);
  xml_text_identificatie(xml, "BerichtIdentificatie", identificatie, dagtekening);
  xml_text_versie(xml, "XsdVersie");
}

static void write_nummer(struct writer *writer)
{
  char text[DECLARATIE_TEXT_SIZE];
  declaratie_format_nummer(writer->declaratie->nummer, text);
  xml_text_text(&writer->xml, writer->xml.law, "DeclaratieNummer", text);
}

void declaratie_write(const void *context, int identificatie, struct buffer *out)
{
  const struct declaratie_message *message = context;
  struct writer writer = begin(message, false, out);
  struct xml_text *xml = &writer.xml;
  const struct declaratie *declaratie = message->declaratie;
  const int32_t *first_days = &message->ledger->calendar->first_days[declaratie->month];
  write_header_start(&writer, identificatie);
  xml_text_close(xml, xml->law, "Header");
  xml_text_open(xml, xml->law, "Declaratie");
  write_nummer(&writer);
  write_period(&writer, "DeclaratiePeriode", first_days[0], first_days[1] - 1);
  xml_text_date(xml, xml->law, "DeclaratieDagtekening", declaratie->dagtekening);
  write_amount(&writer, "TotaalIngediendBedrag", "TotaalBedrag", declaratie->total);
  write_clients(&writer);
  xml_text_close(xml, xml->law, "Declaratie");
  xml_text_end(xml);
}

/* What is granted: all but the lines that the answer names; nothing when it refuses the declaratie. */
static int64_t granted(const struct writer *writer)
{
  int64_t cent = writer->declaratie->total;
  if (writer->declaratie->verdict == VERDICT_REFUSED)
    return 0;
  for (size_t i = 0; i < writer->declaratie->count; i++)
    if (first_regel(writer)[i].code != NULL)
      cent -= regel_cent(&first_regel(writer)[i]);
  return cent;
}

static void write_antwoord(struct writer *writer)
{
  struct xml_text *xml = &writer->xml;
  xml_text_open(xml, xml->law, "DeclaratieAntwoord");
  write_nummer(writer);
  write_amount(writer, "TotaalIngediendBedrag", "TotaalBedrag", writer->declaratie->total);
  write_amount(writer, "TotaalToegekendBedrag", "TotaalBedrag", granted(writer));
  write_clients(writer);
  write_code(writer, writer->declaratie->verdict == VERDICT_REFUSED ? "9333" : "0200");
  xml_text_close(xml, xml->law, "DeclaratieAntwoord");
}

void declaratie_write_answer(const void *context, int identificatie, struct buffer *out)
{
  const struct declaratie_message *message = context;
  struct writer writer = begin(message, true, out);
  struct xml_text *xml = &writer.xml;
  bool is_read = message->declaratie->verdict != VERDICT_NOT_READ;
  write_header_start(&writer, identificatie);
  xml_text_identificatie(
      xml, "DeclaratieIdentificatie", message->declaratie->identificatie, message->declaratie->dagtekening);
  xml_text_versie(xml, "XsdVersieDeclaratie");
  write_code(&writer, is_read ? "0200" : "0001");
  xml_text_close(xml, xml->law, "Header");
  if (is_read)
    write_antwoord(&writer);
  xml_text_end(xml);
}
