/* Applies the embedded files 001-name.sql, 002-name.sql, ...; the number in front is the version.
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

static int newest_version(void)
{
  return version_of(&migration_files[migration_files_count - 1]);
}

static int current_version(struct database *database, int *version, struct error *error)
{
  struct database_rows *rows = NULL;
  int kind = database_select(database, "select coalesce(max(versie), 0) from beheer.migratie", &rows, error);
  if (kind != 0)
    return kind;
  *version = (int)strtol(database_rows_value(rows, 0, 0), NULL, 10);
  database_rows_free(&rows);
  return 0;
}

static int refuse_newer(int version, struct error *error)
{
  int kind = error_set(error, ERROR_CONFIG,
      "the warehouse has schema version %d, this program knows up to %d", version, newest_version());
  error_hint(error, "use the newer program");
  return kind;
}

/* Inside a transaction that holds the lock: another migrate may have been first. */
static int apply_locked(
    struct database *database, const struct embedded_file *file, int *applied, struct error *error)
{
  int version = 0;
  int kind = current_version(database, &version, error);
  if (kind != 0 || version >= version_of(file))
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
  if (kind == 0) {
    crash_point("migrate.commit.before");
    kind = database_commit(database, "commit", error);
    crash_point("migrate.commit.after");
    return kind;
  }
  log_error("migrate.failed", "migration %s", file->name);
  struct error ignored; /* the first error is the one to tell; a lost connection rolls back by itself */
  if (database_execute(database, "rollback", &ignored) != 0)
    log_debug("migrate.rollback", "%s", ignored.text);
  return kind;
}

/* Also when nothing was applied: who may do what is as the file says, whatever was granted or restored since.
 */
static int grant_rights(struct database *database, struct error *error)
{
  int kind = database_execute(database, "begin; " LOCK, error);
  if (kind == 0)
    kind = database_execute(database, rechten_files[0].text, error);
  if (kind == 0)
    return database_commit(database, "commit", error);
  struct error ignored; /* as above */
  if (database_execute(database, "rollback", &ignored) != 0)
    log_debug("migrate.rollback", "%s", ignored.text);
  return kind;
}

int migrate(struct database *database, int *applied, struct error *error)
{
  *applied = 0;
  int version = 0;
  int kind = database_execute(database, prepare, error);
  if (kind == 0)
    kind = current_version(database, &version, error);
  if (kind == 0 && version > newest_version())
    kind = refuse_newer(version, error);
  for (size_t i = 0; kind == 0 && i < migration_files_count; i++) {
    if (version_of(&migration_files[i]) > version)
      kind = apply(database, &migration_files[i], applied, error);
  }
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
  int version = 0;
  int kind = has_versions(database, &has, error);
  if (kind == 0 && has)
    kind = current_version(database, &version, error);
  if (kind != 0)
    return kind;
  if (version > newest_version())
    return refuse_newer(version, error);
  if (version == newest_version())
    return 0;
  kind = error_set(error, ERROR_CONFIG, "the warehouse has schema version %d, this program needs %d", version,
      newest_version());
  error_hint(error, "run sluis migrate");
  return kind;
}
