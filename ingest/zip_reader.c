/* Reading a zip through libzip, which sees to the format; the limits are ours.
 *
 * DESIGN. libzip keeps the whole directory in memory, so the number of members that a zip claims is looked up
 * before libzip is asked. The sizes that the directory claims are summed and held against the limits: several
 * members over the same compressed bytes count each. What is unpacked is then held against what was claimed,
 * so that a claim that is too low gains nothing. */
#include "ingest/zip_reader.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>
#include <zip.h>

#include "base/buffer.h"
#include "base/memory.h"
#include "ingest/levering_reader.h"
#include "ingest/xlsx_reader.h"

enum { TAIL_SIZE = 66 * 1024 };

struct zip_reader {
  zip_t *archive;
  zip_int64_t count;
  zip_int64_t next;
  zip_file_t *file; /* of the member that is read again; NULL: none */
  struct buffer content;
};

/* --- is it one --- */

static bool has_signature(const char *data, size_t size)
{
  return size >= 4 && (memcmp(data, "PK\3\4", 4) == 0 || memcmp(data, "PK\5\6", 4) == 0);
}

static bool has_zip_name(const char *name)
{
  size_t size = strlen(name);
  size_t tail = size;
  while (tail > 0 && name[tail - 1] >= '0' && name[tail - 1] <= '9')
    tail--;
  if (tail > 0 && tail < size && name[tail - 1] == '~')
    size = tail - 1;
  return size >= 4 && strncasecmp(name + size - 4, ".zip", 4) == 0;
}

bool zip_reader_is_zip(int file, const char *name)
{
  char start[4];
  if (xlsx_is_workbook(name))
    return false;
  ssize_t size = pread(file, start, sizeof start, 0);
  return (size > 0 && has_signature(start, (size_t)size)) || has_zip_name(name);
}

/* --- what it claims --- */

static uint64_t little_endian(const uint8_t *data, size_t width)
{
  uint64_t value = 0;
  while (width > 0)
    value = value << 8 | data[--width];
  return value;
}

/* Where the records at the end of a zip say how many members there are. */
static const struct count_place {
  char signature[5];
  size_t offset;
  size_t width;
} count_places[] = {{"PK\5\6", 10, 2}, {"PK\6\6", 32, 8}};

static uint64_t count_at(const uint8_t *data, size_t size)
{
  for (size_t i = 0; i < sizeof count_places / sizeof *count_places; i++) {
    const struct count_place *place = &count_places[i];
    if (size >= place->offset + place->width && memcmp(data, place->signature, 4) == 0)
      return little_endian(data + place->offset, place->width);
  }
  return 0;
}

/* The highest of all that could be such a record: libzip may believe any of them. */
uint64_t zip_claimed_members(const void *data, size_t size)
{
  size_t wanted = size < TAIL_SIZE ? size : TAIL_SIZE;
  const uint8_t *tail = (const uint8_t *)data + (size - wanted);
  uint64_t most = 0;
  for (size_t i = 0; i < wanted; i++) {
    uint64_t count = count_at(tail + i, wanted - i);
    most = count > most ? count : most;
  }
  return most;
}

int zip_claimed_members_of_file(int file, int64_t size, uint64_t *out, struct error *error)
{
  uint8_t *tail = memory_new(TAIL_SIZE);
  size_t wanted = size < TAIL_SIZE ? (size_t)size : TAIL_SIZE;
  ssize_t got = pread(file, tail, wanted, (off_t)(size - (int64_t)wanted));
  int reason = errno;
  *out = got > 0 ? zip_claimed_members(tail, (size_t)got) : 0;
  free(tail);
  return got >= 0 ? 0 : error_set_errno(error, reason, "cannot read a zip");
}

