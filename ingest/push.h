/* Handing leveringen to an inbox: `sluis push`. Needs no database and no key. */
#ifndef SLUIS_INGEST_PUSH_H
#define SLUIS_INGEST_PUSH_H

#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "base/must_check.h"

struct push_options {
  const char *inbox;        /* path; made when it is not there */
  const char *organisation; /* NULL: the Afzender in the header of each file */
  int32_t received;         /* day of receipt */
};

/* Called for each file that is whole, fsynced and under its final name. */
typedef void push_taker(const char *path, const char *organisation, const char *name_in_inbox, void *context);

/* 0: all files are handed over. ERROR_NO_INPUT: one is absent or no regular file; ERROR_DATA: the header of
 * one says no sender; ERROR_USAGE: a name or organisation that cannot be. Files go over in groups: of a
 * group with a file that is refused none does. taker may be NULL. */
MUST_CHECK int push_files(const struct push_options *options, const char *const *paths, size_t count,
    push_taker *taker, void *context, struct error *error);

#endif
