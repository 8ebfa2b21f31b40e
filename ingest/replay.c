/* What `push` does not do: give a name that was taken before, so that the levering gets the id that it had.
 *
 * DESIGN. Under the names' lock, so that the day is not taken meanwhile. A new file has no name until it is
 * whole and on disk; a zip that waits and gets one more member is replaced by a rename. A hidden name that a
 * kill leaves is removed by the next replay of that day, or by who takes the day. Members are stored as they
 * are: the limit on how much a zip may unpack to must not refuse what it let through in the company of
 * others. */
#include "ingest/replay.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include <zip.h>

#include "base/crash_point.h"
#include "base/date.h"
#include "base/file.h"
#include "ingest/inbox.h"
#include "ingest/namen.h"
#include "ingest/taken.h"
#include "ingest/zip_reader.h"

static const char hidden[] = REPLAY_PART;

static void wipe(struct buffer *content)
{
  if (content->data != NULL)
    sodium_memzero(content->data, content->capacity);
  buffer_fini(content);
}

/* --- files --- */

/* What waits under this name; *found is false when nothing does. */
static int read_waiting(int day, const char *name, struct buffer *out, bool *found, struct error *error)
{
  int fd = -1;
  int64_t size = 0;
  int kind = file_open(day, name, &fd, &size, error);
  *found = kind == 0;
  if (kind == ERROR_NO_INPUT)
    return 0;
  if (kind == 0) {
    kind = file_read(fd, out, error);
    close(fd);
  }
  return kind;
}

static int open_unnamed(int day, bool *is_hidden, struct error *error)
{
  int file = openat(day, ".", O_TMPFILE | O_WRONLY | O_CLOEXEC, 0660);
  *is_hidden = file < 0 && (errno == EOPNOTSUPP || errno == EISDIR);
  if (*is_hidden)
    file = openat(day, hidden, O_CREAT | O_EXCL | O_WRONLY | O_NOFOLLOW | O_CLOEXEC, 0660);
  if (file < 0)
    error_set_errno(error, errno, "cannot write into the inbox");
  return file;
}

static int give_name(int day, int file, bool is_hidden, const char *name, bool over)
{
  char path[64];
  snprintf(path, sizeof path, "/proc/self/fd/%d", file);
  if (!is_hidden && linkat(AT_FDCWD, path, day, over ? hidden : name, AT_SYMLINK_FOLLOW) != 0)
    return -1;
  if (!is_hidden && !over)
    return 0;
  crash_point("replay.hidden");
  return renameat2(day, hidden, day, name, over ? 0 : RENAME_NOREPLACE);
}

static int write_file(int day, const char *name, const struct buffer *content, bool over, struct error *error)
{
  bool is_hidden = false;
  unlinkat(day, hidden, 0);
  int file = open_unnamed(day, &is_hidden, error);
  if (file < 0)
    return ERROR_IO;
  int kind = file_write(file, content->data, content->size, error);
  if (kind == 0)
    kind = file_sync(file, error);
  crash_point("replay.name.before");
  if (kind == 0 && give_name(day, file, is_hidden, name, over) != 0)
    kind = error_set_errno(error, errno, "cannot lay a file under its day");
  crash_point("replay.name.after");
  close(file);
  unlinkat(day, hidden, 0);
  return kind == 0 ? file_sync(day, error) : kind;
}

/* --- members --- */

/* Takes source. */
static int add_source(zip_t *zip, const char *member, zip_source_t *source, struct error *error)
{
  zip_int64_t index = source != NULL ? zip_file_add(zip, member, source, ZIP_FL_ENC_UTF_8) : -1;
  if (index >= 0 && zip_set_file_compression(zip, (zip_uint64_t)index, ZIP_CM_STORE, 0) == 0)
    return 0;
  if (index < 0)
    zip_source_free(source);
  return error_set(error, ERROR_AGAIN, "a member cannot be added to a zip that waits");
}

/* The members that wait, and this one behind them; *has_it when it is among them. */
static int fill(zip_t *zip, zip_t *waiting, const char *member, const struct archive_original *original,
    bool *has_it, struct error *error)
{
  zip_int64_t there = waiting != NULL ? zip_name_locate(waiting, member, 0) : -1;
  zip_stat_t stat;
  zip_stat_init(&stat);
  if (there >= 0) {
    *has_it = zip_stat_index(waiting, (zip_uint64_t)there, 0, &stat) == 0 && stat.size == original->size;
    return *has_it ? 0
                   : error_set(error, ERROR_AGAIN, "another file of that name waits in a zip of that name");
  }
  zip_int64_t count = waiting != NULL ? zip_get_num_entries(waiting, 0) : 0;
  int kind = 0;
  for (zip_int64_t i = 0; i < count && kind == 0; i++)
    kind = add_source(zip, zip_get_name(waiting, (zip_uint64_t)i, 0),
        zip_source_zip(zip, waiting, (zip_uint64_t)i, 0, 0, -1), error);
  if (kind == 0)
    kind = add_source(zip, member, zip_source_buffer(zip, original->data, original->size, 0), error);
  return kind;
}