static const char *check_claims(zip_t *archive, int64_t size)
{
  zip_int64_t count = zip_get_num_entries(archive, 0);
  uint64_t total = 0;
  uint64_t files = 0;
  if (count > ZIP_MOST_MEMBERS)
    return "De zip bevat meer dan 10.000 bestanden.";
  for (zip_int64_t i = 0; i < count; i++) {
    zip_stat_t stat;
    zip_stat_init(&stat);
    if (zip_stat_index(archive, (zip_uint64_t)i, 0, &stat) != 0 || (stat.valid & ZIP_STAT_SIZE) == 0)
      return "De zip is beschadigd: de inhoudsopgave is niet te lezen.";
    files += stat.name == NULL || stat.name[0] == '\0' || stat.name[strlen(stat.name) - 1] != '/';
    total = stat.size > ZIP_MOST_TOTAL - total ? ZIP_MOST_TOTAL + 1ULL : total + stat.size;
    if (total > ZIP_MOST_TOTAL)
      return "De zip is uitgepakt groter dan 1 GB.";
  }
  if (files == 0)
    return "De zip bevat geen bestanden.";
  if (total > ZIP_FREE_TOTAL && total / ZIP_MOST_RATIO > (uint64_t)size)
    return "De zip is uitgepakt meer dan 200 keer zo groot.";
  return NULL;
}

/* --- opening --- */

static bool is_about_reading(int code)
{
  return code == ZIP_ER_READ || code == ZIP_ER_SEEK || code == ZIP_ER_MEMORY || code == ZIP_ER_OPEN ||
         code == ZIP_ER_TELL;
}

static int open_archive(int file, zip_t **out, const char **refusal, struct error *error)
{
  int own = fcntl(file, F_DUPFD_CLOEXEC, 0); /* libzip closes what it is given */
  if (own < 0)
    return error_set_errno(error, errno, "cannot open a zip");
  int code = 0;
  *out = zip_fdopen(own, 0, &code);
  if (*out != NULL)
    return 0;
  int reason = errno;
  close(own);
  if (is_about_reading(code) && reason != 0 && code != ZIP_ER_OPEN)
    return error_set_errno(error, reason, "cannot read a zip");
  *refusal = "Het bestand is geen zip, of is beschadigd.";
  return 0;
}

int zip_reader_open(
    int file, int64_t size, struct zip_reader **out, const char **refusal, struct error *error)
{
  *out = NULL;
  *refusal = NULL;
  if (size > ZIP_MOST_BYTES)
    *refusal = "De zip is groter dan 100 MB en is daarom niet gelezen.";
  uint64_t claimed = 0;
  int kind = *refusal == NULL ? zip_claimed_members_of_file(file, size, &claimed, error) : 0;
  if (kind == 0 && claimed > ZIP_MOST_MEMBERS)
    *refusal = "De zip bevat meer dan 10.000 bestanden.";
  zip_t *archive = NULL;
  if (kind == 0 && *refusal == NULL)
    kind = open_archive(file, &archive, refusal, error);
  if (archive == NULL)
    return kind;
  *refusal = check_claims(archive, size);
  if (*refusal != NULL) {
    zip_discard(archive);
    return 0;
  }
  struct zip_reader *reader = memory_new(sizeof *reader);
  reader->archive = archive;
  reader->count = zip_get_num_entries(archive, 0);
  buffer_init(&reader->content, ZIP_HELD_BYTES);
  *out = reader;
  return 0;
}

static void forget(struct zip_reader *reader)
{
  if (reader->content.data != NULL)
    sodium_memzero(reader->content.data, reader->content.size);
  buffer_reset(&reader->content);
  if (reader->file != NULL)
    zip_fclose(reader->file);
  reader->file = NULL;
}

void zip_reader_close(struct zip_reader **reader)
{
  if (*reader == NULL)
    return;
  forget(*reader);
  buffer_fini(&(*reader)->content);
  zip_discard((*reader)->archive);
  free(*reader);
  *reader = NULL;
}

/* --- members --- */

/* On one line, and cut between characters. */
static void copy_name(const zip_stat_t *stat, const char *name, char out[ZIP_MEMBER_NAME_SIZE])
{
  if (name == NULL || name[0] == '\0') {
    snprintf(out, ZIP_MEMBER_NAME_SIZE, "lid-%llu", (unsigned long long)stat->index + 1);
    return;
  }
  snprintf(out, ZIP_MEMBER_NAME_SIZE, "%s", name);
  size_t size = strlen(out);
  while (size > 0 && ((unsigned char)name[size] & 0xC0) == 0x80)
    size--;
  out[size] = '\0';
  for (char *c = out; *c != '\0'; c++)
    if ((unsigned char)*c < 0x20 || *c == 0x7F)
      *c = '?';
}

