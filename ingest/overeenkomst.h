/* Who may deliver what on which days: the overeenkomsten, as ingest knows them.
 *
 * Ingest has no database. `sluis reference load` leaves what holds now in one small file in the inbox, by
 * rename, and every worker of that inbox reads it; a worker that goes on for long looks whether there is a
 * newer one. Without that file nobody has an agreement. */
#ifndef SLUIS_INGEST_OVEREENKOMST_H
#define SLUIS_INGEST_OVEREENKOMST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "base/must_check.h"

/* Name of the file in the inbox's own folder; begins with a dot, so it is no organisation. */
#define OVEREENKOMSTEN_FILE ".overeenkomsten"

struct overeenkomst {
  char organisatie[9]; /* gemeente (4 digits) or aanbieder (8) */
  char dataset[12];    /* jw, wmo, traject or indicator */
  int32_t van, tot;    /* dates, both days inclusive; DATE_MINUS_INFINITY and DATE_INFINITY where open */
};

/* Over what is there, whole or not at all. inbox: the folder, made when it is not there. */
MUST_CHECK int overeenkomsten_write(
    const char *inbox, const struct overeenkomst *items, size_t count, struct error *error);

struct overeenkomsten;
/* Reads nothing yet. inbox is borrowed. */
struct overeenkomsten *overeenkomsten_new(const char *inbox);
void overeenkomsten_free(struct overeenkomsten **overeenkomsten);

/* Reads the file if it is another one than at the last call. ERROR_DATA: it is not such a file. */
MUST_CHECK int overeenkomsten_refresh(struct overeenkomsten *overeenkomsten, struct error *error);

/* What is said of a levering without one; it is not read any further, and nothing of it is kept. */
#define OVEREENKOMST_CODE "OVEREENKOMST"
#define OVEREENKOMST_TEKST                                                                                   \
  "Er is op de dag van ontvangst geen overeenkomst van kracht voor deze gegevens; het bestand is niet "      \
  "gelezen."

/* Of what was read last. dataset NULL: any. */
bool overeenkomsten_in_force(
    const struct overeenkomsten *overeenkomsten, const char *organisatie, const char *dataset, int32_t day);

#endif
