/* Our verdict on a message against that of the official XSD, over seeded mutations.
 *
 * Takes the official schemas and examples from the folder that SLUIS_ISTANDAARDEN names; nothing of them is
 * kept. There is no official schema of WMO325: it is made here from that of JW325, with its namespaces and
 * code exchanged. For each complete message of tests/ingest/fixtures and each official example: 500 mutants
 * (or as many as SLUIS_VERDICT_MUTANTS says), each made from its own seed. A difference is printed with its
 * seed: SLUIS_VERDICT_SEED=n does that one alone and prints the mutant. */
#include <libxml/parser.h>
#include <libxml/xmlschemas.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "ingest/bericht_reader.h"
#include "ingest/levering_reader.h"

enum { SKIPPED = 77, DEFAULT_MUTANTS = 500, MOST_NODES = 2048, MOST_DIFFERENCES = 20 };

#define XML (const xmlChar *)

/* --- chance, the same on every machine --- */

struct chance {
  uint64_t state;
};

static uint32_t draw(struct chance *chance, uint32_t below)
{
  chance->state = chance->state * 6364136223846793005u + 1442695040888963407u;
  uint32_t bits = (uint32_t)(chance->state >> 33);
  return bits % below;
}

#define PICK(chance, list) (list)[draw(chance, sizeof(list) / sizeof *(list))]

/* --- the document that is changed --- */

struct mutant {
  xmlDocPtr document;
  xmlNodePtr nodes[MOST_NODES];
  uint32_t count;
  struct chance chance;
};

static void collect(struct mutant *mutant, xmlNodePtr node)
{
  for (; node != NULL; node = node->next) {
    if (node->type != XML_ELEMENT_NODE || mutant->count == MOST_NODES)
      continue;
    mutant->nodes[mutant->count++] = node;
    collect(mutant, node->children);
  }
}

static xmlNodePtr any(struct mutant *mutant)
{
  return mutant->nodes[draw(&mutant->chance, mutant->count)];
}

/* Any but the root. */
static xmlNodePtr inner(struct mutant *mutant)
{
  return mutant->count > 1 ? mutant->nodes[1 + draw(&mutant->chance, mutant->count - 1)] : NULL;
}

static xmlNodePtr leaf(struct mutant *mutant)
{
  for (int tries = 0; tries < 100; tries++) {
    xmlNodePtr node = any(mutant);
    if (xmlChildElementCount(node) == 0)
      return node;
  }
  return NULL;
}

static xmlNodePtr parent_of_elements(struct mutant *mutant)
{
  for (int tries = 0; tries < 100; tries++) {
    xmlNodePtr node = any(mutant);
    if (xmlChildElementCount(node) > 0)
      return node;
  }
  return NULL;
}

static void set_text(xmlNodePtr node, const char *text)
{
  xmlNodeSetContent(node, NULL);
  xmlNodeAddContent(node, XML text);
}

/* --- mutations of the tree --- */

static void drop(struct mutant *mutant)
{
  xmlNodePtr node = inner(mutant);
  if (node == NULL)
    return;
  xmlUnlinkNode(node);
  xmlFreeNode(node);
}

static void double_it(struct mutant *mutant)
{
  xmlNodePtr node = inner(mutant);
  if (node != NULL)
    xmlAddNextSibling(node, xmlCopyNode(node, 1));
}

static bool is_below(xmlNodePtr node, xmlNodePtr ancestor)
{
  for (; node != NULL; node = node->parent) {
    if (node == ancestor)
      return true;
  }
  return false;
}

static void move(struct mutant *mutant)
{
  xmlNodePtr node = inner(mutant);
  xmlNodePtr other = inner(mutant);
  if (node == NULL || is_below(other, node))
    return;
  xmlUnlinkNode(node);
  xmlAddNextSibling(other, node);
}

static void swap_with_next(struct mutant *mutant)
{
  xmlNodePtr node = inner(mutant);
  xmlNodePtr next = node != NULL ? xmlNextElementSibling(node) : NULL;
  if (next == NULL)
    return;
  xmlUnlinkNode(node);
  xmlAddNextSibling(next, node);
}

static void nest(struct mutant *mutant)
{
  xmlNodePtr node = inner(mutant);
  xmlNodePtr other = any(mutant);
  if (node != NULL)
    xmlAddChild(other, xmlCopyNode(node, 1));
}

static void empty(struct mutant *mutant)
{
  xmlNodeSetContent(any(mutant), NULL);
}

static void rename_it(struct mutant *mutant)
{
  static const char *const odd[] = {"Onbekend", "bsn", "Bsn", "Begindatum", "Client", "Bericht"};
  const xmlChar *name = draw(&mutant->chance, 2) ? XML PICK(&mutant->chance, odd) : any(mutant)->name;
  xmlChar *copy = xmlStrdup(name);
  xmlNodeSetName(any(mutant), copy);
  xmlFree(copy);
}

