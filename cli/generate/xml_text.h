/* Elements of a message, one a line, indented; what the writers of messages share. */
#ifndef SLUIS_CLI_GENERATE_XML_TEXT_H
#define SLUIS_CLI_GENERATE_XML_TEXT_H

#include <stdint.h>

#include "base/buffer.h"
#include "cli/generate/region.h"

enum { XML_PREFIX_SIZE = 16 };

struct xml_text {
  struct buffer *out;
  char law[XML_PREFIX_SIZE]; /* prefix of the message's own elements: jw301 */
  const char *base;          /* that of the shared ones: ijw */
  int depth;
};

/* The root element of release 3.2; number as in "301". Empties out, which is borrowed. */
void xml_text_begin(struct xml_text *xml, struct buffer *out, enum domein domein, const char *number);
void xml_text_end(struct xml_text *xml);

/* prefix: law or base of the same xml. Text is written as it is: no markup in it. */
void xml_text_open(struct xml_text *xml, const char *prefix, const char *name);
void xml_text_close(struct xml_text *xml, const char *prefix, const char *name);
void xml_text_text(struct xml_text *xml, const char *prefix, const char *name, const char *text);
void xml_text_number(struct xml_text *xml, const char *prefix, const char *name, int64_t number);
void xml_text_date(struct xml_text *xml, const char *prefix, const char *name, int32_t date);

/* Parts of every header. */
void xml_text_parties(struct xml_text *xml, const char *code, const char *sender, const char *receiver);
void xml_text_identificatie(struct xml_text *xml, const char *name, int identificatie, int32_t dagtekening);
void xml_text_versie(struct xml_text *xml, const char *name);

#endif
