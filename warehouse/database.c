/* libpq behind the interface of database.h: every result is looked at, every error is turned into a kind. */
#include "warehouse/database.h"

#include <ctype.h>
#include <libpq-fe.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "warehouse/binary.h"

struct database {
  PGconn *connection;
  struct database_refusal refused; /* the last one */
};

/* A result of libpq under our own name. */
struct database_rows {
  PGresult *result;
};

static void ignore_notice(void *context, const PGresult *result)
{
  (void)context;
  (void)result;
}

int database_open(const char *application_name, struct database **out, struct error *error)
{
  const char *const names[] = {"fallback_application_name", "client_encoding", "options", "keepalives_idle",
      "keepalives_interval", "keepalives_count", "tcp_user_timeout", "connect_timeout", NULL};
  /* dates in ISO form whatever the role's settings say; a peer that is gone, or that takes the connection and
   * stays silent, is given up early enough for a request to stop to be heard within its 30 s */
  const char *const values[] = {application_name, "UTF8", "-c datestyle=ISO -c timezone=Europe/Amsterdam",
      "10", "5", "2", "20000", getenv("PGCONNECT_TIMEOUT") != NULL ? NULL : "10", NULL};
  PGconn *connection = PQconnectdbParams(names, values, 0);
  if (connection == NULL || PQstatus(connection) != CONNECTION_OK) {
    const char *state = connection != NULL ? PQerrorMessage(connection) : "out of memory";
    int kind = error_set(
        error, ERROR_UNAVAILABLE, "no connection to PostgreSQL: %.*s", (int)strcspn(state, "\n"), state);
    error_hint(error, "libpq reads PGHOST, PGPORT, PGDATABASE and PGUSER");
    PQfinish(connection);
    return kind;
  }
  PQsetNoticeReceiver(connection, ignore_notice, NULL);
  struct database *database = memory_new(sizeof *database);
  database->connection = connection;
  *out = database;
  return 0;
}

void database_close(struct database **database)
{
  if (*database == NULL)
    return;
  PQfinish((*database)->connection);
  free(*database);
  *database = NULL;
}

struct state_kind {
  const char *prefix; /* of the SQLSTATE: a class or a whole one */
  enum error_kind kind;
};

/* The first that fits. */
static const struct state_kind state_kinds[] = {
    {"08", ERROR_AGAIN},          /* connection */
    {"25", ERROR_AGAIN},          /* transaction state, as after an idle time-out */
    {"40", ERROR_AGAIN},          /* rollback: deadlock, serialization */
    {"53", ERROR_AGAIN},          /* resources: disk full, out of memory, too many connections */
    {"55P03", ERROR_AGAIN},       /* a lock was not free in time */
    {"57", ERROR_AGAIN},          /* operator: terminated, shutting down */
    {"58", ERROR_AGAIN},          /* the system under PostgreSQL */
    {"XX", ERROR_AGAIN},          /* inside PostgreSQL */
    {"22", ERROR_DATA},           /* a value */
    {"23", ERROR_DATA},           /* a constraint */
    {"28", ERROR_PERMISSION},     /* login */
    {"42501", ERROR_PERMISSION},  /* a right */
    {"SL001", ERROR_UNAVAILABLE}, /* beheer.begin_partij: somebody else took over */
};

static enum error_kind kind_of_state(const char *state)
{
  for (size_t i = 0; i < sizeof state_kinds / sizeof *state_kinds; i++) {
    if (strncmp(state, state_kinds[i].prefix, strlen(state_kinds[i].prefix)) == 0)
      return state_kinds[i].kind;
  }
  return ERROR_INTERNAL;
}

static const char *or_empty(const char *text)
{
  return text != NULL ? text : "";
}

/* COPY names the column of a value that it cannot take nowhere but in the context: "COPY gebeurtenis, line 3,
 * column regel: "...". A name ends at the first character that a name of ours has not. */
static void read_column(const PGresult *result, char *out, size_t size)
{
  static const char mark[] = ", column ";
  const char *context = PQresultErrorField(result, PG_DIAG_CONTEXT);
  const char *name = context != NULL && strncmp(context, "COPY ", 5) == 0 ? strstr(context, mark) : NULL;
  size_t length = 0;
  if (name == NULL)
    return;
  name += sizeof mark - 1;
  while (length + 1 < size && (islower((unsigned char)name[length]) || isdigit((unsigned char)name[length]) ||
                                  name[length] == '_'))
    length++;
  memcpy(out, name, length);
  out[length] = '\0';
}