static void change_namespace(struct mutant *mutant)
{
  xmlNodePtr node = inner(mutant);
  if (node == NULL)
    return;
  switch (draw(&mutant->chance, 3)) {
  case 0:
    node->ns = NULL;
    break;
  case 1:
    node->ns = any(mutant)->ns;
    break;
  default:
    node->ns = xmlNewNs(node, XML "http://voorbeeld.invalid/x", XML "vreemd");
  }
}

static void set_value(struct mutant *mutant)
{
  static const char *const values[] = {"", " ", "x", "0", "00", "1", "2", "3", "4", "9", "01", "13", "20",
      "31", "99", "999", "0983", "D", "C", "0200", "8001", "S300", "s300", "83", "84", "999999999999",
      "1000000000000", "100000000", "DN-1", "xxxxxxxxxxxxxxxxxxxx", "xxxxxxxxxxxxxxxxxxxxx", "12345678",
      "123456789", "1234567890", "A", "AB", "NL", "nl", "ABCDEFGHIJKL", "ABCDEFGHIJKLM", "é", "ééé", "ÀỳZ",
      "Ÿ", "ỳỳỳỳỳỳ", "ỳỳỳỳỳỳỳ", "Ỵ", "ab1", "1.0.0", "01.0.0", "1.0", "1.0.0.0", "1..0", "0.0.0", "12.34.567",
      "\t", "\n", "a\nb", "a\rb", " a ", "\u00a0", "\u0660\u0661", "２", "+", "-", "1 2", "0x1", "1e3", "1.0",
      "true", "NaN"};
  xmlNodePtr node = leaf(mutant);
  if (node != NULL)
    set_text(node, PICK(&mutant->chance, values));
}

static bool looks_like(xmlNodePtr node, const char *shape)
{
  xmlChar *text = xmlNodeGetContent(node);
  size_t size = strlen((char *)text);
  bool is = size == strlen(shape) || strcmp(shape, "9") == 0;
  for (size_t i = 0; is && i < size; i++) {
    xmlChar want = (xmlChar)(strcmp(shape, "9") == 0 ? '9' : shape[i]);
    is = want == '9' ? text[i] >= '0' && text[i] <= '9' : text[i] == want;
  }
  is = is && size > 0;
  xmlFree(text);
  return is;
}

static void set_shaped(struct mutant *mutant, const char *shape, const char *value)
{
  for (int tries = 0; tries < 400; tries++) {
    xmlNodePtr node = any(mutant);
    if (xmlChildElementCount(node) > 0 || !looks_like(node, shape))
      continue;
    set_text(node, value);
    return;
  }
}

static void odd_date(struct mutant *mutant)
{
  static const char *const dates[] = {"2023-02-29", "2024-02-29", "1900-02-29", "2000-02-29", "0000-01-01",
      "0001-01-01", "-0001-01-01", "-0004-02-29", "-0001-02-29", "9999-12-31", "10000-01-01", "12023-05-01",
      "012023-05-01", "12024-02-29", "99999999999999999999-01-01", "9223372036854775807-01-01",
      "9223372036854775808-01-01", "2023-13-01", "2023-00-10", "2023-04-31", "2023-04-00", "2023-4-1",
      "23-04-01", "2023-04-01Z", "2023-04-01+02:00", "2023-04-01+02", "2023-04-01-", "+2023-04-01",
      " 2023-04-01 ", "\t2023-04-01\n", "2023-04-01 12", "20230401", "2023/04/01", "01-04-2023",
      "2023-04-01T00:00:00", "2023 -04-01", "", " ", "2023-04-011", "-2023-04-01", "--2023-04-01",
      "2023-04-1"};
  set_shaped(mutant, "9999-99-99", PICK(&mutant->chance, dates));
}

static void odd_time(struct mutant *mutant)
{
  static const char *const times[] = {"24:00:00", "24:00:01", "24:00:00.000", "23:59:59", "23:59:60",
      "00:00:00", "12:34:56.7", "12:34:56.", "12:34:56.1234567890123456789",
      "12:34:59.99999999999999999999999", "12:34", "1:02:03", "12:60:00", "-12:00:00", "12:00:00Z",
      "12:00:00+01:00", "12:00:00-01:00", "12:00:00-14:00", "12:00:00-14:01", "12:00:00-00:60",
      "12:00:00-1:00", "12:00:00-24:00", "24:00:00-01:00", "12:00:00 -01:00", "12:00-01:00", "12:00:00-",
      "12:00:00.5-01:00", " 12:00:00 ", "12:00:00 Z", "", "12:00:0a", "12-00-00", "\n12:00:00"};
  set_shaped(mutant, "99:99:99", PICK(&mutant->chance, times));
}

