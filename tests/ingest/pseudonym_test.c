/* The keyed hashes against published vectors, against an independent computation, and the key file's rules.
 *
 * Vectors of RFC 4231 (HMAC-SHA-256) and RFC 5869 appendix A.1 to A.3. Those of DESIGN's formulas come from
 * Python's hashlib, master key = the bytes 0 to 31:
 *
 *   mac = lambda key, data: hmac.new(key, data, hashlib.sha256).digest()
 *   key_id = mac(master, b"sluis/v1/key-id").hex()[:8]
 *   K = mac(mac(bytes(32), master), b"sluis/v1/bsn/" + key_id.encode() + b"\x01")     # HKDF of one block
 *   check = mac(K, b"NL:bsn:000000000").hex()[:16]
 *   mac(K, b"NL:bsn:111222333")[:16], mac(K, b"NL:toewijzingnummer:jw:0983:123")[:16]
 *   content = hashlib.blake2b(b"<x/>", digest_size=32).digest()
 *   mac(K, b"NL:levering:0983:2024-01-31:" + content + b"a.xml")[:16]
 */
#include <fcntl.h>
#include <sodium.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <setjmp.h>

#include <cmocka.h>

#include "base/date.h"
#include "base/log.h"
#include "ingest/hkdf.h"
#include "ingest/pseudonym.h"

static const char master_text[] = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f\n";

static char folder[64];
static char path[96];

static int make_folder(void **state)
{
  (void)state;
  snprintf(folder, sizeof folder, "/tmp/sluis-key-XXXXXX");
  return mkdtemp(folder) != NULL && snprintf(path, sizeof path, "%s/key", folder) > 0 ? 0 : -1;
}

static int remove_folder(void **state)
{
  (void)state;
  unlink(path);
  return rmdir(folder);
}

static void write_key(const char *text, size_t size, mode_t mode)
{
  unlink(path);
  int fd = open(path, O_WRONLY | O_CREAT | O_EXCL, 0600);
  assert_true(fd >= 0);
  assert_int_equal(write(fd, text, size), (ssize_t)size);
  assert_int_equal(fchmod(fd, mode), 0);
  close(fd);
}

static void expect_open(int expected)
{
  struct pseudonymiser *pseudonymiser = NULL;
  struct error error = {0};
  assert_int_equal(pseudonymiser_open(path, &pseudonymiser, &error), expected);
  assert_int_equal(error.kind, expected);
  assert_null(strstr(error.text, "0001020304"));
  pseudonymiser_free(&pseudonymiser);
}

static struct pseudonymiser *open_known_key(void)
{
  write_key(master_text, sizeof master_text - 1, 0600);
  struct pseudonymiser *pseudonymiser = NULL;
  assert_int_equal(pseudonymiser_open(path, &pseudonymiser, NULL), 0);
  return pseudonymiser;
}

static void assert_id(struct id id, const char *expected)
{
  char text[33];
  sodium_bin2hex(text, sizeof text, id.bytes, sizeof id.bytes);
  assert_string_equal(text, expected);
}

/* --- key files --- */

static void a_key_file_that_is_absent_is_no_input(void **state)
{
  (void)state;
  expect_open(ERROR_NO_INPUT);
}

static void a_key_file_that_others_can_use_is_refused(void **state)
{
  (void)state;
  static const mode_t modes[] = {0640, 0604, 0620, 0602, 0610, 0601, 0666};
  for (size_t i = 0; i < sizeof modes / sizeof *modes; i++) {
    write_key(master_text, sizeof master_text - 1, modes[i]);
    expect_open(ERROR_PERMISSION);
  }
}

static void a_file_that_is_not_64_hex_digits_and_a_newline_is_no_key(void **state)
{
  (void)state;
  static const struct {
    const char *what;
    size_t cut;
    const char *behind;
  } cases[] = {{"empty", 0, ""}, {"no newline", 64, ""}, {"short", 63, "\n"}, {"long", 64, "0\n"},
      {"two newlines", 64, "\n\n"}, {"no hex", 63, "g\n"}, {"a space", 63, " \n"},
      {"carriage return", 64, "\r\n"}};
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    char text[80];
    int size = snprintf(text, sizeof text, "%.*s%s", (int)cases[i].cut, master_text, cases[i].behind);
    write_key(text, (size_t)size, 0600);
    expect_open(ERROR_CONFIG);
  }
}

