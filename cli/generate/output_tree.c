/* Plain files under one open folder; O_EXCL, because two files of one name would be our own bug. */
#include "cli/generate/output_tree.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/memory.h"

static int make_folders(const char *dir, struct error *error)
{
  char *path = memory_text(dir);
  int result = 0;
  for (char *slash = path; slash != NULL && result == 0;) {
    slash = strchr(slash + 1, '/');
    if (slash != NULL)
      *slash = '\0';
    if (mkdir(path, 0777) != 0 && errno != EEXIST)
      result = error_set_errno(error, errno, "cannot make %s", path);
    if (slash != NULL)
      *slash = '/';
  }
  free(path);
  return result;
}

static bool is_empty(DIR *dir)
{
  const struct dirent *entry = readdir(dir);
  while (entry != NULL && (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0))
    entry = readdir(dir);
  return entry == NULL;
}

static int check_empty(const char *path, struct error *error)
{
  DIR *dir = opendir(path);
  if (dir == NULL)
    return error_set_errno(error, errno, "cannot read %s", path);
  bool empty = is_empty(dir);
  closedir(dir);
  if (empty)
    return 0;
  error_set(error, ERROR_USAGE, "%s is not empty", path);
  error_hint(error, "name a folder that does not exist yet");
  return ERROR_USAGE;
}

int output_tree_open(const char *dir, struct output_tree *tree, struct error *error)
{
  tree->fd = -1;
  int failed = make_folders(dir, error);
  if (failed == 0)
    failed = check_empty(dir, error);
  if (failed != 0)
    return failed;
  tree->fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  return tree->fd >= 0 ? 0 : error_set_errno(error, errno, "cannot open %s", dir);
}

void output_tree_close(struct output_tree *tree)
{
  if (tree->fd >= 0)
    close(tree->fd);
  tree->fd = -1;
}

int output_tree_folder(const struct output_tree *tree, const char *path, struct error *error)
{
  if (mkdirat(tree->fd, path, 0777) != 0)
    return error_set_errno(error, errno, "cannot make %s", path);
  return 0;
}

static int make_file(const struct output_tree *tree, const char *path, int *fd, struct error *error)
{
  *fd = openat(tree->fd, path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
  return *fd >= 0 ? 0 : error_set_errno(error, errno, "cannot make %s", path);
}

static int write_all(int fd, const char *data, size_t size)
{
  while (size > 0) {
    ssize_t written = write(fd, data, size);
    if (written < 0 && errno != EINTR)
      return errno;
    if (written > 0) {
      data += written;
      size -= (size_t)written;
    }
  }
  return 0;
}

int output_tree_file(
    const struct output_tree *tree, const char *path, const void *data, size_t size, struct error *error)
{
  int fd = -1;
  int failed = make_file(tree, path, &fd, error);
  if (failed != 0)
    return failed;
  int reason = write_all(fd, data, size);
  if (close(fd) != 0 && reason == 0)
    reason = errno;
  return reason == 0 ? 0 : error_set_errno(error, reason, "cannot write %s", path);
}

int output_tree_text(const struct output_tree *tree, const char *path, FILE **out, struct error *error)
{
  int fd = -1;
  int failed = make_file(tree, path, &fd, error);
  if (failed != 0)
    return failed;
  *out = fdopen(fd, "w");
  if (*out != NULL)
    return 0;
  failed = error_set_errno(error, errno, "cannot open %s", path);
  close(fd);
  return failed;
}

int output_tree_scratch(const struct output_tree *tree, FILE **out, struct error *error)
{
  static const char name[] = "kladblok";
  int fd = openat(tree->fd, name, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (fd < 0)
    return error_set_errno(error, errno, "cannot make %s", name);
  *out = unlinkat(tree->fd, name, 0) == 0 ? fdopen(fd, "w+") : NULL;
  if (*out != NULL)
    return 0;
  int failed = error_set_errno(error, errno, "cannot open %s", name);
  close(fd);
  return failed;
}

int output_tree_finish(FILE **text, const char *path, struct error *error)
{
  bool failed = ferror(*text) != 0;
  failed = fclose(*text) != 0 || failed;
  *text = NULL;
  return failed ? error_set_errno(error, errno, "cannot write %s", path) : 0;
}
