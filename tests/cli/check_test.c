/* sluis check as a person or a script calls it: exit status and what is on stdout. */
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "cli/commands.h"

static char folder[] = "/tmp/sluis-check-XXXXXX";
static char output[16384];

static const char *in_folder(const char *name)
{
  static char paths[4][128];
  static unsigned next;
  char *path = paths[next++ % 4];
  snprintf(path, sizeof paths[0], "%s/%s", folder, name);
  return path;
}

static int make_folder(void **state)
{
  (void)state;
  if (mkdtemp(folder) == NULL || mkfifo(in_folder("fifo"), 0600) != 0)
    return -1;
  int fd = open(in_folder("x.xml"), O_CREAT | O_WRONLY, 0600);
  if (fd < 0 || write(fd, "<x/>", 4) != 4)
    return -1;
  return close(fd) == 0 ? symlink("x.xml", in_folder("link")) : -1;
}

static int remove_folder(void **state)
{
  (void)state;
  unlink(in_folder("fifo"));
  unlink(in_folder("x.xml"));
  unlink(in_folder("link"));
  unlink(in_folder("stdout"));
  return rmdir(folder);
}

/* Runs the command with stdout in a file; what it wrote is in `output`. */
static int check(struct error *error, int count, const char *const *words)
{
  struct arguments arguments;
  assert_int_equal(arguments_parse(count, words, command_check.options, &arguments, error), 0);
  fflush(stdout);
  int old = dup(STDOUT_FILENO);
  int file = open(in_folder("stdout"), O_CREAT | O_TRUNC | O_RDWR, 0600);
  assert_true(old >= 0 && file >= 0);
  dup2(file, STDOUT_FILENO);
  int kind = command_check.run(NULL, &arguments, error);
  arguments_fini(&arguments);
  fflush(stdout);
  dup2(old, STDOUT_FILENO);
  ssize_t size = pread(file, output, sizeof output - 1, 0);
  assert_true(size >= 0);
  output[size] = '\0';
  close(old);
  close(file);
  return kind;
}

#define CHECK(error, ...)                                                                                    \
  check(error, sizeof((const char *const[]){__VA_ARGS__}) / sizeof(char *),                                  \
      (const char *const[]){__VA_ARGS__})

static void without_a_file_or_with_another_format_it_is_usage(void **state)
{
  (void)state;
  struct error error = {0};
  assert_int_equal(check(&error, 0, NULL), ERROR_USAGE);
  assert_int_equal(CHECK(&error, "--format", "xml", FIXTURES "/jw301.xml"), ERROR_USAGE);
  assert_string_equal(output, "");
}

static void what_is_no_regular_file_is_refused_and_never_waited_for(void **state)
{
  (void)state;
  struct error error = {0};
  static const char *const names[] = {"absent.xml", "fifo", "link", ""};
  for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
    assert_int_equal(CHECK(&error, in_folder(names[i])), ERROR_NO_INPUT);
    assert_string_equal(output, "");
  }
}

static void a_refused_file_exits_one_with_a_json_line_a_file(void **state)
{
  (void)state;
  struct error error = {0};
  assert_int_equal(
      CHECK(&error, FIXTURES "/jw301.xml", "--format", "json", in_folder("x.xml")), ERROR_REJECTED);
  assert_string_equal(error.text, ""); /* the verslag says it */
  static const char first[] =
      "{\"bestand\":\"" FIXTURES "/jw301.xml\",\"soort\":\"JW301\",\"oordeel\":\"goed\","
      "\"regels_goed\":1,\"regels_fout\":0,\"meldingen\":[]}\n";
  assert_memory_equal(output, first, sizeof first - 1);
  const char *second = output + sizeof first - 1;
  assert_non_null(strstr(second, "\"code\":\"SOORT\",\"regel\":1,\"kolom\":null,\"pad\":\"/x\""));
  assert_ptr_equal(strchr(second, '\n'), second + strlen(second) - 1);
}

static void a_file_that_cannot_be_read_hides_no_other(void **state)
{
  (void)state;
  struct error error = {0};
  assert_int_equal(
      CHECK(&error, in_folder("absent.xml"), in_folder("x.xml"), "--format", "json"), ERROR_NO_INPUT);
  assert_non_null(strstr(output, "\"code\":\"SOORT\""));
}

static void a_good_file_exits_zero_and_says_what_was_not_judged(void **state)
{
  (void)state;
  struct error error = {0};
  assert_int_equal(CHECK(&error, FIXTURES "/wmo307.xml"), 0);
  assert_non_null(strstr(output, "Soort:      WMO307\nOordeel:    goed\n"));
  assert_non_null(strstr(output, "Niet beoordeeld"));
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(without_a_file_or_with_another_format_it_is_usage),
      cmocka_unit_test(what_is_no_regular_file_is_refused_and_never_waited_for),
      cmocka_unit_test(a_refused_file_exits_one_with_a_json_line_a_file),
      cmocka_unit_test(a_file_that_cannot_be_read_hides_no_other),
      cmocka_unit_test(a_good_file_exits_zero_and_says_what_was_not_judged),
  };
  return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