static void a_fifo_is_refused_without_waiting(void **state)
{
  (void)state;
  assert_int_equal(mkfifo(path, 0600), 0);
  expect_open(ERROR_CONFIG);
}

static void a_key_is_never_made_over_an_existing_file(void **state)
{
  (void)state;
  write_key("mine", 4, 0600);
  assert_int_equal(key_file_create(path, NULL), ERROR_USAGE);
  char text[8] = "";
  int fd = open(path, O_RDONLY);
  assert_int_equal(read(fd, text, sizeof text), 4);
  close(fd);
  assert_string_equal(text, "mine");
}

static void a_key_in_a_folder_that_is_absent_is_not_made(void **state)
{
  (void)state;
  assert_int_equal(key_file_create("/tmp/no such folder/key", NULL), ERROR_NO_INPUT);
}

static void a_key_that_was_made_can_be_opened_and_is_for_the_owner_alone(void **state)
{
  (void)state;
  assert_int_equal(key_file_create(path, NULL), 0);
  struct stat status;
  assert_int_equal(stat(path, &status), 0);
  assert_int_equal(status.st_mode & 07777, 0600);
  assert_int_equal(status.st_size, 65);
  expect_open(0);
}

static void two_keys_that_were_made_differ(void **state)
{
  (void)state;
  char key_ids[2][KEY_ID_TEXT_SIZE];
  for (int i = 0; i < 2; i++) {
    struct pseudonymiser *pseudonymiser = NULL;
    unlink(path);
    assert_int_equal(key_file_create(path, NULL), 0);
    assert_int_equal(pseudonymiser_open(path, &pseudonymiser, NULL), 0);
    pseudonymiser_key_id(pseudonymiser, key_ids[i]);
    pseudonymiser_free(&pseudonymiser);
    assert_null(pseudonymiser);
  }
  assert_string_not_equal(key_ids[0], key_ids[1]);
}

static int warnings;

static void count_warnings(enum log_level level, const char *id, const char *text, void *context)
{
  (void)text;
  (void)context;
  if (level == LOG_WARNING && strcmp(id, "key.unlocked") == 0)
    warnings++;
}

static void memory_that_cannot_be_locked_is_a_warning_and_no_failure(void **state)
{
  (void)state;
  write_key(master_text, sizeof master_text - 1, 0600);
  if (geteuid() == 0)
    assert_int_equal(prlimit(0, RLIMIT_MEMLOCK, NULL, NULL), 0);
  struct rlimit before;
  assert_int_equal(getrlimit(RLIMIT_MEMLOCK, &before), 0);
  assert_int_equal(setrlimit(RLIMIT_MEMLOCK, &(struct rlimit){0, before.rlim_max}), 0);
  log_set_writer(count_warnings, NULL);
  warnings = 0;
  struct pseudonymiser *pseudonymiser = NULL;
  int kind = pseudonymiser_open(path, &pseudonymiser, NULL);
  void *probe = sodium_malloc(16);
  int expected = sodium_mlock(probe, 16) == 0 ? 0 : 2; /* CAP_IPC_LOCK has no limit */
  sodium_free(probe);
  log_set_writer(NULL, NULL);
  setrlimit(RLIMIT_MEMLOCK, &before);
  assert_int_equal(kind, 0);
  assert_int_equal(warnings, expected);
  pseudonymiser_free(&pseudonymiser);
}

/* --- BSN --- */

static void what_is_no_bsn_is_refused_and_leaves_nothing_behind(void **state)
{
  (void)state;
  static const char *const cases[] = {"", " ", "000000000", "00000000", "123456789", "111222334", "1112223",
      "0111222333", "11122233a", "111.222.333", "-111222333", "111222333x", "\357\274\22111222333"};
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    struct bsn bsn;
    memset(&bsn, 'x', sizeof bsn);
    assert_false(bsn_parse(cases[i], strlen(cases[i]), &bsn));
    struct bsn nothing = {{0}};
    assert_memory_equal(&bsn, &nothing, sizeof bsn);
  }
}

