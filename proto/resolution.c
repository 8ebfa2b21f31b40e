/* Walks both schemas at once, reading by the one and writing by the other. Where the reader's side is NULL
 * what is read is of no use and nothing is written. */
#include "proto/resolution.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "proto/wire.h"

enum { MOST_DEPTH = 32 /* of records in records: ours have four */ };

/* A schema and the names that it defines. */
struct schema {
  json_t *whole;
  json_t *names; /* as full names say them -> where they are defined; borrowed from whole */
};

struct resolution {
  struct schema writer, reader;
};

struct walk {
  const struct resolution *resolution;
  struct wire_reader in;
  struct buffer *out;
  int depth;
};

static const char *text_of(const json_t *object, const char *key)
{
  const char *text = json_string_value(json_object_get(object, key));
  return text != NULL ? text : "";
}

static void collect_names(json_t *type, json_t *names)
{
  size_t i = 0;
  json_t *each = NULL;
  if (json_is_array(type)) {
    json_array_foreach(type, i, each) collect_names(each, names);
    return;
  }
  if (!json_is_object(type))
    return;
  if (json_object_get(type, "name") != NULL) {
    char full[256];
    snprintf(full, sizeof full, "%s.%s", text_of(type, "namespace"), text_of(type, "name"));
    json_object_set(names, full, type);
  }
  json_array_foreach(json_object_get(type, "fields"), i, each)
      collect_names(json_object_get(each, "type"), names);
  collect_names(json_object_get(type, "items"), names);
}

static bool schema_read(struct schema *schema, const char *text)
{
  schema->whole = json_loads(text, 0, NULL);
  schema->names = json_object();
  collect_names(schema->whole, schema->names);
  return strcmp(text_of(schema->whole, "type"), "record") == 0;
}

/* Where a name is defined; what is no name is itself. */
static const json_t *definition(const struct schema *schema, const json_t *type)
{
  const json_t *found = json_is_string(type) ? json_object_get(schema->names, json_string_value(type)) : NULL;
  return found != NULL ? found : type;
}

/* "record", "int", ...; of a logical type what it is written as. */
static const char *kind_of(const json_t *type)
{
  return json_is_string(type) ? json_string_value(type) : text_of(type, "type");
}

static bool is_kind(const json_t *type, const char *kind)
{
  return strcmp(kind_of(type), kind) == 0;
}

/* By kind, and what has a name by that. */
static bool is_same(const json_t *a, const json_t *b)
{
  if (json_is_array(a) || json_is_array(b) || !is_kind(a, kind_of(b)))
    return false;
  return !json_is_object(a) || !json_is_object(b) || strcmp(text_of(a, "name"), text_of(b, "name")) == 0;
}

static void walk_value(struct walk *walk, const json_t *written, const json_t *wanted);

/* -1: none. */
static int find_branch(const struct walk *walk, const json_t *branches, const json_t *type)
{
  for (size_t i = 0; i < json_array_size(branches); i++) {
    if (is_same(definition(&walk->resolution->reader, json_array_get(branches, i)), type))
      return (int)i;
  }
  return -1;
}

/* A value that is no union itself, where the reader may have one. */
static void walk_branch(struct walk *walk, const json_t *written, const json_t *wanted)
{
  if (!json_is_array(wanted)) {
    walk_value(walk, written, wanted);
    return;
  }
  int branch = find_branch(walk, wanted, written);
  if (branch < 0) {
    walk->in.failed = true;
    return;
  }
  wire_write_long(walk->out, branch);
  walk_value(walk, written, json_array_get(wanted, (size_t)branch));
}

static void walk_union(struct walk *walk, const json_t *branches, const json_t *wanted)
{
  int32_t branch = wire_read_index(&walk->in, (int32_t)json_array_size(branches));
  const json_t *written = definition(&walk->resolution->writer, json_array_get(branches, (size_t)branch));
  if (!walk->in.failed)
    walk_branch(walk, written, wanted);
}

static size_t find_named(const json_t *items, size_t from, const char *name)
{
  size_t count = json_array_size(items);
  for (size_t i = from; i < count; i++) {
    if (strcmp(text_of(json_array_get(items, i), "name"), name) == 0)
      return i;
  }
  return count;
}

/* Fields of the reader that the writer does not have. */
static void write_absent(struct walk *walk, const json_t *fields, size_t from, size_t to)
{
  json_t *null = json_string("null");
  for (size_t i = from; i < to; i++) {
    int branch = find_branch(walk, json_object_get(json_array_get(fields, i), "type"), null);
    walk->in.failed = walk->in.failed || branch < 0;
    wire_write_long(walk->out, branch);
  }
  json_decref(null);
}

static void walk_record(struct walk *walk, const json_t *written, const json_t *wanted)
{
  const json_t *fields = json_object_get(written, "fields");
  const json_t *ours = json_object_get(wanted, "fields");
  size_t count = json_array_size(ours);
  size_t next = 0;
  for (size_t i = 0; i < json_array_size(fields) && !walk->in.failed; i++) {
    const json_t *field = json_array_get(fields, i);
    size_t at = find_named(ours, next, text_of(field, "name"));
    const json_t *type = NULL;
    if (at < count) {
      write_absent(walk, ours, next, at);
      type = json_object_get(json_array_get(ours, at), "type");
      next = at + 1;
    } else if (find_named(ours, 0, text_of(field, "name")) < count) {
      walk->in.failed = true; /* in another order */
    }
    walk_value(walk, json_object_get(field, "type"), type);
  }
  if (wanted != NULL)
    write_absent(walk, ours, next, count);
}