static void odd_integer(struct mutant *mutant)
{
  static const char *const numbers[] = {"+007", "00", "-0", "+0", "-1", "0000000000000000000000000000007",
      "000000000000000000000001", "99999999", "100000000", "999999999", "1000000000", "99999", "100000", "99",
      "100", "12345678901234567890", "123456789012345678901234567890", " 7 ", "7\n", "\t7", "7 7", "7.0",
      "7.", "1e1", "", " ", "+", "-", "++7", "٧", "0x7", "3", "03", "+3", " 3 ", "2", "02"};
  set_shaped(mutant, "9", PICK(&mutant->chance, numbers));
}

static void grow(struct mutant *mutant)
{
  xmlNodePtr node = leaf(mutant);
  static const char *const pieces[] = {"x", "é", "0", " ", "xxxxxxxxxxxxxxxxxxxx", "\n"};
  uint32_t times = 1 + draw(&mutant->chance, 12);
  const char *piece = PICK(&mutant->chance, pieces);
  for (uint32_t i = 0; node != NULL && i < times; i++)
    xmlNodeAddContent(node, XML piece);
}

static void shrink(struct mutant *mutant)
{
  xmlNodePtr node = leaf(mutant);
  if (node == NULL)
    return;
  xmlChar *text = xmlNodeGetContent(node);
  int length = xmlUTF8Strlen(text);
  xmlChar *shorter = length > 0 ? xmlUTF8Strsub(text, 0, (int)draw(&mutant->chance, (uint32_t)length)) : NULL;
  if (shorter != NULL)
    set_text(node, (const char *)shorter);
  xmlFree(shorter);
  xmlFree(text);
}

static void surround(struct mutant *mutant)
{
  static const char *const spaces[] = {" ", "\n", "\t", "\r", "  \n ", "\u00a0"};
  xmlNodePtr node = leaf(mutant);
  if (node == NULL)
    return;
  xmlChar *text = xmlNodeGetContent(node);
  char value[4096];
  snprintf(value, sizeof value, "%s%s%s", draw(&mutant->chance, 2) ? PICK(&mutant->chance, spaces) : "",
      (char *)text, draw(&mutant->chance, 2) ? PICK(&mutant->chance, spaces) : "");
  set_text(node, value);
  xmlFree(text);
}

static void wrap_in_cdata(struct mutant *mutant)
{
  xmlNodePtr node = leaf(mutant);
  if (node == NULL)
    return;
  xmlChar *text = xmlNodeGetContent(node);
  xmlNodeSetContent(node, NULL);
  xmlAddChild(node, xmlNewCDataBlock(node->doc, text, xmlStrlen(text)));
  xmlFree(text);
}

static xmlNodePtr new_content(struct mutant *mutant)
{
  static const char *const texts[] = {"x", " ", "\n", "1", "", "\u00a0", "<![CDATA["};
  const char *text = PICK(&mutant->chance, texts);
  switch (draw(&mutant->chance, 4)) {
  case 0:
    return xmlNewDocText(mutant->document, XML text);
  case 1:
    return xmlNewCDataBlock(mutant->document, XML text, (int)strlen(text));
  case 2:
    return xmlNewDocComment(mutant->document, XML "opmerking");
  default:
    return xmlNewDocPI(mutant->document, XML "doel", XML "inhoud");
  }
}

static void put_between(struct mutant *mutant)
{
  xmlNodePtr node = parent_of_elements(mutant);
  if (node == NULL)
    return;
  xmlNodePtr child = xmlFirstElementChild(node);
  uint32_t skip = draw(&mutant->chance, (uint32_t)xmlChildElementCount(node));
  while (skip-- > 0)
    child = xmlNextElementSibling(child);
  xmlAddNextSibling(child, new_content(mutant));
}

static void put_inside_value(struct mutant *mutant)
{
  xmlNodePtr node = leaf(mutant);
  if (node == NULL)
    return;
  xmlNodePtr added = new_content(mutant);
  if (node->children != NULL && draw(&mutant->chance, 2))
    xmlAddPrevSibling(node->children, added);
  else
    xmlAddChild(node, added);
}

static xmlNsPtr declare(struct mutant *mutant, xmlNodePtr node, const char *href, const char *prefix)
{
  xmlNsPtr ns = xmlSearchNsByHref(mutant->document, node, XML href);
  return ns != NULL ? ns : xmlNewNs(node, XML href, XML prefix);
}