static void a_bsn_with_one_digit_changed_fails_the_11_proef(void **state)
{
  (void)state;
  struct bsn bsn;
  char text[] = "111222333";
  for (size_t i = 0; i < 9; i++) {
    char right = text[i];
    for (int wrong = '0'; wrong <= '9'; wrong++) {
      text[i] = (char)wrong;
      assert_int_equal(bsn_parse(text, 9, &bsn), wrong == right);
    }
    text[i] = right;
  }
}

static void spelling_makes_no_difference(void **state)
{
  (void)state;
  static const struct {
    const char *text, *digits;
  } cases[] = {{"111222333", "111222333"}, {" 111222333\n", "111222333"}, {"111 222 333", "111222333"},
      {"012345672", "012345672"}, {"12345672", "012345672"}, {" 1234 5672 ", "012345672"},
      {"123456782", "123456782"}, {"100000009", "100000009"}, {"999999990", "999999990"}};
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    struct bsn bsn;
    assert_true(bsn_parse(cases[i].text, strlen(cases[i].text), &bsn));
    assert_memory_equal(bsn.digits, cases[i].digits, 9);
  }
}

/* --- hashes --- */

static void hmac_gives_the_vectors_of_rfc_4231(void **state)
{
  (void)state;
  uint8_t key[131];
  memset(key, 0xaa, sizeof key);
  static const char short_key[] = "Jefe";
  static const struct {
    size_t key_size; /* 0: the short key */
    const char *data, *expected;
  } cases[] = {
      {0, "what do ya want for nothing?", "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"},
      {131, "Test Using Larger Than Block-Size Key - Hash Key First",
          "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"},
      {131,
          "This is a test using a larger than block-size key and a larger than block-size data. The key "
          "needs "
          "to be hashed before being used by the HMAC algorithm.",
          "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2"}};
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    crypto_auth_hmacsha256_state hmac;
    const uint8_t *with = cases[i].key_size > 0 ? key : (const uint8_t *)short_key;
    crypto_auth_hmacsha256_init(&hmac, with, cases[i].key_size > 0 ? cases[i].key_size : 4);
    crypto_auth_hmacsha256_update(&hmac, (const uint8_t *)cases[i].data, strlen(cases[i].data));
    uint8_t hash[32];
    crypto_auth_hmacsha256_final(&hmac, hash);
    char text[65];
    sodium_bin2hex(text, sizeof text, hash, sizeof hash);
    assert_string_equal(text, cases[i].expected);
  }
}

static void fill_from(uint8_t *bytes, size_t size, uint8_t first)
{
  for (size_t i = 0; i < size; i++)
    bytes[i] = (uint8_t)(first + i);
}

static void assert_hkdf(const struct hkdf_input *input, size_t size, const char *expected)
{
  uint8_t out[82];
  char text[2 * sizeof out + 1];
  hkdf_sha256(input, out, size);
  sodium_bin2hex(text, sizeof text, out, size);
  assert_string_equal(text, expected);
}

static void hkdf_gives_the_vectors_of_rfc_5869(void **state)
{
  (void)state;
  uint8_t key[80];
  uint8_t salt[80];
  uint8_t info[80];
  memset(key, 0x0b, 22);
  fill_from(salt, 13, 0x00);
  fill_from(info, 10, 0xf0);
  assert_hkdf(&(struct hkdf_input){key, 22, salt, 13, info, 10}, 42,
      "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865");
  assert_hkdf(&(struct hkdf_input){key, 22, NULL, 0, NULL, 0}, 42,
      "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8");
  fill_from(key, 80, 0x00);
  fill_from(salt, 80, 0x60);
  fill_from(info, 80, 0xb0);
  assert_hkdf(&(struct hkdf_input){key, 80, salt, 80, info, 80}, 82,
      "b11e398dc80327a1c8e7f78c596a49344f012eda2d4efad8a050cc4c19afa97c59045a99cac7827271cb41c65e590e09"
      "da3275600c2f09b8367793a9aca3db71cc30c58179ec3e87c14c01d5c1f3434f1d87");
}

