#include "ingest/snapshot.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <unistd.h>

#include "base/file.h"

int snapshot_write(const char *inbox, const char *name, const struct buffer *content, struct error *error)
{
  if (content->failed)
    return error_set(error, ERROR_DATA, "%s would be larger than %d bytes", name, SNAPSHOT_MOST_BYTES);
  if (mkdir(inbox, 0770) != 0 && errno != EEXIST)
    return error_set_errno(error, errno, "cannot make %s", inbox);
  int folder = open(inbox, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (folder < 0)
    return error_set_errno(error, errno, "%s", inbox);
  struct file_new file = {content->data, content->size, 0640};
  int kind = file_replace(folder, name, &file, error);
  close(folder);
  return kind;
}

static bool is_same(const struct stat *a, const struct stat *b)
{
  return a->st_ino == b->st_ino && a->st_size == b->st_size && a->st_mtim.tv_sec == b->st_mtim.tv_sec &&
         a->st_mtim.tv_nsec == b->st_mtim.tv_nsec;
}

/* Of the file that was opened, which may be a newer one than was looked at. */
static int read_file(
    const char *name, int file, struct buffer *content, struct stat *read, struct error *error)
{
  if (fstat(file, read) != 0)
    return error_set_errno(error, errno, "%s", name);
  buffer_reset(content);
  int kind = file_read(file, content, error);
  if (kind == 0)
    buffer_append(content, "", 1);
  return kind;
}

static int read_again(struct snapshot *snapshot, int folder, struct buffer *content, struct error *error)
{
  int file = -1;
  int64_t size = 0;
  struct stat read;
  snapshot->read = (struct stat){0}; /* until it is read, whatever happens */
  int kind = file_open(folder, snapshot->name, &file, &size, error);
  if (kind != 0)
    return kind;
  kind = read_file(snapshot->name, file, content, &read, error);
  close(file);
  if (kind == 0 && content->failed)
    return snapshot_refuse(snapshot, error);
  if (kind == 0)
    snapshot->read = read;
  return kind;
}

int snapshot_look(
    struct snapshot *snapshot, struct buffer *content, enum snapshot_state *state, struct error *error)
{
  *state = SNAPSHOT_SAME;
  int folder = open(snapshot->inbox, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (folder < 0)
    return error_set_errno(error, errno, "%s", snapshot->inbox);
  struct stat now;
  int kind = 0;
  if (fstatat(folder, snapshot->name, &now, AT_SYMLINK_NOFOLLOW) != 0) {
    *state = SNAPSHOT_ABSENT;
    snapshot->read = (struct stat){0};
  } else if (!is_same(&now, &snapshot->read)) {
    *state = SNAPSHOT_NEW;
    kind = read_again(snapshot, folder, content, error);
  }
  close(folder);
  return kind;
}

int snapshot_refuse(struct snapshot *snapshot, struct error *error)
{
  snapshot->read = (struct stat){0};
  int kind = error_set(
      error, ERROR_DATA, "%s/%s is not such a list, or not all of it", snapshot->inbox, snapshot->name);
  error_hint(error, "sluis reference load writes it anew");
  return kind;
}
