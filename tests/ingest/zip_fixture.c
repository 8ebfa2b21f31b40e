/* Members that share a name are made by renaming in the bytes (zip_test.c): libzip itself refuses them. */
#include "zip_fixture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <zip.h>

#include <cmocka.h>

static zip_t *open_new(const char *path)
{
  int code = 0;
  zip_t *zip = zip_open(path, ZIP_CREATE | ZIP_TRUNCATE, &code);
  assert_non_null(zip);
  return zip;
}

void zip_write(const char *path, const struct zip_text *members)
{
  zip_t *zip = open_new(path);
  for (; members->name != NULL; members++) {
    if (members->name[strlen(members->name) - 1] == '/') {
      assert_true(zip_dir_add(zip, members->name, 0) >= 0);
      continue;
    }
    zip_source_t *source = zip_source_buffer(zip, members->text, strlen(members->text), 0);
    assert_non_null(source);
    assert_true(zip_file_add(zip, members->name, source, 0) >= 0);
  }
  assert_int_equal(zip_close(zip), 0);
}

void zip_write_bytes(const char *path, const char *name, size_t size)
{
  char *bytes = calloc(size, 1);
  assert_non_null(bytes);
  zip_t *zip = open_new(path);
  assert_true(zip_file_add(zip, name, zip_source_buffer(zip, bytes, size, 0), 0) >= 0);
  assert_int_equal(zip_close(zip), 0);
  free(bytes);
}
