/* Files in the way a program that can be killed needs them: whole or not at all, and on disk when it says so.
 *
 * `folder` is a descriptor of an open directory or AT_FDCWD, as in openat(2). Names are shown in errors with
 * nine digits in a row masked: a file name may hold a BSN. */
#ifndef SLUIS_BASE_FILE_H
#define SLUIS_BASE_FILE_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/buffer.h"
#include "base/error.h"
#include "base/must_check.h"

/* Opens for reading what is a regular file, and only that: no symlink is followed, no FIFO or device can
 * block. ERROR_NO_INPUT when absent, ERROR_DATA when it is something else. *size in bytes. Close *fd. */
MUST_CHECK int file_open(int folder, const char *name, int *fd, int64_t *size, struct error *error);
/* Appends all that is left to read. ERROR_DATA when that is more than the buffer may hold. */
MUST_CHECK int file_read(int fd, struct buffer *out, struct error *error);
MUST_CHECK int file_write(int fd, const void *data, size_t size, struct error *error);
/* On disk, contents and length; for a folder: its names. */
MUST_CHECK int file_sync(int fd, struct error *error);
/* All that was written on the file system of fd: cheaper than many a file_sync. */
MUST_CHECK int file_sync_all(int fd, struct error *error);

struct file_new {
  const void *data;
  size_t size;
  mode_t mode;
};

/* A whole new file under this name, fsynced with its folder, or none. ERROR_USAGE when the name is taken:
 * never over another. name is a path. */
MUST_CHECK int file_create(int folder, const char *name, const struct file_new *file, struct error *error);
/* The same, over what has the name now. */
MUST_CHECK int file_replace(int folder, const char *name, const struct file_new *file, struct error *error);

/* Opens a folder, made when it is not there (mode 0770, less the umask); a symlink is refused. */
MUST_CHECK int file_folder(int folder, const char *name, int *fd, struct error *error);

#endif
