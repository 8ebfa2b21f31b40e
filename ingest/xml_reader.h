/* XML from memory or from a stream of bytes as a stream of calls: start, text, end. The only file that knows
 * libxml2.
 *
 * Safe for what comes from outside: no DOCTYPE, no entities but the five of XML itself, no network, limits on
 * size, depth and length; nothing is printed. Encodings as declared (UTF-8, UTF-16, ISO-8859-1, ...); all
 * text that is given out is UTF-8. A reader is used over and over by one thread. */
#ifndef SLUIS_INGEST_XML_READER_H
#define SLUIS_INGEST_XML_READER_H

#include <stdbool.h>
#include <stddef.h>

#include "base/must_check.h"

enum {
  XML_READER_MOST_BYTES = 25 * 1024 * 1024, /* of a document */
  XML_READER_MOST_VALUE = 1024 * 1024 /* bytes of one attribute; users hold text of an element to it too */
};

struct xml_reader;

struct xml_name {
  const char *local;
  const char *name_space; /* NULL for none; equal pointers mean equal namespaces within one document */
};

struct xml_attribute {
  struct xml_name name;
  const char *value; /* not NUL-terminated */
  size_t size;
};

/* Called while reading; names, values and text live until the call returns. */
struct xml_handler {
  void (*start)(void *context, const struct xml_name *name, size_t attribute_count);
  void (*text)(void *context, const char *text, size_t size); /* also of CDATA; may come in pieces */
  void (*end)(void *context);
};

/* Bytes that come piece by piece. read gives at most size of them, 0 at the end, -1 when it cannot (the
 * result is then no XML_READ; the caller knows better). */
struct xml_stream {
  int (*read)(void *context, char *out, int size);
  void *context;
};

enum xml_result {
  XML_READ,
  XML_STOPPED, /* by xml_reader_stop */
  XML_MALFORMED,
  XML_EMPTY,         /* nothing at all, or nothing but spaces */
  XML_TRUNCATED,     /* right until it ends too soon */
  XML_BAD_ENCODING,  /* bytes that are none in its encoding, or an encoding that is not known */
  XML_BAD_CHARACTER, /* one that no XML may hold, as NUL */
  XML_DOCTYPE,
  XML_TOO_DEEP,
  XML_TOO_LARGE, /* the document */
  XML_OVER_LIMIT /* a value, or how many namespaces are declared */
};

struct xml_reader *xml_reader_new(void);
void xml_reader_free(struct xml_reader **reader);

/* *line: where reading ended, from 1. */
MUST_CHECK enum xml_result xml_reader_read(struct xml_reader *reader, const void *data, size_t size,
    const struct xml_handler *handler, void *context, int *line);
/* The same; holds no more of the document than a few kilobytes and the value at hand. */
MUST_CHECK enum xml_result xml_reader_read_stream(struct xml_reader *reader, const struct xml_stream *stream,
    const struct xml_handler *handler, void *context, int *line);

/* Inside a call of the handler: */
int xml_reader_line(const struct xml_reader *reader);
void xml_reader_stop(struct xml_reader *reader);       /* no further calls; the result is XML_STOPPED */
void xml_reader_over_limit(struct xml_reader *reader); /* the same with XML_OVER_LIMIT */
/* Inside start: the n-th attribute, namespace declarations not counted. */
struct xml_attribute xml_reader_attribute(const struct xml_reader *reader, size_t n);
/* Inside text: does it stand in a CDATA section? */
bool xml_reader_is_cdata(const struct xml_reader *reader);
/* Inside start: does `qname` (a prefix, a colon and a local name) name this here? As libxml2's XSD engine,
 * without taking spaces off. */
bool xml_reader_qname_is(const struct xml_reader *reader, const char *qname, size_t size,
    const char *name_space, const char *local);

#endif
