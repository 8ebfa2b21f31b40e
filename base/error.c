/* Filling an error and naming its kind; the policy (retry, quarantine, exit) is with whoever called. */
#include "base/error.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

int error_set(struct error *e, enum error_kind kind, const char *format, ...)
{
  if (e == NULL)
    return kind;
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(e->text, sizeof e->text, format, arguments);
  va_end(arguments);
  e->kind = kind;
  e->hint[0] = '\0';
  return kind;
}

static enum error_kind kind_of_errno(int errno_value)
{
  switch (errno_value) {
  case ENOENT:
  case ENOTDIR:
    return ERROR_NO_INPUT;
  case EACCES:
  case EPERM:
    return ERROR_PERMISSION;
  case ENOSPC:
  case EDQUOT:
  case EAGAIN:
  case EMFILE:
  case ENFILE:
    return ERROR_AGAIN;
  default:
    return ERROR_IO;
  }
}

int error_set_errno(struct error *e, int errno_value, const char *format, ...)
{
  enum error_kind kind = kind_of_errno(errno_value);
  if (e == NULL)
    return kind;
  va_list arguments;
  va_start(arguments, format);
  int length = vsnprintf(e->text, sizeof e->text, format, arguments);
  va_end(arguments);
  if (length >= 0 && (size_t)length < sizeof e->text) {
    char reason[128];
    snprintf(e->text + length, sizeof e->text - (size_t)length, ": %s",
        strerror_r(errno_value, reason, sizeof reason));
  }
  e->kind = kind;
  e->hint[0] = '\0';
  return kind;
}

void error_hint(struct error *e, const char *format, ...)
{
  if (e == NULL)
    return;
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(e->hint, sizeof e->hint, format, arguments);
  va_end(arguments);
}

bool error_is_temporary(const struct error *e)
{
  return e->kind == ERROR_AGAIN || e->kind == ERROR_UNAVAILABLE;
}

const char *error_kind_name(enum error_kind kind)
{
  switch (kind) {
  case ERROR_NONE:
    return "none";
  case ERROR_REJECTED:
    return "rejected";
  case ERROR_USAGE:
    return "usage";
  case ERROR_DATA:
    return "data";
  case ERROR_NO_INPUT:
    return "no-input";
  case ERROR_UNAVAILABLE:
    return "unavailable";
  case ERROR_INTERNAL:
    return "internal";
  case ERROR_IO:
    return "io";
  case ERROR_AGAIN:
    return "again";
  case ERROR_PERMISSION:
    return "permission";
  case ERROR_CONFIG:
    return "config";
  }
  return "unknown";
}
