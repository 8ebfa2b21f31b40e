/* Zips as they come from outside: the limits, and what is refused as a whole or member by member. */
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zip.h>

#include <cmocka.h>

#include "inbox_fixture.h"
#include "ingest/levering_reader.h"
#include "ingest/zip_reader.h"
#include "zip_fixture.h"

struct opened {
  struct zip_reader *reader;
  const char *refusal;
  int file;
};

static struct opened open_zip(const char *path)
{
  struct opened opened = {.file = open(path, O_RDONLY | O_CLOEXEC)};
  struct stat status;
  assert_true(opened.file >= 0);
  assert_int_equal(fstat(opened.file, &status), 0);
  assert_int_equal(zip_reader_open(opened.file, status.st_size, &opened.reader, &opened.refusal, NULL), 0);
  return opened;
}

static void close_zip(struct opened *opened)
{
  zip_reader_close(&opened->reader);
  close(opened->file);
}

static void assert_refused(const char *path, const char *why)
{
  struct opened opened = open_zip(path);
  assert_null(opened.reader);
  assert_non_null(opened.refusal);
  assert_non_null(strstr(opened.refusal, why));
  close_zip(&opened);
}

/* The next member; its name, or NULL behind the last. */
static const char *next(struct opened *opened, struct zip_member *member)
{
  bool found = false;
  assert_non_null(opened->reader);
  assert_int_equal(zip_reader_next(opened->reader, member, &found, NULL), 0);
  return found ? member->name : NULL;
}

/* Changes bytes of a file in place, all that are alike. */
static void replace_bytes(const char *path, const char *from, const char *to)
{
  size_t size = strlen(from);
  int file = open(path, O_RDWR | O_CLOEXEC);
  char content[4096];
  ssize_t all = pread(file, content, sizeof content, 0);
  int changed = 0;
  for (ssize_t i = 0; i + (ssize_t)size <= all; i++) {
    if (memcmp(content + i, from, size) != 0)
      continue;
    memcpy(content + i, to, size);
    changed++;
  }
  assert_true(changed > 0);
  assert_int_equal(pwrite(file, content, (size_t)all, 0), all);
  close(file);
}

static void what_is_no_zip_under_that_name_is_refused(void **state)
{
  (void)state;
  fixture_write("b.zip", "<?xml version=\"1.0\"?><a/>");
  assert_refused("b.zip", "geen zip");
}

static void a_torn_zip_is_refused(void **state)
{
  (void)state;
  zip_write("b.zip", (struct zip_text[]){{"a.xml", "een"}, {"b.xml", "twee"}, {NULL, NULL}});
  assert_int_equal(truncate("b.zip", 60), 0);
  assert_refused("b.zip", "geen zip");
}

static void a_zip_without_files_is_refused(void **state)
{
  (void)state;
  zip_write("b.zip", (struct zip_text[]){{"map/", NULL}, {NULL, NULL}});
  assert_refused("b.zip", "geen bestanden");
  static const char empty[22] = "PK\5\6";
  int file = open("leeg.zip", O_WRONLY | O_CREAT | O_CLOEXEC, 0660);
  assert_int_equal(write(file, empty, sizeof empty), (ssize_t)sizeof empty);
  close(file);
  assert_refused("leeg.zip", "geen bestanden");
}

static void a_zip_that_claims_too_many_members_is_refused_before_its_directory_is_read(void **state)
{
  (void)state;
  char end[22] = "PK\5\6";
  end[10] = 0x11;
  end[11] = 0x27; /* 10,001 */
  int file = open("b.zip", O_WRONLY | O_CREAT | O_CLOEXEC, 0660);
  assert_int_equal(write(file, end, sizeof end), (ssize_t)sizeof end);
  close(file);
  assert_refused("b.zip", "10.000");
}

