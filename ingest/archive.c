/* The sealed originals on disk.
 *
 * DESIGN. What is sealed is a line with the levering's id, the name and a NUL, and the bytes: name and
 * content can both lead back to a person. It is written under a hidden name and renamed; the settler syncs
 * the file system once for many before their files leave the inbox. A hidden name that a crash leaves holds
 * sealed bytes or a part of them, and goes by its age. */
#include "ingest/archive.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/crash_point.h"
#include "base/date.h"
#include "base/file.h"
#include "base/memory.h"
#include "ingest/folder.h"
#include "ingest/pseudonym.h"

enum {
  KEY_TEXT_SIZE = 2 * crypto_box_PUBLICKEYBYTES + 1, /* hex digits and a newline */
  MOST_SEALED = 128 * 1024 * 1024,
  NAME_SIZE = ID_TEXT_SIZE + 32,
  DAY_SECONDS = 24 * 60 * 60
};

static const char head[] = "sluis-archief-1 ";

struct archive {
  int folder;
  int64_t days;
  uint8_t public_key[crypto_box_PUBLICKEYBYTES];
};

/* --- keys --- */

static int read_public_key(const char *path, uint8_t key[crypto_box_PUBLICKEYBYTES], struct error *error)
{
  int fd = -1;
  int64_t size = 0;
  int kind = file_open(AT_FDCWD, path, &fd, &size, error);
  if (kind != 0)
    return kind;
  char text[KEY_TEXT_SIZE + 1];
  ssize_t got = read(fd, text, sizeof text);
  close(fd);
  if (got == KEY_TEXT_SIZE && text[KEY_TEXT_SIZE - 1] == '\n' &&
      sodium_hex2bin(key, crypto_box_PUBLICKEYBYTES, text, KEY_TEXT_SIZE - 1, NULL, NULL, NULL) == 0)
    return 0;
  kind = error_set(error, ERROR_CONFIG, "%s is no public key: 64 hex digits and a newline", path);
  error_hint(error, "sluis keygen --sealing makes a pair");
  return kind;
}

static int write_public_key(const char *path, const uint8_t private_key[32], struct error *error)
{
  uint8_t key[crypto_box_PUBLICKEYBYTES];
  char text[KEY_TEXT_SIZE + 1];
  if (crypto_scalarmult_base(key, private_key) != 0)
    return error_set(error, ERROR_INTERNAL, "a private key without a public one");
  sodium_bin2hex(text, sizeof text, key, sizeof key);
  text[KEY_TEXT_SIZE - 1] = '\n';
  struct file_new file = {.data = text, .size = KEY_TEXT_SIZE, .mode = 0644};
  return file_create(AT_FDCWD, path, &file, error);
}

int archive_keys_create(const char *path, struct error *error)
{
  char public_path[PATH_MAX];
  if (snprintf(public_path, sizeof public_path, "%s.pub", path) >= PATH_MAX)
    return error_set(error, ERROR_USAGE, "a file name that is too long");
  if (access(public_path, F_OK) == 0)
    return error_set(error, ERROR_USAGE, "%s is there already and stays as it is", public_path);
  uint8_t private_key[crypto_box_SECRETKEYBYTES];
  int kind = key_file_create(path, error);
  if (kind == 0)
    kind = key_file_read(path, private_key, error);
  if (kind == 0)
    kind = write_public_key(public_path, private_key, error);
  sodium_memzero(private_key, sizeof private_key);
  return kind;
}

/* --- opening --- */

/* Not every 32 bytes are a key. */
static bool can_seal(const struct archive *archive)
{
  uint8_t sealed[crypto_box_SEALBYTES];
  return crypto_box_seal(sealed, (const uint8_t *)"", 0, archive->public_key) == 0;
}

int archive_open(const struct archive_options *options, struct archive **out, struct error *error)
{
  if (sodium_init() < 0)
    return error_set(error, ERROR_INTERNAL, "libsodium does not start");
  struct archive *archive = memory_new(sizeof *archive);
  archive->days = options->days;
  archive->folder = -1;
  int kind = read_public_key(options->public_key, archive->public_key, error);
  if (kind == 0 && !can_seal(archive))
    kind = error_set(error, ERROR_CONFIG, "%s holds no key that can seal", options->public_key);
  if (kind == 0)
    kind = file_folder(AT_FDCWD, options->path, &archive->folder, error);
  if (kind != 0)
    archive_close(&archive);
  *out = archive;
  return kind;
}

void archive_close(struct archive **archive)
{
  if (*archive == NULL)
    return;
  if ((*archive)->folder >= 0)
    close((*archive)->folder);
  free(*archive);
  *archive = NULL;
}

/* --- places --- */

static void sealed_name(const struct archive_place *place, char name[NAME_SIZE])
{
  char id[ID_TEXT_SIZE];
  id_format(&place->levering, id);
  snprintf(name, NAME_SIZE, "%s.sealed", id);
}

