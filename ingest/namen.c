/* One file a day, one line of 16 hex digits for a name: the first half of its hash. Hashes, because a name
 * can hold a BSN and this file stays; of one length, so that a line that a crash tore off shows.
 *
 * The lock is a flock on the folder `.namen`: held for the moment of giving names or of taking a day, never
 * while files are written or read. */
#include "ingest/namen.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/date.h"
#include "base/digest.h"
#include "base/file.h"
#include "ingest/folder.h"

enum { LINE_SIZE = 17, PART_SIZE = 4096 * LINE_SIZE };

bool name_is_finished(const char *name)
{
  static const char part[] = ".part";
  size_t size = strlen(name);
  if (name[0] == '.')
    return false;
  return size < sizeof part - 1 || strcmp(name + size - (sizeof part - 1), part) != 0;
}

static uint64_t key_of(const char *name)
{
  struct digest digest;
  digest_init(&digest, "sluis/v1/naam");
  digest_text(&digest, name);
  struct id id = digest_final(&digest);
  uint64_t key = 0;
  for (int i = 0; i < 8; i++)
    key = key << 8 | id.bytes[i];
  return key;
}

/* --- reading --- */

static void add_lines(struct namen *namen, const char *lines, size_t size)
{
  for (size_t at = 0; at + LINE_SIZE <= size; at += LINE_SIZE) {
    char digits[LINE_SIZE];
    memcpy(digits, lines + at, LINE_SIZE - 1);
    digits[LINE_SIZE - 1] = '\0';
    key_set_add(&namen->taken, strtoull(digits, NULL, 16));
  }
}

static int load(struct namen *namen, struct error *error)
{
  char *part = malloc(PART_SIZE);
  if (part == NULL)
    return error_set_errno(error, ENOMEM, "cannot read the names of a day");
  off_t at = 0;
  ssize_t size = 0;
  do {
    size = pread(namen->file, part, PART_SIZE, at);
    if (size > 0)
      add_lines(namen, part, (size_t)size);
    at += size > 0 ? size - size % LINE_SIZE : 0;
  } while (size >= LINE_SIZE);
  int reason = errno;
  free(part);
  if (size < 0)
    return error_set_errno(error, reason, "cannot read the names of a day");
  /* what a crash tore off */
  if (size > 0 && ftruncate(namen->file, at) != 0)
    return error_set_errno(error, errno, "cannot mend the names of a day");
  return lseek(namen->file, at, SEEK_SET) == at ? 0 : error_set_errno(error, errno, "cannot read names");
}

int namen_open(int organisation, int32_t day, struct namen *out, struct error *error)
{
  *out = (struct namen){.lock = -1, .file = -1};
  int kind = file_folder(organisation, ".namen", &out->lock, error);
  if (kind != 0)
    return kind;
  if (flock(out->lock, LOCK_EX) != 0) {
    kind = error_set_errno(error, errno, "cannot lock the names of an organisation");
    namen_close(out);
    return kind;
  }
  /* with a dot, so that whoever counts the files of an inbox does not take it for a levering */
  char name[1 + DATE_TEXT_SIZE] = ".";
  date_format(day, name + 1);
  out->file = openat(out->lock, name, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0660);
  kind = out->file >= 0 ? load(out, error) : error_set_errno(error, errno, "cannot open .namen/%s", name);
  if (kind != 0)
    namen_close(out);
  return kind;
}

void namen_close(struct namen *namen)
{
  if (namen->file >= 0)
    close(namen->file);
  if (namen->lock >= 0)
    close(namen->lock);
  key_set_fini(&namen->taken);
  *namen = (struct namen){.lock = -1, .file = -1};
}

/* --- giving --- */

static int try_name(int day_folder, const struct unnamed *what, const char *name)
{
  if (what->file < 0)
    return renameat2(what->folder, what->name, day_folder, name, RENAME_NOREPLACE);
  char path[64];
  snprintf(path, sizeof path, "/proc/self/fd/%d", what->file);
  return linkat(AT_FDCWD, path, day_folder, name, AT_SYMLINK_FOLLOW);
}

int namen_lay(const struct namen *namen, int day_folder, const struct unnamed *what, const char *name,
    char given[NAME_MAX + 1], struct error *error)
{
  for (unsigned number = 1;; number++) {
    char end[16] = "";
    if (number > 1)
      snprintf(end, sizeof end, "~%u", number);
    if (snprintf(given, NAME_MAX + 1, "%s%s", name, end) > NAME_MAX)
      return error_set(error, ERROR_USAGE, "a file name with no room for %s behind it", end);
    if (key_set_has(&namen->taken, key_of(given)))
      continue;
    if (try_name(day_folder, what, given) == 0)
      return 0;
    if (errno != EEXIST)
      return error_set_errno(error, errno, "cannot lay a file under its day");
  }
}

/* --- taking --- */

struct taking {
  struct namen *namen;
  struct buffer lines;
};

static int add_name(int folder, const char *name, enum entry_kind kind, void *context, struct error *error)
{
  (void)folder;
  (void)error;
  struct taking *taking = context;
  uint64_t key = key_of(name);
  if (kind != ENTRY_FILE || key_set_has(&taking->namen->taken, key))
    return 0;
  key_set_add(&taking->namen->taken, key);
  buffer_format(&taking->lines, "%016llx\n", (unsigned long long)key);
  if (taking->lines.size < PART_SIZE)
    return 0;
  int failed = file_write(taking->namen->file, taking->lines.data, taking->lines.size, error);
  buffer_reset(&taking->lines);
  return failed;
}

int namen_take(struct namen *namen, int day_folder, struct error *error)
{
  struct taking taking = {.namen = namen};
  buffer_init(&taking.lines, PART_SIZE + LINE_SIZE);
  int kind = folder_scan(day_folder, add_name, &taking, error);
  if (kind == 0)
    kind = file_write(namen->file, taking.lines.data, taking.lines.size, error);
  buffer_fini(&taking.lines);
  return kind;
}