static void add_attribute(struct mutant *mutant)
{
  xmlNodePtr node = any(mutant);
  static const char *const xsi_names[] = {"nil", "schemaLocation", "noNamespaceSchemaLocation", "onbekend"};
  static const char *const values[] = {"true", "false", "1", "", "x", "http://a b", "a b c"};
  xmlNsPtr xsi = NULL;
  switch (draw(&mutant->chance, 5)) {
  case 0:
    xmlNewProp(node, XML "kenmerk", XML "1");
    return;
  case 1:
    xmlNodeSetLang(node, XML "nl");
    return;
  case 2:
    xmlNodeSetSpacePreserve(node, 1);
    return;
  default:
    xsi = declare(mutant, node, "http://www.w3.org/2001/XMLSchema-instance", "xsi");
    xmlNewNsProp(node, xsi, XML PICK(&mutant->chance, xsi_names), XML PICK(&mutant->chance, values));
  }
}

/* What type an element has, with whose namespace: of the basisschema ('s') or the message ('b'). */
static const struct {
  const char *element;
  char owner;
  const char *type;
} types[] = {{"Dagtekening", 's', "LDT_Datum"}, {"Product", 's', "CDT_Product"},
    {"Begindatum", 's', "LDT_Datum"}, {"Bsn", 's', "LDT_BurgerServicenummer"}, {"Client", 'b', "Client"},
    {"Header", 'b', "Header"}, {"Bericht", 'b', "Root"}, {"BerichtCode", 's', "LDT_BerichtCode"},
    {"BerichtVersie", 's', "LDT_BerichtVersie"}, {"ToewijzingNummer", 's', "LDT_Nummer"},
    {"Geslachtsnaam", 's', "CDT_Achternaam"}, {"Geslacht", 's', "LDT_Geslacht"},
    {"StartProduct", 'b', "StartProduct"}, {"StopProduct", 'b', "StopProduct"}, {"Contact", 'b', "Contact"},
    {"Toewijzingstijd", 's', "LDT_Tijd"}, {"BerichtIdentificatie", 's', "CDT_BerichtIdentificatie"},
    {"Naam", 's', "CDT_VolledigeNaam"}, {"Naam", 's', "CDT_VerkorteNaam"},
    {"Categorie", 's', "LDT_ProductCategorie"}, {"Prestatie", 'b', "Prestatie"},
    {"ProductReferentie", 's', "CDT_Referentie"}, {"ReferentieNummer", 's', "LDT_ReferentieNummer"},
    {"ProductPeriode", 's', "CDT_GeslotenPeriode"}, {"IngediendBedrag", 's', "CDT_BedragMetDC"},
    {"TotaalIngediendBedrag", 's', "CDT_TotaalBedragMetDC"}, {"TotaalBedrag", 's', "LDT_TotaalBedrag"},
    {"Bedrag", 's', "LDT_Bedrag"}, {"DebetCredit", 's', "LDT_DebetCredit"}, {"Eenheid", 's', "LDT_Eenheid"},
    {"DeclaratieNummer", 's', "LDT_IdentificatieDeclaratie"}, {"RetourCodes", 'b', "RetourCodes"},
    {"RetourCode", 's', "LDT_RetourCode"}, {"DeclaratieAntwoord", 'b', "DeclaratieAntwoord"},
    {"XsltVersie", 's', "LDT_Versie"}, {"DeclaratieIdentificatie", 's', "CDT_BerichtIdentificatie"}};

enum { TYPE_COUNT = sizeof types / sizeof *types };

static const char *namespace_of(struct mutant *mutant, char owner)
{
  xmlNodePtr root = mutant->nodes[0];
  if (owner == 'b')
    return root->ns != NULL ? (const char *)root->ns->href : "";
  for (uint32_t i = 0; i < mutant->count; i++) {
    const xmlNs *ns = mutant->nodes[i]->ns;
    if (ns != NULL && strstr((const char *)ns->href, "basisschema") != NULL)
      return (const char *)ns->href;
  }
  return "http://voorbeeld.invalid/x";
}

static xmlNodePtr find_named(struct mutant *mutant, const char *name)
{
  uint32_t from = draw(&mutant->chance, mutant->count);
  for (uint32_t i = 0; i < mutant->count; i++) {
    xmlNodePtr node = mutant->nodes[(from + i) % mutant->count];
    if (strcmp((const char *)node->name, name) == 0)
      return node;
  }
  return NULL;
}

