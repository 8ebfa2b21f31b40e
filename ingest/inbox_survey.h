/* What waits in an inbox, for `sluis status`, `report publish` and the end of a worker: counted from the
 * folders, `.werk` included. Locks nothing. */
#ifndef SLUIS_INGEST_INBOX_SURVEY_H
#define SLUIS_INGEST_INBOX_SURVEY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "base/must_check.h"
#include "ingest/inbox.h"

struct inbox_waiting {
  char organisation[ORGANISATION_SIZE];
  uint64_t files;
  uint64_t bytes;
  int64_t oldest_s; /* age in seconds of the oldest by time of change; 0 without files */
};

struct inbox_survey {
  struct inbox_waiting *rows; /* one an organisation that has a folder, sorted */
  size_t count;
  struct inbox_waiting total;
};

/* ERROR_NO_INPUT when there is no inbox. Locks nothing; a file on its way out may be counted. */
MUST_CHECK int inbox_survey(const char *path, struct inbox_survey *out, struct error *error);
void inbox_survey_fini(struct inbox_survey *survey);

/* The leveringen of days of receipt up to and including last_day. None that waits all along is missed, also
 * when it is taken meanwhile. Loose files have no day yet. ERROR_NO_INPUT when there is no inbox. */
MUST_CHECK int inbox_count_through(
    const char *path, int32_t last_day, uint64_t *leveringen, struct error *error);

/* Whether nothing waits and nothing is under way that a worker takes, whoever's it is; also true when all of
 * it left while this looked. Loose files whose names may be too long to be laid under a day do not count. */
MUST_CHECK int inbox_is_empty(struct inbox *inbox, bool *is_empty, struct error *error);

#endif
