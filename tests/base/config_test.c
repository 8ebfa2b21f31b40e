/* Every test stands in a fresh folder with no SLUIS_ variable set, and makes the files it needs there. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/config.h"
#include "base/log.h"

static const struct config_option options[] = {
    {"inbox", CONFIG_TEXT, "./inbox", false, "where leveringen arrive"},
    {"key_file", CONFIG_TEXT, NULL, false, "the master key"},
    {"queue", CONFIG_BYTES, "64M", false, "bytes under way"},
    {"workers", CONFIG_NUMBER, "2", false, "threads"},
    {"wachtwoord", CONFIG_TEXT, NULL, true, "of the outbox"},
    {NULL, CONFIG_TEXT, NULL, false, NULL},
};

struct fixture {
  char folder[64];
  char *before; /* the folder to go back to */
  char warnings[1024];
};

static void keep_warning(enum log_level level, const char *id, const char *text, void *context)
{
  struct fixture *fixture = context;
  assert_int_equal(level, LOG_WARNING);
  assert_string_equal(id, "config.unknown_variable");
  size_t used = strlen(fixture->warnings);
  snprintf(fixture->warnings + used, sizeof fixture->warnings - used, "%s\n", text);
}

static void forget_variables(void)
{
  for (size_t i = 0; environ[i] != NULL;) {
    char name[128];
    snprintf(name, sizeof name, "%.*s", (int)strcspn(environ[i], "="), environ[i]);
    if (strncmp(name, "SLUIS_", 6) == 0)
      assert_int_equal(unsetenv(name), 0);
    else
      i++;
  }
}

static int set_up(void **state)
{
  struct fixture *fixture = calloc(1, sizeof *fixture);
  assert_non_null(fixture);
  strcpy(fixture->folder, "/tmp/sluis-config-XXXXXX");
  assert_non_null(mkdtemp(fixture->folder));
  fixture->before = getcwd(NULL, 0);
  assert_int_equal(chdir(fixture->folder), 0);
  forget_variables();
  log_set_writer(keep_warning, fixture);
  *state = fixture;
  return 0;
}

static int tear_down(void **state)
{
  struct fixture *fixture = *state;
  log_set_writer(NULL, NULL);
  unlink("sluis.conf");
  unlink("other.conf");
  assert_int_equal(chdir(fixture->before), 0);
  assert_int_equal(rmdir(fixture->folder), 0);
  free(fixture->before);
  free(fixture);
  return 0;
}

static void write_file(const char *name, const char *text)
{
  FILE *file = fopen(name, "w");
  assert_non_null(file);
  assert_true(fputs(text, file) >= 0);
  assert_int_equal(fclose(file), 0);
}

static struct config *load(const char *const *flags)
{
  struct error error = {0};
  struct config *config = NULL;
  int status = config_load(options, flags, &config, &error);
  if (status != 0)
    print_error("%s\n", error.text);
  assert_int_equal(status, 0);
  assert_non_null(config);
  return config;
}

static void assert_refused(const char *const *flags, enum error_kind kind, const char *text)
{
  struct error error = {0};
  struct config *config = NULL;
  assert_int_equal(config_load(options, flags, &config, &error), kind);
  assert_int_equal(error.kind, kind);
  assert_string_equal(error.text, text);
  assert_null(config);
}

static void assert_file_refused(const char *text, const char *message)
{
  write_file("sluis.conf", text);
  assert_refused(NULL, ERROR_CONFIG, message);
}

static void an_unknown_key_in_the_file_names_file_and_line(void **state)
{
  (void)state;
  assert_file_refused("# ours\ninbox = a\n\ninbx = b\n", "./sluis.conf:4: unknown key inbx");
  assert_file_refused("[sluis]\nSLUIS_INBOX = b\n", "./sluis.conf:2: unknown key SLUIS_INBOX");
  assert_file_refused("[kafka]\nacks = all\n[sluis]\nacks = all\n", "./sluis.conf:4: unknown key acks");
}

static void an_unknown_section_names_file_and_line(void **state)
{
  (void)state;
  assert_file_refused("[postgres]\nhost = b\n", "./sluis.conf:2: unknown section [postgres]");
}

static void a_line_that_is_neither_section_nor_assignment_is_refused(void **state)
{
  (void)state;
  assert_file_refused("inbox = a\nnonsense\n", "./sluis.conf:2: neither a [section] nor key = value");
  assert_file_refused("nonsense\nqueue = much\n", "./sluis.conf:1: neither a [section] nor key = value");
  assert_file_refused("queue = much\nnonsense\n",
      "./sluis.conf:1: queue is not a number of bytes (digits and optionally K, M or G)");
}