static void sealed_path(const struct archive_place *place, char path[PATH_MAX])
{
  char day[DATE_TEXT_SIZE];
  char name[NAME_SIZE];
  date_format(place->day, day);
  sealed_name(place, name);
  snprintf(path, PATH_MAX, "%s/%s/%s", place->organisation, day, name);
}

static int open_place(int archive, const struct archive_place *place, int *fd, struct error *error)
{
  char day[DATE_TEXT_SIZE];
  date_format(place->day, day);
  int organisation = -1;
  int kind = file_folder(archive, place->organisation, &organisation, error);
  if (kind != 0)
    return kind;
  kind = file_folder(organisation, day, fd, error);
  close(organisation);
  return kind;
}

bool archive_has(const char *path, const struct archive_place *place)
{
  char below[PATH_MAX];
  char whole[2 * PATH_MAX];
  sealed_path(place, below);
  snprintf(whole, sizeof whole, "%s/%s", path, below);
  return access(whole, F_OK) == 0;
}

/* --- sealing --- */

static uint8_t *seal(const struct archive *archive, const struct archive_place *place, const char *name,
    const void *data, size_t size, size_t *sealed_size)
{
  char id[ID_TEXT_SIZE];
  id_format(&place->levering, id);
  size_t head_size = sizeof head - 1 + ID_TEXT_SIZE + strlen(name) + 1;
  size_t plain_size = head_size + size;
  uint8_t *plain = memory_new(plain_size + 1);
  snprintf((char *)plain, head_size + 1, "%s%s\n%s", head, id, name);
  if (size > 0)
    memcpy(plain + head_size, data, size);
  *sealed_size = plain_size + crypto_box_SEALBYTES;
  uint8_t *sealed = memory_new(*sealed_size);
  int failed = crypto_box_seal(sealed, plain, plain_size, archive->public_key);
  sodium_memzero(plain, plain_size);
  free(plain);
  if (failed == 0)
    return sealed;
  free(sealed);
  return NULL;
}

static int write_sealed(int folder, const char *name, const uint8_t *sealed, size_t size, struct error *error)
{
  char hidden[NAME_SIZE + 32];
  snprintf(hidden, sizeof hidden, ".%s.%ld.part", name, (long)gettid());
  int fd = openat(folder, hidden, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0640);
  if (fd < 0)
    return error_set_errno(error, errno, "cannot write into the archive");
  int kind = file_write(fd, sealed, size, error);
  close(fd);
  crash_point("ingest.archive.before");
  if (kind == 0 && renameat(folder, hidden, folder, name) != 0)
    kind = error_set_errno(error, errno, "cannot write into the archive");
  crash_point("ingest.archive.after");
  return kind;
}

/* The file is in the inbox and can be sealed later: nothing here is fatal. */
static int again(int kind, struct error *error)
{
  if (kind != 0 && error != NULL)
    error->kind = ERROR_AGAIN;
  return kind != 0 ? ERROR_AGAIN : 0;
}

int archive_seal(const struct archive *archive, const struct archive_place *place, const char *name,
    const void *data, size_t size, struct error *error)
{
  size_t sealed_size = 0;
  uint8_t *sealed = seal(archive, place, name, data, size, &sealed_size);
  if (sealed == NULL)
    return error_set(error, ERROR_INTERNAL, "the archive's key does not seal");
  int folder = -1;
  char final[NAME_SIZE];
  sealed_name(place, final);
  int kind = open_place(archive->folder, place, &folder, error);
  if (kind == 0) {
    kind = write_sealed(folder, final, sealed, sealed_size, error);
    close(folder);
  }
  free(sealed);
  return again(kind, error);
}

int archive_sync(const struct archive *archive, struct error *error)
{
  return file_sync_all(archive->folder, error);
}

int archive_remove(const struct archive *archive, const struct archive_place *place, struct error *error)
{
  char path[PATH_MAX];
  sealed_path(place, path);
  if (unlinkat(archive->folder, path, 0) == 0 || errno == ENOENT)
    return 0;
  return error_set_errno(error, errno, "cannot remove a sealed copy");
}

/* --- age --- */

struct sweep {
  time_t before;
  int depth; /* 0: organisations, 1: days, 2: sealed copies */
};

/* Another thread may remove the same meanwhile. */
static int sweep_folder(int folder, const struct sweep *sweep, struct error *error);

