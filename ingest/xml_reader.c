/* libxml2's SAX2 parser behind a small interface; used by the reader of messages.
 *
 * The parser context is reset for each document, not made anew (a quarter of the cost). Its dictionary of
 * names only grows, so the context is made anew once that has become large: unknown names from outside must
 * not pile up. Where libxml2 reports without a context (conversion of an encoding), the thread's handler is
 * set to keep silent while reading: such a report would print bytes of the input. */
#include "ingest/xml_reader.h"

#include <libxml/parser.h>
#include <libxml/parserInternals.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"

enum {
  MOST_COPIED_BYTES = 64 * 1024,
  /* libxml2 copies a block of memory as a whole */ MOST_NAMES_BYTES = 1024 * 1024,
  MOST_DECLARATIONS = 256,
  NOT_SET = -1
};

struct declaration {
  const xmlChar *prefix; /* NULL: the default namespace */
  const xmlChar *name_space;
  int depth;
};

struct xml_reader {
  xmlParserCtxtPtr parser;
  const struct xml_handler *handler;
  void *context;
  int result; /* enum xml_result, or NOT_SET while reading goes well */
  int fault_line;
  int form;              /* enum xml_result: what the first fatal error was; NOT_SET while there was none */
  bool has_bad_encoding; /* conversion failed; the parser sees but the end of the input */
  bool has_ended;        /* the stream */
  bool has_root;
  int depth;
  bool is_cdata;                                      /* the text at hand is of a CDATA section */
  struct declaration declarations[MOST_DECLARATIONS]; /* those in scope */
  int declaration_count;
  const xmlChar **attributes; /* of the start at hand, libxml2's five a piece */
  const struct xml_stream *stream;
  size_t streamed; /* bytes of it so far */
};

static void stop(struct xml_reader *reader, enum xml_result result)
{
  if (reader->result != NOT_SET)
    return;
  reader->result = result;
  reader->fault_line = xml_reader_line(reader);
  xmlStopParser(reader->parser);
}

static void declare(struct xml_reader *reader, int count, const xmlChar **namespaces)
{
  for (; count > 0; count--, namespaces += 2) {
    if (reader->declaration_count == MOST_DECLARATIONS) {
      stop(reader, XML_OVER_LIMIT);
      return;
    }
    reader->declarations[reader->declaration_count++] =
        (struct declaration){.prefix = namespaces[0], .name_space = namespaces[1], .depth = reader->depth};
  }
}

static bool has_long_attribute(const xmlChar **attributes, int count)
{
  for (; count > 0; count--, attributes += 5) {
    if (attributes[4] - attributes[3] > XML_READER_MOST_VALUE)
      return true;
  }
  return false;
}

/* libxml2 reports a tag before it has looked for its end; what has none is no tag. */
static bool has_end(const xmlParserInput *input)
{
  return input->cur[0] == '>' || (input->cur[0] == '/' && input->cur[1] == '>');
}

static void on_start(void *context, const xmlChar *local, const xmlChar *prefix, const xmlChar *name_space,
    int namespace_count, const xmlChar **namespaces, int attribute_count, int defaulted_count,
    const xmlChar **attributes)
{
  (void)prefix;
  (void)defaulted_count;
  struct xml_reader *reader = context;
  reader->depth++;
  reader->has_root = true;
  declare(reader, namespace_count, namespaces);
  if (has_long_attribute(attributes, attribute_count))
    stop(reader, XML_OVER_LIMIT);
  if (reader->result != NOT_SET || !has_end(reader->parser->input))
    return; /* the parser will call it malformed next */
  reader->attributes = attributes;
  struct xml_name name = {(const char *)local, (const char *)name_space};
  reader->handler->start(reader->context, &name, (size_t)attribute_count);
  reader->attributes = NULL;
}

static void on_text(void *context, const xmlChar *text, int size)
{
  struct xml_reader *reader = context;
  if (reader->result == NOT_SET)
    reader->handler->text(reader->context, (const char *)text, (size_t)size);
}