static void add_type(struct mutant *mutant)
{
  uint32_t pick = draw(&mutant->chance, TYPE_COUNT);
  uint32_t other = draw(&mutant->chance, 4) == 0 ? draw(&mutant->chance, TYPE_COUNT) : pick;
  xmlNodePtr node = find_named(mutant, types[pick].element);
  if (node == NULL)
    return;
  bool is_builtin = draw(&mutant->chance, 8) == 0;
  const char *href =
      is_builtin ? "http://www.w3.org/2001/XMLSchema" : namespace_of(mutant, types[other].owner);
  xmlNsPtr ns = declare(mutant, node, href, "tt");
  static const char *const patterns[] = {
      "%s%s%s", "%s%s%s", "%s%s%s", " %s%s%s\n", "%s %s%s", "geen%s%s%s", "%s%s%s x"};
  char value[256];
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
  snprintf(value, sizeof value, PICK(&mutant->chance, patterns),
      ns->prefix != NULL ? (const char *)ns->prefix : "", ns->prefix != NULL ? ":" : "",
      is_builtin ? "string" : types[other].type);
#pragma GCC diagnostic pop
  xmlNsPtr xsi = declare(mutant, node, "http://www.w3.org/2001/XMLSchema-instance", "xsi");
  xmlNewNsProp(node, xsi, XML "type", XML value);
}

/* libxml2 declares const what it owns on the heap. */
static void free_const(const xmlChar *text)
{
  xmlChar *owned = NULL;
  memcpy(&owned, &text, sizeof owned);
  xmlFree(owned);
}

static void change_prefix(struct mutant *mutant)
{
  static const char *const prefixes[] = {"a", "ijw", "x-1", "Ünï"};
  xmlNsPtr ns = mutant->nodes[0]->nsDef;
  if (ns == NULL || (ns->next != NULL && draw(&mutant->chance, 2) != 0))
    ns = ns != NULL ? ns->next : NULL;
  if (ns == NULL)
    return;
  free_const(ns->prefix);
  ns->prefix = xmlStrdup(XML PICK(&mutant->chance, prefixes));
}

static void change_release(struct mutant *mutant)
{
  static const char *const others[] = {"http://www.istandaarden.nl/ijw/3_1/jw301/schema",
      "http://www.istandaarden.nl/ijw/3_2/jw315/schema", "http://www.istandaarden.nl/iwmo/3_2/wmo301/schema",
      ""};
  xmlNsPtr ns = mutant->nodes[0]->ns;
  if (ns == NULL || draw(&mutant->chance, 4) != 0)
    return;
  free_const(ns->href);
  ns->href = xmlStrdup(XML PICK(&mutant->chance, others));
}

static void leave(struct mutant *mutant)
{
  (void)mutant;
}

typedef void mutation(struct mutant *mutant);
static mutation *const mutations[] = {drop, double_it, move, swap_with_next, nest, empty, rename_it,
    change_namespace, set_value, set_value, odd_date, odd_date, odd_time, odd_integer, odd_integer, grow,
    shrink, surround, wrap_in_cdata, put_between, put_inside_value, add_attribute, add_type, add_type,
    change_prefix, change_release, leave};

/* --- mutations of the bytes --- */

static void damage(struct chance *chance, xmlChar *bytes, int *size)
{
  uint32_t at = draw(chance, (uint32_t)*size);
  static const char odd[] = {'<', '>', '&', '\0', '\xff', '"', ' ', '\n', 'x', '/', ';', ']', '\x01'};
  switch (draw(chance, 3)) {
  case 0:
    bytes[at] = (xmlChar)PICK(chance, odd);
    break;
  case 1:
    memmove(bytes + at, bytes + at + 1, (size_t)*size - at - 1);
    (*size)--;
    break;
  default:
    *size = (int)at;
  }
}

static xmlChar *write_mutant(struct mutant *mutant, int *size, bool is_plain)
{
  static const char *const encodings[] = {
      "UTF-8", "UTF-16", "UTF-16LE", "ISO-8859-1", "US-ASCII", "windows-1252"};
  xmlChar *bytes = NULL;
  if (is_plain) {
    xmlDocDumpMemory(mutant->document, &bytes, size);
    return bytes;
  }
  bool is_formatted = draw(&mutant->chance, 2) != 0;
  const char *encoding = draw(&mutant->chance, 4) == 0 ? PICK(&mutant->chance, encodings) : "UTF-8";
  xmlDocDumpFormatMemoryEnc(mutant->document, &bytes, size, encoding, is_formatted);
  if (bytes != NULL && *size > 0 && draw(&mutant->chance, 12) == 0)
    damage(&mutant->chance, bytes, size);
  return bytes;
}

/* --- two verdicts --- */

enum verdict { VALID, INVALID, NOT_WELL_FORMED, OTHER_KIND };
static const char *const verdict_names[] = {"goed", "XSD", "VORM", "SOORT"};

static void say_nothing(void *context, xmlErrorPtr error)
{
  (void)context;
  (void)error;
}

/* The schemas of the messages that we read, by their namespace. */
struct schema {
  const char *name_space;
  xmlSchemaPtr schema;
};

