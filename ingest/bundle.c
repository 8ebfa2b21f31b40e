/* What the members of a zip are to the rest of ingest: leveringen like any file, each with an id of its own.
 */
#include "ingest/bundle.h"

#include <stdio.h>
#include <string.h>

const char *bundle_name(const char *zip, const char *member, struct arena *arena)
{
  size_t size = strlen(zip) + 1 + strlen(member) + 1;
  char *name = arena_new(arena, size);
  snprintf(name, size, "%s/%s", zip, member);
  return name;
}

static int restart_member(void *zip, struct error *error)
{
  return zip_reader_restart(zip, error);
}

static int read_member(void *zip, char *out, int size, int *errno_value)
{
  return zip_reader_read(zip, out, size, errno_value);
}

int bundle_judge(struct levering_reader *reader, const struct levering_source *zip,
    const struct bundle_member *what, const struct levering_parts *parts, struct arena *arena,
    struct batch_levering *out, struct error *error)
{
  const struct zip_member *member = what->member;
  struct levering_source source = *zip;
  source.name = what->name;
  if (member->refusal == NULL && member->data == NULL) {
    struct levering_bytes bytes = {restart_member, read_member, what->zip};
    return levering_reader_read_bytes(reader, &source, &bytes, parts, arena, out, error);
  }
  if (member->refusal == NULL)
    return levering_reader_read(reader, &source, member->data, member->size, arena, out, error);
  struct levering_refusal refusal = {
      member->refusal, (int64_t)member->claimed_size, {member->claimed_size, member->claimed_crc}};
  if (refusal.bytes < 0)
    refusal.bytes = INT64_MAX;
  levering_reader_refuse(reader, &source, &refusal, arena, out);
  return 0;
}

void bundle_refuse(struct levering_reader *reader, const struct levering_source *zip, const char *tekst,
    int64_t size, struct arena *arena, struct batch_levering *out)
{
  struct levering_refusal refusal = {tekst, size, {(uint64_t)size}};
  levering_reader_refuse(reader, zip, &refusal, arena, out);
}

static bool has_sender(struct levering_reader *reader, struct zip_reader *zip,
    const struct zip_member *member, char organisation[9])
{
  if (member->data != NULL)
    return levering_sender(reader, member->data, member->size, organisation, NULL) == 0;
  struct levering_bytes bytes = {restart_member, read_member, zip};
  return levering_sender_bytes(reader, &bytes, organisation, NULL) == 0;
}

int bundle_sender(
    struct levering_reader *reader, int file, int64_t size, char organisation[9], struct error *error)
{
  struct zip_reader *zip = NULL;
  const char *refusal = NULL;
  struct zip_member member;
  int kind = zip_reader_open(file, size, &zip, &refusal, error);
  bool found = kind == 0 && zip != NULL;
  bool is_known = false;
  while (kind == 0 && found && !is_known) {
    kind = zip_reader_next(zip, &member, &found, error);
    if (kind == 0 && found && member.refusal == NULL)
      is_known = has_sender(reader, zip, &member, organisation);
  }
  zip_reader_close(&zip);
  if (kind != 0 || is_known)
    return kind;
  organisation[0] = '\0';
  kind = error_set(error, ERROR_DATA, "no Afzender can be read from this zip");
  error_hint(error, "say whose it is with --from");
  return kind;
}
