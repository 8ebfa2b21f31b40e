/* Fuzz target of the zip reader: any bytes as a file are refused or read within the limits, without a crash
 * or a leak.
 *
 *   build-fuzz/tests/fuzz/fuzz_zip -max_len=65536 CORPUS      (seed the corpus with a small zip) */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "ingest/levering_reader.h"
#include "ingest/zip_reader.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_member(const struct zip_member *member)
{
  size_t name_size = strnlen(member->name, sizeof member->name);
  if (name_size == 0 || name_size == sizeof member->name)
    abort();
  if (member->size > LEVERING_MOST_BYTES || (member->refusal != NULL && member->size > 0))
    abort();
}

static void read_members(struct zip_reader *reader)
{
  struct zip_member member;
  bool found = true;
  size_t members = 0;
  uint64_t total = 0;
  struct error error;
  while (zip_reader_next(reader, &member, &found, &error) == 0 && found) {
    check_member(&member);
    total += member.size;
    if (++members > ZIP_MOST_MEMBERS || total > ZIP_MOST_TOTAL)
      abort();
  }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
  int file = memfd_create("zip", MFD_CLOEXEC);
  if (file < 0 || write(file, data, size) != (ssize_t)size)
    abort();
  struct zip_reader *reader = NULL;
  const char *refusal = NULL;
  struct error error;
  int kind = zip_reader_open(file, (int64_t)size, &reader, &refusal, &error);
  if (kind == 0 && (reader == NULL) != (refusal != NULL))
    abort();
  if (reader != NULL)
    read_members(reader);
  zip_reader_close(&reader);
  close(file);
  return 0;
}
