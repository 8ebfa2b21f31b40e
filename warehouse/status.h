/* What the tables say about the leveringen, for `sluis status`: counted when asked, never kept. */
#ifndef SLUIS_WAREHOUSE_STATUS_H
#define SLUIS_WAREHOUSE_STATUS_H

#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "base/must_check.h"
#include "warehouse/database.h"

enum { STATUS_ORGANISATION_SIZE = 9, STATUS_MOMENT_SIZE = 32 };

/* Leveringen of one organisation, each counted under one of the first five. */
struct status_row {
  char organisation[STATUS_ORGANISATION_SIZE];
  int64_t goed;
  int64_t gedeeltelijk;
  int64_t afgekeurd;
  int64_t dubbel;   /* accepted, and all that was in it was known already */
  int64_t onderweg; /* stored in part: announced, and not all of it arrived yet; in the total also those that
                       are not announced yet */
  int64_t quarantaine;              /* refused, and not accepted after a replay; and events that PostgreSQL
                                       refused; in the total also records that could not be read: what `sluis quarantine
                                       list` lists */
  int64_t gebeurtenissen;           /* stored events that name its leveringen */
  int64_t gewist;                   /* events that did until their client was erased */
  int64_t geweerd;                  /* events that were not stored because their client was erased */
  char laatste[STATUS_MOMENT_SIZE]; /* when the last one was stored, ISO 8601; empty when none */
};

struct status {
  struct status_row *rows; /* by organisation */
  size_t count;
  struct status_row total;
  double per_minute; /* leveringen stored per minute over the last five minutes */
  int64_t partij;    /* partijen stored since the beginning */
  int64_t epoch;
  int64_t queue_bytes; /* under way at the last partij */
  int64_t te_vouwen;   /* events that wait for the loader of their client */
  int64_t onleesbaar;  /* records that could not be read */
};

MUST_CHECK int status_read(struct database *database, struct status *out, struct error *error);
void status_fini(struct status *status);

#endif
