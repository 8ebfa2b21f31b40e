/* Held in memory only while it is sealed, and wiped. */
#include "ingest/sealing.h"

#include <errno.h>
#include <sodium.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/file.h"
#include "ingest/levering_reader.h"

static void wipe(struct buffer *content)
{
  if (content->data != NULL)
    sodium_memzero(content->data, content->size);
  buffer_fini(content);
}

static int seal(const struct sealing *sealing, const void *data, size_t size, struct error *error)
{
  return archive_seal(sealing->archive, &sealing->place, sealing->name, data, size, error);
}

int sealing_file(const struct sealing *sealing, int file, struct error *error)
{
  struct buffer content;
  buffer_init(&content, LEVERING_MOST_BYTES);
  int kind = 0;
  if (lseek(file, 0, SEEK_SET) != 0)
    kind = error_set_errno(error, errno, "cannot read a file again");
  if (kind == 0)
    kind = file_read(file, &content, error);
  if (kind == 0)
    kind = seal(sealing, content.data, content.size, error);
  else if (content.failed)
    kind = 0;
  wipe(&content);
  return kind;
}

static int read_member(struct zip_reader *zip, size_t size, struct buffer *out, struct error *error)
{
  int kind = zip_reader_restart(zip, error);
  while (kind == 0 && out->size < size) {
    char part[16384];
    int reason = 0;
    int count = zip_reader_read(zip, part, sizeof part, &reason);
    if (count > 0)
      buffer_append(out, part, (size_t)count);
    else
      kind = error_set_errno(error, reason != 0 ? reason : EIO, "cannot read a zip again");
    sodium_memzero(part, sizeof part);
  }
  return kind;
}

int sealing_member(const struct sealing *sealing, struct zip_reader *zip, const struct zip_member *member,
    struct error *error)
{
  if (member->data != NULL)
    return seal(sealing, member->data, member->size, error);
  struct buffer content;
  buffer_init(&content, LEVERING_MOST_BYTES);
  int kind = read_member(zip, member->size, &content, error);
  if (kind == 0)
    kind = seal(sealing, content.data, content.size, error);
  wipe(&content);
  return kind;
}
