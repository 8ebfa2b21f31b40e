/* A connection to PostgreSQL and what is asked over it; the only place that knows libpq.
 *
 * Connects by libpq's own PG* variables. Errors carry the SQLSTATE and the name of the constraint or table,
 * never a value: classes 08, 25, 40, 53, 57, 58 and XX become ERROR_AGAIN (the whole partij again), 22 and 23
 * ERROR_DATA, 28 ERROR_PERMISSION, SL001 (raised by beheer.begin_partij) ERROR_UNAVAILABLE, others
 * ERROR_INTERNAL. A server that cannot be reached is
 * ERROR_UNAVAILABLE. */
#ifndef SLUIS_WAREHOUSE_DATABASE_H
#define SLUIS_WAREHOUSE_DATABASE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buffer.h"
#include "base/error.h"
#include "base/must_check.h"

struct database;
struct database_rows;

MUST_CHECK int database_open(const char *application_name, struct database **out, struct error *error);
void database_close(struct database **database); /* accepts a NULL database */

/* What PostgreSQL said of the row that it refused last (ERROR_DATA): names, never a value. Empty where it
 * names none. */
struct database_refusal {
  char sqlstate[6];
  char table[64]; /* with its schema */
  char column[64];
  char constraint[64];
};
/* Borrowed until the next error of this connection. */
const struct database_refusal *database_refused(const struct database *database);

/* One or more statements without parameters and without rows that matter. */
MUST_CHECK int database_execute(struct database *database, const char *sql, struct error *error);
/* As above; the number of rows that the last statement changed. */
MUST_CHECK int database_change(
    struct database *database, const char *sql, int64_t *changed, struct error *error);

/* Several statements in one round trip; the rows of the last one, as text. */
MUST_CHECK int database_select(
    struct database *database, const char *sql, struct database_rows **out, struct error *error);
/* Statements that end with COMMIT; an error when the server rolled back instead. */
MUST_CHECK int database_commit(struct database *database, const char *sql, struct error *error);

/* The end of a transaction: COMMIT, or after an error (kind) ROLLBACK. Then that error is the one to tell; a
 * connection that is lost rolls back by itself. */
MUST_CHECK int database_end(struct database *database, int kind, struct error *error);

enum database_format { DATABASE_TEXT = 0, DATABASE_BINARY = 1 };

struct database_parameter {
  const char *value; /* text, or binary of that size; NULL is null */
  int size;          /* of a binary value; 0 for text */
  bool is_binary;
};

/* One statement; rows to be freed by the caller. */
MUST_CHECK int database_query(struct database *database, const char *sql,
    const struct database_parameter *parameters, size_t parameter_count, enum database_format format,
    struct database_rows **out, struct error *error);
/* Columns of one length as binary arrays, for a statement that changes a row for each of their elements. */
struct database_set {
  struct buffer *columns; /* begun with binary_array_begin; ended here */
  size_t column_count;
  size_t count; /* of elements */
};
/* ERROR_AGAIN unless exactly `count` rows are changed. */
MUST_CHECK int database_change_exactly(
    struct database *database, const char *sql, const struct database_set *set, struct error *error);

size_t database_rows_count(const struct database_rows *rows);
size_t database_rows_columns(const struct database_rows *rows);
const char *database_rows_name(const struct database_rows *rows, size_t column);
/* NULL for null; NUL-terminated when text. */
const char *database_rows_value(const struct database_rows *rows, size_t row, size_t column);
size_t database_rows_size(const struct database_rows *rows, size_t row, size_t column);
void database_rows_free(struct database_rows **rows);

/* sql: COPY ... FROM STDIN. Data in pieces of any size; database_copy_end gives the number of rows. */
MUST_CHECK int database_copy_begin(struct database *database, const char *sql, struct error *error);
MUST_CHECK int database_copy_data(
    struct database *database, const void *data, size_t size, struct error *error);
MUST_CHECK int database_copy_end(struct database *database, int64_t *rows, struct error *error);

#endif