static void a_zip_with_too_many_members_is_refused(void **state)
{
  (void)state;
  int code = 0;
  zip_t *zip = zip_open("b.zip", ZIP_CREATE, &code);
  for (int i = 0; i <= ZIP_MOST_MEMBERS; i++) {
    char name[16];
    snprintf(name, sizeof name, "%d", i);
    assert_true(zip_file_add(zip, name, zip_source_buffer(zip, "x", 1, 0), 0) >= 0);
  }
  assert_int_equal(zip_close(zip), 0);
  assert_refused("b.zip", "10.000");
}

static void a_zip_that_unpacks_to_far_more_than_it_is_is_refused(void **state)
{
  (void)state;
  zip_write_bytes("b.zip", "bom.xml", 20 << 20);
  assert_refused("b.zip", "200 keer");
}

static void a_small_zip_may_unpack_to_much_more_than_it_is(void **state)
{
  (void)state;
  zip_write_bytes("b.zip", "a.xml", ZIP_FREE_TOTAL);
  struct opened opened = open_zip("b.zip");
  struct zip_member member;
  assert_string_equal(next(&opened, &member), "a.xml");
  assert_null(member.refusal);
  assert_int_equal(member.size, ZIP_FREE_TOTAL);
  close_zip(&opened);
}

static void a_zip_in_a_zip_is_refused_and_its_neighbours_are_read(void **state)
{
  (void)state;
  zip_write("b.zip",
      (struct zip_text[]){{"a.xml", "een"}, {"in.xml", "PK\3\4 en zo"}, {"c.xml", "drie"}, {NULL, NULL}});
  struct opened opened = open_zip("b.zip");
  struct zip_member member;
  assert_string_equal(next(&opened, &member), "a.xml");
  assert_null(member.refusal);
  assert_int_equal(member.size, 3);
  assert_memory_equal(member.data, "een", 3);
  assert_string_equal(next(&opened, &member), "in.xml");
  assert_non_null(strstr(member.refusal, "zip in een zip"));
  assert_int_equal(member.size, 0);
  assert_string_equal(next(&opened, &member), "c.xml");
  assert_null(member.refusal);
  assert_null(next(&opened, &member));
  close_zip(&opened);
}

static void a_member_that_does_not_match_its_check_sum_is_refused(void **state)
{
  (void)state;
  zip_write("b.zip", (struct zip_text[]){{"a.xml", "abc"}, {"b.xml", "xyz"}, {NULL, NULL}});
  replace_bytes("b.zip", "abc", "abd"); /* so short that it is stored as it is */
  struct opened opened = open_zip("b.zip");
  struct zip_member member;
  assert_string_equal(next(&opened, &member), "a.xml");
  assert_non_null(strstr(member.refusal, "beschadigd"));
  assert_string_equal(next(&opened, &member), "b.xml");
  assert_null(member.refusal);
  close_zip(&opened);
}

static void an_encrypted_member_is_refused(void **state)
{
  (void)state;
  int code = 0;
  zip_t *zip = zip_open("b.zip", ZIP_CREATE, &code);
  assert_int_equal(zip_file_add(zip, "a.xml", zip_source_buffer(zip, "geheim", 6, 0), 0), 0);
  assert_int_equal(zip_file_set_encryption(zip, 0, ZIP_EM_AES_256, "wachtwoord"), 0);
  assert_int_equal(zip_close(zip), 0);
  struct opened opened = open_zip("b.zip");
  struct zip_member member;
  assert_string_equal(next(&opened, &member), "a.xml");
  assert_non_null(strstr(member.refusal, "versleuteld"));
  close_zip(&opened);
}

static void a_name_is_one_line_and_never_a_path_that_is_followed(void **state)
{
  (void)state;
  zip_write("b.zip", (struct zip_text[]){{"../../uit.xml", "een"}, {"a\nb.xml", "twee"}, {"map/", NULL},
                         {"map/c.xml", "drie"}, {NULL, NULL}});
  struct opened opened = open_zip("b.zip");
  struct zip_member member;
  assert_string_equal(next(&opened, &member), "../../uit.xml");
  assert_string_equal(next(&opened, &member), "a?b.xml");
  assert_string_equal(next(&opened, &member), "map/c.xml");
  assert_null(next(&opened, &member));
  close_zip(&opened);
  assert_int_equal(fixture_count(".", ""), 1); /* nothing was unpacked */
}