static void the_formulas_of_the_design_hold(void **state)
{
  (void)state;
  struct pseudonymiser *pseudonymiser = open_known_key();
  char key_id[KEY_ID_TEXT_SIZE];
  char check_value[CHECK_VALUE_TEXT_SIZE];
  pseudonymiser_key_id(pseudonymiser, key_id);
  pseudonymiser_check_value(pseudonymiser, check_value);
  assert_string_equal(key_id, "2404c664");
  assert_string_equal(check_value, "6ddeb1c8ea364ac6");
  struct bsn bsn;
  assert_true(bsn_parse("111222333", 9, &bsn));
  assert_id(pseudonym_of_bsn(pseudonymiser, &bsn), "cdb3650db4fa19fe6999db05e56a2d28");
  assert_true(bsn_parse("12345672", 8, &bsn));
  assert_id(pseudonym_of_bsn(pseudonymiser, &bsn), "90f772b437c7d912696c8af91bb403a8");
  assert_id(keyed_hash(pseudonymiser, "toewijzingnummer", "jw:0983", "1234", 3),
      "725fd0200bc83ba8fad239a1c4403e08");
  int32_t day = 0;
  assert_true(date_parse("2024-01-31", 10, &day));
  assert_id(levering_id(pseudonymiser, "0983", day, "a.xml", "<x/>", 4), "6b330095a3927f8f4eceb3d2cbb94c0e");
  pseudonymiser_free(&pseudonymiser);
}

static void every_part_of_a_levering_counts_in_its_id(void **state)
{
  (void)state;
  struct pseudonymiser *pseudonymiser = open_known_key();
  struct id ids[] = {levering_id(pseudonymiser, "0983", 19753, "a.xml", "<x/>", 4),
      levering_id(pseudonymiser, "0984", 19753, "a.xml", "<x/>", 4),
      levering_id(pseudonymiser, "0983", 19754, "a.xml", "<x/>", 4),
      levering_id(pseudonymiser, "0983", 19753, "a.xml~2", "<x/>", 4),
      levering_id(pseudonymiser, "0983", 19753, "a.xml", "<y/>", 4),
      levering_id(pseudonymiser, "0983", 19753, "a.xml", "", 0)};
  for (size_t i = 0; i < sizeof ids / sizeof *ids; i++)
    for (size_t j = 0; j < i; j++)
      assert_false(id_equal(&ids[i], &ids[j]));
  pseudonymiser_free(&pseudonymiser);
}

/* A BSN and a key are structs and opaque pointers: the compiler refuses them where text is asked. What could
 * still slip through is a function of base/ that takes any pointer; there is none for the log and errors. */
_Static_assert(
    _Generic(&log_error, void (*)(const char *, const char *, ...) : 1, default : 0), "log takes text");
_Static_assert(
    _Generic(&error_set, int (*)(struct error *, enum error_kind, const char *, ...) : 1, default : 0),
    "errors take text");
_Static_assert(_Generic((struct bsn *)0, char * : 0, const char * : 0, default : 1), "a BSN is no text");

int main(void)
{
  if (sodium_init() < 0)
    return 1;
#define KEY_TEST(name) cmocka_unit_test_setup_teardown(name, make_folder, remove_folder)
  const struct CMUnitTest tests[] = {
      KEY_TEST(a_key_file_that_is_absent_is_no_input),
      KEY_TEST(a_key_file_that_others_can_use_is_refused),
      KEY_TEST(a_file_that_is_not_64_hex_digits_and_a_newline_is_no_key),
      KEY_TEST(a_fifo_is_refused_without_waiting),
      KEY_TEST(a_key_is_never_made_over_an_existing_file),
      KEY_TEST(a_key_in_a_folder_that_is_absent_is_not_made),
      KEY_TEST(a_key_that_was_made_can_be_opened_and_is_for_the_owner_alone),
      KEY_TEST(two_keys_that_were_made_differ),
      KEY_TEST(memory_that_cannot_be_locked_is_a_warning_and_no_failure),
      cmocka_unit_test(what_is_no_bsn_is_refused_and_leaves_nothing_behind),
      cmocka_unit_test(a_bsn_with_one_digit_changed_fails_the_11_proef),
      cmocka_unit_test(spelling_makes_no_difference),
      cmocka_unit_test(hmac_gives_the_vectors_of_rfc_4231),
      cmocka_unit_test(hkdf_gives_the_vectors_of_rfc_5869),
      KEY_TEST(the_formulas_of_the_design_hold),
      KEY_TEST(every_part_of_a_levering_counts_in_its_id),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
