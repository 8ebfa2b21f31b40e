/* readdir with a descriptor of its own, so that the caller's stays where it was. */
#include "ingest/folder.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "ingest/namen.h"

static unsigned char type_of(int folder, const struct dirent *entry)
{
  struct stat status;
  if (entry->d_type != DT_UNKNOWN)
    return entry->d_type;
  if (fstatat(folder, entry->d_name, &status, AT_SYMLINK_NOFOLLOW) != 0)
    return DT_UNKNOWN;
  return S_ISREG(status.st_mode) ? DT_REG : S_ISDIR(status.st_mode) ? DT_DIR : DT_UNKNOWN;
}

static enum entry_kind kind_of(int folder, const struct dirent *entry)
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

int folder_scan(int folder, folder_taker *taker, void *context, struct error *error)
{
  int own = openat(folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  DIR *stream = own >= 0 ? fdopendir(own) : NULL;
  if (stream == NULL) {
    int reason = errno;
    if (own >= 0)
      close(own);
    return error_set_errno(error, reason, "cannot read a folder of the inbox");
  }
  int kind = 0;
  while (kind == 0) {
    errno = 0;
    const struct dirent *entry = readdir(stream);
    if (entry == NULL) {
      kind = errno == 0 ? 0 : error_set_errno(error, errno, "cannot read a folder of the inbox");
      break;
    }
    if (!is_dots(entry->d_name))
      kind = taker(folder, entry->d_name, kind_of(folder, entry), context, error);
  }
  closedir(stream);
  return kind;
}
