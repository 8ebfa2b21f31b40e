/* Each line is one write(2), so that lines of several threads do not mix. */
#include "base/log.h"

#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdio.h>
#include <unistd.h>

enum { LINE_SIZE = 1024 };

/* The log is the one thing every part may use without being handed it; set before threads start. */
static _Atomic enum log_level threshold = LOG_INFO;
static log_writer *writer;
static void *writer_context;

static const char *const level_names[] = {"DEBUG", "INFO", "WARNING", "ERROR"};

void log_set_threshold(enum log_level lowest)
{
  atomic_store(&threshold, lowest);
}

bool log_is_shown(enum log_level level)
{
  return level >= atomic_load(&threshold);
}

void log_set_writer(log_writer *new_writer, void *context)
{
  writer = new_writer;
  writer_context = context;
}

static void write_line(enum log_level level, const char *id, const char *text)
{
  char line[LINE_SIZE + 128];
  int length = snprintf(line, sizeof line, "%s %s %s\n", level_names[level], id, text);
  if (length < 0)
    return;
  size_t size = (size_t)length < sizeof line ? (size_t)length : sizeof line - 1;
  line[size - 1] = '\n';
  if (write(STDERR_FILENO, line, size) < 0)
    return; /* there is nowhere left to complain */
}

__attribute__((format(printf, 3, 0))) static void log_arguments(
    enum log_level level, const char *id, const char *format, va_list arguments)
{
  if (level < atomic_load(&threshold))
    return;
  char text[LINE_SIZE];
  vsnprintf(text, sizeof text, format, arguments);
  if (writer != NULL)
    writer(level, id, text, writer_context);
  else
    write_line(level, id, text);
}

#define LOG_FUNCTION(name, level)                                                                            \
  void name(const char *id, const char *format, ...)                                                         \
  {                                                                                                          \
    va_list arguments;                                                                                       \
    va_start(arguments, format);                                                                             \
    log_arguments(level, id, format, arguments);                                                             \
    va_end(arguments);                                                                                       \
  }

LOG_FUNCTION(log_debug, LOG_DEBUG)
LOG_FUNCTION(log_info, LOG_INFO)
LOG_FUNCTION(log_warning, LOG_WARNING)
LOG_FUNCTION(log_error, LOG_ERROR)
