/* The framing of PostgreSQL's binary COPY: a signature, rows of a count and values, a count of -1. */
#include "warehouse/copy.h"

enum { PIECE = 1 << 16, MOST_BYTES = 1 << 30 };

static const char signature[] = "PGCOPY\n\377\r\n\0\0\0\0\0\0\0\0"; /* the last NUL is the literal's own */

int copy_begin(struct copy *copy, struct database *database, const char *target, struct error *error)
{
  *copy = (struct copy){.database = database};
  buffer_init(&copy->buffer, MOST_BYTES);
  struct buffer sql;
  buffer_init(&sql, 4096);
  buffer_format(&sql, "copy %s from stdin (format binary)", target);
  int kind = database_copy_begin(database, sql.data, error);
  buffer_fini(&sql);
  buffer_append(&copy->buffer, signature, sizeof signature);
  return kind;
}

static int send(struct copy *copy, struct error *error)
{
  if (copy->buffer.failed)
    return error_set(error, ERROR_INTERNAL, "a row of more than %d bytes", MOST_BYTES);
  int kind = database_copy_data(copy->database, copy->buffer.data, copy->buffer.size, error);
  buffer_reset(&copy->buffer);
  return kind;
}

int copy_row(struct copy *copy, size_t values, struct error *error)
{
  int kind = copy->buffer.size >= PIECE ? send(copy, error) : 0;
  buffer_be16(&copy->buffer, (uint16_t)values);
  copy->rows++;
  return kind;
}

int copy_end(struct copy *copy, struct error *error)
{
  int64_t stored = 0;
  buffer_be16(&copy->buffer, UINT16_MAX);
  int kind = send(copy, error);
  if (kind == 0)
    kind = database_copy_end(copy->database, &stored, error);
  if (kind == 0 && stored != copy->rows)
    kind = error_set(
        error, ERROR_INTERNAL, "COPY took %lld rows of %lld", (long long)stored, (long long)copy->rows);
  return kind;
}

void copy_fini(struct copy *copy)
{
  buffer_fini(&copy->buffer);
}