/* What is too large to be held leaves its beginning. */
static int read_content(
    struct zip_reader *reader, zip_file_t *file, uint64_t claimed, const char **refusal, struct error *error)
{
  char part[16384];
  uint64_t total = 0;
  zip_int64_t size = zip_fread(file, part, sizeof part);
  for (; size > 0; size = zip_fread(file, part, sizeof part)) {
    if (total == 0 || claimed <= ZIP_HELD_BYTES)
      buffer_append(&reader->content, part, (size_t)size);
    total += (uint64_t)size;
    if (total > claimed)
      break;
  }
  int code = zip_error_code_zip(zip_file_get_error(file));
  int reason = zip_error_code_system(zip_file_get_error(file));
  sodium_memzero(part, sizeof part);
  if (size < 0 && code == ZIP_ER_READ && reason != 0)
    return error_set_errno(error, reason, "cannot read a zip");
  if (size != 0 || total != claimed)
    *refusal = "Dit bestand in de zip is beschadigd.";
  return 0;
}

static const char *refuse_unread(const zip_stat_t *stat)
{
  if (stat->size > LEVERING_MOST_BYTES)
    return "Dit bestand in de zip is groter dan 25 MB en is daarom niet gelezen.";
  if ((stat->valid & ZIP_STAT_ENCRYPTION_METHOD) != 0 && stat->encryption_method != ZIP_EM_NONE)
    return "Dit bestand in de zip is versleuteld.";
  return NULL;
}

static int read_member(
    struct zip_reader *reader, const zip_stat_t *stat, struct zip_member *out, struct error *error)
{
  out->refusal = refuse_unread(stat);
  if (out->refusal != NULL)
    return 0;
  zip_file_t *file = zip_fopen_index(reader->archive, stat->index, 0);
  if (file == NULL) {
    zip_error_t *why = zip_get_error(reader->archive);
    if (is_about_reading(zip_error_code_zip(why)) && zip_error_code_system(why) != 0)
      return error_set_errno(error, zip_error_code_system(why), "cannot read a zip");
    out->refusal = "Dit bestand in de zip is beschadigd, of op een onbekende manier ingepakt.";
    return 0;
  }
  int kind = read_content(reader, file, stat->size, &out->refusal, error);
  zip_fclose(file);
  if (kind == 0 && out->refusal == NULL && has_signature(reader->content.data, reader->content.size))
    out->refusal = "Een zip in een zip wordt niet gelezen.";
  out->data = reader->content.data != NULL ? reader->content.data : "";
  out->size = out->refusal == NULL ? (size_t)stat->size : 0;
  if (out->size > ZIP_HELD_BYTES)
    out->data = NULL;
  return kind;
}

static bool is_folder(const char *name, const zip_stat_t *stat)
{
  size_t size = name != NULL ? strlen(name) : 0;
  return size > 0 && name[size - 1] == '/' && stat->size == 0;
}

int zip_reader_next(struct zip_reader *reader, struct zip_member *out, bool *found, struct error *error)
{
  *found = false;
  while (reader->next < reader->count) {
    zip_uint64_t index = (zip_uint64_t)reader->next++;
    zip_stat_t stat;
    zip_stat_init(&stat);
    if (zip_stat_index(reader->archive, index, 0, &stat) != 0)
      return error_set(error, ERROR_INTERNAL, "a zip whose directory changed while it was read");
    const char *name = zip_get_name(reader->archive, index, ZIP_FL_ENC_GUESS);
    if (is_folder(name, &stat))
      continue;
    *out = (struct zip_member){.claimed_size = stat.size, .claimed_crc = stat.crc};
    copy_name(&stat, name, out->name);
    forget(reader);
    *found = true;
    return read_member(reader, &stat, out, error);
  }
  return 0;
}

/* It was had before: what is wrong now is wrong with the disk, or the file has changed. */
int zip_reader_restart(struct zip_reader *reader, struct error *error)
{
  if (reader->file != NULL)
    zip_fclose(reader->file);
  reader->file = zip_fopen_index(reader->archive, (zip_uint64_t)reader->next - 1, 0);
  return reader->file != NULL ? 0 : error_set(error, ERROR_AGAIN, "a zip changed while it was read");
}

int zip_reader_read(struct zip_reader *reader, char *out, int size, int *errno_value)
{
  zip_int64_t count = zip_fread(reader->file, out, (zip_uint64_t)size);
  if (count < 0)
    *errno_value = EIO;
  return (int)count;
}
