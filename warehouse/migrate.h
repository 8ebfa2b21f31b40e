/* The schema of the warehouse: numbered SQL files compiled into the program, applied in order; one that
 * is missing below the highest is applied as well.
 *
 * Each migration runs in one transaction together with its row in beheer.migratie, under an advisory lock, so
 * that two migrates at once do the work once and a killed one leaves whole steps. The rights of the roles
 * follow in a transaction of their own (rechten.sql), every time. */
#ifndef SLUIS_WAREHOUSE_MIGRATE_H
#define SLUIS_WAREHOUSE_MIGRATE_H

#include "base/error.h"
#include "base/must_check.h"
#include "warehouse/database.h"

/* Creates or upgrades; *applied is the number of migrations that were needed, 0 when all was there.
 * ERROR_CONFIG: the schema is newer than this program. ERROR_PERMISSION: a role is missing and this login may
 * not make it. */
MUST_CHECK int migrate(struct database *database, int *applied, struct error *error);

/* ERROR_CONFIG, with a hint, unless the schema is exactly the one this program was built for. */
MUST_CHECK int migrate_check(struct database *database, struct error *error);

#endif
