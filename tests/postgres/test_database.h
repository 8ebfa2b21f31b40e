/* A fresh database on the private server that ctest started (or that PGHOST names when run by hand). */
#ifndef SLUIS_TESTS_TEST_DATABASE_H
#define SLUIS_TESTS_TEST_DATABASE_H

#include <stdint.h>

#include "warehouse/database.h"

/* Makes the database `name` anew and points PGDATABASE at it; fails the test when there is no server. */
void test_database_create(const char *name);
/* The same, migrated. */
void test_database_migrated(const char *name);

/* Empties all tables of a migrated database but those that migrations fill: quicker than making it anew.
 */
void test_database_reset(void);

struct database *test_database_open(void);
/* For tests whose state is a connection; it begins with empty tables. */
int test_database_emptied_setup(void **state);
int test_database_teardown(void **state);
void test_database_run(struct database *database, const char *sql);
/* The first value of the first row as text, "" for null or none; valid until the next call. */
const char *test_database_text(struct database *database, const char *sql);
int64_t test_database_number(struct database *database, const char *sql);

#endif