static const struct schema *find_namespace(const struct schema *schemas, const xmlChar *name_space)
{
  for (; name_space != NULL && schemas->name_space != NULL; schemas++) {
    if (strcmp((const char *)name_space, schemas->name_space) == 0)
      return schemas;
  }
  return NULL;
}

static xmlDocPtr parse(const xmlChar *bytes, int size, int options)
{
  return xmlReadMemory((const char *)bytes, size, NULL, NULL,
      options | XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING);
}

/* Of what is not well-formed the kind comes first where the tag of the root is whole; the tree does not tell
 * whether it was, so both verdicts are right where a root of another kind could be made out. */
static bool may_be_other_kind(const struct schema *schemas, const xmlChar *bytes, int size)
{
  xmlDocPtr document = parse(bytes, size, XML_PARSE_RECOVER);
  xmlNodePtr root = document != NULL ? xmlDocGetRootElement(document) : NULL;
  bool may_be = root != NULL && find_namespace(schemas, root->ns != NULL ? root->ns->href : NULL) == NULL;
  xmlFreeDoc(document);
  return may_be;
}

static enum verdict judge_by_schema(const struct schema *schemas, const xmlChar *bytes, int size)
{
  xmlDocPtr document = parse(bytes, size, 0);
  if (document == NULL)
    return NOT_WELL_FORMED;
  const xmlNs *ns = xmlDocGetRootElement(document)->ns;
  const struct schema *schema = ns != NULL ? find_namespace(schemas, ns->href) : NULL;
  enum verdict verdict = OTHER_KIND;
  if (schema != NULL) {
    xmlSchemaValidCtxtPtr context = xmlSchemaNewValidCtxt(schema->schema);
    xmlSchemaSetValidStructuredErrors(context, say_nothing, NULL);
    verdict = xmlSchemaValidateDoc(context, document) == 0 ? VALID : INVALID;
    xmlSchemaFreeValidCtxt(context);
  }
  xmlFreeDoc(document);
  return verdict;
}

static enum verdict verdict_of(const struct levering *levering)
{
  for (size_t i = 0; i < levering->meldingen_count; i++) {
    for (int v = INVALID; v <= OTHER_KIND; v++) {
      if (strcmp(levering->meldingen[i].code, verdict_names[v]) == 0)
        return (enum verdict)v;
    }
  }
  return VALID;
}

/* A mutant as a stream of bytes, as a large file is read. */
struct stream {
  const xmlChar *bytes;
  int left;
};

static int read_stream(void *context, char *out, int size)
{
  struct stream *stream = context;
  int count = stream->left < size ? stream->left : size;
  memcpy(out, stream->bytes, (size_t)count);
  stream->bytes += count;
  stream->left -= count;
  return count;
}

static bool is_same_melding(const struct melding *a, const struct melding *b)
{
  bool is_same_place = a->pad == b->pad || (a->pad != NULL && b->pad != NULL && strcmp(a->pad, b->pad) == 0);
  return is_same_place && strcmp(a->code, b->code) == 0 && a->regel == b->regel &&
         strcmp(a->tekst, b->tekst) == 0;
}

/* Whether reading the bytes as a stream finds the same as reading them as a block of memory. */
static bool is_same_streamed(struct bericht_reader *reader, const xmlChar *bytes, int size)
{
  static struct meldingen found[2];
  struct arena arena;
  arena_init(&arena, 0);
  struct stream stream = {bytes, size};
  struct xml_stream source = {read_stream, &stream};
  for (int i = 0; i < 2; i++) {
    meldingen_init(&found[i], &arena);
    struct bericht_reading reading = {.ontvangen = 30000, .meldingen = &found[i]};
    reading.data = i == 0 ? bytes : NULL;
    reading.size = (size_t)size;
    reading.stream = &source;
    (void)bericht_reader_read(reader, &reading);
    bericht_reader_forget(reader);
    meldingen_finish(&found[i]);
  }
  bool is_same = found[0].count == found[1].count;
  for (size_t i = 0; is_same && i < found[0].count; i++)
    is_same = is_same_melding(&found[0].items[i], &found[1].items[i]);
  arena_fini(&arena);
  return is_same;
}

static enum verdict judge_by_tables(struct levering_reader *reader, const xmlChar *bytes, int size)
{
  struct arena arena;
  arena_init(&arena, 0);
  struct levering_source source = {.name = "mutant.xml", .ontvangen = 30000};
  struct batch_levering levering = {0};
  struct error error;
  if (levering_reader_read(reader, &source, bytes, (size_t)size, &arena, &levering, &error) != 0)
    abort();
  enum verdict verdict = verdict_of(&levering.levering);
  arena_fini(&arena);
  return verdict;
}

/* --- the run --- */

