/* getdents64(2) on the caller's descriptor: in a backlog there is a folder for every few leveringen, and a
 * stream of readdir(3) would cost each of them an open, a close and 32 KB of heap. */
#include "ingest/folder.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdalign.h>
#include <stdbool.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "ingest/namen.h"

enum { ENTRIES_BYTES = 16384 };

static unsigned char type_of(int folder, const struct dirent64 *entry)
{
  struct stat status;
  if (entry->d_type != DT_UNKNOWN)
    return entry->d_type;
  if (fstatat(folder, entry->d_name, &status, AT_SYMLINK_NOFOLLOW) != 0)
    return DT_UNKNOWN;
  return S_ISREG(status.st_mode) ? DT_REG : S_ISDIR(status.st_mode) ? DT_DIR : DT_UNKNOWN;
}

static enum entry_kind kind_of(int folder, const struct dirent64 *entry)
{
  if (!name_is_finished(entry->d_name))
    return ENTRY_UNFINISHED;
  unsigned char type = type_of(folder, entry);
  return type == DT_REG ? ENTRY_FILE : type == DT_DIR ? ENTRY_FOLDER : ENTRY_ODD;
}

static bool is_dots(const char *name)
{
  return strcmp(name, ".") == 0 || strcmp(name, "..") == 0;
}

/* What one call of the kernel gave. */
static int take_entries(
    int folder, const char *entries, size_t size, folder_taker *taker, void *context, struct error *error)
{
  int kind = 0;
  for (size_t at = 0; at < size && kind == 0;) {
    const struct dirent64 *entry = (const void *)(entries + at);
    if (!is_dots(entry->d_name))
      kind = taker(folder, entry->d_name, kind_of(folder, entry), context, error);
    at += entry->d_reclen;
  }
  return kind;
}

int folder_scan(int folder, folder_taker *taker, void *context, struct error *error)
{
  alignas(struct dirent64) char entries[ENTRIES_BYTES];
  if (lseek(folder, 0, SEEK_SET) < 0)
    return error_set_errno(error, errno, "cannot read a folder of the inbox");
  for (;;) {
    ssize_t size = getdents64(folder, entries, sizeof entries);
    if (size < 0 && errno == ENOENT)
      return 0; /* removed since it was opened */
    if (size < 0)
      return error_set_errno(error, errno, "cannot read a folder of the inbox");
    int kind = size > 0 ? take_entries(folder, entries, (size_t)size, taker, context, error) : 0;
    if (kind != 0 || size == 0)
      return kind;
  }
}