static int sweep_entry(int folder, const char *name, const struct sweep *sweep, struct error *error)
{
  struct stat status;
  if (fstatat(folder, name, &status, AT_SYMLINK_NOFOLLOW) != 0)
    return errno == ENOENT ? 0 : error_set_errno(error, errno, "cannot look into the archive");
  if (sweep->depth == 2) {
    if (S_ISREG(status.st_mode) && status.st_mtime < sweep->before && unlinkat(folder, name, 0) != 0 &&
        errno != ENOENT)
      return error_set_errno(error, errno, "cannot remove an old sealed copy");
    return 0;
  }
  int below = openat(folder, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
  if (below < 0)
    return errno == ENOENT || errno == ENOTDIR || errno == ELOOP
               ? 0
               : error_set_errno(error, errno, "cannot look into the archive");
  struct sweep deeper = {sweep->before, sweep->depth + 1};
  int kind = sweep_folder(below, &deeper, error);
  close(below);
  return kind;
}

static int sweep_folder(int folder, const struct sweep *sweep, struct error *error)
{
  int own = fcntl(folder, F_DUPFD_CLOEXEC, 0);
  DIR *entries = own >= 0 ? fdopendir(own) : NULL;
  if (entries == NULL) {
    int reason = errno;
    if (own >= 0)
      close(own);
    return error_set_errno(error, reason, "cannot look into the archive");
  }
  rewinddir(entries);
  int kind = 0;
  for (struct dirent *entry = readdir(entries); entry != NULL && kind == 0; entry = readdir(entries)) {
    if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
      kind = sweep_entry(folder, entry->d_name, sweep, error);
  }
  closedir(entries);
  return kind;
}

int archive_remove_old(const struct archive *archive, struct error *error)
{
  struct sweep sweep = {.before = time(NULL) - (time_t)archive->days * DAY_SECONDS};
  return sweep_folder(archive->folder, &sweep, error);
}

/* --- unsealing --- */

static int read_sealed(
    const char *path, const struct archive_place *place, struct buffer *out, struct error *error)
{
  char below[PATH_MAX];
  sealed_path(place, below);
  int archive = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (archive < 0)
    return error_set_errno(error, errno, "cannot open the archive %s", path);
  int fd = -1;
  int64_t size = 0;
  int kind = file_open(archive, below, &fd, &size, error);
  close(archive);
  if (kind != 0)
    return kind;
  kind = file_read(fd, out, error);
  close(fd);
  return kind;
}

/* The name and the bytes behind the line that says which levering it is. */
static int take_apart(const struct archive_place *place, struct archive_original *out, struct error *error)
{
  char expected[sizeof head + ID_TEXT_SIZE];
  char id[ID_TEXT_SIZE];
  id_format(&place->levering, id);
  int size = snprintf(expected, sizeof expected, "%s%s\n", head, id);
  const struct buffer *content = &out->content;
  const char *end = content->size > (size_t)size && memcmp(content->data, expected, (size_t)size) == 0
                        ? memchr(content->data + size, '\0', content->size - (size_t)size)
                        : NULL;
  if (end == NULL)
    return error_set(error, ERROR_DATA, "the sealed copy of %s is that of another levering", id);
  out->name = content->data + size;
  out->data = end + 1;
  out->size = content->size - (size_t)(out->data - content->data);
  return 0;
}

static int unseal(const struct buffer *sealed, const uint8_t private_key[crypto_box_SECRETKEYBYTES],
    struct buffer *out, struct error *error)
{
  uint8_t public_key[crypto_box_PUBLICKEYBYTES];
  if (sealed->size <= crypto_box_SEALBYTES || crypto_scalarmult_base(public_key, private_key) != 0)
    return error_set(error, ERROR_DATA, "a sealed copy that is not whole");
  size_t size = sealed->size - crypto_box_SEALBYTES;
  uint8_t *plain = memory_new(size);
  int kind = 0;
  if (crypto_box_seal_open(plain, (const uint8_t *)sealed->data, sealed->size, public_key, private_key) == 0)
    buffer_append(out, plain, size);
  else
    kind = error_set(error, ERROR_DATA, "a sealed copy that this private key does not open");
  sodium_memzero(plain, size);
  free(plain);
  return kind;
}

int archive_unseal(const char *path, const struct archive_place *place,
    const uint8_t private_key[crypto_box_SECRETKEYBYTES], struct archive_original *out, struct error *error)
{
  *out = (struct archive_original){0};
  struct buffer sealed;
  buffer_init(&sealed, MOST_SEALED);
  buffer_init(&out->content, MOST_SEALED);
  int kind = read_sealed(path, place, &sealed, error);
  if (kind == 0)
    kind = unseal(&sealed, private_key, &out->content, error);
  if (kind == 0)
    kind = take_apart(place, out, error);
  buffer_fini(&sealed);
  if (kind != 0)
    archive_original_fini(out);
  return kind;
}

void archive_original_fini(struct archive_original *original)
{
  if (original->content.data != NULL)
    sodium_memzero(original->content.data, original->content.capacity);
  buffer_fini(&original->content);
  *original = (struct archive_original){0};
}
