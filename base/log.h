/* The program's log: lines on stderr, `LEVEL id text`, in English.
 *
 * The id (`inbox.taken`) is stable and made to be searched for; the text is for people. No BSN and no key can
 * get here: they have types of their own that nothing in this file takes. Safe from any thread. */
#ifndef SLUIS_BASE_LOG_H
#define SLUIS_BASE_LOG_H

#include <stdbool.h>

enum log_level { LOG_DEBUG, LOG_INFO, LOG_WARNING, LOG_ERROR };

/* Receives every line that passes the threshold, without newline; must not call the log. */
typedef void log_writer(enum log_level level, const char *id, const char *text, void *context);

void log_set_threshold(enum log_level lowest); /* default LOG_INFO; before threads start */
bool log_is_shown(enum log_level level);
void log_set_writer(log_writer *writer, void *context); /* NULL: back to stderr; for tests */

void log_debug(const char *id, const char *format, ...) __attribute__((format(printf, 2, 3)));
void log_info(const char *id, const char *format, ...) __attribute__((format(printf, 2, 3)));
void log_warning(const char *id, const char *format, ...) __attribute__((format(printf, 2, 3)));
void log_error(const char *id, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
