/* A message that was read, its events, and what the hashes in them have to be. */
#ifndef SLUIS_TESTS_READER_EVENTS_H
#define SLUIS_TESTS_READER_EVENTS_H

#include "reader_help.h"

extern struct reading reading; /* of the test in hand */

/* Set-up and tear-down: a message from 0983 that is still to be loaded. */
int open_reading(void **state);
int close_reading(void **state);

void read_fixture(const char *fixture);
/* The nth event of a message that was accepted. */
const struct gebeurtenis *event(size_t n);

struct id hash(const char *label, const char *scope, const char *number);
struct id pseudonym(const char *digits); /* of nine digits */
/* The id of a levering with the bytes that were read. */
struct id levering_of(const char *organisation, int32_t day, const char *name);
void assert_id(struct id found, struct id expected);
int32_t day(const char *text); /* yyyy-mm-dd */

#endif