static void a_key_that_comes_twice_is_refused(void **state)
{
  (void)state;
  assert_file_refused("inbox = a\ninbox = b\n", "./sluis.conf:2: inbox is given again, after line 1");
  assert_file_refused("inbox = a\n  queue = 1M\n", "./sluis.conf:2: inbox is given again, after line 1");
  assert_file_refused(
      "[kafka]\nacks = 1\nacks = all\n", "./sluis.conf:3: kafka.acks is given again, after line 2");
}

static void a_line_that_inih_would_cut_in_two_is_refused(void **state)
{
  (void)state;
  char text[400] = "queue = 1M\ninbox = ";
  memset(text + strlen(text), 'x', 250);
  assert_file_refused(text, "./sluis.conf:2: a line of more than 198 bytes, or a NUL");
}

static void a_value_of_the_wrong_type_names_its_place_and_not_itself(void **state)
{
  (void)state;
  static const char *const not_bytes[] = {
      "x", "-1", "1T", "1 K", "1KK", "9999999999999999999", "9223372036854775807K"};
  for (size_t i = 0; i < sizeof not_bytes / sizeof *not_bytes; i++) {
    const char *const flags[] = {"queue", not_bytes[i], NULL};
    assert_refused(
        flags, ERROR_USAGE, "--queue: queue is not a number of bytes (digits and optionally K, M or G)");
  }
  assert_int_equal(setenv("SLUIS_WORKERS", "2K", 1), 0);
  assert_refused(NULL, ERROR_CONFIG, "SLUIS_WORKERS: workers is not a whole number");
}

static void a_flag_that_is_unknown_or_empty_is_a_mistake_of_the_command_line(void **state)
{
  (void)state;
  const char *const unknown[] = {"inbx", "a", NULL};
  assert_refused(unknown, ERROR_USAGE, "--inbx: unknown flag");
  const char *const empty[] = {"inbox", "", NULL};
  assert_refused(empty, ERROR_USAGE, "--inbox: has no value");
}

static void a_file_that_is_named_must_exist(void **state)
{
  (void)state;
  assert_int_equal(setenv("SLUIS_CONFIG", "other.conf", 1), 0);
  assert_refused(NULL, ERROR_CONFIG, "other.conf: No such file or directory");
  assert_int_equal(setenv("SLUIS_CONFIG", ".", 1), 0);
  assert_refused(NULL, ERROR_IO, ". cannot be read");
}

static void an_unknown_variable_is_a_warning(void **state)
{
  struct fixture *fixture = *state;
  assert_int_equal(setenv("SLUIS_INBX", "geheim", 1), 0);
  struct config *config = load(NULL);
  assert_string_equal(fixture->warnings, "SLUIS_INBX is no setting of sluis\n");
  config_free(&config);
}

static void without_anything_the_defaults_hold(void **state)
{
  struct fixture *fixture = *state;
  struct config *config = load(NULL);
  assert_string_equal(config_text(config, "inbox"), "./inbox");
  assert_null(config_text(config, "key_file"));
  assert_int_equal(config_number(config, "queue"), 64 << 20);
  assert_int_equal(config_number(config, "workers"), 2);
  assert_null(config_text(config, "kafka.bootstrap.servers"));
  assert_string_equal(fixture->warnings, "");
  config_free(&config);
  assert_null(config);
  config_free(&config);
}

static void flags_go_over_variables_over_the_file_over_defaults(void **state)
{
  struct fixture *fixture = *state;
  write_file("sluis.conf", "inbox = file\nkey_file = file\nworkers = 3\n[sluis]\nqueue = 1K\n");
  assert_int_equal(setenv("SLUIS_INBOX", "variable", 1), 0);
  assert_int_equal(setenv("SLUIS_WORKERS", "4", 1), 0);
  const char *const flags[] = {"workers", "5", NULL};
  struct config *config = load(flags);
  assert_string_equal(config_text(config, "key_file"), "file");
  assert_string_equal(config_text(config, "inbox"), "variable");
  assert_int_equal(config_number(config, "workers"), 5);
  assert_int_equal(config_number(config, "queue"), 1024);
  assert_string_equal(fixture->warnings, "");
  config_free(&config);
}

static void sluis_config_names_the_file_and_is_no_unknown_variable(void **state)
{
  struct fixture *fixture = *state;
  write_file("sluis.conf", "inbox = here\n");
  write_file("other.conf", "inbox = there\n");
  assert_int_equal(setenv("SLUIS_CONFIG", "other.conf", 1), 0);
  struct config *config = load(NULL);
  assert_string_equal(config_text(config, "inbox"), "there");
  assert_string_equal(fixture->warnings, "");
  config_free(&config);
}