static void walk_enum(struct walk *walk, const json_t *written, const json_t *wanted)
{
  const json_t *symbols = json_object_get(written, "symbols");
  const json_t *ours = json_object_get(wanted, "symbols");
  int32_t value = wire_read_index(&walk->in, (int32_t)json_array_size(symbols));
  const char *symbol = json_string_value(json_array_get(symbols, (size_t)value));
  for (size_t i = 0; i < json_array_size(ours) && symbol != NULL; i++) {
    if (strcmp(json_string_value(json_array_get(ours, i)), symbol) != 0)
      continue;
    wire_write_long(walk->out, (int64_t)i);
    return;
  }
  walk->in.failed = walk->in.failed || wanted != NULL;
}

static void walk_array(struct walk *walk, const json_t *written, const json_t *wanted)
{
  const json_t *items = json_object_get(written, "items");
  const json_t *ours = json_object_get(wanted, "items");
  for (size_t block = wire_read_block(&walk->in); block > 0; block = wire_read_block(&walk->in)) {
    if (wanted != NULL)
      wire_write_long(walk->out, (int64_t)block);
    for (size_t i = 0; i < block && !walk->in.failed; i++)
      walk_value(walk, items, ours);
  }
  if (wanted != NULL)
    wire_write_long(walk->out, 0);
}

static void walk_long(struct walk *walk, const json_t *written, const json_t *wanted)
{
  (void)written;
  int64_t value = wire_read_long(&walk->in);
  if (wanted != NULL)
    wire_write_long(walk->out, value);
}

static void walk_boolean(struct walk *walk, const json_t *written, const json_t *wanted)
{
  (void)written;
  bool value = wire_read_boolean(&walk->in);
  if (wanted != NULL)
    wire_write_boolean(walk->out, value);
}

static void walk_text(struct walk *walk, const json_t *written, const json_t *wanted)
{
  (void)written;
  const char *value = wire_read_text(&walk->in);
  if (wanted != NULL && !walk->in.failed)
    wire_write_text(walk->out, value);
}

static void walk_null(struct walk *walk, const json_t *written, const json_t *wanted)
{
  (void)walk;
  (void)written;
  (void)wanted;
}

/* The only one that we have is Id. */
static void walk_fixed(struct walk *walk, const json_t *written, const json_t *wanted)
{
  walk->in.failed = walk->in.failed ||
                    json_integer_value(json_object_get(written, "size")) != (json_int_t)sizeof(struct id);
  struct id value = wire_read_id(&walk->in);
  if (wanted != NULL)
    wire_write_id(walk->out, &value);
}

static void walk_value(struct walk *walk, const json_t *written, const json_t *wanted)
{
  static const struct {
    const char *kind;
    void (*walk)(struct walk *walk, const json_t *written, const json_t *wanted);
  } kinds[] = {
      {"record", walk_record},
      {"enum", walk_enum},
      {"array", walk_array},
      {"fixed", walk_fixed},
      {"null", walk_null},
      {"boolean", walk_boolean},
      {"int", walk_long},
      {"long", walk_long},
      {"string", walk_text},
  };
  written = definition(&walk->resolution->writer, written);
  wanted = definition(&walk->resolution->reader, wanted);
  if (json_is_array(written)) {
    walk_union(walk, written, wanted);
    return;
  }
  if (json_is_array(wanted)) {
    walk_branch(walk, written, wanted);
    return;
  }
  walk->in.failed =
      walk->in.failed || ++walk->depth > MOST_DEPTH || (wanted != NULL && !is_same(written, wanted));
  for (size_t i = 0; i < sizeof kinds / sizeof *kinds && !walk->in.failed; i++) {
    if (!is_kind(written, kinds[i].kind))
      continue;
    kinds[i].walk(walk, written, wanted);
    walk->depth--;
    return;
  }
  walk->in.failed = true;
}

int resolution_new(const char *writer, const char *reader, struct resolution **out, struct error *error)
{
  struct resolution *resolution = memory_new(sizeof *resolution);
  bool is_read = schema_read(&resolution->writer, writer) && schema_read(&resolution->reader, reader) &&
                 is_same(resolution->writer.whole, resolution->reader.whole);
  if (is_read) {
    *out = resolution;
    return 0;
  }
  resolution_free(&resolution);
  return error_set(error, ERROR_DATA, "no Avro schema of the same record");
}

void resolution_free(struct resolution **resolution)
{
  if (*resolution == NULL)
    return;
  json_decref((*resolution)->writer.names);
  json_decref((*resolution)->writer.whole);
  json_decref((*resolution)->reader.names);
  json_decref((*resolution)->reader.whole);
  free(*resolution);
  *resolution = NULL;
}

bool resolution_apply(const struct resolution *resolution, const void *data, size_t size, struct arena *arena,
    struct buffer *out)
{
  struct walk walk = {.resolution = resolution,
      .in = {.at = data, .end = (const uint8_t *)data + size, .arena = arena},
      .out = out};
  walk_value(&walk, resolution->writer.whole, resolution->reader.whole);
  return !walk.in.failed && walk.in.at == walk.in.end && !out->failed;
}
