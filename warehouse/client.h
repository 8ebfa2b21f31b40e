/* What is kept of one client, and taking it away: the queries of `sluis client`.
 *
 * What they do in the database is in warehouse/migrations/029-bewaren.sql. Each call is one transaction, ends
 * with a line in beheer.avg_log when anything was shown or removed, and leaves nothing behind when it fails.
 */
#ifndef SLUIS_WAREHOUSE_CLIENT_H
#define SLUIS_WAREHOUSE_CLIENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "base/id.h"
#include "base/must_check.h"
#include "warehouse/database.h"

/* All results to be freed with database_rows_free. */
struct client_data {
  struct database_rows *tables;     /* enum client_column; a row for each table, and for leveringen and log */
  struct database_rows *events;     /* events_columns of client_read, in binary, by day of knowing */
  struct database_rows *refused;    /* the same of what PostgreSQL refused, by day of receipt */
  struct database_rows *tombstones; /* dag, reden, weert_tot; none or one */
};
enum client_column {
  CLIENT_TABLE,   /* "dwh.traject" */
  CLIENT_MEANING, /* its comment, Dutch */
  CLIENT_COLUMNS, /* JSON object: name of a column -> its comment */
  CLIENT_ROWS     /* JSON array of objects, never NULL */
};
/* As it is at one moment, and logged as an export. events_columns: columns of dwh.gebeurtenis. */
MUST_CHECK int client_read(struct database *database, const struct id *client, const char *events_columns,
    struct client_data *out, struct error *error);
void client_data_fini(struct client_data *data);

/* Removes all of a client; *found is false when there was nothing of it, and then nothing is done or logged.
 * today: calendar day in Amsterdam. Waits for the partij in hand; a loader that is running starts anew. */
MUST_CHECK int client_erase(struct database *database, const struct id *client, int32_t today, bool *found,
    int64_t *events, struct error *error);

struct retention {
  int32_t day;   /* a client has expired when its last day lies more than so many years before this one */
  int32_t years; /* 1 or more */
};

/* Gemeente (code, or `onbekend`; NULL: in total), clients, events of those that have expired; the total last.
 * Clients of several gemeenten count in each; who has nothing but refused records, without events in
 * `onbekend`. */
MUST_CHECK int client_count_expired(struct database *database, const struct retention *retention,
    struct database_rows **out, struct error *error);
/* Called after each transaction with what it removed. */
typedef void expiry_taker(int64_t clients, int64_t events, void *context);
/* Removes them, some hundreds in a transaction: what was done when it ends early stays done, and what is left
 * goes the next time. */
MUST_CHECK int client_expire(struct database *database, const struct retention *retention,
    expiry_taker *taker, void *context, struct error *error);

#endif
