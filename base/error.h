/* What went wrong, as one numbered list: code, exit status, quarantine and docs use the same kinds.
 *
 * A function that can fail returns 0 or an error_kind and fills the `struct error` it was given, where the
 * failure happened. The text names place and rule and never a value that could be personal; the hint says
 * what the reader can do. Whoever decides what to do about it logs it, once. */
#ifndef SLUIS_BASE_ERROR_H
#define SLUIS_BASE_ERROR_H

#include <stdbool.h>

#include "base/must_check.h"

/* The values are the exit statuses of DESIGN section 4 (sysexits.h where it has one). */
enum error_kind {
  ERROR_NONE = 0,
  ERROR_REJECTED = 1,     /* input refused in whole or in part; the verslag says why */
  ERROR_USAGE = 64,       /* the command line */
  ERROR_DATA = 65,        /* input that cannot be read as what it should be */
  ERROR_NO_INPUT = 66,    /* no such file */
  ERROR_UNAVAILABLE = 69, /* a service that is needed says no */
  ERROR_INTERNAL = 70,    /* our own bug */
  ERROR_IO = 74,          /* disk, socket */
  ERROR_AGAIN = 75,       /* the same thing may work later: retry the whole of it */
  ERROR_PERMISSION = 77,  /* file mode, role */
  ERROR_CONFIG = 78       /* configuration, key file */
};

struct error {
  enum error_kind kind;
  char text[480];
  char hint[240]; /* empty when there is nothing to advise */
};

/* Fills e (which may be NULL) and returns kind, so that `return error_set(...)` reads as one step. */
int error_set(struct error *e, enum error_kind kind, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/* As error_set, with strerror(errno_value) behind the text; a full disk becomes ERROR_AGAIN. */
int error_set_errno(struct error *e, int errno_value, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
void error_hint(struct error *e, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* True where waiting and doing the whole thing again is the answer. */
bool error_is_temporary(const struct error *e);
const char *error_kind_name(enum error_kind kind);

#endif