static void a_long_name_is_cut_between_characters(void **state)
{
  (void)state;
  char name[600] = "x";
  for (size_t i = 1; i <= 400; i++)
    name[i] = "\xA9\xC3"[i % 2];
  zip_write("b.zip", (struct zip_text[]){{name, "een"}, {NULL, NULL}});
  struct opened opened = open_zip("b.zip");
  struct zip_member member;
  assert_non_null(next(&opened, &member));
  assert_int_equal(strlen(member.name), ZIP_MEMBER_NAME_SIZE - 1);
  assert_memory_equal(member.name, name, ZIP_MEMBER_NAME_SIZE - 1);
  close_zip(&opened);
}

static void two_members_of_one_name_are_two(void **state)
{
  (void)state;
  zip_write("b.zip", (struct zip_text[]){{"a1.xml", "een"}, {"a2.xml", "twee"}, {NULL, NULL}});
  replace_bytes("b.zip", "a2.xml", "a1.xml");
  struct opened opened = open_zip("b.zip");
  struct zip_member member;
  assert_string_equal(next(&opened, &member), "a1.xml");
  assert_int_equal(member.size, 3);
  assert_string_equal(next(&opened, &member), "a1.xml");
  assert_int_equal(member.size, 4);
  assert_null(next(&opened, &member));
  close_zip(&opened);
}

static void a_zip_is_known_by_its_bytes_or_its_name(void **state)
{
  (void)state;
  zip_write("zonder", (struct zip_text[]){{"a.xml", "een"}, {NULL, NULL}});
  fixture_write("tekst", "<a/>");
  int zip = open("zonder", O_RDONLY | O_CLOEXEC);
  int text = open("tekst", O_RDONLY | O_CLOEXEC);
  assert_true(zip_reader_is_zip(zip, "a.xml"));
  assert_false(zip_reader_is_zip(text, "a.xml"));
  assert_true(zip_reader_is_zip(text, "a.ZIP"));
  assert_true(zip_reader_is_zip(text, "a.zip~2"));
  assert_false(zip_reader_is_zip(text, "a.zip2"));
  assert_false(zip_reader_is_zip(text, "zip"));
  close(zip);
  close(text);
}

int main(void)
{
#define WITH_FOLDER(test) cmocka_unit_test_setup_teardown(test, fixture_setup, fixture_teardown)
  const struct CMUnitTest tests[] = {
      WITH_FOLDER(what_is_no_zip_under_that_name_is_refused),
      WITH_FOLDER(a_torn_zip_is_refused),
      WITH_FOLDER(a_zip_without_files_is_refused),
      WITH_FOLDER(a_zip_that_claims_too_many_members_is_refused_before_its_directory_is_read),
      WITH_FOLDER(a_zip_with_too_many_members_is_refused),
      WITH_FOLDER(a_zip_that_unpacks_to_far_more_than_it_is_is_refused),
      WITH_FOLDER(a_small_zip_may_unpack_to_much_more_than_it_is),
      WITH_FOLDER(a_zip_in_a_zip_is_refused_and_its_neighbours_are_read),
      WITH_FOLDER(a_member_that_does_not_match_its_check_sum_is_refused),
      WITH_FOLDER(an_encrypted_member_is_refused),
      WITH_FOLDER(a_name_is_one_line_and_never_a_path_that_is_followed),
      WITH_FOLDER(a_long_name_is_cut_between_characters),
      WITH_FOLDER(two_members_of_one_name_are_two),
      WITH_FOLDER(a_zip_is_known_by_its_bytes_or_its_name),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
