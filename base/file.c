/* The steps of a durable write, written once: temporary name, write, fsync, rename, fsync of the folder. */
#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/mask.h"

enum { SHOWN_SIZE = 256, TEMPORARY_SIZE = 4096 };

static int fail(struct error *error, int errno_value, const char *what, const char *name)
{
  char shown[SHOWN_SIZE];
  mask_copy(name, shown, sizeof shown);
  return error_set_errno(error, errno_value, "cannot %s %s", what, shown);
}

int file_open(int folder, const char *name, int *fd, int64_t *size, struct error *error)
{
  /* O_NONBLOCK: opening a FIFO would wait for a writer */
  int opened = openat(folder, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
  bool is_odd = opened < 0 && (errno == ELOOP || errno == ENXIO);
  if (opened < 0 && !is_odd)
    return fail(error, errno, "open", name);
  struct stat status = {0};
  if (!is_odd && fstat(opened, &status) != 0) {
    int reason = errno;
    close(opened);
    return fail(error, reason, "look at", name);
  }
  if (is_odd || !S_ISREG(status.st_mode)) {
    char shown[SHOWN_SIZE];
    mask_copy(name, shown, sizeof shown);
    if (opened >= 0)
      close(opened);
    return error_set(error, ERROR_DATA, "%s is no regular file", shown);
  }
  *fd = opened;
  *size = status.st_size;
  return 0;
}

int file_read(int fd, struct buffer *out, struct error *error)
{
  char part[65536];
  for (;;) {
    ssize_t count = read(fd, part, sizeof part);
    if (count < 0 && errno == EINTR)
      continue;
    if (count < 0)
      return error_set_errno(error, errno, "cannot read a file");
    if (count == 0)
      return 0;
    buffer_append(out, part, (size_t)count);
    if (out->failed)
      return error_set(error, ERROR_DATA, "a file of more than %zu bytes", out->maximum);
  }
}

int file_write(int fd, const void *data, size_t size, struct error *error)
{
  const char *at = data;
  while (size > 0) {
    ssize_t count = write(fd, at, size);
    if (count < 0 && errno == EINTR)
      continue;
    if (count < 0)
      return error_set_errno(error, errno, "cannot write a file");
    at += count;
    size -= (size_t)count;
  }
  return 0;
}

int file_sync(int fd, struct error *error)
{
  return fsync(fd) == 0 ? 0 : error_set_errno(error, errno, "cannot sync a file");
}

int file_sync_all(int fd, struct error *error)
{
  return syncfs(fd) == 0 ? 0 : error_set_errno(error, errno, "cannot sync a file system");
}

/* The folder that holds name; the rest of name behind its last slash is in *base. */
static int open_parent(int folder, const char *name, int *fd, const char **base, struct error *error)
{
  const char *slash = strrchr(name, '/');
  char parent[TEMPORARY_SIZE] = ".";
  if (slash != NULL && (size_t)(slash - name) + 2 < sizeof parent)
    snprintf(parent, sizeof parent, "%.*s/", (int)(slash - name), name);
  *base = slash != NULL ? slash + 1 : name;
  *fd = openat(folder, parent, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  return *fd >= 0 ? 0 : fail(error, errno, "open the folder of", name);
}

static int write_synced(int folder, const char *name, const struct file_new *file, struct error *error)
{
  int fd = openat(folder, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, file->mode);
  if (fd < 0)
    return fail(error, errno, "make", name);
  int kind = file_write(fd, file->data, file->size, error);
  if (kind == 0)
    kind = file_sync(fd, error);
  close(fd);
  return kind;
}

static int rename_checked(int folder, const char *from, const char *to, unsigned flags, struct error *error)
{
  if (renameat2(folder, from, folder, to, flags) == 0)
    return 0;
  if (errno != EEXIST)
    return fail(error, errno, "make", to);
  char shown[SHOWN_SIZE];
  mask_copy(to, shown, sizeof shown);
  return error_set(error, ERROR_USAGE, "%s is there already and stays as it is", shown);
}

static int put(int folder, const char *name, const struct file_new *file, unsigned flags, struct error *error)
{
  const char *base = NULL;
  int parent = -1;
  int kind = open_parent(folder, name, &parent, &base, error);
  if (kind != 0)
    return kind;
  char temporary[TEMPORARY_SIZE];
  snprintf(temporary, sizeof temporary, ".sluis-%ld.part", (long)gettid());
  unlinkat(parent, temporary, 0); /* of an earlier process with our number */
  kind = write_synced(parent, temporary, file, error);
  if (kind == 0)
    kind = rename_checked(parent, temporary, base, flags, error);
  if (kind == 0)
    kind = file_sync(parent, error);
  else
    unlinkat(parent, temporary, 0);
  close(parent);
  return kind;
}

int file_create(int folder, const char *name, const struct file_new *file, struct error *error)
{
  return put(folder, name, file, RENAME_NOREPLACE, error);
}

int file_replace(int folder, const char *name, const struct file_new *file, struct error *error)
{
  return put(folder, name, file, 0, error);
}

int file_folder(int folder, const char *name, int *fd, struct error *error)
{
  enum { FLAGS = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC };
  int opened = openat(folder, name, FLAGS);
  if (opened < 0 && errno == ENOENT) {
    if (mkdirat(folder, name, 0770) != 0 && errno != EEXIST)
      return fail(error, errno, "make folder", name);
    opened = openat(folder, name, FLAGS);
  }
  if (opened < 0)
    return fail(error, errno, "open folder", name);
  *fd = opened;
  return 0;
}