static void an_empty_value_in_file_or_variable_is_no_value(void **state)
{
  (void)state;
  write_file("sluis.conf", "inbox =\nworkers =\nkey_file = k\n");
  assert_int_equal(setenv("SLUIS_KEY_FILE", "", 1), 0);
  struct config *config = load(NULL);
  assert_string_equal(config_text(config, "inbox"), "./inbox");
  assert_int_equal(config_number(config, "workers"), 2);
  assert_string_equal(config_text(config, "key_file"), "k");
  config_free(&config);
}

static void bytes_take_a_unit(void **state)
{
  (void)state;
  static const struct {
    const char *text;
    int64_t bytes;
  } rows[] = {{"0", 0}, {"17", 17}, {"3k", 3072}, {"2M", 2 << 20}, {"5G", INT64_C(5) << 30},
      {"9223372036854775807", INT64_MAX}};
  for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
    const char *const flags[] = {"queue", rows[i].text, "workers", "-7", NULL};
    struct config *config = load(flags);
    assert_int_equal(config_number(config, "queue"), rows[i].bytes);
    assert_string_equal(config_text(config, "queue"), rows[i].text);
    assert_int_equal(config_number(config, "workers"), -7);
    config_free(&config);
  }
}

static void properties_of_kafka_pass_through_from_file_and_variables(void **state)
{
  struct fixture *fixture = *state;
  write_file("sluis.conf", "[kafka]\nbootstrap.servers = a:1,b:2\nacks = all\n");
  assert_int_equal(setenv("SLUIS_KAFKA_BOOTSTRAP_SERVERS", "c:3", 1), 0);
  assert_int_equal(setenv("SLUIS_KAFKA_LINGER_MS", "5", 1), 0);
  struct config *config = load(NULL);
  assert_string_equal(config_text(config, "kafka.bootstrap.servers"), "c:3");
  assert_string_equal(config_text(config, "kafka.acks"), "all");
  assert_string_equal(config_text(config, "kafka.linger.ms"), "5");
  assert_string_equal(fixture->warnings, "");
  config_free(&config);
}

static void print_shows_all_values_and_no_secret(void **state)
{
  (void)state;
  write_file("sluis.conf", "wachtwoord = geheim\n[kafka]\nsasl.password = geheim\nssl.key.pem = "
                           "geheim\nssl.key.password = geheim\n"
                           "ssl.keystore.password = geheim\nsasl.oauthbearer.client.secret = "
                           "geheim\nsasl.oauthbearer.config = geheim\n"
                           "sasl.Pasword = geheim\nacks = all\n");
  struct config *config = load(NULL);
  char *text = NULL;
  size_t size = 0;
  FILE *out = open_memstream(&text, &size);
  assert_non_null(out);
  config_print(config, out);
  assert_int_equal(fclose(out), 0);
  assert_string_equal(text, "inbox = ./inbox\n"
                            "# key_file has no value\n"
                            "queue = 64M\n"
                            "workers = 2\n"
                            "# wachtwoord has a value that is not shown\n"
                            "[kafka]\n"
                            "# sasl.password has a value that is not shown\n"
                            "# ssl.key.pem has a value that is not shown\n"
                            "# ssl.key.password has a value that is not shown\n"
                            "# ssl.keystore.password has a value that is not shown\n"
                            "# sasl.oauthbearer.client.secret has a value that is not shown\n"
                            "# sasl.oauthbearer.config has a value that is not shown\n"
                            "# sasl.Pasword has a value that is not shown\n"
                            "acks = all\n");
  free(text);
  config_free(&config);
}

#define IN_FOLDER(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
  const struct CMUnitTest tests[] = {
      IN_FOLDER(an_unknown_key_in_the_file_names_file_and_line),
      IN_FOLDER(an_unknown_section_names_file_and_line),
      IN_FOLDER(a_line_that_is_neither_section_nor_assignment_is_refused),
      IN_FOLDER(a_key_that_comes_twice_is_refused),
      IN_FOLDER(a_line_that_inih_would_cut_in_two_is_refused),
      IN_FOLDER(a_value_of_the_wrong_type_names_its_place_and_not_itself),
      IN_FOLDER(a_flag_that_is_unknown_or_empty_is_a_mistake_of_the_command_line),
      IN_FOLDER(a_file_that_is_named_must_exist),
      IN_FOLDER(an_unknown_variable_is_a_warning),
      IN_FOLDER(without_anything_the_defaults_hold),
      IN_FOLDER(flags_go_over_variables_over_the_file_over_defaults),
      IN_FOLDER(sluis_config_names_the_file_and_is_no_unknown_variable),
      IN_FOLDER(an_empty_value_in_file_or_variable_is_no_value),
      IN_FOLDER(bytes_take_a_unit),
      IN_FOLDER(properties_of_kafka_pass_through_from_file_and_variables),
      IN_FOLDER(print_shows_all_values_and_no_secret),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