static int copy_source(zip_source_t *source, struct buffer *out, struct error *error)
{
  char part[16384];
  if (zip_source_open(source) != 0)
    return error_set(error, ERROR_INTERNAL, "a zip that was made cannot be read");
  zip_int64_t size = zip_source_read(source, part, sizeof part);
  for (; size > 0; size = zip_source_read(source, part, sizeof part))
    buffer_append(out, part, (size_t)size);
  zip_source_close(source);
  sodium_memzero(part, sizeof part);
  return size == 0 && !out->failed ? 0 : error_set(error, ERROR_AGAIN, "a zip that would be too large");
}

static zip_t *open_memory(zip_source_t *source, int flags)
{
  zip_error_t why;
  zip_error_init(&why);
  zip_t *zip = source != NULL ? zip_open_from_source(source, flags, &why) : NULL;
  zip_error_fini(&why);
  if (zip == NULL)
    zip_source_free(source);
  return zip;
}

static int make(zip_t *waiting, const char *member, const struct archive_original *original,
    struct buffer *out, bool *has_it, struct error *error)
{
  zip_source_t *source = zip_source_buffer_create(NULL, 0, 0, NULL);
  zip_t *zip = open_memory(source, ZIP_TRUNCATE);
  if (zip == NULL)
    return error_set(error, ERROR_INTERNAL, "a zip cannot be made");
  zip_source_keep(source);
  int kind = fill(zip, waiting, member, original, has_it, error);
  bool is_closed = kind == 0 && !*has_it && zip_close(zip) == 0;
  if (is_closed)
    kind = copy_source(source, out, error);
  else if (kind == 0 && !*has_it)
    kind = error_set(error, ERROR_INTERNAL, "a zip cannot be made");
  if (!is_closed)
    zip_discard(zip);
  zip_source_free(source);
  return kind;
}

static int merge(const struct buffer *waiting, bool found, const char *member,
    const struct archive_original *original, struct buffer *out, bool *has_it, struct error *error)
{
  zip_t *zip = NULL;
  if (found)
    zip = open_memory(zip_source_buffer_create(waiting->data, waiting->size, 0, NULL), ZIP_RDONLY);
  if (found && zip == NULL)
    return error_set(error, ERROR_AGAIN, "something that is no zip waits under the name of a zip");
  int kind = make(zip, member, original, out, has_it, error);
  if (zip != NULL)
    zip_discard(zip);
  return kind;
}

static int lay_member(
    int day, const char *name, const struct archive_original *original, bool *is_waiting, struct error *error)
{
  char zip[NAME_MAX + 1];
  const char *slash = strchr(name, '/');
  struct buffer waiting;
  struct buffer made;
  bool found = false;
  if (snprintf(zip, sizeof zip, "%.*s", (int)(slash - name), name) > NAME_MAX)
    return error_set(error, ERROR_DATA, "a sealed copy with a name that cannot be");
  buffer_init(&waiting, ZIP_MOST_BYTES);
  buffer_init(&made, ZIP_MOST_BYTES);
  int kind = read_waiting(day, zip, &waiting, &found, error);
  if (kind == 0)
    kind = merge(&waiting, found, slash + 1, original, &made, is_waiting, error);
  if (kind == 0 && !*is_waiting)
    kind = write_file(day, zip, &made, found, error);
  wipe(&waiting);
  wipe(&made);
  return kind;
}

static int lay_file(
    int day, const char *name, const struct archive_original *original, bool *is_waiting, struct error *error)
{
  struct buffer content;
  bool found = false;
  buffer_init(&content, ZIP_MOST_BYTES);
  int kind = read_waiting(day, name, &content, &found, error);
  if (kind == 0 && found) {
    *is_waiting = content.size == original->size &&
                  (content.size == 0 || memcmp(content.data, original->data, content.size) == 0);
    if (!*is_waiting)
      kind = error_set(error, ERROR_AGAIN, "another file waits under that name");
  } else if (kind == 0) {
    buffer_append(&content, original->data, original->size);
    kind = write_file(day, name, &content, false, error);
  }
  wipe(&content);
  return kind;
}

/* --- the whole --- */

static int lay(int organisation, const struct archive_place *place, const struct archive_original *original,
    bool *is_waiting, struct error *error)
{
  struct namen namen;
  int kind = namen_open(organisation, place->day, &namen, error);
  if (kind != 0)
    return kind;
  char day_name[DATE_TEXT_SIZE];
  date_format(place->day, day_name);
  int day = -1;
  kind = file_folder(organisation, day_name, &day, error);
  if (kind == 0) {
    kind = strchr(original->name, '/') != NULL ? lay_member(day, original->name, original, is_waiting, error)
                                               : lay_file(day, original->name, original, is_waiting, error);
    close(day);
  }
  namen_close(&namen);
  return kind == 0 ? file_sync(organisation, error) : kind;
}

int replay_lay(const char *inbox, const struct archive_place *place, const struct archive_original *original,
    bool *is_waiting, struct error *error)
{
  struct inbox *opened = NULL;
  *is_waiting = false;
  if (!name_is_finished(original->name) || original->name[0] == '/')
    return error_set(error, ERROR_DATA, "a sealed copy with a name that cannot be");
  int kind = inbox_open(inbox, &opened, error);
  if (kind != 0)
    return kind;
  int organisation = -1;
  kind = file_folder(inbox_folder(opened), place->organisation, &organisation, error);
  if (kind == 0) {
    kind = lay(organisation, place, original, is_waiting, error);
    close(organisation);
  }
  inbox_close(&opened);
  return kind;
}