static void note_refusal(struct database *database, const char *state, const PGresult *result)
{
  struct database_refusal *refused = &database->refused;
  const char *schema = or_empty(PQresultErrorField(result, PG_DIAG_SCHEMA_NAME));
  const char *table = or_empty(PQresultErrorField(result, PG_DIAG_TABLE_NAME));
  snprintf(refused->sqlstate, sizeof refused->sqlstate, "%s", state);
  snprintf(refused->table, sizeof refused->table, "%.31s%s%.31s", schema, *schema != '\0' ? "." : "", table);
  snprintf(refused->column, sizeof refused->column, "%s",
      or_empty(PQresultErrorField(result, PG_DIAG_COLUMN_NAME)));
  snprintf(refused->constraint, sizeof refused->constraint, "%s",
      or_empty(PQresultErrorField(result, PG_DIAG_CONSTRAINT_NAME)));
  if (refused->column[0] == '\0')
    read_column(result, refused->column, sizeof refused->column);
}

const struct database_refusal *database_refused(const struct database *database)
{
  return &database->refused;
}

/* The primary message of classes 22 and 23 can quote a value, so of those only state and names are told. */
static int fail(struct database *database, const PGresult *result, struct error *error)
{
  const char *state = result != NULL ? PQresultErrorField(result, PG_DIAG_SQLSTATE) : NULL;
  if (state == NULL)
    return error_set(error, ERROR_AGAIN, "the connection to PostgreSQL broke (%s)",
        PQstatus(database->connection) == CONNECTION_BAD ? "lost" : "no answer");
  enum error_kind kind = kind_of_state(state);
  if (kind == ERROR_DATA) {
    const struct database_refusal *refused = &database->refused;
    note_refusal(database, state, result);
    return error_set(error, kind, "PostgreSQL refused a row: SQLSTATE %s, table %s, column %s, constraint %s",
        state, refused->table, refused->column, refused->constraint);
  }
  error_set(error, kind, "PostgreSQL: SQLSTATE %s: %s", state,
      or_empty(PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY)));
  if (kind == ERROR_PERMISSION)
    error_hint(
        error, "docs/toegang.md says which role may do what; a gemeente or aanbieder reads rapport.eigen_*");
  return kind;
}

/* Statements in the simple protocol; *out is the last one's result, to be cleared. */
static int execute(struct database *database, const char *sql, PGresult **out, struct error *error)
{
  PGresult *result = PQexec(database->connection, sql);
  ExecStatusType status = PQresultStatus(result);
  if (status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK) {
    *out = result;
    return 0;
  }
  int kind = fail(database, result, error);
  PQclear(result);
  return kind;
}

static struct database_rows *make_rows(PGresult *result)
{
  struct database_rows *rows = memory_new(sizeof *rows);
  rows->result = result;
  return rows;
}

int database_change(struct database *database, const char *sql, int64_t *changed, struct error *error)
{
  PGresult *result = NULL;
  int kind = execute(database, sql, &result, error);
  if (kind != 0)
    return kind;
  const char *count = PQcmdTuples(result);
  *changed = *count != '\0' ? strtoll(count, NULL, 10) : 0;
  PQclear(result);
  return 0;
}

int database_select(
    struct database *database, const char *sql, struct database_rows **out, struct error *error)
{
  PGresult *result = NULL;
  int kind = execute(database, sql, &result, error);
  if (kind == 0)
    *out = make_rows(result);
  return kind;
}

int database_commit(struct database *database, const char *sql, struct error *error)
{
  PGresult *result = NULL;
  int kind = execute(database, sql, &result, error);
  if (kind != 0)
    return kind;
  /* a transaction that had failed already answers COMMIT with the tag ROLLBACK and no error */
  if (strcmp(PQcmdStatus(result), "COMMIT") != 0)
    kind = error_set(error, ERROR_AGAIN, "PostgreSQL rolled back instead of committing");
  PQclear(result);
  return kind;
}

int database_end(struct database *database, int kind, struct error *error)
{
  if (kind == 0)
    return database_commit(database, "commit", error);
  struct error unsaid;
  (void)!database_execute(database, "rollback", &unsaid);
  return kind;
}

int database_execute(struct database *database, const char *sql, struct error *error)
{
  int64_t changed = 0;
  return database_change(database, sql, &changed, error);
}

enum { MOST_PARAMETERS = 32 };

