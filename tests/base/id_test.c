/* Ids and digests; the digests are compared with values made by another implementation of BLAKE2b (hashlib).
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/digest.h"
#include "base/id.h"

static void what_is_no_uuid_is_refused(void **state)
{
  (void)state;
  static const char *const bad[] = {"", "00112233-4455-6677-8899-aabbccddeef",
      "00112233445566778899aabbccddeeff", "00112233-4455-6677-8899-aabbccddeeff0",
      "00112233-4455-6677-8899_aabbccddeeff", "0011223-34455-6677-8899-aabbccddeeff",
      "00112233-4455-6677-8899-aabbccddeefg"};
  struct id id;
  for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
    assert_false(id_parse(bad[i], &id));
}

static void an_id_reads_as_it_is_written(void **state)
{
  (void)state;
  struct id id;
  char text[ID_TEXT_SIZE];
  assert_true(id_parse("00112233-4455-6677-8899-AABBccddeeff", &id));
  for (int i = 0; i < 16; i++)
    assert_int_equal(id.bytes[i], i * 0x11);
  id_format(&id, text);
  assert_string_equal(text, "00112233-4455-6677-8899-aabbccddeeff");
}

static void ids_are_ordered_as_unsigned_bytes(void **state)
{
  (void)state;
  struct id low = {{0x7f}};
  struct id high = {{0x80}};
  struct id later = {{0x7f, [15] = 1}};
  assert_true(id_compare(&low, &high) < 0);
  assert_true(id_compare(&high, &later) > 0);
  assert_true(id_compare(&low, &later) < 0);
  assert_false(id_equal(&low, &later));
  assert_true(id_equal(&low, &(struct id){{0x7f}}));
}

static void assert_digest(struct digest *digest, const char *hexadecimal)
{
  struct id id = digest_final(digest);
  for (size_t i = 0; i < sizeof id.bytes; i++) {
    char byte[3] = {hexadecimal[2 * i], hexadecimal[2 * i + 1], '\0'};
    assert_int_equal(id.bytes[i], strtol(byte, NULL, 16));
  }
}

static void digests_are_those_of_blake2b_over_parts_with_lengths(void **state)
{
  (void)state;
  struct digest digest;
  digest_init(&digest, "sluis/v1/traject");
  assert_digest(&digest, "3d08e9327cbea600af5dbae11cfa1eac");
  struct id id;
  for (int i = 0; i < 16; i++)
    id.bytes[i] = (uint8_t)i;
  digest_init(&digest, "sluis/v1/traject");
  digest_text(&digest, "0983");
  digest_text(&digest, NULL);
  digest_text(&digest, "");
  digest_int(&digest, -2);
  digest_id(&digest, &id);
  digest_id(&digest, NULL);
  assert_digest(&digest, "cbcd4d18108ec830887c21fd9053eff9");
}

static struct id digest_of(const char *first, const char *second)
{
  struct digest digest;
  digest_init(&digest, "test");
  digest_text(&digest, first);
  digest_text(&digest, second);
  return digest_final(&digest);
}

static void where_a_part_ends_counts(void **state)
{
  (void)state;
  struct id ids[] = {digest_of("ab", "c"), digest_of("a", "bc"), digest_of("abc", ""), digest_of("abc", NULL),
      digest_of(NULL, "abc")};
  for (size_t i = 0; i < sizeof ids / sizeof *ids; i++) {
    for (size_t j = 0; j < i; j++)
      assert_false(id_equal(&ids[i], &ids[j]));
  }
}

int main(void)
{
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(what_is_no_uuid_is_refused),
      cmocka_unit_test(an_id_reads_as_it_is_written),
      cmocka_unit_test(ids_are_ordered_as_unsigned_bytes),
      cmocka_unit_test(digests_are_those_of_blake2b_over_parts_with_lengths),
      cmocka_unit_test(where_a_part_ends_counts),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
