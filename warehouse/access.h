/* Which login reads for which organisation (beheer.toegang), and the fixed figures of the region.
 *
 * A login that reads for a gemeente is a member of sluis_gemeente, one that reads for an aanbieder of
 * sluis_aanbieder: the role gives the right to the views, beheer.toegang says which rows they show
 * (014-toegang.sql). Every function is one transaction and may be called again. Who calls needs to own the
 * warehouse and to be allowed to grant roles: else ERROR_PERMISSION. */
#ifndef SLUIS_WAREHOUSE_ACCESS_H
#define SLUIS_WAREHOUSE_ACCESS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "base/must_check.h"
#include "warehouse/database.h"

struct access {
  const char *login;        /* name of a role that may log in */
  const char *organisation; /* gemeente (4 digits) or aanbieder (8 digits) */
};

/* What there was already stays as it is. ERROR_USAGE: no organisation; a login that reads for organisations
 * of the other kind, or that reads everything. ERROR_NO_INPUT: no such login. */
MUST_CHECK int access_grant(struct database *database, const struct access *access, struct error *error);
/* What was not there is good too, a login that is gone included. ERROR_USAGE: no organisation. */
MUST_CHECK int access_revoke(struct database *database, const struct access *access, struct error *error);

enum access_column {
  ACCESS_LOGIN,
  ACCESS_ORGANISATIE,
  ACCESS_SOORT, /* gemeente or aanbieder */
  ACCESS_NAAM,  /* of the organisation; NULL when it stands in no reference file */
  ACCESS_SINDS, /* day and time */
  ACCESS_ROL,   /* `ja` when the login has its group role, without which it reads nothing */
  ACCESS_COLUMN_COUNT
};
/* All that is in force, by login and organisation. */
MUST_CHECK int access_list(struct database *database, struct database_rows **out, struct error *error);

/* Fixes the figures of the region of the month that begins on a day; *fixed is false when they were before.
 * ERROR_USAGE: the month is not over in what the warehouse knows. */
MUST_CHECK int access_fix_region(
    struct database *database, int32_t first_day, bool *fixed, struct error *error);

#endif