static void on_cdata(void *context, const xmlChar *text, int size)
{
  struct xml_reader *reader = context;
  reader->is_cdata = true;
  on_text(context, text, size);
  reader->is_cdata = false;
}

static void on_end(void *context, const xmlChar *local, const xmlChar *prefix, const xmlChar *name_space)
{
  (void)local;
  (void)prefix;
  (void)name_space;
  struct xml_reader *reader = context;
  if (reader->result == NOT_SET)
    reader->handler->end(reader->context);
  while (reader->declaration_count > 0 &&
         reader->declarations[reader->declaration_count - 1].depth == reader->depth)
    reader->declaration_count--;
  reader->depth--;
}

static void on_doctype(
    void *context, const xmlChar *name, const xmlChar *external_id, const xmlChar *system_id)
{
  (void)name;
  (void)external_id;
  (void)system_id;
  stop(context, XML_DOCTYPE);
}

/* At the end of the input, or before the half of a character that is the end. */
static bool is_at_end(const struct xml_reader *reader)
{
  const xmlParserInput *input = reader->parser->input;
  if (reader->stream != NULL && !reader->has_ended)
    return false;
  if (input == NULL || input->cur >= input->end)
    return true;
  int size = *input->cur >= 0xF0 ? 4 : *input->cur >= 0xE0 ? 3 : 2;
  return *input->cur >= 0xC2 && input->end - input->cur < size;
}

/* In the XML declaration the parser stops before the end of the input. */
static bool ends_in_declaration(const struct xml_reader *reader)
{
  const xmlParserInput *input = reader->parser->input;
  return !reader->has_root && input != NULL &&
         memchr(input->cur, '>', (size_t)(input->end - input->cur)) == NULL;
}

static bool has_only_spaces(const xmlParserInput *input)
{
  const xmlChar *at = input != NULL ? input->base : NULL;
  while (at != NULL && at < input->cur && strchr(" \t\r\n", *at) != NULL)
    at++;
  return at == NULL || at >= input->cur;
}

/* libxml2 has one code for bytes that are no character and for a character that may not be. */
static enum xml_result form_of_character(const struct xml_reader *reader)
{
  const xmlParserInput *input = reader->parser->input;
  if (input == NULL || input->cur >= input->end || *input->cur < 0x80)
    return XML_BAD_CHARACTER;
  return is_at_end(reader) ? XML_TRUNCATED : XML_BAD_ENCODING;
}

static bool is_of_encoding(int code)
{
  static const int codes[] = {XML_ERR_UNKNOWN_ENCODING, XML_ERR_UNSUPPORTED_ENCODING, XML_ERR_ENCODING_NAME,
      XML_ERR_INVALID_ENCODING, XML_I18N_NO_HANDLER, XML_I18N_CONV_FAILED, XML_IO_ENCODER};
  for (size_t i = 0; i < sizeof codes / sizeof *codes; i++) {
    if (codes[i] == code)
      return true;
  }
  return false;
}

static enum xml_result form_of(const struct xml_reader *reader, int code)
{
  if (code == XML_ERR_INTERNAL_ERROR && reader->depth >= (int)xmlParserMaxDepth)
    return XML_TOO_DEEP;
  if (reader->has_bad_encoding)
    return XML_BAD_ENCODING;
  if (code != XML_ERR_DOCUMENT_EMPTY && ends_in_declaration(reader))
    return XML_TRUNCATED;
  if (is_of_encoding(code))
    return XML_BAD_ENCODING;
  if (code == XML_ERR_INVALID_CHAR)
    return form_of_character(reader);
  if (!is_at_end(reader))
    return XML_MALFORMED;
  bool is_empty = code == XML_ERR_DOCUMENT_EMPTY && has_only_spaces(reader->parser->input);
  return is_empty ? XML_EMPTY : XML_TRUNCATED;
}