enum { KINDS = 10, MOST_PATH = 4096, MOST_SCHEMA = 1 << 20 };
static const char *const kinds[KINDS][3] = {{"jw", "JW", "301"}, {"jw", "JW", "305"}, {"jw", "JW", "307"},
    {"jw", "JW", "323"}, {"jw", "JW", "325"}, {"wmo", "WMO", "301"}, {"wmo", "WMO", "305"},
    {"wmo", "WMO", "307"}, {"wmo", "WMO", "323"}, {"wmo", "WMO", "325"}};
/* Beside the complete message of each kind. */
static const char *const more_fixtures[] = {"jw325-afkeur.xml", "wmo325-afkeur.xml"};

struct run {
  struct levering_reader *reader;
  struct bericht_reader *streaming;
  struct schema schemas[KINDS + 1];
  uint32_t mutants;
  const char *only_seed; /* or NULL */
  unsigned long counts[4];
  unsigned long differences;
};

static void compare(struct run *run, const char *path, uint32_t seed, const xmlChar *bytes, int size)
{
  enum verdict expected = judge_by_schema(run->schemas, bytes, size);
  enum verdict found = judge_by_tables(run->reader, bytes, size);
  if (expected == NOT_WELL_FORMED && found == OTHER_KIND && may_be_other_kind(run->schemas, bytes, size))
    expected = OTHER_KIND;
  run->counts[expected]++;
  if (expected != found && run->differences++ < MOST_DIFFERENCES)
    printf("%s seed %u: XSD says %s, sluis says %s\n", path, seed, verdict_names[expected],
        verdict_names[found]);
  if (!is_same_streamed(run->streaming, bytes, size) && run->differences++ < MOST_DIFFERENCES)
    printf("%s seed %u: other findings when it is read as a stream\n", path, seed);
  if (run->only_seed != NULL)
    fwrite(bytes, 1, (size_t)size, stdout);
}

/* Seed 0 is the message itself. */
static void try_mutant(struct run *run, const char *path, xmlDocPtr original, uint32_t seed)
{
  struct mutant mutant = {.document = xmlCopyDoc(original, 1), .chance = {seed * UINT64_C(2654435761) + 17}};
  uint32_t steps = seed == 0 ? 0 : 1 + draw(&mutant.chance, 2);
  for (uint32_t i = 0; i < steps; i++) {
    mutant.count = 0;
    collect(&mutant, xmlDocGetRootElement(mutant.document));
    PICK(&mutant.chance, mutations)(&mutant);
  }
  int size = 0;
  xmlChar *bytes = write_mutant(&mutant, &size, seed == 0);
  if (bytes != NULL)
    compare(run, path, seed, bytes, size);
  xmlFree(bytes);
  xmlFreeDoc(mutant.document);
}

static void try_message(struct run *run, const char *path)
{
  xmlDocPtr document = xmlReadFile(path, NULL, XML_PARSE_NONET);
  if (document == NULL) {
    printf("cannot read %s\n", path);
    exit(1);
  }
  if (run->only_seed != NULL)
    try_mutant(run, path, document, (uint32_t)strtoul(run->only_seed, NULL, 10));
  for (uint32_t seed = 0; run->only_seed == NULL && seed <= run->mutants; seed++)
    try_mutant(run, path, document, seed);
  xmlFreeDoc(document);
}

/* Every occurrence; all that is asked for must be there. */
static char *replace_all(char *text, const char *old, const char *fresh)
{
  struct buffer out;
  buffer_init(&out, MOST_SCHEMA);
  const char *at = text;
  for (const char *found = strstr(at, old); found != NULL; found = strstr(at, old)) {
    buffer_append(&out, at, (size_t)(found - at));
    buffer_text(&out, fresh);
    at = found + strlen(old);
  }
  if (at == text || out.failed)
    abort();
  buffer_text(&out, at);
  free(text);
  return out.data;
}

static char *read_text(const char *path)
{
  FILE *file = fopen(path, "rb");
  if (file == NULL)
    return NULL;
  char *text = calloc(1, MOST_SCHEMA);
  size_t size = fread(text, 1, MOST_SCHEMA - 1, file);
  fclose(file);
  if (size > 0 && size < MOST_SCHEMA - 1)
    return text;
  free(text);
  return NULL;
}

static xmlSchemaPtr make_wmo325(const char *standards)
{
  char path[MOST_PATH];
  snprintf(path, sizeof path, "%s/xsd/jw/JW325.xsd", standards);
  char *text = read_text(path);
  if (text == NULL)
    return NULL;
  snprintf(path, sizeof path, "schemaLocation=\"%s/xsd/wmo/basisschema.xsd\"", standards);
  text = replace_all(text, "schemaLocation=\"basisschema.xsd\"", path);
  text = replace_all(text, "/ijw/3_2/", "/iwmo/3_2/");
  text = replace_all(text, "jw325", "wmo325");
  text = replace_all(text, "\"491\"", "\"485\"");
  xmlSchemaParserCtxtPtr parser = xmlSchemaNewMemParserCtxt(text, (int)strlen(text));
  xmlSchemaPtr schema = xmlSchemaParse(parser);
  xmlSchemaFreeParserCtxt(parser);
  free(text);
  return schema;
}

