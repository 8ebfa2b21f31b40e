/* Reading a fixture, changed a little, and looking at what was found. For the tests of the readers. */
#ifndef SLUIS_TESTS_INGEST_READER_HELP_H
#define SLUIS_TESTS_INGEST_READER_HELP_H

#include <stdint.h>

#include "base/buffer.h"
#include "ingest/levering_reader.h"

struct reading {
  struct levering_reader *reader;
  struct arena arena;
  struct buffer bytes;
  struct levering_source source;
  struct batch_levering out;
};

enum { RECEIVED_DAY = 19464 }; /* 2023-04-17, the Dagtekening of the fixtures */

/* Of one fixed key, so that hashes can be compared; to be freed. Ends the program when it cannot be made. */
struct pseudonymiser *reading_pseudonymiser(void);

/* pseudonymiser may be NULL. */
void reading_init(struct reading *reading, const struct pseudonymiser *pseudonymiser);
void reading_fini(struct reading *reading);

void reading_load(struct reading *reading, const char *fixture); /* "jw301.xml" */
void reading_set(struct reading *reading, const void *data, size_t size);
/* The n-th occurrence (from 1) of a text, which must be there, becomes another. */
void reading_replace(struct reading *reading, const char *old, int n, const char *fresh);
/* As fixture with one replacement, read. */
void reading_judge(struct reading *reading, const char *fixture, const char *old, int n, const char *fresh);
void reading_read(struct reading *reading);

#endif
