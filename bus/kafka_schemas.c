#include "bus/kafka_schemas.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/file.h"
#include "base/memory.h"
#include "proto/gebeurtenis.h"
#include "proto/levering.h"

enum { NAME_BYTES = 64, SCHEMA_BYTES = 1 << 20, FINGERPRINT_DIGITS = 16 };

#define EXTENSION ".avsc"

/* What travels over Kafka. */
static const struct {
  const char *name;
  const char *schema;
  const uint64_t *fingerprint;
} ours[] = {
    {"Gebeurtenis", gebeurtenis_schema, &gebeurtenis_fingerprint},
    {"Levering", levering_schema, &levering_fingerprint},
};

struct known {
  uint64_t fingerprint;
  const char *reader;
  struct resolution *resolution;
};

struct kafka_schemas {
  struct known *known;
  size_t count;
};

/* What the name of a file says. NULL: nothing of ours. */
static const char *read_name(const char *name, uint64_t *fingerprint)
{
  for (size_t i = 0; i < sizeof ours / sizeof *ours; i++) {
    size_t size = strlen(ours[i].name);
    if (strncmp(name, ours[i].name, size) != 0 || name[size] != '-')
      continue;
    const char *digits = name + size + 1;
    char *rest = NULL;
    *fingerprint = strtoull(digits, &rest, 16);
    return rest == digits + FINGERPRINT_DIGITS && strcmp(rest, EXTENSION) == 0 ? ours[i].schema : NULL;
  }
  return NULL;
}

static int read_text(int folder, const char *name, struct buffer *text, struct error *error)
{
  int file = -1;
  int64_t size = 0;
  int kind = file_open(folder, name, &file, &size, error);
  if (kind != 0)
    return kind;
  kind = file_read(file, text, error);
  close(file);
  return kind;
}

static int add_file(struct kafka_schemas *schemas, int folder, const char *name, struct error *error)
{
  struct known known = {0};
  struct buffer text;
  known.reader = read_name(name, &known.fingerprint);
  if (known.reader == NULL)
    return error_set(
        error, ERROR_CONFIG, "bus_schemas: %s is not as `sluis topics schemas` names a file", name);
  buffer_init(&text, SCHEMA_BYTES);
  int kind = read_text(folder, name, &text, error);
  if (kind == 0 && (text.size == 0 || resolution_new(text.data, known.reader, &known.resolution, error) != 0))
    kind = error_set(error, ERROR_CONFIG, "bus_schemas: %s holds no schema of that record", name);
  buffer_fini(&text);
  if (kind != 0)
    return kind;
  schemas->known = memory_resize(schemas->known, (schemas->count + 1) * sizeof *schemas->known);
  schemas->known[schemas->count++] = known;
  return 0;
}

static bool is_schema(const char *name)
{
  size_t size = strlen(name);
  return name[0] != '.' && size > strlen(EXTENSION) &&
         strcmp(name + size - strlen(EXTENSION), EXTENSION) == 0;
}

static int read_folder(struct kafka_schemas *schemas, const char *path, struct error *error)
{
  DIR *folder = opendir(path);
  int kind = 0;
  if (folder == NULL) {
    char reason[128];
    return error_set(
        error, ERROR_CONFIG, "bus_schemas: %s: %s", path, strerror_r(errno, reason, sizeof reason));
  }
  for (struct dirent *entry = readdir(folder); entry != NULL && kind == 0; entry = readdir(folder)) {
    if (is_schema(entry->d_name))
      kind = add_file(schemas, dirfd(folder), entry->d_name, error);
  }
  closedir(folder);
  return kind;
}

int kafka_schemas_open(const char *folder, struct kafka_schemas **out, struct error *error)
{
  *out = memory_new(sizeof **out);
  int kind = folder != NULL ? read_folder(*out, folder, error) : 0;
  if (kind != 0)
    kafka_schemas_close(out);
  return kind;
}

void kafka_schemas_close(struct kafka_schemas **schemas)
{
  if (*schemas == NULL)
    return;
  for (size_t i = 0; i < (*schemas)->count; i++)
    resolution_free(&(*schemas)->known[i].resolution);
  free((*schemas)->known);
  free(*schemas);
  *schemas = NULL;
}

const struct resolution *kafka_schemas_find(
    const struct kafka_schemas *schemas, uint64_t fingerprint, const char *reader)
{
  for (size_t i = 0; i < schemas->count; i++) {
    if (schemas->known[i].fingerprint == fingerprint && schemas->known[i].reader == reader)
      return schemas->known[i].resolution;
  }
  return NULL;
}

int kafka_schemas_write(const char *path, struct error *error)
{
  int folder = -1;
  int kind = file_folder(AT_FDCWD, path, &folder, error);
  for (size_t i = 0; kind == 0 && i < sizeof ours / sizeof *ours; i++) {
    char name[NAME_BYTES];
    snprintf(name, sizeof name, "%s-%016" PRIx64 EXTENSION, ours[i].name, *ours[i].fingerprint);
    struct file_new file = {ours[i].schema, strlen(ours[i].schema), 0644};
    kind = file_replace(folder, name, &file, error);
  }
  if (folder >= 0)
    close(folder);
  return kind;
}