int database_query(struct database *database, const char *sql, const struct database_parameter *parameters,
    size_t parameter_count, enum database_format format, struct database_rows **out, struct error *error)
{
  const char *values[MOST_PARAMETERS];
  int sizes[MOST_PARAMETERS];
  int formats[MOST_PARAMETERS];
  if (parameter_count > MOST_PARAMETERS)
    return error_set(error, ERROR_INTERNAL, "a query with %zu parameters", parameter_count);
  for (size_t i = 0; i < parameter_count; i++) {
    values[i] = parameters[i].value;
    sizes[i] = parameters[i].size;
    formats[i] = parameters[i].is_binary ? 1 : 0;
  }
  PGresult *result = PQexecParams(
      database->connection, sql, (int)parameter_count, NULL, values, sizes, formats, (int)format);
  ExecStatusType status = PQresultStatus(result);
  if (status != PGRES_TUPLES_OK && status != PGRES_COMMAND_OK) {
    int kind = fail(database, result, error);
    PQclear(result);
    return kind;
  }
  *out = make_rows(result);
  return 0;
}

int database_change_exactly(
    struct database *database, const char *sql, const struct database_set *set, struct error *error)
{
  struct database_parameter parameters[MOST_PARAMETERS];
  if (set->column_count > MOST_PARAMETERS)
    return error_set(error, ERROR_INTERNAL, "a set of %zu columns", set->column_count);
  for (size_t i = 0; i < set->column_count; i++) {
    struct buffer *column = &set->columns[i];
    binary_array_end(column, set->count);
    if (column->failed)
      return error_set(error, ERROR_INTERNAL, "a column of more than %zu bytes", column->maximum);
    parameters[i] = (struct database_parameter){column->data, (int)column->size, true};
  }
  struct database_rows *rows = NULL;
  int kind = database_query(database, sql, parameters, set->column_count, DATABASE_BINARY, &rows, error);
  if (rows == NULL)
    return kind;
  long long changed = strtoll(PQcmdTuples(rows->result), NULL, 10);
  database_rows_free(&rows);
  if (changed == (long long)set->count)
    return 0;
  return error_set(error, ERROR_AGAIN,
      "%lld of %zu rows were there to change: the sets in memory are not what is stored (%.60s ...)", changed,
      set->count, sql);
}

size_t database_rows_count(const struct database_rows *rows)
{
  return (size_t)PQntuples(rows->result);
}

size_t database_rows_columns(const struct database_rows *rows)
{
  return (size_t)PQnfields(rows->result);
}

const char *database_rows_name(const struct database_rows *rows, size_t column)
{
  return PQfname(rows->result, (int)column);
}

const char *database_rows_value(const struct database_rows *rows, size_t row, size_t column)
{
  if (PQgetisnull(rows->result, (int)row, (int)column))
    return NULL;
  return PQgetvalue(rows->result, (int)row, (int)column);
}

size_t database_rows_size(const struct database_rows *rows, size_t row, size_t column)
{
  return (size_t)PQgetlength(rows->result, (int)row, (int)column);
}

void database_rows_free(struct database_rows **rows)
{
  if (*rows == NULL)
    return;
  PQclear((*rows)->result);
  free(*rows);
  *rows = NULL;
}

int database_copy_begin(struct database *database, const char *sql, struct error *error)
{
  PGresult *result = PQexec(database->connection, sql);
  int kind = PQresultStatus(result) == PGRES_COPY_IN ? 0 : fail(database, result, error);
  PQclear(result);
  return kind;
}

int database_copy_data(struct database *database, const void *data, size_t size, struct error *error)
{
  enum { PIECE = 1 << 20 };
  const char *at = data;
  while (size > 0) {
    size_t piece = size < PIECE ? size : PIECE;
    if (PQputCopyData(database->connection, at, (int)piece) != 1)
      return fail(database, NULL, error);
    at += piece;
    size -= piece;
  }
  return 0;
}

int database_copy_end(struct database *database, int64_t *rows, struct error *error)
{
  if (PQputCopyEnd(database->connection, NULL) != 1)
    return fail(database, NULL, error);
  PGresult *result = PQgetResult(database->connection);
  int kind = PQresultStatus(result) == PGRES_COMMAND_OK ? 0 : fail(database, result, error);
  if (kind == 0)
    *rows = strtoll(PQcmdTuples(result), NULL, 10);
  PQclear(result);
  for (result = PQgetResult(database->connection); result != NULL; result = PQgetResult(database->connection))
    PQclear(result); /* COPY is over when there are no more results */
  return kind;
}
