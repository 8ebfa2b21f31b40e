/* Written straight into the buffer: a region is millions of elements. */
#include "cli/generate/xml_text.h"

#include <stdio.h>

#include "base/date.h"

enum { IDENTIFICATIE_SIZE = 16, NUMBER_SIZE = 24 };

void xml_text_begin(struct xml_text *xml, struct buffer *out, enum domein domein, const char *number)
{
  static const char *const laws[DOMEIN_COUNT] = {"jw", "wmo"};
  static const char *const bases[DOMEIN_COUNT] = {"ijw", "iwmo"};
  *xml = (struct xml_text){.out = out, .base = bases[domein], .depth = 1};
  snprintf(xml->law, sizeof xml->law, "%s%s", laws[domein], number);
  buffer_reset(out);
  buffer_text(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
  buffer_format(out,
      "<%s:Bericht xmlns:%s=\"http://www.istandaarden.nl/%s/3_2/basisschema/schema\" "
      "xmlns:%s=\"http://www.istandaarden.nl/%s/3_2/%s/schema\">\n",
      xml->law, xml->base, xml->base, xml->law, xml->base, xml->law);
}

void xml_text_end(struct xml_text *xml)
{
  buffer_format(xml->out, "</%s:Bericht>\n", xml->law);
}

static void indent(struct xml_text *xml)
{
  for (int i = 0; i < xml->depth; i++)
    buffer_byte(xml->out, '\t');
}

static void tag(struct xml_text *xml, const char *start, const char *prefix, const char *name)
{
  buffer_text(xml->out, start);
  buffer_text(xml->out, prefix);
  buffer_byte(xml->out, ':');
  buffer_text(xml->out, name);
  buffer_byte(xml->out, '>');
}

void xml_text_open(struct xml_text *xml, const char *prefix, const char *name)
{
  indent(xml);
  tag(xml, "<", prefix, name);
  buffer_byte(xml->out, '\n');
  xml->depth++;
}

void xml_text_close(struct xml_text *xml, const char *prefix, const char *name)
{
  xml->depth--;
  indent(xml);
  tag(xml, "</", prefix, name);
  buffer_byte(xml->out, '\n');
}

void xml_text_text(struct xml_text *xml, const char *prefix, const char *name, const char *text)
{
  indent(xml);
  tag(xml, "<", prefix, name);
  buffer_text(xml->out, text);
  tag(xml, "</", prefix, name);
  buffer_byte(xml->out, '\n');
}

void xml_text_number(struct xml_text *xml, const char *prefix, const char *name, int64_t number)
{
  char text[NUMBER_SIZE];
  snprintf(text, sizeof text, "%lld", (long long)number);
  xml_text_text(xml, prefix, name, text);
}

void xml_text_date(struct xml_text *xml, const char *prefix, const char *name, int32_t date)
{
  char text[DATE_TEXT_SIZE];
  date_format(date, text);
  xml_text_text(xml, prefix, name, text);
}

void xml_text_parties(struct xml_text *xml, const char *code, const char *sender, const char *receiver)
{
  xml_text_text(xml, xml->law, "BerichtCode", code);
  xml_text_text(xml, xml->law, "BerichtVersie", "3");
  xml_text_text(xml, xml->law, "BerichtSubversie", "2");
  xml_text_text(xml, xml->law, "Afzender", sender);
  xml_text_text(xml, xml->law, "Ontvanger", receiver);
}

void xml_text_identificatie(struct xml_text *xml, const char *name, int identificatie, int32_t dagtekening)
{
  char text[IDENTIFICATIE_SIZE];
  snprintf(text, sizeof text, "B%07d", identificatie);
  xml_text_open(xml, xml->law, name);
  xml_text_text(xml, xml->base, "Identificatie", text);
  xml_text_date(xml, xml->base, "Dagtekening", dagtekening);
  xml_text_close(xml, xml->law, name);
}

void xml_text_versie(struct xml_text *xml, const char *name)
{
  xml_text_open(xml, xml->law, name);
  xml_text_text(xml, xml->base, "BasisschemaXsdVersie", "1.0.0");
  xml_text_text(xml, xml->base, "BerichtXsdVersie", "1.0.0");
  xml_text_close(xml, xml->law, name);
}
