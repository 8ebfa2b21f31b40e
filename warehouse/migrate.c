/* Applies the embedded files 001-name.sql, 002-name.sql, ...; the number in front is the version.
 *
 * A number may come into a program after a higher one (they are given out before they are written): what is
 * missing is applied, in the order of the numbers, whatever the highest one is. A number that no file has was
 * applied by a newer program.
 *
 * Used by `sluis migrate`, and by whatever connects to know that the tables are as it expects them. */
#include "warehouse/migrate.h"

#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/crash_point.h"
#include "base/log.h"
#include "warehouse/migration_files.h"
#include "warehouse/rechten_files.h"

/* Any number will do that other programs on the same database do not use as well. */
#define LOCK "select pg_advisory_xact_lock(7364675)"

static const char prepare[] =
    "begin; " LOCK "; "
    "create schema if not exists beheer; "
    "create table if not exists beheer.migratie (versie integer primary key, "
    "naam text not null, toegepast timestamptz not null default current_timestamp); "
    "commit";

static int version_of(const struct embedded_file *file)
{
  return (int)strtol(file->name, NULL, 10);
}

/* What of the schema is there: which files were applied, and whether others were that are not known here. */
struct state {
  size_t missing;    /* files that were not applied */
  int first_missing; /* version of the first of them */
  bool has_unknown;
  int unknown; /* the highest version that no file has */
};

static const struct embedded_file *find_file(int version)
{
  for (size_t i = 0; i < migration_files_count; i++) {
    if (version_of(&migration_files[i]) == version)
      return &migration_files[i];
  }
  return NULL;
}

static bool has_version(const struct database_rows *rows, int version)
{
  for (size_t row = 0; row < database_rows_count(rows); row++) {
    if (strtol(database_rows_value(rows, row, 0), NULL, 10) == version)
      return true;
  }
  return false;
}

static int read_state(struct database *database, struct state *out, struct error *error)
{
  *out = (struct state){.missing = 0};
  struct database_rows *rows = NULL;
  int kind = database_select(database, "select versie from beheer.migratie order by versie", &rows, error);
  if (kind != 0)
    return kind;
  for (size_t row = 0; row < database_rows_count(rows); row++) {
    int version = (int)strtol(database_rows_value(rows, row, 0), NULL, 10);
    if (find_file(version) != NULL)
      continue;
    out->has_unknown = true;
    out->unknown = version;
  }
  for (size_t i = migration_files_count; i > 0; i--) {
    int version = version_of(&migration_files[i - 1]);
    if (has_version(rows, version))
      continue;
    out->missing++;
    out->first_missing = version;
  }
  database_rows_free(&rows);
  return 0;
}

static int refuse_newer(const struct state *state, struct error *error)
{
  int kind = error_set(error, ERROR_CONFIG,
      "the warehouse has schema version %d, which this program does not know", state->unknown);
  error_hint(error, "use the newer program");
  return kind;
}

static int is_applied(
    struct database *database, const struct embedded_file *file, bool *applied, struct error *error)
{
  struct buffer sql;
  buffer_init(&sql, 128);
  buffer_format(&sql, "select exists (select from beheer.migratie where versie = %d)", version_of(file));
  struct database_rows *rows = NULL;
  int kind = database_select(database, sql.data, &rows, error);
  buffer_fini(&sql);
  if (kind != 0)
    return kind;
  *applied = strcmp(database_rows_value(rows, 0, 0), "t") == 0;
  database_rows_free(&rows);
  return 0;
}

/* Inside a transaction that holds the lock: another migrate may have been first. */
static int apply_locked(
    struct database *database, const struct embedded_file *file, int *applied, struct error *error)
{
  bool is_there = false;
  int kind = is_applied(database, file, &is_there, error);
  if (kind != 0 || is_there)
    return kind;
  kind = database_execute(database, file->text, error);
  if (kind != 0)
    return kind;
  struct buffer insert;
  buffer_init(&insert, 512);
  buffer_format(
      &insert, "insert into beheer.migratie (versie, naam) values (%d, '%s')", version_of(file), file->name);
  kind = database_execute(database, insert.data, error);
  buffer_fini(&insert);
  *applied += kind == 0;
  return kind;
}

static int apply(
    struct database *database, const struct embedded_file *file, int *applied, struct error *error)
{
  int kind = database_execute(database, "begin; " LOCK, error);
  if (kind != 0)
    return kind;
  kind = apply_locked(database, file, applied, error);
  if (kind != 0) {
    log_error("migrate.failed", "migration %s", file->name);
    return database_end(database, kind, error);
  }
  crash_point("migrate.commit.before");
  kind = database_end(database, kind, error);
  crash_point("migrate.commit.after");
  return kind;
}

/* Also when nothing was applied: who may do what is as the file says, whatever was granted or restored since.
 */
static int grant_rights(struct database *database, struct error *error)
{
  int kind = database_execute(database, "begin; " LOCK, error);
  if (kind == 0)
    kind = database_execute(database, rechten_files[0].text, error);
  return database_end(database, kind, error);
}

int migrate(struct database *database, int *applied, struct error *error)
{
  *applied = 0;
  struct state state = {.missing = 0};
  int kind = database_execute(database, prepare, error);
  if (kind == 0)
    kind = read_state(database, &state, error);
  if (kind == 0 && state.has_unknown)
    kind = refuse_newer(&state, error);
  for (size_t i = 0; kind == 0 && state.missing > 0 && i < migration_files_count; i++)
    kind = apply(database, &migration_files[i], applied, error);
  if (kind == 0)
    kind = grant_rights(database, error);
  return kind;
}

static int has_versions(struct database *database, bool *has, struct error *error)
{
  struct database_rows *rows = NULL;
  int kind = database_select(database, "select to_regclass('beheer.migratie') is not null", &rows, error);
  if (kind != 0)
    return kind;
  *has = strcmp(database_rows_value(rows, 0, 0), "t") == 0;
  database_rows_free(&rows);
  return 0;
}

int migrate_check(struct database *database, struct error *error)
{
  bool has = false;
  struct state state = {.missing = migration_files_count, .first_missing = version_of(&migration_files[0])};
  int kind = has_versions(database, &has, error);
  if (kind == 0 && has)
    kind = read_state(database, &state, error);
  if (kind != 0)
    return kind;
  if (state.has_unknown)
    return refuse_newer(&state, error);
  if (state.missing == 0)
    return 0;
  kind = error_set(error, ERROR_CONFIG, "the warehouse lacks schema version %d and %zu more",
      state.first_missing, state.missing - 1);
  error_hint(error, "run sluis migrate");
  return kind;
}