static xmlSchemaPtr load_schema(const char *path)
{
  xmlSchemaParserCtxtPtr parser = xmlSchemaNewParserCtxt(path);
  xmlSchemaPtr schema = parser != NULL ? xmlSchemaParse(parser) : NULL;
  xmlSchemaFreeParserCtxt(parser);
  return schema;
}

static void load_schemas(struct run *run, const char *standards)
{
  static const char *const name_spaces[KINDS] = {"http://www.istandaarden.nl/ijw/3_2/jw301/schema",
      "http://www.istandaarden.nl/ijw/3_2/jw305/schema", "http://www.istandaarden.nl/ijw/3_2/jw307/schema",
      "http://www.istandaarden.nl/ijw/3_2/jw323/schema", "http://www.istandaarden.nl/ijw/3_2/jw325/schema",
      "http://www.istandaarden.nl/iwmo/3_2/wmo301/schema",
      "http://www.istandaarden.nl/iwmo/3_2/wmo305/schema",
      "http://www.istandaarden.nl/iwmo/3_2/wmo307/schema",
      "http://www.istandaarden.nl/iwmo/3_2/wmo323/schema",
      "http://www.istandaarden.nl/iwmo/3_2/wmo325/schema"};
  for (int i = 0; i < KINDS; i++) {
    char path[MOST_PATH];
    snprintf(path, sizeof path, "%s/xsd/%s/%s%s.xsd", standards, kinds[i][0], kinds[i][1], kinds[i][2]);
    bool is_official = strcmp(kinds[i][1], "WMO") != 0 || strcmp(kinds[i][2], "325") != 0;
    run->schemas[i] =
        (struct schema){name_spaces[i], is_official ? load_schema(path) : make_wmo325(standards)};
    if (run->schemas[i].schema == NULL) {
      printf("cannot read %s\n", path);
      exit(1);
    }
  }
}

static void try_all(struct run *run, const char *standards, const char *fixtures, const char *only)
{
  for (int i = 0; i < 2 * KINDS; i++) {
    const char *const *kind = kinds[i % KINDS];
    char path[MOST_PATH];
    if (i < KINDS)
      snprintf(path, sizeof path, "%s/%s%s.xml", fixtures, kind[0], kind[2]);
    else
      snprintf(path, sizeof path, "%s/berichten/%s%s.xml", standards, kind[1], kind[2]);
    bool has_example = i < KINDS || strcmp(kind[0], "jw") == 0; /* there are no official ones of Wmo */
    if (has_example && (only == NULL || strstr(path, only) != NULL))
      try_message(run, path);
  }
  for (size_t i = 0; i < sizeof more_fixtures / sizeof *more_fixtures; i++) {
    char path[MOST_PATH];
    snprintf(path, sizeof path, "%s/%s", fixtures, more_fixtures[i]);
    if (only == NULL || strstr(path, only) != NULL)
      try_message(run, path);
  }
}

/* FIXTURES [PART OF A PATH] */
int main(int count, char **words)
{
  const char *standards = getenv("SLUIS_ISTANDAARDEN");
  if (standards == NULL || *standards == '\0') {
    printf("SKIPPED: SLUIS_ISTANDAARDEN is not set, so the verdict of the official XSD was NOT compared\n");
    return SKIPPED;
  }
  if (count < 2) {
    printf("usage: FIXTURES [PART OF A PATH]\n");
    return 1;
  }
  const char *mutants = getenv("SLUIS_VERDICT_MUTANTS");
  struct run run = {.reader = levering_reader_new(NULL),
      .streaming = bericht_reader_new(),
      .mutants = mutants != NULL ? (uint32_t)strtoul(mutants, NULL, 10) : DEFAULT_MUTANTS,
      .only_seed = getenv("SLUIS_VERDICT_SEED")};
  load_schemas(&run, standards);
  try_all(&run, standards, words[1], count > 2 ? words[2] : NULL);
  levering_reader_free(&run.reader);
  bericht_reader_free(&run.streaming);
  for (int i = 0; i < KINDS; i++)
    xmlSchemaFree(run.schemas[i].schema);
  printf("XSD says: %lu goed, %lu XSD, %lu VORM, %lu SOORT; differences: %lu\n", run.counts[VALID],
      run.counts[INVALID], run.counts[NOT_WELL_FORMED], run.counts[OTHER_KIND], run.differences);
  return run.differences == 0 ? 0 : 1;
}
