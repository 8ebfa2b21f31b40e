/* Files: whole or not at all, never over another, and nothing but regular files is read. */
#include "base/file.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/key_set.h"
#include "base/mask.h"
#include "base/process.h"

static char folder[64];

static int setup(void **state)
{
  (void)state;
  snprintf(folder, sizeof folder, "/tmp/sluis-file-XXXXXX");
  return mkdtemp(folder) != NULL ? chdir(folder) : -1;
}

static int teardown(void **state)
{
  (void)state;
  static const char *const made[] = {"a", "b", "link", "fifo", "inner/a"};
  for (size_t i = 0; i < sizeof made / sizeof *made; i++)
    unlink(made[i]);
  rmdir("inner");
  return chdir("/") == 0 ? rmdir(folder) : -1; /* fails when a temporary file was left */
}

static int create(const char *name, const char *text)
{
  struct file_new file = {.data = text, .size = strlen(text), .mode = 0600};
  return file_create(AT_FDCWD, name, &file, NULL);
}

static int read_text(const char *name, char *out, size_t maximum)
{
  int fd = -1;
  int64_t size = 0;
  int kind = file_open(AT_FDCWD, name, &fd, &size, NULL);
  if (kind != 0)
    return kind;
  struct buffer content;
  buffer_init(&content, maximum);
  kind = file_read(fd, &content, NULL);
  close(fd);
  memcpy(out, content.data != NULL ? content.data : "", content.size + 1);
  buffer_fini(&content);
  return kind;
}

static void what_is_no_regular_file_is_not_opened(void **state)
{
  (void)state;
  int fd = -1;
  int64_t size = 0;
  assert_int_equal(create("a", "a"), 0);
  assert_int_equal(symlink("a", "link"), 0);
  assert_int_equal(mkfifo("fifo", 0600), 0);
  assert_int_equal(mkdir("inner", 0700), 0);
  assert_int_equal(file_open(AT_FDCWD, "none", &fd, &size, NULL), ERROR_NO_INPUT);
  assert_int_equal(file_open(AT_FDCWD, "link", &fd, &size, NULL), ERROR_DATA);
  assert_int_equal(file_open(AT_FDCWD, "fifo", &fd, &size, NULL), ERROR_DATA);
  assert_int_equal(file_open(AT_FDCWD, "inner", &fd, &size, NULL), ERROR_DATA);
  assert_int_equal(fd, -1);
}

static void an_error_masks_what_could_be_a_bsn(void **state)
{
  (void)state;
  int fd = -1;
  int64_t size = 0;
  struct error error = {0};
  assert_int_equal(file_open(AT_FDCWD, "x111222333", &fd, &size, &error), ERROR_NO_INPUT);
  assert_null(strstr(error.text, "111222333"));
  assert_non_null(strstr(error.text, "xxxxxxxxxx"));
}

static void a_file_over_the_maximum_is_an_error(void **state)
{
  (void)state;
  char text[16];
  assert_int_equal(create("a", "12345"), 0);
  assert_int_equal(read_text("a", text, 4), ERROR_DATA);
  assert_int_equal(read_text("a", text, 5), 0);
  assert_string_equal(text, "12345");
}

static void creating_never_writes_over_a_file(void **state)
{
  (void)state;
  char text[16];
  assert_int_equal(create("a", "old"), 0);
  assert_int_equal(create("a", "new"), ERROR_USAGE);
  assert_int_equal(read_text("a", text, 15), 0);
  assert_string_equal(text, "old");
  assert_int_equal(create("none/a", "x"), ERROR_NO_INPUT);
}

static void replacing_puts_the_whole_new_file_in_place(void **state)
{
  (void)state;
  char text[16];
  assert_int_equal(mkdir("inner", 0700), 0);
  assert_int_equal(create("inner/a", "a longer one"), 0);
  struct file_new file = {.data = "new", .size = 3, .mode = 0640};
  assert_int_equal(file_replace(AT_FDCWD, "inner/a", &file, NULL), 0);
  assert_int_equal(read_text("inner/a", text, 15), 0);
  assert_string_equal(text, "new");
}

static void a_folder_behind_a_symlink_is_refused(void **state)
{
  (void)state;
  int fd = -1;
  assert_int_equal(file_folder(AT_FDCWD, "inner", &fd, NULL), 0);
  close(fd);
  assert_int_equal(file_folder(AT_FDCWD, "inner", &fd, NULL), 0);
  close(fd);
  assert_int_equal(symlink("inner", "link"), 0);
  assert_int_not_equal(file_folder(AT_FDCWD, "link", &fd, NULL), 0);
}

static void nine_digits_in_a_row_are_masked_and_eight_are_not(void **state)
{
  (void)state;
  static const struct {
    const char *text, *shown;
  } cases[] = {{"", ""}, {"12345678", "12345678"}, {"123456789", "xxxxxxxxx"},
      {"a1234567890b", "axxxxxxxxxxb"}, {"12345678-123456789.xml", "12345678-xxxxxxxxx.xml"},
      {"2024-01-31_12345678", "2024-01-31_12345678"}};
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    char shown[64];
    mask_copy(cases[i].text, shown, sizeof shown);
    assert_string_equal(shown, cases[i].shown);
  }
  char cut[6];
  mask_copy("ab123456789", cut, sizeof cut);
  assert_string_equal(cut, "abxxx");
}

static void a_set_has_what_was_added_and_nothing_else(void **state)
{
  (void)state;
  struct key_set set = {0};
  assert_false(key_set_has(&set, 0));
  for (uint64_t i = 0; i < 1000; i++) {
    key_set_add(&set, i * 64);
    key_set_add(&set, i * 64);
  }
  assert_int_equal(set.count, 1000);
  for (uint64_t i = 0; i < 1000; i++) {
    assert_true(key_set_has(&set, i * 64));
    assert_false(key_set_has(&set, i * 64 + 7));
  }
  key_set_fini(&set);
  assert_false(key_set_has(&set, 64));
}

static void a_protected_process_leaves_no_core(void **state)
{
  (void)state;
  pid_t child = fork();
  if (child == 0) {
    setrlimit(RLIMIT_CORE, &(struct rlimit){RLIM_INFINITY, RLIM_INFINITY});
    struct rlimit limit = {1, 1};
    if (process_protect(NULL) != 0 || prctl(PR_GET_DUMPABLE) != 0 || getrlimit(RLIMIT_CORE, &limit) != 0)
      _exit(1);
    if (limit.rlim_cur != 0 || limit.rlim_max != 0)
      _exit(2);
    abort();
  }
  int status = 0;
  assert_int_equal(waitpid(child, &status, 0), child);
  assert_true(WIFSIGNALED(status));
  assert_false(WCOREDUMP(status));
}

int main(void)
{
#define FILE_TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
  const struct CMUnitTest tests[] = {
      FILE_TEST(what_is_no_regular_file_is_not_opened),
      FILE_TEST(an_error_masks_what_could_be_a_bsn),
      FILE_TEST(a_file_over_the_maximum_is_an_error),
      FILE_TEST(creating_never_writes_over_a_file),
      FILE_TEST(replacing_puts_the_whole_new_file_in_place),
      FILE_TEST(a_folder_behind_a_symlink_is_refused),
      cmocka_unit_test(nine_digits_in_a_row_are_masked_and_eight_are_not),
      cmocka_unit_test(a_set_has_what_was_added_and_nothing_else),
      FILE_TEST(a_protected_process_leaves_no_core),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
