/* Published figures: a report as it was computed, kept for good, and with it the days that are closed.
 *
 * publication_begin() opens a transaction on the connection and takes the closing day for itself: it waits
 * for the partij (and the load of reference data) that is under way, and the next one waits for the end of
 * this transaction. Until then the figure is computed over another connection, because a report has a
 * transaction of its own. Whoever closes the connection instead of storing leaves all as it was. */
#ifndef SLUIS_WAREHOUSE_PUBLICATION_H
#define SLUIS_WAREHOUSE_PUBLICATION_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "base/must_check.h"
#include "warehouse/database.h"
#include "warehouse/report.h"

/* ERROR_AGAIN: a partij took too long to wait for. ERROR_PERMISSION: this login may not close days. */
MUST_CHECK int publication_begin(struct database *database, struct error *error);

/* What no figure has yet, of days up to and including one. */
struct publication_waiting {
  int64_t te_vouwen; /* events that wait for the loader of their client: soon stored */
  int64_t onderweg;  /* leveringen that are stored in part, or not announced yet: their day is not known */
  int64_t geweigerd; /* events that PostgreSQL refused: stored after `quarantine replay`, if ever */
};

/* After publication_begin() nothing is added to these. */
MUST_CHECK int publication_count_waiting(
    struct database *database, int32_t through, struct publication_waiting *out, struct error *error);

struct publication {
  int64_t number;
  bool is_new; /* false: the same figure, to the letter, was published under this number */
  int64_t
      differs_from; /* the newest one that was asked for in the same way and says something else; 0: none */
};

/* Stores the figure, closes every day up to its peildatum and commits. program: its version. */
MUST_CHECK int publication_store(struct database *database, const struct report_result *result,
    const char *program, struct publication *out, struct error *error);

enum publication_form { PUBLICATION_TABLE, PUBLICATION_CSV, PUBLICATION_JSON };

/* One as it was printed: one row of one column. ERROR_NO_INPUT: there is none of that number. */
MUST_CHECK int publication_read(struct database *database, const char *number, enum publication_form form,
    struct database_rows **out, struct error *error);

enum { PUBLICATION_COLUMN_COUNT = 9 };
/* All, or those of one report, the newest last: nummer, rapport, versie, van, tot, peildatum, parameters,
 * gepubliceerd, gepubliceerd_door. report: NULL for all. */
MUST_CHECK int publication_list(
    struct database *database, const char *report, struct database_rows **out, struct error *error);

#endif