/* The first fatal error says where and what; the parser itself knows that the document is not well-formed. */
static void on_error(void *context, xmlErrorPtr error)
{
  struct xml_reader *reader = context;
  if (reader->form != NOT_SET || error == NULL || error->level != XML_ERR_FATAL)
    return;
  /* once a limit was passed the input is gone, and its result set */
  reader->form = reader->result == NOT_SET ? (int)form_of(reader, error->code) : XML_MALFORMED;
  if (reader->fault_line == 0)
    reader->fault_line = error->line > 0 ? error->line : xml_reader_line(reader);
}

/* What is reported without the parser. Nothing is printed. */
static void on_stray_error(void *context, xmlErrorPtr error)
{
  struct xml_reader *reader = context;
  reader->has_bad_encoding |= error != NULL && is_of_encoding(error->code);
}

static void open_parser(struct xml_reader *reader)
{
  reader->parser = xmlNewParserCtxt();
  if (reader->parser == NULL)
    abort(); /* out of memory, as in base/memory */
  *reader->parser->sax = (xmlSAXHandler){.initialized = XML_SAX2_MAGIC,
      .startElementNs = on_start,
      .endElementNs = on_end,
      .characters = on_text,
      .ignorableWhitespace = on_text,
      .cdataBlock = on_cdata,
      .internalSubset = on_doctype,
      .serror = on_error};
  reader->parser->userData = reader;
}

struct xml_reader *xml_reader_new(void)
{
  xmlInitParser();
  struct xml_reader *reader = memory_new(sizeof *reader);
  open_parser(reader);
  return reader;
}

void xml_reader_free(struct xml_reader **reader)
{
  if (*reader == NULL)
    return;
  xmlFreeParserCtxt((*reader)->parser);
  free(*reader);
  *reader = NULL;
}

/* The parser may not be stopped while it reads: it ends by itself on what looks like a broken disk. */
static int read_stream(void *context, char *out, int size)
{
  struct xml_reader *reader = context;
  int count = reader->stream->read(reader->stream->context, out, size);
  reader->streamed += count > 0 ? (size_t)count : 0;
  reader->has_ended |= count == 0;
  if (reader->streamed <= XML_READER_MOST_BYTES)
    return count;
  if (reader->result == NOT_SET)
    reader->result = XML_TOO_LARGE;
  return -1;
}

/* data NULL: from the stream. */
static void parse(struct xml_reader *reader, const void *data, size_t size)
{
  xmlStructuredErrorFunc old = xmlStructuredError;
  void *old_context = xmlStructuredErrorContext;
  xmlSetStructuredErrorFunc(reader, on_stray_error);
  xmlDocPtr document =
      data != NULL ? xmlCtxtReadMemory(reader->parser, data, (int)size, NULL, NULL, XML_PARSE_NONET)
                   : xmlCtxtReadIO(reader->parser, read_stream, NULL, reader, NULL, NULL, XML_PARSE_NONET);
  xmlSetStructuredErrorFunc(old_context, old);
  xmlFreeDoc(document); /* none is built; NULL is fine */
}

/* libxml2 takes a NUL behind the document for the end of the input; what follows it would pass unread. */
static bool is_read_to_the_end(struct xml_reader *reader)
{
  const xmlParserInput *input = reader->parser->input;
  char more;
  if (input != NULL && input->cur < input->end)
    return false;
  return reader->stream == NULL || read_stream(reader, &more, 1) == 0;
}

static enum xml_result judge_form(struct xml_reader *reader)
{
  if (!reader->parser->wellFormed)
    return reader->form != NOT_SET ? (enum xml_result)reader->form : XML_MALFORMED;
  if (is_read_to_the_end(reader))
    return XML_READ;
  if (reader->parser->input != NULL)
    reader->fault_line = reader->parser->input->line;
  return XML_BAD_CHARACTER; /* a NUL */
}

static enum xml_result read_document(struct xml_reader *reader, const void *data, size_t size,
    const struct xml_handler *handler, void *context, int *line)
{
  *line = 1;
  reader->handler = handler;
  reader->context = context;
  reader->result = NOT_SET;
  reader->fault_line = 0;
  reader->form = NOT_SET;
  reader->has_bad_encoding = false;
  reader->has_ended = false;
  reader->has_root = false;
  reader->depth = 0;
  reader->declaration_count = 0;
  parse(reader, data, size);
  if (reader->result == NOT_SET)
    reader->result = judge_form(reader);
  if (reader->fault_line > 0)
    *line = reader->fault_line;
  xmlCtxtReset(reader->parser); /* lets go of the input at once */
  if (xmlDictGetUsage(reader->parser->dict) > MOST_NAMES_BYTES) {
    xmlFreeParserCtxt(reader->parser);
    open_parser(reader);
  }
  return (enum xml_result)reader->result;
}

struct block {
  const char *at;
  size_t left;
};

static int read_block(void *context, char *out, int size)
{
  struct block *block = context;
  size_t count = block->left < (size_t)size ? block->left : (size_t)size;
  memcpy(out, block->at, count);
  block->at += count;
  block->left -= count;
  return (int)count;
}

enum xml_result xml_reader_read(struct xml_reader *reader, const void *data, size_t size,
    const struct xml_handler *handler, void *context, int *line)
{
  *line = 1;
  if (size > XML_READER_MOST_BYTES)
    return XML_TOO_LARGE;
  if (size == 0)
    return XML_EMPTY;
  if (size > MOST_COPIED_BYTES) {
    struct block block = {data, size};
    struct xml_stream stream = {read_block, &block};
    return xml_reader_read_stream(reader, &stream, handler, context, line);
  }
  reader->stream = NULL;
  return read_document(reader, data, size, handler, context, line);
}

enum xml_result xml_reader_read_stream(struct xml_reader *reader, const struct xml_stream *stream,
    const struct xml_handler *handler, void *context, int *line)
{
  reader->stream = stream;
  reader->streamed = 0;
  return read_document(reader, NULL, 0, handler, context, line);
}

int xml_reader_line(const struct xml_reader *reader)
{
  const xmlParserInput *input = reader->parser->input;
  return input != NULL && input->line > 0 ? input->line : 1;
}

bool xml_reader_is_cdata(const struct xml_reader *reader)
{
  return reader->is_cdata;
}

void xml_reader_stop(struct xml_reader *reader)
{
  stop(reader, XML_STOPPED);
}

void xml_reader_over_limit(struct xml_reader *reader)
{
  stop(reader, XML_OVER_LIMIT);
}

struct xml_attribute xml_reader_attribute(const struct xml_reader *reader, size_t n)
{
  const xmlChar **five = reader->attributes + 5 * n;
  return (struct xml_attribute){
      .name = {(const char *)five[0], (const char *)five[2]},
      .value = (const char *)five[3],
      .size = (size_t)(five[4] - five[3]),
  };
}

static bool same_bytes(const char *text, size_t size, const xmlChar *name)
{
  return name != NULL && strlen((const char *)name) == size && memcmp(text, name, size) == 0;
}

/* NULL when the prefix is not declared here, or declared as nothing. */
static const char *find_namespace(const struct xml_reader *reader, const char *prefix, size_t size)
{
  for (int i = reader->declaration_count - 1; i >= 0; i--) {
    const struct declaration *d = &reader->declarations[i];
    bool is_it = size == 0 ? d->prefix == NULL : same_bytes(prefix, size, d->prefix);
    if (is_it)
      return (const char *)d->name_space;
  }
  return NULL;
}

bool xml_reader_qname_is(const struct xml_reader *reader, const char *qname, size_t size,
    const char *name_space, const char *local)
{
  const char *colon = memchr(qname, ':', size);
  size_t prefix_size = colon != NULL ? (size_t)(colon - qname) : 0;
  size_t skip = colon != NULL ? prefix_size + 1 : 0;
  if ((colon != NULL && prefix_size == 0) || !same_bytes(qname + skip, size - skip, (const xmlChar *)local))
    return false;
  const char *found = find_namespace(reader, qname, prefix_size);
  return found != NULL && strcmp(found, name_space) == 0;
}
